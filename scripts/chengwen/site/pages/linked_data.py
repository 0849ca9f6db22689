"""Describe a document in JSON-LD, in the vocabulary of schema.org, for those who read pages by program."""

from __future__ import annotations

from typing import Any

from chengwen.checkout.page_addresses import document_address
from chengwen.document import Document
from chengwen.site.editions import Edition
from chengwen.site.page import title_of
from chengwen.site.wording import CHINESE, Wording

CONTEXT = "https://schema.org"
LEGISLATION = frozenset({"令", "条例", "规定", "办法", "细则", "规则", "章程"})
"""Kinds of document that are law: a number of theirs is `legislationIdentifier`."""
REPORTS = frozenset({"报告", "工作总结", "述职报告", "情况汇报", "政府工作报告", "调研报告"})


def linked_data(
    document: Document, edition: Edition = (), site_url: str = "", tell: Wording = CHINESE
) -> dict[str, Any]:
    """Return what a page says of its document in JSON-LD; what the text does not say is left out.

    `dateModified` is the day of the version, and `version` its digest: they are the edition's, not the issuer's.
    """
    known = document.metadata
    kind = _kind(known.genre)
    number = "legislationIdentifier" if kind == "Legislation" else "identifier"
    date = "legislationDate" if kind == "Legislation" else "dateCreated"
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": kind,
        "name": title_of(document, tell=tell),
        "alternativeHeadline": known.subtitle,
        "genre": known.genre,
        "inLanguage": "zh-Hans",
        number: known.number,
        date: known.date_written,
        "datePublished": known.date_published,
        "version": edition[0].name if edition else None,
        "dateModified": edition[0].day if edition else None,
        "url": site_url + document_address(document.id) if site_url else None,
        "author": [_organisation(name) for name in known.issuer] or _speaker(known.speaker),
        "audience": [{"@type": "Audience", "name": name} for name in known.recipients],
        "hasPart": [
            {"@type": "CreativeWork", "name": one.title, "url": f"#{one.id}"}
            for one in document.sections
            if one.role == "attachment" and one.title
        ],
    }
    return {key: value for key, value in said.items() if value}


def _kind(genre: str | None) -> str:
    if genre in LEGISLATION:
        return "Legislation"
    return "Report" if genre in REPORTS else "CreativeWork"


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": name}


def _speaker(name: str | None) -> dict[str, str] | None:
    return {"@type": "Person", "name": name} if name else None
