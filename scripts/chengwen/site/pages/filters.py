"""How a reader narrows and orders the list of all documents: the fields, and the data that they need."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from chengwen.checkout.page_addresses import document_address
from chengwen.engine.printable import spelt_out
from chengwen.knowledge.labels import UNSTATED
from chengwen.site.markup import Markup, element
from chengwen.site.page import Entry
from chengwen.site.wording import CHINESE, Wording

SHOWN_OF_GROUP = 3
"""Documents of each year or genre shown on the page that lists them all; a list no longer than that is not narrowed."""


def newest_year_first(entries: Iterable[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda one: (one.title, one.id))
    return sorted(ordered, key=lambda one: (one.year != UNSTATED, one.year), reverse=True)


def filters(entries: Sequence[Entry], tell: Wording = CHINESE) -> Markup | None:
    """Return the fields that docs/assets/list.js narrows and orders the list by; without it they stay hidden."""
    if len(entries) <= SHOWN_OF_GROUP:
        return None
    values = {
        "year": sorted({entry.year for entry in entries}, key=lambda year: (year != UNSTATED, year), reverse=True),
        "genre": _most_common(entry.genre for entry in entries),
        "level": _most_common(entry.level for entry in entries if entry.level),
    }
    names = {"year": tell("年份"), "genre": tell("文种"), "level": tell("层级")}
    fields = [
        _select(key, names[key], [(one, tell.term(one)) for one in found], tell=tell)
        for key, found in values.items()
        if len(found) > 1
    ]
    orders = [
        (key, tell(name)) for key, name in ORDERS.items() if key != "added" or any(entry.added for entry in entries)
    ]
    word = element("input", type="search", name="word", placeholder=tell("其中的字"), autocomplete="off")
    inside = (
        element("label", tell("题目、机关"), word, class_="facet"),
        *fields,
        _select("order", tell("排列"), orders, whole=False, tell=tell),
    )
    return element("form", *inside, id="list-filters", class_="filters", hidden=True)


ORDERS = {
    "": "年份，新的在前",
    "old": "年份，旧的在前",
    "added": "新收的在前",
    "title": "题目",
    "long": "字数，多的在前",
}


def _most_common(values: Iterable[str]) -> list[str]:
    counts = Counter(values)
    return sorted(counts, key=lambda value: (value == UNSTATED, -counts[value], value))


def _select(name: str, label: str, options: Iterable[tuple[str, str]], *, whole: bool = True, tell: Wording) -> Markup:
    first = [element("option", tell("全部"), value="")] if whole else []
    made = [*first, *(element("option", words, value=value) for value, words in options)]
    return element("label", label, element("select", *made, name=name), class_="facet")


def listed_data(entries: Sequence[Entry]) -> bytes:
    """Return what list.js reads of all documents, in the order of the list; values that recur, by number."""
    known: dict[str, dict[str, int]] = {"year": {}, "genre": {}, "level": {}, "issuer": {}}

    def number(key: str, value: str) -> int:
        return known[key].setdefault(value, len(known[key]))

    rows = [
        [
            document_address(one.id),
            spelt_out(one.title),
            number("year", one.year),
            number("genre", one.genre),
            number("level", one.level),
            [number("issuer", spelt_out(issuer)) for issuer in one.issuers],
            one.characters,
            one.added,
        ]
        for one in newest_year_first(entries)
    ]
    values = {key: list(numbers) for key, numbers in known.items()}
    return json.dumps({"values": values, "rows": rows}, ensure_ascii=False, separators=(",", ":")).encode()
