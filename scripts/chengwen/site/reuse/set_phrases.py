"""Drop set phrases, which many issuers write and nobody took from another; count how many documents have a passage."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    moved = one.source_start + start - one.start, one.source_end - (one.end - end)
    return one._replace(start=start, end=end, source_start=moved[0], source_end=moved[1])


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
            moved = one.start - one.source_start
            for low, high in _crossing(deep, one.source_start, one.source_end):
                start, end = max(low, one.source_start), min(high, one.source_end)
                common[one.document].add((start + moved, end + moved))
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


# --- How many have it ---


def counted(found: Iterable[Passage]) -> list[Passage]:
    """Keep for each stretch of a document the earliest source, and count the documents that have what it has.

    The passages of a document come together, those with earlier sources first.
    """
    kept: dict[str, list[Passage]] = defaultdict(list)
    for one in found:
        mine = kept[one.document]
        _, start, end, *_ = one
        if not any(overlap(start, end, low, high) for _, low, high, *_ in mine if low < end and high > start):
            mine.append(one)
    spans: dict[str, dict[Span, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mine in kept.values():
        for one in mine:
            spans[one.source][one.source_start, one.source_end].add(one.document)
    having = {source: _having(mine) for source, mine in spans.items()}
    return [
        one._replace(documents=having[one.source][one.source_start, one.source_end])
        for mine in kept.values()
        for one in sorted(mine, key=lambda one: one.start)
    ]


def _having(spans: Mapping[Span, set[str]]) -> dict[Span, int]:
    """Return how many documents have each span of a source, which is one of them."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    counts: dict[Span, int] = {}
    for start, end in ordered:
        before = bisect_right(starts, start + (1 - SAME) * (end - start))
        ids = (spans[other] for other in ordered[:before] if overlap(start, end, *other))
        counts[start, end] = 1 + len(set[str]().union(*ids))
    return counts


def overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether the larger part of the first span lies in the second."""
    return min(end, other_end) - max(start, other_start) >= SAME * (end - start)
