"""A cheap test that fails proves that the pattern behind it would find nothing, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen.engine.draft import read
from chengwen.engine.scan import holds_any, holds_word, stands_behind
from chengwen.knowledge.tables import words
from chengwen.stages.hide import addresses
from chengwen.stages.hide.people import by_context, kinds, names, rows, slots
from chengwen.stages.layout import glued, wraps
from chengwen.stages.masks import clues
from chengwen.stages.repair import characters, markdown, markup, script
from chengwen.stages.strip import repeated_titles

CALLED, SELF = words("people", "called"), words("people", "self")
TESTS: dict[str, tuple[re.Pattern[str], Callable[[str], object]]] = {
    "glued": (glued._SIGN, glued._may_hold_sign),
    "markup": (markup._WORTH_A_LOOK, lambda text: holds_any(text, markup._SIGNS)),
    "markdown": (markdown._WORTH_A_LOOK, lambda text: holds_any(text, markdown._SIGNS)),
    "number-of-people": (rows._NUMBER_OF_PEOPLE, lambda text: stands_behind(text, "（(：:", rows._COUNTERS)),
    "byline": (by_context._byline(), lambda text: stands_behind(text, "（(", by_context._STOPS)),
    "counted": (by_context._COUNTED, lambda text: stands_behind(text, "名位", by_context._NUMBERS)),
    "self": (by_context._SELF, lambda text: holds_word(text, SELF)),
    "labelled": (slots._labelled(), lambda text: stands_behind(text, "：:", slots._ends_of_labels())),
    "appointed": (slots._APPOINTED, slots._APPOINTS.search),
    "saluted": (slots._SALUTED, lambda text: stands_behind(text, "：:", slots._ENDS_OF_SALUTES)),
    "called": (slots._called(), lambda text: holds_word(text, CALLED)),
    "sex": (slots._SEX, lambda text: stands_behind(text, "男女", slots._BEFORE_SEX)),
    "number": (slots._NUMBER, lambda text: stands_behind(text, "：:", slots._ENDS_OF_NUMBERS)),
    "gapped": (slots._GAPPED, lambda text: holds_any(text, names.GAP)),
    "school": (kinds._OF_A_SCHOOL, lambda text: stands_behind(text, "：: \u3000", kinds._ENDS_OF_SCHOOLS)),
    "dotted": (names._BETWEEN_HAN, lambda text: holds_any(text, names.DOTS)),
    "address": (
        addresses._core(),
        lambda text: stands_behind(text, addresses._NUMBERED, addresses._DIGITS_BEFORE),
    ),
    "room": (
        addresses._ROOM_ALONE,
        lambda text: stands_behind(text, addresses._NUMBERED, addresses._DIGITS_BEFORE),
    ),
    "radicals": (characters._FOLDABLE, characters._RARE.search),
    "traditional": (script._ONLY, characters._RARE.search),
    "page": (repeated_titles._PAGE, lambda text: holds_any(text, repeated_titles._JOINTS)),
    "sample": (repeated_titles._SUFFIX, lambda text: text[-1:] in repeated_titles._ENDS_OF_SAMPLES),
}
"""Each pattern with its cheap test."""
PIECES = (
    *("王建国", "李四", "书记", "同志", "委员", "校对", "联系人", "任命", "免去", "的职务", "为镇长，", "本人", "我叫"),
    *("小学", "三年级", "班", "人", "名", "位", "号", "栋", "路", "村", "男", "女", "第", "章", "部", "一", "十二"),
    *("1", "23", "、", ".", "．", "·", "（", "）", "(", ")", "：", ":", "，", "。", "”", " ", "\u3000", "\t", "\n"),
    *("<b>", "{", "$(", "\\n", "x0dx0a", "@page", "var ", "# ", "**", "[^1]", "```", "|--", "](", "㈠", "⑴"),
    *("⼀", "們", "_倡议书_某某网", " - 某某社区", "总结", "优秀范文", "例文三篇", "（★★★）", "，女", "年", "%"),
    *CALLED,
)
texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


OF_CLUES = sorted({word for clue in clues.clues() for word in re.findall("[\u4e00-\u9fff]{1,4}", clue.right.pattern)})


@given(words=st.lists(st.sampled_from([*OF_CLUES, *PIECES]), max_size=4))
def test_a_clue_is_among_those_of_the_character_behind_the_mask(words: list[str]) -> None:
    right = "".join(words)
    assert all(clue in clues._clues_before(right[:1]) for clue in clues.clues() if clue.right.search(right))


@given(text=texts, verse=st.booleans())
def test_lines_that_are_one_pass_the_cheap_test(text: str, verse: bool) -> None:
    for left, right in pairwise(read(text).lines):
        one = wraps._is_broken(left, right, verse=verse) or wraps._is_split(left, right)
        assert not one or wraps._may_be_one(left.content, right.content)


@pytest.mark.parametrize("name", TESTS)
@given(text=texts)
def test_what_a_pattern_finds_its_cheap_test_does_not_miss(name: str, text: str) -> None:
    pattern, cheap = TESTS[name]
    assert not pattern.search(text) or cheap(text)


@given(text=texts, listed=st.sets(st.sampled_from(PIECES), max_size=4))
def test_a_word_is_held_if_it_stands_in_the_text(text: str, listed: set[str]) -> None:
    assert holds_word(text, listed) == any(word in text for word in listed)
