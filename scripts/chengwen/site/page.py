"""What a page of the site is, and where it lies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from chengwen.document import Document
from chengwen.knowledge.wording import UNSTATED
from chengwen.site.markup import Markup


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose body was made here; the theme puts header and footer round it."""

    address: str
    """Below the site's root, with a slash at its end: `d/003/`."""
    title: str
    body: Markup
    template: str = "made.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of a document."""

    id: str
    title: str
    year: str
    genre: str
    level: str
    characters: int
    """White space not counted."""
    opening: str
    """How the text begins, after its title."""


def entry(document: Document) -> Entry:
    """Sum a document up in the words a list shows."""
    year, genre, level = (document.metadata.get(key) for key in ("year", "genre", "level"))
    return Entry(
        id=document.id,
        title=title_of(document),
        year=_stated(year),
        genre=_stated(genre),
        level=str(level or ""),
        characters=count_characters(document.text),
        opening=_opening(document),
    )


def title_of(document: Document) -> str:
    """Give a document's title; one that has none is called by its id."""
    return document.metadata.get("title") or f"无题文稿 {document.id}"


def count_characters(text: str) -> int:
    """Count the characters of a text as a Chinese writer does: without white space.

    >>> count_characters("一、 工作\\n")
    4
    """
    return len("".join(text.split()))


def way_back(address: str) -> str:
    """Give the relative address of the site's root as seen from a page.

    >>> way_back("d/003/")
    '../../'
    """
    return "../" * address.count("/")


def section_counts(document: Document) -> dict[int, int]:
    """Count the sections of each level below the title."""
    counts = Counter(section.level for section in document.sections if section.level)
    return {level: counts[level] for level in sorted(level for level in counts if level)}


def _stated(value: Any) -> str:
    return UNSTATED if value in (None, "") else str(value)


def _opening(document: Document) -> str:
    start = max((section.heading_end for section in document.sections if section.level == 0), default=0)
    return " ".join(document.text[start : start + 160].split())
