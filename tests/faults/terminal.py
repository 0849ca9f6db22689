"""A real terminal for the command: what it draws there, at which width, and what is left of it."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

LINE = re.compile(r"(?:\r|\n)+")
COMMAND = ("-m", "chengwen")
EARLY = ("-c", "from chengwen.cli import main, progress; progress.AFTER = progress.EVERY = 0.02; main.main()")
"""The command, and the same that shows how far it is from the beginning: what takes half a second is long then."""


@dataclass
class Shown:
    """What a run wrote to its terminal."""

    pieces: list[tuple[int, str]] = field(default_factory=list)
    """What was drawn, each with the number of columns that the terminal had then."""
    code: int = 0
    seconds: float = 0

    @property
    def text(self) -> str:
        return "".join(piece for _, piece in self.pieces)

    def drawn(self, label: str) -> list[str]:
        """The lines of progress, each as it was drawn."""
        return [line for line in LINE.split(self.text.replace("\x1b[K", "")) if line.startswith(f"{label}  ")]

    def messages(self) -> list[str]:
        """The lines that stay."""
        lines = self.text.split("\n")[:-1]
        return [line.removesuffix("\r").rpartition("\r")[2].rpartition("\x1b[K")[2] for line in lines]

    def last_line(self) -> str:
        """What stands on the line where the prompt comes next."""
        return self.text.rpartition("\n")[2].rpartition("\x1b[K")[2].removesuffix("\r")


def resize(terminal: int, columns: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def on_a_terminal(
    words: tuple[str, ...],
    cwd: Path,
    columns: int = 80,
    then: Callable[[int, int], int] | None = None,
    program: tuple[str, ...] = EARLY,
) -> Shown:
    """Run the command with a terminal for standard error; `then` is called when the first line of progress is drawn.

    It is given the terminal and the process, and gives the columns from then on.
    """
    shown, began = Shown(), time.monotonic()
    ours, theirs = os.openpty()
    resize(theirs, columns)
    command = [sys.executable, *program, *words]
    quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    environment = {**os.environ, "TERM": "xterm", "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command, cwd=cwd, stderr=theirs, env=environment, start_new_session=True, text=True, **quiet
    )
    os.close(theirs)
    for piece in _pieces(ours):
        shown.pieces.append((columns, piece))
        if then and " s\r" in piece:
            columns, then = then(ours, process.pid), None
    os.close(ours)
    shown.code, shown.seconds = process.wait(), time.monotonic() - began
    return shown


def _pieces(terminal: int) -> Iterator[str]:
    while True:
        try:
            data = os.read(terminal, 65_536)
        except OSError:  # Linux says so when the last one has closed it
            return
        if not data:
            return
        yield data.decode("utf-8", "replace")


def interrupt(terminal: int, process: int) -> int:
    os.killpg(process, signal.SIGINT)
    return 80
