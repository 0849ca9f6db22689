"""Iterate over a ZIP archive: names are decoded whatever wrote them, and no file is ever written under them.

Silently left out: folders, and what a system or a program puts beside documents for itself (`words/archives.toml`).
Everything else is yielded, or refused with a reason.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile, ZipInfo

from chengwen.decode.decode import decode
from chengwen.errors import InputError
from chengwen.formats.content import MAX_BYTES
from chengwen.formats.packages import MAX_MEMBERS, unpack
from chengwen.knowledge.tables import word_set, words
from chengwen.message import say

MAX_UNPACKED = 256 * 2**20
"""Maximum unpacked size of a whole archive, nested archives included."""
_UTF8 = 0x800
"""The bit in a member's flags that says its name is UTF-8; otherwise it is in the encoding of the sender's system."""


@dataclass(slots=True)
class Allowance:
    """What is left of the size limit for one file and everything inside it."""

    bytes: int = MAX_UNPACKED
    members: int = MAX_MEMBERS


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, by its path there; without bytes, `reason` says why."""

    path: str = field(repr=False)
    raw: bytes | None = field(repr=False)
    reason: str = ""


def members(archive: ZipFile, allowance: Allowance) -> Iterator[Member]:
    """Yield the files of an archive; one that is too big or has too many members raises `InputError`."""
    files = [(path, info) for info in archive.infolist() if not _is_passed_over(path := name_of(info))]
    allowance.members -= len(files)
    allowance.bytes -= sum(info.file_size for _, info in files)
    if allowance.members < 0:
        raise InputError(
            say(
                "this archive has more than {max_members:,} members; add smaller ones, or the folder",
                max_members=MAX_MEMBERS,
            )
        )
    if allowance.bytes < 0:
        raise InputError(
            say(
                "this archive unpacks to more than {size} MiB; it may be a ZIP bomb, and is not unpacked",
                size=MAX_UNPACKED // 2**20,
            )
        )
    if not files:
        raise InputError(say("this archive is empty"))
    for path, info in files:
        yield _member(archive, path, info)


def _member(archive: ZipFile, path: str, info: ZipInfo) -> Member:
    if re.match("/|[A-Za-z]:", path) or ".." in path.split("/"):
        return Member(path, None, say("its name leads out of the archive, as no honest one does; it is not read"))
    if stat.S_ISLNK(info.external_attr >> 16):
        return Member(path, None, say("this is a link to a file, not a file; add the file itself"))
    try:
        return Member(path, unpack(archive, info, MAX_BYTES))
    except InputError as error:
        return Member(path, None, error.message)


def name_of(info: ZipInfo) -> str:
    """Return a member's name: UTF-8 if declared or valid, else decoded by the evidence of its bytes, mostly GBK.

    >>> name_of(ZipInfo("材料/总结.docx".encode("gbk").decode("cp437")))
    '材料/总结.docx'
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode()
        name = raw.decode() if raw.isascii() else _decoded(raw)
    return name.partition("\0")[0].replace("\\", "/")


def _decoded(raw: bytes) -> str:
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            pass
    return decode(raw).text


def _is_passed_over(path: str) -> bool:
    *folders, name = path.split("/")
    return (
        not name
        or name.lower() in words("archives", "names")
        or name.startswith(words("archives", "beginnings"))
        or not word_set("archives", "folders").isdisjoint(folders)
    )
