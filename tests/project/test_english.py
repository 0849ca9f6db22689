"""Docstrings are written in the English Python programmers read: “Return …”, “Yield …”, “Whether …”."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
FILES = sorted(SCRIPTS.rglob("*.py"))
IMPERATIVES = re.compile("(?:Give|Gives|Tell|Tells) ")
"""A function returns or yields a value; it does not give or tell one."""
DIALECT = re.compile("whoever|revenant|is none,", re.IGNORECASE)
NOT_YET: set[str] = set()
"""Files still to be rewritten; take a file out of this list when it passes."""


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string that is a statement: docstrings, and the notes below constants and fields."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def faults(source: str) -> list[str]:
    return [
        f"line {line}: {match.group()}"
        for line, text in docstrings(source)
        for match in (IMPERATIVES.match(text.strip()), DIALECT.search(text))
        if match
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SCRIPTS).as_posix())
def test_no_docstring_gives_tells_or_riddles(path: Path) -> None:
    found = faults(path.read_text(encoding="utf-8"))
    if path.relative_to(SCRIPTS).as_posix() in NOT_YET:
        assert found, "nothing is left to rewrite here: take the file out of NOT_YET"
    else:
        assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""Tell what a file is."""', ["line 1: Tell "]),
        ('def f():\n    """Give a label."""', ["line 2: Give "]),
        ('X = 1\n"""Of 第X条 there is none, and whoever reads it sees a revenant."""', ["line 2: is none,"]),
        ('"""Return what whoever signed it wrote."""', ["line 1: whoever"]),
        ('"""Return what a clue tells of a mask, or None if there is none."""', []),
        ('# Give way\nGIVE = "Give a reason; whoever"\n', []),
    ],
)
def test_what_counts_as_a_fault(source: str, found: list[str]) -> None:
    assert faults(source) == found
