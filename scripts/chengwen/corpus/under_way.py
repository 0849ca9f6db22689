"""What is done of a shard that is under way, noted beside its record, so that a stopped run goes on inside of it.

A shard may be a whole table, which cannot be split: without a note, a run that is stopped before its end would have
done nothing. What became of the rows so far is replayed from the note, and the rest is cleaned: the same bytes as
without a stop. The note goes when the shard is done. In a store none is kept: what is there cannot be appended to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chengwen.corpus import storage
from chengwen.corpus.state import InputSegment
from chengwen.corpus.write import as_own_line
from chengwen.stamp import digest

EVERY = 200_000
"""Bytes of rows between two notes: about a tenth of a second's work."""
NOTE, ROWS = ".under-way.json", ".under-way.jsonl"
"""Endings of the two files: how far the shard is, and what became of each row so far."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a shard is."""

    segment: int = 0
    """The number of the segment that is read."""
    rows: int = 0
    """How many rows of it are done."""
    tally: dict[str, Any] = field(default_factory=dict)
    """What is counted over the rows so far; see shard.Tally."""


class UnderWay:
    """The note on one shard: what an earlier run left of it, and what this one adds; without inputs, there is none."""

    def __init__(self, state: str, number: int, made_by: str, inputs: Sequence[InputSegment]) -> None:
        note, rows = (storage.child(state, f"{number:06}{ending}") for ending in (NOTE, ROWS))
        unreadable = any(one.digest is None for one in inputs)  # a right granted since would leave no trace
        self._places = None if storage.is_remote(state) or unreadable or not inputs else (Path(note), Path(rows))
        self._of = digest(json.dumps([made_by, [asdict(one) for one in inputs]]).encode())
        self._waiting = list[dict[str, Any]]()
        self._bytes = 0
        self._size = 0
        self.reached = self._recalled()

    def _recalled(self) -> Reached:
        """Return how far an earlier run came, and cut off what it had not noted; nothing if that was another shard."""
        if self._places is None:
            return Reached()
        note, rows = self._places
        try:
            said = json.loads(note.read_bytes())
            if said["of"] == self._of and rows.stat().st_size >= said["size"]:
                os.truncate(rows, said["size"])
                self._size = said["size"]
                return Reached(said["segment"], said["rows"], said["tally"])
        except (OSError, ValueError, TypeError, KeyError):
            pass
        self.forget()
        return Reached()

    def done(self) -> Iterator[dict[str, Any]]:
        """Yield what became of the rows that an earlier run had done."""
        if self._size and self._places:
            with self._places[1].open("rb") as file:
                yield from map(json.loads, file)

    def add(self, became: dict[str, Any], size: int) -> bool:
        """Add what became of a row of this size, if anything; return whether it is time for a note."""
        if self._places is None:
            return False
        self._waiting += [became] if became else []
        self._bytes += size
        return self._bytes >= EVERY

    def note(self, reached: Reached) -> None:
        """Note how far the shard is."""
        assert self._places
        note, rows = self._places
        with rows.open("ab") as file:
            self._size += file.write(b"".join(map(as_own_line, self._waiting)))
        place = {"segment": reached.segment, "rows": reached.rows, "tally": reached.tally}
        storage.write(str(note), json.dumps({"of": self._of, "size": self._size, **place}).encode())
        self._waiting.clear()
        self._bytes = 0

    def forget(self) -> None:
        """Remove the note; the shard is done."""
        for place in self._places or ():
            place.unlink(missing_ok=True)


def forget_all(state: str) -> None:
    """Remove the notes on all shards, at the end of a run: then none is under way."""
    if not storage.is_remote(state):
        for name in storage.names_in(state):
            if name.endswith((NOTE, ROWS)):
                storage.remove(storage.child(state, name))
