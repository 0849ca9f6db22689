"""Records of the shards cleaned before, so that a run does only what is left.

A shard is defined by its input (parts of files) and by what made it (toolkit, rules, options). Each has a record in a
folder beside the output whose name begins with a dot; it holds digests of raw texts and must not be published. A
stopped run, a corpus that grew and a rule that changed are handled alike: shards whose record still holds are kept, the
others are made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import packages_distributions, version
from typing import BinaryIO

from chengwen import stamp
from chengwen.cleaner import Cleaner
from chengwen.corpus import storage
from chengwen.corpus.file_kinds import SPLIT, sidecar_of
from chengwen.corpus.shards.plan import Segment, Shard
from chengwen.corpus.storage import File
from chengwen.errors import InputError
from chengwen.stages.hide.hide import Recogniser


@dataclass(frozen=True, slots=True)
class InputSegment:
    """A part of a file, as it was when a shard was made from it."""

    file: str
    start: int
    end: int
    size: int
    """Of the whole file, in bytes."""
    stamp: int
    digest: str | None
    """Of the segment; None for a file in a store, which is identified by size and stamp alone."""
    lines: int = 0
    """The number of lines or rows in the segment."""
    way: str = ""
    """Where a file that is a document has its place in the output."""
    sidecar: str = ""
    """What tells its sidecar from another: a digest, or of one in a store its size and stamp; empty: it has none."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """The file that a shard was written to."""

    file: File
    digest: str | None


@dataclass(frozen=True, slots=True)
class ShardRecord:
    """The result of cleaning one shard."""

    number: int
    made_by: str
    inputs: tuple[InputSegment, ...]
    output: OutputFile | None
    """None if no row was left to write."""
    counts: dict[str, int]
    """`rows` read, `written`, `rejected`; `bytes` of rows as read."""
    families: dict[str, int]
    """The number of edits of each family of rules."""
    flags: dict[str, int]
    """The number of documents with each flag."""
    rules: dict[str, int]
    """The number of edits in which each rule takes part."""
    left_out: dict[str, int]
    """The number of documents that each filter left out."""
    genres: dict[str, int]
    """The number of documents of each genre and group of genres, where some were asked for."""
    personal: tuple[str, ...]
    """Other columns that may name persons or tell their numbers."""
    dropped: tuple[str, ...]
    """Columns that were there and were left out."""
    kept: bool = False
    """Whether this run kept the shard from an earlier one."""


KEYS = (".keys", ".ids")
"""Endings of the two files for finding copies in a shard; keys.py says what they hold."""


def record_name(number: int) -> str:
    """Return the file name of a shard's record."""
    return f"{number:06}.json"


def rejects_name(number: int) -> str:
    """Return the name of the file with a shard's rejected rows."""
    return f"{number:06}.rejects.jsonl"


def keys_name(number: int, suffix: str) -> str:
    """Return the name of a file for finding copies in a shard."""
    return f"{number:06}{suffix}"


def read_record(state: str, number: int) -> ShardRecord | None:
    """Read the record of a shard; an incomplete one counts as missing."""
    data = storage.read(storage.child(state, record_name(number)))
    try:
        found = json.loads(data) if data else None
        if found is None:
            return None
        made = found["output"]
        output = OutputFile(File(**made["file"]), made["digest"]) if made else None
        inputs = tuple(InputSegment(**one) for one in found["inputs"])
        columns = {name: tuple(found[name]) for name in ("personal", "dropped")}
        return ShardRecord(**{**found, **columns, "inputs": inputs, "output": output})
    except (ValueError, TypeError, KeyError):
        return None


def write_record(state: str, record: ShardRecord) -> None:
    """Write the record of a shard, as its very last step."""
    data = json.dumps(asdict(record)).encode()  # ASCII: the name of a file need not be UTF-8
    storage.write(storage.child(state, record_name(record.number)), data)


def forget(state: str, number: int) -> None:
    """Remove everything made from a shard that no longer exists."""
    record = read_record(state, number)
    if record and record.output:
        storage.remove(record.output.file.address)
    storage.remove(storage.child(state, rejects_name(number)))
    for suffix in KEYS:
        storage.remove(storage.child(state, keys_name(number, suffix)))
    storage.remove(storage.child(state, record_name(number)))


def is_joined(state: str, address: str, parts: Sequence[OutputFile]) -> bool:
    """Whether a file was joined from exactly these shards, and is unchanged."""
    return storage.read(storage.child(state, JOINED)) == _joined(address, parts)


def note_joined(state: str, address: str, parts: Sequence[OutputFile]) -> None:
    """Record from which shards a file was joined."""
    storage.write(storage.child(state, JOINED), _joined(address, parts))


