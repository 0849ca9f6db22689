"""The command in a folder of its own, called in this process, which has read the rules and the libraries already.

What has to be a process of its own, since it is stopped, killed or measured, is started where that is tested.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import Command

from chengwen.cli.main import cli


@pytest.fixture
def chengwen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command there, in one process unless asked for more; what it fails to expect fails the test."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, code: int = 0, **environment: str) -> Result:
        may_ask = arguments[0] == "clean" and {"--out", "-o"} & set(arguments)
        words = (*arguments, "--jobs", "1") if may_ask and not {"--jobs", "-j"} & set(arguments) else arguments
        done = CliRunner().invoke(cli, words, env=environment, prog_name="chengwen", catch_exceptions=False)
        assert done.exit_code == code, done.stderr
        return done

    return run
