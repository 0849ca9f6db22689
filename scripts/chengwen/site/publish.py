"""Make every page of cleaned/, each document held no longer than its page takes, and write them below the site."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from chengwen.document import Document
from chengwen.rules import catalogue
from chengwen.site.indexes import index_pages, newest, numbers
from chengwen.site.pages import Entry, Page, entry
from chengwen.site.reading import document_page
from chengwen.site.rule_pages import Uses, rule_pages
from chengwen.site.search import search_page
from chengwen.site.shell import Shell, write_pages
from chengwen.store import cleaned_ids, published

FIXED = ("list", "year", "genre", "rules", "search")
"""Addresses that the header and hand-written pages link to."""

NUMBERS, NEWEST = "<!-- chengwen:numbers -->", "<!-- chengwen:newest -->"
"""Where a page in docs/ wants figures and documents to stand."""


def publish(root: Path, out: Path, shells: dict[str, Shell]) -> None:
    """Write the pages of a checkout's documents, their files, and the lists of them."""
    entries: list[Entry] = []
    uses = Uses()
    write_pages(_documents(root, entries, uses), shells, out)
    for id in cleaned_ids(root):
        for ending in (".txt", ".json"):
            shutil.copyfile(root / "cleaned" / f"{id}{ending}", out / "d" / id / f"{id}{ending}")
    write_pages(_lists(entries, uses), shells, out)
    home = out / "index.html"
    html = home.read_text(encoding="utf-8").replace(NUMBERS, numbers(entries)).replace(NEWEST, newest(entries))
    home.write_text(html, encoding="utf-8", newline="\n")


def _documents(root: Path, entries: list[Entry], uses: Uses) -> Iterator[Page]:
    rules = catalogue()
    for document in published(root):
        yield document_page(document, rules)
        _note(document, entries, uses)


def _note(document: Document, entries: list[Entry], uses: Uses) -> None:
    known = entry(document)
    entries.append(known)
    uses.note(document, known)


def _lists(entries: list[Entry], uses: Uses) -> Iterator[Page]:
    yield from index_pages(entries)
    yield from rule_pages(catalogue(), uses)
    yield search_page()
