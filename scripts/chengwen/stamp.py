"""Sum up in one digest all that has a say in what a text becomes, its bytes and the options apart.

Whatever remembers that something need not be done again compares this digest. A change that it misses keeps old output
for good, a change that it sees without need costs one run: in doubt it sees.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterator, Set
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

LIBRARIES = (
    "ahocorasick-rs",
    "chardet",
    "ftfy",
    "lxml",
    "olefile",
    "opencc",  # one more package that is imported as `opencc`: where both are installed it may be the one that answers
    "opencc-python-reimplemented",
    "orjson",
    "pyarrow",
    "pypdfium2",
    "rensa",
    "tomlkit",
)
"""Those whose version has a say, or whose mere presence: accelerators stand in for code of ours."""

SITE = "site"
"""The folder of the package that cleaning never loads."""

CODE_HEADER = 16
"""Bytes before the code in a .pyc: its format, then the time and size of the source it was made from."""


@cache
def toolkit() -> str:
    """Return the digest of the package, the libraries it cleans with, and the Python that runs it."""
    python = (sys.implementation.name, tuple(sys.version_info), unicodedata.unidata_version)
    told = (folder_digest(files("chengwen")), python, [(name, installed(name)) for name in LIBRARIES])
    return digest(repr(told).encode())


@cache
def toolkit_and_site() -> str:
    """Return the digest of `toolkit` and of what makes the site's pages."""
    return digest(toolkit().encode(), folder_digest(files("chengwen") / SITE).encode())


def digest(*parts: bytes) -> str:
    """Return the digest of some pieces; where one ends and the next begins counts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def installed(name: str) -> str | None:
    """Return the version of a package, None where it is absent."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def folder_digest(folder: Traversable) -> str:
    """Return the digest of a package's files: where each lies below `folder`, and its bytes; no times, no owners.

    Files of every kind count: code, compiled modules, rules, words, models. What does not: the site, and what others
    leave in a folder (`__pycache__`, hidden files, an editor's copies that end in `~`).
    """
    found = hashlib.sha256()
    for place, file in _files(folder):
        data = file.read_bytes()[CODE_HEADER if place.endswith(".pyc") else 0 :]
        found.update(f"{place}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return found.hexdigest()


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the files below a folder that count, sorted, each with its path below the package."""
    entries = {entry.name: entry for entry in folder.iterdir()}
    for name in sorted(entries):
        if name.startswith(".") or name.endswith("~") or _is_bypassed(name, entries.keys()):
            continue
        if entries[name].is_file():
            yield above + name, entries[name]
        elif entries[name].is_dir() and name != "__pycache__" and above + name != SITE:
            yield from _files(entries[name], f"{above}{name}/")


def _is_bypassed(name: str, names: Set[str]) -> bool:
    """Whether a file is a .pyc that Python does not load, since the source lies beside it."""
    return name.endswith(".pyc") and name.removesuffix("c") in names
