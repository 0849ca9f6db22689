"""Find the width at which a document was wrapped, if it was, and which of its lines are full at that width.

A line is full if the first unit of the next one had no room left on it: a Han character, a whole figure or word. Such
lines are frequent in any wrapped text, and an accident elsewhere. At narrow widths verse, slogans and cells of a table
have one width too, so there most lines must break off inside a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import numbered

NARROWEST, NARROW, WIDEST = 24, 30, 130
"""Widths in half-width columns; below NARROW the evidence has to be of more kinds."""
SLACK = 8
"""How much shorter than the width a wrapped line may be: an unbroken word leaves room for up to four Han."""
LEAST, LEAST_NARROW, LEAST_OPEN = 4, 6, 2
"""So many full lines show a width; fewer if all lines that break off in a sentence are full at it."""
STOP = tuple("。！？；：…”）")
_UNIT = compiled("[0-9A-Za-z.%％+-]{1,20}|.")
_NOT_FIRST = tuple("，。；、：！？”）》%％")
_HEADING = numbered("第一部分", "第一章", "第一节", "一、", "（一）")
_HEADING_OR_ITEM = numbered("第一部分", "第一章", "第一节", "一、", "（一）", "1.", "1、", "（1）")
"""A heading that is not full says nothing about the width."""
_GAPS = compiled("[ \t\u3000]+")
CELLS = 2
"""A row of a table has so many gaps between its cells."""
_INSIDE = compiled("[，。；、：](?=.)")


_Unstopped = tuple[int, int, str, bool]
"""A line without a full stop: its width, that of the next line's first unit, its text, whether the next has one."""


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the width at which a document is wrapped, in half-width columns; 0 if it is not.

    Seven in ten of the lines that end without a full stop must be full; apart from the title hardly any line may be
    longer.
    """
    unstopped = [
        (own, first_unit(after.content), line.content, after.content.endswith(STOP))
        for line, after in pairwise(lines)
        if not line.content.endswith(STOP)
        and not is_row(line.content)
        and (own := own_width(line)) >= NARROWEST - SLACK
    ]
    if len(unstopped) < LEAST_OPEN:
        return 0
    possible = sorted({own for own, _, _, _ in unstopped if NARROWEST <= own <= WIDEST}, reverse=True)
    widths = sorted(map(own_width, lines)) if possible else []
    for width in possible:
        longer = len(widths) - bisect_right(widths, width + 2)
        if longer * 10 <= len(widths) and _shows(unstopped, width, longer):
            return width
    return 0


def _shows(unstopped: Sequence[_Unstopped], width: int, longer: int) -> bool:
    wide = [one for one in unstopped if one[0] >= min(NARROW, 2 * width // 3)]
    heading = _HEADING_OR_ITEM if width < NARROW else _HEADING
    wide = [one for one in wide if is_full(one[0], one[1], width) or not heading.match(one[2])]
    full = [one for one in wide if is_full(one[0], one[1], width)]
    if width < NARROW:
        inside = sum(ends or bool(_INSIDE.search(content)) for _, _, content, ends in full)
        broken = sum(not content.endswith(("，", "、")) for _, _, content, _ in full)
        many = len(full) >= LEAST_NARROW and 3 * inside >= len(full) and 2 * broken >= len(full)
        return many and 10 * len(full) >= 7 * len(wide)
    if len(full) >= LEAST and 10 * len(full) >= 7 * len(wide):
        return True
    opened = [one for one in wide if _breaks_off(one[2])]
    ends = sum(one[3] for one in opened)  # rows of a list have one width too, and no line that ends the sentence
    full_ones = sum(own + need > width for own, need, _, _ in opened)
    return LEAST_OPEN <= len(opened) == full_ones <= 4 * ends and not longer


def _breaks_off(content: str) -> bool:
    """Whether a line stops in the middle of a sentence that is no list."""
    return len(content) > 20 and "，" in re.split("[。！？；]", content)[-1]


def is_row(content: str) -> bool:
    """Whether a line is a row of a table: cells parted by spaces, no sentence.

    >>> is_row("9月30日\u3000六\u3000副书记\u3000民政办"), is_row("第一条\u3000为加强管理，制定本办法。")
    (True, False)
    """
    return len(_GAPS.findall(content)) >= CELLS and "，" not in content and "。" not in content


def is_full(own: int, need: int, width: int) -> bool:
    """Whether a line of a width has no room for the next unit; from NARROW on, a word may leave more."""
    return own <= width + 2 and (own + need > width or (width >= NARROW and own >= width - SLACK))


def first_unit(content: str) -> int:
    """Return the width of what would not have been parted at the beginning of a line."""
    match = _UNIT.match(content)
    if not match:
        return 0
    end = match.end()
    while end < len(content) and content[end] in _NOT_FIRST:
        end += 1
    return width_of(content[:end])


def own_width(line: Line) -> int:
    """Return the width of a line with its indent."""
    return width_of(line.content) + min(4, 2 * (line.start - line.low))


def width_of(text: str) -> int:
    """Return the width in columns: two for every non-ASCII character, which is near enough in Chinese text."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def torn_lines(lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines of a wrapped document that hold only a piece of a sentence.

    What a piece sounds like says nothing; the lines are read when they are joined.
    """
    width = wrap_width(lines)
    found: set[int] = set()
    for number, (line, after) in enumerate(pairwise(lines) if width else ()):
        full = is_full(own_width(line), first_unit(after.content), width)
        if full and not line.content.endswith(STOP) and not is_row(line.content):
            found.update((number, number + 1))
    return found
