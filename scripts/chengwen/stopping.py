"""What a person is told who ends a run with Ctrl-C: only what is true of the work that was under way."""

from __future__ import annotations

import click

NOTHING = "stopped; nothing was written"
GOES_ON = "stopped; what is done is whole, and the same command goes on from there"
BEGINS_ANEW = "stopped; what was written is whole and stays; the same command begins anew and writes the rest"
_KEY = "chengwen.stopping"


def if_stopped(words: str) -> None:
    """Say from here on what is true when the verb that runs is stopped; without a verb, nothing hears of it."""
    context = click.get_current_context(silent=True)
    if context:
        context.meta[_KEY] = words


def words_of(context: click.Context) -> str:
    """Return what was last said; a verb that says nothing writes nothing."""
    words: str = context.meta.get(_KEY, NOTHING)
    return words
