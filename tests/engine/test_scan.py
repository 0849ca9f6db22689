"""Many words are found as one pattern or one look-up would find them, whatever the text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from chengwen.engine.scan import (
    any_of,
    beginnings_of,
    by_ending,
    ending_in,
    holds_any,
    literal_of,
    longest_in,
    names_found,
    needed_by,
    occurrences,
    sought_by_name,
    stands_behind,
)

words = st.sets(st.text("甲乙丙丁", min_size=1, max_size=4), min_size=1, max_size=12)
texts = st.text("甲乙丙丁，", max_size=60)


@given(words, texts)
def test_the_longest_word_from_each_place_on(words: set[str], text: str) -> None:
    longest = re.compile(f"(?=({'|'.join(sorted(words, key=len, reverse=True))}))")
    assert list(occurrences(words, text)) == [match.span(1) for match in longest.finditer(text)]


@given(words, texts)
def test_a_pattern_of_words_is_their_alternation_longest_first(words: set[str], text: str) -> None:
    plain = "|".join(sorted(words, key=len, reverse=True))
    assert re.findall(any_of(words), text) == re.findall(plain, text)


@given(st.sampled_from(["甲(?:乙|丙)丁丁", "[甲乙]丙{0,2}丁", "甲乙?丙丁", "甲|乙"]), texts)
def test_a_match_holds_the_literal_of_its_pattern(pattern: str, text: str) -> None:
    assert all(literal_of(pattern) in match.group() for match in re.finditer(pattern, text))


@given(st.sampled_from(["^ ?甲|^[乙丙]丁", "^(?:甲|乙?丙)(?!丁)", "^(?!甲)丁", "^甲?乙?", "甲", "^[^甲]"]), texts)
def test_a_text_in_which_a_pattern_is_found_begins_as_the_pattern_does(pattern: str, text: str) -> None:
    known = beginnings_of(pattern)
    assert not known or not re.search(pattern, text) or text[:1] in known


def test_of_these_patterns_the_beginnings_are_known() -> None:
    known = [beginnings_of(pattern) for pattern in ("^ ?甲|^[乙丙]丁", "^(?:甲|乙?丙)(?!丁)", "^(?!甲)丁")]
    assert known == [frozenset(" 甲乙丙"), frozenset("甲乙丙"), frozenset("丁")]


NEEDING = {
    pattern: re.compile(pattern)
    for pattern in (
        *(
            "甲",
            "甲?乙{2,3}",
            "[甲乙]丙|丁{0,2}丙",
            "(?:甲|乙(?:丙|丁)){1,2}",
            "(?i:a)甲",
            "^甲|^乙丙",
            "^(?:甲|乙?丙)(?!丁)",
        ),
        *("[^甲]", "甲*", "(?<=甲)乙", "乙(?!甲)", "丁$", "甲|", "(?P<one>甲)丙?", "乙+?丙*", "[丁-乙]甲"),
    )
}


@given(st.sampled_from(sorted(NEEDING)), texts)
def test_a_text_in_which_a_pattern_is_found_holds_a_character_that_it_needs(pattern: str, text: str) -> None:
    needed = needed_by(pattern)
    assert not needed or not re.search(pattern, text) or not needed.isdisjoint(text)


def test_of_these_patterns_it_is_known_what_they_need() -> None:
    known = [needed_by(pattern) for pattern in ("甲?乙{2,3}", "[甲乙]丙|丁{0,2}丙", "^甲|^乙丙", "甲*", "甲|")]
    assert known == [frozenset("乙"), frozenset("丙"), frozenset("甲乙"), frozenset(), frozenset()]
    assert needed_by("(?i)a") == needed_by("a", re.IGNORECASE) == needed_by("(?i:a)") == frozenset()


@given(texts)
def test_patterns_found_by_what_they_need_are_those_found_by_asking_each(text: str) -> None:
    plain = [pattern for pattern in NEEDING if re.search(pattern, text)]
    assert list(names_found(sought_by_name(NEEDING), text, set(text))) == plain


def test_the_beginning_of_any_line_is_not_that_of_a_text() -> None:
    sought = {"line": re.compile("^甲", re.MULTILINE), "inline": re.compile("(?m)^甲"), "text": re.compile("^甲")}
    assert list(names_found(sought_by_name(sought), "乙\n甲", "甲")) == ["line", "inline"]


longer = st.sets(st.text("甲乙丙丁", min_size=2, max_size=5), min_size=1, max_size=12)


@given(longer, texts, st.sampled_from([None, "甲", "[乙丙]"]))
def test_words_found_by_their_ends_are_those_found_by_their_beginnings(
    words: set[str], text: str, behind: str | None
) -> None:
    plain = f"(?:{any_of(words)}){f'(?!{behind})' if behind else ''}"
    found = longest_in(text, by_ending(words), re.compile(ending_in(words)), behind and re.compile(behind))
    assert list(found) == [match.span() for match in re.finditer(plain, text)]


@given(texts, st.sampled_from(["甲", "乙丙", "，"]), st.sampled_from(["丁", "甲乙", "，丁"]))
def test_a_sign_behind_another_is_what_a_pattern_of_both_finds(text: str, signs: str, before: str) -> None:
    assert stands_behind(text, signs, frozenset(before)) == (re.search(f"[{before}][{signs}]", text) is not None)
    assert holds_any(text, signs) == (re.search(f"[{signs}]", text) is not None)
