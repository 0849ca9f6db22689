"""What `clean --dedup` says of copies: which source is which, what is a short copy, and what fills in one form anew."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow.parquet as pq
from corpora import Command, Rows, read_lines, report, write_lines

FORM = """{month}月份社区网格工作月报
本月社区共走访居民{visits}户，受理群众反映事项{cases}件，办结{done}件，排查安全隐患{risks}处，整改{mended}处，组织志愿活动{acts}场。
网格员坚持每天入户巡查，对独居老人、困难家庭逐户登记，发现问题及时上报，做到小事不出网格、大事不出社区。
针对居民反映较多的停车难、飞线充电等问题，社区会同物业公司和业主代表多次协商，制定整改方案，明确责任人和完成时限。
下一步将继续加强日常巡查，完善台账，动员更多居民参与社区治理，把矛盾化解在基层，把服务送到居民家门口。
"""
"""A monthly report: the words are the same every month."""
FIGURES = [
    {"month": "三", "visits": 412, "cases": 57, "done": 49, "risks": 23, "mended": 21, "acts": 6},
    {"month": "四", "visits": 388, "cases": 64, "done": 61, "risks": 17, "mended": 16, "acts": 9},
    {"month": "五", "visits": 431, "cases": 38, "done": 35, "risks": 30, "mended": 27, "acts": 4},
]
ADVERT = "更多范文请加QQ群10001\n"


def monthly() -> Rows:
    """Three months, the second and the third again, one in other dress and one with its figures masked."""
    rows: Rows = [{"id": f"m{number}", "text": FORM.format(**one)} for number, one in enumerate(FIGURES)]
    masked = FORM.format(**{name: value if name == "month" else "X" for name, value in FIGURES[2].items()})
    return [*rows, {"id": "again", "text": rows[1]["text"] + ADVERT}, {"id": "masked", "text": masked}]


def test_two_sources_of_one_text_are_told_apart_by_file_and_line(chengwen: Command, tmp_path: Path) -> None:
    """A text without an id gets it from its content, so that both have one; in a list, their places tell them apart."""
    rows = [{"text": report(number)} for number in range(1, 30)]
    write_lines(tmp_path / "甲.jsonl", rows)
    write_lines(
        tmp_path / "乙.jsonl", [{"text": "2021年其他工作总结\n一、概况\n各项工作有序推进。\n"}, rows[27], rows[2]]
    )
    options = ("--shard-megabytes", "0.0015", "--jobs", "1", "--clusters", "组.jsonl")
    dropped = ("--dedup", "exact", "--drop-duplicates", "--stats", "stats.json")
    told = chengwen("clean", "甲.jsonl", "乙.jsonl", "--out", "out.jsonl", *options, *dropped)
    assert "32 documents in = 30 cleaned + 0 refused + 2 duplicates left out\n" in told.stderr
    assert json.loads((tmp_path / "stats.json").read_bytes())["duplicates"] == 2
    kept = {row["text"].split("\n")[0]: row["id"] for row in read_lines(tmp_path / "out.jsonl")}
    third, late = kept["2022年第3号工作总结"], kept["2022年第28号工作总结"]
    assert read_lines(tmp_path / "组.jsonl") == [
        {"id": third, "file": "甲.jsonl", "line": 3, "copies": [{"id": third, "file": "乙.jsonl", "line": 3}]},
        {"id": late, "file": "甲.jsonl", "line": 28, "copies": [{"id": late, "file": "乙.jsonl", "line": 2}]},
    ]
    assert read_lines(tmp_path / "out.duplicates.jsonl") == [
        {"id": late, "file": "乙.jsonl", "line": 2, "duplicate_of": late, "kept": {"file": "甲.jsonl", "line": 28}},
        {"id": third, "file": "乙.jsonl", "line": 3, "duplicate_of": third, "kept": {"file": "甲.jsonl", "line": 3}},
    ]


def test_a_file_that_is_a_document_has_no_line_and_an_earlier_corpus_its_rows(
    chengwen: Command, tmp_path: Path
) -> None:
    write_lines(tmp_path / "早.jsonl", [{"text": report(1)}, {"text": report(2)}])
    chengwen("clean", "早.jsonl", "--out", "早洗.jsonl", "--jobs", "1")
    for name, number in (("a.txt", 2), ("b.txt", 3), ("c.txt", 3)):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(report(number), encoding="utf-8")
    near = ("--dedup", "near", "--against", "早洗.jsonl", "--clusters", "组.jsonl", "--jobs", "1")
    chengwen("clean", "in", "--out", "out.jsonl", *near)
    first, second = read_lines(tmp_path / "组.jsonl")
    assert (first["file"], first["line"]) == ("早洗.jsonl", 2)
    assert first["copies"] == [{"id": "a", "file": "in/a.txt", "line": None}]
    assert second == {
        "id": "b",
        "file": "in/b.txt",
        "line": None,
        "copies": [{"id": "c", "file": "in/c.txt", "line": None}],
    }


def test_a_form_that_is_filled_in_anew_is_no_copy(chengwen: Command, tmp_path: Path) -> None:
    """Told and kept; a copy of the second report is one of the second, and one without figures of the first."""
    write_lines(tmp_path / "in.jsonl", monthly())
    near = ("clean", "in.jsonl", "--dedup", "near", "--jobs", "1")
    told = chengwen(*near, "--out", "out.jsonl", "--drop-duplicates", "--clusters", "组.jsonl", "--stats", "s.json")
    assert "5 documents in = 3 cleaned + 0 refused + 2 duplicates left out\n" in told.stderr
    assert (
        "2 fill in the form of an earlier one anew, with other numbers or names: no copies, and kept\n" in told.stderr
    )
    assert json.loads((tmp_path / "s.json").read_bytes())["same_form"] == 2
    assert [row["id"] for row in read_lines(tmp_path / "out.jsonl")] == ["m0", "m1", "m2"]
    first, second = read_lines(tmp_path / "组.jsonl")
    assert [[one["id"] for one in first[kind]] for kind in ("copies", "same_form")] == [["masked"], ["m1", "m2"]]
    assert (second["id"], [one["id"] for one in second["copies"]], "same_form" in second) == ("m1", ["again"], False)


def test_forms_are_told_apart_in_every_kind_of_output(chengwen: Command, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", monthly())
    wanted = {"m0": None, "m1": None, "m2": None, "again": "m1", "masked": "m0"}
    for out in ("out.jsonl.gz", "out.parquet"):
        chengwen("clean", "in.jsonl", "--dedup", "near", "--jobs", "1", "--out", out, "--shard-megabytes", "0.001")
    lines = gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()).decode().split("\n")
    rows = [json.loads(line) for line in lines if line]
    assert {row["id"]: row["duplicate_of"] for row in rows} == wanted
    assert {row["id"]: row["duplicate_of"] for row in pq.read_table(tmp_path / "out.parquet").to_pylist()} == wanted
    write_lines(tmp_path / "later.jsonl", [{"id": "late", "text": FORM.format(**{**FIGURES[0], "month": "六"})}])
    write_lines(tmp_path / "mended.jsonl", [{"id": "mended", "text": FORM.format(**FIGURES[1] | {"cases": 65})}])
    against = ("--dedup", "near", "--jobs", "1", "--against", "out.parquet")
    told = chengwen("clean", "later.jsonl", "mended.jsonl", "--out", "new.jsonl", *against).stderr
    assert [row["duplicate_of"] for row in read_lines(tmp_path / "new.jsonl")] == ["m0", "m1"], told


def test_short_texts_are_copies_if_letters_and_numbers_are_the_same(chengwen: Command, tmp_path: Path) -> None:
    """Too short for a signature; a number that differs, or its point, makes another text."""
    texts = {
        "a": "关于开会的通知\n各村：\n定于9月3日召开防汛工作会议，带上A表，经费1.5万元。\n",
        "b": "关于开会的通知\n各村:\n定于９月３日召开防汛工作会议,带上Ａ表,经费１．５万元\n",
        "c": "关于开会的通知\n各村：\n定于9月4日召开防汛工作会议，带上A表，经费1.5万元。\n",
        "d": "关于开会的通知\n各村：\n定于9月3日召开防汛工作会议，带上A表，经费15万元。\n",
    }
    write_lines(tmp_path / "in.jsonl", [{"id": id, "text": text} for id, text in texts.items()])
    for kind, of_b in (("near", "a"), ("exact", None)):
        chengwen("clean", "in.jsonl", "--out", f"{kind}.jsonl", "--dedup", kind, "--jobs", "1")
        marks = {row["id"]: row["duplicate_of"] for row in read_lines(tmp_path / f"{kind}.jsonl")}
        assert marks == {"a": None, "b": of_b, "c": None, "d": None}
