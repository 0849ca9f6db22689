"""Find for each document the earlier ones that left the same traces, and which of them a change of others concerns.

Of all that left a trace, a document is compared with the earliest and with the latest before it: so the work grows with
the number of traces, however many documents have the same.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, pairwise

from chengwen.site.reuse.traces import Traces

Seeds = dict[int, list[tuple[int, int]]]
"""Places in a document and in an earlier one that left the same trace, by the number of the earlier one."""


def repeated(known: Iterable[Traces]) -> set[int]:
    """Return the traces that more than one document left."""
    every = sorted(chain.from_iterable(array("I", one.hashes) for one in known))
    return {one for one, other in pairwise(every) if one == other}


def seeds(
    known: Sequence[Traces], wanted: set[int], asked: Container[str] | None = None
) -> Iterator[tuple[int, Seeds]]:
    """Yield each document, in order, with the places that it shares with earlier ones; of wanted traces alone.

    With `asked`, only documents with these ids are yielded; the others still count as the earlier ones.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, one in enumerate(known):
        hashes, positions = array("I", one.hashes), array("I", one.positions)
        if asked is None or one.id in asked:
            found: Seeds = defaultdict(list)
            for trace, place in zip(hashes, positions, strict=True):
                earliest = first.get(trace)
                if earliest is not None:
                    found[earliest >> PLACE].append((place, earliest & ANY_PLACE))
                    latest = last[trace]
                    if latest != earliest:
                        found[latest >> PLACE].append((place, latest & ANY_PLACE))
            if found:
                yield number, found
        mine = {
            trace: place
            for trace, place in zip(hashes, map((number << PLACE).__or__, positions), strict=True)
            if trace in wanted
        }
        last.update(mine)
        mine.update((trace, first[trace]) for trace in mine.keys() & first.keys())
        first.update(mine)


PLACE = 32
"""Bits of a place in a document: above them stands the number of the document, so that both are one number."""
ANY_PLACE = (1 << PLACE) - 1


def concerned(before: Sequence[Traces], now: Sequence[Traces]) -> set[str]:
    """Return the ids of documents for which not all is as it was: those that changed, and those compared with them.

    Both are in the order of their dates.
    """
    old, new = {one.id: one for one in before}, {one.id: one for one in now}
    changed = {id for id in old.keys() | new.keys() if old.get(id) != new.get(id)}
    if not changed:
        return changed
    traces = {trace for id in changed for one in (old.get(id), new.get(id)) if one for trace in array("I", one.hashes)}
    found = set(changed)
    for known in (before, now):
        for ids in _holders(known, traces):
            if ids[0] in changed:
                found.update(ids)
            else:
                found.update(after for one, after in pairwise(ids) if one in changed)
    return found & new.keys()


def _holders(known: Iterable[Traces], traces: set[int]) -> Iterable[list[str]]:
    """Return for each of some traces the documents that left it, in order."""
    held: dict[int, list[str]] = defaultdict(list)
    for one in known:
        for trace in traces.intersection(array("I", one.hashes)):
            held[trace].append(one.id)
    return held.values()
