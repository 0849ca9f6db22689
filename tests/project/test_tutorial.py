"""The tutorial is followed to the letter: its files are written, its commands run, and what they print is compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from chengwen.cli.main import cli

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")


def test_what_the_tutorial_shows_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    for name, content in re.findall(r'``` {[^\n]*title="(.+?)"[^\n]*\n(.*?)```', PAGE, re.DOTALL):
        (tmp_path / name).write_text(content, encoding="utf-8")
    sessions = "".join(re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL))
    steps = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", sessions, re.MULTILINE)
    assert len(steps) >= 5
    for command, shown in steps:
        program, *words = shlex.split(command)
        if program == "mkdir":
            (tmp_path / words[0]).mkdir()
            continue
        assert program == "chengwen"
        printed = CliRunner().invoke(cli, words, prog_name="chengwen").output.rstrip("\n") + "\n"
        pattern = re.escape(shown).replace("…", "(?s:.)*?")
        assert re.fullmatch(pattern, printed), f"{command}\n--- shown\n{shown}\n--- printed\n{printed}"
