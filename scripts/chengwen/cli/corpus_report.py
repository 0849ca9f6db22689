"""The output of a run over a corpus: a progress bar, a summary at the end, its figures as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chengwen.cli.progress import shown
from chengwen.corpus.rows import MEGABYTE
from chengwen.corpus.run import Figures
from chengwen.corpus.walk import by_kind
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
    """Yield a few lines on what was done: files and documents in and out, why some were refused, edits by family."""
    yield _files(figures)
    yield _documents_in_and_out(figures)
    yield from _copies(figures)
    for reason, number in figures.reasons:
        yield say("  refused {number:>8,}: {reason}", number=number, reason=reason)
    if figures.counts["rejected"] and figures.rejects:
        yield from (say("  {reject}", reject=reject) for reject in figures.first_rejects)
        yield say("rejected rows, each with its reason: {file}", file=as_text(figures.rejects))
    for option, number in sorted(figures.left_out.items()):
        yield say("  left out {number:>7,}: {option}", number=number, option=option)
    yield _work_done(figures)
    for family, number in sorted(figures.families.items(), key=lambda item: (-item[1], item[0])):
        yield say("  {family:16} {number:>12,} {number:edit|edits}", family=family, number=number)
    for flag, number in sorted(figures.flags.items()):
        yield say("  {flag:16} {number:>12,} {number:document|documents} flagged", flag=flag, number=number)
    if suspects := figures.counts["suspects"]:
        yield say(
            "  {number:,} {number:place that may be noise was|places that may be noise were} left", number=suspects
        )


def _copies(figures: Figures) -> Iterator[Message]:
    if figures.copies is not None:
        copies = figures.copies
        yield say("{number:,} {number:document is a copy|documents are copies} of an earlier one", number=copies)
    if figures.sharing is not None:
        yield say(
            "{number:,} {number:document has|documents have} paragraphs that others have too", number=figures.sharing
        )


def _files(figures: Figures) -> Message:
    left = by_kind(figures.left)
    found = figures.files + len(figures.left)
    if left is None:
        return say("{found:,} {found:file|files} found, all read", found=found)
    return say(
        "{found:,} {found:file|files} found = {read:,} read + {number:,} left alone ({kinds})",
        found=found,
        read=figures.files,
        number=len(figures.left),
        kinds=left,
    )


def _documents_in_and_out(figures: Figures) -> Message:
    counts = figures.counts
    done = say(
        "{rows:,} {rows:document|documents} in = {written:,} cleaned + {rejected:,} refused",
        rows=counts["rows"],
        written=counts["written"],
        rejected=counts["rejected"],
    )
    if counts["dropped"]:
        done = say("{done} + {number:,} {number:duplicate|duplicates} left out", done=done, number=counts["dropped"])
    if filtered := sum(figures.left_out.values()):
        done = say("{done} + {number:,} left out by choice", done=done, number=filtered)
    return done


def _work_done(figures: Figures) -> Message:
    rows, size = figures.read
    done = say(
        "{rows:,} {rows:document|documents}, {size:,.1f} MB cleaned in {seconds:,.1f} s, {speed:.1f} MB/s",
        rows=rows,
        size=size / MEGABYTE,
        seconds=figures.seconds,
        speed=size / MEGABYTE / figures.seconds if figures.seconds else 0,
    )
    if not figures.rejects:  # texts, which are made anew
        return done
    return say(
        "{done}; {kept:,} of {shards:,} {shards:shard|shards} done before",
        done=done,
        kept=figures.kept,
        shards=figures.shards,
    )


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
        "files": figures.files,
        "files_left_alone": len(figures.left),
        "left_alone": dict(sorted(Counter(str(one.kind) for one in figures.left).items())),
        "refused": {str(reason): number for reason, number in figures.reasons},
        "left_out": dict(sorted(figures.left_out.items())),
        "edits": dict(sorted(figures.families.items())),
        "rules": dict(sorted(figures.rules.items())),
        "flags": dict(sorted(figures.flags.items())),
        **({} if figures.copies is None else {"duplicates": figures.copies}),
        **({} if figures.sharing is None else {"sharing_paragraphs": figures.sharing}),
    }
