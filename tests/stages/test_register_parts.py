"""Sentences and brackets inside lines: what sounds like the page goes whole, what the document says of pages stays."""

from __future__ import annotations

import pytest

from chengwen import clean
from chengwen.stages.strip.register.parts import LOUD, PART, parts_of

LEAD = "一年来，全镇清理河道十二公里，拆除违建三十处"
PLAN = "下一步将继续落实管护责任，逐段明确专人。"


def with_sentence(sentence: str, *, last: bool) -> str:
    tail = f"{PLAN}{sentence}" if last else f"{sentence}{PLAN}"
    return f"2021年水利工作总结\n{LEAD}，群众满意。{tail}\n一、问题\n资金不足。\n"


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize(
    "sentence",
    ["滑动查看更多精彩图片。", "登录后可查看隐藏内容。", "音频加载失败，点击重试。", "打开APP阅读全文体验更佳。"],
)
def test_a_sentence_of_the_page_goes_whole_and_the_paragraph_reads_on(sentence: str, last: bool) -> None:
    document = clean(with_sentence(sentence, last=last))
    assert f"{LEAD}，群众满意。{PLAN}\n" in document.text
    assert any(PART in edit.rules for edit in document.edits)


@pytest.mark.parametrize("bracket", ["（登录后可见完整内容）", "（点击图片可放大查看）"])
def test_a_bracket_of_the_page_goes_with_its_signs(bracket: str) -> None:
    assert f"{LEAD}，群众满意。" in clean(f"2021年水利工作总结\n{LEAD}{bracket}，群众满意。{PLAN}\n").text


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize(
    "sentence",
    [
        "群众扫码即可查询办理进度。",
        "全年网站发布信息三百余条，点击量十二万次。",
        "干部要学会在网上倾听民声、回复留言。",
        "组织网上投票，收到留言四百余条。",
        "对侵权盗版网站依法关闭。",
        "编辑印发简报二十四期。",
        "档案资料全部整理上架，免费开放阅览。",
        "推荐优秀稿件十二篇上报。",
        "会员单位由三十家增至四十二家。",
        "开通微信公众号，方便群众办事。",
        "请各单位下载填写报名表，按时报送。",
        "会上播放了警示教育片，大家深受触动。",
        "客服热线全天候接听群众来电。",
        "请点击县政府网站“在线访谈”栏目参与。",
        "“点击下载”“登录后可查看隐藏内容”一类字样要删去。",
    ],
)
def test_what_a_document_says_of_pages_stays(sentence: str, last: bool) -> None:
    text = with_sentence(sentence, last=last)
    document = clean(text)
    assert sentence in document.text
    assert not document.suspects


@pytest.mark.parametrize(
    "bracket", ["（下载地址见附件）", "（阅览室开放时间同上）", "（含网上注册用户）", "（CPTPP）", "（EF账户）"]
)
def test_a_bracket_of_the_document_stays(bracket: str) -> None:
    assert bracket in clean(f"2021年水利工作总结\n{LEAD}{bracket}，群众满意。{PLAN}\n").text


@pytest.mark.parametrize(
    "bracket",
    ["[图片加载失败]", "【以下为付费内容】", "〈试读结束〉", "（登录后查看余下内容）", "[[返回首页]]", "［自动翻页］"],
)
@pytest.mark.parametrize("before", ["", "，群众满意。"])
def test_a_bracket_goes_from_where_no_document_opens_one(bracket: str, before: str) -> None:
    text = f"2021年水利工作总结\n{LEAD}{before or '，'}{bracket}{PLAN}\n"
    assert f"{LEAD}{before or '，'}{PLAN}" in clean(text).text


@pytest.mark.parametrize(
    "bracket",
    ["（责任单位：水利站）", "（数据截至上月末）", "〔2021〕", "【案例】", "（热烈鼓掌）", "[ ]", "（名单附后）"],
)
def test_what_a_document_opens_itself_stays(bracket: str) -> None:
    assert bracket in clean(f"2021年水利工作总结\n{LEAD}，群众满意。{bracket}{PLAN}\n").text


def test_the_number_of_a_note_stays_where_the_note_is() -> None:
    text = f"2021年水利工作总结\n{LEAD}[1]，群众满意。[2]{PLAN}\n[1]见镇志。\n[2]见台账。\n"
    assert clean(text).text.count("[") == 4


def test_a_line_without_a_word_of_pages_is_not_looked_at() -> None:
    assert parts_of(f"{LEAD}，群众满意。{PLAN}") == ()


def test_a_line_that_sounds_like_the_page_as_a_whole_has_no_parts() -> None:
    assert parts_of("登录后可查看隐藏内容。音频加载失败，点击重试。") == ()


def test_a_quotation_is_a_suspect_at_most() -> None:
    found = parts_of(f"{PLAN}登录后“点击重试”可查看隐藏内容。")
    assert all(said < least for _, _, said, least in found)
    assert all(least > LOUD for _, _, _, least in found)


def test_a_suspect_says_that_it_is_a_part() -> None:
    document = clean(with_sentence("下载后可编辑打印。", last=True))
    (suspect,) = document.suspects
    assert (suspect.rule, suspect.why[:5]) == (PART, "行中一段；")
    assert document.text[suspect.start : suspect.end] == "下载后可编辑打印。"
