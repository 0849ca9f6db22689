"""The set phrases and the themes: numbers agree with what they stand for, and themes hold to their examples."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from chengwen.knowledge.tables import read_table

Entry = dict[str, Any]

PHRASES = read_table("phrases", "phrases")
THEMES = read_table("themes", "themes")
NUMERALS = dict(zip("一二两双三四五六七八九十", (1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
# Phrases whose numerals are not simply added up: how many parts, and why.
NOT_ADDED = {
    "一岗双责": 2,  # 一岗 is the post that bears both
    "一案双查": 2,  # 一案 is the case
    "两个一百年": 2,  # 一百 counts years
    "三管三必须": 3,  # 管 and 必须 are two halves of each
    "五个一批": 5,  # 一批 is in each of the five
    "五位一体": 5,  # 一体 is the whole
    "五包一": 5,  # 一 is the person looked after
    "四个找一找": 4,  # 找一找 is the verb
    "四个铁一般": 4,  # 一般: "like"
}

each_phrase = pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["phrase"])
each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme["id"])


def repeated(items: list[str]) -> set[str]:
    return {item for item, times in Counter(items).items() if times > 1}


def spellings(phrase: Entry) -> list[str]:
    return [phrase["phrase"], *phrase["variants"]]


def added(phrase: str) -> int:
    """What the numerals of a phrase come to: 三会一课 stands for 3 + 1 things."""
    return sum(NUMERALS.get(character, 0) for character in phrase)


def test_there_are_enough_of_both() -> None:
    assert len(PHRASES) >= 150
    assert 14 <= len(THEMES) <= 16


def test_nothing_stands_twice() -> None:
    assert repeated([spelling for phrase in PHRASES for spelling in spellings(phrase)]) == set()
    assert repeated([theme["id"] for theme in THEMES]) == set()
    assert repeated([theme["name"] for theme in THEMES]) == set()
    assert repeated([word for theme in THEMES for word in theme["words"]]) == set()


def test_no_spelling_stands_inside_another() -> None:
    """Or one mention in a text would count for two."""
    known = [spelling for phrase in PHRASES for spelling in spellings(phrase)]
    assert {(inner, outer) for inner in known for outer in known if inner != outer and inner in outer} == set()


def test_every_theme_is_known_and_used() -> None:
    assert {phrase["theme"] for phrase in PHRASES} == {theme["id"] for theme in THEMES}


@each_phrase
def test_a_phrase_has_every_key_and_no_other(phrase: Entry) -> None:
    assert list(phrase) == ["phrase", "variants", "theme", "explain", "parts", "kind"]
    assert phrase["kind"] in {"number", "fixed"}


@each_phrase
def test_a_phrase_is_explained_in_one_short_sentence(phrase: Entry) -> None:
    explain = phrase["explain"]
    assert 15 <= len(explain) <= 60
    assert explain.endswith("。")
    assert explain.count("。") == 1


@each_phrase
def test_the_parts_are_as_many_as_the_number_says(phrase: Entry) -> None:
    expected = NOT_ADDED.get(phrase["phrase"], added(phrase["phrase"])) if phrase["kind"] == "number" else 0
    assert len(phrase["parts"]) == expected
    assert repeated(phrase["parts"]) == set()
    assert all(phrase["parts"])


@each_phrase
def test_a_number_phrase_holds_a_number(phrase: Entry) -> None:
    assert phrase["kind"] == "fixed" or added(phrase["phrase"]) > 1


@pytest.mark.parametrize("phrase", sorted(NOT_ADDED))
def test_an_exemption_is_still_needed(phrase: str) -> None:
    assert phrase in {entry["phrase"] for entry in PHRASES if entry["kind"] == "number"}
    assert added(phrase) != NOT_ADDED[phrase]


@each_theme
def test_a_theme_has_every_key_and_no_other(theme: Entry) -> None:
    assert list(theme) == ["id", "name", "words", "about", "match", "keep"]
    assert theme["about"].endswith("。")
    assert theme["about"].count("。") == 1


@each_theme
def test_the_words_of_a_theme_are_short_and_neither_few_nor_many(theme: Entry) -> None:
    assert 8 <= len(theme["words"]) <= 25
    assert {word for word in theme["words"] if not 2 <= len(word) <= 6} == set()


@each_theme
def test_a_theme_holds_to_its_examples(theme: Entry) -> None:
    def found(sentence: str) -> list[str]:
        return [word for word in theme["words"] if word in sentence]

    assert len(theme["match"]) == len(theme["keep"]) == 2
    assert [sentence for sentence in theme["match"] if not found(sentence)] == []
    assert {sentence: found(sentence) for sentence in theme["keep"] if found(sentence)} == {}
