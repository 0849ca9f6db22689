"""Read from a clean text what it says about itself: title, year, kind of document, level of government."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from chengwen.engine.draft import Draft
from chengwen.engine.lines import Line
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.title import find_title, without_remark

_YEAR = re.compile("((?:19|20)[0-9]{2}) ?年|〔((?:19|20)[0-9]{2})〕")
ENOUGH_OWN_NAMES = 2
"""How often a document must name its own level (全镇, 我镇) for that to count; samples do so 3 to 22 times."""
BLOCK = 20
"""A block of metadata lies within this many lines from the top."""
ENOUGH_FIELDS = 2
LONGEST_VALUE = 60
_BLANKS = " \u3000\xa0"
READ = 5_000
"""How many characters are read to determine the level of government."""


def describe(draft: Draft, stated: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the metadata of a clean text; values stated in a sidecar win over found ones. What is not said is None."""
    lines, line = draft.lines, find_title(draft)
    title = line.content if line else None
    found: dict[str, Any] = {
        "title": title,
        "year": _year(title, [line.content for line in lines]),
        "genre": _genre(title),
        "level": _level(title, draft.value),
        **_fields(lines[:BLOCK]),
    }
    return {**found, **(stated or {})}


def _fields(lines: Sequence[Line]) -> dict[str, str]:
    """Return the block of metadata (索引号, 发文机关 …) that government pages set above a title.

    At least two labels make a block; several may share a line.
    """
    found: dict[str, str] = {}
    pattern, keys = _labels()
    for line in lines:
        starts = [match.start() for match in pattern.finditer(line.content)]
        for start, end in pairwise([*starts, len(line.content)]):
            mark = pattern.match(line.content, start)
            assert mark
            value = line.content[mark.end() : end].strip(_BLANKS)
            if value and len(value) <= LONGEST_VALUE:
                found.setdefault(keys[mark.group(1)], value)
    return found if len(found) >= ENOUGH_FIELDS else {}


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    keys = {label: field["key"] for field in read_table("fields", "fields") for label in field["labels"]}
    return re.compile(f"(?:^|(?<=[ \\u3000]))({'|'.join(keys)})[ \\u3000]*[：:]"), keys


def _year(title: str | None, lines: list[str]) -> int | None:
    """Return the year from the title, else from the date of the signature, else from the first paragraphs."""
    for place in (title or "", *(lines[-1:] if lines and len(lines[-1]) < 20 else []), *lines[:4]):
        if match := _YEAR.search(place):
            return int(match.group(1) or match.group(2))
    return None


def _genre(title: str | None) -> str | None:
    bare = without_remark(title or "")
    best = max(
        (
            (len(ending), genre["name"])
            for genre in read_table("genres", "genres")
            for ending in genre["endings"]
            if bare.endswith(ending)
        ),
        default=None,
        key=lambda found: found[0],
    )
    return best[1] if best else None


def _level(title: str | None, text: str) -> str | None:
    levels = read_table("levels", "levels")
    for level in levels:
        if title and any(word in title for word in level["title"]):
            return str(level["name"])
    counts = {str(level["name"]): sum(text.count(word, 0, READ) for word in level["own"]) for level in levels}
    name = max(counts, key=lambda name: counts[name])
    return name if counts[name] >= ENOUGH_OWN_NAMES else None
