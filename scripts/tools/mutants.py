"""Change the code in small ways, one at a time, and see whether the tests notice.

    python scripts/tools/mutants.py PATH… [--number 20] [--seed 1] [--tests PATH…] [--timeout SECONDS]

PATH is a file or folder of the package: `text.py`, `formats`. Mutants are drawn at random, the same ones for the same
seed, and run in a copy of the checkout: the working tree is never touched. The tests are those named, or else the
cases, the doctests of the changed file and every test file that imports it; they must pass on unchanged code first. A
mutant that no test noticed is shown as a diff: either a test is missing, or the code says more than it does.

Exit code: 0 all killed, 1 some survived, 2 misuse.
"""

from __future__ import annotations

import argparse
import ast
import copy
import difflib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGE = Path("scripts") / "chengwen"
CASES = Path("tests") / "test_cases.py"
LEFT_OUT = {".git", ".venv", ".cache", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__"}
NOTHING_RUN = (4, 5)
"""Exit codes of pytest that say nothing about the code: called wrongly, no test found."""
PATIENCE = 5
"""Time limit for a mutant, as a multiple of the tests' time on unchanged code."""
LEAST_PATIENCE = 20.0
"""In seconds."""

PLUGIN = """
import resource
from hypothesis import Phase, settings

def pytest_configure(config):
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # a loop that never ends may fill memory first
    settings.register_profile(
        "mutants", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
    )
    settings.load_profile("mutants")
"""
"""For pytest in the copy: a failing example is enough, without shrinking; and it is the same each time."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
METHODS = {"startswith": "endswith", "endswith": "startswith", "find": "rfind", "rfind": "find"}
DROPPED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)
"""Statements that can be dropped without leaving a name undefined."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change at one place in one file."""

    file: Path
    """Relative to the checkout."""
    line: int
    kind: str
    before: str
    after: str
    """The whole file, changed."""

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, self.file.as_posix(), f"{self.kind}, line {self.line}", n=2))


