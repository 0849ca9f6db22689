"""What a passage is; drop set phrases, which many issuers write and nobody took from another."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

SHORTEST = 30
"""Characters of a passage, at least."""
COMMON = 8
"""From so many issuers on, a passage is a set phrase …"""
LONG = 100
"""… unless it has so many characters: then they copied it."""
SAME = 0.8
"""Passages of a text that overlap in this share are one that several documents have."""
Span = tuple[int, int]


class Passage(NamedTuple):
    """A passage that a document shares with an earlier one; offsets are code points of the clean texts.

    A tuple, since a build reads some hundred thousand back from the one before.
    """

    document: str
    start: int
    end: int
    source: str
    source_start: int
    source_end: int
    documents: int = 2
    """How many documents have it, the source counted."""
    ties: int = 0
    """How many of them are not known to be later than the source: they have the same date, or only its year."""
    bends: tuple[Span, ...] = ()
    """Places in both texts behind which they lie side by side at another distance: a number has one more digit."""

    def cut(self, low: int, high: int) -> Passage:
        """Return the part between two places of the later text."""
        if low == self.start and high == self.end:
            return self
        first, last = self._opposite(low, 0), self._opposite(high, 0)
        return self._replace(start=low, end=high, source_start=first, source_end=last, bends=self._within(low, high))

    def cut_source(self, low: int, high: int) -> Passage:
        """Return the part between two places of the source."""
        if low == self.source_start and high == self.source_end:
            return self
        start, end = self._opposite(low, 1), self._opposite(high, 1)
        return self._replace(start=start, end=end, source_start=low, source_end=high, bends=self._within(start, end))

    def over(self, before: Passage) -> Passage:
        """Return this passage with the source that its own source had it from."""
        places = sorted({place for _, place in self.bends} | {place for place, _ in before.bends})
        bends = tuple((self._opposite(place, 1), before._opposite(place, 0)) for place in places)
        return before._replace(document=self.document, start=self.start, end=self.end, bends=bends)

    def _within(self, low: int, high: int) -> tuple[Span, ...]:
        return tuple(one for one in self.bends if low < one[0] < high)

    def _opposite(self, at: int, side: int) -> int:
        """Return the place of the other text that lies beside one: `side` is 0 for the later text, 1 for the source."""
        pairs = ((self.start, self.source_start), *self.bends, (self.end, self.source_end))
        before = max(0, bisect_right(pairs, at, key=itemgetter(side)) - 1)
        after = min(before + 1, len(pairs) - 1)
        return min(pairs[before][1 - side] + at - pairs[before][side], pairs[after][1 - side])


def without_set_phrases(found: Sequence[Passage], issuers: Mapping[str, str]) -> list[Passage]:
    """Drop passages of which too little is no set phrase; cut set phrases off the ends of others."""
    common = _set_phrases(found, issuers)
    kept: list[Passage] = []
    for one in found:
        spans = common.get(one.document)
        cut = _cut(one, spans) if spans else one
        if cut:
            kept.append(cut)
    return kept


def _cut(one: Passage, common: Sequence[Span]) -> Passage | None:
    """Return what is left of a passage; None if it is too little."""
    start, end = one.start, one.end
    covered = 0
    for low, high in _crossing(common, one.start, one.end):
        covered += min(high, one.end) - max(low, one.start)
        if low <= one.start:
            start = min(high, one.end)
        elif one.end <= high:
            end = max(low, one.start)
    if one.end - one.start - covered < SHORTEST or end <= start:
        return None
    return one.cut(start, end)


def _crossing(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """Yield those of some spans, sorted and disjoint, that have a character in common with a stretch."""
    at = max(0, bisect_right(spans, (start, start)) - 1)
    while at < len(spans) and spans[at][0] < end:
        if spans[at][1] > start:
            yield spans[at]
        at += 1


def _set_phrases(found: Iterable[Passage], issuers: Mapping[str, str]) -> dict[str, list[Span]]:
    """Return the stretches of each document that many issuers share, if they are short."""
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for one in found:
        by_source[one.source].append(one)
    common: dict[str, set[Span]] = defaultdict(set)
    for source, mine in by_source.items():
        if len(mine) + 1 < COMMON:
            continue
        spans = [(one.source_start, one.source_end, issuers[one.document]) for one in mine]
        deep = list(_deep(spans, issuers[source]))
        common[source].update(deep)
        for one in mine if deep else ():
            for low, high in _crossing(deep, one.source_start, one.source_end):
                part = one.cut_source(max(low, one.source_start), min(high, one.source_end))
                common[one.document].add((part.start, part.end))
    return {id: _union(spans) for id, spans in common.items() if spans}


def _deep(spans: Sequence[tuple[int, int, str]], own: str) -> Iterator[Span]:
    """Yield the stretches that spans of enough issuers cover, but for long ones."""
    edges = sorted([(start, 1, who) for start, _, who in spans] + [(end, 0, who) for _, end, who in spans])
    depth: dict[str, int] = defaultdict(int, {own: 1})
    since = -1
    for at, opens, who in edges:
        depth[who] += 1 if opens else -1
        if not depth[who]:
            del depth[who]
        if len(depth) >= COMMON and since < 0:
            since = at
        elif len(depth) < COMMON and since >= 0:
            if at - since < LONG:
                yield since, at
            since = -1


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether the larger part of the first span lies in the second."""
    return min(end, other_end) - max(start, other_start) >= SAME * (end - start)
