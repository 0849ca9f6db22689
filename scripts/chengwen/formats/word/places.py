"""Text that remembers from which characters of a Word file it was read, so that it can be edited there."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from chengwen.engine.kept import compiled
from chengwen.formats.content import LINE_END, NO_TEXT, UNSEEN

MADE = -1
"""The place of a character that stands nowhere in the file: the end of a line, a tab between cells."""
_IN_A_CELL = compiled("[\t\n\r\v\f\u0085\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, and for each of its characters the place among all that was read (`Reading`), or MADE."""

    text: str = field(default="", repr=False)
    places: array[int] = field(default_factory=lambda: array("q"), repr=False)

    def cut(self, start: int, end: int) -> Placed:
        """Return a stretch of it."""
        return Placed(self.text[start:end], self.places[start:end])

    def strip(self, characters: str) -> Placed:
        """Return it without some characters at both ends."""
        end = len(self.text.rstrip(characters))
        return self.cut(end - len(self.text[:end].lstrip(characters)), end)

    def substitute(self, pattern: re.Pattern[str], text: str) -> Placed:
        """Replace each match by a character or nothing; the character has the place of the first that it replaces."""
        if not pattern.search(self.text):
            return self
        pieces, done = list[Placed](), 0
        for found in pattern.finditer(self.text):
            pieces += (
                self.cut(done, found.start()),
                Placed(text, self.places[found.start() : found.start() + len(text)]),
            )
            done = found.end()
        return join([*pieces, self.cut(done, len(self.text))])


def made(text: str) -> Placed:
    """Return text that stands nowhere in the file."""
    return Placed(text, array("q", [MADE]) * len(text))


def join(pieces: Iterable[Placed], between: str = "") -> Placed:
    """Join texts, with other text between them."""
    places, parts = array("q"), list[str]()
    for number, piece in enumerate(pieces):
        if number and between:
            places.extend(made(between).places)
        parts.append(piece.text)
        places.extend(piece.places)
    return Placed(between.join(parts), places)


@dataclass(slots=True)
class Reading:
    """All that was read of a file, in its order: each text, and the element it stands in.

    The element is a text (`t`), a sign (`br`, `tab`, `sym` …), or a paragraph: that has its number.
    """

    starts: list[int] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list, repr=False)
    size: int = 0

    def add(self, element: Element, text: str) -> Placed:
        """Note a text, and return it with its places."""
        start = self.size
        if text:
            self.starts.append(start)
            self.elements.append(element)
            self.size += len(text)
        return Placed(text, array("q", range(start, self.size)))

    def number(self, place: int) -> int:
        """Return which of the elements a character stands in."""
        return bisect_right(self.starts, place) - 1

    def element(self, place: int) -> Element:
        """Return the element in which a character stands."""
        return self.elements[self.number(place)]


def lay_out(paragraphs: Iterable[Placed]) -> Placed:
    """Join paragraphs as `content.lay_out` does: one per line, soft breaks end lines, blank lines are dropped."""
    return join(line for paragraph in paragraphs for line in _lines(paragraph.substitute(NO_TEXT, "")))


def _lines(paragraph: Placed) -> Iterator[Placed]:
    start = 0
    ends = [(found.start(), found.end()) for found in LINE_END.finditer(paragraph.text)]
    for end, next_start in (*ends, (len(paragraph.text), 0)):
        line = paragraph.cut(start, start + len(paragraph.text[start:end].rstrip(UNSEEN)))
        if line.text:
            place = paragraph.places[end : end + 1] or array("q", [MADE])
            yield Placed(f"{line.text}\n", line.places + place)
        start = next_start


def row(cells: Iterable[Sequence[Placed]]) -> Placed:
    """Return a row of a table as `content.row` does: cells separated by tabs, paragraphs in a cell by spaces."""
    texts = [[line for one in cell if (line := one.substitute(_IN_A_CELL, " ").strip(UNSEEN)).text] for cell in cells]
    joined = join((join(cell, " ") for cell in texts), "\t")
    return joined.cut(0, len(joined.text.rstrip("\t")))
