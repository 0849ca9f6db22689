"""Read the rows of a part of a corpus, one at a time: JSON Lines, Parquet, tables, and files that are documents.

Every line that is not blank yields one `Row`, a bad one with the reason; a file that is a document yields one, an
archive one for each document in it. A reason never quotes the row. Which columns are the text and the id is decided in
fields.py; everything else in a row is carried through as `columns`.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast

from chengwen.corpus import storage
from chengwen.corpus.file_kinds import ROWS, TABLES, sidecar_of
from chengwen.corpus.shards.plan import Segment
from chengwen.corpus.source_columns.fields import BYTES, USUAL, Wanted, fields_of, to_plain, type_of
from chengwen.corpus.walk import UNLISTED, is_container, names_apart
from chengwen.decode.file_names import as_text, file_name
from chengwen.errors import ChengwenError, InputError
from chengwen.formats.read import Extracted, is_plain
from chengwen.formats.read import read as read_formats
from chengwen.message import NO_MESSAGE, Message, at, foreign, of_error, of_system, problem_at, say
from chengwen.sidecar import Sidecar, parse_sidecar

MEGABYTE = 1_000_000
_BLANK = b" \t\r\n"
_BROKEN = (OSError, EOFError, zlib.error, ValueError, InputError)
"""What readers raise for damaged files."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How rows are read."""

    most_bytes: int = 64 * MEGABYTE
    """Maximum size of a row."""
    wanted: Wanted = USUAL
    ocr: str = ""
    """The command that reads scanned pages; empty: none."""


USUALLY = Reading()


@dataclass(frozen=True, slots=True)
class Row:
    """One input document, or why it cannot be cleaned."""

    line: int
    """Counted from 1 within the segment; 0 if the file is the document."""
    size: int
    """In bytes, as read."""
    id: str | None = field(default=None, repr=False)
    """None: it has none, and gets one from its content."""
    raw: str | bytes = field(default=b"", repr=False)
    columns: dict[str, Any] | None = field(default=None, repr=False)
    """Its other columns, in a form that JSON can hold."""
    given: dict[str, Any] | None = field(default=None, repr=False)
    """The same as they were read, where a table has types that JSON lacks: dates, decimals, bytes."""
    dropped: tuple[str, ...] = ()
    """Columns that were there and are left out."""
    name: str | None = field(default=None, repr=False)
    """The name of a file that is the document."""
    sidecar: Sidecar = field(default=Sidecar(), repr=False)
    stated: dict[str, Any] = field(default_factory=dict, repr=False)
    """Metadata that its columns state, for where the text says nothing."""
    way: str = field(default="", repr=False)
    """Its place in what is written; of a row of a table, the folder of the table."""
    problem: Message = NO_MESSAGE
    text_column: str = ""
    id_column: str = ""
    """The columns of a row that were taken for its text and its id; empty: none."""


def read_rows(segment: Segment, reading: Reading) -> Iterator[Row]:
    """Yield the rows of a segment; a row that is too large becomes a problem and is never held in memory.

    A file that ends too early yields one more row, which says so.
    """
    line = 0
    is_document = segment.kind not in (*ROWS, *TABLES)
    way = segment.file.way or as_text(storage.last_part(segment.file.address))
    try:
        for row in _read(segment, reading):
            line = row.line
            yield row if is_document else replace(row, way=f"{way}/")
    except _BROKEN as error:
        message = _why(error, as_text(segment.file.address))
        if is_document:
            yield Row(0, 0, id=way, way=way, problem=say("the file cannot be read: {message}", message=message))
        else:
            problem = say("from here on the file cannot be read: {message}", message=message)
            yield Row(line + 1, 0, way=f"{way}/", problem=problem)


def _why(error: Exception, address: str) -> str:
    """Return what is wrong with a file, without its address, which the row has."""
    if storage.gives_no_parts(address, error):
        return say("this server gives no parts of a file; download it, then name it here")
    return problem_at(address, of_error(error))


