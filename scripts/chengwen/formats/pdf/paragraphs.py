"""Join the lines of a PDF into paragraphs, by the margins that they reach.

A line continues in the next one if it is full (the beginning of the next would not have fitted on it) and the next one
is not indented as a first line is. Nothing is inserted between two Han; between two words in Latin letters a space is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.formats.pdf.lines import Line
from chengwen.knowledge.numbering import numbered

_INDENT = 0.7
"""From this width on, as a fraction of a Han, a line counts as indented; first lines are indented by two."""
_MARKS = tuple("，。、；：！？”）》")
"""A line's last punctuation mark may extend beyond the margin."""
_STOP = ("。", "！", "？", "：", "；")
_NUMBERED = numbered(
    *("第一章", "第一节", "第一条", "一、", "一.", "（一）", "一）", "1.", "1、", "1、5", "1.1", "100.", "（1）", "1）")
)
_BULLETS = tuple("•●○■◆▪·—-")
_SURE = compiled(f"[0-9]{{1,2}}[.．、][ \t]*[{HAN}]")
_FIRST_WORD = compiled("[A-Za-z0-9.,%:/+-]+|.")
_CLOSING = compiled("[，。、；：！？）》”’】…]*")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a document begin and end, their distance, and the width of a Han; all in points."""

    left: float
    right: float
    pitch: float
    em: float
    indented: bool
    """Whether paragraphs begin with an indent."""


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Yield the paragraphs of a document; those that continue on the next page are joined."""
    lines = [(line, margins) for page in _with_margins(pages) for line, margins in page]
    if not lines:
        return
    first = lines[0][0]
    text = first.text
    for (before, _), (line, margins) in pairwise(lines):
        if _goes_on(first, before, line, margins):
            text = _join(text, line.text)
        else:
            yield text
            first, text = line, line.text
    yield text


def _with_margins(pages: Sequence[Sequence[Line]]) -> Iterator[list[tuple[Line, Margins]]]:
    """Yield the lines of each page with their margins.

    Pages of one width are measured together, since a single page may have only short lines.
    """
    widths = {round(line.page_width) for page in pages for line in page}
    margins = {w: _measure([p for p in pages if p and round(p[0].page_width) == w]) for w in widths}
    for page in pages:
        yield [(line, margins[round(line.page_width)]) for line in page]


def _measure(pages: Sequence[Sequence[Line]]) -> Margins:
    lines = [line for page in pages for line in page]
    em = median(line.em for line in lines)
    left = _edge(sorted(line.left for line in lines), em)
    right = -_edge(sorted(em * line.text.endswith(_MARKS) - line.right for line in lines), em)
    pitches = [a.bottom - b.bottom for page in pages for a, b in pairwise(page) if 0 < a.bottom - b.bottom < 5 * em]
    indents = sum(1.5 * em < line.left - left < 2.6 * em for line in lines)
    return Margins(left, right, median(pitches) if pitches else 2 * em, em, indented=indents >= 2)


def _edge(places: Sequence[float], em: float) -> float:
    """Return the outermost position shared by at least one line in twenty, and by two."""
    enough = max(2, len(places) // 20)
    for index, place in enumerate(places):
        if sum(other - place < 0.5 * em for other in places[index : index + enough]) >= enough:
            return place
    return places[0]


def _goes_on(first: Line, before: Line, line: Line, margins: Margins) -> bool:
    if len(before.cells) > 1 or len(line.cells) > 1 or _differ_in_size(before, line):
        return False
    if margins.right - before.right > _room(line) or before.bottom - line.bottom > 1.6 * margins.pitch:
        return False
    if _is_item(before, line) or _stands_apart(first, before, margins):
        return False
    indent = line.left - margins.left
    if indent <= _INDENT * line.em:
        own_indent = first.left - margins.left > _INDENT * line.em
        return own_indent or not margins.indented or not before.text.endswith(_STOP)
    return _is_hanging(first, before, line, margins) or _is_long_title(before, line, margins)


def _differ_in_size(before: Line, line: Line) -> bool:
    """Whether lines differ in size, as a title and a text do; a line without Han gives no measure."""
    measured = all(re.search(f"[{HAN}]", each.text) for each in (before, line))
    return measured and abs(before.em - line.em) > 0.15 * before.em


def _begins_item(line: Line) -> bool:
    return line.text.startswith(_BULLETS) or bool(_NUMBERED.match(line.text))


def _is_item(before: Line, line: Line) -> bool:
    """Whether a line begins an item of a list; where no stop comes before it, only 2.加强 is sure to."""
    return bool(_SURE.match(line.text) or (before.text.endswith(_STOP) and _begins_item(line)))


def _stands_apart(first: Line, before: Line, margins: Margins) -> bool:
    """Whether the line before is a whole paragraph set to the right: a signature, a date."""
    short = before.right - before.left < 0.6 * (margins.right - margins.left)
    return before is first and short and before.left - margins.left > 5 * before.em


def _room(line: Line) -> float:
    """Return the width of a line's first word, with the punctuation that must not be separated from it."""
    word = _FIRST_WORD.match(line.text)
    marks = _CLOSING.match(line.text, word.end() if word else 0)
    letters = sum(0.55 if char.isascii() else 1.0 for char in (word[0] if word else "") + (marks[0] if marks else ""))
    return (letters + 0.6) * line.em


def _is_hanging(first: Line, before: Line, line: Line, margins: Margins) -> bool:
    """Whether an indented line continues an item whose number hangs to its left."""
    if before is not first:
        return before.left - margins.left > _INDENT * line.em and abs(line.left - before.left) < 0.3 * line.em
    return line.left - before.left > _INDENT * line.em and _begins_item(before)


def _is_long_title(before: Line, line: Line, margins: Margins) -> bool:
    """Whether a line is the second one of a title: larger than the text, and centred."""
    middle = (margins.left + margins.right) / 2
    centred = all(abs((each.left + each.right) / 2 - middle) < each.em for each in (before, line))
    return centred and line.em > 1.15 * margins.em


def _join(text: str, more: str) -> str:
    between = " " if re.match("[A-Za-z]", more) and re.search("[A-Za-z,.]$", text) else ""
    return text + between + more
