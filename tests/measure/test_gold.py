"""The documents annotated by hand are held to floors that only rise: tests/gold/floors.toml.

`python tests/measure/test_gold.py` prints the present values as such a file, rounded down. A floor is lowered by hand only, with
its reason in the commit.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chengwen.errors import InputError
from chengwen.knowledge.load import ours_only
from chengwen.measure.gold import Gold, read_folder
from chengwen.measure.score import Counts, score, table

GOLD = Path(__file__).parents[1] / "gold"
FLOORS = GOLD / "floors.toml"
MEASURES = ("noise_recall", "precision", "content_kept", "masks_found", "masks_typed", "headings_f1")
HIDING = ("persons", "persons_again", "persons_true", "identifiers", "identifiers_true", "places", "places_true")
"""Measured besides where the documents mark everything that identifies someone."""
TOTALS = {"all": "(all)", "traps": "(traps)"}
SHOWN = 20
"""Problems that a failure lists."""
HEAD = """# What `chengwen score tests/gold` must reach: for all documents, for the traps, and by family; shares from 0 to 1.
# Made by `python tests/measure/test_gold.py`, rounded down. These only rise: whoever lowers one says why in the commit.
"""


@cache
def scored() -> list[tuple[Gold, Counts]]:
    return [(gold, score(gold, ours_only())) for gold in read_folder(GOLD)]


@cache
def present() -> dict[str, dict[str, float]]:
    """The measures by the name of the row in floors.toml: all, traps, family.<name>."""
    rows = table(scored())
    totals = {name: rows.pop(key) for name, key in TOTALS.items()}
    return {**totals, **{f"family.{name}": row for name, row in rows.items() if not name.startswith("(")}}


@cache
def floors() -> dict[str, dict[str, float]]:
    written = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    families = written.pop("family", {})
    return {**written, **{f"family.{name}": row for name, row in families.items()}}


def documents_of(row: str) -> Iterator[tuple[Gold, Counts]]:
    for gold, counts in scored():
        wanted = row in ("all", f"family.{gold.family}") or (row == "traps" and gold.headers["kind"] == "trap")
        if wanted and "known_failure" not in gold.headers:
            yield gold, counts


def problems_of(row: str) -> str:
    found = [f"{gold.name}: {problem}" for gold, counts in documents_of(row) for problem in counts.problems]
    rest = [f"… and {len(found) - SHOWN} more: chengwen score tests/gold --problems"] if len(found) > SHOWN else []
    return "\n".join([*found[:SHOWN], *rest])


def measures_of(row: str) -> tuple[str, ...]:
    marked = any(gold.names_are_marked for gold, _ in documents_of(row))
    return MEASURES + HIDING if marked else MEASURES


@pytest.mark.parametrize("row", floors())
def test_no_measure_falls_below_its_floor(row: str) -> None:
    assert row in present(), f"floors.toml speaks of [{row}], for which there is no document"
    now = present()[row]
    below = [f"{key} is {now[key]:.5f}, floor {floor}" for key, floor in floors()[row].items() if now[key] < floor]
    assert not below, "\n".join([f"[{row}] {', '.join(below)}", problems_of(row)])


def test_floors_are_set_for_every_family_and_every_measure() -> None:
    assert sorted(floors()) == sorted(present()), (
        "run `python tests/measure/test_gold.py`, and take over the rows that are new"
    )
    for row, values in floors().items():
        assert tuple(values) == measures_of(row), row


def test_a_known_failure_still_fails() -> None:
    met = [gold.name for gold, counts in scored() if "known_failure" in gold.headers and not counts.problems]
    assert not met, f"{', '.join(met)}: no problem any more; take out the header known_failure"


def test_a_document_is_what_its_header_says() -> None:
    for gold, _ in scored():
        assert gold.headers.get("why"), f"{gold.name}: no why"
        assert not (gold.headers["kind"] == "trap" and gold.noise), f"{gold.name}: a trap marks no noise"


def test_a_document_in_another_encoding_is_told_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("%% kind: trap\n%% why: 国\n%%\n总结\n".encode("gb18030"))
    with pytest.raises(InputError, match=re.escape(f"{path}: byte 22 is not UTF-8; save the file as UTF-8")):
        list(read_folder(tmp_path))


def as_floors() -> str:
    """Write the present values as floors, rounded down to three decimals."""
    parts = [HEAD]
    for row, values in present().items():
        lines = [f"{key} = {math.floor(round(values[key], 9) * 1000) / 1000:.3f}" for key in measures_of(row)]
        parts.append("\n".join([f"[{row}]", *lines, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(as_floors())
