"""The versions of each document: a digest of its clean text, and the day on which the project published that text.

A version is its text: a digest says which version a text at hand is. The days are those of the
commits of cleaned/, along the first parents: what main held is what readers saw. So the same history gives the same
site on any machine and any day; no clock is asked, nothing is written down twice. Without the history (an archive,
a shallow clone) versions have digests and no days.

Earlier texts are never shown, since a later version may have hidden a name in them; of each remains what was done.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from chengwen.document import Document

SHORT = 12
"""How many hexadecimal digits of a digest name a version: no two texts of a corpus share them by chance."""


@dataclass(frozen=True, slots=True)
class Version:
    """What remains of one version of a text."""

    digest: str
    """SHA-256 of the clean text."""
    day: str
    """When it was published, in UTC: `2026-11-21`; "" if the history does not say."""
    sections: int
    labels: int
    """〖…〗 in it."""
    rules: tuple[tuple[str, int], ...]
    """What was done to the source: each rule with the number of its edits."""

    @property
    def name(self) -> str:
        """How a citation calls it."""
        return self.digest[:SHORT]


Edition = tuple[Version, ...]
"""All versions of a document, the newest first; never empty."""


def edition_of(document: Document, known: Edition = ()) -> Edition:
    """Return all versions of a document: the text at hand, and what the history has before it."""
    rules = Counter(rule for edit in document.edits for rule in edit.rules)
    counts = len(document.sections), len(document.placeholders)
    here = Version(document.text_sha256, "", *counts, tuple(sorted(rules.items())))
    return known if known and known[0].digest == here.digest else (here, *known)


def added(edition: Edition) -> str:
    """Return the day on which a document came; "" if the history does not say."""
    return edition[-1].day if edition else ""


def read_editions(root: Path, ids: Container[str]) -> dict[str, Edition]:
    """Read from the history of cleaned/ what versions documents had; nothing where there is no whole history."""
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
        return {}
    states: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for id, blob, day in _changes(root):
        if id in ids:
            states[id].append((blob, day))
    blobs = _blobs(root, {blob for found in states.values() for blob, _ in found})
    read = {id: [_version(blobs[blob], day) for blob, day in found if blob in blobs] for id, found in states.items()}
    return {id: tuple(_distinct(found)) for id, found in read.items() if found}


def _distinct(states: Iterable[Version]) -> Iterator[Version]:
    """Yield each text once in a row, with the day on which it came and the latest record of how it was made."""
    for _, same in groupby(states, key=lambda state: state.digest):
        first, *rest = same
        yield Version(first.digest, [first, *rest][-1].day, first.sections, first.labels, first.rules)


def _changes(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the states of each document in cleaned/, the newest first: its id, what holds it in git, the day."""
    day = ""
    along = ("--first-parent", "--diff-merges=first-parent", "--no-renames", "--relative")
    log = _git(root, "log", *along, "--raw", "--no-abbrev", "-z", "--format=%x01%ct", "--", "cleaned")
    for commit in log.decode("utf-8", "replace").split("\x01")[1:]:
        seconds, *fields = commit.strip("\0\n").replace("\0\n", "\0").split("\0")
        day = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
        for what, path in zip(fields[::2], fields[1::2], strict=False):
            _, _, _, blob, status = what.split(" ")
            if status != "D" and path.endswith(".json"):
                yield path.removeprefix("cleaned/").removesuffix(".json"), blob, day


def _blobs(root: Path, names: Iterable[str]) -> Mapping[str, dict[str, Any]]:
    """Read what git holds under some names as JSON, except what is no document with a digest."""
    asked = "".join(f"{name}\n" for name in sorted(names))
    said = io.BytesIO(_git(root, "cat-file", "--batch", given=asked.encode()))
    found = {}
    while head := said.readline():
        name, *rest = head.decode("ascii").split()
        if rest != ["missing"]:
            data = json.loads(said.read(int(rest[1])))
            said.readline()
            if {"text_sha256", "edits", "sections", "placeholders"} <= data.keys():
                found[name] = data
    return found


def _version(data: Mapping[str, Any], day: str) -> Version:
    rules = Counter(rule for edit in data["edits"] for rule in edit["rules"])
    return Version(
        data["text_sha256"], day, len(data["sections"]), len(data["placeholders"]), tuple(sorted(rules.items()))
    )


def _git(root: Path, *words: str, given: bytes = b"") -> bytes:
    """Return what git says; nothing without git, or outside a repository."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ("git", "-C", str(root), *words)
    try:
        return subprocess.run(command, input=given, capture_output=True, check=True, env=surroundings).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""
