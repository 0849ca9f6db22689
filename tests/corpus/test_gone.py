"""A folder of texts, cleaned again after some of its sources are gone: what is left of them is told, or removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import everything, report, write_lines

from chengwen.cli.main import cli
from chengwen.corpus.written import entries, noted_in

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Clean `in` into `out`."""
    monkeypatch.chdir(tmp_path)

    def go(*words: str, paths: tuple[str, ...] = ("in",), code: int = 0) -> Result:
        done = CliRunner().invoke(cli, ["clean", *paths, "-o", "out", "-j", "1", *words])
        assert done.exit_code == code, done.output
        return done

    return go


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three texts and a table of two rows, in two folders."""
    folder = tmp_path / "in"
    (folder / "甲镇").mkdir(parents=True)
    for number, name in enumerate(("a", "甲镇/b", "甲镇/c")):
        (folder / f"{name}.txt").write_text(report(number), encoding="utf-8")
    write_lines(folder / "rows.jsonl", [{"id": f"d{n}", "text": report(n)} for n in range(2)])
    return folder


def outputs(folder: Path) -> set[str]:
    return {name.removesuffix(".txt") for name in everything(folder / "out") if name.endswith(".txt")}


ALL = {"a", "甲镇/b", "甲镇/c", "rows.jsonl/d0", "rows.jsonl/d1"}


def test_what_is_left_is_told_and_stays(run: Run, source: Path, tmp_path: Path) -> None:
    assert "gone" not in run().stderr
    assert "gone" not in run().stderr
    (source / "a.txt").unlink()
    (source / "甲镇" / "b.txt").unlink()
    write_lines(source / "rows.jsonl", [{"id": "d0", "text": report(0)}])
    for _ in range(2):
        said = run("--stats", "stats.json").stderr
        assert "\n3 outputs are left of sources that are gone: a, rows.jsonl/d1, 甲镇/b; --prune removes them\n" in said
    assert outputs(tmp_path) == ALL
    stats = json.loads((tmp_path / "stats.json").read_text(encoding="utf-8"))
    assert stats["left_behind"] == ["a", "rows.jsonl/d1", "甲镇/b"]


def test_it_is_removed_when_asked_and_its_empty_folders_too(run: Run, source: Path, tmp_path: Path) -> None:
    run()
    for name in ("b", "c"):
        (source / "甲镇" / f"{name}.txt").unlink()
    said = run("--prune").stderr
    assert "\n2 outputs of sources that are gone removed: 甲镇/b, 甲镇/c\n" in said
    assert outputs(tmp_path) == ALL - {"甲镇/b", "甲镇/c"}
    assert not (tmp_path / "out" / "甲镇").exists()
    assert "gone" not in run("--prune").stderr


def test_what_somebody_changed_or_wrote_stays(run: Run, source: Path, tmp_path: Path) -> None:
    run()
    mine = {"out/mine.txt": "x", "out/甲镇/notes.json": "{}"}
    for name, content in mine.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    with (tmp_path / "out" / "a.txt").open("a", encoding="utf-8") as file:
        file.write("补一句。\n")
    for path in source.rglob("*.txt"):
        path.unlink()
    said = run("--prune").stderr
    assert "\n2 outputs of sources that are gone removed: 甲镇/b, 甲镇/c\n" in said
    assert "\n1 output of sources that are gone kept, changed since written: a\n" in said
    assert outputs(tmp_path) == {"a", "rows.jsonl/d0", "rows.jsonl/d1", "mine"}
    assert (tmp_path / "out" / "甲镇" / "notes.json").exists()


def test_other_sources_of_the_same_folder_are_not_gone(run: Run, source: Path, tmp_path: Path) -> None:
    write_lines(tmp_path / "more" / "x.txt", ["2022年工作总结"])
    run()
    (source / "a.txt").unlink()
    assert "gone" not in run("--prune", paths=("more",)).stderr
    assert outputs(tmp_path) == {*ALL, "x"}
    assert "1 output of sources that are gone removed: a\n" in run("--prune", paths=("in", "more")).stderr


@pytest.mark.parametrize("words", [("--limit", "1"), ("--min-han", "10000"), ("--sample", "0.01")])
def test_what_was_only_not_asked_for_is_not_gone(
    run: Run, source: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    run()
    assert "gone" not in run("--prune", *words).stderr
    assert outputs(tmp_path) == ALL


def test_what_is_refused_now_is_not_gone(run: Run, source: Path, tmp_path: Path) -> None:
    run()
    (source / "a.txt").write_bytes(b"\x00\x01\x02" * 100)
    write_lines(source / "rows.jsonl", [{"id": "d0", "text": report(0)}, "nope"])
    assert "gone" not in run("--prune", code=3).stderr
    assert outputs(tmp_path) == ALL


def test_a_run_that_was_killed_has_noted_what_it_wrote(run: Run, source: Path, tmp_path: Path) -> None:
    run()
    noted = noted_in(tmp_path / "out")
    noted.write_bytes(noted.read_bytes()[:-20])  # cut off within the last line, as a kill leaves it
    assert len(entries(tmp_path / "out")) == 4
    (source / "甲镇" / "c.txt").unlink()
    run()
    assert {entry.place for entry in entries(tmp_path / "out").values()} == ALL - {"甲镇/c"}


def test_no_note_is_written_where_none_may_be(run: Run, source: Path, tmp_path: Path) -> None:
    """Notes are a help; a folder that somebody else owns is no reason to refuse."""
    noted_in(tmp_path / "out").mkdir()
    assert "5 documents in = 5 cleaned" in run().stderr
    assert outputs(tmp_path) == ALL


def test_a_name_that_is_not_utf8_is_noted_too(run: Run, source: Path, tmp_path: Path) -> None:
    name = os.fsdecode("总结.txt".encode("gbk"))
    try:
        (source / name).write_text(report(7), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    run()
    (source / name).unlink()
    assert "1 output of sources that are gone removed: 总结\n" in run("--prune").stderr


def test_rows_of_sources_that_are_gone_go_by_themselves(run: Run, source: Path) -> None:
    assert "--prune: for a folder of texts" in run("--prune", "--format", "jsonl", code=2).stderr


def test_what_somebody_changed_is_not_written_over(run: Run, source: Path, tmp_path: Path) -> None:
    run()
    mine = tmp_path / "out" / "a.txt"
    mine.write_text("我改过的\n", encoding="utf-8")
    (source / "甲镇" / "b.txt").write_text(report(7), encoding="utf-8")
    said = run(code=3).stderr
    assert "out/a.txt: somebody changed it since it was written, so it stays; move it, then run again" in said
    assert mine.read_text(encoding="utf-8") == "我改过的\n"
    assert report(7).split("\n")[0][:4] in (tmp_path / "out" / "甲镇" / "b.txt").read_text(encoding="utf-8")
    mine.unlink()
    run()
    assert mine.exists()
