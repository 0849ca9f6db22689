"""Find postal addresses: a street, a village or a block of flats with its number, and the places before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.found import Found
from chengwen.knowledge import read_table
from chengwen.lines import HAN
from chengwen.text import Span

RULE = "anon-address"
_STREET = "(?:路|街|大道|巷|弄|胡同|道)(?:[东西南北中][段路]?)? ?[0-9]{1,5}(?:-[0-9]{1,4})?号"
_VILLAGE = "(?:村|屯|庄|寨)(?:第?[0-9一二三四五六七八九十]{1,3}(?:村民小组|组|队|社))?[0-9]{1,4}号"
_BLOCK = (
    "(?:小区|花园|新村|家园|花苑|苑|公寓|宿舍|大院|家属院|嘉园|名城|新城|广场|大厦|社区)"
    " ?[0-9]{1,3}(?:号楼|栋|幢|座) ?(?=[0-9])"
)
_NO_ADDRESS = "(?!线|桥|井|文|令|机组|台风|标段|地块|窑|坑|泵|炉|路|煤|楼梯|洞|库|闸|墩|点位|小组|大棚|冷库|塘|池)"
"""What a number counts in the name of a thing: 12号线, 3号桥."""
_ROOM = "(?:[A-Z]座|附?[0-9]{1,4}(?:-[0-9]{1,4})?(?:号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|户|房|门|铺))"
_NUMBER = re.compile("[0-9][号栋幢座]")
"""What every address holds."""
_BEFORE = re.compile(
    "地址|住址|住所|居住地|户籍地|所在地|现住|家住|居住在|居住于|居住|住在|住于|暂住|位于|地处|坐落于|坐落在|坐落|设在|设于"
    "|迁至|搬至|搬到|邮寄|寄至|寄往|送至|送到|前往|来到|赶到|回到|抵达|到达|起火|租用|租住|租赁|购买|名下|系|为|是|在|到|至"
    "|于|从|由|即|与|和|及|的|将|把|对|向"
)
_NOT_HAN = re.compile(f"[^{HAN}0-9〖〗]")
BEFORE = 30
"""How many characters of place names may stand before a street."""
SHORTEST = 5


def find_addresses(text: str) -> Iterator[Found]:
    """Find every address with a house number, from the first place name behind the province on."""
    for match in _core().finditer(text) if _NUMBER.search(text) else ():
        start = _begin(text, match.start(), match.end())
        if match.end() - start >= SHORTEST:
            yield Found(Span(start, match.end()), "address", RULE)


def _begin(text: str, core: int, end: int) -> int:
    """Tell where the places before a street begin: behind a mark, or a word such as 位于."""
    start = max(0, core - BEFORE)
    for stop in _NOT_HAN.finditer(text, start, core):
        start = stop.end()
    for word in _BEFORE.finditer(text, start, core):
        if core - word.end() >= 1:
            start = word.end()
    while start < core and text[start] in "0123456789〗":
        start += 1
    province = _province().match(text, start, end)
    return province.end() if province else start


@cache
def _core() -> re.Pattern[str]:
    """Match what makes an address: a street, a village or a block of flats, with its number."""
    return re.compile(
        f"(?:(?:{_STREET}|{_VILLAGE}){_NO_ADDRESS}|{_BLOCK})"
        f"(?:[{HAN}]{{2,8}}(?:小区|花园|大厦|广场|大院|家属院|宿舍|公寓|苑))?院?"
        f"(?:[{HAN}]{{1,8}}(?=[0-9]{{1,4}}室))?(?: ?{_ROOM}){{0,5}}(?:[0-9]{{3,4}}(?![0-9年元人]))?"
    )


@cache
def _province() -> re.Pattern[str]:
    provinces = "|".join(read_table("places", "words")[0]["provinces"].split())
    return re.compile(f"(?:{provinces})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?")
