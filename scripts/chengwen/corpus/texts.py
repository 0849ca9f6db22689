"""Clean whatever some places hold into texts: folders mirrored, a .txt and a .json a document, and nothing else.

The work is done in shards, as for rows (run.py), in a folder that is removed; here each document is taken from there in
the order of the sources, and written to its place. Rows and tables become a folder of the same name, a document a row.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chengwen import overwriting
from chengwen.checkout.samples import write_changed
from chengwen.corpus import storage
from chengwen.corpus.output import Output
from chengwen.corpus.plan import DOCUMENTS, Segment, kind_of, plan
from chengwen.corpus.read import rows_of
from chengwen.corpus.rows import read_rows
from chengwen.corpus.run import (
    CorpusOptions,
    Figures,
    OnFigures,
    Reasons,
    clean_shards,
    clean_some,
    in_order,
    need_libraries,
    settings_of,
)
from chengwen.corpus.shard import Settings, clean_row
from chengwen.corpus.state import ShardRecord, rejects_name
from chengwen.corpus.storage import File
from chengwen.corpus.walk import Left, sources
from chengwen.decode.file_names import as_text, file_name
from chengwen.document import Document, from_json
from chengwen.errors import ChengwenError, InputError
from chengwen.message import Message, at, say, unpacked

SHARD_BYTES = 250_000
"""Most stored bytes of a shard: small, since a text appears when its shard is done."""
STDIN = "-"


@dataclass(frozen=True, slots=True)
class On:
    """What is called while a run goes on."""

    figures: OnFigures
    document: Callable[[Document, str, list[int]], None]
    """With each document written, the place it was meant for, and the lines on which there may be names."""
    refused: Callable[[Message], None]


def clean_texts(
    addresses: Sequence[str],
    out: str,
    wanted: CorpusOptions,
    given: bytes,
    on: On,
    beside: Sequence[str] = (),
) -> Figures:
    """Clean what stands at some addresses into texts below `out`; `given` is the content of `-`.

    What cannot be cleaned or written does not end the run; a place that may not be written to does, before it begins.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        files, left = _sources(addresses, Path(scratch), given)
        output = Output(out, ".jsonl", False, scratch, scratch, "", "")
        need_libraries(output, files, wanted)
        settings = replace(settings_of(output, replace(wanted, dedup=""), {}), apart=True)
        _refuse(addresses, files, out, settings, beside)
        shards = plan(files, SHARD_BYTES)
        figures = Figures(len(shards), sum(max(0, file.size) for file in files), len(files), left, "")

        def report(rows: int = 0, size: int = 0) -> None:
            figures.seconds = time.monotonic() - began
            figures.read = max(figures.read, (rows, size), (figures.counts["rows"], figures.counts["bytes"]))
            on.figures(figures)

        if wanted.limit is None:
            records = in_order(clean_shards(shards, settings, wanted, report))
        else:
            records = clean_some(shards, settings, wanted.limit, report)
        reasons, written = Reasons(), _Written(Path(out), files)
        for record in records:
            figures.add(record, shards[record.number])
            for problem in (*_refused(record, scratch), *_write(record, written, figures, on)):
                reasons.add(problem)
                on.refused(problem)
            report()
        figures.reasons = reasons.counted()
    return figures


def _write(record: ShardRecord, written: _Written, figures: Figures, on: On) -> Iterator[Message]:
    """Write the documents of a shard, and yield why some could not be written."""
    for document, place, names in _documents(record):
        try:
            on.document(written.write(document, place), place, names)
        except ChengwenError as error:
            figures.counts.update(written=-1, rejected=1)
            yield error.message
    if record.output:
        storage.remove(record.output.file.address)


def _sources(addresses: Sequence[str], scratch: Path, given: bytes) -> tuple[list[File], list[Left]]:
    """Return the files; what came on standard input is one of them."""
    named = [address for address in addresses if address != STDIN]
    files, left = sources(named)
    if STDIN in addresses:
        path = scratch / "stdin"
        path.write_bytes(given)
        files.append(replace(storage.local(path), way="stdin"))
    return files, left


def _refuse(
    addresses: Sequence[str], files: Sequence[File], out: str, settings: Settings, beside: Sequence[str]
) -> None:
    """Refuse an output that would replace or join what is read, or what is not ours. Raises `InputError`."""
    local = [file for file in files if not storage.is_remote(file.address)]
    ways = {file.address: file.way for file in local if kind_of(file.address) in (*DOCUMENTS, "")}

    def clean(address: str) -> Document:
        file = next(file for file in local if file.address == address)
        segment = Segment(file, kind_of(address), 0, file.size, file.size)
        row = next(read_rows(segment, settings.reading))
        return clean_row(row, settings)

    named = [one for one in addresses if one != STDIN and not storage.is_remote(one)]
    overwriting.refuse_texts(named, ways, out, clean)
    overwriting.refuse_to_replace((file.address for file in local), beside)
    overwriting.refuse_to_write_into(named, beside)


def _refused(record: ShardRecord, scratch: str) -> Iterator[Message]:
    """Yield why documents of a shard were refused, each with its place."""
    if not record.counts["rejected"]:
        return
    with storage.open_file(storage.child(scratch, rejects_name(record.number))) as file:
        for line in file:
            reject = json.loads(line)
            reason = unpacked(reject["said"])
            place = (
                reject["file"] if reject["id"] is None or not reject["line"] else f"{reject['file']}, {reject['id']}"
            )
            if reject["line"]:
                row = reject["line"]
                place = as_text(reject["file"])
                yield say("{file}, row {number}: {problem}", file=place, number=row, problem=reason)
            else:
                yield at(as_text(reject["file"]), reason)


def _documents(record: ShardRecord) -> Iterator[tuple[Document, str, list[int]]]:
    """Yield the documents of a shard, each with the place where it belongs and the lines with suspected names."""
    for row in rows_of(record.output.file) if record.output else ():
        beside: dict[str, Any] = row.pop("beside")
        document = from_json(row)
        yield document, beside["folder"] + _as_path(document.id, beside["folder"]), beside["names"]


def _as_path(id: str, folder: str) -> str:
    """Return an id as the path of a file: of a row it is one name, of a file it is a path already."""
    return file_name(id) if folder else id


class _Written:
    """What a run has written, so that no document replaces another or an input."""

    def __init__(self, out: Path, files: Sequence[File]) -> None:
        self._out = out
        self._paths = set[str]()
        self._taken = overwriting.Taken(Path(one.address) for one in files if not storage.is_remote(one.address))

    def write(self, document: Document, place: str) -> Document:
        """Write a document at its place, or beside it if that is taken; return it with the id it got."""
        wanted, number = place, 1
        while place.casefold() in self._paths:
            number += 1
            place = f"{wanted}-{number}"
        self._paths.add(place.casefold())
        above, _, name = place.rpartition("/")
        folder, own = self._out / above if above else self._out, replace(document, id=name)
        self._taken.refuse(folder, name, Path(wanted))
        try:
            write_changed(folder, own)
        except (FileExistsError, NotADirectoryError):
            raise InputError(
                at(folder, say("a file stands where a folder is needed; name another output, or move it"))
            ) from None
        self._taken.add(folder, name)
        return replace(document, id=place)
