"""Score how well a stretch of text would do as a person's name, and list the names that are never hidden.

A name is a surname and one or two characters, a double surname and one or two, or an ethnic name whose parts are joined
by a dot. Whether it is one depends on its context: see people.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.decode.everyday import everyday, is_everyday
from chengwen.engine.draft import Draft
from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any
from chengwen.knowledge.tables import (
    characters,
    full_names,
    is_word,
    pattern,
    place_names,
    word_pattern,
    word_set,
    words,
)
from chengwen.stages.hide.people.edges import left_of, right_of
from chengwen.stages.hide.people.elements import LONGEST_RUN, first_signs, last_signs, run_from
from chengwen.stages.hide.people.examples import example_names
from chengwen.text import Span

GAP = " \u3000"
"""What may separate a surname from a given name of one character, in lists and signatures: 李　明."""
DOTS = "·•・‧∙⋅●．."
"""Every dot that is seen between the parts of an ethnic or foreign name."""
DOTTED = compiled(f"[{HAN}]{{1,8}}(?:[{DOTS}][{HAN}]{{1,8}}){{1,3}}")
_BETWEEN_HAN = compiled(f"[{DOTS}](?<=[{HAN}].)(?=[{HAN}])")
_AT_DOTS = compiled(f"[{DOTS}]")
CUE = 20
"""How far around a name that many bear the words are looked for that say it is a leader's, in code points."""
SINGLE = characters("names", "single")
DOUBLE = word_set("names", "double")
_BORNE = word_set("names", "borne")
_COMMON = characters("names", "common")
_DOUBTFUL = characters("names", "doubtful")
GIVEN = characters("names", "given")
_ETHNIC = characters("names", "ethnic")
_DOTTED = characters("names", "ethnic", "dotted")
_LEADING = frozenset("给让来到和都")
"""Characters of ethnic names that are also words which lead up to a name."""
NEVER = characters("people", "never")
GIVEN_WHOLE = word_set("people", "given_whole")
"""Given names that hold a character of NEVER."""
_NOT_NAMES = word_set("people", "not_names", "never_names")
_NEVER_BEGIN = word_set("people", "never_names")
_SPECIES = word_set("people", "species")
_PROVINCES = word_set("places", "provinces")
_BOOK = compiled("《[^《》\n]{1,80}》")


def shaped(span: Span, name: str, weight: int) -> Find:
    """Return a find for a stretch with the form of a name; `name` is written without its gap.

    The weight is 3 if it reads like a name, 2 if it might be one, 1 if nothing else is possible, 0 for the mere form.
    """
    return Find(span, "person", weight, "anon-person", name)


def shapes_from(text: str, start: int) -> Iterator[Find]:
    """Yield what could be a name beginning here, longest first."""
    if not may_begin(text, start):
        return
    dotted = DOTTED.match(text, start)
    if whole := [shape for shape in _dotted(dotted) if shape.span.start == start] if dotted else []:
        yield from whole
        return
    yield from _undotted(text, start)
    surname = _surname_at(text, start)
    if not surname:
        return
    for size in (2, 1):
        end = start + len(surname) + size
        yield from _shape(text, start, end, surname)
    gap = start + len(surname)
    while gap < len(text) and text[gap] in GAP and gap - start < 6:
        gap += 1
    if gap > start + len(surname):
        yield from _spaced(text, start, gap)
        yield from _shape(text, start, gap + 1, surname)


def may_begin(text: str, start: int) -> bool:
    """Whether a name could begin here at all: a cheap test."""
    return text[start : start + 1] in _beginnings()


def _spaced(text: str, start: int, second: int) -> Iterator[Find]:
    """Yield a name of three characters all set apart (易 建 中), with a wider gap before what follows."""
    third = _behind_gap(text, second + 1)
    behind = _behind_gap(text, third + 1)
    inner = max(second - start, third - second)
    ended = behind >= len(text) or not "\u3400" <= text[behind] <= "\u9fff"
    if second + 1 < third < len(text) and (behind - third > inner or ended):
        name = text[start] + text[second] + text[third]
        worth = worth_of(name, text[start])
        if worth > 1:
            yield shaped(Span(start, third + 1), name, worth)


def _behind_gap(text: str, at: int) -> int:
    while at < len(text) and text[at] in GAP:
        at += 1
    return at


def shapes_to(text: str, end: int) -> Iterator[Find]:
    """Return what could be a name that ends here, the longer first."""
    last = text[end - 1 : end]
    if last in _DOTTED and _BETWEEN_HAN.search(text, max(0, end - 20), end):
        for dotted in DOTTED.finditer(text, max(0, end - 30), end):
            yield from (shape for shape in _dotted(dotted) if shape.span.end == end)
    if last in _ETHNIC or last in last_signs():
        yield from _undotted_to(text, end)
    if last in NEVER:
        return
    yield from _plain_to(text, end)
    gap = end - 2
    while gap > 0 and text[gap] in GAP and end - gap < 7:
        gap -= 1
    if 0 <= gap < end - 2:
        start = gap - 1 if text[max(0, gap - 1) : gap + 1] in DOUBLE else gap
        if surname := _surname_at(text, start):
            yield from _shape(text, start, end, surname)


