"""The pages of the rules, made from their TOML: what is removed and why, what a rule matches and what it leaves.

A rule's page says nothing that its file does not, except for the documents that the rule changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chengwen.checkout.page_addresses import document_address, rule_address
from chengwen.engine.lines import SPACES, ZERO_WIDTH
from chengwen.knowledge.labels import families
from chengwen.knowledge.rules import WHOLE_LINE, Operation, Rule, example_view, find
from chengwen.site.markup import Child, Markup, element, join, refuse_unsafe_id
from chengwen.site.page import Entry, Page, chinese, way_back
from chengwen.site.wording import CHINESE, Wording

SHOWN = 50
"""Maximum number of documents that a rule's page links to."""

ZONES = {
    "line": "独占一行",
    "part": "独占一行，或是一行里的一句",
    "span": "行内",
    "block": "相连的几行",
    "head": "篇首 {number} 行，独占一行",
    "tail": "篇末 {number} 行，独占一行",
}
VERBS = {"remove": "删", "replace": "改", "flag": "提示"}
CONFIDENCES = {
    "high": ("确定才{verb}", "合乎条件就{verb}。"),
    "medium": ("旁证才{verb}", "上下两行之内另有确定的噪声时才{verb}，否则只提示。"),
    "low": ("只提示", "不动原文，留给人看。"),
}
BY_CODE, BY_CLUE = "程序处理", "看遮盖前后的字"
"""Where an operation looks if it has no pattern of its own."""


@dataclass(slots=True)
class Uses:
    """The documents that a rule changed, and those in which it only pointed something out; by the rule's id."""

    changed: defaultdict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    hinted: defaultdict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def note(self, changed: Iterable[str], hinted: Iterable[str], entry: Entry) -> None:
        """Record the rules that changed a document, and those that only pointed something out in it."""
        for rule in changed:
            self.changed[rule].append(entry)
        for rule in hinted:
            self.hinted[rule].append(entry)


def rule_pages(rules: Mapping[str, Rule | Operation], uses: Uses, tell: Wording = CHINESE) -> Iterator[Page]:
    """Yield the list of all rules and the page of each; an id that cannot be an address raises `InputError`."""
    yield _list(rules.values(), uses, tell=tell)
    for rule in rules.values():
        refuse_unsafe_id(rule.id)
        yield _page(rule, uses, tell=tell)


def family_name(family: str, tell: Wording = CHINESE) -> str:
    """Return the name of a family, or its id if it has none."""
    return tell(families().get(family, family))


def _list(rules: Iterable[Rule | Operation], uses: Uses, tell: Wording) -> Page:
    groups: dict[str, list[Rule | Operation]] = {family: [] for family in families()}
    for rule in rules:
        groups.setdefault(rule.family, []).append(rule)
    sections = [_group(family, group, uses, tell=tell) for family, group in groups.items() if group]
    total = element("span", tell("{number} 条", number=sum(map(len, groups.values()))), class_="how-many")
    lead = element(
        "p", tell("每一处改动都出于下面的一条规则。点开可以看到它为什么设、该删什么、不该删什么。"), class_="rule-lead"
    )
    return Page(
        "rules/", tell("规则"), element("div", element("h1", tell("规则")), total, lead, *sections, class_="index")
    )


def _group(family: str, rules: Sequence[Rule | Operation], uses: Uses, tell: Wording) -> Markup:
    """Return a family, folded: a hundred rules on one page are a long way to the next family."""
    count = element("span", tell("{number} 条", number=len(rules)), class_="how-many")
    used = sum(bool(uses.changed[rule.id]) for rule in rules)
    of_these = element("span", tell("{used} 条用到过", used=used), class_="how-many") if used else None
    head = element(
        "summary", element("h2", family_name(family, tell=tell), class_="group-name"), count, of_these, class_="group"
    )
    items = [_item(rule, uses, tell=tell) for rule in sorted(rules, key=lambda rule: rule.id)]
    listed = element("ol", *items, id=family, class_="entries rule-list")  # inside, so that its address unfolds it
    return element("details", head, listed, class_="rule-group")


