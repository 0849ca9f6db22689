"""Addresses of pages, safe whatever a document calls its year or its genre."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote

from chengwen.engine.kept import compiled

_LITERAL = compiled(r"(?!.*\.html$)[0-9A-Za-z](?:[0-9A-Za-z._-]{0,98}[0-9A-Za-z_-])?")
"""An id that can be a folder's name on any system; one named like a page would be mistaken for one."""
AT_HAND = 20_000
"""Documents whose addresses are kept: lists and pages of others name each some dozen times."""
_RESERVED = compiled(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Device names in Windows, in whatever folder."""


def slug(name: str) -> str:
    """Return a folder name for a year or a genre: letters, digits and Han stay, the rest becomes hyphens.

    Names that differ in nothing else share a page, as do names that differ in capitals, which some systems cannot
    distinguish.

    >>> slug("工作总结"), slug("../<B>"), slug("CON")
    ('工作总结', 'b', 'con-')
    """
    made = re.sub(r"\W+", "-", name.lower())[:40].strip("-") or "other"
    return f"{made}-" if _RESERVED.fullmatch(made) else made


@lru_cache(AT_HAND)
def document_address(id: str) -> str:
    """Return the address of a document's page for a link.

    >>> document_address("003")
    'd/003/'
    """
    return quote(document_folder(id))


def document_folder(id: str) -> str:
    """Return the folder of a document's page within the site."""
    return f"d/{file_name(id)}/"


@lru_cache(AT_HAND)
def file_name(id: str) -> str:
    """Return the name of a document's page and files: its id, or a safe name if the id is not one.

    No two ids get the same name: a tilde occurs in no id that is used unchanged.

    >>> file_name("../../x"), file_name("v1.2")
    ('x~9cdf6a50100a862e', 'v1.2')
    """
    if _LITERAL.fullmatch(id) and not _RESERVED.fullmatch(id):
        return id
    return f"{slug(id)}~{hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:16]}"


def year_address(year: str) -> str:
    """Return the address of a year's page for a link."""
    return f"year/{quote(slug(year))}/"


def genre_address(genre: str) -> str:
    """Return the address of a genre's page for a link."""
    return f"genre/{quote(slug(genre))}/"


def issuer_address(name: str) -> str:
    """Return the address of an issuer's page for a link."""
    return f"issuer/{quote(slug(name))}/"


def level_address(name: str) -> str:
    """Return the address of a level's page for a link."""
    return f"level/{quote(slug(name))}/"


def phrase_address(name: str) -> str:
    """Return the address of a phrase's page for a link."""
    return f"phrases/{quote(slug(name))}/"


def rule_address(name: str) -> str:
    """Return the address of a rule's page for a link."""
    return f"rules/{quote(name, safe='')}/"
