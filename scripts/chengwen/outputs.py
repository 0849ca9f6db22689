"""What a project publishes of a sample and beside it, read for what must not stand there."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from chengwen.site.addresses import document_address


def outputs_of(root: Path, id: str) -> dict[str, str]:
    """Read what was made from one sample: its cleaned files, its page, where the site is built its part of the index.

    Of pages that speak of many documents, only the entries that lead to this one are given.
    """
    address, site = document_address(id), root / "site"
    paths = [root / "cleaned" / f"{id}.txt", root / "cleaned" / f"{id}.json", *sorted((site / address).rglob("*.html"))]
    texts = {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in paths if path.is_file()}
    for path in sorted(site.glob("pagefind/*/fragment/*")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        if address in text[:PAGE_ADDRESS]:
            texts[path.relative_to(root).as_posix()] = text
    for path in sorted(site.rglob("index.html")):
        entries = [entry for entry in path.read_bytes().decode().split("<li")[1:] if f'{address}"' in entry]
        if entries:
            texts.setdefault(path.relative_to(root).as_posix(), "\n".join(entries))
    return texts


PAGE_ADDRESS = 300
"""Within how many characters of its beginning a fragment of the search index names its page."""


def project_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Give the texts that are published with the project besides the samples: rules, documentation, tests."""
    for folder in PROJECT:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in TEXTS and path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8", "replace")


PROJECT = ("scripts", "docs", "tests", ".github")
TEXTS = (".toml", ".md", ".py", ".txt", ".tsv", ".html", ".js", ".css", ".svg", ".yml", ".json")
