"""Read from a clean text what it says about itself, and settle what it says twice by the order of trust.

The frame of the text itself comes first, then the record of the page, then the title. A wrong value is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from chengwen.engine.draft import Draft
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.attachments import names_of
from chengwen.stages.structure.dateline import year_of_page
from chengwen.stages.structure.elements import Frame, frame
from chengwen.stages.structure.genres import genre_of, group_of, is_of
from chengwen.stages.structure.metadata_in_words import (
    issuer_of_title,
    occasion_of,
    period_of,
    rules_of,
    year_mentioned,
    year_of,
)
from chengwen.stages.structure.record import find_record
from chengwen.stages.structure.values import Said, values_of
from chengwen.text import Span

ENOUGH_OWN_NAMES = 2
"""How often a document must name its own level (全镇, 我镇) for that to count; samples do so 3 to 22 times."""
READ = 5_000
"""How many characters are read to determine the level of government."""
LISTS = ("issuer", "recipients", "cc", "attachments", "repeals")

Place = tuple[str, Span]
"""A key of the metadata, and where its value stands in the text."""
_ORDER = {
    "issuer": ("closing", "masthead", "subhead", "record", "title"),
    "number": ("masthead", "record"),
    "date_written": ("closing", "masthead", "subhead", "record"),
    "attachments": ("attachment_note", "attachment"),
}
"""Which element is believed first, by key; of the others all."""


def describe(draft: Draft, parts: Sequence[int] = ()) -> tuple[dict[str, Any], list[Place]]:
    """Return what a clean text says of itself, by the keys of the metadata, and where it says so; else None.

    Of a compilation (`parts`, see sections.py) the first document speaks.
    """
    found = frame(draft, 0, next((part for part in parts if part > 0), None))
    said = values_of(draft, found)
    said += [Said(value.key, value.said, value.span, "record") for value in find_record(draft).values]
    title, main = _titles(said)
    genre = _genre(found, title, main, said)
    said = [one for one in said if _belongs(one, genre, title)]
    said += _told(draft, found, genre, said)
    kept = _settled(said)
    metadata = _values(kept, title)
    year, place = year_of(draft.value, kept, found)
    if year is None:
        year, place = year_mentioned(draft.value, kept, found)
        published = year_of_page(draft.text)
        if published and (year is None or published > year + 1):
            year, place = published, None
    metadata |= {
        "year": year,
        "genre": genre,
        "genre_group": group_of(main) or (group_of(f"某{genre}") if genre else None),
        "level": _level(title, draft.value),
    }
    places = {(one.key, one.span) for one in kept if one.span.start < one.span.end}
    places |= {("year", place)} if place else set()
    return metadata, sorted(places, key=lambda one: (one[1], one[0]))


def _titles(said: Iterable[Said]) -> tuple[str | None, str | None]:
    """Return the title, and the title or subtitle that names the kind of document."""
    title = "".join(one.value for one in said if one.key == "title") or None
    subtitle = "".join(one.value for one in said if one.key == "subtitle") or None
    return title, subtitle if genre_of(title) is None and genre_of(subtitle) else title


def _genre(found: Frame, title: str | None, main: str | None, said: Iterable[Said]) -> str | None:
    """Return the kind of a document: of a 简报 the masthead names it, of others the title."""
    heads = [line.content for line in found.of("masthead")]
    if any(one.key == "number" and "期" in one.value for one in said):
        named = next((genre for head in heads if (genre := genre_of(head)) in ("简报", "纪要")), None)
        if named or genre_of(title) is None:
            return named or (genre_of(main) or "简报" if heads else None)
    return genre_of(main)


def _belongs(one: Said, genre: str | None, title: str | None) -> bool:
    """Whether documents of a kind have such a value: 同志们： is no 主送机关, the mayor who signs a 令 no speaker."""
    if one.key == "recipients":
        return is_of(genre, "legal")
    if one.key == "speaker":
        return is_of(genre, "spoken")
    return one.key != "issuer" or one.value != title


def _told(draft: Draft, found: Frame, genre: str | None, said: Sequence[Said]) -> list[Said]:
    """Return what title and body tell in words of their own."""
    keys = {one.key for one in said}
    more: list[Said] = []
    title_lines = found.of("title")
    if "issuer" not in keys:
        more += issuer_of_title(draft, title_lines)
    more += occasion_of(title_lines, genre)
    more += period_of(found, genre)
    more += rules_of(found, genre)
    more += names_of(draft, found)
    return more


def _settled(said: Sequence[Said]) -> list[Said]:
    """Keep of each key what is believed first; a list keeps all of one element, each once, another value the first."""
    kept: list[Said] = []
    for key in dict.fromkeys(one.key for one in said):
        of_key = [one for one in said if one.key == key]
        order = _ORDER.get(key)
        if key == "issuer":
            of_key = _who_dates(of_key, said)
        if order:
            role = min(
                (one.role for one in of_key), key=lambda name: order.index(name) if name in order else len(order)
            )
            of_key = [one for one in of_key if one.role == role]
        if key in LISTS:
            kept += {one.value: one for one in reversed(of_key)}.values().__reversed__()
        elif key in _JOINED:
            kept += of_key
        else:
            kept += _best(of_key)
    return sorted(kept, key=lambda one: (one.span, one.key))


def _who_dates(issuers: Sequence[Said], said: Sequence[Said]) -> list[Said]:
    """Keep of the organisations in a masthead the one right before its date: it issues a 简报, others stand above."""
    dates = [one.span.start for one in said if one.key == "date_written" and one.role == "masthead"]
    above = [one for one in issuers if one.role == "masthead"]
    last = [max(before, key=lambda one: one.span) for at in dates if (before := [o for o in above if o.span.end <= at])]
    return [one for one in issuers if one.role != "masthead" or not last or one in last]


_JOINED: dict[str, str] = {"title": "", "subtitle": "", "annotation": "；"}
"""Keys whose parts on several lines are one value, and what joins them."""


def _best(of_key: Sequence[Said]) -> list[Said]:
    """Return the first value; of dates the last of a closing, which is the one it was signed on."""
    last: Callable[[Said], bool] = lambda one: one.key == "date_written" and one.role == "closing"  # noqa: E731
    return [of_key[-1] if last(of_key[0]) else of_key[0]]


def _values(kept: Sequence[Said], title: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"title": title}
    for one in kept:
        if one.key in LISTS:
            found.setdefault(one.key, []).append(one.value)
        elif one.key in _JOINED and found.get(one.key) and one.key != "title":
            found[one.key] += _JOINED[one.key] + one.value
        elif one.key != "title":
            found[one.key] = one.value
    return found


def _level(title: str | None, text: str) -> str | None:
    levels = read_table("levels", "levels")
    for level in levels:
        if title and any(word in title for word in level["title"]):
            return str(level["name"])
    counts = {str(level["name"]): sum(text.count(word, 0, READ) for word in level["own"]) for level in levels}
    name = max(counts, key=lambda name: counts[name])
    return name if counts[name] >= ENOUGH_OWN_NAMES else None
