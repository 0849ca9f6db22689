"""What a run would read, without cleaning anything: files by kind, columns of tables, what is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from chengwen.corpus.columns.personal import as_told, notice
from chengwen.corpus.file_kinds import kind_of
from chengwen.corpus.rows import Reading, Row, read_rows
from chengwen.corpus.shards.plan import Segment, cut
from chengwen.corpus.storage import File
from chengwen.corpus.walk import by_kind, is_container, sources
from chengwen.decode.file_names import as_text
from chengwen.message import Message, at, say

SHOWN = 8
"""How many tables are looked into."""


def lines(addresses: Sequence[str], reading: Reading) -> Iterator[Message]:
    """Yield what would be read, a line each."""
    files, left = sources(addresses)
    size = sum(max(0, file.size) for file in files)
    yield say("{number:,} {number:file|files}, {size:,.1f} MB", number=len(files), size=size / 1_000_000)
    kinds = Counter(kind_of(file.address) or "?" for file in files)
    for kind, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0])):
        yield say("  {kind:12} {number:>8,}", kind=kind, number=number)
    if others := by_kind(left):
        yield say("left alone: {kinds}", kinds=others)
    tables = [file for file in files if is_container(file.address) and kind_of(file.address) != ".zip"]
    for file in islice(tables, SHOWN):
        yield from _about(file, reading)


def _about(file: File, reading: Reading) -> Iterator[Message]:
    """Say of the first row of a table what it would give, and which columns may tell of persons."""
    name = as_text(file.address)
    segment: Segment = next(iter(cut(file, 1_000_000)))
    row: Row | None = next(iter(read_rows(segment, reading)), None)
    if row is None:
        yield at(name, say("no rows"))
        return
    if row.problem:
        yield at(name, row.problem)
        return
    yield at(
        name,
        say(
            "a text of {number:,} characters in the first row; id: {id}; carried through: {columns}",
            number=len(row.raw),
            id=say("a column") if row.id else say("made from the content"),
            columns=tuple(map(as_told, row.columns or ())) or say("nothing"),
        ),
    )
    found = set[str]()
    notice(row.columns or {}, found, Counter())
    if found:
        yield say(
            "columns that may name persons or tell their numbers: {columns}; carried through as they are, "
            "--drop-column NAME leaves one out",
            columns=tuple(as_told(one) for one in sorted(found)),
        )
