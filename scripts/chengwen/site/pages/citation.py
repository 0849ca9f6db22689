"""What the head of a document's page says to programs that keep references: Google Scholar's `citation_*`, Zotero."""

from __future__ import annotations

from collections.abc import Iterator

from chengwen.checkout.page_addresses import document_address
from chengwen.document import Document
from chengwen.site.editions import Edition, added
from chengwen.site.markup import Markup, element, join
from chengwen.site.page import entry, title_of
from chengwen.site.wording import CHINESE, Wording

DESCRIBED = 110
"""How much of a text its description takes, in code points: what lists of search results show."""


def description(document: Document, tell: Wording = CHINESE) -> str:
    """Return a sentence or two about a document, for lists of search results: what it is, and how it begins."""
    known = entry(document, tell=tell)
    about = tell("，").join(tell.term(part) for part in (known.year, known.genre, known.level) if part)
    opening = known.opening[:DESCRIBED]
    more = "…" if len(known.opening) > DESCRIBED else ""
    return tell("{about}。{opening}", about=about, opening=opening + more)


def citation_head(document: Document, edition: Edition, site_url: str, tell: Wording = CHINESE) -> Markup:
    """Return the elements."""
    return join(
        element("meta", name=name, content=content) for name, content in _said(document, edition, site_url, tell=tell)
    )


def _said(document: Document, edition: Edition, site_url: str, tell: Wording) -> Iterator[tuple[str, str]]:
    known = document.metadata
    yield "citation_title", title_of(document, tell=tell)
    for author in known.issuer or (known.speaker,):
        if author:
            yield "citation_author", author
    if date := known.date_written or known.date_published or str(known.year or ""):
        yield "citation_publication_date", date.replace("-", "/")
    if known.number:
        yield "citation_technical_report_number", known.number
    if day := added(edition):
        yield "citation_online_date", day.replace("-", "/")
    yield "citation_language", "zh"
    if site_url:
        yield "citation_fulltext_html_url", site_url + document_address(document.id)
    yield "dcterms.identifier", f"sha256:{edition[0].digest}"
    if edition[0].day:
        yield "dcterms.modified", edition[0].day
