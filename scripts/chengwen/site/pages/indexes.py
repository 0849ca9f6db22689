"""The lists of documents: all, by year, genre, issuer, level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote, urlencode

from chengwen.checkout.page_addresses import document_address, slug
from chengwen.knowledge.labels import UNSTATED
from chengwen.site.markup import ROOT, Markup, element, join, rooted
from chengwen.site.page import Entry, Page, nothing, paged
from chengwen.site.pages.feed import latest
from chengwen.site.pages.filters import SHOWN_OF_GROUP, filters, newest_year_first
from chengwen.site.wording import CHINESE, Wording

LINES_AT_HAND = 20_000
"""Lines of documents that stay in memory while lists are made: a kilobyte each."""
Ways = Sequence[tuple[str, str]]
"""The lists there are: the address and the name of each."""


def index_pages(entries: Sequence[Entry], tell: Wording = CHINESE) -> Iterator[Page]:
    """Yield the pages of every list."""
    years = _by(entries, lambda entry: entry.year)
    lists = [("year/", tell("按年份"), years, sorted(years, reverse=True)), *_by_words(entries, tell=tell)]
    ways = [("list/", tell("全部")), *((address, title) for address, title, _, _ in lists)]
    yield from _list_pages("list/", tell("全部文稿"), newest_year_first(entries), ways, tell=tell)
    for address, title, groups, order in lists:
        yield from _grouped(address, title, groups, order, ways, tell=tell)


def _by_words(entries: Sequence[Entry], tell: Wording) -> Iterator[tuple[str, str, dict[str, list[Entry]], list[str]]]:
    """Yield the lists by genre and, where documents say so, by issuer and by level; the longest group first."""
    issued = [replace(entry, issuers=(issuer,)) for entry in entries for issuer in entry.issuers or (UNSTATED,)]
    found = [("genre/", tell("按文种"), _by(entries, lambda entry: entry.genre))]
    if any(entry.issuers for entry in entries):
        found.append(("issuer/", tell("按机关"), _by(issued, lambda entry: entry.issuers[0])))
    if any(entry.level for entry in entries):
        found.append(("level/", tell("按层级"), _by(entries, lambda entry: entry.level or UNSTATED)))
    for address, title, groups in found:
        yield address, title, groups, _most_first(groups)


def _most_first(groups: Mapping[str, Sequence[Entry]]) -> list[str]:
    return sorted(groups, key=lambda name: (-len(groups[name]), name))


def numbers(entries: Sequence[Entry], tell: Wording = CHINESE) -> Markup:
    """Return the figures for the home page."""
    years = sorted({entry.year for entry in entries} - {UNSTATED})
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else tell.term(UNSTATED)
    figures = [
        (f"{len(entries):,}", tell("篇文稿")),
        (f"{sum(entry.characters for entry in entries):,}", tell("字")),
        (str(len({entry.genre for entry in entries} - {UNSTATED})), tell("个文种")),
        (span, tell("年")),
    ]
    spans = (element("span", element("b", value), " ", unit) for value, unit in figures)
    return element("p", *spans, class_="numbers")


def newest(entries: Sequence[Entry], number: int = 5, tell: Wording = CHINESE) -> Markup:
    """Return the latest additions, for the home page."""
    return _entries(latest(entries)[:number], "", tell=tell)


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    """Group documents by the address of what they are listed by: no value may claim another's page."""
    groups = defaultdict(list)
    names: dict[str, str] = {}
    for entry in entries:
        name = names.setdefault(slug(key(entry)), key(entry))
        groups[name].append(entry)
    return groups


def _grouped(
    address: str, title: str, groups: dict[str, list[Entry]], order: list[str], ways: Ways, tell: Wording
) -> Iterator[Page]:
    """Yield the page that lists all groups, and the pages of each; documents that state none come last."""
    order.sort(key=lambda name: name == UNSTATED)
    about = tell("{title}排列的文稿：{words}。", title=title, words=tell("、").join(map(tell.term, order[:8])))
    if len(order) > MANY_GROUPS:
        yield from _named(address, title, groups, order, ways, about, tell=tell)
    else:
        sections = [_group(name, groups[name], f"{quote(slug(name))}/", tell=tell) for name in order]
        body = join(sections) if sections else nothing(tell=tell)
        yield Page(address, title, _list_body(title, _ways(address, "../", ways, tell=tell), body), description=about)
    facet = FACETS.get(address)
    for name in order:
        query = {facet: name} if facet else None
        yield from _list_pages(
            f"{address}{slug(name)}/", tell.term(name), newest_year_first(groups[name]), query=query, tell=tell
        )


MANY_GROUPS = 30
"""Groups from which on a page names them only: three documents of each of 300 issuers are 230 kB."""


