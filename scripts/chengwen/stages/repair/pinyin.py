"""Find pinyin that a traditional-script mirror set after characters: 現(xiàn)代, 黨(dang)(dang).

A gloss or two is the author's (张（Zhang）, PPP); only where glosses are many and all are pinyin syllables do they go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from chengwen.engine.lines import HAN
from chengwen.text import Edit, delete

RULE = "pinyin-gloss"
FEWEST = 5
MANY, VERY_MANY = 2, 6
"""Glosses for every two hundred characters: fewer than the first make no glossed text; with the second they need not
be the same ones again and again. Mirrors seen have 7 to 13; a text that explains a few rare characters has 3 or 4, all
different."""

_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü", "aaaaooooeeeeiiiiuuuuvvvvv")
_LETTERS = "a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü"
_WORTH_A_LOOK = re.compile(f"[(（][{_LETTERS}]")
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxzcsryw]|zh|ch|sh)?"
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|vn|er"
    "|ia|ie|iu|ua|uo|ui|ue|ve|a|o|e|i|u|v)"
)


def pinyin(text: str) -> Iterator[Edit]:
    """Give the deletions of pinyin glosses, if the text is full of them."""
    if not _WORTH_A_LOOK.search(text):
        return
    found = [match for match in _gloss().finditer(text) if _is_pinyin(match.group())]
    if len(found) >= FEWEST and _is_full(text, [match.group() for match in found]):
        for match in [*found, *_torn().finditer(text)]:
            yield delete(*match.span(), RULE)


def _is_full(text: str, glosses: Sequence[str]) -> bool:
    """Tell a mirror's glosses from an author's, who explains a rare character once, and in full-width brackets."""
    often = 200 * len(glosses)
    if often < MANY * len(text):
        return False
    half_width = sum("(" in gloss for gloss in glosses)
    repeated = 5 * len(set(glosses)) <= 4 * len(glosses)
    return half_width >= FEWEST or repeated or often >= VERY_MANY * len(text)


@cache
def _gloss() -> re.Pattern[str]:
    return re.compile(f"(?<=[{HAN}])(?:[(（][{_LETTERS}]{{1,6}}[)）]){{1,8}}")


@cache
def _torn() -> re.Pattern[str]:
    return re.compile(f"(?<=[{HAN}])[(（][{_LETTERS}]{{1,6}}(?=[.…。\\s]*\\Z)")


def _is_pinyin(glosses: str) -> bool:
    return all(_SYLLABLE.fullmatch(syllable.translate(_TONES)) for syllable in re.findall(f"[{_LETTERS}]+", glosses))
