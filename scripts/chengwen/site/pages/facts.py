"""The box on a document's page that says what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chengwen.checkout.page_addresses import file_name, genre_address, year_address
from chengwen.document import Document
from chengwen.knowledge.wording import SECTIONS, known_type, labels, rights
from chengwen.site.markup import Child, Markup, element, link
from chengwen.site.page import entry, section_counts

LONG = frozenset({"结构", "隐去", "来源", "权利"})
"""Rows that take the whole width."""


SHORT = 4
"""Rows that a phone shows at once; the others are folded there, by docs/assets/site.js."""


def facts(document: Document, root: str) -> Markup:
    """Make the box, and the links to the document's files; `root` leads from the page to the site's root."""
    rows = [_row(name, *value) for name, *value in _facts(document, root) if any(value)]
    made = [("引用", "cite"), ("复制全文", "copy"), ("下载 MD", "md"), ("下载 DOCX", "docx")]
    buttons = [element("button", name, type="button", class_="button", data_make=kind) for name, kind in made]
    downloads = (_download(document, kind) for kind in ("txt", "json"))
    files = element("p", *downloads, element("span", *buttons, class_="made-here", hidden=True), class_="actions")
    first = element("dl", *rows[:SHORT])
    rest = element("details", element("summary", "详情与下载"), element("dl", *rows[SHORT:]), files, open=True)
    return element("div", first, rest, class_="facts")


def _row(name: Child, *value: Child) -> Markup:
    return element("div", element("dt", name), element("dd", *value), class_="long" if name in LONG else None)


def _download(document: Document, kind: str) -> Markup:
    address = f"{file_name(document.id)}.{kind}"
    return element("a", f"下载 {kind.upper()}", href=address, download=True, class_="button")


def _facts(document: Document, root: str) -> Iterator[tuple[Child, ...]]:
    known = entry(document)
    yield "年份", element("a", known.year, href=root + year_address(known.year))
    yield "文种", element("a", known.genre, href=root + genre_address(known.genre))
    yield "层级", known.level
    yield "字数", f"{known.characters:,}"
    yield "编码", document.source.encoding.upper()
    yield "整理", "、".join(map(str, document.provenance.get("compiled_by") or ()))
    yield "结构", structure(document)
    yield "隐去", _hidden(document)
    yield "来源", _origin(document)
    yield "权利", element("a", rights(document.provenance.get("rights")), href=f"{root}rights/")


def structure(document: Document) -> str:
    """Say how many sections there are of each level: `3 节 · 12 目`."""
    counts = section_counts(document).items()
    return " · ".join(f"{number} {SECTIONS.get(level, '项')}" for level, number in counts)


def _hidden(document: Document) -> str:
    """Count what is hidden in the text, by type; words written out again are not hidden."""
    hidden = (mask for mask in document.placeholders if document.text.startswith("〖", mask.start))
    counts = Counter(known_type(mask.type) for mask in hidden)
    return " · ".join(f"{label} {counts[kind]}" for kind, label in labels().items() if counts[kind])


def _origin(document: Document) -> Markup | None:
    address = document.provenance.get("url")
    return link(str(address), str(address)) if address else None