def _read(segment: Segment, reading: Reading) -> Iterator[Row]:
    most_bytes = reading.most_bytes
    kind = segment.kind
    if kind == ".parquet":
        from chengwen.corpus.parquet import read_groups

        groups = read_groups(segment.file.address, segment.start, segment.end)
        for line, (record, size) in enumerate(groups, 1):
            yield too_big(line, size, most_bytes) if size > most_bytes else _typed(line, size, record, reading.wanted)
    elif kind in TABLES:
        from chengwen.corpus.tables import records

        for line, (record, size) in enumerate(records(segment.file.address, kind, most_bytes), 1):
            yield too_big(line, size, most_bytes) if size > most_bytes else _typed(line, size, record, reading.wanted)
    elif kind in ROWS:
        with open_lines(segment) as file:
            yield from _read_lines(file, segment, reading)
    else:
        yield from _read_documents(segment, reading)


def _read_documents(segment: Segment, reading: Reading) -> Iterator[Row]:
    """Yield the document that a file is, with the sidecar beside it, or the documents in it."""
    address, way = segment.file.address, segment.file.way or as_text(storage.last_part(segment.file.address))
    if segment.file.size > reading.most_bytes:
        yield replace(too_big(0, segment.file.size, reading.most_bytes), id=way, way=way)
        return
    if segment.file.size == UNLISTED:
        raise InputError(say("this folder cannot be listed; give yourself the right to, then run again"))
    with storage.open_file(address) as file:
        raw = file.read()
    try:
        sidecar = _sidecar_beside(address)
    except ChengwenError as error:
        yield Row(0, len(raw), id=way, way=way, problem=error.message)
        return
    yield from documents_in(raw, as_text(storage.last_part(address)), way, sidecar, reading.ocr)


def _sidecar_beside(address: str) -> Sidecar:
    beside = sidecar_of(address)
    try:
        said = storage.read(beside) if beside else None
    except OSError as error:
        reason = say(
            "{reason}; give yourself the right to read it, or take it away, then run again", reason=of_system(error)
        )
        raise InputError(at(as_text(beside), reason)) from None
    return parse_sidecar(said, as_text(beside)) if said is not None else Sidecar()


def documents_in(raw: bytes, name: str, way: str, sidecar: Sidecar, ocr: str = "") -> Iterator[Row]:
    """Yield the documents in the content of a file: of a plain text or an office file one, of an archive any number."""
    if is_plain(name, raw):
        yield Row(0, len(raw), id=way, raw=raw, name=name, sidecar=sidecar, way=way)
        return
    results = read_formats(name, raw, ocr)
    inner = iter(names_apart([_as_way(one.inside.partition("/")[2]) for one in results if one.inside]))
    ending = name[name.rfind(".") :] if "." in name else ""
    folder = way if is_container(way) or way.endswith(ending) else way + ending
    for one in results:
        place = f"{folder}/{next(inner)}" if one.inside else way
        if not isinstance(one, Extracted):
            problem = at(one.inside, one.reason) if one.inside else cast("Message", one.reason)
            yield Row(0, 0, id=place, way=place, problem=problem)
            continue
        own = Sidecar(url=sidecar.url, rights=sidecar.rights) if one.inside else sidecar
        if one.text is not None:
            flags = tuple(sorted({*own.flags, *one.flags}))
            own = replace(own, media_type=one.media_type, extractor=one.extractor or None, flags=flags)
        given = one.original if one.text is None else one.text
        yield Row(0, len(one.original), id=place, raw=given, name=one.name, sidecar=own, way=place)


def _as_way(path: str) -> str:
    """Return a path inside an archive as one that may be written below a folder."""
    return "/".join(map(file_name, path.split("/")))


@contextmanager
def open_lines(segment: Segment) -> Iterator[BinaryIO]:
    """Open a JSONL file, unpacked, one byte before the segment."""
    with storage.open_file(segment.file.address) as file:
        if segment.kind == ".jsonl.gz":
            with gzip.open(file) as unpacked:
                yield cast("BinaryIO", unpacked)
        elif segment.kind == ".jsonl.zst":
            from chengwen.corpus.parquet import unpack_zstandard

            with unpack_zstandard(file) as unpacked:
                yield unpacked
        else:
            file.seek(max(0, segment.start - 1))
            yield file


