"""File names as text: bytes that are not UTF-8 (a GBK name, as unzip leaves it on Linux) are read as a raw file is."""

from __future__ import annotations

import os
from collections.abc import Container
from itertools import count

from chengwen.decode.decode import decode

LONGEST = 200
"""In bytes of UTF-8, of a name that was decoded: a GBK name of 255 bytes has 381 then, and systems take 255."""
_NO_NAME = str.maketrans("/\0", "\N{REPLACEMENT CHARACTER}" * 2)
"""What no file name can hold, whatever reading of its bytes says so."""


def as_text(address: str) -> str:
    """Return a file name or path as text that any output can hold; one that is UTF-8 already is returned as it is.

    >>> as_text(os.fsdecode("资料/总结.txt".encode("gb18030")))
    '资料/总结.txt'
    """
    try:
        address.encode()
    except UnicodeEncodeError:
        return "/".join(map(_decoded, address.split("/")))
    return address


def _decoded(name: str) -> str:
    try:
        text = decode(os.fsencode(name)).text.translate(_NO_NAME)
    except UnicodeEncodeError:  # half a pair that stands for no byte: Windows has such names
        text = name.encode("utf-8", "replace").decode()
    stem, dot, ending = text.rpartition(".") if "." in text[1:] else (text, "", "")
    room = max(0, LONGEST - len((dot + ending).encode()))
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending


def told_apart(id: str, taken: Container[str]) -> str:
    """Return an id that is not taken: the id itself, else the first free one of id-2, id-3 …

    >>> told_apart("总结", {"总结", "总结-2"})
    '总结-3'
    """
    return id if id not in taken else next(one for n in count(2) if (one := f"{id}-{n}") not in taken)