def _named(
    address: str,
    title: str,
    groups: dict[str, list[Entry]],
    order: Sequence[str],
    ways: Ways,
    about: str,
    tell: Wording,
) -> Iterator[Page]:
    """Yield the pages that name many groups, each with how many documents it has and of which years."""

    def head(root: str) -> Sequence[Markup | None]:
        return [
            element("span", tell("{number:,} 个", number=len(order)), class_="how-many"),
            _ways(address, root, ways, tell=tell),
        ]

    def body(shown: Sequence[str], root: str) -> Markup:
        lines = (
            _name_of_group(name, groups[name], f"{root}{address}{quote(slug(name))}/", tell=tell) for name in shown
        )
        return element("ul", *lines, class_="phrase-list group-list")

    yield from paged(Page(address, title, description=about), order, head, body, tell)


def _name_of_group(name: str, entries: Sequence[Entry], address: str, tell: Wording) -> Markup:
    years = sorted({entry.year for entry in entries} - {UNSTATED})
    span = "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""
    link = element("a", tell.term(name), href=address, class_="phrase-name", lang=tell.language_of(name))
    return element("li", link, _how_many(entries, tell=tell), element("span", span, class_="phrase-explain"))


def _group(name: str, entries: Sequence[Entry], address: str, tell: Wording) -> Markup:
    heading = element(
        "h2",
        element("a", tell.term(name), href=address, lang=tell.language_of(name)),
        _how_many(entries, tell=tell),
        class_="group",
    )
    rest = len(entries) - SHOWN_OF_GROUP
    more = (
        element("p", element("a", tell("其余 {rest} 篇", rest=rest), href=address), class_="more") if rest > 0 else None
    )
    return element("section", heading, _entries(entries[:SHOWN_OF_GROUP], "../", tell=tell), more)


FACETS = {"year/": "year", "genre/": "genre", "level/": "level", "issuer/": "word"}
"""By which of the groups the filter of the whole list can narrow."""


def _list_pages(
    address: str,
    title: str,
    entries: Sequence[Entry],
    ways: Ways = (),
    query: dict[str, str] | None = None,
    tell: Wording = CHINESE,
) -> Iterator[Page]:
    def head(root: str) -> Sequence[Markup | None]:
        return [
            _how_many(entries, tell=tell),
            _ways(address, root, ways, tell=tell) if ways else _narrow(query, entries, root, tell=tell),
        ]

    about = tell("{title}，共 {number:,} 篇：题目、年份、文种、层级、字数和开头。", title=title, number=len(entries))

    def body(shown: Sequence[Entry], root: str) -> Markup:
        return _entries(shown, root, tell)

    if not ways:
        yield from paged(
            Page(address, title, description=about, lang=tell.language_of(title)), entries, head, body, tell
        )
        return

    fields = filters(entries, tell=tell)  # the same on every page, and made from all documents

    def whole(root: str) -> Sequence[Markup | None]:
        return [*head(root), fields]

    yield from paged(Page(address, title, template="listing.html", description=about), entries, whole, body, tell)


def _narrow(query: dict[str, str] | None, entries: Sequence[Entry], root: str, tell: Wording) -> Markup | None:
    """Return a link that leads to the whole list, narrowed to a group, where it can be narrowed further and ordered."""
    if query is None or len(entries) <= SHOWN_OF_GROUP:
        return None
    link = element("a", tell("在其中筛选、排序"), href=f"{root}list/?{urlencode(query)}")
    return element("p", link, class_="more")


def _ways(here: str, root: str, ways: Ways, tell: Wording) -> Markup:
    """Return links from one order of the documents to the others."""
    links = [
        element("a", name, href=f"{root}{address}", aria_current="true" if address == here else None)
        for address, name in ways
    ]
    return element("nav", *links, class_="orders", aria_label=tell("排列"))


def _list_body(title: str, *children: Markup | None) -> Markup:
    return element("div", element("h1", title), *children, class_="index")


def _how_many(entries: Sequence[Entry], tell: Wording) -> Markup:
    return element("span", tell("{number:,} 篇", number=len(entries)), class_="how-many")


def _entries(entries: Iterable[Entry], root: str, tell: Wording) -> Markup:
    return rooted(element("ol", *(_entry(one, tell) for one in entries), class_="entries"), root)


@lru_cache(LINES_AT_HAND)
def _entry(entry: Entry, tell: Wording) -> Markup:
    """Return a document's line, its address from the site's root: it stands in four lists or five."""
    said = tell.of_documents
    about = [
        *map(tell.term, (entry.year, entry.genre, entry.level)),
        tell("{characters:,} 字", characters=entry.characters),
    ]
    title = element("a", entry.title, href=f"{ROOT}{document_address(entry.id)}", class_="entry-title", lang=said)
    line = element("p", " · ".join(part for part in about if part), class_="entry-about")
    return element("li", title, line, element("p", entry.opening, class_="entry-opening", lang=said), class_="entry")
