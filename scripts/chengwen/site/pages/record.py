"""The cleaning record of a document: what was removed, what replaced it, by which rule and why.

What was masked, or removed by a person, is never quoted, since it may be a name; contacts in removed text are dotted
out, and so is what is or may be a person's name there: nobody asked the editor of a web page. Changes of white space
are only counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chengwen.checkout.page_addresses import rule_address
from chengwen.checkout.report import hidden
from chengwen.document import Document
from chengwen.engine.draft import read
from chengwen.knowledge.labels import label
from chengwen.knowledge.rules import Operation, Rule
from chengwen.sidecar import REMOVE
from chengwen.site.markup import Markup, element, join
from chengwen.site.page import chinese
from chengwen.site.wording import CHINESE, Wording
from chengwen.stages.hide.people.people import find_people, suspected_people
from chengwen.text import Edit

RuleBook = Mapping[str, Rule | Operation]
"""Rules by id, with their own descriptions and reasons."""

DOTS = "••••"

CONTACTS = re.compile(
    r"(?P<day>(?<![0-9])(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9](?: [0-2]?[0-9]:[0-5][0-9])?(?![0-9]))"
    r"|https?://[^\s，。；、）】]+|www\.[^\s，。；、）】]+"
    r"|[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|(?P<kept>(?:微信|[vw]x|qq)号?[:：\s]{0,3})[a-z][a-z0-9_-]{4,19}"
    r"|[0-9０-９](?:[ \-－]?[0-9０-９]){4,}",
    re.IGNORECASE,
)
"""Addresses, accounts, and five digits or more: what a reader could use to contact the seller."""

GROUPS = ("删去", "改写", "隐去", "版式")
UNBROKEN = "\N{NO-BREAK SPACE}"
"""Keeps a figure and its 处 on one line of a phone."""


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of one kind, as shown to a reader."""

    group: str
    before: str | None = field(repr=False)
    """The text in the source; None if it must not be shown or is not available."""
    after: str
    rules: tuple[str, ...]
    place: str
    """What is shown in place of `before`: its place in the source, or that it is not shown."""


def record(document: Document, rules: RuleBook, root: str, compared: str = "", tell: Wording = CHINESE) -> Markup:
    """Return the record, folded: its summary says how much was done.

    `root` leads to the site's root, `compared` to the page with the raw text beside the clean one.
    """
    changes = Counter(changes_of(document, tell))
    totals = Counter[str]()
    for change, number in changes.items():
        totals[change.group] += number
    summary = " · ".join(
        tell("{group} {number} 处", group=tell(group), number=totals[group]).replace(" ", UNBROKEN)
        for group in GROUPS
        if totals[group]
    ) or tell("一字未动")
    head = element("summary", element("b", tell("清洗记录")), element("span", summary))
    body = [
        *_note(document, compared, tell=tell),
        *_body(changes, rules, root, tell=tell),
        _hidden(document, tell=tell),
    ]
    return element("details", head, *body, id="record", class_="record")


def changes_of(document: Document, tell: Wording = CHINESE) -> Iterator[Change]:
    """Yield what a reader may see of each edit; equal changes can be counted together."""
    for edit in document.edits:
        rules = tuple(rule for rule in edit.rules if not rule.startswith("layout-"))
        if not rules:
            yield from (Change("版式", None, "", (rule,), "") for rule in edit.rules)
        elif _is_mask(edit):
            yield Change("隐去", None, edit.text.strip(), rules, "")
        else:
            yield _shown(document, edit, rules, tell=tell)


def _shown(document: Document, edit: Edit, rules: tuple[str, ...], tell: Wording) -> Change:
    """Return an edit with what it removed, or with its place if the source is not available."""
    after = edit.text.strip()
    group = "改写" if after else "删去"
    if not may_be_shown(edit):
        return Change(group, None, after, rules, tell("不再显示"))
    if document.private.source_text is None:
        return Change(
            group, None, after, rules, tell("原文第 {start}–{end} 字", start=edit.span.start, end=edit.span.end)
        )
    before = document.private.source_text[edit.span.start : edit.span.end]
    return Change(group, _visible(without_persons(before), tell=tell), after, rules, "")


