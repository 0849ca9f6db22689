"""Read Word's .docx: the body as printed, with the numbers that Word itself puts before headings.

Text boxes and tracked insertions are included; deletions, hidden text, comments, headers and footers are not. Notes
come at the end. Each of these sets a flag, so that a person checks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from zipfile import ZipFile

from chengwen.errors import InputError
from chengwen.formats.content import Content, lay_out, name_and_version, row
from chengwen.formats.numbering import step
from chengwen.formats.packages import attribute, child, local, parse_part
from chengwen.formats.word import styles as word_styles
from chengwen.formats.word.styles import Lists, Styles
from chengwen.knowledge.tables import read_table
from chengwen.message import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TRACKED = frozenset({"ins", "moveTo", "del", "moveFrom"})
_KEPT = frozenset({"ins", "moveTo"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class Word:
    """A document while it is being read: its lookup tables, and what was found so far."""

    styles: Styles
    lists: Lists
    flags: set[str] = field(default_factory=set)
    boxes: list[str] = field(default_factory=list, repr=False)
    """Paragraphs of text boxes inside the paragraph being read."""


def read_docx(package: ZipFile) -> Content:
    """Read a .docx package."""
    main = find_main_part(package)
    document = parse_part(package, main)
    body = child(document, "body")
    if body is None:
        raise InputError(say("{main} holds no Word document; open the file in Word and save it again", main=main))
    folder = main.rpartition("/")[0]
    numbering = parse_part(package, f"{folder}/numbering.xml")
    word = Word(word_styles.read_styles(parse_part(package, f"{folder}/styles.xml")), word_styles.read_lists(numbering))
    paragraphs = [*_blocks(body, word), *_notes(package, folder, word)]
    if _has_running_heads(package, folder):
        word.flags.add("page-furniture")
    return Content(lay_out(paragraphs), name_and_version("lxml"), frozenset(word.flags))


def find_main_part(package: ZipFile) -> str:
    """Return the part that contains the document; nearly always word/document.xml."""
    relations = parse_part(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


def _blocks(parent: Element, word: Word) -> Iterator[str]:
    """Yield the paragraphs of a body, a cell, a note or a text box; each row of a table is one."""
    joined = ""
    for element in parent:
        match local(element):
            case "p":
                joined += _paragraph(element, word)
                # a deleted paragraph mark: the next paragraph continues here
                if child(element, "pPr", "rPr", "del") is None:
                    yield joined
                    joined = ""
                yield from _take_boxes(word)
            case "tbl":
                yield from _table(element, word)
            case "altChunk":
                word.flags.add("embedded-documents")
            case name if name in _TRACKED:
                word.flags.add("tracked-changes")
                yield from _blocks(element, word) if name in _KEPT else ()
            case "sdt" | "sdtContent" | "customXml" | "smartTag":
                yield from _blocks(element, word)
    yield joined


def _take_boxes(word: Word) -> list[str]:
    boxes, word.boxes = word.boxes, []
    return boxes


def _table(table: Element, word: Word) -> Iterator[str]:
    """Yield a table's rows; a table with a single column is a frame, and its paragraphs belong to the document."""
    rows = [r for r in _inside(table, "tr") if child(r, "trPr", "del") is None]
    cells = [[list(_blocks(cell, word)) for cell in _inside(r, "tc")] for r in rows]
    if all(len(each) <= 1 for each in cells):
        yield from (text for each in cells for cell in each for text in cell)
        return
    word.flags.add("tables")
    yield from map(row, cells)


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, including those in content controls and tracked insertions."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inside(element, name)


def _paragraph(paragraph: Element, word: Word) -> str:
    properties = child(paragraph, "pPr")
    style = attribute(child(properties, "pStyle"), "val")
    text = "".join(_inline(paragraph, word, hidden=word_styles.is_hidden(None, style, word.styles)))
    place = word_styles.list_place(properties, style, word.styles, word.lists)
    if place is None:
        return text
    levels, counts, at = place
    label = step(levels, counts, at)
    return label + text if text else ""  # an empty item has a number on paper and no text


