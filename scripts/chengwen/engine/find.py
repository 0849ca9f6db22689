"""What the finders of names and numbers give: a stretch to be hidden, of what type, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from chengwen.text import Span


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the text that identifies someone or somewhere."""

    span: Span
    type: str
    rule: str
    name: str = field(default="", repr=False)
    """Whom or what it names, the same for every mention: what is numbered. Empty where labels carry no number."""
