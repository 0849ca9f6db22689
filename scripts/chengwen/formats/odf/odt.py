"""Read OpenDocument text (.odt): the body as printed, with automatic numbers written out.

Text frames are included; tracked deletions, hidden text, comments, headers and footers are not. Notes come at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zipfile import ZipFile

from chengwen.errors import InputError
from chengwen.formats.content import PROTECTED, Content, lay_out, name_and_version, row
from chengwen.formats.numbering import Level, step
from chengwen.formats.odf import styles as odt_styles
from chengwen.formats.packages import attribute, child, local, number, parse_part, read_part
from chengwen.message import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_SECTIONS = frozenset(
    {
        *("section", "numbered-paragraph", "index-body", "index-title", "table-of-content", "alphabetical-index"),
        *("illustration-index", "table-index", "user-index", "object-index", "bibliography"),
    }
)
_ROW_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_SHAPES = frozenset({"frame", "custom-shape", "rect", "g", "a"})
_WIDEST = 200
"""More spaces in a row than fit on a line are a fault of the file."""


@dataclass(slots=True)
class Odt:
    """A document while it is being read: its lookup tables, and what was found so far."""

    lists: dict[str, dict[int, Level]]
    outline: dict[int, Level]
    hidden: frozenset[str]
    """Styles whose text is not shown."""
    flags: set[str] = field(default_factory=set)
    boxes: list[str] = field(default_factory=list, repr=False)
    """Paragraphs of frames inside the paragraph being read."""
    notes: list[str] = field(default_factory=list, repr=False)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    """How far lists have counted, by `#` and the list's id and by its style; headings under the empty name."""


def read_odt(package: ZipFile) -> Content:
    """Read an .odt package."""
    if b"encryption-data" in (read_part(package, "META-INF/manifest.xml") or b""):
        raise InputError(PROTECTED)
    content, styles = parse_part(package, "content.xml"), parse_part(package, "styles.xml")
    body = child(content, "body", "text")
    if content is None or body is None:
        raise InputError(say("content.xml holds no text document; open the file in LibreOffice and save it as .odt"))
    known = [e for root in (styles, content) if root is not None for part in root for e in part]
    odt = Odt(odt_styles.read_lists(known), odt_styles.read_outline(known), odt_styles.hidden_styles(known))
    paragraphs = [*_blocks(body, odt), *odt.notes]
    if odt_styles.has_running_heads(styles):
        odt.flags.add("page-furniture")
    return Content(lay_out(paragraphs), name_and_version("lxml"), frozenset(odt.flags))


def _blocks(parent: Element, odt: Odt) -> Iterator[str]:
    for element in parent:
        match local(element):
            case "p" | "h":
                yield _numbered(element, odt)
                yield from _take_boxes(odt)
            case "list":
                yield from _list(element, odt)
            case "table":
                yield from _table(element, odt)
            case "tracked-changes":
                odt.flags.add("tracked-changes")
            case name if name in _SHAPES:
                _frame(element, odt)
                yield from _take_boxes(odt)
            case name if name in _SECTIONS:
                yield from _section(element, odt)


def _section(element: Element, odt: Odt) -> Iterator[str]:
    if attribute(element, "display") == "none":
        odt.flags.add("hidden-text")
    else:
        yield from _blocks(element, odt)


def _take_boxes(odt: Odt) -> list[str]:
    boxes, odt.boxes = odt.boxes, []
    return boxes


def _numbered(element: Element, odt: Odt) -> str:
    """Return a paragraph outside any list; headings may be numbered by their level."""
    text = _paragraph(element, odt)
    if local(element) == "p" or not text or attribute(element, "is-list-header") == "true":
        return text
    level = number(attribute(element, "outline-level"), 1) - 1
    return step(odt.outline, odt.counts.setdefault("", {}), min(max(level, 0), 9)) + text


def _list(element: Element, odt: Odt) -> Iterator[str]:
    style = attribute(element, "style-name") or ""
    yield from _items(element, odt, style, 0, _counts(element, odt, style))


