"""Find which of millions of documents are copies of an earlier one, using little memory for each.

Each document has a key of fixed size on disk. An exact key is a digest of the clean text, so two copies that differ in
adverts, line ends or encoding are equal. A near key has a signature (MinHash) as well: documents whose signatures agree
in half of their slots are copies, as in near.py, and so is everything connected by such pairs. A text too short for a
signature is a copy if it has the same letters and numbers: its digest is made of these alone.

Memory: ten bytes a document, and some tens of megabytes for the keys of one bucket; the rest lies in files.
"""

from __future__ import annotations

import hashlib
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from chengwen.copies import near

DIGEST = 16
"""Bytes of a digest: among a billion texts, two different ones share a digest with a chance of one in 10**21."""
SLOT = 4
SIZES = {"exact": DIGEST, "near": DIGEST + SLOT * near.SLOTS}
"""Bytes of a key."""
LEAST = 100
"""Chinese characters that a text needs for a signature: in a shorter one, a set phrase is half of its shingles."""
AT_ONCE = 1 << 18
"""Keys held in memory at a time, about 150 bytes each; more are first distributed over files."""
MOST_HEADS = 32
"""Different documents in a bucket that another is compared with, so that a form filled in a thousand times costs a
thousand comparisons, not a million."""
BLOCK = 1 << 12
"""Keys read at a time."""
ROW = 4
NONE = bytes(SLOT * near.SLOTS)


def key(text: str, kind: str) -> bytes:
    """Return the key of a clean text.

    >>> len(key("一、工作情况", "exact")), len(key("一、工作情况", "near"))
    (16, 528)
    """
    if kind == "exact":
        return _digest(text)
    if len(near.essence(text)) < LEAST:
        return _digest(near.letters_and_numbers(text) or text) + NONE
    return _digest(text) + struct.pack(f"<{near.SLOTS}I", *near.signature(text))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:DIGEST]


OF_NOTHING = _digest("")
"""Of texts of which nothing is left: they are no copies of one another, since nobody knows what they said."""


def algorithm(kind: str) -> str:
    """Return a name for everything that decides what is a copy; a missing library is reported here, before any work."""
    if kind == "exact":
        return f"sha256, {DIGEST} bytes"
    if kind == "paragraph":
        return f"paragraphs, sha256, {DIGEST} bytes"
    near.signature("")
    return f"sha256, {DIGEST} bytes; {near.algorithm()}, {near.SAME_SIGNATURE} alike; shorter than {LEAST}, folded"


def find_firsts(keys: Path, kind: str, scratch: Path, threshold: float = near.SAME_SIGNATURE) -> array[int]:
    """Return for each document, in the order of the keys in a file, the first document it equals: itself or a copy.

    Near copies are documents whose signatures agree in this share of their slots. Empty ones are copies of nothing.
    """
    size = SIZES[kind]
    number = keys.stat().st_size // size
    first = array("I", range(number))
    everyone = bytearray(b"\1") * number
    with keys.open("rb") as file:
        said = ((found, row) for found, row in _stretches(file, size, 0, DIGEST, everyone) if found != OF_NOTHING)
        for group in groups(said, number, scratch):
            for row in group:
                _unite(first, group[0], row)
        if kind == "near":
            _unite_near(file, first, scratch, threshold)
    return array("I", (_root(first, row) for row in range(number)))


def best_of(first: array[int], worth: Callable[[int], tuple[int, int]], earlier: int) -> array[int]:
    """Return for each document the best of its copies in place of the first: the one of most worth.

    The first `earlier` documents belong to another corpus, and stay the first of their copies.
    """
    best: dict[int, tuple[tuple[int, int], int]] = {}
    copied = {to for row, to in enumerate(first) if row != to and to >= earlier}
    for row, to in enumerate(first):
        if to in copied and (found := worth(row)) > best.get(to, ((-1, 0), 0))[0]:
            best[to] = (found, row)
    return array("I", (best[to][1] if to in best else to for to in first))


def _unite_near(file: BinaryIO, first: array[int], scratch: Path, threshold: float) -> None:
    """Compare documents that agree in all slots of at least one band; exact copies are united already."""
    size, width = SIZES["near"], SLOT * near.BAND
    signed = _stretches(file, size, DIGEST, size, bytearray(b"\1") * len(first))
    wanted = bytearray(first[row] == row and signature != NONE for signature, row in signed)
    for low in range(DIGEST, size - width + 1, width):
        bands = _stretches(file, size, low, low + width, wanted)
        for group in groups(bands, len(first), scratch):
            _unite_alike(group, file, first, threshold)


def _stretches(file: BinaryIO, size: int, low: int, high: int, wanted: bytearray) -> Iterator[tuple[bytes, int]]:
    """Yield a slice of each wanted key, and the number of its document."""
    file.seek(0)
    row = 0
    while block := file.read(size * BLOCK):
        for start in range(0, len(block), size):
            if wanted[row]:
                yield block[start + low : start + high], row
            row += 1


def _unite_alike(group: Sequence[int], file: BinaryIO, first: array[int], threshold: float) -> None:
    """Compare each document of a bucket with the mutually different ones before it."""
    heads: dict[int, memoryview] = {}
    for row in group:
        signature = _signature(file, row)
        for head, other in heads.items():
            if _root(first, head) == _root(first, row) or near.agreement(signature, other) >= threshold:
                _unite(first, head, row)
                break
        else:
            if len(heads) < MOST_HEADS:
                heads[row] = signature


def _signature(file: BinaryIO, row: int) -> memoryview:
    file.seek(row * SIZES["near"] + DIGEST)
    return memoryview(file.read(SLOT * near.SLOTS)).cast("I")


def _root(first: array[int], row: int) -> int:
    """Return the first document that a document is united with; the path is halved for later look-ups."""
    while first[row] != row:
        first[row] = row = first[first[row]]
    return row


def _unite(first: array[int], one: int, other: int) -> None:
    low, high = sorted((_root(first, one), _root(first, other)))
    first[high] = low


def groups(entries: Iterable[tuple[bytes, int]], number: int, scratch: Path) -> Iterator[list[int]]:
    """Yield the rows, in order, that share a key; keys of a single row are skipped."""
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
