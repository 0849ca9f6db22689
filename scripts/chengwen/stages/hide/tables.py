"""Read the columns of tables by their headers: which cells hold names, telephone numbers, cards, addresses.

The rows below a header are read as long as they have cells; what sets cells apart is a tab, a bar, or two spaces, and a
single space where a row has just as many pieces as the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.engine.find import overlapping, union
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.tables import word_set, words
from chengwen.text import Span

KINDS = ("person", "phone", "id_number", "bank_card", "account", "address", "village", "nobody")
LONGEST_ROW = 400
"""In code points; longer lines are paragraphs."""
LONGEST_HEADER = 100
_BARS = compiled("[ \u3000]*[|｜\t][ \u3000]*")
_WIDE = compiled("[ \u3000]{2,}|\u3000")
_ANY = compiled("[ \u3000\t]+")
_MAYBE = compiled("[|｜\t]|[ \u3000]")
_SPREAD = tuple(compiled(f"(?<![{HAN}])[{HAN}](?:[ \u3000]{{1,4}}[{HAN}]){{1,{more}}}(?![{HAN}])") for more in (1, 2))
"""Names whose characters are set apart, of two and of up to three."""
_BRACKETS = compiled("[（(][^（）()]{0,12}[)）]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell below a header that says what its column holds."""

    kind: str
    span: Span


def cells_by_header(draft: Draft) -> Sequence[Cell]:
    """Return the cells of a document whose headers tell what they hold, in their order."""
    return draft.once(_cells)


def _cells(draft: Draft) -> Sequence[Cell]:
    found: list[Cell] = []
    header: list[str] = []
    splitter = _BARS
    for line in draft.lines:
        if len(line.content) > LONGEST_ROW or not _MAYBE.search(line.content):
            header = []
            continue
        if read := _header(line.content) if len(line.content) <= LONGEST_HEADER else None:
            header, splitter = read
        elif header:
            row = list(_row(line, header, splitter))
            found += row
            header = header if row or splitter is not _ANY else []
    return tuple(found)


def _header(content: str) -> tuple[list[str], re.Pattern[str]] | None:
    """Return the kinds of the columns that a header names, and what sets its cells apart; None if it is no header."""
    for splitter in (_BARS, _WIDE, _ANY):
        cells = [_BRACKETS.sub("", re.sub("[ \u3000]", "", cell)) for cell in splitter.split(content)]
        kinds = [_kind_of(cell) for cell in cells]
        if len(cells) > 1 and any(kinds) and all(len(cell) <= 10 for cell in cells):
            return [kind or _kind_by_end(cell) for kind, cell in zip(kinds, cells, strict=True)], splitter
    return None


def _kind_of(cell: str) -> str:
    return next((kind for kind in KINDS if cell in word_set("table_headers", kind)), "")


def _kind_by_end(cell: str) -> str:
    """Return what a column beside one that a list has whole holds, by the end of its header (还款账号, 担保人)."""
    ends = (kind for kind, key in _BY_END.items() if cell.endswith(words("table_headers", key)))
    return "" if cell.endswith(words("table_headers", "no_ends")) or len(cell) < LEAST_BY_END else next(ends, "")


_BY_END = {"person": "person_ends", "phone": "phone_ends", "bank_card": "bank_card_ends"}
LEAST_BY_END = 3
"""How many characters such a header has at least."""


def _row(line: Line, header: Sequence[str], splitter: re.Pattern[str]) -> Iterator[Cell]:
    """Yield the cells of a row whose columns are known; a row of another number of cells only where bars count them."""
    spans = _split(line, splitter)
    for spread in _SPREAD if len(spans) > len(header) else ():  # 易　建　中 is one cell
        apart = _split(line, splitter, union(Span(*match.span()) for match in spread.finditer(line.content)))
        lone = any(kind == "person" and cell.end - cell.start == 1 for kind, cell in zip(header, apart, strict=False))
        spans = apart if len(apart) == len(header) and not lone else spans
    if len(spans) == len(header) or (splitter is _BARS and 1 < len(spans) < len(header)):
        cells = (Cell(kind, span) for kind, span in zip(header, spans, strict=False) if kind)
        yield from (cell for cell in cells if cell.span.start < cell.span.end)


def _split(line: Line, splitter: re.Pattern[str], whole: list[Span] | None = None) -> list[Span]:
    """Return the cells of a row; a gap within a stretch of `whole` separates none."""
    spans, at = [], 0
    for gap in splitter.finditer(line.content):
        if not whole or not overlapping(whole, Span(*gap.span())):
            spans.append(Span(line.start + at, line.start + gap.start()))
            at = gap.end()
    spans.append(Span(line.start + at, line.end))
    return spans
