"""Clean one shard of a corpus: the unit of work, the same in this process, in another, and on a cluster."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from traceback import extract_tb
from typing import Any

from chengwen.checkout.samples import clean_named, content_id
from chengwen.cleaner import Cleaner
from chengwen.corpus import storage
from chengwen.corpus.copies import keys
from chengwen.corpus.filters import genres_of, in_sample, left_out_by
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.rows import Reading, Row, read_rows
from chengwen.corpus.shards import state as corpus_state
from chengwen.corpus.shards.plan import Segment, Shard
from chengwen.corpus.shards.state import InputSegment, OutputFile, ShardRecord
from chengwen.corpus.shards.under_way import Reached, UnderWay
from chengwen.corpus.source_columns.kinds import Kinds
from chengwen.corpus.source_columns.personal import notice
from chengwen.corpus.write import as_line, as_own_line, sink
from chengwen.document import Document, Metadata, to_json
from chengwen.engine.lines import line_numbers
from chengwen.errors import ChengwenError, InputError
from chengwen.knowledge.load import catalogue
from chengwen.message import Message, packed, problem_at, say
from chengwen.stages.hide.people.evidence import with_names
from chengwen.stages.hide.sealed import seal, seal_name, secrets_in

SCRATCH = ".making-"
"""Prefix of folders in which a shard is made; leftovers of a killed run are removed by the next one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is known of every shard of a run before it is cleaned."""

    asked: CorpusOptions
    kind: str
    """Kind of the output, such as `.jsonl.gz`."""
    parts: str
    """The folder that shards are written to."""
    state: str
    """The folder of the records."""
    made_by: str
    limit: int | None = None
    """The number of documents of this shard after which to stop, those apart that a choice leaves out."""
    kinds: Kinds = field(default_factory=dict)
    """The kinds of the other columns, for Parquet; without any, they are JSON."""
    apart: bool = False
    """Whether the documents are taken out of the shard again: then it says of each where it belongs."""


PART = "part-"
"""Prefix of the names of shards."""
Watch = Callable[[int, Row], None]
"""Called with the number of its segment and each row, before the row is cleaned."""


@dataclass(frozen=True, slots=True)
class Work:
    """What goes with a shard while it is made."""

    inputs: tuple[InputSegment, ...]
    under_way: UnderWay
    watch: Watch


def part_name(number: int, kind: str) -> str:
    """Return the file name of a shard's output."""
    return f"{PART}{number:06}{kind}"


def clean_shard(shard: Shard, settings: Settings, watch: Watch) -> ShardRecord:
    """Clean a shard, unless the existing output was made from the same content by the same rules.

    Output and rejects are renamed into place as a whole; the record, written last, says that they are complete.
    """
    before = corpus_state.read_record(settings.state, shard.number)
    inputs = tuple(corpus_state.input_segment(segment) for segment in shard.segments)
    if before and corpus_state.same_content(before, inputs, settings.made_by):
        record = _with_stamps(before, inputs)
        corpus_state.write_record(settings.state, record)
        return replace(record, kept=True)
    with scratch_in(settings.state) as scratch:
        under_way = UnderWay(settings.state, shard.number, settings.made_by, inputs)
        record = _make(shard, settings, Work(inputs, under_way, watch), scratch)
    if before and before.output and (not record.output or record.output.file.address != before.output.file.address):
        storage.remove(before.output.file.address)
    corpus_state.write_record(settings.state, record)
    under_way.forget()
    return record


@contextmanager
def scratch_in(state: str) -> Iterator[Path]:
    """Yield a folder for unfinished files.

    They can be renamed into place from it; for uploads, any folder will do.
    """
    here = None if storage.is_remote(state) else state
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=here) as folder:
        yield Path(folder)


def _with_stamps(before: ShardRecord, inputs: tuple[InputSegment, ...]) -> ShardRecord:
    lines = [replace(now, lines=then.lines) for now, then in zip(inputs, before.inputs, strict=True)]
    output = before.output
    file = storage.look(output.file.address) if output else None
    return replace(before, inputs=tuple(lines), output=replace(output, file=file) if output and file else None)


def _make(shard: Shard, settings: Settings, work: Work, scratch: Path) -> ShardRecord:
    """Clean what is left of a shard, in a folder of its own, and move it to its place."""
    tally = Tally.of(work.under_way.reached.tally, len(work.inputs))
    made, refused = scratch / "rows", scratch / "rejects"
    with (
        sink(made, settings.kind, settings.kinds) as append,
        refused.open("wb") as rejects,
        keys.sink(scratch, settings.asked.copies.kind) as note,
    ):
        for became in _all_that_became(shard, settings, work, tally):
            if reject := became.get("reject"):
                rejects.write(as_own_line(reject))
            elif row := became.get("document"):
                append(row)
                if "about" in became:
                    note(keys.Entry(bytes.fromhex(became["key"]), became["about"]))
    return ShardRecord(
        number=shard.number,
        made_by=settings.made_by,
        inputs=tuple(replace(one, lines=count) for one, count in zip(work.inputs, tally.lines, strict=True)),
        output=_place(made, refused, shard.number, settings, tally.counts),
        counts=dict(tally.counts),
        families=dict(sorted(tally.families(settings.asked.cleaner).items())),
        flags=dict(sorted(tally.flags.items())),
        rules=dict(sorted(tally.rules.items())),
        left_out=dict(sorted(tally.left_out.items())),
        genres=dict(sorted(tally.genres.items())),
        personal=tuple(sorted(tally.personal)),
        dropped=tuple(sorted(tally.dropped)),
    )


