"""Find names of places, and of organisations that would reveal the place: the specific part only (青石 of 青石镇).

This is done where the author masked places, since those left over would reveal them, or on request. A name is
recognised by its generic part, by what stands before it, and by the list of China's townships and counties; what merely
looks like one (示范村, 全镇, 城市) is excluded by the list of common words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find, overlapping, union
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import occurrences, places_where
from chengwen.knowledge.tables import any_word, characters, is_word, pattern, place_names, word_pattern, word_set, words
from chengwen.stages.hide.places.bare import (
    as_adjective,
    by_landform,
    in_bare_lists,
    in_lists_with,
    of_families,
    where_it_leads,
    where_it_lies,
)
from chengwen.stages.hide.places.toponyms import (
    LAST,
    bearer_told_twice,
    company_before,
    could_be_in_column,
    edge_of,
    holds_no_name,
    is_han,
    known_before,
    list_before,
    name_before,
    reads_like_a_name,
    specific_before,
)
from chengwen.stages.hide.tables import cells_by_header
from chengwen.text import Span

PLACE, ORGANISATION = "anon-place", "anon-org"
_LISTED = compiled(
    "(?:等[0-9一二两三四五六七八九十]{0,3}个?|(?<![0-9一二两三四五六七八九十])[0-9一二两三四五六七八九十]{1,3}个?)"
    + pattern("places", "listed").pattern
)
"""What closes a list of names: 甲、乙等村, 甲、乙、丙三个村."""
_POWER_LINE = compiled(f"(?<=[0-9])(?:千伏|[kK][vV])(?P<name>[{HAN}]{{2,3}})(?=[一二三四甲乙]?线)")
"""A line of electric power is called by where it leads: 10千伏白茅线."""
LONGEST_TRADE = 40
"""How far before 公司 a match may begin: four words of what it trades in, and a bracket."""
_SMALL = words("places", "small")
"""What bears the name of a place too small for any list."""


def find_places(draft: Draft, *, provinces: bool = False) -> list[Find]:
    """Return place names; names of provinces only on request."""
    text = draft.value
    on_lines = (one.span for one in (*draft.search(_by_context), *draft.search(_bare)))
    spans = _longest(
        {
            span: text[span.start : span.end]
            for span in (*on_lines, *_brands(text), *by_landform(text), *_in_columns(draft))
        }
    )
    again = _again(text, set(spans.values()), spans, "place", PLACE)
    listed = {span: text[span.start : span.end] for span in in_lists_with(text, {*spans, *(one.span for one in again)})}
    if listed:
        spans |= listed
        again = _again(text, set(spans.values()), spans, "place", PLACE)
    found = [Find(span, "place", 0, PLACE, name) for span, name in spans.items()] + again
    found += _words_again(text, spans)
    if provinces:
        found += [
            Find(Span(*match.span()), "place", 0, PLACE, match.group())
            for match in word_pattern("places", "provinces").finditer(text)
        ]
    return found


def _in_columns(draft: Draft) -> Iterator[Span]:
    """Yield the cells of a column of villages or townships, without a generic part: 石桥, 黄金坪."""
    text = draft.value
    for cell in cells_by_header(draft):
        name = text[cell.span.start : cell.span.end]
        if cell.kind == "village" and could_be_in_column(name):
            yield cell.span


def _longest(spans: dict[Span, str]) -> dict[Span, str]:
    """Leave out the names that begin a longer one at the same place (野狐 of 野狐岭)."""
    ends: dict[int, int] = {}
    for span in spans:
        ends[span.start] = max(ends.get(span.start, 0), span.end)
    return {span: name for span, name in spans.items() if span.end == ends[span.start]}


def _bare(text: str) -> Iterator[Find]:
    """Yield the names that stand without a generic part and show themselves on their line."""
    yield from (
        Find(span, "place", 0, PLACE, text[span.start : span.end])
        for span in (
            *of_families(text),
            *as_adjective(text),
            *in_bare_lists(text),
            *where_it_lies(text),
            *where_it_leads(text),
            *(Span(*match.span("name")) for match in _POWER_LINE.finditer(text) if "线" in text),
        )
    )


def _by_context(text: str) -> Iterator[Find]:
    """Yield the names recognised by what stands behind them."""
    yield from (
        Find(span, "place", 0, PLACE, text[span.start : span.end])
        for span in (*_with_generic_part(text), *_of_bearers(text))
    )


def _words_again(text: str, spans: dict[Span, str]) -> list[Find]:
    """Return names that are also words (红旗村) wherever they occur again with the same generic part."""
    full = {text[span.start : span.end + 1]: name for span, name in spans.items() if is_word(name)}
    found = []
    for name in sorted(set(full.values())):
        for match in pattern("places", "behind_known").finditer(text) if name in text else ():
            start = match.start() - len(name)
            if (
                text.endswith(name, 0, match.start())
                and edge_of(text, start)
                and Span(start, match.start()) not in spans
            ):
                found.append(Find(Span(start, match.start()), "place", 0, PLACE, name))
    for form, name in sorted(full.items()):
        for at in places_where(form, text):
            span = Span(at, at + len(name))
            if span not in spans and not is_word(text[span.start - 1 : span.start + 1]):
                found.append(Find(span, "place", 0, PLACE, name))
    return found


def _with_generic_part(text: str) -> Iterator[Span]:
    """Find 青石镇, and the names of a list that a generic part closes: 青石、白塔两镇."""
    for match in word_pattern("places", "upper", "lower").finditer(text):
        if span := specific_before(text, match.start(), match.group()):
            yield span
    for match in _LISTED.finditer(text):
        yield from list_before(text, match.start())


def _of_bearers(text: str) -> Iterator[Span]:
    """Find the names that bodies and things bear: 青石中学, 青石水库, and 鹰嘴岩教学点, which no list has."""
    for match in word_pattern("places", "bearers", "natural").finditer(text):
        if len(match.group()) == 1 and is_word(text[match.start() : match.end() + 1]):
            continue  # 三里山路
        span = known_before(text, match.start()) if match.group() in _BEARERS else None
        if span is None and match.group() in _SMALL:
            small = name_before(text, match.start(), sure=True)
            span = small if small and text[small.end - 1] in LAST else None
        if span is None and len(match.group()) > 1 and match.group() in _BEARERS:
            span = _unlisted_bearer(text, match.start())
        if span is None and match.group() in words("places", "told_twice"):
            span = bearer_told_twice(text, match.start(), match.group())
        if span is None and match.group() in _NATURAL:
            span = _often_told(text, match.start(), match.end())
        if span:
            yield span


def _unlisted_bearer(text: str, end: int) -> Span | None:
    """Return a name that no list has before a school, a hospital or the like, if it ends as villages' names do."""
    span = name_before(text, end, sure=True)
    name = text[span.start : span.end] if span else ""
    if (
        not span
        or name[-1] not in LAST
        or name in word_set("places", "along")
        or is_word(name)
        or is_word(text[end - 1 : end + 1])
    ):
        return None
    return span if edge_of(text, span.start) == 2 or text.count(name) > 1 else None


