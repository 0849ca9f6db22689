"""Find the persons a document has named where it names them in part: 花段长, 老敬, 晓棠, 鸣鸣.

A surname that the document gives to somebody is evidence for it where it is rare or also a word (从大姐); a given name
alone is weighed by what stands on either side, by whether it is a word, and by how often it is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import occurrences, places_of
from chengwen.knowledge.tables import characters, is_word, place_names, words
from chengwen.stages.hide.people.edges import either, is_torn, left_of, right_of
from chengwen.stages.hide.people.names import DOUBLE, GIVEN, is_trade, is_trade_name, surnames
from chengwen.text import Span

RULE = "anon-person"
_COLONS = ("：", ":")
_PLAIN_NAME = compiled(f"[{HAN}]{{2,4}}")
OLD_AND_YOUNG = "老小大阿"
"""What stands before a surname, or before the last character of a name, among people who know each other."""
_BEHIND_GIVEN = words("people", "behind_given")
_BEFORE_GIVEN = words("people", "before_given")
ENOUGH = 4
"""How much has to speak for a given name alone: see `_weight_of_given`."""
OFTEN = 3
"""So many mentions speak for one another."""


def said_in_part(text: str, names: Collection[str]) -> Iterator[Find]:
    """Yield the mentions of known persons by their surname; the weight is its length, the title stands in the name."""
    known = {name: _size(name) for name in names if _PLAIN_NAME.fullmatch(name)}
    bearers = {name[:size] for name, size in known.items() if size and size < len(name)}
    for at in places_of({surname[0] for surname in bearers}, text):
        surname = text[at : at + 2] if text[at : at + 2] in bearers else text[at]
        if surname in bearers:
            yield from _with_title(text, at, surname)
            yield from _with_old(text, at, surname)
            if (at == 0 or text[at - 1] == "\n") and text[at + len(surname) : at + len(surname) + 1] in _COLONS:
                yield Find(Span(at, at + len(surname)), "person", len(surname), RULE, surname)  # who speaks


def _size(name: str) -> int:
    """Return how long the surname of a name is, 0 if it has none."""
    if name[:2] in DOUBLE and len(name) > 2:
        return 2
    return int(name[0] in surnames() | characters("names", "seldom"))


def _with_title(text: str, at: int, surname: str) -> Iterator[Find]:
    """Yield a surname before a title or form of address: 花段长, 苟姨."""
    end = at + len(surname)
    title = _titles_behind().match(text, end)
    if not title or is_torn(text, at) or is_trade_name(text, at, title.end("after")):
        return
    doubtful = is_word(text[at : at + 2]) or surname in characters("names", "never_alone")
    strict = doubtful and len(surname) == 1
    left = left_of(text, at)
    if left == 3 and right_of(text, title.end()) >= 1 if strict else left >= 1:
        kin = title["kin"] or ""
        yield Find(Span(at, end + len(kin)), "person", len(surname), RULE, surname + ("" if kin else title["after"]))


def _with_old(text: str, at: int, surname: str) -> Iterator[Find]:
    """Yield 老 or 小 before a surname: 老敬, 小时."""
    end = at + len(surname)
    if not at or text[at - 1] not in "老小" or text[end : end + 1] in characters("people", "not_behind_old"):
        return
    left, right = left_of(text, at - 1), right_of(text, end)
    if is_torn(text, at - 1) or is_torn(text, end) or is_trade(text, end) or not (left and right):
        return
    if left > 1 and right == 2 if is_word(text[at - 1 : end]) else left + right > 2:
        yield Find(Span(at - 1, end), "person", len(surname), RULE, surname)


@cache
def _titles_behind() -> re.Pattern[str]:
    """Return the pattern of what follows a surname; a form of address is part of the name."""
    after, kin, short, follow = (either(key) for key in ("after_one", "kin", "kin_short", "follow_one"))
    end = f"(?=$|[，。、：！？；”\n]|{follow})"
    return compiled(f"(?P<after>{after}|(?P<kin>{kin}|(?:{short}){end}))(?!们|的?(?:办|室|岗|级))")


def given_alone(text: str, names: Collection[str], taken: bytearray) -> Iterator[Find]:
    """Yield the mentions of known persons by their given name, or by a pet name made of it."""
    forms = _forms(names)
    found: dict[str, list[Span]] = {}
    for at, end in occurrences(forms, text):
        if taken.find(1, at, end) < 0:
            found.setdefault(text[at:end], []).append(Span(at, end))
    for form, spans in found.items():
        name = forms[form]
        weights = [_weight_of_given(text, span, form) for span in spans]
        often = sum(weight >= ENOUGH - 1 for weight in weights) >= OFTEN
        for span, weight in zip(spans, weights, strict=True):
            if weight + often >= ENOUGH:
                yield Find(span, "person", 0, RULE, name)


def _forms(names: Collection[str]) -> dict[str, str]:
    """Return the given names and pet names of known persons, each of one person alone, with the full name."""
    found: dict[str, set[str]] = {}
    for name in names:
        size = _size(name) if _PLAIN_NAME.fullmatch(name) else 0
        given = name[size:] if size else ""
        if len(given) == 2:
            found.setdefault(given, set()).add(name)
        if given:
            for form in (given[-1] * 2, *(before + given[-1] for before in "小阿")):
                found.setdefault(form, set()).add(name)
    return {form: min(bearers) for form, bearers in sorted(found.items()) if len(bearers) == 1 and form not in names}


def _weight_of_given(text: str, span: Span, form: str) -> int:
    """Return how much speaks for a given name alone: both sides, a form of address, what else the string is."""
    if is_torn(text, span.start) or text[span.start - 1 : span.start] in surnames():
        return 0
    left, right = left_of(text, span.start), right_of(text, span.end)
    addressed = text.startswith(_BEHIND_GIVEN, span.end) or text.endswith(_BEFORE_GIVEN, 0, span.start)
    weight = left + right + 3 * addressed - (not left) - (not right)
    weight += all(map(GIVEN.__contains__, form)) - 1
    if max(left, right) > 1 and not is_torn(text, span.end) and form not in place_names():
        weight = max(weight, ENOUGH)  # a string that is no word, and one end of it is sure
    return weight - 3 * is_word(form) - 2 * (form in place_names())
