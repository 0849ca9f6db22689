"""Make every page of cleaned/, with one document in memory at a time, and write them into the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from chengwen.checkout.choices import find_choices
from chengwen.knowledge.load import catalogue
from chengwen.site.build.documents import Known, Site, begin_to_write, end_of_writing, read_corpus, text_of
from chengwen.site.build.memory import Extract
from chengwen.site.build.place import INDEX, Place
from chengwen.site.build.shell import Shell
from chengwen.site.charts.charts import charts_page
from chengwen.site.charts.figures import Figures, add
from chengwen.site.cleaner.page import cleaner_page
from chengwen.site.cleaner.pyodide import install
from chengwen.site.markup import escape
from chengwen.site.page import Entry, Page
from chengwen.site.pages.download import download_page
from chengwen.site.pages.feed import feed, sitemap
from chengwen.site.pages.filters import listed_data
from chengwen.site.pages.indexes import index_pages, newest, numbers
from chengwen.site.pages.parts import Part, part_pages
from chengwen.site.pages.phrases import Concordance, phrase_pages, phrase_years
from chengwen.site.pages.rules import Uses, rule_pages
from chengwen.site.reuse.page import Copied, most_copied, reuse_pages
from chengwen.site.reuse.set_phrases import Passage
from chengwen.site.search.search import search_page
from chengwen.site.wording import Wording, wording
from chengwen.site.workbench.home import first_screen
from chengwen.site.workbench.page import writing_page
from chengwen.site.workers import Workers, no_cycles_sought

FIXED = ("list", "year", "genre", "part", "phrases", "charts", "rules", "search", "clean", "data", "write", "reuse")
"""Addresses that the header and hand-written pages link to."""

PHRASES_IN_CHART = 24
NAMED, FIRST, NUMBERS, NEWEST = (f"<!-- chengwen:{name} -->" for name in ("title", "first", "numbers", "newest"))
"""Marks in docs/ for the name of the site, for the first screen, for figures and for documents."""


def publish(
    root: Path,
    place: Place,
    shells: dict[str, Shell],
    site_url: str = "",
    site_name: str = "澄文",
    workers: Workers | None = None,
) -> None:
    """Write the pages of a corpus's documents, their files, and the lists of them.

    The lists are made here while other processes, if there are any, make the pages of the documents.
    """
    shared_out = workers or Workers()
    with no_cycles_sought():
        chosen = find_choices(root)
        known, tell = catalogue(chosen.cleaner().rules), wording(chosen.site.language)
        site = Site(root, place.bare(), shells, known, site_url, chosen.site.language)
        corpus = read_corpus(site, shared_out)
        writing = begin_to_write(site, corpus, shared_out)
        gathered = _gathered(corpus.extracts.values(), corpus.passages, partial(text_of, root))
        size = install(root, place.new)
        for page in (*_lists(gathered, known, tell=tell), writing_page(size, tell=tell), cleaner_page(size, tell=tell)):
            place.write(f"{page.address}{INDEX}", shells[page.template].fill(page).encode())
        _complete_home(place.new / INDEX, gathered, site_name, tell=tell)
        place.write("list/entries.json", listed_data(gathered.entries))
        place.write("feed.xml", feed(gathered.entries, site_url, site_name, tell=tell))
        end_of_writing(site, corpus, place, writing)
        _guide_robots(place, site_url)


def _gathered(extracts: Iterable[Extract], passages: Sequence[Passage], text_of: Callable[[str], str]) -> Gathered:
    gathered = Gathered()
    for one in extracts:
        gathered.note(one)
    gathered.copied = most_copied(passages, gathered.by_id(), text_of)
    return gathered


def _guide_robots(place: Place, site_url: str) -> None:
    """Write robots.txt and, if it is known where the site will be, the map of its pages.

    That of MkDocs knows no documents, only the day of the build.
    """
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (place.new / name).unlink(missing_ok=True)
    where = ""
    if site_url:
        made = (path.relative_to(place.new).as_posix() for path in place.new.rglob(INDEX))
        addresses = sorted(name.removesuffix(INDEX) for name in {*made, *place.kept} if name.endswith(INDEX))
        place.write("sitemap.xml", sitemap(addresses, site_url))
        where = f"Sitemap: {site_url}sitemap.xml\n"
    place.write("robots.txt", f"User-agent: *\nDisallow: /search/\n{where}".encode())


def _complete_home(path: Path, gathered: Gathered, site_name: str, tell: Wording) -> None:
    html, entries = path.read_text(encoding="utf-8"), gathered.entries
    html = html.replace(NAMED, escape(site_name))
    for mark, made in (
        (FIRST, first_screen(gathered.parts, tell=tell)),
        (NUMBERS, numbers(entries, tell=tell)),
        (NEWEST, newest(entries, tell=tell)),
    ):
        html = html.replace(mark, made)
    path.write_text(html, encoding="utf-8", newline="\n")


@dataclass(slots=True)
class Gathered:
    """What lists and indexes need of the documents, collected while their pages are made."""

    entries: list[Entry] = field(default_factory=list)
    uses: Uses = field(default_factory=Uses)
    parts: list[Part] = field(default_factory=list)
    concordance: Concordance = field(default_factory=Concordance)
    figures: Figures = field(default_factory=Figures)
    copied: list[Copied] = field(default_factory=list)

    def by_id(self) -> dict[str, Entry]:
        """Return the entries by id."""
        return {one.id: one for one in self.entries}

    def note(self, one: Extract) -> None:
        """Add the data of a document."""
        self.entries.append(one.entry)
        self.uses.note(one.changed, one.hinted, one.entry)
        self.parts.extend(one.parts)
        self.concordance.note(one.phrasing, one.entry)
        add(self.figures, one.figures)


def _lists(gathered: Gathered, known: Known, tell: Wording) -> Iterator[Page]:
    yield from index_pages(gathered.entries, tell=tell)
    yield from part_pages(gathered.parts, tell=tell)
    yield from phrase_pages(gathered.concordance, tell=tell)
    yield charts_page(gathered.figures, phrase_years(gathered.concordance, PHRASES_IN_CHART), tell=tell)
    yield from rule_pages(known, gathered.uses, tell=tell)
    yield search_page(tell=tell)
    yield from reuse_pages(gathered.copied, tell=tell)
    yield download_page(gathered.entries, tell=tell)
