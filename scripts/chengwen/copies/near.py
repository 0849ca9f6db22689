"""Decide whether two texts are one document: a resold copy has another watermark, other placeholders, another title.

Compared is what copies share: the Chinese characters of the clean text, without labels, digits and punctuation, in
shingles of 13 (Broder, 1997). Set phrases are shorter than that, so reports that share them share few shingles. A
signature (MinHash) finds candidates without the texts; if both texts are available, the shingles themselves decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.errors import MissingExtraError
from chengwen.knowledge.labels import ANY
from chengwen.knowledge.tables import is_word
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


LEAST = 2
"""How many values must differ: a single one may be a title's, or a slip."""
SHARE = 1 / 3
"""Minimum share of differing numbers among those that both have in the same place; a corrected version has few."""
LONGEST_NAME = 8
"""In characters: anything longer is another wording, not a name."""
LONGEST_CLAUSE = 200
"""In tokens; comparing takes quadratic time in them."""

_CLAUSE_ENDS = compiled("[，。；：！？、,;:!?\n（）()“”《》]+")
_TOKEN = compiled(ANY + "|[0-9]+(?:[.][0-9]+)*|[零〇一二三四五六七八九十百千万两]{2,}|[^ \u3000]")
_NUMBER = compiled("[0-9]+(?:[.][0-9]+)*|[零〇一二三四五六七八九十百千万两]{2,}")
_NUMERALS = compiled("[0-9]+(?:[.][0-9]+)*|[零〇一二三四五六七八九十百千万两]+")
_HOLDS_NUMERAL = compiled("[0-9零〇一二三四五六七八九十百千万两]")
_OF_HEADING = compiled("^(?:[0-9]{1,2}[.．](?![0-9])|(?:第?[0-9一二三四五六七八九十]{1,3}[章节]?)$)")
_MASK = compiled("[〖〗XxＸ×*＊○●□_某?？]")
Clause = tuple[str, ...]
_UNITS = frozenset("省市区县旗州盟镇乡村寨屯组社街道局委办院校所站队厅处科园")
"""How names of places and offices end."""


def of_one_template(first: str, second: str) -> bool:
    """Whether two clean texts that share most of their words are two reports, not two copies of one.

    >>> of_one_template("云溪村走访35户，云溪村修路12公里。", "河湾村走访61户，河湾村修路7公里。")
    True
    >>> of_one_template("云溪村走访35户，云溪村修路12公里。", "〖地名〗村走访35户，某村修路〖数字〗公里。")
    False
    """
    equal = numbers = names = 0
    again: Counter[tuple[str, str]] = Counter()
    for old, new, after in _replaced(first, second):
        equal += _numbers_in(old) if old == new else 0
        if old == new or _MASK.search(old + new):
            continue
        if _HOLDS_NUMERAL.search(old) or _HOLDS_NUMERAL.search(new):
            numbers += _are_numbers(old, new)
        elif _is_name(old, new, after):
            names += 1
        elif _may_be_name(old, new, after):
            again[old, new] += 1
    names += sum(number for number in again.values() if number >= LEAST)
    return names >= LEAST or (names + numbers >= LEAST and numbers >= SHARE * (numbers + equal))


def _clauses(text: str) -> list[Clause]:
    """Split a text into clauses, and those into tokens; numbers of headings, which shift, are left out."""
    clauses = (_OF_HEADING.sub("", clause) for clause in _CLAUSE_ENDS.split(text))
    return [tuple(_TOKEN.findall(clause)) for clause in clauses if clause]


def _replaced(first: str, second: str) -> Iterator[tuple[str, str, str]]:
    """Yield what one text has in place of the other's, and the two characters behind that."""
    for one, other in _pairs(_clauses(first), _clauses(second)):
        if max(len(one), len(other)) > LONGEST_CLAUSE:
            continue
        for kind, low, high, from_, to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if kind in ("equal", "replace"):
                yield "".join(one[low:high]), "".join(other[from_:to]), "".join(one[high : high + 2])


def _pairs(first: Sequence[Clause], second: Sequence[Clause]) -> Iterator[tuple[Clause, Clause]]:
    """Yield clauses in corresponding places: equal ones, and those of replaced stretches of equal length."""
    keys = [[_NUMBER.sub("0", "".join(clause)) for clause in text] for text in (first, second)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=len(keys[1]) > MANY)
    for _, low, high, from_, to in matcher.get_opcodes():
        if high - low == to - from_:
            yield from zip(first[low:high], second[from_:to], strict=True)


def _numbers_in(text: str) -> int:
    return len(_NUMBER.findall(text))


def _are_numbers(old: str, new: str) -> bool:
    """Whether a number replaces a number; a single 三 counts only if nothing else stands with it."""
    both = _numbers_in(old) and _numbers_in(new)
    return bool(both or (_NUMERALS.fullmatch(old) and _NUMERALS.fullmatch(new)))


def _is_name(old: str, new: str, after: str) -> bool:
    """Whether one name of a place or an office replaces another: neither is a word, and a unit follows it."""
    named = min(len(old), len(new)) > 1 and _ends_in_unit(old, new, after)
    return named and _may_be_name(old, new, after) and not (is_word(old) or is_word(new))


def _may_be_name(old: str, new: str, after: str) -> bool:
    """Whether these may be two names (财政 for 教育 before 局); believed if they replace each other again."""
    if max(len(old), len(new)) > LONGEST_NAME or old in _UNITS or new in _UNITS:
        return False
    if min(len(old), len(new)) == 1:  # 云溪村, 河溪村
        return bool(_UNITS.intersection(after))
    return _ends_in_unit(old, new, after) or not (is_word(old) or is_word(new))


def _ends_in_unit(old: str, new: str, after: str) -> bool:
    return bool(_UNITS.intersection(old[-1] + new[-1] + after))
