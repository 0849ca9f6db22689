"""Find numbers of which the author hid only the middle: what both ends show still identifies (341204********1234)."""

from __future__ import annotations

from collections.abc import Iterator

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import pattern, word_pattern
from chengwen.text import Span

_CUT = compiled("[*＊×Xx](?<=[0-9].)[*＊×Xx]{2}")
_LENGTHS = {11: "phone", 15: "id_number", 18: "id_number"}
"""The lengths of numbers that need no word beside them."""
_WORDS = ("id_number", "bank_card", "phone")
FAR = 14
"""How far to the left of a number the word that says what it is may stand."""


def cut_numbers(text: str) -> Iterator[Find]:
    """Yield the numbers that show both their ends, if their length or a word before them says what they are."""
    for match in pattern("identifiers", "partly_masked").finditer(text) if _CUT.search(text) else ():
        kind = _kind(text, match.start(), len(match.group()))
        if kind:
            yield Find(Span(*match.span()), kind, 0, f"anon-{kind.replace('_', '-')}")


def _kind(text: str, start: int, size: int) -> str:
    low = max(text.rfind("\n", 0, start) + 1, start - FAR)
    said = [one for one in _WORDS if word_pattern("identifiers", one).search(text, low, start)]
    known = _LENGTHS.get(size, "")
    if size == 18 or (size == 15 and known in said) or (size == 11 and text[start] == "1"):
        return known
    return said[0] if said and size >= 7 else ""
