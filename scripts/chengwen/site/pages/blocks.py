"""A clean text as headings and paragraphs, and the box of facts beside it, before either becomes HTML.

The page of a document makes HTML of them; the page that cleans in the browser makes elements of them there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import count
from operator import attrgetter
from typing import NamedTuple

from chengwen.checkout.page_addresses import file_name, genre_address, issuer_address, level_address, year_address
from chengwen.document import Document, Placeholder, Section
from chengwen.knowledge.labels import OPENS, SECTIONS, known_type, labels, rights
from chengwen.site.markup import Child, Markup, element, link
from chengwen.site.page import entry, section_counts
from chengwen.site.wording import CHINESE, Wording

SIGNATURE = 30
"""Maximum length of a line at the end that is set to the right: a unit's name, a date."""


class Block(NamedTuple):
    """A heading or a paragraph: the clean text from `start` to `end`; a tuple, since each is made three times."""

    tag: str
    """`h2` to `h6`, `p`; `hr` and `span` are anchors of sections whose heading has no words."""
    id: str
    start: int
    end: int
    signed: bool = False
    role: str = ""
    """That of the section, where it is of the frame and set apart; of a heading, `attachment` or ""."""


SET_APART = frozenset({"record", "masthead", "subhead", "salutation", "attendance", "attachment_note", "imprint"})
"""Roles whose paragraphs are set in their own way, after GB/T 9704."""


def title_section(document: Document) -> Section | None:
    """Return the section that the title begins; None if there is no title."""
    titled = (section for section in document.sections if section.level == 0 and section.role != "attachment")
    return next(titled, None)


def blocks_above(document: Document, title: Section) -> Iterator[Block]:
    """Yield what a document has before its title: 发文机关, 文号, 密级."""
    above = [section for section in document.sections if section.start < title.start]
    ends = [*(section.start for section in above), title.start]
    yield from _paragraphs(document, "", 0, ends[0])
    for section, end in zip(above, ends[1:], strict=True):
        yield _heading(document, section)
        yield from _paragraphs(document, section.id, section.start, end, section.role)


def blocks_below(document: Document, title: Section | None) -> Iterator[Block]:
    """Yield what follows the title, headings and paragraphs in text order; without a title, the whole text."""
    sections = [s for s in document.sections if title is None or s.start >= title.start]
    ends = [*(section.start for section in sections), len(document.text)]
    if title is None:
        yield from _paragraphs(document, "", 0, ends[0])
    for section, end in zip(sections, ends[1:], strict=True):
        if section is not title:
            yield _heading(document, section)
        yield from _paragraphs(document, section.id, section.heading_end, end, section.role)


STARTS = attrgetter("start")


def pieces(document: Document, start: int, end: int) -> Iterator[str | Placeholder]:
    """Split a stretch of the clean text at its placeholders."""
    done = start
    masks = document.placeholders
    for index in range(bisect_left(masks, start, key=STARTS), len(masks)):
        placeholder = masks[index]
        if placeholder.end > end:
            break
        yield document.text[done : placeholder.start]
        yield placeholder
        done = placeholder.end
    yield document.text[done:end]


def chip_words(placeholder: Placeholder, text: str, tell: Wording = CHINESE) -> tuple[str, str, str]:
    """Return what a placeholder shows, its class, and its description.

    A restored censored word is not a chip: it is underlined.
    """
    return _chip_words(text[placeholder.start : placeholder.end], placeholder.type, placeholder.origin, tell)


@lru_cache(2_000)
def _chip_words(label: str, type: str, origin: str, tell: Wording) -> tuple[str, str, str]:
    if type == "censored" and not label.startswith(OPENS):
        return label, "restored", tell("原文遮去，据固定搭配复原")
    kind = known_type(type)
    who = tell("作者隐去") if origin == "author" else tell("本站隐去")
    return (
        label,
        f"placeholder placeholder-{kind.replace('_', '-')}",
        tell("{who}：{kind}", who=who, kind=tell(labels()[kind])),
    )


def _heading(document: Document, section: Section) -> Block:
    """Return a section's heading; one without words of its own becomes an anchor."""
    words = document.text[section.start : section.heading_end]
    if section.level is None or not words.strip():
        tag = "hr" if section.level == 0 else "span"
    else:
        tag = f"h{min(max(depth(section) + 1, 2), 6)}"
    role = section.role if section.role == "attachment" and tag != "hr" else ""
    return Block(tag, ANCHORS.get(section.id, section.id), section.start, section.heading_end, role=role)


def depth(section: Section) -> int:
    """Return how deep a heading lies below the title: 1 for 一、 and for an attachment, 2 for 一、 in an attachment."""
    return (section.level or 0) + ("x" in section.id)


ANCHORS = {"record": "page-record"}
"""Addresses of sections whose id something else on the page has."""


def _paragraphs(document: Document, section: str, start: int, end: int, role: str = "") -> Iterator[Block]:
    """Yield the lines of a stretch as paragraphs, each with an address of its own: s1-2-p3."""
    prefix = f"{section}-p" if section else "p"
    numbers = count(1)
    for line in document.text[start:end].splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words[0])
            signed = role == "closing" and len(words) <= SIGNATURE
            apart = role if role in SET_APART else ""
            yield Block("p", f"{prefix}{next(numbers)}", at, at + len(words), signed, apart)
        start += len(line)


