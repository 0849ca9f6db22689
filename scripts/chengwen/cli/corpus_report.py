"""The output of a run over a corpus: a progress bar, a summary at the end, its figures as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from chengwen.cli.progress import shown
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.rows import MEGABYTE
from chengwen.corpus.run import Figures
from chengwen.corpus.source_columns.personal import as_told
from chengwen.corpus.walk import found
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
    yield found(figures.files, figures.left)
    yield from outcome(figures)


def outcome(figures: Figures) -> Iterator[Message]:
    """Yield what became of the documents."""
    yield _documents_in_and_out(figures)
    yield from _copies(figures)
    for reason, number in figures.reasons:
        yield say("  refused {number:>8,}: {reason}", number=number, reason=reason)
    yield from (say("  {reject}", reject=reject) for reject in figures.first_rejects)
    if figures.counts["rejected"] and figures.rejects:
        yield say("what was rejected, each with its file and its reason: {file}", file=as_text(figures.rejects))
    for option, number in sorted(figures.left_out.items()):
        yield say("  left out {number:>7,}: {option}", number=number, option=option)
    yield from _behind(figures)
    yield _work_done(figures)
    for family, number in sorted(figures.families.items(), key=lambda item: (-item[1], item[0])):
        yield say("  {family:16} {number:>12,} {number:edit|edits}", family=family, number=number)
    for flag, number in sorted(figures.flags.items()):
        yield say("  {flag:16} {number:>12,} {number:document|documents} flagged", flag=flag, number=number)
    if suspects := figures.counts["suspects"]:
        yield say(
            "  {number:,} {number:place that may be noise was|places that may be noise were} left; `chengwen explain` "
            "of a file or a row shows them, a sidecar settles those of a file",
            number=suspects,
        )
    if figures.personal:
        yield say(
            "columns that may name persons or tell their numbers: {columns}; carried through as they are, "
            "--drop-column NAME leaves one out",
            columns=tuple(dict.fromkeys(as_told(name) for name in sorted(figures.personal))),
        )


def asked_in_vain(figures: Figures, wanted: CorpusOptions) -> Iterator[Message]:
    """Yield what was asked for by a name that nothing has."""
    yield from _missing(figures, wanted.reading.wanted.dropped)
    yield from _unseen(figures, wanted.filters.genres)


def _missing(figures: Figures, dropped: Sequence[str]) -> Iterator[Message]:
    """Yield the columns that were to be left out, and were in no row."""
    for name in dropped:
        if name not in figures.dropped and figures.counts["rows"]:
            yield say("no column “{name}” was there to be left out", name=name)


MOST_GENRES = 12
"""How many genres are listed where one that was asked for is none."""


def _unseen(figures: Figures, genres: Sequence[str]) -> Iterator[Message]:
    """Yield the genres that were asked for and no document has, with those there are."""
    there = sorted(figures.genres.items(), key=lambda item: (-item[1], item[0]))[:MOST_GENRES]
    listed = tuple(say("{genre} {number:,}", genre=genre, number=number) for genre, number in there)
    for genre in genres:
        if genre not in figures.genres and figures.counts["rows"]:
            yield say(
                "no document is of the genre {genre}; here are: {listed}", genre=genre, listed=listed or say("none")
            )


SHOWN_BEHIND = 5
"""How many outputs of sources that are gone are named."""


def _behind(figures: Figures) -> Iterator[Message]:
    """Yield what is left of sources that are gone, or was removed."""
    behind = figures.behind
    if behind.places:
        yield say(
            "{number:,} {number:output is|outputs are} left of sources that are gone: {places}; --prune removes them",
            number=len(behind.places),
            places=_first(behind.places),
        )
    if behind.removed:
        yield say(
            "{number:,} {number:output|outputs} of sources that are gone removed: {places}",
            number=len(behind.removed),
            places=_first(behind.removed),
        )
    if behind.changed:
        yield say(
            "{number:,} {number:output|outputs} of sources that are gone kept, changed since written: {places}",
            number=len(behind.changed),
            places=_first(behind.changed),
        )


def _first(places: Sequence[str]) -> tuple[Message | str, ...]:
    more = len(places) - SHOWN_BEHIND
    return (*places[:SHOWN_BEHIND], *((say("{number:,} more", number=more),) if more > 0 else ()))


def _copies(figures: Figures) -> Iterator[Message]:
    if figures.copies is not None:
        copies = figures.copies
        yield say("{number:,} {number:document is a copy|documents are copies} of an earlier one", number=copies)
    if forms := figures.forms:
        yield say(
            "{number:,} {number:fills|fill} in the form of an earlier one anew, with other numbers or names: no "
            "{number:copy|copies}, and kept",
            number=forms,
        )
    if figures.sharing is not None:
        yield say(
            "{number:,} {number:document has|documents have} paragraphs that others have too", number=figures.sharing
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
        "{rows:,} {rows:document|documents}, {size:,.1f} MB read in {seconds:,.1f} s, {speed:.1f} MB/s",
        rows=rows,
        size=size / MEGABYTE,
        seconds=figures.seconds,
        speed=size / MEGABYTE / figures.seconds if figures.seconds else 0,
    )
    if figures.kept:
        done = say(
            "{before:,} {before:document|documents} done before; now {done}",
            before=figures.kept_counts["rows"],
            done=done,
        )
    if not figures.kept or not figures.rejects:  # those of texts are gone when all is done
        return done
    return say(
        "{done}; {kept:,} of {shards:,} {shards:shard|shards} done before",
        done=done,
        kept=figures.kept,
        shards=figures.shards,
    )


def _of_behind(figures: Figures) -> dict[str, tuple[str, ...]]:
    behind = figures.behind
    return {"left_behind": behind.places, "pruned": behind.removed, "changed_and_kept": behind.changed}


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
        **({"personal_columns": sorted(map(as_told, figures.personal))} if figures.personal else {}),
        **{name: list(places) for name, places in _of_behind(figures).items() if places},
        "edits": dict(sorted(figures.families.items())),
        "rules": dict(sorted(figures.rules.items())),
        "flags": dict(sorted(figures.flags.items())),
        **({} if figures.copies is None else {"duplicates": figures.copies, "same_form": figures.forms}),
        **({} if figures.sharing is None else {"sharing_paragraphs": figures.sharing}),
    }
