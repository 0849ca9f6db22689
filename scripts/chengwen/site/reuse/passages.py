"""Find the passages that each document shares with an earlier one, in time and memory linear in the traces.

A trace leads from a document to the earliest and to the latest before it that left the same; from there a passage is as
long as the two texts agree. What many issuers write, and is short, is a set phrase and nobody's passage.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from chengwen.site.reuse.traces import SHINGLE, Bare, Traces, bare

SHORTEST = 30
"""Characters of a passage, at least."""
FEWEST = 20
"""Han characters that two texts must share for their punctuation to be looked at."""
JOINED = 12
"""Han characters that two agreeing stretches of two texts may lie apart to be one passage with a difference."""
COMMON = 8
"""From so many issuers on, a passage is a set phrase …"""
LONG = 100
"""… unless it has so many characters: then they copied it."""
SAME = 0.8
"""Passages of a text that overlap in this share are one that several documents have."""
TEXTS_AT_HAND = 300
STRIDE = 64
"""Characters that are compared at once, as long as they agree."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a document shares with an earlier one; offsets are code points of the clean texts."""

    document: str
    start: int
    end: int
    source: str
    source_start: int
    source_end: int
    documents: int = 2
    """How many documents have it, the source counted."""


STOPS = frozenset("。；！？")
"""Signs that belong to what they end."""
LOW = 0xFFFFFFFF
Run = tuple[int, int, int]
"""Start and length in the later text and start in the earlier, counted in Han characters; equal on both sides."""


Stretch = tuple[int, int, int, int]
"""Start and end in the later text, start and end in the earlier."""


def passages(traces: Iterable[Traces], text_of: Callable[[str], str]) -> list[Passage]:
    """Return the passages of all documents, each with the earliest that has it; in the order of the later ones."""
    known = sorted(traces, key=lambda one: (one.date, one.id))
    texts = [bare(text_of(one.id)).text for one in known]  # two bytes a character; to read them pair by pair is slow
    read = lru_cache(TEXTS_AT_HAND)(lambda number: bare(text_of(known[number].id)))
    found: list[tuple[int, int, Passage]] = []
    for later, seeds in _seeds(known):
        for earlier, places in seeds.items():
            runs = _runs(texts[later], texts[earlier], places)
            if sum(length for _, length, _ in runs) < FEWEST:
                continue
            for passage in _between(read(later), read(earlier), runs):
                named = replace(passage, document=known[later].id, source=known[earlier].id)
                found.append((later, earlier, named))
    return _counted(_without_set_phrases(found, known), known)


def _seeds(known: Sequence[Traces]) -> Iterator[tuple[int, dict[int, list[tuple[int, int]]]]]:
    """Yield each document with the places at which it and an earlier one left the same trace."""
    owners, positions, keys = array("I"), array("I"), array("Q")
    for number, one in enumerate(known):
        hashes = array("I", one.hashes)
        keys.extend(trace << 32 | len(owners) + at for at, trace in enumerate(hashes))
        owners.extend([number] * len(hashes))
        positions.frombytes(one.positions)
    for later, pairs in groupby(_pairs(keys, owners), key=lambda pair: owners[pair[0]]):
        seeds: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for trace, other in pairs:
            seeds[owners[other]].append((positions[trace], positions[other]))
        yield later, seeds


def _pairs(keys: array[int], owners: array[int]) -> Iterator[tuple[int, int]]:
    """Yield each trace with the first and the last before it of the same hash, in another document; in order."""
    pairs = array("Q")
    first = last = before = -1
    for key in sorted(keys):
        same, trace = key >> 32 == before, key & LOW
        if not same:
            first, before = trace, key >> 32
        for other in {first, last} if same else ():
            if owners[other] != owners[trace]:
                pairs.append(trace << 32 | other)
        last = trace
    return ((pair >> 32, pair & LOW) for pair in sorted(pairs))


def _runs(later: str, earlier: str, places: Sequence[tuple[int, int]]) -> list[Run]:
    """Return the stretches in which two texts agree, from places at which they do."""
    runs: list[Run] = []
    reached: dict[int, int] = {}
    for at, other in places:
        if at < reached.get(at - other, 0):
            continue
        start, length = _extent(later, earlier, at, other)
        if length >= SHINGLE:  # two hashes can be equal by chance
            runs.append((start, length, start + other - at))
            reached[at - other] = start + length
    return runs


def _between(later: Bare, earlier: Bare, runs: Sequence[Run]) -> Iterator[Passage]:
    """Yield the passages of two texts; the names of the two are filled in later."""
    for run in _joined(sorted(runs)):
        start, end, first, last = _whole_clauses(later, run)
        if start == end:
            continue
        low, high = later.offsets[start], later.offsets[end - 1] + 1
        if max(map(len, later.whole[low:high].split("\n"))) >= SHORTEST:
            until = earlier.offsets[last - 1] + 1
            ended = later.whole[high : high + 1] in STOPS and later.whole[high] == earlier.whole[until : until + 1]
            yield Passage("", low, high + ended, "", earlier.offsets[first], until + ended)


