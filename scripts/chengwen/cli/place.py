"""The places that `explain` and `diff` take: a file, a row of a table, a line of either; and their cleaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chengwen.decode.file_names import as_text
from chengwen.engine.kept import compiled
from chengwen.message import say

if TYPE_CHECKING:
    from chengwen.cleaner import Cleaner
    from chengwen.document import Document

_NUMBERED = compiled("(?P<file>.+?)(?P<numbers>(?::[1-9][0-9]{0,8}){0,2})")


@dataclass(frozen=True, slots=True)
class Place:
    """A file as it was named, and the numbers behind it: of a table the row and the line in it, else the line."""

    file: str
    row: int | None
    line: int | None


def place_in(said: str) -> Place:
    """Return what a place names; a table without a row is a usage error that says how to name one.

    >>> place_in("a.txt:12"), place_in("a.csv:3")
    (Place(file='a.txt', row=None, line=12), Place(file='a.csv', row=3, line=None))
    >>> place_in("a.jsonl:3:12"), place_in("a.txt")
    (Place(file='a.jsonl', row=3, line=12), Place(file='a.txt', row=None, line=None))
    """
    from chengwen.corpus.file_kinds import holds_rows

    match = _NUMBERED.fullmatch(said)
    file, numbers = (match["file"], match["numbers"]) if match else (said, "")
    given = [int(one) for one in numbers.split(":")[1:]]
    if holds_rows(file):
        if not given:
            name = as_text(file)
            raise click.UsageError(
                say("{file} holds a document a row; name the row behind a colon, {file}:1 for the first", file=name)
            )
        return Place(file, given[0], given[1] if given[1:] else None)
    if given[1:]:  # a name that ends in a number
        return Place(f"{file}:{given[0]}", None, given[1])
    return Place(file, None, given[0] if given else None)


def cleaned(place: Place, cleaner: Cleaner, asked: dict[str, Any]) -> Document:
    """Clean what stands at a place: a file, or the row of a table, whose columns are found as `clean` finds them."""
    if place.row is None:
        from chengwen.checkout import samples

        return samples.clean_file(Path(place.file), cleaner)
    from chengwen.corpus.columns.fields import Wanted
    from chengwen.corpus.one_row import clean_row_of
    from chengwen.corpus.options import CorpusOptions
    from chengwen.corpus.rows import Reading

    wanted = Wanted(asked["text_column"] or "", asked["id_column"] or "")
    return clean_row_of(place.file, place.row, CorpusOptions(cleaner, reading=Reading(wanted=wanted)))


def columns(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which column is read."""
    for option, name in (("--id-column", "id_column"), ("--text-column", "text_column")):
        verb = click.option(option, name, metavar="NAME", help="As `clean` takes it.")(verb)
    return verb
