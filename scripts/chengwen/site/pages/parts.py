"""The same part of every document side by side: every 存在问题, every 下一步打算, every opening; and by theme."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from chengwen.checkout.page_addresses import document_address, slug
from chengwen.document import Document, Section
from chengwen.engine.lines import SPACES
from chengwen.engine.scan import any_of
from chengwen.knowledge.labels import ANY, PARTS, UNSTATED
from chengwen.knowledge.tables import read_table
from chengwen.site.markup import ROOT, Markup, element, join, rooted
from chengwen.site.page import Entry, Page, excerpt, paged
from chengwen.site.wording import CHINESE, Wording
from chengwen.stamp import digest

EXCERPT = 150
"""How much of a part a list shows, in code points."""
MANY = 20
"""Parts from which on a list has others of one year each."""
SAME = 20
"""Parts with the same words that a line leads to."""
_FILLED_IN = re.compile(f"[0-9０-９{SPACES}\n]+|{ANY}")
"""What differs between copies of a text: figures, labels, white space."""
ENOUGH_WORDS = 3
"""How many words of a theme assign a part to it, if its heading has none."""


DEEPER = frozenset({"problems", "causes", "plans"})
"""Roles for which a section in another is a part of its own: （二）原因分析 below 三、存在问题, not （二）补短板."""


class Part(NamedTuple):
    """A part of a document: a top-level section, or what stands before the first heading.

    A tuple with its list line ready made: a build reads tens of thousands back from the one before.
    """

    year: str
    document: str
    section: str
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    line: Markup
    """What a list says of it, its addresses from the site's root."""
    short: Markup
    """What a list says of it below another one with the same words."""
    likeness: str
    """Digest of its words; figures, labels and white space do not count."""


def parts_of(document: Document, entry: Entry, tell: Wording = CHINESE) -> Iterator[Part]:
    """Yield the top-level parts of a document with all their roles, and what lies deeper if its role is another one."""
    top = min((section.level for section in document.sections if section.level), default=None)
    above: tuple[str, ...] = ()
    for section in document.sections:
        if section.level in (None, top):
            above = roles = roles_of(section)
        else:
            roles = deeper_roles(section, above)
        if roles and section.level != 0 and section.end > section.start:
            heading = document.text[section.start : section.heading_end].strip().rstrip("。")
            yield Part(
                entry.year,
                entry.id,
                section.id,
                roles,
                themes_of(heading, document.text[section.heading_end : section.end]),
                _line(
                    entry,
                    section.id,
                    heading or tell(PARTS[roles[0]]),
                    excerpt(document, section.heading_end, section.end, EXCERPT),
                    tell=tell,
                ),
                _short(entry, section.id, tell),
                digest(_FILLED_IN.sub("", document.text[section.heading_end : section.end]).encode())[:16],
            )


def roles_of(section: Section) -> tuple[str, ...]:
    """Return the roles of a section; one whose heading says but one of them, 问题产生的原因, has that alone."""
    clear = [role for role, pattern in _clear().items() if pattern.search(section.title)]
    told = clear[:1] or section.roles or (section.role,)
    return tuple(role for role in told if role in PARTS) or ("other",)


def deeper_roles(section: Section, above: Sequence[str]) -> tuple[str, ...]:
    """Return the roles that make a section within another a part of its own."""
    return tuple(role for role in DEEPER.difference(above) if _clear()[role].search(section.title))


@cache
def _clear() -> dict[str, re.Pattern[str]]:
    """Return for each role the headings that say nothing else."""
    return {role["name"]: re.compile(role["clear"]) for role in read_table("roles", "roles") if role["clear"]}


def themes_of(heading: str, text: str) -> tuple[str, ...]:
    """Return the themes of a part: a word of the theme in its heading, or several in its text.

    >>> themes_of("壮大村级集体经济", "")
    ('collective',)
    """
    pattern, themes = _theme_words()
    counts = Counter(theme for word in pattern.findall(text) for theme in themes[word])
    named = {theme for word in pattern.findall(heading) for theme in themes[word]}
    return tuple(sorted(named | {theme for theme, number in counts.items() if number >= ENOUGH_WORDS}))


def part_pages(parts: Sequence[Part], tell: Wording = CHINESE) -> Iterator[Page]:
    """Yield the page that leads to all parts and themes, and the lists of those that there are, newest first."""
    ordered = sorted(parts, key=lambda part: (part.year != UNSTATED, part.year, part.document), reverse=True)
    yield _overview(ordered, tell=tell)
    by_role: dict[str, list[Part]] = {role: [] for role in PARTS}
    by_theme: dict[str, list[Part]] = {theme["id"]: [] for theme in themes()}
    for part in ordered:
        for role in dict.fromkeys(part.roles):
            by_role[role].append(part)
        for name in part.themes:
            by_theme[name].append(part)
    for role, name in PARTS.items():
        yield from _lists(f"part/{role}/", tell(name), by_role[role], tell=tell)
    for theme in themes():
        about = tell.term(theme["about"])
        yield from _lists(f"theme/{theme['id']}/", tell.term(theme["name"]), by_theme[theme["id"]], about, tell=tell)


def themes() -> tuple[dict[str, str], ...]:
    """Return the themes: id, name, words, a sentence about each."""
    return read_table("themes", "themes")


