"""Find what a page sets on the title's own line: ☆ before it, 标为已读 分享 稍后读 or [荐][图] behind it.

The line is read by its gaps. One stretch of it ends like a title; the others go where they are words of buttons, signs
or brackets alone, or sound like the page. If any other stretch might be the document's, the line stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.tables import word_set
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.model import score
from chengwen.stages.structure.title_lines import looks_like_title
from chengwen.text import Span

LOUD = 2 * ONE
"""What a stretch must sound like to go."""
SHORTEST = 6
"""In code points, of the stretch that is the title."""
_STRETCH = compiled("[^ \t\u3000\xa0|｜]+")
_BARE = compiled("[\\[【（(<]?([^\\[\\]【】（）()<>]{1,12})[\\]】）)>]?")
_HAN = compiled(f"[{HAN}]")


def beside_title(line: Line) -> Iterator[Span]:
    """Yield the spans of a title's line that are the page's, before and behind the title."""
    stretches = [match.span() for match in _STRETCH.finditer(line.content)]
    named = [at for at, (start, end) in enumerate(stretches) if _is_title(line.content[start:end])]
    if len(stretches) < 2 or len(named) != 1:
        return
    at = named[0]
    others = [line.content[start:end] for n, (start, end) in enumerate(stretches) if n != at]
    if not all(map(_is_of_the_page, others)):
        return
    start, end = stretches[at]
    if start > 0:
        yield Span(line.start, line.start + start)
    if end < len(line.content):
        yield Span(line.start + end, line.end)


def _is_title(stretch: str) -> bool:
    return len(stretch) >= SHORTEST and looks_like_title(stretch)


def _is_of_the_page(stretch: str) -> bool:
    """Whether a stretch is made of buttons, of signs without a word, of short brackets, or sounds like the page."""
    if not _HAN.search(stretch):
        return not any(char.isalnum() for char in stretch)
    return all(map(_is_a_button, _pieces(stretch))) or score(stretch) >= LOUD


def _pieces(stretch: str) -> Sequence[str]:
    return _BARE.findall(stretch)


def _is_a_button(piece: str) -> bool:
    return piece in word_set("titles", "widgets") or piece in word_set("titles", "marks")
