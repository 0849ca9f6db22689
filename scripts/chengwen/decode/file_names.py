"""File names as text: names that are not UTF-8 (GBK, as unzip leaves them on Linux) are decoded as raw files are."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Container
from itertools import count

from chengwen.decode.decode import decode
from chengwen.engine.kept import compiled

LONGEST = 200
"""Limit in bytes of UTF-8 for a decoded name: a GBK name of 255 bytes becomes 381, and systems accept 255."""
_UNSAFE = compiled(
    r'[\x00-\x1f<>:"/\\|?*%\ud800-\udfff]|^\.+|[. ]+$|^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)', re.IGNORECASE
)
_NO_NAME = str.maketrans("/\0", "\N{REPLACEMENT CHARACTER}" * 2)
"""Characters that a file name cannot contain, whatever a reading of its bytes yields."""


def as_text(address: str) -> str:
    """Return a file name or path as text that any output can hold; valid UTF-8 is returned unchanged.

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
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte: Windows has such names
        text = name.encode("utf-8", "replace").decode()
    stem, dot, ending = text.rpartition(".") if "." in text[1:] else (text, "", "")
    room = max(0, LONGEST - len((dot + ending).encode()))
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending


def unique_id(id: str, taken: Container[str]) -> str:
    """Return an id that is not in `taken`: the id itself, else the first free one of id-2, id-3 …

    >>> unique_id("总结", {"总结", "总结-2"})
    '总结-3'
    """
    return id if id not in taken else next(one for n in count(2) if (one := f"{id}-{n}") not in taken)


def file_name(id: str) -> str:
    """Return an id as a file name valid on every system; characters that are not allowed are percent-encoded.

    A name that is too long is cut, and ends in a digest of the id.

    >>> file_name("甲-1"), file_name("a/../b"), file_name(".hidden"), file_name("NUL.1")
    ('甲-1', 'a%2F..%2Fb', '%2Ehidden', '%4E%55%4C.1')
    """
    name = _UNSAFE.sub(lambda found: "".join(f"%{ord(character):02X}" for character in found[0]), id)
    if len(name.encode()) <= LONGEST:
        return name
    return f"{name[:40]}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"
