"""Show what cleaning a corpus again would change in its output, without writing anything.

The shards that a run would clean again are cleaned into a temporary folder, by as many processes; each is compared with
the existing output, and deleted.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chengwen.checkout.samples import content_id
from chengwen.corpus import storage
from chengwen.corpus.options import NO_COPIES, CorpusOptions
from chengwen.corpus.output import Output, output_of
from chengwen.corpus.read import rows_of
from chengwen.corpus.run import clean_shards, column_kinds, first_kind, settings_of
from chengwen.corpus.shards import state
from chengwen.corpus.shards.plan import Shard, plan
from chengwen.corpus.shards.shard import Settings
from chengwen.corpus.shards.state import ShardRecord
from chengwen.corpus.walk import sources
from chengwen.errors import InputError
from chengwen.message import Message, at, say


@dataclass(frozen=True, slots=True)
class Version:
    """A document in one of the two outputs, reduced to what is compared."""

    text: str = field(repr=False)
    rules: Counter[str]
    """The number of edits in which each rule takes part."""
    rest: bytes
    """A digest of everything except the text."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A document as it is, and as it would be; None if it does not exist."""

    id: str
    before: Version | None
    after: Version | None


@dataclass(slots=True)
class Tally:
    """Counts over the pairs."""

    compared: int = 0
    texts: int = 0
    """Documents whose text would change."""
    rest: int = 0
    """Documents whose text would not change, but their edits, sections, placeholders or metadata."""
    new: int = 0
    gone: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    """Change in the number of edits of each rule, in documents that stay; below 0 for fewer."""

    def add(self, pair: Pair) -> None:
        """Count one pair."""
        before, after = pair.before, pair.after
        self.compared += before is not None and after is not None
        self.new += before is None
        self.gone += after is None
        if before and after:
            self.texts += before.text != after.text
            self.rest += before.text == after.text and before.rest != after.rest
            self.rules.update(after.rules)
            self.rules.subtract(before.rules)

    @property
    def changes(self) -> int:
        """The number of documents that would change."""
        return self.texts + self.rest + self.new + self.gone


def pairs(addresses: Sequence[str], out: str, wanted: CorpusOptions) -> Iterator[Pair]:
    """Yield the documents of all shards that a run would clean again, in order.

    Raises `InputError` for an output that does not exist yet.
    """
    files, _ = sources(addresses)
    output = output_of(out, wanted.kind, first_kind(files))
    if not storage.names_in(output.state):
        raise InputError(at(out, say("nothing was cleaned to here before; without --diff, this does it")))
    shards = plan(files, wanted.shard_bytes)
    settings = settings_of(output, wanted, column_kinds(output, shards, wanted, note=False))
    anew = [shard for shard in shards if not _holds(shard, settings)]
    with tempfile.TemporaryDirectory() as scratch:
        aside = replace(settings, asked=replace(wanted, copies=NO_COPIES), parts=scratch, state=scratch)
        made: dict[int, ShardRecord] = {}
        waiting = iter(anew)
        shard = next(waiting, None)
        for record in clean_shards(anew, aside, wanted, lambda *_: None):
            made[record.number] = record
            while shard and shard.number in made:  # shards finish in any order
                yield from _compare(_before(shard, settings), made.pop(shard.number))
                shard = next(waiting, None)
    yield from _without_a_shard(output, len(shards))


def _holds(shard: Shard, settings: Settings) -> bool:
    """Whether a run would keep a shard, because it was made from the same content in the same way."""
    record = state.read_record(settings.state, shard.number)
    if record is None or record.made_by != settings.made_by:
        return False
    return state.still_holds(record, shard, settings.made_by) or state.same_content(
        record, tuple(map(state.input_segment, shard.segments)), settings.made_by
    )


def _before(shard: Shard, settings: Settings) -> ShardRecord | None:
    """Return the record of a shard that begins where this one does, else None.

    After another split, numbers do not match.
    """
    record = state.read_record(settings.state, shard.number)
    first = shard.segments[0]
    begins = record and [(one.file, one.start) for one in record.inputs[:1]]
    return record if begins == [(first.file.address, first.start)] else None


def _compare(before: ShardRecord | None, after: ShardRecord) -> Iterator[Pair]:
    """Yield the documents of a shard as they are and as they would be.

    They are paired by their ids; where they are made from the content, and so change with it, as many documents on both
    sides are paired in their order.
    """
    older: dict[str, list[Version]] = {}
    for id, version in _versions(before):
        older.setdefault(id, []).append(version)
    new: list[tuple[str, Version]] = []
    for id, version in _versions(after):
        if older.get(id):
            yield Pair(id, older[id].pop(0), version)
        else:
            new.append((id, version))
    gone = [(id, version) for id, left in older.items() for version in left]
    by_content = all(id == content_id(version.text) for id, version in (*gone, *new))
    if by_content and len(gone) == len(new):
        yield from (Pair(id, old, version) for (_, old), (id, version) in zip(gone, new, strict=True))
    else:
        yield from (Pair(id, None, version) for id, version in new)
        yield from (Pair(id, version, None) for id, version in gone)
    if after.output:
        storage.remove(after.output.file.address)


def _without_a_shard(output: Output, shards: int) -> Iterator[Pair]:
    """Yield what was made from input that no longer exists."""
    for name in storage.names_in(output.state):
        if name[6:] == ".json" and name[:6].isdecimal() and int(name[:6]) >= shards:
            record = state.read_record(output.state, int(name[:6]))
            yield from (Pair(id, version, None) for id, version in _versions(record))


def _versions(record: ShardRecord | None) -> Iterator[tuple[str, Version]]:
    file = storage.look(record.output.file.address) if record and record.output else None
    return ((row["id"], _version(row)) for row in (rows_of(file) if file else ()))


def _version(row: dict[str, Any]) -> Version:
    rest = {key: value for key, value in row.items() if key not in ("text", "duplicate_of")}
    digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).digest()
    return Version(row["text"], Counter(rule for edit in row["edits"] for rule in edit["rules"]), digest)


def summary(tally: Tally) -> Iterable[Message]:
    """Yield a few lines that say what would change."""
    yield say(
        "{compared:,} {compared:document|documents} cleaned again: {texts:,} would have another text, {rest:,} the "
        "same text with other edits, sections, placeholders or metadata; {new:,} would be new, {gone:,} gone",
        compared=tally.compared,
        texts=tally.texts,
        rest=tally.rest,
        new=tally.new,
        gone=tally.gone,
    )
    for rule, more in sorted(tally.rules.items(), key=lambda item: (-abs(item[1]), item[0])):
        if more:
            yield say("  {rule:24} {more:>+12,} {size:edit|edits}", rule=rule, more=more, size=abs(more))
