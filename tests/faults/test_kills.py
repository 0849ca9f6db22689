"""A run that is killed or stopped leaves every output as it was or as it will be, and the next run does the rest."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from trouble import COUNT, Start, Told, ended, files_in, text

Expected = Callable[[int], dict[str, bytes]]


def begin_again(checkout: Path, version: int) -> None:
    for number in range(COUNT):
        (checkout / "raw" / f"s{number:02}.txt").write_bytes(text(number, version).encode("gb18030"))


def wait_for_a_write(process: subprocess.Popen[str], folder: Path, count: int) -> None:
    """Return when that many outputs are told of, and then at once when something is half written."""
    assert process.stderr
    for _ in range(count):
        process.stderr.readline()
    while process.poll() is None and not any(path.name.startswith(".") for path in folder.iterdir()):
        pass


def test_killed_at_any_moment_nothing_is_half_written(
    checkout: Path, start: Start, expected: Expected, told: Told
) -> None:
    old, new = expected(1), expected(2)
    told("clean")
    assert files_in(checkout / "cleaned") == old
    for count in range(0, COUNT, 2):
        begin_again(checkout, 2 if count % 4 == 0 else 1)
        process = start("clean")
        wait_for_a_write(process, checkout / "cleaned", count)
        process.kill()
        process.wait()
        for name, data in files_in(checkout / "cleaned").items():
            assert data in (old[name], new[name]), name
        begin_again(checkout, 1)
        told("clean")
        assert files_in(checkout / "cleaned") == old
        for path in (checkout / "cleaned").glob(".*"):
            path.unlink()


def test_ctrl_c_says_so_in_one_sentence(checkout: Path, start: Start, expected: Expected, told: Told) -> None:
    process = start("clean")
    assert process.stderr
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    said = ended(process, 130)
    assert said.splitlines()[-1] == "stopped; what is done is whole, and the same command goes on from there"
    done = files_in(checkout / "cleaned")
    assert done.items() <= expected(1).items()
    told("clean")
    assert files_in(checkout / "cleaned") == expected(1)


@pytest.mark.parametrize("kept", range(4))
def test_an_addition_killed_half_way_is_finished_by_the_next(checkout: Path, told: Told, kept: int) -> None:
    """The files of an addition are written one after the other; a kill leaves the first so many of them."""
    (checkout / "new.txt").write_bytes(text(99).encode("gb18030"))
    before = {folder: set(files_in(checkout / folder)) for folder in ("raw", "cleaned")}
    told("add", "new.txt", "--source", "https://example.cn/1", "--yes")
    added = [
        checkout / folder / name
        for folder, known in before.items()
        for name in sorted(
            files_in(checkout / folder).keys() - known, key=lambda name: (".json" in name, ".toml" in name)
        )
    ]
    whole = {path: path.read_bytes() for path in added}
    assert [path.suffix for path in added] == [".txt", ".toml", ".txt", ".json"]
    for path in added[kept:]:
        path.unlink()
    told("add", "new.txt", "--source", "https://example.cn/1", "--yes")
    assert {path: path.read_bytes() for path in added} == whole
    assert len(files_in(checkout / "raw")) == len(before["raw"]) + 2


def test_what_a_kill_left_of_a_sample_goes_when_it_is_taken_down(checkout: Path, told: Told) -> None:
    told("clean")
    left = checkout / "cleaned" / ".s03.txt.k2j4"
    left.write_bytes(text(3).encode())
    told("remove", "s03", "--reason", "应作者要求")
    assert not left.exists()
    assert not [path for path in checkout.rglob("*s03*") if path.parent.name != "removed"]
