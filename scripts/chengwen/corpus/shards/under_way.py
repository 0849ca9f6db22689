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
from secrets import token_hex
from typing import Any

from chengwen.corpus import storage
from chengwen.corpus.shards.state import InputSegment
from chengwen.corpus.write import as_own_line
from chengwen.stamp import digest

EVERY = 200_000
"""Bytes of rows between two notes: about a tenth of a second's work."""
UNDER_WAY = ".under-way"
"""What the names of the two files of a shard hold: how far it is (.json), and what became of each row so far
(.jsonl)."""


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
    """The note on one shard: what an earlier run left of it, and what this one adds; without inputs, there is none.

    Each run writes into a file of its own, and takes over what an earlier one left by renaming it: of two that run at
    the same time neither reads what the other writes.
    """

    def __init__(self, state: str, number: int, made_by: str, inputs: Sequence[InputSegment]) -> None:
        name = f"{number:06}{UNDER_WAY}"
        unreadable = any(one.digest is None for one in inputs)  # a right granted since would leave no trace
        self._is_kept = bool(inputs) and not unreadable and not storage.is_remote(state)
        self._note, self._rows = Path(state, f"{name}.json"), Path(state, f"{name}-{token_hex(4)}.jsonl")
        self._of = digest(json.dumps([made_by, [asdict(one) for one in inputs]]).encode())
        self._waiting = list[dict[str, Any]]()
        self._bytes = 0
        self._size = 0
        self.reached = self._recalled() if self._is_kept else Reached()

    def _recalled(self) -> Reached:
        """Return how far an earlier run came, and cut off what it had not noted; nothing if that was another shard."""
        try:
            said = json.loads(self._note.read_bytes())
            before = self._note.with_name(Path(said["rows_in"]).name)
            if said["of"] == self._of and before.stat().st_size >= said["size"]:
                before.rename(self._rows)
                os.truncate(self._rows, said["size"])
                self._size = said["size"]
                reached = Reached(said["segment"], said["rows"], said["tally"])
                self.note(reached)
                return reached
        except (OSError, ValueError, TypeError, KeyError):
            pass
        return Reached()

    def done(self) -> Iterator[dict[str, Any]]:
        """Yield what became of the rows that an earlier run had done."""
        if self._size:
            with self._rows.open("rb") as file:
                yield from map(json.loads, file)

    def add(self, became: dict[str, Any], size: int) -> bool:
        """Add what became of a row of this size, if anything; return whether it is time for a note."""
        if not self._is_kept:
            return False
        self._waiting += [became] if became else []
        self._bytes += size
        return self._bytes >= EVERY

    def note(self, reached: Reached) -> None:
        """Note how far the shard is."""
        if self._waiting:
            with self._rows.open("ab") as file:
                self._size += file.write(b"".join(map(as_own_line, self._waiting)))
        place = {"segment": reached.segment, "rows": reached.rows, "tally": reached.tally}
        said = {"of": self._of, "rows_in": self._rows.name, "size": self._size, **place}
        storage.write(str(self._note), json.dumps(said).encode())
        self._waiting.clear()
        self._bytes = 0

    def forget(self) -> None:
        """Remove the note; the shard is done."""
        for place in (self._note, self._rows) if self._is_kept else ():
            place.unlink(missing_ok=True)


def forget_all(state: str) -> None:
    """Remove the notes on all shards, at the end of a run: then none is under way."""
    if not storage.is_remote(state):
        for name in storage.names_in(state):
            if UNDER_WAY in name:
                storage.remove(storage.child(state, name))
