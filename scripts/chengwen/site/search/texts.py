"""The texts as the browser reads them: a few documents in a file, and a head that knows where each section begins.

The concordance, the writing desk and the comparison of copies all read these; what they need of a document before its
text is read (year, genre, level, issuer, the part that each section plays) stands in the head.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chengwen.checkout.page_addresses import file_name
from chengwen.document import Document
from chengwen.knowledge.labels import PARTS, UNSTATED
from chengwen.site.page import Entry, entry
from chengwen.site.search.fold import units

BLOCK = 5_000
"""From so many characters on, a file of texts is full: some 7 kB packed, two or three reports."""
FACETS = ("year", "genre", "level", "issuer")


@dataclass(slots=True)
class Head:
    """What stands in the head, collected document by document."""

    values: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FACETS})
    facets: dict[str, list[list[int]]] = field(default_factory=lambda: {name: [] for name in FACETS})
    """The values of each document, as indices."""
    parts: list[list[str]] = field(default_factory=list)
    """Combinations of parts that a section plays."""
    sections: list[list[int]] = field(default_factory=list)
    """Of each document: length in units and combination of each of its sections, one after the other."""
    blocks: list[list[int]] = field(default_factory=list)
    """Of each file of texts: documents in it, bytes."""

    def note(self, document: Document, listed: Entry) -> None:
        """Add a document."""
        said = {
            "year": [listed.year],
            "genre": [listed.genre],
            "level": [listed.level or UNSTATED],
            "issuer": listed.issuers or (UNSTATED,),
        }
        for name in FACETS:
            self.facets[name].append([_index(self.values[name], value) for value in dict.fromkeys(said[name])])
        numbers: list[int] = []
        for _, roles, start, end in stretches(document):
            numbers += [len(units(document.text[start:end])), _index(self.parts, roles)]
        numbers[-2] += 1  # the line end behind each text
        self.sections.append(numbers)


def stretches(document: Document) -> Iterator[tuple[str, list[str], int, int]]:
    """Yield id, roles, start and end of what each section says itself, before any other begins; first what has none."""
    starts = [section.start for section in document.sections]
    yield "", ["other"], 0, starts[0] if starts else len(document.text)
    for section, end in zip(document.sections, [*starts[1:], len(document.text)], strict=True):
        roles = [role for role in section.roles or (section.role,) if role in PARTS]
        yield section.id, roles or ["other"], section.start, end


def write_texts(documents: Iterable[Document], head: Head, folder: Path) -> Iterator[str]:
    """Write the files of texts, note each document in the head, and yield its text."""
    folder.mkdir(parents=True)
    waiting: list[list[Any]] = []
    size = 0
    for document in documents:
        listed = entry(document)
        head.note(document, listed)
        headings = {one.id: document.text[one.start : one.heading_end] for one in document.sections}
        sections = [[id, len(units(headings.get(id, "")))] for id, *_ in stretches(document)]
        waiting.append([file_name(document.id), listed.title, document.text, sections])
        size += len(document.text)
        yield document.text
        if size >= BLOCK:
            _write_block(waiting, head, folder)
            waiting, size = [], 0
    if waiting:
        _write_block(waiting, head, folder)


def _write_block(documents: Sequence[list[Any]], head: Head, folder: Path) -> None:
    data = packed_json(documents)
    (folder / f"{len(head.blocks)}.bin").write_bytes(data)
    head.blocks.append([len(documents), len(data)])


def packed_json(data: Any) -> bytes:
    """Return data as JSON, packed. Not named .gz, since some servers would unpack that."""
    return gzip.compress(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), mtime=0
    )


def _index(known: list[Any], value: Any) -> int:
    """Return the index of a value in a list, to which a new one is added."""
    if value not in known:
        known.append(value)
    return known.index(value)
