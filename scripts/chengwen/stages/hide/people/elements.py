"""Read ethnic names without a dot by the parts that such names are made of: 乌力吉巴图, 旦增曲扎, 阿依古丽.

One part of two characters proves little (乌云, 江村); a longer one, or several in a row, is hardly anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import any_word, is_word, pattern, place_names, word_set, words

SURE, LIKELY = 3, 2
"""What a run of parts is worth on the scale of `names.shaped`."""
LONGEST_RUN = 8
"""How far back a run is looked for that ends at a place, in code points."""


def run_from(text: str, start: int) -> tuple[int, int]:
    """Return where a run of parts that begins here ends, and what it is worth; 0 if none does.

    >>> run_from("娜仁托娅说", 0), run_from("乌云密布", 0), run_from("和谐", 0)
    ((4, 3), (2, 1), (0, 0))
    """
    match = _run().match(text, start)
    return (match.end(), _worth(match.group())) if match else (0, 0)


def runs_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the runs that are worth SURE and that no place is named after there."""
    for match in _run().finditer(text):
        if _worth(match.group()) == SURE and not pattern("names", "not_behind_elements").match(text, match.end()):
            yield match.span()


def _worth(run: str) -> int:
    if is_word(run) or run in place_names():
        return 1
    return SURE if len(run) > 2 else LIKELY


@cache
def _run() -> re.Pattern[str]:
    part, tail = any_word("names", "elements"), any_word("names", "elements", "element_tails")
    return compiled(f"{part}(?:{tail}){{0,3}}")


@cache
def first_signs() -> frozenset[str]:
    """Return the characters with which a run can begin."""
    return frozenset(part[0] for part in words("names", "elements"))


@cache
def last_signs() -> frozenset[str]:
    """Return the characters in which a run can end."""
    return frozenset(part[-1] for part in word_set("names", "elements", "element_tails"))
