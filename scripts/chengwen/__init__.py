"""Cleaned, anonymised, sectioned text from scraped Chinese official documents."""

from chengwen.document import Document
from chengwen.pipeline import clean

__all__ = ["Document", "clean"]
