"""What stands around a text is set as GB/T 9704 sets it: halves of a line, cells of a record, boxes, 附件1 above a title."""

import re

import pytest

from chengwen.cleaner import clean
from chengwen.site.pages.frame import in_pairs
from chengwen.site.pages.reading import document_page

NOTICE = """青榆市林业局文件
青林〔2021〕17号　　　　签发人：裴一川
青榆市林业局　青榆市财政局
关于做好护林工作的通知
各县（区）林业局：
现将有关事项通知如下。
一、加强巡护
每天巡山两次。
附件：1.护林点一览表
　　　2.巡护记录式样
青榆市林业局
青榆市财政局
2021年9月3日
附件1
护林点一览表
青石岭　两人
附件2
巡护记录式样
一、填写要求
当天填写。
抄送：市委办公室，市人大常委会办公室，
市政协办公室。
青榆市林业局办公室　　　　2021年9月3日印发
"""


def body(text: str) -> str:
    return document_page(clean(text, id="x"), {}).body


def words(markup: str) -> str:
    return re.sub("<[^>]*>", "", markup)


def paragraph(id: str, markup: str) -> str:
    return re.search(f'<p id="{id}".*?</p>', markup, re.DOTALL).group()


def test_a_line_in_two_halves_is_set_in_two_and_its_text_is_the_same():
    line = paragraph("masthead-p2", body(NOTICE))
    assert re.findall('<span class="(cell|gap)">', line) == ["cell", "gap", "cell"]
    assert '<span class="cell">青林〔2021〕17号</span>' in line
    assert words(line) == "青林〔2021〕17号　　　　签发人：〖姓名1〗"
    assert '<span class="cell">2021年9月3日印发</span>' in body(NOTICE)


def test_a_line_of_one_piece_has_no_parts():
    assert (
        paragraph("masthead-p1", body(NOTICE))
        == '<p id="masthead-p1" class="frame frame-masthead">青榆市林业局文件</p>'
    )


def test_a_name_in_a_title_is_not_broken_where_it_fits_a_line():
    heading = re.search("<h1.*?</h1>", body(NOTICE), re.DOTALL).group()
    assert '<span class="cell">青榆市林业局</span>' in heading
    assert '<span class="cell">青榆市财政局</span>' in heading
    assert words(heading) == "青榆市林业局　青榆市财政局\n关于做好护林工作的通知"


def test_a_title_without_spaces_is_plain():
    assert '<h1 id="title">关于做好护林工作的通知</h1>' in body("关于做好护林工作的通知\n各县林业局：\n现通知如下。\n")


def test_an_imprint_is_a_box_and_copies_on_two_lines_are_one_item():
    box = re.search('<div class="imprint">(.*?)</div>', body(NOTICE), re.DOTALL).group(1)
    assert re.findall('class="frame (.*?)"', box) == ["frame-imprint", "frame-imprint goes-on", "frame-imprint"]


def test_the_number_of_an_attachment_stands_above_its_title():
    made = body(NOTICE)
    assert '<h2 id="x1" class="attachment"><span class="number">附件1\n</span>护林点一览表<a' in made
    assert re.search('<h3 id="x2-s1">一、填写要求', made), "a heading inside an attachment is an ordinary one"


def test_names_of_attachments_and_people_present_hang_behind_their_labels():
    assert paragraph("attachment_note-p2", body(NOTICE)).startswith(
        '<p id="attachment_note-p2" class="frame frame-attachment-note">'
    )
    minutes = "柳湾村村民委员会会议纪要\n时间：2022年5月9日\n地点：村部\n主持：裴一川\n记录：何清\n会议议定一件事。\n"
    assert 'class="frame frame-attendance"' in body(minutes)


def test_who_speaks_and_when_stands_below_the_title_in_the_middle():
    speech = "在全市护林工作会议上的讲话\n市长　裴一川\n（2021年9月3日）\n同志们：\n今天开会，讲三点意见。\n"
    assert re.findall('class="frame (frame-subhead)"', body(speech)) == ["frame-subhead"] * 2


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (
            "索 引 号: 0012/2022-7 | 发布机构: 青榆市林业局 | 有 效 性: 有效",
            ["索 引 号: 0012/2022-7", "发布机构: 青榆市林业局", "有 效 性: 有效"],
        ),
        (
            "索引号：0012/2022-7　主题分类：林业　发布日期：2022-06-01",
            ["索引号：0012/2022-7", "主题分类：林业", "发布日期：2022-06-01"],
        ),
        ("索引号：　　0012/2022-7　　主题分类：林业", ["索引号：　　0012/2022-7", "主题分类：林业"]),
    ],
)
def test_each_field_of_a_record_is_a_cell(line, cells):
    made = body(f"{line}\n{NOTICE}")
    box = re.search('<div class="page-record">(.*?)</div>', made, re.DOTALL).group(1)
    assert re.findall('<span class="cell">(.*?)</span>', box) == cells
    assert words(box) == line


def test_a_record_of_labels_and_values_by_turns_is_a_table_of_two_columns():
    lines = "索引号\n0012/2022-7\n主题分类\n林业\n发文机关\n青榆市林业局\n成文日期\n2021-09-03\n"
    assert '<div class="page-record in-pairs">' in body(lines + NOTICE)


@pytest.mark.parametrize("lines", [["索引号：1", "主题：林业"], ["索引号", "1", "主题"], ["索引号 | 1", "主题 | 林业"]])
def test_other_records_are_none(lines):
    assert not in_pairs(lines)


def test_who_issued_a_document_is_told_to_what_cites_it():
    assert 'data-author="青榆市林业局，青榆市财政局"' in body(NOTICE)
    assert 'data-author=""' in body("护林工作总结\n今年以来，全局抓护林。\n")
