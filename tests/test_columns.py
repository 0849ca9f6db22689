"""The quick check of a document's JSON says yes to what the full one finds nothing wrong with, and to nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from chengwen import clean, columns
from chengwen.message import NO_MESSAGE

TEXT = "镇委关于2021年党建的报告\n\n一、主要做法\n全镇XX名党员学习，详见www.example.com。\n镇委\n2021年6月1日\n"
WRONG: tuple[Any, ...] = (None, True, 1, 1.5, "甲", "\ud800", [], {}, [1], [None], ["\ud800"], [[1, 2]])


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each key of each table, and each index of each list."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(inside):
        yield value, key
        yield from places(one)


def changed() -> Iterator[dict[str, Any]]:
    """Yield a document's JSON with every value replaced by every wrong one, and with every key left out."""
    document = clean(TEXT).to_dict() | {"columns": {"甲": [None, 1]}}
    for number, (_, _) in enumerate(places(document)):
        for wrong in (*WRONG, KeyError):
            made = copy.deepcopy(document)
            table, key = list(places(made))[number]
            if wrong is not KeyError:
                table[key] = wrong
            elif isinstance(table, dict):
                del table[key]
            yield made


def test_what_is_right_is_not_looked_at_twice() -> None:
    assert columns._holds(clean(TEXT).to_dict(), columns.DOCUMENT)
    assert columns._holds(json.loads(clean(TEXT).to_json()), columns.DOCUMENT)


def test_nothing_wrong_passes() -> None:
    passed = refused = 0
    for made in changed():
        problem = next(columns._problems(made, columns.DOCUMENT, "", first=False), NO_MESSAGE)
        if columns._holds(made, columns.DOCUMENT):
            assert not problem
            passed += 1
        elif problem:
            refused += 1
            if made.get("schema") == columns.SCHEMA:
                assert columns.problem_of(made) == problem
    assert passed > 50
    assert refused > 500


def test_the_first_schema_is_judged_by_its_own_measure() -> None:
    made = clean(TEXT).to_dict()
    del made["fields"]
    made["metadata"]["issuer"] = "镇委"
    assert columns.problem_of(made | {"schema": columns.READABLE[0]}) == NO_MESSAGE
    assert columns.problem_of(made)
