"""What an .odt says outside its text: how its lists are numbered, and which styles hide text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chengwen.formats.numbering import Level
from chengwen.formats.packages import attribute, child, local, number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


MARKS = {
    "annotation": "comments",
    "annotation-end": "comments",
    "change": "tracked-changes",
    "change-start": "tracked-changes",
    "change-end": "tracked-changes",
    "hidden-text": "hidden-text",
    "hidden-paragraph": "hidden-text",
}
"""Elements within a paragraph whose content is left out, and the flag of each."""


def read_lists(known: Iterable[Element]) -> dict[str, dict[int, Level]]:
    """Return how the lists of each style are numbered."""
    return {attribute(e, "name") or "": _levels(e) for e in known if local(e) == "list-style"}


def read_outline(known: Iterable[Element]) -> dict[int, Level]:
    """Return how headings are numbered."""
    return next((_levels(e) for e in known if local(e) == "outline-style"), {})


def _levels(style: Element) -> dict[int, Level]:
    return {number(attribute(e, "level"), 1) - 1: _level(e) for e in style}


def _level(element: Element) -> Level:
    if local(element) == "list-level-style-bullet":
        return Level("bullet", attribute(element, "bullet-char") or "")
    style = attribute(element, "num-format") or ""
    label = child(element, "list-level-properties", "list-level-label-alignment")
    return Level(
        style=style,
        text=_pattern(element, style),
        start=number(attribute(element, "start-value"), 1),
        space=attribute(label, "label-followed-by") != "nothing",
    )


def _pattern(element: Element, style: str) -> str:
    """Return the number with its punctuation, in Word's notation: %1、"""
    before, after = attribute(element, "num-prefix") or "", attribute(element, "num-suffix") or ""
    if not style:
        return before + after
    pattern = attribute(element, "num-list-format")  # LibreOffice's own attribute, which includes the punctuation
    if pattern is not None:
        return re.sub("%([0-9]+)%", r"%\1", pattern)
    at = number(attribute(element, "level"), 1)
    shown = range(max(1, at + 1 - number(attribute(element, "display-levels"), 1)), at + 1)
    return before + ".".join(f"%{level}" for level in shown) + after


def hidden_styles(known: Iterable[Element]) -> frozenset[str]:
    """Return the styles whose text is not shown."""
    hidden = (e for e in known if attribute(child(e, "text-properties"), "display") == "none")
    return frozenset(attribute(e, "name") or "" for e in hidden)


def has_running_heads(styles: Element | None) -> bool:
    """Whether there is anything in headers and footers; they are left out."""
    masters = child(styles, "master-styles")
    parts = [part for page in (masters if masters is not None else ()) for part in page]
    return any(local(part).startswith(("header", "footer")) and text_of(part) for part in parts)


def text_of(element: Element) -> str:
    """Return all text within an element, to see whether there is any."""
    return "".join(map(str, element.itertext())).strip(" \t\r\n")
