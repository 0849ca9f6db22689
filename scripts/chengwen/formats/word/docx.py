"""Read Word's .docx: the body as printed, with the numbers that Word itself puts before headings.

Text boxes and tracked insertions are included; deletions, hidden text, comments, headers and footers are not. Notes
come at the end. Each of these sets a flag, so that a person checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from chengwen.errors import InputError
from chengwen.formats.content import Content
from chengwen.formats.numbering import step
from chengwen.formats.packages import attribute, child, local
from chengwen.formats.word import styles as word_styles
from chengwen.formats.word.places import Placed, Reading, join, lay_out, row
from chengwen.formats.word.styles import Lists, Styles
from chengwen.formats.word.tree import EXPAT, parse_part
from chengwen.knowledge.tables import read_table
from chengwen.message import say

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TRACKED = frozenset({"ins", "moveTo", "del", "moveFrom"})
_KEPT = frozenset({"ins", "moveTo"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class Word:
    """A document while it is being read: its lookup tables, and what was found so far."""

    styles: Styles
    lists: Lists
    reading: Reading = field(default_factory=Reading)
    flags: set[str] = field(default_factory=set)
    boxes: list[Placed] = field(default_factory=list, repr=False)
    """Paragraphs of text boxes inside the paragraph being read."""
    numbered: list[tuple[Element, int]] = field(default_factory=list, repr=False)
    """The paragraphs that have a number, each with what tells the lists apart that count together."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a file that its text is read from."""

    document: Element
    styles: Element | None = None
    numbering: Element | None = None
    notes: tuple[Element, ...] = ()
    """Footnotes, then endnotes."""


def read_docx(package: ZipFile) -> Content:
    """Read a .docx package."""
    main = find_main_part(package)
    folder = main.rpartition("/")[0]
    document = parse_part(package, main)
    if child(document, "body") is None or document is None:
        raise InputError(say("{main} holds no Word document; open the file in Word and save it again", main=main))
    parts = {name: parse_part(package, f"{folder}/{name}.xml") for name in ("styles", "numbering", *NOTES)}
    notes = tuple(part for name in NOTES if (part := parts[name]) is not None)
    text, word = read_parts(Parts(document, parts["styles"], parts["numbering"], notes))
    if _has_running_heads(package, folder):
        word.flags.add("page-furniture")
    return Content(text.text, EXPAT, frozenset(word.flags))


def read_parts(parts: Parts) -> tuple[Placed, Word]:
    """Return the text of a document, with its places, and what was met while reading it."""
    word = Word(word_styles.read_styles(parts.styles), word_styles.read_lists(parts.numbering))
    body = child(parts.document, "body")
    assert body is not None
    return lay_out([*_blocks(body, word), *_notes(parts.notes, word)]), word


def find_main_part(package: ZipFile) -> str:
    """Return the part that contains the document; nearly always word/document.xml."""
    relations = parse_part(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


def _blocks(parent: Element, word: Word) -> Iterator[Placed]:
    """Yield the paragraphs of a body, a cell, a note or a text box; each row of a table is one."""
    begun: list[Placed] = []
    for element in parent:
        match local(element):
            case "p":
                begun.append(_words(element, word))
                # a deleted paragraph mark: the next paragraph continues here, and its mark has the number of both
                if child(element, "pPr", "rPr", "del") is None:
                    yield _numbered(element, join(begun), word)
                    begun = []
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
    yield join(begun)


def _take_boxes(word: Word) -> list[Placed]:
    boxes, word.boxes = word.boxes, []
    return boxes


def _table(table: Element, word: Word) -> Iterator[Placed]:
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


def _words(paragraph: Element, word: Word) -> Placed:
    """Return the words of a paragraph, without its number."""
    style = attribute(child(paragraph, "pPr", "pStyle"), "val")
    return join(_inline(paragraph, word, hidden=word_styles.is_hidden(None, style, word.styles)))


def _numbered(paragraph: Element, text: Placed, word: Word) -> Placed:
    """Put the number of a paragraph before its words; an empty item has one on paper and no text."""
    properties = child(paragraph, "pPr")
    style = attribute(child(properties, "pStyle"), "val")
    place = word_styles.list_place(properties, style, word.styles, word.lists)
    if place is None:
        return text
    levels, counts, at = place
    label = step(levels, counts, at)
    word.numbered.append((paragraph, id(counts)))
    return join([word.reading.add(paragraph, label), text]) if text.text else text


def _inline(parent: Element, word: Word, *, hidden: bool) -> Iterator[Placed]:
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


def _run(run: Element, word: Word) -> Iterator[Placed]:
    for element in run:
        match local(element):
            case "t":
                yield word.reading.add(element, element.text or "")
            case name if name in _SIGNS:
                yield word.reading.add(element, _SIGNS[name])
            case "sym":
                yield word.reading.add(element, _symbol(element, word))
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


NOTES = ("footnotes", "endnotes")
"""The parts that hold notes, in the order in which they are read."""


def _notes(parts: Iterable[Element], word: Word) -> Iterator[Placed]:
    """Yield footnotes, then endnotes, in order, without the separator lines."""
    for note in (note for part in parts for note in part if "footnotes" in word.flags):
        if local(note) in ("footnote", "endnote") and attribute(note, "type") in (None, "normal"):
            yield join((text.strip(" \t") for text in _blocks(note, word) if text.text), " ")


def _has_running_heads(package: ZipFile, folder: str) -> bool:
    """Whether there is anything in headers and footers; they are left out."""
    names = [n for n in package.namelist() if n.startswith((f"{folder}/header", f"{folder}/footer"))]
    parts = (parse_part(package, name) for name in names if name.endswith(".xml"))
    return any(local(e) == "t" and e.text for part in parts if part is not None for e in part.iter())
