"""Which documents of a corpus are wanted: by length, by share of Han, by flag, genre and year, and a sample of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from chengwen.document import Document
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.labels import ANY

_WHOLE = 1 << 64
_YEARS = compiled("([0-9]{4})(?:-([0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document needs in order to be written; the defaults ask nothing."""

    min_han: int = 0
    """Chinese characters, labels apart."""
    han_share: float = 0.0
    """Chinese characters among all characters but blanks."""
    flags: tuple[str, ...] = ()
    """A document with one of these is left out."""
    genres: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    """First and last year, any of these."""


EVERYTHING = Filters()


def years_of(text: str) -> tuple[int, int] | None:
    """Return the first and last year of a range, or None where it is no range.

    >>> years_of("2020"), years_of("2018-2020"), years_of("last")
    ((2020, 2020), (2018, 2020), None)
    """
    match = _YEARS.fullmatch(text)
    return (int(match[1]), int(match[2] or match[1])) if match else None


def left_out_by(document: Document, filters: Filters) -> str:
    """Return the option that leaves a document out, or nothing."""
    if filters.min_han or filters.han_share:
        han, characters = _han(document.text), len(document.text.translate(_BLANKS))
        if han < filters.min_han:
            return "--min-han"
        if filters.han_share and han < filters.han_share * characters:
            return "--han-share"
    if any(flag in filters.flags for flag in document.flags):
        return "--drop-flag"
    if filters.genres and not genres_of(document) & set(filters.genres):
        return "--genre"
    year = document.metadata.year
    if filters.years and not any(year is not None and low <= year <= high for low, high in filters.years):
        return "--year"
    return ""


def genres_of(document: Document) -> set[str]:
    """Return what may be asked for to get a document by its genre: its own name and that of its group."""
    return {name for name in (document.metadata.genre, document.metadata.genre_group) if name}


def _han(text: str) -> int:
    """Return the number of Chinese characters in a clean text, labels apart."""
    return len(_OTHER.sub("", re.sub(ANY, "", text)))


_OTHER = compiled(f"[^{HAN}]+")
_BLANKS = str.maketrans("", "", " \n\t\u3000")


def in_sample(raw: str | bytes, share: float) -> bool:
    """Whether a text belongs to a sample: by its content, so that it is the same texts every time and everywhere.

    >>> [in_sample(text, 0.5) for text in ("甲", "乙", "丙", "丁")], in_sample("甲", 1.0)
    ([True, True, False, False], True)
    """
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    return int.from_bytes(hashlib.sha256(data).digest()[:8]) < share * _WHOLE
