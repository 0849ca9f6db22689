"""Look through a corpus before it is exported: which copies must stay out, and which split each document belongs to.

A split keeps near-duplicates together: what is learned of one must not be measured on its copy.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chengwen.copies.many import find_firsts, key
from chengwen.corpus.read import Cleaned
from chengwen.stages.structure.secrecy.secrecy import withheld

REST = "train"
"""The split of all documents that no share asks for."""
Shares = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look at a corpus found."""

    withheld: frozenset[str] = frozenset()
    """Ids of documents that are marked secret or internal."""
    splits: tuple[str, ...] = field(default=(), repr=False)
    """The split of each document, in order; empty: there are no splits."""


UNSEEN = Looked()


def look_through(cleaned: Iterable[Cleaned], shares: Shares) -> Looked:
    """Read all documents once; where neither copies nor splits are asked about, none but the first."""
    marked, ids = set[str](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        with keys.open("wb") as file:
            for document, _, has_copies in cleaned:
                if not (shares or has_copies):
                    return UNSEEN
                if withheld(document.flags, document.provenance.to_dict()):
                    marked.add(document.id)
                if shares:
                    ids.append(document.id)
                    file.write(key(document.text, "near"))
        firsts = find_firsts(keys, "near", Path(folder)) if shares else ()
    return Looked(frozenset(marked), tuple(split_of(ids[first], shares) for first in firsts))


def split_of(id: str, shares: Shares) -> str:
    """Return the split of a document and all its copies, by the id of the first of them: the same every time.

    >>> [split_of(id, [("test", 0.3)]) for id in ("甲", "乙", "丙", "丁", "戊", "己")]
    ['test', 'train', 'train', 'train', 'test', 'train']
    """
    place = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8]) / (1 << 64)
    for name, share in shares:
        if place < share:
            return name
        place -= share
    return REST
