"""Other columns keep their types in Parquet: read back with pyarrow, polars and DuckDB, and as documents."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from corpora import published, read_lines, report, write_lines
from hypothesis import given
from hypothesis import strategies as st

from chengwen.cli.main import cli
from chengwen.corpus.source_columns.kinds import both_of, kind_of_value, plain_again, together, typed
from chengwen.errors import InputError

SMALL = ("--format", "parquet", "--shard-megabytes", "0.002")
Run = Callable[..., Result]
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)
"""Two styles: the second shows a number as a date."""
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("甲乙丙"), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def go(*words: str, code: int = 0) -> Result:
        one_process = () if "--jobs" in words or words[0] != "clean" else ("--jobs", "1")
        done = CliRunner().invoke(cli, [*words, *one_process])
        assert done.exit_code == code, done.output
        return done

    return go


def rows_with(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"d{n}", "正文": report(n), **one} for n, one in enumerate(columns)]


class TestKinds:
    @given(columns=st.lists(st.dictionaries(st.sampled_from(["年", "分", "表"]), PLAIN), min_size=1, max_size=4))
    def test_whatever_stands_in_columns_is_stored_and_comes_back(self, columns: list[dict[str, Any]]) -> None:
        """A key that is missing in a table of one row and there in another's comes back as null."""
        kinds: dict[str, Any] = {}
        for one in columns:
            kinds = together(kinds, {name: kind_of_value(value) for name, value in one.items()})
        for one in columns:
            back = plain_again(typed(one, kinds), kinds)
            assert {name for name, value in back.items() if value is not None} <= one.keys()
            assert all(contains(back[name], value) for name, value in one.items())

    def test_a_whole_number_that_no_float_holds_is_not_rounded(self) -> None:
        assert both_of(map(kind_of_value, [2**53 + 1, 1.5])) == "json"

    def test_a_value_that_the_scan_did_not_see_is_told(self) -> None:
        for columns in ({"年": "二〇二二"}, {"月": 1}, {"年": True}):
            with pytest.raises(InputError, match="changed while it was read; run again"):
                typed(columns, {"年": "int"})

    def test_where_a_label_took_the_place_of_a_date_it_is_null(self) -> None:
        assert typed({"日": "〖日期〗", "名": "〖姓名〗"}, {"日": "date", "名": "text"}) == {
            "日": None,
            "名": "〖姓名〗",
        }


def contains(back: Any, value: Any) -> bool:
    """Whether a value came back, but for keys that are null now."""
    if isinstance(value, dict) and isinstance(back, dict):
        return all(contains(back.get(key), inner) for key, inner in value.items())
    if isinstance(value, list) and isinstance(back, list):
        return len(back) == len(value) and all(map(contains, back, value))
    return back == value and isinstance(back, bool) == isinstance(value, bool)


