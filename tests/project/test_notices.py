"""Whatever is published of other people's work is named, with its licence: docs/notices.md, docs/dependencies.md."""

from __future__ import annotations

import gzip
import re
import tomllib
from pathlib import Path

import pytest

from chengwen.site.cleaner.pyodide import LIBRARIES, VERSION

ROOT = Path(__file__).parents[2]
NOTICES = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LICENCES = re.compile("MIT|Apache|BSD|MPL|PSF")


def row(table: str, name: str) -> list[str]:
    """Find the row of a table that speaks of something, in its first two cells."""
    rows = [line.strip("| ").split(" | ") for line in table.split("\n") if line.startswith("| ")]
    return next(
        (cells for cells in rows if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", " ".join(cells[:2]))), []
    )


def test_every_file_that_was_copied_into_the_project():
    for path in (ROOT / "docs" / "assets").glob("vendor/*"):
        cells = row(NOTICES, f"assets/vendor/{path.name}")
        assert cells, path
        assert cells[1] in path.read_text(encoding="utf-8")[:200]


def test_every_word_list_with_the_version_that_stands_in_it():
    for path in (ROOT / "scripts" / "chengwen" / "data").glob("*.gz"):
        source = gzip.decompress(path.read_bytes()).decode().split("\n")[0].removeprefix("# ").split(",")[0]
        cells = row(NOTICES, f"data/{path.name}")
        assert cells, path
        assert source in cells[1]


def test_everything_that_cleans_in_the_browser():
    assert f"pyodide {VERSION}" in row(NOTICES, "assets/pyodide/")[1]
    assert [library for library in LIBRARIES if not row(NOTICES, library)] == []


def test_each_notice_tells_the_author_and_the_licence():
    told = [line.strip("| ").split(" | ") for line in NOTICES.split("\n") if line.startswith("| ")]
    assert [
        cells for cells in told if cells[0] not in ("文件", "---") and not (cells[2] and LICENCES.search(cells[3]))
    ] == []


@pytest.mark.parametrize("extra", ["", *PROJECT["optional-dependencies"]])
def test_everything_asked_for_is_justified_with_its_licence(extra):
    asked = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    for requirement in asked:
        name = re.match("[A-Za-z0-9._-]+", requirement).group()
        cells = row(DEPENDENCIES, name)
        assert cells, name
        assert cells[1], name
        assert LICENCES.search(cells[2]), name
