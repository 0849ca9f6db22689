"""Parquet and Zstandard, through pyarrow, which comes with the extra `corpus`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from chengwen.columns import DOCUMENT, INTEGER, METADATA, PAIRS, Column
from chengwen.corpus import storage
from chengwen.corpus.copies.paragraphs import marks
from chengwen.corpus.source_columns.kinds import (
    BINARY,
    DATE,
    DECIMAL,
    FLOAT,
    INT,
    MIXED,
    MOMENT,
    MOST_FIELDS,
    NOTHING,
    TEXT,
    TIME,
    TRUTH,
    UINT,
    WIDE,
    Kind,
    Kinds,
    plain_again,
    typed,
)
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
"""Schema `chengwen/2` as columns. What a sidecar states under names of its own is JSON in `metadata.more`; `columns`
are typed once the kinds of a corpus are known (`with_kinds`)."""
_SOURCE, _PROVENANCE = (next(one for one in DOCUMENT if one.name == name).parts for name in ("source", "provenance"))
_PAIRS = {one.name: one for one in _SOURCE if one.kind == PAIRS}
_KEPT = frozenset(one.name for one in _PROVENANCE if not one.optional)
DUPLICATE_OF = pa.field("duplicate_of", pa.string())
"""What the schema has besides after near-duplicates were looked for."""


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
                    yield record, _size_of(record)
        except pa.ArrowException as error:
            raise InputError(say("not valid Parquet: {reason}", reason=first_line(error))) from error


def _size_of(record: dict[str, Any]) -> int:
    """Return the size in bytes of the texts of a record, which are the most of it."""
    texts = (value for value in record.values() if isinstance(value, str | bytes))
    return sum(len(one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one) for one in texts)


def kinds_in(address: str) -> Kinds:
    """Return the kinds of the columns of a Parquet file, by its schema."""
    with storage.open_file(address) as file:
        try:
            return {field.name: _kind_of(field.type) for field in pq.read_schema(file)}
        except pa.ArrowException as error:
            raise InputError(at(address, say("not valid Parquet: {reason}", reason=first_line(error)))) from None


def kinds_written(address: str) -> Kinds:
    """Return the kinds of the other columns in a Parquet file that a run wrote; none where they are JSON."""
    with storage.open_file(address) as file:
        try:
            return noted_kinds(pq.read_schema(file))
        except pa.ArrowException:
            return {}


def _kind_of(type: pa.DataType) -> Kind:
    """Return the kind of an Arrow type; of what has no kind of its own, JSON."""
    if pa.types.is_dictionary(type):
        return _kind_of(type.value_type)
    if pa.types.is_struct(type):
        fields: Kind = {field.name: _kind_of(field.type) for field in type}
        return fields if 0 < len(fields) <= MOST_FIELDS else MIXED
    if pa.types.is_map(type):
        return MIXED
    if hasattr(type, "value_type"):
        return [_kind_of(type.value_type)]
    return next((name(type) if callable(name) else name for is_it, name in _NAMES if is_it(type)), MIXED)


_NAMES: tuple[tuple[Callable[[pa.DataType], bool], str | Callable[[pa.DataType], str]], ...] = (
    (pa.types.is_null, NOTHING),
    (pa.types.is_boolean, TRUTH),
    (pa.types.is_uint64, UINT),
    (pa.types.is_integer, INT),
    (pa.types.is_floating, FLOAT),
    (pa.types.is_string, TEXT),
    (pa.types.is_large_string, TEXT),
    (pa.types.is_date, DATE),
    (pa.types.is_timestamp, lambda type: f"{MOMENT} {type.unit} {type.tz or ''}".rstrip()),
    (pa.types.is_time, TIME),
    (pa.types.is_decimal, lambda type: f"{DECIMAL} {type.precision} {type.scale}"),
    (lambda type: pa.types.is_binary(type) or pa.types.is_large_binary(type), BINARY),
)
"""The kinds of Arrow types; the first that fits."""


def _arrow_type(kind: Kind) -> pa.DataType:
    """Return the type of a kind in Parquet; a column of nothing but nulls is one of strings."""
    if isinstance(kind, list):
        return pa.list_(_arrow_type(kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, _arrow_type(one)) for name, one in kind.items()])
    name, *more = kind.split(" ", 2)
    if name == MOMENT:
        return pa.timestamp(*more)
    if name == DECIMAL:
        return pa.decimal128(*map(int, more)) if int(more[0]) <= LONGEST_DECIMAL else pa.decimal256(*map(int, more))
    return _TYPES.get(name, pa.string())


LONGEST_DECIMAL = 38
_TYPES = {
    TRUTH: pa.bool_(),
    INT: pa.int64(),
    WIDE: pa.int64(),
    UINT: pa.uint64(),
    FLOAT: pa.float64(),
    DATE: pa.date32(),
    TIME: pa.time64("us"),
    BINARY: pa.binary(),
}


def with_kinds(schema: pa.Schema, kinds: Kinds) -> pa.Schema:
    """Return a schema whose `columns` have these kinds, which are noted in it."""
    place = schema.get_field_index("columns")
    if not kinds or place < 0:
        return schema
    return schema.set(place, pa.field("columns", _arrow_type(kinds), metadata={KINDS: json.dumps(kinds)}))


def noted_kinds(schema: pa.Schema) -> Kinds:
    """Return the kinds that are noted in the schema of an output; none where `columns` are JSON."""
    noted = schema.field("columns").metadata if "columns" in schema.names else None
    return dict(json.loads(noted[KINDS])) if noted and KINDS in noted else {}


KINDS = b"chengwen.kinds"
"""Where an output notes the kinds of the columns: JSON in a string looks like a string."""


def unpack_zstandard(file: BinaryIO) -> BinaryIO:
    """Open what is inside a Zstandard file for reading."""
    return io.BufferedReader(cast("Any", pa.CompressedInputStream(file, "zstd")), storage.BUFFER)


def pack_zstandard(file: BinaryIO) -> BinaryIO:
    """Open a Zstandard file for writing."""
    return cast("BinaryIO", pa.CompressedOutputStream(file, "zstd"))


@contextmanager
def parquet_sink(
    path: Path, schema: pa.Schema = SCHEMA, kinds: Kinds | None = None
) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Write rows, documents by default, into a Parquet file; at most one row group is held in memory.

    `kinds` are those of the other columns; without any, these are JSON in a string.
    """
    waiting: list[dict[str, Any]] = []
    size = 0
    schema = with_kinds(schema, kinds or {})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:

        def append(row: dict[str, Any]) -> None:
            nonlocal size
            waiting.append(as_record(row, kinds) if "schema" in row else row)
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


