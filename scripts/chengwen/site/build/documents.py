"""What becomes of each document: its data for lists, then its pages and files; many are shared out among processes.

What was read before is not read again, and a page is made again only if something it shows has changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from chengwen.checkout.page_addresses import document_address, file_name
from chengwen.checkout.store import RawSample, cleaned_ids, document_of, files_of, is_withheld, raw_samples, with_source
from chengwen.checkout.unchanged import Stamp, listing
from chengwen.document import Document
from chengwen.knowledge.load import catalogue
from chengwen.knowledge.rules import Operation, Rule
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
from chengwen.site.build.place import INDEX, Place, Written
from chengwen.site.build.shell import Shell
from chengwen.site.editions import Edition, added, edition_of, read_editions
from chengwen.site.page import Page
from chengwen.site.pages.history import history_page
from chengwen.site.pages.neighbours import Neighbours, neighbours_of
from chengwen.site.pages.parallel import has_parallel, parallel_page
from chengwen.site.pages.reading import document_page
from chengwen.site.reuse.set_phrases import Passage
from chengwen.site.reuse.shared import found_passages, shared_of
from chengwen.site.wording import Wording, wording
from chengwen.site.workers import Workers, no_cycles_sought
from chengwen.stamp import digest
from chengwen.word.template import word_file

Known = Mapping[str, Rule | Operation]
"""Every rule and operation by id, the owner's among them."""
Files = dict[str, Written]
"""Pages and files as they were written, by name."""


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of a site have in common: it goes to every process that makes some."""

    root: Path
    place: Place
    shells: dict[str, Shell]
    known: Known
    url: str
    language: str = ""
    """That of everything but the documents; "" if it was not chosen."""


class Source(NamedTuple):
    """A document that has to be read."""

    id: str
    sample: RawSample | None
    key: str
    """Digest of its files when they were read last; "" if they never were."""


class Wanted(NamedTuple):
    """A document whose pages have to be made, and what they show besides it."""

    id: str
    sample: RawSample | None
    neighbours: Neighbours
    edition: Edition


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that are published, each by its id."""

    stamps: dict[str, tuple[Stamp | None, ...]]
    keys: dict[str, str]
    packed: dict[str, bytes]
    extracts: dict[str, Extract]
    passages: list[Passage]
    made_of: dict[str, str]
    kept: dict[str, Files]
    """Pages that stay as they are."""
    wanted: list[Wanted]


Read = tuple[str, str, bytes | None]
"""Id, key, and the data for lists if the key is not the one before; the key "" if it may not be published."""
Writing = Iterator[tuple[dict[str, Files], set[str]]]
"""Of each share the pages, and which of their files the earlier site had."""


def read_corpus(site: Site, workers: Workers) -> Corpus:
    """Read the documents that changed, and find out which pages show something else than in the last build."""
    root = site.root
    before, raw = recall(root, site.language), {sample.id: sample for sample in raw_samples(root)}
    cleaned = listing(root / "cleaned")
    ids = cleaned_ids(root)
    stamps = {id: stamps_of(id, cleaned, raw.get(id)) for id in ids}
    unread = {id for id, one in before.items() if one.stamps and one.stamps == stamps.get(id)}
    asked = [Source(id, raw.get(id), before[id].key if id in before else "") for id in ids if id not in unread]
    shares = workers.shares(asked)
    if len(shares) < 2:
        workers.begin_beside(many=False)
    found = workers.each(partial(read_share, root, site.known, site.language), shares)
    read = {id: (key, packed) for share in found for id, key, packed in share}
    known = {id: read[id] if id in read else (before[id].key, None) for id in ids}
    keys = {id: key for id, (key, _) in known.items() if key}
    packed = {id: known[id][1] or before[id].packed for id in keys}
    extracts = {id: unpack(one) for id, one in packed.items()}
    editions = read_editions(root, keys)
    extracts = {id: dated(one, added(editions.get(id, ()))) for id, one in extracts.items()}
    traces = [one.traces for one in extracts.values()]
    passages = found_passages(root, traces, partial(text_of, root), workers)
    shared = shared_of(passages, {id: one.entry for id, one in extracts.items()})
    neighbours = neighbours_of([one.entry for one in extracts.values()])
    neighbours = {id: replace(one, shared=shared.get(id, ())) for id, one in neighbours.items()}
    frame = _frame(site)
    told = {id: digest(repr(one.entry).encode()) for id, one in extracts.items()}
    made_of = {id: _made_of(key, _seen(neighbours[id], told), editions.get(id), frame) for id, key in keys.items()}
    kept = {
        id: one.pages
        for id, one in before.items()
        if one.made_of == made_of.get(id) and all(itertools.starmap(site.place.keep, one.pages.items()))
    }
    wanted = [Wanted(id, raw.get(id), neighbours[id], editions.get(id, ())) for id in keys if id not in kept]
    return Corpus(stamps, keys, packed, extracts, passages, made_of, kept, wanted)