def _all_that_became(shard: Shard, settings: Settings, work: Work, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield what became of each row: as an earlier run noted it, then as it is cleaned here, and noted in turn."""
    yield from work.under_way.done()
    for number, count, row in _rows(shard, settings.asked.reading, work.under_way.reached):
        if settings.limit is not None and tally.taken >= settings.limit:
            break
        work.watch(number, row)
        tally.lines[number] = row.line
        became = _became(row, number, shard, settings, tally)
        yield became
        if work.under_way.add(became, row.size):
            work.under_way.note(Reached(number, count, tally.as_json()))


def _became(row: Row, segment: int, shard: Shard, settings: Settings, tally: Tally) -> dict[str, Any]:
    """Clean a row; return what becomes of it, in a form that JSON can hold: a document and its key, or a reject."""
    document = tally.clean(row, settings.asked)
    if isinstance(document, Message):
        return {"reject": _reject(shard.segments[segment], row, document)}
    if document is None:
        return {}
    said = with_names(document) if settings.asked.suspects else to_json(document, with_text=True)
    made = {"document": {**said, **(_beside(document, row, segment) if settings.apart else {})}}
    if not (kind := settings.asked.copies.kind):
        return made
    entry = keys.entry(document, kind, segment, row.line)
    return {**made, "key": entry.key.hex(), "about": entry.about}


def _beside(document: Document, row: Row, segment: int) -> dict[str, Any]:
    """Return what is known beside a document: its segment, its folder, and the lines on which there may be names."""
    lines = line_numbers(document.text, (one.start for one in document.private.names))
    folder = row.way if row.way.endswith("/") else ""
    return {"beside": {"segment": segment, "folder": folder, "names": list(dict.fromkeys(lines))}}


@dataclass(slots=True)
class Tally:
    """What became of rows so far."""

    counts: Counter[str] = field(default_factory=lambda: Counter(rows=0, written=0, rejected=0, bytes=0, suspects=0))
    flags: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    """The number of edits in which each rule takes part."""
    first_rules: Counter[str] = field(default_factory=Counter)
    """The number of edits of which each rule is the first: an edit has one family."""
    left_out: Counter[str] = field(default_factory=Counter)
    """The number of documents that each filter left out."""
    genres: Counter[str] = field(default_factory=Counter)
    """The number of documents of each genre and group of genres, where some were asked for."""
    personal: set[str] = field(default_factory=set)
    """Other columns that may name persons or tell their numbers."""
    tried: Counter[str] = field(default_factory=Counter)
    """How many values of a column were examined for that."""
    dropped: set[str] = field(default_factory=set)
    """Columns that were there and were left out."""
    lines: list[int] = field(default_factory=list)
    """How many lines or rows of each segment were read."""

    @classmethod
    def of(cls, noted: Mapping[str, Any], segments: int) -> Tally:
        """Return what was noted of a shard that is under way; of one that begins, nothing yet."""
        if not noted:
            return cls(lines=[0] * segments)
        kinds: dict[str, Any] = {"personal": set, "dropped": set, "lines": list}
        return cls(**{name: kinds.get(name, Counter)(value) for name, value in noted.items()})

    def as_json(self) -> dict[str, Any]:
        """Return the tally in a form that JSON can hold."""
        return {
            one.name: sorted(value) if isinstance(value := getattr(self, one.name), set) else value
            for one in fields(self)
        }

    @property
    def taken(self) -> int:
        """The number of rows that no choice left out: written or refused."""
        return self.counts["rows"] - self.left_out.total()

    def clean(self, row: Row, asked: CorpusOptions) -> Document | Message | None:
        """Clean a row and count it; return the reason where it is refused, None where a filter leaves it out."""
        self.counts.update(rows=1, bytes=row.size)
        self.dropped.update(row.dropped)
        if asked.sample < 1 and not in_sample(row.raw, asked.sample):
            self.left_out["--sample"] += 1
            return None
        try:
            document = clean_row(row, asked)
        except ChengwenError as error:
            self.counts["rejected"] += 1
            return error.message
        if asked.filters.genres:
            self.genres.update(genres_of(document))
        if option := left_out_by(document, asked.filters):
            self.left_out[option] += 1
            return None
        notice(document.columns or {}, self.personal, self.tried)
        self.counts.update(written=1, suspects=len(document.suspects))
        self.flags.update(document.flags)
        self.rules.update(rule for edit in document.edits for rule in edit.rules)
        self.first_rules.update(edit.rules[0] for edit in document.edits)
        return document

    def families(self, cleaner: Cleaner) -> Counter[str]:
        """Return the number of edits by family."""
        family_of = {id: rule.family for id, rule in catalogue(cleaner.rules).items()}
        found: Counter[str] = Counter()
        for id, number in self.first_rules.items():
            found[family_of.get(id, "other")] += number
        return found


def _rows(shard: Shard, reading: Reading, reached: Reached) -> Iterator[tuple[int, int, Row]]:
    """Yield the rows that are still to be cleaned, each with its segment and how many rows of that it makes."""
    for number, segment in enumerate(shard.segments):
        if number < reached.segment:
            continue
        for count, row in enumerate(read_rows(segment, reading), 1):
            if number > reached.segment or count > reached.rows:
                yield number, count, row


def clean_row(row: Row, asked: CorpusOptions) -> Document:
    """Clean one row; a row that cannot be cleaned raises an `InputError` that quotes nothing of it.

    Its other columns are kept, with labels for what the document hides.
    """
    if row.problem:
        raise InputError(row.problem)
    if not _can_be_written(row):
        raise InputError(say("a column holds what JSON in UTF-8 cannot: half a surrogate pair, or infinity"))
    document = _clean(row, asked.cleaner)
    number = sum(map(len, (document.edits, document.sections, document.placeholders, document.suspects)))
    if number > asked.most_annotations:
        raise InputError(
            say(
                "the document has {number:,} annotations, more than the {most_annotations:,} that are "
                "allowed; --max-annotations raises that",
                number=number,
                most_annotations=asked.most_annotations,
            )
        )
    secrets = secrets_in(document)
    document = replace(document, metadata=_stated(document.metadata, row, secrets))
    return replace(document, columns=_hidden(seal(row.columns, secrets), secrets) if row.columns else row.columns)


def _hidden(value: Any, secrets: Mapping[str, str]) -> Any:
    """Return a value with labels for whole numbers that the document hides: a telephone number need not be text."""
    if isinstance(value, Mapping):
        return {name: _hidden(inner, secrets) for name, inner in value.items()}
    if isinstance(value, list):
        return [_hidden(inner, secrets) for inner in value]
    return secrets.get(str(value), value) if type(value) is int else value


def _stated(metadata: Metadata, row: Row, secrets: Mapping[str, str]) -> Metadata:
    """Return metadata with what the columns of a row state and the text does not."""
    missing = {key: value for key, value in row.stated.items() if getattr(metadata, key) is None}
    return replace(metadata, **seal(missing, secrets)) if missing else metadata


def _clean(row: Row, cleaner: Cleaner) -> Document:
    try:
        if row.name:
            return _clean_file(row, row.name, cleaner)
        document = cleaner.clean(row.raw, id=row.id or "document", sidecar=row.sidecar)
        return document if row.id else replace(document, id=content_id(document.text))
    except ChengwenError as error:
        problem = problem_at(row.name or row.id, error.message)
    except Exception as error:  # noqa: BLE001  # one document in a million must not end the work on all others
        place = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        problem = say("a fault of the toolkit ({where}); please report it with the document", where=where)
    # raised here, so that the original error, which may contain the document, is not attached
    raise InputError(problem)


def _clean_file(row: Row, name: str, cleaner: Cleaner) -> Document:
    """Clean a document that was a file; its id is its place, but for what cleaning hides."""
    document = clean_named(row.raw, name, cleaner, row.sidecar)
    if row.sidecar.extractor:
        document = replace(document, source=replace(document.source, media_type=row.sidecar.media_type, size=row.size))
    folder, slash, last = row.way.rpartition("/")
    # what tells two files of one name apart stands behind it: 总结.docx, 总结-2
    id = document.id + last.removeprefix(Path(name).stem)
    if not folder:
        return replace(document, id=id)
    secrets = secrets_in(document)
    parts = (seal_name(part, secrets, document.text) or "" for part in folder.split("/"))
    return replace(document, id="/".join(parts) + slash + id)


def _can_be_written(row: Row) -> bool:
    try:
        as_line({"id": row.id, "columns": row.columns})
    except ValueError:
        return False
    return True


def _reject(segment: Segment, row: Row, reason: Message) -> dict[str, object]:
    problem = problem_at(row.name or row.id, reason)
    id = row.id and row.id.encode("utf-8", "backslashreplace").decode()  # a lone surrogate is written as its code
    return {
        "file": segment.file.address,
        "line": row.line or None,
        "id": id,
        "reason": problem,
        "said": packed(problem),
    }


def _place(made: Path, refused: Path, number: int, settings: Settings, counts: Counter[str]) -> OutputFile | None:
    """Move rows and rejects to their places; if there are none, remove the old files."""
    rejects = storage.child(settings.state, corpus_state.rejects_name(number))
    if counts["rejected"]:
        storage.move_in(refused, rejects)
    else:
        storage.remove(rejects)
    keys.place(made.parent, settings.state, number)
    address = storage.child(settings.parts, part_name(number, settings.kind))
    if not counts["written"]:
        storage.remove(address)
        return None
    digest = None if storage.is_remote(address) else corpus_state.digest(str(made))
    storage.move_in(made, address)
    file = storage.look(address)
    assert file is not None
    return OutputFile(file, digest)
