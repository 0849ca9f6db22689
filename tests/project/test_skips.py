"""`make test` passes on a machine that has git, make and Python: what it lacks is named, and where all must run, nothing is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LACKING = """
import pytest

def test_of_a_word_file(office): ...
def test_of_another(office): ...
def test_of_a_page(chromium): ...
def test_of_the_text(): ...
"""
EXPECTED_TO_FAIL = """
import pytest

@pytest.mark.xfail(reason="some day")
def test_of_the_future():
    raise AssertionError
"""
SKIPPED_WHOLE = 'import pytest\npytest.importorskip("no_such_module")\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of tests of its own, with our conftest.py."""
    (tmp_path / "conftest.py").write_bytes((TESTS / "conftest.py").read_bytes())
    return tmp_path


def run(folder: Path, tests: str, ci: str = "") -> subprocess.CompletedProcess[str]:
    """Run tests on a machine with nothing in its PATH."""
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in ("PATH", "CHROMIUM", "CI")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"],
        cwd=folder,
        env=kept | {"PATH": str(folder), "CI": ci, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_what_is_not_installed_is_skipped_and_counted_by_reason(folder: Path) -> None:
    told = run(folder, LACKING)
    assert told.returncode == 0, told.stdout
    assert "1 passed, 3 skipped" in told.stdout
    assert (
        "3 skipped. 2: needs LibreOffice (Debian: apt install libreoffice-writer-nogui); "
        "1: needs Chromium (Debian: apt install chromium)"
    ) in told.stdout


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        (LACKING, "needs LibreOffice"),
        (EXPECTED_TO_FAIL, "expected to fail (some day)"),
        (SKIPPED_WHOLE, "could not import 'no_such_module'"),
    ],
    ids=["skipped", "expected to fail", "a whole file skipped"],
)
def test_with_ci_nothing_may_be_skipped(folder: Path, tests: str, reason: str) -> None:
    told = run(folder, tests, ci="true")
    assert told.returncode in (1, 2)
    assert "with CI=true every test runs, and this one did not: " in told.stdout
    assert reason in told.stdout


def test_what_ci_runs_sets_ci() -> None:
    assert "export CI=true" in (TESTS.parent / ".ci" / "run").read_text(encoding="utf-8")
