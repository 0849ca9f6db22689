"""Read what is to be exported: the cleaned samples of a checkout, or the output of `clean` over a corpus."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from chengwen.checkout.store import cleaned_ids, read_cleaned
from chengwen.corpus import storage
from chengwen.corpus.file_kinds import ROWS, kind_of
from chengwen.corpus.rows import open_lines
from chengwen.corpus.shards.plan import whole
from chengwen.corpus.source_columns.kinds import NOTHING, Kinds, both, kind_of_value
from chengwen.decode.file_names import as_text
from chengwen.document import Document, from_json
from chengwen.errors import InputError, first_line
from chengwen.message import NO_MESSAGE, Message, at, foreign, of_error, of_system, say

Cleaned = tuple[Document, str | None, bool]
"""A document, the id of which it is a copy, and whether copies were looked for."""


def read_documents(*addresses: str | Path) -> Iterator[Document]:
    """Yield the documents of a cleaned corpus: files, folders, patterns or addresses of object stores.

    What is no output of a cleaning raises `InputError`.
    """
    for document, _, _ in corpus([str(address) for address in addresses]):
        yield document


def samples(root: Path) -> Iterator[Cleaned]:
    """Yield the cleaned samples of a checkout; if there are none, raise `InputError`."""
    ids = cleaned_ids(root)
    if not ids:
        raise InputError(at(root / "cleaned", say("no cleaned samples here; run `chengwen clean` first")))
    for id in ids:
        yield read_cleaned(root, id), None, False


TEXT, JSON = ".txt", ".json"
"""The two files of a document that was cleaned into a folder."""


def corpus(addresses: Sequence[str], problems: list[Message] | None = None) -> Iterator[Cleaned]:
    """Yield the documents of a cleaned corpus in order: of rows, or of texts with their JSON beside them.

    Anything else raises `InputError`. With `problems`, texts that do not fit their JSON, and the one without the other,
    are listed there, and the rest goes on.
    """
    for named in addresses:
        address = _ledger_of(named) if named.endswith(TEXT) else named
        found = storage.find(address)
        files = [file for file in found if kind_of(file.address) in ROWS]
        texts = [file for file in found if file.address.endswith(JSON)]
        if not files and not texts:
            raise InputError(
                at(
                    address,
                    say(
                        "nothing here that was cleaned; first `chengwen clean {place} --out NAME.jsonl`, then name "
                        "that. Known are {known}",
                        place=address,
                        known=(*ROWS, f"{TEXT} + {JSON}"),
                    ),
                )
            )
        if problems is not None:
            problems += _alone([file.address for file in found])
        folder = storage.base_of(address) if len(found) > 1 else found[0].address.rpartition("/")[0]
        yield from ((document, None, False) for document in _cleaned_texts(texts, folder, problems))
        for file in files:
            yield from _cleaned_rows(file, problems)


def _ledger_of(text: str) -> str:
    """Return the JSON beside a clean text; without one, the text proves nothing."""
    beside = text[: -len(TEXT)] + JSON
    if storage.look(text) and not storage.look(beside):
        what = say(
            "no ledger beside it ({file}); `chengwen clean FILE -o NAME.json` or -o FOLDER writes one",
            file=as_text(storage.last_part(beside)),
        )
        raise InputError(at(as_text(text), what))
    return beside


def _cleaned_texts(files: Iterable[storage.File], folder: str, problems: list[Message] | None) -> Iterator[Document]:
    for file in files:
        try:
            document = _read_pair(file, folder)
        except InputError as error:
            if problems is None:
                raise
            problems.append(error.message)
            continue
        if document:
            yield document


def _cleaned_rows(file: storage.File, problems: list[Message] | None) -> Iterator[Cleaned]:
    for line, data in enumerate(rows_of(file), 1):
        try:
            found = from_json(data), data.get("duplicate_of"), "duplicate_of" in data
        except InputError as error:
            what = say(
                "{file}, row {line}: {reason}; name the output of `chengwen clean` over a corpus",
                file=file.address,
                line=line,
                reason=error.message,
            )
            if problems is None:
                raise InputError(what) from None
            problems.append(what)
            continue
        yield found


def _alone(found: Sequence[str]) -> Iterator[Message]:
    """Yield what of a folder of cleaned texts stands without its other half."""
    if len(found) < 2:
        return
    for name in sorted(found):
        if name.endswith(TEXT) and name.removesuffix(TEXT) + JSON not in found:
            yield at(as_text(name), say("no ledger beside it ({file})", file=as_text(_name(name, TEXT, JSON))))
        if name.endswith(JSON) and name.removesuffix(JSON) + TEXT not in found:
            yield at(as_text(name), say("no clean text beside it ({file})", file=as_text(_name(name, JSON, TEXT))))


def _name(address: str, ending: str, other: str) -> str:
    return address.rpartition("/")[2].removesuffix(ending) + other


def _read_pair(file: storage.File, folder: str) -> Document | None:
    """Return the document of a JSON and the text beside it; None for JSON of something else."""
    data, text = storage.read(file.address), storage.read(file.address[: -len(JSON)] + TEXT)
    if data is None or b'"chengwen/' not in data[:HEAD]:
        return None
    try:
        if text is None:  # `clean FILE --json` gives both in one
            whole_one = json.loads(data)
            return from_json(whole_one) if "text" in whole_one else None
        id = file.address.removeprefix(folder).lstrip("/")[: -len(JSON)]
        return replace(from_json(json.loads(data), text.decode()), id=id)
    except (ValueError, InputError) as error:
        problem = of_error(error)
    raise InputError(at(as_text(file.address), problem))


HEAD = 4_096


def kinds_of_columns(addresses: Sequence[str], names: Sequence[str]) -> Kinds:
    """Return the kinds of some columns of a cleaned corpus: as its Parquet notes them, else by what they hold."""
    found: Kinds = dict.fromkeys(names, NOTHING)
    for address in addresses:
        for file in storage.find(address):
            if kind_of(file.address) not in ROWS:
                continue
            if own := _noted(file):
                found = {name: both(kind, own.get(name, NOTHING)) for name, kind in found.items()}
                continue
            for row in rows_of(file):
                given = row.get("columns") or {}
                found = {name: both(kind, kind_of_value(given.get(name))) for name, kind in found.items()}
    return found


def _noted(file: storage.File) -> Kinds:
    if kind_of(file.address) != ".parquet":
        return {}
    from chengwen.corpus.parquet import kinds_written

    return kinds_written(file.address)


def rows_of(file: storage.File) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of a cleaned corpus as JSON objects."""
    if kind_of(file.address) == ".parquet":
        from chengwen.corpus.parquet import read_documents

        yield from read_documents(file.address)
        return
    number = 0
    try:
        with open_lines(whole(file)) as lines:
            for number, line in enumerate(lines, 1):
                row, problem = _parsed(line)
                if problem:
                    raise InputError(
                        say(
                            "{file}, row {number}: {problem}",
                            file=as_text(file.address),
                            number=number,
                            problem=problem,
                        )
                    )
                yield row
    except (OSError, EOFError, zlib.error) as error:
        what = of_system(error) if isinstance(error, OSError) and error.strerror else foreign(first_line(error))
        raise InputError(
            at(
                as_text(file.address),
                say("cannot be read after row {number}: {what}; make it anew", number=number, what=what),
            )
        ) from error


def _parsed(line: bytes) -> tuple[Any, Message]:
    """Return what a line contains, or why it cannot be read; the library's own error quotes the line."""
    try:
        return json.loads(line), NO_MESSAGE
    except UnicodeDecodeError as error:
        return None, say("not UTF-8 at byte {byte}", byte=error.start)
    except json.JSONDecodeError as error:
        problem = foreign(error.msg)
        return None, say("not valid JSON: {problem} at character {character}", problem=problem, character=error.pos)
    except ValueError as error:  # a number of 5,000 digits
        return None, say("not valid JSON: {problem}", problem=foreign(str(error)))
    except RecursionError:
        return None, say("JSON nested too deep to be read")


def texts_of(file: storage.File, rows: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield the clean texts of some rows of a file of a cleaned corpus, each with its row, counted from 0."""
    wanted = set(rows)
    if kind_of(file.address) == ".parquet":
        from chengwen.corpus.parquet import texts_in

        yield from ((row, text) for row, text in enumerate(texts_in(file.address)) if row in wanted)
        return
    with open_lines(whole(file)) as lines:
        for row, line in enumerate(lines):
            if row in wanted:
                yield row, json.loads(line)["text"]
