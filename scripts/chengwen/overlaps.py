"""Tell which stretches of a text overlap, by looking at neighbours only.

A long list of names makes thousands of finds; each compared with each would take minutes where this takes
milliseconds. What is called taken is always sorted and disjoint.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from chengwen.text import Span


def meeting(taken: list[Span], span: Span) -> Span | None:
    """Give the last of the taken stretches that shares a character with this one.

    >>> meeting([Span(0, 3), Span(5, 9)], Span(2, 6)), meeting([Span(0, 3), Span(5, 9)], Span(3, 5))
    (Span(start=5, end=9), None)
    """
    at = bisect_left(taken, span.end, key=_start) - 1
    return taken[at] if at >= 0 and taken[at].end > span.start else None


def take(taken: list[Span], span: Span) -> bool:
    """Take a stretch if none of it is taken, and tell whether it was.

    >>> taken = [Span(0, 3)]
    >>> take(taken, Span(2, 4)), take(taken, Span(3, 4)), taken
    (False, True, [Span(start=0, end=3), Span(start=3, end=4)])
    """
    if meeting(taken, span):
        return False
    insort(taken, span)
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
