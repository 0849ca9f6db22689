"""The page of one document: its text with anchors, placeholders as chips, and a table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise

from chengwen.checkout.page_addresses import document_address, document_folder
from chengwen.document import Document, Placeholder, Section
from chengwen.site.editions import Edition, edition_of
from chengwen.site.markup import Markup, data_block, element, join
from chengwen.site.page import Entry, Page, title_of, way_back
from chengwen.site.pages.blocks import (
    Block,
    blocks_above,
    blocks_below,
    chip_words,
    depth,
    facts,
    pieces,
    title_section,
)
from chengwen.site.pages.citation import citation_head, description
from chengwen.site.pages.frame import SET_TOGETHER, goes_on, in_pairs, parts
from chengwen.site.pages.history import imprint
from chengwen.site.pages.linked_data import linked_data
from chengwen.site.pages.neighbours import Neighbours
from chengwen.site.pages.parallel import FOLDER, has_parallel
from chengwen.site.pages.record import RuleBook, record
from chengwen.site.reuse.shared import shared_list
from chengwen.site.wording import CHINESE, Wording

CONTENTS_DEPTH = 3
"""Levels in a table of contents, the highest that a document has: with more it grows too long."""


def document_page(
    document: Document,
    rules: RuleBook,
    neighbours: Neighbours | None = None,
    edition: Edition = (),
    site_url: str = "",
    tell: Wording = CHINESE,
) -> Page:
    """Return the page of a document."""
    address = document_folder(document.id)
    root = way_back(address)
    contents = table_of_contents(document, tell=tell)
    edition = edition_of(document, edition)
    around = neighbours or Neighbours()
    below = (
        imprint(edition, tell=tell),
        shared_list(document, around.shared, root, tell=tell),
        _further(around, root, tell=tell),
    )
    inside = [*_article(document, rules, root, tell=tell), *below]
    article = element("article", *inside, class_="document", **_cited(document, edition, tell=tell))
    said = data_block(linked_data(document, edition, site_url, tell=tell))
    body = element("div", contents, article, said, class_="reader" if contents else "reader reader-alone")
    head = citation_head(document, edition, site_url, tell=tell)
    return Page(address, title_of(document, tell=tell), body, "reading.html", description(document, tell=tell), head)


def _cited(document: Document, edition: Edition, tell: Wording) -> dict[str, str]:
    """Return what docs/assets/reader.js makes citations of."""
    known, here = document.metadata, edition[0]
    return {
        "data_title": title_of(document, tell=tell),
        "data_author": tell("，").join(known.issuer) or known.speaker or "",
        "data_id": document.id,
        "data_year": str(known.year or ""),
        "data_written": known.date_written or "",
        "data_version": here.name,
        "data_day": here.day,
    }


def inline(document: Document, start: int, end: int, tell: Wording = CHINESE) -> Markup:
    """Return a stretch of the clean text, its placeholders as chips."""
    return join(
        chip(piece, document.text, tell) if isinstance(piece, Placeholder) else piece
        for piece in pieces(document, start, end)
    )


def chip(placeholder: Placeholder, text: str, tell: Wording = CHINESE) -> Markup:
    """Return a placeholder as a chip, or a restored censored word underlined."""
    return _chip(*chip_words(placeholder, text, tell))


@lru_cache(2_000)
def _chip(label: str, classes: str, title: str) -> Markup:
    """Return a chip; a page has a hundred, and of a kind they are the same."""
    return element("span", label, class_=classes, title=title)


def table_of_contents(document: Document, tell: Wording = CHINESE) -> Markup | None:
    """Return the headings below the title; None if there are none.

    On a wide screen they are beside the text. On a phone they are a popover, opened by the browser itself.
    """
    headed = [(s, depth(s)) for s in document.sections if _is_listed(s)]
    if not headed:
        return None
    shown = sorted({level for _, level in headed})[:CONTENTS_DEPTH]
    items = [_item(document, s, shown.index(level) + 1) for s, level in headed if level in shown]
    button = element("button", tell("目录"), type="button", class_="contents-button", popovertarget="contents")
    inside = element("p", tell("目录"), class_="contents-head"), element("ol", *items, lang=tell.of_documents)
    nav = element("nav", *inside, id="contents", class_="contents", popover=True, aria_label=tell("目录"))
    return join([button, nav])


def _is_listed(section: Section) -> bool:
    """Whether a section stands in the table of contents: it has a heading, and is not the document itself."""
    return section.heading_end > section.start and (bool(section.level) or section.role == "attachment")


def _item(document: Document, section: Section, depth: int) -> Markup:
    heading = document.text[section.start : section.heading_end].strip().rstrip("。")
    return element("li", element("a", heading, href=f"#{section.id}"), class_=f"depth-{depth}")


def _article(document: Document, rules: RuleBook, root: str, tell: Wording) -> Iterator[Markup]:
    """Yield the parts of a page; what the document has before its title stays before it."""
    title = title_section(document)
    if title is None:
        yield element("h1", title_of(document, tell=tell), class_="untitled")
    else:
        yield from _drawn_all(document, blocks_above(document, title), tell, tell.of_documents)
        heading = Block("h1", title.id, title.start, title.heading_end, role="title")
        yield element("h1", _words(document, heading, tell), id=title.id, lang=tell.of_documents)
    yield facts(document, root, tell=tell)
    yield record(document, rules, root, FOLDER if has_parallel(document) else "", tell=tell)
    yield element(
        "div", *_drawn_all(document, blocks_below(document, title), tell), class_="text", lang=tell.of_documents
    )


def _drawn_all(document: Document, blocks: Iterable[Block], tell: Wording, lang: str | None = None) -> Iterator[Markup]:
    """Yield blocks, those of a record and of an imprint in a box."""
    for name, together in groupby(blocks, key=lambda block: SET_TOGETHER.get(block.role)):
        if name is None:
            yield from (_drawn(document, block, tell, lang=lang) for block in together)
            continue
        lines = list(together)
        pairs = name == "page-record" and in_pairs([document.text[line.start : line.end] for line in lines])
        before = [None, *lines]
        drawn = (
            _drawn(document, line, tell, goes_on(document, last)) for line, last in zip(lines, before, strict=False)
        )
        yield element("div", *drawn, class_=f"{name} in-pairs" if pairs else name, lang=lang)


def _drawn(document: Document, block: Block, tell: Wording, goes_on: bool = False, lang: str | None = None) -> Markup:
    """Return a heading with its permalink, a paragraph, or the anchor of a section without a heading."""
    if block.tag in ("hr", "span"):
        return element(block.tag, id=block.id)
    if block.tag == "p":
        return element("p", _words(document, block, tell), id=block.id, class_=_class(block, goes_on), lang=lang)
    here, this, ours = tell("此处的固定链接"), tell("引用这一节"), tell.of_site
    permalink = element("a", "#", href=f"#{block.id}", class_="permalink", aria_label=here, lang=ours)
    cite = element("button", tell("引"), type="button", class_="cite", title=this, aria_label=this, lang=ours)
    words = _words(document, block, tell), permalink, cite
    return element(block.tag, *words, id=block.id, class_=block.role or None, lang=lang)


def _words(document: Document, block: Block, tell: Wording) -> Markup:
    """Return the words of a block, in parts where a line is set in parts."""
    found = parts(document, block)
    if not found:
        if block.tag == "p":
            return join(_items(document, block, tell))
        return inline(document, block.start, block.end, tell)
    return join(
        element("span", inline(document, part.start, part.end, tell), class_=part.name)
        if part.name
        else inline(document, part.start, part.end, tell)
        for part in found
    )


def _class(block: Block, goes_on: bool) -> str | None:
    if block.signed:
        return "signature"
    more = " goes-on" if goes_on else ""
    return f"frame frame-{block.role.replace('_', '-')}{more}" if block.role else None


def _items(document: Document, block: Block, tell: Wording) -> Iterator[Markup]:
    """Yield the words of a paragraph, with its items one below the other: s1-2-p3-1, s1-2-p3-2."""
    starts = [block.start + offset for offset in item_starts(document.text[block.start : block.end])]
    ends = [*starts, block.end]
    if ends[0] > block.start:
        yield inline(document, block.start, ends[0], tell)
    for number, (first, end) in enumerate(pairwise(ends), 1):
        yield element("span", inline(document, first, end, tell), id=f"{block.id}-{number}", class_="item")


def _further(neighbours: Neighbours, root: str, tell: Wording) -> Markup | None:
    """Return links from a document: to those before and after it within its year, and to some on the same subject."""

    def link(known: Entry) -> Markup:
        return element("a", known.title, href=root + document_address(known.id), lang=tell.of_documents)

    steps = [
        element("p", element("span", name), link(known))
        for name, known in ((tell("上一篇"), neighbours.before), (tell("下一篇"), neighbours.after))
        if known
    ]
    related = [element("li", link(known), element("span", f" {tell.term(known.year)}")) for known in neighbours.related]
    if not steps and not related:
        return None
    listed = (element("h2", tell("相近的文稿")), element("ul", *related)) if related else ()
    return element(
        "footer", element("nav", *steps, class_="steps", aria_label=tell("同年的文稿")), *listed, class_="further"
    )


NUMERALS = "一二三四五六七八九十"
_START = re.compile("(?:^|(?<=[。；;：:，！？]))([一二三四五六七八九十])(?:是|要)")
"""A numeral with 是 or 要 at the beginning of a clause: not 这一是."""


def item_starts(paragraph: str) -> list[int]:
    """Return the offsets at which items begin, if there are at least two, counted from one on.

    >>> item_starts("主要做法：一是抓学习；二是抓队伍。")
    [5, 11]
    >>> item_starts("一是抓学习，三是抓队伍。")
    []
    """
    starts: list[int] = []
    for match in _START.finditer(paragraph):
        if len(starts) < len(NUMERALS) and match[1] == NUMERALS[len(starts)]:
            starts.append(match.start())
    return starts if len(starts) > 1 else []
