"""A document in Word is laid out as GB/T 9704—2012 sets it, and holds all of the text and nothing else."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen import clean
from chengwen.document import Document
from chengwen.formats.read import Extracted, read
from chengwen.word.parts import pack
from chengwen.word.template import origin, word_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICIAL = """机密★1年
青石县人民政府文件
青政发〔2021〕5号　　　　　签发人：李大山
关于做好防汛工作的通知
各乡镇人民政府，县直各单位：
为做好今年防汛工作，现将有关事项通知如下。
一、提高认识
（一）加强领导。各单位要加强领导，落实责任。
1.分片包干
各单位分片包干。
二、加强值守
各单位要落实值班制度。
附件：1.防汛责任人名单
2.值班表
青石县人民政府
2021年6月1日
附件1
防汛责任人名单
序号\t姓名\t村
1\t张三丰\t李家村
抄送：县委办公室，县人大常委会办公室。
青石县人民政府办公室　　　　2021年6月1日印发
"""
ADDRESS = "https://example.org/d/x/"


@pytest.fixture(scope="module")
def document() -> Document:
    return clean(OFFICIAL, id="x")


@pytest.fixture(scope="module")
def parts(document: Document) -> dict[str, ElementTree.Element]:
    """The parts of the file, parsed; each is well formed."""
    with ZipFile(BytesIO(word_file(document, ADDRESS))) as package:
        return {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}


def value(element: ElementTree.Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{name}")


def style(parts: dict[str, ElementTree.Element], id: str) -> ElementTree.Element:
    return next(one for one in parts["word/styles.xml"].iter(f"{W}style") if value(one, "styleId") == id)


def styled(parts: dict[str, ElementTree.Element]) -> list[tuple[str, str]]:
    """Each paragraph that holds words, with the name of its style."""
    found = []
    for one in parts["word/document.xml"].iter(f"{W}p"):
        words = "".join("\t" if each.tag == f"{W}tab" else each.text or "" for each in one.iter() if each.tag in TEXTS)
        if words:
            found.append((value(one.find(f"{W}pPr/{W}pStyle")) or "Normal", words))
    return found


TEXTS = {f"{W}t", f"{W}tab"}


def test_the_page_is_that_of_the_standard(parts: dict[str, ElementTree.Element]) -> None:
    section = parts["word/document.xml"].find(f".//{W}sectPr")
    assert section is not None
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    millimetres = {name: int(value(margins, name) or 0) / 1440 * 25.4 for name in ("top", "bottom", "left", "right")}
    assert {name: round(one) for name, one in millimetres.items()} == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    assert [round(int(value(size, side) or 0) / 1440 * 25.4) for side in "wh"] == [210, 297]


def test_lines_are_exactly_28_points(parts: dict[str, ElementTree.Element]) -> None:
    """Without the rule, Word takes 560 for a multiple of a line: 2.3 lines."""
    normal = style(parts, "Normal").find(f"{W}pPr/{W}spacing")
    assert (value(normal, "line"), value(normal, "lineRule")) == ("560", "exact")
    lines = [one for part in parts.values() for one in part.iter(f"{W}spacing") if value(one, "line")]
    assert all(value(one, "lineRule") in ("exact", "auto") for one in lines)
    assert value(style(parts, "Normal").find(f"{W}pPr/{W}ind"), "firstLineChars") == "200"


@pytest.mark.parametrize(
    ("id", "font", "half_points"),
    [
        ("Title", "方正小标宋简体", "44"),
        ("Heading1", "黑体", None),
        ("Heading2", "楷体", None),
        ("Footer", "宋体", "28"),
    ],
)
def test_each_kind_of_line_has_its_font(
    parts: dict[str, ElementTree.Element], id: str, font: str, half_points: str | None
) -> None:
    run = style(parts, id).find(f"{W}rPr")
    assert run is not None
    assert (value(run.find(f"{W}rFonts"), "eastAsia"), value(run.find(f"{W}sz"))) == (font, half_points)
    named = {value(one, "name"): value(one.find(f"{W}altName")) for one in parts["word/fontTable.xml"]}
    assert named[font]


def test_the_body_is_fangsong_of_16_points_and_level_3_is_bold(parts: dict[str, ElementTree.Element]) -> None:
    assert value(style(parts, "Normal").find(f"{W}rPr/{W}rFonts"), "eastAsia") == "仿宋"
    assert value(style(parts, "Normal").find(f"{W}rPr/{W}sz")) == "32"
    assert style(parts, "Heading3").find(f"{W}rPr/{W}b") is not None


def test_every_element_has_its_place(parts: dict[str, ElementTree.Element]) -> None:
    assert styled(parts)[:-2] == [
        ("Mark", "机密★1年"),
        ("Issuer", "青石县人民政府文件"),
        ("NumberSigned", "青政发〔2021〕5号\t签发人：〖姓名1〗"),
        ("Title", "关于做好防汛工作的通知"),
        ("Salutation", "各乡镇人民政府，县直各单位："),
        ("Normal", "为做好今年防汛工作，现将有关事项通知如下。"),
        ("Heading1", "一、提高认识"),
        ("Normal", "（一）加强领导。各单位要加强领导，落实责任。"),
        ("Heading3", "1.分片包干"),
        ("Normal", "各单位分片包干。"),
        ("Heading1", "二、加强值守"),
        ("Normal", "各单位要落实值班制度。"),
        ("AttachmentNote", "附件：1.防汛责任人名单"),
        ("AttachmentNote", "2.值班表"),
        ("Signature", "青石县人民政府"),
        ("Signature", "2021年6月1日"),
        ("AttachmentNumber", "附件1"),
        ("AttachmentTitle", "防汛责任人名单"),
        *(("Cell", cell) for cell in ("序号", "姓名", "村", "1", "〖姓名2〗", "李家村")),
        ("Imprint", "抄送：县委办公室，县人大常委会办公室。"),
        ("Imprint", "青石县人民政府办公室\t2021年6月1日印发"),
    ]


def test_a_heading_at_the_head_of_a_paragraph_has_the_font_of_its_level(parts: dict[str, ElementTree.Element]) -> None:
    runs = [one for one in parts["word/document.xml"].iter(f"{W}r") if one.find(f"{W}rPr/{W}rStyle") is not None]
    assert [(value(one.find(f"{W}rPr/{W}rStyle")), one.findtext(f"{W}t")) for one in runs] == [
        ("Lead2", "（一）加强领导。")
    ]
    lead = style(parts, "Lead2").find(f"{W}rPr/{W}rFonts")
    assert value(lead, "eastAsia") == "楷体"


def test_the_masthead_ends_in_a_red_rule_and_attachments_begin_a_page(parts: dict[str, ElementTree.Element]) -> None:
    ruled = [
        one for one in parts["word/document.xml"].iter(f"{W}p") if one.find(f"{W}pPr/{W}pBdr/{W}bottom") is not None
    ]
    assert ["".join(one.itertext()) for one in ruled] == ["青政发〔2021〕5号签发人：〖姓名1〗"]
    assert value(ruled[0].find(f"{W}pPr/{W}pBdr/{W}bottom"), "color") == "FF0000"
    broken = [
        one for one in parts["word/document.xml"].iter(f"{W}p") if one.find(f"{W}pPr/{W}pageBreakBefore") is not None
    ]
    assert ["".join(one.itertext()) for one in broken] == ["附件1"]


def test_page_numbers_stand_on_the_outer_side(parts: dict[str, ElementTree.Element]) -> None:
    section = parts["word/document.xml"].find(f".//{W}sectPr")
    assert section is not None
    assert [value(one, "type") for one in section.iter(f"{W}footerReference")] == ["default", "even"]
    assert parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    for name, side in (("footer1", "right"), ("footer2", "left")):
        footer = parts[f"word/{name}.xml"]
        assert "".join(footer.itertext()) == "— 1 —"
        assert value(footer.find(f".//{W}jc")) == side


def test_source_address_and_version_stand_in_the_properties_and_at_the_end(document: Document) -> None:
    sourced = replace(document, provenance=replace(document.provenance, url="https://example.org/a?b=1&c=2"))
    with ZipFile(BytesIO(word_file(sourced, ADDRESS))) as package:
        core = ElementTree.fromstring(package.read("docProps/core.xml"))
    told = {one.tag.rpartition("}")[2]: one.text for one in core}
    assert told["title"] == "关于做好防汛工作的通知"
    assert (told["source"], told["identifier"]) == ("https://example.org/a?b=1&c=2", ADDRESS)
    assert told["version"] == document.text_sha256[:12]
    assert not told.keys() & {"created", "modified", "lastModifiedBy"}
    last = text_of(word_file(sourced, ADDRESS)).splitlines()[-3:]
    assert last == list(origin(sourced, ADDRESS))
    assert [line.partition("：")[0] for line in last] == ["来源", "地址", "版本"]


def text_of(raw: bytes) -> str:
    (result,) = read("x.docx", raw)
    assert isinstance(result, Extracted), result
    return result.text or ""


@given(
    st.lists(
        st.text("一二、（）1. \t，。：附件年月日<&>〖〗关于的通知X公司县\u3000", max_size=30), min_size=1, max_size=8
    )
)
def test_all_of_a_text_is_there_whatever_stands_in_it(lines: list[str]) -> None:
    document = clean("\n".join(lines), id="x")
    made = word_file(document)
    assert made == word_file(document)
    read_again = re.sub("[ \t\u3000\n]", "", text_of(made))
    assert read_again == re.sub("[ \t\u3000\n]", "", document.text + "".join(origin(document, None)))


MARKED = "切实保障人民群众生命财产安全，现将有关事项通知如下，请结合实际，认真抓好贯彻落实。为做好今年防汛工作，" * 6


@pytest.fixture(scope="module")
def printed(office: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of a long document as LibreOffice prints them, as text."""
    pdfium, folder = pytest.importorskip("pypdfium2"), tmp_path_factory.mktemp("printed")
    text = "植树工作总结\n一、做法\n" + "国" * 28 * 60 + "。\n二、成效\n" + MARKED + "\n"
    (folder / "long.docx").write_bytes(word_file(clean(text)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "long.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(folder / "long.pdf")]


def test_a_page_has_22_lines_of_28_characters(printed: list[str]) -> None:
    lines = [line for line in printed[1].splitlines() if "国" in line]
    assert [len(line) for line in lines] == [28] * 22


def test_no_mark_at_the_end_of_a_line_is_lost_on_paper(printed: list[str]) -> None:
    pages = (re.sub("— ?[0-9]+ ?—", "", page) for page in printed)
    assert MARKED in re.sub("[ \r\n\ufffe]", "", "".join(pages))


@pytest.mark.parametrize("parts", [{}, {"a.xml": b""}, {"word/甲.xml": b"x" * 70_000, "b.xml": b"yy"}])
def test_a_package_is_to_the_byte_what_zipfile_writes(parts: dict[str, bytes]) -> None:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as package:
        for name, data in parts.items():
            member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 0
            package.writestr(member, data)
    assert pack(parts) == written.getvalue()


def test_other_programs_read_it(document: Document) -> None:
    docx, mammoth = pytest.importorskip("docx"), pytest.importorskip("mammoth")
    made = word_file(document, ADDRESS)
    read_by_docx = docx.Document(BytesIO(made))
    assert read_by_docx.core_properties.title == document.metadata.title
    assert [one.text for one in read_by_docx.paragraphs if one.style.name == "heading 1"] or "一、提高认识" in [
        one.text for one in read_by_docx.paragraphs if one.style.name == "Heading 1"
    ]
    assert "一、提高认识" in mammoth.extract_raw_text(BytesIO(made)).value
