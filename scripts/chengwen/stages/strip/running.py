"""Find running heads and bare page numbers, which the conversion of pages into plain text left between the lines.

A line is a running head if it stands beside a page number at least twice, the page's own figure in it apart, or once
if it is the title; the number may end its own line. It is one, too, if it stands in the middle of sentences twice, or
opens the page and stands between paragraphs twice more. A bare figure alone on its line is a page number
only beside such a head, where the two tear sentences and the figures count on: seats, scores and ranks do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from chengwen.engine.kept import compiled
from chengwen.stages.structure.title.lines import looks_like_title

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
_RETURNS = ("：", ":", "！", "”", "、", "；")
"""How lines end that a speech or a form says again."""
_PAGE_ENDS = ("页", "-", "—", "–", "－", "―", "）", ")")
LONGEST, LONGEST_COUNTER = 60, 20
_COUNTER = compiled(
    "(?:[-—–－―·•]{1,3}(?P<dashed>[0-9]{1,3})[-—–－―·•]{1,3}|第(?P<named>[0-9]{1,3})页(?:[，,/|｜（(]?[共总][0-9]{1,4}页[）)]?)?"
    "|(?P<of>[0-9]{1,3})/[0-9]{1,3}页?|page(?P<page>[0-9]{1,4})(?:of[0-9]{1,4})?|(?P<bare>[0-9]{1,3}))"
)
_FIGURES = compiled("[0-9]+")
_ENDS_IN_PAGE = compiled(
    "(?P<head>.{4,60}?)[|｜·]?[（(]?(?:[-—–－―]{1,3}(?P<dashed>[0-9]{1,3})[-—–－―]{1,3}"
    "|第(?P<named>[0-9]{1,3})页(?:[，,/|｜]?[共总][0-9]{1,4}页)?)[）)]?"
)
_BEGINS_IN_PAGE = compiled("(?P<page>[0-9]{1,3})/[0-9]{1,3}[-—|｜·]?(?P<head>[^0-9/|｜·—-].{3,59})")
"""2/3 of so many pages before a head; the folded line has no gap behind it."""
LONG = 10
"""Characters of a line that opens the page and returns: a shorter one is said again for reasons of its own."""
LAST = 3
"""The last lines, where a document is signed with the name that heads it."""
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
    torn = sorted({*_torn_heads(folded, counters), *_with_page(folded), *_opening_heads(folded)})
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

    >>> halves = ["各村分片包干，每日巡查三次，共巡查", "六十次，又在坝上种树两百株，存活", "一百九十株。"]
    >>> _torn_heads([halves[0], "坝上护林", halves[1], "坝上护林", halves[2]], ())
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


def _with_page(folded: Sequence[str]) -> list[int]:
    """Return the lines of one text and a page number that counts on, twice or more; one if the text is the title.

    >>> _with_page(["坝上林场护林工作总结", "种树两百株。", "坝上林场护林工作总结-1-", "存活一百九十株。"])
    [2]
    >>> _with_page(["坝上林场护林工作总结", "种树两百株。", "2/3坝上林场护林工作总结", "存活一百九十株。"])
    [2]
    """
    said: dict[str, list[tuple[int, int]]] = {}
    for number, line in enumerate(folded):
        for head, page in _heads_with_page(line):
            said.setdefault(head, []).append((number, page))
    return sorted(
        number
        for head, places in said.items()
        if _count_on([page for _, page in places])
        and (len(places) >= LEAST or (len(head) >= TITLE and head in folded[: min(HEAD, places[0][0])]))
        for number, _ in places
    )


def _heads_with_page(line: str) -> Iterator[tuple[str, int]]:
    """Yield what stands beside the number of a page on its line, and the number."""
    found = _ENDS_IN_PAGE.fullmatch(line) if line[-1:] in _PAGE_ENDS else None
    if found and _could_run(found["head"]):
        yield found["head"], int(found["dashed"] or found["named"])
    begun = _BEGINS_IN_PAGE.fullmatch(line) if line[:1].isdecimal() and "/" in line[:4] else None
    if begun and _could_run(begun["head"]):
        yield begun["head"], int(begun["page"])


def _opening_heads(folded: Sequence[str]) -> list[int]:
    """Return the places of a line among the first that stands between the paragraphs twice more, word for word.

    The first of them stays if it is a title.

    >>> text = ["甲县栽树，", "乙县也栽。"] * 4
    >>> _opening_heads([*["坝上林场文件汇编第三辑", *text] * 3, *text])
    [0, 9, 18]
    """
    places: dict[str, list[int]] = {}
    for line in folded[:HEAD]:
        if len(line) >= LONG and _could_run(line) and not line.endswith(_RETURNS) and "，" not in line:
            places[line] = [number for number, other in enumerate(folded) if other == line]
    return sorted(
        number
        for numbers in places.values()
        if len([n for n in numbers[1:] if n < len(folded) - LAST]) >= LEAST
        and all(right - left > HEAD for left, right in pairwise(numbers))
        for number in (numbers[1:] if looks_like_title(folded[numbers[0]]) else numbers)
    )


def _tears(folded: Sequence[str], number: int, counters: Collection[int]) -> bool:
    """Whether a line stands between the halves of a sentence; page numbers beside it are looked past."""
    above = next((n for n in range(number - 1, -1, -1) if n not in counters), None)
    below = next((n for n in range(number + 1, len(folded)) if n not in counters), None)
    if above is None or below is None:
        return False
    halves = folded[above], folded[below]
    opened = len(halves[0]) >= TEXT and "，" in halves[0] and "\u3400" <= halves[0][-1] <= "\u9fff"
    return opened and not _HEADED.match(halves[1]) and (halves[1].endswith(_STOP) or "，" in halves[1])


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
