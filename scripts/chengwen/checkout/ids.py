"""Ids of what has no name of its own, or whose name is hidden: made of the clean text alone, which is published."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Sequence

from chengwen.copies.near import essence

ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""Of ids: no vowels, so that none spells a word, and nothing that looks like something else."""
ID_LENGTH = 7


def new_id(text: str, taken: Container[str] = ()) -> str:
    """Make an id of a clean text: two people who add the same text give it the same one, and no count is kept.

    >>> new_id("一、工作开展情况")
    '7mkmjsw'
    """
    return next(id for id in _windows(essence(text)) if id not in taken)


def sealed_id(stem: str, told: str, text: str) -> str:
    """Return the id of a file: its name, or what may be told of that and a digest of the clean text.

    So reports of different people that are named by their names are told apart, whatever else lies beside them.

    >>> sealed_id("工作总结", "工作总结", "一、工作开展情况"), sealed_id("丁一述职", "〖姓名〗述职", "一、工作开展情况")
    ('工作总结', '〖姓名〗述职-nvm32mj')
    """
    return told if told == stem else f"{told}-{_windows(text)[0]}"


def _windows(text: str) -> Sequence[str]:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    digits = []
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return ["".join(digits[at : at + ID_LENGTH]) for at in range(len(digits) - ID_LENGTH + 1)]
