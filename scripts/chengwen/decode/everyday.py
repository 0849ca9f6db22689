"""Say how much a text looks like everyday Chinese: by what its characters are, never by what it says."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from chengwen.knowledge.tables import characters, words

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def everyday_share(text: str) -> float:
    """Say how much of a text is everyday Chinese: 1 for all of it, below 0 for junk."""
    if not text:
        return 0.0
    return sum(worth(char) * count for char, count in Counter(text).items()) / (10 * len(text))


@lru_cache(maxsize=65_536)
def worth(char: str) -> int:
    """Say how much a character speaks for the reading it appears in: 10 for everyday Chinese, below 0 for junk."""
    if char in _everyday():
        return 10
    if "\u4e00" <= char <= "\u9fff":
        return 2
    if char < "\x80":
        return 5 if char.isprintable() or char in "\t\r\n" else -20
    if "\ue000" <= char <= "\uf8ff" or char == REPLACEMENT:
        return -10
    return 0


def is_everyday(char: str) -> bool:
    """Tell whether a character is among those that everyday Chinese is written with; a rare one is mostly in names.

    >>> is_everyday("敏"), is_everyday("嫄")
    (True, False)
    """
    return char in _everyday()


def commonness(char: str) -> int:
    """Return how common a character is in official documents: 6 for the first 30, one less for each doubling, then 0.

    A sign that is used to mask (×××) counts as much as a character that is everyday and most common: 16.

    >>> commonness("工"), commonness("村"), commonness("嫄")
    (6, 3, 0)
    >>> commonness("×")
    16
    """
    return _commonness().get(char, 0)


@cache
def _commonness() -> dict[str, int]:
    common = enumerate("".join(words("characters", "common")))
    return {
        **{char: sum(place < 30 << step for step in range(6)) for place, char in common},
        **{sign: 16 - worth(sign) for sign in characters("characters", "signs")},
    }


@cache
def _everyday() -> frozenset[str]:
    """List the characters of GB2312's first level, Big5's first level and the punctuation both begin with.

    The standards themselves sort by use: rows 16 to 55 of GB 2312-1980, and A440 to C67E of Big5.
    """
    pairs = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    simplified = b"".join(pairs).decode("gb2312", "ignore")
    pairs = [bytes((high, low)) for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
    traditional = b"".join(pairs).decode("big5", "ignore")
    return frozenset(
        simplified + traditional + "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％　０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩"
    )
