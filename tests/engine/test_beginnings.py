"""A pattern that is told where a match may begin finds what it found before, and skips the rest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen.engine.beginnings import MOST, first_characters
from chengwen.engine.kept import compiled
from chengwen.engine.linear_time import parser
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.shapes import filled_in

TOLD = {
    "(?:甲乙|[丙丁]甲)": "丙丁甲",
    "甲?[乙丙]丁": "丙乙甲",
    "(?=[甲乙])[^丙]丁": "乙甲",
    "(?=甲?乙)[^丙]{1,2}": "乙甲",
    "(?<=丙)(?!乙丁)[甲乙]": "乙甲",
    "^(?:甲|(?>乙丙))|丁+?乙": "丁乙甲",
    "(?P<one>甲|乙)*+丙": "丙乙甲",
    "(?<![甲乙])丙{0,2}丁": "丁丙",
    "(?m:甲)|(?:乙|丙)\\Z": "",
    "(?=丁)甲": "丁",
    "(甲)\\1|(乙)\\2?": "乙甲",
}
UNTOLD = (
    "甲|",
    "甲?",
    "[^甲]乙",
    ".甲",
    "(?i:x)甲",
    "(?!甲)",
    "[\u4e00-\u9fff]甲|乙甲",
    "(?:.|甲)乙",
)
texts = st.text("甲乙丙丁xX\n", max_size=40)
RULES = sorted({pattern for rule in ours_only().patterns for pattern in (rule.pattern, *rule.all, *rule.none)})
SHAPES = sorted(filled_in(entry["pattern"]) for entry in read_table("elements", "shapes"))
SIGNS = sorted(set("".join(example for rule in ours_only().patterns for example in rule.match)))


def found(pattern: re.Pattern[str], text: str) -> list[object]:
    return [(match.span(), match.groups()) for match in pattern.finditer(text)]


def ways(pattern: re.Pattern[str], text: str) -> list[object]:
    asked = (pattern.search(text, 1), pattern.match(text), pattern.match(text, 2), pattern.fullmatch(text))
    return [
        *(one and one.span() for one in asked),
        *found(pattern, text),
        pattern.sub("戊", text),
        pattern.split(text),
        pattern.findall(text, 1, 5),
    ]


@pytest.mark.parametrize("pattern", [*TOLD, *UNTOLD])
@given(text=texts)
def test_a_pattern_that_is_told_finds_the_same(pattern: str, text: str) -> None:
    assert ways(compiled(pattern), text) == ways(re.compile(pattern), text)


@pytest.mark.parametrize("flags", [re.IGNORECASE, re.MULTILINE, re.DOTALL, re.ASCII])
@given(text=texts)
def test_flags_mean_what_they_mean(flags: re.RegexFlag, text: str) -> None:
    for pattern in ("(?:^甲|x丙)", "x?[乙X]", "(?=x).", "(?:x|\\w)甲"):
        assert ways(compiled(pattern, flags), text) == ways(re.compile(pattern, flags), text)


def test_of_these_patterns_the_first_characters_are_known() -> None:
    said = {pattern: first_characters(parser.parse(pattern)) for pattern in TOLD}
    letters = {pattern: "".join(sorted({chr(one) for _, one in known or ()})) for pattern, known in said.items()}
    assert letters == {pattern: "".join(sorted(known)) for pattern, known in TOLD.items()}


@pytest.mark.parametrize("pattern", UNTOLD)
def test_of_these_nothing_is_known(pattern: str) -> None:
    assert first_characters(parser.parse(pattern)) is None


def test_a_class_of_all_han_leaves_out_too_little() -> None:
    assert first_characters(parser.parse("[\u4e00-\u9fff]甲")) is None
    assert first_characters(parser.parse(f"[\u4e00-{chr(0x4E00 + MOST - 1)}]甲")) is not None


@given(data=st.data(), before=st.text(SIGNS, max_size=8), behind=st.text(SIGNS, max_size=8))
def test_our_own_patterns_find_the_same(data: st.DataObject, before: str, behind: str) -> None:
    said = data.draw(st.sampled_from([example for rule in ours_only().patterns for example in rule.match]))
    for pattern in data.draw(st.lists(st.sampled_from([*RULES, *SHAPES]), max_size=20)):
        assert found(compiled(pattern), before + said + behind) == found(re.compile(pattern), before + said + behind)


def test_a_pattern_that_is_told_is_not_the_one_of_re() -> None:
    assert compiled("甲?[乙丙]丁") != re.compile("甲?[乙丙]丁")
    assert compiled("甲乙") == re.compile("甲乙")
