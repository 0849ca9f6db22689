"""Read a web page: every paragraph of it but what frames the page, since a notice's signature and annexes are short.

A reader that looks for “the article” loses just those. So nothing is chosen; only blocks that are navigation by their
tag, their class or their links are left out, with the flag `page-furniture`. What else a site adds, cleaning knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chengwen.decode import decode
from chengwen.errors import InputError
from chengwen.formats import page_furniture
from chengwen.formats.content import Content, lay_out, name_and_version, row
from chengwen.formats.numbering import spaced, spell

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEDIA_TYPE = "text/html"
MAX_TAGS = 2_000_000
"""How many tags a page may have: a tree of so many takes a gigabyte."""

_NOT_SHOWN = frozenset(
    "script style noscript template head title select option button textarea input iframe object svg canvas audio video"
    " map datalist rt rp".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody tfoot thead"
    " tr td th caption ul".split()
)
_WHITE = re.compile("[ \t\r\n\f]+")
_BROKEN = re.compile("(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…])[ \t]*[\r\n]\\s*(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…])")
_LIST_SIGNS = {"a": "a", "A": "A", "i": "i", "I": "I"}


@dataclass(slots=True)
class Page:
    """A page on its way to text."""

    furniture: frozenset[Element]
    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)


def read_html(raw: bytes) -> Content:
    """Read a page in whatever encoding it is; its own word for that is evidence only where the text has none."""
    return read_markup(decode_page(raw))


def decode_page(raw: bytes) -> str:
    """Decode a page by its text alone: tags and scripts are ASCII, and would outweigh it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return decode(raw).text
    text = re.sub(rb"<(script|style)\b.*?</\1|<[^>]*>", b" ", raw, flags=re.DOTALL | re.IGNORECASE)
    return decode(raw, decode(text).encoding).text
