"""The feed of newest samples, RSS 2.0, and the map of all pages; addresses are whole once mkdocs.yml has `site_url`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote
from xml.etree import ElementTree

from chengwen.checkout.page_addresses import document_address
from chengwen.site.markup import escape
from chengwen.site.page import Entry

NEWEST = 20
MAPPED = 50_000
"""Addresses that a map may hold; pages beyond it are reached through the lists."""
NOT_MAPPED = ("search/",)


def feed(entries: Sequence[Entry], site_url: str) -> bytes:
    """Make the feed: the documents with the highest ids, which are the last that were added."""
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, title="澄文", link=site_url or "./", description="新收的文稿")
    for entry in sorted(entries, key=lambda entry: entry.id, reverse=True)[:NEWEST]:
        item = ElementTree.SubElement(channel, "item")
        address = site_url + document_address(entry.id)
        _add(item, title=entry.title, link=address, description=entry.opening)
        ElementTree.SubElement(item, "guid", isPermaLink="false").text = address
    data: bytes = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    return data


def sitemap(addresses: Iterable[str], site_url: str) -> bytes:
    """Make the map for search engines, of pages by their addresses from the site's root."""
    urls = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    mapped = [address for address in addresses if address not in NOT_MAPPED][:MAPPED]
    for address in mapped:
        ElementTree.SubElement(ElementTree.SubElement(urls, "url"), "loc").text = site_url + quote(address)
    data: bytes = ElementTree.tostring(urls, encoding="utf-8", xml_declaration=True)
    return data


def _add(parent: ElementTree.Element, **texts: str) -> None:
    """Add elements that hold text: readers take it for HTML once they have read the XML, so it is escaped twice."""
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = escape(text)