def mutants_of(file: Path, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a file, in source order.

    Docstrings, annotations, decorators, f-strings and code under `if TYPE_CHECKING` are left alone.

    >>> [m.after for m in mutants_of(Path("x.py"), "print(1 < 2)") if m.kind == "comparison"]
    ['print(1 <= 2)']
    """
    tree = ast.parse(source)
    for node in _code(tree):
        for kind, place, new in _changes(node):
            after = _replaced(source, place, new)
            if _is_another_program(after, tree):
                yield Mutant(file, place.lineno, kind, source, after)


def _is_another_program(source: str, tree: ast.Module) -> bool:
    try:
        return ast.dump(ast.parse(source)) != ast.dump(tree)
    except SyntaxError:
        return False


Code = ast.expr | ast.stmt
Change = tuple[str, Code, str]
"""Its kind, the node that is replaced, and the new code."""


def _code(node: ast.AST) -> Iterator[Code]:
    """Yield the statements and expressions that run, from the top down."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _says_nothing(child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            yield from _code(child)


def _says_nothing(node: ast.AST) -> bool:
    """Whether a node is a docstring, an f-string (whose parts Python 3.11 cannot locate), or only for types."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.JoinedStr)


def _changes(node: Code) -> Iterator[Change]:
    """Yield every change that a node allows."""
    for kinds, changes in BY_NODE:
        if isinstance(node, kinds):
            yield from changes(node)


def _other_statements(node: ast.stmt) -> Iterator[Change]:
    if isinstance(node, ast.Return) and node.value is not None:
        yield "return", node, "return None"
    elif isinstance(node, DROPPED) or (isinstance(node, ast.Assign) and _fills_a_place(node)):
        yield "statement deleted", node, "pass"


def _other_conditions(node: ast.If | ast.While | ast.IfExp) -> Iterator[Change]:
    if not isinstance(node.test, ast.UnaryOp):  # `not` has a change of its own
        yield "condition negated", node.test, f"(not ({ast.unparse(node.test)}))"


def _fills_a_place(node: ast.Assign) -> bool:
    """Whether an assignment defines no new name, so that it can be dropped: `found[name] = 1`."""
    return all(isinstance(target, ast.Subscript | ast.Attribute) for target in node.targets)


def _other_constants(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", node, repr(not value)
    elif isinstance(value, int):
        yield "constant", node, repr(value + 1)
        yield "constant", node, f"({value - 1})" if value < 1 else repr(value - 1)
    elif isinstance(value, float):
        yield "constant", node, repr(value * 2)
        yield "constant", node, repr(value / 2)


def _other_comparisons(node: ast.Compare) -> Iterator[Change]:
    for index, operator in enumerate(node.ops):
        other = copy.deepcopy(node)
        other.ops[index] = COMPARISONS[type(operator)]()
        yield "comparison", node, f"({ast.unparse(other)})"


def _other_calls(node: ast.Call) -> Iterator[Change]:
    other = copy.deepcopy(node)
    if isinstance(other.func, ast.Name) and other.func.id in NAMES:
        other.func.id = NAMES[other.func.id]
        yield "function", node, ast.unparse(other)
        return  # arguments in another order give the same result
    elif isinstance(other.func, ast.Attribute) and other.func.attr in METHODS:
        other.func.attr = METHODS[other.func.attr]
        yield "method", node, ast.unparse(other)
    for index in range(len(node.args) - 1):
        if not any(isinstance(argument, ast.Starred) for argument in node.args[index : index + 2]):
            other = copy.deepcopy(node)
            other.args[index : index + 2] = reversed(other.args[index : index + 2])
            yield "arguments", node, ast.unparse(other)


def _other_operators(node: ast.BoolOp | ast.BinOp | ast.UnaryOp) -> Iterator[Change]:
    other = copy.deepcopy(node)
    if isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
        yield "and/or", node, f"({ast.unparse(other)})"
    elif isinstance(other, ast.BinOp) and isinstance(other.op, ast.Add | ast.Sub):
        other.op = ast.Sub() if isinstance(other.op, ast.Add) else ast.Add()
        yield "sign", node, f"({ast.unparse(other)})"
    elif isinstance(other, ast.UnaryOp) and isinstance(other.op, ast.Not):
        yield "not deleted", node, f"({ast.unparse(other.operand)})"


def _other_defaults(node: ast.FunctionDef) -> Iterator[Change]:
    """Yield another text for each default that is a string; other constants are changed wherever they occur."""
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if isinstance(default, ast.Constant) and isinstance(default.value, str):
            yield "default", default, repr("" if default.value else "other")


BY_NODE: tuple[tuple[Any, Callable[[Any], Iterator[Change]]], ...] = (
    (ast.Constant, _other_constants),
    (ast.Compare, _other_comparisons),
    (ast.Call, _other_calls),
    (ast.BoolOp | ast.BinOp | ast.UnaryOp, _other_operators),
    (ast.FunctionDef, _other_defaults),
    (ast.If | ast.While | ast.IfExp, _other_conditions),
    (ast.stmt, _other_statements),
)


def _replaced(source: str, node: Code, new: str) -> str:
    """Return a source with other code in place of a node; columns are counted in bytes of UTF-8."""
    lines = source.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    low = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    high = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    whole = b"".join(lines)
    return (whole[:low] + new.encode() + whole[high:]).decode()


@dataclass(frozen=True, slots=True)
class Run:
    """The result of running the tests."""

    code: int | None
    """The exit code of pytest; None after a timeout."""
    said: str
    seconds: float

    @property
    def fate(self) -> str:
        """Return what became of a mutant under these tests."""
        return "survived" if self.code == 0 else "killed" if self.code else "killed by time"


def run_tests(tree: Path, tests: Sequence[str], seconds: float | None = None) -> Run:
    """Run tests in a copy of the checkout until the first failure; all processes they started are ended with them."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "mutants_plugin", *tests]
    paths = os.pathsep.join([str(tree / "scripts"), str(tree)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Run(None, "", time.monotonic() - began)
    return Run(process.returncode, said.decode(errors="replace"), time.monotonic() - began)


def copied(root: Path, place: Path) -> Path:
    """Copy a checkout without its history, environment and caches."""
    tree = shutil.copytree(root, place / "tree", ignore=lambda _, names: LEFT_OUT.intersection(names))
    (tree / "mutants_plugin.py").write_text(PLUGIN, encoding="utf-8")
    return tree


def files_of(root: Path, paths: Sequence[str]) -> list[Path]:
    """Return the Python files meant, relative to the checkout; a path to none ends the program."""
    found: list[Path] = []
    for path in paths:
        place = root / PACKAGE / path
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        if not files or not all(file.is_file() for file in files):
            sys.exit(f"{place}: no Python file or folder of them here; name one below {PACKAGE}, such as text.py")
        found += [file.relative_to(root) for file in files]
    return found


def tests_of(root: Path, file: Path) -> list[str]:
    """Return the tests of a file: the cases, its own doctests, then every test file that imports it."""
    module = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    parent, _, name = module.rpartition(".")
    names = (f"from {module} import", f"import {module}\n", f"from {parent} import {name}\n")
    importing = (
        path
        for path in sorted((root / "tests").rglob("test_*.py"))
        if "browser" not in path.parts and any(one in path.read_text(encoding="utf-8") for one in names)
    )
    own = f"test_{name}.py"
    others = [
        p.relative_to(root).as_posix() for p in sorted(importing, key=lambda p: p.name != own) if p != root / CASES
    ]
    cases = [CASES.as_posix()] if (root / CASES).is_file() else []
    return [*cases, file.as_posix(), *others]


def try_all(tree: Path, mutants: Sequence[Mutant], tests: Sequence[str], seconds: float) -> int:
    """Run the tests on each mutant, print what became of it, and return how many survived."""
    unchanged: dict[tuple[str, ...], float] = {}
    survived = 0
    for mutant in mutants:
        chosen = tuple(tests or tests_of(tree, mutant.file))
        if chosen not in unchanged:
            unchanged[chosen] = _time_unchanged(tree, chosen)
        (tree / mutant.file).write_text(mutant.after, encoding="utf-8", newline="")
        run = run_tests(tree, chosen, seconds or max(LEAST_PATIENCE, PATIENCE * unchanged[chosen]))
        (tree / mutant.file).write_text(mutant.before, encoding="utf-8", newline="")
        if run.code in NOTHING_RUN:
            sys.exit(run.said)
        survived += run.code == 0
        print(f"{run.fate:14}  {mutant.file.name}:{mutant.line}  {mutant.kind}", flush=True)
        if run.code == 0:
            print(mutant.diff(), flush=True)
    return survived


def _time_unchanged(tree: Path, tests: Sequence[str]) -> float:
    run = run_tests(tree, tests)
    if run.code != 0:
        sys.exit(f"these tests fail on unchanged code, so they can tell nothing; choose with --tests\n{run.said}")
    print(f"{run.seconds:.1f} s on unchanged code: {' '.join(tests)}", file=sys.stderr, flush=True)
    return run.seconds


def main() -> int:
    """Draw mutants, try them, count them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder below the package")
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH", help="what pytest is to run")
    parser.add_argument("--timeout", type=float, default=0.0, metavar="SECONDS", help="for each mutant")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="DIR", help="the checkout")
    asked = parser.parse_args()
    files = files_of(asked.root, asked.paths)
    everyone = [m for file in files for m in mutants_of(file, (asked.root / file).read_bytes().decode())]
    drawn = random.Random(asked.seed).sample(everyone, min(asked.number, len(everyone)))
    with TemporaryDirectory() as place:
        survived = try_all(copied(asked.root, Path(place)), drawn, asked.tests, asked.timeout)
    killed = len(drawn) - survived
    print(f"{len(drawn)} of {len(everyone)} mutants, seed {asked.seed}: {killed} killed, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
