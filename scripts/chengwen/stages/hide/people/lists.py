"""Fill up lists of names: what stands among names, item for item, is a name too, though it may be a word by itself.

A list is a run of short items with one separator, on one line or on several. If enough of its items are names already,
the others are taken as names, unless they are titles, bodies, plants, or do not look like a person's name at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, is_word, place_names, word_set
from chengwen.stages.hide.people.candidates import is_species
from chengwen.stages.hide.people.edges import ends_in_title
from chengwen.stages.hide.people.kinds import is_label_by_kind
from chengwen.stages.hide.people.names import DOUBLE, GAP, NEVER, shaped, surnames
from chengwen.text import Span

_WIDE = compiled(f"[{GAP}]{{2,}}")
_SPACED = compiled(f"(?<![{HAN}])[{HAN}][{GAP}][{HAN}](?![{HAN}])")
_BRACKET = "[（(][^（）()\n]{0,24}[)）]"
_PIECES = {
    "、": compiled(f"(?:[^、。；;：:，,！？\n（(]|{_BRACKET}){{1,40}}"),
    "，": compiled(f"(?:[^、。；;：:，,！？\n（(]|{_BRACKET}){{1,40}}"),
    "；": compiled(f"(?:[^。；;：:，,！？\n（(]|{_BRACKET}){{1,40}}"),
    "gap": compiled(f"(?:[^、。；;：:，,！？\n（(\t{GAP}|]|{_BRACKET}){{1,40}}"),
    "wide": compiled(f"(?:[^、。；;：:，,！？\n（(\t{GAP}|]|{_BRACKET}|(?<![{GAP}])[{GAP}](?![{GAP}])){{1,40}}"),
}
"""The items of a line by what separates them; gaps inside a name occur where items are set apart by wider ones."""
_ITEM = compiled(
    f"(?:[0-9]{{1,3}}[.．、)）])?[{GAP}]?(?P<name>[{HAN}]{{2,4}}|[{HAN}][{GAP}][{HAN}](?:[{GAP}][{HAN}])?)"
    f"(?P<tail>{_BRACKET})?(?P<amount>[{GAP}]?[0-9][0-9.,]{{0,9}}万?元?)?"
)
LONGEST_ITEM = 12
"""In code points, of a name with a title; a longer piece is part of a sentence, though it begins with a name."""
LEAST, AMOUNTS = 3, 4
"""From how many items on it is a list, and a list with amounts."""


@dataclass(frozen=True, slots=True)
class _Item:
    span: Span
    name: str
    known: bool
    amount: bool
    whole: bool
    """Whether nothing else stands in the item."""


def filled_lists(draft: Draft, known: Collection[Span], taken: bytearray) -> Iterator[Find]:
    """Yield the items of lists of names that are not known as names yet."""
    if len(known) < 2:
        return
    starts, ends = {span.start for span in known}, {span.end for span in known}
    text = draft.value
    before: tuple[str, list[_Item]] = ("", [])
    for line in draft.lines:
        if taken.find(1, line.start, line.end) < 0 and before[0] == "":
            continue
        kind, runs = _runs(text, line.start, line.end, starts, ends)
        for run in runs:
            yield from _missing(run)
        grid = kind if len(runs) == 1 and all(item.whole for item in runs[0]) else ""
        if grid and grid == before[0]:
            both = [*before[1], *runs[0]]
            yield from _missing(both)
            before = (grid, both)
        else:
            before = (grid, list(runs[0]) if grid else [])


def speakers(draft: Draft, known: Collection[Span]) -> Iterator[Find]:
    """Yield who speaks in a talk set down line by line (甲：…), where most who speak there are known by name."""
    if len(known) < LEAST_SPEAKERS:
        return
    text, starts = draft.value, {span.start for span in known}
    ends = {span.end for span in known}
    said: dict[str, list[Span]] = {}
    named: set[str] = set()
    for line in draft.lines:
        match = _SPEAKS.match(text, line.start, line.end)
        if match and _SENTENCE.search(text, match.end(), line.end):
            span = Span(*match.span("name"))
            said.setdefault(match["name"], []).append(span)
            if span.start in starts or span.end in ends or _is_addressed(match["name"]):
                named.add(match["name"])
    if len(named) < LEAST_SPEAKERS or 2 * len(named) < len(said):
        return
    for name, spans in said.items():
        if name not in named and _may_speak(name):
            yield from (shaped(span, name, 2) for span in spans)


_SPEAKS = compiled(f"[{GAP}]{{0,4}}(?P<name>[{HAN}]{{2,4}})[：:](?=[^\n])")
_SENTENCE = compiled("[，。！？…].*[。！？…”]$|[^，。]{2,}[。！？…]$", re.MULTILINE)
"""What is said: labels of a form have words or names behind them."""
LEAST_SPEAKERS = 2


def _may_speak(name: str) -> bool:
    """Whether what stands before a colon may be somebody's name: no title, no label, no body, no word for many."""
    if (
        name in _words()
        or name in word_set("people", "nobody", "slot_labels", "many")
        or ends_in_title(name, len(name))
    ):
        return False
    if name[-1] in characters("people", "bodies") or is_label_by_kind(name) or not NEVER.isdisjoint(name[1:]):
        return False
    if len(name) > 3:
        return not any(is_word(name[at : at + 2]) for at in range(len(name) - 1))
    return not is_word(name) or name[0] in surnames()


