"""The verb `explain`: what spoke at a line of a file, or of a row of a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chengwen.cli.help import Command
from chengwen.cli.language import told
from chengwen.cli.notes import note
from chengwen.cli.place import Place, cleaned, columns, place_in
from chengwen.cli.rules import own_rules
from chengwen.engine.printable import on_one_line
from chengwen.message import Message, at, say

if TYPE_CHECKING:
    from chengwen.checkout.report import Reason
    from chengwen.document import Document
    from chengwen.knowledge.rules import Rules


@click.command(cls=Command)
@click.argument("place", metavar="FILE:LINE|TABLE:ROW[:LINE]")
@click.option("--places", type=click.Choice(["follow", "all", "none"]), default="follow", help="As `clean` takes it.")
@columns
@own_rules
def explain(place: str, places: str, folder: Path | None, **asked: Any) -> None:
    """Show what spoke at a line of a file: rules that took something, labels, suspects, the section it is in.

    \b
    chengwen explain report.docx:12   line 12 of the file as it is, counted from 1
    chengwen explain 表.csv:3         every line of the third row on which something was done
    chengwen explain 表.csv:3:2       the second line of that row

    Rows are counted as `clean` counts them: lines of JSON, rows of a table below its header. Returns 1 where nothing
    was done there.

    To overrule it, write [[keep]], [[remove]], [[undo]], [[keep_name]] or [[mask]] with text and reason into a .toml of
    the file's name beside it.
    """
    from chengwen.checkout.choices import find_choices
    from chengwen.cleaner import Cleaner
    from chengwen.knowledge.load import load_rules

    found = place_in(place)
    if found.row is None and found.line is None:
        raise click.UsageError(
            say("“{place}” names no line; write the file, a colon, and the line’s number: a.txt:12", place=place)
        )
    loaded, chosen = load_rules(folder), find_choices()
    document = cleaned(found, Cleaner(loaded, only=chosen.only, skip=chosen.skip, places=places), asked)
    reasons = list(_reasons(document, found, loaded))
    for line, reason in reasons:
        if found.line is None:
            click.secho(f"{line:>4}  ", dim=True, nl=False)
        click.secho(f"{told(reason.what):8}", fg="cyan", nl=False)
        click.echo(on_one_line(f"{told(reason.by)}  {told(reason.why)}"))
    if any(reason.what != SECTION for _, reason in reasons):
        return
    note(say("nothing was done there"))
    sys.exit(1)


SECTION = "section"


def _reasons(document: Document, place: Place, rules: Rules) -> Iterator[tuple[int, Reason]]:
    """Yield what spoke at a line; without one, at every line of a row, apart from the sections that they are in."""
    from chengwen.checkout import report
    from chengwen.errors import InputError

    source = document.private.source_text or ""
    lines = source.count("\n") + 1
    if place.line is not None:
        if place.line > lines:
            past = say("line {line} is past its end; it has {lines}", line=place.line, lines=lines)
            raise InputError(at(_name(place), past))
        yield from ((place.line, reason) for reason in report.explain_line(document, place.line, rules))
        return
    for line in range(1, lines + 1 - source.endswith("\n")):
        yield from ((line, reason) for reason in _but_sections(report.explain_line(document, line, rules)))


def _but_sections(reasons: Iterable[Reason]) -> Iterator[Reason]:
    return (reason for reason in reasons if reason.what != SECTION)


def _name(place: Place) -> str | Message:
    return place.file if place.row is None else say("{file}, row {number}", file=place.file, number=place.row)
