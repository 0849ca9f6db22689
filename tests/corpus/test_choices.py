"""Which columns are read, which documents are wanted, and what a run says of the rest."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from corpora import invent, published, read_lines, report, write_lines

from chengwen import clean
from chengwen.cli.main import cli
from chengwen.corpus.source_columns.fields import USUAL, Wanted, fields_of
from chengwen.errors import InputError

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def go(*words: object, code: int = 0, **how: Any) -> Result:
        done = CliRunner().invoke(cli, ["clean", *map(str, words)], **how)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done

    return go


class TestColumns:
    @pytest.mark.parametrize(
        ("record", "raw", "id"),
        [
            ({"id": 7, "text": "甲"}, "甲", "7"),
            ({"编号": "a", "标题": "乙", "正文": "甲"}, "甲", "a"),
            ({"ID": "", " Content ": "甲"}, "甲", None),
            ({"content": None, "内容": "甲"}, "甲", None),
            ({"text": "", "正文": "甲"}, "", None),
            ({"文件名": "1.txt", "段落": [{"行号": 0, "内容": "甲"}, {"行号": 1, "内容": "乙"}]}, "甲\n乙\n", "1.txt"),
            ({"bytes": b"x", "编号": "a"}, b"x", "a"),
        ],
    )
    def test_the_usual_names_are_found(self, record: dict[str, Any], raw: str | bytes, id: str | None) -> None:
        found = fields_of(record, USUAL)
        assert (found.raw, found.id) == (raw, id)

    @pytest.mark.parametrize(
        ("ending", "packed"), [(".ndjson", bytes), (".NDJSON", bytes), (".ndjson.gz", gzip.compress)]
    )
    def test_another_name_of_a_kind_is_read_as_that_kind(
        self, run: Run, tmp_path: Path, ending: str, packed: Callable[[bytes], bytes]
    ) -> None:
        lines = write_lines(tmp_path / "in.jsonl", [{"正文": report(number)} for number in range(3)]).read_bytes()
        (tmp_path / f"in{ending}").write_bytes(packed(lines))
        for name, out in (("in.jsonl", "a"), (f"in{ending}", "b")):
            run(name, "-o", out, "--format", "jsonl", "-j", 1)
        assert published(tmp_path, "a") == {
            name.replace("b/", "a/"): data for name, data in published(tmp_path, "b").items()
        }

    def test_a_name_that_is_asked_for_wins(self) -> None:
        record = {"id": "1", "text": "摘要", "全部": "甲", "key": "k"}
        found = fields_of(record, Wanted("全部", "key"))
        assert (found.raw, found.id, found.columns) == ("甲", "k", {"id": "1", "text": "摘要"})
        with pytest.raises(InputError, match="no column “没有” in it"):
            fields_of(record, Wanted("没有"))

    def test_what_is_no_text_is_refused_with_the_option_that_helps(self) -> None:
        with pytest.raises(InputError, match="name the right one with --text-column"):
            fields_of({"id": "a", "摘录": "甲"}, USUAL)

    def test_columns_say_of_a_document_what_its_text_does_not(self, run: Run, tmp_path: Path) -> None:
        columns = {"分数": 1.5, "标签": {"级": ["甲", 2], "真": True}}
        said = {"标题": "防汛通知", "日期": "2023年5月1日", "来源": "https://example.cn/1"}
        write_lines(tmp_path / "in.jsonl", [{**said, "正文": "各村要落实责任，群众满意。\n", **columns}])
        run("in.jsonl", "-o", "out.jsonl", "-j", 1)
        (row,) = read_lines(tmp_path / "out.jsonl")
        assert (row["metadata"]["title"], row["metadata"]["date_published"]) == ("防汛通知", "2023-05-01")
        assert row["provenance"]["url"] == "https://example.cn/1"
        assert row["columns"] == {**said, **columns}

    @pytest.mark.parametrize(
        ("columns", "year"),
        [
            ({"date_published": "2023-05-01"}, 2023),
            ({"日期": "2023年3月"}, 2023),
            ({"日期": 20230305}, 2023),
            ({"时间": 1712202311}, None),
            ({"发布时间": "不详"}, None),
            ({"年份": 2021, "日期": "2023-05-01"}, 2021),
        ],
    )
    def test_a_date_tells_the_year_of_a_text_that_tells_none(
        self, run: Run, tmp_path: Path, columns: dict[str, Any], year: int | None
    ) -> None:
        write_lines(tmp_path / "in.jsonl", [{"正文": "防汛工作的通知\n各村要落实责任，群众满意。\n", **columns}])
        run("in.jsonl", "-o", "out.jsonl", "-j", 1)
        (row,) = read_lines(tmp_path / "out.jsonl")
        assert row["metadata"]["year"] == year

    def test_the_year_that_a_column_states_comes_first_and_a_date_last(self, run: Run, tmp_path: Path) -> None:
        """A column of years counts as a sidecar does; a date is when it was published, as a page's dateline."""
        lines = [("年份", "正文", "日期"), ("2020年", report(1), "2023-01-09"), ("", report(2), "2023-01-09")]
        lines.append(("", "防汛工作的通知\n各村要落实责任，群众满意。\n", "2023/1/9"))
        with (tmp_path / "in.csv").open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(lines)
        run("in.csv", "-o", "out.jsonl", "-j", 1)
        assert [row["metadata"]["year"] for row in read_lines(tmp_path / "out.jsonl")] == [2020, 2022, 2023]
        for year, number in (("2020", 1), ("2022", 1), ("2021-2023", 2), ("2019", 0)):
            done = run("in.csv", "-o", f"{year}.jsonl", "-j", 1, "--year", year)
            assert f"3 documents in = {number} cleaned" in done.stderr

    def test_a_title_in_the_text_is_the_title(self, run: Run, tmp_path: Path) -> None:
        write_lines(tmp_path / "in.jsonl", [{"标题": "别的题目", "正文": report(1)}])
        run("in.jsonl", "-o", "out.jsonl", "-j", 1)
        (row,) = read_lines(tmp_path / "out.jsonl")
        assert row["metadata"]["title"] == clean(report(1)).metadata.title

    def test_ids_are_made_from_the_content_and_are_the_same_again(self, run: Run, tmp_path: Path) -> None:
        rows = [{"正文": report(n)} for n in range(3)]
        write_lines(tmp_path / "a.jsonl", rows)
        write_lines(tmp_path / "b.jsonl", reversed(rows))
        for name in "ab":
            run(f"{name}.jsonl", "-o", f"{name}.out.jsonl", "-j", 1)
        one, other = ([row["id"] for row in read_lines(tmp_path / f"{name}.out.jsonl")] for name in "ab")
        assert one == other[::-1]
        assert len(set(one)) == 3


