"""Publish cleaned documents as a data set: Parquet, JSONL or plain text, with its card and its Croissant metadata.

The output is a folder on this machine or in an object store, as for `clean`. The same documents and options always give
the same bytes. In a folder the data is in `data/`, in files of about 256 million characters; a name that ends in
.parquet, .jsonl (.gz, .zst) or .txt gets it in one file, with card and metadata beside it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from chengwen import overwriting
from chengwen.corpus import storage
from chengwen.corpus.file_kinds import ROWS, TEXTS, kind_of
from chengwen.corpus.read import Cleaned
from chengwen.corpus.write import Append, sink
from chengwen.decode.file_names import as_text, file_name
from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.export import card as export_card
from chengwen.export import croissant
from chengwen.export.card import USUAL, About
from chengwen.export.rows import Counts, Layout, rows
from chengwen.export.splits import UNSEEN, Looked
from chengwen.knowledge.tables import read_table
from chengwen.message import at, say
from chengwen.stages.structure.secrecy.secrecy import withheld

KINDS = (*ROWS, *TEXTS)
FORMS = {".xml": "tei", ".docx": "docx"}
"""TEI and Word, one file a document; only in a folder."""
FILES = (*TEXTS, *FORMS)
"""Kinds of which each document is a file of its own."""
CARD, CROISSANT = "README.md", "croissant.json"
BESIDE = (CARD, CROISSANT)
"""What is written beside the data: its card and its metadata."""
DATA = "data"
MOST_CHARACTERS = 256_000_000
"""Of one file in a folder; further rows go into the next."""
BETWEEN_TEXTS = "\n\n"
"""Between the texts in one file. No clean text has two blank lines in a row, so the file can be split again."""
_PART = compiled(r"part-[0-9]{5,}")


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


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents a data set has, and how they lie in its folder."""

    marked: bool = False
    """Also those marked secret or internal."""
    doubtful: bool = True
    """Also those with a flag that says that something is wrong with them."""
    looked: Looked = UNSEEN
    partition: str = ""
    """The metadata by which rows lie in folders: year, genre or level."""
    about: About = USUAL


ALL = Choice()
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
"""The folder of documents without a value, by the name that readers of partitions know."""


def export(cleaned: Iterable[Cleaned], out: str, kind: str, layout: Layout, choice: Choice = ALL) -> Counts:
    """Write a data set, entirely or not at all, and return its figures."""
    place = place_of(out, kind)
    is_deep = bool(choice.partition or choice.looked.splits)
    if is_deep and (place.whole or place.kind in FILES):
        raise InputError(at(out, say("--partition and --split need a folder of Parquet or JSONL")))
    place = replace(place, data=f"{DATA}/**/*{place.kind}") if is_deep else place
    if place.kind in FILES and (layout.sections or layout.columns):
        raise InputError(
            at(out, say("plain text, TEI and Word hold texts alone; --sections and --column need Parquet or JSONL"))
        )
    refuse_to_overwrite(place)
    first, cleaned = _peek(cleaned)
    layout = replace(layout, duplicates=first is not None and first[2], form=FORMS.get(place.kind, ""))
    counts = Counts()
    counts.withheld |= choice.looked.withheld if not choice.marked else frozenset()
    with _scratch(out) as scratch:
        found = _chosen(cleaned, choice, counts)
        made = _write(_counted(found, layout, counts, choice.partition), scratch, place, layout)
        _move_in(made, scratch, place)
    about = replace(choice.about, licence=choice.about.licence or export_card.licence(counts))
    storage.write(storage.child(place.folder, CROISSANT), croissant.metadata(place.data, place.kind, layout, about))
    card = export_card.card(place.data, place.kind, layout, counts, about).encode()
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


def beside(out: str, kind: str) -> tuple[str, ...]:
    """Return where the card and the metadata are written, as it may be told."""
    return tuple(as_text(storage.child(place_of(out, kind).folder, name)) for name in BESIDE)


def refuse_to_overwrite(place: Place) -> None:
    """Refuse to overwrite anything except an earlier export to the same place."""
    card = storage.read(storage.child(place.folder, CARD))
    if card and export_card.describes(text := card.decode("utf-8", "replace"), place.data):
        if export_card.is_changed(text):
            changed = say("somebody changed it since it was exported, so it stays; move it, then export again")
            raise InputError(at(storage.child(place.folder, CARD), changed))
        return
    others = [storage.child(place.folder, name) for name in (CARD, CROISSANT, place.data if place.whole else DATA)]
    there = [address for address in others if storage.look(address) or storage.names_in(address)]
    if there and place.whole and storage.last_part(there[0]) in BESIDE:
        raise InputError(
            at(
                there[0],
                say(
                    "is there already, and not from such an export; {card} and {metadata} are written beside the data: "
                    "name a folder for them, --out dataset/{name}",
                    card=CARD,
                    metadata=CROISSANT,
                    name=place.data,
                ),
            )
        )
    if there:
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


