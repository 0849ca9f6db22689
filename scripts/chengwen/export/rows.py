"""The rows of an exported data set: one per document, or one per section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chengwen.checkout.page_addresses import document_address
from chengwen.columns import DOCUMENT, DUPLICATE_OF, INTEGER, TEXT, Column
from chengwen.corpus.source_columns.kinds import Kinds
from chengwen.document import Document, Section, to_json
from chengwen.export.tei import tei
from chengwen.word.template import word_file

LEDGER = {"source": ("bytes", "characters", "undecodable", "encodings"), "placeholders": ("source",)}
"""What is dropped together with `edits` when the ledger is left out, field by field."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a row contains."""

    sections: bool = False
    """One row per section, not per document."""
    ledger: bool = True
    """With edits, and with sizes and offsets of the source, which reveal the length of a hidden name."""
    columns: tuple[str, ...] = ()
    """The columns of a corpus to include; they are uncleaned, so they are named one by one."""
    kinds: Kinds = field(default_factory=dict, hash=False)
    """The kinds of these columns; without any, they are JSON in Parquet."""
    suspects: bool = True
    """With the places that may be noise and were left."""
    duplicates: bool = False
    """Whether the corpus says which documents are copies of others."""
    form: str = ""
    """`tei`, `docx`: the text as a file of that kind."""
    address: str = ""
    """Where the site of the documents is found, `https://…/`, for the files of Word; empty if it is not known."""


def rows(document: Document, duplicate_of: str | None, layout: Layout) -> Iterator[dict[str, Any]]:
    """Yield the rows made from one document."""
    if layout.form == "tei":
        yield {"id": document.id, "text": tei(document)}
    elif layout.form == "docx":
        where = layout.address.rstrip("/") + "/" + document_address(document.id) if layout.address else None
        yield {"id": document.id, "data": word_file(document, where)}
    elif layout.sections:
        yield from section_rows(document)
    else:
        yield document_row(document, duplicate_of, layout)


def document_row(document: Document, duplicate_of: str | None, layout: Layout) -> dict[str, Any]:
    """Return a document as the JSON object of its schema, without what was not asked for."""
    row = to_json(document, with_text=True)
    given = row.pop("columns", {})
    if layout.columns:
        row["columns"] = {name: given.get(name) for name in layout.columns}
    if not layout.ledger:
        del row["edits"]
        for name, keys in LEDGER.items():
            for holder in row[name] if isinstance(row[name], list) else [row[name]]:
                for key in keys:
                    holder.pop(key, None)
    if not layout.suspects:
        row["suspects"] = []
    if layout.duplicates:
        row["duplicate_of"] = duplicate_of
    return row


def section_rows(document: Document) -> Iterator[dict[str, Any]]:
    """Yield the sections of a document in order, each with the text between its heading and the next.

    No character is in two rows: text under a deeper heading is in that section's own row.
    """
    sections = document.sections
    following = [section.start for section in sections[1:]] + [section.end for section in sections[-1:]]
    for place, (section, next_start) in enumerate(zip(sections, following, strict=True)):
        above = [one for one in sections[:place] if one.end >= section.end and _is_deeper(section, one)]
        yield {
            "document": document.id,
            "section": section.id,
            "level": section.level,
            "role": section.role,
            "number": section.number,
            "title": section.title,
            "path": [one.title for one in above],
            "text": document.text[section.heading_end : min(section.end, next_start)].strip("\n"),
        }


def _is_deeper(section: Section, above: Section) -> bool:
    """Whether a section is below another; one without a heading is below the title alone."""
    return above.level is not None and (above.level < section.level if section.level is not None else above.level == 0)


UNSTATED = ""
"""The year, genre, level or right of a document that states none."""


@dataclass(slots=True)
class Counts:
    """Figures for the card of a data set; they grow with years, genres and levels, not with documents."""

    documents: int = 0
    rows: int = 0
    characters: int = 0
    copies: int = 0
    years: Counter[str] = field(default_factory=Counter)
    genres: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    placeholders: Counter[str] = field(default_factory=Counter)
    rights: Counter[str] = field(default_factory=Counter)
    withheld: set[str] = field(default_factory=set)
    """Ids of the documents left out because they are marked secret or internal, or copies of such."""
    doubtful: int = 0
    """Documents left out because of a flag that says that something is wrong with them."""
    splits: Counter[str] = field(default_factory=Counter)
    columns_left: set[str] = field(default_factory=set)
    """Columns of a corpus that were not named, and are left out."""

    def add(self, document: Document, duplicate_of: str | None, columns: tuple[str, ...]) -> None:
        """Count one document."""
        self.documents += 1
        self.characters += len(document.text)
        self.copies += duplicate_of is not None
        for key, counter in (("year", self.years), ("genre", self.genres), ("level", self.levels)):
            counter[str(getattr(document.metadata, key) or UNSTATED)] += 1
        self.flags.update(document.flags)
        self.placeholders.update(placeholder.type for placeholder in document.placeholders)
        self.rights[document.provenance.rights or UNSTATED] += 1
        self.columns_left.update(set(document.columns or ()) - set(columns))


SECTION_ROW = (
    Column("document", TEXT, "文稿的编号"),
    Column("section", TEXT, "章节的编号，在一篇之内不重复（s1、s1-2；附件 x1、x1-s1；版头、落款等以作用为名）"),
    Column("level", INTEGER, "层次：0 题目，1 一、，2 （一），3 1.，4 （1），5 ①；没有标题的为空", null=True),
    Column(
        "role",
        TEXT,
        "作用：opening、work、problems、causes、plans、other；公文各要素：masthead、salutation、closing、imprint 等",
    ),
    Column("number", TEXT, "标题前的序号，照原文"),
    Column("title", TEXT, "标题"),
    Column("path", TEXT, "上面各层的标题，由外到内，自己的不在内", many=True),
    Column("text", TEXT, "标题以下、下一个标题以前的正文；下一层的在它自己的行里，没有一个字重复"),
)


def columns_of(kind: str, layout: Layout) -> list[Column]:
    """Return what a row holds, in order; a text file holds the text alone."""
    columns = SECTION_ROW if layout.sections else (*DOCUMENT, DUPLICATE_OF)
    if kind in (".txt", ".xml", ".docx"):
        return [column for column in columns if column.name == "text"]
    asked = {
        "edits": layout.ledger,
        "columns": bool(layout.columns),
        "duplicate_of": layout.duplicates,
    }
    return [column for column in columns if asked.get(column.name, True)]
