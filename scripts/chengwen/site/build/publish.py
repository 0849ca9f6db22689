"""Make every page of cleaned/, with one document in memory at a time, and write them into the site."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from chengwen.checkout.choices import find_choices
from chengwen.checkout.page_addresses import document_address, file_name
from chengwen.checkout.store import cleaned_ids, publishable_ids, published, raw_samples, read_cleaned
from chengwen.checkout.unchanged import listing
from chengwen.document import Document
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.rules import Operation, Rule
from chengwen.site.bench.home import first_screen
from chengwen.site.bench.page import writing_page
from chengwen.site.build.memory import (
    Extract,
    Remembered,
    dated,
    extract,
    key_of,
    pack,
    recall,
    remember,
    stamps_of,
    unpack,
)
from chengwen.site.build.place import INDEX, Place
from chengwen.site.build.shell import Shell
from chengwen.site.charts.charts import charts_page
from chengwen.site.charts.figures import Figures, add
from chengwen.site.cleaner.page import cleaner_page
from chengwen.site.cleaner.pyodide import install
from chengwen.site.editions import Edition, added, edition_of, read_editions
from chengwen.site.markup import escape
from chengwen.site.page import Entry, Page
from chengwen.site.pages.download import download_page
from chengwen.site.pages.feed import feed, sitemap
from chengwen.site.pages.filters import listed_data
from chengwen.site.pages.history import history_page
from chengwen.site.pages.indexes import index_pages, newest, numbers
from chengwen.site.pages.neighbours import Neighbours, neighbours_of
from chengwen.site.pages.parallel import has_parallel, parallel_page
from chengwen.site.pages.parts import Part, part_pages
from chengwen.site.pages.phrases import Concordance, phrase_pages, phrase_years
from chengwen.site.pages.reading import document_page
from chengwen.site.pages.rules import Uses, rule_pages
from chengwen.site.reuse.page import Copied, most_copied, reuse_pages
from chengwen.site.reuse.set_phrases import Passage
from chengwen.site.reuse.shared import found_passages, shared_of
from chengwen.site.search.search import search_page
from chengwen.stamp import digest
from chengwen.word.template import word_file

FIXED = ("list", "year", "genre", "part", "phrases", "charts", "rules", "search", "clean", "data", "write", "reuse")
"""Addresses that the header and hand-written pages link to."""

PHRASES_IN_CHART = 24
Known = Mapping[str, Rule | Operation]
"""Every rule and operation by id, the owner's among them."""
NAMED, FIRST, NUMBERS, NEWEST = (f"<!-- chengwen:{name} -->" for name in ("title", "first", "numbers", "newest"))
"""Marks in docs/ for the name of the site, for the first screen, for figures and for documents."""


def publish(root: Path, place: Place, shells: dict[str, Shell], site_url: str = "", site_name: str = "澄文") -> None:
    """Write the pages of a corpus's documents, their files, and the lists of them."""
    with _no_cycles_sought():
        known = catalogue(find_choices(root).cleaner().rules)
        gathered = _gathered(*_publish_documents(root, place, shells, known, site_url), partial(_text_of, root))
        size = install(root, place.new)
        for page in (*_lists(gathered, known), writing_page(size), cleaner_page(size)):
            place.write(f"{page.address}{INDEX}", shells[page.template].fill(page).encode())
        _complete_home(place.new / INDEX, gathered, site_name)
        place.write("list/entries.json", listed_data(gathered.entries))
        place.write("feed.xml", feed(gathered.entries, site_url, site_name))
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


