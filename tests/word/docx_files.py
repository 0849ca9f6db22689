"""Word files made by hand: what Word and other programs put into them, named or at random."""

from __future__ import annotations

import random
from io import BytesIO
from zipfile import ZipFile

from chengwen.formats.word.docx import Parts, read_parts
from chengwen.word.package import open_word
from chengwen.word.resolve import resolve

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
OFFICE = NAMESPACES["r"]
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROOTS = {"header1": "hdr", "footer1": "ftr"}
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%2."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def part(root: str, inside: str) -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {spaces} mc:Ignorable="w14">{inside}</w:{root}>'.encode()


def relations(listed: dict[str, tuple[str, str]], external: frozenset[str] = frozenset()) -> bytes:
    """Relationships by id: kind and target."""
    inside = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if id in external else ''}/>"
        for id, (kind, target) in listed.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'.encode()


def docx(
    body: str,
    *,
    raw: dict[str, bytes] | None = None,
    more: dict[str, tuple[str, str]] | None = None,
    external: frozenset[str] = frozenset(),
    **parts: str,
) -> bytes:
    """Pack a document; other parts by name (`numbering`, `header1`), further files and relationships as they are."""
    file = BytesIO()
    known = {f"x{name}": (name.rstrip("1"), f"{name}.xml") for name in parts}
    with ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", relations({"a": ("officeDocument", "word/document.xml")}))
        package.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        package.writestr("word/_rels/document.xml.rels", relations({**known, **(more or {})}, external))
        for name, inside in parts.items():
            package.writestr(f"word/{name}.xml", part(ROOTS.get(name, name), inside))
        for name, data in (raw or {}).items():
            package.writestr(name, data)
    return file.getvalue()


def t(words: str) -> str:
    return f'<w:t xml:space="preserve">{words}</w:t>'


def r(words: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{t(words)}</w:r>"


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs, or of words."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def item(words: str, level: int = 0) -> str:
    return p(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def table(*rows: str) -> str:
    """A table of rows whose cells are separated by |."""
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row.split("|")) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def box(inside: str) -> str:
    """A run with a text box, written twice as Word does."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def text_of(data: bytes, *, accept: bool) -> str:
    """The text of a file with all of its changes accepted, or rejected."""
    file = open_word(data)
    for _, tree in file.of_kind("document", "footnotes", "endnotes"):
        resolve(tree, accept=accept)
    known = {kind: next((tree for _, tree in file.of_kind(kind)), None) for kind in ("styles", "numbering")}
    notes = tuple(tree for _, tree in file.of_kind("footnotes", "endnotes"))
    return read_parts(Parts(file.trees[file.main], known["styles"], known["numbering"], notes))[0].text


# --- At random ---

CHARACTERS = "甲乙丙丁戊己庚辛 \u3000，。12"


def random_docx(chance: random.Random) -> bytes:
    """A document with breaks, tabs, numbers, tables in tables, notes, text boxes, formulas, blank lines anywhere."""
    return _Random(chance).document()


class _Random:
    def __init__(self, chance: random.Random) -> None:
        self.chance, self.notes = chance, 0

    def words(self) -> str:
        return "".join(self.chance.choice(CHARACTERS) for _ in range(self.chance.randrange(8)))

    def inside(self, depth: int) -> str:
        at = self.chance.random()
        if at < 0.75:
            return t(self.words())
        if at < 0.90:
            return "<w:br/>" if at < 0.85 else "<w:tab/>"
        if at < 0.93 and not depth:
            self.notes += 1
            return f'<w:footnoteReference w:id="{self.notes}"/>'
        if at < 0.97 and not depth:
            run = box("".join(self.paragraph(1) for _ in range(self.chance.choice((1, 2)))))
            return run.removeprefix("<w:r>").removesuffix("</w:r>")
        return "<w:noBreakHyphen/>"

    def run(self, depth: int) -> str:
        if self.chance.random() < 0.03:
            return f"<m:oMath><m:r><m:t>{self.words()}</m:t></m:r></m:oMath>"
        look = "<w:rPr><w:b/></w:rPr>" if self.chance.random() < 0.5 else ""
        return f"<w:r>{look}{''.join(self.inside(depth) for _ in range(self.chance.choice((1, 1, 2, 3))))}</w:r>"

    def paragraph(self, depth: int) -> str:
        level = self.chance.choice((0, 0, 1))
        look = '<w:jc w:val="center"/>' if self.chance.random() < 0.2 else ""
        if self.chance.random() < 0.3:
            look = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>{look}'
        runs = "".join(self.run(depth) for _ in range(self.chance.choice((0, 1, 1, 2, 3))))
        return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{runs}</w:p>"

    def table(self, depth: int) -> str:
        columns, rows = self.chance.choice((1, 2, 3)), self.chance.choice((1, 2, 3))
        return f"<w:tbl>{''.join(f'<w:tr>{self.cells(columns, depth)}</w:tr>' for _ in range(rows))}</w:tbl>"

    def cells(self, columns: int, depth: int) -> str:
        inner = (self.table(2) + "<w:p/>" if depth < 1 and self.chance.random() < 0.05 else "" for _ in range(columns))
        return "".join(
            f"<w:tc>{''.join(self.paragraph(1) for _ in range(self.chance.choice((1, 1, 2))))}{one}</w:tc>"
            for one in inner
        )

    def document(self) -> bytes:
        blocks = range(self.chance.choice((1, 3, 5, 8)))
        body = "".join(self.table(0) if self.chance.random() < 0.15 else self.paragraph(0) for _ in blocks)
        notes = "".join(
            f'<w:footnote w:id="{number + 1}">{"".join(p(self.words()) for _ in range(self.chance.choice((1, 2))))}'
            "</w:footnote>"
            for number in range(self.notes)
        )
        return docx(f"{body}<w:sectPr/>", numbering=NUMBERING, footnotes=notes)
