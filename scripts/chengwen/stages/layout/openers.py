"""Find where a heading or a title ends that has run into the text: at a salutation, at the opener of a sentence.

一、前段工作的回顾今年以来，全县… ends before 今年以来. What surely opens a sentence ends a heading anywhere; 按照, 我县
and the like do only where the document is known to be glued. The words are in words/layout.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.title.lines import looks_like_title

LONGEST = 45
"""How far into a paragraph the end of its heading is looked for."""
SHORTEST = 22
"""A first sentence up to this length is a heading of its own, whatever it says."""
LONGEST_HEADING = 60
"""A first sentence beyond this length is no heading, so that there must be one in it."""
_STOP = compiled("[。！？；]")
_GAP = compiled("[^。；！？：:]{2,40}?(?P<gap>[ \u3000]{2,}|\t)(?=[^ \u3000\t])")
_TEXT_BEHIND_GAP = 15
_BLANK = compiled("(?P<head>[^。；！？： \u3000]{3,24}) (?=[^ \u3000])")
"""A heading, one blank, the text: as a converter leaves it where it parts nothing else by blanks."""
_ALONE = 60
"""So many characters behind a blank have no other one."""
_SENTENCE = compiled("[一二三]是|按照|根据|依照|参照|方案$|[、和与及的]$")
_YEAR = compiled("(?:19|20)[0-9X×*]{2}年")
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Openers:
    """The patterns of words/layout.toml."""

    sure: re.Pattern[str]
    likely: re.Pattern[str]
    after_noun: re.Pattern[str]
    nouns: tuple[str, ...]
    noun: re.Pattern[str]
    goes_on: re.Pattern[str]
    unfinished: re.Pattern[str]
    salutation: re.Pattern[str]
    addressed: re.Pattern[str]


@cache
def openers() -> Openers:
    """Return the openers, read once."""
    one = read_table("layout", "openers")[0]
    return Openers(
        sure=compiled(one["sure"]),
        likely=compiled(one["likely"]),
        after_noun=compiled(one["after_noun"]),
        nouns=tuple(one["nouns"]),
        noun=compiled(f"(?:{'|'.join(one['nouns'])})+"),
        goes_on=compiled(one["goes_on"]),
        unfinished=compiled(one["unfinished"]),
        salutation=compiled(read_table("layout", "salutations")[0]["pattern"]),
        addressed=compiled(read_table("layout", "salutations")[0]["addressed"]),
    )


@dataclass(frozen=True, slots=True)
class HeadingEnd:
    """Where a heading ends and its text begins, counted from behind its number."""

    end: int
    text: int
    sure: bool
    """Whether it holds in any document, or only in one that is known to be glued."""


def heading_end(rest: str) -> HeadingEnd | None:
    """Return where the heading at the beginning of a paragraph ends, its number left out; None if it need not be cut.

    >>> heading_end("前段工作的回顾今年以来，全县上下齐心协力，夏粮再获丰收。")
    HeadingEnd(end=7, text=7, sure=True)
    >>> heading_end("加强今年以来工作的总结，推动各项任务按期完成，力争先进。")
    """
    gap = _GAP.match(rest)
    if gap and "。" in rest[gap.end() :] and len(rest) - gap.end() >= _TEXT_BEHIND_GAP:
        return HeadingEnd(gap.start("gap"), gap.end(), sure=True)
    stop = _STOP.search(rest)
    sentence = rest[: stop.start()] if stop else rest
    if len(sentence) < SHORTEST:
        return None
    found = openers()
    blank = _BLANK.match(rest)
    if blank and _is_whole(blank["head"], found, by_noun=False) and _is_alone(rest, blank.end()):
        return HeadingEnd(blank.end("head"), blank.end(), sure=False)
    for pattern, sure in ((found.sure, True), (found.likely, False), (found.after_noun, False)):
        for match in pattern.finditer(sentence, 3, LONGEST + 40):
            head = sentence[: match.start()]
            if len(head) <= LONGEST and _is_whole(head, found, by_noun=pattern is found.after_noun):
                return HeadingEnd(len(head), len(head), sure=sure)
    return _behind_noun(sentence, found) if len(sentence) > LONGEST_HEADING else None


def _is_alone(rest: str, behind: int) -> bool:
    """Whether the blank before an offset is the only one far and wide, and a text stands behind it."""
    return " " not in rest[behind : behind + _ALONE] and len(rest) - behind >= _TEXT_BEHIND_GAP


def _behind_noun(sentence: str, found: Openers) -> HeadingEnd | None:
    """Return the end of a heading in a sentence too long for one: behind the first noun that headings end in."""
    for match in found.noun.finditer(sentence, 3, LONGEST):
        head = sentence[: match.end()]
        goes_on = found.goes_on.match(sentence, match.end()) or sentence[match.end() : match.end() + 1] in ",;:"
        if _is_whole(head, found, by_noun=False) and not goes_on:
            return HeadingEnd(len(head), len(head), sure=False)
    return None


def _is_whole(head: str, found: Openers, *, by_noun: bool) -> bool:
    if found.unfinished.search(head) or head.count("“") != head.count("”") or head.count("《") != head.count("》"):
        return False
    return not by_noun or (head.endswith(found.nouns) and len(head) <= 12 and "，" not in head)


def opens_sentence(heading: str) -> bool:
    """Whether what looks like a heading holds the beginning of a sentence."""
    return _SENTENCE.search(heading) is not None


def begins_sentence(rest: str) -> bool:
    """Whether a text begins with the opener of a sentence."""
    return any(one.match(rest) for one in (openers().sure, openers().likely))


def title_ends(content: str, numbers: tuple[int, ...]) -> list[int]:
    """Return where a title that a paragraph begins with ends, and the salutation behind it; nothing if there is none.

    `numbers` are the offsets of numbers that begin paragraphs within the line.

    >>> title_ends("全县秋收工作会议讲话稿同志们：今天我们召开全县秋收工作会议，安排当前任务。", ())
    [11, 15]
    """
    if len(content) < SHORTEST:
        return []
    found = openers()
    for pattern in (found.salutation, found.addressed):
        for address in pattern.finditer(content, 4, LONGEST_TITLE + 70):
            speaks = len(content) - address.end() >= SHORTEST
            if speaks and _is_title(content[: address.start()], greeted=pattern is found.salutation):
                return [address.start(), address.end()]
    for at in sorted({*_opened(content), *numbers}):
        if 4 < at <= LONGEST_TITLE and _is_title(content[:at], greeted=False):
            return [at]
    return []


def _is_title(head: str, *, greeted: bool) -> bool:
    if len(head) > LONGEST_TITLE:
        return False
    if greeted and len(head) >= 6 and not re.search("[。，；：！？>》|_ ]", head):
        return True
    return "，" not in head and looks_like_title(head)


def _opened(content: str) -> set[int]:
    """Return where a sentence may open: at an opener, at a year if no other year stands before it."""
    found = openers()
    opened = {
        match.start()
        for pattern in (found.sure, found.likely)
        for match in pattern.finditer(content, 4, LONGEST_TITLE + 40)
    }
    years = list(_YEAR.finditer(content, 0, LONGEST_TITLE + 5))[:2]
    return opened | {year.start() for year in years if year.group() == years[0].group()}
