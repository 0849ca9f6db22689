"""Read names that stand in a row: behind a label (组长：甲、乙), or beside a name that is known already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.edges import HARD, best, left_of, right_of, sides_of, titles, words_of
from chengwen.names import GAP, Shape, never, shapes_from, shapes_to, singles, surnames
from chengwen.text import Span

SEPARATORS = "、，,；;/ \u3000\t|"
BRACKETS = re.compile("[（(][^（）()\n]{0,24}[)）]")
_NUMBER_OF_PEOPLE = re.compile("[0-9一二两三四五六七八九十]{1,3}[名人位][（(：:]")
BIOGRAPHY = re.compile(
    "[ ，,、|\t\u3000（(](?:[ ，,、|\t\u3000（(]{0,5})"
    "(?:男|女|[0-9]{2}岁|(?:19|20)[0-9]{2}年|[汉满回苗壮侗藏彝][族，]|现年|生于|中共党员|共产党员|原系|系[^统列]|户籍|家住|身份证)"
)
"""What is said of a person right behind his name: sex, age, people, party."""
NEXT_TITLE = 11
"""Within how many characters behind a mark the next title begins, its body before it: 组织委员, 市容科科长."""
LONGEST_LIST = 600
"""How far a list of names behind a label is followed, in code points."""


def behind_labels(text: str) -> Iterator[Shape]:
    """Find the names behind a label: 组长：甲, 成员：乙、丙, 入党积极分子2名（丁、戊）."""
    for match in _COLON.finditer(text):
        if _is_label(text, match.start()):
            yield from list_from(text, match.end())
        else:
            yield from _line_of_names(text, match.end())
    for match in _NUMBER_OF_PEOPLE.finditer(text):
        yield from list_from(text, match.end())


def _line_of_names(text: str, at: int) -> Iterator[Shape]:
    """Read names behind any label (内科：甲　乙), where nothing else stands on the line."""
    end = text.find("\n", at, at + LONGEST_LINE + 1)  # no further: a line may be the whole text
    end = len(text) if end < 0 else end
    if end - at > LONGEST_LINE:
        return
    found = []
    while at < end:
        ended = (s for s in shapes_from(text, at) if s.span.end >= end or text[s.span.end] in SEPARATORS + "（(")
        shape = next(ended, None)
        spaced = shape is not None and shape.span.end - shape.span.start > len(shape.name)
        if shape is None or shape.worth < 2 or not (spaced or shape.worth == 3):
            return
        found.append(shape)
        at = after_item(text, shape.span.end)
        while at < end and text[at] in SEPARATORS:
            at += 1
    if found and (len(found) > 1 or len(found[0].name) > 2 or found[0].span.end - found[0].span.start > 2):
        yield from found


LONGEST_LINE = 60
_COLON = re.compile(f"[：:][{GAP}]{{0,4}}")
_BRACKETS_AT_END = re.compile(f"[（(][^（）()\n]{{1,12}}[)）][{GAP}]{{0,4}}$")
_PLACES_AND_BODIES = frozenset("村镇乡县区市组社科室局站所办部院校厂店路街")
LONGEST_LABEL = 12


def _is_label(text: str, end: int) -> bool:
    """Tell whether what stands before a colon announces persons; gaps in it are layout (组　长)."""
    line = text[max(0, end - 3 * LONGEST_LABEL) : end]
    bare = "".join(char for char in _BRACKETS_AT_END.sub("", line) if char not in GAP)
    if bare.endswith(("人", "员", "者")):
        return True
    return any(bare[-size:] in _labels() for size in range(2, LONGEST_LABEL + 1))


def list_from(text: str, at: int) -> Iterator[Shape]:
    """Read the names of a list: parted by marks or gaps, with a title or a bracket behind each, or its office before.

    An item that is no name ends the list, unless it has the form of one and is among names (常青、于洪亮、单伟).
    """
    stop = min(len(text), at + LONGEST_LIST)
    sure: list[Shape] = []
    unsure: list[Shape] = []
    while at < stop:
        while at < stop and text[at] in SEPARATORS + "：:":
            at += 1
        shape = item(text, at)
        if shape is None:
            break
        (sure if shape.worth else unsure).append(shape)
        at = after_item(text, shape.span.end)
        parted = any(char in SEPARATORS for char in text[shape.span.end : at + 1])
        if text[at : at + 1] in ("。", "\n", "") or not (parted or text[at] in "和及"):
            break
        at += text[at] in "和及" and not parted
    yield from sure
    if len(sure) > 1:
        yield from unsure


def item(text: str, at: int) -> Shape | None:
    """Read one item of a list of names; worth 0 where it has but the form of a name."""
    shapes = [s for s in shapes_from(text, at) if right_of(text, s.span.end) >= 2 or BIOGRAPHY.match(text, s.span.end)]
    if shapes:
        return best((right_of(text, shape.span.end), shape) for shape in shapes)
    if found := token(text, at):
        return found
    end = run_of_han(text, at, 16)
    return best((2, s) for s in shapes_to(text, end) if s.span.start > at and left_of(text, s.span.start) == 2)


def between_titles(text: str, at: int) -> Shape | None:
    """Take a word for a name where a title follows the mark behind it: 副书记向阳，组织委员…"""
    found = token(text, at)
    if (
        found is None
        or text[at] not in singles()
        or text[found.span.end : found.span.end + 1] not in ("、", "，", "；")
    ):
        return None
    behind = found.span.end + 1
    title = titles().search(text, behind, behind + NEXT_TITLE)
    near = title and all(sides_of(title.group())) and not HARD.search(text, behind, title.start())
    return found if near else None


def token(text: str, at: int, *, strict: bool = True) -> Shape | None:
    """Read a run of two or three characters, or two with a gap, that begins with a surname: a name if others are."""
    end = run_of_han(text, at, 4)
    if end == at or text[at] not in surnames():
        return None
    if end - at == 1:  # 成　立
        while end < len(text) and text[end] in GAP and end - at < 5:
            end += 1
        if end - at == 1 or run_of_han(text, end, 2) != end + 1:
            return None
        end += 1
    name = "".join(char for char in text[at:end] if char not in GAP)
    if len(name) > 3 or not (never() if strict else _PLACES_AND_BODIES).isdisjoint(name[1:]):
        return None
    return Shape(Span(at, end), name, 0)


def run_of_han(text: str, at: int, longest: int) -> int:
    """Tell where a run of Han, letters and digits ends, or where `longest` is reached."""
    end = at
    while end < len(text) and end - at < longest and not HARD.match(text[end]):
        end += 1
    return end


def after_item(text: str, at: int) -> int:
    """Skip what belongs to a name in a list: its title, its place of work in brackets."""
    if bracket := BRACKETS.match(text, at):
        at = bracket.end()
    if text.startswith("家庭", at):
        at += 2
    while at < len(text) and text[at] in GAP:
        at += 1
    if title := titles().match(text, at):
        at = title.end()
    return at


def row(text: str, shape: Shape) -> Iterator[Shape]:
    """Find the neighbours of a name in a row: 甲、乙（镇长）和丙."""
    yield from forward(text, shape.span.end)
    at = shape.span.start
    while (at > 1 and text[at - 1] in "、和及 ") or text.endswith("以及", 0, at):
        at -= 2 if text.endswith("以及", 0, at) else 1
        if text[at - 1] in "）)":
            low = max(0, at - 26)
            low = max(low, text.rfind("\n", low, at))  # a row does not run on from another line
            opened = max(text.rfind("（", low, at), text.rfind("(", low, at))
            at = opened if opened > 0 else at
        previous = best(
            (left_of(text, one.span.start), one) for one in shapes_to(text, at) if left_of(text, one.span.start) >= 2
        )
        if previous is None:
            return
        yield previous
        at = previous.span.start


def forward(text: str, at: int) -> Iterator[Shape]:
    """Follow a row of names from the end of one of them."""
    while True:
        at = after_item(text, at)
        if text.startswith("以及", at):
            at += 2
        elif at < len(text) and text[at] in "、和及":
            at += 1
        else:
            return
        closed = ((right_of(text, one.span.end), one) for one in shapes_from(text, at))
        shape = best(
            pair for pair in closed if pair[0] >= 2 and (pair[1].worth > 1 or pair[0] == 3 or len(pair[1].name) > 2)
        )
        if shape is None:
            return
        yield shape
        at = shape.span.end


@cache
def _labels() -> frozenset[str]:
    return frozenset(words_of("labels"))
