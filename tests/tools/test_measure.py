"""What docs/quality.md and both READMEs claim is what docs/quality.toml holds; test_gold.py measures it anew."""

import tomllib
from functools import cache
from typing import Any

import pytest

from measure import FIGURES, ROOT, written


@cache
def figures() -> dict[str, Any]:
    return tomllib.loads(FIGURES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["docs/quality.md", "README.md", "README.zh-CN.md"])
def test_a_page_tells_the_figures_as_they_are(name: str) -> None:
    expected = {str(path.relative_to(ROOT)): text for path, text in written(figures())}
    assert (ROOT / name).read_text(encoding="utf-8") == expected[name], "run `make measure`"


def test_every_figure_says_when_and_how_it_was_measured() -> None:
    groups = {one["id"] for one in figures()["groups"]}
    for one in figures()["figures"]:
        assert set(one) == {"group", "name", "value", "date", "command"}, one["name"]
        assert one["group"] in groups