def as_record(document: dict[str, Any], kinds: Kinds | None = None) -> dict[str, Any]:
    """Return the JSON form of a document in the shape of `SCHEMA`, its other columns as values of their kinds."""
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
        "columns": None if columns is None else typed(columns, kinds) if kinds else _to_json(columns),
    }


def _fits(key: str, value: Any) -> bool:
    """Whether a sidecar states a value of the type that texts give."""
    column = next(one for one in METADATA if one.name == key)
    wanted: type = list if column.many else int if column.kind == INTEGER else str
    return value is None or (isinstance(value, wanted) and not isinstance(value, bool))


def from_record(record: dict[str, Any], kinds: Kinds | None = None) -> dict[str, Any]:
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
    if columns is not None:
        rest["columns"] = plain_again(columns, kinds) if kinds else json.loads(columns)
    return {
        **rest,
        "source": source,
        "metadata": {**metadata, **(json.loads(more) if more else {})},
        "provenance": told,
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
        kinds = noted_kinds(parquet.schema_arrow)
        for batch in parquet.iter_batches(BATCH):
            yield from (from_record(record, kinds) for record in batch.to_pylist())


def texts_in(address: str) -> Iterator[str]:
    """Yield the texts of the documents in a Parquet file that a run wrote, and read nothing else of it."""
    with storage.open_file(address) as file:
        parquet = pq.ParquetFile(file, buffer_size=storage.BUFFER, pre_buffer=False)
        for batch in parquet.iter_batches(BATCH, columns=["text"]):
            yield from batch.column(0).to_pylist()


def mark(part: str, path: Path, copies: dict[int, str], *, drop: bool) -> None:
    """Write a Parquet file of documents again, with a column that marks copies, or without the copies."""
    with storage.open_file(part) as stream:
        file = pq.ParquetFile(stream)
        schema = file.schema_arrow if drop else file.schema_arrow.append(DUPLICATE_OF)
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            row = 0
            for number in range(file.num_row_groups):
                table = file.read_row_group(number)
                ids = [copies.get(row + place) for place in range(table.num_rows)]
                row += table.num_rows
                if drop:
                    table = table.filter(pa.array([id is None for id in ids]))
                else:
                    table = table.append_column(DUPLICATE_OF, pa.array(ids, pa.string()))
                writer.write_table(table)


def mark_shared(part: str, path: Path, counts: dict[int, list[int]]) -> None:
    """Write a Parquet file of documents again, with a column of the paragraphs that others have too."""
    field = pa.field("shared_paragraphs", pa.list_(pa.struct([(name, pa.int64()) for name in SHARED])))
    with storage.open_file(part) as stream:
        file = pq.ParquetFile(stream)
        with pq.ParquetWriter(path, file.schema_arrow.append(field), compression="zstd") as writer:
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
