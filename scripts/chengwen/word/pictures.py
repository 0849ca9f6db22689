"""Take out of pictures what is not seen: who took or drew them, where, and with what."""

from __future__ import annotations

from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_REMARKS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
"""The chunks of a PNG that hold text, and when and with what it was taken."""
_JPEG = b"\xff\xd8"
_DRAWN = 0xDA
"""The marker of a JPEG after which the picture itself comes."""


def without_remarks(raw: bytes) -> bytes:
    """Return a PNG or JPEG without text and Exif data; another picture, or a damaged one, as it is."""
    if raw.startswith(_PNG):
        return _PNG + b"".join(_chunks(raw))
    return _JPEG + b"".join(_segments(raw)) if raw.startswith(_JPEG) else raw


def _chunks(raw: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG that are kept; what stands behind its end is none."""
    at = len(_PNG)
    while at + 12 <= len(raw):
        end = at + 12 + int.from_bytes(raw[at : at + 4])
        if raw[at + 4 : at + 8] not in _REMARKS:
            yield raw[at:end]
        if raw[at + 4 : at + 8] == b"IEND":
            return
        at = end


def _segments(raw: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG that are kept: not Exif, XMP, IPTC, and comments; what tells colours stays."""
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF and raw[at + 1] != _DRAWN:
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4])
        remark = raw[at + 1] in (0xE1, 0xED, 0xFE)
        if not remark:
            yield raw[at:end]
        at = end
    yield raw[at:]
