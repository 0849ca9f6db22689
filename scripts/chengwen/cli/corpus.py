"""The options and the output of `chengwen clean` when it is given a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from chengwen.cli.language import told
from chengwen.cli.progress import GOES_ON, follow, if_stopped, shown
from chengwen.message import say

if TYPE_CHECKING:
    from chengwen.corpus.run import CorpusOptions


MEGABYTE = 1_000_000
MORE_THAN_NOTHING = click.FloatRange(min=0, min_open=True)


def corpus_options(verb: Any) -> Any:
    """Add the options for a corpus."""
    for option in reversed(OPTIONS):
        verb = option(verb)
    return verb


OPTIONS = (
    click.option(
        "--format",
        "kind",
        type=click.Choice(["jsonl", "jsonl.gz", "jsonl.zst", "parquet"]),
        help="What a corpus is written as in a folder; as the input, unless asked.",
    ),
    click.option("--jobs", type=click.IntRange(1), help="Processes for a corpus; one a processor, unless asked."),
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="What cleans a corpus: processes here, or Ray.",
    ),
    click.option("--ray-address", metavar="ADDRESS", help="A Ray cluster that runs; without it, one is started here."),
    click.option(
        "--dedup",
        type=click.Choice(["exact", "near"]),
        help="Mark copies of earlier documents in a column `duplicate_of`: the same clean text, or nearly the same.",
    ),
    click.option("--drop-duplicates", "drop", is_flag=True, help="Leave out the copies that --dedup finds."),
    click.option("--stats", type=click.Path(path_type=Path, dir_okay=False), help="Write a corpus's figures here."),
    click.option(
        "--shard-megabytes", type=MORE_THAN_NOTHING, default=16, show_default=True, help="Most input of a shard."
    ),
    click.option("--max-megabytes", type=MORE_THAN_NOTHING, default=64, show_default=True, help="Refuse larger rows."),
    click.option(
        "--max-annotations",
        type=click.IntRange(1),
        default=1_000_000,
        show_default=True,
        help="Refuse a row whose document has more edits, sections, placeholders and suspects.",
    ),
)


def is_asked_for(paths: Sequence[str], out: str, given: Mapping[str, Any]) -> bool:
    """Whether the request is for rows in shards, rather than a text file for each text file."""
    from chengwen.corpus import output

    return output.is_corpus(paths, out, given["kind"])


def refuse_options(names: Iterable[str]) -> None:
    """Reject corpus-only options for other input, instead of ignoring them."""
    context = click.get_current_context()
    given = [one.opts[0] for one in context.command.params if one.name in names and _is_given(context, one.name)]
    if given:
        raise click.UsageError(
            say(
                "{options}: for a corpus only. Give rows (*.jsonl, *.parquet …) and --out; or --out and --format "
                "jsonl, to make one of texts.",
                options=tuple(given),
            )
        )


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not ParameterSource.DEFAULT


def run(paths: Sequence[str], out: str, options: Any, *, stats: Path | None, **given: Any) -> int:
    """Clean a corpus; return 3 if rows were rejected, which is reported, else 0."""
    from chengwen.checkout import store
    from chengwen.cli import corpus_report
    from chengwen.corpus import output
    from chengwen.corpus import run as corpus
    from chengwen.engine.printable import on_one_line

    asked = _asked(options, **given)
    if stats:
        output.refuse_to_replace_figures(stats)
    if_stopped(GOES_ON)
    with corpus_report.bar() as show:
        figures = corpus.clean_corpus(paths, out, asked, show, [str(stats)] if stats else [])
    for line in corpus_report.summary(figures):
        click.echo(on_one_line(told(line)), err=True)
    if stats:
        store.write_whole(stats, store.dump(corpus_report.as_json(figures)))
    return 3 if figures.counts["rejected"] else 0


def diff(
    paths: Sequence[str], out: str, options: Any, write: Callable[[str], None], *, stats: Path | None, **given: Any
) -> int:
    """Show what cleaning a corpus again would change; return 1 if anything would change."""
    from chengwen.checkout.samples import unified_diff
    from chengwen.corpus import diff
    from chengwen.engine.printable import on_one_line

    if stats or given["engine"] == "ray":
        raise click.UsageError(
            say("--diff writes no figures, and compares on this machine: without --stats and --engine ray.")
        )
    tally = diff.Tally()
    with shown(say("Comparing")) as progress:
        for pair in follow(diff.pairs(paths, out, _asked(options, **given)), progress):
            tally.add(pair)
            if pair.before and pair.after:
                write(unified_diff(pair.before.text, pair.after.text, on_one_line(pair.id)))
    for line in diff.summary(tally):
        click.echo(told(line), err=True)
    return 1 if tally.changes else 0


def _asked(
    options: Any,
    *,
    kind: str | None,
    jobs: int | None,
    engine: str,
    ray_address: str | None,
    shard_megabytes: float,
    max_megabytes: float,
    max_annotations: int,
    dedup: str | None,
    drop: bool,
) -> CorpusOptions:
    from chengwen.corpus import run as corpus

    if ray_address and engine != "ray":
        raise click.UsageError(say("--ray-address needs --engine ray."))
    if drop and not dedup:
        raise click.UsageError(
            say("--drop-duplicates needs --dedup exact or --dedup near, to say what a duplicate is.")
        )
    return corpus.CorpusOptions(
        options,
        f".{kind}" if kind else "",
        jobs or corpus.jobs_by_default(),
        engine,
        ray_address,
        max(1, int(shard_megabytes * MEGABYTE)),
        int(max_megabytes * MEGABYTE),
        max_annotations,
        dedup or "",
        drop,
    )
