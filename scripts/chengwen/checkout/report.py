"""Tell a person what was done to a document: a row for each edit, in the order of the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from chengwen.document import Document
from chengwen.knowledge.load import catalogue

SHOWN = 200
"""How much of a long removal is shown at either end, in code points."""


@dataclass(frozen=True, slots=True)
class Row:
    """One edit, ready to be printed."""

    place: str
    rules: tuple[str, ...]
    description: str
    removed: list[str] = field(repr=False)
    written: list[str] = field(repr=False)


def rows(document: Document) -> Iterator[Row]:
    """Give the edits of a document; without its raw file, what was removed is not known and left out.

    The place is line and column of the raw text, both from 1.
    """
    known = catalogue()
    source = document.private.source_text
    line, start_of_line, counted = 1, 0, 0  # counted on from edit to edit, not from the top for each
    for edit in document.edits:
        start, end = edit.span.start, edit.span.end
        described = [known[rule].description for rule in edit.rules if rule in known]
        place, removed = f"{start:>6}", [f"({end - start} characters)"]
        if source is not None:
            line += source.count("\n", counted, start)
            start_of_line = max(start_of_line, source.rfind("\n", counted, start) + 1)
            counted = start
            place = f"{line}:{start - start_of_line + 1}"
            removed = _shown(source[start:end])
        yield Row(place, edit.rules, "；".join(described), removed, _shown(edit.text))


def hidden(document: Document) -> Iterator[tuple[str, int, list[str]]]:
    """List what is hidden by type, each with the clean text around it; what stood there is not told."""
    by_type: dict[str, list[str]] = {}
    for one in document.placeholders:
        if one.origin == "chengwen":
            by_type.setdefault(one.type, []).append(context_of(document.text, one.start, one.end))
    for type, contexts in sorted(by_type.items()):
        yield type, len(contexts), contexts


def context_of(text: str, start: int, end: int) -> str:
    """Give what stands around a place on its line."""
    low = max(text.rfind("\n", max(0, start - AROUND), start) + 1, start - AROUND)
    found = text.find("\n", end, end + AROUND)
    high = found if found >= 0 else min(len(text), end + AROUND)
    return f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}"


AROUND = 16
"""How much is shown on either side of what is hidden, in code points."""


def _shown(text: str) -> list[str]:
    """Give the lines of a text, white space spelt out and long ones shortened."""
    if not text.strip(" \t\r\n\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}"):
        return [repr(text)] if text else []
    return [line if len(line) <= 2 * SHOWN else f"{line[:SHOWN]}…{line[-SHOWN:]}" for line in text.split("\n") if line]
