"""`explain` and `diff` of a row: a table holds a document a row, and the row is named behind a colon."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from chengwen.cli.main import cli

Run = Callable[..., Result]
FIRST = "2022年防汛工作总结\n\n各村物资到位，群众满意。\n"
SECOND = "2023年党建工作总结\n　　全镇共有党员X名。\n更多范文请加QQ群10001\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in a folder with the same two rows in every kind of table."""
    monkeypatch.chdir(tmp_path)
    rows = [{"标题": "甲", "正文": FIRST}, {"标题": "乙", "正文": SECOND}]
    with (tmp_path / "表.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([("标题", "正文"), *((row["标题"], row["正文"]) for row in rows)])
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "行.jsonl").write_text(lines, encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "行.parquet", row_group_size=1)
    (tmp_path / "文.txt").write_text(SECOND, encoding="utf-8")
    return lambda *words: CliRunner().invoke(cli, [*words])


@pytest.mark.parametrize("table", ["表.csv", "行.jsonl", "行.parquet"])
def test_a_row_is_explained_as_a_file_of_its_text_would_be(run: Run, table: str) -> None:
    for line in (1, 2, 3):
        alone, row = run("explain", f"文.txt:{line}"), run("explain", f"{table}:2:{line}")
        assert (row.stdout, row.exit_code) == (alone.stdout, alone.exit_code), row.output
    whole = run("explain", f"{table}:2")
    assert whole.exit_code == 0
    assert {line.split()[0] for line in whole.stdout.splitlines()} == {"2", "3"}
    assert run("explain", "文.txt").stdout == whole.stdout
    nothing = run("explain", f"{table}:1")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (1, "", "nothing was done there\n")
    for words in ((), ("--word",)):
        assert run("diff", f"{table}:2", *words).stdout == run("diff", "文.txt", *words).stdout != ""


@pytest.mark.parametrize("verb", ["explain", "diff"])
def test_a_table_without_a_row_says_how_to_name_one(run: Run, verb: str) -> None:
    done = run(verb, "表.csv")
    assert done.exit_code == 2
    assert "表.csv holds a document a row; name the row behind a colon, 表.csv:1 for the first" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("explain", "行.jsonl:3"), 3, "行.jsonl: row 3 is past its end; it has 2 rows"),
        (("explain", "行.jsonl:2:9"), 3, "行.jsonl, row 2: line 9 is past its end; it has 4"),
        (("diff", "文.txt:2"), 2, "文.txt is one document; leave :2 out, or ask `explain` about a line"),
        (("explain", "没有.txt"), 3, "没有.txt: no such file"),
        (("diff", "没有.csv:1"), 3, "没有.csv: No such file or directory"),
        (("explain", "表.csv:1", "--text-column", "没有"), 3, "表.csv, row 1: no column “没有” in it"),
    ],
)
def test_what_is_not_there_is_told(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    done = run(*words)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr


def test_the_column_is_the_one_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "另.jsonl").write_text(json.dumps({"全部": SECOND, "正文": "摘要。\n"}) + "\n", encoding="utf-8")
    assert run("explain", "另.jsonl:1").exit_code == 1
    assert run("explain", "另.jsonl:1", "--text-column", "全部").exit_code == 0
    (tmp_path / "chengwen.toml").write_text('[columns]\ntext = "全部"\n', encoding="utf-8")
    assert run("explain", "另.jsonl:1").exit_code == 0
    assert "〖数字〗" in run("diff", "另.jsonl:1", "--word").stdout


def test_a_file_whose_name_ends_in_a_number_is_still_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "文:2").write_text(SECOND, encoding="utf-8")
    assert run("diff", "文:2").stdout == run("diff", "文.txt").stdout
    assert run("explain", "文:2:2").stdout == run("explain", "文.txt:2").stdout
