"""Open ZIP packages from untrusted sources: limited in size, and in what their XML may do."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from chengwen.errors import InputError
from chengwen.formats.content import MAX_BYTES
from chengwen.message import Message, of_error, say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


MAX_MEMBERS = 1_000
"""Maximum number of members in an archive. A folder that a person sends has tens of documents."""
MAX_XML = 32 * 2**20
"""The largest XML part that is parsed: a million Han take some 10 MiB in Word, and their tree ten times that."""
MAX_TAGS = 3_000_000
"""Maximum number of tags in an XML part, which takes some seconds; forty thousand paragraphs have a tenth of that."""
_DIRECTORY_ENTRY = b"PK\x01\x02"


def open_package(raw: bytes) -> ZipFile:
    """Open a ZIP file; one that is truncated, damaged or has too many members raises `InputError`."""
    # before the directory is read: a million entries take a gigabyte
    if raw.count(_DIRECTORY_ENTRY) > 16 * MAX_MEMBERS:
        raise InputError(
            say(
                "this archive has far more than {max_members:,} members; add a smaller one, or the folder",
                max_members=MAX_MEMBERS,
            )
        )
    try:
        return ZipFile(BytesIO(raw))
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise InputError(
            say(
                "this is a ZIP archive or an Office file that is cut off or damaged ({reason}); fetch or copy it again",
                reason=of_error(error),
            )
        ) from None


def unpack(package: ZipFile, member: ZipInfo, limit: int = MAX_BYTES) -> bytes:
    """Read one member, checking its size while it is inflated: the size that a ZIP bomb declares is no proof."""
    if member.flag_bits & 1:
        raise InputError(say("this is protected by a password; unpack it and add what is inside"))
    if member.file_size > limit:
        raise InputError(
            say(
                "this unpacks to {file_size:,} bytes, {limit:,} are allowed; it may be a ZIP bomb",
                file_size=member.file_size,
                limit=limit,
            )
        )
    try:
        with package.open(member) as stream:
            data = stream.read(limit + 1)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            say(
                "{filename} in it is damaged ({reason}); fetch or copy the file again",
                filename=member.filename,
                reason=of_error(error),
            )
        ) from None
    if len(data) > limit:
        raise InputError(
            say("this unpacks to more than {limit:,} bytes, though it declares less; it may be a ZIP bomb", limit=limit)
        )
    return data


def read_part(package: ZipFile, name: str) -> bytes | None:
    """Read an XML part of an Office file; None if there is none of that name."""
    try:
        member = package.getinfo(name)
    except KeyError:
        return None
    return unpack(package, member, MAX_XML)


def parse_part(package: ZipFile, name: str) -> Element | None:
    """Parse an XML part of an Office file; None if there is none of that name."""
    raw = read_part(package, name)
    return None if raw is None else parse(raw, name)


def parse(raw: bytes, name: str) -> Element:
    """Parse XML that may be hostile: no entities, no network, no document type at all."""
    from lxml import etree

    refuse_too_many_tags(raw, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise not_well_formed(name, of_error(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise has_document_type(name)
    return root


def refuse_too_many_tags(raw: bytes, name: str) -> None:
    """Refuse a part whose tree would be too large. Raises `InputError`."""
    if raw.count(b"<") > MAX_TAGS:
        raise InputError(
            say(
                "{name} in it has more than {max_tags:,} tags; save a part of the document by itself",
                name=name,
                max_tags=MAX_TAGS,
            )
        )


def not_well_formed(name: str, reason: Message) -> InputError:
    """Return the error for a part that is no XML."""
    return InputError(
        say("{name} in it is no well-formed XML ({reason}); fetch or copy the file again", name=name, reason=reason)
    )


def has_document_type(name: str) -> InputError:
    """Return the error for a part that could declare entities."""
    return InputError(
        say("{name} in it declares a document type, which no Office program writes; it is not read", name=name)
    )


def local(element: Element) -> str:
    """Return an element's name without its namespace or prefix: strict and transitional files differ only there."""
    tag: str = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2]


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute's value, whatever its namespace or prefix."""
    if element is None:
        return None
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2].rpartition(":")[2] == name), None
    )


def number(text: str | None, default: int) -> int:
    """Parse a whole number of at most six digits, else return the default: a damaged file may contain anything."""
    digits = (text or "").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        return default
    return int(text or "")


def child(element: Element | None, *names: str) -> Element | None:
    """Follow a path of element names downwards; None if it ends."""
    for name in names:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element
