"""Real trouble: a checkout of invented samples, the command in a process of its own, a small disk, a user without rights."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from trouble import COUNT, Start, Told, files_in, text

from chengwen.cli.main import cli


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of twelve samples, none of them cleaned yet."""
    root = tmp_path / "checkout"
    (root / "raw").mkdir(parents=True)
    (root / "cleaned").mkdir()
    for number in range(COUNT):
        (root / "raw" / f"s{number:02}.txt").write_bytes(text(number).encode("gb18030"))
    return root


@pytest.fixture
def start(checkout: Path) -> Iterator[Start]:
    """Start the command in the checkout; whatever still runs when the test ends is ended with it."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: object, prefix: tuple[str, ...] = (), **options: Any) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        command = [*prefix, sys.executable, "-m", "chengwen", *map(str, words)]
        options = {"cwd": checkout, "stdout": pipe, "stderr": pipe, "stdin": subprocess.DEVNULL, **options}
        running.append(subprocess.Popen(command, text=True, encoding="utf-8", **options))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def told(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Run the command in the checkout, within this process, where no trouble of processes is tested; give what it said."""
    monkeypatch.chdir(checkout)

    def run(*words: object, code: int = 0) -> str:
        done = CliRunner().invoke(cli, [*map(str, words)], prog_name="chengwen", catch_exceptions=False)
        assert done.exit_code == code, done.stderr
        return done.stderr

    return run


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, bytes]]:
    """What is in cleaned/ when all went well, for a version of the samples."""
    from chengwen import clean
    from chengwen.checkout.store import write_cleaned

    def make(version: int) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("expected")
        for number in range(COUNT):
            id = f"s{number:02}"
            write_cleaned(folder, clean(text(number, version).encode("gb18030"), id=id, name=f"{id}.txt"))
        return files_in(folder)

    return make


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None] | None, str]]:
    """A folder on a disk of 64 KiB; where nothing may be mounted, one in which no file may be longer than 1 KiB.

    With it comes what has to be done in a process before it starts, and what the system says when the room is used up.
    """
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        yield folder, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_024, 1_024)), "File too large"
        return
    yield folder, None, "No space left on device"
    subprocess.run(["umount", folder], check=True)
