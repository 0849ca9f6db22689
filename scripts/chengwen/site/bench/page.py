"""The page of the writing desk; docs/assets/bench.js fills it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chengwen.knowledge.labels import SHORT_PARTS
from chengwen.site.markup import Markup, element
from chengwen.site.page import Page

OFFERED = tuple(part for part in SHORT_PARTS if part != "other")
VIEWS = (("sections", "段落"), ("frames", "句式"), ("outlines", "提纲"), ("basket", "篮子"))
FACETS = (("genre", "文种"), ("level", "层级"), ("theme", "主题"))
LEAD = "同一部分，各篇怎样写：挑、抄、放进篮子，带着出处取走。篮子只存在您的浏览器里。"


def writing_page() -> Page:
    """Return the page of the writing desk."""
    parts = [
        element("h1", "写作台"),
        element("p", LEAD, class_="index-lead"),
        element("noscript", element("p", "写作台要用 JavaScript；没有它，可以从", _link("part/", "各部分"), "翻起。")),
        element("form", *_controls(), id="desk-controls", hidden=True, autocomplete="off"),
        element("p", id="desk-status", role="status"),
        element("div", id="desk-results"),
        element("button", "再显示一些", type="button", id="desk-more", class_="button", hidden=True),
    ]
    told = json.dumps(SHORT_PARTS, ensure_ascii=False)
    body = element("div", *parts, class_="desk", data_parts=told)
    return Page("write/", "写作台", body, template="writing.html", description=LEAD)


def _link(address: str, words: str) -> Markup:
    return element("a", words, href=f"../{address}")


def _controls() -> Iterator[Markup]:
    yield _choice("view", "看", VIEWS)
    yield _choice("part", "部分", tuple((part, SHORT_PARTS[part]) for part in OFFERED))
    selects = []
    for name, label in FACETS:
        select = element("select", element("option", "全部", value=""), name=name)
        selects.append(element("label", element("span", label), select))
    hint = "写到的词，如 集体经济"
    words = element("input", type="search", name="q", placeholder=hint, aria_label="写到")
    selects.append(element("label", element("span", "写到"), words, class_="desk-words"))
    yield element("div", *selects, class_="desk-selects")


def _choice(name: str, label: str, choices: tuple[tuple[str, str], ...]) -> Markup:
    made = [
        element("label", element("input", type="radio", name=name, value=value), element("span", words))
        for value, words in choices
    ]
    return element("fieldset", element("legend", label), *made, class_=f"choice choice-{name}")
