"""Find the headings among the numbered lines of a text, all of them together.

A line is read as a heading by its number and its length, and kept if its number counts on (sequence.py). Items are not
headings: 第X条 and what is numbered below it, the entries of a list that end in ；, clauses 一、 of a 第X章 that are
sentences, and a table of contents. A heading may be run in; then it ends at its first 。.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import Number, number_at
from chengwen.stages.structure.decimals import decimals
from chengwen.stages.structure.sequence import (
    ARTICLE,
    BEGINS_LINE,
    FORMS,
    KINDS,
    RANKS,
    Marker,
    counting_on,
    first_number,
    is_one_of_a_list,
)

LONGEST_RUN_IN = 60
"""Characters up to the first 。, without the number, where the line goes on. Run-in headings in the samples have at
most 25; those of provincial reports read whole at most 46; the first sentence of a numbered paragraph is mostly
longer."""
LONGEST_ALONE = 100
"""Characters of a heading that has its line to itself, or of the one sentence of a numbered paragraph."""
_SHORT_SENTENCE = 15

_ENDS_HEADING = compiled("[。！？]")
_CHAPTERS = ("部分", "章")
_ABOVE_ARTICLES = ("部分", "章", "节", "一、")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins with a number and may be a heading."""

    line: Line
    level: int
    number: str = field(repr=False)
    value: int
    title: str = field(repr=False)
    end: int
    """Where the heading ends in the text."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A line that begins with a number, and what it says as a heading, if it is none too long for one."""

    place: int
    """Its place among the lines of the body."""
    line: Line
    kind: str
    value: int
    heading: Heading | None


def headings_of(body: Sequence[Line]) -> list[Heading]:
    """Return the headings among the lines of a body, in order."""
    by_depth = list(_by_depth(body))
    apart = {heading.line.low for heading in by_depth}
    found = [one for place, line in enumerate(body) if line.low not in apart for one in _read(place, line)]
    found = _without_contents(found, body)
    taken = counting_on([Marker(one.kind, one.value, one.line.start, BEGINS_LINE) for one in found])
    counted = [one for index, one in enumerate(found) if index in taken]
    items = {*_listed(counted), *_below_articles(counted), *_clauses(counted, body)}
    kept = [one.heading for one in counted if one.heading and one.place not in items]
    return sorted([*by_depth, *kept], key=lambda heading: heading.line.low)


def _by_depth(body: Sequence[Line]) -> Iterator[Heading]:
    for one in decimals(body):
        content = one.line.content
        number = content[: one.end].rstrip(" \t\u3000")
        heading = _as_heading(one.line, one.end, number, (len(one.path), one.path[-1]))
        if heading:
            yield heading


def _read(place: int, line: Line) -> Iterator[_Numbered]:
    number = first_number(line.content)
    if number and not is_one_of_a_list(number, line.content):
        yield _Numbered(place, line, KINDS[number.form.id], number.value, _heading(line, number))


def _heading(line: Line, number: Number) -> Heading | None:
    if number.form.level is None:
        return None
    written = line.content[number.start : number.end].rstrip(" \u3000")
    return _as_heading(line, number.end, written, (number.form.level, number.value))


def _as_heading(line: Line, end: int, number: str, of: tuple[int, int]) -> Heading | None:
    """Return the heading that a line holds, its text from `end` on; `of` are its level and value."""
    rest = line.content[end:]
    stop = _ENDS_HEADING.search(rest)
    length = stop.start() if stop else len(rest)
    runs_on = stop is not None and stop.end() < len(rest)
    explains = of[0] > 2 and "：" in rest[:length]  # 5.稳增长“18”条：省政府印发…: the entry of a glossary
    if not rest or length > (LONGEST_RUN_IN if runs_on or explains else LONGEST_ALONE):
        return None
    title = rest[:length].rstrip("：:；")
    return Heading(line, of[0], number, of[1], title, line.start + end + (stop.end() if stop else len(rest)))


def _without_contents(found: Sequence[_Numbered], body: Sequence[Line]) -> list[_Numbered]:
    """Drop a table of contents: consecutive headings alone on their lines, two at least, that occur again with a text.

    One such line says nothing: of two plans in one document each has 二、主要措施 right above its （一）.
    """
    following = {line.low: later.low for line, later in pairwise(body)}
    seen_later: set[str] = set()
    again: set[int] = set()
    for one in reversed(found):
        if one.heading:
            if one.heading.title in seen_later and one.heading.end >= one.line.end:
                again.add(one.line.low)
            seen_later.add(one.heading.title)
    lows = {one.line.low for one in found if one.heading}
    beside = {low for low in again if following.get(low) in again}
    beside |= {following[low] for low in beside}
    return [one for one in found if one.line.low not in beside or following.get(one.line.low) not in lows]


def _listed(counted: Sequence[_Numbered]) -> Iterator[int]:
    """Yield the places of the entries of lists: two or more lines of a kind, each but the last ending in ；."""
    in_list = False
    for one, later in pairwise(counted):
        beside = later.kind == one.kind and later.place == one.place + 1
        if beside and one.line.content.endswith("；"):
            yield from (one.place, later.place)
            in_list = True
        else:
            in_list = beside and in_list and later.line.content.endswith("；")


def _below_articles(counted: Sequence[_Numbered]) -> Iterator[int]:
    """Yield the places of what is numbered below 第X条, and of the articles themselves."""
    below = False
    for one in counted:
        if one.kind == ARTICLE:
            below = True
        elif one.kind in _ABOVE_ARTICLES:
            below = False
        if below:
            yield one.place


def _clauses(counted: Sequence[_Numbered], body: Sequence[Line]) -> Iterator[int]:
    """Yield the places of the clauses 一、 below a 第X章: most of them are sentences with nothing below them."""
    clauses: list[_Numbered] = []
    chapter = False
    for one in [*counted, None]:
        if one is None or one.kind in _CHAPTERS:
            if chapter and 2 * sum(_is_clause(clause, body) for clause in clauses) > len(clauses):
                yield from (clause.place for clause in clauses)
            clauses, chapter = [], one is not None and one.kind == "章"
        elif one.kind == "一、":
            clauses.append(one)


def _is_clause(one: _Numbered, body: Sequence[Line]) -> bool:
    below = body[one.place + 1].content if one.place + 1 < len(body) else ""
    number = number_at(below, 0, FORMS)
    if not one.line.content.endswith(("。", "；")) or (below and not number):
        return False
    if number and RANKS[KINDS[number.form.id]] > RANKS["一、"]:
        return False
    return one.heading is None or one.heading.end == one.line.end or len(one.heading.title) > _SHORT_SENTENCE
