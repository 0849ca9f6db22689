"""The lists of documents (all, by year, genre, issuer, level), the neighbours of each, the feed and the site map."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import pairwise
from urllib.parse import quote
from xml.etree import ElementTree

from chengwen.checkout.page_addresses import document_address, slug
from chengwen.knowledge.labels import ANY, UNSTATED
from chengwen.site.markup import Markup, element, escape, join
from chengwen.site.page import Entry, Page, nothing, paged

SHOWN_OF_GROUP = 3
"""Documents of each year or genre shown on the page that lists them all."""


Ways = Sequence[tuple[str, str]]
"""The lists there are: the address and the name of each."""


def index_pages(entries: Sequence[Entry]) -> Iterator[Page]:
    """Yield the pages of every list."""
    years = _by(entries, lambda entry: entry.year)
    lists = [("year/", "按年份", years, sorted(years, reverse=True)), *_by_words(entries)]
    ways = [("list/", "全部"), *((address, title) for address, title, _, _ in lists)]
    yield from _list_pages("list/", "全部文稿", entries, ways)
    for address, title, groups, order in lists:
        yield from _grouped(address, title, groups, order, ways)


def _by_words(entries: Sequence[Entry]) -> Iterator[tuple[str, str, dict[str, list[Entry]], list[str]]]:
    """Yield the lists by genre and, where documents say so, by issuer and by level; the longest group first."""
    issued = [replace(entry, issuers=(issuer,)) for entry in entries for issuer in entry.issuers or (UNSTATED,)]
    found = [("genre/", "按文种", _by(entries, lambda entry: entry.genre))]
    if any(entry.issuers for entry in entries):
        found.append(("issuer/", "按机关", _by(issued, lambda entry: entry.issuers[0])))
    if any(entry.level for entry in entries):
        found.append(("level/", "按层级", _by(entries, lambda entry: entry.level or UNSTATED)))
    for address, title, groups in found:
        yield address, title, groups, _most_first(groups)


def _most_first(groups: Mapping[str, Sequence[Entry]]) -> list[str]:
    return sorted(groups, key=lambda name: (-len(groups[name]), name))


def numbers(entries: Sequence[Entry]) -> Markup:
    """Return the figures for the home page."""
    years = sorted({entry.year for entry in entries} - {UNSTATED})
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else UNSTATED
    figures = [
        (f"{len(entries):,}", "篇文稿"),
        (f"{sum(entry.characters for entry in entries):,}", "字"),
        (str(len({entry.genre for entry in entries} - {UNSTATED})), "个文种"),
        (span, "年"),
    ]
    spans = (element("span", element("b", value), " ", unit) for value, unit in figures)
    return element("p", *spans, class_="numbers")


def newest(entries: Sequence[Entry], number: int = 5) -> Markup:
    """Return the latest additions, for the home page."""
    return _entries(_latest(entries)[:number], "")


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    """Return documents by the day on which they came; of one day, or if none is known, the latest year first."""
    return sorted(entries, key=lambda one: (one.added, one.year != UNSTATED, one.year, one.id), reverse=True)


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    """Group documents by the address of what they are listed by: no value may claim another's page."""
    groups = defaultdict(list)
    names: dict[str, str] = {}
    for entry in entries:
        name = names.setdefault(slug(key(entry)), key(entry))
        groups[name].append(entry)
    return groups


def _grouped(address: str, title: str, groups: dict[str, list[Entry]], order: list[str], ways: Ways) -> Iterator[Page]:
    """Yield the page that lists all groups, and the pages of each; documents that state none come last."""
    order.sort(key=lambda name: name == UNSTATED)
    sections = [_group(name, groups[name], f"{quote(slug(name))}/") for name in order]
    body = join(sections) if sections else nothing()
    yield Page(address, title, _list_body(title, _ways(address, "../", ways), body))
    for name in order:
        yield from _list_pages(f"{address}{slug(name)}/", name, groups[name])


def _group(name: str, entries: Sequence[Entry], address: str) -> Markup:
    heading = element("h2", element("a", name, href=address), _how_many(entries), class_="group")
    rest = len(entries) - SHOWN_OF_GROUP
    more = element("p", element("a", f"其余 {rest} 篇", href=address), class_="more") if rest > 0 else None
    return element("section", heading, _entries(entries[:SHOWN_OF_GROUP], "../"), more)


def _list_pages(address: str, title: str, entries: Sequence[Entry], ways: Ways = ()) -> Iterator[Page]:
    def head(root: str) -> Sequence[Markup | None]:
        return [_how_many(entries), _ways(address, root, ways) if ways else None]

    yield from paged(address, title, entries, head, _entries)


