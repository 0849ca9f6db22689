"""Report what was done to a document, a row for each edit, and what a change of rules does to every sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from chengwen.checkout.store import cleaned_ids, read_cleaned
from chengwen.document import Document
from chengwen.engine.printable import as_code
from chengwen.knowledge.load import catalogue

SHOWN = 200
"""How much of a long removal is shown at either end, in code points."""


@dataclass(frozen=True, slots=True)
class Row:
    """One edit, ready to be printed."""

    place: str
    rules: tuple[str, ...]
    description: str
    removed: list[str] = field(repr=False)
    written: list[str] = field(repr=False)


def rows(document: Document) -> Iterator[Row]:
    """Yield the edits of a document; without its raw file, what was removed is unknown and left out.

    The place is line and column of the raw text, both from 1.
    """
    known = catalogue()
    source = document.private.source_text
    line, start_of_line, counted = 1, 0, 0  # counted on from edit to edit, not from the top for each
    for edit in document.edits:
        start, end = edit.span.start, edit.span.end
        described = [known[rule].description for rule in edit.rules if rule in known]
        place, removed = f"{start:>6}", [f"({end - start} characters)"]
        if source is not None:
            line += source.count("\n", counted, start)
            start_of_line = max(start_of_line, source.rfind("\n", counted, start) + 1)
            counted = start
            place = f"{line}:{start - start_of_line + 1}"
            removed = _shown(source[start:end])
        yield Row(place, edit.rules, "；".join(described), removed, _shown(edit.text))


def hidden(document: Document) -> Iterator[tuple[str, int, list[str]]]:
    """Yield what is hidden, by type, each with the clean text around it; the original is never shown."""
    by_type: dict[str, list[str]] = {}
    for one in document.placeholders:
        if one.origin == "chengwen":
            by_type.setdefault(one.type, []).append(context_of(document.text, one.start, one.end))
    for type, contexts in sorted(by_type.items()):
        yield type, len(contexts), contexts


def context_of(text: str, start: int, end: int) -> str:
    """Return the text around a place on its line."""
    low = max(text.rfind("\n", max(0, start - AROUND), start) + 1, start - AROUND)
    found = text.find("\n", end, end + AROUND)
    high = found if found >= 0 else min(len(text), end + AROUND)
    return f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}"


AROUND = 16
"""How much is shown on either side of what is hidden, in code points."""


def _shown(text: str) -> list[str]:
    """Return the lines of a text, white space spelt out and long lines shortened."""
    if not text.strip(" \t\r\n\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}"):
        return [repr(text)] if text else []
    return [line if len(line) <= 2 * SHOWN else f"{line[:SHOWN]}…{line[-SHOWN:]}" for line in text.split("\n") if line]


EXAMPLES = 3
"""How many places of a document are shown."""
DOCUMENTS = 20
"""How many documents are shown in full; the others are counted."""
BESIDE = 24
"""How much of the text is shown on either side of a change, in code points."""
HERE = "‸"
"""Marks the place of a change in an example."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect on one sample."""

    id: str
    title: str
    fewer: int
    """Characters that the clean text lost; negative if it grew."""
    rules: dict[str, int]
    """The change in the number of edits of each rule."""
    examples: tuple[str, ...]


def effects(old: Path, new: Path) -> Iterator[Effect]:
    """Compare two checkouts, sample by sample; samples in only one of them are ignored."""
    for id in sorted(set(cleaned_ids(old)) & set(cleaned_ids(new))):
        before, after = read_cleaned(old, id), read_cleaned(new, id)
        if before.text != after.text:
            counts = _rules(after)
            counts.subtract(_rules(before))
            title = str(after.metadata.get("title") or "（没有题目）")
            rules = {rule: number for rule, number in sorted(counts.items()) if number}
            examples = tuple(_examples(before.text, after.text))
            yield Effect(id, title, len(before.text) - len(after.text), rules, examples)


def as_markdown(found: list[Effect], samples: int) -> str:
    """Return the comment; text from documents is written as code, so that nothing in it is markup."""
    if not found:
        return f"{samples} 篇样本，清洗结果都没有变。\n"
    fewer = sum(one.fewer for one in found)
    lines = [f"{samples} 篇样本里有 {len(found)} 篇变了，正文共{'少' if fewer >= 0 else '多'}了 {abs(fewer)} 字。", ""]
    for one in found[:DOCUMENTS]:
        rules = "、".join(f"{as_code(rule)} {number:+}" for rule, number in one.rules.items()) or "改动处数没有变"
        lines += [f"**{as_code(one.id)}** {as_code(one.title)}（{-one.fewer:+} 字）：{rules}", ""]
        lines += [f"- {as_code(example)}" for example in one.examples] + [""]
    if len(found) > DOCUMENTS:
        lines.append(f"另有 {len(found) - DOCUMENTS} 篇：{'、'.join(as_code(one.id) for one in found[DOCUMENTS:])}")
    lines.append(f"例子取自改动之后的正文，{HERE} 是改动的地方；删去的内容不在这里显示。")
    return "\n".join(lines) + "\n"


def _rules(document: Document) -> Counter[str]:
    return Counter(rule for edit in document.edits for rule in edit.rules)


def _examples(before: str, after: str) -> Iterator[str]:
    """Yield the places in the new text at which it differs from the old one."""
    old, new = before.split("\n"), after.split("\n")
    shown = 0
    for kind, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal" or shown == EXAMPLES:
            continue
        shown += 1
        if start == end:  # whole lines are gone: show what stands around the gap
            yield f"{new[start - 1][-BESIDE:] if start else ''}{HERE}{new[start][:BESIDE] if start < len(new) else ''}"
        else:
            at = _first_difference("\n".join(old[low:high]), "\n".join(new[start:end]))
            line = "\n".join(new[start:end])
            yield f"{line[max(0, at - BESIDE) : at]}{HERE}{line[at : at + BESIDE]}".replace("\n", "⏎")


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
