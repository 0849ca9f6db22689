"""Find names by slots that only a person's name fills, whatever the name looks like: 校对：纸鸢, 免去温暖同志的…职务.

Here a name may be any word, with any surname. What is no name in such a slot (暂无, 各单位) is told by lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any, holds_word, stands_behind
from chengwen.knowledge.tables import (
    characters,
    common_words,
    full_names,
    is_word,
    pattern,
    word_pattern,
    word_set,
    words,
)
from chengwen.stages.hide.people.candidates import is_borne
from chengwen.stages.hide.people.edges import ends_in_title, left_of, right_of
from chengwen.stages.hide.people.names import DOUBLE, GAP, SINGLE, shaped, surnames, worth_of
from chengwen.text import Span

_END = f"(?=[，,。；;、：（(）)”》/|｜\t\n{GAP}0-9]|$)"
_NAME = f"(?P<name>[{HAN}]{{2,4}})"
_APPOINTED = compiled(
    f"(?:任命|免去|聘任|聘请|提名|推选|补选|增补|接受|罢免|撤销)(?P<name>[{HAN}]{{2,4}}?)"
    "(?=同志(?:为|的|任|不再|兼|辞)|同志[^，。；、\n]{2,24}职务|的[^，。；、\n]{2,24}职务|为[^，。；、\n]{2,24}[长任记员席师理主][（；，。\n]|辞去)"
)
_TOLD = compiled(
    f"(?<![^\n。；、：{GAP}])(?:[（(]?[0-9]{{1,2}}[.．、)）])?{_NAME}(?=(?:同志)?[，,（(|｜\t\n][男女](?:[，,）)|｜\t\n]|$))"
)
_HOLDS = compiled(
    f"(?<![^\n；。])(?P<name>[{HAN}]{{2,4}})(?=同志(?:任|为|兼任|不再|试任|挂任)|(?:不再担任|任)[^，。；、\n]{{2,24}}(?:职务|书记|主任|局长|所长|站长|主席)[，；。（\n])"
)
_OF_FORM = compiled(
    f"班[)）]?[{GAP}]{{0,2}}(?P<name>[{HAN}]{{2,4}})[{GAP}]{{0,2}}(?=[男女](?:[，,、；;。\n{GAP}\t]|$))"
)
"""Behind the form of a school and before the sex: 七（3）班甲女."""
_VOTED_FOR = compiled(
    f"(?m:^|[，,。、；;：:])(?P<name>[{HAN}]{{2,4}})(?=[{GAP}\t]{{0,4}}[0-9]{{1,5}}票(?:[，,。、；;\n{GAP}]|$)|得[0-9]{{1,5}}票)"
)
_COUNTED_BEHIND = compiled(
    "(?P<number>[两二三四五六])[名位]?(?:同志|同学|人(?![民大员才次均力家])|老师|代表|队员|选手|职工|党员|干部)"
)
_ROW_BEFORE = compiled(f"(?P<list>[{HAN}]{{2,12}}(?:、[{HAN}]{{2,4}}){{1,5}})\\Z")
LONGEST_COUNTED = 40
"""Of a row with its number behind it, in code points."""
_SALUTED = compiled(f"^(?P<name>[{HAN}]{{2,3}})(?=(?:委员|代表|同志|先生|女士|同学|老师)[：:]$)", re.MULTILINE)
_COUNTED = compiled("[（(]?(?P<number>[0-9]{1,2}|[二两三四五六七八九十])[名人位][)）]?[：:](?P<list>[^。；\n]{4,400})")
_PIECE = compiled(
    f"(?:[0-9]{{1,2}}[.．、]?)?{_NAME}(?:[（(][^（）()\n]{{0,24}}[)）])?(?:[{GAP}]?[0-9][0-9.]{{0,6}}[元分票]?)?"
)
_SIGNS = compiled(f"[、，,；;]|[{GAP}\t]+")
_NUMBERS = {char: value for value, char in enumerate("二三四五六七八九十", 2)} | {"两": 2}


def in_slots(text: str) -> Iterator[Find]:
    """Yield what fills the slots of a text that only persons fill."""
    patterns = [_labelled()] if stands_behind(text, "：:", _ends_of_labels()) else []
    patterns += [_APPOINTED] if _APPOINTS.search(text) else []
    patterns += [_SALUTED] if stands_behind(text, "：:", _ENDS_OF_SALUTES) else []
    patterns += [_called()] if holds_word(text, words("people", "called")) else []
    patterns += [_TOLD] if stands_behind(text, "男女", _BEFORE_SEX) and _SEX.search(text) else []
    patterns += [_HOLDS] if _OFFICE.search(text) else []
    patterns += [slot for slot, sign in ((_OF_FORM, "班"), (_VOTED_FOR, "票")) if sign in text]
    for slot in patterns:
        for match in slot.finditer(text):
            if may_fill(match["name"]) and _fits(text, slot, match):
                yield shaped(Span(*match.span("name")), match["name"], 3)
    if patterns and patterns[0] is _labelled():
        yield from _behind_labels_and_spaced(text)
    if "字" in text:
        yield from _courtesy_names(text)
    yield from _before_phones(text)
    if stands_behind(text, "：:", _ENDS_OF_NUMBERS) and _NUMBER.search(text):
        yield from _counted(text)
    yield from _counted_behind(text)
    if holds_any(text, GAP) and _GAPPED.search(text):
        yield from _spaced(text)


def _fits(text: str, slot: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether what fills a slot is what that slot asks for beside what all do."""
    name = match["name"]
    if slot is _SALUTED:
        return name[0] in surnames()
    if slot is _called():  # 外号叫得响; 外号“走廊队”
        return name[-1] != "队" and (text[match.end()] == "”" or name not in word_set("people", "not_names"))
    return True


