"""Normalise the form of the text: one paragraph per line, no indents, Chinese punctuation between Han.

Every change is small and has a reason. Whatever could be the author's own way of writing stays: kinds of quotes and
brackets, numbering, spaces inside 李　明 and 总　则, half-width punctuation beside Latin letters or digits in a text
that has other marks too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, ZERO_WIDTH, Line
from chengwen.engine.scan import holds_any
from chengwen.stages.layout.cells import rows_of_tables
from chengwen.stages.layout.glued import unglue
from chengwen.stages.layout.glued_frame import unglue_frame
from chengwen.stages.layout.wraps import spaces_in_words, wraps
from chengwen.stages.structure.decimals import decimals
from chengwen.stages.structure.elements import frame
from chengwen.stages.structure.record import find_record
from chengwen.text import Edit, delete, insert, replace

FULL_WIDTH = {".": "。", ",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_CLOSERS = "”’）》〉】〗"
_OPENERS = "“‘（《〈【〖"

_WORTH_A_LOOK = compiled(
    f"[{ZERO_WIDTH}\ufffc\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f"
    " \t\xa0\u1680\u2000-\u200a\u202f\u205f,;:?!Ａ-Ｚａ-ｚ０-９]"
)
_MARK = f"(?<=[{HAN}{_CLOSERS}])[,;:?!](?=[{HAN}{_OPENERS}]|$)"
_MARK_OF_HALF = f"(?<=[{HAN}{_CLOSERS})])[,;:?!](?=[{HAN}{_OPENERS}0-9A-Za-z(% ]|$)|(?<=[0-9A-Za-z%])[,;?!](?=[{HAN}])"
_MARK_WITH_POINTS = f"{_MARK_OF_HALF}|(?<=[{HAN}{_CLOSERS})%])[.](?=[{HAN}{_OPENERS}0-9]|$)"
"""In a text with half-width marks throughout, they are that beside figures, letters and brackets too."""
_INSIDE_ANY = (
    f"(?P<zero>[{ZERO_WIDTH}\ufffc]+)"
    "|(?P<private>(?<![^，。；：、！？“”（）《》])[\ue000-\uf8ff]+)"
    "|(?P<control>[\x00-\x08\x0e-\x1f\x7f-\x9f]+)"
    f"|(?P<gap>(?<=[{HAN}])[ \xa0](?=[0-9])|(?<=[0-9%])[ \xa0](?=[{HAN}]))"
    "|(?P<space>[\t\xa0\u1680\u2000-\u200a\u202f\u205f]+)"
    "|(?P<wide>[Ａ-Ｚａ-ｚ０-９]+)"
)
_INSIDE = compiled(f"{_INSIDE_ANY}|(?P<mark>{_MARK})")
_INSIDE_OF_HALF = compiled(f"{_INSIDE_ANY}|(?P<mark>{_MARK_OF_HALF})")
_INSIDE_WITH_POINTS = compiled(f"{_INSIDE_ANY}|(?P<mark>{_MARK_WITH_POINTS})")
_HALF = compiled(f"(?<=[{HAN}])[,;](?=[{HAN}])")
_POINT = compiled(f"(?<=[{HAN}])[.](?=[{HAN}]|$)", re.MULTILINE)
HALF, OF_WIDE = 3, 4
"""So many half-width commas between Han, so many times as many as wide ones, make a text one of half-width marks."""
_LOST = compiled("[?？]{2,8}[ \u3000]*(?=[^?？ \u3000])")
"""Wide spaces before a paragraph whose bytes were lost: no sentence begins with a question mark."""
_TWICE = ("，，", "。。", "；；", "、、")
_TABLE_ROW = compiled("[0-9]+(?:[ \t\xa0]+[0-9]+)+")
_WIDE = {ord("Ａ") + i: ord("A") + i for i in range(26)} | {ord("ａ") + i: ord("a") + i for i in range(26)}
_WIDE |= {ord("０") + i: ord("0") + i for i in range(10)}


RULES = {
    "zero": "junk-zero-width",
    "private": "junk-private-use",
    "control": "junk-control",
    "gap": "space-han-digit",
    "space": "space-odd",
    "mark": "width-punctuation",
    "wide": "width-letter-digit",
}
_WRITTEN: dict[str, Callable[[str], str]] = {
    "space-odd": lambda found: " " * len(found),
    "width-punctuation": lambda found: FULL_WIDTH[found],
    "width-letter-digit": lambda found: found.translate(_WIDE),
}


def _nothing(_: str) -> str:
    return ""


def normalise(draft: Draft) -> list[Edit]:
    """Return the edits that bring a text into its normal form.

    A single space between Han and a digit is removed (公布 1 次), except in a row of a table or the record of a page,
    where it separates columns.
    """
    paragraphs = draft.lines
    title = next(iter(frame(draft).of("title")[-1:]), None)
    tables = rows_of_tables(paragraphs)
    lost = sum(_LOST.match(line.content) is not None for line in paragraphs if line.content[0] in "?？") >= 2
    numbers = {one.line.low: one.end for one in decimals(paragraphs)}
    edits: list[Edit] = []
    record = find_record(draft).lines
    half = _ODD[draft.once(_half_width)]
    for number, line in enumerate(paragraphs):
        if len(line.content) < line.stop - line.low:
            edits += _edges(line)
        if lost and (marks := _LOST.match(line.content)):
            edits.append(delete(line.start, line.start + marks.end(), "junk-lost-bytes"))
        odd = _odd_in_row if number in tables else half
        for start, end, written, rule in draft.of_line(odd, line.content):
            if rule == "space-han-digit" and end <= numbers.get(line.low, 0):
                continue  # 1 总则: the space parts a number from its text
            if number not in record or rule != RULES["gap"]:
                edits.append(replace(line.start + start, line.start + end, written, rule))
    edits += _line_ends(draft.value, paragraphs, title)
    parted = _without(list(spaces_in_words(draft)), [*unglue(draft), *unglue_frame(draft)])
    return _without(edits, [*wraps(draft), *parted])


def _without(plain: list[Edit], stronger: list[Edit]) -> list[Edit]:
    """Merge two lists of edits; the stronger ones replace plain ones that they touch or overlap."""
    stronger.sort(key=lambda edit: edit.span)
    starts = [edit.span.start for edit in stronger]

    def is_free(edit: Edit) -> bool:
        index = bisect_right(starts, edit.span.end)
        return not index or stronger[index - 1].span.end < edit.span.start

    return sorted([*filter(is_free, plain), *stronger], key=lambda edit: edit.span)


def _edges(line: Line) -> Iterator[Edit]:
    if line.low < line.start:
        yield delete(line.low, line.start, "layout-indent")
    if line.end < line.stop:
        yield delete(line.end, line.stop, "layout-trailing-space")


def _half_width(draft: Draft) -> int:
    """Return 1 for a text that was written, or delivered, with half-width marks throughout, 2 if full stops are points.

    The source decides: what earlier rounds have widened was half-width, and counts.
    """
    source = draft.text.source
    if source.count(",") < HALF or len(_HALF.findall(source)) < max(HALF, OF_WIDE * source.count("，")):
        return 0
    points = source.count(".") >= HALF and len(_POINT.findall(source)) >= max(HALF, OF_WIDE * source.count("。"))
    return 2 if points else 1


def _odd_of_half(content: str) -> Sequence[tuple[int, int, str, str]]:
    return _odd(content, _INSIDE_OF_HALF)


def _odd_with_points(content: str) -> Sequence[tuple[int, int, str, str]]:
    return _odd(content, _INSIDE_WITH_POINTS)


def _odd(content: str, inside: re.Pattern[str] = _INSIDE) -> Sequence[tuple[int, int, str, str]]:
    """Return the replacements within a line: start, end, new text, rule."""
    # two commas without a full stop are empty cells in the row of a table
    twice = holds_any(content, _TWICE) or (",," in content and "。" in content)
    doubled = [_single(match) for match in _doubled().finditer(content)] if twice else []
    if not _WORTH_A_LOOK.search(content) and not (inside is _INSIDE_WITH_POINTS and "." in content):
        return doubled
    keep_gaps = _TABLE_ROW.search(content) is not None
    found = []
    for match in inside.finditer(content):
        rule = RULES[match.lastgroup or ""]
        written = _WRITTEN.get(rule, _nothing)(match.group())
        if rule == "space-han-digit" and keep_gaps:
            rule, written = "space-odd", " "
        if written != match.group():
            found.append((*match.span(), written, rule))
    return sorted([*found, *doubled])


_ODD = (_odd, _odd_of_half, _odd_with_points)
"""How a line is read in a text of wide marks, of half-width ones, and of points for full stops."""


def _odd_in_row(content: str) -> Sequence[tuple[int, int, str, str]]:
    """Return the replacements within a row of a table: what separates cells stays."""
    return [one for one in _odd(content) if one[3] != "space-han-digit" and "\t" not in content[one[0] : one[1]]]


@cache
def _doubled() -> re.Pattern[str]:
    return compiled(
        f"(?<=[{HAN}{_CLOSERS})]),,(?=[{HAN}{_OPENERS}])|(?<=[{HAN}{_CLOSERS})0-9A-Za-z])([，。；、])\\1(?![，。；、…])"
    )


def _single(match: re.Match[str]) -> tuple[int, int, str, str]:
    mark = match.group()[0]
    return *match.span(), FULL_WIDTH.get(mark, mark), "double-punctuation"


def _line_ends(text: str, lines: Sequence[Line], title: Line | None) -> Iterator[Edit]:
    """Yield edits that leave one line feed after each paragraph, two after the title, and no other blank line."""
    first = lines[0].low if lines else len(text)
    if first:
        yield delete(0, first, "layout-blank-line")
    for number, line in enumerate(lines):
        following = lines[number + 1].low if number + 1 < len(lines) else len(text)
        wanted = "\n\n" if line is title else "\n"
        if text[line.stop : following] != wanted:
            yield _line_end(text, line.stop, following, wanted)


def _line_end(text: str, start: int, end: int, wanted: str) -> Edit:
    """Return a minimal edit that turns what stands between two lines into the wanted line feeds."""
    gap = text[start:end]
    if gap.startswith(wanted):
        return delete(start + len(wanted), end, "layout-blank-line")
    if wanted.startswith(gap):
        return insert(end, wanted[len(gap) :], "layout-title-gap" if gap else "layout-line-end")
    return replace(start, end, wanted, "layout-line-end")
