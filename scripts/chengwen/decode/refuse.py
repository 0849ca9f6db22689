"""Recognise files that are not text, by their first bytes or by what decoding yields."""

from __future__ import annotations

from chengwen.decode.encodings import Source
from chengwen.decode.everyday import everyday_share
from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.message import at, say

_JUNK = compiled(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")


def refuse_binary(raw: bytes, source: Source, name: str) -> None:
    """Raise `InputError` for a file that is not text, since cleaning it is pointless. An empty file is a text."""
    for magic, kind in MAGIC:
        if raw.startswith(magic):
            raise InputError(
                at(name, say("this is {kind}, not a text; save it as plain text (.txt) first", kind=kind)), kind
            )
    if "\u0871" in source.text[:12] or ("bjbj" in source.text[:4_000] and everyday_share(source.text[:20_000]) < 0.5):
        message = at(name, say("this is a binary .doc read as text; open the original in Word and save it as .txt"))
        raise InputError(message, "binary")
    junk = len(_JUNK.findall(source.text))
    if junk > 3 and junk * 10 > len(source.text):
        raise InputError(
            at(
                name,
                say(
                    "{junk} of {characters} characters are no text (read as {encoding}); if it is a text "
                    "after all, name its encoding in the sidecar",
                    junk=junk,
                    characters=len(source.text),
                    encoding=source.encoding,
                ),
            ),
            "binary",
        )


def refuse_empty(raw: bytes, name: str) -> None:
    """Raise `InputError` for an empty file where a text is to be added."""
    if not raw.strip(b" \t\r\n\x00"):
        raise InputError(at(name, say("the file is empty; there is nothing to clean")), "empty")


MAGIC = (
    (b"%PDF-", say("a PDF")),
    (b"PK\x03\x04", say("a ZIP archive or an Office file (.docx, .xlsx, .odt)")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", say("a binary Office file (.doc, .xls, .wps)")),
    (b"\x89PNG\r\n", say("a PNG image")),
    (b"\xff\xd8\xff", say("a JPEG image")),
    (b"GIF8", say("a GIF image")),
    (b"\x7fELF", say("an executable")),
    (b"MZ\x90\x00", say("an executable")),
    (b"\x1f\x8b\x08", say("a gzip archive")),
    (b"Rar!\x1a\x07", say("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", say("a 7z archive")),
)
