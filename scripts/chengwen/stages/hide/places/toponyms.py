"""Recognise a place name by its grammar: where it may begin, a specific part (青石), a generic part behind it (镇)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, full_names, is_word, pattern, place_names, read_table, word_set, words
from chengwen.stages.hide.people.names import surnames
from chengwen.text import Span

LONGEST = 5
"""Maximum length of the specific part of a place name (阿拉善左 has four)."""
_HARD = compiled(f"[^{HAN}A-Za-z0-9]|$")
_COUNTED = compiled(
    "[0-9〇零一二两三四五六七八九十百千几数余多全各每该本我某这那此哪首另]个?$|(?<![\u4e00-\u9fff])头个?$|[个类批次名位余多]$"
)
_NOT_AFTER = {entry["generic"]: entry["characters"] for entry in read_table("places", "not_after")}
_UPPER = word_set("places", "upper")
_COMMON = word_set("places", "common")
_FAMOUS = word_set("places", "famous")
_PROVINCES = word_set("places", "provinces")
LAST = characters("places", "last")
_NO_COMPANIES = word_set("places", "no_companies")
_FIGURATIVE = word_set("places", "figurative")
_OF_A_SEAT = compiled(f"[县市区](?:委|政府|人民|境内|[{HAN}]{{1,6}}局|[{HAN}]{{1,4}}(?:中学|小学|医院|办公室))")
_OF_A_ROAD = compiled("[路街巷](?:与|交叉|沿线|口|两侧|段|[东西南北中]段|小学|社区|派出所|市场|改造|[0-9]+号)")
_NUMERALS = frozenset("二三四五六七八九十")
_NUMBERED = pattern("places", "numbered")
_WELL_KNOWN = words("places", "well_known")
_OF_TOWNS = ("镇", "乡", "街道")
_WHENCE = words("places", "whence")
_NEVER_SPECIFIC = _PROVINCES | _FAMOUS
_KINDS_OF_BODIES = _COMMON | word_set("places", "kinds_of_bodies")
_BRAND_SIGNS = characters("places", "brand_signs")
_SHOP_ENDS = characters("places", "shop_ends")
_SURE = words("places", "sure")
"""Generic parts before which a name may well hold a common word (鲤鱼岗村)."""
_SELDOM = words("places", "seldom")
_ROADS = words("places", "roads")


def specific_before(text: str, end: int, generic: str) -> Span | None:
    """Return the specific part that ends where a generic part begins, or None."""
    after = text[end + len(generic) : end + len(generic) + 1]
    part_of_name = text[end - 1 : end] + generic in ("头寨", "头屯", "头组", "小组")  # 岩头寨, 矫正小组
    if part_of_name or (after and after in _NOT_AFTER.get(generic, "")) or _COUNTED.search(text, max(0, end - 3), end):
        return None
    if known := known_before(text, end, generic) or _numbered_before(text, end, generic):
        return known
    return _unlisted_before(text, end, generic) or _often_named(text, end, generic)


def _unlisted_before(text: str, end: int, generic: str) -> Span | None:
    """Return what reads like the specific part of a name that no list has, or None."""
    span = name_before(text, end, sure=generic in _SURE)
    if span is None or generic in _SELDOM:
        return None
    if generic in _UPPER or generic in (
        "路",
        "街",
        "巷",
        "组",
    ):  # seldom a name that the list lacks
        edge, size = edge_of(text, span.start), span.end - span.start
        joint = is_word(text[end - 1 : end + 1]) and text[end - 1] not in "州阳陵"
        known_form = text[end - 1] in LAST if generic == "组" else size == 2
        least = (
            1
            if generic == "组"
            or text.endswith(_WHENCE, 0, span.start)
            or _OF_A_ROAD.match(text, end)
            or _OF_A_SEAT.match(text, end)
            else 2
        )
        return span if known_form and not joint and edge >= least else None
    if text[span.start : end] in place_names() or text[end - 1] in LAST or edge_of(text, span.start) == 2:
        return span
    return None


def _numbered_before(text: str, end: int, generic: str) -> Span | None:
    """Return a name that begins with a number, as those of landforms and stations do (三道梁, 五里店)."""
    if generic in _ROADS or _NUMERALS.isdisjoint(text[max(0, end - LONGEST) : end]):
        return None
    match = _NUMBERED.search(text, max(0, end - LONGEST), end)
    return Span(match.start(), end) if match and edge_of(text, match.start()) else None


def _often_named(text: str, end: int, generic: str) -> Span | None:
    """Return a name that stands with its generic part more than once, though it is a word: 平安街道, 柳条桥.

    It has to be on the list, to end as names of villages do, or to hold three characters and no word (李家贤).
    """
    for size in (3, 2) if generic in _WELL_KNOWN else ():
        start, name = end - size, text[max(0, end - size) : end]
        if (
            start < 0
            or not _may_be_specific(name, generic)
            or not is_han(name)
            or holds_no_name(name)
            or name in _NEVER_SPECIFIC
        ):
            continue
        if edge_of(text, start) and text.count(name + generic) > 1 and _begins_surely(text, name + generic):
            return Span(start, end)
    return None


def _may_be_specific(name: str, generic: str) -> bool:
    if generic in _ROADS and name in _FIGURATIVE:
        return False
    if name in _COMMON:
        return generic in _OF_TOWNS and name + generic in full_names()
    if name in place_names() or name[-1] in LAST:
        return True
    return len(name) == 3 and generic in _SURE and not (is_word(name[1:]) or (is_word(name[:2]) and name[1] != "家"))


def bearer_told_twice(text: str, end: int, bearer: str) -> Span | None:
    """Return the name of a school or hospital that is a word (育红), if it is told of twice and is no kind of such.

    >>> bearer_told_twice("到育红小学。育红小学在村口", 3, "小学")
    Span(start=1, end=3)
    >>> bearer_told_twice("到实验小学。实验小学在村口", 3, "小学") is None
    True
    """
    for size in (3, 2):
        start, name = end - size, text[max(0, end - size) : end]
        if start < 0 or not is_han(name) or holds_no_name(name) or name in _NEVER_SPECIFIC:
            continue
        pairs = {name[at : at + 2] for at in range(size - 1)}
        if not pairs.isdisjoint(_KINDS_OF_BODIES) or not edge_of(text, start) or is_word(text[end - 1 : end + 1]):
            continue
        if text.count(name + bearer) > 1 and _begins_surely(text, name + bearer):
            return Span(start, end)
    return None


def _begins_surely(text: str, full: str) -> bool:
    """Whether a name with its generic part stands behind a sign or a higher place somewhere."""
    at = text.find(full)
    while at >= 0:
        if edge_of(text, at) == 2:
            return True
        at = text.find(full, at + len(full))
    return False


def list_before(text: str, end: int) -> Iterator[Span]:
    """Yield the names of a list that ends here, read backwards."""
    spans: list[Span] = []
    at = end
    while span := _item_before(text, at, first=not spans):
        if span.start == span.end:
            return
        spans.append(span)
        if text[span.start - 1 : span.start] not in ("、", "和", "及"):
            break
        at = span.start - 1
    if len(spans) > 1 or (spans and text[end] == "等"):
        yield from spans


def _item_before(text: str, at: int, *, first: bool) -> Span | None:
    """Return the item of a list that ends here; an empty span if it is no name, None if no list leads here."""
    start = at
    while start > max(0, at - 7) and is_han(text[start - 1]):
        start -= 1
    item = text[start:at]
    if start > 1 and text[start - 1] == "、" and "和" not in item:
        if len(item) == 1 and not first and item in surnames():
            return Span(start, at)  # 青石、陈、杏花岭三村
        if 2 <= len(item) <= 5:
            ends_well = item[-1] in LAST and item not in _COMMON
            fits = item in place_names() or ends_well or reads_like_a_name(item, frozenset(), sure=True)
            return Span(start if fits else at, at)
    return known_before(text, at) or name_before(text, at, sure=True)


def known_before(text: str, end: int, generic: str = "") -> Span | None:
    """Find a name of the list of townships and counties that ends here and begins where a name may begin."""
    names = _names_before(generic if generic in _UPPER else "")
    for size in range(min(LONGEST, end), 0, -1):
        name = text[end - size : end]
        if name in names:
            known = (name, name[-2:], text[end - size : end + 1], text[end - size : end + 2])
            if not _FAMOUS.isdisjoint(known) or _COUNTED.search(name):
                return None
            along = name in word_set("places", "along") and generic not in _UPPER  # 沿河旱厕
            if not along and _stands_there(text, end - size, end, generic):
                return Span(end - size, end)
    return None


@cache
def _names_before(upper: str) -> frozenset[str]:
    """Return the listed names that may stand before a generic part, without common words and provinces.

    Before 县 and similar parts only names listed with that part count; single characters only before 县 and 市.
    """
    names: Iterable[str] = place_names()
    if upper:
        names = (full.removesuffix(upper) for full in full_names() if full.endswith(upper))
    least = 1 if upper in ("县", "市") else 2  # 城区, 矿区
    return frozenset(name for name in names if len(name) >= least) - _COMMON - _PROVINCES


def _stands_there(text: str, start: int, end: int, generic: str) -> bool:
    """Whether a listed name is meant here, and not a word written the same way."""
    edge, name = edge_of(text, start), text[start:end]
    full = bool(generic) and name + generic in full_names()
    torn = is_word(text[end - 1 : end + 1])
    road = generic in _ROADS and not is_word(name)
    if ((road or generic == "组") and _is_open(text, start, end)) or (len(name) == 1 and edge < 2):
        return False
    if len(name) == 1 and text[start - 1 : start] in ("》", "”", "）"):
        return False  # 《条例》和县委部署
    if generic and edge < 2 and torn and not full:
        return False
    if is_word(name):
        if generic in _ROADS:
            return edge >= 1 and name not in _FIGURATIVE
        named = generic in ("镇", "乡", "街道", "村", "社区") and text[
            end + len(generic) : end + len(generic) + 1
        ] not in tuple("村域区级")
        below = text.endswith(_OF_TOWNS, 0, start) or text[start - 1 : start] == "〗"
        return (full and (edge == 2 or (edge == 1 and not torn))) or (edge == 2 and named and (below or not torn))
    return edge >= 1 or (len(name) > 2 and not is_word(text[start - 1 : start + 1]))


def _is_open(text: str, start: int, end: int) -> bool:
    """Whether the name of a road might be part of a phrase (山高路陡)."""
    return edge_of(text, start) < 2 and not _OF_A_ROAD.match(text, end)


def name_before(text: str, end: int, *, sure: bool = False) -> Span | None:
    """Return what reads like a name ending here: not a common word, and with a boundary before it."""
    best: tuple[int, Span] | None = None
    torn, typical = is_word(text[end - 1 : end + 1]), text[end - 1 : end] in LAST
    for size in (2, 3, 4):
        start = end - size
        if start < 0 or (size > 2 and not typical) or not _could_be_one(text[start:end], sure):
            continue
        edge = edge_of(text, start)
        if not edge or (torn and (edge < 2 or not typical)):
            continue
        looks = 2 * edge + typical + (size == 2)
        if best is None or looks > best[0]:
            best = looks, Span(start, end)
    return best[1] if best else None


def _could_be_one(name: str, sure: bool) -> bool:
    return is_han(name) and reads_like_a_name(name, frozenset(), sure=sure)


def company_before(text: str, end: int, *, sure: bool = False) -> Span | None:
    """Return the name of a company, two to four characters before the words for its trade, or None.

    Where those are `sure` to be a company's (有限公司), its name may be a word (万顺, 平安), and what it grows may
    stand between the two (众心百合种植合作社).
    """
    made = text[max(0, end - 2) : end]
    if sure and not _COUNTED.search(made) and (is_word(made) or made in word_set("people", "species")):
        if text[end - 3 : end - 2] == "〗":
            return None  # what its author hid is the name
        before = _company_ending(text, end - 2, sure) if end > 3 else None
        if (
            before
            and before.end - before.start == 2
            and text[before.start : before.end] not in words("places", "companies")
        ):
            return before  # 公司|与村|合作社 names none
    return _company_ending(text, end, sure)


def _company_ending(text: str, end: int, sure: bool) -> Span | None:
    """Return what may be the name of a company and ends here."""
    best: tuple[int, Span] | None = None
    for size in (2, 3, 4):
        start = end - size
        name = text[max(0, start) : end]
        edge = edge_of(text, start) if start >= 0 else 0
        shorter = text[best[1].start : end] if best else ""
        longer = best is not None and edge == best[0] and size == 3 and not _BRAND_SIGNS.issuperset(shorter)
        if edge and is_han(name) and _names_a_company(name, sure) and (best is None or edge > best[0] or longer):
            best = edge, Span(start, end)
    return best[1] if best else None


_IN_COMPANIES = compiled("[和万百千三双一之]")
"""What no place's name holds and companies' names like to."""


def _names_a_company(name: str, sure: bool) -> bool:
    if reads_like_a_name(name, _NO_COMPANIES) or (_BRAND_SIGNS.issuperset(name) and name not in _NO_COMPANIES):
        return True
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    if len(name) == 3 and name[-1] in _SHOP_ENDS and _NO_COMPANIES.isdisjoint((name, *pairs)) and not is_word(name[1:]):
        return not holds_no_name(name[:2]) and name[:2] not in _NEVER_SPECIFIC  # 益民堂
    if not sure or name in _NEVER_SPECIFIC or not _NO_COMPANIES.isdisjoint((name, *pairs)):
        return False
    return not holds_no_name(_IN_COMPANIES.sub("顺", name)) and (len(name) == 2 or not any(map(is_word, pairs)))


def could_be_in_column(name: str) -> bool:
    """Whether a cell of a column of villages is one: listed, or with a village's end, or no word at all."""
    if not 2 <= len(name) <= 4 or not is_han(name) or holds_no_name(name) or name in _NEVER_SPECIFIC | _KINDS_OF_BODIES:
        return False
    return (
        name in place_names() or name[-1] in LAST or not any(is_word(name[at : at + 2]) for at in range(len(name) - 1))
    )


