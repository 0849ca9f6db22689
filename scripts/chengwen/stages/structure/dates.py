"""Read dates as official documents write them, in Arabic or Chinese figures, as ISO 8601."""

from __future__ import annotations

import re

from chengwen.engine.kept import compiled
from chengwen.knowledge.numbering import value_of

_FIGURES = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○oO", "0")
_YEAR = "(?:(?:19|20)[0-9]{2}|[一二][〇○oO零0一二三四五六七八九]{3})"
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SPACE = "[ \u3000]{0,3}"
_DATE = compiled(
    f"(?P<year>{_YEAR}){_SPACE}(?:(?P<said>年)|[-./])"
    f"(?:{_SPACE}(?P<month>{_MONTH}){_SPACE}(?(said)月|(?:[-./]|(?![0-9])))"
    f"(?:{_SPACE}(?P<day>{_DAY})(?![0-9])(?(said){_SPACE}日?))?)?"
)


def iso_date(text: str, at: int = 0) -> str | None:
    """Return the date that stands at a place of a text as ISO 8601, as much of it as is said; None where none does.

    >>> iso_date("2022年3月5日"), iso_date("2022年3月"), iso_date("2022-03-05 10:20"), iso_date("三月")
    ('2022-03-05', '2022-03', '2022-03-05', None)
    >>> iso_date("二〇〇九年四月十七日")
    '2009-04-17'
    """
    match = _DATE.match(text, at)
    return _written(match) if match else None


def find_date(text: str, start: int = 0) -> tuple[str, int, int] | None:
    """Return the first date of a text from a place on, and where it stands.

    >>> find_date("县委办公室 2019年7月8日印发")
    ('2019-07-08', 6, 15)
    """
    match = _DATE.search(text, start)
    return (_written(match), *match.span()) if match else None


def _written(match: re.Match[str]) -> str:
    year, month, day = match["year"], match["month"], match["day"]
    parts = [year if year.isdecimal() and year.isascii() else "".join(_FIGURES.get(char, char) for char in year)]
    parts += [f"{_value(part):02}" for part in (month, month and day) if part]
    return "-".join(parts)


def _value(part: str) -> int:
    return 1 if part == "元" else value_of(part)
