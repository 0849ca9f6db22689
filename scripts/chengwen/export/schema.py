"""The Arrow schema of exported rows; apart from the rows, since only Parquet needs pyarrow."""

from __future__ import annotations

import pyarrow as pa

from chengwen.corpus.parquet import SCHEMA, type_of
from chengwen.export.rows import LEDGER, SECTION_ROW, Layout

SECTIONS = pa.schema([(column.name, type_of(column)) for column in SECTION_ROW])


def schema(layout: Layout) -> pa.Schema:
    """Return the columns of a layout."""
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
    """Return a field of structs, or of lists of them, without some of their fields."""
    is_list = pa.types.is_list(field.type)
    struct = field.type.value_type if is_list else field.type
    left = pa.struct([inner for inner in struct if inner.name not in names])
    return pa.field(field.name, pa.list_(left) if is_list else left)
