"""Mend what went wrong before the text reached us: bytes read in the wrong encoding, entities left undecoded.

Mojibake is mended only where it inverts exactly and the result is everyday Chinese; what has lost bytes stays as it
is. ftfy at its defaults changes 7 % of Chinese characters (，to a comma, “ to "), so only its encoding fixes are used,
and only on a line that looks bad.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from chengwen.decode import everyday_share
from chengwen.lines import Line, cut
from chengwen.text import Edit, Text, replace

_WORTH_A_LOOK = re.compile(
    "[\x80-\u024f\u2122\u02c6\u20ac\u201a-\u203a][\x80-\u024f\u2122\u02c6\u20ac\u201a-\u203a]|&[#a-zA-Z]|[锛鈥銆涓]"
)
_LATIN = re.compile("[\x80-\u024f\u2122\u02c6\u20ac\u201a-\u203a]{4}")
_UTF8_AS_GBK = re.compile("[锛鈥銆鐨涓绗浠鍏][^\x00-\x7f]")
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
ENTITY_DEPTH = 8
"""How often &amp;amp;lt; is unfolded in one go; pages seen had at most two layers."""


def repair(text: Text) -> list[Edit]:
    """Find what can be mended beyond doubt; clean text costs one search."""
    if not _WORTH_A_LOOK.search(text.value):
        return []
    return [edit for line in cut(text.value) for edit in _repair_line(line)]


def _repair_line(line: Line) -> Iterator[Edit]:
    mended = unscramble(line.content)
    if mended != line.content:
        yield replace(line.start, line.end, mended, "mojibake-encoding")
        return
    for match in _ENTITY.finditer(line.content):
        decoded = _unescape(match.group())
        if decoded != match.group():
            yield replace(line.start + match.start(), line.start + match.end(), decoded, "markup-entity")


def unscramble(content: str) -> str:
    """Undo the reading of a line in a wrong encoding, if that gives everyday Chinese; otherwise give it back.

    >>> unscramble("党建工作总结".encode("gbk").decode("latin-1"))
    '党建工作总结'
    """
    best, share = content, everyday_share(content)
    for candidate in _readings(content):
        candidate_share = everyday_share(candidate)
        if candidate_share > max(0.7, share + 0.2):
            best, share = candidate, candidate_share
    return best


def _readings(content: str) -> Iterator[str]:
    """Give what a line would be, had its bytes been read otherwise; GBK first, since ftfy would destroy it."""
    ways: list[tuple[str, str]] = []
    if _LATIN.search(content):
        ways += [("latin-1", "gb18030"), ("cp1252", "gb18030"), ("latin-1", "utf-8"), ("cp1252", "utf-8")]
    if len(_UTF8_AS_GBK.findall(content)) * 8 > len(content):
        ways += [("gb18030", "utf-8")]
    for wrong, right in ways:
        try:
            yield content.encode(wrong).decode(right)
        except UnicodeError:
            continue
    if _LATIN.search(content):
        yield _by_ftfy(content)


def _by_ftfy(content: str) -> str:
    import ftfy

    safe = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return ftfy.fix_text_segment(content, safe)


def _unescape(entity: str) -> str:
    for _ in range(ENTITY_DEPTH):
        decoded = html.unescape(entity)
        if decoded == entity:
            break
        entity = decoded
    return entity
