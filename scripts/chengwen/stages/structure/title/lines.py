"""Judge a single line: whether it could be a title, reads like one, or begins the text below it.

The words of the line alone decide, never blank lines or indents, so that a cleaned text gets the same result as the raw
one. Not titles, though they look like it: a salutation (各位代表：), a document number, a grade of secrecy, a numbered
heading, a first sentence.
"""

from __future__ import annotations

from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_any
from chengwen.knowledge.labels import label
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern, read_table

LONGEST = 60
"""In code points: a longer line is a title only if it ends in the name of a kind of document."""
LONGEST_NAMED = 100
"""In code points: titles with 关于印发《…》的 and two issuing bodies."""

_DOCUMENT_NUMBER = compiled(r"[〔\[（(](?:19|20)[0-9*X×x]{2}[〕\]）)] ?第? ?[0-9*X×x]{1,5} ?号$")
_SECRECY = pattern("titles", "secrecy")
_SPOKEN = pattern("titles", "spoken")
"""A title in two parts: 党课讲稿：我们该怎样为人民服务？"""
_PAIRED = pattern("titles", "paired")
_FIELD = pattern("titles", "field")
"""A line of the metadata that government pages set above a title."""
_DATE = compiled(rf"^[（(]?(?:[0-9Xx*×○〇零一二三四五六七八九]{{4}}|{label('date')})年[^，。]{{0,12}}[月日][）)]?$")
_NUMBERED = numbered(
    "第一章", "第一部", "第一节", "第一、", "一章", "一、", "一.", "（一）", "1.", "1、", "1、5", "1.1"
)
_HAN = compiled(f"[{HAN}]")
STOPS, _ENDS = "。；", ("：", "？", ":", ";")
"""What no title holds, and what none ends in."""
_NOT_FIRST = "：，、:,.．!！?？)）》”"
"""No title begins with these."""
_GOES_ON = "的及和与暨、年"
"""With these at its end a title goes on."""
_OPENS_TITLE = compiled("(?:19|20)[0-9X×*]{2}|在|——|—|[（(〔]|.{1,8}[省市县区镇乡村](?![场民级])")
SHORTEST_OF_COUPLET = 5
SHORTEST_HALF = 4
"""In code points: of two halves above a title that says only to whom; elsewhere such words are a site's slogan."""
LONGEST_HALF = 30
"""In code points: the longest second half of a title that may be one itself."""
_MENU = compiled("[^|｜●•◆▪▏‖]{1,16}(?:[|｜●•◆▪▏‖][^|｜●•◆▪▏‖]{1,12}){2,}$")
"""Short words between signs: 讲话 ● 主持词 ● 心得."""
_SUBTITLE = ("-", "—", "–")
"""A line that begins like this stands below the title: ——在全县大会上的讲话."""
_REMARK = compiled("[（(][^（）()]{1,20}[）)]$")
_SAID_TO = compiled("致.|在.{2,40}上的")


def looks_like_title(content: str) -> bool:
    """Whether a line reads like the title of an official document.

    >>> looks_like_title("2023年乡镇党建工作情况汇报（3631字）"), looks_like_title("现将情况报告如下：")
    (True, False)
    >>> looks_like_title("上半年安全生产工作总结和下半年重点")
    True
    """
    if _SPOKEN.match(content):
        return True
    if not could_be_title(content, LONGEST_NAMED):
        return False
    bare = without_remark(content)
    return (bare.endswith(_title_endings()) and len(bare) > 3) or _PAIRED.search(bare) is not None


def is_kind(content: str) -> bool:
    """Whether a line is the name of a kind of document and nothing else: 致辞, 通知, 倡议书."""
    return content in _kinds()


def without_remark(title: str) -> str:
    """Return a title without the brackets at its end.

    >>> without_remark("2023年乡镇党建工作情况汇报（3631字）")
    '2023年乡镇党建工作情况汇报'
    """
    return _REMARK.sub("", title)


