"""Find addresses with the number of a house, a block or a room: 柳河路12号3栋201室, 住大湾村七组.

What is told of a place that everybody may go to (the address of an office, 12号线) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import stands_behind
from chengwen.knowledge.tables import any_word, full_names, is_word, place_names, word_pattern, words
from chengwen.text import Span

ADDRESS = "anon-address"
PLACE_OF_ABODE = compiled(f"[{HAN}0-9A-Za-z〖〗#（）()-]{{3,40}}")
_STREET = "(?:路|街|大道|巷|弄|胡同|道)(?:[东西南北中][段路]?)? ?[0-9]{1,5}(?:-[0-9]{1,4})?号"
_VILLAGE = (
    "(?:村|屯|庄|寨)(?:第?[0-9一二三四五六七八九十]{1,3}(?:村民小组|组|队|社)|[东南西北前后中][0-9一二三四五六七八九十]{1,2}[排巷街])?"
    "[0-9]{1,4}号"
)
_BLOCK = (
    f"(?:{any_word('identifiers', 'blocks')})(?:[一二三四五六七八九十东南西北中][区期苑])? ?"
    "(?:[甲乙]?[0-9]{1,3}(?:号楼|栋|幢|座) ?(?=[0-9一二三四五六东西南北中]{1,2}(?:单元|门|层|楼)|[0-9]{2})"
    "|[0-9]{1,4}号(?=[0-9]{2,4}室))"
)
_NO_ADDRESS = f"(?!{any_word('identifiers', 'no_house')})"
"""What a number counts in the name of a thing: 12号线, 3号桥."""
_ROOM = (
    "(?:[A-Z]座|[东南西北]屋|[一二三四五六七八九十东西南北中]{1,2}(?:单元|门|层)"
    "|附?[0-9]{1,4}(?:-[0-9]{1,4})?(?:号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|户|房|门|铺))"
)
_NUMBERED, _DIGITS_BEFORE = "号栋幢座", frozenset("0123456789")
"""What every address holds: one of these signs behind a digit."""
_BEFORE = word_pattern("identifiers", "before_address")
_NOT_HAN = compiled(f"[^{HAN}0-9〖〗]")
BEFORE = 30
"""How many characters of place names may stand before a street."""
SHORTEST = 5


def find_addresses(text: str) -> Iterator[Find]:
    """Yield every address with a house number, from the first place name behind the province on."""
    numbered = stands_behind(text, _NUMBERED, _DIGITS_BEFORE)
    for match in _core().finditer(text) if numbered else ():
        start = _begin(text, match.start(), match.end())
        if match.end() - start >= SHORTEST and not _is_office(text, start, match.end()):
            yield Find(Span(start, match.end()), "address", 0, ADDRESS)
    for match in _lives().finditer(text) if "住" in text else ():
        yield Find(Span(*match.span("place")), "address", 0, ADDRESS)
    for match in _AT_HOME.finditer(text):
        yield Find(Span(*match.span("place")), "address", 0, ADDRESS)
    for match in _ROOM_ALONE.finditer(text) if numbered else ():
        yield Find(Span(*match.span("place")), "address", 0, ADDRESS)


def _is_office(text: str, start: int, end: int) -> bool:
    """Whether an address is that of an office: it stands behind one in brackets, or an office or postcode follows."""
    bracketed = text[start - 1 : start] in ("（", "(") and _BODY.search(text, max(0, start - 4), start - 1)
    return bool(bracketed or _OF_AN_OFFICE.match(text, end))


_BODY = compiled(r"(?:中心|[局股办处馆厅部委])\Z")
_OF_AN_OFFICE = compiled(
    "[，,；（(]?(?:邮编|邮政编码)|(?:(?:省|市|州|县|区|乡|镇)(?:人民|委)?|街道)"
    "(?:政府|组织部|纪委|法院|检察院|[\u4e00-\u9fff]{2,8}(?:局|办公室|大厅|中心))"
)
"""What stands behind the address of an office, which is everybody's."""


