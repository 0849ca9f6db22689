"""Find the headers, footers and page numbers of a PDF by their repetition: one page alone proves nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from chengwen.engine.kept import compiled
from chengwen.formats.pdf.lines import Line

EDGE = 3
"""How many lines at the top and at the bottom of a page may be furniture."""
_NOTE = compiled(r"^[ \t]*(?:[0-9]{1,3}|[①-⑳]|[\[〔][0-9]{1,3}[\]〕])[.、]?[ \t]*(?=[^0-9])")
_LEVEL = 8.0
"""How far apart vertically, in points, lines of one kind may stand on their pages."""
_DIGITS = compiled("[0-9０-９]+")


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without lines at their edges that other pages share, up to the page number."""
    kinds: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in _edges(page):
            kinds[_shape(line)].append((number, line))
    furniture = {id(line) for found in kinds.values() for line in _repeated(found)}
    return [[line for line in page if id(line) not in furniture] for page in pages]


def _edges(page: Sequence[Line]) -> Iterable[Line]:
    ordered = sorted(page, key=lambda line: line.top)
    return {id(line): line for line in (*ordered[:EDGE], *ordered[-EDGE:])}.values()


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", re.sub("[ \t\u3000\u00a0]", "", line.text))


def _repeated(found: Sequence[tuple[int, Line]]) -> Iterable[Line]:
    """Yield those lines of one shape that another page has at the same height, with its number counted on."""
    for number, line in found:
        alike = [(n, other) for n, other in found if n != number and _is_level(line, other)]
        if any(_counts_on(line, other, n - number) for n, other in alike):
            yield line


def _is_level(line: Line, other: Line) -> bool:
    """Whether two lines are equally far from the top or from the bottom."""
    from_top = abs((line.page_height - line.top) - (other.page_height - other.top))
    return min(from_top, abs(line.bottom - other.bottom)) < _LEVEL


def _counts_on(line: Line, other: Line, pages: int) -> bool:
    """Whether the numbers in two lines are page numbers: one increases with the page, the others stay."""
    numbers = list(zip(_DIGITS.findall(line.text), _DIGITS.findall(other.text), strict=False))
    changes = [int(b) - int(a) for a, b in numbers if len(a) < 7 and len(b) < 7]
    if not changes:
        return True
    if len(changes) != len(numbers) or set(changes) - {0, pages}:
        return False
    return pages in changes or len(_shape(line)) > 4


def split_notes(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """Split off the notes at the foot of the pages; on a page with notes their marks are removed from the text."""
    sizes = [line.em for page in pages for line in page]
    bodies: list[list[Line]] = []
    notes: list[str] = []
    for page in pages:
        first = _first_note(page, median(sizes) if sizes else 0.0)
        notes += [_NOTE.sub("", line.text, count=1) for line in page[first:]]
        marked = first < len(page)
        bodies.append([replace(line, cells=line.unmarked) if marked else line for line in page[:first]])
    return bodies, notes


def _first_note(page: Sequence[Line], em: float) -> int:
    """Return the index where notes begin: the last lines of a page, smaller than the text, the first with a mark."""
    first = len(page)
    for index in range(len(page) - 1, -1, -1):
        if page[index].em > 0.85 * em:
            break
        if _NOTE.match(page[index].text):
            first = index
    return first
