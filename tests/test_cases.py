"""Every case under cases/, each held to the same promises: this text, these removals, a ledger that replays, and a
second cleaning that changes nothing. A new case is a file, no Python."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chengwen import Document, clean
from chengwen.text import apply

CASES = Path(__file__).parent / "cases"
PATHS = sorted(path for path in CASES.glob("*/*.toml") if path.parent.name != "rules-invalid")
KEYS = {"why", "origin", "raw", "text", "removed", "placeholders", "sections", "roles", "title"}
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
    document = clean(case["raw"])
    assert clean(document.text).text == document.text, "cleaning again changes it"
    assert apply(document.source_text or "", document.edits) == document.text
    for key, found in seen(document).items():
        if key in case:
            assert found == case[key], f"{case['why']}\n{ledger(document)}"


def seen(document: Document) -> dict[str, Any]:
    """What a case can speak of."""
    return {
        "text": document.text,
        "removed": removals(document),
        "placeholders": [p.type for p in document.placeholders],
        "sections": [[s.id, -1 if s.level is None else s.level, s.title] for s in document.sections],
        "roles": [s.role for s in document.sections],
        "title": document.metadata["title"] or "",
    }


def removals(document: Document) -> list[list[str]]:
    """Each stretch that was taken away, with the rules that say why; layout apart."""
    found = []
    for edit in document.edits:
        rules = [rule for rule in edit.rules if not rule.startswith(QUIET)]
        if rules and not edit.text:
            source = document.source_text or ""
            found.append(["+".join(rules), source[edit.span.start : edit.span.end].strip("\n")])
    return found


def ledger(document: Document) -> str:
    """The ledger with the invisible spelt out, for a failure that explains itself."""
    source = document.source_text or ""
    return "\n".join(f"{source[e.span.start : e.span.end]!a} -> {e.text!r}  {e.rules}" for e in document.edits)
