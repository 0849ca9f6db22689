"""Find every string that could be a person's name by its characters alone: what the name model is asked about.

One pass of patterns and a few look-ups of words leave about one candidate in three hundred characters of official text.
A candidate proves nothing; whether it is a name, its features say (features.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from chengwen.decode.everyday import everyday, is_everyday
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, common_words, place_names, word_set, words
from chengwen.stages.hide.people.edges import HARD, left_of, right_of
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


def candidates(text: str, *, all_kinds: bool = True) -> Iterator[Candidate]:
    """Yield the candidates of a text: those that look like names, those with clear ends, ethnic ones.

    Without `all_kinds` those that only their ends make likely are left out, which takes half the time.
    """
    common, plain = common_words(), _plain()
    found: set[tuple[int, int]] = set()
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
                found.add((start, end))
                yield Candidate(start, end, size)
    if all_kinds:
        yield from (one for one in closed_in(text) if (one.start, one.end) not in found)
    yield from _ethnic_candidates(text)


def closed_in(text: str) -> Iterator[Candidate]:
    """Yield the candidates whose ends are so clear that they may be words, or bear a rare surname."""
    common, titles, plain, crafts = common_words(), _title_ends(), _plain(), words("people", "crafts")
    for match in _closed_shapes().finditer(text):
        start = match.start()
        if text[start - 1 : start + 1] in common:
            continue  # torn
        trade = text[start - 1 : start] in crafts and not text.endswith(words("people", "not_crafts"), 0, start)
        titled = trade or text[start - 2 : start] in titles
        led = not titled and "\u3400" <= text[start - 1 : start] <= "\u9fff"
        size = 2 if text[start : start + 2] in DOUBLE else 1
        left = -1
        for end in (start + size + 2, start + size + 1):
            if titled or _has_end(text, start, end, size, led=led):
                left = (3 if trade else left_of(text, start)) if left < 0 else left
                if left > 1 and _is_closed_in(text, start, end, size, left):
                    yield Candidate(start, end, size)
        if size == 1 and text[start] in plain and text[start + 1] in plain and left_of(text, start) == 3:
            yield from _pair(text, start)


def _has_end(text: str, start: int, end: int, size: int, *, led: bool) -> bool:
    """Whether a string may be a name by a few look-ups: what is in it, and what stands behind it."""
    common = common_words()
    if not _UNLIKELY.isdisjoint(text[start + size : end]):
        return False
    if not "\u3400" <= text[end : end + 1] <= "\u9fff":
        return text[start:end] not in common or is_borne(text[start:end])
    if text[end] in _heads():
        return True
    torn = text[end - 1 : end + 1] in common or (text[start:end] in common and not is_borne(text[start:end]))
    return not led and not torn and text[end] in _follows()


def _pair(text: str, start: int) -> Iterator[Candidate]:
    """Yield two surnames and two usual characters, if they are set apart (王陈一诺)."""
    name, common = text[start : start + 4], common_words()
    usual = all(map(GIVEN.__contains__, name[2:])) and right_of(text, start + 4) == 3
    if usual and not any(part in common for part in (name, name[:2], name[1:3], name[2:])):
        yield Candidate(start, start + 4, 2)


def _ethnic_candidates(text: str) -> Iterator[Candidate]:
    """Yield the runs of characters that write ethnic names: long ones, and short ones with clear ends."""
    common, signs, titles = common_words(), characters("names", "ethnic"), _title_ends()
    for match in _ethnic().finditer(text):
        start, end = match.span()
        run = match.group()
        if (
            end - start == 2
            and "\u3400" <= text[start - 1 : start] <= "\u9fff"
            and text[start - 2 : start] not in titles
        ):
            continue
        if any(text[at : at + 2] in common for at in range(start, end - 1)):
            continue
        sure = end - start > 2 and all(map(signs.__contains__, run))
        if sure or (left_of(text, start) == 3 and right_of(text, end) > 1 and run not in place_names()):
            yield Candidate(start, end, 0)


def _is_closed_in(text: str, start: int, end: int, size: int, left: int) -> bool:
    """Whether both ends of a string are so clear that it may be a name even if it is a word, or its surname rare.

    `left` is how surely a name may begin here. Between two signs a word is a word (、文明、).
    """
    name = text[start:end]
    titled = left == 3 and not HARD.match(text[start - 1 : start])
    right, signs = right_of(text, end), bool(HARD.match(text[end : end + 1]))
    plain, known = NEVER.isdisjoint(text[start + size : end]), size == 2 or text[start] in surnames()
    if is_borne(name):
        asked = left == 3 and right > 1
    elif name in common_words():
        asked = known and plain and right > 1 and (titled or (right == 3 and not signs))
    elif titled:
        asked = right > 1 or (plain and (right == 1 or end - start > 2))
    elif left == 3 and signs:
        asked = plain and (size == 2 or text[start] in SINGLE or text[start - 1 : start] in _APART)
    else:
        asked = right > 1 and (left == 3 or right == 3 or (plain and known))
    if not asked or (is_species(name) and not titled):
        return False
    return _PARTICLES.isdisjoint(name) and bool(_HAN.fullmatch(name)) and not _is_no_name(text, start, end, size)


_APART = ("", "\n", "\t", " ", "\u3000", "：", ":", "|", "｜")
"""What stands before a name that is set apart: a rare surname between commas is asked about only among names."""


def _is_no_name(text: str, start: int, end: int, size: int) -> bool:
    """Whether a string is the number of a document, a time, a title or a body."""
    name = text[start:end]
    return (
        _TIME.search(name) is not None
        or _NUMBERED.match(text, end) is not None
        or text[end : end + 1] in tuple("〔﹝[［【】")
        or _STEMS.match(name) is not None
        or _MODEL.match(text, end) is not None
        or name[-1] in characters("people", "bodies")
        or text[start + size : end] in _titles()
        or name in _titles()
        or (name in word_set("people", "not_names") and not is_borne(name))
    )


_PARTICLES = characters("people", "particles")
_UNLIKELY = NEVER - frozenset("为于之千")
_HAN = compiled(f"[{HAN}]+")


def _is_worth_asking(text: str, start: int, end: int, size: int, doubts: int) -> bool:
    """Whether a candidate survives the cheap tests: words in it, characters that no name has.

    `doubts` are those that the words across its edges raise; a candidate bears as many as its given name is long.
    """
    common, name, given = common_words(), text[start:end], text[start + size : end]
    if name in _known_words():  # 追求卓越, 马路清扫队, 李子, 于六月一日
        borne = is_borne(name) and not is_species(name) and not _is_no_name(text, start, end, size)
        return borne and left_of(text, start) == 3 and right_of(text, end) > 1
    if name[:2] in _known_species():
        return False
    if end - start == 2 and (text[start] not in _plain() or left_of(text, start) < 2):
        return False  # two characters stand together by chance
    if len(given) == 2 and given in common and (doubts or left_of(text, start) < 2):
        return False  # 线上|培训: a word behind what is no boundary
    doubts += (len(given) == 2 and given in common) + sum(map(_unusual().__contains__, given))
    if doubts > end - start - size or name in common:
        return False
    return _given().fullmatch(given) is not None and not _is_no_name(text, start, end, size)


_NUMBERED = compiled("[办函字]{0,2}发?[〔﹝\\[［（(【](?:19|20)[0-9X×x*]{2}")
_MODEL = compiled("[0-9][0-9.]{0,8}(?:[A-Za-z型级代寸吋系纳]|英寸)")
"""What follows a make: 安意法8英寸, 鲁原502系."""
_STEMS = compiled("[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|.[麦薯稻]$")
"""A year or month by stems and branches, a variety of a crop (丁未月, 郑麦)."""
_TIME = compiled("[一二三四五六七八九十两][年月日号点时分周]")


@cache
def _plain() -> frozenset[str]:
    """Return the surnames that are seldom anything else, and the first characters of double ones."""
    known = (SINGLE | characters("names", "common")) - characters("names", "doubtful")
    return known | {char for char in surnames() if not is_everyday(char)} | {double[0] for double in DOUBLE}


@cache
def _unusual() -> frozenset[str]:
    """Return the Han in everyday use that are not usual in given names."""
    return frozenset(char for char in everyday() - GIVEN if "\u3007" <= char < "\ufb00")


@cache
def _given() -> re.Pattern[str]:
    """Return the pattern of a given name: Han, none of them a character that no name has."""
    return compiled(f"(?:(?![{''.join(sorted(NEVER))}])[{HAN}]){{1,2}}")


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
        f"(?<=[{rare}])(?<=[：:（( \\u3000\\t\\n].|[{leads}].)",
    )
    set_off = f"(?<=[{plain}])(?<=[^{HAN}].|[{leads}的].)"
    bound = f"(?=.(?:[^{HAN}]|[{follows}]))"
    return compiled(  # the class of unusual characters, thousands, takes long to compile: it stands here three times
        f"[{plain}{double}{first}{rare}](?=[{HAN}])(?:"  # one set first, which `re` finds fast
        f"(?={usual})(?:(?=.{usual})(?:{plainly}|{commonly}|{rarely})"
        f"|{bound}{plainly}|{set_off}(?=.[{HAN}])|{commonly}(?=.[{HAN}][^{HAN}]))"
        f"|{set_off}(?=.{usual})"
        f"|(?:{commonly}|{rarely}){bound}"
        f"|(?<=[{double}])(?=[{second}][{HAN}])"
        ")",
        re.DOTALL,
    )


@cache
def _closed_shapes() -> re.Pattern[str]:
    """Return the pattern of a surname behind a sign, a title or a lead, and Han with an end in sight."""
    surname = "".join(sorted(surnames() | characters("names", "seldom") | {double[0] for double in DOUBLE}))
    ends = {end[-1] for end in _title_ends()} | set(words("people", "crafts"))
    leads = "".join(sorted({word[-1] for word in words("people", "lead")} - set("的了是在有到") | set(_LEADS)))
    heads, follows, titles = ("".join(sorted(chars)) for chars in (_heads(), _follows(), ends))
    given = f"(?:(?![{''.join(sorted(_UNLIKELY))}])[{HAN}])"
    return compiled(
        f"[{surname}](?=[{HAN}])(?:"
        f"(?<=[^{HAN}].)(?={given}(?:{given}{{0,2}}[^{HAN}]|{given}?[{follows}]))"
        f"|(?<=[{leads}].)(?={given}{{1,2}}(?:[^{HAN}]|[{heads}]))"
        f"|(?<=[{titles}].)|(?=[{HAN}]{{1,2}}(?:同志|老师|[，（(][男女])))",
        re.DOTALL,
    )


@cache
def _title_ends() -> frozenset[str]:
    """Return the last two characters of titles."""
    return frozenset(word[-2:] for word in word_set("people", "titles", "before"))


@cache
def _heads() -> frozenset[str]:
    """Return the characters with which titles begin."""
    return frozenset(word[0] for word in word_set("people", "titles", "after"))


@cache
def _follows() -> frozenset[str]:
    """Return the characters with which what follows a name begins."""
    return frozenset(word[0] for word in word_set("people", "titles", "after", "verbs"))


_NO_HINT = "人员大会学生工家中"
"""Last characters of titles that end as many other words."""
_LEADS = "由对与和向请让是叫把被给同跟随找"
"""What leads up to a name within a sentence."""


@cache
def _ethnic() -> re.Pattern[str]:
    signs = "".join(sorted(characters("names", "ethnic", "dotted")))
    return compiled(f"[{signs}](?<![{signs}].)[{signs}]{{1,{LONGEST_ETHNIC - 1}}}(?![{signs}])")


@cache
def _known_words() -> frozenset[str]:
    return word_set("names", "borne") | _known_species() | word_set("people", "not_names")


@cache
def _known_species() -> frozenset[str]:
    return word_set("people", "species")


def is_species(name: str) -> bool:
    """Whether it is a plant or animal, or begins with one (李子苗)."""
    known = _known_species()
    return name in known or name[:2] in known


@cache
def _titles() -> frozenset[str]:
    return word_set("people", "titles", "before", "after")


def is_borne(name: str) -> bool:
    """Whether a word is known to be borne as a name as well."""
    return name in word_set("names", "borne")
