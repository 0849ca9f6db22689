"""A Word file that cannot be edited gets one sentence and no output; what could harm goes, whatever else is in it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner, Result
from docx_files import docx, p, r

from chengwen.cli.main import cli

WHOLE = docx(p("关于做好防汛工作的通知") + p("一、党员X名。"))
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(**members: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def bomb() -> bytes:
    types = {"[Content_Types]_xml": b"<Types/>"}
    return packed(**types, word__document_xml=b"<w:document xmlns:w='w'>" + b" " * 40_000_000 + b"</w:document>")


def with_document(data: bytes) -> bytes:
    return packed(**{"[Content_Types]_xml": b"<Types/>"}, word__document_xml=data)


ENTITIES = b'<!DOCTYPE w [<!ENTITY a "b">]><w:document xmlns:w="w"><w:body>&a;</w:body></w:document>'
OTHERS = {
    "encrypted": (OLE2 + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "of before 2007": (OLE2 + b"\0" * 600, "a Word file of before 2007"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "cut off or damaged"),
    "a bomb": (bomb(), "it may be a ZIP bomb"),
    "with entities": (with_document(ENTITIES), "declares a document type"),
    "no XML": (with_document(b"<w:document>"), "no well-formed XML"),
    "no document": (with_document(b"<w:document xmlns:w='w'/>"), "holds no Word document"),
    "nested as no program does": (
        docx(p("关于防汛的通知") + "<w:sdt><w:sdtContent>" * 64 + "</w:sdtContent></w:sdt>" * 64),
        "nested too deep",
    ),
    "without words": (docx(p("")), "holds no text"),
    "a text": ("关于做好防汛工作的通知\n".encode(), "this is no .docx"),
    "an archive": (packed(a=b"b"), "this is no .docx"),
    "a sheet": (packed(xl__workbook_xml=b"<x/>", **{"[Content_Types]_xml": b"<Types/>"}), "which is not read"),
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def run(raw: bytes, *options: str, out: str = "out.docx") -> Result:
        Path("in.docx").write_bytes(raw)
        return CliRunner().invoke(cli, ["--lang", "en", "clean", "in.docx", "--out", out, *options])

    return run


@pytest.mark.parametrize("kind", OTHERS)
def test_one_sentence_and_nothing_written(run, kind: str) -> None:
    raw, told = OTHERS[kind]
    result = run(raw)
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: in.docx: ")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert not Path("out.docx").exists()


def test_macros_and_links_are_told_and_gone(run) -> None:
    more = {"rM": ("vbaProject", "vbaProject.bin"), "rT": ("attachedTemplate", "file:///C:/evil.dotm")}
    raw = docx(
        p("关于做好防汛工作的通知") + p("一、党员X名。"),
        more=more,
        external=frozenset({"rT"}),
        raw={"word/vbaProject.bin": b"macro"},
    )
    result = run(raw)
    assert result.exit_code == 0
    assert "left out: links, macros" in result.stderr
    with ZipFile("out.docx") as package:
        assert not any(b"evil" in package.read(name) or "vba" in name for name in package.namelist())


@pytest.mark.parametrize("asked", ['HYPERLINK "http://evil/"', "INCLUDEPICTURE \\\\evil\\a.png", "DDEAUTO evil"])
@pytest.mark.parametrize("simple", [True, False])
def test_a_field_that_leads_elsewhere_is_a_link(run, asked: str, *, simple: bool) -> None:
    told = escape(asked, {'"': "&quot;"})
    shown, begin, end = r("见网站"), *(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    long = f"{begin}<w:r><w:instrText> {told} </w:instrText></w:r>{shown}{end}"
    field = f'<w:fldSimple w:instr=" {told} ">{shown}</w:fldSimple>' if simple else long
    result = run(docx(p("关于做好防汛工作的通知") + p("一、", field)))
    assert "left out: links" in result.stderr
    with ZipFile("out.docx") as package:
        assert not any(b"evil" in package.read(name) for name in package.namelist())
        assert "见网站" in package.read("word/document.xml").decode()


def test_a_picture_that_lies_elsewhere_is_a_link(run) -> None:
    drawn = '<w:r><w:drawing><a:blip r:link="rP"/></w:drawing></w:r>'
    more = {"rP": ("image", "https://example.org/a.png")}
    result = run(docx(p("关于做好防汛工作的通知", drawn), more=more, external=frozenset({"rP"})))
    assert "left out: links" in result.stderr
    with ZipFile("out.docx") as package:
        assert b"blip" not in package.read("word/document.xml")


def test_says_what_the_file_with_changes_still_holds(run) -> None:
    assert "it still holds all that they remove and mask" in run(WHOLE).stderr
    assert "accept them in Word and delete the one comment" in run(WHOLE).stderr
    assert "accept them and delete the comments in Word" in run(WHOLE, "--comments").stderr
    assert "still holds" not in run(WHOLE, "--accept", out="clean.docx").stderr


@pytest.mark.parametrize("paths", [["folder"], ["folder/*.docx"], ["folder/a.docx", "folder/b.docx"]])
def test_one_word_file_is_made_of_one(run, paths: list[str]) -> None:
    Path("folder").mkdir()
    for name in ("a.docx", "b.docx"):
        Path("folder", name).write_bytes(WHOLE)
    result = CliRunner().invoke(cli, ["--lang", "en", "clean", *paths, "--out", "out.docx"])
    assert result.exit_code == 2
    assert "out.docx: a .docx is made of one .docx only; for more, name a folder with --out" in result.stderr
    assert not Path("out.docx").exists()


def test_writes_over_its_own_files_only(run) -> None:
    assert run(WHOLE).exit_code == 0
    assert run(WHOLE, "--comments").exit_code == 0
    Path("out.docx").write_bytes(WHOLE)
    assert "not from here" in run(WHOLE).stderr
    assert Path("out.docx").read_bytes() == WHOLE
    assert "would be written over" in run(WHOLE, out="in.docx").stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["in.docx", "--accept"], "for a Word file"),
        (["in.docx", "--out", "folder", "--comments"], "for a Word file"),
        (["in.docx", "--out", "out.docx", "--comments", "--accept"], "give one of them"),
        (["in.docx", "--out", "out.docx", "--dedup", "exact"], "is written alone"),
    ],
)
def test_options_that_would_do_nothing_are_refused(run, arguments: list[str], told: str) -> None:
    Path("in.docx").write_bytes(WHOLE)
    result = CliRunner().invoke(cli, ["--lang", "en", "clean", *arguments])
    assert (result.exit_code, told in result.stderr) == (2, True)
