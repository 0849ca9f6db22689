"""`chengwen export`: what a data set holds, that it is the same bytes each time, and that it gives nothing away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from chengwen import clean
from chengwen.checkout.store import write_cleaned
from chengwen.cli.main import cli
from chengwen.columns import METADATA
from chengwen.document import from_json, to_json
from chengwen.export.croissant import RECORDS
from chengwen.export.rows import Layout, columns_of, section_rows
from chengwen.export.schema import SECTIONS, schema
from chengwen.knowledge.tables import read_table

SECRET = "王建国"
TEXT = f"2022年党建工作总结\n甲乙文库整理，咨询QQ10001\n全镇共有党员X名，联系人：{SECRET}，电话13800138000。\n一、加强领导\n（一）抓班子。学习。\n二、存在问题\n不足。\n"
OTHER = "2021年工作报告\n一、强化责任\n成效明显。\n"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in a checkout with two cleaned samples."""
    write_cleaned(tmp_path / "cleaned", clean(TEXT, id="a", name=f"{SECRET}.txt"))
    write_cleaned(tmp_path / "cleaned", clean(OTHER, id="b", name="b.txt"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, code=0: checked(CliRunner().invoke(cli, ["export", *arguments]), code)


def checked(result: Result, code: int) -> Result:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


class TestRows:
    def test_parquet_has_the_columns_of_the_schema_and_the_documents(self, run: Run) -> None:
        run("--out", "set")
        table = pq.read_table("set/data/part-00000.parquet")
        assert table.schema == schema(Layout())
        assert [row["text"] for row in table.to_pylist()] == [clean(TEXT).text, clean(OTHER).text]

    def test_lines_are_documents_that_read_back(self, run: Run) -> None:
        run("--out", "all.jsonl")
        first, _ = lines(Path("all.jsonl"))
        assert from_json(first) == clean(TEXT, id="a", name=f"{SECRET}.txt")

    def test_without_the_ledger_no_length_of_what_was_hidden_can_be_told(self, run: Run) -> None:
        run("--out", "set", "--no-ledger", "--format", "jsonl")
        first, _ = lines(Path("set/data/part-00000.jsonl"))
        assert "edits" not in first
        assert set(first["source"]) == {"name", "media_type", "encoding"}
        assert all("source" not in placeholder for placeholder in first["placeholders"])
        run("--out", "columns", "--no-ledger")
        assert pq.read_schema("columns/data/part-00000.parquet") == schema(Layout(ledger=False))

    def test_word_files_say_where_the_site_has_the_document_and_nothing_that_is_hidden(self, run: Run) -> None:
        Path("chengwen.toml").write_text('[site]\naddress = "https://example.org/corpus/"\n', encoding="utf-8")
        run("--out", "set", "--format", "docx")
        made = files(Path("set"))
        assert {"data/a.docx", "data/b.docx"} <= made.keys()
        assert b"https://example.org/corpus/d/a/" in made["data/a.docx"]
        assert "全镇共有党员〖数字〗名".encode() in made["data/a.docx"]
        assert SECRET.encode() not in b"".join(made.values())
        assert "docx" in made["README.md"].decode()
        run("--out", "set", "--format", "docx")
        assert files(Path("set")) == made

    def test_texts_one_a_file_or_all_in_one(self, run: Run) -> None:
        run("--out", "set", "--format", "txt")
        assert Path("set/data/a.txt").read_bytes().decode() == clean(TEXT).text
        run("--out", "one/all.txt")
        texts = Path("one/all.txt").read_bytes().decode().split("\n\n\n")
        assert "\n".join(texts) == clean(TEXT).text + clean(OTHER).text

    @pytest.mark.parametrize("layout", [Layout(), Layout(ledger=False), Layout(sections=True), Layout(columns=("x",))])
    def test_what_is_said_of_fields_is_said_of_all_of_them(self, layout: Layout) -> None:
        assert [column.name for column in columns_of(".parquet", layout)] == schema(layout).names


class TestSections:
    def test_a_row_is_a_section_with_what_stands_between_its_heading_and_the_next(self, run: Run) -> None:
        run("--out", "set", "--sections")
        table = pq.read_table("set/data/part-00000.parquet")
        assert table.schema == SECTIONS
        rows = {row["section"]: row for row in table.to_pylist() if row["document"] == "a"}
        assert rows["s1-1"] == {
            "document": "a",
            "section": "s1-1",
            "level": 2,
            "role": "work",
            "number": "（一）",
            "title": "抓班子",
            "path": ["2022年党建工作总结", "加强领导"],
            "text": "学习。",
        }
        assert (rows["s1"]["text"], rows["s2"]["text"], rows["s2"]["role"]) == ("", "不足。", "problems")

    def test_no_character_stands_in_two_rows(self) -> None:
        document = clean(TEXT)
        rows = list(section_rows(document))
        headings = sum(section.heading_end - section.start for section in document.sections)
        together = headings + sum(len(row["text"]) for row in rows)
        assert together == len(document.text.replace("\n", "")) + sum(row["text"].count("\n") for row in rows)


class TestCard:
    def test_tells_what_is_in_it_and_whose_it_is(self, run: Run) -> None:
        run("--out", "set")
        card = Path("set/README.md").read_text(encoding="utf-8")
        head = dict(
            line.split(": ", 1) for line in card.split("---\n")[1].split("\n") if ": " in line and line[0] != "#"
        )
        assert {key: json.loads(value) for key, value in head.items()} == {
            "pretty_name": Path.cwd().name,
            "language": ["zh"],
            "license": "unknown",
            "size_categories": ["n<1K"],
            "task_categories": ["text-generation", "text-classification"],
            "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "data/*.parquet"}]}],
        }
        for said in ("| 2021 | 1 |", "| 2022 | 1 |", "| 工作总结 | 1 |", "- 2 篇：未说明"):
            assert said in card
        assert all(limit["text"] in card for limit in read_table("export", "limits"))
        known = {column.name for column in METADATA} | {"url", "rights"}  # the last two are of the provenance
        assert {one["key"] for one in read_table("export", "dublin_core")} <= known
        assert "| `issuer` | `dcterms:creator` |" in card

    def test_the_name_of_this_project_is_that_of_its_own_data_set_alone(self, run: Run) -> None:
        Path("chengwen.toml").write_text('[site]\ntitle = "县志办公文"\n', encoding="utf-8")
        run("cleaned", "--out", "of-corpus")
        assert 'pretty_name: "县志办公文"\n' in Path("of-corpus/README.md").read_text(encoding="utf-8")
        Path("chengwen.toml").unlink()
        run("cleaned", "--out", "of-folder")
        assert f'pretty_name: "{Path.cwd().name}"\n' in Path("of-folder/README.md").read_text(encoding="utf-8")
        Path("scripts/chengwen").mkdir(parents=True)
        run("--out", "ours")
        assert 'pretty_name: "澄文：清洗、匿名、分节的公文"\n' in Path("ours/README.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("rights", "licence"),
        [
            (["CC-BY-4.0", "CC-BY-4.0"], "cc-by-4.0"),
            (["CC-BY-4.0", "版权所有"], "other"),
            (["unknown: found on a forum", "不详"], "unknown"),
        ],
    )
    def test_names_a_licence_only_where_all_documents_state_it(self, run: Run, rights: list[str], licence: str) -> None:
        for id, stated in zip("ab", rights, strict=True):
            path = Path("cleaned") / f"{id}.json"
            data = json.loads(path.read_text(encoding="utf-8"))
            data["provenance"]["rights"] = stated
            path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        run("--out", "set")
        assert f'license: "{licence}"\n' in Path("set/README.md").read_text(encoding="utf-8")
        assert json.loads(Path("set/croissant.json").read_bytes())["license"] == licence

    def test_croissant_describes_every_field_and_where_it_lies(self, run: Run) -> None:
        run("--out", "set")
        made = json.loads(Path("set/croissant.json").read_bytes())
        (fileset,), (records,) = made["distribution"], made["recordSet"]
        assert (fileset["includes"], fileset["encodingFormat"]) == ("data/*.parquet", "application/x-parquet")
        assert [field["@id"] for field in records["field"]] == [f"{RECORDS}/{name}" for name in schema(Layout()).names]
        row = pq.read_table("set/data/part-00000.parquet").to_pylist()[0]
        for field in records["field"]:
            value = row[field["name"]]
            assert isinstance(value, list) == field.get("repeated", False)
            one = value[0] if isinstance(value, list) and value else value
            for part in field.get("subField", ()) if one else ():
                assert part["name"] in one


class TestPromises:
    OUTPUTS = (["--out", "set"], ["--out", "set", "--sections", "--format", "jsonl.gz"], ["--out", "set/a.txt"])

    @pytest.mark.parametrize("arguments", OUTPUTS)
    def test_the_same_bytes_every_time(self, run: Run, arguments: list[str]) -> None:
        run(*arguments)
        first = files(Path("set"))
        run(*arguments)
        assert files(Path("set")) == first

    def test_nothing_quotes_what_was_hidden(self, run: Run) -> None:
        run("--out", "set", "--format", "jsonl")
        run("--out", "parts", "--format", "jsonl", "--sections")
        for data in [*files(Path("set")).values(), *files(Path("parts")).values()]:
            assert SECRET.encode() not in data
            assert b"13800138000" not in data

    def test_a_smaller_export_leaves_nothing_of_a_larger_one(self, run: Run) -> None:
        run("--out", "set", "--format", "txt")
        for suffix in (".txt", ".json"):
            Path("cleaned", f"b{suffix}").unlink()
        run("--out", "set", "--format", "txt")
        assert [path.name for path in Path("set/data").iterdir()] == ["a.txt"]


class TestCorpora:
    def test_rows_of_a_corpus_lose_the_columns_that_nobody_named(self, run: Run, tmp_path: Path) -> None:
        rows = [
            {**to_json(clean(TEXT, id=id), with_text=True), "columns": {"author": SECRET, "year": 2022}} for id in "xy"
        ]
        Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert "left out: author, year" in run("in.jsonl", "--out", "set").stderr
        assert "columns" not in pq.read_schema("set/data/part-00000.parquet").names
        run("in.jsonl", "--out", "named", "--format", "jsonl", "--column", "year")
        assert [row["columns"] for row in lines(Path("named/data/part-00000.jsonl"))] == [{"year": 2022}] * 2

    def test_marks_of_copies_go_along(self, run: Run) -> None:
        marks = (None, "x")
        rows = [
            {**to_json(clean(OTHER, id=id), with_text=True), "duplicate_of": of}
            for id, of in zip("xy", marks, strict=True)
        ]
        Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        run("in.jsonl", "--out", "set")
        assert pq.read_table("set/data/part-00000.parquet")["duplicate_of"].to_pylist() == [*marks]
        assert "其中 1 篇与另一篇重复" in Path("set/README.md").read_text(encoding="utf-8")

    def test_parquet_of_a_run_reads_back_as_it_was_written(self, run: Run) -> None:
        run("--out", "set")
        run("set", "--out", "again/all.jsonl")
        run("--out", "straight/all.jsonl")
        assert Path("again/all.jsonl").read_bytes() == Path("straight/all.jsonl").read_bytes()
        document = to_json(clean(TEXT, id="a"), with_text=True)
        document["provenance"] |= {
            "also": [{"url": None, "compiled_by": ["甲"], "rights": "不详"}],
            "not_copy_of": ["b"],
        }
        document["metadata"]["索引号"] = "X-1"
        from chengwen.corpus.parquet import parquet_sink, read_documents

        with parquet_sink(Path("one.parquet")) as append:
            append({**document, "columns": {"year": 1}})
        assert list(read_documents("one.parquet")) == [{**document, "columns": {"year": 1}}]


class TestTheCard:
    @pytest.mark.parametrize(("out", "folder"), [("set", "set"), ("all.parquet", "."), ("sub/all.jsonl", "sub")])
    def test_what_is_written_beside_the_data_is_said(self, run: Run, out: str, folder: str) -> None:
        beside = [str(Path(folder) / name) for name in ("README.md", "croissant.json")]
        said = f"written with it, the card and the metadata: {', '.join(beside)}\n"
        assert said in run("--out", out).stderr
        assert all(Path(name).is_file() for name in beside)

    def test_one_that_somebody_changed_stays(self, run: Run, tmp_path: Path) -> None:
        run("--out", "set")
        card = Path("set/README.md")
        written = card.read_bytes()
        run("--out", "set")
        assert card.read_bytes() == written
        card.write_bytes(written.replace(b"\n", b"\r\n"))
        run("--out", "set")
        assert card.read_bytes() == written, "other line ends are no change"
        for changed in (written + "\n另请参看。\n".encode(), written.replace("## 内容".encode(), "## 概况".encode())):
            card.write_bytes(changed)
            before = files(tmp_path)
            said = "README.md: somebody changed it since it was exported, so it stays; move it, then export again"
            assert said in run("--out", "set", code=3).stderr
            assert files(tmp_path) == before


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["--out", "."], 3, "README.md: is there already, and not from such an export"),
            (["--out", "all.parquet"], 3, "written beside the data: name a folder for them, --out dataset/all.parquet"),
            (["--out", "set", "--format", "txt", "--sections"], 3, "plain text, TEI and Word hold texts alone"),
            (["--out", "set/x.jsonl", "--format", "txt"], 3, "--format txt contradicts its name"),
            (["in.jsonl", "--out", "set"], 3, "in.jsonl, row 1: not a document of schema chengwen/1 or chengwen/2"),
            (["notes", "--out", "set"], 3, "notes: no such file"),
        ],
    )
    def test_a_mistake_is_told_and_nothing_is_written(
        self, run: Run, tmp_path: Path, arguments: list[str], code: int, message: str
    ) -> None:
        Path("README.md").write_text("mine", encoding="utf-8")
        Path("in.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
        before = files(tmp_path)
        assert message in run(*arguments, code=code).stderr
        assert files(tmp_path) == before
