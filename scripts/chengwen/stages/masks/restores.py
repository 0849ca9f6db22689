"""Write out censored words where a fixed phrase leaves no doubt: 涉X涉X -> 涉黑涉恶 (words/masks.toml, restores)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.scan import literal_of
from chengwen.knowledge.tables import read_table
from chengwen.text import Edit, Mask, Span, replace

WITHOUT_A_SIGN = ("ZZ", "维护.稳定")
"""What is restored although no sign of a mask stands there."""
_MASK_CLASS = "([XxＸ×*＊○]{1,3})"


@dataclass(frozen=True, slots=True)
class Restore:
    """A fixed phrase with holes, and the words that belong in them."""

    id: str
    phrase: re.Pattern[str]
    literal: str
    """A literal that every such phrase contains."""
    not_left: tuple[str, ...]
    words: tuple[str, ...]
    needs: int
    """How many other phrases of the kind a document must contain before this one is certain."""


@cache
def restores() -> tuple[Restore, ...]:
    """Return the fixed phrases from which censored words can be restored."""
    return tuple(
        Restore(
            entry["id"],
            compiled(entry["phrase"].replace("□", _MASK_CLASS)),
            literal_of(entry["phrase"].replace("□", _MASK_CLASS)),
            tuple(entry["not_left"].split()),
            tuple(entry["words"]),
            entry.get("needs", 0),
        )
        for entry in read_table("masks", "restores")
    )


def restored(text: str) -> dict[Span, Edit]:
    """Return the holes of fixed phrases, with the edit that fills each."""
    found: dict[Span, Edit] = {}
    certain: set[str] = set()
    for restore in restores():  # those that need other phrases come last
        if len(certain) < restore.needs or restore.literal not in text:
            continue
        for match in restore.phrase.finditer(text):
            if text.endswith(restore.not_left, 0, match.start()):
                continue
            certain.add(restore.id)
            for number, word in enumerate(restore.words, 1):
                hole = Span(*match.span(number))
                if hole.start < 0:
                    continue  # the other way of writing the phrase
                found.setdefault(hole, replace(hole.start, hole.end, word, restore.id, Mask("author", "censored")))
    return found
