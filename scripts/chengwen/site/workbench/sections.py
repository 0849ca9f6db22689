"""What the writing desk offers: each part of each document, with its themes; near-identical ones are a group."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chengwen.document import Document
from chengwen.knowledge.labels import PARTS
from chengwen.site.pages.parts import deeper_roles, roles_of, themes, themes_of
from chengwen.site.reuse.traces import letters, winnow

FEWEST = 15
"""A section with fewer Han characters below its heading says nothing: a signature, 特此报告."""
LONG = 800
"""A section with more characters is offered by the sections in it: a paragraph is looked for, not a chapter."""
SAME = 0.6
"""Two sections are near-identical if they share this much of the traces of both."""
SAMPLED = 4
"""One trace in so many is looked at: enough for a share, and a fourth of the memory."""


@dataclass(frozen=True, slots=True)
class Written:
    """A section that plays a part."""

    first: int
    """Its number among the stretches of its document, and how many of them it spans."""
    spans: int
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    start: int
    end: int


class Row(NamedTuple):
    """What the desk knows of a section."""

    first: int
    spans: int
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    traces: bytes
    """32-bit numbers: the traces that are looked at."""


def rows_of(document: Document) -> Iterator[Row]:
    """Yield what the desk has to know of the sections of a document."""
    for one in written_parts(document):
        hashes, _ = winnow(letters(document.text[one.start : one.end]))
        traces = array("I", (trace for trace in hashes if trace % SAMPLED == 0))
        yield Row(one.first, one.spans, one.roles, one.themes, traces.tobytes())


@dataclass(slots=True)
class Desk:
    """The sections of all documents by the part that they play."""

    sections: dict[str, list[list[int]]] = field(default_factory=lambda: {role: [] for role in PARTS})
    """Of each: document, first stretch, stretches, group; then its themes, as indices."""
    holders: dict[int, int] = field(default_factory=dict)
    """The group that first left a trace."""
    sizes: array[int] = field(default_factory=lambda: array("I"))
    """Traces of the first of each group."""

    def note(self, number: int, rows: Iterable[Row]) -> None:
        """Add the sections of a document."""
        names = [theme["id"] for theme in themes()]
        for one in rows:
            group = self._group(array("I", one.traces))
            row = [number, one.first, one.spans, group, *(names.index(theme) for theme in one.themes)]
            for role in one.roles:
                self.sections[role].append(row)

    def _group(self, traces: array[int]) -> int:
        """Return the group of a section: that of one which shares most of its traces, or a new one."""
        votes = Counter(map(self.holders.get, traces))
        votes.pop(None, None)
        for group, number in votes.most_common(1):
            if group is not None and number >= SAME * len(traces) and number >= SAME * self.sizes[group]:
                return group
        group = len(self.sizes)
        self.sizes.append(len(traces))
        for trace in traces:
            self.holders.setdefault(trace, group)
        return group

    def to_json(self) -> dict[str, Any]:
        """Return what a browser needs."""
        return {"themes": [[theme["id"], theme["name"]] for theme in themes()], "sections": self.sections}


def written_parts(document: Document) -> Iterator[Written]:
    """Yield the top sections of a document, and those inside them whose role is another one."""
    top = min((section.level for section in document.sections if section.level), default=0)
    whole = {section.id for section in document.sections if section.end - section.start <= LONG}
    starts = [section.start for section in document.sections]
    above: tuple[str, ...] = ()
    for number, section in enumerate(document.sections):
        parent = section.id.rpartition("-")[0]
        if section.level is None or section.level == top:
            above = roles = roles_of(section)
            if section.id not in whole and any(one.id.startswith(f"{section.id}-") for one in document.sections):
                continue
        elif parent not in whole and section.level == top + 1:
            roles = above
        else:
            roles = deeper_roles(section, above)
        heading = document.text[section.start : section.heading_end]
        body = document.text[section.heading_end : section.end]
        if section.level == 0 or not roles or len(letters(body)) < FEWEST:
            continue
        spans = sum(section.start <= start < section.end for start in starts[number:])
        yield Written(number + 1, spans, roles, themes_of(heading, body), section.start, section.end)
