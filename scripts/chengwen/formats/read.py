"""Read a file of any supported format: determine the format by content, and return the text, or a reason.

Nothing is written, and bad input raises nothing: a file yields one result or, if it contains others (an archive, a
message), one for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chengwen.decode.decode import decode
from chengwen.decode.file_names import as_text
from chengwen.decode.refuse import refuse_binary, refuse_empty
from chengwen.errors import InputError, MissingExtraError
from chengwen.formats.archive import Allowance, members
from chengwen.formats.content import MAX_BYTES, SAMPLE, Content
from chengwen.formats.ocr import recognised
from chengwen.formats.packages import open_package
from chengwen.formats.recognise import kind_of, kind_of_package
from chengwen.message import Message, of_system, problem_at, say

MAX_DEPTH = 2
"""Maximum nesting of archives and messages: an archive in an archive is read, one inside that is not."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file whose text was read."""

    name: str = field(repr=False)
    """The file's own name, without folders."""
    inside: str = field(repr=False)
    """The archive or message it came from and its path there (包.zip/材料/总结.docx); empty for a file by itself."""
    original: bytes = field(repr=False)
    text: str | None = field(repr=False)
    """One paragraph per line, ended by line feeds; None if the file is plain text, which `chengwen.decode` reads."""
    media_type: str
    extractor: str
    """Library and version; empty for plain text."""
    flags: tuple[str, ...]
    """What a person should check, sorted; docs/reference.md lists the flags."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be read, and why."""

    name: str = field(repr=False)
    inside: str = field(repr=False)
    reason: str
    """One sentence: what was found, what was expected, what to do."""


