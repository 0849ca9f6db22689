"""What Word keeps apart from the text: numbers, changes, boxes, notes, hidden words."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from chengwen.formats.read import Extracted, read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def part(root: str, inside: str, namespace: str = W) -> str:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{namespace}" xmlns:mc="{mc}">{inside}</w:{root}>'


def docx(body: str, namespace: str = W, **parts: str) -> bytes:
    """Pack a document; its other parts by their names and root elements: `numbering`, `styles`, `footnotes`."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>", namespace))
        for name, inside in parts.items():
            package.writestr(f"word/{name}.xml", part(name, inside, namespace))
    return file.getvalue()


def word(body: str, **parts: str) -> tuple[list[str], tuple[str, ...]]:
    (result,) = read("总结.docx", docx(body, **parts))
    assert isinstance(result, Extracted), result
    return (result.text or "").splitlines(), result.flags


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def item(text: str, level: int, list_id: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(at: int, kind: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)


def test_the_numbers_of_headings_are_written_out() -> None:
    """Word keeps them out of the text, and a 公文 without them has no sections."""
    body = (
        item("基本情况", 0)
        + item("党的建设", 1)
        + item("学习", 2)
        + item("集中", 3)
        + item("自学", 3)
        + item("监督", 2)
    )
    assert word(body + item("经济", 1) + item("存在问题", 0) + item("学习", 1), numbering=numbering(*OFFICIAL))[0] == [
        *[
            "一、基本情况",
            "（一）党的建设",
            "1. 学习",
            "① 集中",
            "② 自学",
            "2. 监督",
            "（二）经济",
            "二、存在问题",
            "（一）学习",
        ],
    ]


@pytest.mark.parametrize(
    ("kind", "first", "third"),
    [
        ("chineseLegalSimplified", "壹、", "叁、"),
        ("ideographTraditional", "甲、", "丙、"),
        ("upperRoman", "I、", "III、"),
        ("lowerLetter", "a、", "c、"),
        ("decimalFullWidth", "１、", "３、"),
        ("decimalZero", "01、", "03、"),
        ("not-known-yet", "1、", "3、"),
        ("none", "、", "、"),
    ],
)
def test_each_kind_of_number(kind: str, first: str, third: str) -> None:
    lines, _ = word(item("工作", 0) * 3, numbering=numbering(level(0, kind, "%1、")))
    assert [lines[0], lines[2]] == [f"{first}工作", f"{third}工作"]


def test_bullets_of_symbol_fonts_are_dots() -> None:
    lines, _ = word(item("工作", 0), numbering=numbering(level(0, "bullet", "\uf0b7")))
    assert lines == ["• 工作"]


@pytest.mark.parametrize(
    ("font", "char", "shown", "flags"),
    [
        ("Wingdings 2", "F052", "☑", ()),
        ("Wingdings", "00A8", "□", ()),
        ("Symbol", "F0B3", "≥", ()),
        ("Wingdings", "F04A", "\uf04a", ("symbols",)),
        ("Own", "F052", "\uf052", ("symbols",)),
    ],
)
def test_symbols_show_their_sign_or_stay_with_a_flag(font: str, char: str, shown: str, flags: tuple[str, ...]) -> None:
    sign = f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'
    assert word(f"<w:p>{sign}<w:r><w:t>已完成</w:t></w:r></w:p>") == ([f"{shown}已完成"], flags)


def test_legal_numbers_and_a_list_that_starts_again() -> None:
    nums = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    nums += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    levels = level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")
    body = item("总则", 0) + item("目的", 1) + item("附则", 0) + item("施行", 1) + item("总则", 0, 2)
    lines, _ = word(body, numbering=numbering(*levels, nums=nums))
    assert lines == ["第一章 总则", "1.1 目的", "第二章 附则", "2.1 施行", "第一章 总则"]


def test_a_style_may_number_and_a_paragraph_may_refuse() -> None:
    styles = '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    styles += '<w:style w:styleId="H2"><w:basedOn w:val="H1"/></w:style>'
    levels = (
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="H2"/>'),
    )
    body = p("情况", '<w:pStyle w:val="H1"/>') + p("党建", '<w:pStyle w:val="H2"/>')
    refusing = p("说明", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    lines, _ = word(body + refusing, numbering=numbering(*levels), styles=styles)
    assert lines == ["一、情况", "（一）党建", "说明"]


BOX = "<w:txbxContent>" + p("框中") + "</w:txbxContent>"
BOTH = f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"
HIDDEN_STYLE = '<w:style w:styleId="X"><w:rPr><w:vanish/></w:rPr></w:style>'
CASES = {
    "soft breaks and tabs": (
        "<w:p><w:r><w:t>附件：</w:t><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>",
        ["附件：\t甲", "乙"],
        (),
    ),
    "insertions in, deletions out": (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>",
        ["新"],
        ("tracked-changes",),
    ),
    "a deleted paragraph mark joins": (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p>" + p("后"),
        ["前后"],
        (),
    ),
    "hidden text out": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>见</w:t></w:r></w:p>",
        ["见"],
        ("hidden-text",),
    ),
    "hidden by its style": (p("见") + p("藏", '<w:pStyle w:val="X"/>'), ["见"], ("hidden-text",)),
    "a text box once, after its paragraph": (
        f"<w:p><w:r><w:t>正文</w:t>{BOTH}</w:r></w:p>",
        ["正文", "框中"],
        ("text-boxes",),
    ),
    "a field shows its result": (
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>",
        ["3"],
        (),
    ),
    "a table, row by row": (
        f"<w:tbl><w:tr><w:tc>{p('镇')}</w:tc><w:tc>{p('数')}{p('条')}</w:tc></w:tr></w:tbl>",
        ["镇\t数 条"],
        ("tables",),
    ),
    "a frame is no table": (f"<w:tbl><w:tr><w:tc>{p('一段')}{p('二段')}</w:tc></w:tr></w:tbl>", ["一段", "二段"], ()),
    "content controls": (f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>", ["控件"], ()),
    "what is embedded is named": (p("文") + "<w:altChunk/>", ["文"], ("embedded-documents",)),
    "a picture is named": (
        "<w:p><w:r><w:t>图</w:t><w:drawing><w:blip/></w:drawing></w:r></w:p>",
        ["图"],
        ("pictures",),
    ),
    "a comment is named": ("<w:p><w:commentRangeStart/><w:r><w:t>文</w:t></w:r></w:p>", ["文"], ("comments",)),
    "a reading above a character": (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>ji</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>冀</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        ["冀"],
        (),
    ),
    "notes at the end": (
        "<w:p><w:r><w:t>正</w:t><w:footnoteReference/><w:t>文</w:t></w:r></w:p>" + p("落款"),
        ["正文", "落款", "注释"],
        ("footnotes",),
    ),
}


@pytest.mark.parametrize(("body", "lines", "flags"), CASES.values(), ids=CASES.keys())
def test_what_a_reader_would_copy(body: str, lines: list[str], flags: tuple[str, ...]) -> None:
    notes = '<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>' + p("注释") + "</w:footnote>"
    assert word(body, styles=HIDDEN_STYLE, footnotes=notes) == (lines, flags)


def test_strict_files_are_read_too() -> None:
    (result,) = read("总结.docx", docx(p("总结"), STRICT))
    assert isinstance(result, Extracted)
    assert result.text == "总结\n"
