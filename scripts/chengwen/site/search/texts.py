"""The texts as the browser reads them: a few documents in a file, and a head that knows where each section begins.

The concordance, the writing desk and the comparison of copies all read these; what they need of a document before its
text is read (year, genre, level, issuer, the part that each section plays) stands in the head.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chengwen.checkout.page_addresses import file_name
from chengwen.document import Document
from chengwen.knowledge.labels import PARTS, UNSTATED
from chengwen.site.page import Entry
from chengwen.site.search.fold import units

BLOCK = 2_500
"""From so many characters on, a file of texts is full: some 4 kB packed, one report or two. The first lines of a
search lie in thirty files, and with each comes what nobody asked for."""
FACETS = ("year", "genre", "level", "issuer")


class Listed(NamedTuple):
    """What the head says of a document; a tuple, since every build reads those of all documents back."""

    said: tuple[tuple[str, ...], ...]
    """Its values of each facet."""
    sections: tuple[tuple[int, tuple[str, ...]], ...]
    """Of each of its sections: length in units, and the parts that it plays."""


def listed(document: Document, about: Entry) -> Listed:
    """Return what the head says of a document."""
    said = ((about.year,), (about.genre,), (about.level or UNSTATED,), about.issuers or (UNSTATED,))
    sections = [(len(units(document.text[start:end])), tuple(roles)) for _, roles, start, end in stretches(document)]
    length, roles = sections[-1]
    sections[-1] = length + 1, roles  # the line end behind each text
    return Listed(tuple(tuple(dict.fromkeys(values)) for values in said), tuple(sections))


@dataclass(slots=True)
class Head:
    """What stands in the head, collected document by document; values and parts are numbered as they come."""

    values: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in FACETS})
    facets: dict[str, list[list[int]]] = field(default_factory=lambda: {name: [] for name in FACETS})
    """The values of each document, by their numbers."""
    parts: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Combinations of parts that a section plays."""
    sections: list[list[int]] = field(default_factory=list)
    """Of each document: length in units and combination of each of its sections, one after the other."""

    def note(self, one: Listed) -> None:
        """Add a document."""
        for name, values in zip(FACETS, one.said, strict=True):
            known = self.values[name]
            self.facets[name].append([known.setdefault(value, len(known)) for value in values])
        numbers: list[int] = []
        for length, roles in one.sections:
            numbers += [length, self.parts.setdefault(roles, len(self.parts))]
        self.sections.append(numbers)

    def to_json(self) -> dict[str, Any]:
        """Return what a browser needs."""
        values = {name: list(known) for name, known in self.values.items()}
        return {"values": values, "facets": self.facets, "parts": list(self.parts), "sections": self.sections}


def stretches(document: Document) -> Iterator[tuple[str, list[str], int, int]]:
    """Yield id, roles, start and end of what each section says itself, before any other begins; first what has none."""
    starts = [section.start for section in document.sections]
    yield "", ["other"], 0, starts[0] if starts else len(document.text)
    for section, end in zip(document.sections, [*starts[1:], len(document.text)], strict=True):
        roles = [role for role in section.roles or (section.role,) if role in PARTS]
        yield section.id, roles or ["other"], section.start, end


def told(document: Document, about: Entry) -> list[Any]:
    """Return what a file of texts says of a document: its name, its title, its text, its sections."""
    headings = {one.id: document.text[one.start : one.heading_end] for one in document.sections}
    sections = [[id, len(units(headings.get(id, "")))] for id, *_ in stretches(document)]
    return [file_name(document.id), about.title, document.text, sections]


def text_files(documents: Iterable[list[Any]]) -> Iterator[tuple[int, bytes]]:
    """Yield the files of texts: how many documents are in each, and its content."""
    waiting: list[list[Any]] = []
    size = 0
    for one in documents:
        waiting.append(one)
        size += len(one[2])
        if size >= BLOCK:
            yield len(waiting), packed_json(waiting)
            waiting, size = [], 0
    if waiting:
        yield len(waiting), packed_json(waiting)


def packed_json(data: Any) -> bytes:
    """Return data as JSON, packed. Not named .gz, since some servers would unpack that."""
    return gzip.compress(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), mtime=0
    )
