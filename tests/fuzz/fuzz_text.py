"""Edits upon edits, against a plain list of characters that remembers where each came from."""

from __future__ import annotations

from functools import partial

from driver import fuzz

from chengwen.text import Edit, Span, Text, apply, begin, replay

LETTERS = "一二三甲乙丙abc \n\r\U00020000"


def check(data: bytes) -> None:
    """Make a source and up to five rounds of edits of the bytes."""
    take = partial(next, iter(data), 0)
    source = "".join(LETTERS[take() % len(LETTERS)] for _ in range(take() % 64))
    text = begin(source)
    model: list[tuple[str, int | None]] = [(char, at) for at, char in enumerate(source)]
    for _ in range(take() % 6):
        edits: list[Edit] = []
        done = 0
        for _ in range(take() % 8):
            start = done + take() % 8
            end = start + take() % 6
            if end > len(model):
                break
            written = "".join(LETTERS[take() % len(LETTERS)] for _ in range(take() % 4))
            edits.append(Edit(Span(start, end), written, (f"rule-{take() % 3}",), "mark" if take() % 4 == 0 else ""))
            done = end
        for edit in reversed(edits):
            model[edit.span.start : edit.span.end] = [(char, None) for char in edit.text]
        text = text.apply(edits)
        _holds(text, model)


def _holds(text: Text, model: list[tuple[str, int | None]]) -> None:
    source, value = text.source, "".join(char for char, _ in model)
    assert text.value == value
    assert apply(source, text.edits) == value
    ledger = text.ledger()
    assert apply(source, ledger) == value
    done = -1
    for edit in ledger:
        assert done < edit.span.start <= edit.span.end <= len(source)
        assert source[edit.span.start : edit.span.end] != edit.text
        assert edit.rules
        done = edit.span.end
    assert replay(source, ledger).value == value
    assert apply(source, text.ledger("rule-0")) == value
    _locates(text, model)
    for mark in text.marks:
        assert 0 <= mark.span.start <= mark.span.end <= len(value)
        assert 0 <= mark.source.start <= mark.source.end <= len(source)


def _locates(text: Text, model: list[tuple[str, int | None]]) -> None:
    places = [text.locate(at) for at in range(len(model) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text.source) for place in places)
    written = {
        at for edit, start in zip(text.edits, text.starts, strict=True) for at in range(start, start + len(edit.text))
    }
    for at, (_, origin) in enumerate(model):
        assert origin is None or at in written or places[at] == origin
        span = text.locate_span(Span(at, min(at + 3, len(model))))
        assert 0 <= span.start <= span.end <= len(text.source)


if __name__ == "__main__":
    fuzz(check)
