"""Join lines that were broken in mid-sentence: by a PDF's fixed width, or a stray line break.

A missing full stop is no proof: of 436 breaks between Han in 31 reports only 4 were wraps, the others headings. Three
kinds of evidence count: punctuation in impossible places (a line that begins with ，or ends with 、), a number apart
from its heading (第一章, 总, 则) or its measure, and a whole document of lines of one width. Two lines of a frame are
never joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.find import overlapping, union
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern
from chengwen.stages.layout.frame_lines import could_sign, is_of_frame
from chengwen.stages.layout.wrap_width import STOP, first_unit, is_full, is_row, own_width, wrap_width
from chengwen.stages.structure.elements import frame_lines
from chengwen.stages.structure.title.find import find_title
from chengwen.stages.structure.title.lines import goes_on_in, looks_like_title
from chengwen.text import Edit, Span, delete

RULE = "linebreak-join"
RULE_SPACE = "linebreak-space"
_NUMBERED = numbered(
    *(
        "第一章",
        "第一部",
        "第一节",
        "第一条",
        "一、",
        "一.",
        "（一）",
        "㈠",
        "一）",
        "1.",
        "1、",
        "（1）",
        "⑴",
        "1）",
        "①",
    )
)
_SESSION = compiled("第[一二三四五六七八九十0-9]{1,4}[届次]")
"""How a title goes on below the name of the body that met."""
_BARE_NUMBER = numbered("第一章", "第一部分", "第一节", "一、", "（一）")
_ONLY_BEHIND = "，。；、：！？”》）%％"
"""No line begins with these."""
_OPEN_ENDS = "，、（《“—"
"""With these at its end a line goes on in the next."""
_APART = ("附件", "—", "-")
_MEASURE = pattern("layout", "measures")
_BROKEN = pattern("layout", "broken")
_LONE_SPACE = compiled(f"(?<=[{HAN}]) (?=[{HAN}])")
_QUOTED = compiled("[“《（(‘][^”》）)’]{0,60}[”》）)’]")
_SUBTITLE_END = compiled("(?:上|话|言|告|辞|词|[）)])$")
LONGEST_REST = 5
"""Characters of the longest rest of a heading that stands alone on a line."""
_REST = compiled(f"[{HAN}]{{1,2}}[。；]")
"""What is no sentence, hence the rest of one."""
_PLAIN = compiled(f"[{HAN}]{{1,{LONGEST_REST}}}")
HEAD = 5
"""The title stands in the first lines."""
TITLES = 25
"""Below a record it stands further down."""
_VERSE = 18
"""Characters of the longest line of verse that is known as such."""
_STANZA = 4
"""So many lines of verse in a row, each ending in a mark, are not joined at their commas."""


def wraps(draft: Draft) -> Iterator[Edit]:
    """Yield the edits that join broken lines."""
    text, lines = draft.value, draft.lines
    width = wrap_width(lines)
    indented = sum(line.start - line.low >= 2 for line in lines) >= 2
    apart = frame_lines(draft)
    verse = _verse(lines)
    title = _broken_title(draft)
    bare = False
    for number, (left, right) in enumerate(pairwise(lines)):
        if (right.start in apart and number != title) or number + 1 == title:
            continue
        bare = _is_bare(left) or (bare and len(left.content) == 1)
        if (
            number == title
            or (bare and _takes_number(right))
            or (
                _may_be_one(left.content, right.content)
                and (_is_broken(left, right, verse=number in verse) or _is_split(left, right))
            )
            or (width and _is_wrapped(text, left, right, width, indented) and not _stays_apart(lines, number))
        ):
            yield delete(left.end, right.start, RULE)


def _stays_apart(lines: Sequence[Line], number: int) -> bool:
    """Whether a line and the next are two lines of a frame, or a whole title and what follows it."""
    left, right = lines[number].content, lines[number + 1].content
    following = lines[number + 2].content if number + 2 < len(lines) else ""
    if number < HEAD and _ends_title(left, right):
        return True
    return is_of_frame(left, right) or is_of_frame(right, following)


def _ends_title(left: str, right: str) -> bool:
    """Whether a line of the head is a whole title; …情况 above 汇报 and …方案 above 的通知 are not."""
    goes_on = len(right) <= 6 and looks_like_title(left + right)
    whole = "，" not in left and looks_like_title(left)
    return whole and not goes_on and right[0] not in "的》"


def _is_bare(line: Line) -> bool:
    """Whether a line is the number of a heading and nothing else."""
    return len(line.content) <= 8 and _BARE_NUMBER.fullmatch(line.content) is not None


def _takes_number(line: Line) -> bool:
    return len(line.content) <= 40 and not _begins_apart(line)


def _broken_title(draft: Draft) -> int:
    """Return the number of the line whose title the next line ends, -1 if there is none: …对照检 above 查材料."""
    lines, title = draft.lines[: TITLES + 1], find_title(draft)
    at = next((number for number, line in enumerate(lines) if line is title), 0)
    for left, right in ((at - 1, at), (at, at + 1)):
        if left >= 0 and right < len(lines) and draft.value.count("\n", lines[left].end, lines[right].start) == 1:
            first, second = lines[left].content, lines[right].content
            apart = could_sign(first) and not _SESSION.match(second)
            if not apart and goes_on_in(first, second):
                return left
    return -1


def _verse(lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines of verse: several short lines in a row, each of which ends in a mark."""
    found: set[int] = set()
    run: list[int] = []
    for number, line in enumerate(lines):
        if len(line.content) <= _VERSE and line.content[-1] in "，。；！？、":
            run.append(number)
            continue
        if len(run) >= _STANZA:
            found.update(run)
        run = []
    return found | set(run) if len(run) >= _STANZA else found


