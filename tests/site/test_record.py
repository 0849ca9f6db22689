"""The cleaning record tells what was done, and gives nothing away."""

from chengwen.knowledge.rules import Operation
from chengwen.private import Private
from chengwen.site.pages.record import changes_of, record, without_persons
from chengwen.text import Edit, Span, delete, replace

SOURCE = "文库整理，加QQ10001\n联系张三。\n　　正文,好。\n"
RULES = {"promo-x": Operation("promo-x", "promo", "整理者的<署名>", "与正文无关。")}
EDITS = (
    delete(0, 14, "promo-x"),
    replace(16, 18, "〖姓名〗", "anon-person"),
    delete(20, 22, "layout-indent"),
    replace(24, 25, "，", "width-punctuation"),
)


def test_says_what_went_what_came_and_by_which_rule(make):
    document = make("总结\n\n", edits=EDITS, private=Private(SOURCE))
    body = record(document, RULES, "../../")
    assert "<span>删去 1 处 · 改写 1 处 · 隐去 1 处 · 版式 1 处</span>" in body.replace("\N{NO-BREAK SPACE}", " ")
    assert "<del>文库整理，加QQ••••</del>" in body
    name = '<a href="../../rules/promo-x/"><code>promo-x</code></a>'
    assert f"{name} <span>整理者的&lt;署名&gt;</span><small>与正文无关。</small>" in body
    assert '<p class="record-rule"><code>anon-person</code></p>' in body  # no rule of ours, so no page
    assert "<del>,</del> → <ins>，</ins>" in body


def test_never_quotes_what_a_mask_removed(make):
    merged = Edit(Span(14, 19), "联系〖姓名〗", ("promo-x", "anon-person"))
    for edits in (EDITS, (merged,)):
        body = record(make("总结\n\n", edits=edits, private=Private(SOURCE)), RULES, "../../")
        assert "张三" not in body
        assert "〖姓名〗" in body


def test_never_quotes_what_a_person_removed(make):
    edits = (delete(14, 20, "sidecar-remove"),)
    body = record(make("总结\n\n", edits=edits, private=Private(SOURCE)), RULES, "")
    assert "张三" not in body
    assert "删去\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}处" in body
    assert "不再显示" in body


def test_without_the_source_only_rules_and_places_are_listed(make):
    body = record(make("总结\n\n", edits=EDITS), RULES, "")
    assert "原始文件不在此处，只列规则与位置，没有逐段对照。" in body
    assert "原文第 0–14 字" in body
    assert "<del>" not in body


def test_equal_changes_are_counted_and_a_reason_is_given_once(make):
    edits = delete(0, 1, "promo-x"), delete(4, 5, "promo-x"), delete(1, 2, "promo-x")
    body = record(make("总结\n\n", edits=edits, private=Private("甲乙丙丁甲")), RULES, "")
    assert "2 处" in body
    assert body.count("与正文无关。") == 1


def test_layout_is_counted_never_listed(make):
    edits = tuple(delete(at, at + 1, "layout-indent") for at in range(5))
    changes = set(changes_of(make("总结\n\n", edits=edits, private=Private("     "))))
    assert [(change.group, change.before) for change in changes] == [("版式", None)]


def test_a_document_that_was_clean_says_so(make):
    assert "一字未动" in record(make("总结\n\n"), {}, "")


def test_contacts_are_dotted_out_and_figures_are_not():
    assert without_persons("电话１３８ 1234-5678，共1200人") == "电话••••，共1200人"
    assert without_persons("加微信：abc_123；邮箱a.b@c.com") == "加微信：••••；邮箱••••"
    assert without_persons("见https://x.com/a?b，www.y.cn") == "见••••，••••"


def test_a_name_in_removed_text_is_dotted_out_and_a_date_stays() -> None:
    assert (
        without_persons("责任编辑：孙桂香　发布日期：2019-05-26 10:22") == "责任编辑：••••　发布日期：2019-05-26 10:22"
    )
    assert without_persons("更多范文请访问网站首页") == "更多范文请访问网站首页"
