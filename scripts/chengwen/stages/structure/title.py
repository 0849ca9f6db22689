"""Find the line that is a document's title.

The decision rests on the words of the lines alone, never on blank lines or indents, so that a cleaned text gets the
same result as the raw one. Not titles, though they look like it: a salutation (各位代表：), a document number, a grade
of secrecy, a numbered heading, a first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.labels import label
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern, read_table

HEAD = 15
"""How many lines of a text are examined; heads of scraped documents seen are up to 13 lines long."""
LONGEST = 60
"""Titles with 关于…的 have up to some 50 characters; the longest of the samples has 17."""

_DOCUMENT_NUMBER = re.compile(r"[〔\[（(](?:19|20)[0-9*X×x]{2}[〕\]）)] ?第? ?[0-9*X×x]{1,5} ?号$")
_SECRECY = pattern("titles", "secrecy")
_SPOKEN = pattern("titles", "spoken")
"""A title in two parts: 党课讲稿：我们该怎样为人民服务？"""
_FIELD = pattern("titles", "field")
"""A line of the metadata that government pages set above a title."""
_DATE = re.compile(rf"^[（(]?(?:[0-9Xx*×○〇零一二三四五六七八九]{{4}}|{label('date')})年[^，。]{{0,12}}[月日][）)]?$")
_NUMBERED = numbered(
    "第一章", "第一部", "第一节", "第一、", "一章", "一、", "一.", "（一）", "1.", "1、", "1、5", "1.1"
)
_HAN = re.compile(f"[{HAN}]")
_STOPS = re.compile("[。；：？:;]$|[。；]")
_SUBTITLE = re.compile("[-—–]{1,3}")
"""A line that begins like this stands below the title: ——在全县大会上的讲话."""
_REMARK = re.compile("[（(][^（）()]{1,20}[）)]$")


def find_title(draft: Draft, without: Collection[int] = ()) -> Line | None:
    """Return the title among the first lines, or None; computed once for each draft and set of lines.

    `without` are the numbers of lines (of `draft.lines`) known not to belong to the document.
    """
    return draft.once(_find_title, frozenset(without))


def _find_title(draft: Draft, without: frozenset[int]) -> Line | None:
    """Find the title.

    A line that ends in the name of a kind of document (总结, 报告, 方案 …) is the title. Otherwise it is the very first
    line, if that is short, not a sentence, and something longer follows.
    """
    head: list[Line] = []
    for number, line in enumerate(draft.lines):
        if number in without:
            continue
        if len(head) == HEAD:
            break
        head.append(line)
        if draft.of_line(begins_text, line.content):
            break
    for line, before in zip(head[:-1], [None, *head], strict=False):
        if draft.of_line(looks_like_title, line.content):
            return before if before and _SUBTITLE.match(line.content) and could_be_title(before.content) else line
    first = next((line for line in head if not _is_letterhead(line.content)), None)
    if first and first is not head[-1] and could_be_title(first.content) and begins_text(head[-1].content):
        return first if len(first.content) < len(head[-1].content) else None
    return None


def looks_like_title(content: str) -> bool:
    """Whether a line reads like the title of an official document.

    >>> looks_like_title("2023年乡镇党建工作情况汇报（3631字）"), looks_like_title("现将情况报告如下：")
    (True, False)
    """
    if _SPOKEN.match(content):
        return True
    if not could_be_title(content):
        return False
    bare = without_remark(content)
    return bare.endswith(_title_endings()) and len(bare) > 3


def without_remark(title: str) -> str:
    """Return a title without the brackets at its end.

    >>> without_remark("2023年乡镇党建工作情况汇报（3631字）")
    '2023年乡镇党建工作情况汇报'
    """
    return _REMARK.sub("", title)


def could_be_title(content: str) -> bool:
    """Whether a line may be a title, by its length and by what it is not: a sentence, a heading, a letterhead."""
    return (
        2 <= len(content) <= LONGEST
        and _HAN.search(content) is not None
        and not _STOPS.search(content)
        and not _NUMBERED.match(content)
        and not _is_letterhead(content)
    )


def is_subtitle(content: str) -> bool:
    """Whether a line begins with the dash of a subtitle, which stands below the title.

    >>> is_subtitle("——在全县大会上的讲话")
    True
    """
    return bool(_SUBTITLE.match(content))


def _is_letterhead(content: str) -> bool:
    return bool(
        _DOCUMENT_NUMBER.search(content) or _SECRECY.match(content) or _DATE.match(content) or _FIELD.match(content)
    )


def begins_text(content: str) -> bool:
    """Whether the text itself begins on a line: a numbered heading, or a sentence of some length."""
    return bool(_NUMBERED.match(content)) or (len(content) >= 40 and "。" in content) or content.endswith(("。", "："))


@cache
def _title_endings() -> tuple[str, ...]:
    return tuple(ending for genre in read_table("genres", "genres") for ending in genre["endings"])
