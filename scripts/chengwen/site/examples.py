"""Examples of rules as a reader sees them: what is taken is set apart, and what cannot be seen is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chengwen.lines import SPACES, ZERO_WIDTH
from chengwen.rules import WHOLE_LINE, Rule, example_view, find
from chengwen.site.markup import Child, Markup, element, join

UNSEEN = re.compile(f"\r\n|[{SPACES}{ZERO_WIDTH}\r\n]")
NAMES = {"\n": "⏎", "\r": "⏎", "\r\n": "⏎", "\t": "⇥", " ": "␣", "\N{IDEOGRAPHIC SPACE}": "□"}
"""Signs for what is common; all else is spelt U+200B."""


def spelt(text: str) -> Markup:
    """Show a text with all that is not seen in it.

    >>> spelt("党 建\u200b")
    '党<span class="unseen">␣</span>建<span class="unseen">U+200B</span>'
    """
    pieces: list[Child] = []
    done = 0
    for match in UNSEEN.finditer(text):
        name = NAMES.get(match.group()) or f"U+{ord(match.group()):04X}"
        pieces += text[done : match.start()], element("span", name, class_="unseen")
        done = match.end()
    return join([*pieces, text[done:]])


def caught(rule: Rule, example: str) -> Markup:
    """Show an example that a rule takes, on a tint what goes of it, and what is written instead."""
    pieces: list[Child] = []
    done = 0
    for start, end in _taken(rule, example):
        if start < done:
            continue
        new = element("ins", rule.replacement) if rule.action == "replace" and rule.replacement else None
        tag = "mark" if rule.action == "flag" or rule.confidence == "low" else "del"
        pieces += example[done:start], element(tag, example[start:end]) if end > start else None, new
        done = end
    return join([*pieces, example[done:]])


def _taken(rule: Rule, example: str) -> Iterator[tuple[int, int]]:
    """Give the stretches of an example that a rule edits."""
    view = example_view(example)
    for match in find(rule, view.text):
        named = "cut" in match.groupdict()
        if rule.zone[0] in (*WHOLE_LINE, "part") and not named:
            yield view.start, view.end
        else:
            span = view.span(*(match.span("cut") if named else match.span()))
            yield span.start, span.end


def masked(example: str) -> Markup:
    """Show the example of a clue, the mask that it speaks of set apart.

    >>> masked("年龄{X}岁以下")
    '年龄<mark>X</mark>岁以下'
    """
    before, _, rest = example.partition("{")
    mask, _, after = rest.partition("}")
    return join([before, element("mark", mask) if mask else None, after])
