"""`chengwen clean PATH… --out PLACE`: whatever the PATHs hold, as texts in folders or as rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from chengwen.cli import corpus_report
from chengwen.cli.language import told
from chengwen.cli.notes import note, note_lines, note_marked, note_what_is_left, out, warn
from chengwen.cli.progress import BEGINS_ANEW, GOES_ON, follow, if_stopped, shown
from chengwen.engine.printable import on_one_line
from chengwen.message import at, say

if TYPE_CHECKING:
    from chengwen.corpus.options import CorpusOptions
    from chengwen.corpus.run import Figures
    from chengwen.document import Document

MEGABYTE = 1_000_000
STDIN = "-"


def run(paths: Sequence[str], options: Any, asked: dict[str, Any]) -> int:
    """Do what was asked for; return 3 if something was refused, which is reported, else 0."""
    from chengwen.checkout import store
    from chengwen.corpus import output

    wanted = _wanted(options, asked)
    if asked["dry_run"]:
        from chengwen.cli import dry

        return dry.run(paths, wanted)
    stats = asked["stats"]
    if stats:
        output.refuse_to_replace_figures(stats)
    rows = output.is_corpus(asked["out"], asked["kind"] or "")
    if rows and asked["diff"]:
        return _diff(paths, wanted, asked)
    figures = _clean_rows(paths, wanted, asked) if rows else _clean_texts(paths, wanted, asked)
    if not asked["quiet"]:
        for line in (*corpus_report.summary(figures), *corpus_report.asked_in_vain(figures, wanted)):
            click.echo(on_one_line(told(line)), err=True)
    if stats:
        store.write_whole(stats, store.dump(corpus_report.as_json(figures)))
    return 3 if figures.counts["rejected"] else 0


def _clean_rows(paths: Sequence[str], wanted: CorpusOptions, asked: dict[str, Any]) -> Figures:
    from chengwen.corpus import run as corpus

    if STDIN in paths:
        raise click.UsageError(
            say("- is one document, and rows are read again when a run goes on; save it, then name the file.")
        )
    if_stopped(GOES_ON)
    with corpus_report.bar() as show:
        stats = [str(place) for place in (asked["stats"], asked["clusters"]) if place]
        return corpus.clean_corpus(paths, asked["out"], wanted, show, stats)


def _clean_texts(paths: Sequence[str], wanted: CorpusOptions, asked: dict[str, Any]) -> Figures:
    from chengwen.corpus.texts import On, clean_texts, state_of

    flags = list[tuple[str, ...]]()

    def on_document(document: Document, place: str, names: list[int]) -> None:
        flags.append(document.flags)
        if asked["quiet"]:
            return
        if asked["verbose"]:
            note(at(document.id, say("written")))
        note_what_is_left(document)
        note_lines(document.id, names)
        if document.id != place:
            other = say("another document was written as {other}; written as {id}", other=place, id=document.id)
            note(at(place, other))

    given = sys.stdin.buffer.read() if STDIN in paths else b""
    stats = [str(asked["stats"])] if asked["stats"] else []
    if_stopped(GOES_ON if state_of(Path(asked["out"])) else BEGINS_ANEW)
    with corpus_report.bar() as show:
        figures = clean_texts(paths, asked["out"], wanted, given, On(show, on_document, warn), stats)
    if not asked["quiet"]:
        note_marked(flags)
    return figures


def _diff(paths: Sequence[str], wanted: CorpusOptions, asked: dict[str, Any]) -> int:
    """Show what cleaning rows again would change; return 1 if anything would change."""
    from chengwen.checkout.samples import unified_diff
    from chengwen.corpus import diff

    if asked["stats"] or wanted.engine == "ray" or wanted.limit is not None:
        raise click.UsageError(
            say(
                "--diff writes no figures, and compares all on this machine: without --stats, --limit and --engine ray."
            )
        )
    tally = diff.Tally()
    with shown(say("Comparing")) as progress:
        for pair in follow(diff.pairs(paths, asked["out"], wanted), progress):
            tally.add(pair)
            if pair.before and pair.after:
                out(unified_diff(pair.before.text, pair.after.text, on_one_line(pair.id)))
    for line in diff.summary(tally):
        click.echo(told(line), err=True)
    return 1 if tally.changes else 0


def _is_given(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def _wanted(options: Any, asked: dict[str, Any]) -> CorpusOptions:
    from chengwen.corpus.filters import Filters, years_of
    from chengwen.corpus.options import Copies, CorpusOptions
    from chengwen.corpus.output import refuse_to_replace_clusters
    from chengwen.corpus.rows import Reading
    from chengwen.corpus.run import jobs_by_default
    from chengwen.corpus.source_columns.fields import Wanted

    if asked["ray_address"] and asked["engine"] != "ray":
        raise click.UsageError(say("--ray-address needs --engine ray."))
    if asked["drop"] and not asked["dedup"]:
        raise click.UsageError(
            say("--drop-duplicates needs --dedup exact or --dedup near, to say what a duplicate is.")
        )
    idle = [name for name in ("threshold", "keep", "against", "clusters") if _is_given(name)]
    if idle and not asked["dedup"]:
        options_given = tuple(f"--{name}" for name in idle)
        raise click.UsageError(say("{options}: needs --dedup exact or --dedup near.", options=options_given))
    if asked["dedup"] == "paragraph" and (asked["drop"] or idle):
        raise click.UsageError(
            say("--dedup paragraph marks what documents share, and drops nothing; leave out other options for copies.")
        )
    if both := {asked["text_column"], asked["id_column"]} & set(asked["dropped"]):
        raise click.UsageError(say("--drop-column {name}: it is the column to read.", name=both.pop()))
    if asked["clusters"]:
        refuse_to_replace_clusters(asked["clusters"])
    years = [years_of(year) for year in asked["year"]]
    if None in years:
        raise click.UsageError(say("--year is a year or a range of years, such as 2020 or 2018-2020."))
    reading = Reading(
        int(asked["max_megabytes"] * MEGABYTE),
        Wanted(asked["text_column"] or "", asked["id_column"] or "", asked["dropped"]),
        asked["ocr"] or "",
    )
    filters = Filters(
        asked["min_han"] or 0,
        asked["han_share"] or 0.0,
        asked["drop_flag"],
        asked["genre"],
        tuple(year for year in years if year),
    )
    copies = Copies(
        asked["dedup"] or "",
        asked["drop"],
        asked["threshold"],
        asked["keep"],
        asked["against"],
        str(asked["clusters"] or ""),
    )
    return CorpusOptions(
        cleaner=options,
        kind=f".{asked['kind']}" if asked["kind"] else "",
        jobs=asked["jobs"] or jobs_by_default(),
        engine=asked["engine"],
        ray_address=asked["ray_address"],
        shard_bytes=max(1, int(asked["shard_megabytes"] * MEGABYTE)),
        reading=reading,
        most_annotations=asked["max_annotations"],
        filters=filters,
        sample=asked["sample"] or 1.0,
        suspects=bool(asked["suspects"]),
        limit=asked["limit"],
        prune=bool(asked["prune"]),
        copies=copies,
    )