def _often_told(text: str, end: int, stop: int) -> Span | None:
    """Return the name of a river, a hill or a bridge that no list has.

    It stands more than once, or where somebody goes or something stands; one that is a word stands more than once.
    """
    span = name_before(text, end, sure=True) or _word_before(text, end) or _sign_before(text, end, stop)
    full = text[span.start : stop] if span else ""
    name = full[: len(full) - (stop - end)]
    known = is_word(full) or not word_set("places", "famous").isdisjoint((full, name)) or name in _no_names_of_nature()
    if not span or known or _runs_on(text, end, stop) or _bears_more(text, full):
        return None
    if f"“{full}”" in text or name[:2] in word_set("places", "famous") or full[-3:] in word_set("places", "famous"):
        return None  # the letterbox “心声树洞”; 瑞金沙洲坝
    if text.count(full) > 1 and edge_of(text, span.start):
        return span
    told = pattern("places", "gone_to").search(text, max(0, span.start - 2), span.start) is not None
    return span if told and not is_word(name) and text[end:stop] not in words("places", "homes") else None


def _sign_before(text: str, end: int, stop: int) -> Span | None:
    """Return the name of one character that a river bears (梓 of 梓江), if its banks or waters are told of."""
    name, full = text[end - 1 : end], text[end - 1 : stop]
    if text[end:stop] not in _RIVERS or not is_han(name or "，") or name in characters("places", "no_rivers"):
        return None
    banks = any(pattern("places", "banks").match(text, at + 2) for at in places_where(full, text))
    return Span(end - 1, end) if banks and not is_word(full) and edge_of(text, end - 1) else None


_RIVERS = ("江", "河", "溪")


def _runs_on(text: str, end: int, stop: int) -> bool:
    """Whether a river or hill is part of a word on either side: 河长, 树洞."""
    if stop - end > 1:
        return False
    return text.startswith("长", stop) or is_word(text[end : stop + 1]) or is_word(text[end - 1 : stop])


def _bears_more(text: str, full: str) -> bool:
    """Whether a name with its landform is borne by something else in turn, as villages' names are (杉木桥中学)."""
    bearers = word_pattern("places", "bearers", "lower", "trades", "companies")
    return any(bearers.match(text, at + len(full)) for at in places_where(full, text))


@cache
def _no_names_of_nature() -> frozenset[str]:
    """Return what stands before rivers and hills and is no name: 排水渠, 东至庙背, 修水渠."""
    return word_set("places", "natural_words", "no_villages")


def _word_before(text: str, end: int) -> Span | None:
    """Return a word of two characters that ends here and begins at a sure boundary (螃蟹 of 螃蟹溪)."""
    name = text[max(0, end - 2) : end]
    common = word_set("places", "common", "kinds_of_bodies", "figurative", "natural_words", "no_villages")
    if len(name) < 2 or not is_word(name) or name in common or holds_no_name(name) or edge_of(text, end - 2) < 1:
        return None
    return Span(end - 2, end)


