"""Read a file, whatever its format: so far plain text only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file that was read, and its text where it is no plain text."""

    name: str
    inside: str
    original: bytes
    text: str | None
    media_type: str
    extractor: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not read, and why."""

    name: str
    inside: str
    reason: str


def read_path(path: Path) -> list[Extracted | Refused]:
    """Read a file."""
    return [Extracted(path.name, "", path.read_bytes(), None, "text/plain", "", ())]
