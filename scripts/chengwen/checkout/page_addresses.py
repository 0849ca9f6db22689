"""Where the index pages lie: addresses that are safe whatever a document calls its year or its genre."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

_LITERAL = re.compile(r"(?!.*\.html$)[0-9A-Za-z](?:[0-9A-Za-z._-]{0,98}[0-9A-Za-z_-])?")
"""An id that can be a folder's name on any system; one called like a page would be taken for one."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, in whatever folder it lies."""


def slug(name: str) -> str:
    """Make a folder's name of a year or a genre: letters, digits and Han stay, the rest becomes a hyphen.

    Names that differ in nothing else share a page; so do those that differ in capitals, which some systems cannot tell
    apart.

    >>> slug("工作总结"), slug("../<B>"), slug("CON")
    ('工作总结', 'b', 'con-')
    """
    made = re.sub(r"\W+", "-", name.lower())[:40].strip("-") or "other"
    return f"{made}-" if _RESERVED.fullmatch(made) else made


def document_address(id: str) -> str:
    """Give the address of a document's page as a link carries it.

    >>> document_address("003")
    'd/003/'
    """
    return quote(document_folder(id))


def document_folder(id: str) -> str:
    """Give the folder of a document's page, as it lies in the site."""
    return f"d/{file_name(id)}/"


def file_name(id: str) -> str:
    """Give the name under which a document's page and files lie: its id, or something safe where that is none.

    What is made for one id can be no other's: the tilde stands in no id that is a name as it is.

    >>> file_name("../../x"), file_name("v1.2")
    ('x~9cdf6a50100a862e', 'v1.2')
    """
    if _LITERAL.fullmatch(id) and not _RESERVED.fullmatch(id):
        return id
    return f"{slug(id)}~{hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:16]}"


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