def _chosen(cleaned: Iterable[Cleaned], choice: Choice, counts: Counts) -> Iterator[tuple[Cleaned, str]]:
    """Yield the documents that a data set has, each with its split.

    Without marks of secrecy, unless permitted, and no copies of marked ones; without doubtful ones, unless asked for.
    """
    splits = choice.looked.splits
    for number, one in enumerate(cleaned):
        document, duplicate_of, _ = one
        is_withheld = withheld(document.flags, document.provenance.to_dict()) or duplicate_of in counts.withheld
        if is_withheld and not choice.marked:
            counts.withheld.add(document.id)
        elif not choice.doubtful and not doubts().isdisjoint(document.flags):
            counts.doubtful += 1
        else:
            yield one, splits[number] if splits else ""


@cache
def doubts() -> frozenset[str]:
    """Return the flags that say that something is wrong with a document."""
    return frozenset(one["id"] for one in read_table("flags", "flags") if one.get("doubt"))


Placed = tuple[dict[str, Any], str]
"""A row, and its folder below the data."""


def _counted(found: Iterable[tuple[Cleaned, str]], layout: Layout, counts: Counts, partition: str) -> Iterator[Placed]:
    for (document, duplicate_of, _), split in found:
        counts.add(document, duplicate_of, layout.columns)
        counts.splits.update([split] if split else [])
        value = getattr(document.metadata, partition) if partition else None
        part = f"{partition}={UNKNOWN if value is None else file_name(str(value))}" if partition else ""
        for row in rows(document, duplicate_of, layout):
            counts.rows += 1
            yield row, "/".join(filter(None, (split, part)))


def _write(found: Iterable[Placed], scratch: Path, place: Place, layout: Layout) -> list[Path]:
    """Write all rows into files of the scratch folder; without rows, one file with none."""
    if place.kind in FILES:
        texts = (row for row, _ in found)
        return _write_one_text(texts, scratch, place) if place.whole else list(_write_texts(texts, scratch, place.kind))
    folders: dict[str, _Folder] = {}
    for row, name in found:
        if name not in folders:
            folders[name] = _Folder(scratch / name, place, layout)
        folders[name].append(row)
    for folder in folders.values() or [_Folder(scratch, place, layout)]:
        folder.close()
    return [path for folder in folders.values() for path in folder.paths] or sorted(scratch.glob(f"*{place.kind}"))


class _Folder:
    """The files of one folder, each begun when the one before it is full."""

    def __init__(self, path: Path, place: Place, layout: Layout) -> None:
        self.paths: list[Path] = []
        self._path, self._place, self._layout = path, place, layout
        self._size = 0
        self._stack = ExitStack()
        self._append: Append = self._begin()

    def append(self, row: dict[str, Any]) -> None:
        """Write one row."""
        if self._size >= MOST_CHARACTERS and not self._place.whole:
            self.close()
            self._append = self._begin()
        self._append(row)
        self._size += len(row["text"])

    def close(self) -> None:
        """Finish the file under way."""
        self._stack.close()

    def _begin(self) -> Append:
        self._path.mkdir(parents=True, exist_ok=True)
        name = self._place.data if self._place.whole else f"part-{len(self.paths):05}{self._place.kind}"
        self.paths.append(self._path / name)
        self._size = 0
        return self._stack.enter_context(_sink(self.paths[-1], self._place.kind, self._layout))


def _sink(path: Path, kind: str, layout: Layout) -> AbstractContextManager[Append]:
    if kind != ".parquet":
        return sink(path, kind)
    from chengwen.corpus import parquet as corpus_parquet  # first: it says how to install what is missing
    from chengwen.export import schema as arrow

    return corpus_parquet.parquet_sink(path, arrow.schema(layout), layout.kinds)


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


def _move_in(made: list[Path], scratch: Path, place: Place) -> None:
    """Move the files into place, and remove files of the same kind left from an earlier export.

    Files with other names stay; text files are named by ids, so any text file counts as ours.
    """
    folder = place.folder if place.whole else storage.child(place.folder, DATA)
    names = {path.relative_to(scratch).as_posix(): path for path in made}
    before = [] if place.whole else _names_below(folder)
    for name, path in names.items():
        storage.move_in(path, storage.child(folder, name))
    for name in before:
        ours = place.kind in FILES or _PART.fullmatch(name.rpartition("/")[2].removesuffix(place.kind))
        if name.endswith(place.kind) and name not in names and ours:
            storage.remove(storage.child(folder, name))


def _names_below(folder: str) -> list[str]:
    """Return the paths of the files below a folder."""
    try:
        return [file.address.removeprefix(folder).lstrip("/") for file in storage.find(folder)]
    except InputError:
        return []
