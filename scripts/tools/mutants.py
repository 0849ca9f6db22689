"""Change the code in small ways, one at a time, and see whether the tests notice.

    python scripts/tools/mutants.py PATH… [--number 20] [--seed 1] [--tests PATH…] [--results FILE [--again] [--report]]

PATH is a file or folder of the package: `text.py`, `formats`. Mutants are drawn by a seed: the same seed draws the same
ones, and few others after a small change of the code. They run in a copy of the checkout made for it: the working tree
is never touched. The tests are those named, or those that mutants_tests.toml beside this file has for the code, or else
the cases, the doctests of the changed file and every test file that imports it; they have to pass before anything is
changed. Each mutant has a process of its own, forked from one that has pytest and the libraries loaded.

With --results, what became of each mutant is a line of JSON in that file, and a run that was stopped goes on where it
was; --again tries those that survived once more, and --report only prints what is known. What no test noticed is shown
as a diff: a test is missing, or the code says more than it does, or the change makes no difference. What is known to
survive is listed with its reason in mutants_survivors.toml.

Exit code: 0 all killed or known to survive, 1 some survived, 2 misuse.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import copy
import difflib
import hashlib
import importlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from py_compile import PycInvalidationMode
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).parents[2]
PACKAGE = Path("scripts") / "chengwen"
CASES = Path("tests") / "test_cases.py"
TESTS = Path(__file__).with_name("mutants_tests.toml")
SURVIVORS = Path(__file__).with_name("mutants_survivors.toml")
LEFT_OUT = {".git", ".venv", ".cache", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__"}
LOADED = ("chardet", "click.testing", "ftfy", "hypothesis.strategies", "lxml.html", "opencc", "pyarrow.parquet")
"""Libraries that our code or its tests import: loaded once, before any process is forked."""
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
"""The last: Hypothesis is loaded already when pytest begins."""
PATIENCE = 3
"""How many times as much computing as on unchanged code a test may take on a mutant."""
LEAST_PATIENCE = 10
"""In seconds of computing: how busy the machine is with other things does not count."""
WAITING = 20
"""How many seconds may go by for each second of computing allowed, for what waits and never ends."""
EXAMPLES = 20
"""How many examples Hypothesis makes for a test at most."""
MEMORY = 4 << 30
"""In bytes: a loop that never ends may fill memory first."""

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
"""Statements that can go without a name being missing afterwards."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one place in one file."""

    file: Path
    """Below the checkout."""
    line: int
    kind: str
    before: str
    after: str
    """The whole file, changed."""
    id: str = ""
    """By it a mutant is known again, wherever its line has moved to in its file."""

    @property
    def folder(self) -> str:
        """Where its file lies below the package; a file at the top stands for itself."""
        place = self.file.relative_to(PACKAGE)
        return (place.parent if len(place.parts) > 1 else place).as_posix()

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, self.file.as_posix(), f"{self.kind}, line {self.line}", n=2))


