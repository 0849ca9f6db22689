"""A trial of a run, which writes nothing: what it would read; with a limit or a choice, the figures of cleaning that.

What is asked of a run is asked of its trial, which cleans into a folder that goes again.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click

from chengwen.cli import corpus_report
from chengwen.cli.language import told
from chengwen.corpus.file_kinds import kind_of
from chengwen.corpus.filters import EVERYTHING
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.rows import Reading, Row, read_rows
from chengwen.corpus.run import clean_corpus
from chengwen.corpus.shards.plan import Segment, cut
from chengwen.corpus.source_columns.personal import as_told, notice
from chengwen.corpus.storage import File
from chengwen.corpus.walk import by_kind, is_container, sources
from chengwen.decode.file_names import as_text
from chengwen.engine.printable import on_one_line
from chengwen.message import Message, at, say

SHOWN = 8
"""How many tables are looked into."""
STDIN = "-"


def run(paths: Sequence[str], wanted: CorpusOptions) -> int:
    """Say what a run would read, and clean it where a part of it was asked for; return the exit code of that run."""
    with tempfile.TemporaryDirectory() as scratch:
        named = _named(paths, Path(scratch))
        refused = False
        for line, is_refused in _lines(named, wanted.reading):
            click.echo(on_one_line(told(line)))
            refused |= is_refused
        if is_trial(wanted):
            refused = _try(named, wanted, Path(scratch))
    click.echo(told(say("nothing was written")))
    return 3 if refused else 0


def is_trial(wanted: CorpusOptions) -> bool:
    """Whether documents must be cleaned to say what was asked: so many of them, some of them, copies among them."""
    return wanted.limit is not None or wanted.sample < 1 or wanted.filters != EVERYTHING or bool(wanted.copies.kind)


def _named(paths: Sequence[str], scratch: Path) -> list[str]:
    """Return what is named; standard input becomes a file."""
    if STDIN not in paths:
        return list(paths)
    given = scratch / "stdin"
    given.write_bytes(sys.stdin.buffer.read())
    return [str(given) if path == STDIN else path for path in paths]


def _try(named: Sequence[str], wanted: CorpusOptions, scratch: Path) -> bool:
    """Clean into a folder that goes again, and show the figures; return whether something was refused."""
    with corpus_report.bar() as show:
        figures = clean_corpus(named, str(scratch / "trial" / "rows.jsonl"), replace(wanted, kind=""), show)
    figures.rejects = ""
    for line in (*corpus_report.outcome(figures), *corpus_report.asked_in_vain(figures, wanted)):
        click.echo(on_one_line(told(line)))
    return bool(figures.counts["rejected"])


def _lines(addresses: Sequence[str], reading: Reading) -> Iterator[tuple[Message, bool]]:
    """Yield what would be read, a line each, and whether it says that something would be refused."""
    files, left = sources(addresses)
    size = sum(max(0, file.size) for file in files)
    yield say("{number:,} {number:file|files}, {size:,.1f} MB", number=len(files), size=size / 1_000_000), False
    kinds = Counter(kind_of(file.address) or "?" for file in files)
    for kind, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0])):
        yield say("  {kind:12} {number:>8,}", kind=kind, number=number), False
    if others := by_kind(left):
        yield say("left alone: {kinds}", kinds=others), False
    tables = [file for file in files if is_container(file.address) and kind_of(file.address) != ".zip"]
    for file in islice(tables, SHOWN):
        yield from _about(file, reading)


def _about(file: File, reading: Reading) -> Iterator[tuple[Message, bool]]:
    """Say of the first row of a table what it would give, and which columns may tell of persons."""
    name = as_text(file.address)
    segment: Segment = next(iter(cut(file, 1_000_000)))
    row: Row | None = next(iter(read_rows(segment, reading)), None)
    if row is None:
        yield at(name, say("no rows")), False
        return
    if row.problem:
        yield at(name, row.problem), True
        return
    yield _of_columns(name, row), False
    found = set[str]()
    notice(row.columns or {}, found, Counter())
    if found:
        personal = say(
            "columns that may name persons or tell their numbers: {columns}; carried through as they are, "
            "--drop-column NAME leaves one out",
            columns=tuple(as_told(one) for one in sorted(found)),
        )
        yield personal, False


def _of_columns(name: str, row: Row) -> Message:
    """Say what the columns of a table are taken for."""
    return at(
        name,
        say(
            "text: {text} ({number:,} {number:character|characters} in the first row); id: {id}; carried through: "
            "{columns}",
            text=as_told(row.text_column),
            number=len(row.raw),
            id=as_told(row.id_column) if row.id_column else say("made from the content"),
            columns=tuple(map(as_told, row.columns or ())) or say("nothing"),
        ),
    )
