"""Find the passages that each document shares with an earlier one, in time and memory linear in the traces.

A trace leads from a document to the earliest and to the latest before it that left the same; from there a passage is as
long as the two texts agree. What many issuers write, and is short, is a set phrase and nobody's passage.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import takewhile

from chengwen.site.reuse.pieces import pieces_of
from chengwen.site.reuse.seeds import Seeds, concerned, repeated, seeds
from chengwen.site.reuse.set_phrases import SHORTEST, Passage, Span, overlap, without_set_phrases
from chengwen.site.reuse.traces import SHINGLE, Bare, Traces, bare
from chengwen.site.workers import Workers, no_cycles_sought

FEWEST = 20
"""Han characters that two texts must share for their punctuation to be looked at."""
JOINED = 12
"""Han characters that two agreeing stretches of two texts may lie apart to be one passage with a difference."""
AT_HAND = 20_000
"""Texts that stay in memory, twelve kilobytes for each: the earliest are asked for again and again."""
STRIDES = (256, 64, 16, 4, 1)
"""Characters that are compared at once, as long as they agree; then fewer."""


STOPS = frozenset("。；！？”’）》")
"""Signs that belong to what they end."""
STOPPED = 3
"""So many of them can stand together: 》”。"""
Run = tuple[int, int, int]
"""Start and length in the later text and start in the earlier, counted in Han characters; equal on both sides."""


Stretch = tuple[int, int, int, int]
"""Start and end in the later text, start and end in the earlier."""


Read = Callable[[int], Bare]
"""Reads a document by its number; some stay in memory."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in some documents, set phrases and all: with it the next search begins."""

    traces: Sequence[Traces] = ()
    """In the order of their dates."""
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    """Of each document that has any, by the place of the source in that order."""


def passages(traces: Iterable[Traces], text_of: Callable[[str], str]) -> list[Passage]:
    """Return the passages of all documents, each with the earliest that has it; in the order of the later ones."""
    return told(search(traces, text_of))


def search(
    traces: Iterable[Traces],
    text_of: Callable[[str], str],
    before: Found | None = None,
    workers: Workers | None = None,
) -> Found:
    """Search all documents; of those searched before, only the ones that a change of some concerns."""
    shared_out = workers or Workers()
    known = sorted(traces, key=lambda one: (one.date, one.id))
    asked = concerned(before.traces, known) if before else None
    if asked is None:
        wanted = repeated(known)
    else:
        wanted = {trace for one in known if one.id in asked for trace in array("I", one.hashes)}
    if before and asked is not None and not asked:
        return Found(known, before.passages)
    shares = shared_out.strides([one.id for one in known if asked is None or one.id in asked])
    found = shared_out.each(partial(_search_share, known, wanted, text_of), shares)
    made = {id: mine for share in found for id, mine in share.items()}
    if not before or asked is None:
        return Found(known, made)
    kept = {one.id: before.passages[one.id] for one in known if one.id in before.passages and one.id not in asked}
    return Found(known, kept | made)


def _search_share(
    known: Sequence[Traces], wanted: set[int], text_of: Callable[[str], str], asked: Sequence[str]
) -> dict[str, list[Passage]]:
    """Return the passages of some of the documents, by id."""
    read = lru_cache(AT_HAND)(lambda number: bare(text_of(known[number].id)))
    with no_cycles_sought():
        return {
            known[later].id: mine
            for later, places in seeds(known, wanted, frozenset(asked))
            if (mine := _passages_of(later, places, known, read))
        }


def told(found: Found) -> list[Passage]:
    """Return of what was found the passages that a reader is told of, in the order of the later documents."""
    order = {one.id: number for number, one in enumerate(found.traces)}
    every = [one for id in sorted(found.passages, key=order.__getitem__) for one in found.passages[id]]
    own = without_set_phrases(every, {one.id: one.issuer for one in found.traces})
    return pieces_of(own, {one.id: one.date for one in found.traces})


