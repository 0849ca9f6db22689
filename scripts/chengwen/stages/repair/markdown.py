"""Find Markdown, in a text whose lines show that it has it: headings, bold, lists, links, images, notes, escapes.

Two stars are also how authors mask a name (**县): bold counts only where its marks stand in pairs on every line, and
what they hold begins like a text. One sign is not enough, unless nothing else is written like it (a link, [TOC]).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chengwen.engine.kept import compiled
from chengwen.engine.scan import holds_any
from chengwen.text import Edit, delete

RULE = "markup-markdown"
_SIGNS = "#*[`\\|]"
_WORTH_A_LOOK = compiled(
    r"[#*\[`\\|\]](?:(?<=#)[# ]|(?<=\*)\*|(?<=\[)(?:TOC|\^)|(?<=`)``|(?<=\\)[*_#]|(?<=\|) ?:?--|(?<=\])\()"
)
_HASH = compiled("^#{1,6} +(?=[^# \n])", re.MULTILINE)
_LINK = (
    r"\[(?P<shown>[^\[\]\n]{0,100})\]\((?:https?://|www\.|mailto:|[#./]|data:)[^()\s]{0,300}(?: \"[^\"\n]{0,80}\")?\)"
)
_IMAGE = r"!\[[^\[\]\n]{0,100}\]\([^()\s\u4e00-\u9fff]{1,300}(?: \"[^\"\n]{0,80}\")?\)"
_SURE = compiled(
    rf"{_IMAGE}|{_LINK}|^\[TOC\]$|^```|^\|?(?: *:?-{{3,}}:? *\|){{1,20}}|^\[\^[0-9A-Za-z]{{1,9}}\]:", re.MULTILINE
)
"""Signs that nothing else is written like."""
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_NUMBER = f"(?:{_HAN_NUMBER}、|（{_HAN_NUMBER}）|第{_HAN_NUMBER}[章节条部]|[0-9]{{1,2}}[.、．])"
_BOLD = r"\*\*(?![县市区镇乡村省局年月日个名万元%％同书])[^\s*][^*\n]{0,80}(?<=\S)\*\*"
_BOLD_LEAD = compiled(rf"^(?:[-+*] +|{_NUMBER} *)?{_BOLD}", re.MULTILINE)
_BOLD_NUMBER = compiled(rf"^\*\*{_NUMBER}[^*\n]{{1,80}}\*\*", re.MULTILINE)
_BULLET = compiled(r"^[-*+] +(?=[^\s*-])", re.MULTILINE)
_STARS = compiled(r"(?<![*\\])\*\*(?!\*)")
_MARKS = compiled(
    rf"^#{{1,6}} +(?=[^# \n])|^[-*+] +(?:\[[ xX]\] +)?(?=[^\s*-]|\*\*)"
    rf"|^ {{0,3}}(?:-{{3,}}|\*{{3,}}|_{{3,}}) *$|^> ?(?=\S)"
    rf"|(?P<image>{_IMAGE})|(?P<link>{_LINK})"
    r"|^\[TOC\]$|^```[a-z]{0,12}$|^\|?(?: *:?-{3,}:? *\|){1,20}(?: *:?-{3,}:? *)?$|\[\^[0-9A-Za-z]{1,9}\]:? ?"
    r"|(?P<bold>(?<![*\\])\*\*(?=[^\s*])(?P<strong>[^*\n]{1,200}?)(?<=\S)\*\*(?!\*))"
    r"|(?P<slanted>(?<![*\\])\*(?=[^\s*])(?P<inner>[^*\n]{2,80}?)(?<=[^\s\\])\*(?!\*))"
    r"|\\(?=[*_#\[\]()~`>+.!|\\-])",
    re.MULTILINE,
)


def markdown(text: str) -> Iterator[Edit]:
    """Yield the deletions of Markdown's marks; a text without one costs a search."""
    if not holds_any(text, _SIGNS) or not _WORTH_A_LOOK.search(text) or not _is_markdown(text):
        return
    start = 0
    for line in text.split("\n"):
        paired = len(_STARS.findall(line)) % 2 == 0  # an odd one is the author's
        for match in _MARKS.finditer(line):
            for low, high in _marks_of(match, paired):
                yield delete(start + low, start + high, RULE)
        start += len(line) + 1


def _marks_of(match: re.Match[str], paired: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans that are marks: all of it, or what stands round the words that it emphasises or links."""
    inner = next((name for name in ("shown", "strong", "inner") if match.group(name) is not None), "")
    if not inner:
        yield match.span()
    elif paired or match.group("link"):
        yield match.start(), match.start(inner)
        yield match.end(inner), match.end()


def _is_markdown(text: str) -> bool:
    if len(_HASH.findall(text)) >= 2 or _SURE.search(text):
        return True
    if "**" not in text or any(len(_STARS.findall(line)) % 2 for line in text.split("\n") if "**" in line):
        return False
    listed = len(_BULLET.findall(text)) >= 2
    return len(_BOLD_LEAD.findall(text)) + len(_BOLD_NUMBER.findall(text)) + listed >= 2
