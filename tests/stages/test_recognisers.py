"""The example of docs/recognisers.md, as it stands there, installed and asked."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from chengwen import clean
from chengwen.errors import InputError
from chengwen.stages.hide.hide import GROUP, find_recognisers

PAGE = (Path(__file__).parents[2] / "docs/recognisers.md").read_text(encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of the page, as an installer would leave it: its module, and its entry points beside it."""
    module, project = (re.search(f"```{kind}\n(.*?)```", PAGE, re.DOTALL) for kind in ("python", "toml"))
    assert module
    assert project
    (tmp_path / "name_tagger.py").write_text(module[1], encoding="utf-8")
    points = tomllib.loads(project[1])["project"]["entry-points"][GROUP]
    info = tmp_path / "name_tagger-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: name-tagger\nVersion: 1.0\n", encoding="utf-8")
    lines = [f"[{GROUP}]", *(f"{name} = {target}" for name, target in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("name_tagger", None)


def test_what_it_finds_is_hidden_beside_what_we_find(installed: None) -> None:
    raw = "工作汇报\n全村都说张海涛好。\n"
    assert "张海涛" in clean(raw).text  # no title stands beside the name
    assert "张海涛" not in clean(raw, recognisers=find_recognisers(["rjieba"])).text


def test_one_that_is_not_installed_is_named(installed: None) -> None:
    with pytest.raises(InputError, match=r"--recogniser nobody: .*installed are: rjieba"):
        find_recognisers(["nobody"])
