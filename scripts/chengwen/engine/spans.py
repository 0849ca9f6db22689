"""Tell which stretches of a text overlap, without comparing each with each.

A long list of names makes thousands of finds, a corpus on one line a million. What is told from all of them is sorted
and apart, and looked up; what is taken one by one is marked in a row of bytes, since to put each into a sorted list
would move the rest of it every time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from chengwen.text import Span


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
