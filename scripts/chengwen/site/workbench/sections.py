"""What the writing desk offers: each part of each document, with its themes; near-identical ones are a group."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zlib import crc32

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
ENOUGH = 4
"""Traces by which it can be said that a section lies in another; of fewer, by its paragraphs."""
GROUP = 3
"""The place of the group in a row."""
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
    lines: bytes
    """32-bit numbers: each paragraph by its Han characters."""


def rows_of(document: Document) -> Iterator[Row]:
    """Yield what the desk has to know of the sections of a document."""
    for one in written_parts(document):
        hashes, _ = winnow(letters(document.text[one.start : one.end]))
        traces = array("I", (trace for trace in hashes if trace % SAMPLED == 0))
        body = document.sections[one.first - 1].heading_end
        lines = (letters(line) for line in document.text[body : one.end].split("\n"))
        held = array("I", {crc32(line.encode()) for line in lines if len(line) >= FEWEST})
        yield Row(one.first, one.spans, one.roles, one.themes, traces.tobytes(), held.tobytes())


@dataclass(slots=True)
class Groups:
    """Which sections have the same words: nearly all of both, or all of the one in the other."""

    by_trace: dict[int, int] = field(default_factory=dict)
    """The group that first left a trace, and which first had a paragraph."""
    by_line: dict[int, int] = field(default_factory=dict)
    traces: list[int] = field(default_factory=list)
    """How many the fullest of each group left, and how many paragraphs it had."""
    lines: list[int] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    """The group to which each belongs: itself, until a section holds all of it."""

    def note(self, traces: array[int], lines: array[int]) -> int:
        """Return the group of a section; `root` says which one that is in the end."""
        alike = Counter(self.root(self.by_trace[one]) for one in traces if one in self.by_trace)
        known = Counter(self.root(self.by_line[one]) for one in lines if one in self.by_line)
        for group, number in alike.most_common(1):
            if number >= self._least(len(traces), self.traces[group]):
                return group
        for group, number in known.most_common(1):
            if number == len(lines):
                return group
        return self._new(traces, lines, [*self._held(alike, known)])

    def root(self, group: int) -> int:
        """Return the group to which one belongs in the end."""
        while self.within[group] != group:
            group = self.within[group]
        return group

    def _least(self, traces: int, others: int) -> float:
        """Return how many traces two sections must share to be one: all of one that leaves enough are in the other."""
        return traces if ENOUGH <= traces <= others else SAME * max(traces, others)

    def _held(self, alike: Counter[int], known: Counter[int]) -> Iterator[int]:
        """Yield the groups of which a section has all, and more."""
        yield from (group for group, number in alike.items() if ENOUGH <= self.traces[group] <= number)
        yield from (group for group, number in known.items() if self.lines[group] == number)

    def _new(self, traces: array[int], lines: array[int], held: Iterable[int]) -> int:
        group = len(self.within)
        self.within.append(group)
        self.traces.append(len(traces))
        self.lines.append(len(lines))
        for other in held:
            self.within[other] = group
        self.by_trace.update((one, group) for one in traces if self._free(self.by_trace, one, group))
        self.by_line.update((one, group) for one in lines if self._free(self.by_line, one, group))
        return group

    def _free(self, holders: dict[int, int], one: int, group: int) -> bool:
        return one not in holders or self.root(holders[one]) == group


@dataclass(slots=True)
class Desk:
    """The sections of all documents by the part that they play."""

    sections: dict[str, list[list[int]]] = field(default_factory=lambda: {role: [] for role in PARTS})
    """Of each: document, first stretch, stretches, group; then its themes, as indices."""
    groups: Groups = field(default_factory=Groups)

    def note(self, number: int, rows: Iterable[Row]) -> None:
        """Add the sections of a document."""
        names = [theme["id"] for theme in themes()]
        for one in rows:
            group = self.groups.note(array("I", one.traces), array("I", one.lines))
            row = [number, one.first, one.spans, group, *(names.index(theme) for theme in one.themes)]
            for role in one.roles:
                self.sections[role].append(row)

    def to_json(self) -> dict[str, Any]:
        """Return what a browser needs."""
        rooted = {
            role: [[*row[:GROUP], self.groups.root(row[GROUP]), *row[GROUP + 1 :]] for row in rows]
            for role, rows in self.sections.items()
        }
        return {"themes": [[theme["id"], theme["name"]] for theme in themes()], "sections": rooted}


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
