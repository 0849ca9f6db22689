"""The neighbours of each document: before and after it within its year, and others on the same subject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chengwen.knowledge.labels import ANY
from chengwen.site.page import Entry
from chengwen.site.reuse.shared import Shared

RELATED = 4
"""How many documents on the same subject a page links to."""
_VARYING = re.compile(
    "(?:19|20)[0-9]{2}(?:年度?)?|[0-9一二三四五六七八九十]+月(?:份)?|上半年|下半年|第[一二三四]季度|" + ANY
)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The documents next to one."""

    before: Entry | None = None
    after: Entry | None = None
    related: tuple[Entry, ...] = ()
    shared: tuple[Shared, ...] = ()
    """Passages that others have too."""


def neighbours_of(documents: Sequence[Entry]) -> dict[str, Neighbours]:
    """Return the neighbours of every document.

    Documents on the same subject are those whose titles differ only in year, month and hidden parts; then those of the
    same genre in the nearest years.
    """
    years, matters, genres = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in sorted(documents, key=lambda one: (one.year, one.title, one.id)):
        years[one.year].append(one)
        matters[_VARYING.sub("", one.title)].append(one)
        genres[one.genre].append(one)
    before = {after.id: one for group in years.values() for one, after in pairwise(group)}
    after = {one.id: follower for group in years.values() for one, follower in pairwise(group)}
    place = {one.id: index for group in genres.values() for index, one in enumerate(group)}
    return {
        one.id: Neighbours(
            before.get(one.id),
            after.get(one.id),
            _related(one, matters[_VARYING.sub("", one.title)], genres[one.genre], place[one.id]),
        )
        for one in documents
    }


def _related(one: Entry, matter: Sequence[Entry], genre: Sequence[Entry], place: int) -> tuple[Entry, ...]:
    near = genre[max(0, place - RELATED) : place + RELATED + 1]
    chosen = {other.id: other for other in (*matter[: 2 * RELATED], *near) if other.id != one.id}
    return tuple(chosen.values())[:RELATED]