def begin_to_write(site: Site, corpus: Corpus, workers: Workers) -> Writing:
    """Begin to write the pages and files of the documents that need it."""
    shares = workers.shares(corpus.wanted)
    writing = workers.each(partial(write_share, site), shares)
    workers.begin_beside(many=len(shares) > 1)
    return writing


def end_of_writing(site: Site, corpus: Corpus, place: Place, writing: Writing) -> None:
    """Wait for all pages, and note those that stay; for the next build, once they are in place.

    Of a document all of whose files stay the folder does: nobody has to look into ten thousand of them.
    """
    pages = dict(corpus.kept)
    for id, files in corpus.kept.items():
        place.kept.update(files)
        place.kept.add(f"d/{file_name(id)}")
    for made, kept in writing:
        pages.update(made)
        place.kept.update(kept)
    remembered = {
        id: Remembered(corpus.stamps[id], key, corpus.made_of[id], pages[id], corpus.packed[id])
        for id, key in corpus.keys.items()
    }
    place.afterwards.append(partial(remember, site.root, site.language, remembered))


def read_share(root: Path, known: Known, language: str, asked: Iterable[Source]) -> list[Read]:
    """Read some documents, for the lists."""
    with no_cycles_sought():
        return [_read(root, known, one, wording(language)) for one in asked]


def _read(root: Path, known: Known, asked: Source, tell: Wording) -> Read:
    text, said = files_of(root, asked.id)
    if is_withheld(said):
        return asked.id, "", None
    key = key_of((text, said), asked.sample)
    if key == asked.key:
        return asked.id, key, None
    return asked.id, key, pack(extract(document_of(root, asked.id, text, said), known, tell))


def write_share(site: Site, wanted: Iterable[Wanted]) -> tuple[dict[str, Files], set[str]]:
    """Write the pages and files of some documents; return them, and the names of those that the earlier site had."""
    with no_cycles_sought():
        place = site.place.bare()
        pages = {one.id: _write(site, place, one) for one in wanted}
    return pages, place.kept


def _write(site: Site, place: Place, one: Wanted) -> Files:
    text, said = files_of(site.root, one.id)
    document = with_source(document_of(site.root, one.id, text, said), one.sample)
    made = _pages(site, document, one)
    written = {f"{page.address}{INDEX}": site.shells[page.template].fill(page).encode() for page in made}
    written |= _word(document, site.url)
    name = file_name(document.id)
    written |= {f"d/{name}/{name}.txt": text, f"d/{name}/{name}.json": said}  # to take along
    return {name: place.write(name, data) for name, data in written.items()}


def _frame(site: Site) -> str:
    """Return the digest of what all pages show that is not of the documents."""
    own = repr([rule for rule in site.known.values() if rule.id not in catalogue()])
    return digest(site.url.encode(), own.encode(), *(shell.html.encode() for shell in site.shells.values()))


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


def _pages(site: Site, document: Document, one: Wanted) -> Iterator[Page]:
    tell = wording(site.language)
    yield document_page(document, site.known, one.neighbours, one.edition, site.url, tell)
    yield history_page(document, edition_of(document, one.edition), site.known, tell)
    if has_parallel(document):
        yield parallel_page(document, tell)


def _word(document: Document, site_url: str) -> dict[str, bytes]:
    """Return a document's Word file, by its name in the site; it says where it can be read, if that is known."""
    name = file_name(document.id)
    address = site_url + document_address(document.id) if site_url else None
    return {f"d/{name}/{name}.docx": word_file(document, address)}


def text_of(root: Path, id: str) -> str:
    """Return a document's clean text."""
    with open(f"{root}/cleaned/{id}.txt", "rb") as file:  # noqa: PTH123 -- a path for each of 10,000 takes as long again
        return file.read().decode()
