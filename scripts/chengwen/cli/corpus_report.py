"""The output of a run over a corpus: a progress bar, a summary at the end, its figures as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chengwen.cli.progress import counted, shown
from chengwen.corpus.rows import MEGABYTE
from chengwen.corpus.run import Figures
from chengwen.decode.file_names import as_text


@contextmanager
def bar() -> Iterator[Callable[[Figures], None]]:
    """Show a progress bar on a terminal; in a pipe, nothing."""
    with shown("Cleaning", 1) as progress:

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


def _beside_bar(figures: Figures) -> str:
    rows, size = figures.read
    speed = size / MEGABYTE / figures.seconds if figures.seconds else 0
    return f"{counted(rows, 'document')}, {speed:.1f} MB/s, {figures.counts['rejected']:,} rejected"


def summary(figures: Figures) -> Iterator[str]:
    """Yield a few lines on what was done: rows in and out, work kept and done, edits by family."""
    counts = figures.counts
    dropped = f" + {counted(counts['dropped'], 'duplicate')} left out" if counts["dropped"] else ""
    rows_in = counted(counts["rows"], "row")
    yield f"{rows_in} in = {counts['written']:,} written + {counts['rejected']:,} rejected{dropped}"
    if figures.copies is not None:
        yield f"{counted(figures.copies, 'document is a copy', 'documents are copies')} of an earlier one"
    if counts["rejected"]:
        yield from (f"  {reject}" for reject in figures.first_rejects)
        yield f"rejected rows, each with its reason: {as_text(figures.rejects)}"
    rows, size = figures.read
    yield (
        f"{counted(figures.shards, 'shard')}, {figures.kept:,} of them done before; "
        f"{counted(rows, 'row')}, {size / MEGABYTE:,.1f} MB cleaned in {figures.seconds:,.1f} s"
    )
    for family, number in sorted(figures.families.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {family.ljust(16)} {number:>12,} {'edit' if number == 1 else 'edits'}"
    for flag, number in sorted(figures.flags.items()):
        yield f"  {flag.ljust(16)} {number:>12,} {'document' if number == 1 else 'documents'} flagged"
    if figures.left:
        some = ", ".join(map(as_text, figures.left[:3])) + (" …" if len(figures.left) > 3 else "")
        files = counted(len(figures.left), "file of another kind was", "files of other kinds were")
        yield f"{files} left alone: {some}"


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
