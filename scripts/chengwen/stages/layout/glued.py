"""Split paragraphs that lost their line ends: before numbers that count on, behind a title, behind a heading.

`…取得以下成效：一、加强领导…` is split before 一、 only if 二、 follows somewhere; it is never split before 一是. An
enumeration inside a sentence (…；2.…；3.…) is left as it is. Which numbers count on is decided over the whole text
(structure/sequence.py); where a heading without a full stop ends is decided in openers.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import Number, number_at, numbered, value_of
from chengwen.stages.layout.openers import LONGEST_TITLE, HeadingEnd, heading_end, opens_sentence, title_ends
from chengwen.stages.structure.sequence import (
    ARTICLE,
    BEGINS_LINE,
    KINDS,
    LOST,
    Marker,
    counting_on,
    first_number,
    is_one_of_a_list,
)
from chengwen.stages.structure.title.head import is_of_the_page
from chengwen.stages.structure.title.lines import looks_like_title
from chengwen.text import Edit, insert, replace

RULE = "glued-paragraph"
_WITHIN = ("第一章", "第一部分", "第一节", "第一条", "一、", "（一）", "㈠", "1.", "1、", "（1）", "⑴")
"""The forms that are looked for within lines."""
_SIGN = compiled(
    "[一二三四五六七八九十百零〇0-9（(第㈠-㈩⑴-⒇]"  # one set first, which `re` finds fast
    "(?:(?<=[一二三四五六七八九十百零〇])[一二三四五六七八九十百零〇]{0,3}、|(?<=[0-9])[0-9]?[.．、](?![0-9])"
    "|(?<=[（(])(?:[一二三四五六七八九十百零〇]{1,4}|[0-9]{1,2})[）)]"
    "|(?<=第)(?:[一二三四五六七八九十百零〇]{1,4}|[0-9]{1,2})[章节条部]|(?<=[㈠-㈩⑴-⒇]))"
)
"""What any of these forms begins with."""
_END_OF_SIGN = compiled("[、.．）)章节条部㈠-㈩⑴-⒇](?:(?<=[一二三四五六七八九十百零〇0-9].)|(?<=[㈠-㈩⑴-⒇]))")
"""What any of them ends in, which is rarer: a cheap test."""
_ARABIC = ("1.", "（1）")
_NUMERALS = "一二三四五六七八九十"
_OF_LAW = ("章", "部分", "节", ARTICLE)
_OF_ARTICLE = compiled("条[ \u3000\u4e00-\u9fff]")
_OPEN_HEADING = compiled(f"(?:{numbered('第一部分', '第一章', '第一节', '一、', '（一）').pattern})[^。，；]{{2,25}}$")
_OPEN_HEADING_OF_TWO = compiled(f"(?:{numbered('一、').pattern})[^。，；]{{3,15}}，[^。，；]{{3,15}}$")
_CHAPTER_BEFORE = compiled(f"{numbered('第一章').pattern}[^。，]{{1,20}}$")
_MARK = compiled("(?<=[。：！？；”）])\u3000{2,4}(?=[^\u3000])")
_PUBLIC = compiled("^[（(]此件[^（()）]{2,10}[）)](?=[^（()）\\s])")
_RUN_IN = compiled("(?![一二三四五六七八九十])[^。，；：]{3,22}(?:，[^。，；：]{3,22})?。[^；]")
_PART = compiled("[^。；（(]{2,30}[。 \u3000]?(?:[（(]一[）)]|1[、.．](?![0-9]))")
"""A heading that has its own first part right below: 一、主要工作（一）抓学习。"""
_ANNOUNCES = compiled("[几两二三四五六七八]个?(?:点|方面|项)[^，。；]{0,6}：$")
"""What ends the introduction of a speech: 我讲三点意见："""
_SHORT_SENTENCE = compiled("[^。，；]{2,30}。|[^。；]{2,40}。")
SEEN = 40
"""How many characters before a marker are examined: a heading without a full stop has at most 25."""
SEEN_AHEAD = 120
_BEHIND = {**dict.fromkeys("。！？", 6), "：": 5, "；": 3, "”": 3, "）": 3}
"""How much speaks for a paragraph behind each mark; at the beginning of a line it is more."""
_BEHIND_GAP, _BEHIND_HEADING, _CERTAIN = 5, 4, 9
HEAD = 5
"""The title stands in the first lines; further down a line that begins like one is a sentence."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A number on a line that may begin a paragraph: where it stands, where its text begins, what speaks for it."""

    at: int
    end: int
    kind: str
    value: int
    weight: int