Result = Extracted | Refused


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read: by itself, or from an archive."""

    name: str = field(repr=False)
    inside: str = field(repr=False)
    raw: bytes = field(repr=False)
    depth: int = 0
    ocr: str = ""
    """The command that reads scanned pages; empty: none."""


def read_path(path: Path) -> list[Result]:
    """Read a file; its size is checked first, so that a huge one costs nothing."""
    name = as_text(path.name)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return [Refused(name, "", _too_big(size))]
        return read(name, path.read_bytes())
    except FileNotFoundError:
        return [Refused(name, "", say("no such file"))]
    except OSError as error:
        return [
            Refused(
                name,
                "",
                say("this cannot be read ({reason}); look at its rights and its disk", reason=of_system(error)),
            )
        ]


def read(name: str, raw: bytes, ocr: str = "") -> list[Result]:
    """Read the content of a file; `ocr` is the command that reads scanned pages, if there is one."""
    return list(_read(File(name, "", raw, ocr=ocr), Allowance()))


def is_plain(name: str, raw: bytes) -> bool:
    """Whether a file is a plain text, which needs no extraction, or no known format at all."""
    return kind_of(name, raw) == "text" and not _is_json(name, raw)


def _is_json(name: str, raw: bytes) -> bool:
    """Whether a file is rows as JSON, which would be cleaned as prose: its name and its first character say so."""
    return name.lower().endswith(".json") and raw[:SAMPLE].lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"[", b"{")


def _read(file: File, allowance: Allowance) -> Iterator[Result]:
    try:
        yield from _by_kind(file, allowance)
    except InputError as error:
        yield Refused(file.name, file.inside, problem_at(file.name, error.message))
    except ImportError as error:
        missing = MissingExtraError(say("reading this"), "formats", (error.name or "").partition(".")[0])
        yield Refused(file.name, file.inside, missing.message)
    except (RecursionError, MemoryError):
        reason = say("this is nested too deep or too big to be read; save its text as .txt and add that")
        yield Refused(file.name, file.inside, reason)


def _by_kind(file: File, allowance: Allowance) -> Iterator[Result]:
    if len(file.raw) > MAX_BYTES:
        raise InputError(_too_big(len(file.raw)))
    kind = kind_of(file.name, file.raw)
    match kind:
        case "zip":
            yield from _package(file, allowance)
        case "mail":
            yield from _message(file, allowance)
        case "text":
            yield _plain(file)
        case _:
            media_type, reader = _reader(kind)
            try:
                yield _extracted(file, media_type, reader(file.raw))
            except InputError as error:
                if not (file.ocr and error.reason):  # pages that show a text and hold none
                    raise
                yield Extracted(file.name, file.inside, file.raw, *recognised(file.raw, file.ocr, media_type))


def _reader(kind: str) -> tuple[str, Callable[[bytes], Content]]:
    """Return the reader for a format; its library is imported only when a file needs it."""
    match kind:
        case "ole2":
            from chengwen.formats.word.word97 import MEDIA_TYPE, read_word97

            return MEDIA_TYPE, read_word97
        case "rtf":
            from chengwen.formats.rtf import MEDIA_TYPE, read_rtf

            return MEDIA_TYPE, read_rtf
        case "pdf":
            from chengwen.formats.pdf.pdf import MEDIA_TYPE, read_pdf

            return MEDIA_TYPE, read_pdf
        case _:
            from chengwen.formats.html import MEDIA_TYPE, read_html

            return MEDIA_TYPE, read_html


def _extracted(file: File, media_type: str, content: Content) -> Result:
    if not content.text:
        if "pictures" in content.flags:
            raise InputError(say("this document holds no text, only pictures; run OCR over them first"))
        raise InputError(say("this document holds no text"))
    lost = {"undecodable"} if "\N{REPLACEMENT CHARACTER}" in content.text else set()
    flags = tuple(sorted(content.flags | lost))
    return Extracted(file.name, file.inside, file.raw, content.text, media_type, content.extractor, flags)


def _plain(file: File) -> Result:
    if _is_json(file.name, file.raw):
        raise InputError(say("this is JSON, not a text; write its objects into a .jsonl, one a line, and name that"))
    refuse_empty(file.raw, file.name)
    refuse_binary(file.raw, decode(file.raw[:SAMPLE]), file.name)
    return Extracted(file.name, file.inside, file.raw, None, "text/plain", "", ())


def _package(file: File, allowance: Allowance) -> Iterator[Result]:
    with open_package(file.raw) as package:
        match kind_of_package(package):
            case "docx":
                from chengwen.formats.word.docx import MEDIA_TYPE as DOCX
                from chengwen.formats.word.docx import read_docx

                yield _extracted(file, DOCX, read_docx(package))
            case "odt":
                from chengwen.formats.odf.odt import MEDIA_TYPE as ODT
                from chengwen.formats.odf.odt import read_odt

                yield _extracted(file, ODT, read_odt(package))
            case _:
                _refuse_deeper(file, say("archives"))
                for member in members(package, allowance):
                    inner = _inner(file, member.path, member.raw or b"")
                    if member.raw is None:
                        yield Refused(inner.name, inner.inside, member.reason)
                    else:
                        yield from _read(inner, allowance)


def _message(file: File, allowance: Allowance) -> Iterator[Result]:
    from chengwen.formats.mail import MEDIA_TYPE, read_message

    _refuse_deeper(file, say("messages"))
    body, attachments = read_message(file.raw)
    if body is not None:
        yield _extracted(file, MEDIA_TYPE, body)
    for attachment in attachments:
        yield from _read(_inner(file, attachment.name, attachment.raw), allowance)
    if body is None and not attachments:
        raise InputError(say("this message holds no text and no attachment"))


def _refuse_deeper(file: File, what: str) -> None:
    if file.depth >= MAX_DEPTH:
        raise InputError(
            say(
                "{what} are nested more than {max_depth} deep here; unpack them and add what is inside",
                what=what,
                max_depth=MAX_DEPTH,
            )
        )


def _inner(file: File, path: str, raw: bytes) -> File:
    return File(path.rpartition("/")[2], f"{file.inside or file.name}/{path}", raw, file.depth + 1, file.ocr)


def _too_big(size: int) -> Message:
    return say(
        "this has {size:,} bytes, {most:,} are read; a text of that size is a corpus: split it by documents",
        size=size,
        most=MAX_BYTES,
    )
