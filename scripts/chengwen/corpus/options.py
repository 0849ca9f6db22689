"""What a run over a corpus is asked for: one value, which is handed down unchanged to whatever does a part of it."""

from __future__ import annotations

from dataclasses import dataclass

from chengwen.cleaner import Cleaner
from chengwen.copies.near import SAME_SIGNATURE
from chengwen.corpus.filters import EVERYTHING, Filters
from chengwen.corpus.rows import MEGABYTE, USUALLY, Reading


@dataclass(frozen=True, slots=True)
class Copies:
    """How copies are looked for, and what becomes of them."""

    kind: str = ""
    """What counts as a copy: exact or near; or paragraph, for those that documents share. Empty: they are not looked
    for."""
    drop: bool = False
    """Drop copies instead of marking them."""
    threshold: float = SAME_SIGNATURE
    """The share of a signature in which near copies agree."""
    keep: str = "first"
    """Which of some copies is no copy: the first, or the best."""
    against: tuple[str, ...] = ()
    """Cleaned corpora that come before this one."""
    clusters: str = ""
    """Where the clusters of copies are listed; empty: nowhere."""


NO_COPIES = Copies()


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """The options of a run, except its input and output."""

    cleaner: Cleaner
    kind: str = ""
    """Kind of the output; empty: by its name, else as the input."""
    jobs: int = 1
    engine: str = "local"
    ray_address: str | None = None
    shard_bytes: int = 16 * MEGABYTE
    reading: Reading = USUALLY
    most_annotations: int = 1_000_000
    """Maximum number in a document: edits, sections, placeholders and suspects together."""
    filters: Filters = EVERYTHING
    sample: float = 1.0
    """The share of documents that is wanted."""
    suspects: bool = False
    """Whether suspected names stand among the suspects of the rows: for who cleans, not for publishing."""
    limit: int | None = None
    """The number of documents after which to stop; those that a filter leaves out do not count."""
    prune: bool = False
    """Of a folder of texts: remove outputs whose sources are gone."""
    copies: Copies = NO_COPIES
