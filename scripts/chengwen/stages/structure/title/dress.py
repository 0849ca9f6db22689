"""Find what a page sets round a title on its own line: a category before it, a site, a count or a mark behind it.

What may stand there is open, so it is not listed; listed is what a document itself sets beside its title: the name of a
version (（试行）, 【讨论稿】), a number, a blank to fill in. All else that a stroke, a bracket, an arrow or a
pictograph parts from the title is the page's: peeled off from both ends, until nothing more comes off and a title is
left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import any_of
from chengwen.knowledge.tables import pattern, words
from chengwen.stages.structure.title.lines import could_be_title, looks_like_title

SHORTEST = 6
"""In code points: the shortest title that something is peeled off from."""
SHORTEST_WEAK = 8
"""In code points: the shortest that does not end in the name of a kind of document."""
_SIGN = "\u2600-\u26ff\u2700-\u27bf\u2b00-\u2bff\u25b2-\u25ba\u25c6\u24d8\ufe0f\U0001f000-\U0001faff"
"""Pictographs; not what stands for hidden characters (○●□■)."""
_RULED = "≡＝=~～◇◆◎☆★※§"
"""Two or more of these frame a title."""
_GAP = "[ \u3000\xa0]"
_BRACKETED = "[\\[【［〔「{{](?P<inside>[^\\[\\]【】［］〔〕「」{{}}（）。]{{1,{longest}}})[\\]】］〕」}}]"
_SITES = any_of(words("titles", "sites"))
_BEFORE: Sequence[re.Pattern[str]] = (
    compiled(f"(?:N[Oo][.．] ?[0-9]{{1,4}}{_GAP}{{1,3}})?{_BRACKETED.format(longest=8)}{_GAP}{{0,3}}"),
    compiled(f"(?P<inside>[^，。：“”《》|｜丨\\[\\]【】]{{1,10}}?){_GAP}{{0,3}}[|｜丨]{_GAP}{{0,3}}"),
    compiled(f"[^，。“”《》]{{1,40}}{_GAP}[→»›>＞》]{_GAP}{{1,3}}"),
    compiled(f"[^ \u3000，。：“”《》]{{1,8}}(?:{_SITES}){_GAP}{{0,2}}[-–—]{{1,2}}{_GAP}{{0,2}}"),
    compiled(f"[A-Za-z][A-Za-z_]{{1,20}}[:：=]{_GAP}{{0,2}}(?=[{HAN}])"),
    compiled(f"[^ \u3000，。：“”《》]{{0,4}}(?:标题|题目|名称|帖子)[：:]{_GAP}{{0,2}}"),
    compiled(f"(?:转发?|转载|分享|原创|转帖)[：:]{_GAP}{{0,2}}"),
    compiled(f"[#>{_SIGN}]{{1,4}}{_GAP}{{0,3}}"),
    compiled(f"[{_RULED}]{{2,8}}{_GAP}{{0,3}}"),
)
"""What may stand before a title; `inside` are the words that may be the document's."""
_STROKES = (_BEFORE[1], _BEFORE[-1])
"""What no document sets before its title, whatever else the page has."""
_BEHIND: Sequence[re.Pattern[str]] = (
    compiled(f"{_GAP}{{0,3}}{_BRACKETED.format(longest=20)}$"),
    compiled(f"{_GAP}{{0,3}}[|｜丨]{_GAP}{{0,3}}(?P<inside>[^，。|｜丨]{{1,14}})$"),
    compiled("(?<![0-9_])_(?P<inside>[^，。_]{1,14})$"),
    compiled(
        f"{_GAP}{{0,3}}[（(][^（）()，。]{{0,14}}(?:(?:{_SITES})|[a-z0-9]{{2,20}}[.][a-z]{{2,7}}){_GAP}{{0,2}}[）)]$"
    ),
    compiled(f"{_GAP}{{0,3}}[（(](?:组图|多图|高清图|图文|图|视频|音频|附图|有图)[）)]$"),
    compiled(f"{_GAP}{{1,3}}[-–—ｰ－]{{1,2}}{_GAP}{{1,3}}[^，。：（）]{{2,14}}$"),
    compiled(f"{_GAP}{{1,3}}[^ \u3000，。（）《》“”]{{1,4}}{_GAP}{{0,2}}[{_SIGN}]{{1,4}}$"),
    compiled(f"{_GAP}{{0,3}}[{_SIGN}][^，。（）《》“”]{{0,12}}$"),
    compiled("[！!？?]{2,4}[^，。《》“”]{0,12}$"),
    compiled(f"{_GAP}{{0,3}}[{_RULED}]{{2,8}}$"),
)
"""What may stand behind a title, at the end of a line."""
_EDGES = frozenset(_RULED + "[【［〔「{|｜丨#>＞》→»›-–—ｰ－_:：=]】］〕」}）)!！?？")
"""One of these is in all of them, but for pictographs."""


_PICTOGRAPH = compiled(f"[{_SIGN}]")
_PATH = compiled("[>＞»→›][^>＞»→›]{1,60}[>＞»→›]| [-–—] .{1,60} [-–—] ")
"""The path to a page: which of its steps is the title, if one is, no sign says."""


def dressed(content: str, *, framed: bool) -> tuple[int, int]:
    """Return where the title begins and ends in a line, as offsets; all of it where nothing is set round it.

    `framed` says that other lines of the page go: only then may the title end in anything but the name of a kind of
    document, and only then go the words of a bracket or before a stroke.

    >>> dressed("【青年说】在窗口读懂为民二字——学习心得", framed=True), dressed("工作总结（试行）", framed=True)
    ((5, 20), (0, 8))
    """
    start, end = (1, len(content) - 1) if _is_in_marks(content) else (0, len(content))
    if not (_EDGES.intersection(content) or _PICTOGRAPH.search(content)) or _PATH.search(content):
        return start, end
    while True:
        shorter = _peeled(content, start, end, framed=framed)
        if shorter == (start, end):
            return start, end
        start, end = shorter


def _peeled(content: str, start: int, end: int, *, framed: bool) -> tuple[int, int]:
    """Return the edges of what is left when the first thing that comes off has come off."""
    for found in (one.match(content, start, end) for one in (_BEFORE if framed else _STROKES)):
        if found and not _is_own(found) and _is_title(content[found.end() : end], framed=framed):
            return found.end(), end
    for found in (one.search(content, start, end) for one in _BEHIND):
        if found and not _is_own(found) and _is_title(content[start : found.start()], framed=framed):
            return start, found.start()
    return start, end


def _is_in_marks(content: str) -> bool:
    """Whether a whole line is a title in 《》: a page names the document so, the document itself does not."""
    inside = content[1:-1]
    return content[:1] == "《" and content[-1:] == "》" and "《" not in inside and _is_title(inside, framed=False)


def _is_own(found: re.Match[str]) -> bool:
    """Whether what was found says something that a document sets beside its title."""
    inside = found.groupdict().get("inside")
    return inside is not None and pattern("titles", "own_remark").search(inside.strip(" \u3000")) is not None


def _is_title(content: str, *, framed: bool) -> bool:
    if looks_like_title(content) and len(content) >= SHORTEST:
        return True
    return framed and len(content) >= SHORTEST_WEAK and could_be_title(content)