def _is_addressed(name: str) -> bool:
    """Whether it is a surname with a title or a form of address: 王书记, 卢阿姨."""
    return name[0] in surnames() and name[1:] in word_set("people", "after_one", "kin", "titles")


def _runs(
    text: str, start: int, end: int, starts: Collection[int], ends: Collection[int]
) -> tuple[str, list[list[_Item]]]:
    """Return what separates the items of a line, and its runs of items."""
    line = text[start:end]
    kinds = ["wide" if _SPACED.search(line) and _WIDE.search(line) else "gap"] if _GAPPED.search(line) else []
    kinds += [sign for sign in "；、，" if line.count(sign) > 1]
    best: tuple[str, list[list[_Item]]] = ("", [])
    for kind in kinds:
        runs: list[list[_Item]] = [[]]
        last = start
        for piece in _PIECES[kind].finditer(text, start, end):
            between = text[last : piece.start()]
            if not _joins(kind, between):
                runs.append([])
            runs[-1].append(_item(text, piece, starts, ends))
            last = piece.end()
        runs = [run for run in runs if len(run) > 1]
        if (
            sum(item.known for run in runs for item in run) > sum(item.known for run in best[1] for item in run)
            or not best[0]
        ):
            best = (kind, runs)
    return best


_GAPPED = compiled(f"[{HAN}0-9）)][{GAP}]+[{HAN}0-9]")


def _joins(kind: str, between: str) -> bool:
    return bool(between) and (
        not between.strip(GAP)
        if kind in ("gap", "wide")
        else between.strip(GAP) in (kind, {"，": ",", "；": ";"}.get(kind, kind))
    )


def _item(text: str, piece: re.Match[str], starts: Collection[int], ends: Collection[int]) -> _Item:
    start, end = piece.span()
    while start < end and text[start] in GAP:
        start += 1
    match = _ITEM.fullmatch(text, start, end)
    if match is None:
        known = (start in starts or end in ends) and end - start <= LONGEST_ITEM
        return _Item(Span(start, end), "", known, False, False)
    low, high = match.span("name")
    name = "".join(char for char in match["name"] if char not in GAP)
    return _Item(Span(low, high), name, low in starts or high in ends, match["amount"] is not None, True)


def _missing(run: Sequence[_Item]) -> Iterator[Find]:
    """Yield the items of a run that are names because the others are."""
    known, whole = sum(item.known for item in run), sum(item.whole or item.known for item in run)
    with_amounts = sum(item.amount for item in run)
    if 2 * with_amounts > len(run) and len(run) >= AMOUNTS:
        enough = known >= 2 and 4 * known >= len(run)
    else:
        enough = known >= 2 and len(run) >= LEAST and 2 * known >= len(run) and 5 * whole >= 4 * len(run)
    if not enough:
        return
    free = 3 * known >= 2 * len(run) and len(run) > LEAST
    for item in run:
        if item.whole and not item.known and may_be_item(item.name, free=free):
            yield shaped(item.span, item.name, 2)


def may_be_item(name: str, *, free: bool) -> bool:
    """Whether an item among names may be one; where nearly all are, it needs no surname."""
    if (
        ends_in_title(name, len(name))
        or name in _words()
        or is_species(name)
        or name[-1] in characters("people", "bodies")
    ):
        return False
    surname = (
        2 if name[:2] in DOUBLE and len(name) > 2 else 1 if name[0] in surnames() | characters("names", "seldom") else 0
    )
    if surname:
        return 1 <= len(name) - surname <= 2
    return free and len(name) < 5 and NEVER.isdisjoint(name) and not is_word(name) and name not in place_names()


@cache
def _words() -> frozenset[str]:
    """Return the words that stand in lists of names and are none: titles, people in general, what is on nobody."""
    return (
        word_set("people", "titles", "before", "after", "labels", "headers")
        | word_set("table_headers", "blank")
        | word_set("people", "not_names", "never_names")
    )
