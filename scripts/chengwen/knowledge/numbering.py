"""Read the numbers of headings and lists: one table of their forms, each named by its first number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chengwen.engine.kept import compiled

_HAN = "[一二三四五六七八九十百零〇]"
_ARABIC = "[0-9]{1,2}"
_EITHER = f"({_HAN}{{1,4}}|{_ARABIC})"
_SPACE = "[ \u3000]?"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a number at the beginning of a heading or an item.

    `pattern` takes the number as its only group, and with it what parts the number from its text. `level` is that of
    the section a heading of this form begins (DESIGN: Levels), None where the form begins no section.
    """

    id: str
    level: int | None
    pattern: str


FORMS = (
    Form("第一章", 1, f"第{_EITHER}章[ \u3000、：:]?"),
    Form("第一部分", 1, f"第{_EITHER}部分[ \u3000、：:]?"),
    Form("第一部", None, f"第{_EITHER}部"),
    Form("第一篇章", 1, f"第{_EITHER}篇章[ \u3000、：:]?"),
    Form("第一篇", None, f"第{_EITHER}篇"),
    Form("第一节", 2, f"第{_EITHER}节[ \u3000、：:]?"),
    Form("第一条", None, f"第{_EITHER}条"),
    Form("第一、", None, f"第{_EITHER}[、.．]"),
    Form("一章", None, f"({_HAN}{{1,4}})[章节部]"),
    Form("一、", 1, f"(?<![第一二三四五六七八九十百零〇])({_HAN}{{1,4}})、{_SPACE}"),
    Form("一.", 1, f"({_HAN}{{1,4}})[.．](?![0-9]){_SPACE}"),
    Form("一：", 1, f"({_HAN}{{1,4}})[:：]{_SPACE}"),
    Form("（一）", 2, f"[（(]({_HAN}{{1,4}})[）)][、.．]?{_SPACE}"),
    Form("㈠", 2, f"([㈠-㈩]){_SPACE}"),
    Form("一）", None, f"({_HAN}{{1,4}})[）)]"),
    Form("一是", None, f"第?({_HAN}{{1,4}})[是要]"),
    Form("1.", 3, f"(?<![0-9.、])({_ARABIC})[.．](?![0-9]){_SPACE}"),
    Form("1、", 3, f"(?<![0-9.、])({_ARABIC})、(?![0-9]){_SPACE}"),
    Form("⒈", 3, f"([⒈-⒛]){_SPACE}"),
    Form("1、5", 3, f"(?<![0-9.、])({_ARABIC})、(?=[0-9])"),
    Form("1.1", None, f"(?<![0-9.、])({_ARABIC})[.．](?=[0-9])"),
    Form("100.", None, "[（(]?([0-9]{3})[）)、.．]"),
    Form("（1）", 4, f"[（(]({_ARABIC})[）)][、.．]?{_SPACE}"),
    Form("1）", 4, f"(?<![0-9])({_ARABIC})[）)][、.．]?{_SPACE}"),
    Form("⑴", 4, f"([⑴-⒇]){_SPACE}"),
    Form("①", 5, f"([①-⑳]){_SPACE}"),
)

OF_HEADINGS = tuple(form.id for form in FORMS if form.level is not None)
"""The forms that begin sections."""

_BY_ID = {form.id: form for form in FORMS}
_SIGNS = (("①", "⑳"), ("㈠", "㈩"), ("⑴", "⒇"), ("⒈", "⒛"))
"""The first and the last of the signs that are a number in one character."""
_FIRST = "第一二三四五六七八九十百零〇0-9（(㈠-㈩⑴-⒇⒈-⒛①-⑳"
"""The characters that any number begins with, as the inside of a class: most lines begin with none of them."""
_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands: `[start, end)` is the number with what parts it from its text."""

    form: Form
    value: int
    start: int
    end: int


@cache
def numbered(*forms: str) -> re.Pattern[str]:
    """Return the pattern of the numbers of these forms, whose `match` says whether a line begins with one.

    >>> [bool(numbered("一、", "1.").match(line)) for line in ("一、加强领导", "1.抓学习", "1.5亿元", "（一）抓学习")]
    [True, True, False, False]
    """
    return compiled(f"(?=[{_FIRST}])(?:{'|'.join(_BY_ID[form].pattern for form in forms)})")


def number_at(text: str, at: int, forms: tuple[str, ...]) -> Number | None:
    """Return the number of one of these forms that stands at a place of a text.

    >>> number = number_at("（十二）抓学习", 0, OF_HEADINGS)
    >>> number.form.id, number.form.level, number.value, number.end
    ('（一）', 2, 12, 4)
    """
    if text[at : at + 1] not in _firsts():
        return None
    match = numbered(*forms).match(text, at)
    return _number(match, forms) if match else None


@cache
def _firsts() -> frozenset[str]:
    """Return the characters that any number begins with."""
    ranges = re.findall("(.)-(.)", _FIRST)
    return frozenset(_FIRST).union(*({chr(n) for n in range(ord(low), ord(high) + 1)} for low, high in ranges))


def _number(match: re.Match[str], forms: tuple[str, ...]) -> Number:
    group = match.lastindex or 1
    return Number(_BY_ID[forms[group - 1]], value_of(match[group]), *match.span())


def value_of(number: str) -> int:
    """Return the value of a number up to 199 as written in official documents.

    >>> value_of("二十三"), value_of("③"), value_of("12"), value_of("一百零二"), value_of("㈡")
    (23, 3, 12, 102, 2)
    """
    if number.isdecimal():
        return int(number)
    for first, last in _SIGNS:
        if first <= number <= last:
            return ord(number) - ord(first) + 1
    hundreds, _, rest = number.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * _CHINESE.get(hundreds[-1:], 1) if hundreds else 0
    if ten:
        total += 10 * _CHINESE.get(tens[-1:], 1)
    return total + _CHINESE.get(ones[-1:], 0)
