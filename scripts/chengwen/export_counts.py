"""Count what a data set holds, one document after the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from chengwen.document import Document

UNSTATED = ""
"""What counts as the year, genre, level or right of a document that states none."""


@dataclass(slots=True)
class Counts:
    """What the card of a data set tells; it grows by years, genres and levels, not by documents."""

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
    """Ids of the documents that were left out, for they are marked secret or internal, or copies of such."""
    columns_left: set[str] = field(default_factory=set)
    """Columns of a corpus that nobody named, and that stay behind."""

    def add(self, document: Document, duplicate_of: str | None, columns: tuple[str, ...]) -> None:
        """Count in one document."""
        self.documents += 1
        self.characters += len(document.text)
        self.copies += duplicate_of is not None
        for key, counter in (("year", self.years), ("genre", self.genres), ("level", self.levels)):
            counter[str(document.metadata.get(key) or UNSTATED)] += 1
        self.flags.update(document.flags)
        self.placeholders.update(placeholder.type for placeholder in document.placeholders)
        self.rights[document.provenance.get("rights") or UNSTATED] += 1
        self.columns_left.update(set(document.columns or ()) - set(columns))
