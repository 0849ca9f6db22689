"""Group the characters of a PDF page into lines by their positions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN

_WIDE = compiled(f"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…]")
_WORD_GAP = 0.12
"""From this width on, as a fraction of a Han, a gap between two Latin letters is a space; kerning stays below a
tenth."""
_SPACE = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on a page; edges in points from the lower left."""

    char: str = field(repr=False)
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page; lengths in points, the height measured from the bottom of the page."""

    cells: tuple[str, ...] = field(repr=False)
    """Its text; in several pieces if wide gaps separate them, as in columns."""
    left: float
    right: float
    bottom: float
    top: float
    em: float
    """The width of a Han in it."""
    page_width: float
    page_height: float
    unmarked: tuple[str, ...] = field(repr=False)
    """The same without raised digits, which are the marks of notes on a page with notes."""

    @property
    def text(self) -> str:
        """The whole line, its cells separated by tabs."""
        return "\t".join(self.cells)


def lines_of(glyphs: Iterable[Glyph], page_width: float, page_height: float) -> list[Line]:
    """Group characters into lines, in the order in which the page draws them."""
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        if rows and _are_level(rows[-1][-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = (_line(sorted(row, key=lambda g: g.left), page_width, page_height) for row in rows)
    return [line for line in lines if line is not None]


def _are_level(left: Glyph, right: Glyph) -> bool:
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return overlap > 0.5 * min(left.top - left.bottom, right.top - right.bottom)


def _line(glyphs: Sequence[Glyph], page_width: float, page_height: float) -> Line | None:
    while glyphs and glyphs[0].char in _SPACE:
        glyphs = glyphs[1:]
    while glyphs and glyphs[-1].char in _SPACE:
        glyphs = glyphs[:-1]
    if not glyphs:
        return None
    em = _em(glyphs)
    return Line(
        cells=_cells(glyphs, em),
        left=glyphs[0].left,
        right=max(g.right for g in glyphs),
        bottom=median(g.bottom for g in glyphs),
        top=median(g.top for g in glyphs),
        em=em,
        page_width=page_width,
        page_height=page_height,
        unmarked=_cells([g for g in glyphs if not _is_raised(g, glyphs, em)] or glyphs, em),
    )


def _is_raised(glyph: Glyph, line: Sequence[Glyph], em: float) -> bool:
    if not re.match(r"[0-9①-⑳*\[\]〔〕]", glyph.char):
        return False
    return glyph.top - glyph.bottom < 0.75 * em and glyph.bottom > median(g.bottom for g in line) + 0.15 * em


def _em(glyphs: Sequence[Glyph]) -> float:
    widths = [g.right - g.left for g in glyphs if _WIDE.match(g.char)] or [g.top - g.bottom for g in glyphs]
    return max(median(widths), 1.0)


def _cells(glyphs: Sequence[Glyph], em: float) -> tuple[str, ...]:
    """Return the text of the cells; a gap of a Han's width separates cells, unless the whole line is letter-spaced."""
    cells = [glyphs[0].char]
    gaps = [right.left - left.right for left, right in pairwise(glyphs)]
    wide = max(em, 2 * median(gaps)) if gaps else em
    for (left, right), gap in zip(pairwise(glyphs), gaps, strict=True):
        if gap > wide:
            cells.append("")
        elif gap > _WORD_GAP * em and not (_WIDE.match(left.char) or _WIDE.match(right.char)):
            cells[-1] += "" if left.char in _SPACE or right.char in _SPACE else " "
        cells[-1] += right.char
    bare = [cell.strip(_SPACE) for cell in cells]
    return tuple(cell for cell in bare if cell)
