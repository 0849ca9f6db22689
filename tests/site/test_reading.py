"""A document's page: anchors, placeholders, contents, facts."""

import json
import re
from pathlib import Path

import pytest

from chengwen import clean
from chengwen.document import Metadata, Placeholder, Provenance, Section
from chengwen.knowledge.labels import labels
from chengwen.site.pages.reading import document_page, inline, table_of_contents
from chengwen.text import Span

TEXT = "党建工作总结\n\n开头。\n一、主要工作\n第一段。\n第二段。\n二、存在问题\n问题不少。\n"


def masked(text: str, label: str, kind: str = "number", origin: str = "author") -> Placeholder:
    start = text.index(label)
    return Placeholder(start, start + len(label), kind, origin, Span(0, 1))


def ids(page) -> list[str]:
    return re.findall(r' id="([^"]+)"', page.body)


def test_each_section_and_paragraph_has_an_address(make):
    page = document_page(make(TEXT), {})
    assert page.address == "d/007/"
    assert ids(page) == ["contents", "title", "record", "title-p1", "s1", "s1-p1", "s1-p2", "s2", "s2-p1"]


def test_all_of_the_text_is_on_the_page_in_its_order(make):
    body = document_page(make(TEXT), {}).body
    shown = re.sub(
        r"<script type=.application/ld.json.>.*?</script>|<nav.*?</nav>|<button.*?</button>|<div class=\"facts\">.*</details>"
        r"|<div class=.edition.*?</div>",
        "",
        body,
    )
    words = re.sub(r"<a [^>]*permalink.*?</a>|<[^>]+>", "", shown)
    assert words == TEXT.replace("\n", "")


def test_a_run_in_heading_is_followed_by_the_rest_as_a_paragraph(make):
    text = "总结\n\n一、加强领导。成效明显。\n"
    heading = Section("s1", 1, "一、", "加强领导。", 4, 11, len(text), "work")
    body = document_page(make(text, sections=(*make(text).sections[:1], heading)), {}).body
    assert re.search(r'<h2 id="s1">一、加强领导。<a .*?</a><button .*?</button></h2><p id="s1-p1">成效明显。</p>', body)


def test_what_stands_before_the_title_stays_before_it(make):
    text = "某某文件\n某发〔2021〕1号\n总结\n\n正文。\n"
    title = Section("title", 0, "", "总结", 15, 17, len(text), "other")
    body = document_page(make(text, sections=(title,)), {}).body
    assert body.index("某某文件") < body.index("某发") < body.index("<h1") < body.index("正文")


def test_a_document_without_a_title_is_called_by_its_id(make):
    document = make("正文。\n", sections=(), metadata=Metadata())
    page = document_page(document, {})
    assert page.title == "无题文稿 007"
    assert '<p id="p1">正文。</p>' in page.body
    assert "未注明" in page.body


def test_a_placeholder_says_who_hid_what(make):
    text = "总结\n\n〖数字〗名党员，联系〖姓名1〗。\n"
    holders = masked(text, "〖数字〗"), masked(text, "〖姓名1〗", "person", "chengwen")
    document = make(text, placeholders=holders)
    assert inline(document, 4, len(text) - 1) == (
        '<span class="placeholder placeholder-number" title="作者隐去：数字">〖数字〗</span>名党员，联系'
        '<span class="placeholder placeholder-person" title="本站隐去：姓名">〖姓名1〗</span>。'
    )


def test_a_word_that_was_restored_is_underlined_and_not_counted_as_hidden(make):
    text = "总结\n\n镇党委。\n"
    document = make(text, placeholders=(masked(text, "党", "censored"),))
    body = document_page(document, {}).body
    assert '镇<span class="restored" title="原文遮去，据固定搭配复原">党</span>委' in body
    assert "<dt>隐去</dt>" not in body


def test_a_type_nobody_knows_makes_no_class_of_its_own(make):
    text = "总结\n\n〖某〗。\n"
    document = make(text, placeholders=(masked(text, "〖某〗", '"><script>'),))
    assert 'class="placeholder placeholder-other"' in inline(document, 4, len(text))


