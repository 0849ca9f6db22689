"""Patterns made of words find what comparing word by word finds, and what is told of a pattern holds for all its matches."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from driver import fuzz

from chengwen.engine.scan import any_of, endings_of, literal_of, occurrences, places_of, places_where

LETTERS = "甲乙丙丁戊己abc.]-^\\[(|*+? \n"
ATOMS = (
    "甲",
    "乙",
    "[甲乙]",
    "[^甲]",
    "[a-c]",
    "[^a-c]",
    ".",
    "a",
    r"\n",
    "(?=甲)",
    "(?<=乙)",
    "^",
    "$",
    r"\b",
    "[一-龥]",
)
AMOUNTS = ("", "", "", "?", "{0,2}", "{1,2}", "{2}", "??", "{1,2}+")


def check(data: bytes) -> None:
    """Make words, a text and a pattern of the bytes."""
    take = partial(next, iter(data), 0)
    letters = LETTERS[: 2 + take() % (len(LETTERS) - 1)]
    words = {_some(take, letters, 1 + take() % 5) for _ in range(1 + take() % 24)}
    text = "".join(_some(take, letters, 1) for _ in range(take() % 60)) + "".join(sorted(words))[take() % 8 :]
    longest = dict(_longest(words, text))
    assert list(occurrences(words, text)) == sorted(longest.items())
    made = re.compile(any_of(words))
    for at in range(len(text) + 1):
        match = made.match(text, at)
        assert (match and match.end()) == longest.get(at)
    one = min(words)
    assert list(places_where(one, text)) == [match.start() for match in re.finditer(re.escape(one), text)]
    assert places_of(set(one), text) == [at for at, char in enumerate(text) if char in one]
    _is_told_of(_pattern(take, 3), text)


def _longest(words: set[str], text: str) -> list[tuple[int, int]]:
    found = ((at, [len(word) for word in words if text.startswith(word, at)]) for at in range(len(text)))
    return [(at, at + max(sizes)) for at, sizes in found if sizes]


def _is_told_of(pattern: str, text: str) -> None:
    literal, endings = literal_of(pattern), endings_of(pattern)
    for match in re.finditer(pattern, text):
        assert literal in match.group()
        assert not endings or match.group()[-1:] in endings


def _some(take: Callable[[], int], letters: str, count: int) -> str:
    return "".join(letters[take() % len(letters)] for _ in range(count))


def _pattern(take: Callable[[], int], depth: int) -> str:
    return "".join(_item(take, depth) for _ in range(1 + take() % 3))


def _item(take: Callable[[], int], depth: int) -> str:
    kind = take()
    if kind % 3 or not depth:
        atom = ATOMS[take() % len(ATOMS)]
        return atom + (AMOUNTS[take() % len(AMOUNTS)] if atom[0] not in "^$(\\" else "")
    branches = (_pattern(take, depth - 1) for _ in range(1 + take() % 3))
    group = ("(?:", "(", "(?>")[take() % 3]
    return f"{group}{'|'.join(branches)}){('', '?', '{1,2}')[take() % 3]}"


if __name__ == "__main__":
    fuzz(check)
