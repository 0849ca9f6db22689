"""Which fields a row of an exported data set has, and what is to be said of each."""

from __future__ import annotations

from typing import Any

from chengwen.export_rows import Layout
from chengwen.knowledge import read_table


def entries(kind: str, layout: Layout) -> list[dict[str, Any]]:
    """Give the entries of data/export.toml for the fields of a row, in their order."""
    fields = read_table("export", "section_fields" if layout.sections else "fields")
    if kind == ".txt":
        return [entry for entry in fields if entry["name"] == "text"]
    asked = {"edits": layout.ledger, "columns": bool(layout.columns), "duplicate_of": layout.duplicates}
    return [entry for entry in fields if asked.get(entry["name"], True)]
