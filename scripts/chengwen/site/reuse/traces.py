"""The traces of a text: few of its shingles, chosen so that any long enough passage leaves the same ones in every text.

Winnowing (Schleimer, Wilkerson, Aiken, 2003): of each window of neighbouring shingles the one with the smallest hash.
Only Han characters count, as in `copies.near`: what copies change most is digits, labels and punctuation.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from struct import unpack_from
from zlib import crc32

from chengwen.document import Document
from chengwen.engine.lines import HAN
from chengwen.knowledge.labels import ANY

SHINGLE = 13
"""Han characters in a shingle."""
WINDOW = 13
"""Shingles in a window: two texts that share SHINGLE + WINDOW - 1 = 25 Han characters share a trace."""
_CLAUSE = re.compile("[，。；：！？、\n“”（）《》]")
_LABEL = re.compile(ANY)
_HAN = re.compile(f"[{HAN}]+")


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of one document, and what dates it."""

    id: str
    date: str
    """Sorts: `2019-03-02`, `2019`, or `~` if nothing is known, which comes last."""
    issuer: str
    """Who issued it; its id if that is not known."""
    hashes: bytes
    """32-bit numbers."""
    positions: bytes
    """Of each the place among the Han characters, 32-bit numbers."""


@dataclass(frozen=True, slots=True)
class Bare:
    """The Han characters of a text and where each stands in it."""

    text: str
    whole: str
    starts: array[int]
    """Where in the whole each stretch of Han characters begins."""
    before: array[int]
    """How many Han characters come before each stretch: a tenth of what a place for each of them would take."""

    def offset(self, at: int) -> int:
        """Return where in the whole a Han character stands.

        >>> [bare("甲〖地名〗，乙1丙").offset(at) for at in range(3)]
        [0, 6, 8]
        """
        stretch = bisect_right(self.before, at) - 1
        return self.starts[stretch] + at - self.before[stretch]

    def joined(self, at: int) -> bool:
        """Whether a character stands in the middle of a clause."""
        stretch = bisect_left(self.before, at)
        if stretch == len(self.before) or self.before[stretch] != at:
            return True  # in the middle of a stretch
        return at > 0 and not _CLAUSE.search(self.whole, self.offset(at - 1) + 1, self.starts[stretch])


def traces_of(document: Document) -> Traces:
    """Return the traces of a document."""
    about = document.metadata
    year = "" if about.year is None else str(about.year)
    hashes, positions = winnow(letters(document.text))
    issuer = "、".join(about.issuer) or document.id
    return Traces(document.id, about.date_written or year or "~", issuer, hashes.tobytes(), positions.tobytes())


def bare(text: str) -> Bare:
    """Return the Han characters of a text, without labels.

    >>> bare("甲〖地名〗，乙1丙").text
    '甲乙丙'
    """
    unlabelled = _LABEL.sub(lambda match: " " * len(match[0]), text)
    kept = [match.span() for match in _HAN.finditer(unlabelled)]
    ends = accumulate([end - start for start, end in kept], initial=0)
    before = [number for number, _ in zip(ends, kept, strict=False)]
    words = "".join([text[start:end] for start, end in kept])
    return Bare(words, text, array("I", [start for start, _ in kept]), array("I", before))


def letters(text: str) -> str:
    """Return the Han characters of a text alone: half the work where nobody asks where they stand."""
    return "".join(_HAN.findall(_LABEL.sub(" ", text)))


def winnow(text: str) -> tuple[array[int], array[int]]:
    """Return hash and place of each trace: of every window the smallest hash, the last if there are several.

    What a text repeats counts once, or one word a thousand times would be compared with itself at every step.
    """
    found = shingles(text)
    places: dict[int, int] = {}
    for at in _smallest(found):
        places.setdefault(found[at], at)
    return array("I", places.keys()), array("I", places.values())


def shingles(text: str) -> list[int]:
    """Return the hash of the shingle that begins at each character of a text, the last few excepted.

    >>> [f"{one:08x}" for one in shingles("甲乙丙丁戊己庚辛壬癸子丑寅卯")]
    ['4706a400', 'ffe534f5']
    """
    data, number = text.encode("utf-32-le"), len(text) - SHINGLE + 1
    found = [0] * max(0, number)
    for first in range(min(SHINGLE, number)):  # of shingles one behind the other `struct` makes pieces at one go
        pieces = (len(text) - first) // SHINGLE
        found[first::SHINGLE] = map(crc32, unpack_from(f"{4 * SHINGLE}s" * pieces, data, 4 * first))
    return found


def _smallest(found: list[int]) -> list[int]:
    """Return the place of the smallest number of every window, each place once.

    From one place to the next: either a number that is as small comes before the window has left the place behind, or
    the next is the smallest of the window that begins behind it. So a step is one slice, not a number at a time.
    """
    places: list[int] = []
    at, low = -1, -1
    while window := found[at + 1 : at + 1 + WINDOW]:
        least = min(window)
        if least <= low:
            at += 1
            while found[at] > low:
                at += 1
        elif at < 0 or len(window) == WINDOW:
            window.reverse()
            at += len(window) - window.index(least)
        else:
            break
        low = found[at]
        places.append(at)
    return places