def _joined(address: str, parts: Sequence[OutputFile]) -> bytes:
    return repr((storage.look(address), parts)).encode()


JOINED = "joined.txt"


def still_holds(record: ShardRecord, shard: Shard, made_by: str) -> bool:
    """Whether a shard is up to date, judged by names, sizes and stamps alone."""
    if record.made_by != made_by or any(
        one.digest is None and not storage.is_remote(one.file) for one in record.inputs
    ):
        return False  # other rules; or a file was unreadable, and a permission granted since leaves no stamp
    now = [
        (one.file.address, one.start, one.end, one.file.size, one.file.stamp, one.file.way) for one in shard.segments
    ]
    return (
        now == [(one.file, one.start, one.end, one.size, one.stamp, one.way) for one in record.inputs]
        and [_beside(one.file) for one in record.inputs] == [one.sidecar for one in record.inputs]
        and (record.output is None or storage.look(record.output.file.address) == record.output.file)
    )


def same_content(record: ShardRecord, inputs: tuple[InputSegment, ...], made_by: str) -> bool:
    """Whether a shard's content is unchanged, judged by digests, though its files have other stamps."""
    if record.made_by != made_by:
        return False
    then, now = (
        [(one.file, one.start, one.end, one.digest, one.way, one.sidecar) for one in side]
        for side in (record.inputs, inputs)
    )
    if then != now or any(one.digest is None for one in inputs):
        return False
    return record.output is None or (
        record.output.digest is not None and digest(record.output.file.address) == record.output.digest
    )


def input_segment(segment: Segment) -> InputSegment:
    """Describe a segment before it is cleaned."""
    file = segment.file
    try:
        known = None if storage.is_remote(file.address) else digest_of(segment)
    except (OSError, InputError):  # unreadable, or gone; reading its rows will report it
        known = None
    return InputSegment(
        file.address,
        segment.start,
        segment.end,
        file.size,
        file.stamp,
        known,
        way=file.way,
        sidecar=_beside(file.address),
    )


def _beside(address: str) -> str:
    """Return what tells the sidecar of a document from another; one that cannot be read is like none."""
    place = sidecar_of(address)
    try:
        file = storage.look(place) if place else None
        if file is None:
            return ""
        return f"{file.size} {file.stamp}" if storage.is_remote(place) else digest(place)
    except (OSError, InputError):
        return ""


def digest_of(segment: Segment) -> str:
    """Return the digest of a segment's content; plain JSONL counts to the end of the last line."""
    if segment.kind not in SPLIT:
        return digest(segment.file.address)
    found = hashlib.sha256()
    with storage.open_file(segment.file.address) as file:
        for start, end in _ranges(segment):
            _add(found, file, start, end)
        while segment.kind != ".parquet" and (data := file.readline(storage.BUFFER)):
            found.update(data)
            if data.endswith(b"\n"):
                break
    return found.hexdigest()


def _ranges(segment: Segment) -> list[tuple[int, int]]:
    """Return the byte ranges that a segment is read from.

    For JSONL one begins a byte earlier, since a line may end there.
    """
    if segment.kind != ".parquet":
        return [(max(0, segment.start - 1), segment.end)]
    from chengwen.corpus.parquet import chunks

    return chunks(segment.file, segment.start, segment.end)


def _add(found: hashlib._Hash, file: BinaryIO, start: int, end: int) -> None:
    place = file.seek(start)
    while place < end and (data := file.read(min(storage.BUFFER, end - place))):
        found.update(data)
        place += len(data)


def digest(address: str) -> str:
    """Return the digest of a whole file; of a missing one, that of no bytes."""
    found = hashlib.sha256()
    if storage.look(address):
        with storage.open_file(address) as file:
            while data := file.read(storage.BUFFER):
                found.update(data)
    return found.hexdigest()


def made_by(options: Cleaner, *rest: object) -> str:
    """Return a digest of all that decides what is made of a text, the text apart."""
    rules = options.rules
    in_force = (rules.patterns, rules.operations, sorted(rules.off))
    parts = (stamp.toolkit(), in_force, options.places, _named(options.recognisers), rest)
    return stamp.digest(repr(parts).encode())


def _named(recognisers: Sequence[Recogniser]) -> list[tuple[str, ...]]:
    """Name recognisers by their module and the versions of the packages they come from."""
    packages = packages_distributions() if recognisers else {}
    modules = [getattr(recogniser, "__module__", type(recogniser).__module__) for recogniser in recognisers]
    return [(name, *(version(package) for package in packages.get(name.partition(".")[0], ()))) for name in modules]
