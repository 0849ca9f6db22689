"""What stands in the rows of an exported data set: a document a row, or a section a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chengwen.document import Document, Section, to_json

LEDGER = {"source": ("bytes", "characters", "undecodable", "encodings"), "placeholders": ("source",)}
"""What goes with `edits` when the ledger is left out, field by field."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a row holds."""

    sections: bool = False
    """A section a row, not a document."""
    ledger: bool = True
    """With edits, and with the sizes and offsets of the source, from which the length of a hidden name can be told."""
    columns: tuple[str, ...] = ()
    """The columns of a corpus that go along; nobody cleaned them, so they are named one by one."""
    duplicates: bool = False
    """Whether the corpus says which documents are copies of others."""


def rows(document: Document, duplicate_of: str | None, layout: Layout) -> Iterator[dict[str, Any]]:
    """Give the rows that are made of one document."""
    if layout.sections:
        yield from section_rows(document)
    else:
        yield document_row(document, duplicate_of, layout)


def document_row(document: Document, duplicate_of: str | None, layout: Layout) -> dict[str, Any]:
    """Give a document as the JSON object of schema `chengwen/1`, without what was not asked for."""
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
    if layout.duplicates:
        row["duplicate_of"] = duplicate_of
    return row


def section_rows(document: Document) -> Iterator[dict[str, Any]]:
    """Give the sections of a document in their order, each with what stands between its heading and the next.

    No character stands in two rows: what lies under a deeper heading is in that section's own row.
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
    """Tell whether a section lies below another; what has no heading lies below the title alone."""
    return above.level is not None and (above.level < section.level if section.level is not None else above.level == 0)
