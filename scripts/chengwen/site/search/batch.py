"""What some documents in a row give to the index; it is kept until one of them changes.

A row ends behind a document that its id alone chooses. So a document that comes or goes changes the row that it is in,
and no other, wherever it stands; an index of ten thousand documents of which one has changed reads some hundreds again.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from chengwen.checkout.store import read_cleaned, write_whole
from chengwen.document import Document
from chengwen.site.page import entry
from chengwen.site.search.postings import Postings, postings_of
from chengwen.site.search.texts import Listed, listed, text_files, told
from chengwen.site.workbench.sections import Row, rows_of
from chengwen.stamp import digest, toolkit_and_site

FOLDER = Path(".cache") / "site" / "index"
"""Holds each batch below a digest of its documents and of the code that reads them."""
EACH = 200
"""Documents in a batch, on average."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What the documents of a batch give to the index, in their order."""

    listed: tuple[Listed, ...]
    rows: tuple[tuple[Row, ...], ...]
    """What the writing desk knows of each."""
    files: tuple[tuple[int, bytes], ...]
    """Files of texts: documents in each, and its content."""
    postings: Postings


def batches(root: Path, digests: Mapping[str, str]) -> Iterator[Batch]:
    """Yield the batches of all documents, given in their order with the digest of each; old ones are removed."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    rows = list(_rows(list(digests)))
    keys = [digest(toolkit_and_site().encode(), *(f"{id} {digests[id]}".encode() for id in row)) for row in rows]
    for path in (root / FOLDER).iterdir():
        if path.name not in keys:
            path.unlink()
    for key, row in zip(keys, rows, strict=True):
        path = root / FOLDER / key
        if path.is_file():
            one: Batch = pickle.loads(path.read_bytes())  # nobody else writes there: site/build/memory.py
        else:
            one = batch_of(read_cleaned(root, id) for id in row)
            write_whole(path, pickle.dumps(one, pickle.HIGHEST_PROTOCOL))
        yield one


def _rows(ids: Sequence[str]) -> Iterator[list[str]]:
    row: list[str] = []
    for id in ids:
        row.append(id)
        if crc32(id.encode()) % EACH == 0:
            yield row
            row = []
    if row:
        yield row


def batch_of(documents: Iterable[Document]) -> Batch:
    """Return what some documents give to the index; of each only that stays in memory."""
    heads, rows, texts = [], [], []
    for document in documents:
        about = entry(document)
        heads.append(listed(document, about))
        rows.append(tuple(rows_of(document)))
        texts.append(told(document, about))
    return Batch(tuple(heads), tuple(rows), tuple(text_files(texts)), postings_of(text for _, _, text, _ in texts))
