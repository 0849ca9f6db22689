"""Which kinds of files are read, by how their names end: rows, tables, archives, and documents."""

from __future__ import annotations

ROWS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")
TABLES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".xlsx")
ARCHIVES = (".zip",)
TEXTS = (".txt",)
# fmt: off
DOCUMENTS = (
    *TEXTS, ".md", ".docx", ".doc", ".wps", ".rtf", ".odt", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".pdf", ".eml",
)
# fmt: on
"""Endings of files that are one document; what they are is decided by their content."""
ALIASES = {".ndjson": ".jsonl", ".ndjson.gz": ".jsonl.gz", ".ndjson.zst": ".jsonl.zst"}
SPLIT = (".jsonl", ".parquet")
"""Kinds of which a part can be read by itself."""
READABLE = (*ROWS, *TABLES, *DOCUMENTS, *ARCHIVES)


def kind_of(address: str) -> str:
    """Return the kind of a file by its name, in lower case; empty for a kind that is not read.

    >>> kind_of("s3://bucket/a.jsonl.gz"), kind_of("总结.DOCX"), kind_of("notes.png")
    ('.jsonl.gz', '.docx', '')
    """
    lower = address.lower()
    return next((kind for kind in (*READABLE, *ALIASES) if lower.endswith(kind)), "")


def read_as(address: str) -> str:
    """Return the kind as which a file is read: its own, or that of which it is another name.

    >>> read_as("a.ndjson.gz"), read_as("A.CSV")
    ('.jsonl.gz', '.csv')
    """
    kind = kind_of(address)
    return ALIASES.get(kind, kind)


def sidecar_of(address: str) -> str:
    """Return where the sidecar of a document lies, if it has one; empty for what is no document.

    >>> sidecar_of("a/总结.docx"), sidecar_of("notes.log"), sidecar_of("v1.2/LIESMICH")
    ('a/总结.toml', 'notes.toml', 'v1.2/LIESMICH.toml')
    >>> sidecar_of("a.csv"), sidecar_of("a.toml")
    ('', '')
    """
    kind = kind_of(address)
    if kind in (*ROWS, *TABLES, *ALIASES):
        return ""
    folder, slash, name = address.rpartition("/")
    stem = name[: -len(kind)] if kind else name.rpartition(".")[0] or name
    beside = f"{folder}{slash}{stem}.toml"
    return beside if beside != address else ""


def holds_rows(address: str) -> bool:
    """Whether a file holds a document a row, by its name: a table, JSON Lines or Parquet.

    >>> holds_rows("a.csv"), holds_rows("a.NDJSON"), holds_rows("a.txt"), holds_rows("a.zip")
    (True, True, False, False)
    """
    return read_as(address) in (*ROWS, *TABLES)
