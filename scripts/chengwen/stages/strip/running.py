"""Find running heads and bare page numbers, which the conversion of pages into plain text left between the lines.

A line is a running head if it stands beside a page number at least twice, the page's own figure in it apart, or once if
it is the title; and if it stands in the middle of sentences twice. A bare figure alone on its line is a page number only beside such a head, where the two tear sentences
and the figures count on: seats, scores and ranks do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from chengwen.engine.kept import compiled

RULE = "page-running-head"
LEAST = 2
"""So many times a line stands beside a page number."""
HEAD = 5
"""A line that stands among the first is their title: one more of it beside a page number is a running head."""
TEXT = 12
"""Characters of a line from which on the text has begun, if it holds a comma: above it the title may stand below a
preview's page number."""
TITLE = 8
"""Characters of the shortest title that is known by one copy."""
_STOP = ("。", "；", "！", "？", "：")
LONGEST, LONGEST_COUNTER = 60, 20
_COUNTER = compiled(
    "(?:[-—–－―·•]{1,3}(?P<dashed>[0-9]{1,3})[-—–－―·•]{1,3}|第(?P<named>[0-9]{1,3})页(?:[，,/|｜（(]?[共总][0-9]{1,4}页[）)]?)?"
    "|(?P<of>[0-9]{1,3})/[0-9]{1,3}页?|page(?P<page>[0-9]{1,4})(?:of[0-9]{1,4})?|(?P<bare>[0-9]{1,3}))"
)
_FIGURES = compiled("[0-9]+")
_HEADED = compiled("[（(]?[一二三四五六七八九十0-9]+[）)、.．]|第[一二三四五六七八九十0-9]+[章节条部]")
_SENTENCE = compiled("[。；！？]|^[（(]?[一二三四五六七八九十0-9]+[）)、.．]|^第[一二三四五六七八九十0-9]+[章节条部]")


def running_heads(folded: Sequence[str]) -> list[int]:
    """Return the numbers of the lines that are running heads or bare page numbers.

    >>> running_heads(["各村分片包干，每日巡查共", "1", "坝上护林", "六十次。", "2", "坝上护林", "又栽树。"])
    [1, 2, 4, 5]
    """
    counters = {
        number: match for number, line in enumerate(folded) if len(line) <= 20 and (match := _COUNTER.fullmatch(line))
    }
    torn = _torn_heads(folded, counters)
    if not counters:
        return torn
    beside: dict[str, list[tuple[int, int]]] = {}
    begun = next((number for number, line in enumerate(folded) if len(line) >= TEXT and "，" in line), len(folded))
    for number, counter in counters.items():
        for near in (number - 1, number + 1):
            if begun < near < len(folded) and near not in counters and _could_run(folded[near]):
                beside.setdefault(_without_page(folded[near], counter), []).append((near, number))
    found = set(torn)
    for places in beside.values():
        heads, pages = {near for near, _ in places}, sorted({number for _, number in places})
        bare = any(counters[number]["bare"] for number in pages)
        known = not bare and any(_stands_above(folded, near) for near in heads)
        enough = known or (len(heads) >= LEAST and (not bare or _tear(folded, places)))
        if enough and _count_on([_value(counters[number]) for number in pages]):
            found |= heads | {number for number in pages if counters[number]["bare"]}
    return sorted(found)


def _torn_heads(folded: Sequence[str], counters: Collection[int]) -> list[int]:
    """Return the lines that are said twice or more, their figures apart, each time in the middle of a sentence.

    >>> _torn_heads(["各村分片包干，每日巡查三次，共巡查", "坝上护林", "六十次，又在坝上种树两百株，存活", "坝上护林", "一百九十株。"], ())
    [1, 3]
    """
    said: dict[str, list[int]] = {}
    for number, line in enumerate(folded):
        if _could_run(line) and number not in counters and "，" not in line:
            said.setdefault(_FIGURES.sub("", line), []).append(number)
    again = [numbers for numbers in said.values() if len(numbers) >= LEAST]
    return sorted(
        number
        for numbers in again
        if sum(_tears(folded, number, counters) for number in numbers) >= LEAST
        for number in numbers
        if _tears(folded, number, counters)
    )


def _tears(folded: Sequence[str], number: int, counters: Collection[int]) -> bool:
    """Whether a line stands between the halves of a sentence; page numbers beside it are looked past."""
    above = next((n for n in range(number - 1, -1, -1) if n not in counters), None)
    below = next((n for n in range(number + 1, len(folded)) if n not in counters), None)
    if above is None or below is None:
        return False
    halves = folded[above], folded[below]
    opened = len(halves[0]) >= TEXT and "，" in halves[0] and "\u3400" <= halves[0][-1] <= "\u9fff"
    return opened and not _HEADED.match(halves[1]) and halves[1].endswith(_STOP)


def _stands_above(folded: Sequence[str], number: int) -> bool:
    """Whether a line is the title or a part of it, which may be broken into lines."""
    return len(folded[number]) >= TITLE and folded[number] in "".join(folded[: min(HEAD, number)])


def _tear(folded: Sequence[str], places: Sequence[tuple[int, int]]) -> bool:
    """Whether heads and numbers stand in the middle of sentences, half of them at least."""
    above = [folded[min(place) - 1] for place in places if min(place)]
    return 2 * sum(len(line) >= TEXT and not line.endswith(_STOP) for line in above) >= len(places)


def _without_page(line: str, counter: re.Match[str]) -> str:
    """Return a head without the page's own number; 表1 and 表2 on two pages are not one head."""
    page = _value(counter)
    return _FIGURES.sub(lambda figure: "" if int(figure[0]) == page else figure[0], line)


def _could_run(line: str) -> bool:
    return 4 <= len(line) <= LONGEST and _SENTENCE.search(line) is None


def _value(counter: re.Match[str]) -> int:
    return int(next(value for value in counter.groups() if value))


def _count_on(values: Sequence[int]) -> bool:
    """Whether page numbers rise, by at most two a page."""
    return all(0 < later - earlier <= 2 for earlier, later in pairwise(values))
