"""The whole way of a document: every promise of the contract, for whatever text or bytes."""

from __future__ import annotations

import json

from driver import fuzz
from invented import text_of

from chengwen import Document, clean
from chengwen.document import from_json, to_json
from chengwen.errors import InputError
from chengwen.metadata import describe
from chengwen.sections import split
from chengwen.text import apply


def check(data: bytes) -> None:
    """Clean a text made of the bytes, or the bytes as they are where the first says so."""
    raw = data[1:] if data[:1] == b"\xff" else text_of(data).encode()
    try:
        document = clean(raw, name="报告.txt")
    except InputError:
        return
    _ledger_replays(document)
    _spans_nest(document)
    _has_one_form(document.text)
    written = json.dumps(to_json(document, with_text=True), ensure_ascii=False, allow_nan=False)
    assert from_json(json.loads(written)) == document
    if "unsettled" not in document.flags and document.text.strip():
        again = clean(document.text)
        assert (again.text, again.edits) == (document.text, ())
    split(raw.decode("utf-8", "replace"), None, [len(document.text) // 2])  # whatever stands in it
    describe(raw.decode("utf-8", "replace"))


def _ledger_replays(document: Document) -> None:
    source = document.source_text or ""
    assert apply(source, document.edits) == document.text
    done = -1
    for edit in document.edits:
        assert done < edit.span.start <= edit.span.end <= len(source)
        assert edit.rules
        done = edit.span.end


def _spans_nest(document: Document) -> None:
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


def _has_one_form(text: str) -> None:
    assert not text or text.endswith("\n")
    assert "\r" not in text
    assert "\n\n\n" not in text
    assert not text.startswith("\n")


if __name__ == "__main__":
    fuzz(check)
