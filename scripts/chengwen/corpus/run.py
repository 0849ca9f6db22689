"""Clean a corpus: many documents in files of rows, on one machine or on many, shard by shard."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO

from chengwen.cleaner import Cleaner
from chengwen.copies import many
from chengwen.corpus import mark, storage, workers
from chengwen.corpus import state as corpus_state
from chengwen.corpus import write as corpus_write
from chengwen.corpus.output import Output, begin, output_of, refuse_to_clean_itself, refuse_to_overwrite, tidy
from chengwen.corpus.plan import Shard, kind_of, plan, sources
from chengwen.corpus.rows import MEGABYTE
from chengwen.corpus.shard import PART, Settings, scratch_in
from chengwen.corpus.state import Record
from chengwen.decode.file_names import as_text
from chengwen.errors import InputError, MissingExtraError


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a run, besides what is to be cleaned and where it goes."""

    options: Cleaner
    kind: str = ""
    """Of the output; empty: as its name says, else as the input."""
    jobs: int = 1
    engine: str = "local"
    ray_address: str | None = None
    shard_bytes: int = 16 * MEGABYTE
    most_bytes: int = 64 * MEGABYTE
    most_annotations: int = 1_000_000
    dedup: str = ""
    """What counts as a copy, exact or near; empty: copies are not looked for."""
    drop: bool = False
    """Leave copies out."""


@dataclass(slots=True)
class Figures:
    """What a run did, kept up to date while it goes on."""

    shards: int
    stored: int
    """Bytes of input, as they are stored."""
    left: list[str]
    """Files that were left alone, for being of no known kind."""
    rejects: str
    """Where rows go that could not be cleaned."""
    first_rejects: list[str] = field(default_factory=list)
    """The first rows that could not be cleaned, each in a line with its place and the reason."""
    kept: int = 0
    """Shards that were done before."""
    kept_counts: Counter[str] = field(default_factory=Counter)
    """What they had in them; `counts` has it too."""
    done: int = 0
    done_stored: int = 0
    read: tuple[int, int] = (0, 0)
    """Rows and bytes that were read in this run so far, those of shards under way included."""
    counts: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    copies: int | None = None
    """Documents that are one with an earlier one; None where nobody looked."""
    seconds: float = 0.0

    def add(self, record: Record, shard: Shard) -> None:
        """Count in one shard."""
        self.done += 1
        self.done_stored += shard.size
        if record.kept:
            self.kept += 1
            self.kept_counts.update(record.counts)
        self.counts.update(record.counts)
        self.families.update(record.families)
        self.flags.update(record.flags)


Told = Callable[[Figures], None]
SHOWN_REJECTS = 5
"""How many rejected rows are told of at the end; all of them stand in a file."""


def clean_corpus(
    addresses: Sequence[str], out: str, asked: Asked, told: Told = lambda _: None, beside: Sequence[str] = ()
) -> Figures:
    """Clean a corpus into `out`; `told` is given the figures now and then while it goes on.

    `beside` names files that the caller will write when all is done; like the output, they may be no input.

    What was done before and still holds is left as it is. Rows that cannot be cleaned go to the rejects; anything else
    that goes wrong raises `InputError`, and the work can be taken up again.
    """
    files, left = sources(addresses)
    output = output_of(out, asked.kind, kind_of(files[0].address))
    if asked.dedup:
        output = replace(output, parts=output.state)  # what is published is made of these in a second pass
    refuse_to_clean_itself(addresses, [file.address for file in files], output, beside)
    refuse_to_overwrite(output)
    _need_libraries(output, files, asked)
    shards = plan(files, asked.shard_bytes)
    figures = Figures(len(shards), sum(file.size for file in files), [file.address for file in left], output.rejects)
    began = time.monotonic()

    def tell(rows: int = 0, size: int = 0) -> None:
        figures.seconds = time.monotonic() - began
        done = figures.counts - figures.kept_counts
        figures.read = max(figures.read, (rows, size), (done["rows"], done["bytes"]))
        told(figures)

    settings = settings_of(output, asked)
    begin(output)
    if not asked.dedup:
        mark.forget_all(output.state)
    missing = _missing(shards, settings, figures)
    for record in clean_shards(missing, settings, asked, tell):
        figures.add(record, shards[record.number])
        tell()
    _finish(output, shards, figures, asked)
    tidy(output.state)  # a process of a killed run may have begun a shard just before it noticed
    tell()
    return figures


def _need_libraries(output: Output, files: Sequence[storage.File], asked: Asked) -> None:
    """Raise `MissingExtraError` before anything is written; a run that cannot be done leaves nothing behind."""
    if {".parquet", ".jsonl.zst"} & {output.kind, *(kind_of(file.address) for file in files)}:
        import_module("chengwen.corpus.parquet")
    if asked.engine == "ray" and find_spec("ray") is None:
        raise MissingExtraError("--engine ray", "ray", "ray")


def _missing(shards: Sequence[Shard], settings: Settings, figures: Figures) -> list[Shard]:
    """List the shards that are not done, and count in those that are."""
    missing: list[Shard] = []
    for shard in shards:
        record = corpus_state.read_record(settings.state, shard.number)
        if record and corpus_state.still_holds(record, shard, settings.made_by):
            figures.add(replace(record, kept=True), shard)
        else:
            missing.append(shard)
    return missing


