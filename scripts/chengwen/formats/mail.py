"""Read e-mail (.eml) and saved web pages (.mht): the body, and the attachments."""

from __future__ import annotations

import platform
import re
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message

from chengwen.decode.decode import decode
from chengwen.errors import InputError
from chengwen.formats.content import Content, decoded, lay_out
from chengwen.formats.html import read_html
from chengwen.message import of_error, say

MEDIA_TYPE = "message/rfc822"
MAX_PARTS = 1_000
"""Maximum number of parts in a message; a page saved with its pictures has some hundred."""
MAX_HEADERS = 2**20
"""Maximum length of the headers, in bytes; a message that passed many servers has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a message."""

    name: str = field(repr=False)
    raw: bytes = field(repr=False)


def read_message(raw: bytes) -> tuple[Content | None, list[Attachment]]:
    """Read a message: its body, None if it is empty, and its attachments, without pictures in the text.

    If there are two versions of the body, the plain one is used.
    """
    if raw.count(b"\n--") > 16 * MAX_PARTS:
        raise InputError(
            say(
                "this message has more than {max_parts:,} parts; save its text as .txt and add that",
                max_parts=MAX_PARTS,
            )
        )
    if not re.search(rb"\r?\n\r?\n", raw[:MAX_HEADERS]) and len(raw) > MAX_HEADERS:
        raise InputError(
            say(
                "this message has headers of more than {max_headers:,} bytes; save its text as .txt and add that",
                max_headers=MAX_HEADERS,
            )
        )
    try:
        message = message_from_bytes(raw)
        parts = list(_parts(message))
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise InputError(
            say("this message is damaged ({reason}); save it again, or its text as .txt", reason=of_error(error))
        ) from None
    if len(parts) > MAX_PARTS:
        raise InputError(
            say(
                "this message has more than {max_parts:,} parts; save its text as .txt and add that",
                max_parts=MAX_PARTS,
            )
        )
    attached = [part for part in parts if _is_attached(part)]
    body = _body([part for part in parts if not _is_attached(part)])
    attachments = [Attachment(_name(part), _bytes(part)) for part in attached]
    if body is not None and any(isinstance(d, CloseBoundaryNotFoundDefect) for p in message.walk() for d in p.defects):
        body = Content(body.text, body.extractor, body.flags | {"truncated"})
    return body, attachments


def _parts(message: Message) -> Iterator[Message]:
    """Yield the leaves of a message; an attached message is one leaf."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def _is_attached(part: Message) -> bool:
    if part.get_content_type() == "message/rfc822":
        return True
    if part.get_content_maintype() in ("image", "audio", "video") or part.get_content_type() == "text/css":
        return part.get_content_disposition() == "attachment"
    named = part.get_filename() is not None and part.get_content_disposition() != "inline"
    return part.get_content_disposition() == "attachment" or named


def _body(parts: list[Message]) -> Content | None:
    """Return the first part that is not empty, plain text before HTML; None if there is none."""
    for kind in ("text/plain", "text/html", "application/xhtml+xml"):
        for part in parts:
            if part.get_content_type() == kind and (content := _text(part, kind)).text:
                return content
    return None


def _text(part: Message, kind: str) -> Content:
    raw = _bytes(part)
    if kind != "text/plain":
        try:
            return read_html(raw)
        except InputError:
            return Content("", "", frozenset())
    return Content(lay_out([decoded(raw, raw)]), f"Python {platform.python_version()}", frozenset())


def _bytes(part: Message) -> bytes:
    """Return the content of a part; of an attached message, the message."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, Base64Error):
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    """Return an attachment's name, in any of the notations of mail programs; never a path."""
    try:
        name = str(part.get_filename() or "")
        pieces = decode_header(name)
    except (HeaderParseError, ValueError, LookupError, Base64Error):
        name, pieces = "", []
    if pieces:
        name = "".join(_piece(text, charset) for text, charset in pieces)
    base = re.split(r"[/\\]", name)[-1].replace("\0", "")
    return base or ("message.eml" if part.get_content_type() == "message/rfc822" else "attachment")


def _piece(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return decode(text.encode("utf-8", "surrogateescape")).text
    try:
        return text.decode("gb18030" if charset in ("gb2312", "gbk") else charset or "ascii")
    except (UnicodeDecodeError, LookupError):
        return decode(text).text
