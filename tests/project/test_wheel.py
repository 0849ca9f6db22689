"""The wheel holds the package and its data, and nothing else of the repository."""

import subprocess
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "scripts"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[PurePosixPath]:
    """List the files of a wheel built with the pinned backend; nothing is fetched."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    with ZipFile(path) as archive:
        return [PurePosixPath(name) for name in archive.namelist()]


def in_package(wheel: list[PurePosixPath]) -> set[str]:
    return {str(path) for path in wheel if path.parts[0] == "chengwen"}


def test_holds_the_package_and_its_metadata_only(wheel):
    tops = {path.parts[0] for path in wheel}
    assert len(tops) == 2
    assert {top.split("-")[0] for top in tops} == {"chengwen"}
    assert [top for top in tops if top.endswith(".dist-info")]


def test_holds_each_file_of_the_package(wheel):
    """What lies in the source, caches apart: code, py.typed, rules, data, the site's templates and assets."""
    source = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "chengwen").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert in_package(wheel) == source


def test_holds_no_file_of_an_unexpected_kind(wheel):
    """Code and tables anywhere; files for the browser under site/ only."""
    strays = {
        name
        for name in in_package(wheel)
        if not name.endswith((".py", ".toml", ".gz", "/py.typed")) and not name.startswith("chengwen/site/")
    }
    assert strays == set()


def test_holds_every_rule_file_and_the_marker_for_types(wheel):
    rules = {
        f"chengwen/knowledge/rules/{path.name}" for path in (SOURCE / "chengwen" / "knowledge" / "rules").glob("*.toml")
    }
    assert rules
    assert rules | {"chengwen/py.typed"} <= in_package(wheel)
