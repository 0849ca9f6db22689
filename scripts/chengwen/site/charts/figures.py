"""Count what the charts show, one document after another, so that none is kept in memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chengwen.document import Document, Section
from chengwen.knowledge.labels import SECTIONS, SHORT_PARTS, UNSTATED, families
from chengwen.knowledge.rules import Operation, Rule
from chengwen.site.page import count_characters, entry, section_counts

K = TypeVar("K")
REST = "其他"
"""Everything not shown separately."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The data of the charts; it grows with years, genres and families, not with documents."""

    documents: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Documents by year and genre."""
    sections: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    """Documents by genre, level, and number of sections of that level; zero counts too."""
    parts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Characters by genre and part."""
    edits: Counter[str] = field(default_factory=Counter)
    """Edits by family."""
    removed: Counter[str] = field(default_factory=Counter)
    """Characters removed from the source, net, by family."""


@dataclass(frozen=True, slots=True)
class PhraseYears:
    """In how many documents of each year a phrase is used."""

    phrase: str
    documents: Mapping[str, int]


def count(document: Document, known_rules: Mapping[str, Rule | Operation]) -> Figures:
    """Count one document.

    An edit of several rules counts for the first whose family is not layout. A value that is not a year counts as
    unstated.
    """
    figures, known, levels = Figures(), entry(document), section_counts(document)
    figures.documents[known.year if is_year(known.year) else UNSTATED, known.genre] += 1
    for level in SECTIONS:
        figures.sections[known.genre, level, levels.get(level, 0)] += 1
    for part, characters in _parts(document):
        figures.parts[known.genre, part] += characters
    for edit in document.edits:
        family = _family(edit.rules, known_rules)
        figures.edits[family] += 1
        figures.removed[family] += max(0, edit.span.end - edit.span.start - len(edit.text))
    return figures


def add(total: Figures, more: Figures) -> None:
    """Add counts to a total."""
    _add(total.documents, more.documents)
    _add(total.sections, more.sections)
    _add(total.parts, more.parts)
    _add(total.edits, more.edits)
    _add(total.removed, more.removed)


def _add(total: Counter[K], more: Mapping[K, int]) -> None:
    """Add counts; `Counter.update` takes half as long again for a few counts."""
    for key, number in more.items():
        total[key] = total.get(key, 0) + number


def removed_by_family(figures: Figures) -> list[tuple[str, int, int]]:
    """Return name, edits and characters removed of each active family; unknown families are summed up."""
    edits, removed = Counter[str](), Counter[str]()
    for family, number in figures.edits.items():
        name = families().get(family, REST)
        edits[name] += number
        removed[name] += figures.removed[family]
    return [(name, number, removed[name]) for name, number in edits.items()]


def is_year(year: str) -> bool:
    """Whether a year is written as one."""
    return re.fullmatch("[0-9]{4}", year) is not None


def _parts(document: Document) -> Iterator[tuple[str, int]]:
    """Yield each section's own characters, up to its first child, with its part; text outside sections is other."""
    left = count_characters(document.text)
    for section, stop in _own(document.sections):
        characters = count_characters(document.text[section.start : stop])
        left -= characters
        yield section.role if section.role in SHORT_PARTS else "other", characters
    if left > 0:
        yield "other", left


def _own(sections: Sequence[Section]) -> Iterator[tuple[Section, int]]:
    """Yield each section with the offset where its own stretch ends."""
    following = [section.start for section in sections[1:]] + [section.end for section in sections[-1:]]
    for section, start in zip(sections, following, strict=True):
        yield section, min(section.end, start)


def _family(rules: Iterable[str], known_rules: Mapping[str, Rule | Operation]) -> str:
    found = [known_rules[rule].family if rule in known_rules else "" for rule in rules]
    return next((family for family in found if family != "layout"), "layout" if found else "")
