"""Write a document as .docx in the layout of GB/T 9704: title, headings, masthead, signature, imprint, attachments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import groupby

from chengwen.document import Document, Section
from chengwen.engine.kept import compiled
from chengwen.word import styles
from chengwen.word.parts import CORE, MAIN, PROPERTIES, content_types, core, element, pack, relations, root, text_run

PLAIN = {
    "subhead": "Subhead",
    "salutation": "Salutation",
    "attendance": "Attendance",
    "attachment_note": "AttachmentNote",
    "annotation": "Annotation",
    "imprint": "Imprint",
    "record": "Record",
}
"""The styles of lines in the frame that have one each."""
LEADS = {1: "Lead1", 2: "Lead2", 3: "Lead3"}
"""The styles of headings with which a paragraph begins, by their level."""
SIGNED = 30
"""Maximum length of a line at the end that is set to the right: a unit's name, a date."""
_GAP = compiled("[ \u3000]{2,}|\t")
"""What parts the halves of a line."""
_NUMBERED = compiled("附件[^\n]{0,8}")
FOOTERS = {"default": "footer1", "even": "footer2"}
"""The footers by the pages they belong to: even ones, and the others."""
RED = element("pBdr", element("bottom", val="single", sz=18, space=4, color="FF0000"))
"""The red rule below the masthead."""
RULE = element("pBdr", element("top", val="single", sz=4, space=6, color="808080"))
"""The rule above what is said of the source."""
BLANK = 560
"""A line left free, in twips."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a clean text: where it stands, and the section it lies in."""

    start: int
    end: int
    section: Section | None
    """The innermost section, or None above all of them."""
    heading: int = 0
    """Where the heading ends that begins on this line or goes on in it; 0 if none does."""


def word_file(document: Document, address: str | None = None) -> bytes:
    """Return a document as a .docx file; `address` is where it can be read.

    The same document always gives the same bytes.

    >>> from chengwen import clean
    >>> word_file(clean("植树总结\\n一、做法\\n全镇植树三千亩。\\n"))[:2]
    b'PK'
    """
    last = [
        paragraph("Source", text_run(line), "" if number else RULE + element("spacing", before=BLANK))
        for number, line in enumerate(origin(document, address))
    ]
    return packed([*blocks(document), *last], _properties(document, address))


def packed(body: Iterable[str], properties: bytes) -> bytes:
    """Return a file of paragraphs and tables in this layout; `properties` is its part of properties."""
    footers = (f'<w:footerReference w:type="{kind}" r:id="{id}"/>' for kind, id in FOOTERS.items())
    document = root("document", element("body", *body, styles.section(*footers)))
    return pack({**_fixed_parts(), MAIN: document.encode(), CORE: properties})


@cache
def _fixed_parts() -> dict[str, bytes]:
    """Return the parts in their order; the two that differ from file to file are empty."""
    parts = {
        "styles": styles.style_sheet(),
        "settings": styles.settings(),
        "fontTable": styles.font_table(),
        **{id: styles.footer(kind) for kind, id in FOOTERS.items()},
    }
    kinds = {id: id.rstrip("12") for id in parts}
    listed = {MAIN: "document", CORE: "core", **{f"word/{id}.xml": kind for id, kind in kinds.items()}}
    return {
        "[Content_Types].xml": content_types(listed, {}),
        "_rels/.rels": relations({"main": ("officeDocument", MAIN), "core": (PROPERTIES, CORE)}),
        MAIN: b"",
        "word/_rels/document.xml.rels": relations({id: (kind, f"{id}.xml") for id, kind in kinds.items()}),
        **{f"word/{id}.xml": data for id, data in parts.items()},
        CORE: b"",
    }


def _properties(document: Document, address: str | None) -> bytes:
    known = document.metadata
    return core(
        title=known.title,
        subject=known.genre,
        creator="、".join(known.issuer) or None,
        description="\n".join(origin(document, address)),
        identifier=address,
        source=document.provenance.url,
        language="zh-CN",
        version=edition(document),
    )


def edition(document: Document) -> str:
    """Return what names this version of the text: the beginning of its digest."""
    return document.text_sha256[:12]


def origin(document: Document, address: str | None) -> Iterator[str]:
    """Yield where a document comes from, where it can be read, and which version this is."""
    if document.provenance.url:
        yield f"来源：{document.provenance.url}"
    if address:
        yield f"地址：{address}"
    yield f"版本：{edition(document)}（澄文 {_release()} 清洗）"


@cache
def _release() -> str:
    """Return the version of this toolkit: asking for it reads and parses a file, as long as making a page takes."""
    return version("chengwen")


def lines(document: Document) -> Iterator[Line]:
    """Yield the lines of a clean text that hold words, each with its section."""
    sections = sorted(document.sections, key=lambda one: one.start)
    at, current, heading = 0, -1, 0
    for words in document.text.split("\n"):
        while current + 1 < len(sections) and sections[current + 1].start <= at:
            current += 1
            heading = sections[current].heading_end
        if words:
            section = sections[current] if current >= 0 else None
            yield Line(at, at + len(words), section, heading if section and at < heading else 0)
        at += len(words) + 1


def blocks(document: Document) -> Iterator[str]:
    """Yield the paragraphs and tables of a document."""
    found = list(lines(document))
    red = max((line.start for line in found if _role(line) == "masthead"), default=-1)
    title = [line.start for line in found if line.section and _is_title(line)]
    for is_row, together in groupby(found, key=lambda line: _is_row(document, line)):
        if is_row:
            yield _table(document, list(together))
            continue
        for line in together:
            if line.start == red:
                yield _masthead(document, line, RED)
                yield from (_empty() for _ in range(2))
            else:
                yield _line(document, line, found)
            if title and line.start == title[-1]:
                yield _empty()