def reads_like_a_name(name: str, common: frozenset[str], *, sure: bool = False) -> bool:
    """Whether a stretch could name a place: no common word in it, unless its end tells (鲤鱼岗)."""
    if name in _COMMON or name in common or name in _FAMOUS or name in _PROVINCES:
        return False
    if holds_no_name(name) or name[-2:] in _FAMOUS:
        return False
    if sure and len(name) > 2 and name[-1] in LAST and not (len(name) > 3 and is_word(name[:2])):
        return not any(name[at : at + 2] in _COMMON for at in range(len(name) - 1))
    return not any(is_word(name[at : at + 2]) or name[at : at + 2] in common for at in range(len(name) - 1))


@lru_cache(maxsize=4_096)
def _is_hard(char: str) -> bool:
    return bool(_HARD.match(char))


def edge_of(text: str, start: int) -> int:
    """Return how surely a place name may begin here: 2 behind punctuation or a higher place, 1 behind a word."""
    if start and text[start - 1] in "“‘":
        return 1
    if start == 0 or _is_hard(text[start - 1]):
        return 2
    if text.endswith(higher(), 0, start) and not is_word(text[start - 1 : start + 1]):
        return 2
    if is_word(text[start - 1 : start + 1]) and not text.endswith(_left_pairs(), 0, start):
        return 0
    if (
        text[start - 1].isdigit()
        or text.endswith(words("places", "left"), 0, start)
        or is_word(text[max(0, start - 2) : start])
    ):
        return 1
    return 0


@cache
def _left_pairs() -> tuple[str, ...]:
    return tuple(word for word in words("places", "left") if len(word) > 1)


_VERBS_AT_END = characters("places", "last_verbs")
_VERBS_AT_START = characters("places", "first_verbs")
_NO_PART_OF_A_NAME = characters("places", "function")


@cache
def higher() -> tuple[str, ...]:
    """Return what a lower place's name may follow: generic parts of higher ones, and provinces."""
    return (*words("places", "upper"), *words("places", "lower"), "省", *words("places", "provinces"))


def is_han(text: str) -> bool:
    """Whether a text consists of Han characters only."""
    return bool(_HAN.fullmatch(text))


_HAN = compiled(f"[{HAN}]+")


def holds_no_name(text: str) -> bool:
    """Whether a text contains characters that no place name contains: function words, or verbs at either end."""
    begins = text[0] in _VERBS_AT_START and not (text[0] == "上" and text[-1] in LAST)  # 上沙
    return (
        bool(set(pattern("places", "moons").sub("", text)) & _NO_PART_OF_A_NAME) or text[-1] in _VERBS_AT_END or begins
    )
