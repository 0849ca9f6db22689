"""Clean a corpus: many documents in files of rows, on one machine or on many, shard by shard."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO

from chengwen import stamp
from chengwen.copies import many
from chengwen.corpus import storage
from chengwen.corpus import write as corpus_write
from chengwen.corpus.copies import mark
from chengwen.corpus.engines import workers
from chengwen.corpus.file_kinds import kind_of, read_as
from chengwen.corpus.filters import EVERYTHING
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.output import Output, output_of, refuse_to_clean_itself, refuse_to_overwrite, taking_turns
from chengwen.corpus.shards import state as corpus_state
from chengwen.corpus.shards import under_way
from chengwen.corpus.shards.plan import Shard, plan
from chengwen.corpus.shards.shard import PART, Settings, scratch_in
from chengwen.corpus.shards.state import ShardRecord
from chengwen.corpus.source_columns import kinds as corpus_kinds
from chengwen.corpus.walk import Left, sources
from chengwen.corpus.written import NOTHING_BEHIND, Behind
from chengwen.decode.file_names import as_text
from chengwen.errors import InputError, MissingExtraError
from chengwen.message import ABOUT, Message, at, foreign, say, unpacked


@dataclass(slots=True)
class Figures:
    """What a run has done, updated while it runs."""

    shards: int
    stored: int
    """Stored bytes of input."""
    files: int
    left: list[Left]
    """What is left alone."""
    rejects: str
    """Where rows go that could not be cleaned."""
    first_rejects: list[Message] = field(default_factory=list)
    """The first rows that could not be cleaned, each in a line with its place and the reason."""
    kept: int = 0
    """Shards that were finished before this run."""
    kept_counts: Counter[str] = field(default_factory=Counter)
    """Their counts, which are included in `counts`."""
    done: int = 0
    done_stored: int = 0
    read: tuple[int, int] = (0, 0)
    """Rows and bytes read in this run so far, including shards in progress."""
    counts: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    """Documents that a filter left out, by its option."""
    genres: Counter[str] = field(default_factory=Counter)
    """Documents of each genre and group of them, counted where a genre was asked for."""
    personal: set[str] = field(default_factory=set)
    """Other columns that may name persons or tell their numbers."""
    dropped: set[str] = field(default_factory=set)
    """Columns that were there and were left out."""
    reasons: list[tuple[Message, int]] = field(default_factory=list)
    """Why documents were refused, one reason for each kind, with their number."""
    copies: int | None = None
    """Documents that are copies of an earlier one; None if copies were not looked for."""
    forms: int = 0
    """Documents that fill in the form of an earlier one anew, with other numbers or names; they are no copies."""
    sharing: int | None = None
    """Documents with paragraphs that others have too; None if these were not looked for."""
    behind: Behind = NOTHING_BEHIND
    """Of a folder of texts: outputs whose sources are gone."""
    seconds: float = 0.0

    def add(self, record: ShardRecord, shard: Shard) -> None:
        """Count one shard."""
        self.done += 1
        self.done_stored += shard.size
        if record.kept:
            self.kept += 1
            self.kept_counts.update(record.counts)
        self.counts.update(record.counts)
        self.families.update(record.families)
        self.flags.update(record.flags)
        self.rules.update(record.rules)
        self.left_out.update(record.left_out)
        self.genres.update(record.genres)
        self.personal.update(record.personal)
        self.dropped.update(record.dropped)


OnFigures = Callable[[Figures], None]
SHOWN_REJECTS = 5
"""How many rejected rows are shown at the end; a file has all of them."""


def clean_corpus(
    addresses: Sequence[str],
    out: str,
    wanted: CorpusOptions,
    on_figures: OnFigures = lambda _: None,
    beside: Sequence[str] = (),
) -> Figures:
    """Clean a corpus into `out`; `on_figures` is called with the figures from time to time.

    `beside` names files that the caller will write in the end; like the output, they must not be inputs.

    Shards whose results still hold are kept. Rows that cannot be cleaned go to the rejects; anything else that goes
    wrong raises `InputError`, and the same call resumes the work.
    """
    files, left = sources(addresses)
    output = output_of(out, wanted.kind, first_kind(files))
    if wanted.copies.kind:
        output = replace(output, parts=output.state)  # a second pass makes the published shards from these
    refuse_to_clean_itself(addresses, [file.address for file in files], output, beside)
    refuse_to_overwrite(output)
    need_libraries(output, files, wanted)
    shards = plan(files, wanted.shard_bytes)
    figures = Figures(len(shards), sum(max(0, file.size) for file in files), len(files), left, output.rejects)
    began = time.monotonic()

    def report(rows: int = 0, size: int = 0) -> None:
        figures.seconds = time.monotonic() - began
        done = figures.counts - figures.kept_counts
        figures.read = max(figures.read, (rows, size), (done["rows"], done["bytes"]))
        on_figures(figures)

    with taking_turns(output):
        settings = settings_of(output, wanted, column_kinds(output, shards, wanted))
        if not wanted.copies.kind:
            mark.forget_all(output.state)
        if wanted.limit is None:
            records = clean_shards(_missing(shards, settings, figures), settings, wanted, report)
        else:
            records = clean_some(shards, settings, wanted.limit, report)
        for record in records:
            figures.add(record, shards[record.number])
            report()
        _finish(output, shards if wanted.limit is None else shards[: figures.done], figures, wanted)
        under_way.forget_all(output.state)
    report()
    return figures


def first_kind(files: Sequence[storage.File]) -> str:
    """Return the kind of the first file of a corpus, by which an output in a folder is written."""
    return read_as(files[0].address)


def clean_some(
    shards: Sequence[Shard], settings: Settings, limit: int, on_read: workers.OnRead
) -> Iterator[ShardRecord]:
    """Clean shards one after the other until there are so many documents."""
    rest = limit
    for shard in shards:
        own = replace(settings, limit=rest, made_by=stamp.digest(f"{settings.made_by} {rest}".encode()))
        (record,) = workers.run_here([shard], own, on_read)
        yield record
        rest -= record.counts["rows"] - sum(record.left_out.values())
        if rest <= 0:
            return


def in_order(records: Iterable[ShardRecord]) -> Iterator[ShardRecord]:
    """Yield the records of all shards by their numbers, in whatever order they come."""
    made: dict[int, ShardRecord] = {}
    number = 0
    for record in records:
        made[record.number] = record
        while number in made:
            yield made.pop(number)
            number += 1


def need_libraries(output: Output, files: Sequence[storage.File], wanted: CorpusOptions) -> None:
    """Raise `MissingExtraError` before anything is written; a run that is impossible leaves nothing behind."""
    if {".parquet", ".jsonl.zst"} & {output.kind, *(read_as(file.address) for file in files)}:
        import_module("chengwen.corpus.parquet")
    if wanted.copies.kind:
        many.algorithm(wanted.copies.kind)  # which asks for what finds near copies
    if wanted.engine == "ray" and find_spec("ray") is None:
        raise MissingExtraError("--engine ray", "ray", "ray")


def _missing(shards: Sequence[Shard], settings: Settings, figures: Figures) -> list[Shard]:
    """Return the shards still to be cleaned, and count those that are done."""
    missing: list[Shard] = []
    for shard in shards:
        record = corpus_state.read_record(settings.state, shard.number)
        if record and corpus_state.still_holds(record, shard, settings.made_by):
            figures.add(replace(record, kept=True), shard)
        else:
            missing.append(shard)
    return missing


def column_kinds(
    output: Output, shards: Sequence[Shard], wanted: CorpusOptions, *, note: bool = True
) -> corpus_kinds.Kinds:
    """Return the kinds of the other columns of a corpus if it is written as Parquet; else none, as none are needed."""
    if output.kind != ".parquet":
        return {}
    files = sorted({(one.file.address, one.file.size, one.file.stamp) for shard in shards for one in shard.segments})
    limit = wanted.limit if wanted.filters == EVERYTHING else None  # what a filter leaves out is known when it is clean
    choices = (stamp.toolkit(), files, wanted.reading, limit, wanted.sample)

    def find() -> corpus_kinds.Kinds:
        return corpus_kinds.kinds_of(shards, wanted.reading, limit, wanted.sample)

    return corpus_kinds.kinds_kept(output.state, stamp.digest(repr(choices).encode()), find, note=note)


def settings_of(output: Output, wanted: CorpusOptions, kinds: corpus_kinds.Kinds) -> Settings:
    """Return what a run asks of every shard; `kinds` are those of its other columns."""
    copies = many.algorithm(wanted.copies.kind) if wanted.copies.kind else ""
    choices = (wanted.reading, wanted.most_annotations, wanted.filters, wanted.sample, wanted.suspects)
    made_by = corpus_state.made_by(wanted.cleaner, output.kind, choices, copies, kinds)
    return Settings(wanted, output.kind, output.parts, output.state, made_by, kinds=kinds)


def clean_shards(
    shards: Sequence[Shard], settings: Settings, wanted: CorpusOptions, on_read: workers.OnRead
) -> Iterator[ShardRecord]:
    """Clean shards with the chosen engine; records come in the order in which shards finish."""
    if wanted.engine == "ray":
        from chengwen.corpus.engines import ray

        return ray.run(shards, settings, wanted.ray_address, wanted.jobs)
    if wanted.jobs > 1 and len(shards) > 1:
        return workers.run(shards, settings, wanted.jobs, on_read)
    return workers.run_here(shards, settings, on_read)


def _finish(output: Output, shards: Sequence[Shard], figures: Figures, wanted: CorpusOptions) -> None:
    """Complete the output after the last shard.

    Remove what no shard makes any more, mark copies, join shards if one file is wanted, gather rejects, and check the
    counts.
    """
    numbers = {int(name[:6]) for name in storage.names_in(output.state) if name[:6].isdecimal()}
    for number in numbers - set(range(len(shards))):
        corpus_state.forget(output.state, number)
    records = [found for n in range(len(shards)) if (found := corpus_state.read_record(output.state, n))]
    parts = [record.output for record in records if record.output]
    if wanted.copies.kind:
        parts = _mark(output, records, figures, wanted)
    if output.whole:
        _join(output, parts)
    refused = _gather_rejects(output, len(shards), figures)
    counts = figures.counts
    out = counts["written"] + counts["rejected"] + counts["dropped"] + sum(figures.left_out.values())
    if counts["rows"] != out or refused != counts["rejected"]:
        raise InputError(
            at(
                output.address,
                say(
                    "{rows} rows came in, but {written} were written and {refused} are in {rejects}; report "
                    "this fault, and remove {state} to begin anew",
                    rows=counts["rows"],
                    written=counts["written"],
                    refused=refused,
                    rejects=output.rejects,
                    state=output.state,
                ),
            )
        )


def _mark(
    output: Output, records: Sequence[ShardRecord], figures: Figures, wanted: CorpusOptions
) -> list[corpus_state.OutputFile]:
    """Mark copies, or drop them; the unmarked shards stay with the records."""
    folder, prefix = (output.state, "marked-") if output.whole else (output.address, PART)
    dropped = output.dropped if wanted.copies.drop else ""
    marking = mark.Marking(output.state, folder, prefix, output.kind, dropped, wanted.copies)
    marked = mark.mark(records, marking)
    if wanted.copies.kind == "paragraph":
        figures.sharing = marked.copies
        return marked.parts
    figures.copies, figures.forms = marked.copies, marked.forms
    if wanted.copies.drop:
        figures.counts.update(dropped=marked.copies, written=-marked.copies)
    return marked.parts


def _join(output: Output, parts: Sequence[corpus_state.OutputFile]) -> None:
    """Join the files of the shards, unless the joined file is up to date."""
    if corpus_state.is_joined(output.state, output.address, parts):
        return
    with scratch_in(output.state) as scratch:
        corpus_write.join([part.file.address for part in parts], scratch / "whole", output.kind)
        storage.move_in(scratch / "whole", output.address)
    corpus_state.note_joined(output.state, output.address, parts)


def _gather_rejects(output: Output, shards: int, figures: Figures) -> int:
    """Write the rejects of all shards into one file, lines counted from the top of each input; return their number."""
    number, reasons, before = 0, Reasons(), ""
    with scratch_in(output.state) as scratch:
        gathered = scratch / "rejects"
        with gathered.open("wb") as file:
            for reject in _rejects(output.state, shards):
                file.write(corpus_write.as_line({key: reject[key] for key in ("file", "line", "id", "reason")}))
                reason = unpacked(reject.get("said", reject["reason"]))
                reasons.add(reason)
                if number < SHOWN_REJECTS:
                    figures.first_rejects.append(_line_about(reject, say("the same") if reason == before else reason))
                    before = reason
                number += 1
        if number:
            storage.move_in(gathered, output.rejects)
        else:
            storage.remove(output.rejects)
    figures.reasons = reasons.counted()
    return number


@dataclass(slots=True)
class Reasons:
    """Reasons why documents were refused, counted by kind: those that differ in a name or a number are one kind."""

    of: dict[str, tuple[Message, int]] = field(default_factory=dict)

    def add(self, reason: str) -> None:
        """Count one reason; a place that it names does not matter."""
        while isinstance(reason, Message) and reason.template in PLACED:
            reason = reason.values[PLACED[reason.template]]
        kind = reason.template if isinstance(reason, Message) else str(reason)
        message = reason if isinstance(reason, Message) else foreign(reason)
        first, number = self.of.get(kind, (message, 0))
        self.of[kind] = (first, number + 1)

    def counted(self) -> list[tuple[Message, int]]:
        """Return the kinds, the most frequent first, each by its first reason."""
        return sorted(self.of.values(), key=lambda one: -one[1])


PLACED = {
    ABOUT: "problem",
    "the file cannot be read: {message}": "message",
    "{file}, row {number}: {problem}": "problem",
}
"""Sentences that put a place before a reason, and the gap in which the reason stands."""


def _line_about(reject: dict[str, Any], reason: str) -> Message:
    """Say on one line what was refused; a text file is not named, since its name may be a person's: the rejects do."""
    if reject["line"]:
        return say("{file}, line {line}: {reason}", file=reject["file"], line=reject["line"], reason=reason)
    folder = reject["file"].rpartition("/")[0] or "."
    return say(
        "a {kind} in {folder}: {reason}", kind=kind_of(reject["file"]) or say("file"), folder=folder, reason=reason
    )


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
                before = {one.file: before[one.file]}  # files follow one another; only the last one continues


def _with_whole_lines(file: BinaryIO, before: dict[str, int]) -> Iterator[dict[str, Any]]:
    for line in file:
        reject = json.loads(line)
        if reject["line"]:
            reject["line"] += before.get(reject["file"], 0)
        yield {**reject, "file": as_text(reject["file"])}


def jobs_by_default() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
