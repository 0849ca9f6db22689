"""scripts/tools/mutants.py makes programs that differ from ours in one place, and tells which of them tests let pass."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from mutants import LEFT_OUT, Mutant, mutants_of

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
        test = f"from chengwen import size\n\n\ndef test_size():\n    {test}\n"
        (checkout / "tests" / "test_size.py").write_text(test, encoding="utf-8")
        before = files(checkout)
        command = [sys.executable, str(SCRIPT), "size.py", "--root", str(checkout), *more]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert files(checkout) == before
        return done

    def test_what_tests_notice_is_killed_a_loop_without_end_too(self, checkout: Path) -> None:
        done = self.run(checkout, EXACT, "--number", "4", "--seed", "19", "--timeout", "10")
        assert done.returncode == 0, done.stderr
        assert "\nkilled by time  size.py:16  constant\n" in done.stdout
        assert done.stdout.endswith("\n4 of 11 mutants, seed 19: 4 killed, 0 survived\n")

    def test_what_they_do_not_is_shown_and_drawn_again_by_the_same_seed(self, checkout: Path) -> None:
        done = self.run(checkout, WEAK, "--number", "1", "--seed", "19")
        assert done.returncode == 1
        assert "\n-    return number >= LEAST\n+    return (number > LEAST)\n" in done.stdout
        assert done.stdout == self.run(checkout, WEAK, "--number", "1", "--seed", "19").stdout

    def test_tests_that_fail_anyway_tell_nothing(self, checkout: Path) -> None:
        done = self.run(checkout, "assert not size.is_large(10)")
        assert done.returncode == 1
        assert "these tests fail on unchanged code" in done.stderr


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not LEFT_OUT & set(path.parts)}