def _passages_of(later: int, places: Seeds, known: Sequence[Traces], read: Read) -> list[Passage]:
    """Return the passages of a document, those with earlier sources first; a stretch with two sources has the first."""
    found: list[Passage] = []
    mine = read(later)
    for earlier in sorted(places):
        other = read(earlier)
        runs = _runs(mine.text, other.text, places[earlier])
        if sum([length for _, length, _ in runs]) < FEWEST:
            continue
        long = [run for run in _joined(sorted(runs)) if not _lies_in(mine, run, found)]
        long = [run for run in (_whole_clauses(mine, run) for run in long) if _is_long(mine, run)]
        for start, end, first, last in _between(mine, other, long):
            if not any(overlap(start, end, one.start, one.end) for one in found if one.end > start):
                bends = _bends(mine, other, runs, (start, end, first, last))
                found.append(Passage(known[later].id, start, end, known[earlier].id, first, last, bends=bends))
    return found


def _runs(later: str, earlier: str, places: Sequence[tuple[int, int]]) -> list[Run]:
    """Return the stretches in which two texts agree, from places at which they do."""
    runs: list[Run] = []
    reached: dict[int, int] = {}
    for at, other in places:
        apart = at - other
        if apart in reached and at < reached[apart]:
            continue
        start, length = _extent(later, earlier, at, other)
        if length >= SHINGLE:  # two hashes can be equal by chance
            runs.append((start, length, start - apart))
            reached[apart] = start + length
    return runs


def _lies_in(later: Bare, run: Stretch, found: Sequence[Passage]) -> bool:
    """Whether a run lies in a passage found before: most do, and end here."""
    low, high = later.offset(run[0]), later.offset(run[1] - 1) + 1
    return any(one.start <= low and high <= one.end for one in found)


def _between(later: Bare, earlier: Bare, runs: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield the passages of two texts, in code points of both, from the runs in which they agree."""
    for start, end, first, last in runs:
        low, high = later.offset(start), later.offset(end - 1) + 1
        until = earlier.offset(last - 1) + 1
        ended = _stops(later.whole[high : high + STOPPED], earlier.whole[until : until + STOPPED])
        yield low, high + ended, earlier.offset(first), until + ended


def _stops(later: str, earlier: str) -> int:
    """Return with how many signs that end what stands before them two texts begin, the same in both.

    >>> _stops("”。他", "”。我"), _stops("。", "；"), _stops("", "。")
    (2, 0, 0)
    """
    same = takewhile(lambda pair: pair[0] == pair[1] and pair[0] in STOPS, zip(later, earlier, strict=False))
    return sum(1 for _ in same)


def _bends(later: Bare, earlier: Bare, runs: Sequence[Run], place: Stretch) -> tuple[Span, ...]:
    """Return the places of a passage behind which the two texts lie side by side at another distance."""
    start, end, first, last = place
    if later.whole[start:end] == earlier.whole[first:last]:
        return ()
    found: list[Span] = []
    at, other = start, first
    for began, length, met in sorted(runs):
        for one, opposite in _beside(later, earlier, (began, length, met)):
            if at < one < end and other < opposite < last and one - opposite != at - other:
                at, other = one, opposite
                found.append((at, other))
    return tuple(found)


def _beside(later: Bare, earlier: Bare, run: Run) -> Iterator[Span]:
    """Yield where in both texts each stretch of Han characters begins, of either, as far as a run goes."""
    start, length, first = run
    apart = start - first
    mine = later.before[bisect_left(later.before, start) : bisect_left(later.before, start + length)]
    other = earlier.before[bisect_left(earlier.before, first) : bisect_left(earlier.before, first + length)]
    for at in sorted({start, *mine, *(place + apart for place in other)}):
        yield later.offset(at), earlier.offset(at - apart)


def _is_long(text: Bare, run: Stretch) -> bool:
    """Whether a run has a line, or a piece of one, that is long enough for a passage."""
    start, end, _, _ = run
    if start == end:
        return False
    low, high = text.offset(start), text.offset(end - 1) + 1
    return high - low >= SHORTEST and max(map(len, text.whole[low:high].split("\n"))) >= SHORTEST


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
    start, first, least = at, other, max(at - other, 0)
    for step in STRIDES:
        while start - step >= least and later[start - step : start] == earlier[first - step : first]:
            start, first = start - step, first - step
    end, last, most = at, other, min(len(later), len(earlier) + at - other)
    for step in STRIDES:
        while end + step <= most and later[end : end + step] == earlier[last : last + step]:
            end, last = end + step, last + step
    return start, end - start


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
