"""Clean shards in several processes on this machine.

Processes are spawned, so that every system behaves alike; each gets the settings once, and after that only shards. The
position of each is in memory shared with the parent: for the progress bar, and to name the row over which a process
died.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from ctypes import c_longlong
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from typing import Any

from chengwen.cleaner import clean
from chengwen.corpus.engines.spawned import SpawnedContext
from chengwen.corpus.rows import Row
from chengwen.corpus.shards.plan import Shard
from chengwen.corpus.shards.shard import Settings, Watch, clean_shard
from chengwen.corpus.shards.state import ShardRecord
from chengwen.errors import ChengwenError, InputError
from chengwen.message import Message, at, foreign, of_system, say

TICK = 0.2
"""How often, in seconds, progress is reported."""
LINE, SEGMENT, ROWS, BYTES = range(4)
"""Indices in a process's shared memory: its position, and what it has read since it began."""

USUAL = "2024年工作总结\n一、青石镇党委书记张海涛（电话13812345678）走访X村。\n"
"""A text with something of everything, so that every list is loaded."""

OnRead = Callable[[int, int], None]
"""Called from time to time with the rows and bytes that all processes together have read."""


@dataclass(slots=True)
class Worker:
    """A process, the parent's end of its connection, and its position."""

    process: BaseProcess
    line: Connection
    place: Any
    shard: Shard | None = None


def run(shards: Sequence[Shard], settings: Settings, jobs: int, on_read: OnRead) -> Iterator[ShardRecord]:
    """Clean shards in `jobs` processes; records come in the order in which shards finish.

    A process that dies, or cannot go on, ends the work with an `InputError`; what is done stays.
    """
    waiting = iter(shards)
    workers: list[Worker] = []
    try:
        workers.extend(_start() for _ in range(min(jobs, len(shards))))
        for worker in workers:  # all of them are starting by now, so that none waits for another
            _send(worker, settings)
            _give(worker, next(waiting, None))
        while busy := {worker.line: worker for worker in workers if worker.shard}:
            for line in wait(list(busy), TICK):
                worker = busy[line]  # type: ignore[index]  # wait() returns items of what it was given
                record = _take(worker)
                _give(worker, next(waiting, None))
                yield record
            on_read(*(sum(worker.place[what] for worker in workers) for what in (ROWS, BYTES)))
    finally:
        for worker in workers:
            worker.process.terminate()
            worker.process.join()


def run_here(shards: Sequence[Shard], settings: Settings, on_read: OnRead) -> Iterator[ShardRecord]:
    """Clean shards one after the other in this process."""
    place = [0] * 4
    watch = _watch(place, lambda: on_read(place[ROWS], place[BYTES]))
    warm_up()
    for shard in shards:
        yield clean_shard(shard, settings, watch)


def warm_up() -> None:
    """Load what cleaning needs, and exempt it from garbage collection.

    Rules and word lists are never freed; tracing their 22,000 objects again and again costs a seventh of the time (1.55
    MB/s with, 1.81 without).
    """
    clean(USUAL)
    gc.freeze()


def _watch(place: Any, after: Callable[[], None] = lambda: None) -> Watch:
    """Return a function that records the current position."""

    def watch(segment: int, row: Row) -> None:
        place[LINE], place[SEGMENT] = row.line, segment
        place[ROWS] += 1
        place[BYTES] += row.size
        after()

    return watch


def _start() -> Worker:
    context = SpawnedContext()
    ours, theirs = context.Pipe()
    try:
        place = context.RawArray(c_longlong, 4)
    except OSError as error:
        raise InputError(
            at(
                error.filename or "/dev/shm",
                say(
                    "{reason}; several processes share memory there: make it writable, or run with --jobs 1",
                    reason=of_system(error),
                ),
            )
        ) from error
    # settings go over the connection: of arguments larger than a pipe holds, `start` would wait for ever for a process
    # that ended before it read them, since it holds the other end of that pipe itself
    process = context.Process(target=_work, args=(theirs, place), daemon=True)
    process.start()
    theirs.close()  # now only the process holds it, so that its end signals its death
    return Worker(process, ours, place)


def _give(worker: Worker, shard: Shard | None) -> None:
    worker.shard = shard
    if shard:
        _send(worker, shard)


def _send(worker: Worker, what: Settings | Shard) -> None:
    with suppress(OSError):  # it has ended: `_take` says so, with the shard that it was given
        worker.line.send(what)


def _take(worker: Worker) -> ShardRecord:
    assert worker.shard
    try:
        answer: ShardRecord | Message = worker.line.recv()
    except (EOFError, OSError):
        worker.process.join()
        file = worker.shard.segments[worker.place[SEGMENT]].file.address
        line = worker.place[LINE]
        where = say("{file}, line {line}", file=file, line=line) if line else file
        raise InputError(
            at(
                where,
                say(
                    "the process that cleaned this ended ({ending}); what is done is kept. Start again to go "
                    "on; if it ends here again, memory may be short (fewer --jobs), or take this row out",
                    ending=_ending(worker.process.exitcode),
                ),
            )
        ) from None
    if isinstance(answer, Message):
        raise InputError(answer)
    return answer


def _ending(code: int | None) -> Message:
    if code is not None and code < 0:
        return say("signal {number}, {name}", number=-code, name=foreign(signal.strsignal(-code) or ""))
    return say("exit code {code}", code=code)


def _work(line: Connection, place: Any) -> None:
    """Clean the shards that arrive on the connection behind the settings, until it closes."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    settings: Settings | None = _received(line)
    warm_up()
    while settings and (shard := _received(line)):
        try:
            line.send(clean_shard(shard, settings, _watch(place)))
        except ChengwenError as error:
            line.send(error.message)
        except OSError as error:
            line.send(at(error.filename or settings.parts, of_system(error)))


def _received(line: Connection) -> Any:
    """Return what arrives next, None when the connection is closed."""
    try:
        return line.recv()
    except EOFError:
        return None


def _end_with_parent() -> None:
    """Exit at once when the parent process is gone, however it ended."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