def _behind_labels_and_spaced(text: str) -> Iterator[Find]:
    """Yield names of two characters set apart behind a label, whatever they look like."""
    for match in _labelled_spaced().finditer(text):
        name = match["first"] + match["last"]
        if name[1] not in characters("people", "bodies") and name not in _nobody():
            yield shaped(Span(*match.span("name")), name, 3)


def _courtesy_names(text: str) -> Iterator[Find]:
    """Yield courtesy names: 原名璩恒，字守拙。"""
    for match in pattern("people", "courtesy").finditer(text):
        if not is_word(match["name"]) and not is_word("字" + match["name"][0]):
            yield shaped(Span(*match.span("name")), match["name"], 3)


def _before_phones(text: str) -> Iterator[Find]:
    """Yield surname and given name right before a telephone number: 农经站丁香13807720461."""
    for match in _PHONE.finditer(text):
        end = match.start()
        while end and text[end - 1] in _TO_PHONE:
            end -= 1
        for size in (3, 2):
            start, name = end - size, text[max(0, end - size) : end]
            named = name[:1] in SINGLE or name[:2] in DOUBLE or (name[:1] in surnames() and text[start - 1] in "：:")
            known = len(name) == size and named and may_fill(name)
            if known and left_of(text, start) > 1 and (is_borne(name) or not is_word(name)):
                yield shaped(Span(start, end), name, 2)
                break


_PHONE = compiled("1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[0-9]{2,3}[-—][0-9]{7}")
_TO_PHONE = f"（(：:，,{GAP}\t电话手机"
"""What may stand between a name and its number."""
_APPOINTS = compiled(
    "[命去任请名选补受免销](?<=任命|免去|聘任|聘请|提名|推选|补选|增补|接受|罢免|撤销)"  # one set first, found fast
)
_ENDS_OF_SALUTES, _ENDS_OF_NUMBERS = frozenset("员表志生士学师"), frozenset("名人位)）")
_BEFORE_SEX = frozenset("，,（(|｜\t\n")
_SEX = compiled("[，,（(|｜\t\n][男女](?:[，,）)|｜\t\n]|$)")
_OFFICE = compiled(
    "同志[任为兼不试挂]|不再担任|任[^，。；、\n]{2,24}(?:职务|书记|主任|局长|所长|站长|主席)[，；。（\n]"
)
_NUMBER = compiled("[名人位][)）]?[：:]")
_GAPPED = compiled(f"[{GAP}][{HAN}]")
"""Cheap tests: without these, the slots are not looked for."""


def _spaced(text: str) -> Iterator[Find]:
    """Yield names written with a gap: within a sentence (选举田 丰、童  心), behind a title that is spaced as well."""
    for match in _IN_SENTENCE.finditer(text):
        start, end = match.start() - 1, match.end()
        name = text[start] + match["last"]
        if text[start] in SINGLE and left_of(text, start) > 1 and right_of(text, end) > 1 and not is_word(name):
            yield shaped(Span(start, end), name, 3)
    for match in _SIGNED.finditer(text):
        signs = [at for at in range(*match.span()) if text[at] not in GAP]
        line = "".join(text[at] for at in signs)
        size = next((size for size in (2, 3) if line[:-size] in _offices()), 0)
        if size and text[signs[-size] - 1] in GAP:
            yield shaped(Span(signs[-size], signs[-1] + 1), line[-size:], 3)


