"""Evidence in a text: a span, what it is taken for, how strong the evidence is, and which rule found it.

Finds may overlap; `decide` chooses among them. `union` and `overlapping` work on sorted spans. An occupancy map has one
byte per character, so a million finds on one line cost no more than linear time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from chengwen.text import Span


@dataclass(frozen=True, slots=True)
class Find:
    """One finder's statement about a span of the text."""

    span: Span
    what: str
    """What the span is taken for: a type of placeholder (person, place), or noise."""
    weight: int = 0
    """Strength of the evidence on the finder's own scale; higher is surer."""
    by: str = ""
    """The rule that the ledger names."""
    name: str = field(default="", repr=False)
    """The person or thing named, the same for every mention: labels are numbered by it. Empty where labels have no
    number."""

    def moved(self, distance: int) -> Find:
        """Return the same find, shifted by `distance` characters."""
        return Find(
            Span(self.span.start + distance, self.span.end + distance), self.what, self.weight, self.by, self.name
        )


def decide(finds: Iterable[Find], taken: bytearray, order: Callable[[Find], Any] | None = None) -> list[Find]:
    """Return the finds that overlap nothing chosen before; earlier ones in `order` win.

    `taken` is an occupancy map (`empty_occupancy`), and chosen finds are marked in it. Without `order`, finds are
    considered in the order given.
    """
    ranked = finds if order is None else sorted(finds, key=order)
    return [one for one in ranked if claim(taken, one.span)]


def overlapping(sorted_apart: list[Span], span: Span) -> Span | None:
    """Return the last of the spans that shares a character with `span`, or None.

    `sorted_apart` is sorted and disjoint, as `union` returns it.

    >>> overlapping([Span(0, 3), Span(5, 9)], Span(2, 6)), overlapping([Span(0, 3), Span(5, 9)], Span(3, 5))
    (Span(start=5, end=9), None)
    """
    at = bisect_left(sorted_apart, span.end, key=_start) - 1
    return sorted_apart[at] if at >= 0 and sorted_apart[at].end > span.start else None


def empty_occupancy(text: str) -> bytearray:
    """Return an empty occupancy map, one byte per character of the text."""
    return bytearray(len(text))


def claim(taken: bytearray, span: Span) -> bool:
    """Mark a span as taken if none of it is taken yet; return whether it was marked.

    >>> taken = empty_occupancy("青石镇党委")
    >>> claim(taken, Span(0, 3)), claim(taken, Span(2, 4)), claim(taken, Span(3, 4)), list(taken)
    (True, False, True, [1, 1, 1, 1, 0])
    """
    if taken.find(1, span.start, span.end) >= 0:
        return False
    taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return True


def union(spans: Iterable[Span]) -> list[Span]:
    """Merge spans that overlap into sorted, disjoint ones; spans that only touch stay separate.

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
