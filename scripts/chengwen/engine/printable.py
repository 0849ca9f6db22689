"""Spell out characters that are invisible, or that a terminal, a page or XML would interpret."""

from __future__ import annotations

import re

from chengwen.engine.kept import compiled

UNSEEN = compiled("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters (marks of writing direction included), lone surrogates, and the two noncharacters that XML
forbids. Tab and line feed are not included."""
_LINE_ENDS = compiled("[\t\n\u2028\u2029]")


def spelt_out(text: str) -> str:
    """Replace invisible characters with their codes; line ends stay.

    >>> spelt_out("甲\\N{RIGHT-TO-LEFT OVERRIDE}\\x1b[2J")
    '甲[U+202E][U+001B][2J'
    """
    return UNSEEN.sub(spell, text)


def on_one_line(text: str) -> str:
    """Replace invisible characters and line ends with their codes: for file names in messages.

    >>> on_one_line("甲\\n::error::")
    '甲[U+000A]::error::'
    """
    return _LINE_ENDS.sub(spell, spelt_out(text))


def spell(match: re.Match[str]) -> str:
    """Return the code of the matched character: [U+202E]."""
    return f"[U+{ord(match.group()):04X}]"


_WHITE = compiled("[\t\n\u2028\u2029]+")
_SIGNS = compiled(r"[\\`*_{}\[\]|~$@]")


def as_code(text: str) -> str:
    """Format text as Markdown code, in which nothing is markup, a link or a mention.

    >>> as_code("`<b>`")
    '`ˋ<b>ˋ`'
    """
    return f"`{_line(text).replace('`', 'ˋ') or ' '}`"


def as_words(text: str) -> str:
    """Escape text so that Markdown shows it literally; not every reader of Markdown knows a backslash before < and &.

    >>> as_words("<b> a_b [x](y)")
    '&lt;b> a\\\\_b \\\\[x\\\\](y)'
    """
    return _SIGNS.sub(r"\\\g<0>", _line(text).replace("&", "&amp;").replace("<", "&lt;"))


def _line(text: str) -> str:
    return spelt_out(_WHITE.sub(" ", text))
