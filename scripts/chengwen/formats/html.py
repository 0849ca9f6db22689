"""Read a web page: every paragraph except the page's frame, since a notice's signature and annexes are short.

A reader that looks for “the article” loses exactly those. So nothing is selected; only blocks that are navigation by
their tag, their class or their links are left out, with the flag `page-furniture`. Whatever else a site adds is left to
cleaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.formats import page_furniture
from chengwen.formats.content import SAMPLE, Content, decoded, lay_out, name_and_version, row
from chengwen.formats.numbering import spaced, spell
from chengwen.formats.packages import number
from chengwen.knowledge.tables import word_set
from chengwen.message import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


MEDIA_TYPE = "text/html"
MAX_TAGS = 500_000
"""Maximum number of tags in a page; a law of a hundred thousand Han, saved by Word, has thirty thousand."""

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_WHITE = compiled("[ \t\r\n\f]+")
_BROKEN = compiled(f"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
"""A line end in the markup between two Han; a browser shows nothing there, or a space that nobody typed."""
_HIDDEN = compiled(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STYLE = compiled(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_ENDS = compiled(r"</(?:html|body)[ \t\r\n]{0,20}>", re.IGNORECASE)
"""The end of a page; where a site pastes pages into one another it stands in the middle, and a parser would stop."""
_NOTE_MARK = compiled("^#.*(?:ftn|footnote|edn|endnote)", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """A page while it is being read."""

    furniture: frozenset[Element]
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Lines:
    """The lines of a page, or of one cell of a table."""

    done: list[str] = field(default_factory=list, repr=False)
    pieces: list[str] = field(default_factory=list, repr=False)
    label: str = field(default="", repr=False)
    """The number of a list item, until its text comes."""
    preformatted: int = 0
    """How many <pre> are open: inside them line ends count."""


def read_html(raw: bytes) -> Content:
    """Read a page."""
    from lxml import etree
    from lxml.html import HTMLParser

    if raw.count(b"<") > MAX_TAGS:
        raise InputError(
            say("this page has more than {max_tags:,} tags; save its text as .txt and add that", max_tags=MAX_TAGS)
        )
    parser = HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page_text = _ENDS.sub("", decode_page(raw).replace("\0", ""))
        root = etree.fromstring(page_text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise InputError(say("this page has tags more than 2,000 deep, which no editor writes; it is not read"))
    if root is None:
        raise InputError(say("this page holds no text"))
    page = Page(page_furniture.find(root))
    lines = _lines(root, page)
    if b"<html" in raw[:4_000].lower() and b"</html" not in raw[-4_000:].lower():
        page.flags.add("truncated")
    return Content(lay_out(lines), name_and_version("lxml"), frozenset(page.flags))


def decode_page(raw: bytes) -> str:
    """Decode a page by its text alone: tags and scripts are ASCII, and would outweigh it."""
    sample, size = [], 0
    for piece in re.finditer(b"[^<>]+", raw):
        if size > SAMPLE:
            break
        if not piece[0].isascii():
            sample.append(piece[0])
            size += len(piece[0])
    return decoded(raw, b" ".join(sample))


def _lines(root: Element, page: Page) -> list[str]:
    lines = Lines()
    counts: dict[Element, int] = {}
    for kind, element in _walk(root, page):
        if kind in ("text", "tail"):
            _add(lines, element.text if kind == "text" else element.tail)
        elif kind == "table":
            _end(lines)
            lines.done += _table(element, page)
        elif element.tag == "br":
            lines.pieces.append("\v")
        elif element.tag in word_set("html", "blocks"):
            _end(lines)
            if element.tag == "pre":
                lines.preformatted += 1 if kind == "start" else -1
            if element.tag == "li" and kind == "start":
                lines.label = _label(element, counts)
    _end(lines)
    return lines.done


def _walk(root: Element, page: Page) -> Iterator[tuple[str, Element]]:
    """Walk through a tree without recursion, since pages may be nested to any depth."""
    stack = [("start", root)]
    while stack:
        kind, element = stack.pop()
        if kind in ("tail", "end"):
            yield kind, element
        elif _is_left_out(element, page):
            pass
        elif element.tag == "table" and _is_data(element) and element is not root:
            yield "table", element
        else:
            yield "start", element
            yield "text", element
            stack.append(("end", element))
            for inner in reversed(element):
                stack += [("tail", inner), ("start", inner)]


def _is_left_out(element: Element, page: Page) -> bool:
    if element.tag in word_set("html", "not_shown") or not isinstance(element.tag, str):
        return True
    flag = ""
    if element in page.furniture:
        flag = "page-furniture"
    elif element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        flag = "hidden-text"
    elif element.tag == "a" and _NOTE_MARK.search(element.get("href") or ""):
        flag = "footnotes"
    if flag and any(text.strip(" \t\r\n") for text in map(str, element.itertext())):
        page.flags.add(flag)
    return bool(flag)


def _add(lines: Lines, text: str | None) -> None:
    if not text:
        return
    if lines.label and text.strip(" \t\r\n\f"):
        lines.pieces.append(lines.label)
        lines.label = ""
    lines.pieces.append(re.sub("\r\n|[\r\n]", "\v", text) if lines.preformatted else text)


def _end(lines: Lines) -> None:
    text = _WHITE.sub(" ", _BROKEN.sub("", "".join(lines.pieces)))
    lines.done += (line.strip(" ") for line in text.split("\v"))
    lines.pieces.clear()


def _label(item: Element, counts: dict[Element, int]) -> str:
    """Return the number that a browser shows before an item of an ordered list."""
    outer = item.getparent()
    if outer is None or outer.tag != "ol":
        return ""
    counts.setdefault(outer, number(outer.get("start"), 1) - 1)
    counts[outer] = number(item.get("value"), counts[outer] + 1)
    style = _STYLE.search(f"{item.get('style') or ''};{outer.get('style') or ''}")
    label = spell(counts[outer], style[1].lower() if style else outer.get("type") or "decimal")
    return spaced(f"{label}{'.' if label.isascii() else '、'}") if label else ""


def _is_data(table: Element) -> bool:
    """Whether a table holds data rather than the layout of a page: rows of several cells, none of them long."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[cell for cell in each if cell.tag in ("td", "th")] for each in table.iter("tr")]
    if sum(len(cells) > 1 for cells in rows) < 2:
        return False
    return all(sum(map(len, map(str, cell.itertext()))) <= _LONG for cells in rows for cell in cells)


_LONG = 400
"""A longer cell, in characters, is a column of the page and not a cell of a table."""


def _table(table: Element, page: Page) -> Iterator[str]:
    page.flags.add("tables")
    for each in table.iter("caption", "tr"):
        cells = [cell for cell in each if cell.tag in ("td", "th")]
        yield row([_lines(cell, page) for cell in cells]) if cells else " ".join(_lines(each, page))
