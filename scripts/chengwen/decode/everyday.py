"""Measure how much a text looks like everyday Chinese: by which characters it uses, never by its meaning."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from chengwen.knowledge.tables import characters, words

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def everyday_share(text: str) -> float:
    """Return how much of a text is everyday Chinese: 1 for all of it, below 0 for junk."""
    if not text:
        return 0.0
    return sum(worth(char) * count for char, count in Counter(text).items()) / (10 * len(text))


@lru_cache(maxsize=65_536)
def worth(char: str) -> int:
    """Return how much a character supports its reading: 10 for everyday Chinese, below 0 for junk."""
    if char in everyday():
        return 10
    if "\u4e00" <= char <= "\u9fff":
        return 2
    if char < "\x80":
        return 5 if char.isprintable() or char in "\t\r\n" else -20
    if "\ue000" <= char <= "\uf8ff" or char == REPLACEMENT:
        return -10
    return 0


def is_everyday(char: str) -> bool:
    """Whether a character is in everyday use in Chinese; rare ones occur mostly in names.

    >>> is_everyday("敏"), is_everyday("嫄")
    (True, False)
    """
    return char in everyday()


def commonness(char: str) -> int:
    """Return how common a character is in official documents: 6 for the first 30, one less for each doubling, then 0.

    A masking sign (×××) counts as much as an everyday character that is also most common: 16.

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
def everyday() -> frozenset[str]:
    """Return the characters of GB2312's first level, Big5's first level, and the punctuation at the start of both.

    The standards themselves order by use: rows 16 to 55 of GB 2312-1980, and A440 to C67E of Big5.
    """
    pairs = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    simplified = b"".join(pairs).decode("gb2312", "ignore")
    pairs = [bytes((high, low)) for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
    traditional = b"".join(pairs).decode("big5", "ignore")
    return frozenset(
        simplified + traditional + "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％　０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩"
    )
