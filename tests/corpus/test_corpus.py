"""`chengwen clean` over corpora: every row in comes out or is among the rejects, in order, whatever does the work."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpora import Command, invent, published, read_lines, report, write_lines

from chengwen import clean
from chengwen.corpus.parquet import SCHEMA, with_kinds
from chengwen.corpus.write import sink
from chengwen.document import from_json, to_json
from chengwen.sidecar import Sidecar

SMALL = ("--shard-megabytes", "0.002")


class TestRowsInAndOut:
    def test_each_row_is_what_clean_makes_of_it_with_its_other_columns(self, chengwen: Command, tmp_path: Path) -> None:
        rows = invent(3)
        write_lines(tmp_path / "in.jsonl", rows)
        told = chengwen("clean", "in.jsonl", "--out", "out.jsonl")
        assert told.stdout == ""
        assert "3 documents in = 3 cleaned + 0 refused\n" in told.stderr
        for row, given in zip(read_lines(tmp_path / "out.jsonl"), rows, strict=True):
            said = Sidecar(metadata={"year": given["year"]})  # a column of years counts as a sidecar does
            expected = to_json(clean(given["text"], id=given["id"], sidecar=said), with_text=True)
            assert row == {**expected, "columns": {"year": given["year"], "tags": given["tags"]}}
            assert from_json(row).text == row["text"]

    def test_bad_rows_go_to_the_rejects_and_the_run_goes_on(self, chengwen: Command, tmp_path: Path) -> None:
        good = invent(40)
        mixed = [
            *good[:20],
            "nope",
            {"id": "n"},
            {"id": "空", "text": ""},
            "",
            *good[20:],
            '{"id": "z", "text": "x", "c": "\\ud800"}',
        ]
        write_lines(tmp_path / "in.jsonl", mixed)
        told = chengwen(
            "clean", "in.jsonl", "--out", "out", "--format", "jsonl", *SMALL, "--stats", "stats.json", code=3
        )
        assert "44 documents in = 41 cleaned + 3 refused\n" in told.stderr
        rejects = read_lines(tmp_path / "out.rejects.jsonl")
        assert [(one["file"], one["line"], one["id"]) for one in rejects] == [
            ("in.jsonl", 21, None),
            ("in.jsonl", 22, "n"),
            ("in.jsonl", 45, "z"),
        ]
        written = [row["id"] for path in sorted((tmp_path / "out").iterdir()) for row in read_lines(path)]
        assert written == [row["id"] for row in [*good[:20], {"id": "空"}, *good[20:]]]
        stats = json.loads((tmp_path / "stats.json").read_text(encoding="utf-8"))
        assert (stats["rows"], stats["written"], stats["rejected"]) == (44, 41, 3)
        assert stats["edits"]["masks"] == 40

    def test_a_document_beyond_a_limit_is_refused_by_name_of_the_option(
        self, chengwen: Command, tmp_path: Path
    ) -> None:
        write_lines(tmp_path / "in.jsonl", [{"id": "big", "text": report(1) * 50}, *invent(1)])
        chengwen("clean", "in.jsonl", "--out", "a", "--format", "jsonl", "--max-megabytes", "0.003", code=3)
        chengwen("clean", "in.jsonl", "--out", "b", "--format", "jsonl", "--max-annotations", "20", code=3)
        (large,), (many,) = (read_lines(tmp_path / f"{name}.rejects.jsonl") for name in "ab")
        assert large["reason"].endswith("more than the 0.003 MB that are allowed; --max-megabytes raises that")
        assert many["reason"].endswith("more than the 20 that are allowed; --max-annotations raises that")
        chengwen("clean", "in.jsonl", "--out", "b", "--format", "jsonl")
        assert not (tmp_path / "b.rejects.jsonl").exists()

    def test_other_columns_do_not_tell_what_the_document_hides(self, chengwen: Command, tmp_path: Path) -> None:
        text = "2022年工作总结\n一、走访。村支书王建国的电话是13912345678。\n"
        columns = {"heading": "王建国的总结", "nested": [{"call": "13912345678"}], "year": 2022}
        write_lines(tmp_path / "in.jsonl", [{"id": "a", "text": text, **columns}])
        chengwen("clean", "in.jsonl", "--out", "out.jsonl")
        (row,) = read_lines(tmp_path / "out.jsonl")
        assert row["columns"] == {"heading": "〖姓名〗的总结", "nested": [{"call": "〖电话〗"}], "year": 2022}

    def test_texts_of_a_folder_become_rows_with_their_sidecars(self, chengwen: Command, tmp_path: Path) -> None:
        (tmp_path / "in" / "deep").mkdir(parents=True)
        (tmp_path / "in" / "a.txt").write_bytes(report(1).encode("gb18030"))
        (tmp_path / "in" / "a.toml").write_text('rights = "invented"\n', encoding="utf-8")
        (tmp_path / "in" / "deep" / "b.txt").write_text(report(2), encoding="utf-8")
        (tmp_path / "in" / "notes.png").write_bytes(b"x")
        told = chengwen("clean", "in", "--out", "out.jsonl")
        assert "4 files found = 2 read + 2 left alone (1 .png, 1 sidecar (.toml))" in told.stderr
        a, b = read_lines(tmp_path / "out.jsonl")
        assert (a["id"], a["source"]["encoding"], a["provenance"]["rights"]) == ("a", "gb18030", "invented")
        assert (b["id"], b["text"]) == ("deep/b", clean(report(2)).text)


class TestKinds:
    def test_every_kind_reads_back_as_the_same_documents(self, chengwen: Command, tmp_path: Path) -> None:
        write_lines(tmp_path / "in.jsonl", invent(30))
        for kind in ("jsonl", "jsonl.gz", "jsonl.zst", "parquet"):
            chengwen("clean", "in.jsonl", "--out", f"one.{kind}", *SMALL)
        for kind in ("jsonl", "parquet"):
            chengwen("clean", "in.jsonl", "--out", f"many-{kind}", "--format", kind, *SMALL)
        expected = read_lines(tmp_path / "one.jsonl")
        assert len(expected) == 30
        packed = (tmp_path / "one.jsonl.gz").read_bytes()
        assert gzip.decompress(packed) == (tmp_path / "one.jsonl").read_bytes()
        with pa.input_stream(str(tmp_path / "one.jsonl.zst"), compression="zstd") as stream:
            assert stream.read() == (tmp_path / "one.jsonl").read_bytes()
        for place in ("one.parquet", "many-parquet"):
            table = pq.read_table(tmp_path / place)
            assert table.schema == with_kinds(SCHEMA, {"year": "int", "tags": ["text"]})
            for row, document in zip(table.to_pylist(), expected, strict=True):
                assert {
                    key: row[key] for key in ("id", "text", "edits", "sections", "placeholders", "flags", "suspects")
                } == {
                    key: document[key]
                    for key in ("id", "text", "edits", "sections", "placeholders", "flags", "suspects")
                }
                assert row["columns"] == document["columns"]
        assert len(list((tmp_path / "many-jsonl").iterdir())) > 2

    def test_reads_what_it_can_write_and_all_kinds_together(self, chengwen: Command, tmp_path: Path) -> None:
        rows = [{"id": row["id"], "text": row["text"]} for row in invent(8)]
        write_lines(tmp_path / "in" / "a.jsonl", rows[:2])
        (tmp_path / "in" / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(map(line, rows[2:4]))))
        with pa.output_stream(str(tmp_path / "in" / "c.jsonl.zst"), compression="zstd") as stream:
            stream.write(b"".join(map(line, rows[4:6])))
        as_bytes = [{"id": row["id"], "bytes": row["text"].encode("gb18030")} for row in rows[6:]]
        pq.write_table(pa.Table.from_pylist(as_bytes), tmp_path / "in" / "d.parquet")
        chengwen("clean", "in/*", "--out", "out.jsonl")
        assert [row["text"] for row in read_lines(tmp_path / "out.jsonl")] == [clean(row["text"]).text for row in rows]

    def test_columns_of_parquet_are_carried_through_as_json_can_hold_them(
        self, chengwen: Command, tmp_path: Path
    ) -> None:
        row = {
            "id": "a",
            "text": report(1),
            "on": pa.scalar("2020-01-02").cast(pa.date32()).as_py(),
            "price": Decimal("1.50"),
            "raw": b"\xff",
            "score": float("nan"),
            "nested": {"list": [1, None]},
        }
        pq.write_table(pa.Table.from_pylist([row] * 5), tmp_path / "in.parquet", row_group_size=2)
        chengwen("clean", "in.parquet", "--out", "out", "--format", "jsonl", "--shard-megabytes", "0.0001")
        assert len(list((tmp_path / "out").iterdir())) == 3
        found = [row["columns"] for path in sorted((tmp_path / "out").iterdir()) for row in read_lines(path)]
        encoded = base64.b64encode(b"\xff").decode()
        assert (
            found
            == [{"on": "2020-01-02", "price": "1.50", "raw": encoded, "score": None, "nested": {"list": [1, None]}}] * 5
        )


class TestProcesses:
    def test_the_bytes_do_not_depend_on_their_number(self, chengwen: Command, tmp_path: Path) -> None:
        write_lines(tmp_path / "in.jsonl", [*invent(60), "nope"])
        for jobs in ("1", "3"):
            chengwen("clean", "in.jsonl", "--out", f"{jobs}/out", "--format", "jsonl", *SMALL, "--jobs", jobs, code=3)
        assert published(tmp_path / "1", "out") == published(tmp_path / "3", "out")
        assert len(published(tmp_path / "1", "out")) > 5


class TestMemory:
    SCRIPT = """