def _plain_to(text: str, end: int) -> Iterator[Find]:
    for size in (4, 3, 2):
        start = end - size
        surname = _surname_at(text, start) if start >= 0 else ""
        if surname and 1 <= size - len(surname) <= 2:
            yield from _shape(text, start, end, surname)


def _shape(text: str, start: int, end: int, surname: str) -> Iterator[Find]:
    if end > len(text) or text[end - 1] in GAP:
        return  # clipped by the end of the text, it would look like a name with a gap
    if text[start : end + 1] in _NOT_NAMES:
        return  # 高峰会
    name = text[start:end].replace(GAP[0], "").replace(GAP[1], "")
    worth = worth_of(name, surname) if len(name) > len(surname) else 0
    if (
        end - start > len(name) == 2
        and not is_word(name)
        and "\u3400" <= name[-1] <= "\u9fff"
        and name[-1] not in NEVER
    ):
        worth = max(worth, 2)  # a gap between two characters occurs only in names, or in headings that are a word
    if worth:
        yield shaped(Span(start, end), name, worth)


def dotted_names(text: str) -> Iterator[Find]:
    """Yield the dotted names that need no company: no part is a word or a place, and no quotes stand around them."""
    done = 0
    for dot in _BETWEEN_HAN.finditer(text) if holds_any(text, DOTS) else ():
        match = DOTTED.search(text, max(done, dot.start() - 8)) if dot.start() >= done else None
        done = match.end() if match else done
        for shape in _dotted(match) if match else ():
            quoted = (
                text[shape.span.start - 1 : shape.span.start] in "“《‘" and text[shape.span.end : shape.span.end + 1]
            )
            if min(map(len, parts_of_name(shape.name))) > 1 and not (quoted and quoted in "”》’"):
                yield shape


def parts_of_name(name: str) -> list[str]:
    """Return the parts of a dotted name; a name without a dot is its only part."""
    return _AT_DOTS.split(name)


def _dotted(match: re.Match[str]) -> Iterator[Find]:
    """Yield an ethnic or foreign name, without other words that a longer run of Han contains at either end."""
    first, *inner, last = parts_of_name(match.group())
    text, low, high = match.string, match.start() + len(first), match.end() - len(last)
    if not all(3 * sum(map(_DOTTED.__contains__, part)) >= 2 * len(part) for part in inner):
        return
    start, end = _begin_of_part(text, low, match.start()), _end_of_part(text, high, match.end())
    parts = (text[start:low], *inner, text[high:end])
    if all(parts) and not all(is_word(part) or part in place_names() or part in _PROVINCES for part in parts):
        yield shaped(Span(start, end), text[start:end], 3)


def _begin_of_part(text: str, dot: int, low: int) -> int:
    """Return where the first part of a dotted name begins: behind a title or another word, if one can be told."""
    start = dot
    while start > low and text[start - 1] in _DOTTED:
        start -= 1
    if start == low and text[start : start + 1] in _LEADING and dot - start > 2 and left_of(text, start + 1) > 1:
        return start + 1  # 给阿依古丽·买买提
    begun = next((at for at in range(start, dot - 1) if left_of(text, at) == 3), None)
    if begun is None:
        strange = sum(char not in _DOTTED for char in text[low:dot])  # 阿依仙木·吐尔迪, but 护边员吐尔洪·阿不力孜
        return low if strange == 1 and _is_set_off(text, low, dot, left_of(text, low)) else start
    return begun


def _end_of_part(text: str, begin: int, high: int) -> int:
    """Return where the last part of a dotted name ends: before a title, a verb or punctuation, if any."""
    end = begin
    while end < high and text[end] in _DOTTED:
        end += 1
    ended = next((at for at in range(end, begin + 1, -1) if right_of(text, at) > 1), end)
    return high if ended < high and _is_set_off(text, begin, high, right_of(text, high)) else ended


def _is_set_off(text: str, start: int, end: int, edge: int) -> bool:
    """Whether a whole run between a dot and a sure boundary is a part, though a character or two of it are unusual."""
    part = text[start:end]
    usual = sum(map(_DOTTED.__contains__, part))
    return edge == 3 and 1 < len(part) < 7 and 3 * usual >= 2 * len(part) and not is_word(part)


def _undotted(text: str, start: int) -> Iterator[Find]:
    """Yield an ethnic name without a dot (娜仁高娃): made of known parts, or of three or more of their characters."""
    end, worth = run_from(text, start)
    if worth:
        yield shaped(Span(start, end), text[start:end], worth)
    end = start
    while end < len(text) and end - start < 5 and text[end] in _ETHNIC:
        end += 1
    for stop in range(end, start + 2, -1):
        name = text[start:stop]
        if not any(is_word(name[at : at + 2]) for at in range(len(name) - 1)):
            yield shaped(Span(start, stop), name, 1 + (len(name) > 3))


