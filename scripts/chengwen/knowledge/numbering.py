"""Read the numbers used for numbering in official documents."""

from __future__ import annotations

_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"〇": 0}


def value_of(number: str) -> int:
    """Return the value of a number up to 199 as written in official documents.

    >>> value_of("二十三"), value_of("③"), value_of("12"), value_of("一百零二")
    (23, 3, 12, 102)
    """
    if number.isdecimal():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    hundreds, _, rest = number.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * _CHINESE.get(hundreds[-1:], 1) if hundreds else 0
    if ten:
        total += 10 * _CHINESE.get(tens[-1:], 1)
    return total + _CHINESE.get(ones[-1:], 0)
