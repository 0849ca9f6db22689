"""What a change of rules does to the samples is told from the clean side alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengwen import clean
from chengwen.checkout.report import as_markdown, effects
from chengwen.checkout.store import write_cleaned
from chengwen.knowledge.load import ours_only

RAW = "2024年工作总结\n全镇共有党员X名。\n联系人张海涛，电话13812345678。\n一、`加强`领导，\n" + "每月公布一次。\n" * 3


@pytest.fixture
def states(tmp_path: Path) -> tuple[Path, Path]:
    """Two states of cleaned/: before, names and numbers were not hidden."""
    old, new = tmp_path / "old", tmp_path / "new"
    write_cleaned(old / "cleaned", clean(RAW, id="a", rules=ours_only().select(skip=["private"])))
    write_cleaned(new / "cleaned", clean(RAW, id="a"))
    for folder in (old, new):
        write_cleaned(folder / "cleaned", clean("一、没有变的\n", id="b"))
    write_cleaned(new / "cleaned", clean("一、新来的\n", id="c"))
    return old, new


def test_names_the_documents_the_rules_and_the_places(states: tuple[Path, Path]) -> None:
    found = list(effects(*states))
    assert [one.id for one in found] == ["a"]
    assert found[0].rules == {"anon-person": 1, "anon-phone": 1}
    comment = as_markdown(found, 3)
    assert "3 篇样本里有 1 篇变了" in comment
    assert "`anon-person` +1" in comment
    assert "联系人‸〖姓名1〗，电话〖电话〗。" in comment


def test_what_is_hidden_now_does_not_stand_in_the_comment(states: tuple[Path, Path]) -> None:
    comment = as_markdown(list(effects(*states)), 3)
    assert "张海涛" not in comment
    assert "13812345678" not in comment


def test_nothing_changed(states: tuple[Path, Path]) -> None:
    assert as_markdown(list(effects(states[0], states[0])), 2) == "2 篇样本，清洗结果都没有变。\n"


def test_lines_that_went_are_shown_by_what_stands_round_the_gap(tmp_path: Path) -> None:
    write_cleaned(tmp_path / "old" / "cleaned", clean("标题总结\n一、甲\n某某整理\n二、乙`丙\n", id="a"))
    write_cleaned(tmp_path / "new" / "cleaned", clean("标题总结\n一、甲\n二、乙`丙\n", id="a"))
    (one,) = effects(tmp_path / "old", tmp_path / "new")
    assert one.examples == ("一、甲‸二、乙`丙",)
    assert "`一、甲‸二、乙ˋ丙`" in as_markdown([one], 1)  # a backtick would end the code and let markup out
