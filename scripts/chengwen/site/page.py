"""What a page of the site is, where it lies, and how a list is split into pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote

from chengwen.document import Document
from chengwen.knowledge.labels import UNSTATED
from chengwen.site.markup import Markup, element
from chengwen.site.wording import CHINESE, Wording

NO_BODY = Markup("")


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose body is made here; the theme adds header and footer."""

    address: str
    """Below the site's root, with a slash at its end: `d/003/`."""
    title: str
    body: Markup = NO_BODY
    template: str = "made.html"
    description: str = ""
    """What a list of search results can say of it."""
    head: Markup | None = None
    """What else its head says, to programs."""
    lang: str | None = None
    """The language of its title, where it is not the site's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says about a document."""

    id: str
    title: str
    year: str
    genre: str
    level: str
    characters: int
    """White space not counted."""
    opening: str
    """The beginning of the text, after its title."""
    issuers: tuple[str, ...] = ()
    added: str = ""
    """The day on which the project published it first, if the history of the checkout says."""
    date_written: str = ""
    """`2015-12-01`, if it is known to the day or the month."""

    @property
    def dated(self) -> str:
        """The date it bears, or the year."""
        return self.date_written or self.year


def entry(document: Document, tell: Wording = CHINESE) -> Entry:
    """Sum a document up in the words a list shows."""
    year, genre, level = (getattr(document.metadata, key) for key in ("year", "genre", "level"))
    return Entry(
        id=document.id,
        title=title_of(document, tell=tell),
        year=_stated(year),
        genre=_stated(genre),
        level=str(level or ""),
        issuers=tuple(document.metadata.issuer),
        characters=count_characters(document.text),
        opening=_opening(document),
        date_written=document.metadata.date_written or "",
    )


def title_of(document: Document, tell: Wording = CHINESE) -> str:
    """Return a document's title; one that has none is called by its id."""
    return document.metadata.title or tell("无题文稿 {id}", id=document.id)


def count_characters(text: str) -> int:
    """Count the characters of a text as Chinese writers do: without white space.

    >>> count_characters("一、 工作\\n")
    4
    """
    return len("".join(text.split()))


def way_back(address: str) -> str:
    """Return the relative address of the site's root as seen from a page.

    >>> way_back("d/003/")
    '../../'
    """
    return "../" * address.count("/")


def section_counts(document: Document) -> dict[int, int]:
    """Count the sections of each level below the title."""
    counts = Counter(section.level for section in document.sections if section.level)
    return {level: counts[level] for level in sorted(level for level in counts if level)}


def _stated(value: Any) -> str:
    return UNSTATED if value in (None, "") else str(value)


def _opening(document: Document) -> str:
    body = next((section.start for section in document.sections if section.role == "opening"), None)
    titles = (
        section.heading_end for section in document.sections if section.level == 0 and section.role != "attachment"
    )
    start = max(titles, default=0) if body is None else body
    return excerpt(document, start, len(document.text), OPENING)


OPENING = 150
"""How much of a text its line in a list shows, in code points."""


def excerpt(document: Document, start: int, end: int, most: int) -> str:
    """Return the beginning of a stretch of a text without its headings, which would run into the words."""
    said: list[str] = []
    for section in document.sections:
        if start >= end or sum(map(len, said)) >= most:
            break
        if section.heading_end > start and section.start < end:
            said += document.text[start : min(section.start, start + most)].split()
            start = max(start, section.heading_end)
    stop = min(end, start + most)
    said += document.text[start:stop].split()
    words = " ".join(said)
    rest = document.text[stop:end]
    goes_on = len(words) > most or (rest != "" and not rest.isspace())
    return f"{words[: most - 1]}…" if goes_on else words


PER_PAGE = 50
T = TypeVar("T")


def paged(
    first: Page,
    items: Sequence[T],
    head: Callable[[str], Sequence[Markup | None]],
    body: Callable[[Sequence[T], str], Markup],
    tell: Wording,
) -> Iterator[Page]:
    """Yield the pages of a list; `first` has no body yet, `head` and `body` are called with the path to the root."""
    address, title = first.address, first.title
    pages = max(1, -(-len(items) // PER_PAGE))
    for number in range(1, pages + 1):
        here = address if number == 1 else f"{address}{number}/"
        root = way_back(here)
        heading = title if number == 1 else tell("{title}（第 {number} 页）", title=title, number=number)
        listed = body(items[(number - 1) * PER_PAGE : number * PER_PAGE], root) if items else nothing(tell=tell)
        inside = (
            element("h1", heading, lang=first.lang),
            *head(root),
            listed,
            turning(number, pages, root, address, tell=tell),
        )
        yield replace(first, address=here, title=heading, body=element("div", *inside, class_="index"))


def turning(number: int, pages: int, root: str, address: str, tell: Wording = CHINESE) -> Markup | None:
    """Return the links to the pages around this one, and to the first and the last; None if there is only one page."""
    if pages == 1:
        return None

    def link(words: str, to: int) -> Markup:
        here = "page" if words == str(number) else None
        return element("a", words, href=root + quote(address) + (f"{to}/" if to > 1 else ""), aria_current=here)

    links = [link(tell("上一页"), number - 1)] if number > 1 else []
    before = 0
    for to in sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)}):
        links += [element("span", "…")] if to > before + 1 else []
        links.append(link(str(to), to))
        before = to
    links += [link(tell("下一页"), number + 1)] if number < pages else []
    return element("nav", *links, class_="turning", aria_label=tell("翻页"))


def chinese(words: str, tell: Wording) -> str:
    """Return words that are Chinese on any site, a document's or a rule's, and say so where the page is not."""
    return element("span", words, lang=tell.of_documents) if tell.of_documents else words


def nothing(tell: Wording = CHINESE) -> Markup:
    """Say that a list is empty."""
    return element("p", tell("还没有文稿。"), class_="nothing")
