"""One digest of everything that determines what becomes of a text, except its bytes and the options.

Every cache of finished work compares this digest. A change it misses keeps outdated output forever; a change it reports
needlessly costs one run. When in doubt, it reports.
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
    "opencc",  # a second package imported as `opencc`: if both are installed, either may be loaded
    "opencc-python-reimplemented",
    "orjson",
    "pyarrow",
    "pypdfium2",
    "rensa",
    "tomlkit",
)
"""Libraries whose version, or mere presence, matters: accelerators replace code of ours."""

SITE = "site"
"""The folder of the package that cleaning never loads."""

CODE_HEADER = 16
"""Bytes before the code in a .pyc: its format, then the time and size of its source."""


@cache
def toolkit() -> str:
    """Return the digest of the package, the libraries that cleaning uses, and the running Python."""
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
    """Return the version of a package, or None if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def folder_digest(folder: Traversable) -> str:
    """Return the digest of a package's files: paths below `folder` and bytes, without times or owners.

    Files of every kind count: code, compiled modules, rules, words, models. Not counted: the site, and what others
    leave in a folder (`__pycache__`, hidden files, editor backups that end in `~`).
    """
    found = hashlib.sha256()
    for place, file in _files(folder):
        data = file.read_bytes()[CODE_HEADER if place.endswith(".pyc") else 0 :]
        found.update(f"{place}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return found.hexdigest()


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the files that count below a folder, sorted, with their paths below the package."""
    entries = {entry.name: entry for entry in folder.iterdir()}
    for name in sorted(entries):
        if name.startswith(".") or name.endswith("~") or _is_bypassed(name, entries.keys()):
            continue
        if entries[name].is_file():
            yield above + name, entries[name]
        elif entries[name].is_dir() and name != "__pycache__" and above + name != SITE:
            yield from _files(entries[name], f"{above}{name}/")


def _is_bypassed(name: str, names: Set[str]) -> bool:
    """Whether a file is a .pyc that Python ignores because the source lies beside it."""
    return name.endswith(".pyc") and name.removesuffix("c") in names