def _whole_clauses(text: Bare, run: Stretch) -> Stretch:
    """Return a run from the first to the last end of a clause: who copies does not begin in the middle of one."""
    start, end, first, last = run
    while start < end and text.joined(start):
        start, first = start + 1, first + 1
    while end > start and end < len(text.text) and text.joined(end):
        end, last = end - 1, last - 1
    return start, end, first, last


def _extent(later: str, earlier: str, at: int, other: int) -> tuple[int, int]:
    """Return start and length of the stretch round a place in which two texts agree."""
    low = high = 0
    for step in (STRIDE, 1):
        while at - low >= step <= other - low and (
            later[at - low - step : at - low] == earlier[other - low - step : other - low]
        ):
            low += step
        most = min(len(later) - at, len(earlier) - other)
        while (
            high + step <= most and later[at + high : at + high + step] == earlier[other + high : other + high + step]
        ):
            high += step
    return at - low, low + high


def _joined(runs: Iterable[Run]) -> Iterator[Stretch]:
    """Yield start and end in both texts, of runs that follow each other closely in both."""
    current: Stretch | None = None
    for start, length, first in runs:
        if current and 0 <= start - current[1] <= JOINED and 0 <= first - current[3] <= JOINED:
            current = (current[0], start + length, current[2], first + length)
            continue
        if current and start + length <= current[1]:
            continue  # within it, at another place of the earlier text
        if current:
            yield current
        current = (start, start + length, first, first + length)
    if current:
        yield current


# --- Set phrases ---


def _without_set_phrases(found: Sequence[tuple[int, int, Passage]], known: Sequence[Traces]) -> list[Passage]:
    """Drop passages of which too little is no set phrase; cut set phrases off the ends of others."""
    common = _set_phrases(found, known)
    kept: list[Passage] = []
    for _, _, one in found:
        start, end = one.start, one.end
        covered = 0
        for low, high in common.get(one.document, ()):
            covered += max(0, min(high, one.end) - max(low, one.start))
            if low <= one.start < high:
                start = min(high, one.end)
            elif low < one.end <= high:
                end = max(low, one.start)
        if one.end - one.start - covered >= SHORTEST and end > start:
            moved = one.source_start + start - one.start, one.source_end - (one.end - end)
            kept.append(replace(one, start=start, end=end, source_start=moved[0], source_end=moved[1]))
    return kept


def _set_phrases(
    found: Sequence[tuple[int, int, Passage]], known: Sequence[Traces]
) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of each document that many issuers share, if they are short."""
    by_source: dict[int, list[tuple[int, Passage]]] = defaultdict(list)
    for later, earlier, one in found:
        by_source[earlier].append((later, one))
    common: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for earlier, mine in by_source.items():
        if len(mine) + 1 < COMMON:
            continue
        spans = [(one.source_start, one.source_end, known[later].issuer) for later, one in mine]
        for low, high in _deep(spans, known[earlier].issuer):
            common[known[earlier].id].add((low, high))
            for _, one in mine:
                start, end = max(low, one.source_start), min(high, one.source_end)
                if start < end:
                    moved = one.start - one.source_start
                    common[one.document].add((start + moved, end + moved))
    return {id: _union(spans) for id, spans in common.items()}


def _deep(spans: Sequence[tuple[int, int, str]], own: str) -> Iterator[tuple[int, int]]:
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


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


# --- How many have it ---


def _counted(found: Sequence[Passage], known: Sequence[Traces]) -> list[Passage]:
    """Keep for each stretch of a document the earliest source, and count the documents that have what it has."""
    order = {one.id: number for number, one in enumerate(known)}
    kept: dict[str, list[Passage]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (order[one.document], order[one.source], one.start)):
        if not any(_overlap(one.start, one.end, other.start, other.end) for other in kept[one.document]):
            kept[one.document].append(one)
    spans: dict[str, dict[tuple[int, int], set[str]]] = defaultdict(lambda: defaultdict(set))
    for mine in kept.values():
        for one in mine:
            spans[one.source][one.source_start, one.source_end].add(one.document)
    having = {
        (source, span): 1 + len({id for other, ids in mine.items() if _overlap(*span, *other) for id in ids})
        for source, mine in spans.items()
        for span in mine
    }
    return [
        replace(one, documents=having[one.source, (one.source_start, one.source_end)])
        for mine in kept.values()
        for one in sorted(mine, key=lambda one: one.start)
    ]


def _overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether the larger part of the first span lies in the second."""
    return min(end, other_end) - max(start, other_start) >= SAME * (end - start)
