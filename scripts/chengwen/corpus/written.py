"""What was written into a folder of texts, and of which sources: so that what is left of a source that is gone is seen.

A hidden file beside the folder has a line for each document written: its source, its place, and digests of its two
files. Nothing is removed but files of these lines that are still as they were written, and only when that is asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path

from chengwen.checkout.store import write_whole
from chengwen.corpus import storage
from chengwen.corpus.shards.state import digest
from chengwen.overwriting import ENDINGS


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was written."""

    place: str
    """Its path below the folder, without an ending."""
    source: str
    """The absolute path, or the address, of the file it was made of."""
    digests: tuple[str, ...]
    """Of its two files, as they were written."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What is left of sources that are gone."""

    places: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """What was to be removed, and stays, since somebody changed it."""


NOTHING_BEHIND = Behind()


def noted_in(out: Path) -> Path:
    """Return the file in which is noted what was written into a folder."""
    folder = out.absolute()
    return folder.with_name(f".{folder.name}.written.jsonl")


def entries(out: Path) -> dict[str, Entry]:
    """Return what was written before, by its place; a line that was cut off when a run was killed counts as missing."""
    found: dict[str, Entry] = {}
    try:
        lines = noted_in(out).read_bytes().split(b"\n")
    except OSError:
        return found
    for line in lines:
        with suppress(ValueError, TypeError, KeyError):
            said = json.loads(line)
            found[said["place"]] = Entry(said["place"], said["source"], tuple(said["digests"]))
    return found


def entry_of(out: Path, place: str, source: str) -> Entry:
    """Describe a document that has just been written."""
    return Entry(place, absolute(source), tuple(digest(str(path)) for path in _files(out, place)))


def as_line(entry: Entry) -> bytes:
    """Return the line that notes a document; the name of a source need not be UTF-8."""
    return json.dumps(asdict(entry)).encode() + b"\n"


def absolute(address: str) -> str:
    """Return the absolute path of a file on this machine, links unresolved; the address of a file in a store."""
    return address if storage.is_remote(address) else os.path.abspath(address)  # noqa: PTH100 -- links stay


def gone(
    before: Mapping[str, Entry], now: Collection[str], named: Iterable[str], whole: Collection[str]
) -> Iterator[Entry]:
    """Yield what was written before, and by this run would not be: its source is gone, or gives it no more.

    `now` are the places written by this run, `named` what it was told to read, and `whole` the sources of which it
    wrote everything that they hold.
    """
    roots = [absolute(address) for address in named]
    for entry in before.values():
        if entry.place in now:
            continue
        is_gone = not storage.is_remote(entry.source) and not os.path.lexists(entry.source)
        if entry.source in whole or (is_gone and any(_is_below(entry.source, root) for root in roots)):
            yield entry


def _is_below(source: str, root: str) -> bool:
    return source == root or source.startswith(root.rstrip(os.sep) + os.sep) or fnmatch(source, root)


def clear(out: Path, left: Sequence[Entry], *, prune: bool) -> Behind:
    """Return what is left of sources that are gone; with `prune`, remove what is as it was written, and its folders."""
    there = [entry for entry in left if any(path.exists() for path in _files(out, entry.place))]
    places = tuple(entry.place for entry in there)
    if not prune:
        return Behind(places)
    same = [entry for entry in there if is_as_written(out, entry)]
    for entry in same:
        for path in _files(out, entry.place):
            path.unlink(missing_ok=True)
        _remove_empty(out, entry.place)
    removed = tuple(entry.place for entry in same)
    return Behind((), removed, tuple(place for place in places if place not in removed))


def is_as_written(out: Path, entry: Entry) -> bool:
    """Whether the files of a document that are still there are as they were written."""
    files = zip(_files(out, entry.place), entry.digests, strict=True)
    return all(not path.exists() or (path.is_file() and digest(str(path)) == one) for path, one in files)


def _remove_empty(out: Path, place: str) -> None:
    for above in Path(place).parents[:-1]:
        with suppress(OSError):  # something else lies there
            (out / above).rmdir()


def keep(out: Path, found: Iterable[Entry]) -> None:
    """Note what stands in a folder now, instead of what was noted before."""
    write_whole(noted_in(out), b"".join(map(as_line, found)))


def _files(out: Path, place: str) -> tuple[Path, Path]:
    text, data = (out / f"{place}{ending}" for ending in ENDINGS)
    return text, data
