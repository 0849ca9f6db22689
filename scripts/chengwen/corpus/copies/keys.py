"""What is kept of each document to find copies by, shard by shard: its key, its id, what it is worth, and where it was.

The keys of a shard lie in one file, each of a fixed size where documents are compared; a line of JSON a document in
another holds its id, its length in Chinese characters, the number of its placeholders below 0, how many digests its key
holds, and its place in the input. A text has its id from its content, so that two sources may share one; the place
tells them apart.
"""

from __future__ import annotations

import json
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from chengwen.copies.many import DIGEST, key
from chengwen.copies.near import essence
from chengwen.corpus import storage
from chengwen.corpus.copies import paragraphs
from chengwen.corpus.shards.state import KEYS, ShardRecord, keys_name
from chengwen.decode.file_names import as_text
from chengwen.document import Document


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one document."""

    key: bytes
    about: list[Any]
    """Its id, its length, its placeholders below 0, its digests, the number of its segment, and its line there."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document of another cleaned corpus, which comes before this one."""

    key: bytes
    id: str
    file: str
    row: int


def entry(document: Document, kind: str, segment: int, line: int) -> Entry:
    """Return what is kept of a document in a line of a segment; line 0 if the file is the document."""
    found = paragraphs.key(document.text) if kind == "paragraph" else key(document.text, kind)
    worth = (len(essence(document.text)), -len(document.placeholders), len(found) // DIGEST)
    return Entry(found, [document.id, *worth, segment, line])


@contextmanager
def sink(folder: Path, kind: str) -> Iterator[Callable[[Entry], None]]:
    """Write the keys of documents; if no copies are looked for, write nothing."""
    if not kind:
        yield lambda _: None
        return
    with ExitStack() as stack:
        keys, ids = (stack.enter_context((folder / f"shard{suffix}").open("wb")) for suffix in KEYS)

        def write(entry: Entry) -> None:
            keys.write(entry.key)
            ids.write(json.dumps(entry.about).encode() + b"\n")

        yield write


def place(folder: Path, state: str, number: int) -> None:
    """Move the keys of a shard beside its record; if there are none, remove the old ones."""
    for suffix in KEYS:
        address = storage.child(state, keys_name(number, suffix))
        made = folder / f"shard{suffix}"
        if made.exists():
            storage.move_in(made, address)
        else:
            storage.remove(address)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a whole corpus in one file, by the number of the document."""

    file: BinaryIO
    starts: array[int]

    def __getitem__(self, row: int) -> Any:
        return self._read(row)[0]

    def worth(self, row: int) -> tuple[int, int]:
        """Return what a document is worth among its copies: the longest is best, then the least masked."""
        _, length, masks, *_ = self._read(row)
        return length, masks

    def digests(self, row: int) -> int:
        """Return how many digests there are of a document: of its paragraphs, where these are looked at."""
        number: int = self._read(row)[3]
        return number

    def source(self, row: int) -> dict[str, Any]:
        """Return where a document was read: its file and its line, None where the file is the document."""
        return {"file": as_text(self.address(row)), "line": self._read(row)[-1] or None}

    def address(self, row: int) -> str:
        """Return the address of the file in which a document was read."""
        address: str = self._read(row)[-2]
        return address

    def _read(self, row: int) -> Any:
        self.file.seek(self.starts[row])
        return json.loads(self.file.readline())


@contextmanager
def gather(
    state: str, records: Sequence[ShardRecord], scratch: Path, earlier: Iterable[Earlier] = ()
) -> Iterator[tuple[Path, Ids]]:
    """Yield the keys of all shards in one file, and their ids: eight bytes of memory for each.

    `earlier` are documents of another corpus, which come first.
    """
    keys, starts = scratch / "keys", array("Q")
    of_keys, of_ids = KEYS
    with (scratch / "ids").open("w+b") as ids:

        def note(entry: Sequence[Any]) -> None:
            starts.append(ids.tell())
            ids.write(json.dumps(entry).encode() + b"\n")

        with keys.open("wb") as joined:
            for one in earlier:
                joined.write(one.key)
                note([one.id, 0, 0, 0, one.file, one.row])
            for record, files in _with_files(records):
                if record.output is None:
                    continue
                with storage.open_file(storage.child(state, keys_name(record.number, of_keys))) as file:
                    shutil.copyfileobj(file, joined, storage.BUFFER)
                with storage.open_file(storage.child(state, keys_name(record.number, of_ids))) as file:
                    for *about, segment, line in map(json.loads, file):
                        name, before = files[segment]
                        note([*about, name, line and line + before])
        yield keys, Ids(ids, starts)


def _with_files(records: Sequence[ShardRecord]) -> Iterator[tuple[ShardRecord, list[tuple[str, int]]]]:
    """Yield each shard with the files of its segments, and how many lines of each file lie before the segment."""
    file, lines = "", 0
    for record in records:
        files = list[tuple[str, int]]()
        for one in record.inputs:
            lines = lines if one.file == file else 0  # files follow one another; only the last one continues
            file = one.file
            files.append((file, lines))
            lines += one.lines
        yield record, files
