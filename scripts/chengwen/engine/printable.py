"""Characters that a person does not see, or that a terminal, a page or XML takes for more than text, spelt out."""

from __future__ import annotations

import re

UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, those that turn the direction of what follows among them, halves of a pair, and the two
characters that are none, which XML forbids. Tab and line feed are no part of it.
"""
_LINE_ENDS = re.compile("[\t\n\u2028\u2029]")


def spelt_out(text: str) -> str:
    """Write what is not seen as its code; lines stay lines.

    >>> spelt_out("甲\\N{RIGHT-TO-LEFT OVERRIDE}\\x1b[2J")
    '甲[U+202E][U+001B][2J'
    """
    return UNSEEN.sub(spell, text)


def on_one_line(text: str) -> str:
    """Write what is not seen as its code, line ends too: for the name of a file in a message.

    >>> on_one_line("甲\\n::error::")
    '甲[U+000A]::error::'
    """
    return _LINE_ENDS.sub(spell, spelt_out(text))


def spell(match: re.Match[str]) -> str:
    """Give the code of a character that was found: [U+202E]."""
    return f"[U+{ord(match.group()):04X}]"


_WHITE = re.compile("[\t\n\u2028\u2029]+")
_SIGNS = re.compile(r"[\\`*_{}\[\]|~$@]")


def as_code(text: str) -> str:
    """Write text as code, in which nothing is markup, a link or a mention.

    >>> as_code("`<b>`")
    '`ˋ<b>ˋ`'
    """
    return f"`{_line(text).replace('`', 'ˋ') or ' '}`"


def as_words(text: str) -> str:
    """Write text so that it reads as it stands; not all that read Markdown know a backslash before < and &.

    >>> as_words("<b> a_b [x](y)")
    '&lt;b> a\\\\_b \\\\[x\\\\](y)'
    """
    return _SIGNS.sub(r"\\\g<0>", _line(text).replace("&", "&amp;").replace("<", "&lt;"))


def _line(text: str) -> str:
    return spelt_out(_WHITE.sub(" ", text))
