"""Write out the numbers that Word and LibreOffice put before list items: in the file they are not part of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one level of a list are numbered."""

    style: str
    """A name in words/list_numbers.toml, as OOXML or ODF writes it; `bullet` for no number."""
    text: str
    """The number with its punctuation: %1、 or （%2）; for a bullet the sign itself."""
    start: int = 1
    space: bool = True
    """Whether white space follows."""
    restart: int | None = None
    """The level whose items restart this one, counted from 1; 0 for never, None for any higher level."""
    decimal: bool = False
    """Show all numbers in it as 1, 2, 3, whatever the levels' own formats (Word's “legal” numbering)."""


def step(levels: Mapping[int, Level], counts: dict[int, int], at: int) -> str:
    """Count one item at level `at` (from 0) and return its label; `counts` is the list's state and is modified.

    >>> levels = {0: Level("chineseCounting", "%1、"), 1: Level("decimal", "%1.%2", decimal=True)}
    >>> counts = {}
    >>> [step(levels, counts, at) for at in (0, 1, 1, 0, 1)]
    ['一、', '1.1 ', '1.2 ', '二、', '2.1 ']
    """
    level = levels.get(at, Level("none", ""))
    for above in range(at):
        counts.setdefault(above, levels[above].start if above in levels else 1)
    counts[at] = counts[at] + 1 if at in counts else level.start
    for below in [n for n in counts if n > at and _restarts(levels.get(n), at)]:
        del counts[below]
    if level.style == "bullet":
        return f"{_bullet(level.text)} " if level.text else ""
    label = re.sub("%([1-9])", lambda found: _number(levels, counts, int(found[1]) - 1, level), level.text)
    return spaced(label) if level.space else label


def spaced(label: str) -> str:
    """Separate a number from its text by a space, except after Chinese punctuation.

    >>> spaced("1."), spaced("一、")
    ('1. ', '一、')
    """
    return f"{label} " if label and not _ENDS_ITSELF.search(label) else label


_ENDS_ITSELF = compiled("[、，。：；．）】》 \t]$")
"""After these the white space that Word puts between number and text is only layout."""


def _restarts(level: Level | None, at: int) -> bool:
    return level is None or level.restart is None or at < level.restart


def _number(levels: Mapping[int, Level], counts: Mapping[int, int], at: int, asking: Level) -> str:
    if at not in counts:
        return ""
    own = levels[at].style if at in levels else "decimal"
    return spell(counts[at], "decimal" if asking.decimal else own)


def _bullet(sign: str) -> str:
    """Replace signs of symbol fonts, which lie in the private use area, by the dot they show."""
    return "•" if "\ue000" <= sign[0] <= "\uf8ff" else sign[:1]


def spell(number: int, style: str) -> str:  # noqa: PLR0911  # a table of cases
    """Return a number in the style of a list; unknown styles, and numbers without a sign in a style, as 1, 2, 3.

    >>> [spell(n, "chineseCounting") for n in (3, 10, 12, 20, 21, 105)]
    ['三', '十', '十二', '二十', '二十一', '一百零五']
    >>> spell(4, "甲, 乙, 丙, ..."), spell(3, "decimalEnclosedCircle"), spell(9, "upperRoman"), spell(28, "lowerLetter")
    ('丁', '③', 'IX', 'bb')
    """
    entry = next((e for e in read_table("list_numbers", "formats") if style in e["names"]), {"kind": "decimal"})
    match entry["kind"]:
        case "none":
            return ""
        case "zero":
            return f"{number:02}"
        case "signs" if 1 <= number <= len(entry["signs"]):
            return str(entry["signs"][number - 1])
        case "letters" if number > 0:
            return str(entry["signs"][(number - 1) % 26]) * min(1 + (number - 1) // 26, 20)
        case "counting" if 0 < number < 10_000:
            return _counted(number, entry["signs"], entry["units"])
        case "digits":
            return "".join(entry["signs"][int(digit)] for digit in str(abs(number)))
        case "roman" if 0 < number < 4_000:
            return _roman(number, entry["signs"])
    return str(number)


def _counted(number: int, digits: str, units: str) -> str:
    """Return a number below ten thousand in Chinese; 10 to 19 begin with 十, a gap is one 零."""
    parts = []
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        parts.append(digits[digit] + (units[place - 1] if place else "") if digit else digits[0])
    text = re.sub(f"{digits[0]}+", digits[0], "".join(parts)).strip(digits[0])
    return text[1:] if 10 <= number < 20 else text


def _roman(number: int, signs: str) -> str:
    text = ""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    for value, sign in zip(values, signs.split(" "), strict=True):
        text += sign * (number // value)
        number %= value
    return text
