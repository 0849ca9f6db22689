"""Share the work on many documents out among processes; a few are worked on here: a process takes time to start."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children
from typing import TypeVar

from chengwen.corpus.engines.spawned import Spawned, SpawnedContext
from chengwen.errors import InputError
from chengwen.message import of_system, say

FEWEST = 200
"""Documents in a share, at least: fewer than two shares are worked on here."""
MOST = 4
"""Processes, at most: each holds rules and texts of its own."""
SHARES = 4
"""Shares for each process, so that none waits long for the last of another."""
S = TypeVar("S")
T = TypeVar("T")


@dataclass(slots=True)
class Workers:
    """The processes of a build; without a pool everything is done here."""

    pool: ProcessPoolExecutor | None = None
    number: int = 1
    beside: Callable[[bool], None] | None = None
    """Begins what is made beside the pages, in several processes if it is told so; None once it has."""

    def shares(self, items: Sequence[S]) -> list[Sequence[S]]:
        """Return some items in shares, in their order: one, if there are no more than one process needs."""
        number = min(self.number * SHARES, len(items) // FEWEST) if self.pool else 1
        size = max(1, -(-len(items) // max(1, number)))
        return [items[start : start + size] for start in range(0, len(items), size)]

    def strides(self, items: Sequence[S]) -> list[Sequence[S]]:
        """Return some items in one share for each process, where what they cost depends on their order."""
        number = min(self.number, max(1, len(items) // FEWEST)) if self.pool else 1
        return [items[first::number] for first in range(number)]

    def each(self, work: Callable[[S], T], shares: Sequence[S]) -> Iterator[T]:
        """Begin to work on some shares, and return what becomes of each, in their order."""
        return self.pool.map(work, shares) if self.pool and len(shares) > 1 else map(work, shares)

    def begin_beside(self, *, many: bool) -> None:
        """Begin what is made beside the pages, if it has not begun: behind the shares that others were given."""
        begin, self.beside = self.beside, None
        if begin:
            begin(many)


@contextmanager
def processes() -> Iterator[tuple[ProcessPoolExecutor, int]]:
    """Start a process for each processor; if the build fails, what has not begun never will."""
    number = max(1, min(MOST, os.cpu_count() or 1))
    try:
        pool = ProcessPoolExecutor(number, SpawnedContext())
    except OSError as error:  # locks shared by processes are in /dev/shm
        raise InputError(
            say(
                "/dev/shm: {reason}; the search index is made in a process of its own, which writes "
                "there: make it writable, then run again",
                reason=of_system(error),
            )
        ) from error
    try:
        yield pool, number
    except KeyboardInterrupt:  # nobody waits for what they are at
        for process in active_children():
            if isinstance(process, Spawned):
                process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def no_cycles_sought() -> Iterator[None]:
    """Disable Python's search for reference cycles: there are none, and with a million objects it takes seconds."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
