"""`clean` without a PATH writes cleaned/ of the corpus it stands in, and of no other; a text that is piped in is not raw/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from chengwen.cli.main import cli

TEXT = "2022年党建工作总结\n　　全镇共有党员X名。\n一、加强领导\n成效明显。\n"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "raw" / "s1.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str, stdin: object = subprocess.DEVNULL, given: bytes | None = None) -> tuple[int, str]:
    how: dict[str, object] = {"input": given} if given is not None else {"stdin": stdin}
    done = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "chengwen", "--lang", "en", *words], cwd=folder, capture_output=True, check=False, **how
    )
    return done.returncode, done.stderr.decode()


class TestATextOnStandardInput:
    MEANT = "did you mean `chengwen clean -`?"

    def test_from_a_pipe_is_not_ignored(self, there: Path) -> None:
        code, said = run(there, "clean", given=TEXT.encode())
        assert (code, self.MEANT in said, (there / "cleaned").exists()) == (2, True, False)

    def test_from_a_file_neither(self, there: Path) -> None:
        with (there / "raw" / "s1.txt").open("rb") as file:
            code, said = run(there, "clean", stdin=file)
        assert (code, self.MEANT in said, (there / "cleaned").exists()) == (2, True, False)

    def test_hinders_nothing_that_does_not_write(self, there: Path) -> None:
        assert run(there, "clean", "--check", given=b"refs") == (1, "s1: would change\n1 sample, 1 changed\n")

    @pytest.mark.parametrize("given", [b"", None])
    def test_of_which_there_is_none_is_none(self, there: Path, given: bytes | None) -> None:
        """A pipe that is closed, as where a service runs it, and no input at all."""
        assert run(there, "clean", given=given)[0] == 0
        assert (there / "cleaned" / "s1.txt").exists()

    def test_a_pipe_into_which_nobody_writes_is_none(self, there: Path) -> None:
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as idle:
            assert run(there, "clean", stdin=idle.stdout)[0] == 0
            idle.communicate(b"\n")


class TestFoldersAbove:
    def test_are_nobody_s_corpus_unless_they_say_so(self, there: Path) -> None:
        code, said = run(there / "deep" / "er", "clean")
        assert code == 3
        assert f"that of {there} belongs to no corpus: no chengwen.toml stands beside it; go there, or" in said
        assert {path.name for path in there.iterdir()} == {"raw", "deep"}

    @pytest.mark.parametrize("name", ["chengwen.toml", "mkdocs.yml"])
    def test_are_one_that_says_so(self, there: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        (there / name).write_text("", encoding="utf-8")
        (there / "deep" / "er" / "raw.txt").touch()
        monkeypatch.chdir(there / "deep" / "er")
        assert CliRunner().invoke(cli, ["clean"]).exit_code == 0
        assert (there / "cleaned" / "s1.txt").exists()

    def test_one_that_says_so_counts_before_a_nearer_one_that_does_not(
        self, there: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (there / "chengwen.toml").touch()
        (there / "deep" / "raw").mkdir()
        monkeypatch.chdir(there / "deep" / "er")
        assert CliRunner().invoke(cli, ["clean"]).exit_code == 0
        assert (there / "cleaned" / "s1.txt").exists()


def test_a_file_that_was_never_added_is_named_and_what_to_do(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (there / "raw" / "坏.docx").write_bytes(b"x")
    monkeypatch.chdir(there)
    for verb in ("clean", "check"):
        said = CliRunner().invoke(cli, [verb]).output
        assert "extracted" not in said
        assert "坏.docx" in said
        assert "move it out of raw/, then add it" in said


def test_folders_in_raw_are_told_that_are_not_looked_into(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(there)
    for name in ("private", "removed", ".git", "甲镇"):
        (there / "raw" / name).mkdir()
    said = CliRunner().invoke(cli, ["clean"]).stderr
    assert "in raw/, not looked into: 甲镇; `chengwen clean raw -o FOLDER` reads folders whole\n" in said
    assert "not looked into" not in CliRunner().invoke(cli, ["clean", "-q"]).stderr
