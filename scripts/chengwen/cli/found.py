"""What `add` reads of the files it is given, and what it leaves alone: folders are walked as `clean` walks them.

A file is a document, an archive holds several, and of a table each row is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from chengwen.checkout.additions import read_files, source_beside
from chengwen.checkout.many_additions import MANY
from chengwen.corpus import storage, walk
from chengwen.corpus.file_kinds import holds_rows
from chengwen.corpus.rows import Reading, Row, read_rows
from chengwen.corpus.shards.plan import whole
from chengwen.corpus.source_columns.fields import Wanted
from chengwen.corpus.walk import Left
from chengwen.decode.file_names import as_text
from chengwen.errors import ChengwenError, InputError
from chengwen.formats.content import MAX_BYTES
from chengwen.formats.read import Extracted, Refused, Result
from chengwen.knowledge.tables import words
from chengwen.message import NO_MESSAGE, Message, say
from chengwen.sidecar import Sidecar

HIDDEN = (".", "~$")
"""With what the names of hidden files begin, and of the locks that Word leaves beside what is open."""
MOST_ROWS = 1_000
"""A table with more rows is a corpus: a sample is looked at one by one, and has three files."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document that may be added, or why it cannot be read."""

    item: Result
    sidecar: Sidecar
    stated: dict[str, Any] = field(default_factory=dict)
    """Metadata that the columns of its row state, for where the text says nothing."""
    beside: tuple[str, ...] = ()
    """The columns of its row of which nothing is taken."""


def documents(paths: Iterable[Path]) -> tuple[list[Path], list[Left], list[Message]]:
    """Return the files that hold documents, what is left alone, and which of the paths hold none."""
    found, left, problems = list[Path](), list[Left](), list[Message]()
    for path in paths:
        try:
            taken, others = _documents(path)
            found, left = [*found, *taken], [*left, *others]
        except InputError as error:
            problems.append(error.message)
    return found, left, problems


def _documents(path: Path) -> tuple[list[Path], list[Left]]:
    """Return the files with documents that a file or folder holds, and what is left alone there.

    A folder without any raises `InputError`.
    """
    if not path.is_dir():
        if path.name.startswith(HIDDEN):
            return [], [Left(str(path), say("hidden"))]
        return [path], []
    files, left = walk.sources([str(path)])
    # a sidecar is read, with its document
    return [Path(one.address) for one in files], [one for one in left if one.kind != "sidecar (.toml)"]


def are_many(paths: Sequence[Path]) -> bool:
    """Whether there are so many documents that each is told of in one line; a table may hold any number."""
    return len(paths) > MANY or any(holds_rows(path.name) for path in paths)


def read(paths: Iterable[Path], text_column: str = "") -> Iterator[Found]:
    """Read files one after the other; a table row by row, its text in a column of this name or of a usual one."""
    for path in paths:
        if holds_rows(path.name) and path.is_file():
            yield from _rows(path, Reading(MAX_BYTES, Wanted(text_column)))
        else:
            yield from (Found(item, sidecar) for item, sidecar in read_files([path]))


def _rows(path: Path, reading: Reading) -> Iterator[Found]:
    name = as_text(path.name)
    try:
        source = source_beside(path)
        rows = list(islice(read_rows(whole(storage.local(path)), reading), MOST_ROWS + 1))
    except ChengwenError as error:
        yield Found(Refused(name, "", error.message), Sidecar())
        return
    if len(rows) > MOST_ROWS:
        reason = say(
            "this has more than {most:,} rows, and is a corpus: clean it with `chengwen clean {file} --out "
            "NAME.jsonl`, or put the rows that are to be added into a table of their own",
            most=MOST_ROWS,
            file=as_text(str(path)),
        )
        yield Found(Refused(name, "", reason), Sidecar())
    elif rows and {row.problem for row in rows} == {rows[0].problem} != {NO_MESSAGE}:  # no column is the text
        yield Found(Refused(name, "", rows[0].problem), Sidecar())
    else:
        yield from (_of_row(name, row, source) for row in rows)


def _of_row(name: str, row: Row, source: Sidecar) -> Found:
    """Return a row as a file that holds its text alone."""
    place = f"{name}:{row.line}"
    sidecar = replace(source, url=row.sidecar.url or source.url, metadata=row.sidecar.metadata)
    try:
        if row.problem:
            raise InputError(row.problem)
        raw = row.raw if isinstance(row.raw, bytes) else row.raw.encode()
        if not raw.strip(b" \t\r\n"):
            raise InputError(say("the text of this row is empty; there is nothing to clean"))
    except UnicodeEncodeError:
        problem = say("a column holds what JSON in UTF-8 cannot: half a surrogate pair, or infinity")
        return Found(Refused(place, "", problem), sidecar)
    except InputError as error:
        return Found(Refused(place, "", error.message), sidecar)
    taken = ["title", "date", "year", *(["url"] if row.sidecar.url else [])]
    known = {one for what in taken for one in words("source_columns", what)}
    beside = tuple(one for one in row.columns or () if one.strip(" \t\ufeff\u3000").casefold() not in known)
    return Found(Extracted(place, "", raw, None, "text/plain", "", ()), sidecar, row.stated, beside)