def _publish_documents(
    root: Path, place: Place, shells: dict[str, Shell], known: Known, site_url: str
) -> tuple[list[Extract], list[Passage]]:
    """Write the page and the files of every document; return the data of each for lists, and what they share.

    What was read before is not read again, and a page is made again only if something it shows has changed.
    """
    before, raw = recall(root), {sample.id: sample for sample in raw_samples(root)}
    cleaned = listing(root / "cleaned")
    stamps = {id: stamps_of(id, cleaned, raw.get(id)) for id in cleaned_ids(root)}
    unread = {id for id, one in before.items() if one.stamps and one.stamps == stamps.get(id)}
    keys = {
        id: before[id].key if id in unread else key_of(_files(root, id).values(), raw.get(id))
        for id in publishable_ids(root, unread)
    }
    packed = {id: one.packed for id, one in before.items() if one.key == keys.get(id)}
    extracts = {id: unpack(packed[id]) if id in packed else extract(read_cleaned(root, id), known) for id in keys}
    packed.update({id: pack(one) for id, one in extracts.items() if id not in packed})
    editions = read_editions(root, keys)
    extracts = {id: dated(one, added(editions.get(id, ()))) for id, one in extracts.items()}
    passages = found_passages(root, [one.traces for one in extracts.values()], partial(_text_of, root))
    shared = shared_of(passages, {id: one.entry for id, one in extracts.items()})
    neighbours = neighbours_of([one.entry for one in extracts.values()])
    neighbours = {id: replace(one, shared=shared.get(id, ())) for id, one in neighbours.items()}
    own = repr([rule for rule in known.values() if rule.id not in catalogue()])
    frame = digest(site_url.encode(), own.encode(), *(shell.html.encode() for shell in shells.values()))
    told = {id: digest(repr(one.entry).encode()) for id, one in extracts.items()}
    made_of = {id: _made_of(key, _seen(neighbours[id], told), editions.get(id), frame) for id, key in keys.items()}
    pages = {
        id: one.pages
        for id, one in before.items()
        if one.made_of == made_of.get(id) and all(itertools.starmap(place.keep, one.pages.items()))
    }
    for document in published(root, [id for id in keys if id not in pages]):
        made = _pages(document, neighbours[document.id], known, editions.get(document.id, ()), site_url)
        written = {f"{page.address}{INDEX}": shells[page.template].fill(page).encode() for page in made}
        written |= _word(document, site_url) | _files(root, document.id)
        pages[document.id] = {name: place.write(name, data) for name, data in written.items()}
    remember(root, {id: Remembered(stamps[id], keys[id], made_of[id], pages[id], packed[id]) for id in keys})
    return list(extracts.values()), passages


def _gathered(extracts: Iterable[Extract], passages: Sequence[Passage], text_of: Callable[[str], str]) -> Gathered:
    gathered = Gathered()
    for one in extracts:
        gathered.note(one)
    gathered.copied = most_copied(passages, gathered.by_id(), text_of)
    return gathered


def _text_of(root: Path, id: str) -> str:
    return (root / "cleaned" / f"{id}.txt").read_bytes().decode()


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


def _seen(one: Neighbours, told: Mapping[str, str]) -> tuple[object, ...]:
    """Return what a page shows of other documents, each by a digest of what lists say of it."""
    near = [other and told[other.id] for other in (one.before, one.after, *one.related)]
    shared = [
        (each.start, each.end, each.documents, each.first, [(told[o.entry.id], o.start, o.end) for o in each.others])
        for each in one.shared
    ]
    return near, shared


def _made_of(*what: object) -> str:
    return digest(*(repr(one).encode() for one in what))


def _pages(document: Document, neighbours: Neighbours, known: Known, edition: Edition, site_url: str) -> Iterator[Page]:
    yield document_page(document, known, neighbours, edition, site_url)
    yield history_page(document, edition_of(document, edition), known)
    if has_parallel(document):
        yield parallel_page(document)


def _word(document: Document, site_url: str) -> dict[str, bytes]:
    """Return a document's Word file, by its name in the site; it says where it can be read, if that is known."""
    name = file_name(document.id)
    address = site_url + document_address(document.id) if site_url else None
    return {f"d/{name}/{name}.docx": word_file(document, address)}


def _files(root: Path, id: str) -> dict[str, bytes]:
    """Return a document's files for download, by their names in the site."""
    name = file_name(id)
    return {
        f"d/{name}/{name}{ending}": (root / "cleaned" / f"{id}{ending}").read_bytes() for ending in (".txt", ".json")
    }


def _complete_home(path: Path, gathered: Gathered, site_name: str) -> None:
    html, entries = path.read_text(encoding="utf-8"), gathered.entries
    html = html.replace(NAMED, escape(site_name))
    for mark, made in ((FIRST, first_screen(gathered.parts)), (NUMBERS, numbers(entries)), (NEWEST, newest(entries))):
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


def _lists(gathered: Gathered, known: Known) -> Iterator[Page]:
    yield from index_pages(gathered.entries)
    yield from part_pages(gathered.parts)
    yield from phrase_pages(gathered.concordance)
    yield charts_page(gathered.figures, phrase_years(gathered.concordance, PHRASES_IN_CHART))
    yield from rule_pages(known, gathered.uses)
    yield search_page()
    yield from reuse_pages(gathered.copied)
    yield download_page(gathered.entries)
