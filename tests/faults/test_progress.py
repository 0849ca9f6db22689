"""Progress on a real terminal, and what Ctrl-C says there."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from terminal import COMMAND, EARLY, interrupt, on_a_terminal, resize
from trouble import text

MODES = {
    "samples": (("clean",), "Cleaning"),
    "a check of samples": (("clean", "--check"), "Cleaning"),
    "files": (("clean", "raw", "--out", "out"), "Cleaning"),
    "one file": (("clean", "raw/long.txt"), "Cleaning"),
    "a corpus": (("clean", "raw", "--out", "out.jsonl", "--jobs", "1"), "Cleaning"),
    "a corpus, two processes": (
        ("clean", "raw", "--out", "o.jsonl", "--jobs", "2", "--shard-megabytes", "0.05"),
        "Cleaning",
    ),
    "what would change in a corpus": (("clean", "raw/long.txt", "--out", "made.jsonl", "--diff"), "Comparing"),
    "check": (("check",), "Checking"),
    "suggest": (("suggest", "raw"), "Cleaning"),
    "add": (("add", "raw/long.txt", "--yes"), "Cleaning"),
    "score": (("score", "gold"), "Scoring"),
}


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that takes some seconds, for runs that are stopped, and one that must be long."""
    return checkout_with(tmp_path_factory.mktemp("slow"), lines=6_000)


@pytest.fixture(scope="module")
def less_slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that takes half a second, for runs that go on to their end."""
    return checkout_with(tmp_path_factory.mktemp("less-slow"), lines=800)


def checkout_with(root: Path, lines: int) -> Path:
    """Make twelve short samples, and a long one of masks, which take longest."""
    for folder in ("raw", "gold/a"):
        (root / folder).mkdir(parents=True)
    for number in range(12):
        (root / "raw" / f"s{number:02}.txt").write_text(text(number), encoding="utf-8")
    long = "2021年工作总结\n" + "".join(f"一、{n}村X人，其中*户、某某{n}名，来自**镇。\n" for n in range(lines))
    (root / "raw" / "long.txt").write_text(long, encoding="utf-8")
    (root / "gold" / "a" / "long.txt").write_text(f"%% kind: trap\n%%\n{long}", encoding="utf-8")
    state = root / ".made.jsonl.chengwen"
    state.mkdir()
    (state / "README.txt").touch()
    return root


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_that_takes_long_shows_it_in_one_line_and_leaves_nothing(less_slow: Path, mode: str) -> None:
    words, label = MODES[mode]
    shown = on_a_terminal(words, less_slow)
    drawn = shown.drawn(label)
    assert drawn
    assert all(len(line) < 80 for line in drawn)
    assert not [line for line in shown.messages() if label in line]
    assert not shown.last_line()


def test_it_is_drawn_five_times_a_second_after_the_first(slow: Path) -> None:
    shown = on_a_terminal(("clean", "raw/long.txt"), slow, program=COMMAND)
    assert shown.drawn("Cleaning")
    assert len(shown.drawn("Cleaning")) <= 5 * (shown.seconds - 1) + 1


@pytest.mark.parametrize("columns", [40, 20, 5])
def test_it_fits_a_narrow_terminal(less_slow: Path, columns: int) -> None:
    shown = on_a_terminal(("clean", "raw/long.txt"), less_slow, columns)
    lines = [line for line in shown.text.replace("\x1b[K", "").split("\r") if line]
    assert lines
    assert all(len(line) < columns for line in lines)


def test_it_fits_a_terminal_that_is_made_narrower(less_slow: Path) -> None:
    def narrow(terminal: int, process: int) -> int:
        resize(terminal, 30)
        return 30

    shown = on_a_terminal(("clean", "raw", "--out", "out-narrow.jsonl", "--jobs", "1"), less_slow, then=narrow)
    drawn = shown.drawn("Cleaning")
    widths = [len(line) for line in drawn]
    assert widths[0] > 30
    assert widths[-1] < 30
    assert not [later for earlier, later in pairwise(widths) if earlier < 30 <= later]


def test_nothing_of_it_in_a_pipe(less_slow: Path) -> None:
    command = [sys.executable, *EARLY, "clean", "raw/long.txt"]
    done = subprocess.run(command, cwd=less_slow, capture_output=True, check=True)
    assert done.stderr == b""


GOES_ON = "stopped; what is done is whole, and the same command goes on from there"
NOTHING = "stopped; nothing was written"


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("samples", GOES_ON),
        ("files", GOES_ON),
        ("one file", NOTHING),
        ("a check of samples", NOTHING),
        ("a corpus", GOES_ON),
        ("a corpus, two processes", GOES_ON),
        ("check", NOTHING),
        ("add", "stopped; what was added stays, and the same command finishes what it began"),
        ("score", NOTHING),
    ],
)
def test_ctrl_c_says_what_is_true(slow: Path, tmp_path: Path, mode: str, words: str) -> None:
    (tmp_path / "raw").symlink_to(slow / "raw")
    (tmp_path / "gold").symlink_to(slow / "gold")
    (tmp_path / "cleaned").mkdir()
    shown = on_a_terminal(MODES[mode][0], tmp_path, then=interrupt)
    assert shown.code == 130
    assert shown.messages()[-1] == words
    assert "Traceback" not in shown.text
    written = {path.name for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(slow)}
    assert (words == NOTHING) <= (not written)


def test_samples_done_before_ctrl_c_are_not_done_again(slow: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for number in range(3):
        (tmp_path / "raw" / f"a{number}.txt").write_text(text(number), encoding="utf-8")
    (tmp_path / "raw" / "long.txt").symlink_to(slow / "raw" / "long.txt")
    shown = on_a_terminal(("clean",), tmp_path, then=interrupt, program=COMMAND)
    assert shown.messages() == ["a0: written", "a1: written", "a2: written", GOES_ON]
    remembered = json.loads((tmp_path / ".cache" / "clean.json").read_text(encoding="utf-8"))["samples"]
    assert set(remembered) == {"a0", "a1", "a2"}
