"""The feed of newest samples, RSS 2.0; its addresses are whole once mkdocs.yml says where the site lies."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from chengwen.site.addresses import document_address
from chengwen.site.markup import UNSEEN
from chengwen.site.pages import Entry

NEWEST = 20


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


def _add(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
