"""Parquet and Zstandard, through pyarrow, which comes with the extra `corpus`."""

from __future__ import annotations

import base64
import datetime
import io
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, cast

from chengwen.columns import DOCUMENT, INTEGER, METADATA, PAIRS, Column
from chengwen.corpus import storage
from chengwen.corpus.paragraphs import marks
from chengwen.corpus.storage import File
from chengwen.errors import InputError, MissingExtraError, first_line
from chengwen.message import at, say

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingExtraError(say("a corpus in Parquet or Zstandard"), "corpus", error.name) from error

BATCH = 16
"""How many rows are taken from a row group at a time."""
GROUP_ROWS = 1_000
GROUP_BYTES = 4 << 20
"""A row group is written when it has so many rows, or texts of so many bytes: this bounds the memory of a writer."""


def type_of(column: Column) -> pa.DataType:
    """Return the type of a column in Parquet: structs for what has parts, JSON in a string for what has any type."""
    if column.parts:
        parts = [(part.name, type_of(part)) for part in column.parts]
        one = pa.struct([*parts, ("more", pa.string())] if column.name == "metadata" else parts)
    else:
        one = pa.int64() if column.kind == INTEGER else pa.string()
    return pa.list_(one) if column.many else one


SCHEMA = pa.schema([(column.name, type_of(column)) for column in DOCUMENT])
"""Schema `chengwen/2` as columns. What a sidecar states under names of its own is JSON in `metadata.more`."""
_SOURCE, _PROVENANCE = (next(one for one in DOCUMENT if one.name == name).parts for name in ("source", "provenance"))
_PAIRS = {one.name: one for one in _SOURCE if one.kind == PAIRS}
_KEPT = frozenset(one.name for one in _PROVENANCE if not one.optional)
MARKED = SCHEMA.append(pa.field("duplicate_of", pa.string()))
"""The schema after near-duplicates were looked for."""


def row_group_sizes(address: str) -> list[int]:
    """Return the stored size of each row group; a file that is not Parquet counts as one, and fails when it is read."""
    try:
        with storage.open_file(address) as file:
            metadata = pq.read_metadata(file)
    except (pa.ArrowInvalid, OSError, InputError):
        return [storage.BUFFER]
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    return [sum(group.column(n).total_compressed_size for n in range(group.num_columns)) for group in groups]


def chunks(file: File, start: int, end: int) -> list[tuple[int, int]]:
    """Return where in a file the bytes of some row groups lie; of a file that is not Parquet, the whole file."""
    with storage.open_file(file.address) as stream:
        try:
            metadata = pq.read_metadata(stream)
        except (pa.ArrowInvalid, OSError):
            return [(0, file.size)]
    groups = [metadata.row_group(number) for number in range(start, end)]
    columns = [group.column(number) for group in groups for number in range(group.num_columns)]
    starts = [column.dictionary_page_offset or column.data_page_offset for column in columns]
    ends = (at + column.total_compressed_size for at, column in zip(starts, columns, strict=True))
    return list(zip(starts, ends, strict=True))


def read_groups(address: str, start: int, end: int) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the records of some row groups, each with the size of what it holds in bytes."""
    with storage.open_file(address) as file:
        try:
            parquet = pq.ParquetFile(file, buffer_size=storage.BUFFER, pre_buffer=False)
            for batch in parquet.iter_batches(BATCH, row_groups=range(start, end)):
                for record in batch.to_pylist():
                    plain = {key: value if key == "bytes" else to_plain(value) for key, value in record.items()}
                    yield plain, _size_of(plain)
        except pa.ArrowException as error:
            raise InputError(say("not valid Parquet: {reason}", reason=first_line(error))) from error


def _size_of(record: dict[str, Any]) -> int:
    """Return the size in bytes of the texts of a record, which are the most of it."""
    texts = (value for value in record.values() if isinstance(value, str | bytes))
    return sum(len(one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one) for one in texts)


def to_plain(value: Any) -> Any:
    """Return a Parquet value in a form JSON can hold: times in ISO form, binary in base64, NaN and infinity as null.

    >>> to_plain({"on": datetime.date(2020, 1, 2), "score": float("nan"), "price": Decimal("1.50")})
    {'on': '2020-01-02', 'score': None, 'price': '1.50'}
    """
    if isinstance(value, dict):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | datetime.timedelta) else value


def unpack_zstandard(file: BinaryIO) -> BinaryIO:
    """Open what is inside a Zstandard file for reading."""
    return io.BufferedReader(cast("Any", pa.CompressedInputStream(file, "zstd")), storage.BUFFER)


def pack_zstandard(file: BinaryIO) -> BinaryIO:
    """Open a Zstandard file for writing."""
    return cast("BinaryIO", pa.CompressedOutputStream(file, "zstd"))


@contextmanager
def parquet_sink(path: Path, schema: pa.Schema = SCHEMA) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Write rows, documents by default, into a Parquet file; at most one row group is held in memory."""
    waiting: list[dict[str, Any]] = []
    size = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:

        def append(row: dict[str, Any]) -> None:
            nonlocal size
            waiting.append(as_record(row) if "schema" in row else row)
            size += len(row["text"]) + 100 * len(row.get("edits", ()))
            if len(waiting) >= GROUP_ROWS or size >= GROUP_BYTES:
                flush()

        def flush() -> None:
            nonlocal size
            writer.write_batch(pa.RecordBatch.from_pylist(waiting, schema=schema))
            waiting.clear()
            size = 0

        yield append
        if waiting:
            flush()


