"""The same part of every document side by side: every 存在问题, every 下一步打算, every opening; and by theme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from chengwen.checkout.page_addresses import document_address
from chengwen.document import Document
from chengwen.engine.scan import any_of
from chengwen.knowledge.labels import PARTS
from chengwen.knowledge.tables import read_table
from chengwen.site.markup import ROOT, Markup, element, rooted
from chengwen.site.page import Entry, Page, excerpt, paged

EXCERPT = 150
"""How much of a part a list shows, in code points."""
SEARCHED = {"problems": "问题", "causes": "原因", "plans": "下一步", "opening": "坚持"}
"""The initial query when a search is narrowed to a part: a word that most of them contain."""
ENOUGH_WORDS = 3
"""How many words of a theme assign a part to it, if its heading has none."""


class Part(NamedTuple):
    """A part of a document: a top-level section, or what stands before the first heading.

    A tuple with its list line ready made: a build reads tens of thousands back from the one before.
    """

    year: str
    document: str
    section: str
    role: str
    themes: tuple[str, ...]
    line: Markup
    """Its line in lists, its addresses from the site's root."""


def parts_of(document: Document, entry: Entry) -> Iterator[Part]:
    """Yield the top-level parts of a document, each with its role and themes."""
    top = min((section.level for section in document.sections if section.level), default=None)
    for section in document.sections:
        if section.level in (None, top) and section.end > section.start:
            heading = document.text[section.start : section.heading_end].strip().rstrip("。")
            yield Part(
                entry.year,
                entry.id,
                section.id,
                section.role if section.role in PARTS else "other",
                themes_of(heading, document.text[section.heading_end : section.end]),
                _line(entry, section.id, heading, excerpt(document, section.heading_end, section.end, EXCERPT)),
            )


def themes_of(heading: str, text: str) -> tuple[str, ...]:
    """Return the themes of a part: a word of the theme in its heading, or several in its text.

    >>> themes_of("壮大村级集体经济", "")
    ('collective',)
    """
    pattern, themes = _theme_words()
    counts = Counter(theme for word in pattern.findall(text) for theme in themes[word])
    named = {theme for word in pattern.findall(heading) for theme in themes[word]}
    return tuple(sorted(named | {theme for theme, number in counts.items() if number >= ENOUGH_WORDS}))


def part_pages(parts: Sequence[Part]) -> Iterator[Page]:
    """Yield the page that leads to all parts and themes, and the lists of each, newest first."""
    ordered = sorted(parts, key=lambda part: (part.year, part.document), reverse=True)
    yield _overview(ordered)
    for role, name in PARTS.items():
        chosen = [part for part in ordered if part.role == role]
        yield from _lists(f"part/{role}/", name, chosen, f"?part={role}&q={SEARCHED.get(role, '工作')}")
    for theme in themes():
        chosen = [part for part in ordered if theme["id"] in part.themes]
        yield from _lists(f"theme/{theme['id']}/", theme["name"], chosen, f"?q={theme['words'][0]}", theme["about"])


def themes() -> tuple[dict[str, str], ...]:
    """Return the themes: id, name, words, a sentence about each."""
    return read_table("themes", "themes")


def _lists(address: str, name: str, parts: Sequence[Part], query: str, about: str = "") -> Iterator[Page]:
    def body(shown: Sequence[Part], root: str) -> Markup:
        return rooted(element("ol", *(part.line for part in shown), class_="entries parts"), root)

    def head(root: str) -> Sequence[Markup | None]:
        narrow = element("a", "按年份、文种、层级筛选", href=f"{root}search/{query}")
        lead = element("p", about, class_="index-lead") if about else None
        return [lead, element("p", element("span", f"{len(parts):,} 节", class_="how-many"), " · ", narrow)]

    yield from paged(address, name, parts, head, body)


def _line(entry: Entry, section: str, heading: str, excerpt: str) -> Markup:
    address = f"{ROOT}{document_address(entry.id)}"
    title = element("a", heading or "开头", href=f"{address}#{section}", class_="entry-title")
    source = element("a", entry.title, href=address)
    about = [about for about in (entry.year, entry.genre, entry.level) if about]
    line = element("p", source, " · ", " · ".join(about), class_="entry-about")
    return element("li", title, line, element("p", excerpt, class_="entry-opening"), class_="entry")


def _overview(parts: Sequence[Part]) -> Page:
    roles = Counter(part.role for part in parts)
    about = Counter(theme for part in parts for theme in part.themes)
    by_role = [_card(name, roles[role], f"{role}/") for role, name in PARTS.items()]
    by_theme = [_card(theme["name"], about[theme["id"]], f"../theme/{theme['id']}/") for theme in themes()]
    body = element(
        "div",
        element("h1", "按部分"),
        element("p", "把各篇的同一部分排在一起：看别人怎样开头、怎样写问题、怎样写打算。", class_="index-lead"),
        element("ul", *by_role, class_="cards"),
        element("h2", "按主题", class_="group"),
        element("ul", *by_theme, class_="cards"),
        class_="index",
    )
    return Page("part/", "按部分", body)


def _card(name: str, number: int, address: str) -> Markup:
    return element("li", element("a", element("b", name), element("span", f"{number:,} 节"), href=address))


@cache
def _theme_words() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    known: dict[str, tuple[str, ...]] = {}
    for theme in themes():
        for word in theme["words"]:
            known[word] = (*known.get(word, ()), theme["id"])
    return re.compile(any_of(known)), known
