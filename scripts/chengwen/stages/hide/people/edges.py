"""Judge where a name may begin and end, by what stands to its left and to its right.

The words are in words/people.toml: titles, verbs that follow a name, words that lead up to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import by_ending, longest_in
from chengwen.knowledge.tables import any_word, common_words, is_word, word_ends, word_pattern, word_set, words

HARD = compiled(f"[^{HAN}A-Za-z0-9]|$")
"""A boundary that no word runs across: punctuation, a gap, the end."""


@lru_cache(maxsize=4_096)
def _is_hard(char: str) -> bool:
    return HARD.match(char) is not None


@cache
def _heads_of_titles() -> frozenset[str]:
    return frozenset(word[0] for word in word_set("people", "titles", "before", "after"))


def left_of(text: str, start: int) -> int:
    """Return how surely a name may begin here, from 0 to 3.

    3: behind punctuation or a title; 2: behind a word that names follow; 1: behind any word.
    """
    if start == 0 or _is_hard(text[start - 1]):
        return 3
    before, common = text[start - 2 if start > 1 else 0 : start], common_words()  # asked for every name: no calls
    known = _ends().get(before)
    if known is not None and text.endswith(known, 0, start):
        return 3
    if text[start - 1 : start + 1] in common and start < len(text):
        return 0
    known = _leads().get(before[-1])
    if known is not None and text.endswith(known, 0, start):
        return 2
    return 1 if before in common or before[-1].isdigit() else 0


def right_of(text: str, end: int) -> int:
    """Return how surely a name may end here, on the same scale."""
    behind = text[end : end + 1]
    if _is_hard(behind):
        return 3
    if behind in _heads_of_titles() and titles().match(text, end):
        return 3
    common = common_words()
    if text[end - 1 : end + 1] in common:
        return 0
    known = _verbs().get(behind)
    if known is not None and text.startswith(known, end):
        return 2
    return 1 if text[end : end + 2] in common else 0


@cache
def _leads() -> dict[str, tuple[str, ...]]:
    return _by_last("lead")


@cache
def _verbs() -> dict[str, tuple[str, ...]]:
    return _by_first("verbs")


def begins_with_one_of(key: str, text: str, at: int) -> bool:
    """Whether a word of a list begins here: one look-up for most places, a few for the rest."""
    known = _by_first(key).get(text[at : at + 1])
    return known is not None and text.startswith(known, at)


def first_of(key: str, text: str, at: int) -> str:
    """Return the longest word of a list that begins here; empty if none does."""
    known = _by_first(key).get(text[at : at + 1], ())
    return max((word for word in known if text.startswith(word, at)), key=len, default="")


def ends_with_one_of(key: str, text: str, end: int) -> bool:
    """Whether a word of a list ends here."""
    known = _by_last(key).get(text[end - 1 : end])
    return known is not None and text.endswith(known, 0, end)


@cache
def _by_first(key: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a list by the character with which they begin."""
    return {first: tuple(group) for first, group in groupby(sorted(word_set("people", key)), itemgetter(0))}


@cache
def _by_last(key: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a list by the character in which they end."""
    last = itemgetter(-1)
    return {end: tuple(group) for end, group in groupby(sorted(word_set("people", key), key=last), last)}


def is_torn(text: str, at: int) -> bool:
    """Whether a word runs across this offset (学习|习)."""
    return 0 < at < len(text) and is_word(text[at - 1 : at + 1])


def best(weighed: Iterable[tuple[int, Find]]) -> Find | None:
    """Return the name with the surest edge; of those the one that reads best, then the longest."""
    ranked = list(weighed)
    if len(ranked) < 2:  # most times: no other can cut it short
        return ranked[0][1] if ranked else None
    ranked = [pair for pair in ranked if not _cut_short(pair, ranked)] or ranked
    return max(ranked, key=lambda pair: (min(pair[0], 2), pair[1].weight, len(pair[1].name)))[1]


def _cut_short(pair: tuple[int, Find], ranked: Sequence[tuple[int, Find]]) -> bool:
    """Whether a shorter name ends only because a character of the longer one is also a particle (陈志刚亦到场)."""
    edge, short = pair
    return edge < 3 and any(
        one.span.start == short.span.start
        and one.span.end == short.span.end + 1
        and one.weight == 3
        and one.name[-1] not in _ANDS
        and (right >= 2 or (edge == 2 and right and one.name[-1] in _PARTICLES))
        and len(short.name) == 2
        for right, one in ranked
    )


_ANDS, _PARTICLES = frozenset("和与及同跟"), frozenset("刚亦先正均")


@cache
def titles() -> re.Pattern[str]:
    """Return the pattern of a title; `sides_of` tells on which side of it names stand."""
    no_office = any_word("people", "of_offices")  # 委员会 holds no 委员
    return compiled(f"(?:{any_word('people', 'titles', 'before', 'after')})(?!{no_office})")


def titles_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the titles of a text, those that `titles` finds."""
    return longest_in(text, *word_ends("people", "titles", "before", "after"), word_pattern("people", "of_offices"))


@cache
def sides_of(title: str) -> tuple[bool, bool]:
    """Whether a name may stand before a title (王建国书记), and behind it (书记王建国)."""
    both = title in words("people", "titles")
    return both or title in words("people", "after"), both or title in words("people", "before")


def ends_in_title(text: str, end: int) -> bool:
    """Whether a title ends here."""
    known = _ends().get(text[max(0, end - 2) : end])
    return known is not None and text.endswith(known, 0, end)


LONGEST_TITLE = 8


@cache
def _ends() -> dict[str, tuple[str, ...]]:
    """Return the titles behind which a name may stand by their last two characters."""
    return by_ending(sorted(word_set("people", "titles", "before")))


def either(key: str) -> str:
    """Return the words of a list as a pattern that prefers the longer."""
    return any_word("people", key)
