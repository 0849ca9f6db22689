"""The verb `explain`: what spoke at a line of a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chengwen.cli.help import Command
from chengwen.cli.language import told
from chengwen.cli.rules import own_rules
from chengwen.engine.kept import compiled
from chengwen.engine.printable import on_one_line
from chengwen.message import at, say

_PLACE = compiled("(?P<file>.+):(?P<line>[1-9][0-9]{0,8})")


@click.command(cls=Command)
@click.argument("place", metavar="FILE:LINE")
@click.option("--places", type=click.Choice(["follow", "all", "none"]), default="follow", help="As `clean` takes it.")
@own_rules
def explain(place: str, places: str, folder: Path | None) -> None:
    """Show what spoke at a line of a file: rules that took something, labels, suspects, the section it is in.

    The line is one of the file as it is, counted from 1. Returns 1 where nothing was done there.

    To overrule it, write [[keep]], [[remove]], [[undo]], [[keep_name]] or [[mask]] with text and reason into a .toml of
    the file's name beside it.
    """
    from chengwen.checkout import report, samples
    from chengwen.cleaner import Cleaner
    from chengwen.errors import InputError
    from chengwen.knowledge.load import load_rules

    match = _PLACE.fullmatch(place)
    if not match:
        raise click.UsageError(
            say("“{place}” names no line; write the file, a colon, and the line’s number: a.txt:12", place=place)
        )
    loaded = load_rules(folder)
    document = samples.clean_file(Path(match["file"]), Cleaner(loaded, places=places))
    lines = (document.private.source_text or "").count("\n") + 1
    if int(match["line"]) > lines:
        raise InputError(
            at(match["file"], say("line {line} is past its end; it has {lines}", line=match["line"], lines=lines))
        )
    reasons = report.explain_line(document, int(match["line"]), loaded)
    for reason in reasons:
        click.secho(f"{told(reason.what):8}", fg="cyan", nl=False)
        click.echo(on_one_line(f"{told(reason.by)}  {told(reason.why)}"))
    sys.exit(0 if any(reason.what != "section" for reason in reasons) else 1)