def could_be_title(content: str, longest: int = LONGEST) -> bool:
    """Whether a line may be a title, by its length and by what it is not: a sentence, a heading, a letterhead."""
    return (
        2 <= len(content) <= longest
        and "。" not in content
        and "；" not in content  # STOPS, without a call: asked of every short line, again and again
        and not content.endswith(_ENDS)
        and ("\u4e00" <= content[0] <= "\u9fff" or (content[0] not in _NOT_FIRST and _HAN.search(content) is not None))
        and not _NUMBERED.match(content)
        and not is_letterhead(content)
        and not _MENU.match(content)
    )


def goes_on_in(first: str, second: str) -> bool:
    """Whether a title of two lines begins on one and ends on the next.

    The first names a year, a place or a body and no kind of document; the second does, and could not open a title.

    >>> goes_on_in("东湖街道2018年“扫黑除恶”", "专项斗争工作情况汇报"), goes_on_in("河湾县政务公开网", "2023年工作总结")
    (True, False)
    """
    if not (could_be_title(first) and could_be_title(second)) or len(first) < 8 or looks_like_title(first):
        return False
    if holds_any(first + second, "，！!") or second.startswith("关于") or is_subtitle(second):
        return False
    if not looks_like_title(first + second):
        return False
    opens = first.startswith("关于") or first[-1] in _GOES_ON or _is_open(first)
    if looks_like_title(second):
        named = pattern("titles", "first_half").search(first) and not _OPENS_TITLE.match(second)
        return len(second) <= LONGEST_HALF and (opens or named is not None)
    return len(second) <= 12 and not second[0].isdigit() and len(first) >= 12


def is_couplet(first: str, second: str, shortest: int = SHORTEST_OF_COUPLET) -> bool:
    """Whether two lines are as long as each other and may both be titles: those above a subtitle are one title.

    >>> is_couplet("支部建在产业链上", "党员聚在致富路头"), is_couplet("青石镇人民政府", "2023年工作总结")
    (True, False)
    """
    alike = len(first) == len(second) >= shortest
    return alike and all(could_be_title(one) and not looks_like_title(one) for one in (first, second))


def is_in_halves(content: str, shortest: int = SHORTEST_OF_COUPLET) -> bool:
    """Whether a line has two halves as long as each other, as the first line of a speech's title has.

    >>> is_in_halves("凝心聚力谋发展 团结奋进谱新篇"), is_in_halves("青石镇人民政府 2023年工作总结")
    (True, False)
    """
    halves = content.split()
    return len(halves) == 2 and is_couplet(halves[0], halves[1], shortest)


def is_said_to(content: str) -> bool:
    """Whether a title says only to whom or where: 致全体居民的倡议书, 在全县大会上的讲话; what it says stands above it.

    >>> is_said_to("致全体居民的倡议书"), is_said_to("2023年工作总结")
    (True, False)
    """
    return _SAID_TO.match(content) is not None and looks_like_title(content)


def _is_open(content: str) -> bool:
    """Whether a quotation or bracket of a line is not closed."""
    return any(content.count(left) > content.count(right) for left, right in ("“”", "《》", "（）"))


def is_subtitle(content: str) -> bool:
    """Whether a line begins with the dash of a subtitle, which stands below the title.

    >>> is_subtitle("——在全县大会上的讲话")
    True
    """
    return content.startswith(_SUBTITLE)


def is_letterhead(content: str) -> bool:
    """Whether a line is a document number, a grade of secrecy, a date or a labelled field above a title."""
    return bool(
        is_document_number(content)
        or _SECRECY.match(content)
        or ("年" in content and _DATE.match(content))
        or _FIELD.match(content)
    )


def is_document_number(content: str) -> bool:
    """Whether a line ends in a document number.

    >>> is_document_number("安农信复〔2022〕6号")
    True
    """
    return content.endswith("号") and _DOCUMENT_NUMBER.search(content) is not None


def begins_text(content: str) -> bool:
    """Whether the text itself begins on a line: a numbered heading, or a sentence of some length."""
    return bool(_NUMBERED.match(content)) or (len(content) >= 40 and "。" in content) or content.endswith(("。", "："))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_title_endings())


@cache
def _title_endings() -> tuple[str, ...]:
    return tuple(ending for genre in read_table("genres", "genres") for ending in genre["endings"])
