"""The page of one document: its text, what is known of it, its table of contents and its cleaning record."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count

from chengwen.document import Document, Placeholder, Section
from chengwen.rules import Operation, Rule
from chengwen.site.addresses import genre_address, year_address
from chengwen.site.markup import Child, Markup, element, join, link, refuse_unsafe_id
from chengwen.site.pages import Entry, Page, entry, section_counts, title_of, way_back
from chengwen.site.record import record
from chengwen.site.wording import PLACEHOLDERS, SECTIONS, placeholder_type, rights

CONTENTS_DEPTH = 3
"""Levels that a table of contents shows, from the highest the document has: with more it is as long as the text."""


def document_page(document: Document, rules: Mapping[str, Rule | Operation]) -> Page:
    """Make the page of a document; an id that cannot be an address raises `InputError`."""
    refuse_unsafe_id(document.id)
    address = f"d/{document.id}/"
    contents = table_of_contents(document)
    article = element("article", *_article(document, rules, way_back(address)), class_="document")
    body = element("div", contents, article, class_="reader" if contents else "reader reader-alone")
    return Page(address, title_of(document), body)


def inline(document: Document, start: int, end: int) -> Markup:
    """Give a stretch of the clean text, its placeholders set apart."""
    pieces: list[Child] = []
    done = start
    first = bisect_left(document.placeholders, start, key=lambda placeholder: placeholder.start)
    for placeholder in document.placeholders[first:]:
        if placeholder.end > end:
            break
        pieces += document.text[done : placeholder.start], chip(placeholder, document.text)
        done = placeholder.end
    return join([*pieces, document.text[done:end]])


def chip(placeholder: Placeholder, text: str) -> Markup:
    """Set a placeholder apart, or underline a word that was censored and written out again."""
    label = text[placeholder.start : placeholder.end]
    if placeholder.type == "censored" and not label.startswith("〖"):
        return element("span", label, class_="restored", title="原文遮去，据固定搭配复原")
    type = placeholder_type(placeholder.type)
    who = "作者隐去" if placeholder.origin == "author" else "本站隐去"
    classes = f"placeholder placeholder-{type.replace('_', '-')}"
    return element("span", label, class_=classes, title=f"{who}：{PLACEHOLDERS[type]}")


def table_of_contents(document: Document) -> Markup | None:
    """List the headings below the title; None where there are none.

    On a wide screen it stands beside the text. On a phone it is a popover, which the browser opens and closes by itself.
    """
    headed = [section for section in document.sections if section.level and section.heading_end > section.start]
    if not headed:
        return None
    top = min(section.level or 0 for section in headed)
    shown = [section for section in headed if (section.level or 0) < top + CONTENTS_DEPTH]
    items = [_contents_item(document, section, (section.level or 0) - top + 1) for section in shown]
    button = element("button", "目录", type="button", class_="contents-button", popovertarget="contents")
    head = element("p", "目录", class_="contents-head")
    nav = element("nav", head, element("ol", *items), id="contents", class_="contents", popover=True, aria_label="目录")
    return join([button, nav])


def _contents_item(document: Document, section: Section, depth: int) -> Markup:
    heading = document.text[section.start : section.heading_end].strip().rstrip("。")
    return element("li", element("a", heading, href=f"#{section.id}"), class_=f"depth-{depth}")


def _article(document: Document, rules: Mapping[str, Rule | Operation], root: str) -> Iterator[Markup]:
    """Give the parts of a page; what the document puts before its title stays before it."""
    title = next((section for section in document.sections if section.level == 0), None)
    if title is None:
        yield element("h1", title_of(document), class_="untitled")
    else:
        yield join(_paragraphs(document, "", 0, title.start))
        yield element("h1", inline(document, title.start, title.heading_end), _permalink("title"), id=title.id)
    yield facts(document, root)
    yield record(document, rules)
    yield element("div", *_text(document, title), class_="text")


def _text(document: Document, title: Section | None) -> Iterator[Markup]:
    """Give headings and paragraphs in the order of the text; the title's heading is on the page already."""
    sections = document.sections
    if title is None:
        yield from _paragraphs(document, "", 0, sections[0].start if sections else len(document.text))
    following = [*(section.start for section in sections[1:]), len(document.text)]
    for section, end in zip(sections, following, strict=False):
        if title is not None and section.start < title.start:
            continue
        if section is not title:
            yield from _heading(document, section)
        yield from _paragraphs(document, section.id, section.heading_end, end, section.role)


def _heading(document: Document, section: Section) -> Iterator[Markup]:
    """Give a section's heading; one without words of its own leaves an anchor."""
    words = inline(document, section.start, section.heading_end)
    if section.level is None or not words.strip():
        yield element("hr" if section.level == 0 else "span", id=section.id, class_="section-start")
        return
    tag = f"h{min(max(section.level + 1, 2), 6)}"
    yield element(tag, words, _permalink(section.id), id=section.id, class_=f"level-{section.level}")


def _permalink(id: str) -> Markup:
    return element("a", "#", href=f"#{id}", class_="permalink", aria_label="此处的固定链接")


def _paragraphs(document: Document, section: str, start: int, end: int, role: str = "") -> Iterator[Markup]:
    """Give the lines of a stretch as paragraphs, each with an address of its own: s1-2-p3."""
    prefix = f"{section}-p" if section else "p"
    numbers = count(1)
    for line in document.text[start:end].splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words[0])
            signed = role == "closing" and len(words) <= 30
            body = inline(document, at, at + len(words))
            yield element("p", body, id=f"{prefix}{next(numbers)}", class_="signature" if signed else None)
        start += len(line)


def facts(document: Document, root: str) -> Markup:
    """Make the box of what is known about a document, and the links to its files."""
    rows = [
        element("div", element("dt", name), element("dd", *value))
        for name, *value in _facts(document, root)
        if any(value)
    ]
    files = [
        element("a", f"下载 {kind.upper()}", href=f"{document.id}.{kind}", download=True, class_="button")
        for kind in ("txt", "json")
    ]
    return element("div", element("dl", *rows), element("p", *files, class_="actions"), class_="facts")


def _facts(document: Document, root: str) -> Iterator[tuple[Child, ...]]:
    known = entry(document)
    yield "年份", element("a", known.year, href=root + year_address(known.year))
    yield "文种", element("a", known.genre, href=root + genre_address(known.genre))
    yield "层级", known.level
    yield "字数", f"{known.characters:,}"
    yield "结构", _structure(document)
    yield "隐去", _masked(document)
    yield "整理", "、".join(map(str, document.provenance.get("compiled_by") or ()))
    yield "来源", _origin(document)
    yield "原编码", document.source.encoding.upper()
    yield "权利", element("a", rights(document.provenance.get("rights")), href=f"{root}rights/")


def _structure(document: Document) -> str:
    """Say how many sections there are of each level: `3 节 · 12 目`."""
    return " · ".join(f"{number} {SECTIONS.get(level, '项')}" for level, number in section_counts(document).items())


def _masked(document: Document) -> str:
    """Count what is hidden in the text, by type."""
    counts = Counter(placeholder_type(placeholder.type) for placeholder in document.placeholders)
    return " · ".join(f"{label} {counts[type]}" for type, label in PLACEHOLDERS.items() if counts[type])


def _origin(document: Document) -> Markup | None:
    address = document.provenance.get("url")
    return link(str(address), str(address)) if address else None


__all__ = ["Entry", "document_page", "facts", "inline", "table_of_contents"]
