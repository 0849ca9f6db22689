"""Find headings numbered 1, 1.1, 1.1.1, where such numbers run through a document: their depth is their level.

Dates and figures at the beginning of a line look the same (4.2　县委召开…, 3.5亿元): a decimal counts only below the
number it is a part of, and only where at least two do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.numbering import number_at

_DEEP = compiled(f"([0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}})[.．、]?[ \t\u3000]{{0,4}}(?=[{HAN}“《（(A-Za-z])")
_BARE = compiled(f"([0-9]{{1,2}})(?P<apart>[.．、]|[ \t\u3000])[ \t\u3000]{{0,3}}(?=[{HAN}“《])")
_PARTS = ("第一章", "第一部分", "一、")
LEAST = 2
"""So many decimals below their own numbers make a document one that is numbered by them."""
WIDEST = 3
"""The largest step between two numbers side by side."""


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number of the kind 2.1 at the beginning of a line, or the 2 above it; `end` is where its text begins."""

    line: Line
    path: tuple[int, ...]
    end: int
    apart: str
    """What parts a number without a point from its text; empty for other numbers."""


def decimals(lines: Sequence[Line]) -> list[Decimal]:
    """Return the lines whose numbers are read by their depth; none in a document that is not numbered like this.

    >>> from chengwen.engine.draft import read
    >>> [one.path for one in decimals(read("1 总则\\n1.1 目的\\n1.2 范围\\n2 体系\\n2.1 机构\\n3.5亿元到位").lines)]
    [(1,), (1, 1), (1, 2), (2,), (2, 1)]
    """
    if sum(line.content[0] in "0123456789" and _DEEP.match(line.content) is not None for line in lines) < LEAST:
        return []
    found = [one for line in lines if line.content[0] in "0123456789第一二三四五六七八九十" for one in _read(line)]
    deep = sum(len(one.path) > 1 for one in found)
    kept = list(_in_place(found, _ways_apart(found)))
    settled = sum(len(one.path) > 1 for one in kept)
    return (
        [one for one in kept if one.apart or len(one.path) > 1] if settled >= LEAST and 10 * settled >= 7 * deep else []
    )


def _read(line: Line) -> Iterator[Decimal]:
    match = _DEEP.match(line.content) or _BARE.match(line.content)
    if match:
        path = tuple(int(part) for part in re.split("[.．]", match[1]))
        yield Decimal(line, path, match.end(), match.groupdict().get("apart") or "")
    elif number := number_at(line.content, 0, _PARTS):
        yield Decimal(line, (number.value,), number.end, "")


def _ways_apart(found: Sequence[Decimal]) -> set[str]:
    """Return how the numbers are parted from their text right below which a decimal begins: 1 总则, then 1.1."""
    return {one.apart for one, below in pairwise(found) if len(one.path) == 1 and below.path[:2] == (*one.path, 1)}


def _in_place(found: Sequence[Decimal], ways: set[str]) -> Iterator[Decimal]:
    """Yield the numbers that follow the one before: 1.2 or 1.1.1 or 2 after 1.1."""
    path: tuple[int, ...] = (0,)
    for one in found:
        if len(one.path) == 1 and one.apart not in ways:
            continue
        if _follows(path, one.path):
            path = one.path
            yield one


def _follows(path: tuple[int, ...], later: tuple[int, ...]) -> bool:
    depth = len(later) - 1
    if later[:-1] != path[:depth]:
        return False
    before = path[depth] if depth < len(path) else 0
    return before < later[-1] <= before + WIDEST
