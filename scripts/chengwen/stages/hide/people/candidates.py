"""Find every string that could be a person's name by its characters alone: what the name model is asked about.

One pass of patterns and a few look-ups of words leave about one candidate in three hundred characters of official text.
A candidate proves nothing; whether it is a name, its features say (features.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from chengwen.decode.everyday import is_everyday
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, common_words, word_set, words
from chengwen.stages.hide.people.edges import left_of, right_of
from chengwen.stages.hide.people.names import DOUBLE, GIVEN, NEVER, SINGLE, surnames
from chengwen.text import Span

LONGEST_ETHNIC = 6


class Candidate(NamedTuple):
    """A string that could be a name, and how much of it is the surname; 0 for an ethnic name."""

    start: int
    end: int
    surname: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def candidates(text: str) -> Iterator[Candidate]:
    """Yield the candidates of a text, in the order of their beginnings; several may begin at one place."""
    common, plain = common_words(), _plain()
    for match in _shapes().finditer(text):
        start = match.start()
        begins = text[start : start + 2]
        torn, heads = text[start - 1 : start + 1] in common, begins in common
        if torn and heads:
            continue
        size = 2 if begins in DOUBLE else 1
        doubts = 2 * torn + (size == 1 and heads) + (size == 1 and text[start] not in plain)
        for end in (start + size + 2, start + size + 1):
            doubted = doubts + 2 * (text[end - 1 : end + 1] in common)
            if doubted <= end - start - size and _is_worth_asking(text, start, end, size, doubted):
                yield Candidate(start, end, size)
    for match in _ethnic().finditer(text):
        one = Candidate(*match.span(), 0)
        if not any(text[at : at + 2] in common for at in range(one.start, one.end - 1)):
            yield one


def _is_worth_asking(text: str, start: int, end: int, size: int, doubts: int) -> bool:
    """Whether a candidate survives the cheap tests: words in it, characters that no name has.

    `doubts` are those that the words across its edges raise; a candidate bears as many as its given name is long.
    """
    common, name, given = common_words(), text[start:end], text[start + size : end]
    if _TIME.search(name) or _NUMBERED.match(text, end):
        return False  # 于六月一日, 松卫发〔2021〕
    if is_borne(name):  # 追求卓越, 马路清扫队
        return left_of(text, start) == 3 and right_of(text, end) > 1
    if end - start == 2 and (text[start] not in _plain() or left_of(text, start) < 2):
        return False  # two characters stand together by chance
    if len(given) == 2 and given in common and (doubts or left_of(text, start) < 2):
        return False  # 线上|培训: a word behind what is no boundary
    doubts += (len(given) == 2 and given in common) + sum(map(_unusual().__contains__, given))
    if doubts > end - start - size or name in common:
        return False
    return _given().fullmatch(given) is not None


_NUMBERED = re.compile("[办函字]{0,2}发?[〔﹝\\[［（(【](?:19|20)[0-9X×x*]{2}")
_TIME = re.compile("[一二三四五六七八九十两][年月日号点时分周]")


@cache
def _plain() -> frozenset[str]:
    """Return the surnames that are seldom anything else, and the first characters of double ones."""
    known = (SINGLE | characters("names", "common")) - characters("names", "doubtful")
    return known | {char for char in surnames() if not is_everyday(char)} | {double[0] for double in DOUBLE}


@cache
def _unusual() -> frozenset[str]:
    """Return the Han in everyday use that are not usual in given names."""
    return frozenset(char for char in map(chr, range(0x3007, 0xFB00)) if is_everyday(char) and char not in GIVEN)


@cache
def _given() -> re.Pattern[str]:
    """Return the pattern of a given name: Han, none of them a character that no name has."""
    return re.compile(f"(?:(?![{''.join(sorted(NEVER))}])[{HAN}]){{1,2}}")


@cache
def _shapes() -> re.Pattern[str]:
    """Return the pattern of a surname and what may be a given name.

    A surname that is seldom anything else and two usual characters need no more; else punctuation or a title before it.
    """
    plain, first = "".join(sorted(_plain())), "".join(sorted(SINGLE | characters("names", "common")))
    rare = "".join(sorted(surnames() - set(plain) - set(first) - characters("names", "never_alone")))
    usual = f"(?![{''.join(sorted(_unusual()))}])[{HAN}]"
    double, second = ("".join(sorted({word[at] for word in DOUBLE})) for at in (0, 1))
    ends = {word[-1] for key in ("titles", "before") for word in words("people", key)} - set(_NO_HINT) | set(_LEADS)
    begins = {word[0] for key in ("titles", "after", "verbs") for word in words("people", key)}
    leads, follows = ("".join(sorted(chars)) for chars in (ends, begins))
    plainly, commonly, rarely = (
        f"(?<=[{plain}])",
        f"(?<=[{first}])(?<=[^{HAN}].|[{leads}].)",
        f"(?<=[{rare}])(?<=[、：:（( \\u3000\\t\\n].|[{leads}].)",
    )
    set_off = f"(?<=[{plain}])(?<=[^{HAN}].|[{leads}的].)"
    bound = f"(?=.(?:[^{HAN}]|[{follows}]))"
    return re.compile(  # the class of unusual characters, thousands, takes long to compile: it stands here three times
        f"[{plain}{double}{first}{rare}](?=[{HAN}])(?:"  # one set first, which `re` finds fast
        f"(?={usual})(?:(?=.{usual})(?:{plainly}|{commonly}|{rarely})"
        f"|{bound}{plainly}|{set_off}(?=.[{HAN}])|{commonly}(?=.[{HAN}][^{HAN}]))"
        f"|{set_off}(?=.{usual})"
        f"|(?:{commonly}|{rarely}){bound}"
        f"|(?<=[{double}])(?=[{second}][{HAN}])"
        ")",
        re.DOTALL,
    )


_NO_HINT = "人员大会学生工家中"
"""Last characters of titles that end as many other words."""
_LEADS = "由对与和向请让是叫把被给同跟随找"
"""What leads up to a name within a sentence."""


@cache
def _ethnic() -> re.Pattern[str]:
    signs = "".join(sorted(characters("names", "ethnic")))
    return re.compile(f"[{signs}](?<![{signs}].)[{signs}]{{2,{LONGEST_ETHNIC - 1}}}(?![{signs}])")


def is_borne(name: str) -> bool:
    """Whether a word is known to be borne as a name as well."""
    return name in word_set("names", "borne")
