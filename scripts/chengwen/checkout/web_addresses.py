"""Recognise complete addresses on the web; a sample with such a source is public."""

from __future__ import annotations

from urllib.parse import urlsplit

from chengwen.errors import InputError
from chengwen.message import at, say

SCHEMES = ("http", "https")
UNFINISHED = "…"


def host_of(address: str) -> str:
    """Return the host that an address of the web names; empty if it is not an address, or has a gap left in it.

    >>> host_of("https://docs.example.cn/w"), host_of("docs.example.cn"), host_of("https://…"), host_of("https://[")
    ('docs.example.cn', '', '', '')
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_whole = parts.scheme in SCHEMES and UNFINISHED not in address and not any(map(str.isspace, address))
    return host if is_whole else ""


def is_public(address: str | None) -> bool:
    """Whether an address says where anybody can find a text: its host has a dot, which none of a single house needs.

    >>> is_public("https://www.example.cn/1"), is_public("https://server/1"), is_public("网上"), is_public(None)
    (True, False, False, False)
    """
    return "." in host_of(address or "").strip(".")


def site_address(address: str, place: str) -> str:
    """Return the address of a site, with the slash at its end that the addresses of its pages are put behind.

    An address that is not complete raises `InputError` about `place`; empty, it stays so.

    >>> site_address("https://docs.example.cn/w", "chengwen.toml")
    'https://docs.example.cn/w/'
    """
    if address and not host_of(address):
        problem = say(
            "“{address}” is no complete address of a site; write it with https:// or http:// before it, such as "
            "https://docs.example.cn/",
            address=address,
        )
        raise InputError(at(place, problem))
    return address if not address or address.endswith("/") else f"{address}/"
