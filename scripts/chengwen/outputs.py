"""What a project publishes of a sample and beside it, read for what must not stand there."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from chengwen.site.addresses import document_folder

Mentions = Mapping[str, Mapping[str, str]]
"""By the folder of a document's page: what pages and index say where they speak of it, by the file in which they do."""


def read_mentions(root: Path) -> Mentions:
    """Read the built site once, where there is one: each part of the search index, and each entry of a list.

    Of an entry only the document that it leads to is held to account for it.
    """
    site = root / "site"
    mentions: dict[str, dict[str, str]] = {}
    for path in sorted(site.glob("pagefind/*/fragment/*")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        for address in set(_ADDRESS.findall(text[:PAGE_ADDRESS])):
            mentions.setdefault(unquote(address), {})[path.relative_to(root).as_posix()] = text
    for path in sorted(site.rglob("index.html")):
        name = path.relative_to(root).as_posix()
        for entry in path.read_bytes().decode().split("<li")[1:]:
            told = entry.rpartition("</li>")[0] or entry
            for address in set(_LINK.findall(told)):
                known = mentions.setdefault(unquote(address), {})
                known[name] = f"{known[name]}\n{told}" if name in known else told
    return mentions


def outputs_of(root: Path, id: str, mentions: Mentions) -> dict[str, str]:
    """Read what was made from one sample: its cleaned files, its pages, and where others speak of it."""
    folder = document_folder(id)
    pages = sorted((root / "site" / folder).rglob("*.html"))
    paths = [root / "cleaned" / f"{id}.txt", root / "cleaned" / f"{id}.json", *pages]
    texts = {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in paths if path.is_file()}
    return {**mentions.get(folder, {}), **texts}


PAGE_ADDRESS = 300
"""Within how many characters of its beginning a fragment of the search index names its page."""
_ADDRESS = re.compile('d/[^/"#?<> ]+/')
_LINK = re.compile('(d/[^/"#?<> ]+/)(?:#[^"]*)?"')


def project_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Give the texts that are published with the project besides the samples: rules, documentation, tests."""
    for folder in PROJECT:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in TEXTS and path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8", "replace")


PROJECT = ("scripts", "docs", "tests", ".github")
TEXTS = (".toml", ".md", ".py", ".txt", ".tsv", ".html", ".js", ".css", ".svg", ".yml", ".json")