class TestParquet:
    COLUMNS = [  # noqa: RUF012 -- data of the tests below
        {"年": 2020, "分": 1, "真": True, "标签": ["甲", None], "表": {"级": 1, "名": ["乙"]}, "杂": 1, "空": None},
        {"年": None, "分": 1.5, "真": False, "标签": [], "表": {"级": None, "名": []}, "杂": "乙", "空": None},
        {"年": 2022, "分": -2.25, "真": None, "标签": ["丙"], "表": None, "杂": {"丁": [1]}, "空": None},
    ]

    @pytest.mark.parametrize("given", ["in.jsonl", "in.jsonl.gz"])
    def test_columns_of_lines_get_the_types_of_their_values(self, run: Run, tmp_path: Path, given: str) -> None:
        write_lines(tmp_path / "in.jsonl", rows_with(self.COLUMNS))
        if given.endswith(".gz"):
            with pa.output_stream(str(tmp_path / given), compression="gzip") as stream:
                stream.write((tmp_path / "in.jsonl").read_bytes())
        run("clean", given, "--out", "out.parquet")
        (field,) = (one for one in pq.read_schema(tmp_path / "out.parquet") if one.name == "columns")
        assert field.type == pa.struct(
            [
                ("年", pa.int64()),
                ("分", pa.float64()),
                ("真", pa.bool_()),
                ("标签", pa.list_(pa.string())),
                ("表", pa.struct([("级", pa.int64()), ("名", pa.list_(pa.string()))])),
                ("杂", pa.string()),
                ("空", pa.string()),
            ]
        )
        found = pq.read_table(tmp_path / "out.parquet")["columns"].to_pylist()
        assert [{**one, "杂": json.loads(one["杂"])} for one in found] == self.COLUMNS
        run("clean", given, "--out", "out.jsonl")
        assert [row["columns"] for row in read_lines(tmp_path / "out.jsonl")] == self.COLUMNS

    def test_columns_of_parquet_keep_their_types(self, run: Run, tmp_path: Path) -> None:
        zone = datetime.timezone(datetime.timedelta(hours=8))
        columns = {
            "日期": datetime.date(2022, 3, 5),
            "时刻": datetime.datetime(2022, 3, 5, 8, 30, tzinfo=zone),
            "钟点": datetime.time(8, 30),
            "金额": Decimal("1.50"),
            "次数": 7,
            "分": 0.5,
            "原样": b"\xff\x00",
            "标签": ["甲", "乙"],
            "表": {"级": 1, "日": datetime.date(2020, 1, 2)},
        }
        types = {"次数": pa.int32(), "时刻": pa.timestamp("us", "Asia/Shanghai"), "金额": pa.decimal128(10, 2)}
        source = pa.Table.from_pylist(rows_with([columns, dict.fromkeys(columns)]))
        for name, type in types.items():
            place = source.schema.get_field_index(name)
            source = source.set_column(place, name, source[name].cast(type))
        pq.write_table(source, tmp_path / "in.parquet")
        run("clean", "in.parquet", "--out", "out.parquet")
        found = pq.read_table(tmp_path / "out.parquet")["columns"]
        assert found.to_pylist() == [columns, dict.fromkeys(columns)]
        kept = {field.name: field.type for field in found.type}
        assert kept == {name: source.schema.field(name).type for name in columns} | {
            "次数": pa.int64(),
            "钟点": pa.time64("us"),
        }
        run("clean", "in.parquet", "--out", "out.jsonl")
        first, _ = (row["columns"] for row in read_lines(tmp_path / "out.jsonl"))
        assert (first["日期"], first["金额"], first["次数"]) == ("2022-03-05", "1.50", 7)

    def test_all_shards_have_one_schema_whatever_their_rows_hold(self, run: Run, tmp_path: Path) -> None:
        columns: list[dict[str, Any]] = [{"分": n} if n < 20 else {"分": n + 0.5, "后来": [n]} for n in range(40)]
        write_lines(tmp_path / "in.jsonl", rows_with(columns))
        for jobs in ("1", "3"):
            run("clean", "in.jsonl", "--out", f"{jobs}/out", *SMALL, "--jobs", jobs)
        assert published(tmp_path / "1", "out") == published(tmp_path / "3", "out")
        parts = sorted((tmp_path / "1" / "out").iterdir())
        assert len(parts) > 3
        assert len({str(pq.read_schema(part)) for part in parts}) == 1
        found = pq.read_table(tmp_path / "1" / "out")["columns"].to_pylist()
        assert found == [{"分": float(one["分"]), "后来": one.get("后来")} for one in columns]

    @pytest.mark.parametrize(
        "dedup", [("--dedup", "exact"), ("--dedup", "exact", "--drop-duplicates"), ("--dedup", "paragraph")]
    )
    def test_marked_copies_keep_them_too(self, run: Run, tmp_path: Path, dedup: tuple[str, ...]) -> None:
        write_lines(tmp_path / "in.jsonl", rows_with([{"年": n} for n in range(9)]))
        run("clean", "in.jsonl", "--out", "out", *SMALL, *dedup)
        assert pq.read_table(tmp_path / "out")["columns"].to_pylist() == [{"年": n} for n in range(9)]

    def test_what_is_appended_may_bring_another_type(self, run: Run, tmp_path: Path) -> None:
        rows = rows_with([{"年": n} for n in range(20)])
        write_lines(tmp_path / "in.jsonl", rows)
        run("clean", "in.jsonl", "--out", "out", *SMALL)
        write_lines(tmp_path / "in.jsonl", [*rows, {"正文": report(99), "年": 0.5, "月": "三月"}])
        for out in ("out", "anew"):
            run("clean", "in.jsonl", "--out", out, *SMALL)
        assert {name.partition("/")[2]: data for name, data in published(tmp_path, "out").items()} == {
            name.partition("/")[2]: data for name, data in published(tmp_path, "anew").items()
        }
        said = run("clean", "in.jsonl", "--out", "out", *SMALL, "--diff")
        assert "0 documents cleaned again" in said.stderr

    def test_a_limit_reads_no_further_than_it_cleans(self, run: Run, tmp_path: Path) -> None:
        write_lines(tmp_path / "in.jsonl", rows_with([{"年": n if n < 5 else "后"} for n in range(20)]))
        run("clean", "in.jsonl", "--out", "out.parquet", "--limit", "5")
        assert pq.read_table(tmp_path / "out.parquet")["columns"].to_pylist() == [{"年": n} for n in range(5)]

    def test_a_workbook_gives_dates_and_numbers(self, run: Run, tmp_path: Path) -> None:
        from test_folder import write_workbook

        write_workbook(tmp_path / "表.xlsx", 1)
        with zipfile.ZipFile(tmp_path / "表.xlsx") as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        text = '<c t="inlineStr"><is><t xml:space="preserve">2022-03-05</t></is></c>'
        assert text in parts[sheet]
        parts[sheet] = parts[sheet].replace(text, '<c s="1"><v>44625</v></c>', 3)
        parts["xl/styles.xml"] = STYLES
        with zipfile.ZipFile(tmp_path / "表.xlsx", "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
        run("clean", "表.xlsx", "--out", "mixed.parquet")
        found = pq.read_table(tmp_path / "mixed.parquet")["columns"].to_pylist()
        assert [row["日期"] for row in found] == ['"2022-03-05"'] * 5  # some cells are dates, some text
        parts[sheet] = parts[sheet].replace(text, '<c s="1"><v>44625</v></c>')
        with zipfile.ZipFile(tmp_path / "表.xlsx", "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
        run("clean", "表.xlsx", "--out", "out.parquet")
        found = pq.read_table(tmp_path / "out.parquet")["columns"].to_pylist()
        assert [row["日期"] for row in found] == [datetime.date(2022, 3, 5)] * 5
        run("clean", "表.xlsx", "--out", "out.jsonl")
        assert [row["columns"]["日期"] for row in read_lines(tmp_path / "out.jsonl")] == ["2022-03-05"] * 5

    def test_a_key_that_cannot_be_written_costs_its_row_alone(self, run: Run, tmp_path: Path) -> None:
        rows = [
            {"正文": report(1), "年": 1},
            '{"正文": "x", "\\ud800": 1}',
            '{"正文": "x", "表": {"\\ud800": 1}}',
            {"正文": report(2), "表": {"": 2}},
        ]
        write_lines(tmp_path / "in.jsonl", rows)
        run("clean", "in.jsonl", "--out", "out.parquet", code=3)
        found = pq.read_table(tmp_path / "out.parquet")["columns"].to_pylist()
        assert found == [{"年": 1, "表": None}, {"年": None, "表": '{"":2}'}]
        assert len(read_lines(tmp_path / "out.rejects.jsonl")) == 2

    def test_beside_a_column_without_a_name_all_are_json(self, run: Run, tmp_path: Path) -> None:
        write_lines(tmp_path / "in.jsonl", [{"正文": report(1), "": 2, "年": 3}])
        run("clean", "in.jsonl", "--out", "out.parquet")
        assert pq.read_table(tmp_path / "out.parquet")["columns"].to_pylist() == ['{"":2,"年":3}']


class TestReaders:
    """The libraries that people read a corpus with."""

    @pytest.fixture
    def corpus(self, run: Run, tmp_path: Path) -> Path:
        columns = [{"年": 2020 + n, "分": n / 2, "真": n > 0, "标签": ["甲"] * n, "表": {"级": n}} for n in range(4)]
        write_lines(tmp_path / "in.jsonl", rows_with(columns))
        run("clean", "in.jsonl", "--out", "out", *SMALL)
        return tmp_path / "out"

    def test_polars(self, corpus: Path) -> None:
        polars = pytest.importorskip("polars", reason="needs polars (pip install polars)")
        found = polars.read_parquet(corpus / "*.parquet").select("columns").unnest("columns")
        assert dict(found.schema) == {
            "年": polars.Int64,
            "分": polars.Float64,
            "真": polars.Boolean,
            "标签": polars.List(polars.String),
            "表": polars.Struct({"级": polars.Int64}),
        }
        assert found["年"].sum() == 2020 + 2021 + 2022 + 2023

    def test_duckdb(self, corpus: Path) -> None:
        duckdb = pytest.importorskip("duckdb", reason="needs duckdb (pip install duckdb)")
        query = (
            "select sum(columns.年), max(columns.分), sum(columns.表.级), sum(len(columns.标签)), bool_or(columns.真)"
        )
        assert duckdb.sql(f"{query} from read_parquet('{corpus}/*.parquet')").fetchall() == [(8086, 1.5, 6, 6, True)]

    def test_datasets(self, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        datasets = pytest.importorskip("datasets", reason="needs datasets (pip install datasets)")
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        found = datasets.load_dataset(str(corpus), cache_dir=str(tmp_path / "cache"))["train"]
        assert [row["年"] for row in found["columns"]] == [2020, 2021, 2022, 2023]


def test_an_export_keeps_the_types_of_the_columns_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    columns = [{"年": 2020 + n, "表": {"级": [n]}, "杂": n or "x", "不带": 1} for n in range(3)]
    write_lines(tmp_path / "in.jsonl", rows_with(columns))
    expected = [{"年": one["年"], "表": one["表"], "杂": json.dumps(one["杂"])} for one in columns]
    for made in ("rows.jsonl", "rows.parquet"):
        run("clean", "in.jsonl", "--out", made)
        run("export", made, "--out", f"{made}-set", "--column", "年", "--column", "表", "--column", "杂")
        found = pq.read_table(tmp_path / f"{made}-set" / "data")["columns"]
        assert found.to_pylist() == expected
    names = json.loads((tmp_path / "rows.parquet-set" / "croissant.json").read_text(encoding="utf-8"))
    (described,) = (one for one in names["recordSet"][0]["field"] if one["name"] == "columns")
    assert {one["name"]: one["dataType"] for one in described["subField"]} == {"年": "sc:Integer", "杂": "sc:Text"}
