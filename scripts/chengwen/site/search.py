"""Chinese full-text search without a server: an index made by Pagefind, over pages spelt for it.

Pagefind finds words, and Chinese does not set them apart: its own segmentation missed 525 of the 577 pages
with 村级集体经济. So it is given a copy of each document with a space round every character. A phrase is then
a row of one-character words, which it finds exactly. A mark of punctuation takes a place of its own in that row,
so no phrase is found across one. docs/assets/search.js spells the queries in the same way.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from chengwen.document import Document
from chengwen.errors import ChengwenError
from chengwen.site.markup import Markup, element
from chengwen.site.pages import Page, entry

UNUSED = ("*-ui.*", "pagefind-highlight.js")
"""Pagefind's own user interfaces, half a megabyte that no page loads."""

SPACE, LINE_END = "\N{OPEN BOX}", "\N{PILCROW SIGN}"
"""Stand for white space, so that no phrase is found across it and a result can show it again."""


def spell(text: str) -> str:
    """Put a space between any two characters.

    >>> spell("三会一课，\\nQQ 群")
    '三 会 一 课 ， ¶ Q Q ␣ 群'
    """
    return " ".join(WHITE.sub(lambda white: LINE_END if "\n" in white.group() else SPACE, text))


WHITE = re.compile(r"\s+")


def build_index(documents: Iterable[Document], out: Path) -> None:
    """Write the search index of some documents into a folder; a failure raises `ChengwenError`."""
    with TemporaryDirectory(prefix="chengwen-search-") as folder:
        site = Path(folder)
        for document in documents:
            page = site / "d" / document.id / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text(_indexed_page(document), encoding="utf-8")
        if any(site.iterdir()):
            _run_pagefind(site, out)


def search_page() -> Page:
    """Make the page that searches; what it shows is put there by docs/assets/search.js."""
    hint = "输入词语，空格隔开几个词"
    query = element("input", type="search", name="q", id="query", placeholder=hint, aria_label=hint)
    parts = [
        element("h1", "检索"),
        element("form", query, element("button", "检索"), id="search-form", role="search"),
        element("div", *_filters(), id="search-filters", hidden=True),
        element("noscript", element("p", "检索要用 JavaScript；没有它，可以从年份或文种找起。")),
        element("p", id="search-status", role="status"),
        element("ol", id="search-results"),
        element("button", "再显示一些", type="button", id="search-more", hidden=True),
    ]
    body = element("div", *parts, class_="search-page")
    return Page("search/", "检索", body, template="search.html")


def _filters() -> Iterator[Markup]:
    for name, label in (("year", "年份"), ("genre", "文种")):
        select = element("select", element("option", "全部", value=""), name=name)
        yield element("label", label, " ", select)


def _indexed_page(document: Document) -> str:
    known = entry(document)
    about = [
        element("span", data_pagefind_meta="title[data-value]", data_value=known.title),
        element("span", data_pagefind_meta="about[data-value]", data_value=f"{known.year} · {known.genre}"),
        element("span", data_pagefind_filter="year[data-value]", data_value=known.year),
        element("span", data_pagefind_filter="genre[data-value]", data_value=known.genre),
    ]
    body = element("body", *about, *_indexed_text(document), data_pagefind_body=True)
    return element("html", element("head", element("meta", charset="utf-8")), body, lang="en")


def _indexed_text(document: Document) -> Iterator[Markup]:
    """Give each heading with its id, then what follows it: so a phrase found is known by its section."""
    text, sections = document.text, document.sections
    ends = [*(section.start for section in sections), len(text)]
    yield element("p", spell(text[: ends[0]]))
    for section, end in zip(sections, ends[1:], strict=True):
        if section.heading_end > section.start:
            yield element("h2", spell(text[section.start : section.heading_end]), id=section.id)
        yield element("p", spell(text[section.heading_end : end]))


def _run_pagefind(site: Path, out: Path) -> None:
    """Run Pagefind's command line; its Python API is a hundred times slower."""
    options = ["--site", str(site), "--output-path", str(out), "--force-language", "en"]
    command = [sys.executable, "-m", "pagefind", *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip() or f"exit code {ran.returncode}"
        raise ChengwenError(f"the search index could not be made; Pagefind says: {said}")
    for pattern in UNUSED:
        for path in out.glob(pattern):
            path.unlink()
