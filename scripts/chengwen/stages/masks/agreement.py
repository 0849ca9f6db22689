"""Decide what a mask hides by the masks beside it in a row, and by those of the same writing elsewhere.

In a row (XX、XX县; XX和XXX同志) the words that tell stand at one end; the others follow it. A bare xx takes the type
that most of the document's typed names of its writing have: who writes xx for a place does so throughout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chengwen.knowledge.tables import pattern
from chengwen.stages.masks.mask_types import UNKNOWN

NAMES = ("place", "org", "person")
"""Types that one mask takes from another."""
_BETWEEN = frozenset(("、", "和", "与", "及", "以及", "、 ", " ", "\u3000"))
_FREE_LEFT, _FREE_RIGHT = pattern("masks", "free_left"), pattern("masks", "free_right")
ROW_RULE, SIBLING_RULE = "mask-row", "mask-sibling"


@dataclass(frozen=True, slots=True)
class Typed:
    """A mask and what it is taken to hide."""

    start: int
    end: int
    rule: str
    type: str

    @property
    def open(self) -> bool:
        """Whether nothing beside it says what it hides."""
        return self.rule == UNKNOWN


def agree(text: str, masks: Sequence[Typed]) -> list[Typed]:
    """Return the masks, with those that are open typed by their row and by their siblings."""
    if not any(mask.open for mask in masks):
        return list(masks)
    in_rows = [mask for row in _rows(text, masks) for mask in _by_row(row)]
    return list(_by_siblings(text, in_rows))


def _rows(text: str, masks: Sequence[Typed]) -> Iterator[list[Typed]]:
    """Yield the masks in groups; those of a group stand next to each other, with 、 or 和 between."""
    row: list[Typed] = list(masks[:1])
    for left, right in pairwise(masks):
        if text[left.end : right.start] not in _BETWEEN:
            yield row
            row = []
        row.append(right)
    yield row


def _by_row(row: Sequence[Typed]) -> Iterator[Typed]:
    """Yield a row with its open masks typed like the next mask of it that is known, or else the one before."""
    after = list(_last_known(row[::-1]))[::-1]
    for mask, behind, before in zip(row, after, _last_known(row), strict=True):
        type = behind or before
        yield replace(mask, rule=ROW_RULE, type=type) if mask.open and type else mask


def _last_known(row: Sequence[Typed]) -> Iterator[str | None]:
    """Yield for each mask the type of the last one that is known, itself included."""
    known = None
    for mask in row:
        known = mask.type if mask.type in NAMES else known
        yield known


def _by_siblings(text: str, masks: Sequence[Typed]) -> Iterator[Typed]:
    """Yield the masks, each open one with the type that two thirds of the known ones of its writing have."""
    known = [mask for mask in masks if mask.type in NAMES]
    alike, same = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for mask in known:
        alike[text[mask.start : mask.end], mask.type] += 1
        same[text[mask.start], mask.type] += 1
    for mask in masks:
        free = mask.open and _stands_free(text, mask)
        type = free and (_most(alike, text[mask.start : mask.end]) or _most(same, text[mask.start]))
        yield replace(mask, rule=SIBLING_RULE, type=type) if type else mask


def _stands_free(text: str, mask: Typed) -> bool:
    """Whether a word ends before a mask, or one begins after it: 入X申请书 is no name."""
    before, after = text[max(0, mask.start - 1) : mask.start], text[mask.end : mask.end + 2]
    return bool(_FREE_LEFT.search(before) or _FREE_RIGHT.search(after))


def _most(counts: Counter[tuple[str, str]], writing: str) -> str | None:
    """Return the type that at least two thirds of the masks of a writing have."""
    of_type = {type: counts[writing, type] for type in NAMES}
    best = max(NAMES, key=lambda type: of_type[type])
    return best if of_type[best] and of_type[best] * 3 >= sum(of_type.values()) * 2 else None
