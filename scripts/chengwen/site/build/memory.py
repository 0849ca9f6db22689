"""What is cached about each document from one build of the site to the next, in .cache/site/.

It only saves work: an entry is used while document, neighbours and frame are identical to those it was made from, and a
page while its digest is right. Without the cache everything is built again. It is pickled, since nobody else writes
there, and begins with the digest of the code: what another version left is not even unpickled.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from chengwen.checkout.store import RawSample, write_whole
from chengwen.checkout.unchanged import FRESH, Listing, Stamp, stamp_of
from chengwen.document import Document
from chengwen.knowledge.rules import Operation, Rule
from chengwen.site.build.place import Written
from chengwen.site.charts.figures import Figures, count
from chengwen.site.page import Entry, entry
from chengwen.site.pages.parts import Part, parts_of
from chengwen.site.pages.phrases import Phrasing, phrasing_of
from chengwen.site.reuse.traces import Traces, traces_of
from chengwen.site.wording import CHINESE, Wording
from chengwen.stamp import digest, toolkit_and_site

FILE = Path(".cache") / "site" / "documents.pickle"


class Remembered(NamedTuple):
    """One document, as the last build saw it; a tuple, since ten thousand are read and written by every build."""

    stamps: tuple[Stamp | None, ...]
    """Of the files it was read from: while they are the same, none is read again. Empty if not to be trusted."""
    key: str
    """Digest of its files."""
    made_of: str
    """Digest of everything its page was made from: its files, its neighbours, the frame."""
    pages: dict[str, Written]
    """Its pages and files as they were written, by name."""
    packed: bytes
    """Its data for lists, pickled separately: an unchanged entry is copied to the next cache as it is."""


def pack(extract: Extract) -> bytes:
    """Pickle a document's data for lists, as plain tuples and dicts: others are made one field at a time."""
    figures = [dict(counts) for counts in _fields(extract.figures)]
    plain = _fields(extract.entry), extract.parts, _fields(extract.phrasing), figures
    return pickle.dumps((*plain, extract.changed, extract.hinted, _fields(extract.traces)), pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> Extract:
    """Unpickle a document's data for lists."""
    about, parts, phrasing, figures, changed, hinted, traces = pickle.loads(packed)
    return Extract(Entry(*about), parts, Phrasing(*phrasing), Figures(*figures), changed, hinted, Traces(*traces))


def _fields(of: Entry | Phrasing | Figures | Traces) -> tuple[Any, ...]:
    return tuple([getattr(of, one.name) for one in fields(of)])


def recall(root: Path, language: str = "") -> dict[str, Remembered]:
    """Read what the last build with this code in this language left, by id."""
    path = root / FILE
    version, _, packed = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    if version.decode("ascii", "replace") != toolkit_and_site() + language:
        return {}
    remembered: dict[str, Remembered] = pickle.loads(packed)
    return remembered


def remember(root: Path, language: str, documents: Mapping[str, Remembered]) -> None:
    """Write what this build knows, for the next one."""
    (root / FILE).parent.mkdir(parents=True, exist_ok=True)
    packed = pickle.dumps(dict(documents), pickle.HIGHEST_PROTOCOL)
    write_whole(root / FILE, f"{toolkit_and_site()}{language}".encode() + b"\n" + packed)


def stamps_of(id: str, cleaned: Listing, sample: RawSample | None) -> tuple[Stamp | None, ...]:
    """Return the stamps of everything a document is read from; empty if one of them is too young to be trusted."""
    stamps = [cleaned.get(f"{id}{ending}") for ending in (".txt", ".json")]
    if sample is not None:
        stamps += [stamp_of(path) for path in (sample.text_path, sample.path.with_suffix(".toml"))]
    now = time.time_ns()
    return tuple(stamps) if all(one is None or now - one[1] > FRESH for one in stamps) else ()


def key_of(files: Iterable[bytes], sample: RawSample | None) -> str:
    """Return the digest of everything a document's page shows: its files, and the raw file if it is available."""
    parts = [*files]
    if sample is not None:
        # reading the document will report it
        raw = sample.text_path.read_bytes() if sample.text_path.is_file() else b""
        parts += [repr(sample.sidecar).encode("utf-8", "replace"), raw]
    return digest(*parts)


@dataclass(frozen=True, slots=True)
class Extract:
    """The data of a document that outlives its page."""

    entry: Entry
    parts: tuple[Part, ...]
    phrasing: Phrasing
    figures: Figures
    changed: tuple[str, ...]
    """Rules that changed it."""
    hinted: tuple[str, ...]
    """Rules that only pointed something out in it."""
    traces: Traces


def extract(document: Document, known: Mapping[str, Rule | Operation], tell: Wording = CHINESE) -> Extract:
    """Return the data of a document that outlives its page."""
    listed = entry(document, tell=tell)
    return Extract(
        entry=listed,
        parts=tuple(parts_of(document, listed, tell=tell)),
        phrasing=phrasing_of(document),
        figures=count(document, known),
        changed=tuple(sorted({rule for edit in document.edits for rule in edit.rules})),
        hinted=tuple(sorted({suspect.rule for suspect in document.suspects})),
        traces=traces_of(document),
    )


def dated(one: Extract, day: str) -> Extract:
    """Return the data of a document with the day on which it came, which its files do not say."""
    return replace(one, entry=replace(one.entry, added=day)) if day else one
