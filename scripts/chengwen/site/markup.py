"""The only place where text becomes HTML.

A document may contain anything: `<script>`, quotes, braces that a template language would run, characters that reverse
the reading direction. So there is one rule: a plain `str` is text and gets escaped; only `Markup` is passed through,
and only this file makes `Markup` out of `str`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape as escape_html
from itertools import pairwise
from typing import Any

from chengwen.engine.printable import UNSEEN, spelt_out
from chengwen.errors import InputError
from chengwen.message import say

VOID = frozenset({"br", "hr", "input", "link", "meta", "wbr"})
"""Elements without content, of those used here."""

ADDRESSES = frozenset({"action", "href", "src"})
"""Attributes that a browser follows: `javascript:` in one of them would run."""

REPEATED = frozenset({"class_", "title", "type", "aria_label", "data_kind", "data_make"})
"""Attributes with the same few values on every page: written once, and kept."""

SAFE_ADDRESS = re.compile(r"https?://|(?![\x00-\x20]*[/\\][\x00-\x20]*[/\\])[^:/?#]*(?:[/?#]|$)")
"""A web address, or one without a scheme: relative, absolute within the site, a query or an anchor.

Two slashes of either kind at the beginning, whatever a browser skips between them, would lead to another host.
"""

TO_ESCAPE = re.compile(f"[&<>\"'{UNSEEN.pattern[1:]}")
"""Characters that make escaping necessary; most text has none."""


class Markup(str):
    """HTML that needs no escaping."""

    __slots__ = ()


Child = str | None
"""What an element can contain: `Markup`, text that will be escaped, or nothing."""


def escape(text: str) -> Markup:
    """Return text escaped for HTML, including attributes.

    Characters that are invisible, or that would reorder what is visible, are spelt out.

    >>> escape('<b title="乙">甲\N{RIGHT-TO-LEFT OVERRIDE}')
    '&lt;b title=&quot;乙&quot;&gt;甲[U+202E]'
    """
    return text if isinstance(text, Markup) else Markup(_escaped(text))


def _escaped(text: str) -> str:
    return escape_html(spelt_out(text)) if TO_ESCAPE.search(text) else text


def join(children: Iterable[Child]) -> Markup:
    """Concatenate pieces, escaping those that are text."""
    return Markup(_joined(children))


def _joined(children: Iterable[Child]) -> str:
    # type() and not isinstance(): a page has a thousand children, and nothing is derived from Markup
    return "".join([child if type(child) is Markup else _content(child) for child in children if child is not None])


LONGEST_WORD = 200
"""Length of a word, an address, a stretch of base64, after which a line may break inside it."""
_ENDLESS = re.compile(f"[!-\u2e7f]{{{LONGEST_WORD}}}(?=[!-\u2e7f])")


def _content(child: str) -> str:
    """Escape text, with possible breaks in endless words, since Chromium takes seconds to lay out 10,000 letters."""
    if len(child) <= LONGEST_WORD or not _ENDLESS.search(child):
        return _escaped(child)
    ends = [0, *(match.end() for match in _ENDLESS.finditer(child)), len(child)]
    return "<wbr>".join(_escaped(child[start:end]) for start, end in pairwise(ends))


def element(tag: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Return an HTML element.

    In names of attributes `class_` stands for `class`, `data_id` for `data-id`. An attribute that is None or False is
    left out. An address with a scheme that could run something raises `ValueError`.

    >>> element("a", "第一节 <序>", href="#s1", class_="anchor")
    '<a href="#s1" class="anchor">第一节 &lt;序&gt;</a>'
    """
    said = ""
    for name, value in attributes.items():
        if value is not None and value is not False:
            said += _repeated(name, value) if name in REPEATED else _attribute(name, value)
    return Markup(f"<{tag}{said}>") if tag in VOID else Markup(f"<{tag}{said}>{_joined(children)}</{tag}>")


def data_block(data: Any) -> Markup:
    """Return data as JSON-LD in a script that no browser runs; nothing in it can end the script.

    >>> data_block({"name": "</script>"})
    '<script type="application/ld+json">{"name": "\\\\u003c/script\\\\u003e"}</script>'
    """
    written = spelt_out(json.dumps(data, ensure_ascii=False))
    for char in "<>&":
        written = written.replace(char, f"\\u{ord(char):04x}")
    return Markup(f'<script type="application/ld+json">{written}</script>')


ROOT = "@root/"
"""Stands at the beginning of an address for the path to the site's root, in markup made once for pages of any depth."""


def rooted(markup: Markup, root: str) -> Markup:
    """Replace that sign in addresses by the path to the site's root; the same characters in text are left alone.

    >>> rooted(element("a", '="@root/', href="@root/d/003/"), "../")
    '<a href="../d/003/">=&quot;@root/</a>'
    """
    return Markup(markup.replace(f'="{ROOT}', f'="{root}'))


def link(address: str, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Return a link to an address that a document names; anything but a web address stays plain text."""
    if address.startswith(("http://", "https://")):
        return element("a", *children, href=address, rel="nofollow noopener", **attributes)
    return element("span", *children, **attributes)


def refuse_unsafe_id(name: str) -> None:
    """Raise `InputError` for an id that cannot be used unchanged in an address and as a folder's name."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}", name):
        raise InputError(
            say("document id {name!r}: only letters, digits, “-”, “_”, “.” can stand in an address", name=name)
        )


def _attribute(name: str, value: str | int | bool) -> str:
    name = _spelling(name)
    if value is True:
        return f" {name}"
    text = value if isinstance(value, str) else str(value)
    if name in ADDRESSES and not SAFE_ADDRESS.match(text):
        raise ValueError(f"{name}: not an address to link to; one begins with http:// or https://, or is of this site")
    return f' {name}="{text if isinstance(text, Markup) else _escaped(text)}"'


_repeated = lru_cache(2_000, typed=True)(_attribute)


@cache
def _spelling(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
