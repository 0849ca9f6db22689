"""Each line of a file is explained by what was done on it, and by nothing that was done beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from chengwen.checkout.report import explain_line
from chengwen.cleaner import Cleaner
from chengwen.cli.main import cli
from chengwen.document import Document
from chengwen.text import Edit, Span

Lines = Callable[..., list[list[str]]]


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Return line, kind and rule of what `explain` says of a text."""
    monkeypatch.chdir(tmp_path)

    def explained(text: str, line: str = "") -> list[list[str]]:
        (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
        said = CliRunner().invoke(cli, ["explain", f"a.txt{line}"]).stdout
        return [one.split()[:3] for one in said.splitlines()]

    return explained


def test_a_line_below_one_that_goes_is_left_alone(lines: Lines) -> None:
    text = "当前位置：首页 > 政务公开\n关于植树的通知\n各单位：\n请植树。\n"
    assert [(line, rule) for line, _, rule in lines(text)] == [
        ("1", "site-breadcrumb"),
        ("1", "site-breadcrumb-arrows"),
        ("3", "layout-title-gap"),
    ]
    assert lines(text, ":2") == [["section", "title", "other"]]


def test_so_is_one_below_a_blank_line(lines: Lines) -> None:
    assert lines("关于植树的通知\n\n甲\n\n乙\n") == [["4", "edit", "layout-blank-line"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_of_lines_that_go_together_each_has_its_own_rules(lines: Lines, ending: str) -> None:
    foot = ["打印本页", "分享到：微信 微博", "上一篇：没有了"]
    text = (ending or "\n").join(["关于植树的通知", "各单位：", "请于三月植树。", *foot]) + ending
    found = [one for one in lines(text) if one[2].startswith(("site-", "related-"))]
    assert [(line, rule) for line, _, rule in found if rule in ("site-widget", "site-share", "related-neighbours")] == [
        ("4", "site-widget"),
        ("5", "site-share"),
        ("6", "related-neighbours"),
    ]
    assert {line for line, *_ in found} == {"4", "5", "6"}


def document_with(edit: Edit, clean: str) -> Document:
    made = Cleaner().clean("第一行\n打印本页\n无名的一行\n末行\n")
    return replace(made, text=clean, edits=(edit,), placeholders=(), suspects=(), sections=())


def spoken(document: Document) -> list[tuple[int, str, str]]:
    return [(line, one.what, one.by) for line in (1, 2, 3, 4) for one in explain_line(document, line)]


def test_where_a_line_does_not_show_which_rule_was_its_own_it_was_one_of_them() -> None:
    edit = Edit(Span(4, 15), "", ("site-widget", "dup-block", "dup-title"))
    assert spoken(document_with(edit, "第一行\n末行\n")) == [
        (2, "edit", "site-widget"),
        (3, "one of", "dup-block"),
        (3, "one of", "dup-title"),
    ]


def test_a_line_whose_end_goes_with_the_lines_below_is_left_alone() -> None:
    edit = Edit(Span(3, 14), "", ("site-widget", "dup-block"))
    assert spoken(document_with(edit, "第一行\n末行\n")) == [(2, "edit", "site-widget"), (3, "edit", "dup-block")]


def test_within_one_line_all_rules_of_an_edit_are_its_own() -> None:
    edit = Edit(Span(4, 8), "", ("site-widget", "dup-block"))
    document = document_with(edit, "第一行\n\n无名的一行\n末行\n")
    assert spoken(document) == [(2, "edit", "site-widget"), (2, "edit", "dup-block")]


def test_what_is_written_and_hidden_stands_at_its_line(lines: Lines) -> None:
    text = "2022年工作总结\n全镇共有党员X名,群众满意。\n联系人：李建国，13900001111。\n不变的一行。\n"
    assert [one[:3] for one in lines(text)] == [
        ["2", "edit", "layout-title-gap"],
        ["2", "edit", "mask-number"],
        ["2", "edit", "width-punctuation"],
        ["2", "label", "number"],
        ["3", "edit", "anon-person"],
        ["3", "edit", "anon-phone"],
        ["3", "label", "person"],
        ["3", "label", "phone"],
    ]


def test_diff_by_words_names_the_rules_below_each_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("2022年工作总结\n全镇共有党员X名,群众满意。\n不变的一行。\n", encoding="utf-8")
    assert CliRunner().invoke(cli, ["diff", "a.txt", "--word"]).stdout.splitlines() == [
        "2: {+[U+000A]+}全镇共有党员[-X-]{+〖数字〗+}名[-,-]{+，+}群众满意。",
        "    layout-title-gap mask-number width-punctuation",
    ]
