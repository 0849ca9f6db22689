"""Cut a corpus into shards: which stretches of which files make up each, before anything is read.

The cut depends on names and sizes alone, so that it is the same for any number of processes and machines. A plain JSONL
file is cut anywhere, a Parquet file between row groups; a compressed file is never cut, since it can be read from its
beginning only. Small files share a shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chengwen.corpus import storage
from chengwen.corpus.storage import File
from chengwen.decode.file_names import as_text
from chengwen.errors import InputError

ROWS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")
TEXTS = (".txt",)
SMALLEST, SHARE = 1_000_000, 32
"""A shard has a thirty-second of what lies before it, and so many stored bytes at least: half a second's work."""
MOST_FILES = 1_000
"""How many files a shard holds at most, so that one of them changed costs little."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one file: of bytes in plain JSONL, of row groups in Parquet, else the whole of it."""

    file: File
    kind: str
    start: int
    end: int
    size: int
    """How many stored bytes it has."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What goes into one file of the output."""

    number: int
    segments: tuple[Segment, ...]

    @property
    def size(self) -> int:
        """How many stored bytes go in."""
        return sum(segment.size for segment in self.segments)


def kind_of(address: str) -> str:
    """Tell by its name what kind of file this is; empty when it is none that holds texts.

    >>> kind_of("s3://bucket/a.jsonl.gz"), kind_of("notes.docx")
    ('.jsonl.gz', '')
    """
    return next((kind for kind in (*ROWS, *TEXTS) if address.lower().endswith(kind)), "")


def sources(addresses: Iterable[str]) -> tuple[list[File], list[File]]:
    """List the files of a corpus in the order in which they were named, and those of other kinds, which are left alone.

    A file that is named twice is cleaned once.
    """
    taken: dict[str, File] = {}
    left: dict[str, File] = {}
    for address in addresses:
        files = storage.find(address)
        for file in files:
            (taken if kind_of(file.address) else left)[file.address] = file
        if not any(file.address in taken for file in files):
            raise InputError(f"{as_text(address)}: nothing here to clean; known are {', '.join((*ROWS, *TEXTS))}")
    sidecars = {address.removesuffix(".txt") + ".toml" for address in taken}
    return list(taken.values()), [file for address, file in left.items() if address not in sidecars]


def plan(files: Sequence[File], largest: int) -> list[Shard]:
    """Cut files into shards of at most about so many stored bytes, in order, the first ones smaller."""
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


def shard_size(before: int, largest: int) -> int:
    """Give the size of a shard by how much of the corpus lies before it, all in stored bytes.

    It grows with the corpus, so that in a small one too all processes are busy to the end, a large one makes no
    thousands of files, and what is added at the end leaves the shards before it as they are.
    """
    return min(largest, max(SMALLEST, before // SHARE))


def cut(file: File, largest: int, before: int = 0) -> Iterator[Segment]:
    """Cut one file into stretches, each no larger than a shard at its place if it can be cut so small."""
    kind = kind_of(file.address)
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
