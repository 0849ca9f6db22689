"""The command `export`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
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
    help=(
        "Write here: a folder, or one file, *.parquet, *.jsonl[.gz|.zst] or *.txt; s3://… too. The card, README.md, "
        "and croissant.json are written into the folder, or beside the file."
    ),
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["parquet", "jsonl", "jsonl.gz", "jsonl.zst", "txt", "tei", "docx"]),
    help="What a folder takes; Parquet, unless asked. txt, tei (TEI P5) and docx are one file a document.",
)
@click.option("--sections", is_flag=True, help="One section a row, not one document.")
@click.option("--title", help="The title of the data set, for its card and metadata.")
@click.option("--description", help="What the data set is, in a sentence or two.")
@click.option("--license", "licence", metavar="ID", help="The licence that it is published under, such as cc-by-4.0.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Who made it; may be given several times.")
@click.option(
    "--partition",
    type=click.Choice(["year", "genre", "level"]),
    help="Put the documents of each year, genre or level into a folder of their own.",
)
@click.option(
    "--split",
    "splits",
    multiple=True,
    metavar="NAME=SHARE",
    help=(
        "Put this share of the documents apart, test=0.1; near-duplicates stay together, the rest is train. "
        "May be given several times."
    ),
)
@click.option("--suspects", is_flag=True, help="With the places that may be noise and were left.")
@click.option(
    "--include-flagged", is_flag=True, help="Also documents whose flags say that something is wrong with them."
)
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
    title: str | None,
    description: str | None,
    licence: str | None,
    authors: tuple[str, ...],
    partition: str | None,
    splits: tuple[str, ...],
    suspects: bool,
    include_flagged: bool,
    no_ledger: bool,
    columns: tuple[str, ...],
    include_marked: bool,
) -> None:
    """Publish cleaned documents as a data set, with its card and Croissant metadata.

    \b
    chengwen export --out FOLDER         the samples in cleaned/, as Parquet
    chengwen export PATH… --out FOLDER   what `clean` wrote: rows, or texts with their JSON, or folders of them

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
    from chengwen.export.card import About, usual_title
    from chengwen.export.rows import Layout
    from chengwen.export.splits import Looked, look_through

    shares = _shares(splits)
    if trouble := overwriting.trouble_with_name(out, exporting.KINDS):
        raise click.UsageError(trouble)
    read = paths or (str(store.find_root() / "cleaned"),)
    ending = {"": "", "tei": ".xml"}.get(kind or "", f".{kind}")
    exporting.refuse_to_export_itself(read, out, ending)

    def cleaned() -> Iterator[corpus_read.Cleaned]:
        return corpus_read.corpus(paths) if paths else corpus_read.samples(store.find_root())

    address = "" if paths else find_choices().site.address
    kinds = corpus_read.kinds_of_columns(paths, columns) if columns else {}
    layout = Layout(sections, not no_ledger, columns, kinds, suspects, address=address)
    named = title or usual_title(Path.cwd() if paths else store.find_root())
    about = About(named, description or About().description, (licence or "").lower(), authors)
    if_stopped(
        say("stopped; what stands at {out} may not be whole: remove what was begun there, then run again", out=out)
    )
    with shown(say("Exporting")) as progress:
        looked = look_through(cleaned(), shares) if shares or paths else Looked()
        choice = exporting.Choice(include_marked, include_flagged, looked, partition or "", about)
        counts = exporting.export(follow(cleaned(), progress), out, ending, layout, choice)
    for line in _summary(counts, as_text(out), exporting.beside(out, ending), [name for name, _ in shares]):
        click.echo(on_one_line(told(line)), err=True)


def _shares(splits: tuple[str, ...]) -> list[tuple[str, float]]:
    """Return the names and shares of splits; together they must leave something."""
    shares = [(name, number) for name, _, share in (one.partition("=") for one in splits) if (number := _number(share))]
    if len(shares) < len(splits) or sum(share for _, share in shares) >= 1 or not all(map(_is_name, shares)):
        raise click.UsageError(say("--split is a name and a share, test=0.1; all shares together are less than 1."))
    return shares


def _number(share: str) -> float:
    try:
        return max(0.0, float(share))
    except ValueError:
        return 0.0


def _is_name(share: tuple[str, float]) -> bool:
    name = share[0]
    return name.isascii() and name.isidentifier()


def _summary(counts: Counts, out: str, beside: tuple[str, ...], splits: Sequence[str]) -> Iterator[Message]:
    """Yield what was exported, what was written beside it, and what was left out."""
    yield say(
        "{documents:,} {documents:document|documents} in {rows:,} {rows:row|rows}: {out}",
        documents=counts.documents,
        rows=counts.rows,
        out=out,
    )
    yield say("written with it, the card and the metadata: {files}", files=beside)
    from chengwen.export.splits import REST

    if counts.withheld:
        left = len(counts.withheld)
        yield say("{number:,} {number:document|documents} marked secret or internal, left out", number=left)
    if counts.doubtful:
        yield say(
            "{number:,} {number:document|documents} with doubtful flags, left out; --include-flagged lets them along",
            number=counts.doubtful,
        )
    for split, number in sorted(counts.splits.items()):
        yield say("  {split:16} {number:>12,} {number:document|documents}", split=split, number=number)
    if empty := tuple(name for name in (*splits, REST) if splits and name not in counts.splits):
        yield say(
            "no document fell to {splits}, which {number:is|are} not there: of so few, chance alone decides; ask for a "
            "larger share, or export more",
            splits=empty,
            number=len(empty),
        )
    if counts.columns_left:
        left_out = tuple(sorted(counts.columns_left))
        yield say("columns that nobody cleaned, left out: {columns}; --column NAME lets one go along", columns=left_out)
