"""Read a PDF's text layer: lines joined into paragraphs, headers, footers and page numbers removed.

The file is opened in a separate process with limited memory and time, so that a PDF made to crash its reader harms
nothing else. A scan, which contains only pictures, is refused.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from chengwen.errors import InputError
from chengwen.formats.content import PROTECTED, Content, lay_out, name_and_version
from chengwen.formats.pdf.furniture import split_notes, without_furniture
from chengwen.formats.pdf.lines import Glyph, Line, lines_of
from chengwen.formats.pdf.paragraphs import paragraphs
from chengwen.message import of_error, packed, say, unpacked

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage


MEDIA_TYPE = "application/pdf"
SECONDS = 120
"""Time limit for one file; a thousand pages of text take about ten."""
MEMORY = 3 * 2**30
"""Memory limit of the process in bytes, where the system supports one."""
MAX_PAGES = 3_000
_END = 4_096
"""How far from the end of a complete file its mark %%EOF stands; some servers append a line or two."""


def read_pdf(raw: bytes) -> Content:
    """Read a PDF; one without a text layer, truncated or protected raises `InputError`."""
    if b"%%EOF" not in raw[-_END:]:
        raise InputError(say("this PDF is cut off: its end is missing; fetch or copy it again"))
    extractor = name_and_version("pypdfium2")  # raises if it is missing, which the other process could not report
    command = [sys.executable, "-m", "chengwen.formats.pdf.pdf"]
    try:
        run = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(
            say("this PDF could not be read within {seconds} s; copy its text into a .txt", seconds=SECONDS)
        ) from None
    try:
        answer = json.loads(run.stdout) if run.returncode == 0 else {"refused": packed(_BROKEN)}
    except ValueError:
        answer = {"refused": packed(_BROKEN)}
    if "refused" in answer:
        raise InputError(unpacked(answer["refused"]), NO_TEXT if answer.get("no_text") else "")
    return Content(answer["text"], extractor, frozenset(answer["flags"]))


NO_TEXT = "no text"
"""Code of the reason that pages show a text and hold none."""
_BROKEN = say(
    "this PDF is damaged, so that its reader fails or takes too much memory; open it and print it to PDF again"
)


def extract(raw: bytes) -> dict[str, Any]:
    """Read a PDF in this process: return its text and flags, or the reason why not."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
        if len(document) > MAX_PAGES:
            too_long = say(
                "this PDF has {pages:,} pages, {most:,} are read; add a part of it",
                pages=len(document),
                most=MAX_PAGES,
            )
            return {"refused": packed(too_long)}
        return _read_pages(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return {"refused": packed(PROTECTED)}
        damaged = say("this PDF is cut off or damaged ({reason}); fetch or copy it again", reason=of_error(error))
        return {"refused": packed(damaged)}


def _read_pages(document: PdfDocument) -> dict[str, Any]:
    pages, flags = [], set()
    for number in range(len(document)):
        page = document[number]
        lines = lines_of(_glyphs(page), *page.get_size())
        if not lines and _has_picture(page):
            flags.add("pages-without-text")
        pages.append(lines)
        page.close()
    refused = _refusal(pages, flags)
    if refused:
        return {"refused": packed(refused), "no_text": True}
    bodies = without_furniture(pages)
    if sum(map(len, bodies)) < sum(map(len, pages)):
        flags.add("page-furniture")
    bodies, notes = split_notes(bodies)
    if notes:
        flags.add("footnotes")
    if any(len(line.cells) > 1 for page in bodies for line in page):
        flags.add("tables")
    return {"text": lay_out([*paragraphs(bodies), *notes]), "flags": sorted(flags)}


def _refusal(pages: list[list[Line]], flags: set[str]) -> str:
    text = "".join(line.text for page in pages for line in page)
    if not text and flags:
        return say(
            "this PDF is a scan: {pages} {pages:page|pages} of pictures without a text layer; name a program that "
            "reads it with --ocr COMMAND, or run OCR over it first",
            pages=len(pages),
        )
    if not text:
        return say("this PDF holds no text")
    if len(re.findall("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]", text)) * 4 > len(text):
        return say(
            "the text layer of this PDF is unreadable: its fonts do not say which character a sign is; name a "
            "program that reads it with --ocr COMMAND, or run OCR over it first"
        )
    return ""


def _glyphs(page: PdfPage) -> list[Glyph]:
    """Return a page's characters with their positions, in drawing order, without the spaces that the library inserts.

    Positions are of the character's whole cell, in points from the lower left.
    """
    from pypdfium2 import raw

    text = page.get_textpage()
    box = raw.FS_RECTF()
    glyphs = []
    for index in range(text.count_chars()):
        char = _character(raw.FPDFText_GetUnicode(text, index))
        if raw.FPDFText_IsGenerated(text, index) != 1 and raw.FPDFText_GetLooseCharBox(text, index, box):
            glyphs.append(Glyph(char, box.left, box.right, box.bottom, box.top))
    text.close()
    return [glyph for glyph in glyphs if glyph.char not in "\r\n\0\ufffe"]


def _character(code: int) -> str:
    """Return the character of a code.

    A radical, which printing programs write for the Han of its shape, becomes that Han.
    """
    char = chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"
    return unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" else char


def _has_picture(page: PdfPage) -> bool:
    from pypdfium2 import raw

    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH], max_depth=3), None) is not None


def main() -> None:
    """Read a PDF from standard input and write the result as JSON: the entry point of the separate process."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit holds there too
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(extract(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