def _counts(element: Element, odt: Odt, style: str) -> dict[int, int]:
    """Return the counts of the list that this one continues; a list that continues none starts at zero."""
    continued = attribute(element, "continue-list")
    counts: dict[int, int] = {}
    if continued is not None:
        counts = odt.counts.get(f"#{continued}", {})
    elif attribute(element, "continue-numbering") == "true":
        counts = odt.counts.get(style, {})
    odt.counts[style] = odt.counts[f"#{attribute(element, 'id')}"] = counts
    return counts


def _items(element: Element, odt: Odt, style: str, depth: int, counts: dict[int, int]) -> Iterator[str]:
    """Yield the items of a list; the first paragraph of each bears the number."""
    style = attribute(element, "style-name") or style
    for item in element:
        if (start := attribute(item, "start-value")) is not None:
            counts[depth] = number(start, 1) - 1
        bare = local(item) == "list-header"
        for block in item:
            if local(block) == "list":
                yield from _items(block, odt, style, min(depth + 1, 9), counts)
            elif local(block) in ("p", "h"):
                label = "" if bare else step(odt.lists.get(style, {}), counts, depth)
                text = _paragraph(block, odt)
                yield label + text if text else ""
                yield from _take_boxes(odt)
                bare = True


def _table(table: Element, odt: Odt) -> Iterator[str]:
    """Yield a table's rows; a table with a single column is a frame, and its paragraphs belong to the document."""
    rows = [[list(_blocks(cell, odt)) for cell in r if local(cell).endswith("table-cell")] for r in _rows(table)]
    if all(len(cells) <= 1 for cells in rows):
        yield from (text for cells in rows for cell in cells for text in cell)
        return
    odt.flags.add("tables")
    yield from map(row, rows)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if local(element) == "table-row":
            yield element
        elif local(element) in _ROW_GROUPS:
            yield from _rows(element)


def _paragraph(paragraph: Element, odt: Odt) -> str:
    if attribute(paragraph, "style-name") in odt.hidden:
        odt.flags |= {"hidden-text"} if odt_styles.text_of(paragraph) else set()
        return ""
    return "".join(_inline(paragraph, odt)).strip(" ")


def _inline(parent: Element, odt: Odt) -> Iterator[str]:
    yield _collapsed(parent.text)
    for element in parent:
        yield from _piece(element, odt)
        yield _collapsed(element.tail)


def _collapsed(text: str | None) -> str:
    """Collapse a run of white space to one space, as the format specifies; further spaces are elements."""
    return re.sub("[ \t\r\n]+", " ", text or "")


def _piece(element: Element, odt: Odt) -> Iterator[str]:
    name = local(element)
    match name:
        case "s":
            yield " " * min(number(attribute(element, "c"), 1), _WIDEST)
        case "tab" | "line-break":
            yield "\t" if name == "tab" else "\n"
        case "note":
            _note(element, odt)
        case "ruby-text" | "number":  # how a character is pronounced; a former number, kept for old programs
            pass
        case _ if name in odt_styles.MARKS:
            odt.flags.add(odt_styles.MARKS[name])
        case _ if name in _SHAPES and name != "a":
            _frame(element, odt)
        case _ if attribute(element, "style-name") in odt.hidden:
            odt.flags.add("hidden-text")
        case _:  # spans, links, fields
            yield from _inline(element, odt)


def _note(element: Element, odt: Odt) -> None:
    odt.flags.add("footnotes")
    body = child(element, "note-body")
    if body is not None:
        odt.notes.append(" ".join(_blocks(body, odt)))


def _frame(element: Element, odt: Odt) -> None:
    """Keep the text of a frame or a drawn shape; a picture is reported by a flag."""
    outer, odt.boxes = odt.boxes, []
    box = child(element, "text-box")
    inner = [text for text in _blocks(box if box is not None else element, odt) if text]
    odt.boxes = [*outer, *inner, *odt.boxes]
    if inner:
        odt.flags.add("text-boxes")
    elif child(element, "image") is not None or child(element, "object") is not None:
        odt.flags.add("pictures")