_NATURAL, _BEARERS = word_set("places", "natural"), word_set("places", "bearers")


def _brands(text: str) -> Iterator[Span]:
    """Yield names that begin a quoted phrase (“柳湾夜话”) and also stand elsewhere."""
    quoted = [Span(*match.span(1)) for match in _BEGINS_A_PHRASE.finditer(text) if _could_be_a_brand(match[1])]
    often = Counter(text[start:end] for start, end in occurrences({text[at.start : at.end] for at in quoted}, text))
    for span in quoted:
        name = text[span.start : span.end]
        if often[name] > (1 if name in place_names() else 2):
            yield span


_BEGINS_A_PHRASE = compiled(f"[“《]([{HAN}]{{2}})(?=[{HAN}]{{2,6}}[”》])")


def _could_be_a_brand(name: str) -> bool:
    return name[-1] in LAST and reads_like_a_name(name, frozenset())


def find_organisations(draft: Draft) -> list[Find]:
    """Return names of companies and cooperatives (润禾 of 润禾公司)."""
    text = draft.value
    names = {one.span: one.name for one in draft.search(_before_companies)}
    found = [Find(span, "org", 0, ORGANISATION, name) for span, name in names.items()]
    return found + _again(text, set(names.values()), names, "org", ORGANISATION)


def _before_companies(text: str) -> Iterator[Find]:
    """Yield the names before 公司 and similar words."""
    for match in _organisations(text):
        if span := company_before(text, match.start(), sure=_SURELY_A_COMPANY.search(match.group()) is not None):
            yield Find(span, "org", 0, ORGANISATION, text[span.start : span.end])
    for match in (*_quoted_companies(text), *_called_by_trade(text)):
        yield Find(Span(*match.span("name")), "org", 0, ORGANISATION, match["name"])
    for match in _LISTED_COMPANIES.finditer(text):
        for span in list_before(text, match.start()):
            yield Find(span, "org", 0, ORGANISATION, text[span.start : span.end])


def _quoted_companies(text: str) -> Iterator[re.Match[str]]:
    """Yield what stands in quotes before the word for a firm or shop, unless it says of what kind that is."""
    for match in _QUOTED_COMPANY.finditer(text):
        named = match["name"][-1] not in "人员" and match["name"] not in word_set("places", "no_companies")
        if named and _organisation().match(text, match.end()):
            yield match


def _called_by_trade(text: str) -> Iterator[re.Match[str]]:
    """Yield what firms are called by their trade alone: 顺安客运的车."""
    for match in _brand_and_trade().finditer(text):
        if edge_of(text, match.start()) and not is_word(text[match.start() + 1 : match.start() + 3]):
            yield match


_QUOTED_COMPANY = compiled(f"“(?P<name>[{HAN}]{{2,5}})”")
"""What a firm or shop is called, whatever words it holds: “好再来”零售点."""
_SURELY_A_COMPANY = compiled("有限|合作社")
_LISTED_COMPANIES = compiled("等?[两二三四五六七八九十0-9]{1,2}家(?:公司|企业|厂|合作社|商户)")


@cache
def _brand_and_trade() -> re.Pattern[str]:
    """Return the pattern of a firm that is called by its trade alone: 顺安客运的车, 汇通物流（）."""
    signs = "".join(sorted(characters("places", "brand_signs")))
    return compiled(
        f"(?P<name>[{signs}]{{2}})(?:{any_word('places', 'trades')})(?=[的（(，。、；|\n]|等|两家|负责|经理)"
    )


def _organisations(text: str) -> Iterator[re.Match[str]]:
    """Yield 公司 and similar words, or the words for their trade before them (商贸有限公司).

    The pattern has no fixed beginning that `re` could skip to, so it is tried only shortly before a word it ends in.
    """
    done = 0
    while word := word_pattern("places", "companies").search(text, done):
        match = _organisation().search(text, max(done, word.start() - LONGEST_TRADE))
        assert match
        yield match
        done = match.end()


def _again(text: str, names: set[str], known: Iterable[Span], type: str, rule: str) -> list[Find]:
    """Return the other occurrences of names; one that is also a word counts only with a generic part."""
    sayable = {name for name in names if len(name) > 1 and not is_word(name)}
    taken = union(known) if sayable else []
    found = []
    done = 0
    for start, end in occurrences(sayable, text):
        if start < done:
            continue
        done = end
        torn = is_word(text[start - 1 : start + 1]) and is_word(text[end - 1 : end + 1])
        if not torn and not overlapping(taken, Span(start, end)):
            found.append(Find(Span(start, end), type, 0, rule, text[start:end]))
    return found


@cache
def _organisation() -> re.Pattern[str]:
    trades, generic = any_word("places", "trades"), any_word("places", "companies")
    return compiled(f"(?:{trades}){{0,4}}(?:[（(][{HAN}]{{1,6}}[）)])?(?:{generic})")
