"""A clean text as headings and paragraphs, before either becomes HTML.

The page of a document makes HTML of them; the page that cleans in the browser makes elements of them there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from chengwen.document import Document, Placeholder, Section
from chengwen.knowledge.wording import known_type, labels

SIGNATURE = 30
"""Characters at most of a line at the end that is set to the right: a unit's name, a date."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph: the clean text from `start` to `end`."""

    tag: str
    """`h2` to `h6`, `p`; `hr` and `span` are anchors of sections whose heading has no words."""
    id: str
    start: int
    end: int
    signed: bool = False


def title_section(document: Document) -> Section | None:
    """Give the section that the title begins; None where there is no title."""
    return next((section for section in document.sections if section.level == 0), None)


def blocks_above(document: Document, title: Section) -> Iterator[Block]:
    """Give what a document puts before its title: 发文机关, 文号, 密级."""
    return _paragraphs(document, "", 0, title.start)


def blocks_below(document: Document, title: Section | None) -> Iterator[Block]:
    """Give what follows the title, headings and paragraphs in the order of the text; without a title, all of it."""
    sections = [s for s in document.sections if title is None or s.start >= title.start]
    ends = [*(section.start for section in sections), len(document.text)]
    if title is None:
        yield from _paragraphs(document, "", 0, ends[0])
    for section, end in zip(sections, ends[1:], strict=True):
        if section is not title:
            yield _heading(document, section)
        yield from _paragraphs(document, section.id, section.heading_end, end, section.role)


def pieces(document: Document, start: int, end: int) -> Iterator[str | Placeholder]:
    """Cut a stretch of the clean text at its placeholders."""
    done = start
    first = bisect_left(document.placeholders, start, key=lambda placeholder: placeholder.start)
    for placeholder in document.placeholders[first:]:
        if placeholder.end > end:
            break
        yield document.text[done : placeholder.start]
        yield placeholder
        done = placeholder.end
    yield document.text[done:end]


def chip_words(placeholder: Placeholder, text: str) -> tuple[str, str, str]:
    """Give what a placeholder shows, its class, and what it says of itself.

    A word that was censored and written out again is no chip: it is underlined.
    """
    label = text[placeholder.start : placeholder.end]
    if placeholder.type == "censored" and not label.startswith("〖"):
        return label, "restored", "原文遮去，据固定搭配复原"
    kind = known_type(placeholder.type)
    who = "作者隐去" if placeholder.origin == "author" else "本站隐去"
    return label, f"placeholder placeholder-{kind.replace('_', '-')}", f"{who}：{labels()[kind]}"


def _heading(document: Document, section: Section) -> Block:
    """Give a section's heading; one without words of its own leaves an anchor."""
    words = document.text[section.start : section.heading_end]
    if section.level is None or not words.strip():
        tag = "hr" if section.level == 0 else "span"
    else:
        tag = f"h{min(max(section.level + 1, 2), 6)}"
    return Block(tag, section.id, section.start, section.heading_end)


def _paragraphs(document: Document, section: str, start: int, end: int, role: str = "") -> Iterator[Block]:
    """Give the lines of a stretch as paragraphs, each with an address of its own: s1-2-p3."""
    prefix = f"{section}-p" if section else "p"
    numbers = count(1)
    for line in document.text[start:end].splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words[0])
            signed = role == "closing" and len(words) <= SIGNATURE
            yield Block("p", f"{prefix}{next(numbers)}", at, at + len(words), signed)
        start += len(line)