def _may_be_one(left: str, right: str) -> bool:
    """Whether `_is_broken` or `_is_split` might say that two lines are one: a cheap test."""
    first, last = right[0], left[-1]
    begun = first in _ONLY_BEHIND or first in "“年" or left.startswith("——") or last in _OPEN_ENDS
    return begun or last.isdigit() or len(right) <= LONGEST_REST


def _is_broken(left: Line, right: Line, *, verse: bool) -> bool:
    """Whether punctuation alone shows two lines to be one."""
    if right.content[0] in "，。；、：！？”）》%％" and not _ends_heading(left):
        return True
    may_go_on = left.content.startswith("——") or left.content[-1] in _OPEN_ENDS or right.content[0] == "“"
    if verse or not may_go_on or _begins_apart(right):
        return False
    if left.content.startswith("——") and not _SUBTITLE_END.search(left.content):
        return bool(_SUBTITLE_END.search(right.content)) and len(right.content) <= 25 and right.content[0] not in "（("
    if left.content[-1] in _OPEN_ENDS and left.content[-2:] != "——":
        return len(left.content) > 8
    return right.content[0] == "“" and len(left.content) > 20 and _is_open(left)


def _is_split(left: Line, right: Line) -> bool:
    """Whether a figure stands apart from its measure, or the last characters of a heading from the rest."""
    if len(left.content) <= 8:
        return False
    if len(right.content) <= LONGEST_REST and _REST.fullmatch(right.content) and _is_open(left):
        return True
    if left.content[-1].isdigit():  # of two rows, one may end in a figure and the other begin with 米
        return "\t" not in left.content + right.content and _MEASURE.match(right.content) is not None
    if right.content[0] == "年":
        return _BROKEN.search(f"{left.content[-3:]}\n{right.content[:3]}") is not None
    if len(right.content) > LONGEST_REST or len(left.content) < 14 or "，" not in left.content:
        return False
    heading = _NUMBERED.match(left.content) and not left.content.endswith(STOP)
    return bool(heading and _PLAIN.fullmatch(right.content))


def _begins_apart(line: Line) -> bool:
    return line.content.startswith(_APART) or bool(_NUMBERED.match(line.content))


def _ends_heading(line: Line) -> bool:
    return line.content.endswith(("。", "！", "？")) and len(line.content) < 4


def _is_open(line: Line) -> bool:
    """Whether a line stops in mid-sentence."""
    last = re.split("[。！？]", line.content)[-1]
    return bool(last) and "，" in last and not line.content.endswith(STOP) and not _begins_apart(line)


def _is_wrapped(text: str, left: Line, right: Line, width: int, indented: bool) -> bool:
    if not is_full(own_width(left), first_unit(right.content), width) or text.count("\n", left.end, right.start) > 1:
        return False
    if indented and right.start - right.low >= 2:
        return False
    if _begins_apart(right) or is_row(left.content) or is_row(right.content):
        return False
    return indented or not left.content.endswith(("。", "！", "？", "："))


def spaces_in_words(draft: Draft) -> Iterator[Edit]:
    """Yield deletions of single spaces that a converter left inside sentences.

    In a sentence no space separates two Han; in a heading, a list of names or a slogan in quotes one may. Three such
    spaces show that the document went through a converter.
    """
    found = [
        edit for line in draft.lines if "。" in line.content or "，" in line.content for edit in _spaces(draft, line)
    ]
    if len(found) < 3:
        return
    yield from found
    for line in draft.lines[:3]:  # the title, if it has only one such space
        if "。" not in line.content and "，" not in line.content and line.content.count(" ") == 1:
            yield from _spaces(draft, line)


def _spaces(draft: Draft, line: Line) -> Iterator[Edit]:
    for at in draft.of_line(_lone_spaces, line.content):
        yield delete(line.start + at, line.start + at + 1, RULE_SPACE)


def _lone_spaces(content: str) -> Sequence[int]:
    """Return the offsets of spaces between Han outside quotes."""
    spaces = [match.start() for match in _LONE_SPACE.finditer(content)] if " " in content else []
    number = _NUMBERED.match(content) if spaces else None  # 第一条 为加强…: the space parts a number from its text
    spaces = [at for at in spaces if not number or at > number.end()]
    quoted = union(Span(*match.span()) for match in _QUOTED.finditer(content)) if spaces else []
    return [at for at in spaces if not overlapping(quoted, Span(at, at + 1))]
