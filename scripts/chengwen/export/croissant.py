"""Describe a data set in Croissant 1.0, the metadata format of MLCommons (https://docs.mlcommons.org/croissant/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

from chengwen.checkout.store import dump
from chengwen.columns import INTEGER, JSON, TEXT, Column
from chengwen.corpus.source_columns.kinds import Kind
from chengwen.export.card import About
from chengwen.export.rows import LEDGER, Layout, columns_of

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The names of the format, as its specification gives them."""
MEDIA_TYPES = {
    ".parquet": "application/x-parquet",
    ".jsonl": "application/jsonlines",
    ".jsonl.gz": "application/gzip",
    ".jsonl.zst": "application/zstd",
    ".txt": "text/plain",
    ".xml": "application/tei+xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FILES, RECORDS = "files", "rows"


def metadata(data: str, kind: str, layout: Layout, about: About) -> bytes:
    """Return the metadata as JSON-LD."""
    made = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.title,
        "description": about.description,
        "license": about.licence,
        **({"creator": [{"@type": "sc:Person", "name": one} for one in about.authors]} if about.authors else {}),
        "inLanguage": "zh",
        "distribution": [
            {
                "@type": "cr:FileSet",
                "@id": FILES,
                "name": FILES,
                "encodingFormat": MEDIA_TYPES[kind],
                "includes": data,
            }
        ],
        "recordSet": [{"@type": "cr:RecordSet", "@id": RECORDS, "name": RECORDS, "field": list(_fields(kind, layout))}],
    }
    return dump(made)


KINDS = {
    "text": "Text",
    "json": "Text",
    "int": "Integer",
    "wide": "Integer",
    "uint": "Integer",
    "float": "Float",
    "decimal": "Float",
    "bool": "Boolean",
    "date": "Date",
    "moment": "DateTime",
}
"""What a value of a corpus's own column is called; a column with parts is not described."""
TYPES = {TEXT: "Text", INTEGER: "Integer", JSON: "Text"}


def _fields(kind: str, layout: Layout) -> Iterator[dict[str, Any]]:
    for column in columns_of(kind, layout):
        field = {**_head(f"{RECORDS}/{column.name}", column.name), "description": column.about}
        if column.many:
            field["repeated"] = True
        if column.parts:
            gone = () if layout.ledger else LEDGER.get(column.name, ())
            single = [part for part in column.parts if part.kind in TYPES and not part.many and part.name not in gone]
            field["subField"] = [_part(column.name, part) for part in single]
        elif column.name == "columns" and layout.kinds and kind == ".parquet":
            plain = {name: KINDS[one.partition(" ")[0]] for name, one in layout.kinds.items() if _is_plain(one)}
            field["subField"] = [_typed(column.name, name, type) for name, type in plain.items()]
        else:
            field |= {"dataType": f"sc:{TYPES[column.kind]}", "source": _source(column.name, kind)}
        yield field


def _head(id: str, name: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": id, "name": name}


def _part(name: str, part: Column) -> dict[str, Any]:
    """Describe one value inside a field; of a repeated field, the one in each of its elements."""
    return {
        **_head(f"{RECORDS}/{name}/{part.name}", part.name),
        "description": part.about,
        "dataType": f"sc:{TYPES[part.kind]}",
        "source": {"fileSet": {"@id": FILES}, "extract": {"column": name}, "transform": {"jsonPath": f"$.{part.name}"}},
    }


def _is_plain(kind: Kind) -> TypeGuard[str]:
    return isinstance(kind, str) and kind.partition(" ")[0] in KINDS


def _typed(column: str, name: str, type: str) -> dict[str, Any]:
    """Describe one column of a corpus inside the field that has them all."""
    source = {"fileSet": {"@id": FILES}, "extract": {"column": column}, "transform": {"jsonPath": f"$.{name}"}}
    return {**_head(f"{RECORDS}/{column}/{name}", name), "dataType": f"sc:{type}", "source": source}


def _source(name: str, kind: str) -> dict[str, Any]:
    extract = {"fileProperty": "content"} if kind in (".txt", ".xml", ".docx") else {"column": name}
    return {"fileSet": {"@id": FILES}, "extract": extract}
