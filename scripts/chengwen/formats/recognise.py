"""Recognise the format of a file by its content; its name decides only between web pages and plain text."""

from __future__ import annotations

import re
from zipfile import ZipFile

from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.formats.packages import read_part
from chengwen.knowledge.tables import read_table
from chengwen.message import Message, say

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_START = 4_096
"""How much of a file is examined, in bytes; headers of messages and pages begin there."""
_SPACE = b" \t\r\n\f\xef\xbb\xbf"
_PAGE = compiled(rb"<!doctype html|<html|<head|<body", re.IGNORECASE)
_TAG = compiled(rb"<(?:!doctype html|html|head|body|p|div|table|meta|br)\b", re.IGNORECASE)
_HEADER = compiled(rb"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]?[^\r\n]*(?:\r\n|\n|\r)(?:[ \t][^\r\n]*(?:\r\n|\n|\r))*")
_MAIL_HEADERS = frozenset({b"from", b"received", b"return-path", b"mime-version", b"message-id", b"delivered-to"})


def kind_of(name: str, raw: bytes) -> str:
    """Return a file's format: `zip` (Office files too), `ole2`, `rtf`, `pdf`, `html`, `mail` or `text`.

    >>> kind_of("总结.docx", b"{\\\\rtf1 }"), kind_of("总结.txt", "总结".encode())
    ('rtf', 'text')
    """
    start = raw[:_START].lstrip(_SPACE)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if raw.startswith(OLE2):
        return "ole2"
    if start.startswith(b"{\\rt"):
        return "rtf"
    if b"%PDF-" in raw[:1_024]:
        return "pdf"
    if _is_page(name, start):
        return "html"
    return "mail" if _is_message(start) else "text"


def _is_page(name: str, start: bytes) -> bool:
    """Whether a file is a web page, not a text with tags left in it: a page begins with one."""
    plain = start.replace(b"\0", b"")  # UTF-16
    if plain.startswith((b"<", b"\xff\xfe<", b"\xfe\xff<")) and _PAGE.search(plain):
        return b"<?mso-application" not in plain
    return name.lower().endswith((".html", ".htm", ".xhtml")) and _TAG.search(plain) is not None


def _is_message(start: bytes) -> bool:
    """Whether a file is a message: at least two headers, one of them of a kind that only messages have."""
    names, at = [], 0
    while header := _HEADER.match(start, at):
        names.append(header[0].partition(b":")[0].lower())
        at = header.end()
    return len(names) >= 2 and not _MAIL_HEADERS.isdisjoint(names)


def kind_of_package(package: ZipFile) -> str:
    """Return the kind of a ZIP file: `docx`, `odt`, or `archive`; another program's document raises `InputError`."""
    names = set(package.namelist())
    mimetype = (read_part(package, "mimetype") or b"").strip(b" \r\n") if "mimetype" in names else b""
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if mimetype.startswith(b"application/vnd."):
        raise InputError(
            say("this is {kind}, which holds no running text", kind=mimetype[:80].decode("ascii", "replace"))
        )
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    for entry in read_table("archives", "others"):
        if entry["part"] in names:
            raise InputError(
                say(
                    "this is {kind}, which is not read; save its text as .docx or .txt and add that",
                    kind=Message(entry["kind"]),
                )
            )
    return "archive"
