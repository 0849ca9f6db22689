"""Cut a text into lines by our own rule, and make the folded view of a line that rules match against."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chengwen.engine.kept import compiled
from chengwen.text import Span

SPACES = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\u1680\u2000-\u200a\u202f\u205f"
"""White space inside a line, written as the inside of a character class."""
ZERO_WIDTH = "\N{SOFT HYPHEN}\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\N{ZERO WIDTH NO-BREAK SPACE}"
"""Zero-width characters, including marks of writing direction, written as the inside of a character class."""
LINE_END = "\r\n|[\n\r\v\f\u2028\u2029]"
"""Line ends in files seen: the usual three, Word's soft break, the page break, and Unicode's two.

U+0085 is not a line end: in scraped text it is a byte of mojibake.
"""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003134f"
"""Han characters, written as the inside of a character class."""

_LINE_END = compiled("[\n\r\v\f\u2028\u2029](?:(?<=\r)\n)?")  # LINE_END with a set first, which `re` finds fast
_OTHER_LINE_ENDS = "\r\v\f\u2028\u2029"
_FOLDABLE = compiled("[A-ZＡ-Ｚａ-ｚ０-９][A-ZＡ-Ｚａ-ｚ０-９]*")  # a set that is not repeated first, found fast
_HIDDEN = compiled(f"[{SPACES}{ZERO_WIDTH}][{SPACES}{ZERO_WIDTH}]*")
_FOLDS = compiled(f"[A-ZＡ-Ｚａ-ｚ０-９{SPACES}{ZERO_WIDTH}]")
_UNMOVED = (0,)
"""The shifts of a view in which nothing is left out."""
_UNSEEN = re.sub("(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), SPACES + ZERO_WIDTH)
_TABLE = {
    **{ord("Ａ") + i: ord("a") + i for i in range(26)},
    **{ord("ａ") + i: ord("a") + i for i in range(26)},
    **{ord("０") + i: ord("0") + i for i in range(10)},
    **{ord("A") + i: ord("a") + i for i in range(26)},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `[start, end)` without white space at either end, `[low, next)` with it and with the line end."""

    low: int
    start: int
    end: int
    stop: int
    """Where the line end begins."""
    next: int
    content: str = field(repr=False)

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read on the line."""
        return self.start == self.end


def cut(text: str) -> Iterator[Line]:
    """Yield the lines of a text; together they cover all of it.

    >>> [line.content for line in cut("　　一、工作\\r\\n \\n完")]
    ['一、工作', '', '完']
    """
    low = 0
    for stop, after in _line_ends(text):
        yield _line(text, low, stop, after)
        low = after
    if low < len(text):
        yield _line(text, low, len(text), len(text))


def line_numbers(text: str, places: Iterable[int]) -> list[int]:
    """Return the numbers, from 1, of the lines of a clean text on which places lie.

    >>> line_numbers("一\\n二\\n三", [0, 2, 4])
    [1, 2, 3]
    """
    ends = [match.start() for match in re.finditer("\n", text)]
    return [bisect_left(ends, place) + 1 for place in places]


def _line_ends(text: str) -> Iterator[tuple[int, int]]:
    """Yield where lines end, as half-open offsets of the line end; most texts have line feeds alone."""
    if any(char in text for char in _OTHER_LINE_ENDS):
        yield from (match.span() for match in _LINE_END.finditer(text))
        return
    stop = text.find("\n")
    while stop >= 0:
        yield stop, stop + 1
        stop = text.find("\n", stop + 1)


def _line(text: str, low: int, stop: int, after: int) -> Line:
    content = text[low:stop].strip(_UNSEEN)
    start, end = (low, stop) if len(content) == stop - low else trim(text, low, stop)
    return Line(low, start, end, stop, after, content)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and zero-width characters at either end."""
    content = text[start:end]
    bare = content.lstrip(_UNSEEN)
    start = end - len(bare)
    return start, start + len(bare.rstrip(_UNSEEN))


@dataclass(frozen=True, slots=True)
class View:
    """A line as rules see it: half-width letters and digits, lower case, no spaces, no zero-width characters.

    Punctuation is unchanged. An offset in the view from `breaks[i]` up to the next break lies `shifts[i + 1]` further
    on in the line; before the first break, `shifts[0]`.
    """

    text: str = field(repr=False)
    breaks: Sequence[int]
    shifts: Sequence[int]
    start: int
    end: int

    def span(self, start: int, end: int) -> Span:
        """Return the span of the text under `[start, end)` of the view."""
        if start < end:
            return Span(self._place(start), self._place(end - 1) + 1)
        at = self._place(start) if start < len(self.text) else self.end
        return Span(at, at)

    def _place(self, at: int) -> int:
        return self.start + at + self.shifts[bisect_right(self.breaks, at)]


def folded(content: str) -> str:
    """Return a line as rules see it; a line with nothing to fold costs one search.

    >>> folded("Ｑ Ｑ：１２３")
    'qq：123'
    """
    return fold_content(content)[0]


def fold(line: Line) -> View:
    """Return the folded view of a line."""
    return View(*fold_content(line.content), line.start, line.end)


def fold_content(content: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return the folded text of a line, and the breaks and shifts of its view."""
    if not _FOLDS.search(content):
        return content, (), _UNMOVED
    breaks, shifts = array("q"), array("q", [0])
    for match in _HIDDEN.finditer(content):
        breaks.append(match.start() - shifts[-1])
        shifts.append(shifts[-1] + len(match.group()))
    text = _HIDDEN.sub("", content) if breaks else content
    return _FOLDABLE.sub(_plain, text), breaks, shifts


def _plain(match: re.Match[str]) -> str:
    return match.group().translate(_TABLE)
