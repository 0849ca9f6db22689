"""Write passages of several documents as one .docx, each with where it stands: what a writer put aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from chengwen.document import Document, Metadata, Provenance, Section, Sections, SourceInfo
from chengwen.engine.draft import read
from chengwen.knowledge.labels import placeholders
from chengwen.stages.structure.sections import split
from chengwen.word.parts import core, element, text_run
from chengwen.word.template import BLANK, blocks, packed, paragraph

BLANKS = " \t\u3000"
"""What stands before a line to set it in: the deeper headings of an outline."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document with what is to stand above it and below it."""

    heading: str = field(repr=False)
    """With its number, as in the document."""
    text: str = field(repr=False)
    """What follows the heading, with the headings that lie deeper."""
    source: str
    """Where it stands, in a line."""


def passages_file(passages: Iterable[Passage], title: str) -> bytes:
    """Return passages as a .docx file, in the layout of a whole document; `title` stands in its properties alone.

    The same passages always give the same bytes.

    >>> passages_file([Passage("一、做法", "全镇植树三千亩。", "出处：植树总结")], "篮子")[:2]
    b'PK'
    """
    return packed((block for one in passages for block in _blocks(one)), core(title=title, language="zh-CN"))


def _blocks(passage: Passage) -> Iterator[str]:
    yield from blocks(_as_document(passage))
    yield paragraph("Source", text_run(passage.source), element("spacing", after=BLANK))


def _as_document(passage: Passage) -> Document:
    """Return a passage as a document of its own: its headings are those of a document, by their numbers."""
    heading = "".join(passage.heading.split("\n")).strip(BLANKS)
    lines = [heading, *(line.strip(BLANKS) for line in passage.text.split("\n"))]
    draft = read("".join(f"{line}\n" for line in lines if line))
    text = draft.value
    return Document(
        id="passage",
        source=SourceInfo(None, "text/plain", 0, "utf-8", len(text)),
        metadata=Metadata(),
        provenance=Provenance(),
        text=text,
        edits=(),
        sections=_with_heading(split(draft), heading, text),
        placeholders=placeholders(draft.text),
        flags=(),
        suspects=(),
    )


def _with_heading(found: Iterable[Section], heading: str, text: str) -> Sections:
    """Return the sections of a passage: a first line without a number is a heading of level 1, and none is a title."""
    end = len(heading)
    sections = [one for one in found if one.level != 0 and (one.level or one.start >= end)]
    if heading and not any(one.level and one.start == 0 for one in sections):
        sections.insert(0, Section("s1", 1, "", heading, 0, end, len(text), "other", ("other",)))
    return Sections(replace(one, heading_end=max(one.heading_end, end)) if one.start == 0 else one for one in sections)
