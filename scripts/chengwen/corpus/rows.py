"""Read the rows of a part of a corpus, one at a time: JSON Lines (plain, gzip, Zstandard), Parquet, single texts.

Every line that is not blank yields one `Row`, a bad one with the reason. A reason never quotes the row. A row needs an
`id` (a string, or a whole number, which is written as a string) and either `text` or `bytes` (base64 in JSON, binary in
Parquet); everything else in it is carried through as `columns`.
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
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from chengwen.corpus import storage
from chengwen.corpus.plan import TEXTS, Segment
from chengwen.decode.file_names import as_text, unique_id
from chengwen.errors import ChengwenError, InputError
from chengwen.message import NO_MESSAGE, Message, at, foreign, of_error, of_system, problem_at, say
from chengwen.sidecar import Sidecar, parse_sidecar

MEGABYTE = 1_000_000
_BLANK = b" \t\r\n"
_BROKEN = (OSError, EOFError, zlib.error, ValueError, InputError)
"""What readers raise for damaged files."""


@dataclass(frozen=True, slots=True)
class Row:
    """One input document, or why it cannot be cleaned."""

    line: int
    """Counted from 1 within the segment; 0 if the file is the document."""
    size: int
    """In bytes, as read."""
    id: str | None = field(default=None, repr=False)
    raw: str | bytes = field(default=b"", repr=False)
    columns: dict[str, Any] | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    """The name of a file that is the document."""
    sidecar: Sidecar | None = None
    problem: Message = NO_MESSAGE


def read_rows(segment: Segment, most_bytes: int) -> Iterator[Row]:
    """Yield the rows of a segment; a row of more than `most_bytes` becomes a problem and is never held in memory.

    A file that ends too early yields one more row, which says so.
    """
    line = 0
    try:
        for row in _read(segment, most_bytes):
            line = row.line
            yield row
    except _BROKEN as error:
        address = segment.file.address
        message = _why(error, as_text(address))
        if segment.kind in TEXTS:
            id = as_text(storage.last_part(address))[: -len(segment.kind)]
            yield Row(0, 0, id=id, problem=say("the file cannot be read: {message}", message=message))
        else:
            yield Row(line + 1, 0, problem=say("from here on the file cannot be read: {message}", message=message))


def _why(error: Exception, address: str) -> str:
    """Return what is wrong with a file, without its address, which the row has."""
    return problem_at(address, of_error(error))


def _read(segment: Segment, most_bytes: int) -> Iterator[Row]:
    if segment.kind == ".parquet":
        from chengwen.corpus.parquet import read_groups

        groups = read_groups(segment.file.address, segment.start, segment.end)
        for line, (record, size) in enumerate(groups, 1):
            yield too_big(line, size, most_bytes) if size > most_bytes else row_of(line, size, record)
    elif segment.kind == ".txt":
        yield _read_text(segment, most_bytes)
    else:
        with open_lines(segment) as file:
            yield from _read_lines(file, segment, most_bytes)


def _read_text(segment: Segment, most_bytes: int) -> Row:
    """Return a file as one document; its sidecar lies beside it."""
    address = segment.file.address
    if segment.file.size > most_bytes:
        return too_big(0, segment.file.size, most_bytes)
    with storage.open_file(address) as file:
        raw = file.read()
    name, id = storage.last_part(address), _id_of_file(address, segment.kind)
    beside = address[: -len(segment.kind)] + ".toml"
    try:
        said = storage.read(beside)
        sidecar = parse_sidecar(said, as_text(beside)) if said is not None else None
    except ChengwenError as error:
        return Row(0, len(raw), id=id, problem=error.message)
    except OSError as error:
        return Row(0, len(raw), id=id, problem=at(as_text(beside), of_system(error)))
    return Row(0, len(raw), id=id, raw=raw, name=id + name[-len(segment.kind) :], sidecar=sidecar)


def _id_of_file(address: str, kind: str) -> str:
    """Return the id of a file that is a document; a name that is not UTF-8 gives way to a file with that very name."""
    name = storage.last_part(address)
    text = as_text(name)
    taken = {text[: -len(kind)]} if text != name and storage.look(storage.sibling(address, text)) else ()
    return unique_id(text[: -len(kind)], taken)


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


def _read_lines(file: BinaryIO, segment: Segment, most_bytes: int) -> Iterator[Row]:
    """Read line by line; a line belongs to the segment in which it begins."""
    place, line = segment.start, 0
    if segment.start:
        # The rest of the previous line; if it extends beyond the segment, no line begins in it.
        place += sum(map(len, _pieces(file, segment.end - segment.start + 1))) - 1
    packed = segment.kind != ".jsonl"
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
            yield parse(line, data.removeprefix(b"\xef\xbb\xbf") if place == size else data)


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


def parse(line: int, data: bytes) -> Row:
    """Parse one line of JSON.

    >>> parse(1, b'{"id": 7, "text": "x", "year": 2020}').columns
    {'year': 2020}
    >>> parse(2, b'{"id": "a"}').problem
    'neither “text” nor “bytes”'
    """
    record: Any = None
    try:
        record = json.loads(data.decode("utf-8"), parse_constant=lambda _: None)
        if not isinstance(record, dict):
            raise InputError(say("must be a JSON object, found {found}", found=_type(record)))
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
        return row_of(line, len(data), record)
    return Row(line, len(data), id=_id(record) if isinstance(record, dict) else None, problem=problem)


def _from_base64(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise InputError(say("“bytes” must be base64, and is not")) from None


def row_of(line: int, size: int, record: dict[str, Any]) -> Row:
    """Split a record into id, text and the other columns."""
    id = _id(record)
    if id is None:
        problem = (
            say("no “id”")
            if record.get("id") in (None, "")
            else say("“id” must be a string, found {found}", found=_type(record["id"]))
        )
        return Row(line, size, problem=problem)
    try:
        _refuse_half(id)
        raw = _raw(record)
    except InputError as error:
        return Row(line, size, id=id, problem=error.message)
    columns = {key: value for key, value in record.items() if key not in ("id", "text", "bytes")}
    return Row(line, size, id=id, raw=raw, columns=columns)


def _id(record: dict[str, Any]) -> str | None:
    id = record.get("id")
    return str(id) if id != "" and isinstance(id, str | int) and not isinstance(id, bool) else None


def _raw(record: dict[str, Any]) -> str | bytes:
    text, raw = record.get("text"), record.get("bytes")
    if text is not None and raw is not None:
        raise InputError(say("both “text” and “bytes”; give one of them"))
    if text is None and raw is None:
        raise InputError(say("neither “text” nor “bytes”"))
    if raw is not None and not isinstance(raw, bytes):
        raise InputError(say("“bytes” must be binary, found {found}", found=_type(raw)))
    if text is not None and not isinstance(text, str):
        raise InputError(say("“text” must be a string, found {found}", found=_type(text)))
    return cast("str | bytes", raw if text is None else text)


def _refuse_half(id: str) -> None:
    """Refuse a lone surrogate, which JSON can write as "\\ud800": it is not a character, and no file can hold it."""
    try:
        id.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            say(
                "“id” holds half a surrogate pair as its character {number}, which no file can hold; take it out",
                number=error.start + 1,
            )
        ) from None


def _type(value: Any) -> str:
    return type(value).__name__