def unglue(draft: Draft) -> Iterator[Edit]:
    """Yield the line feeds to insert, some in the place of spaces; a document with no numbers costs a few searches."""
    last = -1
    for start, end in () if draft.of_lines(_holds_together) else draft.once(_gaps):
        if start > last:
            yield replace(start, end, "\n", RULE) if start < end else insert(start, "\n", RULE)
            last = end


def _holds_together(draft: Draft) -> bool:
    """Whether nothing is to be parted, which the contents of the lines alone decide."""
    return not draft.once(_gaps)


def _gaps(draft: Draft) -> list[tuple[int, int]]:
    """Return where a line feed is missing, sorted."""
    gaps = {
        (line.start + start, line.start + end)
        for line in draft.lines
        for start, end in draft.of_line(_paragraph_marks, line.content)
    }
    lines = [(line, found) for line in draft.lines if (found := draft.of_line(_numbers, line.content))]
    counted = list(_counted(lines)) if _worth_counting(draft, lines) else []
    gaps |= {(line.start + one.at,) * 2 for line, kept in counted for one in kept if one.at}
    gaps |= set(_heading_ends(draft, counted))
    gaps |= set(_title_ends(draft, counted))
    return sorted(gaps)


def _worth_counting(draft: Draft, lines: Sequence[tuple[Line, Sequence[_Found]]]) -> bool:
    """Whether a number stands within a line, or a heading has run into its text."""
    return any(found[-1].at or draft.of_line(heading_end, line.content[found[0].end :]) for line, found in lines)


def _paragraph_marks(content: str) -> Sequence[tuple[int, int]]:
    """Return where line feeds belong: at pairs of wide spaces that stand for paragraphs, at least two on a line."""
    marks = [match.span() for match in _MARK.finditer(content)] if "\u3000" in content else []
    if len(marks) == 1 and len(content) <= 120:
        marks = []
    public = _PUBLIC.match(content)
    return [*marks, (public.end(), public.end())] if public else marks


def _counted(lines: Sequence[tuple[Line, Sequence[_Found]]]) -> Iterator[tuple[Line, list[_Found]]]:
    """Yield the lines with those of their numbers that count on."""
    markers = [Marker(one.kind, one.value, line.start + one.at, one.weight) for line, found in lines for one in found]
    taken = counting_on(markers)
    index = 0
    for line, found in lines:
        kept = [one for number, one in enumerate(found, index) if number in taken]
        index += len(found)
        if kept:
            yield line, kept


def _heading_ends(draft: Draft, counted: Sequence[tuple[Line, Sequence[_Found]]]) -> Iterator[tuple[int, int]]:
    """Yield where headings end that have run into their text, likely ends only where the document shows it is glued."""
    ends: list[tuple[Line, _Found, HeadingEnd]] = []
    for line, kept in counted:
        for one, following in pairwise([*kept, None]):
            stop = following.at if following else len(line.content)
            found = draft.of_line(heading_end, line.content[one.end : stop]) if one and one.kind != ARTICLE else None
            if one and found:
                ends.append((line, one, found))
    glued = {one.kind for _, one, found in ends if found.sure}
    for line, one, found in ends:
        if found.sure or one.at or one.kind in glued:
            yield line.start + one.end + found.end, line.start + one.end + found.text


def _title_ends(draft: Draft, counted: Sequence[tuple[Line, Sequence[_Found]]]) -> Iterator[tuple[int, int]]:
    numbers = {line.start: tuple(one.at for one in kept if one.at) for line, kept in counted}
    titles: list[str] = []
    for line in draft.lines[:HEAD]:
        if first_number(line.content):
            return
        if looks_like_title(line.content) and not is_of_the_page(draft, line):
            titles.append(line.content)
            continue
        known = titles and not line.content.startswith(tuple(titles))
        ends = [] if known else title_ends(line.content, numbers.get(line.start, ()))
        yield from ((line.start + at, line.start + at) for at in ends)
        if ends or "。" in line.content:
            return


