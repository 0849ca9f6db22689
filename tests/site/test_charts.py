"""Charts say what was counted, in words that stay words, whether there are five documents or ten thousand."""

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser

import pytest

from chengwen.document import Metadata, Section
from chengwen.knowledge.labels import SHORT_PARTS
from chengwen.knowledge.rules import Operation
from chengwen.site.charts.charts import (
    _say_removed,
    charts_page,
    leading,
    parts_chart,
    phrases_chart,
    quartiles,
    removed_chart,
    sections_chart,
    years_chart,
)
from chengwen.site.charts.figures import Figures, PhraseYears, add, count, removed_by_family
from chengwen.site.wording import CHINESE
from chengwen.text import Edit, Span, delete, replace

HOSTILE = '<script>alert("1")</script>'
RULES = {
    "promo-x": Operation("promo-x", "promo_contact", "", ""),
    "layout-x": Operation("layout-x", "layout", "", ""),
}


class Tags(HTMLParser):
    """Checks that elements close in order, and remembers which there are, with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.open, self.seen, self.attributes = [], Counter(), []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen[tag] += 1
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def words(html):
    return unescape(" ".join(re.sub("<[^>]+>", " ", html).split()))


def cells(html, row):
    """Give the cells of a row of the table behind a chart."""
    table = html[html.rindex("<table>") :]
    found = [words(cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", table)]
    width = table.count('scope="col"')
    rows = [found[start : start + width] for start in range(0, len(found), width)]
    return next(cells for cells in rows if cells[0] == row)


def many(years=range(2001, 2026), genres=("工作总结", "述职报告", HOSTILE)):
    figures = Figures()
    for year in years:
        for place, genre in enumerate(genres):
            documents = 40 * (place + 1) + year % 7
            figures.documents[str(year), genre] += documents
            for level in range(1, 6):
                figures.sections[genre, level, 12 // level] += documents
            for part in SHORT_PARTS:
                figures.parts[genre, part] += 1000 + documents
    figures.edits.update({"paywall": 1234, "layout": 9, "nobody": 1})
    figures.removed.update({"paywall": 98765, "layout": 4})
    return figures


# Counting


def test_counts_a_document(make):
    text = "标题\n引言。\n一、工作\n做了。\n（一）甲\n好。\n落款\n"
    places = [text.index(word) for word in ("引言", "一、", "（一）", "落款")]
    sections = (
        Section("title", 0, "", "标题", 0, 2, len(text), "other"),
        Section("opening", None, "", "", places[0], places[0], places[1], "opening"),
        Section("s1", 1, "一、", "工作", places[1], places[1] + 4, places[3], "work"),
        Section("s1-1", 2, "（一）", "甲", places[2], places[2] + 4, places[3], "plans"),
        Section("closing", None, "", "", places[3], places[3], len(text), "closing"),
    )
    figures = count(make(text, sections=sections), RULES)
    assert figures.documents == {("2021", "工作总结"): 1}
    assert figures.sections == {("工作总结", level, 1 if level < 3 else 0): 1 for level in range(1, 6)}
    assert {part: number for (_, part), number in figures.parts.items()} == {
        "other": 2,
        "opening": 3,
        "work": 7,
        "plans": 6,
        "closing": 2,
    }


def test_all_of_a_text_is_in_some_part(make):
    text = "前面\n标题\n正文很长。\n"
    odd = Section("s1", 1, "", "", 3, 5, 5, "<nonsense>")
    assert count(make(text, sections=(odd,)), RULES).parts == {("工作总结", "other"): 9}
    assert count(make(text, sections=()), RULES).parts == {("工作总结", "other"): 9}


def test_an_edit_belongs_to_its_first_family_that_is_not_layout(make):
    edits = (
        delete(0, 10, "promo-x"),
        Edit(Span(20, 26), "一二", ("layout-x", "promo-x")),
        delete(30, 33, "layout-x"),
        replace(40, 42, "〖姓名〗", "promo-x"),
        delete(50, 51, "rule-of-ones-own"),
    )
    figures = count(make("标题\n\n", edits=edits), RULES)
    assert figures.edits == {"promo_contact": 3, "layout": 1, "": 1}
    assert figures.removed == {"promo_contact": 14, "layout": 3, "": 1}
    assert removed_by_family(figures) == [("推销与联系方式", 3, 14), ("版式", 1, 3), ("其他", 1, 1)]


@pytest.mark.parametrize("year", [None, "", "近年", HOSTILE, 22])
def test_a_year_that_is_none_is_unstated(make, year):
    figures = count(make("标题\n\n", metadata=Metadata(year=year)), RULES)
    assert figures.documents == {("未注明", "未注明"): 1}


def test_sums_grow_by_document(make):
    total, one = Figures(), count(make("标题\n一、工作\n"), RULES)
    add(total, one)
    add(total, one)
    assert total.documents["2021", "工作总结"] == 2
    assert total.parts["工作总结", "work"] == 2 * one.parts["工作总结", "work"] > 0
    assert one.documents["2021", "工作总结"] == 1


def test_quartiles_are_numbers_that_documents_have():
    assert quartiles({}) == (0, 0, 0)
    assert quartiles({5: 1}) == (5, 5, 5)
    assert quartiles({0: 1, 1: 1, 2: 1, 9: 1}) == (0, 1, 2)


# Charts


def test_years_without_documents_stand_between_those_with():
    chart = years_chart({("2020", "总结"): 1, ("2022", "总结"): 1200, ("未注明", "总结"): 3})
    assert cells(chart, "2021") == ["2021", "0", "0"]
    assert "1,200 篇" in chart
    assert chart.index("2022") < chart.index("未注明")
    assert chart.count("<svg") == 4


def test_years_far_apart_are_not_filled_in():
    assert years_chart({("0001", "总结"): 1, ("9999", "总结"): 1}).count("<svg") == 2


def test_many_years_are_columns():
    figures = many()
    figures.documents["未注明", "工作总结"] = 1234
    chart = years_chart(figures.documents)
    assert chart.count("<svg") == 1
    assert "另有 1,234 篇未注明年份。" in chart
    assert re.findall(r"<span>([0-9]{4})</span>", chart) == ["2005", "2010", "2015", "2020", "2025"]
    heights = [float(height) for height in re.findall(r'x="1" [^>]*height="([0-9.]+)"', chart)]
    assert round(sum(heights)) == round(1000 * (40 + 80 + 120 + 3 * (2001 % 7)) / 400)


def test_at_most_six_genres_are_told_apart():
    documents = {("2020", f"文种{number}"): 20 - number for number in range(9)} | {("2020", "其他"): 50}
    assert leading(documents) == tuple(f"文种{number}" for number in range(6))
    assert cells(years_chart(documents), "2020") == ["2020", "20", "19", "18", "17", "16", "15", "89", "194"]


def test_shares_of_text_add_up():
    chart = parts_chart({("总结", "work"): 998, ("总结", "closing"): 1, ("讲话", "plans"): 1}, ("总结", "讲话"))
    assert cells(chart, "全部文稿") == ["全部文稿", ">99%", "<1%", "<1%", "1,000"]
    assert cells(chart, "讲话") == ["讲话", "0%", "100%", "0%", "1"]
    assert "原因" not in chart


def test_one_genre_needs_no_row_for_all():
    assert "全部文稿" not in parts_chart({("总结", "work"): 9}, ("总结",))


def test_sections_show_the_levels_in_use():
    sections = {("总结", 1, 4): 3, ("总结", 1, 6): 1, ("总结", 2, 0): 4}
    chart = sections_chart(sections, ("总结",))
    assert "<b>4</b>" in chart
    assert chart.count('class="chart-head"') == 1
    assert "文稿都不分节。" in sections_chart({("总结", 1, 0): 3}, ("总结",))


def test_phrases_are_shaded_by_share():
    phrases = [PhraseYears("甲", {"2021": 1, "2022": 1}), PhraseYears("乙", {"2022": 999})]
    chart = phrases_chart(phrases, {"2021": 4, "2022": 1000, "2023": 5, "2024": 0})
    heat = chart[: chart.index("<details")]
    assert re.findall(r'<td class="step-(.)">(.*?)</td>', heat) == [
        ("0", "·"), ("5", "&gt;99"), ("0", "·"),
        ("3", "25"), ("1", "&lt;1"), ("0", "·"),
    ]  # fmt: skip
    assert cells(chart, "乙") == ["乙", "0", "999", "0", "999"]


def test_most_removed_comes_first():
    chart = removed_chart([("甲", 30, 5), ("乙", 2, 1234), ("丙", 0, 0)])
    assert re.findall('class="chart-name">(.)', chart) == ["乙", "甲", "丙"]
    assert cells(chart, "乙") == ["乙", "2", "1,234"]
    assert 'width="1000"' in chart


# The page


def test_five_documents_of_one_year():
    figures = Figures(Counter({("2022", "工作总结"): 5}), Counter({("工作总结", 1, 3): 5}))
    figures.parts["工作总结", "work"] = 12345
    body = charts_page(figures, []).body
    assert "共 5 篇，都是 2022 年的；工作总结占 100%。" in body
    assert "按中位数，一篇文稿有 3 节。" in body
    assert "“工作”占全文 100%。" in body
    assert "用语" not in body
    assert "清洗" not in body


def test_says_what_is_seen():
    page = charts_page(many(), [PhraseYears("乡村振兴", {"2021": 3}), PhraseYears("无", {})])
    assert (page.address, page.title) == ("charts/", "图表")
    said = re.findall('<p class="chart-seen">(.*?)</p>', page.body)
    assert said[1:] == [
        "按中位数，一篇文稿有 12 节、6 目、4 条、3 款、2 项。",
        "“开头”占全文 14%，其次是“工作”14%、“问题”14%。",
        "“乡村振兴”最常见，6,216 篇里有 3 篇用到。",
        "共改动 1,244 处，少了 98,769 字；最多的是“付费提示”，占 99% 以上。",
    ]


def test_nothing_yet():
    assert words(charts_page(Figures(), []).body) == "图表 还没有文稿。"


def test_hostile_names_are_text_and_nothing_is_styled_inline():
    figures = many()
    body = charts_page(figures, [PhraseYears(HOSTILE, {"2021": 3})]).body
    body += years_chart({(HOSTILE, HOSTILE): 3}) + removed_chart([(HOSTILE, 1, 1)])
    tags = Tags(body)
    assert not tags.seen["script"] + tags.seen["style"]
    assert not {name for name, _ in tags.attributes} & {"style", "onclick", "fill"}
    assert "&lt;script&gt;" in body


def test_each_picture_has_a_name_and_a_table():
    body = charts_page(many(), [PhraseYears("甲", {"2021": 3})]).body
    tags = Tags(body)
    names = {value for name, value in tags.attributes if name == "aria-labelledby"}
    ids = [value for name, value in tags.attributes if name == "id"]
    assert names <= set(ids)
    assert len(ids) == len(set(ids))
    assert tags.seen["figure"] == tags.seen["figcaption"] == tags.seen["details"] == 5
    assert body.count('role="img"') == 4  # the heat table is a table already


def test_bars_stay_within_their_picture():
    body = charts_page(many(years=range(2018, 2024)), []).body
    for x, width in re.findall(r'<rect x="([0-9.]+)"[^>]* width="([0-9.]+)"', body):
        assert float(x) + float(width) <= 1000.2


def test_where_nothing_became_shorter_no_number_of_characters_is_told():
    assert _say_removed([("版式", 3, 0)], CHINESE) == "共改动 3 处。"
