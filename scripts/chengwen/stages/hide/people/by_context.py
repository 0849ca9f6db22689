"""Find names by their context: a title, an appointment, a word for something that only a person does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_word, places_where, stands_behind
from chengwen.knowledge.labels import label
from chengwen.knowledge.tables import is_word, pattern, word_pattern, word_set, words
from chengwen.stages.hide.people.edges import (
    HARD,
    best,
    either,
    ends_in_title,
    is_torn,
    left_of,
    right_of,
    sides_of,
    titles,
    titles_in,
)
from chengwen.stages.hide.people.elements import runs_in
from chengwen.stages.hide.people.kinds import of_crafts, of_pupils
from chengwen.stages.hide.people.names import (
    GAP,
    SINGLE,
    dotted_names,
    is_common_surname,
    may_begin,
    shaped,
    shapes_from,
    shapes_to,
)
from chengwen.stages.hide.people.rows import BIOGRAPHY, forward, row
from chengwen.stages.hide.people.slots import in_slots
from chengwen.text import Span

_OPEN = "（(：: \u3000"
_COMPANY = f"(?:{pattern('people', 'company').pattern})"
_COMPANY_RIGHT = compiled(
    "[等0-9一二两三四五六七八九十]"  # one set first, which `re` finds fast
    "(?:(?<=等)[0-9一二两三四五六七八九十]{0,3}|(?<=[0-9一二两三四五六七八九十])[0-9一二两三四五六七八九十]{0,2})"
    f"[余多]?[名位个]?{_COMPANY}"
)
_CUT_TO_SURNAME = compiled(f"([{HAN}]){label('person')}")
_OFFICE = pattern("people", "office")
_HOUSEHOLD = compiled("家庭(?=[ \u3000\n（(等]|$)")
_COUNTED = compiled("[2-9二两三四五六七八九十][名位]")
_MATTER = pattern("people", "matter")
"""What may follow a name behind 关于."""
_SELF = word_pattern("people", "self")
_STOPS = frozenset("。！？”")
"""Behind one of these stand the names of the writers, in brackets."""
_NUMBERS = frozenset("二两三四五六七八九十23456789")


_IN_NUMBER = compiled("[一二三四五六七八九十百千万][点时分个名位户亩天年月元岁组条期次届周人]")
"""A number with its unit, which no name runs into."""
OFFICE = 24
"""Within how many characters of 任 the office is named."""
_ACTING = compiled(f"[（(][{HAN}]{{1,8}}[)）]")
"""What a bracket behind an office says of it, before the name: 副主任（主持工作）甲."""
NEAR = 4
"""How many punctuation marks or gaps may separate a title from its name."""


def introduced(text: str) -> Iterator[Find]:
    """Yield every name that its context on the line shows to be one, by any of the signs below."""
    signs = (
        beside_titles,
        _in_charge,
        _appointed,
        _taking_office,
        _described,
        _counted,
        _before_company,
        _households,
        _matters,
        _by_oneself,
        _speaking,
        _in_brackets,
        of_crafts,
        of_pupils,
        dotted_names,
        _of_elements,
        _pairs,
        in_slots,
    )
    for sign in signs:
        yield from sign(text)


def beside_titles(text: str) -> Iterator[Find]:
    """Yield the names beside titles: 书记甲, 甲书记."""
    for start, end in titles_in(text):
        title = text[start:end]
        before, behind = sides_of(title)
        if behind:
            yield from _behind_title(text, end, office=title not in _many())
        if before:
            at = start
            while at and start - at < NEAR and text[at - 1] in GAP + "（(":
                at -= 1
            shape = best(_closed_left(text, shapes_to(text, at)))
            if shape and not _describes(text, shape, title) and not _is_body_of_title(text, shape, end):
                yield shape


def _describes(text: str, shape: Find, title: str) -> bool:
    """Whether what stands before a title is a word that says what kind of office it is (卓越工程师, 康复科主任)."""
    if shape.weight == 1 and len(shape.name) == 3 and is_word(shape.name[:2]):
        return True  # 安顿好老人, 回家问爷爷
    return (
        shape.weight == 1
        and is_word(shape.name)
        and title not in words("people", "after")
        and not ends_in_title(text, shape.span.start)
    )


def _is_body_of_title(text: str, shape: Find, end: int) -> bool:
    """Whether two characters before a title belong to it, its bearer being named behind (南大教授甲, 经治医师：乙)."""
    labelled = text[end : end + 1] in _COLONS
    if len(shape.name) != 2 or (labelled and shape.weight == 3):
        return False
    at = end + labelled
    return text.startswith(_HIDDEN, at) or any(
        one.weight > 1 and right_of(text, one.span.end) > 1 and not titles().match(text, one.span.end)
        for one in shapes_from(text, at)
    )


_COLONS, _HIDDEN = ("：", ":"), label("person")[:-1]


def _behind_title(text: str, end: int, *, office: bool) -> Iterator[Find]:
    if office and (acting := _ACTING.match(text, end)):  # 副总经理（主持工作）甲
        end = acting.end()
    at = end
    while at < len(text) and at - end < NEAR and text[at] in _OPEN:
        at += 1
    if at == end and text[at : at + 1] in ("为", "是", "系"):
        yield from (s for s in shapes_from(text, at + 1) if s.weight > 1 and right_of(text, s.span.end) == 3)
    if not may_begin(text, at):
        return
    shapes = shapes_from(text, at)
    if at == end and text[at - 1 : at + 1] in ("师傅", "工程"):  # 面点师傅未到: only what is hardly anything else
        shapes = (one for one in shapes if one.weight == 3 and len(one.name) > 2 and right_of(text, one.span.end) > 1)
    if shape := best(_closed_right(text, shapes, apart=at > end, office=office)):
        yield shape


def _closed_right(text: str, shapes: Iterable[Find], *, apart: bool, office: bool) -> Iterator[tuple[int, Find]]:
    """Yield names that begin behind a title, with how surely they end.

    Behind an office (书记) weaker evidence is enough than behind a mere word for people (群众), which verbs follow as
    often.
    """
    for shape in shapes:
        if (shape.name[0] == "和" and not apart) or _IN_NUMBER.match(text, shape.span.end - 1):
            continue  # 党员和学生; 司机凌晨三点出车
        right, long = right_of(text, shape.span.end), shape.span.end - shape.span.start >= 3
        if right == 3:
            enough = 1 if office else 2
        elif right == 2:
            enough = 1 if office and long else 2
        elif right == 1:
            enough = 2 if long and office else 3
        else:
            enough = 3 if long and office and not apart and shape.name[0] in SINGLE else 4
        if shape.weight >= enough:
            yield right, shape


def _closed_left(text: str, shapes: Iterable[Find]) -> Iterator[tuple[int, Find]]:
    """Yield names that end beside a title, with how surely they begin."""
    for shape in shapes:
        left = left_of(text, shape.span.start)
        if shape.name[0] == "和" and shape.span.start and not HARD.match(text[shape.span.start - 1]):
            continue  # 留守儿童和空巢老人
        typical = shape.weight == 3 and len(shape.name) >= 3 and is_common_surname(shape.name[0])
        if (
            (left >= 2 and shape.weight >= (1 if left == 3 else 2))
            or (left == 1 and shape.weight == 3)
            or (typical and not is_torn(text, shape.span.start))
        ):
            yield left, shape


def _in_charge(text: str) -> Iterator[Find]:
    """Yield names in the pattern 由甲负责."""
    for at in places_where("由", text):
        for shape in shapes_from(text, at + 1):
            if text.startswith(words("people", "act"), shape.span.end) and not is_torn(text, at + 1):
                yield shape
                break


def _appointed(text: str) -> Iterator[Find]:
    """Yield names in the patterns 任命甲为, 授予甲、乙…称号."""
    for match in _appoint().finditer(text):
        shape = _closed(text, match.end()) if may_begin(text, match.end()) else None
        if shape and _row_ends_in_company(text, shape):
            yield shape


def _taking_office(text: str) -> Iterator[Find]:
    """Yield names in the patterns 甲任镇长, 乙不再担任主任."""
    for match in _OFFICE.finditer(text):
        if is_torn(text, match.start()):
            continue  # 经时任站长同意
        stop = text.find("\n", match.end(), match.end() + OFFICE)
        if titles().search(text, match.end(), stop if stop >= 0 else match.end() + OFFICE):
            begun = ((left_of(text, shape.span.start), shape) for shape in shapes_to(text, match.start()))
            if shape := best(pair for pair in begun if pair[0] >= 2 and pair[1].weight > 1):
                yield shape


def _described(text: str) -> Iterator[Find]:
    """Yield names in the pattern 甲，男，1980年生."""
    for match in BIOGRAPHY.finditer(text):
        begun = ((left_of(text, shape.span.start), shape) for shape in shapes_to(text, match.start()))
        if shape := best(pair for pair in begun if pair[0] >= 2):
            yield shape


def _counted(text: str) -> Iterator[Find]:
    """Yield names in the pattern 甲、乙两名."""
    for match in _COUNTED.finditer(text) if stands_behind(text, "名位", _NUMBERS) else ():
        for shape in shapes_to(text, match.start()):
            in_row = text[shape.span.start - 1 : shape.span.start] in ("、", "和")
            if shape.weight > 1 and in_row and next(row(text, shape), None):
                yield shape


def _before_company(text: str) -> Iterator[Find]:
    """Yield names in the patterns 甲、乙等人, 甲等3名同志: between punctuation, at least one reads like a name."""
    for match in _COMPANY_RIGHT.finditer(text):
        begun = ((left_of(text, shape.span.start), shape) for shape in shapes_to(text, match.start()))
        shape = best(pair for pair in begun if pair[0] >= 2 and pair[1].weight > 1)
        if shape and (left_of(text, shape.span.start) == 3 or shape.weight == 3):
            yield shape


def _pairs(text: str) -> Iterator[Find]:
    """Yield names in the pattern 甲乙夫妇: two that stand together with nothing between them."""
    for match in word_pattern("people", "pairs").finditer(text):
        for second in shapes_to(text, match.start()):
            begun = (one for one in shapes_to(text, second.span.start) if left_of(text, one.span.start) > 1)
            first = max(begun, key=lambda one: one.weight, default=None)
            if first and first.weight + second.weight > 3:
                yield first
                yield second
                break


def _households(text: str) -> Iterator[Find]:
    """Yield names in the pattern 甲家庭, in a list of families."""
    for match in _HOUSEHOLD.finditer(text):
        begun = ((left_of(text, shape.span.start), shape) for shape in shapes_to(text, match.start()))
        if shape := best(pair for pair in begun if pair[0] == 3 and pair[1].weight > 1):
            yield shape


def _matters(text: str) -> Iterator[Find]:
    """Yield names in the pattern 关于甲信访事项的…."""
    for at in places_where("关于", text):
        for shape in shapes_from(text, at + len("关于")):
            if shape.weight > 1 and _MATTER.match(text, shape.span.end):
                yield shape
                break


def _by_oneself(text: str) -> Iterator[Find]:
    """Yield names in the patterns 本人甲, 我叫甲."""
    for match in _SELF.finditer(text) if holds_word(text, words("people", "self")) else ():
        if shape := _closed(text, match.end()):
            yield shape


def _speaking(text: str) -> Iterator[Find]:
    """Yield names in the pattern 甲说, at the beginning of a clause, if it is a full name that reads like one."""
    for match in _say().finditer(text):
        for shape in shapes_to(text, match.start()):
            full = shape.weight == 3 and len(shape.name) == 3 and is_common_surname(shape.name[0])
            if full and left_of(text, shape.span.start) == 3:
                yield shape


def _in_brackets(text: str) -> Iterator[Find]:
    """Yield the names of the writers, in brackets behind the last full stop of a line: 成效明显。（甲 乙）."""
    for match in _byline().finditer(text) if stands_behind(text, "（(", _STOPS) else ():
        found: list[Find] = []
        at = match.start("names")
        while at < match.end("names"):
            shape = next(
                (one for one in shapes_from(text, at) if one.weight > 1 and text[one.span.end] in " 、\u3000）)"), None
            )
            if not shape:
                break
            found.append(shape)
            at = shape.span.end + 1
        else:
            yield from found


def _of_elements(text: str) -> Iterator[Find]:
    """Yield the ethnic names without a dot whose parts show them and whose ends do not lie within words."""
    for start, end in runs_in(text):
        left, right = left_of(text, start), right_of(text, end)
        if left and left + right > 2 - (end - start > 3) and not is_torn(text, end):
            yield shaped(Span(start, end), text[start:end], 3)


def _closed(text: str, at: int) -> Find | None:
    """Return the name that begins here and surely ends, or None."""
    ended = ((right_of(text, shape.span.end), shape) for shape in shapes_from(text, at))
    return best(pair for pair in ended if pair[0] >= 2 and pair[1].weight > 1)


def of_masked(text: str) -> Iterator[Find]:
    """Find the full names that begin with a surname to which the author cut a name elsewhere (李某 … 李建国)."""
    for surname in sorted(set(_CUT_TO_SURNAME.findall(text))) if label("person") in text else ():
        for at in places_where(surname, text):
            for shape in shapes_from(text, at):
                long = len(shape.name) > 2  # 李某 does not make a name of 李子
                if long and shape.weight == 3 and left_of(text, at) >= 2 and right_of(text, shape.span.end) >= 1:
                    yield shape
                    break


def _row_ends_in_company(text: str, shape: Find) -> bool:
    """Whether persons follow 任命 and similar words: 任命甲、乙为…, 给予甲党内…"""
    at = shape.span.end
    for one in forward(text, at):
        at = one.span.end
    return bool(
        re.match(
            "[ ]?(?:等|家庭|同志|为|任|担任|[“（(]|党内|开除|留党|行政|政务|撤销|[0-9一二三四五六七八九十]{1,2}[名位人]"
            "|的?(?:职务|处分|称号)|的[^，。；\n]{1,30}职务)",
            text[at : at + 40],
        )
    )


@cache
def _many() -> frozenset[str]:
    return word_set("people", "many")


@cache
def _appoint() -> re.Pattern[str]:
    return compiled(either("appoint"))


@cache
def _say() -> re.Pattern[str]:
    return compiled(f"(?:{either('say')})(?=[，：:,])")


@cache
def _byline() -> re.Pattern[str]:
    return compiled(
        "[。！？”][（(](?:(?:本报|特约)?(?:记者|通讯员)|作者|文)?[ :：/]?"
        f"(?P<names>[{HAN}、 \u3000]{{2,20}})[）)](?=\n|\\Z)"
    )
