"""The output of a run over a corpus: a progress bar, a summary at the end, its figures as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chengwen.cli.progress import shown
from chengwen.corpus.rows import MEGABYTE
from chengwen.corpus.run import Figures
from chengwen.decode.file_names import as_text
from chengwen.message import Message, say


@contextmanager
def bar() -> Iterator[Callable[[Figures], None]]:
    """Show a progress bar on a terminal; in a pipe, nothing."""
    with shown(say("Cleaning"), 1) as progress:

        def show(figures: Figures) -> None:
            progress.total = max(1, figures.stored)
            progress.done = max(progress.done, min(_place(figures), figures.stored))
            progress.beside = _beside_bar(figures)

        yield show


def _place(figures: Figures) -> int:
    """Return how many stored bytes are done, those of shards in progress estimated from the rows read."""
    read = figures.counts["bytes"]
    under_way = max(0, figures.read[1] - (read - figures.kept_counts["bytes"]))
    return figures.done_stored + int(under_way * (figures.done_stored / read if read else 1))


def _beside_bar(figures: Figures) -> Message:
    rows, size = figures.read
    return say(
        "{documents:,} {documents:document|documents}, {speed:.1f} MB/s, {rejected:,} rejected",
        documents=rows,
        speed=size / MEGABYTE / figures.seconds if figures.seconds else 0,
        rejected=figures.counts["rejected"],
    )


def summary(figures: Figures) -> Iterator[Message]:
    """Yield a few lines on what was done: rows in and out, work kept and done, edits by family."""
    yield _rows_in_and_out(figures)
    if figures.copies is not None:
        copies = figures.copies
        yield say("{number:,} {number:document is a copy|documents are copies} of an earlier one", number=copies)
    if figures.counts["rejected"]:
        yield from (say("  {reject}", reject=reject) for reject in figures.first_rejects)
        yield say("rejected rows, each with its reason: {file}", file=as_text(figures.rejects))
    yield _work_done(figures)
    for family, number in sorted(figures.families.items(), key=lambda item: (-item[1], item[0])):
        yield say("  {family:16} {number:>12,} {number:edit|edits}", family=family, number=number)
    for flag, number in sorted(figures.flags.items()):
        yield say("  {flag:16} {number:>12,} {number:document|documents} flagged", flag=flag, number=number)
    if figures.left:
        yield _left_alone(figures)


def _rows_in_and_out(figures: Figures) -> Message:
    counts = figures.counts
    done = say(
        "{rows:,} {rows:row|rows} in = {written:,} written + {rejected:,} rejected",
        rows=counts["rows"],
        written=counts["written"],
        rejected=counts["rejected"],
    )
    if not counts["dropped"]:
        return done
    return say("{done} + {number:,} {number:duplicate|duplicates} left out", done=done, number=counts["dropped"])


def _work_done(figures: Figures) -> Message:
    rows, size = figures.read
    return say(
        "{shards:,} {shards:shard|shards}, {kept:,} of them done before; {rows:,} {rows:row|rows}, "
        "{size:,.1f} MB cleaned in {seconds:,.1f} s",
        shards=figures.shards,
        kept=figures.kept,
        rows=rows,
        size=size / MEGABYTE,
        seconds=figures.seconds,
    )


def _left_alone(figures: Figures) -> Message:
    files = tuple(map(as_text, figures.left[:SHOWN]))
    return say(
        "{number:,} {number:file of another kind was|files of other kinds were} left alone: {files}{more}",
        number=len(figures.left),
        files=files,
        more=" …" if len(figures.left) > SHOWN else "",
    )


SHOWN = 3
"""How many of the files that were left alone are named."""


def as_json(figures: Figures) -> dict[str, Any]:
    """Return the figures of a run as a JSON object."""
    rows, size = figures.read
    return {
        **figures.counts,
        "shards": figures.shards,
        "shards_kept": figures.kept,
        "stored_bytes": figures.stored,
        "seconds": round(figures.seconds, 3),
        "rows_this_run": rows,
        "bytes_this_run": size,
        "edits": dict(sorted(figures.families.items())),
        "flags": dict(sorted(figures.flags.items())),
        **({} if figures.copies is None else {"duplicates": figures.copies}),
        "files_left_alone": len(figures.left),
    }