def _lists(address: str, name: str, parts: Sequence[Part], about: str = "", tell: Wording = CHINESE) -> Iterator[Page]:
    """Yield the list of some parts and, of many, a list for each year; of none, nothing."""
    if not parts:
        return
    by_year: dict[str, list[Part]] = {}
    for part in parts if len(parts) > MANY else ():
        by_year.setdefault(part.year, []).append(part)
    years = list(by_year)
    yield from _list(address, name, parts, _years(address, "", years, tell=tell), about, tell=tell)
    for year, chosen in by_year.items() if len(years) > 1 else ():
        yield from _list(
            _of_year(address, year),
            f"{name} · {tell.term(year)}",
            chosen,
            _years(address, year, years, tell=tell),
            about,
            tell=tell,
        )


def _list(
    address: str, name: str, parts: Sequence[Part], years: Callable[[str], Markup | None], about: str, tell: Wording
) -> Iterator[Page]:
    alike: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        alike[part.likeness].append(part)

    def body(shown: Sequence[Sequence[Part]], root: str) -> Markup:
        return rooted(element("ol", *(_folded(alike, tell) for alike in shown), class_="entries parts"), root)

    def head(root: str) -> Sequence[Markup | None]:
        lead = element("p", about, class_="index-lead") if about else None
        return [lead, element("p", tell("{number:,} 节", number=len(parts)), class_="how-many"), years(root)]

    said = tell("{name}：{number:,} 节。{about}", name=name, number=len(parts), about=about)
    yield from paged(Page(address, name, description=said), list(alike.values()), head, body, tell)


def _years(address: str, here: str, years: Sequence[str], tell: Wording) -> Callable[[str], Markup | None]:
    """Return a function that, given the path to the site's root, makes links to the lists of each year."""

    def links(root: str) -> Markup | None:
        if len(years) < 2:
            return None
        ways = [("", tell("全部"), address), *((year, tell.term(year), _of_year(address, year)) for year in years)]
        made = [
            element("a", name, href=root + quote(to), aria_current="true" if year == here else None)
            for year, name, to in ways
        ]
        return element("nav", *made, class_="orders", aria_label=tell("年份"))

    return links


def _of_year(address: str, year: str) -> str:
    return f"{address}year/{slug(year)}/"


def _line(entry: Entry, section: str, heading: str, excerpt: str, tell: Wording) -> Markup:
    address = f"{ROOT}{document_address(entry.id)}"
    said = tell.of_documents
    title = element("a", heading, href=f"{address}#{section}", class_="entry-title", lang=said)
    source = element("a", entry.title, href=address, lang=said)
    about = [tell.term(about) for about in (entry.year, entry.genre, entry.level) if about]
    line = element("p", source, " · ", " · ".join(about), class_="entry-about")
    return join([title, line, element("p", excerpt, class_="entry-opening", lang=said)])


def _short(entry: Entry, section: str, tell: Wording) -> Markup:
    address = f"{ROOT}{document_address(entry.id)}#{section}"
    link = element("a", entry.title, href=address, lang=tell.of_documents)
    return element("li", link, f" · {tell.term(entry.year)}")


def _folded(alike: Sequence[Part], tell: Wording) -> Markup:
    """Return a part as a line of a list, and folded below it the others with the same words."""
    first, *others = alike
    if not others:
        return element("li", first.line, class_="entry")
    rest = element("li", tell("其余 {number:,} 节从略", number=len(others) - SAME)) if len(others) > SAME else None
    listed = element("ul", *(part.short for part in others[:SAME]), rest)
    folded = element(
        "details", element("summary", tell("另有 {number:,} 节同文", number=len(others))), listed, class_="same"
    )
    return element("li", first.line, folded, class_="entry")


def _overview(parts: Sequence[Part], tell: Wording) -> Page:
    roles = Counter(role for part in parts for role in part.roles)
    about = Counter(theme for part in parts for theme in part.themes)
    by_role = [_card(tell(name), roles[role], f"{role}/", tell=tell) for role, name in PARTS.items()]
    by_theme = [
        _card(tell.term(theme["name"]), about[theme["id"]], f"../theme/{theme['id']}/", tell=tell) for theme in themes()
    ]
    body = element(
        "div",
        element("h1", tell("按部分")),
        element("p", tell("把各篇的同一部分排在一起：看别人怎样开头、怎样写问题、怎样写打算。"), class_="index-lead"),
        element("ul", *by_role, class_="cards"),
        element("h2", tell("按主题"), class_="group"),
        element("ul", *by_theme, class_="cards"),
        class_="index",
    )
    return Page(
        "part/",
        tell("按部分"),
        body,
        description=tell("各篇的同一部分排在一起：开头、存在问题、原因分析、下一步打算，以及各个主题。"),
    )


def _card(name: str, number: int, address: str, tell: Wording) -> Markup | None:
    """Return a link to a list; None if there is nothing on it."""
    if not number:
        return None
    return element(
        "li", element("a", element("b", name), element("span", tell("{number:,} 节", number=number)), href=address)
    )


@cache
def _theme_words() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    known: dict[str, tuple[str, ...]] = {}
    for theme in themes():
        for word in theme["words"]:
            known[word] = (*known.get(word, ()), theme["id"])
    return re.compile(any_of(known)), known
