"""Publish cleaned documents as a data set: Parquet, JSONL or plain text, with its card and its Croissant metadata.

The output is a folder on this machine or in an object store, as for `clean`. The same documents and options always give
the same bytes. In a folder the data is in `data/`, in files of about 256 million characters; a name that ends in
.parquet, .jsonl (.gz, .zst) or .txt gets it in one file, with card and metadata beside it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from chengwen import overwriting
from chengwen.corpus import storage
from chengwen.corpus.plan import ROWS, TEXTS, kind_of
from chengwen.corpus.read import Cleaned
from chengwen.corpus.write import Append, sink
from chengwen.decode.file_names import file_name
from chengwen.errors import InputError
from chengwen.export import card as export_card
from chengwen.export import croissant
from chengwen.export.rows import Counts, Layout, rows
from chengwen.message import at, say
from chengwen.stages.structure.secrecy.secrecy import withheld

KINDS = (*ROWS, *TEXTS)
FORMS = {".xml": "tei", ".docx": "docx"}
"""TEI and Word, one file a document; only in a folder."""
FILES = (*TEXTS, *FORMS)
"""Kinds of which each document is a file of its own."""
CARD, CROISSANT = "README.md", "croissant.json"
DATA = "data"
MOST_CHARACTERS = 256_000_000
"""Of one file in a folder; further rows go into the next."""
BETWEEN_TEXTS = "\n\n"
"""Between the texts in one file. No clean text has two blank lines in a row, so the file can be split again."""
_PART = re.compile(r"part-[0-9]{5,}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a data set is written."""

    folder: str
    """Contains card and metadata; anything else in it is left alone."""
    data: str
    """The data files, as a pattern relative to that folder."""
    kind: str
    whole: bool
    """All data in one file."""


def export(cleaned: Iterable[Cleaned], out: str, kind: str, layout: Layout, *, marked: bool = False) -> Counts:
    """Write a data set, entirely or not at all, and return its figures.

    `marked` includes documents marked secret or internal.
    """
    place = place_of(out, kind)
    if place.kind in FILES and (layout.sections or layout.columns):
        raise InputError(
            at(out, say("plain text, TEI and Word hold texts alone; --sections and --column need Parquet or JSONL"))
        )
    refuse_to_overwrite(place)
    first, cleaned = _peek(cleaned)
    layout = replace(layout, duplicates=first is not None and first[2], form=FORMS.get(place.kind, ""))
    counts = Counts()
    cleaned = cleaned if marked else _unmarked(cleaned, counts)
    with _scratch(out) as scratch:
        made = _write(_counted(cleaned, layout, counts), scratch, place, layout)
        _move_in(made, place)
    described = croissant.metadata(place.data, place.kind, layout, export_card.licence(counts))
    storage.write(storage.child(place.folder, CROISSANT), described)
    card = export_card.card(place.data, place.kind, layout, counts).encode()
    storage.write(storage.child(place.folder, CARD), card)
    return counts


def place_of(out: str, kind: str) -> Place:
    """Return where the output goes: its name says whether it is one file or a folder.

    >>> place_of("set/all.jsonl.gz", "").data, place_of("s3://bucket/set", "").data, place_of("set", ".txt").data
    ('all.jsonl.gz', 'data/*.parquet', 'data/*.txt')
    """
    named = kind_of(out) if kind_of(out) in KINDS else ""
    if named and kind not in ("", named):
        raise InputError(at(out, say("--format {kind} contradicts its name; leave one of them out", kind=kind[1:])))
    if named:
        parent = out.rpartition("/")[0] if storage.is_remote(out) else str(Path(out).parent)
        return Place(parent, storage.last_part(out), named, whole=True)
    kind = kind or ".parquet"
    return Place(out, f"{DATA}/*{kind}", kind, whole=False)


def refuse_to_overwrite(place: Place) -> None:
    """Refuse to overwrite anything except an earlier export to the same place."""
    card = storage.read(storage.child(place.folder, CARD))
    if card and export_card.describes(card.decode("utf-8", "replace"), place.data):
        return
    others = [storage.child(place.folder, name) for name in (CARD, CROISSANT, place.data if place.whole else DATA)]
    if there := [address for address in others if storage.look(address) or storage.names_in(address)]:
        raise InputError(
            at(there[0], say("is there already, and not from such an export; name another place, or remove it first"))
        )