def without_persons(text: str) -> str:
    """Dot out names in removed text, and what a reader could use to contact the seller who put it there.

    >>> without_persons("酷乐文行整理，咨询QQ206157060"), without_persons("责任编辑：孙桂香 2019-05-26")
    ('酷乐文行整理，咨询QQ••••', '责任编辑：•••• 2019-05-26')
    """
    draft = read(text)
    for one in sorted([*find_people(draft), *suspected_people(draft)], key=lambda find: find.span, reverse=True):
        text = f"{text[: one.span.start]}{DOTS}{text[one.span.end :]}"
    return CONTACTS.sub(lambda match: match["day"] or (match["kept"] or "") + DOTS, text)


def may_be_shown(edit: Edit) -> bool:
    """Whether what an edit removed may be quoted: neither masked nor removed by a person."""
    return not _is_mask(edit) and REMOVE not in edit.rules


def _is_mask(edit: Edit) -> bool:
    return any(rule.startswith(("mask-", "anon-")) for rule in edit.rules)


def _hidden(document: Document, tell: Wording) -> Markup | None:
    """Return what this site hid, by type, each with the clean text around it; the original is never shown."""
    parts = [
        element(
            "li",
            element(
                "p",
                chinese(label(type), tell),
                element("span", tell("{number} 处", number=number), class_="record-times"),
                class_="record-what",
            ),
            *[element("p", context, class_="record-context", lang=tell.of_documents) for context in contexts[:SHOWN]],
        )
        for type, number, contexts in hidden(document)
    ]
    if not parts:
        return None
    return join([element("p", tell("本站隐去的"), class_="record-group"), element("ul", *parts, class_="record-rows")])


SHOWN = 50


def _note(document: Document, compared: str, tell: Wording) -> Iterator[Markup]:
    if document.private.source_text is None:
        yield element("p", tell("原始文件不在此处，只列规则与位置，没有逐段对照。"), class_="record-note")
    elif compared:
        yield element("p", element("a", tell("与原文逐段对照"), href=compared), class_="record-note")


def _body(changes: Counter[Change], rules: RuleBook, root: str, tell: Wording) -> Iterator[Markup]:
    explained: set[str] = set()
    for group in GROUPS:
        rows = [(change, number) for change, number in changes.items() if change.group == group]
        if rows:
            items = [_row(change, number, rules, root, explained, tell=tell) for change, number in rows]
            yield element("p", tell(group), class_="record-group")
            yield element("ul", *items, class_="record-rows")


def _row(change: Change, number: int, rules: RuleBook, root: str, explained: set[str], tell: Wording) -> Markup:
    times = element("span", tell("{number} 处", number=number), class_="record-times") if number > 1 else None
    reasons = [_reason(name, rules, root, explained, tell) for name in change.rules]
    return element("li", element("p", _what(change, tell), times, class_="record-what"), *reasons)


def _what(change: Change, tell: Wording) -> Markup:
    """Return before and after, each on its own tint: struck-through Han cannot be read."""
    after = element("ins", change.after, lang=tell.of_documents) if change.after else None
    if change.before is None:
        return join([element("span", change.place, class_="record-place") if change.place else None, after])
    return join([element("del", change.before, lang=tell.of_documents), " → " if after else None, after])


def _visible(text: str, tell: Wording) -> str:
    """Drop blank lines, and name invisible characters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines) or tell("（空白）")


def _reason(name: str, rules: RuleBook, root: str, explained: set[str], tell: Wording) -> Markup:
    """Return a rule's name, a link to its page, its description and, once on a page, its reason."""
    rule = rules.get(name)
    code = element("code", name)
    if rule is None:
        return element("p", code, class_="record-rule")
    code = element("a", code, href=root + rule_address(name))
    said = tell.of_documents
    why = None if rule.why in explained else element("small", rule.why, lang=said)
    explained.add(rule.why)
    return element("p", code, " ", element("span", rule.description, lang=said), why, class_="record-rule")
