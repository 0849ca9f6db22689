"""The command `export`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from chengwen.cli.help import Command
from chengwen.cli.language import told
from chengwen.cli.progress import follow, if_stopped, shown
from chengwen.decode.file_names import as_text
from chengwen.engine.printable import on_one_line
from chengwen.message import Message, say

if TYPE_CHECKING:
    from chengwen.export.rows import Counts


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option(
    "--out",
    required=True,
    metavar="PLACE",
    help="Write here: a folder, or one file, *.parquet, *.jsonl[.gz|.zst] or *.txt; s3://… too.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["parquet", "jsonl", "jsonl.gz", "jsonl.zst", "txt", "tei", "docx"]),
    help="What a folder takes; Parquet, unless asked. txt, tei (TEI P5) and docx are one file a document.",
)
@click.option("--sections", is_flag=True, help="One section a row, not one document.")
@click.option("--no-ledger", is_flag=True, help="Leave out edits, and offsets and sizes of the source.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME",
    help="Let this column of a corpus go along; nobody cleaned it. May be given several times.",
)
@click.option(
    "--include-marked", is_flag=True, help="Let documents of a corpus go along that are marked secret or internal."
)
def export(
    paths: tuple[str, ...],
    out: str,
    kind: str | None,
    sections: bool,
    no_ledger: bool,
    columns: tuple[str, ...],
    include_marked: bool,
) -> None:
    """Publish cleaned documents as a data set, with its card and Croissant metadata.

    \b
    chengwen export --out FOLDER         the samples in cleaned/, as Parquet
    chengwen export PATH… --out FOLDER   what `clean` made of a corpus: files of rows, or folders of them

    A document that is marked secret or internal (绝密, 机密, 秘密, 内部资料 …) is left out, and so are copies of it.
    """
    if include_marked and not paths:
        raise click.UsageError(
            say("--include-marked is for a corpus; of a sample, its sidecar says why it may be published.")
        )
    from chengwen import overwriting
    from chengwen.checkout import store
    from chengwen.checkout.choices import find_choices
    from chengwen.corpus import read as corpus_read
    from chengwen.export import write as exporting
    from chengwen.export.rows import Layout

    if trouble := overwriting.trouble_with_name(out, exporting.KINDS):
        raise click.UsageError(trouble)
    read = paths or (str(store.find_root() / "cleaned"),)
    ending = {"": "", "tei": ".xml"}.get(kind or "", f".{kind}")
    exporting.refuse_to_export_itself(read, out, ending)
    cleaned = corpus_read.corpus(paths) if paths else corpus_read.samples(store.find_root())
    address = "" if paths else find_choices().site.address
    layout = Layout(sections, not no_ledger, columns, address=address)
    if_stopped(
        say("stopped; what stands at {out} may not be whole: remove what was begun there, then run again", out=out)
    )
    with shown(say("Exporting")) as progress:
        rows_of = follow(cleaned, progress)
        counts = exporting.export(rows_of, out, ending, layout, marked=include_marked)
    for line in _summary(counts, as_text(out)):
        click.echo(on_one_line(told(line)), err=True)


def _summary(counts: Counts, out: str) -> Iterator[Message]:
    """Yield what was exported, and what was left out."""
    yield say(
        "{documents:,} {documents:document|documents} in {rows:,} {rows:row|rows}: {out}",
        documents=counts.documents,
        rows=counts.rows,
        out=out,
    )
    if counts.withheld:
        left = len(counts.withheld)
        yield say("{number:,} {number:document|documents} marked secret or internal, left out", number=left)
    if counts.columns_left:
        left_out = tuple(sorted(counts.columns_left))
        yield say("columns that nobody cleaned, left out: {columns}; --column NAME lets one go along", columns=left_out)