def _inline(parent: Element, word: Word, *, hidden: bool) -> Iterator[str]:
    for element in parent:
        match local(element):
            case "r":
                properties = child(element, "rPr")
                style = attribute(child(properties, "rStyle"), "val")
                if word_styles.is_hidden(properties, style, word.styles, hidden=hidden):
                    word.flags |= {"hidden-text"} if any(local(e) == "t" and e.text for e in element) else set()
                else:
                    yield from _run(element, word)
            case name if name in _TRACKED:
                word.flags.add("tracked-changes")
                yield from _inline(element, word, hidden=hidden) if name in _KEPT else ()
            case "commentRangeStart":
                word.flags.add("comments")
            case "pPr" | "rPr" | "sdtPr" | "rt":  # rt: how a character is pronounced, above it
                pass
            case _:  # links, fields, content controls, formulas
                yield from _inline(element, word, hidden=hidden)


def _run(run: Element, word: Word) -> Iterator[str]:
    for element in run:
        match local(element):
            case "t":
                yield element.text or ""
            case name if name in _SIGNS:
                yield _SIGNS[name]
            case "sym":
                yield _symbol(element, word)
            case "footnoteReference" | "endnoteReference":
                word.flags.add("footnotes")
            case "ruby":
                yield from _inline(element, word, hidden=False)
            case "AlternateContent" | "drawing" | "pict" | "object":
                _drawing(element, word)


def _symbol(element: Element, word: Word) -> str:
    """Return what a symbol font's character shows, by a closed table; one that is not in it stays, with a flag."""
    try:
        code = int(attribute(element, "char") or "", 16)
        unknown = chr(code)
    except (ValueError, OverflowError):
        word.flags.add("symbols")
        return ""
    if sign := _symbols().get((attribute(element, "font") or "", code & 0xFF)):
        return sign
    word.flags.add("symbols")
    return unknown


@cache
def _symbols() -> dict[tuple[str, int], str]:
    fonts = read_table("symbols", "fonts")
    return {(font["name"], int(one[:2], 16)): one[2:] for font in fonts for one in font["signs"].split(" ")}


def _drawing(element: Element, word: Word) -> None:
    """Keep the text of text boxes; a box written twice, for new programs and for old ones, counts once."""
    fallback = child(element, "Fallback")
    choice = child(element, "Choice")
    drawing = next((e for e in (choice, fallback) if e is not None), element)
    boxes = list(_outermost(drawing, "txbxContent"))
    for box in boxes:
        word.flags.add("text-boxes")
        outer, word.boxes = word.boxes, []
        word.boxes = [*outer, *_blocks(box, word), *word.boxes]
    if not boxes and any(local(e) in ("blip", "imagedata", "OLEObject") for e in drawing.iter()):
        word.flags.add("pictures")


def _outermost(element: Element, name: str) -> Iterator[Element]:
    for inner in element:
        if local(inner) == name:
            yield inner
        else:
            yield from _outermost(inner, name)


def _notes(package: ZipFile, folder: str, word: Word) -> Iterator[str]:
    """Yield footnotes, then endnotes, in order, without the separator lines."""
    if "footnotes" not in word.flags:
        return
    for part, name in (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")):
        root = parse_part(package, f"{folder}/{part}")
        for note in root if root is not None else ():
            if local(note) == name and attribute(note, "type") in (None, "normal"):
                yield " ".join(text.strip(" \t") for text in _blocks(note, word) if text)


def _has_running_heads(package: ZipFile, folder: str) -> bool:
    """Whether there is anything in headers and footers; they are left out."""
    names = [n for n in package.namelist() if n.startswith((f"{folder}/header", f"{folder}/footer"))]
    parts = (parse_part(package, name) for name in names if name.endswith(".xml"))
    return any(local(e) == "t" and e.text for part in parts if part is not None for e in part.iter())
