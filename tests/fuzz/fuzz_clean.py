"""The whole way of a document: every promise of the contract, for whatever text or bytes."""

from __future__ import annotations

import json

from driver import fuzz
from invented import text_of
from promises import has_one_form, ledger_replays, spans_nest

from chengwen import clean
from chengwen.document import from_json, to_json
from chengwen.engine.draft import read
from chengwen.errors import InputError
from chengwen.stages.structure.metadata import describe
from chengwen.stages.structure.sections import split


def check(data: bytes) -> None:
    """Clean a text made of the bytes, or the bytes as they are where the first says so."""
    raw = data[1:] if data[:1] == b"\xff" else text_of(data).encode()
    try:
        document = clean(raw, name="报告.txt")
    except InputError:
        return
    ledger_replays(document)
    spans_nest(document)
    has_one_form(document.text)
    written = json.dumps(to_json(document, with_text=True), ensure_ascii=False, allow_nan=False)
    assert from_json(json.loads(written)) == document
    if "unsettled" not in document.flags and document.text.strip():
        again = clean(document.text)
        assert (again.text, again.edits) == (document.text, ())
    split(read(raw.decode("utf-8", "replace")), None, [len(document.text) // 2])  # whatever stands in it
    describe(read(raw.decode("utf-8", "replace")))


if __name__ == "__main__":
    fuzz(check)
