"""Keep beside a corpus what tells copies: a key and an id for each document that was written, shard by shard."""

from __future__ import annotations

import json
import shutil
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from chengwen.copies.many import key
from chengwen.corpus import storage
from chengwen.corpus.state import KEYS, keys_name
from chengwen.document import Document


@contextmanager
def sink(folder: Path, kind: str) -> Iterator[Callable[[Document], None]]:
    """Take down the keys of documents; without a kind of copies to look for, nothing."""
    if not kind:
        yield lambda _: None
        return
    with ExitStack() as stack:
        keys, ids = (stack.enter_context((folder / f"shard{suffix}").open("wb")) for suffix in KEYS)

        def note(document: Document) -> None:
            keys.write(key(document.text, kind))
            ids.write(json.dumps(document.id).encode() + b"\n")

        yield note


def place(folder: Path, state: str, number: int) -> None:
    """Put the keys of a shard beside its record; where there are none, none may stand there."""
    for suffix in KEYS:
        address = storage.child(state, keys_name(number, suffix))
        made = folder / f"shard{suffix}"
        if made.exists():
            storage.move_in(made, address)
        else:
            storage.remove(address)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a whole corpus in one file, found by the number of the document."""

    file: BinaryIO
    starts: array[int]

    def __getitem__(self, row: int) -> Any:
        self.file.seek(self.starts[row])
        return json.loads(self.file.readline())


@contextmanager
def gather(state: str, shards: Sequence[int], scratch: Path) -> Iterator[tuple[Path, Ids]]:
    """Give the keys of these shards in one file, and their ids: eight bytes of memory for each."""
    keys, starts = scratch / "keys", array("Q")
    of_keys, of_ids = KEYS
    with (scratch / "ids").open("w+b") as ids:
        with keys.open("wb") as joined:
            for number in shards:
                with storage.open_file(storage.child(state, keys_name(number, of_keys))) as file:
                    shutil.copyfileobj(file, joined, storage.BUFFER)
                with storage.open_file(storage.child(state, keys_name(number, of_ids))) as file:
                    for line in file:
                        starts.append(ids.tell())
                        ids.write(line)
        yield keys, Ids(ids, starts)