def _numbers(content: str) -> Sequence[_Found]:
    """Return the numbers on a line that may begin a paragraph, in order."""
    found = []
    first = first_number(content)
    begins = first.start if first else -1
    if first and not _is_referred_to(first, content):
        found.append(_Found(0, first.end, KINDS[first.form.id], first.value, BEGINS_LINE))
    for sign in _SIGN.finditer(content, begins + 1) if _END_OF_SIGN.search(content) else ():
        number = number_at(content, sign.start(), _WITHIN)
        if number is None or number.end >= len(content) or _is_referred_to(number, content):
            continue
        at = _before_lost(content, number.start)
        weight = _weight(KINDS[number.form.id], content, at, number.end)
        if weight:
            found.append(_Found(at, number.end, KINDS[number.form.id], number.value, weight))
    return found


def _before_lost(content: str, at: int) -> int:
    """Return where what lost bytes left before a number begins: two ? at least, since one ends a question."""
    start = len(content[:at].rstrip(f"{LOST} \u3000"))
    return start if sum(char in LOST for char in content[start:at]) >= 2 else at


def _is_referred_to(number: Number, content: str) -> bool:
    """Whether a number belongs to what follows it: 第三条， and 一、二、三产业."""
    if KINDS[number.form.id] == ARTICLE:
        return not _OF_ARTICLE.match(content, number.end - 1)
    if number.start and number.form.id == "一、" and content[number.end] in _NUMERALS:
        return value_of(content[number.end]) == number.value + 1  # 二、三月间
    return is_one_of_a_list(number, content)


def _weight(kind: str, content: str, start: int, end: int) -> int:
    """Return how much speaks for a paragraph at a place within a line; 0 for none."""
    before = content[max(0, start - SEEN) : start]
    bare = before.rstrip(" \u3000")
    if not bare:
        return 0
    gap = _BEHIND_GAP if len(before) - len(bare) >= 2 or (start < end and content[start] in LOST) else 0
    if kind in _ARABIC:
        return _weight_of_arabic(kind, content, bare, end) or (gap if gap and bare[-1] == "。" else 0)
    if kind in _OF_LAW:
        heads = kind != ARTICLE or bool(_CHAPTER_BEFORE.search(bare))
        return _BEHIND.get(bare[-1], gap or (_BEHIND_HEADING if heads else 0))
    if kind == "（一）":
        return _weight_of_second(content, bare, end, gap)
    if bare[-1] in _BEHIND:
        announced = _ANNOUNCES.search(bare) is not None
        headed = bare[-1] in "。！？" and (_heads(content, end) or _PART.match(content, end) is not None)
        return _CERTAIN if announced or headed else _BEHIND[bare[-1]]
    begins = start <= LONGEST_TITLE and looks_like_title(content[:start].rstrip(" \u3000"))
    return gap or (_BEHIND_HEADING if begins else 0)


def _weight_of_second(content: str, before: str, end: int, gap: int) -> int:
    """Weigh a （一）, which nothing refers to right below its heading, or before a heading that a full stop ends."""
    if before[-1] == "：" and _ends_in_heading(before[:-1]):
        return _CERTAIN
    if before[-1] in "。！？：":
        return _CERTAIN if _heads(content, end) else _BEHIND[before[-1]]
    if before[-1] in "”）":
        return gap
    return _BEHIND.get(before[-1], gap) or (_BEHIND_HEADING if _ends_in_heading(before) else 0)


def _heads(content: str, end: int) -> bool:
    """Whether what follows a number is a heading beyond doubt: run in, or run into the opener of a sentence."""
    if _RUN_IN.match(content, end):
        return True
    found = heading_end(content[end : end + SEEN_AHEAD])
    return found is not None and found.sure


def _weight_of_arabic(kind: str, content: str, before: str, end: int) -> int:
    if not _SHORT_SENTENCE.match(content, end):
        return 0
    if before[-1] in "。：":
        return _BEHIND[before[-1]]
    return _BEHIND_HEADING if kind == "1." and _ends_in_heading(before) else 0


def _ends_in_heading(before: str) -> bool:
    """Whether a text ends in a heading without a full stop, and no sentence has begun in it: …任务一是按照方案."""
    heading = _OPEN_HEADING.search(before) or _OPEN_HEADING_OF_TWO.search(before)
    return heading is not None and not opens_sentence(heading.group())
