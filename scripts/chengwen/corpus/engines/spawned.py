"""Start processes that Ctrl-C does not reach: it is for their parent, and would end each of them in a traceback."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import current_thread, main_thread


class Spawned(SpawnProcess):
    """A process that a terminal's Ctrl-C never ends, not even while it starts."""

    def start(self) -> None:
        """Start it with Ctrl-C held back, which it inherits."""
        with _interrupts_held():
            super().start()

    def run(self) -> None:
        """Work, deaf to Ctrl-C."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        super().run()


class SpawnedContext(SpawnContext):
    """What `multiprocessing.get_context("spawn")` returns, with processes that Ctrl-C does not reach."""

    Process = Spawned


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back in this thread and in processes started here; the parent's arrives at the end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # the first process of all starts this one before itself, which lets Ctrl-C through again when it is done
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _interrupts_kept():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _interrupts_kept() -> Iterator[None]:
    """Keep for later a Ctrl-C that another thread takes: a process would be left without what it is to read."""
    if current_thread() is not main_thread():
        yield  # handlers run in the main thread alone
        return
    kept: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: kept.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if kept:
            signal.raise_signal(signal.SIGINT)
