"""Mark copies in a cleaned corpus, or drop them: a second, resumable pass over its shards.

`duplicate_of` of a copy is the id of the first document, in corpus order, that it is a copy of; of all others it is
null. This depends on all documents, so it is computed here, in one process, and the output does not depend on what
cleaned the shards.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chengwen.copies.many import best_of, find_firsts, key
from chengwen.copies.near import SAME_SIGNATURE
from chengwen.corpus import state as corpus_state
from chengwen.corpus import storage
from chengwen.corpus import write as corpus_write
from chengwen.corpus.paragraphs import marks, shared
from chengwen.corpus.plan import ROWS, Segment, kind_of
from chengwen.corpus.read import rows_of
from chengwen.corpus.rows import open_lines
from chengwen.corpus.shard import scratch_in
from chengwen.corpus.state import OutputFile, ShardRecord
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
    dedup: str
    """What counts as a copy: exact or near."""
    dropped: str
    """Where the ids of dropped copies go; empty: copies are marked, not dropped."""
    threshold: float = SAME_SIGNATURE
    """The share of a signature in which near copies agree."""
    keep: str = "first"
    """Which of some copies is no copy: the first, or the best."""
    against: tuple[str, ...] = ()
    """Cleaned corpora that come before this one."""
    clusters: str = ""
    """Where the clusters of copies are listed; empty: nowhere."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The result of the second pass."""

    parts: list[OutputFile]
    copies: int


WHOLE = "marked.json"
"""Result of the pass over the corpus as it is; while it holds, there is nothing to do."""


def mark(records: Sequence[ShardRecord], marking: Marking) -> Marked:
    """Mark the copies in all shards, given in order; shards that are marked already are kept."""
    written = [record for record in records if record.output]
    before_us = [file for address in marking.against for file in storage.find(address) if kind_of(file.address) in ROWS]
    outputs = [asdict(record.output) for record in written if record.output]
    made_of = _digest([outputs, asdict(marking), [asdict(file) for file in before_us]])
    if before := _recall(marking, made_of):
        return before
    with (
        scratch_in(marking.state) as scratch,
        corpus_state.gather(
            marking.state, [record.number for record in written], scratch, _keys_of(before_us, marking.dedup)
        ) as (keys, ids),
    ):
        if marking.dedup == "paragraph":
            parts, copies = _mark_shared(written, shared(keys, scratch), ids, marking, scratch)
        else:
            parts, copies = _mark_copies(written, keys, ids, marking, scratch)
    forget(marking.state, {record.number for record in written})
    _forget_dropped(marking.state, marking.dropped)
    result = {"of": made_of, "parts": [asdict(part) for part in parts], "copies": copies, "dropped": marking.dropped}
    storage.write(storage.child(marking.state, WHOLE), json.dumps(result).encode())
    return Marked(parts, copies)


def _mark_shared(
    written: Sequence[ShardRecord], counts: array[int], ids: corpus_state.Ids, marking: Marking, scratch: Path
) -> tuple[list[OutputFile], int]:
    """Mark the paragraphs that several documents have; return the files, and in how many documents some stand."""
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
    return parts, documents


def _mark_copies(
    written: Sequence[ShardRecord], keys: Path, ids: corpus_state.Ids, marking: Marking, scratch: Path
) -> tuple[list[OutputFile], int]:
    """Mark the copies, or drop them; return the files, and how many copies there are."""
    first = find_firsts(keys, marking.dedup, scratch, marking.threshold)
    own = sum(record.counts["written"] for record in written)
    earlier = len(first) - own
    if marking.keep == "best":
        first = best_of(first, ids.worth, earlier)
    if earlier < 0 or (earlier and not marking.against):
        raise InputError(at(marking.state, say("the keys do not fit the documents; remove this folder to begin anew")))
    copies = _write_dropped(first, ids, marking, scratch, earlier)
    _write_clusters(first, ids, marking, scratch, earlier)
    parts, begin = list[OutputFile](), earlier
    for record in written:
        end = begin + record.counts["written"]
        found = {row - begin: ids[first[row]] for row in range(begin, end) if first[row] != row}
        part = _kept(record, found, marking) or _mark(record, found, marking, scratch)
        parts += [part] if part else []
        begin = end
    return parts, copies


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
    listed = [place for place in (marking.dropped, marking.clusters) if place]
    if found.get("of") != made_of or not all(storage.look(place) for place in listed):
        return None
    parts = [_made(part) for part in found["parts"]]
    whole = all(storage.look(part.file.address) == part.file for part in parts)
    return Marked(parts, found["copies"]) if whole else None


def _keys_of(files: Sequence[File], dedup: str) -> Iterator[tuple[bytes, str]]:
    """Yield the key and the id of each document of another cleaned corpus."""
    for file in files:
        for row in rows_of(file):
            yield key(row["text"], dedup), row["id"]


def _write_clusters(first: array[int], ids: corpus_state.Ids, marking: Marking, scratch: Path, earlier: int) -> None:
    """List the clusters of copies, each with the document that was kept."""
    if not marking.clusters:
        return
    found: dict[int, list[int]] = {}
    for row, to in enumerate(first):
        if row != to and row >= earlier:
            found.setdefault(to, []).append(row)
    listed = scratch / "clusters"
    with listed.open("wb") as file:
        for to in sorted(found):
            file.write(corpus_write.as_line({"id": ids[to], "copies": [ids[row] for row in found[to]]}))
    storage.move_in(listed, marking.clusters)


def _write_dropped(first: array[int], ids: corpus_state.Ids, marking: Marking, scratch: Path, earlier: int) -> int:
    """Write the list of dropped copies; return how many copies there are, dropped or not."""
    listed, copies = scratch / "dropped", 0
    with listed.open("wb") as file:
        for row, to in enumerate(first):
            if row != to and row >= earlier:
                copies += 1
                if marking.dropped:
                    file.write(corpus_write.as_line({"id": ids[row], "duplicate_of": ids[to]}))
    if marking.dropped:
        storage.move_in(listed, marking.dropped)
    return copies


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

        if marking.dedup == "paragraph":
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
    whole = Segment(part, marking.kind, 0, part.size, part.size)
    with open_lines(whole) as lines, corpus_write.open_packed(path, marking.kind) as stream:
        for row, line in enumerate(lines):
            if marking.dedup == "paragraph":
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
