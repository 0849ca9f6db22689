"""Make every page of cleaned/, each document held no longer than its page takes, and write them below the site."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chengwen.document import Document
from chengwen.rules import catalogue
from chengwen.site.addresses import file_name
from chengwen.site.charts import charts_page
from chengwen.site.cleaner import cleaner_page
from chengwen.site.feed import feed
from chengwen.site.figures import Figures, add, count
from chengwen.site.indexes import index_pages, newest, numbers
from chengwen.site.neighbours import neighbours_of, read_known
from chengwen.site.pages import Entry, Page, entry
from chengwen.site.parts import Part, part_pages, parts_of
from chengwen.site.phrases import Concordance, phrase_pages, phrase_years
from chengwen.site.pyodide import install
from chengwen.site.reading import document_page
from chengwen.site.rule_pages import Uses, rule_pages
from chengwen.site.search import search_page
from chengwen.site.shell import Shell, write_pages
from chengwen.store import cleaned_ids, published

FIXED = ("list", "year", "genre", "part", "phrases", "charts", "rules", "search", "clean")
"""Addresses that the header and hand-written pages link to."""

PHRASES_IN_CHART = 24
NUMBERS, NEWEST = "<!-- chengwen:numbers -->", "<!-- chengwen:newest -->"
"""Where a page in docs/ wants figures and documents to stand."""


def publish(root: Path, out: Path, shells: dict[str, Shell], site_url: str = "") -> None:
    """Write the pages of a checkout's documents, their files, and the lists of them."""
    gathered = Gathered()
    write_pages(_documents(root, gathered), shells, out)
    for id in cleaned_ids(root):
        for ending in (".txt", ".json"):
            name = file_name(id)
            shutil.copyfile(root / "cleaned" / f"{id}{ending}", out / "d" / name / f"{name}{ending}")
    write_pages([*_lists(gathered), cleaner_page(install(root, out))], shells, out)
    home = out / "index.html"
    html = (
        home.read_text(encoding="utf-8")
        .replace(NUMBERS, numbers(gathered.entries))
        .replace(NEWEST, newest(gathered.entries))
    )
    home.write_text(html, encoding="utf-8", newline="\n")
    (out / "feed.xml").write_bytes(feed(gathered.entries, site_url))
    (out / "robots.txt").write_text("User-agent: *\nDisallow: /search/\n", encoding="utf-8")


@dataclass(slots=True)
class Gathered:
    """What lists and indexes need of the documents, gathered while their pages are made."""

    entries: list[Entry] = field(default_factory=list)
    uses: Uses = field(default_factory=Uses)
    parts: list[Part] = field(default_factory=list)
    concordance: Concordance = field(default_factory=Concordance)
    figures: Figures = field(default_factory=Figures)

    def note(self, document: Document) -> None:
        """Take from a document what outlives it."""
        known = entry(document)
        add(self.figures, count(document, catalogue()))
        self.entries.append(known)
        self.uses.note(document, known)
        self.parts.extend(parts_of(document, known))
        self.concordance.note(document, known)


def _documents(root: Path, gathered: Gathered) -> Iterator[Page]:
    rules, neighbours = catalogue(), neighbours_of(read_known(root))
    for document in published(root):
        yield document_page(document, rules, neighbours.get(document.id))
        gathered.note(document)


def _lists(gathered: Gathered) -> Iterator[Page]:
    yield from index_pages(gathered.entries)
    yield from part_pages(gathered.parts)
    yield from phrase_pages(gathered.concordance)
    yield charts_page(gathered.figures, phrase_years(gathered.concordance, PHRASES_IN_CHART))
    yield from rule_pages(catalogue(), gathered.uses)
    yield search_page()
