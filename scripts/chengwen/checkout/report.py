"""Report what was done to a document, a row for each edit, and what a change of rules does to every sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

from chengwen.checkout.store import cleaned_ids, read_cleaned
from chengwen.document import Document, Placeholder
from chengwen.engine.find import overlapping, union
from chengwen.engine.printable import as_code
from chengwen.errors import InputError
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.rules import Operation, Rule, Rules, example_view, find
from chengwen.message import Message, foreign, say
from chengwen.private import Private
from chengwen.stages.hide.people.evidence import evidence
from chengwen.text import Edit, Span, replay

SHOWN = 200
"""How much of a long removal is shown at either end, in code points."""


@dataclass(frozen=True, slots=True)
class Row:
    """One edit, ready to be printed."""

    place: str
    rules: tuple[str, ...]
    description: str
    removed: Sequence[str] = field(repr=False)
    written: list[str] = field(repr=False)


def rows(document: Document, rules: Rules | None = None) -> Iterator[Row]:
    """Yield the edits of a document; without its raw file, what was removed is unknown and left out.

    The place is line and column of the raw text, both from 1. `rules` describe them; without it, those of the toolkit.
    """
    known = catalogue(rules)
    source = document.private.source_text
    secret = union(one.source for one in document.placeholders if one.origin == "chengwen")
    line, start_of_line, counted = 1, 0, 0  # counted on from edit to edit, not from the top for each
    for edit in document.edits:
        start, end = edit.span.start, edit.span.end
        described = [known[rule].description for rule in edit.rules if rule in known]
        removed: Sequence[str]
        place, removed = f"{start:>6}", [say("({number} {number:character|characters})", number=end - start)]
        if source is not None:
            line += source.count("\n", counted, start)
            start_of_line = max(start_of_line, source.rfind("\n", counted, start) + 1)
            counted = start
            place = f"{line}:{start - start_of_line + 1}"
            removed = removed if overlapping(secret, edit.span) else _shown(source[start:end])
        yield Row(place, edit.rules, "；".join(described), removed, _shown(edit.text))


Piece = tuple[str, str]
"""How a piece of a line fared, = kept, - removed, + written, and itself."""


def word_diff(document: Document) -> Iterator[tuple[int, list[Piece], tuple[str, ...]]]:
    """Yield the lines of the source text that changed: the number of each, its pieces, and the rules that changed it.

    What the toolkit hid stands as nothing but its label. Without the source text, `InputError` is raised.
    """
    source = document.private.source_text
    if source is None:
        raise InputError(say("the raw file of it is not here, and a ledger quotes nothing; look at it where that lies"))
    secret = union(one.source for one in document.placeholders if one.origin == "chengwen")
    number, counted, at, pieces, rules = 1, 0, -1, list[Piece](), dict[str, None]()
    for edit in document.edits:
        start, end = edit.span.start, edit.span.end
        line = source.rfind("\n", 0, start) + 1
        if pieces and line > at:
            rest = source.find("\n", at)
            yield number, [*pieces, ("=", source[at : rest if rest >= 0 else len(source)])], tuple(rules)
            pieces, rules = [], {}
        if not pieces:
            number += source.count("\n", counted, line)
            counted = at = line
        pieces.append(("=", source[at:start]))
        pieces.append(("-", "" if overlapping(secret, edit.span) else source[start:end]))
        pieces.append(("+", edit.text))
        rules.update(dict.fromkeys(edit.rules))
        at = end
    if pieces:
        rest = source.find("\n", at)
        yield number, [*pieces, ("=", source[at : rest if rest >= 0 else len(source)])], tuple(rules)


def diff(document: Document, source: str | None = None) -> list[Row]:
    """Return what was changed in a document, an edit a row; `source` is the source text where it is not at hand.

    After `clean` the source text is at hand; a document that was read back or came from another process has none, and
    then what was removed is counted, not shown. What the toolkit hid is never shown.
    """
    return list(rows(document if source is None else replace(document, private=Private(source))))


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that spoke at a place of the clean text."""

    what: str
    """`edit`, `label`, `section` or `suspect`."""
    by: str
    """The rule, or the id of the section."""
    start: int
    end: int
    """Half-open, in code points of the clean text."""
    why: str


def explain(document: Document, offset: int, rules: Rules | None = None) -> list[Reason]:
    """Return what spoke at an offset of the clean text: edits and labels there, suspects, the innermost section.

    `rules` are those it was cleaned with, whose descriptions are given; by default those of the toolkit alone.

    An offset outside the text raises `InputError`.
    """
    if not 0 <= offset <= len(document.text):
        raise InputError(
            say(
                "offset {offset} lies outside the clean text, which has {characters} characters",
                offset=offset,
                characters=len(document.text),
            )
        )
    return _reasons(document, offset, max(offset + 1, offset), catalogue(rules))


