"""A trial, `clean … --dry-run`: what a run would read and, of what is chosen, its figures; nothing is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpora import Command, read_lines, report, write_lines

TEXTS = {
    "长": "2022年防汛工作总结\n全镇各村要落实责任，群众反映良好，各项工作取得新的成效。\n",
    "短": "各村要落实责任。\n",
    "年": "2019年防汛工作总结\n全镇各村要落实责任，群众反映良好，各项工作取得新的成效。\n",
    "知": "关于植树的通知\n各村：\n请于三月植树，落实责任，各项工作取得新的成效。\n",
}
CHOICES = [
    ("--min-han", "20"),
    ("--han-share", "0.99"),
    ("--drop-flag", "empty"),
    ("--year", "2018-2020"),
    ("--genre", "工作总结"),
    ("--sample", "0.5"),
    ("--limit", "2"),
    ("--limit", "1", "--genre", "通知"),
    ("--dedup", "exact"),
    ("--dedup", "exact", "--drop-duplicates"),
    ("--limit", "2", "--format", "parquet"),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [{"id": id, "正文": text, "来源": "x"} for id, text in TEXTS.items()]
    write_lines(tmp_path / "in.jsonl", [*rows, {"id": "副", "正文": TEXTS["短"], "来源": "x"}])
    return tmp_path


def figures(said: str) -> list[str]:
    """What a run says of its documents: how many, and what was left out of them."""
    return [line for line in said.split("\n") if re.search(r" in = |left out|edit|cop(y|ies)", line)]


@pytest.mark.parametrize("choice", CHOICES, ids=" ".join)
def test_a_trial_tells_the_figures_of_the_run_and_writes_nothing(
    chengwen: Command, corpus: Path, choice: tuple[str, ...]
) -> None:
    out = "out" if "--format" in choice else "out.jsonl"
    tried = chengwen("clean", "in.jsonl", "-o", out, *choice, "--dry-run").stdout
    assert "in.jsonl: text: 正文 (" in tried
    assert tried.endswith("nothing was written\n")
    assert [path.name for path in corpus.iterdir()] == ["in.jsonl"]
    assert figures(tried) == figures(chengwen("clean", "in.jsonl", "-o", out, *choice).stderr)
    assert figures(tried)


def test_without_a_choice_nothing_is_cleaned(chengwen: Command, corpus: Path) -> None:
    said = chengwen("clean", "in.jsonl", "--dry-run").stdout
    assert "in.jsonl: text: 正文 (41 characters in the first row); id: id; carried through: 来源\n" in said
    assert figures(said) == []


@pytest.mark.parametrize("words", [("-o", "out"), ()])
def test_no_place_is_needed_and_a_folder_of_texts_is_tried_as_well(
    chengwen: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "in").mkdir()
    for id, text in TEXTS.items():
        (tmp_path / "in" / f"{id}.txt").write_text(text, encoding="utf-8")
    said = chengwen("clean", "in", *words, "--dry-run", "--genre", "工作总结").stdout
    assert "4 documents in = 2 cleaned + 0 refused + 2 left out by choice\n" in said
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_what_would_be_refused_ends_it_as_it_ends_a_run(chengwen: Command, corpus: Path) -> None:
    said = chengwen("clean", "in.jsonl", "--dry-run", "--text-column", "内容", code=3).stdout
    assert "in.jsonl: no column “内容” in it; it has id, 正文, 来源\n" in said
    write_lines(corpus / "in.jsonl", [{"正文": report(1)}, {"标题": "甲"}])
    said = chengwen("clean", "in.jsonl", "--dry-run", "--limit", "5", code=3).stdout
    assert "  in.jsonl, line 2: no text in it" in said
    assert ".rejects" not in said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--json",), "--json"),
        (("-o", "out.jsonl", "--stats", "s.json"), "--stats"),
        (("-o", "out.jsonl", "--dedup", "near", "--clusters", "c.jsonl"), "--clusters"),
        (("-o", "out.jsonl", "--diff"), "--diff"),
        (("-o", "out", "--prune"), "--prune"),
        (("-o", "out.jsonl", "--engine", "ray"), "--engine ray"),
    ],
)
def test_what_it_could_only_ignore_it_refuses(
    chengwen: Command, corpus: Path, words: tuple[str, ...], named: str
) -> None:
    assert f"leave {named} out" in chengwen("clean", "in.jsonl", "--dry-run", *words, code=2).stderr


def test_it_needs_a_path(chengwen: Command, corpus: Path) -> None:
    assert "--dry-run needs a PATH" in chengwen("clean", "--dry-run", code=2).stderr


class TestALimit:
    def test_counts_documents_that_no_choice_leaves_out(self, chengwen: Command, corpus: Path) -> None:
        said = chengwen("clean", "in.jsonl", "-o", "out.jsonl", "--limit", "2", "--genre", "工作总结").stderr
        assert "3 documents in = 2 cleaned + 0 refused + 1 left out by choice\n" in said
        assert [row["id"] for row in read_lines(corpus / "out.jsonl")] == ["长", "年"]

    def test_counts_over_shards_too(self, chengwen: Command, corpus: Path) -> None:
        words = ("-o", "out.jsonl", "--limit", "1", "--genre", "通知", "--shard-megabytes", "0.0001")
        chengwen("clean", "in.jsonl", *words)
        assert [row["id"] for row in read_lines(corpus / "out.jsonl")] == ["知"]

    def test_with_a_choice_columns_of_parquet_are_known_wherever_the_rows_stand(
        self, chengwen: Command, corpus: Path
    ) -> None:
        pytest.importorskip("pyarrow")
        rows = [{"正文": TEXTS["短"], "级": 1}, {"正文": TEXTS["知"], "级": 1.5, "注": "甲"}]
        write_lines(corpus / "in.jsonl", rows)
        chengwen("clean", "in.jsonl", "-o", "out.parquet", "--limit", "1", "--genre", "通知")
        from pyarrow import parquet

        (row,) = parquet.read_table(corpus / "out.parquet").to_pylist()
        assert row["columns"] == {"级": 1.5, "注": "甲"}


def test_a_genre_that_no_document_has_is_told_with_those_there_are(chengwen: Command, corpus: Path) -> None:
    there = "no document is of the genre 通告知; here are: 工作总结 2, 通知 1\n"
    words = ("--genre", "通告知")
    for said in (
        chengwen("clean", "in.jsonl", *words, "--dry-run").stdout,
        chengwen("clean", "in.jsonl", "-o", "out.jsonl", *words).stderr,
        chengwen("clean", "in.jsonl", "-o", "out.jsonl", *words).stderr,  # of shards kept
    ):
        assert there in said
    assert "no document" not in chengwen("clean", "in.jsonl", "-o", "other.jsonl", "--genre", "通知").stderr


def test_how_many_shards_were_done_before_is_told_where_some_were(chengwen: Command, corpus: Path) -> None:
    assert "done before" not in chengwen("clean", "in.jsonl", "-o", "out.jsonl").stderr
    again = chengwen("clean", "in.jsonl", "-o", "out.jsonl").stderr
    assert "5 documents done before; now 0 documents, 0.0 MB read in " in again
    assert "; 1 of 1 shard done before\n" in again
