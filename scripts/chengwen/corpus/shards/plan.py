"""Split a corpus into shards: which parts of which files belong to each, before anything is read.

The split depends only on names and sizes, so it is the same for any number of processes and machines. A plain JSONL
file is split anywhere, a Parquet file between row groups; a compressed file is never split, since it can be read only
from its beginning. Small files share a shard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.corpus.file_kinds import read_as
from chengwen.corpus.storage import File

SMALLEST, SHARE = 1_000_000, 32
"""A shard has a thirty-second of what lies before it, and at least this many stored bytes: half a second's work."""
MOST_FILES = 1_000
"""Maximum number of files in a shard, so that a change in one of them costs little."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of one file: bytes in plain JSONL, row groups in Parquet, else the whole file."""

    file: File
    kind: str
    """As which it is read, see file_kinds.py."""
    start: int
    end: int
    size: int
    """Size in stored bytes."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The input for one file of the output."""

    number: int
    segments: tuple[Segment, ...]

    @property
    def size(self) -> int:
        """Size in stored bytes."""
        return sum(segment.size for segment in self.segments)


def plan(files: Sequence[File], largest: int) -> list[Shard]:
    """Split files into shards of at most about `largest` stored bytes, in order, the first ones smaller."""
    shards: list[tuple[Segment, ...]] = []
    under_way: list[Segment] = []
    before = size = 0
    for file in files:
        for segment in cut(file, largest, before + size):
            room = shard_size(before, largest)
            if under_way and (size + segment.size > room or len(under_way) >= MOST_FILES):
                shards.append(tuple(under_way))
                before += size
                under_way, size = [], 0
            under_way.append(segment)
            size += segment.size
    if under_way:
        shards.append(tuple(under_way))
    return [Shard(number, segments) for number, segments in enumerate(shards)]


def whole(file: File) -> Segment:
    """Return a whole file as one segment."""
    kind = read_as(file.address)
    if kind == ".parquet":
        from chengwen.corpus.parquet import row_group_sizes

        return Segment(file, kind, 0, len(row_group_sizes(file.address)), file.size)
    return Segment(file, kind, 0, file.size, file.size)


def shard_size(before: int, largest: int) -> int:
    """Return the size of a shard from how much of the corpus lies before it, all in stored bytes.

    It grows with the corpus: in a small corpus all processes are busy to the end, a large one does not make thousands
    of files, and what is appended leaves earlier shards as they are.
    """
    return min(largest, max(SMALLEST, before // SHARE))


def cut(file: File, largest: int, before: int = 0) -> Iterator[Segment]:
    """Split one file into parts, each no larger than a shard at its position if it can be split so finely."""
    kind = read_as(file.address)
    if kind == ".jsonl":
        start = 0
        while start < file.size:
            end = min(start + shard_size(before + start, largest), file.size)
            yield Segment(file, kind, start, end, end - start)
            start = end
    elif kind == ".parquet":
        yield from _cut_parquet(file, largest, before)
    else:
        yield Segment(file, kind, 0, file.size, file.size)


def _cut_parquet(file: File, largest: int, before: int) -> Iterator[Segment]:
    from chengwen.corpus.parquet import row_group_sizes

    start, size = 0, 0
    sizes = row_group_sizes(file.address)
    for number, group in enumerate(sizes):
        if size and size + group > shard_size(before, largest):
            yield Segment(file, ".parquet", start, number, size)
            before += size
            start, size = number, 0
        size += group
    yield Segment(file, ".parquet", start, len(sizes), size)
