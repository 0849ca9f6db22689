"""The positional index: where in all texts, put one behind the other, each pair of units begins.

A word of any length is a row of pairs, so it is found and counted exactly, whatever a dictionary thinks of it. A
browser loads the files with the pairs of a query, some tens of kilobytes, and no others.

A file is an array of 32-bit numbers: how many pairs, the pairs (as differences), how many positions each has, the
positions (as differences, pair after pair). It is written byte by byte in four planes, which gzip packs well.
"""

from __future__ import annotations

import gzip
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain
from operator import sub

from chengwen.site.search.files import Files
from chengwen.site.search.fold import folded

FOLDER = "pairs"
FILE = 8_000
"""From so many positions on, a file is full, some 10 kB packed; a frequent pair has one to itself."""
SLICE = 1 << 26
"""Pairs that are put together at once: a fraction of those of the Han characters, so that few are in memory."""
LINE_END = "\n"


@dataclass(frozen=True, slots=True)
class Postings:
    """Where in some texts each pair begins: arrays of 32-bit numbers, in the order of the pairs."""

    units: int
    """How many units the texts take, with a line end behind each."""
    pairs: array[int]
    counts: array[int]
    lasts: array[int]
    """The last position of each pair."""
    differences: array[int]
    """All positions, pair after pair: the first from the beginning of the texts, the others from the one before."""


def postings_of(texts: Iterable[str]) -> Postings:
    """Return the positions of each pair in texts one behind the other."""
    whole = "".join(f"{folded(text)}{LINE_END}" for text in texts)
    found: dict[int, array[int]] = defaultdict(partial(array, "I"))  # a list of numbers takes twice as long to fill
    for position, pair in enumerate(_pairs(whole)):
        found[pair].append(position)
    pairs = sorted(pair for pair in found if pair >> 16 != ord(LINE_END))  # no query begins with a line end
    differences = array("I")
    for pair in pairs:
        differences.extend(_differences(found[pair]))
    return Postings(
        units=len(whole.encode("utf-16-le", "surrogatepass")) // 2,
        pairs=array("I", pairs),
        counts=array("I", [len(found[pair]) for pair in pairs]),
        lasts=array("I", [found[pair][-1] for pair in pairs]),
        differences=differences,
    )


def _pairs(text: str) -> array[int]:
    """Return the pair that begins at each unit of a text but the last: that unit, and in the lower half the next."""
    data = text.encode("utf-16-be", "surrogatepass")
    pairs = array("I", bytes(2 * max(0, len(data) - 2)))
    for first in (0, 1):  # two ways to read a row of units as a row of pairs
        whole = data[2 * first :]
        pairs[first::2] = array("I", whole[: len(whole) // 4 * 4])
    if sys.byteorder == "little":
        pairs.byteswap()
    return pairs


def write_postings(parts: Sequence[Postings], files: Files) -> tuple[list[int], list[int]]:
    """Write the files of an index of texts in parts; return the first pair in each file and its size in bytes."""
    firsts: list[int] = []
    sizes: list[int] = []
    for number, pairs in enumerate(_files(parts)):
        numbers = _numbers(pairs)
        sizes.append(files.write(f"{FOLDER}/{number}.bin", numbers.tobytes(), partial(planes, numbers)))
        firsts.append(next(iter(pairs)))
    return firsts, sizes


def _files(parts: Sequence[Postings]) -> Iterator[dict[int, array[int]]]:
    """Yield the pairs of each file, in order, with their positions as differences."""
    pairs: dict[int, array[int]] = {}
    number = 0
    for pair, positions in _together(parts):
        pairs[pair] = positions
        number += len(positions)
        if number >= FILE:
            yield pairs
            pairs, number = {}, 0
    if pairs:
        yield pairs


def _together(parts: Sequence[Postings]) -> Iterator[tuple[int, array[int]]]:
    """Yield each pair of all parts, in order, with its positions in all of them as differences.

    Of a part only the first position of a pair has to be counted anew, so this takes a copy of memory, not a step for
    each position.
    """
    starts = [0, *accumulate(part.units for part in parts)]
    places = [_Reader(part) for part in parts]
    for end in range(SLICE, (1 << 32) + 1, SLICE):
        found: dict[int, array[int]] = {}
        lasts: dict[int, int] = {}
        for start, reader in zip(starts, places, strict=False):
            for pair, last, differences in reader.up_to(end):
                if pair in found:
                    differences[0] += start - lasts[pair]
                    found[pair].extend(differences)
                else:
                    differences[0] += start
                    found[pair] = differences
                lasts[pair] = start + last
        yield from sorted(found.items())


class _Reader:
    """Reads the pairs of a part one after the other."""

    def __init__(self, part: Postings) -> None:
        self.part, self.number, self.at = part, 0, 0

    def up_to(self, end: int) -> Iterator[tuple[int, int, array[int]]]:
        """Yield the pairs before a number that were not yet read, each with its last position and the differences."""
        part = self.part
        while self.number < len(part.pairs) and part.pairs[self.number] < end:
            count = part.counts[self.number]
            yield part.pairs[self.number], part.lasts[self.number], part.differences[self.at : self.at + count]
            self.number, self.at = self.number + 1, self.at + count


def _numbers(pairs: dict[int, array[int]]) -> array[int]:
    """Return the numbers of a file: see above."""
    numbers = array("I", [len(pairs), *_differences(list(pairs)), *map(len, pairs.values())])
    for positions in pairs.values():
        numbers.extend(positions)
    return numbers


def planes(numbers: array[int]) -> bytes:
    """Return 32-bit numbers packed: first the lowest byte of each, at last the highest."""
    data = b"".join(number.to_bytes(4, "little") for number in numbers) if numbers.itemsize != 4 else numbers.tobytes()
    return gzip.compress(b"".join(data[place::4] for place in range(4)), 6, mtime=0)


def _differences(ascending: Sequence[int]) -> Iterator[int]:
    return map(sub, ascending, chain((0,), ascending))
