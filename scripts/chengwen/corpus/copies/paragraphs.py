"""Find paragraphs that stand in several documents of a corpus: boilerplate of a site or an office, marked, not removed.

Each document has the digests of its longer paragraphs on disk, in order; those that several documents have are counted
through files, as copies are (copies/many.py).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chengwen.copies import many, near

LEAST = 15
"""Chinese characters that a paragraph needs: a shorter one may well be a phrase."""
MANY = 3
"""Documents that share a paragraph at least."""
SIZE = many.DIGEST


def spans(text: str) -> Iterator[tuple[int, int, bytes]]:
    """Yield where each longer paragraph of a clean text stands, the first time that it does, and its digest."""
    seen = set[bytes]()
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        bare = near.essence(line)
        if len(bare) >= LEAST:
            digest = hashlib.sha256(bare.encode()).digest()[:SIZE]
            if digest not in seen:
                seen.add(digest)
                yield start, end, digest
        start = end + 1


def key(text: str) -> bytes:
    """Return the digests of the longer paragraphs of a clean text."""
    return b"".join(digest for _, _, digest in spans(text))


def shared(keys: Path, scratch: Path) -> array[int]:
    """Return for each paragraph, in the order of the keys, how many documents have it; 0 for fewer than several."""
    number = keys.stat().st_size // SIZE
    found = array("I", bytes(4 * number))
    with keys.open("rb") as file:
        entries = ((file.read(SIZE), row) for row in range(number))
        for group in many.groups(entries, number, scratch):
            if len(group) >= MANY:
                for row in group:
                    found[row] = len(group)
    return found


def marks(text: str, counts: list[int]) -> list[dict[str, Any]]:
    """Return the shared paragraphs of a text as its row says them: start, end, and the documents that have it."""
    places = zip(spans(text), counts, strict=True)
    return [{"start": start, "end": end, "documents": count} for (start, end, _), count in places if count]
