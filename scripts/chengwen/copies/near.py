"""Decide whether two texts are one document: a resold copy has another watermark, other placeholders, another title.

Compared is what copies share: the Chinese characters of the clean text, without labels, digits and punctuation, in
shingles of 13 (Broder, 1997). Set phrases are shorter than that, so reports that share them share few shingles. A
signature (MinHash) finds candidates without the texts; if both texts are available, the shingles themselves decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, folded
from chengwen.errors import MissingExtraError
from chengwen.knowledge.labels import ANY
from chengwen.message import say

SHINGLE = 13
"""Characters in a shingle: longer than any set phrase, and long enough that a signature reveals no name."""
SLOTS = 128
"""Numbers in a signature; its estimate is off by at most 0.09 in 95 of 100 cases."""
SEED = 1997
BAND = 3
"""Slots that must agree for two of many signatures to be compared."""
CANDIDATE = 0.2
"""Signatures that agree in a smaller share of slots are not examined further."""
SIMILAR = 0.3
"""From this share of the smaller text on, two documents are worth showing side by side."""
SAME_SMALLER, SAME_LARGER = 0.75, 0.6
"""From these shares of the smaller and of the larger text on, two documents are one."""
SAME_SIGNATURE = 0.5
"""From this share of slots on, a text is the same as one whose signature alone is left; it corresponds to both shares
above."""
MANY = 2_000
"""From this many paragraphs on, those that occur everywhere are not compared: the time is quadratic in them."""

FOREIGN = 10
"""A text with fewer Chinese characters than one in so many is hardly Chinese."""

_OTHER = compiled(f"[^{HAN}]+")
_PIECE = compiled("[0-9]+(?:[.][0-9]+)*|[^0-9]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share: each number is a share of that text's shingles, from 0 to 1."""

    of_first: float
    of_second: float

    @property
    def same(self) -> bool:
        """Whether the two are copies of one document."""
        low, high = sorted((self.of_first, self.of_second))
        return high >= SAME_SMALLER and low >= SAME_LARGER

    @property
    def similar(self) -> bool:
        """Whether a person should compare the two."""
        return max(self.of_first, self.of_second) >= SIMILAR


def essence(text: str) -> str:
    """Return the Chinese characters of a clean text, without what differs between copies.

    A text that is hardly Chinese is compared by all its letters.

    >>> essence("2022年工作总结\\n\\n一、共有党员〖数字〗名。\\n"), essence("Notes on filing.\\n")
    ('年工作总结一共有党员名', 'Notesonfiling')
    """
    letters = "".join(filter(str.isalpha, re.sub(ANY, "", text)))
    chinese = _OTHER.sub("", letters)
    return chinese if FOREIGN * len(chinese) >= len(letters) else letters


def letters_and_numbers(text: str) -> str:
    """Return the letters and numbers of a clean text, a blank between them, half-width and in lower case.

    >>> letters_and_numbers("九月３０日，带上Ａ表。\\n"), letters_and_numbers("1.5万"), letters_and_numbers("1、5万")
    ('九 月 30 日 带 上 a 表', '1.5 万', '1 5 万')
    """
    return " ".join(piece for piece in _PIECE.findall(folded(text)) if piece[0].isalnum())


def shingles(text: str) -> frozenset[str]:
    """Return the shingles of a clean text; a text shorter than a shingle is its own."""
    bare = essence(text)
    return frozenset(bare[at : at + SHINGLE] for at in range(max(1, len(bare) - SHINGLE + 1)))


def compare(first: frozenset[str], second: frozenset[str]) -> Likeness:
    """Return how much two sets of shingles share."""
    shared = len(first & second)
    return Likeness(shared / len(first), shared / len(second))


def signature(text: str) -> tuple[int, ...]:
    """Return the signature (MinHash) of a clean text, made by the library that `algorithm` names.

    >>> signature("一二三四五六七八九十一二三四五") == signature("一二三四五，六七八九十；一二三〖数字〗四五。")
    True
    """
    made = _library()(num_perm=SLOTS, seed=SEED)
    made.update(sorted(shingles(text)))
    return tuple(made.digest())


def algorithm() -> str:
    """Return the name of what makes signatures; signatures with different names cannot be compared."""
    return f"rensa R-MinHash {_library().ALGORITHM_VERSION}, {SLOTS} slots, seed {SEED}, {SHINGLE} Han characters"


def _library() -> Any:
    try:
        from rensa import RMinHash
    except ImportError as error:
        raise MissingExtraError(say("looking for near-duplicates"), "formats", error.name) from error
    return RMinHash


def agreement(first: Sequence[int], second: Sequence[int]) -> float:
    """Estimate from two signatures the share of their combined shingles that both texts have."""
    return sum(map(int.__eq__, first, second)) / SLOTS


def candidates(wanted: Sequence[int], known: Mapping[str, Sequence[int]], least: float = CANDIDATE) -> list[str]:
    """Return the names of the known signatures that agree with one, the most similar first."""
    alike = {name: agreement(wanted, other) for name, other in known.items()}
    return sorted((name for name in alike if alike[name] >= least), key=lambda name: (-alike[name], name))


def pairs(signatures: Mapping[str, Sequence[int]], least: float = CANDIDATE) -> Iterator[tuple[str, str]]:
    """Yield the pairs among many signatures that agree, each once, in the order of their names.

    Only pairs that agree in all slots of at least one band are compared (locality-sensitive hashing): this finds more
    than 99 in 100 of the texts that share half.
    """
    for low in range(0, SLOTS - BAND + 1, BAND):
        found: dict[Sequence[int], list[str]] = {}
        for name in sorted(signatures):
            found.setdefault(tuple(signatures[name][low : low + BAND]), []).append(name)
        for first, second in (pair for names in found.values() for pair in combinations(names, 2)):
            one, other = signatures[first], signatures[second]
            earlier = any(one[at : at + BAND] == other[at : at + BAND] for at in range(0, low, BAND))
            if not earlier and agreement(one, other) >= least:
                yield first, second


def differences(first: str, second: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the paragraphs in which two clean texts differ: the first's, and the second's in their place."""
    one, other = ([line for line in text.split("\n") if line] for text in (first, second))
    keys = [[essence(line) or line for line in lines] for lines in (one, other)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=len(keys[1]) > MANY)
    for kind, low, high, from_, to in matcher.get_opcodes():
        if kind != "equal":
            yield one[low:high], other[from_:to]