def _item(rule: Rule | Operation, uses: Uses, tell: Wording) -> Markup:
    used = len(uses.changed[rule.id])
    about = [where(rule, tell), sureness(rule, tell)[0], tell("用于 {used} 篇", used=used) if used else None]
    name = element(
        "a", rule.description, href=f"../{rule_address(rule.id)}", class_="rule-name", lang=tell.of_documents
    )
    line = element("p", element("code", rule.id), " · ".join(part for part in about if part), class_="entry-about")
    return element("li", name, line)


def _page(rule: Rule | Operation, uses: Uses, tell: Wording) -> Page:
    address = f"rules/{rule.id}/"
    root = way_back(address)
    path = element(
        "p", element("a", tell("规则"), href="../"), " / ", _family_link(rule.family, tell=tell), class_="rule-path"
    )
    parts = [
        path,
        element("h1", rule.description, lang=tell.of_documents),
        element("p", element("code", rule.id), class_="rule-id"),
    ]
    parts += [_facts(rule, tell=tell), *_examples(rule, tell=tell), *_documents(rule, uses, root, tell=tell)]
    body = element("article", *parts, _for_developers(rule, tell=tell), class_="index rule")
    return Page(address, tell("{description} · 规则", description=rule.description), body)


def _family_link(family: str, tell: Wording) -> Markup:
    return element("a", family_name(family, tell=tell), href=f"../#{family}")


def _facts(rule: Rule | Operation, tell: Wording) -> Markup:
    sure, meaning = sureness(rule, tell)
    rows: list[tuple[str, Child]] = [
        (tell("为什么"), chinese(rule.why, tell)),
        (tell("处理"), _action(rule, tell=tell)),
        (tell("看哪里"), where(rule, tell)),
        (tell("把握"), tell("{sure}：{meaning}", sure=sure, meaning=meaning) if meaning else sure),
    ]
    items = (element("div", element("dt", name), element("dd", value), class_="long") for name, value in rows if value)
    return element("div", element("dl", *items), class_="facts")


def where(rule: Rule | Operation, tell: Wording = CHINESE) -> str:
    """Return in plain words where a rule looks."""
    if isinstance(rule, Operation):
        return tell(BY_CLUE if rule.reads else BY_CODE)
    zone, count = rule.zone
    return tell(ZONES[zone], number=count)


def sureness(rule: Rule | Operation, tell: Wording = CHINESE) -> tuple[str, str]:
    """Return in plain words how sure a rule is, and what that means."""
    if isinstance(rule, Operation):
        return "", ""
    short, meaning = CONFIDENCES[rule.confidence]
    verb = tell(VERBS[rule.action])
    return tell(short, verb=verb), tell(meaning, verb=verb)


def _action(rule: Rule | Operation, tell: Wording) -> Child:
    if isinstance(rule, Operation):
        return None
    if rule.action == "replace":
        done: Child = (
            join([tell("改为 "), element("ins", spelt(rule.replacement))]) if rule.replacement else tell("改写")
        )
    else:
        done = {"remove": tell("删去"), "flag": tell("不动原文，只作标注")}[rule.action]
    return join([done, tell("，并给全篇标注 "), element("code", rule.flag)]) if rule.flag else done


def _examples(rule: Rule | Operation, tell: Wording) -> Iterator[Markup]:
    if isinstance(rule, Rule):
        verb = tell("提示") if rule.confidence == "low" else tell(VERBS[rule.action])
        yield from _example_list(tell("该{verb}的", verb=verb), [caught(rule, example) for example in rule.match], tell)
        yield from _example_list(tell("不该{verb}的", verb=verb), [join([example]) for example in rule.keep], tell)
        return
    changed = [_before_after(before, after) for before, after in rule.examples if before != after]
    yield from _example_list(tell("改前 → 改后"), changed, tell)
    yield from _example_list(tell("适用的"), [masked(example) for example in rule.match], tell)
    kept = [spelt(before.removesuffix("\n")) for before, after in rule.examples if before == after]
    yield from _example_list(tell("不适用的"), [*kept, *(masked(example) for example in rule.keep)], tell)


