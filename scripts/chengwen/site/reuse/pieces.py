"""Part passages where the set of documents that have them changes: what is told of a piece is true of all of it.

A document can take a paragraph from one, and the section round it from another; of a section that ten have, two have a
paragraph more. So each stretch of a document belongs to the earliest that has it, and each source is parted wherever
a passage of any other document begins or ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from chengwen.site.reuse.set_phrases import SHORTEST, Passage, Span

REMNANT = 60
"""Characters of a part of a passage, at least: who else has a shorter one is found too seldom to count them."""
NO_DATE = "~"
"""As `Traces.date` has it."""


@dataclass(slots=True)
class Piece:
    """A stretch of a source that the same documents have."""

    start: int
    end: int
    opened: bool
    """Whether some have it that do not have what stands before it."""
    closed: bool
    """Whether some do not have it that have what stands before it."""
    whole: bool = False
    """Whether it is all that some document has."""
    opens: bool = False
    """Whether some have its end that do not have all of it."""

    @property
    def short(self) -> bool:
        """Whether it is too short to be told of."""
        return self.end - self.start < (SHORTEST if self.whole else REMNANT)


def pieces_of(found: Iterable[Passage], dates: Mapping[str, str]) -> list[Passage]:
    """Return the passages in pieces, each counted: in how many documents it stands whole, as in its source.

    The passages of a document come together, and the documents in the order of their dates.
    """
    own: dict[str, list[Passage]] = {}
    for document, passages in groupby(found, key=attrgetter("document")):
        traced = [first for one in passages for first in _traced(one, own.get(one.source, ()))]
        own[document] = _earliest(sorted(traced, key=lambda one: (dates.get(one.source, NO_DATE), one.source)))
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for mine in own.values():
        for one in mine:
            by_source[one.source].append(one)
    parted: dict[str, list[Passage]] = {id: [] for id in own}
    for source, mine in by_source.items():
        for one in _counted(_parted(mine), dates.get(source, NO_DATE), dates):
            parted[one.document].append(one)
    return [one for mine in parted.values() for one in sorted(mine)]


def _traced(one: Passage, before: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the parts of a passage, each with the source that its source had it from; `before` are those passages."""
    at = one.source_start
    for passage in before[max(0, bisect_left(before, at, key=attrgetter("start")) - 1) :]:
        if passage.start >= one.source_end:
            break
        low, high = max(at, passage.start), min(one.source_end, passage.end)
        if high - low >= REMNANT or (low, high) == (one.source_start, one.source_end):
            if low - at >= REMNANT:
                yield one.cut_source(at, low)
            yield one.cut_source(low, high).over(passage.cut(low, high))
            at = high
    if one.source_end - at >= REMNANT or at == one.source_start:
        yield one.cut_source(at, one.source_end)


def _earliest(mine: Iterable[Passage]) -> list[Passage]:
    """Return of the passages of a document what no earlier source has, in its order; the earlier ones come first."""
    taken: list[Span] = []
    parts: list[Passage] = []
    for one in mine:
        at = one.start
        left: list[Span] = []
        for low, high in taken:
            if low >= one.end:
                break
            if high > at:
                left.append((at, low))
                at = high
        left.append((at, one.end))
        kept = [span for span in left if span == (one.start, one.end) or span[1] - span[0] >= REMNANT]
        parts += (one.cut(*span) for span in kept)
        taken = sorted([*taken, *kept])
    return sorted(parts)


def _parted(mine: Iterable[Passage]) -> dict[Span, list[Passage]]:
    """Return what documents have of one source, by the stretches of the source that they have whole."""
    mine = list(mine)
    spans = [*_stretches(mine)]
    starts = [start for start, _ in spans]
    parted: dict[Span, list[Passage]] = {span: [] for span in spans}
    for one in mine:
        for span in spans[bisect_left(starts, one.source_start) :]:
            if span[1] > one.source_end:
                break
            piece = one.cut_source(*span)
            if piece.end > piece.start:
                parted[span].append(piece)
    return parted


def _stretches(mine: Iterable[Passage]) -> Iterator[Span]:
    """Yield the stretches of a source that are long enough, each had by other documents than its neighbours."""
    run: list[Piece] = []
    for piece in _between_edges(mine):
        if run and run[-1].end < piece.start:
            yield from ((one.start, one.end) for one in run if not one.short)
            run = []
        run.append(piece)
        while len(run) > 1 and (joined := _joined(*run[-2:])):
            run[-2:] = [joined]
    yield from ((one.start, one.end) for one in run if not one.short)


def _between_edges(mine: Iterable[Passage]) -> Iterator[Piece]:
    """Yield the stretches between the places at which some passage begins or ends, if any passage covers them."""
    opening, closing, spans = Counter[int](), Counter[int](), set[Span]()
    for one in mine:
        opening[one.source_start] += 1
        closing[one.source_end] += 1
        spans.add((one.source_start, one.source_end))
    depth, before = 0, -1
    for at in sorted({*opening, *closing}):
        if depth:
            yield Piece(before, at, bool(opening[before]), bool(closing[before]), (before, at) in spans)
        depth, before = depth + opening[at] - closing[at], at


def _joined(left: Piece, right: Piece) -> Piece | None:
    """Return two neighbours as one, if one is too short and all that have the other have it too."""
    opened, closed = right.opened or left.opens, right.closed
    if right.short and not closed:
        return Piece(left.start, right.end, left.opened, left.closed, opens=opened)
    if left.short and not opened:
        return Piece(left.start, right.end, left.opened, left.closed or closed, opens=right.opens)
    return None


def _counted(parted: Mapping[Span, Iterable[Passage]], date: str, dates: Mapping[str, str]) -> Iterator[Passage]:
    """Yield the pieces of one source with the number of documents that have each."""
    for mine in parted.values():
        ids = {one.document for one in mine}
        ties = 0 if date == NO_DATE else sum(dates.get(id, NO_DATE).startswith(date) for id in ids)
        yield from (one._replace(documents=1 + len(ids), ties=ties) for one in mine)
