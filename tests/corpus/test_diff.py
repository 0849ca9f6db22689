"""`chengwen clean PATH… --out PLACE --diff`: what a change of rules or input would do to a corpus, before it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import Command, as_rows, everything, invent, published, read_lines, write_lines

RULE = """[[rules]]
id = "own"
family = "own"
description = "d"
why = "w"
scope = "line"
keywords = ["走访7户"]
pattern = "全镇共有党员x名，走访7户。"
action = "remove"
confidence = "high"
match = ["全镇共有党员X名，走访7户。"]
keep = ["走访7户。"]
"""
SMALL = ("--shard-megabytes", "0.002")


@pytest.fixture
def folder(tmp_path: Path, chengwen: Command) -> Path:
    write_lines(tmp_path / "in.jsonl", [*invent(30), "nope"])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.toml").write_text(RULE, encoding="utf-8")
    return tmp_path


def test_nothing_changed(folder: Path, chengwen: Command) -> None:
    chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl", *SMALL, code=3)
    told = chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl", *SMALL, "--diff")
    assert told.stdout == ""
    assert told.stderr == (
        "0 documents cleaned again: 0 would have another text, 0 the same text with other edits, sections, "
        "placeholders or metadata; 0 would be new, 0 gone\n"
    )


@pytest.mark.parametrize("out", ["out", "out.parquet", "out.jsonl.gz"])
def test_a_rule_that_was_added(folder: Path, chengwen: Command, out: str) -> None:
    clean = ("clean", "in.jsonl", "--out", out, *as_rows(out), *SMALL)
    chengwen(*clean, code=3)
    before = everything(folder)
    told = chengwen(*clean, "--diff", "--rules", "mine", "--jobs", "2", code=1)
    assert everything(folder) == before
    assert told.stdout.splitlines() == [
        "--- d7",
        "+++ d7",
        "@@ -2,3 +2,2 @@",
        " ",
        "-全镇共有党员〖数字〗名，走访7户。",
        " 一、加强领导",
    ]
    assert "30 documents cleaned again: 1 would have another text, 0 the same" in told.stderr
    assert "  own                                +1 edit\n" in told.stderr
    assert chengwen(*clean, "--diff", "--rules", "mine", "--jobs", "1", code=1).stdout == told.stdout


def test_what_it_told_is_what_comes(folder: Path, chengwen: Command) -> None:
    clean = ("clean", "in.jsonl", "--out", "out.jsonl", *SMALL)
    chengwen(*clean, code=3)
    before = {row["id"]: row for row in read_lines(folder / "out.jsonl")}
    chengwen(*clean, "--rules", "mine", code=3)
    after = {row["id"]: row for row in read_lines(folder / "out.jsonl")}
    assert [id for id in before if before[id] != after[id]] == ["d7"]
    assert chengwen(*clean, "--rules", "mine", "--diff").stdout == ""


def test_input_that_changed(folder: Path, chengwen: Command) -> None:
    rows = invent(4)
    write_lines(folder / "in.jsonl", rows)
    chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl")
    other = {**rows[1], "text": rows[1]["text"].replace("满意", "点赞")}
    columns = {**rows[2], "year": 1999}
    write_lines(folder / "in.jsonl", [other, columns, rows[3], {"id": "e", "text": "新增的一篇。"}])
    told = chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl", "--diff", code=1)
    assert [line for line in told.stdout.splitlines() if line[0] in "+-"] == [
        "--- d1",
        "+++ d1",
        "-成效明显，群众满意。",
        "+成效明显，群众点赞。",
    ]
    assert told.stderr.startswith(
        "3 documents cleaned again: 1 would have another text, 1 the same text with other edits, sections, placeholders "
        "or metadata; 1 would be new, 1 gone\n"
    )


def test_input_that_is_gone(folder: Path, chengwen: Command) -> None:
    write_lines(folder / "all" / "1.jsonl", invent(30))
    write_lines(folder / "all" / "2.jsonl", invent(5))
    chengwen("clean", "all", "--out", "out", "--format", "jsonl", *SMALL)
    (folder / "all" / "2.jsonl").unlink()
    before = published(folder, "out")
    told = chengwen("clean", "all", "--out", "out", "--format", "jsonl", *SMALL, "--diff", code=1)
    assert "0 would be new, 5 gone\n" in told.stderr
    assert published(folder, "out") == before


def test_an_output_that_is_not_there(folder: Path, chengwen: Command) -> None:
    told = chengwen("clean", "in.jsonl", "--out", "out", "--format", "jsonl", "--diff", code=3)
    assert told.stderr == "Error: out: nothing was cleaned to here before; without --diff, this does it\n"
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("in.jsonl", "--diff"),
            "--diff speaks of cleaned/, or of rows that were cleaned: PATH… --out NAME.jsonl, or with --format.",
        ),
        (("in.jsonl", "--check"), "--check speaks of cleaned/; it takes no PATH and no --out."),
        (("in.jsonl", "--out", "out", "--format", "jsonl", "--diff", "--stats", "s"), "--diff writes no figures"),
        (
            ("in.jsonl", "--out", "out", "--format", "jsonl", "--diff", "--engine", "ray"),
            "compares all on this machine",
        ),
    ],
)
def test_what_does_not_go_together(folder: Path, chengwen: Command, arguments: tuple[str, ...], message: str) -> None:
    assert message in chengwen("clean", *arguments, code=2).stderr
