"""Cleaned, anonymised, sectioned text from scraped Chinese official documents."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chengwen.cleaner import clean
    from chengwen.document import Document

__all__ = ["Document", "clean"]

_HOME = {"Document": "chengwen.document", "clean": "chengwen.cleaner"}


def __getattr__(name: str) -> Any:
    """Import names on first use: the command's help needs none of them, and should appear at once."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module “chengwen” has no attribute “{name}”")
