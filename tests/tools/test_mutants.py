"""scripts/tools/mutants.py makes programs that differ from ours in one place, and tells which of them tests let pass."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from mutants import LEFT_OUT, SURVIVORS, TESTS, Mutant, Result, drawn, identified, mutants_of, report

ROOT = Path(__file__).parents[2]
SCRIPT = next((ROOT / "scripts").rglob("mutants.py"))
PACKAGE = ROOT / "scripts" / "chengwen"
CODE = '''"""Sizes; 1 < 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Size = tuple[int, 3]

甲 = "中文"; LEAST = 10


def is_large(number: tuple[int, 4]) -> tuple[bool, 5]:
    """Whether a number has two digits; 6."""
    while number > 10_000:
        number -= 1
    return number >= LEAST
'''
EXACT = "assert (size.is_large(10), size.is_large(9), size.is_large(10_002)) == (True, False, True)"
WEAK = "assert size.is_large(100)"
PATIENCE = "3"
"""Seconds of computing; these tests take a tenth of that."""
EXAMPLES = """
import pytest
from hypothesis import given, settings, strategies

from chengwen import size

made = []


@settings(max_examples=100_000)
@given(strategies.integers(10, 99))
def test_numbers(number):
    made.append(number)
    assert size.is_large(number)


def test_few():
    assert len(made) <= 20
"""


def mutants(code: str) -> list[Mutant]:
    return list(mutants_of(Path("scripts/chengwen/x.py"), code))


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("a < b", "comparison", ["(a <= b)"]),
        ("a in b is c", "comparison", ["(a not in b is c)", "(a in b is not c)"]),
        ("x = 1", "constant", ["x = 2", "x = 0"]),
        ("x = y[0]", "constant", ["x = y[1]", "x = y[(-1)]"]),
        ("x = True", "constant", ["x = False"]),
        ("if a: b()", "condition negated", ["if (not (a)): b()"]),
        ("x = a and b or c", "and/or", ["x = ((a and b) and c)", "x = (a or b) or c"]),
        ("x = not a", "not deleted", ["x = (a)"]),
        ("f(a, b, *c)", "arguments", ["f(b, a, *c)"]),
        ("x = max(a, b)", "arguments", []),
        ("x = min(a)", "function", ["x = max(a)"]),
        ("x = 中.find(a)", "method", ["x = 中.rfind(a)"]),
        ("x = a + b", "sign", ["x = (a - b)"]),
        ("x = 1\nf()", "statement deleted", ["x = 1\npass"]),
        ("def f(a='b', *, c=''): return a", "default", ["def f(a='', *, c=''): return a", "def f(a='b', *, c='other'): return a"]),
        ("def f(): return a", "return", ["def f(): return None"]),
    ],
)  # fmt: skip
def test_kinds_of_change(code: str, kind: str, expected: list[str]) -> None:
    found = [mutant.after for mutant in mutants(code) if mutant.kind == kind]
    if kind == "and/or":
        found = [ast.unparse(ast.parse(one)) for one in found]
        expected = [ast.unparse(ast.parse(one)) for one in expected]
    assert found == expected


def test_docstrings_annotations_and_what_is_there_for_types_stay() -> None:
    changed = [mutant.after for mutant in mutants(CODE)]
    assert changed
    for untouched in ("1 < 2", "int, 3", "int, 4", "bool, 5", "digits; 6", "TYPE_CHECKING:", '甲 = "中文"; LEAST'):
        assert all(untouched in after for after in changed)


def test_every_mutant_of_a_file_of_ours_is_a_program_that_differs_in_one_place() -> None:
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    found = mutants(source)
    assert found
    for mutant in found:
        assert ast.dump(ast.parse(mutant.after)) != ast.dump(ast.parse(source))
        assert sum(line.startswith("-") for line in mutant.diff().split("\n")[2:]) == 1


def test_a_mutant_keeps_its_identity_when_its_line_moves_and_is_drawn_again() -> None:
    here, moved = (list(identified(iter(mutants(code)))) for code in (CODE, f"'''More.\\n\\n'''\n\n{CODE}"))
    assert [one.id for one in here] == [one.id for one in moved]
    assert len({one.id for one in here}) == len(here)
    assert [one.id for one in drawn(here, 4, seed=16)] == [one.id for one in drawn(moved, 4, seed=16)]
    assert len({tuple(one.id for one in drawn(here, 4, seed)) for seed in range(9)}) > 1


def test_the_table_has_the_tests_of_every_folder_and_names_only_what_is_there() -> None:
    table = tomllib.loads(TESTS.read_text(encoding="utf-8"))
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert folders <= table.keys()
    assert [path for path in table if not (PACKAGE / path).exists()] == []
    named = [test.split("::") for tests in table.values() for test in tests]
    assert [path for path, *_ in named if not (ROOT / path).exists()] == []
    assert [
        (path, name)
        for path, *names in named
        for name in names
        if not re.search(rf"^(?:def|class) {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ] == []


def test_a_survivor_is_listed_once_with_a_reason() -> None:
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    assert listed.keys() == {"equivalent", "left"}
    assert not listed["equivalent"].keys() & listed["left"].keys()
    assert all(
        re.fullmatch("[a-z_]+-[0-9a-f]{8}", id) and reason for some in listed.values() for id, reason in some.items()
    )


def test_the_report_counts_by_folder_and_gives_the_reason_or_the_diff(capsys: pytest.CaptureFixture[str]) -> None:
    one, two, three, four, five = list(identified(iter(mutants(CODE))))[:5]
    fates = {one: "killed", two: "survived", three: "survived", five: "survived"}
    results = {m.id: Result(m.id, m.file.as_posix(), m.line, m.kind, fate, "", 1.0) for m, fate in fates.items()}
    reasons = {"equivalent": {one.id: "wrongly", two.id: "the same, since"}, "left": {five.id: "no matter, since"}}
    assert report([one, two, three, four, five], results, reasons) == 1
    said = capsys.readouterr().out
    assert [line.split() for line in said.split("\n")[:3]] == [
        ["folder", "tried", "killed", "survived", "equivalent"],
        ["x.py", "4", "1", "2", "1"],
        ["all", "4", "1", "2", "1"],
    ]
    assert f"{three.id}\n{three.diff()}" in said
    assert f"{two.id}: the same, since\n" in said
    assert f"{five.id}: no matter, since\n" in said
    assert f"{one.id} is listed as a survivor, and was killed" in said
    assert four.id not in said


class TestRun:
    """A checkout with one file in its package."""

    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        for folder in ("scripts/chengwen", "tests"):
            (tmp_path / folder).mkdir(parents=True)
        (tmp_path / "scripts" / "chengwen" / "__init__.py").touch()
        (tmp_path / "scripts" / "chengwen" / "size.py").write_text(CODE, encoding="utf-8")
        return tmp_path

    def run(self, checkout: Path, test: str, *more: str) -> subprocess.CompletedProcess[str]:
        if "\n" not in test:
            test = f"from chengwen import size\n\n\ndef test_size():\n    {test}\n"
        (checkout / "tests" / "test_size.py").write_text(test, encoding="utf-8")
        before = files(checkout)
        command = [sys.executable, str(SCRIPT), "size.py", "--root", str(checkout), *more]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert files(checkout) == before
        return done

    def test_what_tests_notice_is_killed_a_loop_without_end_too(self, checkout: Path) -> None:
        done = self.run(checkout, EXACT, "--number", "3", "--seed", "12", "--timeout", PATIENCE)
        assert done.returncode == 0, done.stderr
        assert "\nkilled by time  size.py:15  condition negated  tests/test_size.py::test_size\n" in done.stdout
        assert done.stdout.endswith("\n3 of 11 mutants, seed 12: 0 survived without a reason\n")

    def test_what_they_do_not_is_shown_and_drawn_again_by_the_same_seed(self, checkout: Path) -> None:
        done = self.run(checkout, WEAK, "--number", "6", "--seed", "12", "--timeout", PATIENCE)
        assert done.returncode == 1
        assert "\n-    while number > 10_000:\n+    while number > 10001:\n" in done.stdout
        assert done.stdout == self.run(checkout, WEAK, "--number", "6", "--seed", "12", "--timeout", PATIENCE).stdout

    def test_a_run_goes_on_from_its_results_and_tries_survivors_again_where_asked(
        self, checkout: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        results = tmp_path_factory.mktemp("results") / "results.jsonl"
        more = ("--seed", "12", "--timeout", PATIENCE, "--results", str(results), "--number")
        for test, number, words in [(WEAK, 3, ()), (WEAK, 6, ()), (EXACT, 6, ("--report",))]:
            self.run(checkout, test, *more, str(number), *words)
            assert len(tried(results)) == number
        self.run(checkout, EXACT, *more, "6", "--again")
        first, again = tried(results)[:6], tried(results)[6:]
        alive = {one["id"] for one in first if one["fate"] == "survived"}
        assert alive
        assert {one["id"] for one in again} == alive

    def test_hypothesis_makes_few_examples_whatever_a_test_asks_for(self, checkout: Path) -> None:
        done = self.run(checkout, EXAMPLES, "--number", "1", "--seed", "12")
        assert "these tests fail" not in done.stderr

    def test_tests_that_fail_anyway_tell_nothing(self, checkout: Path) -> None:
        done = self.run(checkout, "assert not size.is_large(10)")
        assert done.returncode == 1
        assert "these tests fail on unchanged code" in done.stderr


def tried(results: Path) -> list[dict[str, str]]:
    """The mutants of a file of results; it has too how long the tests take on unchanged code."""
    lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["fate"] != "unchanged"]


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not LEFT_OUT & set(path.parts)}