def _ways(here: str, root: str, ways: Ways) -> Markup:
    """Return links from one order of the documents to the others."""
    links = [
        element("a", name, href=f"{root}{address}", aria_current="true" if address == here else None)
        for address, name in ways
    ]
    return element("nav", *links, class_="orders", aria_label="排列")


def _list_body(title: str, *children: Markup | None) -> Markup:
    return element("div", element("h1", title), *children, class_="index")


def _how_many(entries: Sequence[Entry]) -> Markup:
    return element("span", f"{len(entries):,} 篇", class_="how-many")


def _entries(entries: Iterable[Entry], root: str) -> Markup:
    return element("ol", *(_entry(entry, root) for entry in entries), class_="entries")


def _entry(entry: Entry, root: str) -> Markup:
    about = [entry.year, entry.genre, entry.level, f"{entry.characters:,} 字"]
    title = element("a", entry.title, href=f"{root}{document_address(entry.id)}", class_="entry-title")
    line = element("p", " · ".join(part for part in about if part), class_="entry-about")
    return element("li", title, line, element("p", entry.opening, class_="entry-opening"), class_="entry")


RELATED = 4
"""How many documents on the same subject a page links to."""
_VARYING = re.compile(
    "(?:19|20)[0-9]{2}(?:年度?)?|[0-9一二三四五六七八九十]+月(?:份)?|上半年|下半年|第[一二三四]季度|" + ANY
)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The documents next to one."""

    before: Entry | None = None
    after: Entry | None = None
    related: tuple[Entry, ...] = ()


def neighbours_of(documents: Sequence[Entry]) -> dict[str, Neighbours]:
    """Return the neighbours of every document.

    Documents on the same subject are those whose titles differ only in year, month and hidden parts; then those of the
    same genre in the nearest years.
    """
    years, matters, genres = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in sorted(documents, key=lambda one: (one.year, one.title, one.id)):
        years[one.year].append(one)
        matters[_VARYING.sub("", one.title)].append(one)
        genres[one.genre].append(one)
    before = {after.id: one for group in years.values() for one, after in pairwise(group)}
    after = {one.id: follower for group in years.values() for one, follower in pairwise(group)}
    place = {one.id: index for group in genres.values() for index, one in enumerate(group)}
    return {
        one.id: Neighbours(
            before.get(one.id),
            after.get(one.id),
            _related(one, matters[_VARYING.sub("", one.title)], genres[one.genre], place[one.id]),
        )
        for one in documents
    }


def _related(one: Entry, matter: Sequence[Entry], genre: Sequence[Entry], place: int) -> tuple[Entry, ...]:
    near = genre[max(0, place - RELATED) : place + RELATED + 1]
    chosen = {other.id: other for other in (*matter[: 2 * RELATED], *near) if other.id != one.id}
    return tuple(chosen.values())[:RELATED]


NEWEST = 20
MAPPED = 50_000
"""Maximum number of addresses in a map; further pages are reached through the lists."""
NOT_MAPPED = re.compile(r"search/$|d/[^/]+/(?:history|compare)/$|phrases/[^/]+/left/")
"""Addresses that say nothing of their own."""


def feed(entries: Sequence[Entry], site_url: str) -> bytes:
    """Return the feed of the latest additions, each with the day on which it came."""
    ElementTree.register_namespace("atom", ATOM)
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, title="澄文", link=site_url or "./", description="新收的文稿", language="zh-cn")
    if site_url:
        here = {"href": f"{site_url}feed.xml", "rel": "self", "type": "application/rss+xml"}
        ElementTree.SubElement(channel, f"{{{ATOM}}}link", here)
    for entry in _latest(entries)[:NEWEST]:
        item = ElementTree.SubElement(channel, "item")
        address = site_url + document_address(entry.id)
        _add(item, title=entry.title, link=address, description=entry.opening)
        ElementTree.SubElement(item, "guid", isPermaLink="false").text = address
        if entry.added:
            day = datetime.fromisoformat(f"{entry.added}T00:00:00+00:00")
            ElementTree.SubElement(item, "pubDate").text = format_datetime(day, usegmt=True)
    data: bytes = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    return data


ATOM = "http://www.w3.org/2005/Atom"


def sitemap(addresses: Iterable[str], site_url: str) -> bytes:
    """Return the map for search engines, of pages by their addresses from the site's root."""
    urls = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    mapped = [address for address in addresses if not NOT_MAPPED.search(address)][:MAPPED]
    for address in mapped:
        ElementTree.SubElement(ElementTree.SubElement(urls, "url"), "loc").text = site_url + quote(address)
    data: bytes = ElementTree.tostring(urls, encoding="utf-8", xml_declaration=True)
    return data


def _add(parent: ElementTree.Element, **texts: str) -> None:
    """Add elements with text: readers parse the text as HTML after parsing the XML, so it is escaped twice."""
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = escape(text)
