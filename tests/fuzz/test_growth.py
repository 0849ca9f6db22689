"""Cleaning takes time in proportion to length, whatever the text; growth.py prints the table of docs/limits.md."""

from __future__ import annotations

import pytest
from growth import MADE, REPEATED, seconds

SHORT, LONG = 8_000, 64_000
MARGIN = 4
"""What is in proportion multiplies by 8 here, what grows with the square by 64: a busy machine stays below 32."""
NOTHING = 0.25
"""So few seconds say nothing: the clock ticks in hundredths."""


@pytest.mark.parametrize("name", [*REPEATED, *MADE])
def test_time_grows_with_length(name: str) -> None:
    short = seconds(name, SHORT)
    assert seconds(name, LONG) < max(NOTHING, MARGIN * LONG / SHORT * short)
