"""Recognise samples that were cleaned before, so that only what changed is cleaned.

A sample is unchanged if its raw files and its cleaned ones have the same size and time as then, and the toolkit, the
rules and the options are the same. This saves reading the files; `clean --check` reads every byte all the same.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from chengwen.checkout.store import FOLDERS, write_whole
from chengwen.decode.file_names import as_text

FRESH = 100_000_000
"""In nanoseconds: a file younger than this may still change without its time changing (clocks of file systems tick
every 1 to 16 ms), so it is not trusted until the next run."""

Stamp = tuple[int, int]
"""Size of a file, and the time when it was last changed, in nanoseconds."""
Listing = dict[str, Stamp]
"""The stamp of each file in a folder, by name."""

Stamps = list[Any]
"""What is recorded of one sample: its raw files, then its cleaned ones, each with name, size and time."""


def listing(folder: Path) -> Listing:
    """Return size and time of every file in a folder without opening any."""
    if not folder.is_dir():
        return {}
    with os.scandir(folder) as entries:
        found = {entry.name: entry.stat() for entry in entries}
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found.items()}


def stamp_of(path: str | Path) -> Stamp | None:
    """Return the stamp of a file; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- pathlib costs half as much again, and there are some for each document
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def by_sample(root: Path) -> dict[str, Stamps]:
    """Group raw files and the files beside them by the first part of their names, with which a sample's id begins."""
    groups: dict[str, Stamps] = {}
    for folder in FOLDERS:
        for name, stamp in sorted(listing(root / folder).items()):
            groups.setdefault(as_text(name).partition(".")[0], []).append([f"{folder}/{name}", *stamp])
    return groups


def stamps(id: str, raw: dict[str, Stamps], cleaned: Listing) -> Stamps:
    """Return what is recorded of one sample."""
    made = [[name, *cleaned[name]] for name in (f"{id}.txt", f"{id}.json") if name in cleaned]
    return [raw.get(id.partition(".")[0], []), made]


def recall(root: Path, made_by: str, raw: dict[str, Stamps]) -> dict[str, Stamps]:
    """Return the samples that need not be cleaned, with their stamps; `raw` is the present content of raw/.

    None, if another toolkit, other rules or other options made the content of cleaned/.
    """
    try:
        found = json.loads(_memory(root).read_bytes())
        then = dict(found["samples"]) if found["made_by"] == made_by else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    cleaned = listing(root / "cleaned")
    return {id: known for id, known in then.items() if known[0] and known == stamps(id, raw, cleaned)}


def recall_marked(root: Path) -> dict[str, list[str]]:
    """Return the flags of marks of secrecy that samples had when they were cleaned, by id."""
    try:
        return dict(json.loads(_memory(root).read_bytes())["marked"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def remember(
    root: Path,
    made_by: str,
    raw: dict[str, Stamps],
    known: dict[str, Stamps],
    ids: set[str],
    flags: dict[str, list[str]],
) -> None:
    """Record samples that were cleaned now, beside those recorded before; `raw` is as it was before they were read.

    `flags` are those for marks of secrecy, so that samples that are not cleaned again are counted, too.
    """
    now = time.time_ns()
    cleaned = listing(root / "cleaned")
    current = {id: stamps(id, raw, cleaned) for id in sorted(ids)}
    trusted = {
        id: found for id, found in current.items() if all(now - one[2] > FRESH for side in found for one in side)
    }
    marked = {id: found for id, found in flags.items() if found}
    _memory(root).parent.mkdir(exist_ok=True)
    write_whole(_memory(root), json.dumps({"made_by": made_by, "samples": known | trusted, "marked": marked}).encode())


def _memory(root: Path) -> Path:
    return root / ".cache" / "clean.json"
