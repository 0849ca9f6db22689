"""Show what a change of rules does to every sample: two states of cleaned/ compared, as a comment on a proposal.

Examples are taken from the new clean text alone. What went may be what must not be read: a name that is hidden now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from chengwen.checkout.store import cleaned_ids, read_cleaned
from chengwen.document import Document
from chengwen.engine.printable import as_code

EXAMPLES = 3
"""How many places of a document are shown."""
DOCUMENTS = 20
"""How many documents are shown in full; the others are counted."""
AROUND = 24
"""How much of the text stands on either side of a change, in code points."""
HERE = "‸"
"""Marks the place of a change in an example."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of one sample."""

    id: str
    title: str
    fewer: int
    """Characters that the clean text lost; negative where it grew."""
    rules: dict[str, int]
    """Rules that edit more places, or fewer, than they did."""
    examples: tuple[str, ...]


def effects(old: Path, new: Path) -> Iterator[Effect]:
    """Compare two checkouts, sample by sample; what only one of them has is no effect of a rule."""
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
    """Write the comment; what comes from documents stands in code, so that nothing in it is markup."""
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
    """Show the places in the new text at which it differs from the old one."""
    old, new = before.split("\n"), after.split("\n")
    shown = 0
    for kind, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal" or shown == EXAMPLES:
            continue
        shown += 1
        if start == end:  # whole lines are gone: what stands around the gap
            yield f"{new[start - 1][-AROUND:] if start else ''}{HERE}{new[start][:AROUND] if start < len(new) else ''}"
        else:
            at = _first_difference("\n".join(old[low:high]), "\n".join(new[start:end]))
            line = "\n".join(new[start:end])
            yield f"{line[max(0, at - AROUND) : at]}{HERE}{line[at : at + AROUND]}".replace("\n", "⏎")


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
