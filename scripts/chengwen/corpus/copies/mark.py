"""Mark copies in a cleaned corpus, or drop them: a second, resumable pass over its shards.

`duplicate_of` of a copy is the id of the first document, in corpus order, that it is a copy of; of all others it is
null. This depends on all documents, so it is computed here, in one process, and the output does not depend on what
cleaned the shards.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chengwen.copies.many import best_of, find_firsts, key
from chengwen.corpus import storage
from chengwen.corpus import write as corpus_write
from chengwen.corpus.copies import listed
from chengwen.corpus.copies.forms import Told, told_apart
from chengwen.corpus.copies.keys import Earlier, Ids, gather
from chengwen.corpus.copies.paragraphs import marks, shared
from chengwen.corpus.file_kinds import ROWS, kind_of
from chengwen.corpus.options import Copies
from chengwen.corpus.read import rows_of
from chengwen.corpus.rows import open_lines
from chengwen.corpus.shards.plan import whole
from chengwen.corpus.shards.shard import scratch_in
from chengwen.corpus.shards.state import OutputFile, ShardRecord
from chengwen.corpus.storage import File
from chengwen.errors import InputError
from chengwen.message import at, say
from chengwen.stamp import digest


@dataclass(frozen=True, slots=True)
class Marking:
    """The options of the second pass."""

    state: str
    folder: str
    """Where the marked shards go."""
    prefix: str
    """How their names begin."""
    kind: str
    """The kind of files, such as `.jsonl.gz`."""
    dropped: str
    """Where the ids of dropped copies go; empty: copies are marked, not dropped."""
    copies: Copies


@dataclass(frozen=True, slots=True)
class Marked:
    """The result of the second pass."""

    parts: list[OutputFile]
    copies: int
    """Documents that are copies of an earlier one; or those with paragraphs that others have too."""
    forms: int = 0
    """Documents that fill in the form of an earlier one anew, and so are no copies."""


WHOLE = "marked.json"
"""Result of the pass over the corpus as it is; while it holds, there is nothing to do."""


def mark(records: Sequence[ShardRecord], marking: Marking) -> Marked:
    """Mark the copies in all shards, given in order; shards that are marked already are kept."""
    written = [record for record in records if record.output]
    before_us = [
        file for address in marking.copies.against for file in storage.find(address) if kind_of(file.address) in ROWS
    ]
    outputs = [asdict(record.output) for record in written if record.output]
    made_of = _digest([outputs, asdict(marking), [asdict(file) for file in before_us]])
    if before := _recall(marking, made_of):
        return before
    with (
        scratch_in(marking.state) as scratch,
        gather(marking.state, records, scratch, _documents_of(before_us, marking.copies.kind)) as (keys, ids),
    ):
        if marking.copies.kind == "paragraph":
            marked = _mark_shared(written, shared(keys, scratch), ids, marking, scratch)
        else:
            marked = _mark_copies(written, before_us, keys, ids, marking, scratch)
    forget(marking.state, {record.number for record in written})
    _forget_dropped(marking.state, marking.dropped)
    result = {"of": made_of, "dropped": marking.dropped, **asdict(marked)}
    storage.write(storage.child(marking.state, WHOLE), json.dumps(result).encode())
    return marked


def _mark_shared(
    written: Sequence[ShardRecord], counts: array[int], ids: Ids, marking: Marking, scratch: Path
) -> Marked:
    """Mark the paragraphs that several documents have."""
    parts, documents, at, row = list[OutputFile](), 0, 0, 0
    for record in written:
        found: dict[int, list[int]] = {}
        for number in range(record.counts["written"]):
            own = counts[at : at + (size := ids.digests(row))].tolist()
            if any(own):
                found[number] = own
            at, row = at + size, row + 1
        documents += len(found)
        part = _kept(record, found, marking) or _mark(record, found, marking, scratch)
        parts += [part] if part else []
    return Marked(parts, documents)


def _mark_copies(
    written: Sequence[ShardRecord], before_us: Sequence[File], keys: Path, ids: Ids, marking: Marking, scratch: Path
) -> Marked:
    """Mark the copies, or drop them."""
    first = find_firsts(keys, marking.copies.kind, scratch, marking.copies.threshold)
    counts = [record.counts["written"] for record in written]
    earlier = len(first) - sum(counts)
    if earlier < 0 or (earlier and not marking.copies.against):
        raise InputError(at(marking.state, say("the keys do not fit the documents; remove this folder to begin anew")))
    told = Told(first, {})
    if marking.copies.kind == "near":
        ours = [(record.output.file, count) for record, count in zip(written, counts, strict=True) if record.output]
        told = told_apart(first, keys, [*_counted(before_us, ids, earlier), *ours], scratch)
    first = best_of(told.first, ids.worth, earlier) if marking.copies.keep == "best" else told.first
    if marking.dropped:
        _write_list(listed.dropped(first, ids, earlier), marking.dropped, scratch)
    if marking.copies.clusters:
        _write_list(listed.clusters(first, told.forms, ids, earlier), marking.copies.clusters, scratch)
    parts, begin = list[OutputFile](), earlier
    for record, count in zip(written, counts, strict=True):
        end = begin + count
        found = {row - begin: ids[first[row]] for row in range(begin, end) if first[row] != row}
        part = _kept(record, found, marking) or _mark(record, found, marking, scratch)
        parts += [part] if part else []
        begin = end
    copies = sum(to != row for row, to in enumerate(first) if row >= earlier)
    return Marked(parts, copies, sum(row >= earlier for row in told.forms))


def _counted(files: Sequence[File], ids: Ids, earlier: int) -> Iterator[tuple[File, int]]:
    """Yield the files of earlier corpora, each with the number of its documents."""
    counts = Counter(map(ids.address, range(earlier)))
    yield from ((file, counts[file.address]) for file in files)


def _write_list(entries: Iterator[dict[str, Any]], address: str, scratch: Path) -> None:
    path = scratch / "listed"
    with path.open("wb") as file:
        file.writelines(map(corpus_write.as_line, entries))
    storage.move_in(path, address)


def forget(state: str, but: Container[int] = ()) -> None:
    """Remove the marked files of shards, except for some."""
    for name in storage.names_in(state):
        if name.endswith(MARKED) and (number := int(name.removesuffix(MARKED))) not in but:
            _forget_one(state, number)


def forget_all(state: str) -> None:
    """Remove all marked files, before a run that marks nothing."""
    forget(state)
    _forget_dropped(state)
    storage.remove(storage.child(state, WHOLE))


def _forget_one(state: str, number: int, but: str = "") -> None:
    if (record := _read(state, number)) and (address := record["output"]["file"]["address"]) != but:
        storage.remove(address)
    storage.remove(_address(state, number))


def _forget_dropped(state: str, but: str = "") -> None:
    """Remove the list of copies that an earlier run dropped."""
    data = storage.read(storage.child(state, WHOLE))
    if data and (listed := json.loads(data)["dropped"]) not in ("", but):
        storage.remove(listed)


MARKED = ".marked.json"
"""Ending of the records of marked shards."""


def _recall(marking: Marking, made_of: str) -> Marked | None:
    data = storage.read(storage.child(marking.state, WHOLE))
    found = json.loads(data) if data else {}
    listed = [place for place in (marking.dropped, marking.copies.clusters) if place]
    if found.get("of") != made_of or not all(storage.look(place) for place in listed):
        return None
    parts = [_made(part) for part in found["parts"]]
    whole = all(storage.look(part.file.address) == part.file for part in parts)
    return Marked(parts, found["copies"], found["forms"]) if whole else None


def _documents_of(files: Sequence[File], dedup: str) -> Iterator[Earlier]:
    """Yield the documents of another cleaned corpus."""
    for file in files:
        for number, row in enumerate(rows_of(file), 1):
            yield Earlier(key(row["text"], dedup), row["id"], file.address, number)


def _kept(record: ShardRecord, copies: dict[int, Any], marking: Marking) -> OutputFile | None:
    """Return the marked file of a shard if it was made from the same shard and the same copies, and is unchanged."""
    before = _read(marking.state, record.number)
    if before is None or before["of"] != _made_of(record, copies, marking):
        return None
    output = _made(before["output"])
    return output if storage.look(output.file.address) == output.file else None


def _mark(record: ShardRecord, copies: dict[int, Any], marking: Marking, scratch: Path) -> OutputFile | None:
    """Write a shard with its copies marked, or without them; if no row is left, remove the file and return None."""
    assert record.output
    address = storage.child(marking.folder, f"{marking.prefix}{record.number:06}{marking.kind}")
    _forget_one(marking.state, record.number, but=address)
    if marking.dropped and len(copies) == record.counts["written"]:
        storage.remove(address)
        return None
    path = scratch / "marked"
    if marking.kind == ".parquet":
        from chengwen.corpus import parquet as corpus_parquet

        if marking.copies.kind == "paragraph":
            corpus_parquet.mark_shared(record.output.file.address, path, copies)
        else:
            corpus_parquet.mark(record.output.file.address, path, copies, drop=bool(marking.dropped))
    else:
        _mark_lines(record.output.file, path, copies, marking)
    storage.move_in(path, address)
    file = storage.look(address)
    assert file
    made = {"of": _made_of(record, copies, marking), "output": asdict(OutputFile(file, None))}
    storage.write(_address(marking.state, record.number), json.dumps(made).encode())
    return OutputFile(file, None)


def _mark_lines(part: File, path: Path, copies: dict[int, Any], marking: Marking) -> None:
    """Append the mark to each line; the rest of it is not parsed, and stays the same to the byte."""
    with open_lines(whole(part)) as lines, corpus_write.open_packed(path, marking.kind) as stream:
        for row, line in enumerate(lines):
            if marking.copies.kind == "paragraph":
                said = marks(json.loads(line)["text"], copies[row]) if row in copies else []
                marked = json.dumps(said, separators=(",", ":")).encode()
                stream.write(line[: -len(b"}\n")] + b',"shared_paragraphs":' + marked + b"}\n")
            elif not marking.dropped:
                marked = json.dumps(copies.get(row), ensure_ascii=False).encode()
                stream.write(line[: -len(b"}\n")] + b',"duplicate_of":' + marked + b"}\n")
            elif row not in copies:
                stream.write(line)


def _made_of(record: ShardRecord, copies: dict[int, Any], marking: Marking) -> str:
    assert record.output
    return _digest([asdict(record.output), sorted(copies.items()), asdict(marking)])


def _digest(value: object) -> str:
    return digest(json.dumps(value, sort_keys=True).encode())


def _address(state: str, number: int) -> str:
    return storage.child(state, f"{number:06}{MARKED}")


def _read(state: str, number: int) -> Any:
    data = storage.read(_address(state, number))
    return json.loads(data) if data else None


def _made(data: dict[str, Any]) -> OutputFile:
    return OutputFile(File(**data["file"]), data["digest"])
