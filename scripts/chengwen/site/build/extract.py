"""What lists, indexes and charts take of a document: enough that it need not be read again while it stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from chengwen.document import Document
from chengwen.knowledge.load import catalogue
from chengwen.site.charts.figures import Figures, count
from chengwen.site.page import Entry, entry
from chengwen.site.pages.parts import Part, parts_of
from chengwen.site.pages.phrases import Phrasing, phrasing_of


@dataclass(frozen=True, slots=True)
class Extract:
    """What outlives the page of a document."""

    entry: Entry
    parts: tuple[Part, ...]
    phrasing: Phrasing
    figures: Figures
    changed: tuple[str, ...]
    """Rules that changed it."""
    hinted: tuple[str, ...]
    """Rules that only pointed something out in it."""


def extract(document: Document) -> Extract:
    """Take from a document what outlives its page."""
    listed = entry(document)
    return Extract(
        entry=listed,
        parts=tuple(parts_of(document, listed)),
        phrasing=phrasing_of(document),
        figures=count(document, catalogue()),
        changed=tuple(sorted({rule for edit in document.edits for rule in edit.rules})),
        hinted=tuple(sorted({suspect.rule for suspect in document.suspects})),
    )
