"""Clean one row of a file that holds a document a row, to look at it: as a run over the file would."""

from __future__ import annotations

from pathlib import Path

from chengwen.corpus import storage
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.rows import read_rows
from chengwen.corpus.shards.plan import whole
from chengwen.corpus.shards.shard import clean_row
from chengwen.decode.file_names import as_text
from chengwen.document import Document
from chengwen.errors import InputError
from chengwen.message import at, say


def clean_row_of(path: str, number: int, asked: CorpusOptions) -> Document:
    """Clean a row of a file, counted as a run counts them: lines of JSON, rows of a table below its header.

    A row that is not there, or that a run would refuse, raises `InputError`.
    """
    last = 0
    for row in read_rows(whole(storage.local(Path(path))), asked.reading):
        if row.line == number:
            try:
                return clean_row(row, asked)
            except InputError as error:
                place = say("{file}, row {number}", file=as_text(path), number=number)
                raise InputError(at(place, error.message)) from None
        if row.line > number:
            raise InputError(at(as_text(path), say("row {row} is blank", row=number)))
        last = row.line
    raise InputError(
        at(as_text(path), say("row {row} is past its end; it has {rows} {rows:row|rows}", row=number, rows=last))
    )
