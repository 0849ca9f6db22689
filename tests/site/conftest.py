"""Documents made by hand, for tests of the site that need no pipeline and no browser."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chengwen.document import Document, Metadata, Provenance, Section, SourceInfo


@pytest.fixture(scope="session")
def make() -> Callable[..., Document]:
    """Give a function that makes a document of a text: its first line is the title, lines with 、 are headings."""

    def make(text: str, **changes: object) -> Document:
        document = Document(
            id="007",
            source=SourceInfo(None, "text/plain", 100, "utf-8", 50),
            metadata=Metadata(text.partition("\n")[0], year=2021, genre="工作总结", level="乡镇"),
            provenance=Provenance(rights="unknown: as given"),
            text=text,
            edits=(),
            sections=tuple(sections(text)),
            placeholders=(),
            flags=(),
            suspects=(),
        )
        return replace(document, **changes)

    return make


def sections(text: str) -> list[Section]:
    title_end = text.index("\n")
    found = [Section("title", 0, "", text[:title_end], 0, title_end, len(text), "other")]
    number = 0
    for line in text.splitlines(keepends=True):
        start = text.index(line)
        if "、" in line[:3]:
            number += 1
            found.append(Section(f"s{number}", 1, "", "", start, start + len(line.rstrip()), len(text), "work"))
    return found