_HOME = (
    "[住家户](?:(?<=[，。；：（、\u3000 \n岁人族租暂居现]住)(?:址|所|在|于)?|(?<=家)[住在](?:址|在|于)?"
    "|(?<=户)籍(?:所在)?地(?:址)?|(?<=家)庭[住地]址)"
)
"""What leads up to where somebody lives."""
_AT_HOME = compiled(
    f"{_HOME}[为是在：: ]{{0,2}}(?P<place>(?![院房宿建户读校持])"
    f"(?:[{HAN}]{{3,16}}[A-Z]?[0-9]{{1,4}}(?:-[0-9]{{1,4}}){{1,3}}室?"
    f"|[{HAN}]{{2,16}}[A-Z]?[0-9]{{1,4}}(?:[栋幢座排](?:[{HAN}]{{0,4}}[0-9]{{2,4}})?室?|号[0-9]{{2,4}}室|号房?|室)"
    f"|[{HAN}]{{2,16}}[A-Z]区[0-9]{{1,4}}[栋幢座][{HAN}0-9]{{2,8}}"
    f"|[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,3}}室"
    f"|[{HAN}]{{4,20}}[村社区寨屯庄][{HAN}0-9]{{1,5}}[组社队])"
    "(?=[，,。；;、）)\t\n]|$))"
)
"""Where somebody lives, though neither street nor estate shows (住望江区石塘二区14幢105室)."""
_ROOM_ALONE = compiled(
    "(?:(?:现?住|家住)(?:址|在|于)?[:：]?[甲乙]?|(?:廉租|公租|安置|周转|保障|经适)房|(?<=[\u4e00-\u9fff])[（(])"
    "(?P<place>[0-9]{1,3}(?:幢|栋|座|号楼)(?:[0-9]{1,2}单元)?[0-9]{3,4}室?(?![0-9年元万户人套]))"
)
"""Where somebody lives in the estate that the document is about: 住3幢2单元601."""


@cache
def _lives() -> re.Pattern[str]:
    return compiled(
        f"住(?:址|所|在|于)?[:：]?(?P<place>[{HAN}]{{2,16}}[村屯寨](?:委会)?(?:[{HAN}]{{1,3}}|第?[0-9一二三四五六七八九十]{{1,3}})"
        "(?:小组|组|社|队)(?:[0-9]{1,4}号)?)(?=[，。；、 \u3000\t\n）)]|$)"
    )


def _begin(text: str, core: int, end: int) -> int:
    """Return where the places before a street begin: behind punctuation, or behind a word such as 位于."""
    start = max(0, core - BEFORE)
    for stop in _NOT_HAN.finditer(text, start, core):
        start = stop.end()
    for word in _BEFORE.finditer(text, start, core):
        one = text[word.start() : word.end() + 1]  # 向阳路 does not begin behind 向
        whole = is_word(one) or one in place_names() or one in full_names()  # 安和县
        if core - word.end() >= 1 and not (len(one) == 2 and whole):
            start = word.end()
    if hidden := _HIDDEN_HIGHER.search(text, start, core):
        start = hidden.end()
    while start < core and text[start] in "0123456789〗":
        start += 1
    province = _province().match(text, start, end)
    return province.end() if province else start


_HIDDEN_HIGHER = compiled(".*〗(?:街道|自治县|[省市州县区乡镇村])?")
"""What its author hid of an address, and what kind of place that is."""


@cache
def _core() -> re.Pattern[str]:
    """Return the pattern for the core of an address: a street, a village or a block of flats, with its number."""
    first_of_block = "".join(sorted({word[0] for word in words("identifiers", "blocks")}))
    return compiled(
        f"(?=[路街大巷弄胡道村屯庄寨{first_of_block}])"
        f"(?:(?:{_STREET}|{_VILLAGE}){_NO_ADDRESS}|{_BLOCK})"
        f"(?:[{HAN}]{{0,8}}(?:小区|花园|大厦|广场|大院|家属院|家属区|宿舍|公寓|苑|园(?=[0-9])|院(?=[0-9])))?院?甲?"
        f"(?:[{HAN}]{{1,8}}(?=[0-9]{{1,4}}室))?(?: ?{_ROOM}){{0,5}}"
        "(?:[0-9]{3,4}(?![0-9年元人])|[0-9]{1,2}(?:-[0-9]{1,4}){1,2}(?![0-9-]))?"
        "(?:[前后东南西北]院|院内|地下室|平房|门面(?!房))?"
    )


@cache
def _province() -> re.Pattern[str]:
    return compiled(f"(?:{any_word('places', 'provinces')})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?")
