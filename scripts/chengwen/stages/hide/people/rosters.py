"""Find the names of rosters by their layout: 于　洋　和　平　安德胜, 粟玉林300粟玉山300.

Who sets names in columns sets the two characters of a short one apart, so that all are equally wide; a list of gifts
has a sum behind every name. Here a name may be a word; that the items are names, the surer ones among them show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any, holds_word
from chengwen.knowledge.tables import characters, is_word, word_set, words
from chengwen.stages.hide.people.lists import may_be_item
from chengwen.stages.hide.people.names import GAP, NEVER, shaped, surnames, worth_of
from chengwen.text import Span

LONGEST_ROW = 240
"""In code points; longer lines are paragraphs."""
LEAST_GIFTS = 3
"""From how many sums on it is a list of gifts."""
_SPACED = compiled(f"(?<![{HAN}])[{HAN}][{GAP}]{{1,4}}[{HAN}](?![{HAN}：:])")
_GAPPED = compiled(f"[{GAP}][{HAN}]")
_TOKEN = compiled(f"[^{GAP}\\t|｜、，,；;：:（）()]+(?:[（(][^（）()\n]{{0,16}}[)）])?|[、，,；;：:（）()|｜\\t]")
_ITEM = compiled(f"(?P<name>[{HAN}]{{1,4}})(?:[（(][^（）()]*[)）])?[0-9.,]{{0,8}}元?")
_GIFT = compiled(
    f"(?P<name>[{HAN}]{{2,4}}|[{HAN}][{GAP}]{{1,2}}[{HAN}])[{GAP}]?"
    "(?:[1-9][0-9]{0,5}(?:[.][0-9]{1,2})?|[一二两三四五六七八九][百千万](?:[一二三四五六七八九]十?)?)元?"
    "(?![0-9%％万亿户亩人头只吨米公克斤个年月日号名岁届级])"
)
_SUM_AS_HEADING = compiled(f"(?:^|[\n。；])[0-9]{{2,6}}元[：:][{GAP}]?$")
"""What stands before those who all gave the same: 200元：."""
_BETWEEN = compiled(f"[、，,；;{GAP}\\t]{{0,4}}")


@dataclass(frozen=True, slots=True)
class _Item:
    span: Span
    name: str
    spaced: bool


def rosters(draft: Draft) -> Iterator[Find]:
    """Yield the names of lines that are set as rosters, and of lists of gifts."""
    text = draft.value
    given = holds_word(text, words("people", "gifts"))
    spaced = _GAPPED.search(text) is not None
    for line in draft.lines:
        if len(line.content) > LONGEST_ROW:
            continue
        if spaced and holds_any(line.content, GAP) and _SPACED.search(line.content) and "。" not in line.content:
            yield from _of_roster(_items(text, line.start, line.end))
        if given and _GIFT.search(line.content):
            yield from _of_gifts(text, line.start, line.end)


def _items(text: str, start: int, end: int) -> list[_Item]:
    """Return what stands in a line between gaps and signs, single characters in pairs; none where one is left over."""
    items: list[_Item] = []
    single: Span | None = None
    for match in _TOKEN.finditer(text, start, end):
        item = _ITEM.fullmatch(match.group())
        size = len(item["name"]) if item else 0
        at = Span(match.start(), match.start() + size)
        if single is None and size == 1:
            single = at
        elif single is not None:
            if size != 1 or at.start - single.end > LONGEST_GAP:
                return []
            items.append(_Item(Span(single.start, at.end), text[single.start] + text[at.start], True))
            single = None
        elif size > 1:
            items.append(_Item(at, text[at.start : at.end], False))
    return items if single is None else []


LONGEST_GAP = 4
"""Between the characters of a name."""


def _of_roster(items: Sequence[_Item]) -> Iterator[Find]:
    """Yield the names that are set apart, if most items of the line look like names and no item heads a column."""
    spaced = [item for item in items if item.spaced]
    if not spaced or len(items) < 2 or any(item.name in _heads() for item in items):
        return
    good = [item for item in items if _looks_like_a_name(item)]
    if len(good) < 2 or 2 * len(good) < len(items) or all(is_word(item.name) for item in good):
        return
    for item in spaced:
        if _looks_like_a_name(item) or (4 * len(good) > 3 * len(items) and item.name[1] not in NEVER):
            yield shaped(item.span, item.name, 2)


def _looks_like_a_name(item: _Item) -> bool:
    first = item.name[0]
    if item.spaced:
        return first in surnames() | characters("names", "seldom") and item.name[1] not in NEVER
    return _reads_like_a_name(item.name)


def _reads_like_a_name(name: str) -> bool:
    return len(name) < 4 and name[0] in surnames() and worth_of(name, name[0]) > 1


def _of_gifts(text: str, start: int, end: int) -> Iterator[Find]:
    """Yield the names before the sums of a list of gifts: 粟玉林300粟玉山300温带娣200."""
    run: list[re.Match[str]] = []
    for match in _GIFT.finditer(text, start, end):
        if run and not _BETWEEN.fullmatch(text, run[-1].end(), match.start()):
            yield from _gifts(text, run)
            run = []
        run.append(match)
    yield from _gifts(text, run)


def _gifts(text: str, run: Sequence[re.Match[str]]) -> Iterator[Find]:
    if len(run) < LEAST_GIFTS:
        return
    names = ["".join(char for char in match["name"] if char not in GAP) for match in run]
    good = sum(map(_reads_like_a_name, names))
    headed = _SUM_AS_HEADING.search(text, max(0, run[0].start() - 12), run[0].start()) is not None
    if good < (1 if headed else 2) or (2 * good < len(run) and not headed):
        return
    for match, name in zip(run, names, strict=True):
        if may_be_item(name, free=headed or 4 * good > 3 * len(run)):
            yield shaped(Span(*match.span("name")), name, 2)


def _heads() -> frozenset[str]:
    """Return the words that head columns or announce something, which are written with gaps as well (姓　名)."""
    return word_set("table_headers", "person", "phone", "nobody", "village", "address", "blank") | word_set(
        "people", "labels", "headers", "spaced_words"
    )
