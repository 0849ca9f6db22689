"""The columns of an exported data set in Parquet, and thereby its features in `datasets`."""

from __future__ import annotations

import pyarrow as pa

from chengwen.corpus_parquet import SCHEMA
from chengwen.export_rows import LEDGER, Layout

SECTIONS = pa.schema(
    [
        ("document", pa.string()),
        ("section", pa.string()),
        ("level", pa.int64()),
        ("role", pa.string()),
        ("number", pa.string()),
        ("title", pa.string()),
        ("path", pa.list_(pa.string())),
        ("text", pa.string()),
    ]
)


def schema(layout: Layout) -> pa.Schema:
    """Give the columns of a layout."""
    if layout.sections:
        return SECTIONS
    left_out = {name for name, there in (("edits", layout.ledger), ("columns", layout.columns)) if not there}
    fields = [
        field if layout.ledger or field.name not in LEDGER else _without(field, LEDGER[field.name])
        for field in SCHEMA
        if field.name not in left_out
    ]
    return pa.schema([*fields, ("duplicate_of", pa.string())] if layout.duplicates else fields)


def _without(field: pa.Field, names: tuple[str, ...]) -> pa.Field:
    """Give a field of structs, or of lists of them, without some of their fields."""
    is_list = pa.types.is_list(field.type)
    struct = field.type.value_type if is_list else field.type
    left = pa.struct([inner for inner in struct if inner.name not in names])
    return pa.field(field.name, pa.list_(left) if is_list else left)
