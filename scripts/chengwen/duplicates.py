"""Find which of millions of documents are copies of an earlier one, with little memory for each.

Each document has a key of fixed size on disk. An exact key is a digest of the clean text, so two copies that differ in
adverts, line ends or encoding are one. A near key has a signature (MinHash) besides: documents whose signatures agree
in half of their slots are one, as `near_duplicates` has it, and so is whatever hangs together by such pairs.

Memory: five bytes a document, and the keys of one bucket; the rest lies in files, which the system may keep in its
cache.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

from chengwen import near_duplicates as near

DIGEST = 16
"""Bytes of a digest: of a billion texts, two that differ share one with a chance of one in 10**21."""
SLOT = 4
SIZES = {"exact": DIGEST, "near": DIGEST + SLOT * near.SLOTS}
"""Bytes of a key."""
LEAST = 100
"""Chinese characters that a text needs for a signature: in a shorter one, a set phrase is half of its shingles."""
AT_ONCE = 1 << 18
"""Keys that are held in memory at a time, about 150 bytes each; more are first dealt out into files."""
MOST_HEADS = 32
"""Different documents in a bucket that another is compared with, so that a form filled in a thousand times costs a
thousand comparisons, not a million."""
ROW = 4
NONE = bytes(SLOT * near.SLOTS)


def key(text: str, kind: str) -> bytes:
    """Give the key of a clean text.

    >>> len(key("一、工作情况", "exact")), len(key("一、工作情况", "near"))
    (16, 528)
    """
    digest = hashlib.sha256(text.encode()).digest()[:DIGEST]
    if kind == "exact":
        return digest
    if len(near.essence(text)) < LEAST:
        return digest + NONE
    return digest + struct.pack(f"<{near.SLOTS}I", *near.signature(text))


def algorithm(kind: str) -> str:
    """Name all that decides what is a copy; whoever lacks the library for it hears so before any work is done."""
    if kind == "exact":
        return f"sha256, {DIGEST} bytes"
    near.signature("")
    return f"sha256, {DIGEST} bytes; {near.algorithm()}, {near.SAME_SIGNATURE} alike, {LEAST} characters at least"


def find_firsts(keys: Path, kind: str, scratch: Path) -> array[int]:
    """Give for each document, in the order of the keys in a file, the first of those that it is one with."""
    size = SIZES[kind]
    number = keys.stat().st_size // size
    first = array("I", range(number))
    if not number:
        return first
    with keys.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        digests = ((data[row * size : row * size + DIGEST], row) for row in range(number))
        for group in _groups(digests, number, scratch):
            for row in group:
                _unite(first, group[0], row)
        if kind == "near":
            _unite_near(data, first, scratch)
    return array("I", (_root(first, row) for row in range(number)))


def _unite_near(data: mmap.mmap, first: array[int], scratch: Path) -> None:
    """Compare documents that agree in all slots of one band at least; exact copies are one already."""
    size, width = SIZES["near"], SLOT * near.BAND
    wanted = bytearray(
        row == to and data[row * size + DIGEST : (row + 1) * size] != NONE for row, to in enumerate(first)
    )
    with memoryview(data) as octets, octets.cast("I") as slots:
        for low in range(DIGEST, DIGEST + SLOT * (near.SLOTS - near.BAND + 1), width):
            bands = (
                (data[row * size + low : row * size + low + width], row)
                for row, is_wanted in enumerate(wanted)
                if is_wanted
            )
            for group in _groups(bands, len(first), scratch):
                _unite_alike(group, slots, first)


def _unite_alike(group: Sequence[int], slots: memoryview, first: array[int]) -> None:
    """Compare each document of a bucket with those before it that are not alike among themselves."""
    heads: list[int] = []
    for row in group:
        for head in heads:
            if _root(first, head) == _root(first, row) or _agree(slots, head, row):
                _unite(first, head, row)
                break
        else:
            heads += [row][: MOST_HEADS - len(heads)]


def _agree(slots: memoryview, one: int, other: int) -> bool:
    signatures = (
        slots[row * SIZES["near"] // SLOT + DIGEST // SLOT : (row + 1) * SIZES["near"] // SLOT] for row in (one, other)
    )
    return near.agreement(*signatures) >= near.SAME_SIGNATURE


def _root(first: array[int], row: int) -> int:
    """Follow a document to the first of those it is one with; the way is halved for whoever comes next."""
    while first[row] != row:
        first[row] = row = first[first[row]]
    return row


def _unite(first: array[int], one: int, other: int) -> None:
    low, high = sorted((_root(first, one), _root(first, other)))
    first[high] = low


def _groups(entries: Iterable[tuple[bytes, int]], number: int, scratch: Path) -> Iterator[list[int]]:
    """Give the rows, in their order, that share a key; keys that one row alone has are passed over."""
    buckets = 1 + number // AT_ONCE
    if buckets == 1:
        yield from _grouped(entries)
        return
    with ExitStack() as stack:
        files = [stack.enter_context((scratch / f"bucket-{bucket}").open("w+b")) for bucket in range(buckets)]
        width = 0
        for found, row in entries:
            width = len(found)
            files[crc32(found) % buckets].write(found + row.to_bytes(ROW, "little"))
        for file in files:
            file.seek(0)
            records = iter(lambda file=file: file.read(width + ROW), b"")  # type: ignore[misc]
            yield from _grouped((record[:width], int.from_bytes(record[width:], "little")) for record in records)


def _grouped(entries: Iterable[tuple[bytes, int]]) -> Iterator[list[int]]:
    earliest: dict[bytes, int] = {}
    groups: dict[int, list[int]] = {}
    for found, row in entries:
        before = earliest.setdefault(found, row)
        if before != row:
            groups.setdefault(before, [before]).append(row)
    yield from groups.values()
