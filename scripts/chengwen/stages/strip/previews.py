"""Find the numbers that a document library's preview sets before each page: 1、 2、 3、 at even distances.

They look like a list and split sentences and headings (二、⏎2、存在问题). A real list is told by the stop before each
item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chengwen.engine.lines import Line
from chengwen.text import Edit, delete

RULE = "page-preview-number"
_NUMBER = re.compile("^([0-9]{1,2})、(?![0-9])")
_BARE_HEADING = re.compile("^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])$")
PAGE = 300
"""How long the pages of a preview are at least, in characters, when there are only two; those seen have 400 to 600."""
_STOPS = tuple("。！？；：…”")


def preview_numbers(lines: Sequence[Line]) -> Iterator[Edit]:
    """Give the deletions of preview numbers, each with the line end that it put into a sentence."""
    found = _run(lines)
    inside = [number for number in found[1:] if _splits(lines[number - 1])]
    places = [lines[number].start for number in found]
    few = len(found) == 2 and places[1] - places[0] >= PAGE
    if (len(found) < 3 and not few) or len(inside) * 3 < 2 * (len(found) - 1) or not _even(places):
        return
    for number in found:
        line = lines[number]
        mark = _NUMBER.match(line.content)
        assert mark
        joins = number and _splits(lines[number - 1])
        yield delete(lines[number - 1].end if joins else line.start, line.start + mark.end(), RULE)


def _run(lines: Sequence[Line]) -> list[int]:
    """List the lines that begin with 1、 2、 3、 … in this order."""
    found: list[int] = []
    for number, line in enumerate(lines):
        match = _NUMBER.match(line.content)
        if match and int(match.group(1)) == len(found) + 1:
            found.append(number)
    return found


def _splits(before: Line) -> bool:
    return bool(_BARE_HEADING.match(before.content)) or not before.content.endswith(_STOPS)


def _even(places: Sequence[int]) -> bool:
    """Tell whether distances are alike: none more than twice the mean, and pages of some length."""
    gaps = [later - earlier for earlier, later in pairwise(places)]
    mean = sum(gaps) / len(gaps)
    return mean >= 60 and max(gaps) <= 2.2 * mean
