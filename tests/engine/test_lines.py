"""Lines, and the view that rules have of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from chengwen.engine.memory import of_one_document
from hypothesis import given
from hypothesis import strategies as st

from chengwen.engine.lines import Seen, cut, filled, fold, folded, line_by_line, remembered
from chengwen.knowledge.rules import block_view, find, matches_in, ours_only
from chengwen.measure.gold import read_folder
from chengwen.stages.hide import identifiers
from chengwen.stages.hide.people import names, people
from chengwen.stages.hide.places import places

texts = st.text("甲乙ＡaA１2，。 \u3000\u200b\n\r\u2028", max_size=40)
GOLD = Path(__file__).parents[1] / "gold"
KEYWORDS = sorted({keyword for rule in ours_only().patterns for keyword in rule.keywords})
EXAMPLES = sorted(example for rule in ours_only().patterns for example in (*rule.match, *rule.keep))

OURS = [
    identifiers._on_lines,
    names._kept,
    people._introduced_on_lines,
    people._surnames,
    places._told,
    places._before_companies,
]
TELLING = (
    "13912345678",
    "51234",
    "会上，李建国，到会讲话。",
    "，张建国任",
    "注）、张建国同志",
    "短号51234",
    "邮箱：zhangsan＠example.com",
    "住在阳光小区3栋201室",
    "军官证号A1B2C3D",
    "微博：weibo.com/u/zhangsan",
    "身份证号1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "信号：lantianyixue",
)
"""Lines that tell something by themselves, or would with what stands above or below them."""


@given(texts)
def test_lines_cover_the_text_and_end_where_a_line_ends(text: str) -> None:
    lines = cut(text)
    assert "".join(text[line.low : line.next] for line in lines) == text
    assert all(line.content == text[line.start : line.end] for line in lines)
    assert all(text[line.stop : line.next] in ("\n", "\r\n", "\r", "\u2028", "") for line in lines)


@given(texts)
def test_a_place_in_a_view_leads_to_the_character_that_is_folded_there(text: str) -> None:
    filled = [line for line in cut(text) if not line.blank]
    for view in (*map(fold, filled), block_view(filled)):
        for at, char in enumerate(view.text):
            span = view.span(at, at + 1)
            assert char == "\n" or folded(text[span.start : span.end]) == char


@given(st.lists(st.sampled_from([*KEYWORDS, *EXAMPLES, "甲", "工作总结" * 30]), max_size=4).map("".join))
def test_one_pattern_for_all_keywords_finds_what_each_rule_finds_by_itself(line: str) -> None:
    rules, seen = ours_only(), folded(line.replace("\n", ""))
    alone = {
        number: [match.span() for match in find(rule, seen)]
        for number, rule in enumerate(rules.patterns)
        if any(keyword in seen for keyword in rule.keywords)
    }
    together = {number: [match.span() for match in matches] for number, matches in matches_in(rules, seen)}
    assert together == {number: spans for number, spans in alone.items() if spans}


class TestMemory:
    """What is told of a line is remembered while one document is cleaned: no longer, and for nobody else."""

    def test_a_line_is_looked_at_once_in_a_cleaning_and_again_in_the_next(self) -> None:
        asked: list[str] = []
        tell = remembered(asked.append)
        for _ in range(2):
            with of_one_document():
                for line in ("甲", "甲", "乙", "甲"):
                    tell(line)
        assert asked == ["甲", "乙", "甲", "乙"]

    def test_outside_of_a_cleaning_nothing_is_remembered(self) -> None:
        asked: list[str] = []
        tell, look = remembered(asked.append), line_by_line(lambda text: asked.append(text) or [])
        for _ in range(2):
            tell("甲")
            look("乙")
        assert asked == ["甲", "乙", "甲", "乙"]

    def test_a_cleaning_within_a_cleaning_has_a_memory_of_its_own(self) -> None:
        asked: list[str] = []
        tell = remembered(asked.append)
        with of_one_document():
            tell("甲")
            with of_one_document():
                tell("甲")
            tell("甲")
        assert asked == ["甲", "甲"]


class TestLineByLine:
    """A search that is remembered by line sees what it sees in the whole text."""

    @given(st.lists(texts, max_size=4))
    def test_again_and_after_other_texts(self, some: list[str]) -> None:
        @line_by_line
        def look(text: str) -> Iterator[Seen[str]]:
            return ((*match.span(), match.group()) for match in re.finditer("[甲乙]+", text))

        with of_one_document():
            told = [look(text) for text in (*some, *some)]
        for text, seen in zip((*some, *some), told, strict=True):
            assert seen == [(*match.span(), match.group()) for match in re.finditer("[甲乙]+", text)]

    def test_only_lines_that_are_new_are_searched(self) -> None:
        asked: list[str] = []
        look = line_by_line(lambda text: asked.append(text) or [(0, 1, None)])
        with of_one_document():
            assert look("甲\n乙\n甲") == [(0, 1, None), (4, 5, None)]
            look("乙\n丙")
        assert asked == ["甲\n乙", "丙"]

    @pytest.mark.parametrize("look", OURS, ids=lambda look: f"{look.__module__}.{look.__name__}")
    def test_none_of_ours_looks_beyond_the_line(self, look: Callable[[str], list[Seen[Any]]]) -> None:
        for path in sorted(GOLD.glob("*/*.txt")):
            text = path.read_text(encoding="utf-8")
            assert sorted(set(look(text)), key=repr) == sorted(set(look.__wrapped__(text)), key=repr), path

    @pytest.mark.parametrize("look", OURS, ids=lambda look: f"{look.__module__}.{look.__name__}")
    def test_none_of_ours_sees_other_things_for_what_is_searched_along(
        self, look: Callable[[str], list[Seen[Any]]]
    ) -> None:
        alone = [sorted(set(look.__wrapped__(line)), key=repr) for line in TELLING]
        for others in ("", "另一行", "副书记，李〖姓名〗，2020年电话13912345678、号12345678", "共计"):
            for line, seen in zip(TELLING, alone, strict=True):
                text = f"{others}\n{line}\n{others}"
                start = len(others) + 1
                along = [one for one in look.__wrapped__(text) if start <= one[0] <= start + len(line)]
                assert sorted({(low - start, high - start, what) for low, high, what in along}, key=repr) == seen, line

    @pytest.mark.parametrize("look", OURS, ids=lambda look: f"{look.__module__}.{look.__name__}")
    def test_a_line_cut_off_anywhere_is_seen_alike_at_the_end_of_a_text_and_before_another(
        self, look: Callable[[str], list[Seen[Any]]]
    ) -> None:
        """What is searched last must not be taken for more than it is: 党支部书记陈某 is no 陈某 and a gap."""
        chance = Random(2)
        whole = {line.content for gold in read_folder(GOLD) for line in filled(gold.raw) if len(line.content) < 200}
        for line in chance.sample(sorted(whole), 1_500):
            cut_off = line[: chance.randrange(1, len(line) + 1)].rstrip("\u3000 ")
            alone = sorted(set(look.__wrapped__(cut_off)), key=repr)
            before_another = look.__wrapped__(f"{cut_off}\n国同志任书记")
            assert [one for one in alone if one[1] > len(cut_off)] == [], cut_off
            seen = sorted({one for one in before_another if one[0] <= len(cut_off)}, key=repr)
            assert seen == alone, cut_off
