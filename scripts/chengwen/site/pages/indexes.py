"""The lists of documents: all of them, by year, by genre; fifty to a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote

from chengwen.checkout.page_addresses import document_address, slug
from chengwen.knowledge.wording import UNSTATED
from chengwen.site.markup import Markup, element, join
from chengwen.site.page import Entry, Page
from chengwen.site.pages.paging import nothing, paged

SHOWN_OF_GROUP = 3
"""Documents shown of each year or genre on the page that lists them all."""


def index_pages(entries: Sequence[Entry]) -> Iterator[Page]:
    """Make every list."""
    yield from _list_pages("list/", "全部文稿", entries)
    years, genres = _by(entries, lambda entry: entry.year), _by(entries, lambda entry: entry.genre)
    yield from _grouped("year/", "按年份", years, sorted(years, reverse=True))
    yield from _grouped("genre/", "按文种", genres, sorted(genres, key=lambda name: (-len(genres[name]), name)))


def numbers(entries: Sequence[Entry]) -> Markup:
    """Say how much there is, for the home page."""
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
    """List the documents of the latest years, for the home page."""
    latest = sorted(entries, key=lambda entry: (entry.year != UNSTATED, entry.year), reverse=True)
    return _entries(latest[:number], "")


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    """Group documents, by the address that their year or genre gives: nothing may claim another's page."""
    groups = defaultdict(list)
    names: dict[str, str] = {}
    for entry in entries:
        name = names.setdefault(slug(key(entry)), key(entry))
        groups[name].append(entry)
    return groups


def _grouped(address: str, title: str, groups: dict[str, list[Entry]], order: list[str]) -> Iterator[Page]:
    """Make the page that lists all groups, and the pages of each; documents that state none come last."""
    order.sort(key=lambda name: name == UNSTATED)
    sections = [_group(name, groups[name], f"{quote(slug(name))}/") for name in order]
    body = join(sections) if sections else nothing()
    yield Page(address, title, _list_body(title, _ways(address, "../"), body))
    for name in order:
        yield from _list_pages(f"{address}{slug(name)}/", name, groups[name])


def _group(name: str, entries: Sequence[Entry], address: str) -> Markup:
    heading = element("h2", element("a", name, href=address), _how_many(entries), class_="group")
    rest = len(entries) - SHOWN_OF_GROUP
    more = element("p", element("a", f"其余 {rest} 篇", href=address), class_="more") if rest > 0 else None
    return element("section", heading, _entries(entries[:SHOWN_OF_GROUP], "../"), more)


def _list_pages(address: str, title: str, entries: Sequence[Entry]) -> Iterator[Page]:
    def head(root: str) -> Sequence[Markup | None]:
        return [_how_many(entries), _ways(address, root) if address == "list/" else None]

    yield from paged(address, title, entries, head, _entries)


def _ways(here: str, root: str) -> Markup:
    """Lead from one order of the documents to the others."""
    links = [
        element("a", name, href=f"{root}{address}", aria_current="true" if address == here else None)
        for name, address in (("全部", "list/"), ("按年份", "year/"), ("按文种", "genre/"))
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
