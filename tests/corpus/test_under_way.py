"""A run that is stopped inside a shard goes on there: a table is one shard, and what was done of it is not done again."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpora import Command, as_rows, published, read_lines, report, write_lines

from chengwen.cleaner import Cleaner
from chengwen.corpus.options import Copies, CorpusOptions
from chengwen.corpus.output import output_of, taking_turns
from chengwen.corpus.rows import Row
from chengwen.corpus.run import clean_corpus, column_kinds, settings_of
from chengwen.corpus.shards import under_way
from chengwen.corpus.shards.plan import Shard, plan
from chengwen.corpus.shards.shard import Settings, clean_shard
from chengwen.corpus.walk import sources

OUTPUTS = ("out.jsonl", "out.jsonl.gz", "out.parquet", "out")
ROWS = 40


@pytest.fixture(autouse=True)
def _notes_often(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(under_way, "EVERY", 500)
    monkeypatch.chdir(tmp_path)


def table(path: Path, rows: int = ROWS) -> Path:
    """A table with an empty text that is left out, one that is refused, and columns of two kinds."""
    texts = [report(number) if number % 7 else "" for number in range(rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("编号", "正文", "联系人", "分数"))
        writer.writerows((f"d{number}", text, "周小禾", number / 2) for number, text in enumerate(texts))
    return path


def begun(out: str, asked: CorpusOptions) -> tuple[Shard, Settings]:
    """Begin a run over the table as `clean_corpus` does, and return its only shard."""
    files, _ = sources(["in.csv"])
    output = output_of(out, asked.kind, ".csv")
    (shard,) = plan(files, asked.shard_bytes)
    with taking_turns(output):
        return shard, settings_of(output, asked, column_kinds(output, [shard], asked))


class Counting:
    """Counts the rows that are cleaned, and stops the run at one of them."""

    def __init__(self, stop: int | None = None) -> None:
        self.rows, self._stop = 0, stop

    def __call__(self, _: int, row: Row) -> None:
        if row.line == self._stop:
            raise KeyboardInterrupt
        self.rows += 1


@pytest.mark.parametrize("out", OUTPUTS)
def test_the_rest_is_cleaned_and_the_bytes_are_those_of_one_run(tmp_path: Path, out: str) -> None:
    table(tmp_path / "in.csv")
    kind = "" if "." in out else ".jsonl"
    asked = CorpusOptions(Cleaner(), kind=kind, copies=Copies("near", clusters="组.jsonl"), most_annotations=12)
    whole = clean_corpus(["in.csv"], f"whole/{out}", asked)
    listed = (tmp_path / "组.jsonl").read_bytes()
    shard, settings = begun(f"again/{out}", asked)
    for stop in (9, 23):
        with pytest.raises(KeyboardInterrupt):
            clean_shard(shard, settings, Counting(stop))
    last = Counting()
    clean_shard(shard, settings, last)
    assert last.rows < ROWS - 9, "what the first two runs had noted is not cleaned again"
    done = clean_corpus(["in.csv"], f"again/{out}", asked)
    assert done.kept == 1
    assert published(tmp_path / "again", out) == published(tmp_path / "whole", out)
    assert (tmp_path / "组.jsonl").read_bytes() == listed
    assert (done.counts, done.flags, done.rules, done.personal) == (
        whole.counts,
        whole.flags,
        whole.rules,
        {"联系人"},
    )
    assert not list(tmp_path.rglob("*.under-way*"))


def test_a_note_on_other_content_or_other_rules_is_not_used(tmp_path: Path) -> None:
    for change in ("content", "rules"):
        table(tmp_path / "in.csv")
        shard, settings = begun(f"{change}.jsonl", CorpusOptions(Cleaner()))
        with pytest.raises(KeyboardInterrupt):
            clean_shard(shard, settings, Counting(30))
        assert list(tmp_path.rglob("*.under-way.json"))
        rows = ROWS + (change == "content")
        table(tmp_path / "in.csv", rows)
        asked = CorpusOptions(Cleaner(skip=("masks",)) if change == "rules" else Cleaner())
        shard, settings = begun(f"{change}.jsonl", asked)
        again = Counting()
        clean_shard(shard, settings, again)
        assert again.rows == rows
        clean_corpus(["in.csv"], f"{change}.jsonl", asked)
        assert not list(tmp_path.rglob("*.under-way*")), "at the end of a run none is under way"


def test_what_was_not_noted_is_cut_off(tmp_path: Path) -> None:
    """A run that was killed while it wrote leaves more than its note says."""
    table(tmp_path / "in.csv")
    shard, settings = begun("out.jsonl", CorpusOptions(Cleaner()))
    with pytest.raises(KeyboardInterrupt):
        clean_shard(shard, settings, Counting(30))
    (rows,) = tmp_path.rglob("*.under-way-*.jsonl")
    with rows.open("ab") as file:
        file.write(b'{"document": {"id"')
    clean_corpus(["in.csv"], "out.jsonl", CorpusOptions(Cleaner()))
    ids = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ids == [f"d{number}" for number in range(ROWS)]


def test_two_runs_at_the_same_time_do_not_mix_what_they_note(tmp_path: Path) -> None:
    """The second takes over what the first had noted, while the first goes on; what is left is never a mixture."""
    table(tmp_path / "in.csv")
    clean_corpus(["in.csv"], "whole/out.jsonl", CorpusOptions(Cleaner()))
    shard, settings = begun("out.jsonl", CorpusOptions(Cleaner()))

    def second(_: int, row: Row) -> None:
        if row.line == 20:
            with pytest.raises(KeyboardInterrupt):
                clean_shard(shard, settings, Counting(30))
        if row.line == 36:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean_shard(shard, settings, second)
    clean_corpus(["in.csv"], "out.jsonl", CorpusOptions(Cleaner()))
    assert published(tmp_path, "out.jsonl") == published(tmp_path / "whole", "out.jsonl")


NOTES_OFTEN = """
from chengwen.cli.main import main
from chengwen.corpus.shards import under_way

under_way.EVERY = 20_000
main()
"""


def test_the_command_goes_on_after_ctrl_c(tmp_path: Path, chengwen: Command) -> None:
    """One file is one shard here; stopped on its way, a second run has less to do."""
    write_lines(tmp_path / "in.jsonl", [{"id": str(number), "text": report(number)} for number in range(400)])
    command = ["clean", "in.jsonl", "--jobs", "1", "--shard-megabytes", "99", *as_rows("out")]
    run = [sys.executable, "-c", NOTES_OFTEN, *command, "--out", "out"]
    with subprocess.Popen(run, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while not list(tmp_path.glob(".out.chengwen/*.under-way.json")) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130, said
    (note,) = tmp_path.glob(".out.chengwen/*.under-way.json")
    assert json.loads(note.read_bytes())["rows"] > 0
    told = chengwen(*command, "--out", "out").stderr
    assert "400 documents in = 400 cleaned" in told
    (part,) = (tmp_path / "out").iterdir()
    assert [row["id"] for row in read_lines(part)] == [str(number) for number in range(400)]