def explain_line(document: Document, line: int, rules: Rules | None = None) -> list[Reason]:
    """Return what spoke on a line of the source text, counted from 1; the source text must be at hand."""
    known = catalogue(rules)
    source = document.private.source_text or ""
    lines = source.split("\n")
    start = sum(len(one) + 1 for one in lines[: line - 1])
    on = Span(start, start + len(lines[line - 1]))
    taken = [
        reason
        for edit, at in _with_places(document)
        if _is_on(edit, on, source)
        for reason in _of_edit_on(edit, at, (on, source), known)
    ]
    text = replay(source, document.edits)
    places = [at for at in range(len(document.text) + 1) if on.start <= text.locate(at) <= on.end]
    return taken + (_beside(document, places[0], max(places[-1], places[0] + 1)) if places else [])


def _is_on(edit: Edit, line: Span, source: str) -> bool:
    """Whether an edit changes something of a line, its end included.

    The end of a line that stays, before lines that go, is none of these.
    """
    low, high = edit.span.start, edit.span.end
    if low == high:
        return line.start <= low <= line.end
    goes_below = low == line.end and high > line.end + 1 and not edit.text and source[high : high + 1] in ("\n", "")
    return low <= line.end and high > line.start and not goes_below


def _of_edit_on(edit: Edit, start: int, line: tuple[Span, str], known: Mapping[str, Rule | Operation]) -> list[Reason]:
    """Return the rules by which an edit changes one line, given with the source text, of those that it reaches over.

    Touching edits are one, their rules in order; where the line does not show which is its own, one of them it was.
    """
    on, source = line
    reasons = _of_edit(edit, start, known)
    if on.start <= edit.span.start and edit.span.end <= on.end + 1:
        return reasons
    view = example_view(source[on.start : on.end]).text
    if matching := [one for one in reasons if isinstance(rule := known.get(one.by), Rule) and find(rule, view)]:
        return matching
    others = [one for one in reasons if not isinstance(rule := known.get(one.by), Rule) or rule.scope == "block"]
    left = others or reasons
    return left if len(left) == 1 else [replace(one, what=say("one of")) for one in left]


def _reasons(document: Document, low: int, high: int, known: Mapping[str, Rule | Operation]) -> list[Reason]:
    """Return what spoke in a stretch of the clean text."""
    found = list[Reason]()
    for edit, start in _with_places(document):
        if start < high and low <= start + len(edit.text):
            found += _of_edit(edit, start, known)
    return found + _beside(document, low, high)


def _with_places(document: Document) -> Iterator[tuple[Edit, int]]:
    """Yield each edit with its place in the clean text."""
    shift = 0
    for edit in document.edits:
        yield edit, edit.span.start + shift
        shift += len(edit.text) - (edit.span.end - edit.span.start)


def _beside(document: Document, low: int, high: int) -> list[Reason]:
    """Return the labels, the suspects and the section in a stretch of the clean text."""
    found = list[Reason]()
    for one in document.placeholders:
        if one.start < high and low < one.end:
            found.append(Reason(say("label"), foreign(one.type), one.start, one.end, _why_hidden(document, one)))
    found += [
        Reason(say("suspect"), s.rule, s.start, s.end, s.why)
        for s in document.suspects
        if s.start < high and low < s.end
    ]
    inner = [section for section in document.sections if section.start <= low < section.end]
    return found + [Reason(say("section"), one.id, one.start, one.end, " ".join(one.roles)) for one in inner[-1:]]


def _why_hidden(document: Document, one: Placeholder) -> Message:
    """Return who hid it, and for a person what spoke for a name; the name itself is never shown."""
    if one.origin == "author":
        source = document.private.source_text or ""
        there = source.startswith("〖", one.source.start)
        return say("a label that the text held already") if there else say("by the author")
    told = evidence(document.private.source_text or "", one.source) if one.type == "person" else ""
    return say("by chengwen: {evidence}", evidence=foreign(told)) if told else say("by chengwen")


def _of_edit(edit: Edit, start: int, known: Mapping[str, Rule | Operation]) -> list[Reason]:
    return [
        Reason(say("edit"), rule, start, start + len(edit.text), known[rule].description if rule in known else "")
        for rule in edit.rules
    ]


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
            title = str(after.metadata.title or "（没有题目）")
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
