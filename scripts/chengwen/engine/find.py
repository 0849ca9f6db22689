"""Evidence and where it stands: a stretch of text, what it is taken for, how much speaks for it, what said so.

Finds overlap. `decide` chooses among them; `union` and `meeting` look stretches up in sorted order; an occupancy map
has a byte for each character, so that a million finds on one line cost no more than their number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from chengwen.text import Span


@dataclass(frozen=True, slots=True)
class Find:
    """What one finder says of a stretch of the text."""

    span: Span
    what: str
    """What it is taken for: a type of placeholder (person, place), or noise."""
    weight: int = 0
    """How much speaks for it, on the finder's scale; more is surer."""
    by: str = ""
    """The rule that is named in the ledger."""
    name: str = field(default="", repr=False)
    """Whom or what it names, the same for every mention: what is numbered. Empty where labels carry no number."""

    def moved(self, distance: int) -> Find:
        """Return the same find so many characters further on."""
        return Find(
            Span(self.span.start + distance, self.span.end + distance), self.what, self.weight, self.by, self.name
        )


def decide(finds: Iterable[Find], taken: bytearray, order: Callable[[Find], Any] | None = None) -> list[Find]:
    """Return the finds that stand where nothing is taken yet, the first in `order` before those that overlap it.

    `taken` is an occupancy map (`spans.nothing_taken`), marked as finds are chosen; without `order` the finds are
    asked as they come.
    """
    ranked = finds if order is None else sorted(finds, key=order)
    return [one for one in ranked if take(taken, one.span)]


def meeting(sorted_apart: list[Span], span: Span) -> Span | None:
    """Give the last of the stretches, sorted and apart as `union` gives them, that shares a character with this one.

    >>> meeting([Span(0, 3), Span(5, 9)], Span(2, 6)), meeting([Span(0, 3), Span(5, 9)], Span(3, 5))
    (Span(start=5, end=9), None)
    """
    at = bisect_left(sorted_apart, span.end, key=_start) - 1
    return sorted_apart[at] if at >= 0 and sorted_apart[at].end > span.start else None


def nothing_taken(text: str) -> bytearray:
    """Begin to take stretches of a text: a byte for each character, so that a million of them take no longer each."""
    return bytearray(len(text))


def take(taken: bytearray, span: Span) -> bool:
    """Take a stretch if none of it is taken, and tell whether it was.

    >>> taken = nothing_taken("青石镇党委")
    >>> take(taken, Span(0, 3)), take(taken, Span(2, 4)), take(taken, Span(3, 4)), list(taken)
    (True, False, True, [1, 1, 1, 1, 0])
    """
    if taken.find(1, span.start, span.end) >= 0:
        return False
    taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return True


def union(spans: Iterable[Span]) -> list[Span]:
    """Join stretches that overlap, so that they can be looked up; those that only touch stay apart.

    >>> union([Span(5, 9), Span(0, 3), Span(2, 4), Span(4, 5)])
    [Span(start=0, end=4), Span(start=4, end=5), Span(start=5, end=9)]
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _start(span: Span) -> int:
    return span.start
