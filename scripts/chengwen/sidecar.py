"""What a person says of a raw file, in the TOML file beside it: `raw/<id>.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chengwen.encodings import problem_of_encoding
from chengwen.errors import SidecarError
from chengwen.file_names import as_text
from chengwen.wording import labels

SIDECAR_KEYS: dict[str, type] = {
    "url": str,
    "rights": str,
    "declassified": str,
    "publishable": str,
    "encoding": str,
    "sha256": str,
    "media_type": str,
    "extractor": str,
    "flags": list,
    "metadata": dict,
    "also": list,
    "not_copy_of": list,
    "keep": list,
    "remove": list,
    "undo": list,
    "keep_name": list,
    "mask": list,
}
KINDS = {str: "a string", int: "a whole number", list: "a list", dict: "a table"}
"""What TOML calls them, for messages."""
METADATA_KINDS: dict[str, tuple[type, ...]] = {"title": (str,), "year": (int,), "genre": (str,), "level": (str,)}
PERMITTING = frozenset({"declassified", "publishable"})
"""Keys that let a marked document be published; each gives the reason."""
STRINGS = frozenset({"flags", "not_copy_of"})
"""Keys whose value is a list of strings."""
OVERRIDE_KEYS: dict[str, type] = {"text": str, "reason": str, "occurrence": int, "rule": str, "type": str}
ORIGIN_KEYS: dict[str, type] = {"url": str, "rights": str, "compiled_by": list}
NEEDED = {
    "keep": ("text", "reason"),
    "remove": ("text", "reason"),
    "undo": ("rule", "reason"),
    "keep_name": ("text", "reason"),
    "mask": ("text", "type", "reason"),
}
"""The tables that overrule the rules, and what each must say."""
OPTIONAL = {"keep": ("occurrence",), "remove": ("occurrence",), "undo": ("text", "occurrence")}
QUOTABLE = re.compile("(?:[A-Za-z][A-Za-z0-9_.-]{0,39})?")
"""What an error may quote of a value: the name of a rule, of an encoding; never a name, a number or an address."""
_QUOTED = re.compile("'[^'\n]*' ?")
BARE_KEY = re.compile("[A-Za-z0-9_-]+")
MASKED = tuple(type for type in labels() if type != "censored")
"""The types that [[mask]] can give."""


@dataclass(frozen=True, slots=True)
class Override:
    """One decision of a person against the rules, and why; the reason stays beside the raw file."""

    reason: str = field(repr=False)
    text: str = field(default="", repr=False)
    """As it stands in the raw text, without line ends at either end; empty: wherever the rule was at work."""
    occurrence: int = 0
    """Which of the places where the text stands, from 1; 0 for all of them."""
    rule: str = ""
    """The rule that is undone."""
    type: str = ""
    """What [[mask]] hides."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where else the same document was met: a resold copy, another site."""

    url: str | None = field(default=None, repr=False)
    rights: str | None = field(default=None, repr=False)
    compiled_by: tuple[str, ...] = field(default=(), repr=False)
    """Who signed that copy as its compiler; its watermark is stripped, its name stays."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a person says of a raw file: `raw/<id>.toml`."""

    url: str | None = field(default=None, repr=False)
    rights: str | None = field(default=None, repr=False)
    declassified: str | None = field(default=None, repr=False)
    """Why a document marked 绝密, 机密 or 秘密 may be published: a reason, or the official address."""
    publishable: str | None = field(default=None, repr=False)
    """Why one with an internal mark may be."""
    encoding: str | None = None
    sha256: str | None = field(default=None, repr=False)
    """Digest of the raw bytes; it stays beside them and is never published."""
    media_type: str = "text/plain"
    extractor: str | None = None
    """What made `<id>.extracted.txt` of a raw file that is no plain text, with its version."""
    flags: tuple[str, ...] = ()
    """What the extractor met that a person should look at: tables, page furniture."""
    metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the text does not say, or says wrongly; wins over what was found."""
    also: tuple[Origin, ...] = ()
    not_copy_of: tuple[str, ...] = ()
    """Samples that share nearly all with this one and are other documents all the same: a form filled in twice."""
    keep: tuple[Override, ...] = ()
    remove: tuple[Override, ...] = ()
    undo: tuple[Override, ...] = ()
    keep_name: tuple[Override, ...] = ()
    """Names that stay wherever they stand."""
    mask: tuple[Override, ...] = ()
    """Names that are hidden wherever they stand, besides those that are found."""
    name: str = field(default="sidecar", repr=False)
    """The file it was read from, for messages."""


def read_sidecar(path: Path) -> Sidecar:
    """Read `raw/<id>.toml`; a missing one counts as empty, one that cannot be read raises `SidecarError`."""
    name = as_text(str(path))
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Sidecar()
    except OSError as error:
        raise SidecarError(
            f"{name}: {error.strerror}; give yourself the right to read it, or take it away, then run again"
        ) from error
    return parse_sidecar(data, name)


def parse_sidecar(data: bytes, name: str) -> Sidecar:
    """Read a sidecar; a key nobody knows is an error, since it would be silently without effect."""
    table, wrong = _read_toml(data)
    if wrong:
        raise SidecarError(f"{name}: not valid TOML: {wrong}")
    _check(table, SIDECAR_KEYS, name)
    _check_metadata(table.get("metadata", {}), f"{name}: [metadata]")
    for key in PERMITTING & table.keys():
        if not table[key].strip():
            raise SidecarError(f"{name}: “{key}” is empty; say why the document may be published, or leave it out")
    if problem := problem_of_encoding(table.get("encoding")):
        said = problem if QUOTABLE.fullmatch(table["encoding"]) else "“encoding” is none that is known; gb18030 is one"
        raise SidecarError(f"{name}: {said}")
    for key in NEEDED.keys() & table:
        table[key] = tuple(
            _override(entry, key, f"{name}: [[{key}]] {number}") for number, entry in enumerate(table[key], 1)
        )
    if "also" in table:
        table["also"] = tuple(
            _origin(entry, f"{name}: [[also]] {number}") for number, entry in enumerate(table["also"], 1)
        )
    for key in STRINGS & table.keys():
        table[key] = _strings(table[key], f"{name}: “{key}”")
    return Sidecar(**table, name=name)


def _read_toml(data: bytes) -> tuple[dict[str, Any], str]:
    """Return the table, or what is wrong with it: where it stands and nothing of what stands there.

    What the libraries raise holds the whole file, and must not go along with an error of ours.
    """
    try:
        return tomllib.loads(data.decode("utf-8")), ""
    except UnicodeDecodeError as error:
        return {}, f"byte {error.start} is not UTF-8"
    except (ValueError, RecursionError) as error:  # brackets nested a thousand deep, a number of 5,000 digits
        return {}, _QUOTED.sub("", str(error))


def as_toml(sidecar: Sidecar) -> str:
    """Write a sidecar as the TOML that `parse_sidecar` reads; what is empty is left out.

    >>> print(as_toml(Sidecar(url="https://example.cn/1", also=(Origin(rights="不详"),))), end="")
    url = "https://example.cn/1"
    <BLANKLINE>
    [[also]]
    rights = "不详"
    """
    table = asdict(sidecar)
    del table["name"]
    if sidecar.media_type == Sidecar().media_type:
        del table["media_type"]
    lines = list(_lines({key: value for key, value in table.items() if isinstance(value, str) or key in STRINGS}))
    if sidecar.metadata:
        lines += ["", "[metadata]", *(toml_line(key, value) for key, value in sidecar.metadata.items())]
    for key in ("also", *NEEDED):
        for entry in table[key]:
            lines += ["", f"[[{key}]]", *_lines(entry)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if value not in (None, "", 0, (), []):
            yield toml_line(key, value)


def toml_line(key: str, value: Any) -> str:
    """Write a key, quoted unless TOML takes it bare, and its value; a JSON string is a TOML string but for DEL."""
    quoted, written = (json.dumps(one, ensure_ascii=False).replace("\x7f", "\\u007f") for one in (key, value))
    return f"{key if BARE_KEY.fullmatch(key) else quoted} = {written}"


def _origin(entry: Any, place: str) -> Origin:
    if not isinstance(entry, dict) or (entry.keys() <= ORIGIN_KEYS.keys() and not any(entry.values())):
        raise SidecarError(f"{place}: must be written as a table [[also]] with url, rights or compiled_by")
    _check(entry, ORIGIN_KEYS, place)
    compilers = _strings(entry.get("compiled_by", []), f"{place}: “compiled_by”")
    return Origin(**{**entry, "compiled_by": compilers})


def _strings(values: list[Any], place: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) and value for value in values):
        raise SidecarError(f"{place} must be a list of strings")
    return tuple(values)


def _check(table: dict[str, Any], keys: dict[str, type], place: str) -> None:
    for key, value in table.items():
        if key not in keys:
            raise SidecarError(f"{place}: unknown key “{key}”; known are {', '.join(keys)}")
        if not isinstance(value, keys[key]) or isinstance(value, bool):
            raise SidecarError(f"{place}: “{key}” must be {KINDS[keys[key]]}, found {kind_of(value)}")


def kind_of(value: Any) -> str:
    """Say what kind of value it is, for messages; the value itself may be somebody's name."""
    return "true or false" if isinstance(value, bool) else KINDS.get(type(value), f"a {type(value).__name__}")


