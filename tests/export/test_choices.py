"""What a data set has and how it lies: splits that keep copies together, partitions, what stays out unless asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from chengwen.cli.main import cli

Run = Callable[..., Result]
WORDS = "防汛 扶贫 教育 卫生 党建 安全 环保 就业 乡村 交通 水利 文化 林业 民政 司法 财政".split()


def body(number: int, place: str) -> str:
    """A report whose every number has words of its own, and whose place alone differs between copies."""
    lines = "".join(
        f"{WORDS[(number * 7 + n * 3) % 16]}方面，各村围绕{WORDS[(number + n) % 16]}开展{WORDS[(number * n) % 16]}工作，"
        f"整改{WORDS[(number * 5 + n) % 16]}问题，落实{WORDS[(number * 11 + n * 2) % 16]}责任第{number * 31 + n}项。\n"
        for n in range(12)
    )
    return f"{2018 + number % 4}年工作总结\n{lines}{place}总结完毕。\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"{n}{place}", "text": body(n, place)} for n in range(16) for place in ("全镇", "全县")]
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )

    def go(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == code, done.output
        return done

    go("clean", "in.jsonl", "-o", "clean.jsonl", "-q", "-j", "1")
    return go


def ids(folder: str) -> set[str]:
    return {row["id"] for path in Path(folder).rglob("*.parquet") for row in pq.ParquetFile(path).read().to_pylist()}


def test_a_split_keeps_copies_together(run: Run) -> None:
    run("export", "clean.jsonl", "--out", "set", "--split", "test=0.3", "--split", "dev=0.2")
    splits = {name: ids(f"set/data/{name}") for name in ("train", "test", "dev")}
    assert sum(map(len, splits.values())) == 32
    assert all(
        {id[:-2] + "全县" for id in found} == {id for id in found if id.endswith("全县")} for found in splits.values()
    )
    assert len(splits["train"]) < 32
    run("export", "clean.jsonl", "--out", "again", "--split", "test=0.3", "--split", "dev=0.2")
    assert {name: ids(f"again/data/{name}") for name in splits} == splits


def test_partitions_are_folders_that_readers_know(run: Run) -> None:
    run("export", "clean.jsonl", "--out", "set", "--partition", "year")
    assert {path.name for path in Path("set/data").iterdir()} == {f"year={year}" for year in range(2018, 2022)}
    assert len(pq.read_table("set/data")) == 32
    run("export", "clean.jsonl", "--out", "set", "--partition", "year")  # over itself


def test_title_authors_and_licence_are_in_card_and_metadata(run: Run) -> None:
    told = (
        "--title",
        "报告选",
        "--author",
        "甲",
        "--author",
        "乙",
        "--license",
        "CC-BY-4.0",
        "--description",
        "几份。",
    )
    run("export", "clean.jsonl", "--out", "set", *told)
    card = Path("set/README.md").read_text(encoding="utf-8")
    assert 'pretty_name: "报告选"\n' in card
    assert 'license: "cc-by-4.0"\n' in card
    assert "# 报告选\n\n几份。\n\n编者：甲、乙\n" in card
    croissant = json.loads(Path("set/croissant.json").read_text(encoding="utf-8"))
    assert (croissant["name"], croissant["license"]) == ("报告选", "cc-by-4.0")
    assert [one["name"] for one in croissant["creator"]] == ["甲", "乙"]


def test_what_is_doubtful_stays_out_unless_asked(run: Run) -> None:
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in Path("clean.jsonl").read_text("utf-8").split("\n") if line
    ]
    rows[0]["flags"] = ["truncated"]
    rows[1]["suspects"] = [{"start": 0, "end": 2, "rule": "x", "why": "试"}]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    Path("some.jsonl").write_text(text, encoding="utf-8")
    assert "1 document with doubtful flags, left out" in run("export", "some.jsonl", "--out", "a/x.jsonl").stderr
    run("export", "some.jsonl", "--out", "b/x.jsonl", "--include-flagged", "--suspects")
    less, more = (
        [json.loads(line) for line in Path(f"{name}/x.jsonl").read_text("utf-8").split("\n") if line] for name in "ab"
    )
    assert (len(less), len(more)) == (31, 32)
    assert less[0]["suspects"] == []
    assert more[1]["suspects"] == rows[1]["suspects"]


def test_texts_that_were_cleaned_into_a_folder_are_exported(run: Run) -> None:
    run("clean", "in.jsonl", "-o", "texts", "-q", "-j", "1")
    run("export", "texts", "--out", "set")
    assert ids("set") == {f"in.jsonl/{n}{place}" for n in range(16) for place in ("全镇", "全县")}


def test_a_split_that_got_no_document_is_named(run: Run) -> None:
    told = "no document fell to test, which is not there"
    assert told not in run("export", "clean.jsonl", "--out", "set", "--split", "test=0.3").stderr
    assert told in run("export", "clean.jsonl", "--out", "small", "--split", "test=0.000001").stderr
    assert not Path("small/data/test").exists()


@pytest.mark.parametrize("split", ["test", "test=2", "a b=0.1", "test=x"])
def test_a_split_that_is_none(run: Run, split: str) -> None:
    assert (
        "--split is a name and a share" in run("export", "clean.jsonl", "--out", "set", "--split", split, code=2).stderr
    )
