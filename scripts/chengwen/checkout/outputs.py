"""What a project publishes about a sample, read to find what must not be in it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from chengwen.checkout.page_addresses import document_folder
from chengwen.engine.kept import compiled
from chengwen.stages.hide.sealed import Piece

Mentions = Mapping[str, Sequence[Piece]]
"""Where pages and index mention a document, by the folder of its page."""


def read_mentions(root: Path) -> Mentions:
    """Read the built site once, if there is one: each text of the search index, and each entry of a list.

    An entry counts only for the document that it links to.
    """
    site = root / "site"
    mentions: dict[str, list[Piece]] = {}
    for path in sorted(site.glob("find/texts/*.bin")):
        for name, title, text, _ in json.loads(gzip.decompress(path.read_bytes())):
            piece = Piece(path.relative_to(root).as_posix(), 1, f"{title}\n{text}")
            mentions.setdefault(f"d/{name}/", []).append(piece)
    for path in sorted(site.rglob("index.html")):
        before, *entries = path.read_bytes().decode().split("<li")
        line = 1 + before.count("\n")
        for entry in entries:
            mention = Piece(path.relative_to(root).as_posix(), line, entry.rpartition("</li>")[0] or entry)
            for address in set(_LINK.findall(mention.text)):
                mentions.setdefault(unquote(address), []).append(mention)
            line += entry.count("\n")
    return mentions


def outputs_of(root: Path, id: str, mentions: Mentions) -> list[Piece]:
    """Read what was made from one sample: its cleaned files, its pages, and mentions elsewhere."""
    folder = document_folder(id)
    pages = sorted((root / "site" / folder).rglob("*.html"))
    paths = [root / "cleaned" / f"{id}.txt", root / "cleaned" / f"{id}.json", *pages]
    pieces = [
        Piece(path.relative_to(root).as_posix(), 1, path.read_bytes().decode()) for path in paths if path.is_file()
    ]
    own = {piece.name for piece in pieces}
    return [*pieces, *(piece for piece in mentions.get(folder, ()) if piece.name not in own)]


_LINK = compiled('(d/[^/"#?<> ]+/)(?:#[^"]*)?"')


def project_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts published with the project besides the samples: rules, documentation, tests.

    In a git repository only tracked files count: anything else there is the contributor's own.
    """
    tracked = _tracked(root)
    for folder in PROJECT:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            text = path.suffix in TEXTS and path.is_file() and "__pycache__" not in path.parts
            if text and (tracked is None or name in tracked):
                yield name, path.read_bytes().decode("utf-8", "replace")


def example_texts(root: Path) -> Iterator[str]:
    """Yield those texts of the project in which every person is invented: gold, and examples of rules."""
    yield from (text for name, text in project_texts(root) if name.startswith(EXAMPLES))


def _tracked(root: Path) -> set[str] | None:
    """Return the names of the files that git tracks; None without git or outside a repository."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z", *PROJECT], cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return set(os.fsdecode(listed).split("\0"))


PROJECT = ("scripts", "docs", "tests", ".github")
EXAMPLES = ("tests/gold/", "scripts/chengwen/knowledge/rules/", "scripts/chengwen/knowledge/words/")
TEXTS = (".toml", ".md", ".py", ".txt", ".tsv", ".html", ".js", ".css", ".svg", ".yml", ".json")