def settings_of(output: Output, asked: Asked) -> Settings:
    """Tell what a run asks of every shard."""
    limits = (asked.most_bytes, asked.most_annotations)
    copies = many.algorithm(asked.dedup) if asked.dedup else ""
    made_by = corpus_state.made_by(asked.options, output.kind, limits, copies)
    return Settings(asked.options, output.kind, output.parts, output.state, made_by, *limits, asked.dedup)


def clean_shards(shards: Sequence[Shard], settings: Settings, asked: Asked, tell: workers.Told) -> Iterator[Record]:
    """Clean shards where the person wants it done; records come in the order in which shards are done."""
    if asked.engine == "ray":
        from chengwen.corpus import ray

        return ray.run(shards, settings, asked.ray_address, asked.jobs)
    if asked.jobs > 1 and len(shards) > 1:
        return workers.run(shards, settings, asked.jobs, tell)
    return workers.run_here(shards, settings, tell)


def _finish(output: Output, shards: Sequence[Shard], figures: Figures, asked: Asked) -> None:
    """Take away what no shard makes any more, mark copies, join shards if one file is wanted, gather rejects; count."""
    numbers = {int(name[:6]) for name in storage.names_in(output.state) if name[:6].isdecimal()}
    for number in numbers - set(range(len(shards))):
        corpus_state.forget(output.state, number)
    records = [found for n in range(len(shards)) if (found := corpus_state.read_record(output.state, n))]
    parts = [record.output for record in records if record.output]
    if asked.dedup:
        parts = _mark(output, records, figures, asked)
    if output.whole:
        _join(output, parts)
    refused = _gather_rejects(output, len(shards), figures.first_rejects)
    counts = figures.counts
    if counts["rows"] != counts["written"] + counts["rejected"] + counts["dropped"] or refused != counts["rejected"]:
        raise InputError(
            f"{output.address}: {counts['rows']} rows came in, but {counts['written']} were written and {refused} are "
            f"in {output.rejects}; report this fault, and remove {output.state} to begin anew"
        )


def _mark(output: Output, records: Sequence[Record], figures: Figures, asked: Asked) -> list[corpus_state.Made]:
    """Mark copies, or leave them out; the shards as they were before stay with the records."""
    folder, prefix = (output.state, "marked-") if output.whole else (output.address, PART)
    dropped = output.dropped if asked.drop else ""
    marking = mark.Marking(output.state, folder, prefix, output.kind, asked.dedup, dropped)
    marked = mark.mark(records, marking)
    figures.copies = marked.copies
    if asked.drop:
        figures.counts.update(dropped=marked.copies, written=-marked.copies)
    return marked.parts


def _join(output: Output, parts: Sequence[corpus_state.Made]) -> None:
    """Make the one file of the shards' files, unless it is already made of them as they are."""
    if corpus_state.is_joined(output.state, output.address, parts):
        return
    with scratch_in(output.state) as scratch:
        corpus_write.join([part.file.address for part in parts], scratch / "whole", output.kind)
        storage.move_in(scratch / "whole", output.address)
    corpus_state.note_joined(output.state, output.address, parts)


def _gather_rejects(output: Output, shards: int, first: list[str]) -> int:
    """Write the rejects of all shards into one file, lines counted from the top of each input; give their number."""
    number = 0
    with scratch_in(output.state) as scratch:
        gathered = scratch / "rejects"
        with gathered.open("wb") as file:
            for reject in _rejects(output.state, shards):
                file.write(corpus_write.as_line(reject))
                if number < SHOWN_REJECTS:
                    first.append(_told(reject))
                number += 1
        if number:
            storage.move_in(gathered, output.rejects)
        else:
            storage.remove(output.rejects)
    return number


def _told(reject: dict[str, Any]) -> str:
    """Say on one line what was refused; a text file is not named, since its name may be a person's: the rejects do."""
    if reject["line"]:
        return f"{reject['file']}, line {reject['line']}: {reject['reason']}"
    return f"a file in {reject['file'].rpartition('/')[0] or '.'}: {reject['reason']}"


def _rejects(state: str, shards: int) -> Iterator[dict[str, Any]]:
    before: dict[str, int] = {}
    for number in range(shards):
        record = corpus_state.read_record(state, number)
        if record and record.counts["rejected"]:
            with storage.open_file(storage.child(state, corpus_state.rejects_name(number))) as file:
                yield from _with_whole_lines(file, before)
        for one in record.inputs if record else ():
            before[one.file] = before.get(one.file, 0) + one.lines
            if len(before) > 1:
                before = {one.file: before[one.file]}  # files follow one another; only the last one goes on


def _with_whole_lines(file: BinaryIO, before: dict[str, int]) -> Iterator[dict[str, Any]]:
    for line in file:
        reject = json.loads(line)
        if reject["line"]:
            reject["line"] += before.get(reject["file"], 0)
        yield {**reject, "file": as_text(reject["file"])}


def jobs_by_default() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
