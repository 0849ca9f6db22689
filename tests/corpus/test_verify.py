"""A ledger is replayed: what it makes of the raw text is the clean text, or somebody is told where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import invent, report, write_lines

from chengwen.cli.main import cli

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(("a.txt", "b/张海涛述职报告.txt", "c.html")):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = report(number) + ("述职人：张海涛\n" if number == 1 else "")
        page = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        path.write_text(f"<!DOCTYPE html><html><body>{page}</body></html>" if number == 2 else text, encoding="utf-8")
    write_lines(tmp_path / "rows.jsonl", invent(5))

    def go(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == code, done.output
        return done

    go("clean", "in", "-o", "out", "-q")
    go("clean", "rows.jsonl", "-o", "clean.parquet", "-q")
    return go


def test_texts_rows_and_single_files_hold(run: Run) -> None:
    assert "raw text: 3 of 3" in run("verify", "in", "out").stderr
    assert "raw text: 5 of 5" in run("verify", "rows.jsonl", "clean.parquet").stderr
    for cleaned in ("out/a.txt", "out/a.json"):
        assert "raw text: 1 of 1" in run("verify", "in/a.txt", cleaned).stderr
    assert "raw text: 1 of 1" in run("verify", "in/c.html", "out/c.json").stderr


def test_so_does_the_json_that_clean_gives_of_one_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "printed.json").write_text(run("clean", "in/a.txt", "--json").stdout, encoding="utf-8")
    run("clean", "in/a.txt", "-o", "written.json")
    for name in ("printed.json", "written.json"):
        assert "raw text: 1 of 1" in run("verify", "in/a.txt", name).stderr
        assert "its edits make another text" not in run("verify", "in/c.html", name, code=1).stderr


def test_a_text_that_has_no_ledger_is_named_as_it_was_typed(run: Run) -> None:
    run("clean", "in/a.txt", "-o", "alone.txt")
    said = run("verify", "in/a.txt", "alone.txt", code=3).stderr
    assert "alone.txt: no ledger beside it (alone.json); `chengwen clean FILE -o NAME.json` or -o FOLDER" in said
    assert "gone.json: no such file" in run("verify", "in/a.txt", "gone.txt", code=3).stderr


def test_another_raw_text_does_not_and_where_is_told(run: Run, tmp_path: Path) -> None:
    raw = tmp_path / "in" / "a.txt"
    raw.write_text(report(0).replace("群众", "村民"), encoding="utf-8")
    said = run("verify", "in/a.txt", "out/a.json", code=1)
    assert said.stdout == "a: its edits make another text, from line 5 of the clean text on\n"
    raw.write_text(report(0) + "多一行。\n", encoding="utf-8")
    assert (
        "the raw text has 53 characters, the ledger speaks of one with 48"
        in run("verify", "in/a.txt", "out/a.json", code=1).stdout
    )
    assert "raw text: 2 of 3" in run("verify", "in", "out", code=1).stderr


def test_a_ledger_that_was_changed_does_not(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out" / "a.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["edits"][0]["text"] = "乙"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert "its edits make another text" in run("verify", "in/a.txt", "out/a.json", code=1).stdout


def test_what_is_no_cleaned_text(run: Run) -> None:
    assert "nothing here that was cleaned" in run("verify", "in", "in", code=3).stderr


def test_a_text_without_its_ledger_and_one_that_was_edited_are_told_and_the_rest_goes_on(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "out" / "a.json").unlink()
    (tmp_path / "out" / "c.txt").write_text("别的\n", encoding="utf-8")
    said = run("verify", "in", "out", code=1)
    assert "a.txt: no ledger beside it (a.json)" in said.stdout
    assert "c.json: " in said.stdout
    assert "raw text: 1 of 3" in said.stderr


def test_raw_documents_without_a_clean_text_are_named(run: Run, tmp_path: Path) -> None:
    for file in ("c.txt", "c.json"):
        (tmp_path / "out" / file).unlink()
    said = run("verify", "in", "out").stderr
    assert "raw documents of which no clean text is here: 1; the first: in/c.html\n" in said
    assert "raw text: 2 of 2" in said
    write_lines(tmp_path / "more.jsonl", invent(7))
    assert "is here: 2; the first: more.jsonl:6, more.jsonl:7\n" in run("verify", "more.jsonl", "clean.parquet").stderr


def test_a_raw_file_that_was_changed_is_compared_with_what_bears_its_name(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "c.html"):
        file = tmp_path / "in" / name
        file.write_text(file.read_text(encoding="utf-8").replace("群众", "村民"), encoding="utf-8")
    said = run("verify", "in", "out", code=1).stdout
    assert "a: its edits make another text" in said
    assert "c: its edits make another text" in said


def test_where_nothing_is_compared_nothing_is_proved(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    assert "raw text: 0 of 0" in run("verify", "rows.jsonl", "none.jsonl", code=1).stderr


def test_a_row_that_was_changed_is_named_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    run("clean", "rows.jsonl", "-o", "clean.jsonl", "-q")
    lines = (tmp_path / "clean.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[1])
    lines[1] = json.dumps({**row, "text": row["text"] + "多一行。\n"}, ensure_ascii=False)
    (tmp_path / "clean.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run("verify", "rows.jsonl", "clean.jsonl", code=1)
    assert "clean.jsonl, row 2: " in said.stdout
    assert "raw text: 4 of 5" in said.stderr
