"""Find what is written like an author's mask: X, XX, *, ×, 20XX, 某, □, a letter before 县 (words/masks.toml, signs).

How a sign is written does not show that it hides something: a sign marked `typed` is a mask only where the words beside
it say what it hides. Not masks: X光, an X in a Latin word or a model number, 3×5, 5*8, a line of asterisks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import pattern, read_table, words

SURNAMES = "".join(words("names", "single"))
_SIGN = compiled('[“‘"][Xx×*＊○]{1,4}[”’"]')
_OF_SIGNS = pattern("masks", "of_signs")
_EXPLAINED = "*＊×○△"
_EXPLAINED_RIGHT, _EXPLAINED_LEFT = pattern("masks", "explained_right"), pattern("masks", "explained_left")
_SHOWN = compiled("(?:注明|标注|标为|写作|格式为?|代替|形如|例如|样式为?|，如)[“‘][^”’\\n]{0,16}$")
"""What stands before a sign that the text quotes as an example: 逐页标注“第X页 共Y页”."""
_FORM = compiled("[：:][ \t\u3000]?[_＿]{2,}")
"""A blank behind a label: the line is one of a form."""
_PRODUCT = pattern("masks", "product")
_ORNAMENT = compiled("[ \t\u3000]*[*＊×○xX](?:[ \t\u3000]*[*＊×○xX]){2,}[ \t\u3000]*$|[*] |[*＊] ?(?:注|备注|说明)")
_FRAMED = compiled("[*＊]{2,6}[ \u3000][^*＊\n]{1,40}[ \u3000][*＊]{2,6}")
"""A line that stars set apart: ** 重点 **."""
ROW = 200
"""How far a row of asterisks is followed on either side, so that one endless line costs no more than many."""
SHOWN = 17
"""How far before a mask the opening quote of a quoted sign may stand."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A way of writing a mask."""

    id: str
    starts: str
    """The characters it may begin with."""
    pattern: re.Pattern[str]
    typed: bool
    """Whether it counts only where something says what it hides."""
    types: tuple[str, ...]
    """The types it may have; any, where there are none."""
    times: int
    """How many of its kind a document must hold."""
    none: re.Pattern[str] | None
    """What may stand nowhere in the document."""


@dataclass(frozen=True, slots=True)
class Written:
    """A place where a sign is written."""

    start: int
    end: int
    sign: Sign


@cache
def signs() -> tuple[Sign, ...]:
    """Return the ways of writing a mask, in the order in which they are tried."""
    return tuple(
        Sign(
            entry["id"],
            entry["starts"],
            compiled(spelt_out(entry["pattern"])),
            entry.get("typed", False),
            tuple(entry.get("types", "").split()),
            entry.get("times", 1),
            compiled(spelt_out(entry["none"])) if "none" in entry else None,
        )
        for entry in read_table("masks", "signs")
    )


def spelt_out(source: str) -> str:
    """Return a pattern of words/masks.toml with what it abbreviates: surnames, Han, units of measure, and what is none.

    >>> spelt_out("(?<=[〈汉〉])X") == f"(?<=[{HAN}])X"
    True
    """
    for name, meant in (("量", "measures"), ("非量", "not_measures")):
        source = source.replace(f"〈{name}〉", f"(?:{'|'.join(words('masks', meant))})")
    return source.replace("〈姓〉", SURNAMES).replace("〈汉〉", HAN)


@cache
def _by_first() -> dict[str, tuple[Sign, ...]]:
    firsts = "".join(dict.fromkeys("".join(sign.starts for sign in signs())))
    return {first: tuple(sign for sign in signs() if first in sign.starts) for first in firsts}


@cache
def _firsts() -> re.Pattern[str]:
    return compiled(f"[{''.join(map(re.escape, _by_first()))}]")


def find_signs(text: str) -> list[Written]:
    """Return where signs are written; a pattern is tried only where its first character stands."""
    found = list(_written(text, [match.start() for match in _firsts().finditer(text)]))
    counts = {sign: sum(one.sign is sign for one in found) for sign in {one.sign for one in found}}
    apart = {sign for sign, count in counts.items() if count < sign.times or (sign.none and sign.none.search(text))}
    return [one for one in found if one.sign not in apart and not _is_shown(text, one)]


def _written(text: str, places: Sequence[int]) -> Iterator[Written]:
    done = 0
    for at in places:
        if at < done:
            continue
        for sign in _by_first()[text[at]]:
            if match := sign.pattern.match(text, at):
                yield Written(at, match.end(), sign)
                done = match.end()
                break


def _is_shown(text: str, written: Written) -> bool:
    """Whether it is a bullet, a row of asterisks, a blank of a form, a quoted sign or a product."""
    start, end = written.start, written.end
    if _is_ornament(text, start):
        return True
    low, high = text.rfind("\n", max(0, start - ROW), start) + 1, text.find("\n", end, end + ROW)
    low = low or max(0, start - ROW)
    line, sign = text[low : high if high >= 0 else end + ROW], text[start:end]
    if (sign[0] in "_＿" and _FORM.search(line)) or (sign[0] in "*＊" and _FRAMED.fullmatch(line.strip(" "))):
        return True
    if _SIGN.search(line) and _OF_SIGNS.search(line) and any(sign[0] in shown for shown in _SIGN.findall(line)):
        return True
    if sign[0] in _EXPLAINED and _is_explained(text, start, end):
        return True
    before = text[max(low, start - SHOWN) : start]
    shown = ("“" in before or "‘" in before) and _SHOWN.search(text[low:start])
    if shown or text.endswith("字母", 0, start):
        return True
    return sign == "×" and _PRODUCT.search(text[max(0, start - 12) : end + 12]) is not None


def _is_explained(text: str, start: int, end: int) -> bool:
    """Whether the text says what the sign means: *表示差异显著, 带*的为必填项."""
    left, right = text[max(0, start - 3) : start], text[end : end + SHOWN]
    begins = not left or left[-1] in "\n（(，；、：中内 \u3000"
    behind = _EXPLAINED_LEFT.search(left) and right[:1] in ("的", "号", "者", "项")
    return bool(behind or (begins and _EXPLAINED_RIGHT.search(right)))


def _is_ornament(text: str, start: int) -> bool:
    """Whether a sign at the beginning of a line is a bullet, or the line a row of asterisks."""
    low = max(0, start - ROW)
    line = text.rfind("\n", low, start) + 1 or low
    end = text.find("\n", start, start + ROW)
    return not text[line:start].strip(" \t\u3000*＊×○xX") and bool(
        _ORNAMENT.match(text[line : end if end >= 0 else start + ROW])
    )