import re, sys
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.run import clean_corpus
from chengwen.cleaner import Cleaner
clean_corpus([sys.argv[1]], sys.argv[2], CorpusOptions(Cleaner(), shard_bytes=1_000_000))
print(re.search("VmHWM:[^0-9]*([0-9]+)", open("/proc/self/status").read())[1])
"""

    def test_does_not_grow_with_the_corpus(self, tmp_path: Path) -> None:
        """Rows that are read and refused, since those that are cleaned take longer than a test may."""
        peaks = []
        for megabytes in (1, 20):
            row = {"id": "a", "text": 7, "filling": "字" * 300}
            write_lines(tmp_path / f"{megabytes}.jsonl", [*invent(20), *[row] * (megabytes * 1_000)])
            command = [sys.executable, "-c", self.SCRIPT, f"{megabytes}.jsonl", f"{megabytes}"]
            ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
            peaks.append(int(ran.stdout))
        assert len(read_lines(tmp_path / "20.rejects.jsonl")) == 20_000
        assert peaks[1] < peaks[0] + 8_000  # kB
        assert peaks[1] < 250_000

    def test_parquet_is_written_in_groups_of_bounded_size(self, tmp_path: Path) -> None:
        document = to_json(clean(report(1) + "字" * 100_000 + "\n", id="a"), with_text=True)
        with sink(tmp_path / "a.parquet", ".parquet") as append:
            for _ in range(100):
                append(document)
        assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups == 3


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["in.jsonl"], 2, "in.jsonl holds many documents; name --out"),
            (["gone.jsonl", "--out", "o"], 3, "gone.jsonl: no such file"),
            (["*.parquet", "--out", "o"], 3, "*.parquet: no such file, and nothing that it matches"),
            ([".", "--out", "o"], 3, "o: this lies within .; name an output outside"),
            (["in.jsonl", "--out", "in.jsonl"], 3, "in.jsonl: this is read, and would be written over"),
            (["in.jsonl", "--out", "there.jsonl"], 3, "there.jsonl: is there already, and not from here"),
            (["in.jsonl", "--out", "o.parquet", "--format", "jsonl"], 3, "--format jsonl contradicts its name"),
        ],
    )
    def test_a_mistake_is_told_before_anything_is_written(
        self, chengwen: Command, tmp_path: Path, arguments: list[str], code: int, message: str
    ) -> None:
        write_lines(tmp_path / "in.jsonl", invent(1))
        (tmp_path / "there.jsonl").write_bytes(b"mine")
        before = sorted(tmp_path.rglob("*"))
        assert message in chengwen("clean", *arguments, code=code).stderr
        assert sorted(tmp_path.rglob("*")) == before

    def test_two_texts_that_would_be_written_under_one_name_are_told_apart(
        self, chengwen: Command, tmp_path: Path
    ) -> None:
        for folder in "ab":
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "x.txt").write_text(report(1), encoding="utf-8")
        told = chengwen("clean", "a", "b", "--out", "o").stderr
        assert "2 documents in = 2 cleaned" in told
        assert {path.name for path in (tmp_path / "o").iterdir()} == {"x.txt", "x.json", "x-2.txt", "x-2.json"}

    def test_a_table_without_a_text_names_its_columns_once(self, chengwen: Command, tmp_path: Path) -> None:
        (tmp_path / "in.csv").write_text("编号,甲乙\n1,x\n2,y\n", encoding="utf-8")
        told = chengwen("clean", "in.csv", "--out", "out.jsonl", code=3).stderr
        reason = "no text in it: of its columns (编号, 甲乙) none is called text"
        assert told.count(f"refused        2: {reason}") == 1
        assert told.count(reason) == 2
        assert "in.csv, line 1: no text" in told
        assert "in.csv, line 2: the same" in told

    def test_a_second_run_tells_what_was_done_before_from_what_is_done_now(
        self, chengwen: Command, tmp_path: Path
    ) -> None:
        write_lines(tmp_path / "in.jsonl", invent(4))
        assert "done before; now" not in chengwen("clean", "in.jsonl", "--out", "o.jsonl").stderr
        told = chengwen("clean", "in.jsonl", "--out", "o.jsonl").stderr
        assert "4 documents in = 4 cleaned + 0 refused" in told
        assert "4 documents done before; now 0 documents, 0.0 MB read" in told


def line(row: dict[str, str]) -> bytes:
    return json.dumps(row).encode() + b"\n"
