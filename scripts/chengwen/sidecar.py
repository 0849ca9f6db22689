"""What a person says of a raw file, in the TOML file beside it: `raw/<id>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chengwen.errors import SidecarError

SIDECAR_KEYS = {"url": str, "rights": str, "encoding": str, "sha256": str, "metadata": dict}


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a person says of a raw file: `raw/<id>.toml`."""

    url: str | None = None
    rights: str | None = None
    encoding: str | None = None
    sha256: str | None = None
    """Digest of the raw bytes; it stays beside them and is never published."""
    metadata: dict[str, Any] = field(default_factory=dict)
    """What the text does not say, or says wrongly; wins over what was found."""


def read_sidecar(path: Path) -> Sidecar:
    """Read `raw/<id>.toml`; a key nobody knows is an error, since it would be silently without effect."""
    if not path.exists():
        return Sidecar()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SidecarError(f"{path}: not valid TOML: {error}") from error
    for key, value in data.items():
        if key not in SIDECAR_KEYS:
            raise SidecarError(f"{path}: unknown key “{key}”; known are {', '.join(SIDECAR_KEYS)}")
        if not isinstance(value, SIDECAR_KEYS[key]):
            raise SidecarError(f"{path}: “{key}” must be a {SIDECAR_KEYS[key].__name__}, found {value!r}")
    return Sidecar(**data)
