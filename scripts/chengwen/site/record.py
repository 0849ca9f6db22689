"""The cleaning record of a document: what went, what came in its place, by which rule and why.

What a mask removed is never quoted, since it may be a name; contacts in what was stripped are dotted out. Changes of
white space are only counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chengwen.document import Document
from chengwen.rules import Operation, Rule
from chengwen.site.markup import Markup, element, join
from chengwen.text import Edit

DOTS = "••••"

CONTACTS = re.compile(
    r"https?://[^\s，。；、）】]+|www\.[^\s，。；、）】]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<=微信)[:：号 ]{0,3}[A-Za-z][A-Za-z0-9_-]{4,19}|(?<=VX)[:：号 ]{0,3}[A-Za-z][A-Za-z0-9_-]{4,19}"
    r"|[0-9０-９](?:[ \-－]?[0-9０-９]){4,}",
    re.IGNORECASE,
)
"""Addresses, accounts, and five digits or more: what a reader could use to reach the seller."""

GROUPS = ("隐去", "删去", "改写", "版式")


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of one kind, as a reader is told of them."""

    group: str
    before: str | None
    """What stood in the source; None where it may not be shown or is not at hand."""
    after: str
    rules: tuple[str, ...]
    place: str
    """Where in the source, when `before` is not at hand."""


def record(document: Document, rules: Mapping[str, Rule | Operation]) -> Markup:
    """Make the record, folded: its summary says how much was done."""
    changes = Counter(changes_of(document))
    totals = Counter[str]()
    for change, number in changes.items():
        totals[change.group] += number
    summary = " · ".join(f"{group} {totals[group]} 处" for group in GROUPS if totals[group]) or "一字未动"
    head = element("summary", element("b", "清洗记录"), element("span", summary))
    return element("details", head, *_body(document, changes, rules), id="record", class_="record")


def changes_of(document: Document) -> Iterator[Change]:
    """Say of each edit what a reader may see; equal ones can be counted together."""
    for edit in document.edits:
        if _is_mask(edit):
            yield Change("隐去", None, edit.text, edit.rules, "")
        elif all(rule.startswith("layout-") for rule in edit.rules):
            yield from (Change("版式", None, "", (rule,), "") for rule in edit.rules)
        else:
            before = _before(document, edit)
            place = f"原文第 {edit.span.start}–{edit.span.end} 字" if before is None else ""
            yield Change("改写" if edit.text.strip() else "删去", before, edit.text, edit.rules, place)


def without_contacts(text: str) -> str:
    """Dot out what a reader could use to reach whoever put an advertisement into the text.

    >>> without_contacts("酷乐文行整理，咨询QQ206157060")
    '酷乐文行整理，咨询QQ••••'
    """
    return CONTACTS.sub(DOTS, text)


def _is_mask(edit: Edit) -> bool:
    return any(rule.startswith(("mask-", "anon-")) for rule in edit.rules)


def _before(document: Document, edit: Edit) -> str | None:
    if document.source_text is None:
        return None
    return without_contacts(document.source_text[edit.span.start : edit.span.end])


def _body(document: Document, changes: Counter[Change], rules: Mapping[str, Rule | Operation]) -> Iterator[Markup]:
    if document.source_text is None:
        yield element("p", "原始文件不在此处，只列规则与位置。", class_="record-note")
    for group in GROUPS:
        rows = [(change, number) for change, number in changes.items() if change.group == group]
        if rows:
            yield element("h2", group, class_="record-group")
            yield element("ul", *_rows(rows, rules), class_="record-rows")


def _rows(rows: Iterable[tuple[Change, int]], rules: Mapping[str, Rule | Operation]) -> Iterator[Markup]:
    for change, number in rows:
        times = element("span", f"{number} 处", class_="record-times") if number > 1 else None
        what = element("p", _what(change), times, class_="record-what") if change.group != "版式" or times else None
        yield element("li", what, *(_reason(id, rules) for id in change.rules))


def _what(change: Change) -> Markup:
    """Show before and after: the one on a tint, the other on another."""
    after = element("ins", _visible(change.after)) if change.after.strip() else None
    if change.before is None:
        return join([element("span", change.place, class_="record-place") if change.place else None, after])
    return join([element("del", _visible(change.before)), " → " if after else None, after])


def _visible(text: str) -> str:
    """Let blank lines go, and name what would otherwise not be seen."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines) or "（空白）"


def _reason(id: str, rules: Mapping[str, Rule | Operation]) -> Markup:
    """Name a rule, and give its own words for what it does and why."""
    rule = rules.get(id)
    name = element("code", id)
    if rule is None:
        return element("p", name, class_="record-rule")
    return element(
        "p",
        name,
        " ",
        element("span", rule.description),
        " ",
        element("small", rule.why),
        class_="record-rule",
    )
