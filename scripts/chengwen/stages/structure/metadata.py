"""Read from a clean text what it says about itself: title, year, kind of document, level of government."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from chengwen.engine.draft import Draft
from chengwen.engine.lines import Line
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.title import find_title
from chengwen.stages.structure.title_lines import without_remark
from chengwen.text import Span

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


Place = tuple[str, Span]
"""A key of the metadata, and where its value stands in the text."""


def describe(draft: Draft) -> tuple[dict[str, Any], list[Place]]:
    """Return what a clean text says of itself, by the keys of the metadata, and where it says so; else None."""
    lines, line = draft.lines, find_title(draft)
    title = line.content if line else None
    record, places = _record(lines[:BLOCK])
    year, span = _year(line, lines)
    genre = _genre(title)
    found: dict[str, Any] = {
        "title": title,
        "year": year,
        "genre": genre,
        "genre_group": genre,
        "level": _level(title, draft.value),
        **record,
    }
    own = [("title", Span(line.start, line.end))] if line else []
    own += [("year", span)] if span else []
    return found, sorted((*own, *places), key=lambda place: place[1])


def _record(lines: Sequence[Line]) -> tuple[dict[str, str], list[Place]]:
    """Read the block of labelled values (索引号, 发文机关 …) that government pages set above a title.

    At least two labels make a block; several may share a line.
    """
    found: dict[str, str] = {}
    places: list[Place] = []
    pattern, keys = _labels()
    for line in lines:
        starts = [match.start() for match in pattern.finditer(line.content)]
        for start, end in pairwise([*starts, len(line.content)]):
            mark = pattern.match(line.content, start)
            assert mark
            value = line.content[mark.end() : end].strip(_BLANKS)
            key = keys[mark.group(1)]
            said = iso_date(value) if key in DATES else value
            if said and len(value) <= LONGEST_VALUE and key not in found:
                found[key] = said
                at = line.start + line.content.index(value, mark.end())
                places.append((key, Span(at, at + len(value))))
    return (found, places) if len(found) >= ENOUGH_FIELDS else ({}, [])


DATES = ("date_written", "date_published")
_DATE = re.compile("((?:19|20)[0-9]{2})[年./-]([0-9]{1,2})?(?:[月./-]([0-9]{1,2})?)?")


def iso_date(text: str) -> str | None:
    """Return a date as ISO 8601, as much of it as is said; None where a text does not begin with one.

    >>> iso_date("2022年3月5日"), iso_date("2022年3月"), iso_date("2022-03-05 10:20"), iso_date("三月")
    ('2022-03-05', '2022-03', '2022-03-05', None)
    """
    match = _DATE.match(text)
    if not match:
        return None
    year, month, day = match.groups()
    return "-".join((year, *(f"{int(part):02}" for part in (month, month and day) if part)))


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    keys = {label: field["key"] for field in read_table("fields", "fields") for label in field["labels"]}
    return re.compile(f"(?:^|(?<=[ \\u3000]))({'|'.join(keys)})[ \\u3000]*[：:]"), keys


def _year(title: Line | None, lines: Sequence[Line]) -> tuple[int | None, Span | None]:
    """Look in the title, then in the date it is signed with, then in its first paragraphs."""
    signed = lines[-1:] if lines and len(lines[-1].content) < 20 else ()
    for line in (*([title] if title else ()), *signed, *lines[:4]):
        if match := _YEAR.search(line.content):
            span = match.span(1 if match.group(1) else 2)
            return int(match.group(1) or match.group(2)), Span(line.start + span[0], line.start + span[1])
    return None, None


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
