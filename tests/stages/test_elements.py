"""The parse of an official document holds its promises whatever stands in it: elements shuffled, repeated, left out."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated import Annotated
from chengwen import Document, clean
from chengwen.engine.draft import read
from chengwen.stages.structure.elements import frame, frame_lines
from chengwen.stages.structure.shapes import shapes_of

LINES = (
    "000012",
    "机密★1年",
    "特急",
    "青榆市人民政府文件",
    "青政〔2021〕17号",
    "青政〔2021〕17号　　签发人：祁明岳",
    "青榆市人民政府",
    "关于做好秋粮收购工作的通知",
    "关于提请审议",
    "《青榆市文明行为促进条例（草案）》的议案",
    "——在全市工作会议上的讲话",
    "（2021年9月3日市人民政府第5次常务会议通过）",
    "副市长　裴一川",
    "各县（区）人民政府，市直各部门：",
    "同志们：",
    "现就有关事项通知如下：",
    "一、加强组织领导",
    "各地要把这项工作摆上重要日程，抓好落实。",
    "（一）落实责任。各县（区）负总责。",
    "附件：1.任务分解表",
    "2.联络员名单",
    "青榆市人民政府办公室",
    "2021年9月3日",
    "二〇二一年九月三日",
    "（此件公开发布）",
    "附件",
    "附件2",
    "任务分解表",
    "第一条　为了规范管理，制定本办法。",
    "本办法自2021年10月1日起施行。",
    "抄送：市委办公室，市人大常委会办公室。",
    "青榆市人民政府办公室　　2021年9月4日印发",
    "主题词：粮食　通知",
    "出席：裴一川　姜若木",
    "第18期",
    "工作简报",
    "索 引 号：000/2021-1　主题分类：农业",
    "发文机关：青榆市人民政府　成文日期：2021年9月3日",
)
shuffled = st.lists(st.sampled_from(LINES), max_size=40).map("\n".join)
ORDER = (
    *("record", "masthead", "title", "subhead", "salutation", "attendance", "body", "attachment_note", "closing"),
    *("annotation", "attachment", "imprint"),
)


@settings(max_examples=400, deadline=None)
@given(shuffled)
def test_elements_stand_in_their_order_and_cover_all_lines(text: str) -> None:
    found = frame(read(text))
    assert [line for run in found.runs for line in found.lines[run.first : run.last]] == list(found.lines)
    roles = [run.role for run in found.runs if run.role not in ("above", "attendance")]
    assert len(roles) <= len(ORDER) + 2  # a masthead may go on below the title, a note on attachments below the closing
    body = [role for role in roles if role not in ("masthead", "attachment_note")]
    if body[:2] == ["title", "record"] or body[:3] == ["title", "subhead", "record"]:
        body.remove("record")  # a page may set its record right below the title
    assert body == sorted(body, key=ORDER.index)


@settings(max_examples=400, deadline=None)
@given(shuffled)
def test_what_is_said_stands_where_it_is_said_to_stand(text: str) -> None:
    document = clean(text)
    ends = len(document.text)
    for one in (*document.fields, *document.sections):
        assert 0 <= one.start <= one.end <= ends
    for section in document.sections:
        assert section.start <= section.heading_end <= section.end
    assert len({section.id for section in document.sections}) == len(document.sections)
    for field in document.fields:
        assert document.text[field.start : field.end].strip()


@settings(max_examples=400, deadline=None)
@given(shuffled)
def test_cleaning_again_reads_the_same(text: str) -> None:
    document = clean(text)
    again = clean(document.text)
    if "unsettled" not in document.flags:
        assert again.text == document.text
        assert structure(again) == structure(document)


def structure(document: Document, year: bool = True) -> str:
    """What is parsed of a clean text, its year only where asked for."""
    said = [document.metadata.to_dict(), [(f.name, f.start, f.end) for f in document.fields]]
    if not year:
        said = [{**document.metadata.to_dict(), "year": None}, [place for place in said[1] if place[0] != "year"]]
    return json.dumps([*said, [(s.id, s.level, s.start, s.heading_end, s.end, s.role) for s in document.sections]])


@settings(max_examples=200, deadline=None)
@given(shuffled)
def test_no_line_of_the_frame_is_joined(text: str) -> None:
    draft = read(text)
    starts = {line.start for line in draft.lines}
    assert frame_lines(draft) <= starts


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("云水函（1994）22号", "number"),
        ("×政发[2016]1号", "number"),
        ("第271号", "number"),
        ("2023年第4号", "number"),
        ("第9期（总第128期）", "issue"),
        ("内部资料　注意保存", "mark"),
        ("柏岭县人民政府", "organisation"),
        ("中共望溪镇委员会　望溪镇人民政府", "organisation"),
        ("二○一二年七月十九日", "date"),
        ("2020年X月X日", "date"),
        ("省长　费长庚", "person_titled"),
        ("各市（州）人民政府，省直各部门：", "salutation"),
        ("抄送：省委办公厅。", "imprint"),
        ("附件2", "attachment"),
        ("（联系人：卢怀瑾，联系电话：0999-5550123）", "annotation"),
    ],
)
def test_a_line_has_a_shape(line: str, shape: str) -> None:
    assert shape in shapes_of(line)


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("2020年13月5日", "date"),
        ("建设路第12号", "number"),
        ("根据县政府〔2020〕3号", "number"),
        ("全县脱贫攻坚工作推进会", "organisation"),
        ("现将有关情况报告如下：", "salutation"),
        ("（一）抄送：除主送机关外的其他机关。", "imprint"),
        ("抄送：对确需了解公文内容的机关，应一并列入，不得随意扩大范围。", "imprint"),
        ("加强农村基层干部", "organisation"),
    ],
)
def test_a_line_only_looks_like_a_shape(line: str, shape: str) -> None:
    assert shape not in shapes_of(line)


def test_the_parse_of_a_clean_text_is_the_parse_that_made_it(annotated: Annotated) -> None:
    """On all gold documents that may be read: metadata, their places and sections, a compilation's apart."""
    for gold, document in annotated:
        if not {"unsettled", "compilation"} & set(document.flags):
            placed = any(field.name == "year" for field in document.fields)  # else the page told it, which is gone
            assert structure(clean(document.text), placed) == structure(document, placed), gold.name


def test_a_text_without_a_frame_has_none(annotated: Annotated) -> None:
    """Summaries and reports to a superior: no 版记, no attachment, and a closing only where a date ends the text."""
    for gold, document in annotated:
        if document.metadata.genre_group not in ("工作总结", "情况汇报", "述职报告"):
            continue
        roles = {section.role for section in document.sections}
        assert not roles & {"imprint", "attachment"}, gold.name
        closing = next((section.text for section in document.sections if section.role == "closing"), "")
        assert not closing or re.search("[年月日]|〗|[局会院府站所]$", closing.strip()), gold.name