def as_record(document: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a document in the fixed shape of `SCHEMA`."""
    known = {column.name for column in METADATA}
    more = {key: value for key, value in document["metadata"].items() if key not in known or not _fits(key, value)}
    metadata = {key: value for key, value in document["metadata"].items() if key not in more}
    source = dict(document["source"])
    for name, column in _PAIRS.items():
        keys = [part.name for part in column.parts]
        source[name] = [dict(zip(keys, pair, strict=True)) for pair in source[name]] if name in source else None
    columns = document.get("columns")
    return {
        **document,
        "source": source,
        "metadata": {**metadata, "more": _to_json(more) if more else None},
        "columns": None if columns is None else _to_json(columns),
    }


def _fits(key: str, value: Any) -> bool:
    """Whether a sidecar states a value of the type that texts give."""
    column = next(one for one in METADATA if one.name == key)
    wanted: type = list if column.many else int if column.kind == INTEGER else str
    return value is None or (isinstance(value, wanted) and not isinstance(value, bool))


def from_record(record: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON form of what `as_record` made; columns that an earlier schema lacks stay away."""
    metadata, columns = dict(record["metadata"]), record.get("columns")
    more = metadata.pop("more", None)
    source = dict(record["source"])
    for name, column in _PAIRS.items():
        pairs = source.pop(name, None)
        if pairs or (pairs is not None and not column.optional):
            source[name] = [[pair[part.name] for part in column.parts] for pair in pairs]
    told = {key: value for key, value in record["provenance"].items() if value is not None or key in _KEPT}
    rest = {key: value for key, value in record.items() if key != "columns"}
    return {
        **rest,
        "source": source,
        "metadata": {**metadata, **(json.loads(more) if more else {})},
        "provenance": told,
        **({} if columns is None else {"columns": json.loads(columns)}),
    }


def read_documents(address: str) -> Iterator[dict[str, Any]]:
    """Yield the documents of a Parquet file that a run wrote; any other raises `InputError`."""
    with storage.open_file(address) as file:
        try:
            parquet = pq.ParquetFile(file, buffer_size=storage.BUFFER, pre_buffer=False)
        except pa.ArrowException as error:
            raise InputError(at(address, say("not valid Parquet: {reason}", reason=first_line(error)))) from None
        needed = {column.name for column in DOCUMENT if not (column.new or column.optional)}
        if missing := needed - set(parquet.schema_arrow.names):
            raise InputError(
                at(
                    address,
                    say(
                        "lacks {missing}; name the output of `chengwen clean` over a corpus",
                        missing=tuple(sorted(missing)),
                    ),
                )
            )
        for batch in parquet.iter_batches(BATCH):
            yield from map(from_record, batch.to_pylist())


def mark(part: str, path: Path, copies: dict[int, str], *, drop: bool) -> None:
    """Write a Parquet file of documents again, with a column that marks copies, or without the copies."""
    with storage.open_file(part) as stream:
        file = pq.ParquetFile(stream)
        schema = SCHEMA if drop else MARKED
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            row = 0
            for number in range(file.num_row_groups):
                table = file.read_row_group(number)
                ids = [copies.get(row + place) for place in range(table.num_rows)]
                row += table.num_rows
                if drop:
                    table = table.filter(pa.array([id is None for id in ids]))
                else:
                    table = table.append_column(MARKED.field("duplicate_of"), pa.array(ids, pa.string()))
                writer.write_table(table)


def mark_shared(part: str, path: Path, counts: dict[int, list[int]]) -> None:
    """Write a Parquet file of documents again, with a column of the paragraphs that others have too."""
    field = pa.field("shared_paragraphs", pa.list_(pa.struct([(name, pa.int64()) for name in SHARED])))
    with storage.open_file(part) as stream:
        file = pq.ParquetFile(stream)
        with pq.ParquetWriter(path, SCHEMA.append(field), compression="zstd") as writer:
            row = 0
            for number in range(file.num_row_groups):
                table = file.read_row_group(number)
                texts = table.column("text").to_pylist()
                said = [marks(text, counts[row + n]) if row + n in counts else [] for n, text in enumerate(texts)]
                row += table.num_rows
                writer.write_table(table.append_column(field, pa.array(said, field.type)))


SHARED = ("start", "end", "documents")


def join(parts: list[str], path: Path) -> None:
    """Join Parquet files into one, row group by row group; without files, write one without rows."""
    schema = SCHEMA
    if parts:
        with storage.open_file(parts[0]) as stream:
            schema = pq.read_schema(stream)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in parts:
            with storage.open_file(part) as stream:
                file = pq.ParquetFile(stream)
                for number in range(file.num_row_groups):
                    writer.write_table(file.read_row_group(number))


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
