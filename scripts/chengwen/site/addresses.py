"""Where the index pages lie: addresses that are safe whatever a document calls its year or its genre."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote


def slug(name: str) -> str:
    """Make a folder's name of a year or a genre: letters, digits and Han stay, the rest becomes a hyphen.

    Names that differ in nothing else share a page.

    >>> slug("工作总结"), slug("../<b>")
    ('工作总结', 'b')
    """
    return re.sub(r"\W+", "-", name)[:60].strip("-") or "other"


def document_address(id: str) -> str:
    """Give the address of a document's page as a link carries it.

    >>> document_address("003")
    'd/003/'
    """
    return f"d/{quote(file_name(id))}/"


def file_name(id: str) -> str:
    """Give the name under which a document's page and files lie: its id, or something safe where that is none.

    >>> file_name("../../x").startswith("x-")
    True
    """
    if re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}", id):
        return id
    return f"{slug(id)}-{hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:8]}"


def year_address(year: str) -> str:
    """Give the address of a year's page as a link carries it."""
    return f"year/{quote(slug(year))}/"


def genre_address(genre: str) -> str:
    """Give the address of a genre's page as a link carries it."""
    return f"genre/{quote(slug(genre))}/"


def phrase_address(name: str) -> str:
    """Give the address of a phrase's page as a link carries it."""
    return f"phrases/{quote(slug(name))}/"


def rule_address(name: str) -> str:
    """Give the address of a rule's page as a link carries it."""
    return f"rules/{quote(name, safe='')}/"
