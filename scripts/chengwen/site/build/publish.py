"""Make every page of cleaned/, with one document in memory at a time, and write them into the site."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chengwen.checkout.page_addresses import document_address, file_name
from chengwen.checkout.store import publishable_ids, published, raw_samples, read_cleaned
from chengwen.document import Document
from chengwen.knowledge.load import catalogue
from chengwen.site.build.memory import Extract, Remembered, extract, key_of, pack, recall, remember, unpack
from chengwen.site.build.place import INDEX, Place
from chengwen.site.build.shell import Shell
from chengwen.site.charts.charts import charts_page
from chengwen.site.charts.figures import Figures, add
from chengwen.site.cleaner.page import cleaner_page
from chengwen.site.cleaner.pyodide import install
from chengwen.site.page import Entry, Page
from chengwen.site.pages.indexes import Neighbours, feed, index_pages, neighbours_of, newest, numbers, sitemap
from chengwen.site.pages.parallel import has_parallel, parallel_page
from chengwen.site.pages.parts import Part, part_pages
from chengwen.site.pages.phrases import Concordance, phrase_pages, phrase_years
from chengwen.site.pages.reading import document_page
from chengwen.site.pages.rules import Uses, rule_pages
from chengwen.site.search.search import search_page
from chengwen.stamp import digest
from chengwen.word.template import word_file

FIXED = ("list", "year", "genre", "part", "phrases", "charts", "rules", "search", "clean")
"""Addresses that the header and hand-written pages link to."""

PHRASES_IN_CHART = 24
NUMBERS, NEWEST = "<!-- chengwen:numbers -->", "<!-- chengwen:newest -->"
"""Marks in docs/ for figures and for documents."""


def publish(root: Path, place: Place, shells: dict[str, Shell], site_url: str = "") -> None:
    """Write the pages of a checkout's documents, their files, and the lists of them."""
    gathered = Gathered()
    with _no_cycles_sought():
        for one in _publish_documents(root, place, shells, site_url):
            gathered.note(one)
        for page in (*_lists(gathered), cleaner_page(install(root, place.new))):
            place.write(f"{page.address}{INDEX}", shells[page.template].fill(page).encode())
    _complete_home(place.new / INDEX, gathered.entries)
    place.write("feed.xml", feed(gathered.entries, site_url))
    _guide_robots(place, site_url)


@contextmanager
def _no_cycles_sought() -> Iterator[None]:
    """Disable Python's search for reference cycles: there are none, and with a million objects it takes seconds."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _publish_documents(root: Path, place: Place, shells: dict[str, Shell], site_url: str) -> list[Extract]:
    """Write the page and the files of every document, and return the data of each for lists.

    What was read before is not read again, and a page is made again only if something it shows has changed.
    """
    before, raw = recall(root), {sample.id: sample for sample in raw_samples(root)}
    keys = {id: key_of(_copy(root, place, id), raw.get(id)) for id in publishable_ids(root)}
    packed = {id: one.packed for id, one in before.items() if one.key == keys.get(id)}
    extracts = {id: unpack(packed[id]) if id in packed else extract(read_cleaned(root, id)) for id in keys}
    packed.update({id: pack(one) for id, one in extracts.items() if id not in packed})
    neighbours = neighbours_of([one.entry for one in extracts.values()])
    frame = digest(*(shell.html.encode() for shell in shells.values())).encode()
    made_of = {id: digest(key.encode(), repr(neighbours[id]).encode(), frame) for id, key in keys.items()}
    pages = {
        id: one.pages
        for id, one in before.items()
        if one.made_of == made_of.get(id) and all(itertools.starmap(place.keep, one.pages.items()))
    }
    for document in published(root, [id for id in keys if id not in pages]):
        made = _pages(document, neighbours[document.id])
        written = {f"{page.address}{INDEX}": shells[page.template].fill(page).encode() for page in made}
        written |= _word(document, site_url)
        for name, data in written.items():
            place.write(name, data)
        pages[document.id] = {name: digest(data) for name, data in written.items()}
    remember(root, {id: Remembered(keys[id], made_of[id], pages[id], packed[id]) for id in keys})
    return list(extracts.values())


def _guide_robots(place: Place, site_url: str) -> None:
    """Write the sitemap and robots.txt; a map needs complete addresses, so without `site_url` it is empty.

    The map of MkDocs knows no documents, only the day of the build; there must be a map, since the theme's script
    requests it.
    """
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (place.new / name).unlink(missing_ok=True)
    made = (path.relative_to(place.new).as_posix() for path in place.new.rglob(INDEX))
    addresses = sorted(name.removesuffix(INDEX) for name in {*made, *place.kept} if name.endswith(INDEX))
    place.write("sitemap.xml", sitemap(addresses if site_url else [], site_url))
    where = f"Sitemap: {site_url}sitemap.xml\n" if site_url else ""
    place.write("robots.txt", f"User-agent: *\nDisallow: /search/\n{where}".encode())


def _pages(document: Document, neighbours: Neighbours) -> Iterator[Page]:
    yield document_page(document, catalogue(), neighbours)
    if has_parallel(document):
        yield parallel_page(document)


def _word(document: Document, site_url: str) -> dict[str, bytes]:
    """Return a document's Word file, by its name in the site; it says where it can be read, if that is known."""
    name = file_name(document.id)
    address = site_url + document_address(document.id) if site_url else None
    return {f"d/{name}/{name}.docx": word_file(document, address)}


def _copy(root: Path, place: Place, id: str) -> list[bytes]:
    """Copy a document's files for download, and return their content."""
    name = file_name(id)
    files = [(root / "cleaned" / f"{id}{ending}").read_bytes() for ending in (".txt", ".json")]
    for ending, data in zip((".txt", ".json"), files, strict=True):
        place.write(f"d/{name}/{name}{ending}", data)
    return files


def _complete_home(path: Path, entries: Sequence[Entry]) -> None:
    html = path.read_text(encoding="utf-8").replace(NUMBERS, numbers(entries)).replace(NEWEST, newest(entries))
    path.write_text(html, encoding="utf-8", newline="\n")


@dataclass(slots=True)
class Gathered:
    """What lists and indexes need of the documents, collected while their pages are made."""

    entries: list[Entry] = field(default_factory=list)
    uses: Uses = field(default_factory=Uses)
    parts: list[Part] = field(default_factory=list)
    concordance: Concordance = field(default_factory=Concordance)
    figures: Figures = field(default_factory=Figures)

    def note(self, one: Extract) -> None:
        """Add the data of a document."""
        self.entries.append(one.entry)
        self.uses.note(one.changed, one.hinted, one.entry)
        self.parts.extend(one.parts)
        self.concordance.note(one.phrasing, one.entry)
        add(self.figures, one.figures)


def _lists(gathered: Gathered) -> Iterator[Page]:
    yield from index_pages(gathered.entries)
    yield from part_pages(gathered.parts)
    yield from phrase_pages(gathered.concordance)
    yield charts_page(gathered.figures, phrase_years(gathered.concordance, PHRASES_IN_CHART))
    yield from rule_pages(catalogue(), gathered.uses)
    yield search_page()
