"""Show progress on a terminal: one line, drawn again and again, never more than one.

Nothing is shown in a pipe, and nothing in the first second. A thread draws the line five times a second, so that it
continues while one long text is cleaned, however many short ones are done meanwhile.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from threading import Event, Thread
from typing import TextIO, TypeVar

import click

from chengwen.cli.help import beginning, columns
from chengwen.cli.language import words
from chengwen.message import NO_MESSAGE, Message, Words, in_words, say

Item = TypeVar("Item")

AFTER, EVERY = 1.0, 0.2
"""In seconds: when the line is first drawn, and how often from then on."""
ERASE = "\x1b[K"
"""Clears the rest of the line. Each message begins with it, since the progress line leaves the cursor at its beginning;
in pipes click removes it."""
WIDTH, LEAST_BAR, MOST_BAR = 80, 8, 30
"""In columns: the width if the terminal does not report one, and the limits of the bar, which is left out below the
first."""


@dataclass(slots=True)
class Progress:
    """The progress of some work, updated by the code that does it."""

    label: Message
    total: float = 0
    """Of whatever is counted; 0 if unknown."""
    done: float = 0
    beside: Message = NO_MESSAGE
    """What stands beside the bar; empty: how many are done."""
    words: Words = field(default_factory=dict)
    """Of the language of the run; the thread that draws cannot ask the command."""

    def line(self, seconds: float, width: int) -> str:
        """Return the line to show after so many seconds, shorter than `width` columns.

        >>> Progress(say("Cleaning"), total=300, done=150).line(12, 80)
        'Cleaning  [###############---------------]  50%  150 of 300, 12 s'
        >>> Progress(say("Cleaning"), total=300, done=150).line(12, 30)
        'Cleaning   50%  150 of 300, 1'
        >>> Progress(say("Reading")).line(3, 80)
        'Reading  3 s'
        """
        label = in_words(self.label, self.words)
        share = min(1.0, self.done / self.total) if self.total else 0
        percent = f"{share:4.0%}  " if self.total else ""
        after = f"{percent}{in_words(self._counted(seconds), self.words)}"
        room = min(MOST_BAR, width - 1 - columns(f"{label}  [] {after}"))
        if self.total and room >= LEAST_BAR:
            full = int(share * room)
            after = f"[{'#' * full}{'-' * (room - full)}] {after}"
        return beginning(f"{label}  {after}", width - 1)

    def _counted(self, seconds: float) -> Message:
        """Say how far the work is, after so many seconds."""
        if self.beside:
            return say("{beside}, {seconds:.0f} s", beside=self.beside, seconds=seconds)
        if self.total:
            return say("{done:,} of {total:,}, {seconds:.0f} s", done=self.done, total=self.total, seconds=seconds)
        if self.done:
            return say("{done:,}, {seconds:.0f} s", done=self.done, seconds=seconds)
        return say("{seconds:.0f} s", seconds=seconds)


def follow(items: Iterable[Item], progress: Progress) -> Iterator[Item]:
    """Yield the items, and count those that are done."""
    for item in items:
        yield item
        progress.done += 1


def each_shown(items: Iterable[Item], label: Message) -> Iterator[Item]:
    """Yield the items, and show progress while each is awaited; between them the terminal is free for questions."""
    rest = iter(items)
    while True:
        with shown(label):
            found = list(islice(rest, 1))
        if not found:
            return
        yield found[0]


@contextmanager
def shown(label: Message, total: float = 0) -> Iterator[Progress]:
    """Show the progress of the work inside the context on a terminal; the line is removed at the end."""
    progress = Progress(label, total, words=words())
    stream = sys.stderr
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield progress
        return
    over = Event()
    drawer = Thread(target=_draw, args=(progress, stream, over), daemon=True)
    drawer.start()
    try:
        yield progress
    finally:
        over.set()
        drawer.join()


def _draw(progress: Progress, stream: TextIO, over: Event) -> None:
    began = time.monotonic()
    wait = AFTER
    while not over.wait(wait):
        line = progress.line(time.monotonic() - began, _columns(stream))
        _write(stream, f"\r{ERASE}{line}\r")
        wait = EVERY
    if wait == EVERY:
        _write(stream, f"\r{ERASE}")


def _write(stream: TextIO, text: str) -> None:
    try:
        click.echo(text, file=stream, nl=False)
    except (OSError, ValueError):  # the terminal is gone; the work goes on
        return


def _columns(stream: TextIO) -> int:
    """Return the present width of the terminal; it may have been resized."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH
    except (OSError, ValueError):
        return WIDTH


NOTHING = say("stopped; nothing was written")
GOES_ON = say("stopped; what is done is whole, and the same command goes on from there")
BEGINS_ANEW = say("stopped; what was written is whole and stays; the same command begins anew and writes the rest")
_KEY = "chengwen.cli.progress"


def if_stopped(message: Message) -> None:
    """Set what to say if the running command is interrupted; without a command, this has no effect."""
    context = click.get_current_context(silent=True)
    if context:
        context.meta[_KEY] = message


def stopped(context: click.Context) -> Message:
    """Return what was last set; a command that sets nothing writes nothing."""
    message: Message = context.meta.get(_KEY, NOTHING)
    return message
