"""Cut a text into lines by our own rule, and make the folded view that rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chengwen.text import Span

SPACES = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\u1680\u2000-\u200a\u202f\u205f"
"""White space inside a line, as the inside of a character class."""
ZERO_WIDTH = "\N{SOFT HYPHEN}\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\N{ZERO WIDTH NO-BREAK SPACE}"
"""Characters that take no room, marks of writing direction among them, as the inside of a character class."""
LINE_END = "\r\n|[\n\r\v\f\u2028\u2029]"
"""What ends a line in files seen: the usual three, Word's soft break, a page break, and Unicode's two.

U+0085 is none: in scraped text it is a byte of mojibake.
"""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003134f"
"""Han characters, as the inside of a character class."""

_LINE = re.compile(f"(?P<content>[^\n\r\v\f\u2028\u2029]*)(?P<end>{LINE_END}|\\Z)")
_TO_FOLD = re.compile(f"[A-ZＡ-Ｚａ-ｚ０-９{SPACES}{ZERO_WIDTH}]")
_HIDDEN = re.compile(f"[{SPACES}{ZERO_WIDTH}]")
_UNSEEN = re.sub("(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), SPACES + ZERO_WIDTH)
_UNSEEN_SET = frozenset(_UNSEEN)
_TABLE = {
    **{ord("Ａ") + i: ord("a") + i for i in range(26)},
    **{ord("ａ") + i: ord("a") + i for i in range(26)},
    **{ord("０") + i: ord("0") + i for i in range(10)},
    **{ord("A") + i: ord("a") + i for i in range(26)},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `[start, end)` without the white space at its ends, `[low, next)` with all of it and its line end."""

    low: int
    start: int
    end: int
    stop: int
    """Where the line end begins."""
    next: int
    content: str

    @property
    def blank(self) -> bool:
        """Tell whether there is nothing to read on the line."""
        return self.start == self.end


def cut(text: str) -> list[Line]:
    """Cut a text into lines; together they cover all of it.

    >>> [line.content for line in cut("　　一、工作\\r\\n \\n完")]
    ['一、工作', '', '完']
    """
    return list(_cut(text))


def _cut(text: str) -> Iterator[Line]:
    low = 0
    while low < len(text):
        match = _LINE.match(text, low)
        assert match
        stop, after = match.start("end"), match.end()
        start, end = trim(text, low, stop)
        yield Line(low, start, end, stop, after, text[start:end])
        low = after


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the white space at both ends of a stretch, characters of zero width among it."""
    content = text[start:end]
    bare = content.lstrip(_UNSEEN)
    start = end - len(bare)
    return start, start + len(bare.rstrip(_UNSEEN))


@dataclass(frozen=True, slots=True)
class View:
    """A line as rules see it: half-width letters and digits, lower case, no spaces, nothing of zero width.

    Punctuation stays as it stands. `places[i]` is the offset in the text of the view's character i; None when the
    view is the line's content itself.
    """

    text: str
    start: int
    end: int
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """Give the stretch of the text that lies under a stretch of the view."""
        if self.places is None:
            return Span(self.start + start, self.start + end)
        if start == end:
            at = self.places[start] if start < len(self.places) else self.end
            return Span(at, at)
        return Span(self.places[start], self.places[end - 1] + 1)


def fold(line: Line) -> View:
    """Make the folded view of a line; a line with nothing to fold costs one search.

    >>> fold(cut("Ｑ Ｑ：１２３")[0]).text
    'qq：123'
    """
    if not _TO_FOLD.search(line.content):
        return View(line.content, line.start, line.end, None)
    if not _HIDDEN.search(line.content):
        return View(line.content.translate(_TABLE), line.start, line.end, None)
    seen = [(at, char) for at, char in enumerate(line.content, line.start) if char not in _UNSEEN_SET]
    text = "".join(char for _, char in seen).translate(_TABLE)
    return View(text, line.start, line.end, tuple(at for at, _ in seen))
