"""Decide from the words beside a mask what it hides (words/masks.toml, clues)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from chengwen.engine.kept import compiled, kept
from chengwen.engine.scan import beginnings_of
from chengwen.knowledge.tables import read_table
from chengwen.stages.masks.signs import SURNAMES, spelt_out

LEFT, RIGHT = 12, 24
"""How many characters on either side of a mask are examined; the longest clue needs 20 on the right."""
UNKNOWN = "mask-other"
"""The rule of a mask beside which nothing says what it hides."""
SLOT = "mask-slot"
_DOCUMENT_NUMBER = compiled("[〕\\]）)] ?第? ?[0-9XxＸ×*]{1,6} ?[号號]")
_YEAR_BEFORE = compiled("(?:(?<![0-9])(?:20[0-9]?|19)|二[0〇○零][0-9一二三]?)$")
_COUNTED = compiled(
    " ?(?:多|余)?(?:[万亿%％户亩吨]|人(?!大)|名|元|个百分|个(?!月)|公里|家|多?[十百千万亿]+(?:元|人|亩))"
)
"""What follows the figures of a number that begins with 20: 20X人."""
_DIGITS = compiled("[0-9]+(?:[.．][0-9]+)?|[.．][0-9]+")
_QUOTES = ("“", '"')
_BRACKETS = ("[]", "［］", "【】")
_NOT_NAME = tuple("村镇乡县市区路街大")


@dataclass(frozen=True, slots=True)
class Clue:
    """Words beside a mask that show what it hides."""

    id: str
    type: str
    left: re.Pattern[str]
    right: re.Pattern[str]


@cache
def clues() -> tuple[Clue, ...]:
    """Return the clues in the order in which they are tried."""
    return tuple(
        Clue(entry["id"], entry["type"], compiled(spelt_out(entry["left"])), compiled(spelt_out(entry["right"])))
        for entry in read_table("masks", "clues")
    )


@lru_cache(maxsize=1_024)
def _clues_before(char: str) -> tuple[Clue, ...]:
    """Return the clues whose words on the right may begin with a character: a few of some sixty."""
    return tuple(clue for clue, begins in _beginnings() if begins is None or char in begins)


@cache
def _beginnings() -> tuple[tuple[Clue, frozenset[str] | None], ...]:
    return tuple((clue, kept(beginnings_of, clue.right.pattern) or None) for clue in clues())


def type_of(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the clue that applies to the mask at `[start, end)`, and the type it shows.

    >>> type_of("共有党员X名", 4, 5)
    ('mask-number', 'number')
    """
    before, after = (start - 1, end + 1) if _is_slot(text, start, end) else (start, end)
    left, right = text[max(0, before - LEFT) : before], text[after : after + RIGHT]
    if _YEAR_BEFORE.search(left) and not _DOCUMENT_NUMBER.match(right) and not _COUNTED.match(right):
        return "mask-date", "date"
    if text[start] == "某" and start and text[start - 1] in SURNAMES and not right.startswith(_NOT_NAME):
        return "mask-person-surname", "person"
    if "·" in text[start:end] and left.endswith(_QUOTES):
        return "mask-date-event", "date"  # “X·XX”
    if text[start] in "Xx" and (digits := _DIGITS.match(right)):
        right = right[digits.end() :]  # xx458元: some of the figures are left
    for clue in _clues_before(right[:1]):
        if clue.right.search(right) and clue.left.search(left):
            return clue.id, clue.type
    return (SLOT, _slot(text[start:end])) if text[start] in "[［" else (UNKNOWN, "other")


def _is_slot(text: str, start: int, end: int) -> bool:
    """Whether brackets hold nothing but the mask, so that the words that tell stand beyond them: 共[XX]名."""
    return start > 0 and text[start - 1] + text[end : end + 1] in _BRACKETS


def _slot(written: str) -> str:
    """Return the type that the words in a slot name: [单位名称]."""
    return next((type for inside, type in _slots() if inside.search(written)), "other")


@cache
def _slots() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((compiled(entry["inside"]), entry["type"]) for entry in read_table("masks", "slots"))
