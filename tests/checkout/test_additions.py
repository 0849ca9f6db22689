"""Adding a sample: what is told, what is written where, what is refused; and taking one down."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result

from chengwen.checkout.samples import new_id
from chengwen.cli import found as found_in_files
from chengwen.sidecar import Origin, Override, Sidecar, also_met, as_toml, parse_sidecar

Run = Callable[..., Result]
Market = tuple[dict[str, str], dict[str, str]]

PUBLIC = """2024年河湖管护工作总结
一、主要工作
全年清理河道十二公里，拆除拦网三处，沿岸村民自己排了巡河的班。
二、下一步打算
把巡河的班固定下来，雨季之前再清一遍上游的沟口。
本文由甲乙文库网友整理上传，侵删联系QQ10001
"""
PRIVATE = PUBLIC.replace("沿岸村民", "村民张海涛（电话13812345678）带着邻居")


@pytest.fixture
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contributor's machine speaks Chinese."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def found(checkout: Path) -> Path:
    """A text someone has found."""
    path = checkout / "found.txt"
    path.write_text(PUBLIC, encoding="gb18030")
    return path


class TestASampleThatIsNew:
    @pytest.mark.usefixtures("in_chinese")
    def test_is_told_of_and_written(self, run: Run, checkout: Path, found: Path) -> None:
        added = run("add", found, "--rights", "网上公开")
        assert added.exit_code == 0, added.output
        for told in ("2024年河湖管护工作总结", "GB18030", "2024年 · 工作总结", "侵删联系QQ10001", "已收入"):
            assert told in added.stdout
        (text,) = (checkout / "cleaned").glob("*.txt")
        assert files_below(checkout / "raw") == [f"{text.stem}.toml", f"{text.stem}.txt"]
        assert (checkout / "raw" / f"{text.stem}.txt").read_bytes() == found.read_bytes()
        sidecar = parse_sidecar((checkout / "raw" / f"{text.stem}.toml").read_bytes(), "it")
        assert sidecar.rights == "网上公开"
        assert sidecar.sha256 == hashlib.sha256(found.read_bytes()).hexdigest()
        assert run("clean", "--check").exit_code == 0
        assert run("check").exit_code == 0

    def test_goes_to_the_private_folder_where_it_names_a_person(self, run: Run, checkout: Path) -> None:
        (checkout / "found.txt").write_text(PRIVATE, encoding="utf-8")
        added = run("add", "found.txt")
        assert "张海涛" in added.stdout  # the contributor is told who
        assert "13812345678" in added.stdout
        (text,) = (checkout / "cleaned").glob("*.txt")
        assert files_below(checkout / "raw") == [
            f"private/{name}" for name in (".gitignore", f"{text.stem}.toml", f"{text.stem}.txt")
        ]
        assert "raw/" not in added.stdout.partition("可以提交")[2]
        assert not [
            name for name in files_below(checkout / "cleaned") if "张海涛" in (checkout / "cleaned" / name).read_text()
        ]

    @pytest.mark.parametrize("words", [("--source", "https://example.cn/a.html"), ("--public",)])
    def test_goes_to_raw_where_it_is_public_already(self, run: Run, checkout: Path, words: tuple[str, ...]) -> None:
        (checkout / "found.txt").write_text(PRIVATE, encoding="utf-8")
        run("add", "found.txt", *words)
        assert not (checkout / "raw" / "private").exists()

    @pytest.mark.parametrize("url", ["https://…", "网上", "www.example.cn/1", "https://server/1", "http://[", ""])
    def test_a_source_that_is_no_address_on_the_web_is_refused_before_anything_is_written(
        self, run: Run, checkout: Path, url: str
    ) -> None:
        (checkout / "found.txt").write_text(PRIVATE, encoding="utf-8")
        refused = run("add", "found.txt", "--source", url)
        assert (refused.exit_code, f"--source “{url}”" in refused.stderr) == (2, True)
        assert files_below(checkout / "raw") == []

    def test_a_source_in_a_sidecar_that_is_no_address_makes_nothing_public(self, run: Run, checkout: Path) -> None:
        (checkout / "found.txt").write_text(PRIVATE, encoding="utf-8")
        (checkout / "found.toml").write_text('url = "网上"\n', encoding="utf-8")
        run("add", "found.txt")
        assert {path.parent.name for path in (checkout / "raw").rglob("*.t*")} == {"private"}

    def test_one_source_of_several_files_is_told(self, run: Run, checkout: Path, found: Path) -> None:
        (checkout / "other.txt").write_text("林场管护办法\n一、护林员每日巡山，雨季加巡一次。\n", encoding="utf-8")
        told = "https://example.cn/1 is noted as the source of all 2"
        assert told not in run("add", found, "--source", "https://example.cn/1").stdout
        found.write_text("水文站值守规程\n一、汛期昼夜有人，两小时记一次水位。\n", encoding="utf-8")
        assert told in run("add", found, "other.txt", "--source", "https://example.cn/1").stdout

    def test_brings_the_sidecar_that_lies_beside_it(self, run: Run, checkout: Path, found: Path) -> None:
        found.with_suffix(".toml").write_text('[[remove]]\ntext = "拆除拦网三处，"\nreason = "试"\n', encoding="utf-8")
        run("add", found)
        (text,) = (checkout / "cleaned").glob("*.txt")
        assert "拦网" not in text.read_text(encoding="utf-8")

    def test_is_reported_as_json_with_nothing_of_what_was_hidden(self, run: Run, checkout: Path) -> None:
        (checkout / "found.txt").write_text(PRIVATE, encoding="utf-8")
        output = run("add", "found.txt", "--json").stdout
        assert "张海涛" not in output
        report = json.loads(output)
        assert report["outcome"] == "added"
        assert report["personal"] == {"person": 1, "phone": 1}
        assert report["document"]["schema"] == "chengwen/2"
        assert all((checkout / name).is_file() for name in report["written"])

    def test_every_advert_that_went_is_listed_in_full(self, run: Run, checkout: Path) -> None:
        adverts = [f"云岭文稿轩{number}号店整理，咨询QQ1000{number}" for number in range(1, 9)]
        long = "本文由甲乙文库网友整理上传，版权归原作者所有，仅供学习交流使用，请在下载后二十四小时内删除，如有侵权请与我们联系，侵删联系QQ10001"
        title, *body = PUBLIC.replace("沿岸村民", "XX镇村民").split("\n")
        body = [line for line in body if "QQ" not in line and line]
        lines = [title, *adverts[:4], "XX镇是农业大镇，共有党员X名。", *body, *adverts[4:], long]
        (checkout / "found.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        told = run("add", "found.txt").stdout
        cleaned = next((checkout / "cleaned").glob("*.txt")).read_text(encoding="utf-8")
        assert not [advert for advert in (*adverts, long) if advert in cleaned]
        assert [advert for advert in (*adverts, long) if advert not in told] == []

    def test_of_a_folder_each_file_is_taken(self, run: Run, checkout: Path, market: Market) -> None:
        (checkout / "found" / "deeper").mkdir(parents=True)
        for number, name in enumerate(("a.txt", "deeper/b.txt")):
            (checkout / "found" / name).write_text(market[0][f"r00{number}"], encoding="utf-8")
        assert run("add", "found").exit_code == 0
        assert len(list((checkout / "cleaned").glob("*.txt"))) == 2

    def test_of_a_folder_only_documents_are_taken_and_the_rest_is_told_by_kind(
        self, run: Run, checkout: Path, market: Market
    ) -> None:
        folder = checkout / "found"
        (folder / ".git").mkdir(parents=True)
        (folder / "a.md").write_text(market[0]["r000"], encoding="utf-8")
        (folder / "a.toml").write_text('rights = "invented"\n', encoding="utf-8")
        for name in ("b.py", "a.py", "a.json", "a.jpg", "~$a.docx", ".a.txt", ".git/b.txt"):
            (folder / name).write_text(market[0]["r001"], encoding="utf-8")
        added = run("add", "found")
        assert added.exit_code == 0, added.output
        assert "left alone: 3 hidden, 2 .py, 1 .jpg, 1 .json\n" in added.stdout
        (document,) = (checkout / "cleaned").glob("*.json")
        assert json.loads(document.read_bytes())["provenance"]["rights"] == "invented"

    def test_of_a_folder_of_pictures_nothing_is_taken(self, run: Run, checkout: Path) -> None:
        (checkout / "pictures").mkdir()
        (checkout / "pictures" / "a.png").write_bytes(b"x")
        refused = run("add", "pictures")
        assert refused.exit_code == 3
        assert "pictures: nothing here to clean; found: 1 .png; known are " in refused.stderr

    @pytest.mark.parametrize(("name", "number"), [("found.正文", 1), ("~$found.txt", 0), (".found.txt", 0)])
    def test_a_file_named_by_itself_is_tried_whatever_its_ending_unless_it_is_hidden(
        self, run: Run, checkout: Path, name: str, number: int
    ) -> None:
        (checkout / name).write_text(PUBLIC, encoding="utf-8")
        added = run("add", name)
        assert added.exit_code == 0, added.output
        assert len(list((checkout / "cleaned").glob("*.txt"))) == number
        assert ("left alone: 1 hidden" in added.stdout) == (number == 0)


def test_the_last_line_counts_what_was_added_what_was_known_and_what_was_refused(
    run: Run, checkout: Path, market: Market
) -> None:
    for name, text in (("a.txt", market[0]["r000"]), ("b.txt", market[0]["r001"]), ("c.txt", market[0]["r000"])):
        (checkout / name).write_text(text, encoding="utf-8")
    (checkout / "d.txt").touch()
    added = run("add", "a.txt", "b.txt", "c.txt", "d.txt", "e.csv")
    assert added.exit_code == 3
    assert added.stdout.endswith("\n2 added, 1 copy of what is there, 2 refused\n")
    again = run("add", "a.txt", "b.txt", "--json")
    assert again.exit_code == 0
    assert [json.loads(line)["outcome"] for line in again.stdout.splitlines()] == ["twin", "twin"]
    assert again.stderr == "0 added, 2 copies of what is there, 0 refused\n"


class TestATable:
    """Each row is a document: its text is the raw file, its columns say what the text does not."""

    ROWS = (
        (
            "河道总结",
            "全年清理河道十二公里，拆除拦网三处，沿岸村民自己排了巡河的班。",
            "2023-05-06",
            "https://example.cn/1",
            "甲",
        ),
        ("周小禾同志述职报告", "全年走访群众三百户，办结信访事项十二件，群众评议较好。", "2024年5月6日", "", "乙"),
        ("别的题目", PUBLIC, "", "新华网", "丙"),
        ("空的", " ", "2024-01-01", "", "丁"),
    )
    NAMES = ("标题", "正文", "发布日期", "来源", "录入")

    def as_table(self, path: Path) -> Path:
        if path.suffix == ".jsonl":
            lines = [json.dumps(dict(zip(self.NAMES, row, strict=True)), ensure_ascii=False) for row in self.ROWS]
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            return path
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file, delimiter="\t" if path.suffix == ".TSV" else ",").writerows((self.NAMES, *self.ROWS))
        return path

    @pytest.mark.parametrize("name", ["表.csv", "表.TSV", "表.jsonl"])
    def test_each_row_comes_in(self, run: Run, checkout: Path, name: str) -> None:
        self.as_table(checkout / name)
        added = run("add", name, "--yes")
        assert added.exit_code == 3
        assert f"{name}:4: the text of this row is empty; there is nothing to clean\n" in added.stderr
        assert added.stdout.endswith("\n3 added, 0 copies of what is there, 1 refused\n")
        assert "\n1 file found, all read\n" in added.stdout
        assert "columns of tables that are not kept: 录入, 来源; a sample has" in added.stdout
        found = {
            path.read_text(encoding="utf-8")[:4]: parse_sidecar(path.with_suffix(".toml").read_bytes(), "")
            for path in (checkout / "raw").glob("*.txt")
        }
        stated = {"title": "河道总结", "date_published": "2023-05-06", "year": 2023}
        assert (found["全年清理"].metadata, found["全年清理"].url) == (stated, "https://example.cn/1")
        assert "title" not in found["全年走访"].metadata, "a title that names somebody would be published"
        assert found["全年走访"].metadata["date_published"] == "2024-05-06"
        assert not {"title", "year"} & set(found["2024"].metadata), "the text says them"
        assert not found["2024"].url
        again = run("add", name, "--yes").stdout
        assert again.endswith("\n0 added, 3 copies of what is there, 1 refused\n")

    def test_what_stands_beside_a_table_holds_for_each_row(self, run: Run, checkout: Path) -> None:
        self.as_table(checkout / "表.csv")
        (checkout / "表.toml").write_text('rights = "invented"\n', encoding="utf-8")
        run("add", "表.csv", "--yes")
        sidecars = [path.read_text(encoding="utf-8") for path in (checkout / "raw").glob("*.toml")]
        assert len(sidecars) == 3
        assert all('rights = "invented"' in one for one in sidecars)

    def test_its_column_of_texts_may_be_named(self, run: Run, checkout: Path) -> None:
        text = "全年清理河道十二公里，拆除拦网三处。"
        (checkout / "a.csv").write_text(f"说法,全部文字\n甲,{text}\n乙,{text}\n", encoding="utf-8")
        refused = run("add", "a.csv", "--yes")
        assert refused.exit_code == 3
        assert refused.stderr.count("no text in it") == 1, "what is wrong with all rows is said of the table, once"
        assert "a.csv: no text in it: of its columns (说法, 全部文字) none is called" in refused.stderr
        assert "--text-column" in refused.stderr
        added = run("add", "a.csv", "--yes", "--text-column", "全部文字")
        assert added.exit_code == 0
        assert [path.read_text(encoding="utf-8") for path in (checkout / "raw").glob("*.txt")] == [text]

    def test_one_of_a_thousand_rows_and_more_is_a_corpus(
        self, run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(found_in_files, "MOST_ROWS", 3)
        refused = run("add", self.as_table(checkout / "表.csv"), "--yes")
        assert refused.exit_code == 3
        assert "表.csv: this has more than 3 rows, and is a corpus: clean it with `chengwen clean" in refused.stderr
        assert not list(checkout.glob("raw/*"))


class TestManyFiles:
    """More than five at once: a line each, and what they have in common at the end."""

    @pytest.fixture
    def folder(self, checkout: Path) -> Path:
        folder = checkout / "收来的"
        folder.mkdir()
        for number in range(6):
            text = PRIVATE.replace("2024年河湖管护", f"20{10 + number}年第{number}片区河湖管护")
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        (folder / "又.txt").write_bytes((folder / "0.txt").read_bytes())
        (folder / "表.csv").write_text(f'编号,正文\na,"{PUBLIC}"\n', encoding="utf-8")
        (folder / "图.png").write_bytes(b"x")
        return folder

    def test_each_has_a_line(self, run: Run, folder: Path) -> None:
        added = run("add", folder, "--yes")
        assert added.exit_code == 0, added.output
        (first,) = (line for line in added.stdout.splitlines() if line.startswith("0.txt: "))
        assert re.fullmatch("0.txt: added as [0-9a-z]{7}: 2010年第0片区河湖管护工作总结", first)
        assert re.search(
            "(?m)^又.txt: not added, [0-9a-z]{7} is there already, and there is no new source", added.stdout
        )
        assert "张海涛" not in added.stdout
        assert added.stdout.splitlines()[-1] == "7 added, 1 copy of what is there, 0 refused"
        for line in (
            "9 files found = 8 read + 1 left alone (1 .png)",
            "  removed  promo_contact, 7 places",
            "  hidden  person 6, phone 6",
            "may be committed: 16 files in cleaned/ and raw/",
        ):
            assert f"\n{line}\n" in added.stdout
        assert (
            "\n6 raw files tell names or contacts and lie in raw/private/, which git does not commit; " in added.stdout
        )
        assert len(added.stdout.splitlines()) < 25

    def test_all_of_each_is_told_if_asked_for_and_of_few(self, run: Run, folder: Path) -> None:
        assert run("add", folder, "--yes", "--verbose").stdout.count("张海涛") >= 6
        assert "  title  " in run("add", folder / "0.txt", folder / "1.txt", "--yes").stdout

    def test_one_that_may_not_come_in_says_why(self, run: Run, folder: Path) -> None:
        (folder / "密.txt").write_text(f"机密★5年\n{PUBLIC}", encoding="utf-8")
        added = run("add", folder, "--yes")
        assert added.exit_code == 1
        assert "密.txt\n  not added  line 1 bears the mark" in added.stdout
        assert "if it is declassified, write declassified" in added.stdout


class TestATwin:
    @pytest.fixture
    def known(self, run: Run, checkout: Path, market: Market) -> str:
        """A report in the corpus; its id."""
        (checkout / "first.txt").write_text(market[0]["r000"], encoding="utf-8")
        run("add", "first.txt")
        (text,) = (checkout / "cleaned").glob("*.txt")
        return text.stem

    @pytest.mark.usefixtures("in_chinese")
    def test_the_same_bytes_are_known(self, run: Run, checkout: Path, known: str) -> None:
        before = files_below(checkout / "raw"), files_below(checkout / "cleaned")
        again = run("add", "first.txt")
        assert f"与 {known} 是同一个文件" in again.stdout
        assert (files_below(checkout / "raw"), files_below(checkout / "cleaned")) == before

    @pytest.mark.usefixtures("in_chinese")
    def test_a_resold_copy_adds_its_source_to_the_provenance(
        self, run: Run, checkout: Path, known: str, market: Market
    ) -> None:
        (checkout / "copy.txt").write_text(market[1]["r000"], encoding="utf-8")
        added = run("add", "copy.txt", "--source", "https://example.cn/copy.html")
        assert "来源已记到它的名下" in added.stdout
        assert "见于本篇" in added.stdout  # how much the two share
        assert len(list((checkout / "cleaned").glob("*.txt"))) == 1
        document = json.loads((checkout / "cleaned" / f"{known}.json").read_bytes())
        assert [one["url"] for one in document["provenance"]["also"]] == ["https://example.cn/copy.html"]
        assert run("check").exit_code == 0
        again = run("add", "copy.txt", "--source", "https://example.cn/copy.html")
        assert "没有新的来源可记" in again.stdout

    @pytest.mark.usefixtures("in_chinese")
    def test_a_person_may_know_better(self, run: Run, checkout: Path, known: str, market: Market) -> None:
        (checkout / "copy.txt").write_text(market[1]["r000"], encoding="utf-8")
        assert "已收入" in run("add", "copy.txt", "--as-new").stdout
        assert run("check").exit_code == 0  # since the sidecar says so

    def test_check_finds_a_copy_that_came_in_by_hand(
        self, run: Run, checkout: Path, known: str, market: Market
    ) -> None:
        (checkout / "raw" / "copy.txt").write_text(market[1]["r000"], encoding="utf-8")
        run("clean")
        told = run("check")
        assert told.exit_code == 1
        assert "sample-once: it is a copy of cleaned/" in told.stdout


class TestTakingDown:
    @pytest.mark.usefixtures("in_chinese")
    def test_leaves_a_tombstone_that_knows_the_text_and_its_copies_again(
        self, run: Run, checkout: Path, market: Market
    ) -> None:
        (checkout / ".git").mkdir()
        (checkout / "first.txt").write_text(market[0]["r003"], encoding="utf-8")
        (checkout / "copy.txt").write_text(market[1]["r003"], encoding="utf-8")
        run("add", "first.txt")
        (text,) = (checkout / "cleaned").glob("*.txt")
        removed = run("remove", text.stem, "--reason", "权利人要求")
        assert removed.exit_code == 0
        assert f"--path cleaned/{text.stem}.txt" in removed.stdout
        assert files_below(checkout / "cleaned") == []
        assert files_below(checkout / "raw") == [f"removed/{text.stem}.toml"]
        tombstone = (checkout / "raw" / "removed" / f"{text.stem}.toml").read_text(encoding="utf-8")
        assert not [word for word in market[0]["r003"].split("，") if len(word) > 3 and word in tombstone]
        for name in ("first.txt", "copy.txt"):
            refused = run("add", name)
            assert refused.exit_code == 1
            assert f"曾以 {text.stem} 下架：权利人要求" in refused.stdout
        assert files_below(checkout / "cleaned") == []

    def test_check_finds_what_comes_back_by_hand(self, run: Run, checkout: Path, found: Path) -> None:
        run("add", found)
        (text,) = (checkout / "cleaned").glob("*.txt")
        run("remove", text.stem, "--reason", "权利人要求")
        (checkout / "raw" / "new.txt").write_bytes(found.read_bytes())
        run("clean")
        assert "removed-stays-removed" in run("check").stdout

    def test_a_reason_may_not_tell_what_is_hidden(self, run: Run, checkout: Path) -> None:
        (checkout / "found.txt").write_text(PRIVATE, encoding="utf-8")
        run("add", "found.txt")
        (text,) = (checkout / "cleaned").glob("*.txt")
        refused = run("remove", text.stem, "--reason", "张海涛要求")
        assert refused.exit_code == 3
        assert "the reason tells a name" in refused.stderr
        assert text.exists()

    @pytest.mark.parametrize("is_in_git", [False, True])
    def test_advice_on_the_history_is_for_a_git_repository(
        self, run: Run, checkout: Path, found: Path, is_in_git: bool
    ) -> None:
        if is_in_git:
            (checkout / ".git").mkdir()
        run("add", found)
        (text,) = (checkout / "cleaned").glob("*.txt")
        removed = run("remove", text.stem, "--reason", "权利人要求")
        assert removed.exit_code == 0
        assert ("git" in removed.stdout) == is_in_git

    def test_an_id_that_nobody_knows(self, run: Run) -> None:
        refused = run("remove", "nobody", "--reason", "x")
        assert (refused.exit_code, "nobody: no such sample" in refused.stderr) == (3, True)

    def test_a_tombstone_of_another_version_stops_add_and_says_so(self, run: Run, checkout: Path, found: Path) -> None:
        run("add", found)
        (text,) = (checkout / "cleaned").glob("*.txt")
        run("remove", text.stem, "--reason", "权利人要求")
        path = checkout / "raw" / "removed" / f"{text.stem}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("R-MinHash 2", "R-MinHash 1"), encoding="utf-8")
        refused = run("add", found)
        assert refused.exit_code == 3
        assert "its signature was made by" in refused.stderr


@pytest.mark.usefixtures("in_chinese")
def test_a_person_decides_on_suspects_and_the_sidecar_remembers(checkout: Path) -> None:
    """On a real terminal: the first suspect is kept, and the text said to be public."""
    (checkout / "found.txt").write_text(
        PRIVATE.replace("二、下一步打算", "交流群：10001\n二、下一步打算"), encoding="utf-8"
    )
    output = at_terminal([sys.executable, "-m", "chengwen", "add", "found.txt"], "k\n原文如此\ny\ny\n", checkout)
    assert "疑点 1" in output
    (text,) = (checkout / "cleaned").glob("*.txt")
    sidecar = parse_sidecar((checkout / "raw" / f"{text.stem}.toml").read_bytes(), "it")
    assert [(one.text, one.reason) for one in sidecar.keep] == [("交流群：10001", "原文如此")]
    assert json.loads(text.with_suffix(".json").read_bytes())["suspects"] == []


@pytest.mark.parametrize(("typed", "samples"), [("\n\n", 2), ("y\n", 1)], ids=["kept apart", "one, says the person"])
@pytest.mark.usefixtures("in_chinese")
def test_a_person_is_asked_about_reports_of_one_template(checkout: Path, typed: str, samples: int) -> None:
    other = PUBLIC.replace("十二公里", "二十九公里").replace("三处", "十一处")
    for name, text in (("first.txt", PUBLIC), ("second.txt", other)):
        (checkout / name).write_text(text.replace("全年", f"{SHARED}全年"), encoding="utf-8")
    add = [sys.executable, "-m", "chengwen", "add"]
    subprocess.run([*add, "first.txt", "--yes"], cwd=checkout, check=True, capture_output=True)
    assert "是同一份文件吗" in at_terminal([*add, "second.txt"], typed, checkout)
    assert len(list((checkout / "cleaned").glob("*.txt"))) == samples


SHARED = (
    "我们把群众的事情放在心上，坚持每周召开一次碰头会，逐项研究重点任务，明确责任人和完成时限，做到件件有着落、事事有回音。"
    "遇到难事先开院坝会听意见，再拿出方案张榜公布，最后请老党员和群众代表一起验收，大家都说这样办事心里踏实。"
)


def at_terminal(command: list[str], typed: str, folder: Path) -> str:
    """Run a command on a terminal of its own, type, and give what it showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, close_fds=True) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = bytearray()
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        assert process.wait() == 0, shown.decode()
    os.close(ours)
    return shown.decode()


