"""The clean text of one file goes where `--out` says: NAME.txt, or its document, NAME.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chengwen import Document, clean
from chengwen.cli.main import cli

Run = Callable[..., Result]
TEXT = "关于植树的通知\n各村：\n物资到位,共有沙袋X条。那年大雪，孙长河赶着羊过了河。\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("gb18030"))
    monkeypatch.chdir(tmp_path)

    def go(*words: str, code: int = 0, **how: object) -> Result:
        done = CliRunner().invoke(cli, ["clean", *words], **how)  # type: ignore[arg-type]
        assert done.exit_code == code, done.output
        return done

    return go


@pytest.mark.parametrize("name", ["o.txt", "new/里/O.TXT"])
def test_its_text_is_written_and_where_is_told(run: Run, tmp_path: Path, name: str) -> None:
    done = run("a.txt", "-o", name)
    assert (done.stdout, f"{name}: written\n" in done.stderr) == ("", True)
    assert (tmp_path / name).read_text(encoding="utf-8") == clean(TEXT).text
    assert f"{name}: written\n" in run("a.txt", "-o", name).stderr, "the same text again is no other"
    assert run("a.txt", "-o", "q.txt", "-q").stderr == ""


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_so_is_its_document_without_suspected_names(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert clean(TEXT).private.names, "another text is needed: this one has no suspected name any more"
    run("a.txt", "-o", "o.json", *words)
    written = (tmp_path / "o.json").read_text(encoding="utf-8")
    assert Document.from_json(written).text == clean(TEXT).text
    assert json.loads(written)["suspects"] == []


def test_a_page_on_standard_input_is_a_file_too(run: Run, tmp_path: Path) -> None:
    run("-", "-o", "o.txt", input=f"<!DOCTYPE html><html><body><p>{'</p><p>'.join(TEXT.split())}</p></body></html>")
    assert (tmp_path / "o.txt").read_text(encoding="utf-8") == clean(TEXT).text


def test_a_refused_run_leaves_nothing(run: Run, tmp_path: Path) -> None:
    assert "gone.txt: no such file" in run("gone.txt", "-o", "new/o.txt", code=3).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a.txt", "b.txt", "-o", "o.txt"), "o.txt: takes one document only; for more, name a folder with --out"),
        ((".", "-o", "o.txt"), "o.txt: takes one document only"),
        (("*.txt", "-o", "o.txt"), "*.txt is a pattern"),
        (("a.csv", "-o", "o.txt"), "a.csv holds many documents"),
        (("a.txt", "-o", "o.txt", "--json"), "printed or --out NAME.json"),
        (("a.txt", "-o", "o.txt", "--min-han", "5"), "--min-han: needs --out, a folder or rows to write to"),
        (("a.txt", "-o", "o.txt", "--dedup", "near"), "--dedup: needs --out"),
        (("a.txt", "-o", "o.txt", "--check"), "--check speaks of cleaned/"),
        (("a.txt", "-o", "o.txt", "--diff"), "--diff speaks of cleaned/"),
        (("-o", "o.txt"), "--out needs a PATH"),
        (("a.txt", "-o", "o.txt", "--accept"), "--accept: for a Word file only"),
    ],
)
def test_what_it_cannot_be(run: Run, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    assert told in run(*words, code=2).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_of_that_name_takes_texts_as_any_does(run: Run, tmp_path: Path) -> None:
    (tmp_path / "o.txt").mkdir()
    run("a.txt", "-o", "o.txt")
    assert (tmp_path / "o.txt" / "a.txt").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((".",), ".: this is a folder; name --out to clean all texts in it"),
        (("a.csv",), "a.csv holds many documents; name --out for them to go to."),
        (("a.txt", "--skip", "persons"), "unknown family persons; known are"),
        (("a.txt", "--only", "persons", "-o", "out"), "unknown family persons; known are"),
        (("gone", "--dry-run"), ""),
    ],
)
def test_a_wrong_command_line_ends_with_the_code_of_one(run: Run, words: tuple[str, ...], told: str) -> None:
    """What can be seen without a file is misuse (2); what the files do not have is broken input (3)."""
    assert told in run(*words, code=2 if told else 3).stderr


def test_a_family_that_chengwen_toml_names_wrongly_is_broken_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "chengwen.toml").write_text('skip = ["persons"]\n', encoding="utf-8")
    assert "unknown family persons" in run("a.txt", code=3).stderr


def test_what_is_refused_among_rows_is_told_by_its_kind_and_where_its_name_stands(run: Run, tmp_path: Path) -> None:
    """On the screen a file is not named: its name may be a person's, and screens end up in logs."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "坏.docx").write_bytes(b"PK\x03\x04x")
    said = run("in", "-o", "out.jsonl", code=3).stderr
    assert "\n  a .docx in in: " in said
    assert "what was rejected, each with its file and its reason: " in said
    assert "in/坏.docx" in (tmp_path / "out.rejects.jsonl").read_text(encoding="utf-8")
