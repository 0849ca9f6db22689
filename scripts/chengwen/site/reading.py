"""The page of one document: its text with anchors, placeholders set apart, and a table of contents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import count, pairwise

from chengwen.document import Document, Placeholder, Section
from chengwen.site.addresses import document_address
from chengwen.site.facts import facts
from chengwen.site.items import item_starts
from chengwen.site.markup import Child, Markup, element, join
from chengwen.site.neighbours import Neighbours
from chengwen.site.pages import Entry, Page, title_of, way_back
from chengwen.site.parallel import FOLDER, has_parallel
from chengwen.site.record import RuleBook, record
from chengwen.site.wording import known_type, labels

CONTENTS_DEPTH = 3
"""Levels that a table of contents shows, the highest that a document has: with more it grows too long."""

SIGNATURE = 30
"""Characters at most of a line at the end that is set to the right: a unit's name, a date."""


def document_page(document: Document, rules: RuleBook, neighbours: Neighbours | None = None) -> Page:
    """Make the page of a document."""
    address = document_address(document.id)
    contents = table_of_contents(document)
    inside = [*_article(document, rules, way_back(address)), _further(neighbours or Neighbours(), way_back(address))]
    article = element("article", *inside, class_="document", data_title=title_of(document))
    body = element("div", contents, article, class_="reader" if contents else "reader reader-alone")
    return Page(address, title_of(document), body, template="reading.html")


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
    kind = known_type(placeholder.type)
    who = "作者隐去" if placeholder.origin == "author" else "本站隐去"
    classes = f"placeholder placeholder-{kind.replace('_', '-')}"
    return element("span", label, class_=classes, title=f"{who}：{labels()[kind]}")


def table_of_contents(document: Document) -> Markup | None:
    """List the headings below the title; None where there are none.

    On a wide screen it stands beside the text. On a phone it is a popover, opened by the browser itself.
    """
    headed = [(s, s.level) for s in document.sections if s.level and s.heading_end > s.start]
    if not headed:
        return None
    shown = sorted({level for _, level in headed})[:CONTENTS_DEPTH]
    items = [_item(document, s, shown.index(level) + 1) for s, level in headed if level in shown]
    button = element("button", "目录", type="button", class_="contents-button", popovertarget="contents")
    inside = element("p", "目录", class_="contents-head"), element("ol", *items)
    nav = element("nav", *inside, id="contents", class_="contents", popover=True, aria_label="目录")
    return join([button, nav])


def _item(document: Document, section: Section, depth: int) -> Markup:
    heading = document.text[section.start : section.heading_end].strip().rstrip("。")
    return element("li", element("a", heading, href=f"#{section.id}"), class_=f"depth-{depth}")


def _article(document: Document, rules: RuleBook, root: str) -> Iterator[Markup]:
    """Give the parts of a page; what the document puts before its title stays before it."""
    title = next((section for section in document.sections if section.level == 0), None)
    if title is None:
        yield element("h1", title_of(document), class_="untitled")
    else:
        yield join(_paragraphs(document, "", 0, title.start))
        yield element("h1", inline(document, title.start, title.heading_end), id=title.id)
    yield facts(document, root)
    yield record(document, rules, root, FOLDER if has_parallel(document) else "")
    yield element("div", *_text(document, title), class_="text")


def _text(document: Document, title: Section | None) -> Iterator[Markup]:
    """Give headings and paragraphs in the order of the text; the title's heading is on the page already."""
    sections = [s for s in document.sections if title is None or s.start >= title.start]
    ends = [*(section.start for section in sections), len(document.text)]
    if title is None:
        yield from _paragraphs(document, "", 0, ends[0])
    for section, end in zip(sections, ends[1:], strict=True):
        if section is not title:
            yield _heading(document, section)
        yield from _paragraphs(document, section.id, section.heading_end, end, section.role)


def _heading(document: Document, section: Section) -> Markup:
    """Give a section's heading; one without words of its own leaves an anchor."""
    words = inline(document, section.start, section.heading_end)
    if section.level is None or not words.strip():
        return element("hr" if section.level == 0 else "span", id=section.id)
    permalink = element("a", "#", href=f"#{section.id}", class_="permalink", aria_label="此处的固定链接")
    cite = element("button", "引", type="button", class_="cite", title="引用这一节", aria_label="引用这一节")
    return element(f"h{min(max(section.level + 1, 2), 6)}", words, permalink, cite, id=section.id)


def _further(neighbours: Neighbours, root: str) -> Markup | None:
    """Lead on from a document: to those before and after it within its year, and to some on the same matter."""

    def link(known: Entry) -> Markup:
        return element("a", known.title, href=root + document_address(known.id))

    steps = [
        element("p", element("span", name), link(known))
        for name, known in (("上一篇", neighbours.before), ("下一篇", neighbours.after))
        if known
    ]
    related = [element("li", link(known), element("span", f" {known.year}")) for known in neighbours.related]
    if not steps and not related:
        return None
    listed = (element("h2", "相近的文稿"), element("ul", *related)) if related else ()
    return element("footer", element("nav", *steps, class_="steps", aria_label="同年的文稿"), *listed, class_="further")


def _paragraphs(document: Document, section: str, start: int, end: int, role: str = "") -> Iterator[Markup]:
    """Give the lines of a stretch as paragraphs, each with an address of its own, s1-2-p3, and so each item in them."""
    prefix = f"{section}-p" if section else "p"
    numbers = count(1)
    for line in document.text[start:end].splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words[0])
            signed = "signature" if role == "closing" and len(words) <= SIGNATURE else None
            name = f"{prefix}{next(numbers)}"
            yield element("p", *_items(document, name, at, words), id=name, class_=signed)
        start += len(line)


def _items(document: Document, paragraph: str, start: int, words: str) -> Iterator[Markup]:
    """Give the words of a paragraph, the items in it set out one below the other: s1-2-p3-1, s1-2-p3-2."""
    starts = [start + offset for offset in item_starts(words)]
    ends = [*starts, start + len(words)]
    if ends[0] > start:
        yield inline(document, start, ends[0])
    for number, (first, end) in enumerate(pairwise(ends), 1):
        name = f"{paragraph}-{number}"
        yield element("span", inline(document, first, end), id=name, class_="item")
