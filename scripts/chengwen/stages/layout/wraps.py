"""Join lines that were broken in mid-sentence: by a PDF's fixed width, or a stray line break.

A missing full stop is no proof: of 436 breaks between Han in 31 reports only 4 were wraps, the others headings. Two
kinds of evidence count: punctuation in impossible places (a line that begins with ，or ends with 、), and a whole
document of lines of one width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.find import overlapping, union
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import words
from chengwen.stages.structure.elements import frame_lines
from chengwen.text import Edit, Span, delete

RULE = "linebreak-join"
RULE_SPACE = "linebreak-space"
_NUMBERED = numbered(
    *("第一章", "第一部", "第一节", "第一条", "一、", "一.", "（一）", "一）", "1.", "1、", "（1）", "1）", "①")
)
_APART = ("附件", "—", "-")
_MEASURE = words("layout", "measures")
_LONE_SPACE = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_QUOTED = re.compile("[“《（(‘][^”》）)’]{0,60}[”》）)’]")
_SUBTITLE_END = re.compile("(?:上|话|言|告|辞|词|[）)])$")
_STOP = tuple("。！？；：…”）")


def wraps(draft: Draft) -> Iterator[Edit]:
    """Yield the edits that join broken lines."""
    text, lines = draft.value, draft.lines
    width = wrap_width(lines)
    indented = sum(line.start - line.low >= 2 for line in lines) >= 2
    apart = frame_lines(draft)
    for left, right in pairwise(lines):
        if right.start in apart:
            continue
        if _is_broken(left, right) or (width and _is_wrapped(text, left, right, width, indented)):
            yield delete(left.end, right.start, RULE)


def _is_broken(left: Line, right: Line) -> bool:
    """Whether punctuation alone shows two lines to be one."""
    if right.content[0] in "，。；、：！？”）》%％" and not _ends_heading(left):
        return True
    if _begins_apart(right):
        return False
    if left.content.startswith("——") and not _SUBTITLE_END.search(left.content):
        return bool(_SUBTITLE_END.search(right.content)) and len(right.content) <= 25
    if left.content[-1] in "，、（《“—" and left.content[-2:] != "——":
        return len(left.content) > 8
    if left.content[-1].isdigit() and right.content.startswith(_MEASURE):
        return len(left.content) > 8
    return right.content[0] == "“" and len(left.content) > 20 and _is_open(left)


def _begins_apart(line: Line) -> bool:
    return line.content.startswith(_APART) or bool(_NUMBERED.match(line.content))


def _ends_heading(line: Line) -> bool:
    return line.content.endswith(("。", "！", "？")) and len(line.content) < 4


def _is_open(line: Line) -> bool:
    """Whether a line stops in mid-sentence."""
    last = re.split("[。！？]", line.content)[-1]
    return bool(last) and "，" in last and not line.content.endswith(_STOP) and not _begins_apart(line)


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the width at which a document is wrapped, in half-width columns; 0 if it is not.

    At least four lines must end without a full stop, and seven in ten of them must have that width or up to `SLACK`
    columns less; apart from the title hardly any line may be longer.
    """
    unstopped = [w for line in lines if not line.content.endswith(_STOP) and (w := _own_width(line)) >= 30]
    if len(unstopped) < 4:
        return 0
    widths = [_own_width(line) for line in lines]
    for width in sorted({w for w in unstopped if w <= 130}, reverse=True):
        full = sum(width - SLACK <= w <= width for w in unstopped)
        longer = sum(w > width for w in widths)
        if full >= 4 and full * 10 >= 7 * len(unstopped) and longer * 10 <= len(widths):
            return width
    return 0


SLACK = 8
"""How much shorter than the width a wrapped line may be: an unbroken word leaves room for up to four Han."""


def _own_width(line: Line) -> int:
    return _width(line.content) + min(4, 2 * (line.start - line.low))


def _is_wrapped(text: str, left: Line, right: Line, width: int, indented: bool) -> bool:
    own = _own_width(left)
    if not width - SLACK <= own <= width or text.count("\n", left.end, right.start) > 1:
        return False
    if indented and right.start - right.low >= 2:
        return False
    if _begins_apart(right):
        return False
    return indented or not left.content.endswith(("。", "！", "？", "："))


def _width(text: str) -> int:
    """Return the width in columns: two for every non-ASCII character, which is near enough in Chinese text."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


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
    quoted = union(Span(*match.span()) for match in _QUOTED.finditer(content)) if spaces else []
    return [at for at in spaces if not overlapping(quoted, Span(at, at + 1))]
