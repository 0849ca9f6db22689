"""Each format, read from a file that a real program made: the text is what was typed, up to what is said here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from chengwen.formats.read import Extracted, read

TEXT = (Path(__file__).parent / "notice.txt").read_text(encoding="utf-8")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FLAGS = ("footnotes", "page-furniture", "tables")


def only(name: str, raw: bytes) -> Extracted:
    (result,) = read(name, raw)
    assert isinstance(result, Extracted), result
    return result


def same(text: str) -> str:
    return text


def without_numbers(text: str) -> str:
    """LibreOffice writes the numbers of lists into a page as plain <ol>, and its tabs as spaces."""
    return re.sub("^(?:[一二三]、|（[一二三]）|[0-9]\\. )", "", text, flags=re.MULTILINE).replace("附件：\t", "附件： ")


def printed(text: str) -> str:
    """On paper a tab is a gap, and one of less than a Han's width is none; the space after 1. likewise."""
    return text.replace("附件：\t", "附件：").replace(". 加", ".加").replace(". 落", ".落")


@pytest.mark.parametrize(
    ("name", "media_type", "extractor", "flags", "up_to"),
    [
        ("docx", WORD, "expat ", FLAGS, same),
        ("doc", "application/msword", "LibreOffice ", FLAGS, same),
        ("odt", "application/vnd.oasis.opendocument.text", "lxml ", FLAGS, same),
        ("rtf", "application/rtf", "chengwen ", FLAGS, same),
        ("html", "text/html", "lxml ", FLAGS, without_numbers),
        ("pdf", "application/pdf", "pypdfium2 ", FLAGS, printed),
    ],
)
def test_the_text_is_what_was_typed(
    made: dict[str, bytes],
    name: str,
    media_type: str,
    extractor: str,
    flags: tuple[str, ...],
    up_to: Callable[[str], str],
) -> None:
    result = only(f"通知.{name}", made[name])
    assert up_to(result.text or "") == up_to(TEXT)
    assert (result.media_type, result.flags, result.original) == (media_type, flags, made[name])
    assert re.fullmatch(f"{extractor}[0-9][0-9.a-z]*", result.extractor)


def test_the_text_is_what_was_typed_where_a_browser_printed_it(printed_pdf: bytes) -> None:
    result = only("通知.pdf", printed_pdf)
    assert printed(result.text or "") == printed(TEXT)
    assert (result.media_type, result.flags) == ("application/pdf", ("page-furniture", "tables"))


@pytest.mark.parametrize(
    ("wrong", "really"),
    [("通知.docx", "rtf"), ("通知.txt", "doc"), ("通知.doc", "docx"), ("通知.pdf", "odt"), ("通知", "html")],
)
def test_what_it_is_goes_before_what_it_is_called(made: dict[str, bytes], wrong: str, really: str) -> None:
    """A .docx that is really RTF, a .txt that is really a Word file: seen daily."""
    assert without_numbers(only(wrong, made[really]).text or "") == without_numbers(TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_left_to_be_decoded(encoding: str) -> None:
    raw = TEXT.encode(encoding)
    assert only("通知.txt", raw) == Extracted("通知.txt", "", raw, None, "text/plain", "", ())