def mutants_of(file: Path, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a file, in the order of its source.

    Docstrings, annotations, decorators, f-strings and what stands under `if TYPE_CHECKING` are left alone.

    >>> [m.after for m in mutants_of(Path("x.py"), "print(1 < 2)") if m.kind == "comparison"]
    ['print((1 <= 2))']
    """
    for statement in ast.parse(source).body:
        first = min(node.lineno for node in (statement, *getattr(statement, "decorator_list", ())))
        below = source.count("\n") + 1 - (statement.end_lineno or 0)
        whole = _program(source, first, below)
        for node in _code(ast.Module([statement], [])):
            for kind, place, new in _changes(node):
                after = _replaced(source, place, new)
                if _program(after, first, below) not in (None, whole):
                    yield Mutant(file, place.lineno, kind, source, after)


def _program(source: str, first: int, below: int) -> str | None:
    """Return what a source says from a line on, without so many lines at its end; None for what is no Python."""
    lines = source.split("\n")
    try:
        return ast.dump(ast.parse("\n".join(lines[first - 1 : len(lines) - below])))
    except SyntaxError:
        return None


def identified(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    """Yield each mutant with its identity: of the file, the lines that change, and how often they did so before."""
    met: Counter[str] = Counter()
    for mutant in mutants:
        before, after = (text.split("\n") for text in (mutant.before, mutant.after))
        low = next(at for at, line in enumerate(after) if line != before[at])
        high = next(at for at in range(1, len(after)) if after[-at] != before[-at])
        change = ([line.strip() for line in lines[low : len(lines) - high + 1]] for lines in (before, after))
        said = json.dumps([mutant.file.as_posix(), *change])
        met[said] += 1
        digest = hashlib.sha256(f"{said} {met[said]}".encode()).hexdigest()
        yield replace(mutant, id=f"{mutant.file.stem}-{digest[:8]}")


def drawn(mutants: Sequence[Mutant], number: int, seed: int) -> list[Mutant]:
    """Return so many of them, in the order drawn; few differ once the code has changed."""
    return sorted(mutants, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.id}".encode()).digest())[:number]


Code = ast.expr | ast.stmt
Change = tuple[str, Code, str]
"""Its kind, the node that goes, and what is written in its place."""


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
    """Whether a node is a docstring, an f-string (whose parts Python 3.11 cannot place), or there for types alone."""
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
    """Whether an assignment names nothing new, so that it can go: `found[name] = 1`."""
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
        return  # in another order, their arguments give the same
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
    """Yield another text for each default that is a text; other constants are changed wherever they stand."""
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
    """Return a source with other code in the place of a node; columns are counted in bytes of UTF-8."""
    lines = source.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    low = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    high = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    whole = b"".join(lines)
    return (whole[:low] + new.encode() + whole[high:]).decode()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant, or of a test on unchanged code: a line of the file of results."""

    id: str
    """Of the mutant, or the path of the test."""
    file: str
    line: int
    kind: str
    fate: str
    by: str
    """The first test that failed, or that took too long."""
    seconds: float


class Plugin:
    """For pytest in a process of a mutant: the same few examples each time, and a note of the test that failed."""

    def __init__(self, note: Path) -> None:
        self.note = note

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Make no more examples than `EXAMPLES`; that one fails is enough, it need not be made small."""
        for item in items:
            test = getattr(item, "obj", None)
            if own := getattr(test, "_hypothesis_internal_use_settings", None):
                test = getattr(test, "__func__", test)
                test._hypothesis_internal_use_settings = settings(  # type: ignore[union-attr]  # a function's attribute
                    own,
                    max_examples=min(EXAMPLES, own.max_examples),
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=[Phase.explicit, Phase.generate],
                )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which test runs: with -x, the last is the one that failed."""
        self.note.write_text(nodeid, encoding="utf-8")


@dataclass(frozen=True)
class Tree:
    """A copy of the checkout, in which the tests run."""

    place: Path

    @cached_property
    def root(self) -> Path:
        """The copy itself; beside it stands what the tests said."""
        return self.place / "tree"

    def fill(self, checkout: Path) -> None:
        """Copy a checkout without its history, environment and caches, and compile it."""
        shutil.copytree(checkout, self.root, ignore=lambda _, names: LEFT_OUT.intersection(names))
        compileall.compile_dir(self.root / PACKAGE, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)

    def run(self, tests: Sequence[tuple[str, int]], is_changed: bool) -> int:
        """Run tests, each with its seconds (0: no limit), in a process of its own until one fails.

        Returns its exit code: that of pytest, or the number of a signal below zero. All that they started ends with it.
        """
        process = multiprocessing.get_context("fork").Process(target=self._child, args=(tests, is_changed))
        process.start()
        try:
            process.join()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid or 0, signal.SIGKILL)
        assert process.exitcode is not None
        return process.exitcode

    def _child(self, tests: Sequence[tuple[str, int]], is_changed: bool) -> None:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        out = os.open(self.place / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(self.root)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        paths = [str(self.root / "scripts"), str(self.root)]
        sys.path[:0] = paths
        sys.dont_write_bytecode = is_changed
        os.environ |= {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
        for path, seconds in tests:
            signal.setitimer(signal.ITIMER_PROF, seconds)  # nothing catches it, so that it ends a search of `re` too
            signal.alarm(seconds * WAITING)
            code = pytest.main([*OPTIONS, path], [Plugin(self.place / "by")])
            if code:
                sys.stdout.flush()
                os._exit(code)
        os._exit(0)

    def said(self, name: str) -> str:
        """Return what was said, or by which test."""
        return (self.place / name).read_text(encoding="utf-8", errors="replace")

    def unchanged(self, test: str) -> Result:
        """Return how much computing a test takes on unchanged code; one that fails there ends the program."""
        began = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        if self.run([(test, 0)], is_changed=False):
            sys.exit(f"these tests fail on unchanged code and tell nothing; choose with --tests\n{self.said('said')}")
        took = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - began
        print(f"{took:.1f} s on unchanged code: {test}", file=sys.stderr, flush=True)
        return Result(test, "", 0, "", "unchanged", "", round(took, 1))

    def attempt(self, mutant: Mutant, tests: Sequence[tuple[str, int]]) -> Result:
        """Run the tests on a mutant."""
        began = time.monotonic()
        file = self.root / mutant.file
        file.write_text(mutant.after, encoding="utf-8", newline="")
        (self.place / "by").write_text("loading", encoding="utf-8")
        code = self.run(tests, is_changed=True)
        file.write_text(mutant.before, encoding="utf-8", newline="")
        fate = "survived" if code == 0 else "killed by time" if code in (-signal.SIGPROF, -signal.SIGALRM) else "killed"
        by = self.said("by") if code else ""
        seconds = round(time.monotonic() - began, 1)
        return Result(mutant.id, mutant.file.as_posix(), mutant.line, mutant.kind, fate, by, seconds)


def files_of(root: Path, paths: Sequence[str]) -> list[Path]:
    """List the Python files that are meant, below the checkout; a path that is none ends the program."""
    found: list[Path] = []
    for path in paths:
        place = root / PACKAGE / path
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        if not files or not all(file.is_file() for file in files):
            sys.exit(f"{place}: no Python file or folder of them here; name one below {PACKAGE}, such as text.py")
        found += [file.relative_to(root) for file in files]
    return found


def sought_by_name(root: Path, file: Path) -> list[str]:
    """Name the tests of a file: its doctests, then those of the table, or else every test file that imports it."""
    own = [file.as_posix()] if ">>>" in (root / file).read_text(encoding="utf-8") else []
    table: dict[str, list[str]] = tomllib.loads(TESTS.read_text(encoding="utf-8"))
    place = file.relative_to(PACKAGE)
    known = next((table[path] for path in map(Path.as_posix, (place, *place.parents)) if path in table), None)
    return own + (importing(root, file) if known is None else known)


def importing(root: Path, file: Path) -> list[str]:
    """Name every test file that imports a file, the one of its name first."""
    module = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    parent, _, name = module.rpartition(".")
    names = (f"from {module} import", f"import {module}\n", f"from {parent} import {name}\n")
    found = (
        path
        for path in sorted((root / "tests").rglob("test_*.py"))
        if "browser" not in path.parts and any(one in path.read_text(encoding="utf-8") for one in names)
    )
    return [
        path.relative_to(root).as_posix() for path in sorted(found, key=lambda path: path.name != f"test_{name}.py")
    ]


def try_all(
    tree: Tree, mutants: Sequence[Mutant], tests: Sequence[str], seconds: int, known: dict[str, Result]
) -> Iterator[Result]:
    """Run the tests on each mutant, and before on unchanged code where it is not known how long they take there."""
    known = dict(known)
    for mutant in mutants:
        chosen = tests or sought_by_name(tree.root, mutant.file)
        for test in chosen:
            if test not in known:
                known[test] = tree.unchanged(test)
                yield known[test]
        patience = {test: seconds or round(max(LEAST_PATIENCE, PATIENCE * known[test].seconds)) for test in chosen}
        yield tree.attempt(mutant, list(patience.items()))


def read_results(file: Path | None) -> dict[str, Result]:
    """Read what is known of mutants, by identity; the last line about one counts."""
    lines = file.read_text(encoding="utf-8").splitlines() if file and file.exists() else []
    return {result.id: result for result in (Result(**json.loads(line)) for line in lines)}


Reasons = dict[str, dict[str, str]]
"""Of the mutants that are `equivalent`, and of those `left`, by identity."""


def report(mutants: Sequence[Mutant], results: dict[str, Result], reasons: Reasons) -> int:
    """Print what became of these mutants by folder, and each survivor; return how many survived without a reason."""
    tried = [mutant for mutant in mutants if mutant.id in results]
    print(f"{'folder':24}{'tried':>7}{'killed':>8}{'survived':>10}{'equivalent':>12}")
    for name in (*sorted({mutant.folder for mutant in tried}), "all"):
        those = [mutant for mutant in tried if name in (mutant.folder, "all")]
        alive = [mutant for mutant in those if results[mutant.id].fate == "survived"]
        same = sum(mutant.id in reasons["equivalent"] for mutant in alive)
        print(f"{name:24}{len(those):7}{len(those) - len(alive):8}{len(alive) - same:10}{same:12}")
    unexplained = 0
    for mutant in tried:
        reason = reasons["equivalent"].get(mutant.id) or reasons["left"].get(mutant.id)
        if results[mutant.id].fate == "survived":
            print(f"\n{mutant.id}{': ' if reason else ''}{reason or ''}\n{mutant.diff()}", flush=True)
            unexplained += reason is None
        elif reason:
            print(f"\n{mutant.id} is listed as a survivor, and was killed by {results[mutant.id].by}")
    return unexplained


def main() -> int:
    """Draw mutants, try them, count them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder below the package")
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH", help="what pytest is to run")
    parser.add_argument("--timeout", type=int, default=0, metavar="SECONDS", help="for each mutant and test file")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="DIR", help="the checkout")
    parser.add_argument("--results", type=Path, metavar="FILE", help="where each result is written as a line of JSON")
    parser.add_argument("--again", action="store_true", help="try what survived in FILE once more")
    parser.add_argument("--report", action="store_true", help="only print what is in FILE")
    asked = parser.parse_args()
    files = files_of(asked.root, asked.paths)
    everyone = [m for file in files for m in identified(mutants_of(file, (asked.root / file).read_bytes().decode()))]
    chosen = drawn(everyone, asked.number, asked.seed)
    known = read_results(asked.results)
    reasons: Reasons = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    if not asked.report:
        alive = {one.id for one in known.values() if one.fate == "survived" and one.id not in reasons["equivalent"]}
        waiting = [m for m in chosen if m.id not in known or (asked.again and m.id in alive)]
        for result in run(asked.root, waiting, known, asked):
            known[result.id] = result
    survived = report(chosen, known, reasons)
    print(f"{len(chosen)} of {len(everyone)} mutants, seed {asked.seed}: {survived} survived without a reason")
    return 1 if survived else 0


def run(
    checkout: Path, mutants: Sequence[Mutant], known: dict[str, Result], asked: argparse.Namespace
) -> Iterator[Result]:
    """Try mutants in a copy of a checkout; each result is printed, and written down where that is asked for."""
    for library in LOADED:
        if find_spec(library.partition(".")[0]):
            importlib.import_module(library)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped; --results goes on from here"))  # and ends its processes
    with TemporaryDirectory() as place:
        tree = Tree(Path(place))
        tree.fill(checkout)
        for result in try_all(tree, mutants, asked.tests, asked.timeout, known):
            if result.fate != "unchanged":
                print(
                    f"{result.fate:14}  {Path(result.file).name}:{result.line}  {result.kind}  {result.by}", flush=True
                )
            if asked.results:
                with asked.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
            yield result


if __name__ == "__main__":
    sys.exit(main())
