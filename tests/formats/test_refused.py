"""Bad input: one clear sentence for each, quickly, and nothing written."""

from __future__ import annotations

import re
import stat
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from chengwen.formats.content import MAX_BYTES
from chengwen.formats.read import Extracted, Refused, read, read_path

Made = dict[str, bytes]
TEXT = "一、工作\n".encode()


def packed(*members: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", method) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return file.getvalue()


def with_part(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of an Office file."""
    with ZipFile(BytesIO(raw)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    return packed(*((name, change(data) if name == part else data) for name, data in parts))


def nested(depth: int) -> bytes:
    raw = TEXT
    for level in range(depth):
        raw = packed((f"{level}.zip" if level else "总结.txt", raw))
    return raw


def locked(raw: bytes) -> bytes:
    """Set the bit that says a member is encrypted, in its header and in the directory."""
    return re.sub(b"(PK\x03\x04..|PK\x01\x02....).", lambda found: found[1] + b"\x01", raw, flags=re.DOTALL)


def lying(raw: bytes) -> bytes:
    """Declare a member to be ten bytes long."""
    at = raw.rindex(b"PK\x01\x02") + 24
    return raw[:at] + (10).to_bytes(4, "little") + raw[at + 4 :]


def encrypted_office(raw: bytes) -> bytes:
    """Rename a compound file's main stream to what Word calls it in a .docx under a password."""
    old, new = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    at = raw.index(old)
    entry = raw[at : at + 64].replace(old.ljust(64, b"\0"), new.ljust(64, b"\0"))
    return raw[:at] + entry + (len(new) + 2).to_bytes(2, "little") + raw[at + 66 :]


def encrypted_word(raw: bytes) -> bytes:
    at = raw.index(b"\xec\xa5") + 11
    return raw[:at] + bytes([raw[at] | 1]) + raw[at + 1 :]


def link(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


LAUGHS = b'<!DOCTYPE d [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">'


def declaring(entity: bytes) -> Callable[[bytes], bytes]:
    """Put an entity's declaration and its use into XML."""
    return lambda xml: re.sub(rb"(<\?xml.*?\?>)?", rb"\1" + entity + b"]>", xml, count=1).replace(
        b"</w:t>", b"&a;</w:t>", 1
    )


CASES: dict[str, tuple[str, Callable[[Made], bytes], str]] = {
    "0 bytes": ("总结.docx", lambda _: b"", "the file is empty"),
    "blank": ("总结.txt", lambda _: b" \r\n" * 9, "the file is empty"),
    "an executable called .txt": ("总结.txt", lambda _: b"MZ\x90\x00" + bytes(range(256)) * 9, "an executable"),
    "another": ("总结.txt", lambda _: Path(sys.executable).resolve().read_bytes()[: 2**20], "an executable"),
    "random bytes": ("总结.txt", lambda _: bytes(range(256)) * 40, "are no text"),
    "a RAR archive": ("包.zip", lambda _: b"Rar!\x1a\x07\x01\x00" + b"\1" * 99, "a RAR archive"),
    "too big": ("总结.txt", lambda _: b" " * (MAX_BYTES + 1), "67,108,865 bytes"),
    "docx cut off": ("总结.docx", lambda made: made["docx"][:-200], "cut off or damaged"),
    "docx damaged inside": (
        "总结.docx",
        lambda made: with_part(made["docx"], "word/document.xml", lambda xml: xml[:-300]),
        "no well-formed XML",
    ),
    "docx under a password": ("总结.docx", lambda made: encrypted_office(made["doc"]), "a password"),
    "docx bomb": (
        "总结.docx",
        lambda made: with_part(made["docx"], "word/document.xml", lambda xml: xml + b" " * 2**26),
        "ZIP bomb",
    ),
    "billion laughs in docx": (
        "总结.docx",
        lambda made: with_part(made["docx"], "word/document.xml", declaring(LAUGHS)),
        "declares a document type",
    ),
    "a file asked for by docx": (
        "总结.docx",
        lambda made: with_part(made["docx"], "word/document.xml", declaring(OUTSIDE)),
        "declares a document type",
    ),
    "billion laughs in odt": (
        "总结.odt",
        lambda made: with_part(made["odt"], "content.xml", declaring(LAUGHS)),
        "declares a document type",
    ),
    "odt under a password": (
        "总结.odt",
        lambda made: with_part(made["odt"], "META-INF/manifest.xml", lambda xml: xml + b"<!--encryption-data-->"),
        "a password",
    ),
    "doc cut off": ("总结.doc", lambda made: made["doc"][: len(made["doc"]) // 2], "cut off or damaged"),
    "doc under a password": ("总结.doc", lambda made: encrypted_word(made["doc"]), "a password"),
    "a workbook called .doc": (
        "总结.doc",
        lambda made: made["doc"].replace("WordDocument".encode("utf-16-le"), "WorkDocument".encode("utf-16-le")),
        "not a Word document",
    ),
    "a workbook": ("总结.docx", lambda _: packed(("xl/workbook.xml", b"<x/>")), "an Excel workbook"),
    "rtf cut off": ("总结.rtf", lambda made: made["rtf"][:-50], "cut off"),
    "rtf too deep": ("总结.rtf", lambda _: b"{\\rtf1" + b"{" * 5_000, "deep"),
    "html too deep": ("总结.html", lambda _: b"<html>" + b"<div>" * 9_000 + TEXT, "deep"),
    "html of tags alone": ("总结.html", lambda _: b"<html>" + b"<b></b>" * 10, "no text"),
    "html of too many tags": ("总结.html", lambda _: b"<html>" + b"<i>" * 600_000, "500,000 tags"),
    "pdf cut off": ("总结.pdf", lambda made: made["pdf"][: len(made["pdf"]) // 2], "cut off"),
    "pdf without its inside": ("总结.pdf", lambda _: b"%PDF-1.7\n%%EOF\n", "cut off or damaged"),
    "pdf under a password": ("总结.pdf", lambda made: made["protected.pdf"], "a password"),
    "a scan": ("总结.pdf", lambda made: made["scan.pdf"], "a scan: 1 page of"),
    "zip cut off": ("包.zip", lambda _: packed(("总结.txt", TEXT * 99))[:-30], "cut off or damaged"),
    "zip under a password": ("包.zip", lambda _: locked(packed(("总结.txt", TEXT))), "a password"),
    "zip bomb": ("包.zip", lambda _: packed(*((f"{n}.txt", b" " * 2**25) for n in range(9))), "ZIP bomb"),
    "zip that lies": ("包.zip", lambda _: lying(packed(("总结.txt", b"1" * 9_999))), "damaged"),
    "zip of nothing": ("包.zip", lambda _: packed(), "empty"),
    "zip leading out": ("包.zip", lambda _: packed(("../../总结.txt", TEXT)), "leads out of the archive"),
    "zip with absolute names": ("包.zip", lambda _: packed(("/etc/总结.txt", TEXT)), "leads out of the archive"),
    "zip with a drive": ("包.zip", lambda _: packed(("C:\\总结.txt", TEXT)), "leads out of the archive"),
    "zip with a link": ("包.zip", lambda _: packed((link("总结.txt"), b"/etc/hostname")), "a link"),
    "zip 10 deep": ("包.zip", lambda _: nested(10), "nested more than 2 deep"),
    "zip of 1,001": (
        "包.zip",
        lambda _: packed(*((f"{n}.txt", TEXT) for n in range(1_001))),
        "more than 1,000 members",
    ),
}


@pytest.mark.parametrize(("name", "make", "expected"), CASES.values(), ids=CASES.keys())
def test_says_what_is_wrong_in_one_sentence(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, make: Callable[[Made], bytes], expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    raw = make(made)
    started = time.process_time()
    (result,) = read(name, raw)
    assert time.process_time() - started < 10
    assert isinstance(result, Refused), result
    assert expected in result.reason
    assert "\n" not in result.reason
    assert list(tmp_path.iterdir()) == []


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    huge = tmp_path / "总结.txt"
    with huge.open("wb") as file:
        file.truncate(500_000_000)
    (result,) = read_path(huge)
    assert isinstance(result, Refused)
    assert "500,000,000 bytes, 67,108,864 are read" in result.reason


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    (result,) = read_path(tmp_path / "没有.txt")
    assert isinstance(result, Refused)


def test_one_bad_member_does_not_spoil_the_others() -> None:
    bad, good = read("包.zip", packed(("../坏.txt", TEXT), ("好.txt", TEXT)))
    assert isinstance(bad, Refused)
    assert isinstance(good, Extracted)


@pytest.mark.parametrize(("name", "library"), [("odt", "lxml"), ("doc", "olefile"), ("html", "lxml")])
def test_names_what_to_install(made: Made, monkeypatch: pytest.MonkeyPatch, name: str, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    (result,) = read(f"总结.{name}", made[name])
    assert isinstance(result, Refused)
    assert f"needs {library}, which is not installed" in result.reason
    assert "pip install 'chengwen[formats]'" in result.reason


def test_says_what_to_install_for_doc(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (result,) = read("总结.doc", made["doc"])
    assert isinstance(result, Refused)
    assert "apt install libreoffice-writer-nogui" in result.reason
