"""Every case under cases/, each held to the same promises: this text, these removals, a ledger that replays, and a
second cleaning that changes nothing. A new case is a file, no Python. One may bring a sidecar; with `error` in place of
a text, it must be refused in these words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from chengwen import Document, clean
from chengwen.errors import SidecarError
from chengwen.sidecar import parse_sidecar
from chengwen.text import apply

CASES = Path(__file__).parents[1] / "cases"
PATHS = sorted(path for path in CASES.glob("*/*.toml") if path.parent.name != "rules-invalid")
KEYS = {
    "why",
    "origin",
    "raw",
    "text",
    "removed",
    "placeholders",
    "sections",
    "roles",
    "title",
    "year",
    "metadata",
    "sidecar",
    "places",
    "error",
}
BASIC = ("title", "year", "genre", "level", "genre_group")
QUIET = ("layout", "space", "width", "junk")


def load(path: Path) -> dict[str, Any]:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(case) <= KEYS, f"{path}: unknown key"
    if path.parent.name == "unchanged":
        case.setdefault("text", case["raw"])
    return case


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path: Path) -> None:
    case = load(path)
    if "error" in case:
        with pytest.raises(SidecarError, match=re.escape(f"raw/x.toml: {case['error']}")):
            cleaned(case)
        return
    document = cleaned(case)
    assert cleaned(case) == document, "two runs differ"
    assert "unsettled" not in document.flags
    if "sidecar" not in case:  # what it speaks of may be gone from the clean text; that it is settled is said above
        again = clean(document.text, places=case.get("places", "follow"))
        assert again.text == document.text, "cleaning again changes it"
    assert apply(document.private.source_text or "", document.edits) == document.text
    for key, found in seen(document).items():
        if key in case:
            assert found == case[key], f"{case['why']}\n{ledger(document)}"


def cleaned(case: dict[str, Any]) -> Document:
    sidecar = parse_sidecar(case.get("sidecar", "").encode(), "raw/x.toml")
    return clean(case["raw"], sidecar=sidecar, places=case.get("places", "follow"))


def seen(document: Document) -> dict[str, Any]:
    """What a case can speak of."""
    return {
        "text": document.text,
        "removed": removals(document),
        "placeholders": [p.type for p in document.placeholders],
        "sections": [[s.id, -1 if s.level is None else s.level, s.title] for s in document.sections],
        "roles": [s.role for s in document.sections],
        "title": document.metadata.title or "",
        "year": document.metadata.year or 0,
        "metadata": {key: value for key, value in document.metadata.to_dict().items() if value and key not in BASIC},
    }


def removals(document: Document) -> list[list[str]]:
    """Each stretch that was taken away, with the rules that say why; layout apart."""
    found = []
    for edit in document.edits:
        rules = [rule for rule in edit.rules if not rule.startswith(QUIET)]
        if rules and not edit.text:
            source = document.private.source_text or ""
            found.append(["+".join(rules), source[edit.span.start : edit.span.end].strip("\n")])
    return found


def ledger(document: Document) -> str:
    """The ledger with the invisible spelt out, for a failure that explains itself."""
    source = document.private.source_text or ""
    return "\n".join(f"{source[e.span.start : e.span.end]!a} -> {e.text!r}  {e.rules}" for e in document.edits)
