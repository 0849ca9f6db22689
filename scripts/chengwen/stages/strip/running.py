"""Find running heads and bare page numbers, which the conversion of pages into plain text left between the lines.

A line is a running head if it stands beside a page number at least twice, figures in it apart, or once if it is the
title. A bare figure alone on
its line is a page number only beside such a head, and if these figures count on: seats, scores and ranks do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

RULE = "page-running-head"
LEAST = 2
"""So many times a line stands beside a page number."""
HEAD = 5
"""A line that stands among the first is their title: one more of it beside a page number is a running head."""
TEXT = 12
"""Characters of a line from which on the text has begun, if it holds a comma: above it the title may stand below a
preview's page number."""
LONGEST = 60
_COUNTER = re.compile(
    "(?:[-—–－―·•]{1,3}(?P<dashed>[0-9]{1,3})[-—–－―·•]{1,3}|第(?P<named>[0-9]{1,3})页(?:[，,/|｜（(]?[共总][0-9]{1,4}页[）)]?)?"
    "|(?P<of>[0-9]{1,3})/[0-9]{1,3}页?|page(?P<page>[0-9]{1,4})(?:of[0-9]{1,4})?|(?P<bare>[0-9]{1,3}))"
)
_FIGURES = re.compile("[0-9]+")
_SENTENCE = re.compile("[。；！？]|^[（(]?[一二三四五六七八九十0-9]+[）)、.．]|^第[一二三四五六七八九十0-9]+[章节条部]")


def running_heads(folded: Sequence[str]) -> list[int]:
    """Return the numbers of the lines that are running heads or bare page numbers.

    >>> running_heads(["各村分片包干，每日巡查共", "1", "坝上护林", "六十次。", "2", "坝上护林", "又栽树。"])
    [1, 2, 4, 5]
    """
    counters = {number: match for number, line in enumerate(folded) if (match := _counter(line))}
    if not counters:
        return []
    beside: dict[str, list[tuple[int, int]]] = {}
    begun = next((number for number, line in enumerate(folded) if len(line) >= TEXT and "，" in line), len(folded))
    for number in counters:
        for near in (number - 1, number + 1):
            if begun < near < len(folded) and near not in counters and _could_run(folded[near]):
                beside.setdefault(_FIGURES.sub("0", folded[near]), []).append((near, number))
    found: set[int] = set()
    for places in beside.values():
        heads, pages = {near for near, _ in places}, sorted({number for _, number in places})
        known = any(folded[near] in folded[: min(HEAD, near)] for near in heads)
        if (len(heads) < LEAST and not known) or not _count_on([_value(counters[number]) for number in pages]):
            continue
        found |= heads | {number for number in pages if counters[number]["bare"]}
    return sorted(found)


def _counter(line: str) -> re.Match[str] | None:
    return _COUNTER.fullmatch(line) if len(line) <= 20 else None


def _could_run(line: str) -> bool:
    return 4 <= len(line) <= LONGEST and _SENTENCE.search(line) is None


def _value(counter: re.Match[str]) -> int:
    return int(next(value for value in counter.groups() if value))


def _count_on(values: Sequence[int]) -> bool:
    """Whether page numbers rise, by at most two a page."""
    return all(0 < later - earlier <= 2 for earlier, later in pairwise(values))
