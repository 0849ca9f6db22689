"""The positional index: where in all texts, put one behind the other, each pair of units begins.

A word of any length is a row of pairs, so it is found and counted exactly, whatever a dictionary thinks of it. A
browser loads the files with the pairs of a query, some tens of kilobytes, and no others.

A file is an array of 32-bit numbers: how many pairs, the pairs (as differences), how many positions each has, the
positions (as differences, pair after pair). It is written byte by byte in four planes, which gzip packs well.
"""

from __future__ import annotations

import gzip
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from operator import sub
from pathlib import Path

from chengwen.site.search.fold import folded_units

FILE = 20_000
"""From so many positions on, a file is full; a frequent pair has one to itself."""
LINE_END = ord("\n")
Postings = dict[int, "array[int]"]


def postings_of(texts: Iterable[str]) -> tuple[Postings, list[int]]:
    """Return the positions of each pair, and how many units each text takes: a line end stands behind it."""
    found: Postings = defaultdict(lambda: array("I"))
    sizes: list[int] = []
    start = 0
    for text in texts:
        one = folded_units(text)
        one.append(LINE_END)
        for position, (first, second) in enumerate(pairwise(one), start):
            found[first << 16 | second].append(position)
        start += len(one)
        sizes.append(len(one))
    return found, sizes


def write_postings(found: Postings, folder: Path) -> tuple[list[int], list[int]]:
    """Write the files of an index; return the first pair in each and its size in bytes."""
    folder.mkdir(parents=True)
    firsts: list[int] = []
    sizes: list[int] = []
    for number, pairs in enumerate(_files(found)):
        data = _packed(pairs, found)
        (folder / f"{number}.bin").write_bytes(data)
        firsts.append(pairs[0])
        sizes.append(len(data))
    return firsts, sizes


def _files(found: Postings) -> Iterator[list[int]]:
    """Yield the pairs of each file; no query begins with a line end."""
    pairs: list[int] = []
    number = 0
    for pair in sorted(pair for pair in found if pair >> 16 != LINE_END):
        pairs.append(pair)
        number += len(found[pair])
        if number >= FILE:
            yield pairs
            pairs, number = [], 0
    if pairs:
        yield pairs


def _packed(pairs: Sequence[int], found: Postings) -> bytes:
    numbers = array("I", [len(pairs)])
    numbers.extend(_differences(array("I", pairs)))
    numbers.extend(array("I", [len(found[pair]) for pair in pairs]))
    for pair in pairs:
        numbers.extend(_differences(found[pair]))
    return planes(numbers)


def planes(numbers: array[int]) -> bytes:
    """Return 32-bit numbers packed: first the lowest byte of each, at last the highest."""
    data = b"".join(number.to_bytes(4, "little") for number in numbers) if numbers.itemsize != 4 else numbers.tobytes()
    return gzip.compress(b"".join(data[place::4] for place in range(4)), 6, mtime=0)


def _differences(ascending: array[int]) -> array[int]:
    return array("I", map(sub, ascending, chain((0,), ascending)))
