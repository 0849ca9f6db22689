"""What a run over a corpus shows: a bar while it goes on, a summary at its end, its figures as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from chengwen.corpus import Figures
from chengwen.corpus_rows import MEGABYTE


@contextmanager
def bar() -> Iterator[Callable[[Figures], None]]:
    """Show a progress bar to a person who waits; in a pipe, nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=1, label="Cleaning", file=sys.stderr, item_show_func=_beside_bar) as shown:

        def show(figures: Figures) -> None:
            shown.length = max(1, figures.stored)
            shown.update(max(0, min(_place(figures), figures.stored) - shown.pos), figures)

        yield show


def _place(figures: Figures) -> int:
    """Say how many stored bytes lie behind us, those of shards under way by what rows made of stored bytes so far."""
    read = figures.counts["bytes"]
    under_way = max(0, figures.read[1] - (read - figures.kept_counts["bytes"]))
    return figures.done_stored + int(under_way * (figures.done_stored / read if read else 1))


def _beside_bar(figures: Figures | None) -> str | None:
    if figures is None:
        return None
    rows, size = figures.read
    speed = size / MEGABYTE / figures.seconds if figures.seconds else 0
    return f"{rows:,} documents, {speed:.1f} MB/s, {figures.counts['rejected']:,} rejected"


def summary(figures: Figures) -> Iterator[str]:
    """Tell in a few lines what was done: rows in and out, work kept and done, edits by family."""
    counts = figures.counts
    dropped = f" + {counts['dropped']:,} duplicates left out" if counts["dropped"] else ""
    yield f"{counts['rows']:,} rows in = {counts['written']:,} written + {counts['rejected']:,} rejected{dropped}"
    if figures.copies is not None:
        yield f"{figures.copies:,} documents are copies of an earlier one"
    if counts["rejected"]:
        yield f"rejected rows, each with its reason: {figures.rejects}"
    rows, size = figures.read
    yield (
        f"{figures.shards:,} shards, {figures.kept:,} of them done before; "
        f"{rows:,} rows, {size / MEGABYTE:,.1f} MB cleaned in {figures.seconds:,.1f} s"
    )
    for family, number in sorted(figures.families.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {family.ljust(16)} {number:>12,} edits"
    for flag, number in sorted(figures.flags.items()):
        yield f"  {flag.ljust(16)} {number:>12,} documents flagged"
    if figures.left:
        some = ", ".join(figures.left[:3]) + (" …" if len(figures.left) > 3 else "")
        yield f"{len(figures.left):,} files of other kinds were left alone: {some}"


def as_json(figures: Figures) -> dict[str, Any]:
    """Give the figures of a run as a JSON object."""
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
