"""Run a command and measure it with every process it starts: processor time, wall time, memory. For Linux."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1
"""Seconds between samples. A process that lives shorter is counted by its parent, once that has waited for it."""
TICKS = os.sysconf("SC_CLK_TCK")
SESSION, USER, SYSTEM = 3, 11, 12
"""Indices of these in /proc/PID/stat, counted behind the name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took."""

    processor: float
    """Seconds, user and system, of all processes together."""
    wall: float
    """Seconds."""
    memory: float
    """Peak in megabytes, of all processes together; shared memory is counted once (PSS)."""
    failed: str = ""
    """The exit code and the last line of output, if it did not end well."""


def run(
    command: Sequence[str],
    folder: Path,
    given: str = "",
    environment: Mapping[str, str] | None = None,
    kill_when: Callable[[], bool] = lambda: False,
) -> Measured:
    """Run a command to its end, in a session of its own by which its processes are recognised.

    Once `kill_when` holds, all of them are killed.
    """
    told = folder / "told.txt"
    (folder / "given.txt").write_text(given, encoding="utf-8")
    processors: dict[int, float] = {}
    most = 0
    began = time.monotonic()
    with told.open("wb") as file, (folder / "given.txt").open("rb") as stdin:
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=file,
            stderr=file,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
        ended = 0
        while not ended:
            most = max(most, _look(process.pid, processors))
            if kill_when():
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(EVERY)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
    lines = told.read_text(encoding="utf-8", errors="replace").strip("\n").split("\n")
    processor = max(sum(processors.values()), usage.ru_utime + usage.ru_stime)
    wall = time.monotonic() - began
    failed = f"exit code {process.returncode}: {lines[-1][:200]}" if process.returncode else ""
    return Measured(processor, wall, most / 1e6, failed)


def _look(session: int, processors: dict[int, float]) -> int:
    """Record the processor time of each process of a session; return the bytes that all use now."""
    memory = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):  # it ended meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[SESSION]) == session:
                processors[int(stat.parent.name)] = (int(fields[USER]) + int(fields[SYSTEM])) / TICKS
                shared = (stat.parent / "smaps_rollup").read_text().partition("\nPss:")[2].split()
                memory += int(shared[0]) * 1024
    return memory
