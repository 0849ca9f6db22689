"""Find place names that stand without a generic part, in a document whose author masked places.

What shows them: a village's landform at the end and more than one company (磨盘沟), an adjective's use (清源的干部), or
a list in which others are known (青石、白塔、杏花岭).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, is_word, pattern, place_names, word_set
from chengwen.stages.hide.places.toponyms import edge_of, is_han, known_before, reads_like_a_name
from chengwen.text import Span

_LIST = compiled(f"[{HAN}]{{2,8}}+(?:、[{HAN}]{{2,3}}){{2,30}}(?=[，。；：\n）等和的都均也]|$)")


def by_landform(text: str) -> Iterator[Span]:
    """Yield what ends in a landform as villages do, is no word, and stands twice in different company."""
    places: dict[str, list[Span]] = {}
    for match in _landforms().finditer(text):
        for size in (3, 2):
            span = Span(match.end() - size, match.end())
            if span.start >= 0 and _could_be_a_village(text, span):
                places.setdefault(text[span.start : span.end], []).append(span)
                break
    for span in _often_gone_to(text):
        places.setdefault(text[span.start : span.end], []).append(span)
    for spans in places.values():
        if max(edge_of(text, span.start) for span in spans) < 2:
            continue
        lefts = {text[span.start - 1 : span.start] for span in spans}
        rights = {text[span.end : span.end + 1] for span in spans}
        if len(lefts) > 1 and len(rights) > 1:
            yield from spans


def _often_gone_to(text: str) -> Iterator[Span]:
    """Yield the mentions of what ends like a village's name, of three characters, and is somewhere to go (鹞子岩)."""
    mentions: dict[str, list[Span]] = {}
    for match in _other_ends().finditer(text):
        span = Span(match.end() - LONG, match.end())
        if span.start >= 0 and _could_be_a_village(text, span) and not is_word(text[span.start + 1 : span.end]):
            mentions.setdefault(text[span.start : span.end], []).append(span)
    for spans in mentions.values():
        if len(spans) > 1 and any(_is_gone_to(text, span) for span in spans):
            yield from spans


def _is_gone_to(text: str, span: Span) -> bool:
    """Whether somebody goes there, or something stands there."""
    before = pattern("places", "gone_to").search(text, max(0, span.start - 2), span.start)
    return before is not None or pattern("places", "there").match(text, span.end) is not None


@cache
def _other_ends() -> re.Pattern[str]:
    """Return the ends of villages' names that end as many other words: 店子, 石桥, 洞."""
    return compiled(
        f"[{''.join(sorted(characters('places', 'bare_ends', 'other_ends') - characters('places', 'landforms')))}]"
    )


def of_families(text: str) -> Iterator[Span]:
    """Yield what is named after a family and ends in a landform: 罗家场, 皮家湾."""
    for match in _of_families().finditer(text):
        span = Span(*match.span())
        ended = not is_han(text[span.end : span.end + 1]) or not is_word(text[span.end - 1 : span.end + 1])
        known = text[span.start : span.end] in word_set("places", "famous")
        if edge_of(text, span.start) and ended and not known and not is_word(text[span.start - 1 : span.start + 1]):
            yield span


@cache
def _of_families() -> re.Pattern[str]:
    surnames, landforms = ("".join(sorted(characters(*of))) for of in (("names", "common"), ("places", "bare_ends")))
    return compiled(f"[{surnames}]家[{landforms}场桥]")


def where_it_lies(text: str) -> Iterator[Span]:
    """Yield what ends like a village's name behind a word that says where something lies: 东至庙背, 住黄泥塘."""
    for match in pattern("places", "lies").finditer(text):
        start = match.end()
        for size in (3, 2):
            name, end = text[start : start + size], start + size
            if _lies_there(text, name, end, bounds=match.group()[-1] == "至"):
                yield Span(start, end)
                break


def where_it_leads(text: str) -> Iterator[Span]:
    """Yield what ends like a village's name behind a word that leads to a place: 从老鹰岩接水, 嫁到高店子."""
    for match in pattern("places", "towards").finditer(text):
        span = Span(match.end(), match.end() + LONG)
        name = text[span.start : span.end]
        if (
            name[-1:] in characters("places", "bare_ends")
            and _lies_there(text, name, span.end, bounds=False)
            and not is_word(text[match.end() - 1 : match.end() + 1])
            and not is_word(name[1:])
            and pattern("places", "reached").match(text, span.end)
        ):
            yield span


LONG = 3
"""A name of two characters, with nothing behind it that says what it names, is too easily a word."""


