"""Cut a text into lines by our own rule, and make the folded view that rules look at."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import accumulate
from typing import TypeVar, cast

from chengwen.engine.memory import answers
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

_LINE_END = re.compile("[\n\r\v\f\u2028\u2029](?:(?<=\r)\n)?")  # LINE_END with a set first, which `re` finds fast
_FOLDABLE = re.compile("[A-ZＡ-Ｚａ-ｚ０-９]+")
_HIDDEN = re.compile(f"[{SPACES}{ZERO_WIDTH}]+")
_UNSEEN = re.sub("(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), SPACES + ZERO_WIDTH)
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
    content: str = field(repr=False)

    @property
    def blank(self) -> bool:
        """Tell whether there is nothing to read on the line."""
        return self.start == self.end


Told = TypeVar("Told")


def remembered(tell: Callable[[str], Told]) -> Callable[[str], Told]:
    """Remember what a function tells of a line while a document is cleaned: it is looked through again and again.

    For functions that depend on nothing but the line, and give what cannot be changed (a list goes as a `Sequence`).
    """

    @wraps(tell)
    def told(line: str) -> Told:
        known = answers(tell)
        if known is None:
            return tell(line)
        if line not in known:
            known[line] = tell(line)
        answer: Told = known[line]
        return answer

    return told


Seen = tuple[int, int, Told]
"""What was seen in a text: from where to where, and what it is."""


def line_by_line(look: Callable[[str], Iterable[Seen[Told]]]) -> Callable[[str], list[Seen[Told]]]:
    """Remember what a search sees on each line, so that only lines that are new to it are searched, all in one go.

    For a search that depends on nothing beyond the line on which it sees something. What it sees comes line by line,
    otherwise in the search's own order. It is remembered while a document is cleaned, and not beyond.
    """

    @wraps(look)
    def told(text: str) -> list[Seen[Told]]:
        lines = filled(text)
        before = answers(look)
        known: dict[str, list[Seen[Told]]] = {} if before is None else before
        new: dict[str, list[Seen[Told]]] = {line.content: [] for line in lines if line.content not in known}
        if new:
            contents = list(new)
            starts = list(accumulate((len(content) + 1 for content in contents), initial=0))
            for start, end, what in look("\n".join(contents)):
                number = bisect_right(starts, start) - 1
                new[contents[number]].append((start - starts[number], end - starts[number], what))
            known.update(new)
        return [
            (line.start + start, line.start + end, what) for line in lines for start, end, what in known[line.content]
        ]

    return told


def cut(text: str) -> tuple[Line, ...]:
    """Cut a text into lines; together they cover all of it.

    >>> [line.content for line in cut("　　一、工作\\r\\n \\n完")]
    ['一、工作', '', '完']
    """
    return _lines(text)[0]


def filled(text: str) -> tuple[Line, ...]:
    """Return the lines of a text that have something on them."""
    return _lines(text)[1]


def _lines(text: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return all lines, and those with something on them; of the last two texts of a cleaning they are remembered.

    Each stage cuts the same text again, or a piece of it; what was cut before is not asked for any more.
    """
    known = answers(_lines)
    if known is not None and text in known:
        return cast("tuple[tuple[Line, ...], tuple[Line, ...]]", known[text])
    lines = tuple(_cut(text))
    both = lines, tuple(line for line in lines if not line.blank)
    if known is not None:
        if len(known) > 1:
            del known[next(iter(known))]
        known[text] = both
    return both


def _cut(text: str) -> Iterator[Line]:
    low = 0
    for match in _LINE_END.finditer(text):
        yield _line(text, low, *match.span())
        low = match.end()
    if low < len(text):
        yield _line(text, low, len(text), len(text))


def _line(text: str, low: int, stop: int, after: int) -> Line:
    content = text[low:stop].strip(_UNSEEN)
    start, end = (low, stop) if len(content) == stop - low else trim(text, low, stop)
    return Line(low, start, end, stop, after, content)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the white space at both ends of a stretch, characters of zero width among it."""
    content = text[start:end]
    bare = content.lstrip(_UNSEEN)
    start = end - len(bare)
    return start, start + len(bare.rstrip(_UNSEEN))


@dataclass(frozen=True, slots=True)
class View:
    """A line as rules see it: half-width letters and digits, lower case, no spaces, nothing of zero width.

    Punctuation stays as it stands. From `breaks[i]` on in the view, up to the next break, the line is `shifts[i + 1]`
    further on; before the first break, `shifts[0]`.
    """

    text: str = field(repr=False)
    breaks: Sequence[int]
    shifts: Sequence[int]
    start: int
    end: int

    def span(self, start: int, end: int) -> Span:
        """Give the stretch of the text that lies under a stretch of the view."""
        if start < end:
            return Span(self._place(start), self._place(end - 1) + 1)
        at = self._place(start) if start < len(self.text) else self.end
        return Span(at, at)

    def _place(self, at: int) -> int:
        return self.start + at + self.shifts[bisect_right(self.breaks, at)]


def folded(content: str) -> str:
    """Write a line as rules see it; a line with nothing to fold costs two searches.

    >>> folded("Ｑ Ｑ：１２３")
    'qq：123'
    """
    return _seen(content)[0]


def fold(line: Line) -> View:
    """Make the folded view of a line."""
    return View(*_seen(line.content), line.start, line.end)


@remembered
def _seen(content: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Fold a line; beside its text give the breaks and shifts of its view."""
    breaks, shifts = array("q"), array("q", [0])
    for match in _HIDDEN.finditer(content):
        breaks.append(match.start() - shifts[-1])
        shifts.append(shifts[-1] + len(match.group()))
    text = _HIDDEN.sub("", content) if breaks else content
    return _FOLDABLE.sub(_plain, text), breaks, shifts


def _plain(match: re.Match[str]) -> str:
    return match.group().translate(_TABLE)
