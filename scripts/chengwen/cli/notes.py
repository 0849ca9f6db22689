"""What the command says beside its results: notes, errors, what cleaning left for a person to look at."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import click

from chengwen.cli.language import told
from chengwen.cli.progress import ERASE
from chengwen.engine.printable import on_one_line, spelt_out
from chengwen.message import Message, at, say

SHOWN_LINES = 12
"""How many lines with suspected names are named."""


def note(text: str) -> None:
    click.echo(ERASE + on_one_line(told(text)), err=True)


def warn(text: str) -> None:
    click.echo(ERASE + click.style(told(say("error: ")), fg="red") + on_one_line(told(text)), err=True)


def note_marked(flags: Iterable[Iterable[str]]) -> None:
    """Report how many documents are marked secret or internal, given the flags of each."""
    from chengwen.stages.structure.secrecy.secrecy import marks_among

    number = sum(bool(marks_among(one)) for one in flags)
    if number:
        note(
            say(
                "{number} marked secret or internal: flagged, and not for publishing unless a sidecar says why",
                number=number,
            )
        )


def note_names(document: Any) -> None:
    """Report the lines of a clean text on which something might be a name, and was left."""
    from chengwen.engine.lines import line_numbers

    note_lines(document.id, list(line_numbers(document.text, (one.start for one in document.private.names))))


def note_lines(id: str, names: Iterable[int]) -> None:
    """Report lines of a clean text on which something might be a name, and was left."""
    if lines := list(dict.fromkeys(names)):
        note(
            say(
                "{id}: may be names, and left as they are: {number:line|lines} {lines} of the clean text; "
                "`chengwen clean FILE --json` says why, a sidecar settles it",
                id=id,
                number=len(lines),
                lines=_first(lines),
            )
        )


def _first(lines: list[int]) -> Message | tuple[str, ...]:
    """Return the first of some numbers of lines, and how many more there are."""
    first, more = tuple(map(str, lines[:SHOWN_LINES])), len(lines) - SHOWN_LINES
    return say("{lines} and {more} more", lines=first, more=more) if more > 0 else first


def note_what_is_left(document: Any) -> bool:
    """Report if nothing is left of a document, which must not come out empty silently, and what may be noise still.

    Returns whether there is something that may be noise.
    """
    from chengwen.engine.lines import line_numbers
    from chengwen.stages.structure.secrecy.secrecy import LONE

    if "empty" in document.flags:
        note(at(document.id, say("nothing is left of it; the clean text is empty")))
    places = [suspect.start for suspect in document.suspects if suspect.rule != LONE]
    if lines := list(dict.fromkeys(line_numbers(document.text, places))):
        found = say(
            "places that may be noise and were left: {places}, on {number:line|lines} {lines} of the clean text",
            places=len(places),
            number=len(lines),
            lines=_first(lines),
        )
        note(at(document.id, found))
    return bool(lines)


def out(text: str) -> None:
    """Write a result: UTF-8 and plain line feeds into files and pipes, the console's own encoding on a terminal."""
    if sys.stdout.isatty():
        click.echo(f"{ERASE}{spelt_out(text)}" if text else "", nl=False)
    else:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
