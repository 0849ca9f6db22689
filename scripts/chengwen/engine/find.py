"""The one type of evidence: a stretch of text, what it is taken for, how much speaks for it, and what said so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from chengwen.engine.spans import take
from chengwen.text import Span


@dataclass(frozen=True, slots=True)
class Find:
    """What one finder says of a stretch of the text."""

    span: Span
    what: str
    """What it is taken for: a type of placeholder (person, place), or noise."""
    weight: int = 0
    """How much speaks for it, on the finder's scale; more is surer."""
    by: str = ""
    """The rule that is named in the ledger."""
    name: str = field(default="", repr=False)
    """Whom or what it names, the same for every mention: what is numbered. Empty where labels carry no number."""

    def moved(self, distance: int) -> Find:
        """Return the same find so many characters further on."""
        return Find(
            Span(self.span.start + distance, self.span.end + distance), self.what, self.weight, self.by, self.name
        )


def decide(finds: Iterable[Find], taken: bytearray, order: Callable[[Find], Any] | None = None) -> list[Find]:
    """Return the finds that stand where nothing is taken yet, the first in `order` before those that overlap it.

    `taken` is an occupancy map (`spans.nothing_taken`), marked as finds are chosen; without `order` the finds are
    asked as they come.
    """
    ranked = finds if order is None else sorted(finds, key=order)
    return [one for one in ranked if take(taken, one.span)]