def test_the_contents_show_the_three_highest_levels_there_are(make):
    text = "总结\n\n一、甲\n1.乙\n（1）丙\n①丁\n"
    starts = {1: 4, 3: 8, 4: 12, 5: 17}
    found = [Section(f"s{level}", level, "", "", at, at + 3, len(text), "work") for level, at in starts.items()]
    contents = table_of_contents(make(text, sections=tuple(found)))
    assert re.findall(r'class="depth-(\d)"><a href="#(s\d)"', contents) == [("1", "s1"), ("2", "s3"), ("3", "s4")]
    assert table_of_contents(make("总结\n\n正文。\n")) is None


def test_no_digest_is_shown(make):
    document = make(TEXT, metadata=Metadata("党建工作总结", more={"sha256": "0" * 64}))
    assert "000000" not in document_page(document, {}).body


def test_hostile_text_stays_text(make):
    evil = "<script>alert(1)</script>\"'{{x}}"
    text = f"{evil}\n\n一、{evil}\n{evil}\n"
    document = make(
        text,
        metadata=Metadata(evil, year=evil, genre=evil, level=evil),
        provenance=Provenance(f"javascript:{evil}", compiled_by=(evil,), rights=evil),
    )
    body = document_page(document, {}).body
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body)
    assert len(data) == 1
    assert "<" not in data[0]
    assert json.loads(data[0])["name"] == evil
    body = body.replace(f'<script type="application/ld+json">{data[0]}</script>', "")
    assert "<script" not in body
    assert 'href="javascript' not in body
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;{{x}}") >= 9


@pytest.mark.parametrize("id", ["../../index", "a/b", "<b>", "..", "甲 乙", ""])
def test_an_id_that_is_no_address_is_given_one(make, id):
    page = document_page(make(TEXT, id=id), {})
    assert re.fullmatch(r"d/[^/.][^/<>]*/", page.address)
    assert "<b>" not in page.body.replace("<b>清洗记录</b>", "")


def test_the_page_that_explains_the_labels_knows_them_all():
    table = (Path(__file__).parents[2] / "docs" / "about.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| 〖(.+?)〗", table, re.MULTILINE) == list(labels().values())


def test_each_item_of_a_paragraph_has_an_address_and_the_text_is_the_same(make):
    line = "做法有三：一是抓学习；二是抓队伍，这一是要紧的；三是抓落实。"
    body = document_page(make(f"总结\n\n一、工作\n{line}\n"), {}).body
    paragraph = re.search('<p id="s1-p1">.*?</p>', body).group()
    assert re.findall('<span id="(.*?)" class="item">(.*?)</span>', paragraph) == [
        ("s1-p1-1", "一是抓学习；"),
        ("s1-p1-2", "二是抓队伍，这一是要紧的；"),
        ("s1-p1-3", "三是抓落实。"),
    ]
    assert re.sub("<.*?>", "", paragraph) == line


GONGWEN = """青政〔2021〕17号
青榆市人民政府关于印发青榆市公共停车场管理办法的通知

各县（区）人民政府，市直各部门：
现将《青榆市公共停车场管理办法》印发给你们，请认真贯彻执行。
青榆市人民政府
2021年9月3日
青榆市公共停车场管理办法
第一章　总则
第一条　为了规范管理，制定本办法。
第二章　附则
第二条　本办法自2021年10月1日起施行。
抄送：市委办公室。
"""


def test_a_document_with_a_frame_shows_its_elements():
    document = clean(GONGWEN, id="x")
    body = document_page(document, {}).body
    assert '<p id="masthead-p1" class="frame frame-masthead">青政〔2021〕17号</p>' in body
    assert '<p id="imprint-p1" class="frame frame-imprint">抄送：市委办公室。</p>' in body
    assert "<dt>字号</dt><dd>青政〔2021〕17号</dd>" in body
    assert '<dd><a href="#x1">青榆市公共停车场管理办法</a></dd>' in body
    assert '<a href="#x1-s2">第二章　附则</a>' in body  # in the table of contents


def test_headings_of_an_attachment_lie_below_its_title():
    body = document_page(clean(GONGWEN, id="x"), {}).body
    assert '<h2 id="x1" class="attachment">' in body
    assert '<h3 id="x1-s1">' in body


def test_no_two_elements_of_a_page_have_one_id():
    record = "索引号：000/2021-1　主题分类：农业\n发文机关：青榆市人民政府　成文日期：2021年9月3日\n"
    ids = re.findall(' id="([^"]+)"', document_page(clean(record + GONGWEN, id="x"), {}).body)
    assert len(ids) == len(set(ids))
