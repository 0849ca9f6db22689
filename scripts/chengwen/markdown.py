"""Words of documents in Markdown: as code, or with every sign of Markdown and HTML made harmless."""

from __future__ import annotations

import re

from chengwen.unseen import spelt_out

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
