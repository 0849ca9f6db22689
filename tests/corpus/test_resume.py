"""Stopped at any moment and started again, a run does what is left, and its output has the bytes of one never stopped.

`CHENGWEN_KILLS=500 pytest tests/corpus/test_resume.py` kills more often than the usual 20 times.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpora import Command, as_rows, invent, killed_on_its_way, published, read_lines, report, write_lines

KILLS = int(os.environ.get("CHENGWEN_KILLS", "20"))
SMALL = ("--shard-megabytes", "0.003")
OUTPUTS = ("out", "out.jsonl.gz", "out.parquet", "out.jsonl")


def start(folder: Path, out: str, jobs: int = 2) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "chengwen", "clean", "in.jsonl", "--out", out, *as_rows(out), *SMALL]
    return subprocess.Popen([*command, "--jobs", str(jobs)], cwd=folder, stderr=subprocess.PIPE, start_new_session=True)


@pytest.mark.parametrize(("number", "out"), list(enumerate(OUTPUTS)))
def test_killed_at_random_moments_and_taken_up_again(tmp_path: Path, chengwen: Command, number: int, out: str) -> None:
    chance = random.Random(number)
    write_lines(tmp_path / "in.jsonl", [*invent(60), "nope", *invent(60)])
    chengwen("clean", "in.jsonl", "--out", out, *as_rows(out), *SMALL, code=3)
    expected = published(tmp_path, out)
    killed = 0
    while killed < KILLS / len(OUTPUTS):
        clear(tmp_path, out)
        for jobs in (2, 1, 2):  # each goes on where the one before was killed
            with start(tmp_path, out, jobs) as process:
                killed += killed_on_its_way(process, tmp_path / f".{out}.chengwen", chance)
        chengwen("clean", "in.jsonl", "--out", out, *as_rows(out), *SMALL, code=3)
        assert published(tmp_path, out) == expected
        assert not list((tmp_path / f".{out}.chengwen").glob(".making-*"))


def clear(folder: Path, out: str) -> None:
    for path in folder.iterdir():
        if path.name != "in.jsonl":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_ctrl_c_ends_at_once_and_leaves_whole_shards(tmp_path: Path, chengwen: Command) -> None:
    write_lines(tmp_path / "in.jsonl", invent(300))
    with start(tmp_path, "out") as process:
        while not list(tmp_path.glob("out/*")):
            assert process.poll() is None
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130, told
    assert told.decode() == "stopped; what is done is whole, and the same command goes on from there\n"
    left = published(tmp_path, "out")
    chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl", *SMALL)
    whole = published(tmp_path, "out")
    assert 0 < len(left) < len(whole)
    assert left.items() <= whole.items()


class TestUpdate:
    """What is done again when something changed; `shards` are told as (all, done before)."""

    @pytest.fixture
    def again(self, chengwen: Command, tmp_path: Path):  # type: ignore[no-untyped-def]
        write_lines(tmp_path / "in.jsonl", invent(40))

        def run(*more: str) -> tuple[int, int]:
            words = ("--out", "out", "--format", "jsonl", "--stats", "figures.json")
            chengwen("clean", "in.jsonl", *words, *SMALL, *more)
            figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
            return figures["shards"], figures["shards_kept"]

        assert run() == (3, 0)
        return run

    def test_nothing(self, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("out/*")}
        assert again() == (3, 3)
        assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("out/*")} == before

    def test_only_the_time_of_the_input(self, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        os.utime(tmp_path / "in.jsonl", (1, 1))
        assert again() == (3, 3)

    def test_rows_were_added(self, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        write_lines(tmp_path / "in.jsonl", invent(60))
        assert again() == (4, 2)
        assert sum(len(read_lines(path)) for path in tmp_path.glob("out/*")) == 60

    def test_rows_were_taken_away(self, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        write_lines(tmp_path / "in.jsonl", invent(10))
        assert again() == (1, 0)
        assert [path.name for path in tmp_path.glob("out/*")] == ["part-000000.jsonl"]

    def test_the_options(self, again) -> None:  # type: ignore[no-untyped-def]
        assert again("--skip", "masks") == (3, 0)
        assert again("--skip", "masks") == (3, 3)

    def test_the_format(self, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        assert again("--format", "jsonl.gz") == (3, 0)
        assert {path.suffix for path in tmp_path.glob("out/*")} == {".gz"}

    def test_an_output_was_changed_by_hand_or_lost(self, again, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        before = published(tmp_path, "out")
        first, second, _ = sorted(tmp_path.glob("out/*"))
        first.write_bytes(first.read_bytes().replace("满意".encode(), "不满".encode()))
        second.unlink()
        assert again() == (3, 1)
        assert published(tmp_path, "out") == before


def test_a_sidecar_that_changed_is_read_again(tmp_path: Path, chengwen: Command) -> None:
    """A document is made of two files: that the text is the same does not say that the result is."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(report(1), encoding="utf-8")
    for sidecar, year in (("", 2022), ("[metadata]\nyear = 1999\n", 1999), ("[metadata]\nyear = 1998\n", 1998)):
        if sidecar:
            (tmp_path / "in" / "a.toml").write_text(sidecar, encoding="utf-8")
        chengwen("clean", "in", "--out", "out.jsonl", "--jobs", "1")
        (row,) = read_lines(tmp_path / "out.jsonl")
        assert row["metadata"]["year"] == year


def test_a_process_that_dies_is_told_with_the_row_it_held(tmp_path: Path) -> None:
    from sabotage import MARK

    rows = [{"id": f"d{n}", "text": report(n) + (MARK + "\n") * (n == 17)} for n in range(40)]
    write_lines(tmp_path / "in.jsonl", rows)
    (tmp_path / "fuse").touch()
    script = [sys.executable, str(Path(__file__).with_name("sabotage.py")), "local", "in.jsonl", "out", "fuse"]
    died = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert died.returncode == 1
    assert "in.jsonl, line " in died.stderr
    assert "the process that cleaned this ended (signal 9, Killed); what is done is kept" in died.stderr
    assert subprocess.run(script, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    found = [row["id"] for path in sorted(tmp_path.glob("out/*")) for row in read_lines(path)]
    assert found == [row["id"] for row in rows]


def test_a_process_that_dies_before_it_reads_anything_is_told_too(tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", invent(40))
    script = """
import multiprocessing, sys
from chengwen.cleaner import Cleaner
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.run import clean_corpus
from chengwen.errors import InputError

multiprocessing.set_executable("/bin/false")
try:
    clean_corpus(["in.jsonl"], "out", CorpusOptions(Cleaner(), jobs=2, shard_bytes=2_000))
except InputError as error:
    sys.exit(str(error))
"""
    run = [sys.executable, "-c", script]
    died = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert died.returncode == 1
    assert "the process that cleaned this ended (exit code 1)" in died.stderr
