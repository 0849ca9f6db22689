"""Repair damage from before the text reached us: bytes decoded in the wrong encoding, entities not decoded.

Mojibake is repaired only where it can be inverted exactly and the result is everyday Chinese; text that has lost bytes
stays as it is. ftfy at its defaults changes 7 % of Chinese characters (，to a comma, “ to "), so only its encoding
fixes are used, and only on a line that looks bad.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import cycle

from chengwen.decode.everyday import commonness, everyday_share
from chengwen.engine.draft import Draft
from chengwen.engine.find import overlapping
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.stages.repair.characters import characters_as_meant
from chengwen.stages.repair.contents import contents
from chengwen.stages.repair.json_row import json_row
from chengwen.stages.repair.markdown import markdown
from chengwen.stages.repair.markup import forum_tags, is_named, is_quoted, markup, quoted_mail
from chengwen.stages.repair.script import pinyin, simplify
from chengwen.stages.repair.spacing import spread
from chengwen.stages.repair.titles import titles
from chengwen.text import Edit, replace

_LATIN_CLASS = "\x80-\u024f\u2122\u02c6\u20ac\u201a-\u203a"
_LEADS = "".join(
    bytes((lead, trail)).decode("gbk", "ignore")
    for lead in (0xE2, 0xE3, *range(0xE4, 0xEA), 0xEF)
    for trail in range(0x80, 0xFF)
)
"""The Han that begin a UTF-8 Chinese character misread as GBK: 鍏, 锛, 鈥 and similar ones."""

_FOREIGN_CLASS = "\u0400-\u04ff\uac00-\ud7a3\u2500-\u25a0"
"""Cyrillic, Hangul and the lines of boxes: what GBK gives when it is read as Russian, Korean or as DOS wrote it."""
_FOREIGN_WAYS = {
    "\u0400-\u04ff": ("cp1251", "koi8-r", "cp866"),
    "\uac00-\ud7a3": ("cp949",),
    "\u2500-\u25a0": ("cp437", "cp866", "koi8-r"),
}
_LATIN = compiled(f"[{_LATIN_CLASS}]{{3}}")
_STRETCH = compiled(f"[{_LATIN_CLASS}]{{3,}}|[^\x00-\x7f{_LATIN_CLASS}，。、；：！？“”（）《》]{{4,}}")
"""A stretch of a line that may be garbled on its own."""
_UTF8_AS_GBK = compiled(f"[{_LEADS}]")
_WORTH_A_LOOK = compiled(
    f"[&{_LATIN_CLASS}{_LEADS}{_FOREIGN_CLASS}]"  # one set first, which `re` finds fast
    f"(?:(?<=[{_LATIN_CLASS}])[{_LATIN_CLASS}]|(?<=[{_FOREIGN_CLASS}])[^\x00-\x7f]|(?<=&)[#a-zA-Z]|(?<=[{_LEADS}])[^\x00-\x7f]{{1,2}}[{_LEADS}])"
)
_GARBLED = compiled(
    f"[{_LATIN_CLASS}{_LEADS}{_FOREIGN_CLASS}]"
    f"(?:(?<=[{_LEADS}])|(?<=[{_LATIN_CLASS}])[{_LATIN_CLASS}]{{2}}|(?<=[{_FOREIGN_CLASS}])[^\x00-\x7f])"
)
"""A line or stretch without such a character has no other reading."""
_ENTITY = compiled("&nbsp(?![a-zA-Z;])|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_HAN = compiled(f"[{HAN}]")
FEWEST_COMMON = 6
"""How many of the most common characters a text has that was taken for a foreign one."""
ENTITY_DEPTH = 8
"""How many layers of &amp;amp;lt; are decoded in one go; pages seen had at most two."""


def repair(draft: Draft) -> list[Edit]:
    """Return edits for what can be repaired beyond doubt; clean text costs one search."""
    text = draft.value
    if row := list(json_row(text)):
        return sorted(row, key=lambda edit: edit.span)
    tags = list(markup(text))
    taken = [edit.span for edit in tags]  # a gloss within a tag is removed with it
    written = _entities(text) if tags else ()  # decoded at once: with &ldquo; in it, a line sounds like the page
    within = [edit for edit in (*forum_tags(text), *pinyin(text), *written) if not overlapping(taken, edit.span)]
    found = [*tags, *within] or list(contents(draft)) or list(quoted_mail(text)) or list(markdown(text))
    if not found and _WORTH_A_LOOK.search(text):
        found = [edit for line in draft.all_lines for edit in _repair_line(draft, line)]
    found = (
        found or list(characters_as_meant(draft)) or list(spread(draft))
    )  # after mojibake, which may hold any of them
    return sorted(found, key=lambda edit: edit.span) or list(simplify(draft)) or list(titles(draft))


def _entities(text: str) -> Iterator[Edit]:
    """Yield the entities of a text decoded, but for straight quotes, which are paired line by line."""
    for match in _ENTITY.finditer(text) if "&" in text else ():
        decoded = _unescape(match.group())
        spoken_of = is_quoted(text, *match.span()) or is_named(text, *match.span())
        if match.group() != "&quot;" and decoded != match.group() and not spoken_of:
            yield replace(*match.span(), decoded, "markup-entity")


def _repair_line(draft: Draft, line: Line) -> Iterator[Edit]:
    for start, end, mended, rule in draft.of_line(_mended, line.content):
        yield replace(line.start + start, line.start + end, mended, rule)


def _mended(content: str) -> Sequence[tuple[int, int, str, str]]:
    """Return the repairs in a line: start, end, new text, rule."""
    if not _WORTH_A_LOOK.search(content):
        return []
    if (whole := unscramble(content)) != content:
        return [(0, len(content), whole, "mojibake-encoding")]
    found = []
    for match in _STRETCH.finditer(content) if _GARBLED.search(content) else ():
        mended = unscramble(match.group())
        if mended != match.group():
            found.append((*match.span(), mended, "mojibake-encoding"))
    quotes = cycle("“”") if content.count("&quot;") % 2 == 0 and _HAN.search(content) else cycle('"')
    for match in _ENTITY.finditer(content):
        decoded = next(quotes) if match.group() == "&quot;" else _unescape(match.group())
        if decoded != match.group() and not (is_quoted(content, *match.span()) or is_named(content, *match.span())):
            found.append((*match.span(), decoded, "markup-entity"))
    return found


def unscramble(content: str) -> str:
    """Undo decoding in a wrong encoding if that yields everyday Chinese; otherwise return the line unchanged.

    >>> unscramble("党建工作总结".encode("gbk").decode("latin-1"))
    '党建工作总结'
    """
    few = len(set(content)) < 3  # ×××× is a mask, not 鬃鬃
    readings = list(_readings(content)) if not few and _GARBLED.search(content) else []
    if not readings:
        return content
    best = max(readings, key=everyday_share)
    return best if everyday_share(best) > max(0.7, everyday_share(content) + 0.2) else content


def _readings(content: str) -> Iterator[str]:
    """Yield the readings of a line in other encodings; GBK first, since ftfy would destroy it."""
    import ftfy.bad_codecs  # noqa: F401  # makes sloppy-windows-1252 known: browsers' reading of bytes cp1252 lacks

    ways: list[tuple[str, str]] = []
    if _LATIN.search(content):
        ways += [("latin-1", "gb18030"), ("cp1252", "gb18030"), ("latin-1", "utf-8"), ("sloppy-windows-1252", "utf-8")]
    if len(_UTF8_AS_GBK.findall(content)) * 4 > len(content):
        ways += [("gb18030", "utf-8")]
    for wrong, right in ways:
        try:
            yield content.encode(wrong).decode(right)
        except UnicodeError:
            continue
    yield from filter(_is_official, _read_as_foreign(content))
    if _LATIN.search(content):
        yield _by_ftfy(content)


def _read_as_foreign(content: str) -> Iterator[str]:
    """Yield the readings as GBK of what may be Russian, Korean or box lines."""
    for characters, wrongs in _FOREIGN_WAYS.items():
        for wrong in wrongs if re.search(f"[{characters}]", content) else ():
            try:
                yield content.encode(wrong).decode("gb18030")
            except UnicodeError:
                continue


def _is_official(reading: str) -> bool:
    """Whether a reading has the characters of official documents: true Korean, read as GBK, has others."""
    common = sum(commonness(char) > 0 for char in reading)
    return common >= FEWEST_COMMON and common * 5 >= len(_HAN.findall(reading)) * 3


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
    entity += "" if entity.endswith(";") else ";"
    for _ in range(ENTITY_DEPTH):
        decoded = html.unescape(entity)
        if decoded == entity:
            break
        entity = decoded
    return entity
