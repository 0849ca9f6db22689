r"""Decode bytes in one encoding without loss: `encode(read_as(raw, name)) == raw` for any bytes at all.

Bytes that the encoding cannot reproduce are kept in `undecodable`.
"""

from __future__ import annotations

import codecs
import re
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from chengwen.decode.everyday import REPLACEMENT, worth
from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.message import Message, say

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le-bom", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be-bom", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le-bom", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be-bom", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030-bom", "gb18030"),
)
WITHOUT_MARK = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}
WITHOUT_MARK |= {name: codec for _, name, codec in BYTE_ORDER_MARKS}
"""The codec for a file without a byte order mark whose stated encoding includes one."""


@dataclass(frozen=True, slots=True)
class Source:
    """A raw file as text."""

    text: str = field(repr=False)
    encoding: str
    undecodable: tuple[tuple[int, bytes], ...] = field(repr=False)
    """(offset in code points, bytes): the one code point at the offset stands for these bytes."""
    encodings: tuple[tuple[int, int, str], ...] = ()
    """(start, end, name) in code points, half-open, in order: lines in another encoding than `encoding`."""


def encode(source: Source) -> bytes:
    """Return the raw bytes that a source text was decoded from.

    >>> from chengwen.decode.decode import decode
    >>> encode(decode(b"\\xd2\\xbb\\xff\\xa1\\xa2"))
    b'\\xd2\\xbb\\xff\\xa1\\xa2'
    """
    mark, codec = codec_of(source.encoding)
    parts = [mark]
    done = 0
    for start, end, name in source.encodings:
        parts += _encoded(source, done, start, codec)
        parts += _encoded(source, start, end, canonical(name))
        done = end
    return b"".join([*parts, *_encoded(source, done, len(source.text), codec)])


def _encoded(source: Source, start: int, end: int, codec: str) -> Iterator[bytes]:
    """Yield the bytes of a stretch in one encoding."""
    # HZ stays in shifted state after a byte that was kept aside
    encoder = codecs.getincrementalencoder(codec)("strict")
    low, high = (bisect_left(source.undecodable, (place, b"")) for place in (start, end))
    for offset, original in source.undecodable[low:high]:
        yield encoder.encode(source.text[start:offset])
        yield original
        start = offset + 1
    yield encoder.encode(source.text[start:end], final=True)


def joined(parts: Iterable[Source], name: str) -> Source:
    """Join parts into one source text; parts in another encoding than `name` are listed in `encodings`."""
    codec = codec_of(name)[1]
    texts: list[str] = []
    undecodable: list[tuple[int, bytes]] = []
    encodings: list[tuple[int, int, str]] = []
    start = 0
    for part in parts:
        end = start + len(part.text)
        texts.append(part.text)
        undecodable += [(start + offset, original) for offset, original in part.undecodable]
        if part.encoding != codec and start < end:
            touches = encodings and encodings[-1][1:] == (start, part.encoding)
            encodings.append((encodings.pop()[0] if touches else start, end, part.encoding))
        start = end
    return Source("".join(texts), name, tuple(undecodable), tuple(encodings))


def problem_of_encoding(encoding: str | None) -> Message | None:
    """Return what is wrong with the name of an encoding that a person gave; None if nothing is."""
    try:
        codec_of("utf-8" if encoding is None else encoding)
    except InputError as error:
        return error.message
    return None


def codec_of(encoding: str) -> tuple[bytes, str]:
    """Return the byte order mark and the Python codec for an encoding's name."""
    for mark, name, codec in BYTE_ORDER_MARKS:
        if encoding == name:
            return mark, codec
    return b"", canonical(encoding)


@cache
def canonical(encoding: str) -> str:
    """Return the canonical name of an encoding.

    Raises `InputError` for codecs that are not text encodings (rot13, zlib) or that cannot report bad bytes (idna).
    """
    if any(encoding == name for _, name, _ in BYTE_ORDER_MARKS):
        return encoding
    try:
        codec = codecs.lookup(encoding).name
        if "escape" in codec or codec == "utf-7":  # Python's source escapes; UTF-7 can encode half a character
            raise LookupError
        decode_marked(b"\xff\xff\xff\xff", WITHOUT_MARK.get(codec, codec))
    except (LookupError, ValueError):
        raise InputError(
            say("unknown encoding “{encoding}”; use a name such as gb18030, big5 or utf-8", encoding=encoding)
        ) from None
    return codec


def read_as(raw: bytes, name: str) -> Source:
    """Decode in one encoding, keep undecodable bytes aside, and make sure that encoding reproduces the bytes."""
    mark, codec = codec_of(name)
    body = raw.removeprefix(mark)
    try:
        source = Source(body.decode(codec), name, ())
    except UnicodeDecodeError:
        if codec.startswith("utf-16") and len(body) % 2:
            source = _read_with_stray_byte(body, codec, name)
        else:
            source = _source(_split_marked(decode_marked(body, codec)), name)
    if (codec == "utf-8" and not source.undecodable and raw.startswith(mark)) or gives_back(source, raw):
        return source  # what is valid UTF-8 is always given back
    try:
        exact = _one_by_one(body, codec)
        ways = [_source(pieces, name) for pieces in (exact, _verbatim(exact, codec))]
    except UnicodeError:  # codecs with shift states (ISO-2022-JP) lose track between two bytes
        ways = []
    return next((one for one in ways if gives_back(one, raw)), None) or _as_a_whole(body, codec, name)


