"""A folder of texts goes on where it was stopped, as rows do: what was cleaned is not cleaned again, and the bytes are those
of one run.
"""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpora import Command, everything, report, write_lines

from chengwen.cleaner import Cleaner
from chengwen.corpus import texts
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.run import Figures
from chengwen.corpus.shards import under_way
from chengwen.corpus.texts import On, clean_texts, state_of

KILLS = int(os.environ.get("CHENGWEN_KILLS", "2"))
TEXTS, ROWS = 30, 20


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(texts, "SHARD_BYTES", 1_000)
    monkeypatch.setattr(under_way, "EVERY", 500)
    monkeypatch.chdir(tmp_path)


def fill(folder: Path, texts: int = TEXTS, parts: int = 1) -> None:
    """Texts on two levels, two of one name, one that is refused, a table, and rows of which one is refused."""
    for number in range(texts):
        text = "".join(report(number * parts + part) for part in range(parts))
        path = folder / ("甲镇" if number % 3 else ".") / f"f{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "f00.md").write_text(report(99), encoding="utf-8")
    (folder / "z.docx").write_bytes(b"PK\3\4")
    with (folder / "表.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("正文", "分数"), *((report(n + 100), n) for n in range(ROWS))])
    write_lines(folder / "行.jsonl", [{"id": "甲", "text": report(200)}, {"id": "乙"}])


class Watching:
    """Counts what is read, and stops a run once so many documents were written."""

    def __init__(self, stop: int = sys.maxsize) -> None:
        self.read, self._stop, self._written = 0, stop, 0

    def on(self) -> On:
        return On(self._figures, lambda *_: self._count(), lambda _: None)

    def _figures(self, figures: Figures) -> None:
        self.read = figures.read[0]

    def _count(self) -> None:
        self._written += 1
        if self._written > self._stop:
            raise KeyboardInterrupt


def clean(out: str, watching: Watching, options: CorpusOptions | None = None) -> Figures:
    return clean_texts(["in"], out, options or CorpusOptions(Cleaner()), b"", watching.on())


def test_the_rest_is_cleaned_and_the_bytes_are_those_of_one_run(tmp_path: Path) -> None:
    fill(tmp_path / "in")
    first = Watching()
    whole = clean("whole", first)
    assert (first.read, whole.counts["rejected"]) == (TEXTS + 4 + ROWS, 2)
    for stop in (9, 25):
        with pytest.raises(KeyboardInterrupt):
            clean("again", Watching(stop))
    last = Watching()
    done = clean("again", last)
    assert last.read <= first.read - 25, "what the first two runs had cleaned is not cleaned again"
    assert done.kept_counts["rows"] == first.read - last.read
    assert everything(tmp_path / "again") == everything(tmp_path / "whole")
    assert (done.counts, done.rules, done.flags, done.reasons) == (
        whole.counts,
        whole.rules,
        whole.flags,
        whole.reasons,
    )
    assert not list(tmp_path.glob(".*.under-way")), "when all is done, nothing stays beside the output"


def test_a_table_goes_on_inside(tmp_path: Path) -> None:
    """It cannot be split, so it is one shard, and of that as much is kept as was noted."""
    fill(tmp_path / "in")
    for path in (tmp_path / "in").rglob("*.txt"):
        path.unlink()
    rows: list[int] = []

    def stop_inside(figures: Figures) -> None:
        rows.append(figures.read[0])
        if figures.read[0] == ROWS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean_texts(["in"], "again", CorpusOptions(Cleaner()), b"", On(stop_inside, lambda *_: None, lambda _: None))
    assert list(tmp_path.glob(".again.under-way/*.under-way.json"))
    whole, done = clean("whole", Watching()), clean("again", Watching())
    assert everything(tmp_path / "again") == everything(tmp_path / "whole")
    assert done.counts == whole.counts


@pytest.mark.parametrize("change", ["text", "sidecar", "rules", "one more"])
def test_what_changed_meanwhile_is_cleaned_anew(tmp_path: Path, change: str) -> None:
    fill(tmp_path / "in")
    with pytest.raises(KeyboardInterrupt):
        clean("again", Watching(TEXTS))
    asked = CorpusOptions(Cleaner(skip=("masks",)) if change == "rules" else Cleaner())
    if change == "text":
        (tmp_path / "in" / "f03.txt").write_text(report(300), encoding="utf-8")
    elif change == "sidecar":
        (tmp_path / "in" / "f03.toml").write_text("[metadata]\nyear = 1999\n", encoding="utf-8")
    elif change == "one more":
        (tmp_path / "in" / "f03.md").write_text(
            report(300), encoding="utf-8"
        )  # both get their endings: f03.txt, f03.md
    clean("again", Watching(), asked)
    clean("whole", Watching(), asked)
    again, whole = (everything(tmp_path / name) for name in ("again", "whole"))
    assert {name: again[name] for name in whole} == whole
    left = {"f03.txt", "f03.json"} if change == "one more" else set[str]()  # told as left of sources that are gone
    assert set(again) - set(whole) == left


def test_beside_a_folder_of_somebody_else_s_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert state_of(tmp_path / "out") is None
    fill(tmp_path / "in")
    with pytest.raises(KeyboardInterrupt):
        clean("out", Watching(9))
    assert not list(tmp_path.glob(".*.under-way"))
    clean("out", Watching())
    clean("whole", Watching())
    assert everything(tmp_path / "out") == everything(tmp_path / "whole")


def test_what_a_killed_run_had_not_finished_goes(tmp_path: Path) -> None:
    """A kill inside a write leaves a hidden file; what only looks like one is somebody's own, and stays."""
    fill(tmp_path / "in")
    clean("whole", Watching())
    with pytest.raises(KeyboardInterrupt):
        clean("out", Watching(9))
    left = tmp_path / "out" / "甲镇" / ".f01.txt.ab12cd_9"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes((tmp_path / "whole" / "甲镇" / "f01.txt").read_bytes()[:20])
    own = {name: tmp_path / "out" / name for name in (".f00.txt.original", ".f00.txt.abcdefghi", ".x.txt.ab12cd_9")}
    for path in own.values():
        path.write_text("mine", encoding="utf-8")
    clean("out", Watching())
    assert set(everything(tmp_path / "out")) - set(everything(tmp_path / "whole")) == set(own)


def test_a_refused_run_leaves_nothing(tmp_path: Path, chengwen: Command) -> None:
    fill(tmp_path / "in")
    chengwen("clean", "in", "-o", "in/out", code=3)
    assert not list(tmp_path.rglob("*.under-way"))


OF_SMALL_SHARDS = (
    "-c",
    "from chengwen.cli.main import main; from chengwen.corpus import texts; texts.SHARD_BYTES = 6_000; main()",
)
"""The command; a run of a second or two has many shards then."""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_command_goes_on_after_it_was_killed(tmp_path: Path, chengwen: Command, how: signal.Signals) -> None:
    """Killed at random moments, each run goes on where the one before ended; the last one does the rest."""
    fill(tmp_path / "in", texts=100, parts=6)
    chengwen("clean", "in", "-o", "whole", code=3)
    chance = random.Random(how)
    for _ in range(KILLS):
        said = stopped_once_something_is_new(tmp_path, how, chance.uniform(0, 0.1))
        if how == signal.SIGINT:
            assert "stopped; what is done is whole, and the same command goes on from there\n" in said
    begun = any(path.stem.isdigit() for path in tmp_path.glob(".out.under-way/*.json"))  # a shard is done, or none yet
    command = [sys.executable, *OF_SMALL_SHARDS, "clean", "in", "-o", "out", "-j", "2"]
    told = subprocess.run(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False).stderr
    assert (" done before; now " in told) == begun
    assert everything(tmp_path / "out") == everything(tmp_path / "whole")
    assert not list(tmp_path.glob(".*.under-way"))


def stopped_once_something_is_new(folder: Path, how: signal.Signals, later: float) -> str:
    """Start a run, and stop it so much later than it kept something new; return what it said."""
    command = [sys.executable, *OF_SMALL_SHARDS, "clean", "in", "-o", "out", "-j", "1"]
    known = set(folder.glob(".out.under-way/*.json"))
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        deadline = time.monotonic() + 120
        while set(folder.glob(".out.under-way/*.json")) <= known and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(later)
        assert process.poll() is None, "the run ended before it could be stopped"
        os.killpg(process.pid, how)
        _, said = process.communicate()
    return said
