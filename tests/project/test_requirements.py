"""requirements.txt alone decides what is installed, from whatever index the reader uses."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# One requirement with its hashes, its lines joined.
ENTRIES = re.findall(r"^[^#\s].*$", LOCK.replace("\\\n", " "), re.MULTILINE)
PIN = re.compile(r"([a-z0-9-]+)==[0-9][0-9a-z.]*(?: ; [^#]+?)?(?: +--hash=sha256:[0-9a-f]{64})+")


def pinned() -> list[str]:
    return [entry.partition("==")[0] for entry in ENTRIES]


def wanted(requirement: str) -> str:
    """Name the package: `typer[all]>=1.5` is typer."""
    return re.match(r"[A-Za-z0-9._-]+", requirement).group().lower()


def test_each_entry_is_one_version_with_hashes():
    assert ENTRIES
    assert [entry for entry in ENTRIES if not PIN.fullmatch(entry)] == []


def test_each_package_is_pinned_once():
    """One version for every system and every Python, so that all build the same site."""
    assert len(pinned()) == len(set(pinned()))


def test_names_no_index_no_address_and_no_path():
    pattern = r"://|^ *-[a-z]|--(?:extra-)?index|--find-links|--trusted-host| @ |^#.*(?:/[a-z]+){2}"
    assert re.findall(pattern, LOCK, re.MULTILINE) == []


def test_pins_the_build_backend_and_all_that_the_project_asks_for():
    project = PROJECT["project"]
    asked = [
        *PROJECT["build-system"]["requires"],
        *project["dependencies"],
        *project["optional-dependencies"]["formats"],
        *project["optional-dependencies"]["site"],
        *project["optional-dependencies"]["test"],
    ]
    assert {wanted(requirement) for requirement in asked} - set(pinned()) == set()
