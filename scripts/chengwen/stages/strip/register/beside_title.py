"""Find what a page sets on the title's own line: ☆ before it, 标为已读 分享 稍后读 or [荐][图] behind it.

The line is read by its gaps. One stretch of it ends like a title; the others go where they are words of buttons, signs
or brackets alone, or sound like the page. If any other stretch might be the document's, the line stays as it is. A line
without such gaps is read by its strokes, arrows and brackets (题_站, 站：题, 题【站】): there sites set their names. On
a page of which other lines go, a category or a number before the title goes too (dress.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.tables import word_set, words
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.model import score
from chengwen.stages.structure.title.dress import dressed
from chengwen.stages.structure.title.lines import is_kind, looks_like_title
from chengwen.text import Span

LOUD = 2 * ONE
"""What a stretch must sound like to go."""
HEARD = ONE // 4
"""What a piece must sound like that stands where sites set their names."""
LONGEST_SITE = 20
"""In code points, of the name of a site with its slogan."""
SHORT_NAME = 6
"""In code points: what stands beside the name or address of a site, and is no longer, is a name of the page's too."""
SHORTEST = 6
"""In code points, of the stretch that is the title."""
_STRETCH = compiled("[^ \t\u3000\xa0|｜]+")
_PIECE = compiled("[^-_|｜»→>＞—–－：:【】（）()]+(?:（[^（）]{1,8}）(?![【（]|$))?")
_ADDRESS = compiled("[A-Za-z0-9]{2,20}[.．](?:com|cn|net|org|top|cc|vip|xyz|site|club|info|example)")
_REMARK = compiled("（([^（）]{1,20})）")
"""What the document says of itself behind its title: （试行）, （节选）, （附名单）."""
_VERSIONS = ("稿", "版", "本", "件")
"""What ends the name of a version or a copy of a text."""
_BARE = compiled("[\\[【（(<]?([^\\[\\]【】（）()<>]{1,12})[\\]】）)>]?")
_HAN = compiled(f"[{HAN}]")


def beside_title(line: Line, *, framed: bool = False) -> Iterator[Span]:
    """Yield the spans of a title's line that are the page's, before and behind the title.

    `framed` says that other lines of the page go.
    """
    start, end = dressed(line.content, framed=framed)
    if (start, end) != (0, len(line.content)):
        yield from _outside(line, start, end)
        return
    title = _between(line.content, _STRETCH, _is_of_the_page) or _between(line.content, _PIECE, _is_a_site)
    if title is not None and (remark := _REMARK.match(line.content, title[1])) and not _names_a_site(remark[1]):
        title = title[0], remark.end()
    if title is None:
        return
    yield from _outside(line, *title)


def _outside(line: Line, start: int, end: int) -> Iterator[Span]:
    if start > 0:
        yield Span(line.start, line.start + start)
    if end < len(line.content):
        yield Span(line.start + end, line.end)


def _between(content: str, cut: re.Pattern[str], goes: Callable[[str], bool]) -> tuple[int, int] | None:
    """Return the only stretch of a line that ends like a title, if all others go; None if the line stays whole."""
    stretches = [match.span() for match in cut.finditer(content)]
    named = [span for span in stretches if _is_title(content[slice(*span)])]
    if len(stretches) < 2 or len(named) != 1:
        return None
    others = [content[slice(*span)] for span in stretches if span != named[0]]
    gone = [one for one in others if goes(one)]
    signed = any(map(_names_a_site, gone))
    rest = (one for one in others if one not in gone)
    return named[0] if gone and all(is_kind(one) or (signed and len(one) <= SHORT_NAME) for one in rest) else None


def _is_title(stretch: str) -> bool:
    return len(stretch) >= SHORTEST and looks_like_title(stretch)


def _is_of_the_page(stretch: str) -> bool:
    """Whether a stretch is made of buttons, of signs without a word, of short brackets, or sounds like the page."""
    if not _HAN.search(stretch):
        return not any(char.isalnum() for char in stretch)
    return all(map(_is_a_button, _pieces(stretch))) or score(stretch) >= LOUD


def _is_a_site(piece: str) -> bool:
    """Whether a piece names a site: it has an address or the name of one, or sounds a little like the page.

    Only beside a stroke, an arrow or a bracket; what a document sets there speaks of the document (修订稿, 记…).
    """
    if len(piece) > LONGEST_SITE:
        return False
    if not _HAN.search(piece):
        return _ADDRESS.fullmatch(piece.strip()) is not None
    if piece.endswith(_VERSIONS):
        return False
    return score(piece) + _names_a_site(piece) * ONE >= HEARD


def _names_a_site(piece: str) -> bool:
    return _ADDRESS.search(piece) is not None or piece.endswith(words("titles", "sites"))


def _pieces(stretch: str) -> Sequence[str]:
    return _BARE.findall(stretch)


def _is_a_button(piece: str) -> bool:
    return piece in word_set("titles", "widgets") or piece in word_set("titles", "marks")
