"""What docs/quality.md and both READMEs claim is what docs/quality.toml holds, and that is what was measured."""

import tomllib
from functools import cache
from typing import Any

import pytest

from measure import FIGURES, MEASURES, ROOT, scored, written


@cache
def figures() -> dict[str, Any]:
    return tomllib.loads(FIGURES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["docs/quality.md", "README.md", "README.zh-CN.md"])
def test_a_page_tells_the_figures_as_they_are(name: str) -> None:
    expected = {str(path.relative_to(ROOT)): text for path, text in written(figures())}
    assert (ROOT / name).read_text(encoding="utf-8") == expected[name], "run `make measure`"


@pytest.mark.parametrize("id", [one["id"] for one in figures()["sets"]])
def test_a_set_scores_what_is_told_of_it(id: str) -> None:
    (told,) = (one for one in figures()["sets"] if one["id"] == id)
    now = measured()[id]
    assert {name: told.get(name) for name in now} == now, "run `make measure`"
    assert not (set(told) & set(MEASURES)) - set(now)


@cache
def measured() -> dict[str, dict[str, float]]:
    return scored({one["id"]: one["tells"] for one in figures()["sets"]})


def test_every_figure_says_when_and_how_it_was_measured() -> None:
    groups = {one["id"] for one in figures()["groups"]}
    for one in figures()["figures"]:
        assert set(one) == {"group", "name", "value", "date", "command"}, one["name"]
        assert one["group"] in groups
