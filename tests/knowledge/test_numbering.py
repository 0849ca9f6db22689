"""One table says what a number of a heading or of a list looks like."""

from __future__ import annotations

import pytest

from chengwen.knowledge.numbering import FORMS, OF_HEADINGS, number_at, numbered, value_of

ONES = "零一二三四五六七八九"
AS_WRITTEN = {
    "第三章 组织保障": ("第一章", 1, 3),
    "第2部分：下一步打算": ("第一部分", 1, 2),
    "第十二节、监督检查": ("第一节", 2, 12),
    "四、存在问题": ("一、", 1, 4),
    "二.主要做法": ("一.", 1, 2),
    "（二十一）强化保障": ("（一）", 2, 21),
    "7.抓实整改": ("1.", 3, 7),
    "3、开展培训": ("1、", 3, 3),
    "（5）建立台账": ("（1）", 4, 5),
    "6）建立台账": ("1）", 4, 6),
    "③建立台账": ("①", 5, 3),
    "㈢建立台账": ("㈠", 2, 3),
    "⑵建立台账": ("⑴", 4, 2),
    "⒋建立台账": ("⒈", 3, 4),
}


@pytest.mark.parametrize("line", AS_WRITTEN)
def test_each_way_to_number_a_heading_is_read_with_its_level_and_value(line: str) -> None:
    number = number_at(line, 0, OF_HEADINGS)
    assert number
    assert (number.form.id, number.form.level, number.value) == AS_WRITTEN[line]


@pytest.mark.parametrize("line", ["3.5亿元投入到位", "2022年工作", "一把手带头", "第一条 总则"])
def test_what_only_begins_with_a_figure_is_no_number_of_a_heading(line: str) -> None:
    assert number_at(line, 0, OF_HEADINGS) is None


def test_each_form_is_named_by_its_first_number() -> None:
    read = {form.id: number_at(form.id, 0, (form.id,)) for form in FORMS}
    assert [id for id, number in read.items() if not number or number.value not in (1, 100)] == []


def test_a_caller_hears_only_of_the_forms_it_names() -> None:
    assert not numbered("一、").match("（一）抓学习")
    assert numbered("一、", "（一）").match("（一）抓学习")


def written(number: int) -> str:
    """A number from 1 to 199 in Chinese: 十二, 二十, 一百零五, 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if hundreds:
        return "一百" + ("" if not rest else f"零{ONES[ones]}" if not tens else written_below_100(tens, ones, "一"))
    return written_below_100(tens, ones, "")


def written_below_100(tens: int, ones: int, one: str) -> str:
    ten = "" if not tens else f"{one if tens == 1 else ONES[tens]}十"
    return ten + (ONES[ones] if ones else "")


@pytest.mark.parametrize("number", range(1, 200))
def test_every_number_up_to_199(number: int) -> None:
    assert value_of(written(number)) == value_of(str(number)) == number


@pytest.mark.parametrize(("number", "value"), [("〇", 0), ("零", 0), ("①", 1), ("⑩", 10), ("⑳", 20), ("百", 0)])
def test_signs(number: str, value: int) -> None:
    assert value_of(number) == value
