"""The word lists are read in one way, and none of them lies there unread."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from chengwen.knowledge import tables

PACKAGE = Path(tables.__file__).parents[1]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
LISTS = [
    (path.stem, key)
    for path in sorted(tables.DATA.glob("*.toml"))
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("words", [])
    for key in entry
]


def test_a_list_is_an_array_or_words_between_blanks_and_each_word_counts_once() -> None:
    assert tables.words("frames", "calls")[:2] == ("更多", "获取")
    assert tables.words("html", "furniture") == ("aside", "footer", "nav")
    for table, key in LISTS:
        found = tables.words(table, key)
        assert len(found) == len(set(found))
        assert not any(re.search("[ \u3000\n]", word) for word in found)


def test_several_lists_are_read_as_one() -> None:
    both = tables.word_set("people", "titles", "before")
    assert both == {*tables.words("people", "titles"), *tables.words("people", "before")}
    assert "欧" in tables.characters("names", "double")


def test_the_longer_word_is_preferred() -> None:
    match = tables.word_pattern("people", "titles").match("副书记兼组长")
    assert match
    assert match.group() == "副书记"


@pytest.mark.parametrize(("table", "key"), LISTS)
def test_every_list_is_read_by_something(table: str, key: str) -> None:
    assert re.search(rf"""["']{key}["']""", CODE), f"words/{table}.toml: nothing reads “{key}”"


def test_a_file_of_word_lists_says_in_its_first_line_what_it_is_for() -> None:
    for name in {table for table, _ in LISTS}:
        first = (tables.DATA / f"{name}.toml").read_text(encoding="utf-8").split("\n", 1)[0]
        assert re.match("# .*[\u4e00-\u9fff]", first), f"words/{name}.toml"