def _check_metadata(table: dict[str, Any], place: str) -> None:
    """See to it that what is stated can be written as JSON, and is of the kind that is found in texts."""
    for key, value in table.items():
        kinds = METADATA_KINDS.get(key, (str, int))
        if not isinstance(value, kinds) or isinstance(value, bool):
            wanted = " or ".join(KINDS[kind] for kind in kinds)
            raise SidecarError(f"{place}: “{key}” must be {wanted}, found {kind_of(value)}")


def _override(entry: Any, key: str, place: str) -> Override:
    if not isinstance(entry, dict):
        raise SidecarError(f"{place}: must be written as a table [[{key}]]")
    known = {name: OVERRIDE_KEYS[name] for name in (*NEEDED[key], *OPTIONAL.get(key, ()))}
    _check(entry, known, place)
    for needed in NEEDED[key]:
        if needed not in entry or not str(entry[needed]).strip():
            raise SidecarError(f"{place}: “{needed}” is missing")
    if "text" in entry and not entry["text"].strip():
        raise SidecarError(f"{place}: “text” is empty")
    if entry.get("occurrence", 1) < 1 or ("occurrence" in entry and "text" not in entry):
        raise SidecarError(f"{place}: “occurrence” counts the places of “text”, from 1")
    if entry.get("type", MASKED[0]) not in MASKED:
        raise SidecarError(f"{place}: “type” must be one of {', '.join(MASKED)}")
    return Override(**{**entry, "text": entry.get("text", "").strip("\r\n")})
