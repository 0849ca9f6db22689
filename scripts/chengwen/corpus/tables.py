"""Read tables as people have them: CSV and TSV in any encoding, gzip or not, and Excel workbooks; a row a record.

The first row that is not empty names the columns. A row that is longer keeps its further cells under numbers.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import count
from typing import Any, BinaryIO, cast

from chengwen.corpus import storage
from chengwen.decode.decode import decode
from chengwen.decode.encodings import WITHOUT_MARK
from chengwen.errors import InputError
from chengwen.message import foreign, say

SAMPLE = 1 << 16
"""How much of a table is examined for its encoding, in bytes."""
DELIMITERS = ",\t;|"
Record = tuple[dict[str, Any], int]


def records(address: str, kind: str, most_bytes: int) -> Iterator[Record]:
    """Yield the records of a table, each with its size in bytes."""
    if kind == ".xlsx":
        from chengwen.formats.xlsx import sheets

        with storage.open_file(address) as file:
            raw = file.read()
        for rows in sheets(raw):
            yield from _records(rows)
        return
    csv.field_size_limit(max(most_bytes, csv.field_size_limit()))
    with closing(_open(address, kind)) as sample:
        encoding, head = _encoding(sample)
    with closing(_open(address, kind)) as file:
        text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
        delimiter = "\t" if kind.startswith(".tsv") else _delimiter(head)
        try:
            yield from _records(csv.reader(text, delimiter=delimiter))
        except csv.Error as error:
            raise InputError(say("not a valid table: {problem}", problem=foreign(str(error)))) from None


def _open(address: str, kind: str) -> BinaryIO:
    file = storage.open_file(address)
    return cast("BinaryIO", gzip.open(file)) if kind.endswith(".gz") else file


def _encoding(file: BinaryIO) -> tuple[str, str]:
    """Return the encoding of a whole file and its beginning: UTF-8 if all of it is, else by where it is not."""
    beginning = file.read(SAMPLE)
    source = decode(beginning)
    head = source.text.removeprefix("\ufeff")
    if source.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        return WITHOUT_MARK.get(source.encoding, source.encoding), head
    check = codecs.getincrementaldecoder("utf-8")()
    data = beginning
    while data:
        try:
            check.decode(data)
        except UnicodeDecodeError:
            return decode(data).encoding, head
        data = file.read(SAMPLE)
    return "utf-8-sig", head


def _delimiter(head: str) -> str:
    """Return the delimiter of a table: the one that its first line has most of."""
    first = next((line for line in head.split("\n") if line.strip("\r ")), "")
    return max(DELIMITERS, key=first.count)


def _records(rows: Iterable[Sequence[Any]]) -> Iterator[Record]:
    columns: list[str] | None = None
    for row in rows:
        if all(cell in ("", None) for cell in row):
            continue
        if columns is None:
            columns = _unique(row, [])
            continue
        if len(row) > len(columns):
            columns += _unique(range(len(columns) + 1, len(row) + 1), columns)
        record = dict(zip(columns, row, strict=False))
        yield record, sum(len(cell.encode("utf-8", "replace")) for cell in row if isinstance(cell, str))


def _unique(cells: Iterable[Any], taken: Sequence[str]) -> list[str]:
    """Return the names of columns behind those that are taken; one that is there already gets a number of its own.

    The number is that of its column, or the next that makes a name which no other column has.

    >>> _unique(["甲", "甲", "甲-2", None], []), _unique(range(3, 5), ["甲", "3"])
    (['甲', '甲-3', '甲-2', 'column-4'], ['3-3', '4'])
    """
    given = ["" if cell is None else str(cell).strip(" \t\ufeff\u3000") for cell in cells]
    used = {*taken, *given}
    names: list[str] = []
    for number, name in enumerate(given, len(taken) + 1):
        if not name or name in names or name in taken:
            tries = (f"{name or 'column'}-{other}" for other in count(number))
            name = next(one for one in tries if one not in used)  # noqa: PLW2901
            used.add(name)
        names.append(name)
    return names
