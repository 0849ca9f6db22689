"""Samples that did not change are not cleaned again; what did change, by whatever way, is noticed.

That a sample was left alone shows by a canary: a cleaned text that was changed with its size and time kept. It stays as
it is where nobody looks, and is mended where the sample is cleaned.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen.cli.main import cli

TEXT = "2022年党建工作总结\n　　全镇共有党员X名。\n"
CLEAN = "2022年党建工作总结\n\n全镇共有党员〖数字〗名。\n"
CANARY = CLEAN.replace("党员", "群众")
LONG_AGO = (1_500_000_000, 1_500_000_000)

Clean = Callable[..., Result]


def write(path: Path, text: str, times: tuple[float, float] | None = LONG_AGO) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    if times:
        os.utime(path, times)


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clean:
    """Two samples of long ago, cleaned and remembered, then a canary in the second; gives the command."""
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    for id in "ab":
        write(tmp_path / "raw" / f"{id}.txt", TEXT)
    run: Clean = lambda *arguments: CliRunner().invoke(cli, ["clean", *arguments])  # noqa: E731
    assert run().stderr.endswith("2 samples, 2 changed\n")
    for path in (tmp_path / "cleaned").iterdir():
        os.utime(path, LONG_AGO)
    assert run().stderr == "2 samples, 0 changed\n"
    write(tmp_path / "cleaned" / "b.txt", CANARY)
    return run


def second(folder: Path) -> str:
    return (folder / "cleaned" / "b.txt").read_text(encoding="utf-8")


def test_nobody_looks_at_what_did_not_change(clean: Clean, tmp_path: Path) -> None:
    assert clean().stderr == "2 samples, 0 changed\n"
    assert second(tmp_path) == CANARY


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_look_at_every_byte(clean: Clean, option: str) -> None:
    result = clean(option)
    assert result.exit_code == 1
    assert "b: would change" in result.stderr


CHANGES: dict[str, Callable[[Path], object]] = {
    "a raw text": lambda root: write(root / "raw" / "a.txt", TEXT.replace("X", "XX"), None),
    "a raw text of the same length": lambda root: write(root / "raw" / "a.txt", TEXT.replace("2022", "2021"), None),
    "a sidecar": lambda root: write(root / "raw" / "a.toml", 'rights = "invented"\n'),
    "a cleaned text": lambda root: write(root / "cleaned" / "a.txt", CANARY, None),
    "a lost file": lambda root: (root / "cleaned" / "a.json").unlink(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_changed_is_cleaned(clean: Clean, tmp_path: Path, name: str) -> None:
    CHANGES[name](tmp_path)
    assert clean().stderr == "a: written\n2 samples, 1 changed\n"
    assert second(tmp_path) == CANARY


def test_other_options_clean_everything(clean: Clean, tmp_path: Path) -> None:
    assert clean("--skip", "masks").stderr.endswith("2 samples, 2 changed\n")
    assert "党员X名" in second(tmp_path)


def test_a_damaged_memory_is_as_good_as_none(clean: Clean, tmp_path: Path) -> None:
    (tmp_path / ".cache" / "clean.json").write_text('{"samples": ', encoding="utf-8")
    assert clean().stderr == "b: written\n2 samples, 1 changed\n"


def test_a_sample_that_is_gone_is_told(clean: Clean, tmp_path: Path) -> None:
    (tmp_path / "raw" / "b.txt").unlink()
    assert clean().stderr == "1 sample, 0 changed; 1 without a raw file here, left\n"


def test_a_file_that_is_too_young_is_not_trusted(clean: Clean, tmp_path: Path) -> None:
    """Its time might not show another change at the same tick of the clock."""
    soon = time.time() + 3600
    write(tmp_path / "raw" / "b.txt", TEXT, (soon, soon))
    assert clean().stderr == "b: written\n2 samples, 1 changed\n"
    write(tmp_path / "cleaned" / "b.txt", CANARY)
    assert clean().stderr == "b: written\n2 samples, 1 changed\n"
