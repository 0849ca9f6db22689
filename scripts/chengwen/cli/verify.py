"""The verb `verify`: replay a ledger."""

from __future__ import annotations

import sys

import click

from chengwen.cli.help import Command
from chengwen.cli.language import told
from chengwen.cli.progress import shown
from chengwen.engine.printable import on_one_line
from chengwen.message import say

FIRST = 3
"""How many raw documents without a clean text are named."""
SHOWN = 20
"""How many documents that do not hold are named."""


@click.command(cls=Command)
@click.argument("raw", metavar="RAW")
@click.argument("cleaned", metavar="CLEANED")
@click.option("--text-column", metavar="NAME", default="", help="As `clean` takes it.")
@click.option("--id-column", metavar="NAME", default="", help="As `clean` takes it.")
def verify(raw: str, cleaned: str, text_column: str, id_column: str) -> None:
    """Replay somebody's ledger: does it make these clean texts of these raw files?

    \b
    chengwen verify report.docx clean/report.json   one document, its clean text beside the JSON
    chengwen verify raw.jsonl clean.jsonl           rows; a folder and what was made of it likewise

    Nothing is cleaned, and no rule is needed. Exits with 1 where a text is not what its ledger makes, or lacks one. Raw
    documents without a clean text (refused, copies, filtered) are told and are no fault.
    """
    from chengwen.corpus import verify as verifying
    from chengwen.corpus.rows import Reading
    from chengwen.corpus.source_columns.fields import Wanted

    with shown(say("Comparing")):
        verdict = verifying.verify([raw], [cleaned], Reading(wanted=Wanted(text_column, id_column)))
    for problem in verdict.problems[:SHOWN]:
        click.secho(on_one_line(told(problem)), fg="red")
    if verdict.left:
        left = say(
            "raw documents of which no clean text is here: {number:,}; the first: {names}",
            number=len(verdict.left),
            names=tuple(sorted(verdict.left)[:FIRST]),
        )
        click.echo(on_one_line(told(left)), err=True)
    click.echo(
        told(
            say(
                "clean texts that are what their ledgers make of the raw text: {good:,} of {documents:,}",
                good=verdict.good,
                documents=verdict.documents,
            )
        ),
        err=True,
    )
    sys.exit(1 if verdict.problems or not verdict.documents else 0)
