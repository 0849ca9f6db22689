"""Judge where a name may begin and end, by what stands to its left and to its right.

The words are in words/people.toml: titles, verbs that follow a name, words that lead up to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from chengwen.engine.find import Find
from chengwen.engine.lines import HAN
from chengwen.engine.scan import any_of
from chengwen.knowledge.tables import is_word, read_table

HARD = re.compile(f"[^{HAN}A-Za-z0-9]|$")
"""A boundary that no word runs across: punctuation, a gap, the end."""


def left_of(text: str, start: int) -> int:
    """Return how surely a name may begin here, from 0 to 3.

    3: behind punctuation or a title; 2: behind a word that names follow; 1: behind any word.
    """
    if start == 0 or HARD.match(text[start - 1]):
        return 3
    if ends_in_title(text, start):
        return 3
    if is_torn(text, start):
        return 0
    if text.endswith(_lead(), 0, start):
        return 2
    return 1 if text[start - 1].isdigit() or is_word(text[max(0, start - 2) : start]) else 0


def right_of(text: str, end: int) -> int:
    """Return how surely a name may end here, on the same scale."""
    if HARD.match(text[end : end + 1]):
        return 3
    if titles().match(text, end):
        return 3
    if text.startswith(_verbs(), end) and not is_word(text[end - 1 : end + 1]):
        return 2
    return 1 if is_word(text[end : end + 2]) and not is_word(text[end - 1 : end + 1]) else 0


def is_torn(text: str, at: int) -> bool:
    """Whether a word runs across this offset (学习|习)."""
    return 0 < at < len(text) and is_word(text[at - 1 : at + 1])


def best(weighed: Iterable[tuple[int, Find]]) -> Find | None:
    """Return the name with the surest edge; of those the one that reads best, then the longest."""
    ranked = list(weighed)
    if not ranked:
        return None
    return max(ranked, key=lambda pair: (min(pair[0], 2), pair[1].weight, len(pair[1].name)))[1]


@cache
def titles() -> re.Pattern[str]:
    """Return the pattern of a title; `sides_of` says on which side of it names stand."""
    no_office = (
        "(?!会|处|团|站|级|制|岗|单位|项目|工程|论坛|联盟|队伍|大会|事务)"  # 委员会 does not contain the title 委员
    )
    return re.compile(any_of([word for key in ("titles", "before", "after") for word in words_of(key)]) + no_office)


@cache
def sides_of(title: str) -> tuple[bool, bool]:
    """Whether a name may stand before a title (王建国书记), and whether behind it (书记王建国)."""
    both = title in words_of("titles")
    return both or title in words_of("after"), both or title in words_of("before")


def ends_in_title(text: str, end: int) -> bool:
    """Whether a title ends here."""
    if text[end - 1 : end] not in _last_of_ends():
        return False
    return any(text[max(0, end - size) : end] in _ends() for size in range(2, LONGEST_TITLE + 1))


LONGEST_TITLE = 8


@cache
def _ends() -> frozenset[str]:
    return frozenset((*words_of("titles"), *words_of("before")))


@cache
def _last_of_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in _ends())


@cache
def _verbs() -> tuple[str, ...]:
    return words_of("verbs")


@cache
def _lead() -> tuple[str, ...]:
    return (*words_of("lead"), *"村镇乡县市区局办站所院校部委社组队厂公司支部党委班科股室系处厅会店线库馆园")


def either(key: str) -> str:
    """Return the words of a list as a pattern that prefers the longer ones."""
    return any_of(words_of(key))


@cache
def words_of(key: str) -> tuple[str, ...]:
    """Return a list of words from words/people.toml, longest first."""
    return tuple(sorted(set(_table()[key].split()), key=lambda word: (-len(word), word)))


@cache
def _table() -> dict[str, str]:
    return read_table("people", "words")[0]