def _read_lines(file: BinaryIO, segment: Segment, reading: Reading) -> Iterator[Row]:
    """Read line by line; a line belongs to the segment in which it begins."""
    place, line = segment.start, 0
    if segment.start:
        # The rest of the previous line; if it extends beyond the segment, no line begins in it.
        place += sum(map(len, _pieces(file, segment.end - segment.start + 1))) - 1
    packed = segment.kind != ".jsonl"
    most_bytes = reading.most_bytes
    while packed or place < segment.end:
        data = file.readline(most_bytes + 1)
        size = len(data)
        if not data:
            return
        if size > most_bytes and not data.endswith(b"\n"):
            size += sum(map(len, _pieces(file)))
        place += size
        line += 1
        if size > most_bytes:
            yield too_big(line, size, most_bytes)
        elif data.strip(_BLANK):
            yield parse(line, data.removeprefix(b"\xef\xbb\xbf") if place == size else data, reading.wanted)


def _pieces(file: BinaryIO, most: int = sys.maxsize) -> Iterator[bytes]:
    """Read to the end of the line, or `most` bytes of it, without holding it in memory."""
    while most > 0 and (piece := file.readline(min(MEGABYTE, most))):
        yield piece
        if piece.endswith(b"\n"):
            return
        most -= len(piece)


def too_big(line: int, size: int, most: int) -> Row:
    """Return a row that is refused for its size, naming the limit and the option that raises it."""
    problem = say(
        "the row has {size:,.6g} MB, more than the {most:,.6g} MB that are allowed; --max-megabytes raises that",
        size=size / MEGABYTE,
        most=most / MEGABYTE,
    )
    return Row(line, size, problem=problem)


def parse(line: int, data: bytes, wanted: Wanted = USUAL) -> Row:
    """Parse one line of JSON.

    >>> parse(1, b'{"id": 7, "text": "x", "year": 2020}').columns
    {'year': 2020}
    >>> parse(2, '{"标题": "甲", "正文": "乙"}'.encode()).raw
    '乙'
    """
    record: Any = None
    try:
        record = json.loads(data.decode("utf-8"), parse_constant=lambda _: None)
        if not isinstance(record, dict):
            raise InputError(say("must be a JSON object, found {found}", found=type_of(record)))
        if record.get("bytes") is not None:
            record["bytes"] = _from_base64(record["bytes"])
    except UnicodeDecodeError as error:
        problem = say("not UTF-8 at byte {byte} of the line", byte=error.start)
    except json.JSONDecodeError as error:
        problem = say(
            "not valid JSON: {problem} at character {character} of the line",
            problem=foreign(error.msg),
            character=error.pos,
        )
    except RecursionError:
        problem = say("JSON nested too deep to be read")
    except InputError as error:
        problem = error.message
    else:
        return row_of(line, len(data), record, wanted)
    return Row(line, len(data), id=_id(record, wanted) if isinstance(record, dict) else None, problem=problem)


def _from_base64(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise InputError(say("“bytes” must be base64, and is not")) from None


def row_of(line: int, size: int, record: dict[str, Any], wanted: Wanted) -> Row:
    """Split a record into id, text and the other columns."""
    dropped = tuple(name for name in wanted.dropped if name in record)
    record = {name: value for name, value in record.items() if name not in dropped} if dropped else record
    try:
        found = fields_of(record, wanted)
    except InputError as error:
        return Row(line, size, id=_id(record, wanted), problem=error.message)
    sidecar = Sidecar(url=found.url, metadata={"year": found.year} if found.year else {})
    return Row(
        line,
        size,
        found.id,
        found.raw,
        found.columns,
        sidecar=sidecar,
        stated=found.stated,
        dropped=dropped,
        text_column=found.used[0],
        id_column=found.used[1],
    )


def _typed(line: int, size: int, record: dict[str, Any], wanted: Wanted) -> Row:
    """Return the row of a record whose values may have types that JSON lacks."""
    plain = {name: value if name == BYTES else to_plain(value) for name, value in record.items()}
    row = row_of(line, size, plain, wanted)
    return replace(row, given={name: record[name] for name in row.columns}) if row.columns else row


def _id(record: dict[str, Any], wanted: Wanted) -> str | None:
    """Return the id of a record that is refused, where it has a plain one."""
    id = record.get(wanted.id or "id")
    return str(id) if id != "" and isinstance(id, str | int) and not isinstance(id, bool) else None