def test_ids_are_those_of_the_text_and_never_taken_twice() -> None:
    assert new_id("一、工作12次", ()) == new_id("一、工作〖数字〗次。", ())
    first = new_id("一、工作", ())
    assert new_id("一、工作", {first}) not in (first, "")


def test_a_sidecar_is_written_as_it_is_read() -> None:
    sidecar = Sidecar(
        url='https://example.cn/"1"',
        rights="不详\n\x7f",
        extractor="mammoth 1.9",
        media_type="application/msword",
        flags=("tables",),
        metadata={"year": 2024},
        also=(Origin("https://example.cn/2", None, ("甲乙文库",)),),
        not_copy_of=("000",),
        keep=(Override("原文", "一、\\工作", 2),),
        mask=(Override("代号", "蓝鹰", type="other"),),
    )
    assert parse_sidecar(as_toml(sidecar).encode(), "sidecar") == sidecar


BY_HAND = """# 省厅网站，2023年补录
rights = '不详'  # 没有声明
url = "https://example.cn/1"

# 两处读错
[[keep]]
text = '一、\\工作'
reason = "原文"
"""


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (BY_HAND, BY_HAND),
        (BY_HAND + '\n[[also]]  # 转载\nurl = "https://example.cn/2"\n', BY_HAND),
        ('also = [ {url = "https://example.cn/2"} ]  # 转载\n' + BY_HAND, "  # 转载\n" + BY_HAND),
        ("", ""),
    ],
    ids=["first", "more tables", "an array on one line", "no file"],
)
def test_another_source_is_written_into_a_sidecar_as_a_person_left_it(written: str, left: str) -> None:
    before = parse_sidecar(written.encode(), "sidecar")
    origin = Origin("https://example.cn/9", "转载", ("甲乙文库",))
    changed = also_met(written, origin)
    assert left in changed  # comments, quotes and order
    assert parse_sidecar(changed.encode(), "sidecar") == replace(before, also=(*before.also, origin))