_IN_SENTENCE = compiled(  # from the gap on, which is rare: the surname stands before it
    f"[{GAP}](?<=[{HAN}、，。：（][{HAN}].)[{GAP}]{{0,3}}(?P<last>[{HAN}])(?=[^{GAP}\n])"
)
_SIGNED = compiled(f"(?m:^)[{GAP}]{{0,20}}[{HAN}](?:[{GAP}]{{0,8}}[{HAN}]){{3,8}}(?m:$)")


@cache
def _offices() -> frozenset[str]:
    """Return what stands before a signature."""
    return word_set("people", "titles", "before", "labels", "slot_labels")


def _counted(text: str) -> Iterator[Find]:
    """Yield the items of a list that has just as many as it says there are persons: 优秀（3人）：甲、乙、丙."""
    for match in _COUNTED.finditer(text):
        number = _NUMBERS.get(match["number"]) or int(match["number"])
        found: list[Find] = []
        at = match.start("list")
        for part in _SIGNS.split(match["list"]):
            if not part:
                continue
            start = text.index(part, at)
            at = start + len(part)
            if not (piece := _PIECE.fullmatch(part)) or not may_fill(piece["name"]):
                found = []
                break
            low = start + piece.start("name")
            found.append(shaped(Span(low, low + len(piece["name"])), piece["name"], 3))
        if len(found) == number > 1:
            yield from found


def _counted_behind(text: str) -> Iterator[Find]:
    """Yield the items of a row that has just as many as are counted behind it: 甲、乙、丙三名同学."""
    for match in _COUNTED_BEHIND.finditer(text) if "、" in text else ():
        row = _ROW_BEFORE.search(text, max(0, match.start() - LONGEST_COUNTED), match.start())
        items = row["list"].split("、") if row else []
        if row is None or len(items) != _NUMBERS[match["number"]]:
            continue
        end = row.start("list") + len(items[0])
        first = next((size for size in (2, 3) if _begins_row(text, end - size, end)), 0)
        names = [text[end - first : end], *items[1:]] if first else []
        if not names or not all(map(may_fill, names)) or not any(map(_reads_like_one, names)):
            continue
        at = end - first
        for name in names:
            yield shaped(Span(at, at + len(name)), name, 3)
            at += len(name) + 1


def _begins_row(text: str, start: int, end: int) -> bool:
    """Whether the first name of a row may begin here: behind a sign or a title, with a surname."""
    return text[start] in surnames() and left_of(text, start) == 3 and right_of(text, end) == 3


def _reads_like_one(name: str) -> bool:
    return name[0] in surnames() and not is_word(name) and worth_of(name, name[0]) > 1


def may_fill(name: str) -> bool:
    """Whether a string in such a slot can be a name: no title, nobody in general, no body, no place, no particle."""
    if name in _nobody() or name[-1] in characters("people", "bodies") or ends_in_title(name, len(name)):
        return False
    if not characters("people", "particles").isdisjoint(name) or name in full_names():
        return False
    if len(name) == 4:
        return name[:2] in DOUBLE or (name[0] in surnames() and name[1] in surnames() and name not in common_words())
    return name[0] in surnames() or (name not in common_words() or len(name) == 2)


@cache
def _nobody() -> frozenset[str]:
    """Return what stands in such slots and names nobody."""
    return word_set("people", "titles", "before", "after", "labels", "headers", "nobody") | word_set(
        "table_headers", "blank"
    )


@cache
def _ends_of_labels() -> frozenset[str]:
    return frozenset(label[-1] for label in words("people", "slot_labels"))


@cache
def _labelled() -> re.Pattern[str]:
    label = word_pattern("people", "slot_labels").pattern
    return compiled(f"(?<![{HAN}])(?:{label})[：:][{GAP}]{{0,4}}{_NAME}{_END}")


@cache
def _labelled_spaced() -> re.Pattern[str]:
    """Return the pattern of a name of two characters set apart, behind a label: 经办人：拓 娟."""
    label = word_pattern("people", "slot_labels").pattern
    return compiled(
        f"(?<![{HAN}])(?:{label})[：:][{GAP}]{{0,4}}"
        f"(?P<name>(?P<first>[{HAN}])[{GAP}]{{1,3}}(?P<last>[{HAN}]))(?![{HAN}：:])"
    )


@cache
def _called() -> re.Pattern[str]:
    return compiled(f"(?:{word_pattern('people', 'called').pattern})[：:为叫]?“?{_NAME}(?=[，。”）)、；\n])")
