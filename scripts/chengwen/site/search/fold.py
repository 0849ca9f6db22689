"""Fold texts and queries alike, a unit for a unit: capitals, full-width letters and digits, traditional characters.

Counted are UTF-16 units, since that is what a browser counts: positions in the index are positions in its strings.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from functools import cache
from importlib.resources import files

LAST_OF_ONE_UNIT = "\uffff"
FULL_WIDTH = 0xFEE0
"""From a full-width letter or digit to the usual one."""


def folded(text: str) -> str:
    """Return a text folded.

    >>> folded("黨Ａb")
    '党ab'
    """
    return text.translate(_table())


def units(text: str) -> array[int]:
    """Return the UTF-16 units of a text."""
    made = array("H", text.encode("utf-16-le", "surrogatepass"))
    if sys.byteorder == "big":
        made.byteswap()
    return made


def length_in_units(text: str) -> Callable[[int, int], int]:
    """Return a function from start and end of a stretch of a text, in code points, to its length in UTF-16 units.

    >>> length_in_units("甲乙丙")(0, 2), length_in_units("甲𠀀丙")(0, 2)
    (2, 3)
    """
    if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):  # no character of two units
        return lambda start, end: end - start
    return lambda start, end: end - start + sum(char > LAST_OF_ONE_UNIT for char in text[start:end])


@cache
def simplified() -> tuple[str, str]:
    """Return the traditional characters, and what each is in simplified script; none is longer than a unit."""
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").split("\n")
    pairs = [(line[0], line[2]) for line in lines if len(line) > 2 and max(line[0], line[2]) <= "\uffff"]
    changed = [(before, after) for before, after in pairs if before != after]
    return "".join(before for before, _ in changed), "".join(after for _, after in changed)


@cache
def _table() -> dict[int, int]:
    capitals = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    digits = {code: code - FULL_WIDTH for code in range(ord("０"), ord("９") + 1)}
    small = {code: code - FULL_WIDTH for code in range(ord("ａ"), ord("ｚ") + 1)}
    large = {code: code - FULL_WIDTH + 32 for code in range(ord("Ａ"), ord("Ｚ") + 1)}
    before, after = simplified()
    return {
        **capitals,
        **digits,
        **small,
        **large,
        **{ord(one): ord(to) for one, to in zip(before, after, strict=True)},
    }