class TestAFileThatIsNoPlainText:
    @pytest.fixture
    def word_file(self, checkout: Path, office: str) -> Path:
        """A Word file, as LibreOffice makes it."""
        (checkout / "found.txt").write_text(PUBLIC, encoding="utf-8")
        profile = f"-env:UserInstallation={(checkout / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", checkout]
        subprocess.run([*command, checkout / "found.txt"], check=True, capture_output=True)
        return checkout / "found.docx"

    def test_is_kept_with_its_text_beside_it_and_cleaning_starts_there(
        self, run: Run, checkout: Path, word_file: Path
    ) -> None:
        added = run("add", word_file, "--source", "https://example.cn/1.docx")
        assert added.exit_code == 0, added.output
        (text,) = (checkout / "cleaned").glob("*.txt")
        id = text.stem
        assert files_below(checkout / "raw") == [f"{id}.docx", f"{id}.extracted.txt", f"{id}.toml"]
        assert (checkout / "raw" / f"{id}.docx").read_bytes() == word_file.read_bytes()
        document = json.loads((checkout / "cleaned" / f"{id}.json").read_bytes())
        assert document["source"]["media_type"].endswith("wordprocessingml.document")
        assert document["source"]["bytes"] == word_file.stat().st_size
        sidecar = parse_sidecar((checkout / "raw" / f"{id}.toml").read_bytes(), "it")
        assert sidecar.extractor
        word_file.unlink()
        (checkout / "raw" / f"{id}.extracted.txt").write_text(PUBLIC.replace("十二", "二十"), encoding="utf-8")
        run("clean")
        assert "二十公里" in text.read_text(encoding="utf-8")  # never extracted again
        assert run("check").exit_code == 0

    def test_a_missing_extracted_text_is_a_finding(self, run: Run, checkout: Path, word_file: Path) -> None:
        run("add", word_file)
        (extracted,) = (checkout / "raw").glob("*.extracted.txt")
        extracted.unlink()
        found = run("check")
        assert found.exit_code == 1
        assert f"{extracted.name}, is gone; bring it back" in found.stdout

    def test_of_an_archive_each_file_is_a_sample_and_what_cannot_be_read_is_told(
        self, run: Run, checkout: Path, word_file: Path, market: Market
    ) -> None:
        with ZipFile(checkout / "all.zip", "w") as archive:
            archive.write(word_file, "材料/总结.docx")
            archive.writestr("材料/报告.txt", market[0]["r000"].encode("gb18030"))
            archive.writestr("材料/照片.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
        added = run("add", "all.zip", "--source", "https://example.cn/all.zip")
        assert added.exit_code == 3
        assert "all.zip/材料/照片.png: " in added.stderr
        assert sorted(path.suffix for path in (checkout / "raw").iterdir()) == [
            ".docx",
            ".toml",
            ".toml",
            ".txt",
            ".txt",
        ]
        assert run("check").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("program.txt", b"\x7fELF" + bytes(200), "an executable"),
        ("cut.docx", b"PK\x03\x04" + bytes(50), ""),
        ("scan.pdf", b"%PDF-1.4\n%%EOF\n", ""),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_and_nothing_is_written(
    run: Run, checkout: Path, name: str, content: bytes, reason: str
) -> None:
    (checkout / name).write_bytes(content)
    refused = run("add", name)
    assert refused.exit_code == 3
    assert refused.stderr.startswith(f"{name}: ")
    assert reason in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert files_below(checkout / "raw") == []
    assert not (checkout / "cleaned").exists()


def test_a_file_that_is_not_there(run: Run) -> None:
    assert run("add", "nofile").stderr.startswith("nofile: no such file\n")
    refused = run("add", "gone.txt")
    assert (refused.exit_code, "gone.txt: " in refused.stderr) == (3, True)
