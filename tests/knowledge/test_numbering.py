"""Numbers are read as officials write them."""

from __future__ import annotations

import pytest

from chengwen.knowledge.numbering import value_of

ONES = "零一二三四五六七八九"


def written(number: int) -> str:
    """A number from 1 to 199 in Chinese: 十二, 二十, 一百零五, 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if hundreds:
        return "一百" + ("" if not rest else f"零{ONES[ones]}" if not tens else written_below_100(tens, ones, "一"))
    return written_below_100(tens, ones, "")


def written_below_100(tens: int, ones: int, one: str) -> str:
    ten = "" if not tens else f"{one if tens == 1 else ONES[tens]}十"
    return ten + (ONES[ones] if ones else "")


@pytest.mark.parametrize("number", range(1, 200))
def test_every_number_up_to_199(number: int) -> None:
    assert value_of(written(number)) == value_of(str(number)) == number


@pytest.mark.parametrize(("number", "value"), [("〇", 0), ("零", 0), ("①", 1), ("⑩", 10), ("⑳", 20), ("百", 0)])
def test_signs(number: str, value: int) -> None:
    assert value_of(number) == value