def _empty() -> str:
    return paragraph("Normal", "")


def _role(line: Line) -> str:
    return line.section.role if line.section and not line.heading else ""


def _is_title(line: Line) -> bool:
    return bool(line.heading and line.section and line.section.level == 0 and line.section.role != "attachment")


def _is_row(document: Document, line: Line) -> bool:
    return "\t" in document.text[line.start : line.end] and _role(line) not in ("masthead", "imprint", "record")


def _line(document: Document, line: Line, found: Sequence[Line]) -> str:
    """Return a line by what it is: a heading, an element of the frame, or a paragraph."""
    words, section = document.text[line.start : line.end], line.section
    if section and line.heading:
        return _heading(words, line, section)
    first = section is not None and line.start == section.start
    above, role = element("spacing", before=BLANK) if first else "", _role(line)
    if role == "masthead":
        return _masthead(document, line)
    if role == "closing":
        return _closing(document, line, found, above)
    if role == "imprint":
        words = _halved(words)
    elif role == "attachment_note":
        above = above or _indent("left", 5, hanging=True)
    else:
        above = ""
    return paragraph(PLAIN.get(role, "Normal"), text_run(words), above)


def _indent(side: str, characters: float, *, hanging: bool = False) -> str:
    """Return an indent in characters and in twips; a hanging one takes nothing of the first line."""
    more = {"firstLineChars": 0, "firstLine": 0} if hanging else {}
    return element("ind", **{f"{side}Chars": round(characters * 100), side: round(characters * 320)}, **more)


def _heading(words: str, line: Line, section: Section) -> str:
    if section.role == "attachment":
        numbered = line.start == section.start and _NUMBERED.fullmatch(words)
        return paragraph("AttachmentNumber" if numbered else "AttachmentTitle", text_run(words), _on_new_page(line))
    if not section.level:
        return paragraph("Title", text_run(words))
    level = min(section.level, 5)
    cut = line.heading - line.start
    if cut >= len(words):
        return paragraph(f"Heading{level}", text_run(words))
    lead = element("rPr", element("rStyle", val=LEADS[level])) if level in LEADS else ""
    return paragraph("Normal", text_run(words[:cut], lead) + text_run(words[cut:]))


def _on_new_page(line: Line) -> str:
    """Have an attachment begin on a page of its own, whether or not its first line is 附件1."""
    return element("pageBreakBefore") if line.section and line.start == line.section.start else ""


def _masthead(document: Document, line: Line, rule: str = "") -> str:
    words = document.text[line.start : line.end]
    known = {one.name for one in document.fields if line.start <= one.start < line.end}
    if "signatory" in known and _GAP.search(words):
        return paragraph("NumberSigned", text_run(_halved(words)), rule)
    if "number" in known or "signatory" in known:
        return paragraph("Number", text_run(words), rule)
    if known & {"classification", "urgency", "copy_number"}:
        return paragraph("Mark", text_run(words), rule)
    # 发文机关标志 is as large as the line allows
    size = int(min(36.0, styles.width() / 20 / len(words)) * 2)
    properties = element("rPr", element("sz", val=size), element("szCs", val=size))
    return paragraph("Issuer", text_run(words, properties), rule)


def _halved(words: str) -> str:
    """Set what parts the halves of a line to a tab, which moves the second half to the right edge."""
    before, gap, after = words.partition(found.group()) if (found := _GAP.search(words)) else (words, "", "")
    return f"{before}\t{after}" if gap else words


def _closing(document: Document, line: Line, found: Sequence[Line], above: str) -> str:
    """Return a line of signature and date: the date four characters from the edge, the name centred over it."""
    words = document.text[line.start : line.end]
    if len(words) > SIGNED:
        return paragraph("Normal", text_run(words), above)
    together = [document.text[one.start : one.end] for one in found if one.section is line.section]
    widths = [wide(one) for one in together if len(one) <= SIGNED]
    centre = max(4 + wide(together[-1]) / 2, 2 + max(widths) / 2)
    return paragraph("Signature", text_run(words), above + _indent("right", centre - wide(words) / 2))


def wide(words: str) -> float:
    """Return how wide a text is in characters; Latin letters and digits take half of one.

    >>> wide("2021年6月1日")
    6.0
    """
    return sum(0.5 if char.isascii() else 1.0 for char in words)


def _table(document: Document, rows: Sequence[Line]) -> str:
    """Return lines of cells as a table with rules."""
    cells = [document.text[row.start : row.end].split("\t") for row in rows]
    columns = max(map(len, cells))
    each = styles.width() // columns
    grid = element("tblGrid", *[element("gridCol", w=each)] * columns)
    properties = element(
        "tblPr",
        element("tblStyle", val="TableGrid"),
        element("tblW", w=each * columns, type="dxa"),
        element("jc", val="center"),
    )
    drawn = (element("tr", *(_cell(one, each) for one in [*row, *[""] * (columns - len(row))])) for row in cells)
    return element("tbl", properties, grid, *drawn)


def _cell(words: str, wide: int) -> str:
    return element("tc", element("tcPr", element("tcW", w=wide, type="dxa")), paragraph("Cell", text_run(words)))


def paragraph(style: str, runs: str, properties: str = "") -> str:
    """Return a paragraph of a style; `properties` come after the name of the style."""
    named = "" if style == "Normal" else element("pStyle", val=style)
    inside = named + properties
    return element("p", element("pPr", inside) if inside else "", runs)
