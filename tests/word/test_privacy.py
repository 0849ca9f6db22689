"""A hundred names and numbers, planted in every part of a Word file: none is in the clean file; no part acts or calls."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from docx_files import NUMBERING, docx, item, p, r, table, text_of

from chengwen import Cleaner
from chengwen.word.clean import clean_word, in_lines, secrets_of

NAMES = [
    family + given
    for family, given in product(
        "赵钱孙李周", ("晓峰", "建国", "丽华", "志强", "春梅", "海涛", "玉兰", "国庆", "文斌", "雪芹")
    )
]
PHONES = [f"138{number:08}" for number in range(13572468, 13572468 + 50 * 7919, 7919)]
PLANTED = [*NAMES, *PHONES]
ALL = "、".join(PLANTED)
CLEANER = Cleaner()


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one pixel, with further chunks."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    listed = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"\0\0\0\0")), (b"IEND", b"")]
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in listed
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def picture(id: str, inside: str = "") -> str:
    blip = f'<a:blip r:embed="{id}" r:link="rLinked"/>'
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="{NAMES[0]}" descr="{ALL}"/>{inside}<a:graphic><a:graphicData>'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="C:\\{NAMES[1]}.png" title="{ALL}"/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def planted() -> bytes:
    """A file with all of them in its words, and again in every other place that a Word file has."""
    lines = "".join(
        p(f"{number}.联系人：党政办主任{name}，电话{phone}。")
        for number, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True), 1)
    )
    body = (
        p("关于做好防汛工作的通知", properties=f'<w:pStyle w:val="{NAMES[2]}"/>')
        + p("一、名单")
        + lines
        + item("加强值守")
        + table("姓名|电话", f"{NAMES[3]}|{PHONES[3]}")
        + p(r(ALL, "<w:vanish/>"), "二、要求")
        + p(f'<w:del w:id="1" w:author="{NAMES[4]}"><w:r><w:delText>{ALL}</w:delText></w:r></w:del>', "三、其他")
        + p(f'<w:bookmarkStart w:id="1" w:name="{NAMES[5]}"/><w:bookmarkEnd w:id="1"/>', "四、附则")
        + p(f'<w:hyperlink r:id="rSite" w:tooltip="{ALL}">{r("见网站")}</w:hyperlink>')
        + p(
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "mailto:{NAMES[6]}"</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("来信")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        + p(
            f'<w:sdt><w:sdtPr><w:alias w:val="{NAMES[7]}"/><w:dropDownList><w:listItem w:displayText="{ALL}" w:value="1"/></w:dropDownList></w:sdtPr><w:sdtContent>{r("内容")}</w:sdtContent></w:sdt>'
        )
        + p(
            f'<w:smartTag w:element="PersonName"><w:smartTagPr><w:attr w:name="n" w:val="{ALL}"/></w:smartTagPr>{r("标记")}</w:smartTag>'
        )
        + p(f"<w:r><w:ruby><w:rt>{r(ALL)}</w:rt><w:rubyBase>{r('注音')}</w:rubyBase></w:ruby></w:r>")
        + p(picture("rPng"), picture("rEmf"), "五、图片")
        + p(
            f'<w:r><w:object><v:shape alt="{ALL}"><v:imagedata r:id="rPng" o:title="{ALL}"/></v:shape><o:OLEObject ProgID="Excel" r:id="rOle"/></w:object></w:r>',
            "六、对象",
        )
        + p(
            '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="rChart"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
            "七、图表",
        )
        + p(
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline/></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{p(ALL)}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>',
            "八、旧框",
        )
        + p(
            f'<w:commentRangeStart w:id="9"/>{r("九、批注")}<w:commentRangeEnd w:id="9"/><w:r><w:commentReference w:id="9"/></w:r>'
        )
        + '<w:altChunk r:id="rChunk"/><w:sectPr><w:headerReference w:type="default" r:id="xheader1"/><w:footerReference w:type="default" r:id="xfooter1"/></w:sectPr>'
    )
    more = {
        "rSite": ("hyperlink", f"https://example.org/{NAMES[8]}"),
        "rLinked": ("image", f"https://example.org/{NAMES[8]}.png"),
        "rPng": ("image", "media/image1.png"),
        "rEmf": ("image", "media/image2.emf"),
        "rOle": ("oleObject", "embeddings/oleObject1.bin"),
        "rBook": ("package", "embeddings/book.xlsx"),
        "rChart": ("chart", "charts/chart1.xml"),
        "rChunk": ("aFChunk", "chunk.html"),
        "rMacro": ("vbaProject", "vbaProject.bin"),
        "rComments": ("comments", "comments.xml"),
        "rPeople": ("people", "people.xml"),
        "rGlossary": ("glossaryDocument", "glossary/document.xml"),
        "rCustom": ("customXml", "../customXml/item1.xml"),
    }
    told = ALL.encode()
    raw = {
        "word/media/image1.png": png((b"tEXt", b"Author\0" + told), (b"iTXt", told)),
        "word/media/image2.emf": b"\1\0\0\0" + ALL.encode("utf-16-le"),
        **{f"word/{target}": told for _, target in more.values() if not target.startswith(("http", "../", "media"))},
        "customXml/item1.xml": told,
        "docProps/core.xml": told,
        "docProps/app.xml": told,
        "docProps/custom.xml": told,
        "docProps/thumbnail.jpeg": told,
        f"word/{NAMES[9]}.xml": told,
    }
    style = f'<w:style w:type="paragraph" w:styleId="{NAMES[2]}"><w:name w:val="{NAMES[2]}样式"/><w:rsid w:val="00AA00AA"/></w:style>'
    settings = f'<w:attachedTemplate r:id="rT"/><w:rsids><w:rsid w:val="00AA00AA"/></w:rsids><w:docVars><w:docVar w:name="n" w:val="{ALL}"/></w:docVars><w:mailMerge><w:query w:val="{ALL}"/></w:mailMerge><w:compat/>'
    return docx(
        body,
        raw=raw,
        more=more,
        external=frozenset({"rSite", "rLinked"}),
        styles=style,
        settings=settings,
        numbering=NUMBERING.replace("%1、", f"%1、{NAMES[0]}："),
        header1=p(*NAMES[0]) + p(f"编辑：{NAMES[1]}"),
        footer1=p("— ", '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>', " —"),
        footnotes=f'<w:footnote w:id="1">{p(ALL)}</w:footnote>',
    )


@pytest.fixture(scope="module")
def accepted() -> bytes:
    return clean_word(planted(), "x.docx", CLEANER, accept=True).data


def test_all_of_them_are_masked_in_the_text() -> None:
    """Else the rest of this file would look for what is not hidden."""
    document = clean_word(planted(), "x.docx", CLEANER).document
    assert not [one for one in PLANTED if one in document.text]
    assert len(set(secrets_of(document)) & set(PLANTED)) == len(PLANTED) == 100


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_none_is_in_any_part_of_the_clean_file(accepted: bytes, encoding: str) -> None:
    with ZipFile(BytesIO(accepted)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    held = [(name, one) for name, data in parts.items() for one in PLANTED if one.encode(encoding) in data]
    assert held == []
    assert [name for name in parts for one in PLANTED if one in name] == []
    # nor spread over runs
    words = {name: re.sub(rb"<[^>]*>", b"", data).decode() for name, data in parts.items() if name.endswith(".xml")}
    assert [(name, one) for name, text in words.items() for one in PLANTED if one in text] == []


def test_only_parts_that_print_are_left(accepted: bytes) -> None:
    with ZipFile(BytesIO(accepted)) as package:
        assert sorted(package.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/footer1.xml",
            "word/footnotes.xml",
            "word/header1.xml",
            "word/media/image1.png",
            "word/numbering.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]
        assert b"PAGE" in package.read("word/footer1.xml")
        assert package.read("word/document.xml").count(b"<w:drawing>") == 1


@pytest.mark.parametrize("accept", [True, False])
def test_nothing_acts_or_leads_out_of_the_file(accept: bool) -> None:
    made = clean_word(planted(), "x.docx", CLEANER, accept=accept)
    with ZipFile(BytesIO(made.data)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    for one in (
        b"bookmark",
        b"External",
        b"example.org",
        b"HYPERLINK",
        b"vba",
        b"OLEObject",
        b"altChunk",
        b"rsid",
        b"docVar",
        b"attachedTemplate",
    ):
        assert one not in everything
    assert {str(one) for one in made.left_out} >= {
        *("charts", "comments", "custom data", "embedded files", "hidden text", "links", "macros"),
        *("tracked changes, which were accepted", "words of headers and footers"),
    }


@pytest.mark.parametrize(
    ("words", "stays"),
    [
        ("青石县水利局文件", True),
        ("第3页 共8页", True),
        ("甲乙公文网 www.example.com 整理", False),
        ("编辑：赵晓峰", False),
    ],
)
def test_the_words_of_a_header_stay_where_they_are_a_document_s_own(words: str, stays: bool) -> None:
    body = (
        p("关于做好防汛工作的通知") + p("一、党员X名。") + '<w:sectPr><w:headerReference r:id="xheader1"/></w:sectPr>'
    )
    made = clean_word(docx(body, header1=p(words)), "x.docx", CLEANER, accept=True)
    assert (words.encode() in made.data) is stays
    assert [str(one) for one in made.left_out] == ([] if stays else ["words of headers and footers"])


def test_the_file_with_changes_holds_them_and_says_so() -> None:
    made = clean_word(planted(), "x.docx", CLEANER)
    assert NAMES[0].encode() in made.data
    with ZipFile(BytesIO(made.data)) as package:
        assert "都还在里面" in package.read("word/comments.xml").decode()
        assert "都还在里面" in package.read("docProps/core.xml").decode()
        assert not any(one in package.read("word/comments.xml").decode() for one in PLANTED)
    assert text_of(made.data, accept=True) == in_lines(made.document.text)