class TestTables:
    @pytest.mark.parametrize(("name", "encoding"), [("a.csv", "gb18030"), ("a.TSV", "utf-16"), ("a.csv", "utf-8-sig")])
    def test_in_any_encoding(self, run: Run, tmp_path: Path, name: str, encoding: str) -> None:
        with (tmp_path / name).open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter="\t" if name == "a.TSV" else ",")
            writer.writerows([["编号", "标题", "正文"], [], ["甲1", "x", report(1)], ["甲2", "引,号", report(2)]])
        run(name, "-o", "out", "-j", 1)
        made = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "out" / name).glob("*.txt")}
        assert made == {f"甲{n}": clean(report(n)).text for n in (1, 2)}

    def test_a_table_without_a_text_says_so_once_for_all_rows(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("甲,乙\n1,2\n3,4\n", encoding="utf-8")
        said = run("a.csv", "-o", "out", code=3).stderr
        assert "refused        2: no text in it" in said
        assert "name the right one with --text-column" in said

    def test_json_is_not_cleaned_as_prose(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text('[{"正文": "甲"}]', encoding="utf-8")
        for words in (("a.json",), ("a.json", "-o", "out")):
            assert "write its objects into a .jsonl, one a line" in run(*words, code=3).stderr

    def test_what_is_no_workbook(self, run: Run, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
            package.writestr("x", "y")
        assert "save it as .xlsx or .csv" in run("a.xlsx", "-o", "out", code=3).stderr


class TestChoosing:
    def test_a_limit_and_a_sample(self, run: Run, tmp_path: Path) -> None:
        write_lines(tmp_path / "in.jsonl", invent(40))
        said = run("in.jsonl", "-o", "out.jsonl", "--limit", 7).stderr
        assert "7 documents in = 7 cleaned" in said
        assert [row["id"] for row in read_lines(tmp_path / "out.jsonl")] == [f"d{n}" for n in range(7)]
        run("in.jsonl", "-o", "some.jsonl", "--sample", 0.3)
        write_lines(tmp_path / "turned.jsonl", invent(40)[::-1])
        said = run("turned.jsonl", "-o", "same.jsonl", "--sample", 0.3).stderr
        some, same = ([row["id"] for row in read_lines(tmp_path / f"{name}.jsonl")] for name in ("some", "same"))
        assert some == same[::-1]
        assert 4 < len(some) < 20
        assert f"40 documents in = {len(some)} cleaned + 0 refused + {40 - len(some)} left out by choice" in said
        run("in.jsonl", "-o", "out.jsonl")
        assert len(read_lines(tmp_path / "out.jsonl")) == 40

    @pytest.mark.parametrize(
        ("options", "left"),
        [
            (("--min-han", 20), {"长", "年"}),
            (("--han-share", 0.5), {"长", "短", "年"}),
            (("--drop-flag", "classified"), {"长", "短", "年", "码"}),
            (("--year", "2018-2020"), {"年"}),
            (("--genre", "工作总结"), {"长", "年"}),
        ],
    )
    def test_filters(self, run: Run, tmp_path: Path, options: tuple[object, ...], left: set[str]) -> None:
        texts = {
            "长": "2022年防汛工作总结\n全镇各村要落实责任，群众反映良好，各项工作取得新的成效。\n",
            "短": "各村要落实责任。\n",
            "年": "2019年防汛工作总结\n全镇各村要落实责任，群众反映良好，各项工作取得新的成效。\n",
            "码": "abcdefg hijklmn opqrst 各村 uvwxyz abcdefg hijklmn\n",
            "密": "机密★1年\n关于防汛的通知\n全镇各村。\n" + "\n",
        }
        write_lines(tmp_path / "in.jsonl", [{"id": id, "text": text} for id, text in texts.items()])
        said = run("in.jsonl", "-o", "out.jsonl", "-j", 1, *options).stderr
        found = {row["id"] for row in read_lines(tmp_path / "out.jsonl")}
        assert found - {"密"} == left
        assert f"left out {5 - len(found):>7}: {options[0]}" in said

    def test_a_dry_run_writes_nothing_and_says_what_would_be_read(self, run: Run, tmp_path: Path) -> None:
        write_lines(tmp_path / "in" / "a.jsonl", [{"正文": report(1), "级": 1}])
        (tmp_path / "in" / "b.png").touch()
        said = run("in", "-o", "out", "--dry-run").stdout
        assert "left alone: 1 .png" in said
        assert "id: made from the content; carried through: 级" in said
        assert {path.name for path in tmp_path.iterdir()} == {"in"}

    def test_quiet_and_verbose(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(report(1), encoding="utf-8")
        assert run("a.txt", "-o", "one", "-q").stderr == ""
        assert "a: written\n" in run("a.txt", "-o", "two", "-v").stderr

    def test_standard_input_is_a_document_of_any_format(self, run: Run, tmp_path: Path) -> None:
        page = f"<!DOCTYPE html><html><body><p>{'</p><p>'.join(report(1).split(chr(10)))}</p></body></html>"
        assert run("-", input=page).stdout == clean(report(1)).text
        run("-", "-o", "out", input=page)
        assert (
            json.loads((tmp_path / "out" / "stdin.json").read_text(encoding="utf-8"))["source"]["media_type"]
            == "text/html"
        )
        assert "- is one document" in run("-", "-o", "out.jsonl", code=2).stderr


class TestScans:
    @pytest.fixture
    def scan(self, tmp_path: Path) -> Path:
        from test_folder import SCAN

        (tmp_path / "a.pdf").write_bytes(SCAN)
        return tmp_path

    def test_are_read_by_the_program_that_is_named(self, run: Run, scan: Path) -> None:
        (scan / "read.sh").write_text(
            '#!/bin/sh\ntest -s "$1" && printf "%s" "2022年工作总结\n各村。"\n', encoding="utf-8"
        )
        (scan / "read.sh").chmod(0o755)
        assert run("a.pdf", "--ocr", "./read.sh FILE").stdout == clean("2022年工作总结\n各村。").text
        run("a.pdf", "-o", "out", "--ocr", "./read.sh")
        assert "ocr" in json.loads((scan / "out" / "a.json").read_text(encoding="utf-8"))["flags"]

    @pytest.mark.parametrize(
        ("command", "why"),
        [
            ("none-such", "name a program that is installed"),
            ("false", "it ended with code 1"),
            ("true", "it printed no text"),
        ],
    )
    def test_a_program_that_does_not_work(self, run: Run, scan: Path, command: str, why: str) -> None:
        assert why in run("a.pdf", "--ocr", command, code=3).stderr

    def test_without_one_the_reason_says_what_to_do(self, run: Run, scan: Path) -> None:
        assert "name a program that reads it with --ocr COMMAND" in run("a.pdf", code=3).stderr


class TestSuspects:
    TEXT = "工作汇报\n\n那年大雪，孙长河赶着羊过了河。多亏了陈大山，水渠才通。经赵德顺劝说，两家和好。\n"

    @pytest.mark.parametrize("asked", [True, False])
    def test_suspected_names_stand_in_rows_only_when_asked_for(self, run: Run, asked: bool) -> None:
        maybe = clean(self.TEXT).private.names
        assert maybe, "another text is needed: this one has no suspected name any more"
        write_lines(Path("in.jsonl"), [{"id": "a", "text": self.TEXT}])
        run("in.jsonl", "-o", "out.jsonl", *(["--suspects"] if asked else []))
        (row,) = read_lines(Path("out.jsonl"))
        assert [one["start"] for one in row["suspects"]] == ([one.start for one in maybe] if asked else [])
