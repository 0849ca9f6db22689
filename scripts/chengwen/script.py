"""Turn a mainland text that a site serves in traditional script back into simplified characters.

Judged once for the whole document: many characters that only the traditional script has, and nothing that only Hong
Kong, Macao or Taiwan would write. The conversion is OpenCC's t2s with its table of phrases, never character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from chengwen.lines import HAN, cut
from chengwen.text import Edit, replace

RULE = "traditional-to-simplified"
SHARE = 0.06
"""Share of Han that only the traditional script has. Mirrors of mainland texts have 0.2 to 0.4; a simplified text with a
quotation or a name in traditional script stays below 0.02."""
READ = 20_000

_ONLY = re.compile(
    "[們個為來這說時會對國學經過還業東車長開關門問間見觀書買賣錢錯風飛馬魚鳥黨導領總結習貫徹實現發揮組織幹部群眾農村鄉鎮縣區"
    "戶戰鬥設備質產務職責權義議論討課題標準規劃計預決強調動員單位幫扶貧脫貧攻堅鞏協調層級應該與從眾進運動達標優環節約條"
    "鄉網絡訊號電視報紙筆記憶願顧問題顯著傳統維護穩創新興項目歷屆資訊財稅貿糧災險醫療衛養老兒婦聯繫團隊際參與構畫劃]"
)
_ALSO_SIMPLIFIED = re.compile("[群村幹部徹底位目位堅議題條約動員老與項紙]")
_ELSEWHERE = re.compile(
    "特區政府|立法會|行政院|立法院|中華民國|民國[0-9一二三四五六七八九十]{1,3}年|臺北|台北|臺灣|台灣|高雄|行政長官|財政司|政務司"
    "|區議會|澳門|香港|署長|里長|鄉公所|市政府[^，。]{0,6}局處|縣市政府|[「」『』]"
)
_MAINLAND = re.compile(
    "黨委|黨建|縣委|鎮黨|鄉鎮|村委|支部|習近平|社會主義|中國共產黨|街道辦|省委|市委|人民政府|幹部職工"
)


def simplify(text: str) -> Iterator[Edit]:
    """Give the conversion of each line that changes; the ledger makes one edit a line of it."""
    if not is_traditional_mainland(text):
        return
    for line in cut(text):
        yield from _differences(line.start, line.content, _converter().convert(line.content))


def is_traditional_mainland(text: str) -> bool:
    """Tell whether a text is mostly in traditional script and nothing says that it was written so."""
    head = text[:READ]
    if not _ONLY.search(head):
        return False
    found = len(_ONLY.findall(head)) - len(_ALSO_SIMPLIFIED.findall(head))
    han = len(re.findall(f"[{HAN}]", head))
    if han < 20 or found < SHARE * han:
        return False
    elsewhere = {match.group() for match in _ELSEWHERE.finditer(head)}
    return len(elsewhere) < 2 or len(_MAINLAND.findall(head)) > 2 * len(_ELSEWHERE.findall(head))


def _differences(start: int, old: str, new: str) -> Iterator[Edit]:
    """Give what a conversion changed, stretch by stretch where both have the same length, otherwise as a whole."""
    if len(old) != len(new):
        yield replace(start, start + len(old), new, RULE)
        return
    for match in re.finditer("1+", "".join("01"[a != b] for a, b in zip(old, new, strict=True))):
        low, high = match.span()
        yield replace(start + low, start + high, new[low:high], RULE)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