def refuse_to_export_itself(addresses: Sequence[str], out: str, kind: str) -> None:
    """Refuse a place inside what is exported, or where an exported file would be replaced or removed.

    Only places on this machine are examined. Raises `InputError`.
    """
    if storage.is_remote(out):
        return
    place = place_of(out, kind)
    data = storage.child(place.folder, place.data if place.whole else DATA)
    named = [address for address in addresses if not storage.is_remote(address)]
    files = [file.address for address in named for file in storage.find(address) if _is_read(file)]
    targets = [data, *(storage.child(place.folder, name) for name in (CARD, CROISSANT))]
    overwriting.refuse_to_replace(files, targets)
    overwriting.refuse_to_write_into(named, [out, *targets])
    overwriting.refuse_unusable(out, whole=place.whole)
    if not place.whole:
        overwriting.refuse_inputs_in(files, data)


def _is_read(file: storage.File) -> bool:
    return kind_of(file.address) in ROWS


def _peek(cleaned: Iterable[Cleaned]) -> tuple[Cleaned | None, Iterable[Cleaned]]:
    rest = iter(cleaned)
    first = next(rest, None)
    return first, () if first is None else chain([first], rest)


@contextmanager
def _scratch(out: str) -> Iterator[Path]:
    """Yield a folder beside the output, from which files can be renamed into place; any folder if they are uploaded."""
    beside = None if storage.is_remote(out) else Path(out).absolute().parent
    if beside:
        beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{storage.last_part(out)}.", dir=beside) as folder:
        yield Path(folder)


def _unmarked(cleaned: Iterable[Cleaned], counts: Counts) -> Iterator[Cleaned]:
    """Yield the documents without marks of secrecy, or permitted all the same, that are not copies of marked ones."""
    for document, duplicate_of, looked in cleaned:
        if withheld(document.flags, document.provenance.to_dict()) or duplicate_of in counts.withheld:
            counts.withheld.add(document.id)
        else:
            yield document, duplicate_of, looked


def _counted(cleaned: Iterable[Cleaned], layout: Layout, counts: Counts) -> Iterator[dict[str, Any]]:
    for document, duplicate_of, _ in cleaned:
        counts.add(document, duplicate_of, layout.columns)
        for row in rows(document, duplicate_of, layout):
            counts.rows += 1
            yield row


def _write(found: Iterable[dict[str, Any]], scratch: Path, place: Place, layout: Layout) -> list[Path]:
    """Write all rows into files of the scratch folder; without rows, one file with none."""
    if place.kind in FILES:
        return _write_one_text(found, scratch, place) if place.whole else list(_write_texts(found, scratch, place.kind))
    rest = iter(found)
    waiting, paths = next(rest, None), list[Path]()
    while waiting is not None or not paths:
        paths.append(scratch / (place.data if place.whole else f"part-{len(paths):05}{place.kind}"))
        size = 0
        with _sink(paths[-1], place.kind, layout) as append:
            while waiting is not None and (place.whole or size < MOST_CHARACTERS):
                append(waiting)
                size += len(waiting["text"])
                waiting = next(rest, None)
    return paths


def _sink(path: Path, kind: str, layout: Layout) -> AbstractContextManager[Append]:
    if kind != ".parquet":
        return sink(path, kind)
    from chengwen.corpus import parquet as corpus_parquet  # first: it says how to install what is missing
    from chengwen.export import schema as arrow

    return corpus_parquet.parquet_sink(path, arrow.schema(layout))


def _write_one_text(found: Iterable[dict[str, Any]], scratch: Path, place: Place) -> list[Path]:
    path = scratch / place.data
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, row in enumerate(found):
            file.write((BETWEEN_TEXTS if number else "") + row["text"])
    return [path]


def _write_texts(found: Iterable[dict[str, Any]], scratch: Path, kind: str) -> Iterator[Path]:
    for row in found:
        path = scratch / f"{file_name(row['id'])}{kind}"
        if path.exists():
            raise InputError(
                at(row["id"], say("two documents have this id, and a file can hold one; export to one *.txt"))
            )
        path.write_bytes(row["data"] if "data" in row else row["text"].encode())
        yield path


def _move_in(made: list[Path], place: Place) -> None:
    """Move the files into place, and remove files of the same kind left from an earlier export.

    Files with other names stay; text files are named by ids, so any text file counts as ours.
    """
    folder = place.folder if place.whole else storage.child(place.folder, DATA)
    for path in made:
        storage.move_in(path, storage.child(folder, path.name))
    if not place.whole:
        names = {path.name for path in made}
        for name in storage.names_in(folder):
            ours = place.kind in FILES or _PART.fullmatch(name.removesuffix(place.kind))
            if name.endswith(place.kind) and name not in names and ours:
                storage.remove(storage.child(folder, name))
