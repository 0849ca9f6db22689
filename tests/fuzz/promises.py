"""What holds for every cleaned document, asserted."""

from __future__ import annotations

from chengwen import Document
from chengwen.text import apply


def ledger_replays(document: Document) -> None:
    """The ledger makes the clean text of the source; its edits are sorted, and none touches another."""
    source = document.private.source_text or ""
    assert apply(source, document.edits) == document.text
    done = -1
    for edit in document.edits:
        assert done < edit.span.start <= edit.span.end <= len(source)
        assert edit.rules
        done = edit.span.end


def spans_nest(document: Document) -> None:
    """Sections lie within each other or apart, placeholders and suspects within the text."""
    open_until = [len(document.text)]
    for section in document.sections:
        while open_until and section.start >= open_until[-1]:
            open_until.pop()
        assert open_until
        assert section.start <= section.heading_end <= section.end <= open_until[-1]
        open_until.append(section.end)
    assert len({section.id for section in document.sections}) == len(document.sections)
    done = 0
    for one in document.placeholders:
        assert done <= one.start < one.end <= len(document.text)
        assert 0 <= one.source.start <= one.source.end <= document.source.characters
        done = one.end
    for suspect in document.suspects:
        assert 0 <= suspect.start <= suspect.end <= len(document.text)


def has_one_form(text: str) -> None:
    """A clean text ends in a line feed, begins with none, and leaves a line blank at most once in a row."""
    assert not text or text.endswith("\n")
    assert "\r" not in text
    assert "\n\n\n" not in text
    assert not text.startswith("\n")
