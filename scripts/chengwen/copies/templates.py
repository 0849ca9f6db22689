"""Whether two reports fill in one form or are copies of one: decided by the numbers and names in the same places.

A resold copy masks them, a corrected version changes few of them; what another office fills in has other ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from chengwen.copies.near import MANY
from chengwen.engine.kept import compiled
from chengwen.knowledge.labels import ANY
from chengwen.knowledge.tables import is_word

LEAST = 2
"""How many values must differ: a single one may be a title's, or a slip."""
SHARE = 1 / 3
"""Minimum share of differing numbers among those that both have in the same place; a corrected version has few."""
MANY_NUMBERS = 6
"""How many numbers two texts need for their numbers alone to decide."""
LONGEST_NAME = 8
"""In characters: anything longer is another wording, not a name."""
LONGEST_CLAUSE = 200
"""In tokens; comparing takes quadratic time in them."""
IN_PLACE = 0.95
"""From this share of clauses in the same place on, two texts need no matching: in a shifted table, fewer are."""

_CLAUSE_ENDS = compiled("[，。；：！？、,;:!?\n（）()“”《》]+")
_TOKEN = compiled(ANY + "|[0-9]+(?:[.][0-9]+)*|[零〇一二三四五六七八九十百千万两]{2,}|[^ \u3000]")
_NUMBER = compiled("[0-9]+(?:[.][0-9]+)*|[零〇一二三四五六七八九十百千万两]{2,}")
_NUMERALS = compiled("[0-9]+(?:[.][0-9]+)*|[零〇一二三四五六七八九十百千万两]+")
_HOLDS_NUMERAL = compiled("[0-9零〇一二三四五六七八九十百千万两]")
_OF_HEADING = compiled("^(?:[0-9]{1,2}[.．](?![0-9])|(?:第?[0-9一二三四五六七八九十]{1,3}[章节]?)$)")
_MASK = compiled("[〖〗XxＸ×*＊○●□_某?？]")
Clause = tuple[str, ...]
Stretch = tuple[int, int, int, int]
"""From where to where in one clause, and in the other."""
_UNITS = frozenset("省市区县旗州盟镇乡村寨屯组社街道局委办院校所站队厅处科园")
"""How names of places and offices end."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A clean text as it is compared: read once, however many others it is compared with."""

    clauses: tuple[Clause, ...]
    """Its clauses, each split into tokens; numbers of headings, which shift, are left out."""
    forms: tuple[str, ...]
    """The same clauses with 0 for each number."""


def filled(text: str) -> Filled:
    """Return a clean text as it is compared."""
    clauses = (_OF_HEADING.sub("", clause) for clause in _CLAUSE_ENDS.split(text))
    tokens = tuple(tuple(_TOKEN.findall(clause)) for clause in clauses if clause)
    return Filled(tokens, tuple(_NUMBER.sub("0", "".join(clause)) for clause in tokens))


def of_one_template(first: str, second: str) -> bool:
    """Whether two clean texts that share most of their words are two reports, not two copies of one.

    >>> of_one_template("云溪村走访35户，云溪村修路12公里。", "河湾村走访61户，河湾村修路7公里。")
    True
    >>> of_one_template("云溪村走访35户，云溪村修路12公里。", "〖地名〗村走访35户，某村修路〖数字〗公里。")
    False
    """
    return fill_one_form(filled(first), filled(second))


def fill_one_form(first: Filled, second: Filled) -> bool:
    """Whether two texts are two reports, as `of_one_template` does."""
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
            if names >= LEAST:
                return True
        elif _may_be_name(old, new, after):
            again[old, new] += 1
    names += sum(number for number in again.values() if number >= LEAST)
    return names >= LEAST or (names + numbers >= LEAST and numbers >= SHARE * (numbers + equal))


def numerals_in(text: str) -> list[str]:
    """Return the numbers of a text in their order; a single 三 does not count, being a number of nothing mostly.

    >>> numerals_in("一、走访35户，修路1.2公里，新增二十三人。")
    ['35', '1.2', '二十三']
    """
    return _NUMBER.findall(text)


def have_other_numbers(first: Counter[str], second: Counter[str]) -> bool:
    """Whether two texts that share most of their words have other numbers throughout; cheaper than comparing the texts.

    A number that one masks is in neither's way; one that moved is the same number.

    >>> have_other_numbers(Counter("123456"), Counter("567890")), have_other_numbers(Counter("123456"), Counter("654"))
    (True, False)
    """
    fewer = min(first.total(), second.total())
    return fewer >= MANY_NUMBERS and (first & second).total() <= SHARE * fewer


def _replaced(first: Filled, second: Filled) -> Iterator[tuple[str, str, str]]:
    """Yield what one text has in place of the other's, and the two characters behind that."""
    for one, other, alike in _pairs(first, second):
        if max(len(one), len(other)) > LONGEST_CLAUSE:
            continue
        places = _in_place(one, other) if alike and len(one) == len(other) else _matched(one, other)
        for low, high, from_, to in places:
            yield "".join(one[low:high]), "".join(other[from_:to]), "".join(one[high : high + 2])


def _in_place(one: Clause, other: Clause) -> Iterator[Stretch]:
    """Yield the stretches that are equal, and those that differ, of two clauses that differ in numbers alone."""
    at = 0
    for _, together in groupby(map(str.__eq__, one, other)):
        end = at + len(list(together))
        yield at, end, at, end
        at = end


def _matched(one: Clause, other: Clause) -> Iterator[Stretch]:
    """Yield the stretches of two clauses that are equal, and those of which one replaces the other."""
    for kind, *places in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind in ("equal", "replace"):
            low, high, from_, to = places
            yield low, high, from_, to


def _pairs(first: Filled, second: Filled) -> Iterator[tuple[Clause, Clause, bool]]:
    """Yield clauses in corresponding places: equal ones, and those of replaced stretches of equal length.

    With each pair whether the clauses differ in numbers alone. Mostly the two forms have the same clauses in the same
    places; only what is left between equal ends is matched, which takes quadratic time where many clauses are equal
    (the cells of a table).
    """
    one, other = first.forms, second.forms
    if len(one) == len(other) and sum(map(str.__eq__, one, other)) >= IN_PLACE * len(one):
        yield from zip(first.clauses, second.clauses, map(str.__eq__, one, other), strict=True)
        return
    most = min(len(one), len(other))
    low = next((at for at in range(most) if one[at] != other[at]), most)
    tail = next((at for at in range(most - low) if one[-1 - at] != other[-1 - at]), most - low)
    ends = (slice(low, len(one) - tail), slice(low, len(other) - tail))
    middle = SequenceMatcher(None, one[ends[0]], other[ends[1]], autojunk=len(other[ends[1]]) > MANY)
    blocks = [(0, low, 0, low), *((low + a, low + b, low + c, low + d) for _, a, b, c, d in middle.get_opcodes())]
    for from_, to, at, end in [*blocks, (len(one) - tail, len(one), len(other) - tail, len(other))]:
        if to - from_ == end - at:
            for number in range(to - from_):
                alike = one[from_ + number] == other[at + number]
                yield first.clauses[from_ + number], second.clauses[at + number], alike


def _numbers_in(text: str) -> int:
    return len(numerals_in(text))


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
