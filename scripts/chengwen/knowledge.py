"""Read the word lists that come with the toolkit, from data/*.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_table(name: str, key: str) -> tuple[dict[str, Any], ...]:
    """Give the entries [[key]] of data/<name>.toml, in their order."""
    data = tomllib.loads((files("chengwen") / "data" / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(data[key])
