"""The history of a document: each version of its text, where a citation of that version leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chengwen.checkout.page_addresses import document_address, document_folder, rule_address
from chengwen.document import Document
from chengwen.site.editions import Edition, Version, added
from chengwen.site.markup import Markup, element, join
from chengwen.site.page import Page, chinese, title_of, way_back
from chengwen.site.pages.record import RuleBook
from chengwen.site.wording import CHINESE, Wording

FOLDER = "history/"
"""Below a document's own address."""


def version_address(version: Version) -> str:
    """Return the address of a version's record, relative to the document's page."""
    return f"{FOLDER}#{version.name}"


def imprint(edition: Edition, tell: Wording = CHINESE) -> Markup:
    """Return what stands at the foot of a text, on the screen and on paper: which version it is, and since when."""
    here = edition[0]
    said = [tell("版本 {name}", name=here.name), tell("{day} 改定", day=here.day) if here.day else tell("尚未发布")]
    if added(edition) not in ("", here.day):
        said.append(tell("{day} 收录", day=added(edition)))
    link = element("a", tell("各版记录（{number}）", number=len(edition)), href=version_address(here))
    more = element("span", " · ", link, class_="edition-more")
    return element("div", " · ".join(said), more, element("span", class_="edition-address"), class_="edition")


def history_page(document: Document, edition: Edition, rules: RuleBook, tell: Wording = CHINESE) -> Page:
    """Return the page of all versions, the newest first."""
    address = document_folder(document.id) + FOLDER
    root = way_back(address)
    title = title_of(document, tell=tell)
    back = element("a", title, href=root + document_address(document.id), lang=tell.of_documents)
    lead = tell(
        "正文改一个字，就是新的一版；版本号是正文 SHA-256 摘要的前 12 位，日期是这一版发布的日子（UTC）。"
        "旧版的正文不再显示，因为后来可能隐去了其中的姓名；手里有旧版的，可以照摘要核对。"
    )
    inside = (
        element("h1", tell("各版记录")),
        element("p", back, class_="parallel-of"),
        element("p", lead, class_="index-lead"),
    )
    versions = element("ol", *_versions(edition, rules, root, tell=tell), class_="versions")
    return Page(
        address,
        tell("各版记录：{title}", title=title),
        element("div", *inside, versions, class_="index"),
        description=tell("{title}：{number} 个版本，各版的摘要、日期和改动。", title=title, number=len(edition)),
    )


def _versions(edition: Edition, rules: RuleBook, root: str, tell: Wording) -> Iterator[Markup]:
    shown: set[str] = set()
    for version, before in zip(edition, (*edition[1:], None), strict=True):
        id = None if version.name in shown else version.name
        shown.add(version.name)
        yield _version(version, before, id, rules, root, now=version is edition[0], tell=tell)


def _version(
    version: Version, before: Version | None, id: str | None, rules: RuleBook, root: str, *, now: bool, tell: Wording
) -> Markup:
    mark = element("span", tell("现在的一版"), class_="version-now") if now else None
    head = element("h2", version.name, element("span", version.day or tell("尚未发布"), class_="how-many"), mark)
    edits = sum(number for _, number in version.rules)
    about = tell(
        "{sections} 节 · 标签 {labels} 个 · 改动 {edits:,} 处",
        sections=version.sections,
        labels=version.labels,
        edits=edits,
    )
    digest = element("p", "SHA-256 ", element("code", version.digest), class_="version-digest")
    return element(
        "li", head, element("p", about), digest, *_differences(version, before, rules, root, tell=tell), id=id
    )


def _differences(
    version: Version, before: Version | None, rules: RuleBook, root: str, tell: Wording
) -> Iterator[Markup]:
    """Yield by which rules a version differs from the one before it."""
    if before is None:
        yield element("p", tell("首次收录。"))
        return
    now, then = Counter(dict(version.rules)), Counter(dict(before.rules))
    changed = [(rule, now[rule] - then[rule]) for rule in sorted(now.keys() | then.keys()) if now[rule] != then[rule]]
    if not changed:
        yield element("p", tell("所用规则与前一版相同，处所有变。"))
        return
    items = [
        element("li", _rule(rule, rules, root, tell), tell(" {number:+d} 处", number=number).replace("-", "−"))
        for rule, number in changed
    ]
    yield element("p", tell("与前一版相比："))
    yield element("ul", *items)


def _rule(name: str, rules: RuleBook, root: str, tell: Wording) -> Markup:
    rule = rules.get(name)
    if rule is None:
        return element("code", name)
    return join(
        [element("a", element("code", name), href=root + rule_address(name)), " ", chinese(rule.description, tell)]
    )
