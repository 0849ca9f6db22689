"""Marks of secrecy are read where documents bear them, and nowhere else; *.toml beside this file holds the documents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated import Annotated
from chengwen import clean
from chengwen.checkout.store import published
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.secrecy.marks import find_marks

HERE = Path(__file__).parent
TESTS = HERE.parent
MARKS = {"classified", "internal"}
CASES = [
    (f"{path.stem}: {case['why']}", case)
    for path in sorted(HERE.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["documents"]
]
TRULY_MARKED = {  # 内部资料, by who issued them
    "hard_titles/01.txt",
    "hard_titles/17.txt",
    "hard_titles/46.txt",
    "names_more/113.txt",
    "page_noise/54.txt",
    "promo_contact/trap_internal_material_warning.txt",
    "short_lines/02.txt",
    "unlisted_noise/f27.txt",
    "unlisted_noise/h06.txt",
    "web_pages/33.txt",
    "web_pages/f18.txt",
    "web_pages/i27.txt",
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES])
def test_a_document_is_flagged_if_and_only_if_it_bears_a_mark(case: dict[str, Any]) -> None:
    document = clean(case["raw"])
    assert sorted(MARKS & set(document.flags)) == case.get("flags", []), document.private.marks
    assert sum(one.rule == "marked-lone" for one in document.suspects) == case.get("suspects", 0)
    if "line" in case:
        assert case["line"] in [mark.line for mark in document.private.marks]


def test_there_are_enough_of_either_kind() -> None:
    flagged = sum(bool(case.get("flags")) for _, case in CASES)
    assert flagged >= 40
    assert len(CASES) - flagged >= 40


def test_a_mark_is_text_and_stays() -> None:
    text = clean("机密★1年\n关于值守的通知\n各镇：\n请落实带班。\n").text
    assert text.startswith("机密★1年\n")


def test_the_seeds_and_the_gold_documents_bear_no_mark_but_those_that_do(annotated: Annotated) -> None:
    marked = {gold.name for gold, document in annotated if MARKS & set(document.flags)}
    assert marked == TRULY_MARKED
    assert not [one.id for one in published(TESTS.parent) if MARKS & set(one.flags)]


def test_both_flags_are_among_those_that_are_known() -> None:
    assert {entry["id"] for entry in read_table("flags", "flags")} >= MARKS


@given(
    st.sampled_from(["绝密", "机密", "秘密"]),
    st.integers(1, 30),
    st.sampled_from("★☆*·"),
    st.text(" \u3000", max_size=2),
)
def test_grade_star_and_term_count_above_any_title_however_they_are_spaced(
    grade: str, years: int, star: str, space: str
) -> None:
    line = space.join([*grade, star, f"{years}年"])
    assert "classified" in clean(f"{line}\n关于值守的通知\n各镇：\n请落实带班。\n").flags


@pytest.mark.parametrize(
    ("line", "words"),
    [("（机密★1年）", "机密★1年"), ("机密★1年", "机密★1年"), ("机密★(1年)", "机密★(1年)"), ("机 密 ★ 1年", "机密★1年")],
)
def test_a_mark_is_told_without_the_bracket_that_opened_before_it(line: str, words: str) -> None:
    assert [mark.words for mark in find_marks(f"{line}\n关于值守的通知\n各镇：\n请落实带班。\n")] == [words]


@given(st.text(alphabet="机密绝秘级★1年（）：、，。文件工作附 \n", max_size=60))
def test_marks_lie_in_the_text_one_a_line_in_their_order(text: str) -> None:
    marks = find_marks(text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    lines = [text.count("\n", 0, mark.start) for mark in marks]
    assert lines == sorted(set(lines))
