"""The feed of the latest additions, and the map of all pages for search engines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote
from xml.etree import ElementTree

from chengwen.checkout.page_addresses import document_address
from chengwen.knowledge.labels import UNSTATED
from chengwen.site.markup import escape
from chengwen.site.page import Entry
from chengwen.site.wording import CHINESE, Wording


def latest(entries: Iterable[Entry]) -> list[Entry]:
    """Return documents by the day on which they came; of one day, or if none is known, the latest year first."""
    return sorted(entries, key=lambda one: (one.added, one.year != UNSTATED, one.year, one.id), reverse=True)


NEWEST = 20
MAPPED = 50_000
"""Maximum number of addresses in a map; further pages are reached through the lists."""
NOT_MAPPED = re.compile(r"search/$|d/[^/]+/(?:history|compare)/$|phrases/[^/]+/left/")
"""Addresses that say nothing of their own."""


def feed(entries: Sequence[Entry], site_url: str, site_name: str, tell: Wording = CHINESE) -> bytes:
    """Return the feed of the latest additions, each with the day on which it came."""
    ElementTree.register_namespace("atom", ATOM)
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(
        channel,
        title=site_name,
        link=site_url or "./",
        description=tell("新收的文稿"),
        language="zh-cn" if tell.of_site is None else tell.language,
    )
    if site_url:
        here = {"href": f"{site_url}feed.xml", "rel": "self", "type": "application/rss+xml"}
        ElementTree.SubElement(channel, f"{{{ATOM}}}link", here)
    for entry in latest(entries)[:NEWEST]:
        item = ElementTree.SubElement(channel, "item")
        address = site_url + document_address(entry.id)
        _add(item, title=entry.title, link=address, description=entry.opening)
        ElementTree.SubElement(item, "guid", isPermaLink="false").text = address
        if entry.added:
            day = datetime.fromisoformat(f"{entry.added}T00:00:00+00:00")
            ElementTree.SubElement(item, "pubDate").text = format_datetime(day, usegmt=True)
    data: bytes = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    return data


ATOM = "http://www.w3.org/2005/Atom"


def sitemap(addresses: Iterable[str], site_url: str) -> bytes:
    """Return the map for search engines, of pages by their addresses from the site's root."""
    urls = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    mapped = [address for address in addresses if not NOT_MAPPED.search(address)][:MAPPED]
    for address in mapped:
        ElementTree.SubElement(ElementTree.SubElement(urls, "url"), "loc").text = site_url + quote(address)
    data: bytes = ElementTree.tostring(urls, encoding="utf-8", xml_declaration=True)
    return data


def _add(parent: ElementTree.Element, **texts: str) -> None:
    """Add elements with text: readers parse the text as HTML after parsing the XML, so it is escaped twice."""
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = escape(text)
