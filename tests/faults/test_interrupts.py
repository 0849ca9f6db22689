"""Ctrl-C reaches every process of a terminal; those that were started to help must neither end nor speak of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

DEAF_FROM_THE_START = """
import re
from pathlib import Path
from chengwen.corpus.engines.spawned import SpawnedContext

if __name__ == "__main__":
    context = SpawnedContext()
    ours, theirs = context.Pipe()
    for _ in range(2):  # the first start of all starts a process of Python's own, too
        process = context.Process(target=ours.poll, args=(None,), daemon=True)
        process.start()
        status = Path(f"/proc/{process.pid}/status").read_text()
        held, ignored = (int(re.search(f"{name}:\\\\t(.+)", status)[1], 16) for name in ("SigBlk", "SigIgn"))
        print(bool((held | ignored) >> 1 & 1), end=" ")  # SIGINT is signal 2, bit 1
"""

AT_WORK = """
import os, signal, time
from chengwen.site.workers import processes

def at_work():
    os.killpg(0, signal.SIGINT)
    time.sleep(1_000)

if __name__ == "__main__":
    try:
        with processes() as (pool, number):
            list(pool.map(abs, range(number * 4)))
            pool.submit(at_work).result()
    except KeyboardInterrupt:
        print("stopped", end=" ")
"""


TAKEN_BY_ANOTHER_THREAD = """
import signal
from threading import Event, Thread, get_ident
from chengwen.corpus.engines.spawned import _interrupts_held

if __name__ == "__main__":
    begun = Event()

    def take():
        begun.wait()
        signal.pthread_kill(get_ident(), signal.SIGINT)

    thread = Thread(target=take)  # before: a thread inherits what is held back
    thread.start()
    try:
        with _interrupts_held():
            begun.set()
            thread.join()
            print("whole", end=" ")
    except KeyboardInterrupt:
        print("stopped", end=" ")
"""


@pytest.mark.parametrize(
    ("program", "says"),
    [(DEAF_FROM_THE_START, "True True "), (AT_WORK, "stopped "), (TAKEN_BY_ANOTHER_THREAD, "whole stopped ")],
    ids=["starting", "at work and idle", "taken by another thread"],
)
def test_a_process_that_helps_does_not_hear_ctrl_c(
    program: str, says: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("program") / "helped.py"
    path.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, check=False, start_new_session=True, timeout=100
    )
    assert (done.stderr, done.stdout) == ("", says)
