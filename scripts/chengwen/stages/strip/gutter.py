"""Find the numbers that a printer set before the lines of a draft, so that a meeting can name a place in it.

A bill, a transcript or a proof has each printed line counted in its margin: 5　截至2021年，全市 … 6　电动自行车. The
numbers go on line by line, through headings and torn sentences alike; items and the rows of a table do not tear
sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.text import Edit, delete

RULE = "page-line-number"
LEAST = 8
"""So many lines in a row are counted."""
BETWEEN = 3
"""So many lines without a number may stand between two that count on: a page's foot and the next one's head."""
FULL = 40
"""The width of the shortest printed line, in columns of which a Chinese character takes two."""
_COUNTED = compiled("0{0,3}(?P<number>[1-9][0-9]{0,3})(?:[ \t\u00a0]{1,8}|\u3000{1,4})(?=[^ \t\u00a0\u3000])")
_STOPS = ("。", "；", "：", "！", "？", "”", "…", ":", ";")
_PAUSE = compiled("[，。；、]")
_CELLS = compiled("[ \u00a0]{2}|[\t\u3000|｜]|…{2}|·{4}")
"""What parts the cells of a row, or leads to a page's number."""


def line_numbers(lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield the deletions of numbers that count lines, each with the gap behind it."""
    for run in _runs(lines):
        printed = max((_width(lines[number].content) for number in run), default=0)
        torn = sum(_is_torn(lines[number].content, printed) for number in run)
        if len(run) >= LEAST and torn * 4 >= len(run):
            for number in run:
                match = _COUNTED.match(lines[number].content)
                end = match.end() if match else 0
                yield delete(lines[number].start, lines[number].start + end, RULE)


def _runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Yield the lines that count on, one by one."""
    found = [(n, int(match["number"])) for n, line in enumerate(lines) if (match := _COUNTED.match(line.content))]
    run = [found[0][0]] if found else []
    for (above, one), (below, other) in pairwise(found):
        if other != one + 1 or below - above > BETWEEN + 1:
            yield run
            run = []
        run.append(below)
    yield run


def _is_torn(content: str, printed: int) -> bool:
    """Whether a line ends in mid-sentence where the printed line was full, which is so many columns wide."""
    full = max(FULL, printed * 5 // 6)
    if content.endswith(_STOPS) or _width(content) < full:
        return False
    match = _COUNTED.match(content)
    text = content[match.end() :] if match else content
    return _PAUSE.search(text) is not None and not _CELLS.search(text)


def _width(content: str) -> int:
    return sum(1 if char.isascii() else 2 for char in content)
