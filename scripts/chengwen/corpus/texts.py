"""Clean whatever some places hold into texts: folders mirrored, a .txt and a .json a document, and nothing else.

The work is done in shards, as for rows (run.py), in a hidden folder beside the output; here each document is taken from
there in the order of the sources, and written to its place. The folder goes when all is done: of a run that was stopped
it holds the shards, so that the same call cleans only the rest. Rows and tables become a folder of the same name, a
document a row.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from chengwen import overwriting
from chengwen.checkout.samples import write_changed
from chengwen.checkout.store import unfinished
from chengwen.corpus import storage
from chengwen.corpus.file_kinds import DOCUMENTS, kind_of
from chengwen.corpus.filters import EVERYTHING
from chengwen.corpus.options import NO_COPIES, CorpusOptions
from chengwen.corpus.output import Output, taking_turns
from chengwen.corpus.read import rows_of
from chengwen.corpus.rows import read_rows
from chengwen.corpus.run import (
    Figures,
    OnFigures,
    Reasons,
    clean_shards,
    clean_some,
    in_order,
    need_libraries,
    settings_of,
)
from chengwen.corpus.shards.plan import Shard, plan, whole
from chengwen.corpus.shards.shard import Settings, clean_row
from chengwen.corpus.shards.state import ShardRecord, rejects_name
from chengwen.corpus.storage import File
from chengwen.corpus.walk import Left, sources
from chengwen.corpus.written import (
    Behind,
    Entry,
    absolute,
    as_line,
    clear,
    entries,
    entry_of,
    gone,
    is_as_written,
    keep,
    noted_in,
)
from chengwen.decode.file_names import as_text, file_name
from chengwen.document import Document, from_json
from chengwen.errors import ChengwenError, InputError
from chengwen.message import Message, at, say, unpacked

SHARD_BYTES = 250_000
"""Most stored bytes of a shard: small, since a text appears when its shard is done."""
STDIN = "-"
KIND = ".jsonl.gz"
"""Of the shards: they are there until all is done, and packed they take a fifth of what is written."""


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

    What cannot be cleaned or written does not end the run; a place that may not be written to does, before it begins. A
    run that was stopped goes on with the same call.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        files, left = _sources(addresses, Path(scratch), given)
        state = str(state_of(Path(out)) or scratch)
        output = Output(out, KIND, False, state, state, "", "")
        need_libraries(output, files, wanted)
        settings = replace(settings_of(output, replace(wanted, copies=NO_COPIES), {}), apart=True)
        _refuse(addresses, files, out, settings, beside)
        shards = plan(files, SHARD_BYTES)
        figures = Figures(len(shards), sum(max(0, file.size) for file in files), len(files), left, "")

        def report(rows: int = 0, size: int = 0) -> None:
            figures.seconds = time.monotonic() - began
            done = figures.counts - figures.kept_counts
            figures.read = max(figures.read, (rows, size), (done["rows"], done["bytes"]))
            on.figures(figures)

        if wanted.limit is None:
            records = in_order(clean_shards(shards, settings, wanted, report))
        else:
            records = clean_some(shards, settings, wanted.limit, report)
        reasons = Reasons()
        with _kept(output, scratch), closing(_Noted(Path(out), scratch)) as noted:
            written = _Written(Path(out), files, entries(Path(out)))
            for record in records:
                shard = shards[record.number]
                figures.add(record, shard)
                problems = [*_refused(record, state), *_write(record, shard, written, (figures, on, noted))]
                _tell_refused(problems, reasons, on, noted)
                report()
            figures.behind = noted.finish(addresses, files, wanted)
        figures.reasons = reasons.counted()
    return figures


def _tell_refused(problems: Iterable[Refusal], reasons: Reasons, on: On, noted: _Noted) -> None:
    for file, problem in problems:
        reasons.add(problem)
        on.refused(problem)
        noted.refused.add(absolute(file))


def state_of(out: Path) -> Path | None:
    """Return the folder in which shards are kept until all is done; None where nothing can be made beside the output.

    Without it, a run that was stopped begins anew.
    """
    folder = out.absolute()
    above = next(one for one in folder.parents if one.exists())
    return folder.with_name(f".{folder.name}.under-way") if os.access(above, os.W_OK) else None


@contextmanager
def _kept(output: Output, scratch: str) -> Iterator[None]:
    """Hold the folder of the shards, and remove it when all is done; what is stopped leaves it.

    A run that goes on also removes what a killed one had not finished among the texts.
    """
    if output.state == scratch:
        yield
        return
    goes_on = Path(output.state).exists()
    with taking_turns(output):
        yield
        for folder, _, _ in os.walk(output.address) if goes_on else ():
            for path in unfinished(Path(folder)):
                path.unlink()
        shutil.rmtree(output.state, ignore_errors=True)


Refusal = tuple[str, Message]
"""The address of a source, and why a document of it was refused."""


def _write(
    record: ShardRecord, shard: Shard, written: _Written, beside: tuple[Figures, On, _Noted]
) -> Iterator[Refusal]:
    """Write the documents of a shard, and yield why some could not be written."""
    figures, on, noted = beside
    for document, place, names, segment in _documents(record):
        source = shard.segments[segment].file.address
        try:
            made = written.write(document, place)
            noted.note(made.id, source)
            on.document(made, place, names)
        except ChengwenError as error:
            figures.counts.update(written=-1, rejected=1)
            yield source, error.message


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
        row = next(read_rows(whole(file), settings.asked.reading))
        return clean_row(row, settings.asked)

    named = [one for one in addresses if one != STDIN and not storage.is_remote(one)]
    overwriting.refuse_texts(named, ways, out, clean)
    overwriting.refuse_to_replace((file.address for file in local), beside)
    overwriting.refuse_to_write_into(named, beside)


def _refused(record: ShardRecord, state: str) -> Iterator[Refusal]:
    """Yield why documents of a shard were refused, each with its place."""
    if not record.counts["rejected"]:
        return
    with storage.open_file(storage.child(state, rejects_name(record.number))) as file:
        for line in file:
            reject = json.loads(line)
            reason = unpacked(reject["said"])
            place = (
                reject["file"] if reject["id"] is None or not reject["line"] else f"{reject['file']}, {reject['id']}"
            )
            if reject["line"]:
                row = reject["line"]
                place = as_text(reject["file"])
                yield reject["file"], say("{file}, row {number}: {problem}", file=place, number=row, problem=reason)
            else:
                yield reject["file"], at(as_text(reject["file"]), reason)


def _documents(record: ShardRecord) -> Iterator[tuple[Document, str, list[int], int]]:
    """Yield the documents of a shard, each with its place, the lines with suspected names, and its segment."""
    for row in rows_of(record.output.file) if record.output else ():
        beside: dict[str, Any] = row.pop("beside")
        document = from_json(row)
        place = beside["folder"] + _as_path(document.id, beside["folder"])
        yield document, place, beside["names"], beside["segment"]


def _as_path(id: str, folder: str) -> str:
    """Return an id as the path of a file: of a row it is one name, of a file it is a path already."""
    return file_name(id) if folder else id


class _Noted:
    """Notes what is written, as soon as it is, so that a run that is killed leaves nothing unnoted."""

    def __init__(self, out: Path, scratch: str) -> None:
        self.refused = set[str]()
        """The sources of which something was refused."""
        self._out, self._scratch = out, scratch
        self._before, self._now = entries(out), dict[str, Entry]()
        self._file: BinaryIO | None = None

    def note(self, place: str, source: str) -> None:
        """Note a document that has been written; standard input has no source that could be gone."""
        if source.startswith(self._scratch):
            return
        entry = entry_of(self._out, place, source)
        self._now[place] = entry
        with suppress(OSError):  # beside a folder of somebody else's: then what is left there cannot be told
            self._file = self._file or noted_in(self._out).open("ab")
            self._file.write(b"\n" * (len(self._now) == 1) + as_line(entry))  # the last line before may be cut off
            self._file.flush()

    def finish(self, addresses: Sequence[str], files: Iterable[File], wanted: CorpusOptions) -> Behind:
        """Return what is left of sources that are gone, or remove it, and note what stands there now."""
        named = [one for one in addresses if one != STDIN]
        chosen = wanted.limit is not None or wanted.sample < 1 or wanted.filters != EVERYTHING
        whole = set() if chosen else {absolute(file.address) for file in files} - self.refused
        left = clear(self._out, list(gone(self._before, self._now, named, whole)), prune=wanted.prune)
        with suppress(OSError):
            there = {**self._before, **self._now}
            if there:
                keep(self._out, (entry for place, entry in there.items() if place not in left.removed))
        return left

    def close(self) -> None:
        """Close the file of the notes."""
        if self._file:
            self._file.close()


class _Written:
    """What a run has written, so that no document replaces another or an input."""

    def __init__(self, out: Path, files: Sequence[File], before: Mapping[str, Entry]) -> None:
        self._out = out
        self._before = before
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
        self._refuse_changed(place, own)
        try:
            write_changed(folder, own)
        except (FileExistsError, NotADirectoryError):
            raise InputError(
                at(folder, say("a file stands where a folder is needed; name another output, or move it"))
            ) from None
        self._taken.add(folder, name)
        return replace(document, id=place)

    def _refuse_changed(self, place: str, document: Document) -> None:
        """Refuse to replace what somebody changed after an earlier run had written it."""
        entry, text = self._before.get(place), self._out / f"{place}.txt"
        if entry is None or is_as_written(self._out, entry):
            return
        with suppress(OSError):  # a run that was killed had written it and not yet noted
            if text.read_bytes() == document.text.encode():
                return
        raise InputError(
            at(text, say("somebody changed it since it was written, so it stays; move it, then run again"))
        )
