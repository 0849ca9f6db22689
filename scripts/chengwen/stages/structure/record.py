"""Read the record that government pages set above a title: 索引号, 发文机关, 主题分类 … each with its value.

Records are laid out in many ways: label and value with a colon, several on a line; one cell of a table after another;
a label on one line and its value on the next. Labels may be spaced (有 效 性).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.engine.scan import holds_any
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.dates import iso_date
from chengwen.stages.structure.title.lines import looks_like_title
from chengwen.text import Span

BLOCK = 25
"""A record lies within this many lines from the top."""
ENOUGH, ENOUGH_UNREAD = 2, 3
"""So many labels make a record, of values that are read, or of any."""
SHORTEST_TITLE = 6
"""In code points: the first line of a title that the record says."""
LONGEST_VALUE = 60
LONGEST_LINE = 200
"""A line of a record holds up to four labels."""
OFFICIAL = frozenset({"index_number", "issuer", "number", "date_written", "validity"})
"""Keys of values that only the record of an office has."""
DATES = frozenset({"date_written", "date_published", "effective_on", "expires_on"})
_BLANKS = " \t\u3000\xa0|｜"
_CELLS = compiled(r"[^\t|｜]+")
_NOTHING = compiled("[-—/无 ]*$")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record that is read into the metadata."""

    key: str
    said: str
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """The lines of a record, as numbers of `draft.lines`, and its values; no lines where a page has none."""

    lines: range
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A label (key not None) or a value, where it stands."""

    line: int
    key: str | None
    start: int
    end: int
    colon: bool


_BULLET = compiled("[•●■◆*·▪▸-][ \u3000]?")


def find_record(draft: Draft) -> Record:
    """Return the record of a page; computed once for each draft."""
    return draft.once(_find_record)


def official_record(draft: Draft) -> set[int]:
    """Return the numbers of the lines of a record that says what only an office says; sites have 分类, 发布时间."""
    record = find_record(draft)
    return set(record.lines) if any(value.key in OFFICIAL for value in record.values) else set()


def _find_record(draft: Draft) -> Record:
    lines = _above_text(draft.lines[:BLOCK])
    if not any(_has_room(line.content) and _may_hold().search(line.content) for line in lines):
        return Record(range(0), ())
    cells = [cell for number, line in enumerate(lines) for cell in draft.of_line(_cells_of, line.content)(number, line)]
    labels = [number for number, cell in enumerate(cells) if cell.key is not None and _counts(cells, number)]
    labels = _above_title(lines, cells, labels)
    if sum(bool(cells[number].key) for number in labels) < ENOUGH and len(labels) < ENOUGH_UNREAD:
        return Record(range(0), ())
    last = (
        cells[min(labels[-1] + 1, len(cells) - 1)]
        if _takes_next_line(draft.value, cells, labels[-1])
        else cells[labels[-1]]
    )
    values = dict(reversed([(v.key, v) for v in _values(draft.value, cells, labels)]))
    return Record(range(cells[labels[0]].line, last.line + 1), tuple(values.values()))


def _above_title(lines: Sequence[Line], cells: Sequence[_Cell], labels: list[int]) -> list[int]:
    """Return the labels above the title, if they are enough: 发布时间 below it is the page's."""
    for at, (one, following) in enumerate(pairwise(labels), 1):
        between = lines[cells[one].line + 1 : cells[following].line]
        beside = one + 1 < len(cells) and cells[one + 1].line == cells[one].line
        if beside and any(looks_like_title(line.content) for line in between) and at >= ENOUGH:
            return labels[:at]
    return labels


