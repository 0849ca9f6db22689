"""How all tests run: by what holds, never by how fast a busy machine is; and what a machine lacks is skipped and counted.

README promises that `make test` passes where there are git, make and Python. What needs more asks for a fixture here,
which skips with what to install. With CI=true (.ci/run sets it, having installed all of it) a skip is an error.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from annotated import Annotated, cleaned, made_once
from chengwen.checkout import checks
from chengwen.cli.main import cli
from chengwen.knowledge.check import problem_of
from reports import make_report, resell

os.environ["LC_ALL"] = "C.UTF-8"  # what the command says is in English, whatever the machine's language
settings.register_profile("chengwen", deadline=None)
settings.register_profile(
    "thorough", deadline=None, max_examples=1_000
)  # before a release, or when a stage is rewritten
settings.register_profile("fast", deadline=None, max_examples=10)  # make test-fast
settings.load_profile("chengwen")

LONGEST = (
    "measure/test_gold.py",
    "test_each_alone.py",
    "corpus/test_resume.py",
    "fuzz/test_growth.py",
    "faults/test_progress.py",
    "hostile/test_site.py",
    "tools/test_mutants.py",
    "stages/test_elements.py",
    "fuzz/test_harnesses.py",
    "corpus/test_texts_resume.py",
    "corpus/test_folder.py",
    "test_stamp.py",
    "faults/test_at_once.py",
    "site/test_build.py",
    "faults/test_missing.py",
    "decode/test_mixed_encodings.py",
    "stages/test_properties.py",
    "checkout/test_additions.py",
    "engine/test_kept.py",
    "engine/test_linear_time.py",
    "tools/test_train_register.py",
    "test_planted.py",
    "corpus/test_duplicates.py",
    "faults/test_no_single_document_ends_a_run.py",
    "faults/test_kills.py",
    "formats/test_refused.py",
    "decode/test_decode.py",
    "corpus/test_corpus.py",
    "corpus/test_kinds.py",
    "stages/test_sequence.py",
    "marked/test_publishing.py",
    "word/test_office.py",
    "test_text.py",
    "cli/test_cli.py",
)
"""Files that take from half a minute to some seconds, the longest first: begun first, so that all processes end together."""
TESTS = Path(__file__).parent
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def office() -> str:
    """The path of LibreOffice."""
    return shutil.which("soffice") or pytest.skip("needs LibreOffice (Debian: apt install libreoffice-writer-nogui)")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or pytest.skip("needs Chromium (Debian: apt install chromium)")


def pytest_collection_finish() -> None:
    """Leave what was loaded until now, tests and rules, out of every later search for garbage: it stays."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within a file stays."""
    rank = {TESTS / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make an error of a test that was skipped, or was expected to fail, where all must run."""
    return _refused(report) if (report := (yield)).skipped and _all_must_run() else report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same with a file that was skipped as a whole."""
    return _refused(report) if (report := (yield)).skipped and _all_must_run() else report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was skipped, by reason."""
    reasons = Counter(map(_reason, terminalreporter.stats.get("skipped", [])))
    if reasons:
        told = "; ".join(f"{number}: {reason}" for reason, number in reasons.most_common())
        terminalreporter.write_line(f"{reasons.total()} skipped. {told}", yellow=True)


def _all_must_run() -> bool:
    return os.environ.get("CI") == "true"


def _refused(report: Report) -> Report:
    report.outcome, report.longrepr = "failed", f"with CI=true every test runs, and this one did not: {_reason(report)}"
    report.__dict__.pop("wasxfail", None)  # with it, pytest does not count the failure
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail ({report.wasxfail or 'no reason given'})"
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ")


Run = Callable[..., Result]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout, in which the command runs."""
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def _rules_are_proved_once() -> Generator[None, None, None]:
    """Whether a rule holds follows from the rule alone, and to prove it of all takes a second at each `chengwen check`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "problem_of", cache(problem_of))
        yield


@pytest.fixture(scope="session")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Annotated:
    """The annotated documents that may be read, and what is made of them."""
    return made_once(tmp_path_factory, "annotated", cleaned)


@pytest.fixture(scope="session")
def market() -> tuple[dict[str, str], dict[str, str]]:
    """150 reports, and copies of 50 of them as sellers make them, by the name of the report."""
    reports = {f"r{number:03}": make_report(number) for number in range(150)}
    return reports, {f"r{number:03}": resell(make_report(number), number) for number in range(0, 150, 3)}


@pytest.fixture
def run(checkout: Path) -> Run:
    """Run the command there."""
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])
