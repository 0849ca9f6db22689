"""Mark copies in a cleaned corpus, or leave them out: a second pass over its shards, taken up where it was stopped.

A copy bears in `duplicate_of` the id of the first document, in the order of the corpus, that it is one with; all others
bear null there. Which those are depends on all documents, so it is found out here, in one process, and the output is
the same whatever cleaned the shards.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chengwen.copies.many import find_firsts
from chengwen.corpus import state as corpus_keys
from chengwen.corpus import storage
from chengwen.corpus import write as corpus_write
from chengwen.corpus.plan import Segment
from chengwen.corpus.rows import open_lines
from chengwen.corpus.shard import scratch_in
from chengwen.corpus.state import Made, Record
from chengwen.corpus.storage import File
from chengwen.errors import InputError
from chengwen.stamp import digest


@dataclass(frozen=True, slots=True)
class Marking:
    """What is asked of the second pass."""

    state: str
    folder: str
    """Where the marked shards go."""
    prefix: str
    """How their names begin."""
    kind: str
    """Of the files, such as `.jsonl.gz`."""
    dedup: str
    """What counts as a copy: exact or near."""
    dropped: str
    """Where the ids of copies go that are left out; empty: they are marked."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What the second pass made."""

    parts: list[Made]
    copies: int


WHOLE = "marked.json"
"""What was made of the corpus as it stands; where that still holds, nothing is to be done."""


def mark(records: Sequence[Record], marking: Marking) -> Marked:
    """Mark the copies in all shards, given in their order; shards that are marked already are left."""
    written = [record for record in records if record.output]
    made_of = _digest([[asdict(record.output) for record in written if record.output], asdict(marking)])
    if before := _recall(marking, made_of):
        return before
    with (
        scratch_in(marking.state) as scratch,
        corpus_keys.gather(marking.state, [record.number for record in written], scratch) as (keys, ids),
    ):
        first = find_firsts(keys, marking.dedup, scratch)
        if sum(record.counts["written"] for record in written) != len(first):
            raise InputError(f"{marking.state}: the keys do not fit the documents; remove this folder to begin anew")
        copies = _write_dropped(first, ids, marking, scratch)
        parts, begin = list[Made](), 0
        for record in written:
            end = begin + record.counts["written"]
            found = {row - begin: ids[first[row]] for row in range(begin, end) if first[row] != row}
            part = _kept(record, found, marking) or _mark(record, found, marking, scratch)
            parts += [part] if part else []
            begin = end
    forget(marking.state, {record.number for record in written})
    _forget_dropped(marking.state, marking.dropped)
    told = {"of": made_of, "parts": [asdict(part) for part in parts], "copies": copies, "dropped": marking.dropped}
    storage.write(storage.child(marking.state, WHOLE), json.dumps(told).encode())
    return Marked(parts, copies)


def forget(state: str, but: Container[int] = ()) -> None:
    """Remove what was marked of shards, but for some."""
    for name in storage.names_in(state):
        if name.endswith(MARKED) and (number := int(name.removesuffix(MARKED))) not in but:
            _forget_one(state, number)


def forget_all(state: str) -> None:
    """Remove all that was marked, before a run that marks nothing."""
    forget(state)
    _forget_dropped(state)
    storage.remove(storage.child(state, WHOLE))


def _forget_one(state: str, number: int, but: str = "") -> None:
    if (record := _read(state, number)) and (address := record["output"]["file"]["address"]) != but:
        storage.remove(address)
    storage.remove(_address(state, number))


def _forget_dropped(state: str, but: str = "") -> None:
    """Remove the list of copies that an earlier run left out."""
    data = storage.read(storage.child(state, WHOLE))
    if data and (listed := json.loads(data)["dropped"]) not in ("", but):
        storage.remove(listed)


MARKED = ".marked.json"
"""How records of marked shards end."""


def _recall(marking: Marking, made_of: str) -> Marked | None:
    data = storage.read(storage.child(marking.state, WHOLE))
    found = json.loads(data) if data else {}
    if found.get("of") != made_of or (marking.dropped and not storage.look(marking.dropped)):
        return None
    parts = [_made(part) for part in found["parts"]]
    whole = all(storage.look(part.file.address) == part.file for part in parts)
    return Marked(parts, found["copies"]) if whole else None


def _write_dropped(first: array[int], ids: corpus_keys.Ids, marking: Marking, scratch: Path) -> int:
    """List the copies that are left out; gives how many copies there are, left out or not."""
    listed, copies = scratch / "dropped", 0
    with listed.open("wb") as file:
        for row, to in enumerate(first):
            if row != to:
                copies += 1
                if marking.dropped:
                    file.write(corpus_write.as_line({"id": ids[row], "duplicate_of": ids[to]}))
    if marking.dropped:
        storage.move_in(listed, marking.dropped)
    return copies


def _kept(record: Record, copies: dict[int, str], marking: Marking) -> Made | None:
    """Give the marked file of a shard if it was made of the same shard and the same copies, and stands as it was."""
    before = _read(marking.state, record.number)
    if before is None or before["of"] != _made_of(record, copies, marking):
        return None
    output = _made(before["output"])
    return output if storage.look(output.file.address) == output.file else None


def _mark(record: Record, copies: dict[int, str], marking: Marking, scratch: Path) -> Made | None:
    """Write a shard with its copies marked, or without them; where none is left, nothing may stand there."""
    assert record.output
    address = storage.child(marking.folder, f"{marking.prefix}{record.number:06}{marking.kind}")
    _forget_one(marking.state, record.number, but=address)
    if marking.dropped and len(copies) == record.counts["written"]:
        storage.remove(address)
        return None
    path = scratch / "marked"
    if marking.kind == ".parquet":
        from chengwen.corpus import parquet as corpus_parquet

        corpus_parquet.mark(record.output.file.address, path, copies, drop=bool(marking.dropped))
    else:
        _mark_lines(record.output.file, path, copies, marking)
    storage.move_in(path, address)
    file = storage.look(address)
    assert file
    made = {"of": _made_of(record, copies, marking), "output": asdict(Made(file, None))}
    storage.write(_address(marking.state, record.number), json.dumps(made).encode())
    return Made(file, None)


def _mark_lines(part: File, path: Path, copies: dict[int, str], marking: Marking) -> None:
    """Add the mark at the end of each line; the rest of it is not read, and stays as it is to the byte."""
    whole = Segment(part, marking.kind, 0, part.size, part.size)
    with open_lines(whole) as lines, corpus_write.open_packed(path, marking.kind) as stream:
        for row, line in enumerate(lines):
            if not marking.dropped:
                told = json.dumps(copies.get(row), ensure_ascii=False).encode()
                stream.write(line[: -len(b"}\n")] + b',"duplicate_of":' + told + b"}\n")
            elif row not in copies:
                stream.write(line)


def _made_of(record: Record, copies: dict[int, str], marking: Marking) -> str:
    assert record.output
    return _digest([asdict(record.output), sorted(copies.items()), asdict(marking)])


def _digest(value: object) -> str:
    return digest(json.dumps(value, sort_keys=True).encode())


def _address(state: str, number: int) -> str:
    return storage.child(state, f"{number:06}{MARKED}")


def _read(state: str, number: int) -> Any:
    data = storage.read(_address(state, number))
    return json.loads(data) if data else None


def _made(data: dict[str, Any]) -> Made:
    return Made(File(**data["file"]), data["digest"])
