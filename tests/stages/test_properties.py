"""What must hold for every text, whatever stands in it; `--hypothesis-profile=thorough` tries ten times as many texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from promises import has_one_form, ledger_replays, spans_nest

from chengwen import Document, clean
from chengwen.document import from_json, to_json
from chengwen.errors import InputError, SidecarError
from chengwen.sidecar import Override, Sidecar
from chengwen.text import begin

# Text as it comes: words that rules, masks, headings and titles are made of, in any order, with every kind of line end.
WORDS = (
    "一、 二、 （一） （二） 1. 2. 3、 （1） ① 第一章 第二部分 第三条 一是 首先， 2022年 党建工作 总结 报告 述职报告 关于…的通知 "
    "XX X *** × 20XX年 201*年 名 万元 % 镇 党委 村 公司 涉X涉X线索 X专项斗争 X势力 从严治X 〖数字〗 〖地名1〗 〖 〗 "
    "##paidbegin## ##paidend## 仅供学习 禁止外传 会员群： QQ群：10001 甲乙文库整理，咨询QQ10001 现在订阅立享会员权益 （3631字） (800字) "
    "【打击倒卖活动】 。 ， ； ： , ; : ! “ ” 《 》 下一步，我镇将 存在问题 2020年12月1日 中共某镇委员会 绝密 ★ 政发〔2020〕3号 "
    "&ldquo; &amp;lt; &nbsp; µ³½¨ ä¸­å›½ 鈥滀 Ａ１２ a b 1,200 3.5 12 月 Q Q #p#分页标题#e# ~{VP~} "
    "黨(dǎng)建 (xiàn) <p> </p> <br/> <b> # ## ** - > 篇一： 第2篇 摘要： 上一篇 相关阅读： 当前位置：首页>总结 打印 收藏 【 】 大 中 小 "
    "来源：某某网 发布时间：2021-05-06 阅读全文 登录后阅读全文 （未完待续） 小编为大家整理的总结，仅供参考 第1页共8页 - 3 - 某 某县 ZZ素质 "
    "說明學習貫徹黨的會議精神 幹部群眾 x0dx0a {a:b} 图为 摄 ☞ ﻿"
).split()
ENDS = [
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\x0b",
    "\x0c",
    "\u2028",
    "\x85",
    " \n",
    "\n　　",
    "\t",
    " ",
    "\u3000",
    "\xa0",
    "\u200b",
    "",
]
pieces = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(ENDS), st.text(max_size=3)), max_size=60)
texts = pieces.map("".join)


def cleaned(text: str) -> Document | None:
    """Clean, or None for what is refused as no text at all."""
    try:
        return clean(text)
    except InputError:
        return None


@settings(max_examples=10 * settings.default.max_examples, deadline=None)
@given(texts)
def test_every_text_keeps_the_promises(text: str) -> None:
    document = cleaned(text)
    if document is None:
        return
    ledger_replays(document)
    spans_nest(document)
    has_one_form(document.text)
    assert clean(text) == document, "two runs differ"
    assert from_json(to_json(document, with_text=True)) == document
    if "unsettled" not in document.flags and (again := cleaned(document.text)):
        assert again.text == document.text
        assert again.edits == ()


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(texts, st.data())
def test_every_text_keeps_the_promises_with_overrides_too(text: str, data: st.DataObject) -> None:
    document = cleaned(text)
    lines = [line for line in (document.private.source_text or "").splitlines() if line.strip()] if document else []
    if not document or not lines:
        return
    kept, gone = (_stretch(data.draw(st.sampled_from(lines)), data) for _ in "kr")
    rules = [rule for edit in document.edits for rule in edit.rules if not rule.startswith("layout")]
    undone = [data.draw(st.sampled_from(rules))] if rules else []
    sidecar = Sidecar(
        keep=(Override("r", kept),),
        remove=(Override("r", gone, 1),),
        undo=tuple(Override("r", rule=rule) for rule in undone),
    )
    try:
        overruled = clean(text, sidecar=sidecar)
    except (SidecarError, InputError):  # keep and remove meet
        return
    ledger_replays(overruled)
    spans_nest(overruled)
    assert clean(text, sidecar=sidecar) == overruled, "two runs differ"
    assert overruled.text.count(kept) >= 1
    assert not {rule for edit in overruled.edits for rule in edit.rules}.intersection(undone)


def _stretch(line: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(line) - 1))
    stretch = line[start : data.draw(st.integers(start + 1, len(line)))]
    return stretch if stretch.strip() else line


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(texts)
def test_unsettled_is_rare_enough_to_be_a_fault_of_the_text(text: str) -> None:
    document = cleaned(text)
    if document and any("\u4e00" <= char <= "\u9fff" for char in document.text):
        assert "unsettled" not in document.flags


def test_an_empty_text_stays_empty() -> None:
    assert begin("").apply([]).value == ""