Row = tuple[str, Sequence[Child]]
"""The name of a row in the box of facts, in Chinese, and what stands there."""

LONG = frozenset({"结构", "隐去", "来源", "权利", "主送", "抄送", "附件", "题注", "附注", "废止", "场合", "时段"})
"""Rows that take the whole width."""


SHORT = 4
"""Rows that a phone shows at once; docs/assets/site.js folds the others there."""


def facts(document: Document, root: str, tell: Wording = CHINESE) -> Markup:
    """Return the box of facts, with links to the document's files; `root` leads from the page to the site's root."""
    rows = [_row(name, value, tell) for name, value in _facts(document, root, tell) if any(value)]
    downloads = (_download(document, kind, tell=tell) for kind in ("docx", "txt", "json"))
    files = element("p", *downloads, _made_here(tell=tell), class_="actions")
    first = element("dl", *rows[:SHORT])
    rest = element("details", element("summary", tell("详情与下载")), element("dl", *rows[SHORT:]), files, open=True)
    return element("div", first, rest, class_="facts")


@cache
def _made_here(tell: Wording) -> Markup:
    """Return the buttons of what a script makes in the browser: the same on every page."""
    made = [(tell("引用"), "cite"), (tell("复制全文"), "copy"), (tell("下载 MD"), "md")]
    buttons = [element("button", name, type="button", class_="button", data_make=kind) for name, kind in made]
    return element("span", *buttons, class_="made-here", hidden=True)


def _row(name: str, value: Sequence[Child], tell: Wording) -> Markup:
    said = tell.of_documents if name in QUOTED else None
    cells = element("dt", tell(name)), element("dd", *value, lang=said)
    return element("div", *cells, class_="long" if name in LONG else None)


def _download(document: Document, kind: str, tell: Wording) -> Markup:
    address = f"{file_name(document.id)}.{kind}"
    return element("a", tell("下载 {kind}", kind=kind.upper()), href=address, download=True, class_="button")


def _facts(document: Document, root: str, tell: Wording) -> Iterator[Row]:
    known = entry(document, tell=tell)
    yield "年份", [element("a", tell.term(known.year), href=root + year_address(known.year))]
    yield "文种", [element("a", tell.term(known.genre), href=root + genre_address(known.genre))]
    if known.level:
        yield "层级", [element("a", tell.term(known.level), href=root + level_address(known.level))]
    yield "字数", [f"{known.characters:,}"]
    yield from _frame_facts(document, root, tell=tell)
    yield "整理", [tell("、").join(document.provenance.compiled_by)]
    yield "结构", [structure(document, tell)]
    yield "隐去", [_hidden(document, tell)]
    yield "来源", [_origin(document)]
    if document.provenance.rights:
        yield "权利", [element("a", tell(rights(document.provenance.rights)), href=f"{root}rights/")]


def _frame_facts(document: Document, root: str, tell: Wording) -> Iterator[Row]:
    """Yield what an official document says in its frame; attachments lead to their sections."""
    for name, key in FRAME_FACTS:
        value = getattr(document.metadata, key)
        if key == "issuer":
            links = [element("a", one, href=root + issuer_address(one)) for one in value]
            yield name, list(_listed(links, tell("、")))
        elif key != "period" or value != str(document.metadata.year):
            yield name, [tell("、").join(value) if isinstance(value, tuple) else value]
    anchors = [section for section in document.sections if section.role == "attachment"]
    links = [element("a", one.title or one.number, href=f"#{one.id}") for one in anchors if one.title or one.number]
    yield "附件", list(_listed(links or document.metadata.attachments, tell("；")))


def _listed(items: Sequence[Child], between: str) -> Iterator[Child]:
    for number, item in enumerate(items):
        if number:
            yield between
        yield item


FRAME_FACTS = (
    *(("机关", "issuer"), ("字号", "number"), ("成文", "date_written"), ("主送", "recipients")),
    *(("签发", "signatory"), ("讲话", "speaker"), ("场合", "occasion"), ("时段", "period"), ("题注", "adopted")),
    *(("施行", "effective_on"), ("失效", "expires_on"), ("废止", "repeals"), ("附注", "annotation"), ("抄送", "cc")),
    *(("印发", "printed_by"), ("印于", "printed_on"), ("密级", "classification"), ("缓急", "urgency")),
    *(("索引", "index_number"), ("主题", "topic"), ("公开", "date_published"), ("效力", "validity")),
)
"""Rows of the box of facts that only a document with a frame has, each with its key of the metadata."""

QUOTED = frozenset({*(name for name, _ in FRAME_FACTS), "整理", "附件"})
"""Rows in the words of the document."""


def structure(document: Document, tell: Wording = CHINESE) -> str:
    """Return the number of sections of each level: `3 节 · 12 目`."""
    counts = section_counts(document).items()
    return " · ".join(tell(f"{{number}} {SECTIONS.get(level, '项')}", number=number) for level, number in counts)


def _hidden(document: Document, tell: Wording) -> str:
    """Count what is hidden in the text, by type; words written out again are not hidden."""
    hidden = (mask for mask in document.placeholders if document.text.startswith(OPENS, mask.start))
    counts = Counter(known_type(mask.type) for mask in hidden)
    return " · ".join(f"{tell(label)} {counts[kind]}" for kind, label in labels().items() if counts[kind])


def _origin(document: Document) -> Markup | None:
    address = document.provenance.url
    return link(str(address), str(address)) if address else None