def _undotted_to(text: str, end: int) -> Iterator[Find]:
    start = end
    while start > 0 and end - start < 5 and text[start - 1] in _ETHNIC:
        start -= 1
    for low in range(max(0, min(start, end - LONGEST_RUN)), end - 1):
        yield from (shape for shape in _undotted(text, low) if shape.span.end == end)


def worth_of(name: str, surname: str) -> int:
    """Score how name-like surname + given name is, from 0 (not a name) to 3.

    >>> worth_of("王建国", "王"), worth_of("高度", "高"), worth_of("党支部", "党")
    (3, 0, 0)
    """
    return max(_worth_of(name, surname), int(name in _BORNE))


def _worth_of(name: str, surname: str) -> int:
    given = name[len(surname) :]
    if given == "先生":  # both characters are usual in given names
        return 0
    if not NEVER.isdisjoint(given) and given not in GIVEN_WHOLE:
        return 0
    for char in given:  # no generators: asked of every string that could be a name
        if not "\u3400" <= char <= "\u9fff":
            return 0
    if (
        name in _NOT_NAMES
        or name[:2] in _NEVER_BEGIN
        or name in _SPECIES
        or _is_place(name)
        or (len(given) == 2 and name[:2] + "市" in full_names())
        or (len(name) == 3 and is_word(name))
    ):
        return 0
    usual, everyday_ones = 0, everyday()
    for char in given:
        usual += char in GIVEN or char not in everyday_ones or given in GIVEN_WHOLE
    if len(surname) == 2:
        return 3 if usual == len(given) else 2
    return _worth_of_two(name, surname, usual) if len(given) == 1 else _worth_of_three(name, surname, usual)


def _worth_of_two(name: str, surname: str, usual: int) -> int:
    if is_word(name):
        return int(usual and (_is_plain(surname) or surname in _COMMON))
    return 2 * usual + _is_plain(surname)


def _worth_of_three(name: str, surname: str, usual: int) -> int:
    plain, given = _is_plain(surname), name[1:]
    if is_word(name[:2]) and (usual < len(given) or not plain):
        return int(usual == len(given))
    if is_word(given):
        return (1 + (plain or surname in _COMMON)) if usual == len(given) else int(plain)
    return (int(plain), 1 + plain, 3)[usual]


def _is_plain(surname: str) -> bool:
    """Whether a surname is seldom anything else."""
    return (surname in SINGLE and surname not in _DOUBTFUL) or (len(surname) == 1 and not is_everyday(surname))


def _is_place(name: str) -> bool:
    return name in _PROVINCES or (name in place_names() and any(name + part in full_names() for part in "市县区州"))


def _surname_at(text: str, start: int) -> str:
    double = text[start : start + 2]
    if double in DOUBLE:
        return double
    return double[0] if double and double[0] in surnames() else ""


def kept_spans(draft: Draft) -> list[Span]:
    """Return the spans of names that stay: leaders, historical figures, and anything inside 《》."""
    text = draft.value
    spans = [one.span for one in draft.search(_kept) if one.weight or _is_leader(text, one.span)]
    spans += [Span(*match.span()) for match in _BOOK.finditer(text)] if "《" in text else []
    return sorted(spans)


def _kept(text: str) -> Iterator[Find]:
    """Find the names that stay; one that many bear has weight 0.

    小明 of a schoolbook is no one, but 王小明 is somebody.
    """
    for match in word_pattern("kept", "phrases", "names").finditer(text):
        if match.group()[0] in surnames() or not is_common_surname(text[match.start() - 1 : match.start()]):
            yield Find(Span(*match.span()), "kept", 1)
    yield from example_names(text)
    yield from (Find(Span(*match.span()), "kept", 0) for match in word_pattern("kept", "homonyms").finditer(text))


def _is_leader(text: str, span: Span) -> bool:
    return bool(word_pattern("kept", "cues").search(text[max(0, span.start - CUE) : span.end + CUE]))


def is_honour(text: str, end: int) -> bool:
    """Whether what follows a name makes an honour or an institution of it (雷锋精神)."""
    return text.startswith(words("kept", "honours"), end)


def is_trade(text: str, end: int) -> bool:
    """Whether what stands behind a name makes a shop, a brand or a sight of it."""
    return pattern("people", "trade_name").match(text, end) is not None


def is_trade_name(text: str, at: int, end: int) -> bool:
    """Whether a surname with a form of address, which begins at `at`, is what a shop or brand is called."""
    if is_trade(text, end):
        return True
    size = 2 if text[at : at + 2] in DOUBLE else 1
    quoted = text.startswith("”", end) and text[at - 1 : at] == "“"
    return quoted and text[at + size : end] in words("people", "crafts_of_shops")


def is_common_surname(char: str) -> bool:
    """Whether a surname is among those that many bear and that are seldom anything else."""
    return char in _COMMON


@cache
def surnames() -> frozenset[str]:
    """Return all surnames of one character, the rare ones too."""
    return characters("names", "single", "rare")


@cache
def beginnings() -> str:
    """Return the characters with which a name can begin."""
    return "".join(sorted(surnames() | {double[0] for double in DOUBLE} | _DOTTED | first_signs()))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(beginnings())
