"""The page of the writing desk, which docs/assets/bench.js fills, and one of frames that needs no JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from chengwen.knowledge.labels import SHORT_PARTS
from chengwen.site.cleaner.page import megabytes
from chengwen.site.markup import Markup, element, join
from chengwen.site.page import Page
from chengwen.site.wording import CHINESE, Wording

OFFERED = tuple(part for part in SHORT_PARTS if part != "other")
VIEWS = (("sections", "段落"), ("frames", "句式"), ("outlines", "提纲"), ("basket", "篮子"))
FACETS = (("genre", "文种"), ("level", "层级"), ("theme", "主题"))
LEAD = "同一部分，各篇怎样写：挑、抄、放进篮子，带着出处取走。篮子只存在您的浏览器里。"


def writing_page(size: int | None, tell: Wording = CHINESE) -> Page:
    """Return the page of the writing desk; `size` is how many bytes the browser has to load to make a Word file.

    None if the site has nothing to load; then there is no such button.
    """
    parts = [
        element("h1", tell("写作台")),
        element("p", tell(LEAD), class_="index-lead"),
        element(
            "noscript",
            element("p", tell("写作台要用 JavaScript；没有它，可以从"), *_other_ways(tell=tell), tell("翻起。")),
        ),
        element("form", *_controls(tell=tell), id="desk-controls", hidden=True, autocomplete="off"),
        element("p", id="desk-status", role="status"),
        element("progress", id="desk-progress", aria_label=tell("正在准备程序"), hidden=True),
        element("div", id="desk-results"),
        element("button", tell("再显示一些"), type="button", id="desk-more", class_="button", hidden=True),
    ]
    told = json.dumps({part: tell(name) for part, name in SHORT_PARTS.items()}, ensure_ascii=False)
    loaded = None if size is None else megabytes(size)
    body = element("div", *parts, class_="desk", data_parts=told, data_size=loaded, data_bytes=size)
    return Page("write/", tell("写作台"), body, template="writing.html", description=tell(LEAD))


def frames_page(frames: Sequence[Sequence[Any]], tell: Wording = CHINESE) -> Page:
    """Return the page of the frames of sentences, as the index holds them, below the part in which each stands most."""
    by_part: dict[str, list[Markup]] = {part: [] for part in OFFERED}
    for left, right, documents, issuers, parts, examples in frames:
        for part in [part for part in parts if part in by_part][:1]:
            clauses = (clause for _, clause in examples)
            by_part[part].append(
                _frame(
                    left,
                    right,
                    tell("{documents:,} 篇 · {issuers:,} 个机关", documents=documents, issuers=issuers),
                    clauses,
                )
            )
    told = [
        join([element("h2", tell(SHORT_PARTS[part]), class_="group"), element("div", *made, class_="desk-frames")])
        for part, made in by_part.items()
        if made
    ]
    lead = tell("首尾相同、中间各填各的句子，至少 5 篇、3 个机关用过；每个举几例。")
    none = element("p", tell("还没有找到句式。"), class_="nothing")
    desk = element("p", element("a", tell("写作台"), href="../"), class_="parallel-of")
    inside = element("h1", tell("句式")), desk, element("p", lead, class_="index-lead"), *(told or [none])
    return Page("write/frames/", tell("句式"), element("div", *inside, class_="index frames-all"), description=lead)


def _frame(left: str, right: str, many: str, clauses: Iterable[str]) -> Markup:
    name = element("span", left, element("span", "……"), right, class_="frame")
    items = [
        element("li", left, element("b", clause[len(left) : len(clause) - len(right)]), right) for clause in clauses
    ]
    head = element("p", name, element("span", many, class_="how-many"))
    return element("article", head, element("ul", *items), class_="desk-frame")


def _other_ways(tell: Wording) -> Iterator[Markup | str]:
    yield _link("part/", tell("各部分"))
    yield tell("、")
    yield element("a", tell("句式"), href="frames/")


def _link(address: str, words: str) -> Markup:
    return element("a", words, href=f"../{address}")


def _controls(tell: Wording) -> Iterator[Markup]:
    yield _choice("view", tell("看"), tuple((view, tell(name)) for view, name in VIEWS))
    yield _choice("part", tell("部分"), tuple((part, tell(SHORT_PARTS[part])) for part in OFFERED))
    selects = []
    for name, label in FACETS:
        select = element("select", element("option", tell("全部"), value=""), name=name)
        selects.append(element("label", element("span", tell(label)), select))
    hint = tell("写到的词，如 集体经济")
    words = element("input", type="search", name="q", placeholder=hint, aria_label=tell("写到"))
    selects.append(element("label", element("span", tell("写到")), words, class_="desk-words"))
    yield element("div", *selects, class_="desk-selects")


def _choice(name: str, label: str, choices: tuple[tuple[str, str], ...]) -> Markup:
    made = [
        element("label", element("input", type="radio", name=name, value=value), element("span", words))
        for value, words in choices
    ]
    return element("fieldset", element("legend", label), *made, class_=f"choice choice-{name}")
