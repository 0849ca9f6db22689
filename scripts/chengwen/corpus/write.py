"""Write the rows of one shard into a file, and shards into one file."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from chengwen.corpus import storage
from chengwen.corpus.source_columns.kinds import Kinds

Append = Callable[[dict[str, Any]], None]


def sink(path: Path, kind: str, kinds: Kinds | None = None) -> AbstractContextManager[Append]:
    """Open a file for documents in their JSON form; the same documents always give the same bytes.

    `kinds` are those of the other columns, for Parquet.
    """
    if kind == ".parquet":
        from chengwen.corpus.parquet import parquet_sink

        return parquet_sink(path, kinds=kinds)
    return _lines_sink(path, kind)


@contextmanager
def _lines_sink(path: Path, kind: str) -> Iterator[Append]:
    with open_packed(path, kind) as stream:

        def append(document: dict[str, Any]) -> None:
            stream.write(as_line(document))

        yield append


@contextmanager
def open_packed(path: Path, kind: str) -> Iterator[BinaryIO]:
    """Open a file for lines, compressed as its kind requires."""
    with path.open("wb") as file, _pack(file, kind) as stream:
        yield stream


def as_line(value: dict[str, Any]) -> bytes:
    """Return one line of JSON, without spaces between its parts, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def as_own_line(value: dict[str, Any]) -> bytes:
    """Return one line of JSON for the records beside an output: the name of a file need not be UTF-8."""
    return json.dumps(value).encode() + b"\n"


def _pack(file: BinaryIO, kind: str) -> BinaryIO:
    if kind == ".jsonl.gz":  # without name and time, so that the same rows give the same bytes
        return cast("BinaryIO", gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0))
    if kind == ".jsonl.zst":
        from chengwen.corpus.parquet import pack_zstandard

        return pack_zstandard(file)
    return file


def join(parts: list[str], path: Path, kind: str) -> None:
    """Join shards into one file; for the kinds of JSONL their bytes are concatenated."""
    if kind == ".parquet":
        from chengwen.corpus import parquet as corpus_parquet

        corpus_parquet.join(parts, path)
        return
    with path.open("wb") as whole:
        for part in parts:
            with storage.open_file(part) as file:
                shutil.copyfileobj(file, whole, storage.BUFFER)