def _before_after(before: str, after: str) -> Markup:
    """Return a pair of before and after, without the line end that both have."""
    if before.endswith("\n") and after.endswith("\n") and not before.endswith("\r\n"):
        before, after = before[:-1], after[:-1]
    return join([element("del", spelt(before)), " → ", element("ins", spelt(after))])


def _example_list(heading: str, examples: Sequence[Markup], tell: Wording) -> Iterator[Markup]:
    if examples:
        yield element("h2", heading)
        yield element(
            "ul", *(element("li", example) for example in examples), class_="examples", lang=tell.of_documents
        )


def _documents(rule: Rule | Operation, uses: Uses, root: str, tell: Wording) -> Iterator[Markup]:
    """Yield links to the documents that the rule changed, and to those in which it only points something out."""
    changed, hinted = uses.changed[rule.id], uses.hinted[rule.id]
    yield element(
        "h2", tell("用到它的文稿 {number:,} 篇", number=len(changed)) if changed else tell("还没有文稿用到它")
    )
    yield from _links(changed, root, tell=tell)
    if hinted:
        yield element("h2", tell("只作提示的文稿 {number:,} 篇", number=len(hinted)))
        yield from _links(hinted, root, tell=tell)


def _links(entries: Sequence[Entry], root: str, tell: Wording) -> Iterator[Markup]:
    items = [
        element(
            "li", element("a", entry.title, href=f"{root}{document_address(entry.id)}#record", lang=tell.of_documents)
        )
        for entry in entries[:SHOWN]
    ]
    if items:
        rest = (
            element("li", tell("其余 {number:,} 篇从略", number=len(entries) - SHOWN)) if len(entries) > SHOWN else None
        )
        yield element("ul", *items, rest, class_="rule-documents")


def _for_developers(rule: Rule | Operation, tell: Wording) -> Markup | None:
    """Return the details for developers of a rule, folded."""
    rows = list(_particulars(rule))
    if not rows:
        return None
    items = (
        element(
            "div",
            element("dt", key),
            element("dd", *(element("code", value) for value in values), lang=tell.of_documents),
        )
        for key, values in rows
    )
    head = element("summary", element("b", tell("给开发者")), element("span", tell("模式与关键词")))
    return element("details", head, element("dl", *items, class_="rule-pattern"), class_="record")


def _particulars(rule: Rule | Operation) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the keys of a rule's file that no sentence describes, each with its values."""
    if isinstance(rule, Operation):
        for read in rule.reads:
            key, _, pattern = read.partition(": ")
            yield key, [pattern]
        return
    yield "scope", [rule.scope]
    yield "pattern", [rule.pattern]
    for key, values in (("all", rule.all), ("none", rule.none), ("keywords", rule.keywords)):
        if values:
            yield key, values
    if rule.references:
        yield "references", rule.references


UNSEEN = re.compile(f"\r\n|[{SPACES}{ZERO_WIDTH}\r\n]")
NAMES = {"\n": "⏎", "\r": "⏎", "\r\n": "⏎", "\t": "⇥", " ": "␣", "\N{IDEOGRAPHIC SPACE}": "□"}
"""Signs for common invisible characters; all others are spelt like U+200B."""


def spelt(text: str) -> Markup:
    """Return a text with everything invisible in it shown.

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
    """Return an example that a rule matches, with the removed part tinted, and the replacement."""
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
    """Yield the spans of an example that a rule edits."""
    view = example_view(example)
    for match in find(rule, view.text):
        named = "cut" in match.groupdict()
        if rule.zone[0] in (*WHOLE_LINE, "part") and not named:
            yield view.start, view.end
        else:
            span = view.span(*(match.span("cut") if named else match.span()))
            yield span.start, span.end


def masked(example: str) -> Markup:
    """Return the example of a clue, with its mask highlighted.

    >>> masked("年龄{X}岁以下")
    '年龄<mark>X</mark>岁以下'
    """
    before, _, rest = example.partition("{")
    mask, _, after = rest.partition("}")
    return join([before, element("mark", mask) if mask else None, after])
