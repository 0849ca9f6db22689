"""Notice the other columns of a corpus that may name persons or tell their numbers: they are carried through uncleaned.

A column is noticed by its header, as in a table within a document, or by a value that is an identifier by its form.
What is told is the column's name, never a value; and of a table without a header, whose first row gives the names, what
its name would tell is hidden.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from chengwen.engine.draft import read
from chengwen.knowledge.tables import word_set
from chengwen.stages.hide.identifiers import find_identifiers
from chengwen.stages.hide.sealed import PERSONAL, seal_name

_MAYBE = re.compile("(?:[0-9０-９][ -]?){6}|[@＠]|[A-Za-z][0-9]{5}")
"""What every identifier has in it."""
_BRACKETS = re.compile("[（(].{0,12}[)）]")
LONGEST = 200
"""In characters; a longer value is a text."""
TRIES = 50
"""So many values of a column that look like numbers are examined in a shard; a date or an address is in every row."""


def notice(columns: Mapping[str, Any], found: set[str], tried: Counter[str]) -> None:
    """Add the columns of one row to those found that may tell of a person; `tried` counts what was examined."""
    for name, value in columns.items():
        if name in found or value in (None, "", [], {}):
            continue
        if is_personal(name):
            found.add(name)
        elif tried[name] < TRIES:
            values = [text for text in _texts(value) if len(text) <= LONGEST and _MAYBE.search(text)]
            tried[name] += bool(values)
            if any(one.what in PERSONAL for text in values for one in find_identifiers(read(text))):
                found.add(name)


def is_personal(name: str) -> bool:
    """Whether a header says that its column holds names, telephone numbers, cards or addresses of persons.

    >>> [is_personal(name) for name in ("联系人（负责人）", "Phone", "身份证号", "标题", "来源")]
    [True, True, True, False, False]
    """
    header = _BRACKETS.sub("", re.sub("[ \u3000\t]", "", name)).casefold()
    kinds = ("person", "phone", "id_number", "bank_card", "address")
    return header in word_set("source_columns", "personal") or any(
        header in word_set("table_headers", kind) for kind in kinds
    )


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts and whole numbers in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


@lru_cache(1_000)  # where a table has no text, its columns are named for each row
def as_told(name: str) -> str:
    """Return the name of a column as it may be told: without names and numbers of persons."""
    return seal_name(name, {}, "") or name
