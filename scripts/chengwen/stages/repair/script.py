"""Undo what mirrors in traditional script do to a mainland text: the script itself, and pinyin after characters.

Judged once for the whole document: many characters that exist only in traditional script, and nothing that only Hong
Kong, Macao or Taiwan would write. Conversion uses OpenCC's t2s with its table of phrases, never character by character.
A pinyin gloss or two is the author's (张（Zhang）, PPP); glosses are removed only if many of them are pinyin syllables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import places_of
from chengwen.knowledge.tables import pattern, words
from chengwen.stages.repair.characters import holds_rare
from chengwen.text import Edit, delete, replace

RULE = "traditional-to-simplified"
SHARE = 0.06
"""Share of Han that exist only in traditional script. Mirrors of mainland texts have 0.2 to 0.4; a simplified text with
a quotation or a name in traditional script stays below 0.02."""
READ = 20_000

_PIECES = compiled(r".{1,2000}\Z|.{0,1999}[。，；！？、]|.{1,2000}", re.DOTALL)
"""A long line is converted in pieces, since OpenCC takes quadratic time; no phrase in its table contains such
punctuation."""

_ONLY = compiled(f"[{''.join(words('script', 'only'))}]")
_ELSEWHERE, _MAINLAND = pattern("script", "elsewhere"), pattern("script", "mainland")


def simplify(draft: Draft) -> Iterator[Edit]:
    """Yield the conversion of each line that changes; the ledger makes one edit per line of it."""
    if not draft.once(holds_rare) or not is_traditional_mainland(draft.value):
        return
    for line in draft.all_lines:
        pieces = _PIECES.findall(line.content)
        yield from _differences(line.start, line.content, "".join(map(_converter().convert, pieces)))


def is_traditional_mainland(text: str) -> bool:
    """Whether a text is mostly in traditional script, without a sign that it was written so."""
    head = text[:READ]
    if not _ONLY.search(head):
        return False
    found = len(_ONLY.findall(head))
    han = len(re.findall(f"[{HAN}]", head))
    if han < 20 or found < SHARE * han:
        return False
    elsewhere = {match.group() for match in _ELSEWHERE.finditer(head)}
    return len(elsewhere) < 2 or len(_MAINLAND.findall(head)) > 2 * len(_ELSEWHERE.findall(head))


def _differences(start: int, old: str, new: str) -> Iterator[Edit]:
    """Yield what a conversion changed: piece by piece if both have the same length, otherwise as a whole."""
    if len(old) != len(new):
        yield replace(start, start + len(old), new, RULE)
        return
    for match in re.finditer("1+", "".join("01"[a != b] for a, b in zip(old, new, strict=True))):
        low, high = match.span()
        yield replace(start + low, start + high, new[low:high], RULE)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


GLOSS = "pinyin-gloss"
FEWEST = 5
MANY, VERY_MANY = 2, 6
"""Glosses per two hundred characters: below the first number the text is not glossed; from the second on they need not
be repetitions of the same ones. Mirrors seen have 7 to 13; a text that explains a few rare characters has 3 or 4, all
different."""

_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü", "aaaaooooeeeeiiiiuuuuvvvvv")
_LETTERS = "a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü"
_OPENING = "(（"
_WORTH_A_LOOK = compiled(f"[(（][{_LETTERS}]")
_SYLLABLE = compiled(
    "(?:[bpmfdtnlgkhjqxzcsryw]|zh|ch|sh)?"
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|vn|er"
    "|ia|ie|iu|ua|uo|ui|ue|ve|a|o|e|i|u|v)"
)


def pinyin(text: str) -> Iterator[Edit]:
    """Yield the deletions of pinyin glosses, if the text is full of them."""
    if not any(_WORTH_A_LOOK.match(text, at) for at in places_of(_OPENING, text)):
        return
    found = [match for match in _gloss().finditer(text) if _is_pinyin(match.group())]
    if len(found) >= FEWEST and _is_full(text, [match.group() for match in found]):
        for match in [*found, *_torn().finditer(text)]:
            yield delete(*match.span(), GLOSS)


def _is_full(text: str, glosses: Sequence[str]) -> bool:
    """Whether the glosses are a mirror's, not an author's.

    An author explains a rare character once, in full-width brackets.
    """
    often = 200 * len(glosses)
    if often < MANY * len(text):
        return False
    half_width = sum("(" in gloss for gloss in glosses)
    repeated = 5 * len(set(glosses)) <= 4 * len(glosses)
    return half_width >= FEWEST or repeated or often >= VERY_MANY * len(text)


@cache
def _gloss() -> re.Pattern[str]:
    return compiled(f"(?<=[{HAN}])(?:[(（][{_LETTERS}]{{1,6}}[)）]){{1,8}}")


@cache
def _torn() -> re.Pattern[str]:
    return compiled(f"(?<=[{HAN}])[(（][{_LETTERS}]{{1,6}}(?=[.…。\\s]*\\Z)")


def _is_pinyin(glosses: str) -> bool:
    return all(_SYLLABLE.fullmatch(syllable.translate(_TONES)) for syllable in re.findall(f"[{_LETTERS}]+", glosses))
