"""Which documents stand next to one: before and after it within its year, and a few on the same matter."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from chengwen.store import cleaned_ids

RELATED = 4
"""How many documents on the same matter a page leads to."""
_VARYING = re.compile(
    "(?:19|20)[0-9]{2}(?:年度?)?|[0-9一二三四五六七八九十]+月(?:份)?|上半年|下半年|第[一二三四]季度|〖[^〗]*〗"
)


@dataclass(frozen=True, slots=True)
class Known:
    """As much of a document as a link to it needs."""

    id: str
    title: str
    year: str
    genre: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The documents next to one."""

    before: Known | None = None
    after: Known | None = None
    related: tuple[Known, ...] = ()


def read_known(root: Path) -> list[Known]:
    """Read of every cleaned document what a link needs; its text is not read."""
    return [_known(json.loads((root / "cleaned" / f"{id}.json").read_bytes())) for id in cleaned_ids(root)]


def _known(data: dict[str, Any]) -> Known:
    said = data.get("metadata", {})
    title = str(said.get("title") or f"无题文稿 {data['id']}")
    return Known(str(data["id"]), title, str(said.get("year") or ""), str(said.get("genre") or ""))


def neighbours_of(known: Sequence[Known]) -> dict[str, Neighbours]:
    """Find the neighbours of every document.

    On the same matter are those whose titles differ in nothing but year, month and what is hidden; then those of the
    same genre in the nearest years.
    """
    years, matters, genres = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in sorted(known, key=lambda one: (one.year, one.title, one.id)):
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
        for one in known
    }


def _related(one: Known, matter: Sequence[Known], genre: Sequence[Known], place: int) -> tuple[Known, ...]:
    near = genre[max(0, place - RELATED) : place + RELATED + 1]
    chosen = {other.id: other for other in (*matter[: 2 * RELATED], *near) if other.id != one.id}
    return tuple(chosen.values())[:RELATED]
