"""Find the signs that a program set between the words of a text: #1 #4 for a voice, /n /v of words, _x000D_ of cells.

No list knows them. What gives them away is that they stand anywhere: many of one form, thick in the text, each after
other words and before other words. What a document writes itself (3#楼, kg/m, an address) has its own neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any
from chengwen.text import Edit, delete

RULE = "markup-machine-sign"
LEAST = 10
"""So many of one form are no accident."""
APART = 40
"""One at least in so many code points of the text: what is sparser was written."""
OTHERS, OF = 3, 5
"""This share of them has words before it that no other has, and this share of them words behind it."""
_TECHNICAL = "#/\\{}<>^~|@=_$"
_SIGN = compiled("[!-~]{2,40}")
_LETTERS, _FIGURES = compiled("[A-Za-z]{1,40}"), compiled("[0-9]{1,40}")
_MASK = compiled("[xX*_0-9./-]{1,40}")
_OWN = frozenset({"0#", "a/a", "0/0", "a@a.a", "0.0a/a", "0a/a"})
"""Forms that documents write: a building, a measure, a fraction, an address."""
_BESIDE = compiled(f"[{HAN}，。；：、！？“”《》（）]")
"""Right before a sign stand words of the text, or its stops."""
_BLANK = " \t\u3000"


def machine_signs(draft: Draft) -> Iterator[Edit]:
    """Yield the deletions of such signs, each with the blanks behind it if nearly all have some."""
    text = draft.value
    if not holds_any(text, _TECHNICAL):
        return
    forms: dict[str, list[tuple[int, int]]] = {}
    for match in _SIGN.finditer(text):
        if (form := _form(match.group())) and _BESIDE.match(text[match.start() - 1 : match.start()]):
            forms.setdefault(form, []).append(match.span())
    for places in forms.values():
        if len(places) >= LEAST and len(places) * APART >= len(text) and _stand_anywhere(text, places):
            parted = sum(text[end : end + 1] in _BLANK for _, end in places) * 5 >= len(places) * 4
            yield from (delete(start, _behind(text, end) if parted else end, RULE) for start, end in places)


def _form(sign: str) -> str:
    """Return the form of a sign, letters and figures alike; empty for what is no sign of a program."""
    if not holds_any(sign, _TECHNICAL) or _MASK.fullmatch(sign):
        return ""
    form = _FIGURES.sub("0", _LETTERS.sub("a", sign))
    return form if ("a" in form or "0" in form) and form not in _OWN else ""


def _stand_anywhere(text: str, places: Sequence[tuple[int, int]]) -> bool:
    """Whether the words before signs, and those behind them, are nearly all different."""
    before = {text[max(0, start - 2) : start] for start, _ in places}
    behind = {text[end : end + 4].lstrip(_BLANK)[:2] for _, end in places}
    return min(len(before), len(behind)) * OF >= len(places) * OTHERS


def _behind(text: str, end: int) -> int:
    while end < len(text) and text[end] in _BLANK:
        end += 1
    return end
