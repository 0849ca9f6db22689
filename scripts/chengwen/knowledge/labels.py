"""The labels 〖…〗 that stand for what was hidden: how they are written, and where they are in a finished text."""

from __future__ import annotations

import re
from functools import cache

from chengwen.document import Placeholder
from chengwen.knowledge.wording import labels
from chengwen.text import Span, Text


def label(type: str, number: int | None = None) -> str:
    """Write the label of a type; a name that the toolkit hides has a number, the same all through a document.

    >>> label("place"), label("person", 2)
    ('〖地名〗', '〖姓名2〗')
    """
    return f"〖{labels()[type]}{'' if number is None else number}〗"


def placeholders(text: Text) -> tuple[Placeholder, ...]:
    """List the labels of a finished text, and the censored words written out in it, with their source."""
    known = {mark.span for mark in text.marks}
    found = [
        Placeholder(mark.span.start, mark.span.end, mark.kind.split(":")[1], mark.kind.split(":")[0], mark.source)
        for mark in text.marks
    ]
    for match in label_pattern().finditer(text.value):
        span = Span(*match.span())
        if span not in known:
            found.append(Placeholder(span.start, span.end, type_of_label(match), "author", text.locate_span(span)))
    return tuple(sorted(found, key=lambda placeholder: (placeholder.start, placeholder.end)))


def type_of_label(match: re.Match[str]) -> str:
    """Tell the type of a label that `label_pattern` found."""
    return _types()[match["label"]]


@cache
def label_pattern() -> re.Pattern[str]:
    """Give the pattern of a label: group `label` its word, group `number` its number, empty where it has none."""
    return re.compile(f"〖(?P<label>{'|'.join(labels().values())})(?P<number>[0-9]{{0,4}})〗")


@cache
def _types() -> dict[str, str]:
    return {label: type for type, label in labels().items()}
