"""Other columns that may name persons or tell their numbers: told by name, and left out when asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from corpora import read_lines, report, write_lines

from chengwen.cli.main import cli
from chengwen.corpus.source_columns.personal import as_told, notice

Run = Callable[..., Result]
TOLD = "columns that may name persons or tell their numbers: "


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def go(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(cli, ["clean", *words, *(() if "--dry-run" in words else ("-j", "1"))])
        assert done.exit_code == code, done.output
        return done

    return go


def noticed(*rows: dict[str, Any]) -> set[str]:
    found, tried = set[str](), Counter[str]()
    for columns in rows:
        notice(columns, found, tried)
    return found


class TestNotice:
    @pytest.mark.parametrize(
        "name", ["姓名", " 联系人 ", "联系电话（手机）", "身份证号", "家庭住址", "作者", "Phone", "e-mail"]
    )
    def test_a_header_tells(self, name: str) -> None:
        assert noticed({name: "x"}) == {name}

    @pytest.mark.parametrize(
        "value",
        ["13900001111", 13900001111, "请致电139 0000 1111", ["a@example.cn"], {"甲": [{"乙": "0571-88880000"}]}],
    )
    def test_a_value_tells(self, value: Any) -> None:
        assert noticed({"备注": "x"}, {"备注": value}) == {"备注"}

    @pytest.mark.parametrize(
        "value",
        [None, "", [], 2022, "20220305", "2022-03-05T08:00:00", 1669500000000, "https://example.cn/20220305_1234567.html",
         "甲发〔2022〕12号", "13.90000111", True, "投资1390.5万元"],
    )  # fmt: skip
    def test_dates_addresses_and_amounts_do_not(self, value: Any) -> None:
        assert noticed({"标题": value, "来源": value, "日期": value}) == set()

    def test_a_header_over_nothing_does_not(self) -> None:
        assert noticed({"联系人": ""}, {"联系人": None}) == set()

    def test_a_row_of_data_where_headers_belong_is_not_told(self) -> None:
        assert as_told("联系电话") == "联系电话"
        assert "13900001111" not in as_told("13900001111")
        assert "赵志强" not in as_told("赵志强")


def test_one_line_names_the_columns_and_no_value(run: Run, tmp_path: Path) -> None:
    rows = [{"正文": report(n), "标题": "x", "联系人": "赵志强", "备注": "13900001111", "年": n} for n in range(3)]
    write_lines(tmp_path / "in.jsonl", rows)
    for words in (("-o", "out.jsonl"), ("-o", "out.jsonl"), ("-o", "out")):  # the second keeps its shard
        said = run("in.jsonl", *words, "--stats", "stats.json").stderr
        assert f"\n{TOLD}备注, 联系人; carried through as they are, --drop-column NAME leaves one out\n" in said
        assert "赵志强" not in said
        assert "1390000" not in said
        stats = json.loads((tmp_path / "stats.json").read_text(encoding="utf-8"))
        assert stats["personal_columns"] == ["备注", "联系人"]
    assert f"{TOLD}备注, 联系人;" in run("in.jsonl", "--dry-run").stdout
    assert TOLD not in run("in.jsonl", "-o", "out.jsonl", "-q").stderr


@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet", "out"])
def test_a_column_that_is_dropped_is_nowhere(run: Run, tmp_path: Path, out: str) -> None:
    rows = [{"id": f"d{n}", "正文": report(n), "标题": "赵志强的总结", "联系人": "赵志强", "年": n} for n in range(2)]
    write_lines(tmp_path / "in.jsonl", rows)
    said = run("in.jsonl", "-o", out, "--drop-column", "联系人", "--drop-column", "标题").stderr
    assert "may name persons" not in said
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "in.jsonl"]
    assert not any("赵志强".encode() in path.read_bytes() for path in written)
    if out == "out.jsonl":
        assert [row["columns"] for row in read_lines(tmp_path / out)] == [{"年": 0}, {"年": 1}]
    if out == "out.parquet":
        assert pq.read_table(tmp_path / out)["columns"].to_pylist() == [{"年": 0}, {"年": 1}]


def test_the_first_row_of_a_table_without_headers_is_told_by_no_name_in_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("正文,赵志强,13900001111\n2022年总结,赵志强,13900001112\n", encoding="utf-8")
    said = run("in.csv", "--dry-run").output + run("in.csv", "-o", "out").output
    assert said.count(TOLD) == 2
    assert "赵志强" not in said
    assert "1390000" not in said


def test_a_name_that_is_wrong_is_told(run: Run, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", [{"正文": report(1), "联系人": "赵志强"}])
    said = run("in.jsonl", "-o", "out.jsonl", "--drop-column", "联络人").stderr
    assert "\nno column “联络人” was there to be left out\n" in said
    words = ("in.jsonl", "-o", "out.jsonl", "--text-column", "正文", "--drop-column", "正文")
    assert "--drop-column 正文: it is the column to read" in run(*words, code=2).stderr


def test_a_number_that_the_document_hides_is_hidden_in_columns_of_numbers(run: Run, tmp_path: Path) -> None:
    text = "2022年工作总结\n联系电话：13900001111。\n"
    write_lines(tmp_path / "in.jsonl", [{"正文": text, "编": {"号": [13900001111, 7]}, "真": True}])
    run("in.jsonl", "-o", "out.jsonl")
    (row,) = read_lines(tmp_path / "out.jsonl")
    assert row["columns"] == {"编": {"号": ["〖电话〗", 7]}, "真": True}
    run("in.jsonl", "-o", "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["columns"].to_pylist() == [{"编": {"号": [None, 7]}, "真": True}]