def gives_back(source: Source, raw: bytes) -> bool:
    """Whether a source text encodes to these bytes."""
    try:
        return encode(source) == raw
    except UnicodeEncodeError:
        return False


def decode_marked(body: bytes, codec: str) -> str:
    """Decode; each stretch of bad bytes becomes U+DC00+byte for its first byte, U+DD00+byte for the others.

    Strict decoders never produce lone surrogates, so these cannot be mistaken for text.
    """
    codecs.register_error("chengwen-mark", _mark_bad_bytes)
    return body.decode(codec, "chengwen-mark")


def _mark_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.end
    if error.encoding == "utf-8" and (rest := _REST_OF_UTF8.match(error.object, error.start)):
        end = rest.end()
    first, *others = error.object[error.start : end]
    return chr(0xDC00 + first) + "".join(chr(0xDD00 + byte) for byte in others), end


_REST_OF_UTF8 = compiled(b"[\x80-\xbf]{1,3}")
"""The rest of a UTF-8 character whose first byte is missing: one half character, not two or three."""


Piece = tuple[str, bytes | None]
"""A stretch of text, and its bytes if encoding would not reproduce them."""


def _split_marked(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    done = 0
    for match in re.finditer("[\udc00-\udcff][\udd00-\uddff]*", text):
        pieces.append((text[done : match.start()], None))
        pieces.append((REPLACEMENT, bytes(ord(char) & 0xFF for char in match.group())))
        done = match.end()
    return [*pieces, (text[done:], None)]


def _source(pieces: list[Piece], name: str) -> Source:
    undecodable = []
    offset = 0
    for text, original in pieces:
        if original is not None:
            undecodable.append((offset, original))
        offset += len(text)
    return Source("".join(text for text, _ in pieces), name, tuple(undecodable))


def _one_by_one(body: bytes, codec: str) -> list[Piece]:
    """Decode byte by byte, to see which characters encoding would not reproduce (HZ, duplicates in Big5)."""
    codecs.register_error("chengwen-mark", _mark_bad_bytes)
    decoder = codecs.getincrementaldecoder(codec)("chengwen-mark")
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(body) + 1):
        text = decoder.decode(body[end - 1 : end], final=end == len(body))
        if text:
            pieces += _with_bytes(text, body[start:end], codec)
            start = end
    if start < len(body):  # a shift at the very end belongs to the last character
        text, original = pieces.pop() if pieces else (REPLACEMENT, b"")
        pieces.append((text, (text.encode(codec) if original is None else original) + body[start:]))
    return pieces


def _verbatim(pieces: list[Piece], codec: str) -> list[Piece]:
    """Keep the bytes of every character: for codecs whose encoder holds characters back (Big5-HKSCS)."""
    known = ((text, text.encode(codec) if kept is None else kept) for text, kept in pieces)
    return [(char, b"" if index else original) for text, original in known for index, char in enumerate(text)]


def _as_a_whole(body: bytes, codec: str, name: str) -> Source:
    """Keep all bytes with the first character, where they cannot be assigned to single characters."""
    text = "".join(piece for piece, _ in _split_marked(decode_marked(body, codec))) or REPLACEMENT
    return _source([(char, b"" if index else body) for index, char in enumerate(text)], name)


def _with_bytes(text: str, original: bytes, codec: str) -> list[Piece]:
    pieces = [piece for piece in _split_marked(text) if piece[0]]
    if all(lost is None for _, lost in pieces) and text.encode(codec) == original:
        return [(text, None)]
    if len(text) == 1 and pieces[0][1] is None:
        return [(text, original)]
    known = b"".join(text.encode(codec) if lost is None else lost for text, lost in pieces)
    return pieces if known == original else [(pieces[0][0], original), *((char, b"") for char, _ in pieces[1:])]


def _read_with_stray_byte(body: bytes, codec: str, name: str) -> Source:
    """Decode UTF-16 of odd length: cut out the one byte whose loss leaves most everyday text on both sides."""
    order, count = "<" if codec == "utf-16-le" else ">", len(body) // 2
    left, right = [0], [0]
    for unit in struct.unpack(f"{order}{count}H", body[:-1]):
        left.append(left[-1] + worth(chr(unit)))
    for unit in reversed(struct.unpack(f"{order}{count}H", body[1:])):
        right.append(right[-1] + worth(chr(unit)))
    cut = max(range(count + 1), key=lambda at: (left[at] + right[count - at], body[2 * at] == 0xFF))
    before, after = body[: 2 * cut], body[2 * cut + 1 :]
    return _source(
        [
            *_split_marked(decode_marked(before, codec)),
            (REPLACEMENT, body[2 * cut : 2 * cut + 1]),
            *_split_marked(decode_marked(after, codec)),
        ],
        name,
    )
