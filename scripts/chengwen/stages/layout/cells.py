"""Recognise the rows of a table: what separates their cells stays as it is, since it is all that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line

_GAP = compiled("[ \xa0\u3000]*\t[ \xa0\u3000]*")
_NUMBER = compiled(
    "(?:第?[一二三四五六七八九十]{1,3}|第[0-9一二三四五六七八九十百]{1,5}(?:部分|[章节条款项])"
    "|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.．、)）]|[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}[.．]?|[①-⑳])"
    "[、.．章节]?"
)
"""The number of a heading, an article or a list: a tab behind it sets off no cell."""
_NAME_AND_FIGURE = compiled(f"[{HAN}（）]{{2,12}}(?: [0-9][0-9.,%]*){{1,6}}")
"""A row whose cells single spaces set apart: 前王村 500."""


def rows_of_tables(lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the lines that are rows of cells.

    A tab between two cells makes a row by itself: a form has rows all but two of whose cells are empty, a signature
    one row of two. Where spaces part the cells, a row has three at least, or as many as a line beside it.
    """
    counts = [_cells(line.content) for line in lines]
    return frozenset(
        at
        for at, count in enumerate(counts)
        if count > 0 or count < -2 or (count and count in (*counts[max(0, at - 1) : at], *counts[at + 1 : at + 2]))
    )


def _cells(content: str) -> int:
    """Return the number of cells that tabs set apart, negative where it is spaces that do; 0 if there is but one."""
    if "\t" in content:
        cells = _GAP.split(content)
        listed = _NUMBER.fullmatch(cells[0]) is not None
        count = len(cells) - listed
        return count if count > 1 else 0
    if " " in content and _NAME_AND_FIGURE.fullmatch(content):
        return -1 - content.count(" ")
    return 0
