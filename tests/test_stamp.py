"""Nothing that can change an output escapes whoever decides that work need not be done again: not a file of the package,
wherever it lies and whatever its kind, not a library. What cannot change one costs no work.

The package is copied aside and run from there, so that its files can be changed.
"""

from __future__ import annotations

import ast
import compileall
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from chengwen import stamp

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "scripts" / "chengwen"
HARMLESS = {".py": b"\n", ".toml": b"\n", ".json": b"\n", ".gz": b"\0"}
"""What may be added to a file of each kind without changing what is read from it."""
LONG_AGO = (1_500_000_000, 1_500_000_000)

Run = Callable[..., str]


def folders(package: Path) -> list[Path]:
    """Every folder of a package that holds a file, those of the site and of caches apart."""
    found = {path.parent for path in package.rglob("*") if path.is_file()}
    return sorted(
        folder
        for folder in found
        if "__pycache__" not in folder.parts and folder.relative_to(package).parts[:1] != (stamp.SITE,)
    )


def change(folder: Path) -> None:
    """Change one file of a folder, not what is read from it."""
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    path = next((path for suffix in HARMLESS for path in paths if path.suffix == suffix), paths[0])
    path.write_bytes(path.read_bytes() + HARMLESS.get(path.suffix, b"\0"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package."""
    return shutil.copytree(PACKAGE, tmp_path / "code" / "chengwen", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def run(copy: Path, tmp_path: Path) -> Run:
    """The command of the copied package, run where `work` lies; gives what it says."""
    (tmp_path / "work").mkdir()

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "chengwen", *arguments],
            cwd=tmp_path / "work",
            env={**os.environ, "PYTHONPATH": str(copy.parent)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    return run


class TestCorpus:
    @pytest.fixture
    def done_before(self, run: Run, tmp_path: Path) -> Callable[[], bool]:
        """Whether a run over a corpus of one document left it as it was; one run has been."""
        (tmp_path / "work" / "in.jsonl").write_text('{"id": "d", "text": "工作总结\\n全镇共有党员X名。\\n"}\n', "utf-8")

        def again() -> bool:
            told = run("clean", "in.jsonl", "--out", "out", "--format", "jsonl", "--jobs", "1")
            assert "1 document in = 1 cleaned" in told
            return "; 1 of 1 shard done before" in told

        assert not again()
        return again

    def test_a_file_that_has_a_say_in_the_digest_has_one_in_a_run(
        self, done_before: Callable[[], bool], copy: Path
    ) -> None:
        for folder in (copy, copy / "knowledge" / "rules", copy / "stages" / "structure" / "secrecy"):
            assert done_before()
            change(folder)
            assert not done_before()

    def test_a_file_of_any_folder_of_the_package_has_a_say_in_the_digest(self, copy: Path) -> None:
        escaped, before = [], stamp.folder_digest(copy)
        assert {copy, copy / "knowledge" / "rules"} <= set(folders(copy))
        for folder in folders(copy):
            change(folder)
            now = stamp.folder_digest(copy)
            if now == before:
                escaped.append(folder.relative_to(copy).as_posix())
            before = now
        assert escaped == []

    def test_times_caches_and_the_site_have_none(self, done_before: Callable[[], bool], copy: Path) -> None:
        for path in copy.rglob("*"):
            os.utime(path, LONG_AGO)
        change(copy / "site")
        (copy / "knowledge" / "rules" / "__pycache__").mkdir()
        (copy / "knowledge" / "rules" / "__pycache__" / "stray.pyc").write_bytes(b"?")
        assert done_before()


def test_a_checkout_goes_by_the_same_digest(run: Run, copy: Path, tmp_path: Path) -> None:
    """That a sample was looked at shows by a canary, as in test_unchanged.py."""
    (tmp_path / "work" / "raw").mkdir()
    raw, made = (tmp_path / "work" / folder / "a.txt" for folder in ("raw", "cleaned"))
    raw.write_text("工作总结\n全镇共有党员X名。\n", encoding="utf-8")
    os.utime(raw, LONG_AGO)
    run("clean")
    for path in made.parent.iterdir():
        os.utime(path, LONG_AGO)
    run("clean")
    clean = made.read_text(encoding="utf-8")
    canary = clean.replace("党员", "群众")
    made.write_text(canary, encoding="utf-8")
    os.utime(made, LONG_AGO)
    run("clean")
    assert made.read_text(encoding="utf-8") == canary
    change(folders(copy)[1])
    run("clean")
    assert made.read_text(encoding="utf-8") == clean


class TestFolder:
    """What a digest of files sees, on a small package."""

    @pytest.fixture
    def package(self, tmp_path: Path) -> Path:
        (tmp_path / "stages" / "hide").mkdir(parents=True)
        (tmp_path / "__init__.py").write_bytes(b"")
        (tmp_path / "stages" / "hide" / "people.py").write_bytes(b"WORDS = 1\n")
        return tmp_path

    @pytest.mark.parametrize("suffix", ".toml .gz .json .bin .npy .so .pyd .pyc .txt .zst .onnx".split())
    def test_files_of_every_kind(self, package: Path, suffix: str) -> None:
        seen = {stamp.folder_digest(package)}
        for content in (b"", b"1" * 99, b"2" * 99):
            (package / "stages" / f"model{suffix}").write_bytes(content)
            seen.add(stamp.folder_digest(package))
        assert len(seen) == 4

    def test_a_file_without_a_suffix(self, package: Path) -> None:
        before = stamp.folder_digest(package)
        (package / "stages" / "WEIGHTS").write_bytes(b"1")
        assert stamp.folder_digest(package) != before

    def test_where_a_file_lies(self, package: Path) -> None:
        before = stamp.folder_digest(package)
        (package / "stages" / "hide" / "people.py").rename(package / "stages" / "people.py")
        assert stamp.folder_digest(package) != before

    def test_where_one_file_ends_and_the_next_begins(self, tmp_path: Path) -> None:
        digests = set()
        for name, (first, second) in {"one": (b"1b.py\0002", b""), "other": (b"1", b"2")}.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "a.py").write_bytes(first)
            if second:
                (tmp_path / name / "b.py").write_bytes(second)
            digests.add(stamp.folder_digest(tmp_path / name))
        assert len(digests) == 2

    @pytest.mark.parametrize("place", ["__pycache__/x.cpython-311.pyc", ".DS_Store", ".people.py.swp", "people.py~"])
    def test_not_what_others_left_there(self, package: Path, place: str) -> None:
        before = stamp.folder_digest(package)
        (package / "stages" / "hide" / "__pycache__").mkdir()
        (package / "stages" / "hide" / place).write_bytes(b"1")
        assert stamp.folder_digest(package) == before

    def test_not_a_link_that_leads_nowhere(self, package: Path) -> None:
        before = stamp.folder_digest(package)
        (package / "stages" / "lock").symlink_to("nobody@nowhere.1")
        assert stamp.folder_digest(package) == before

    def test_a_package_without_source_by_its_code_alone(self, package: Path) -> None:
        source = package / "stages" / "hide" / "people.py"

        def compiled(words: str, time: int) -> str:
            source.write_text(words, encoding="utf-8")
            os.utime(source, (time, time))
            assert compileall.compile_file(source, quiet=1, legacy=True, force=True)
            source.unlink()
            return stamp.folder_digest(package)

        assert compiled("WORDS = 1\n", 1_500_000_000) == compiled("WORDS = 1\n", 1_600_000_000)
        assert compiled("WORDS = 1\n", 1_600_000_000) != compiled("WORDS = 2\n", 1_600_000_000)

    def test_not_compiled_code_whose_source_is_there(self, package: Path) -> None:
        before = stamp.folder_digest(package)
        (package / "stages" / "hide" / "people.pyc").write_bytes(b"1" * 99)
        assert stamp.folder_digest(package) == before

    def test_a_package_in_an_archive(self, package: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
        place = shutil.make_archive(str(tmp_path_factory.mktemp("zip") / "package"), "zip", package)
        assert stamp.folder_digest(zipfile.Path(place)) == stamp.folder_digest(package)

    def test_takes_no_time_worth_a_memory_of_its_own(self) -> None:
        stamp.toolkit.cache_clear()
        began = time.process_time()
        stamp.toolkit()
        assert time.process_time() - began < 0.06


class TestLibraries:
    @pytest.mark.parametrize("name", stamp.LIBRARIES)
    def test_each_version_and_absence_have_a_say(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder of metadata first on the path is what Python takes for installed; none is what it takes for absent."""
        seen = set()
        for version in ("0.0.1", "0.0.2"):
            found = tmp_path / version / f"{name.replace('-', '_')}-{version}.dist-info"
            found.mkdir(parents=True)
            (found / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
            with monkeypatch.context() as patch:
                patch.setattr(sys, "path", [str(tmp_path / version), *sys.path])
                seen.add(fresh())
        with monkeypatch.context() as patch:
            patch.setattr(sys, "path", [])
            seen.add(fresh())
        assert len(seen) == 3

    def test_all_that_the_package_imports_are_known(self) -> None:
        """A library that cleaning begins to use is entered in `LIBRARIES`; the command line and Ray carry texts only."""
        packages = packages_distributions()
        used = {
            package.lower()
            for path in PACKAGE.rglob("*.py")
            if path.relative_to(PACKAGE).parts[0] != stamp.SITE
            for name in imported(path)
            for package in packages.get(name, [name])
            if name not in sys.stdlib_module_names and name != "chengwen"
        }
        assert {"chardet", "ftfy"} <= used
        assert {name.replace("_", "-") for name in used} - set(stamp.LIBRARIES) == {"click", "ray"}

    def test_all_that_the_extras_bring_are_known(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = project["optional-dependencies"]
        wanted = [*project["dependencies"], *(one for name in ("formats", "corpus") for one in extras[name])]
        names = {re.split("[<>=\\[]", one)[0] for one in wanted}
        assert names - set(stamp.LIBRARIES) == {"click", "wcwidth"}, "what no document depends on"


def fresh() -> str:
    stamp.toolkit.cache_clear()
    try:
        return stamp.toolkit()
    finally:
        stamp.toolkit.cache_clear()


def imported(path: Path) -> Iterator[str]:
    """The first names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_cleaning_never_loads_the_site() -> None:
    """So its files have no say. Followed through every import of every file, those inside functions too."""
    known = {path.relative_to(PACKAGE).with_suffix("").as_posix(): path for path in PACKAGE.rglob("*.py")}
    below, waiting = set(), ["cleaner", "checkout/samples", "corpus/run", "cli/corpus", "stages/hide/hide"]
    while waiting:
        name = waiting.pop()
        if name in known and name not in below:
            below.add(name)
            waiting += named(known[name])
    assert {"stages/strip/strip", "corpus/shards/state"} <= below
    assert {name for name in below if name.startswith(f"{stamp.SITE}/")} == set()


def named(path: Path) -> Iterator[str]:
    """The modules of the package that a file may import, by their places: `from a import b` may speak of a/b or of a."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "chengwen":
            place = (node.module or "").removeprefix("chengwen").removeprefix(".").replace(".", "/")
            for end in (place, f"{place}/__init__", *(f"{place}/{alias.name}" for alias in node.names)):
                yield end.removeprefix("/")


class TestSite:
    @pytest.fixture
    def digests(self, copy: Path) -> Callable[[], list[str]]:
        """What cleaned texts go by, and what pages go by."""
        code = "from chengwen import stamp; print(stamp.toolkit(), stamp.toolkit_and_site())"

        def digests() -> list[str]:
            env = {**os.environ, "PYTHONPATH": str(copy.parent)}
            return subprocess.run(
                [sys.executable, "-c", code], env=env, capture_output=True, check=True, text=True
            ).stdout.split()

        return digests

    @pytest.mark.parametrize("folder", ["site", "site/pages", "site/charts", "site/search"])
    def test_what_makes_pages_has_a_say_in_them_and_in_no_text(
        self, digests: Callable[[], list[str]], copy: Path, folder: str
    ) -> None:
        texts, pages = digests()
        change(copy / folder)
        assert digests()[0] == texts
        assert digests()[1] != pages

    def test_what_has_a_say_in_texts_has_one_in_pages(self, digests: Callable[[], list[str]], copy: Path) -> None:
        texts, pages = digests()
        change(copy / "knowledge" / "rules")
        assert texts not in digests()
        assert pages not in digests()
