"""What the lists of copies beside a corpus say: the clusters, and which copies were dropped.

Each document stands there with its id and where it was read, its file and its line: two texts may share an id.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from chengwen.corpus.copies.keys import Ids


def clusters(first: array[int], forms: Mapping[int, int], ids: Ids, earlier: int) -> Iterator[dict[str, Any]]:
    """Yield the document that is kept of each cluster, its copies, and the reports that fill in its form anew.

    The first `earlier` documents belong to another corpus: they are kept, and never listed as copies.
    """
    copies: dict[int, list[int]] = {}
    for row, to in enumerate(first):
        if row != to and row >= earlier:
            copies.setdefault(to, []).append(row)
    alike: dict[int, list[int]] = {}
    for row, to in forms.items():
        if row >= earlier:
            alike.setdefault(first[to], []).append(first[row])
    for to in sorted({*copies, *alike}):
        others = {"same_form": [_said(row, ids) for row in alike[to]]} if to in alike else {}
        yield {**_said(to, ids), "copies": [_said(row, ids) for row in copies.get(to, [])], **others}


def dropped(first: array[int], ids: Ids, earlier: int) -> Iterator[dict[str, Any]]:
    """Yield the copies, each with the document that was kept."""
    for row, to in enumerate(first):
        if row != to and row >= earlier:
            yield {**_said(row, ids), "duplicate_of": ids[to], "kept": ids.source(to)}


def _said(row: int, ids: Ids) -> dict[str, Any]:
    return {"id": ids[row], **ids.source(row)}
