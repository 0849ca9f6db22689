"""Weigh together what whole blocks of lines are taken for, so that a frame never takes the document with it.

A rule matches by its own words, and a second copy is no loss. All else that is taken because of where it stands is a
guess; guesses that would take most of what rules left, or leave but a title, are taken back together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chengwen.engine.lines import Line
from chengwen.stages.structure.title import begins_text

FLAG = "mostly-noise"
"""Set where decisions on blocks were taken back; flags.toml says what it means."""
MOST = 2
"""Guesses may take one part in so many of what rules left."""


def takes_too_much(
    lines: Sequence[Line], ruled: set[int], guessed: set[int], copies: set[int], framed: set[int]
) -> bool:
    """Whether guesses take most of the text that rules left, or leave nothing but its title.

    All are numbers of lines: `ruled` go by the words of rules, `guessed` by where they stand, `copies` stand once more
    among those that stay, `framed` are those of the guessed ones that hold words of frames.
    """
    left = [number for number in range(len(lines)) if number not in ruled | copies]
    if not guessed.intersection(left):
        return False
    lost = _size(lines, [n for n in left if n in guessed - framed])
    if lost * MOST > _size(lines, left):
        return True
    stays = [lines[n].content for n in left if n not in guessed and _has_words(lines[n].content)]
    return len(stays) < 2 and not any(map(begins_text, stays))


def _size(lines: Sequence[Line], numbers: Iterable[int]) -> int:
    return sum(len(lines[number].content) for number in numbers)


def _has_words(content: str) -> bool:
    """Whether a line holds more than a rule, a bullet or signs."""
    return any(char.isalpha() for char in content)
