"""Read the word lists that come with the toolkit, from words/*.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "words"
"""By its path: importlib.resources would bring tempfile, shutil and zipfile along, a tenth of the time to start."""


@cache
def read_table(name: str, key: str) -> tuple[dict[str, Any], ...]:
    """Give the entries [[key]] of words/<name>.toml, in their order."""
    data = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(data[key])
