"""docs/reference.md names every field, key, flag, exit code and error there is, and nothing that is none."""

from __future__ import annotations

import doctest
import re
from dataclasses import fields
from pathlib import Path

import pytest

from chengwen import clean, errors
from chengwen.cli.main import INTERRUPTED
from chengwen.columns import DOCUMENT as TABLE
from chengwen.columns import METADATA
from chengwen.document import Metadata, Origin, to_json
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.rules import Rule
from chengwen.knowledge.tables import read_table
from chengwen.sidecar import OVERRIDE_KEYS, SIDECAR_KEYS
from chengwen.stages.structure.element_scores import ROLES

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"
TEXT = PAGE.read_text(encoding="utf-8")
DOCUMENT = to_json(clean("2024年工作总结\n一、党员X名\n"), with_text=True)


def part(id: str) -> str:
    """The part of the page with this anchor."""
    return TEXT.partition(f"{{ #{id} }}")[2].partition("\n## ")[0]


def first_column(id: str) -> set[str]:
    """What the table of a part names in its first column."""
    cells = re.findall(r"^\| (`.*?) \|", part(id), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`\[*([a-zA-Z0-9_-]+)\]*`", cell)}


def test_every_field_of_a_document() -> None:
    assert first_column("document") == {*DOCUMENT, "columns"}
    for key in ("source", "provenance"):
        assert all(f"`{name}`" in part("document") for name in DOCUMENT[key])
    for key in ("sections", "placeholders"):
        assert all(f"`{name}`" in part("document") for name in DOCUMENT[key][0])


def test_every_key_of_the_metadata_and_every_role_is_glossed_in_the_terms_of_the_standard() -> None:
    page = (PAGE.parent / "elements.md").read_text(encoding="utf-8")
    rows = {match[1] for match in re.finditer("^[|] `([a-z_]+)` [|]", page, re.MULTILINE)}
    keys = {column.name for column in METADATA}
    assert rows == keys | {"opening", *ROLES.values()} - {"above", "body"}


def test_every_key_of_the_metadata_and_its_meaning() -> None:
    assert [column.name for column in METADATA] == [one.name for one in fields(Metadata) if one.name != "more"]
    assert all(f"`{column.name}` {column.about}" in part("document") for column in METADATA)
    assert [column.name for column in METADATA if column.many] == [
        name for name, value in Metadata().to_dict().items() if value == []
    ]


def test_what_a_document_gives_is_what_the_table_says() -> None:
    document = clean("2024年工作总结\n一、党员X名\n").to_dict()
    assert [*document] == [column.name for column in TABLE if not column.optional]
    for column in TABLE:
        if column.parts and not column.many:
            assert [*document[column.name]] == [part.name for part in column.parts if not part.optional]
        elif column.parts:
            assert all({*one} == {part.name for part in column.parts} for one in document[column.name])


def test_every_key_of_a_sidecar() -> None:
    assert first_column("sidecar") == set(SIDECAR_KEYS)
    for name in (*OVERRIDE_KEYS, *(field.name for field in fields(Origin))):
        assert f"`{name}`" in part("sidecar")


def test_every_key_of_a_rule() -> None:
    assert first_column("rules") == {field.name for field in fields(Rule)}


def test_every_flag() -> None:
    set_by_rules = {rule.flag for rule in ours_only().patterns if rule.flag}
    known = {entry["id"] for entry in read_table("flags", "flags")}
    assert set_by_rules | {"unsettled"} <= known
    assert first_column("flags") == known


def test_every_error_and_exit_code() -> None:
    kinds = {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and kind.__module__ == errors.__name__
    }
    kinds -= {"ChengwenError"}
    assert first_column("errors") == kinds
    assert re.findall(r"^\| ([0-9]+) \|", part("errors"), re.MULTILINE) == ["0", "1", "2", "3", str(INTERRUPTED)]


@pytest.mark.parametrize("name", ["library.md", "reference.md", "tutorial.md"])
def test_the_examples_of_a_page_run(name: str) -> None:
    page = (PAGE.parent / name).read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(page, {}, name, name, 0)
    assert examples.examples
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples).failed == 0
