"""Cleaning takes time in proportion to length, whatever the text; growth.py prints the table of docs/limits.md."""

from __future__ import annotations

import time

import pytest
from growth import MADE, REPEATED, seconds

from chengwen.stages.strip.repeats import _blocks

SHORT, LONG = 8_000, 64_000
MARGIN = 4
"""What is in proportion multiplies by 8 here, what grows with the square by 64: a busy machine stays below 32."""
NOTHING = 0.25
"""So few seconds say nothing: the clock ticks in hundredths."""
TRIES = 3
"""A machine shared with others is at times half as fast for a moment: what is in proportion holds in one try of these."""


@pytest.mark.parametrize("name", [*REPEATED, *MADE])
def test_time_grows_with_length(name: str) -> None:
    if (spent := seconds(name, LONG)) < NOTHING:
        return
    limit = max(NOTHING, MARGIN * LONG / SHORT * seconds(name, SHORT, 2 * SHORT))
    assert spent < limit or any((spent := seconds(name, LONG)) < limit for _ in range(TRIES - 1)), (
        f"{spent:.2f} s, at most {limit:.2f} s"
    )


def test_a_text_that_stands_twice_but_for_its_end_is_not_compared_from_each_line_on() -> None:
    once = [f"第{number}行的内容" for number in range(40_000)]
    start = time.process_time()
    assert not list(_blocks([*once, *once[:-1], "末行不同"]))
    assert time.process_time() - start < 1, "0.03 s when each pair of lines is compared once, 5 s otherwise"