def _lies_there(text: str, name: str, end: int, *, bounds: bool) -> bool:
    """Whether a name may stand here: no word, a village's end; of two characters only where bounds are told."""
    if len(name) < 2 or not is_han(name) or is_word(name) or name in word_set("places", "no_villages"):
        return False
    if name[-1] not in characters("places", "last") or not reads_like_a_name(name, frozenset(), sure=True):
        return False
    if is_han(text[end : end + 1]) and is_word(text[end - 1 : end + 1]):
        return False
    return len(name) > 2 or (bounds and not is_word(name[-1] + text[end : end + 1]))


def _could_be_a_village(text: str, span: Span) -> bool:
    name = text[span.start : span.end]
    if not is_han(name) or is_word(name) or name in word_set("places", "no_villages"):
        return False
    edge = edge_of(text, span.start)
    if not edge or not reads_like_a_name(name, frozenset(), sure=True) or is_word(name[-2:]):
        return False
    return not is_han(text[span.end : span.end + 1]) or not is_word(text[span.end - 1 : span.end + 1])


def as_adjective(text: str) -> Iterator[Span]:
    """Yield a listed name before 的干部, 的群众 and their like."""
    for match in pattern("places", "belongs").finditer(text):
        span = known_before(text, match.start())
        if span and not is_word(text[span.start : span.end]):
            yield span


def in_bare_lists(text: str) -> Iterator[Span]:
    """Yield the items of a list of bare names: most of them listed, none of them a word."""
    for match in _LIST.finditer(text):
        at, spans = match.end(), []
        for item in reversed(match.group().split("、")):
            spans.append(Span(at - len(item), at))
            at -= len(item) + 1
        first = known_before(text, spans[-1].end)
        spans[-1:] = [first] if first else []
        names = [text[span.start : span.end] for span in spans]
        known = sum(name in place_names() for name in names)
        if len(names) > 2 and 2 * known > len(names) and not any(map(is_word, names)):
            yield from (span for span, name in zip(spans, names, strict=True) if _is_item(name))


def in_lists_with(text: str, known: Collection[Span]) -> Iterator[Span]:
    """Yield what stands beside known places in a list and ends like a village's name: 经青石湾、牛角塘到镇上."""
    done, asked = set(known), sorted(known)
    while asked:
        span = asked.pop()
        for near in (_next_item(text, span.end), _last_item(text, span.start)):
            if near and near not in done:
                done.add(near)
                asked.append(near)
                yield near


def _next_item(text: str, end: int) -> Span | None:
    """Return the item of a list behind a place, if it ends like a village's name and a sign or a word follows."""
    if text[end : end + 1] not in _JOINTS:
        return None
    road = text[end] != "、"
    for size in (4, 3, 2):
        span = Span(end + 1, end + 1 + size)
        name, behind = text[span.start : span.end], text[span.end : span.end + 1]
        closed = not is_han(behind) or behind in _BEHIND_LISTS or (road and _BEHIND_ROADS.match(text, span.end))
        if len(name) == size and _could_be_listed(name) and closed:
            return None if is_word(name[-1] + behind) else span
    return None


def _last_item(text: str, start: int) -> Span | None:
    """Return the item of a list before a place, likewise."""
    if text[start - 1 : start] not in _JOINTS:
        return None
    for size in (4, 3, 2):
        span = Span(start - 1 - size, start - 1)
        if span.start >= 0 and _could_be_listed(text[span.start : span.end]) and edge_of(text, span.start):
            return span
    return None


_JOINTS = frozenset("、至—－-")
"""What stands between the places of a list, and between the ends of a road."""
_BEHIND_LISTS = frozenset("和及到至与等都均的")
_BEHIND_ROADS = compiled("公路|道路|路段|段|沿线|全线|线|的?[产通机断]|一线|之间|方向|班车|区间")
"""What stands behind the two ends of a road: 青石至白岭公路."""


def _could_be_listed(name: str) -> bool:
    """Whether an item beside a place may be one: no word, with a village's end."""
    if not is_han(name) or is_word(name) or name in word_set("places", "no_villages", "famous"):
        return False
    if name[-1] in characters("places", "built") and is_word(name[:2]):
        return False  # 排水沟, 灌溉渠
    if len(name) > 2 and is_word(name[1:]) and name[-1] not in characters("places", "landforms"):
        return False
    return name[-1] in characters("places", "last") and reads_like_a_name(name, frozenset(), sure=True)


def _is_item(name: str) -> bool:
    return name in place_names() or name[-1] in characters("places", "last")


@cache
def _landforms() -> re.Pattern[str]:
    return compiled(f"[{''.join(sorted(characters('places', 'landforms')))}]")