def _above_text(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines above the first sentence, or the first long line."""
    ends = (n for n, line in enumerate(lines) if line.content.endswith("。") or len(line.content) > LONGEST_LINE)
    return lines[: next(ends, len(lines))]


def _counts(cells: Sequence[_Cell], number: int) -> bool:
    """Whether a label is one of a record: with a colon, or a cell of its own before a value or another label."""
    return cells[number].colon or number + 1 < len(cells)


def _takes_next_line(text: str, cells: Sequence[_Cell], number: int) -> bool:
    """Whether the value of the last label stands on the line below it: it has none beside it, and others had so too.

    What the record said before, as the title, is said there once more as the title: the last label has no value.
    """
    if number + 1 >= len(cells):
        return False
    words = text[cells[number + 1].start : cells[number + 1].end]
    said = (text[cell.start : cell.end] for cell in cells[:number] if cell.key is None)
    if len(words) >= SHORTEST_TITLE and any(one.startswith(words) for one in said):
        return False
    below = [
        following
        for label, following in pairwise(cells)
        if label.key is not None and following.key is None and following.line == label.line + 1
    ]
    return cells[number + 1].line == cells[number].line + 1 and len(below) >= ENOUGH


def _values(text: str, cells: Sequence[_Cell], labels: Sequence[int]) -> Iterator[Value]:
    taking_next = _takes_next_line(text, cells, labels[-1]) if labels else False
    for number in labels:
        key, value = cells[number].key, cells[number + 1] if number + 1 < len(cells) else None
        if not key or value is None or value.key is not None:
            continue
        below = value.line - cells[number].line
        if below > 1 or (number == labels[-1] and below and not taking_next):
            continue
        words = text[value.start : value.end]
        said = iso_date(words) if key in DATES else words
        if said and len(words) <= LONGEST_VALUE and not _NOTHING.match(words):
            yield Value(key, said, Span(value.start, value.end))


class _Cells:
    """The cells of one line, in offsets of that line."""

    __slots__ = ("found",)

    def __init__(self, found: Sequence[tuple[str | None, int, int, bool]]) -> None:
        self.found = found

    def __call__(self, number: int, line: Line) -> Iterator[_Cell]:
        for key, start, end, colon in self.found:
            yield _Cell(number, key, line.start + start, line.start + end, colon)


def _cells_of(content: str) -> _Cells:
    """Return the labels and values of a line, in their order."""
    found: list[tuple[str | None, int, int, bool]] = []
    bullet = _BULLET.match(content)
    bare = _bare_labels().match(content, bullet.end() if bullet else 0)
    marks = list((_bare_labels() if bare else _labels()).finditer(content))
    done = 0
    for match in marks:
        found += _plain(content, done, match.start())
        found.append((_keys()["".join(match["label"].split())], *match.span("label"), True))
        done = match.end()
    return _Cells([*found, *_plain(content, done, len(content))])


def _plain(content: str, start: int, end: int) -> Iterator[tuple[str | None, int, int, bool]]:
    """Yield the cells of a stretch without a colon: labels that are a cell of their own, and values."""
    for cell in _CELLS.finditer(content, start, end):
        words = cell.group().strip(_BLANKS + "[【•●■◆*·▪▸")
        if words:
            at = cell.start() + cell.group().index(words)
            key = _keys().get("".join(words.strip("[]【】").split()))
            yield key, at, at + len(words), False


@cache
def _keys() -> dict[str, str]:
    return {label: entry["key"] for entry in read_table("record_labels", "fields") for label in entry["labels"]}


_BEGINS = "(?:^|(?<=[ \\t\\u3000\\xa0|｜【\\[；;，•●■◆·*-]))"


@cache
def _labels() -> re.Pattern[str]:
    """Return the pattern of a label with its colon, or in brackets."""
    return compiled(f"{_BEGINS}(?P<label>{_spaced()})[ \\u3000]{{0,4}}(?:[：:]|[】\\]][ ]?[：:]?)[ \\t\\u3000]{{0,20}}")


@cache
def _bare_labels() -> re.Pattern[str]:
    """Return the pattern of a label with white space alone between it and its value; the line begins with one."""
    bare = "|".join(sorted(_keys(), key=len, reverse=True))
    return compiled(f"(?:^|(?<=[ \\t\\u3000]))(?P<label>{bare})[ \\t\\u3000]{{1,20}}(?=[^ \\t\\u3000：:])")


def _has_room(content: str) -> bool:
    """Whether `_may_hold` may be found: a sign that parts a label from its value, or the end of a label."""
    return holds_any(content, "：:】] \t\u3000|｜") or content[-1:] in _ends_of_labels()


@cache
def _ends_of_labels() -> frozenset[str]:
    return frozenset(label[-1] for label in _keys())


@cache
def _may_hold() -> re.Pattern[str]:
    """Return the pattern of a label that has a colon or brackets, or is a cell of its own."""
    return compiled(f"{_BEGINS}(?:{_spaced()})(?:[ \u3000]{{0,4}}[：:】\\]]|[ \t|｜]{{0,4}}$|[ ]?[ \t\u3000|｜])")


def _spaced() -> str:
    return "|".join("[ \u3000]{0,6}".join(label) for label in sorted(_keys(), key=len, reverse=True))
