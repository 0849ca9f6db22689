"""Find the marks of secrecy that a document bears: 机密★1年, 密级：秘密, 内部资料 注意保存, 此件发至县团级.

A mark is a token of its own in a place where documents bear marks: above the body, at the head of an attachment, in a
record, in brackets before a paragraph, as a note. Words in running text, lists of grades and samples are not marks.
What stands alone in mid-body may be either, and is reported as unsure. All wording is in words/marks.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, View, cut, fold, folded
from chengwen.stages.structure.secrecy.mark_words import CLOSE, OPEN
from chengwen.stages.structure.secrecy.mark_words import words as mark_words

CLASSIFIED, INTERNAL = "classified", "internal"
HEAD = 30
"""How many lines may stand above the first sentence."""
LONGEST_ALONE = 40
"""Longest line of the body that contains only a mark, or is a heading ending in one."""
BELOW = 2
"""How many lines below 附件 are the head of the attachment."""
TAIL = 15
"""How many lines below the last sentence are examined."""
LONGEST_LABEL = 8
"""A line up to this length that ends in a colon is a label or a salutation, after which the head may continue."""

_STARS = tuple("★☆✩✮⭐")
"""Signs that only a mark of secrecy has behind a grade."""
_QUOTES = "“‘\"'《〈「『"
_STOPS = compiled("[，。；！？]")
_BRACKETED = compiled(r"^[（(〔【\[［](?P<inside>[^（）()〔〕【】\[\]［］]{2,20})[）)〕】\]］](?P<rest>.*)$")
_REMARK = compiled(r"[（(〔【\[［](?P<inside>[^（）()〔〕【】\[\]［］]{2,12})[）)〕】\]］]$")


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A mark in a text; `[start, end)` in code points."""

    start: int
    end: int
    flag: str
    """`classified` or `internal`."""
    words: str
    """The mark, without spaces: 机密★1年."""
    sure: bool
    """Whether it stands where documents bear marks."""


def find_marks(
    text: str, starts: Sequence[int] = (), above: int = 0, known: dict[str, bool] | None = None
) -> list[FoundMark]:
    """Return the marks of a text in order, at most one per line.

    `starts` are the offsets where further documents of a compilation begin; everything before `above` counts as head.
    `known` says of lines whether a sign stands on them, and is filled in: for several stages of one text.

    >>> [(mark.words, mark.sure) for mark in find_marks("机 密 ★ 1年\\n关于值守的通知\\n各镇：\\n请落实带班。\\n")]
    [('机密★1年', True)]
    >>> find_marks("保密工作总结\\n机密文件专柜存放，秘密文件专人登记。\\n")
    []
    """
    lines = [line for line in cut(text) if not line.blank]
    known = {} if known is None else known
    if not starts and not _worth_places(lines, above, known):
        return []
    places = _places(lines, starts, above)
    found = (
        _look(lines, number, places) for number, line in enumerate(lines) if _may_bear(line, number, places, known)
    )
    return [mark for mark in found if mark]


def _has_sign(content: str, known: dict[str, bool]) -> bool:
    """Whether a sign stands on a line; each line is searched once."""
    found = known.get(content)
    if found is None:
        found = known[content] = mark_words().sign.search(content) is not None
    return found


def _worth_places(lines: Sequence[Line], above: int, known: dict[str, bool]) -> bool:
    """Whether a sign stands on a line that may bear a mark, wherever head and attachments turn out to lie."""
    attached = any(line.content.startswith("附") for line in lines)
    may_bear = (
        line.content
        for number, line in enumerate(lines)
        if attached
        or number <= HEAD
        or number >= len(lines) - TAIL
        or line.start < above
        or len(line.content) <= LONGEST_ALONE
        or line.content[0] in OPEN
    )
    return any(_has_sign(content, known) for content in may_bear)


def _may_bear(line: Line, number: int, places: _Places, known: dict[str, bool]) -> bool:
    """Whether a line may bear a mark: a cheap test, since a body is almost all long lines without one."""
    short = len(line.content) <= LONGEST_ALONE or line.content[0] in OPEN
    return (short or number in places.everywhere) and _has_sign(line.content, known)


def end_of_head(text: str) -> int:
    """Return where the lines above the first sentence of a text end."""
    lines = [line for line in cut(text) if not line.blank]
    head = _head(lines, 0)
    return lines[len(head)].low if len(head) < len(lines) else len(text)


class _Places(NamedTuple):
    """Numbers of the lines where a document may bear a mark."""

    head: frozenset[int]
    first: frozenset[int]
    """The lines that end a head: a mark may begin them, if the whole document is glued into one line."""
    tail: frozenset[int]
    shown: frozenset[int]
    """Lines of a head below words that announce a sample."""
    everywhere: frozenset[int]
    """All of these lines."""


class _Found(NamedTuple):
    """A mark on a folded line, in offsets of that line."""

    start: int
    end: int
    flag: str
    strong: bool = False
    """It has a term, or a form with no other meaning."""
    doubtful: bool = False
    """A field whose value is masked, or that states a former grade: 密级：XX, 原密级：机密."""


def _places(lines: Sequence[Line], starts: Sequence[int], above: int) -> _Places:
    heads = [_head(lines, 0)]
    heads += [_head(lines, n) for n, line in enumerate(lines) if any(line.low <= at < line.next for at in starts)]
    heads += [_attachment(lines, n) for n, line in enumerate(lines) if line.content.startswith("附")]
    heads.append(range(sum(line.start < above for line in lines)))
    last = max((n for n, line in enumerate(lines) if "。" in line.content), default=-1)
    shown = [range(n + 1, head.stop) for head in heads for n in head if _announces(lines[n].content)]
    inside, first = frozenset(n for head in heads for n in head), frozenset(head.stop for head in heads)
    tail = frozenset(range(max(last + 1, len(lines) - TAIL), len(lines)))
    return _Places(inside, first, tail, frozenset(n for some in shown for n in some), inside | first | tail)


def _head(lines: Sequence[Line], first: int) -> range:
    """Return the lines from `first` on, up to the first sentence or numbered line of the body."""
    for number in range(first, min(first + HEAD, len(lines))):
        folded_line = folded(lines[number].content)
        label = folded_line.endswith(("：", ":")) and len(folded_line) <= LONGEST_LABEL
        if (
            "。" in folded_line
            or (folded_line.endswith(("：", ":", "；", "？")) and not label)
            or mark_words().body.search(folded_line)
        ):
            return range(first, number)
    return range(first, min(first + HEAD, len(lines)))


def _attachment(lines: Sequence[Line], number: int) -> range:
    if not mark_words().attachment.search(folded(lines[number].content)):
        return range(0)
    for below in range(number + 1, min(number + 1 + BELOW, len(lines))):
        if "。" in lines[below].content:
            return range(number, below)
    return range(number, min(number + 1 + BELOW, len(lines)))


def _announces(content: str) -> bool:
    return any(word in content for word in mark_words().sample_titles)


def _look(lines: Sequence[Line], number: int, places: _Places) -> FoundMark | None:
    """Return the mark on a line, if it bears one."""
    view = fold(lines[number])
    folded_line, gaps = view.text, _gaps(lines[number], view)
    value = _value_below(lines, number)
    found = (
        _field(folded_line, gaps, value)
        or _note(folded_line)
        or _before_paragraph(folded_line)
        or _token(folded_line, gaps, number in places.head | places.first)
        or _internal(folded_line, gaps)
    )
    if (
        not found
        or _is_sample(lines, number, folded_line[: found.start])
        or _in_list(lines, number, folded_line, found)
    ):
        return None
    return _mark(view, found, sure=_is_sure(folded_line, found, number, places), whole=_is_whole(folded_line, found))


def _mark(view: View, found: _Found, *, sure: bool, whole: bool) -> FoundMark | None:
    if not sure and not whole:
        return None
    words = view.text[found.start : found.end]
    if words[-1] in CLOSE and not any(char in words for char in OPEN):
        words = words[:-1]
    span = view.span(found.start, found.start + len(words))
    return FoundMark(span.start, span.end, found.flag, words, sure)


def _is_sure(folded_line: str, found: _Found, number: int, places: _Places) -> bool:
    if number in places.shown or found.doubtful:
        return False
    if (_note(folded_line) and (folded_line[0] in OPEN or folded_line.startswith(("此", "本")))) or _before_paragraph(
        folded_line
    ):
        return True
    if number in places.head or (number in places.first and found.start == 0 and not _is_whole(folded_line, found)):
        return True
    return number in places.tail and (found.flag == INTERNAL or mark_words().label.match(folded_line) is not None)


def _is_whole(folded_line: str, found: _Found) -> bool:
    """Whether a line contains only a mark, or is a heading that ends in one."""
    rest = (folded_line[: found.start] + folded_line[found.end :]).strip("".join((OPEN, CLOSE, "。.！!，原")))
    remark = _REMARK.search(folded_line)
    return not rest or (remark is not None and remark.start() < found.start and not _STOPS.search(folded_line))


def _gaps(line: Line, view: View) -> dict[int, int]:
    """Return the width of the white space before characters of a folded line, where there is some."""
    gaps = {}
    for at in dict.fromkeys(view.breaks):
        if 0 < at < len(view.text):
            between = line.content[view.span(at - 1, at).end - line.start : view.span(at, at + 1).start - line.start]
            gaps[at] = sum({" ": 1, "\N{NO-BREAK SPACE}": 1, "\t": 4, "\u3000": 2}.get(char, 0) for char in between)
    return gaps


def _token(folded_line: str, gaps: dict[int, int], first: bool) -> _Found | None:
    """Return a grade that is a token of its own; `first`: the line may be the whole document, glued."""
    if kind := mark_words().kind.fullmatch(folded_line):
        return _Found(*kind.span("kind"), CLASSIFIED, strong=True)
    for match in mark_words().token.finditer(folded_line):
        found = _Found(*match.span(), CLASSIFIED, strong=match["term"] is not None)
        if found.start and (
            folded_line[found.start - 1] in _QUOTES or folded_line.endswith(mark_words().before, 0, found.start)
        ):
            continue
        if _stands_alone(folded_line, gaps, match) or (
            found.strong and match["star"] and not _STOPS.search(folded_line)
        ):
            return found
        if first and found.start == 0 and folded_line.startswith(_STARS, match.end("grade")):
            return found
    hidden = mark_words().hidden.search(folded_line)
    return _Found(*hidden.span(), CLASSIFIED, strong=True) if hidden else None


def _stands_alone(folded_line: str, gaps: dict[int, int], match: re.Match[str]) -> bool:
    """Whether a grade is separated from its neighbours by more space than its own characters are from each other."""
    start, end = match.span()
    inner = max((gaps.get(at, 0) for at in range(match.start("grade") + 1, match.end("grade"))), default=0)
    left = start == 0 or folded_line[start - 1] in OPEN or gaps.get(start, 0) > inner
    right = end == len(folded_line) or folded_line[end] in CLOSE or gaps.get(end, 0) > inner
    return left and right and _fits(folded_line, match)


def _fits(folded_line: str, match: re.Match[str]) -> bool:
    """Whether a grade's neighbours suit a mark, rather than a sentence or slogan."""
    start, end = match.span()
    before, after = folded_line[:start], folded_line[end:]
    masked = match["grade"][-1] != "密" or match["grade"][0] not in "绝絕机機秘祕"
    if masked and not match["term"] and (before or after):
        return False
    if after.startswith(mark_words().follows) or (before and _STOPS.search(before + after)):
        return False
    glued = not before and after and after[0] not in CLOSE and not match["term"]
    return not glued or any(word in after for word in mark_words().companions)


def _before_paragraph(folded_line: str) -> _Found | None:
    """Return a grade in brackets at the beginning of a paragraph."""
    match = _BRACKETED.match(folded_line)
    if not match or not match["rest"] or match["rest"].startswith(mark_words().follows):
        return None
    grade = mark_words().token.fullmatch(match["inside"])
    return _Found(*match.span("inside"), CLASSIFIED, strong=True) if grade else None


def _field(folded_line: str, gaps: dict[int, int], value_below: str) -> _Found | None:
    """Return a field 密级 or 公开方式 whose value restricts the document."""
    for label in mark_words().label.finditer(folded_line):
        start, at = label.span()
        former = folded_line[:start] == "原"
        if start and not former and not gaps.get(start) and folded_line[start - 1] not in OPEN:
            continue
        if (
            not label["sign"]
            and folded_line[at:]
            and not gaps.get(at)
            and not mark_words().value.fullmatch(folded_line, at)
        ):
            continue
        for value in (*(folded_line[at:gap] for gap in gaps if gap > at), folded_line[at:] or value_below):
            flag, length = _flag_of(label["openness"] is not None, value)
            doubtful = former or (flag == CLASSIFIED and mark_words().masked.fullmatch(value) is not None)
            if flag:
                return _Found(label.start("name"), min(len(folded_line), at + length), flag, True, doubtful)
    return None


def _flag_of(openness: bool, value: str) -> tuple[str, int]:
    """Return the flag that a field's value sets, or an empty string, and the length of the value."""
    words = mark_words()
    if ticked := words.ticked.search(value):
        return (CLASSIFIED if ticked["grade"] else INTERNAL), ticked.end()
    if openness:
        match = words.not_open.match(value)
        return (INTERNAL, match.end()) if match and len(words.options.findall(value)) < 2 else ("", 0)
    if words.nothing.match(value) or len({match["grade"] for match in words.token.finditer(value)}) > 1:
        return "", 0
    if match := words.value.match(value) or words.masked.fullmatch(value):
        return CLASSIFIED, match.end()
    match = words.internal_value.match(value)
    return (INTERNAL, match.end()) if match else ("", 0)


def _value_below(lines: Sequence[Line], number: int) -> str:
    return folded(lines[number + 1].content) if number + 1 < len(lines) else ""


def _note(folded_line: str) -> _Found | None:
    """Return a note that fills its line: 此件发至县团级."""
    if any(word in folded_line for word in mark_words().published):
        return None
    match = mark_words().note.fullmatch(folded_line)
    return _Found(*match.span("note"), INTERNAL, strong=True) if match else None


def _internal(folded_line: str, gaps: dict[int, int]) -> _Found | None:
    """Return an office's own wording for internal documents, as a token of its own."""
    words = mark_words()
    if any(word in folded_line for word in words.sold):
        return None
    if bare := words.bare.fullmatch(folded_line) or words.bare_remark.search(folded_line):
        return _Found(*bare.span("bare"), INTERNAL)
    for match in words.internal.finditer(folded_line):
        start, end = match.span()
        left = start == 0 or folded_line[start - 1] in OPEN or gaps.get(start, 0) > 0
        right = folded_line[end:].strip("。.！!") == "" or folded_line[end] in CLOSE or gaps.get(end, 0) > 0
        rest = folded_line[:start] + folded_line[end:].strip("。.！!")
        if left and right and not _STOPS.search(rest) and not folded_line[end : end + 2].startswith(words.follows):
            return _Found(start, end, INTERNAL, strong=True)
    return None


def _is_sample(lines: Sequence[Line], number: int, before: str) -> bool:
    """Whether a mark is shown as a sample: behind 例如：, or below it with only such marks between."""
    words = mark_words()
    if words.sample.search(before):
        return True
    for above in range(number - 1, -1, -1):
        folded_line = folded(lines[above].content)
        if words.sample.search(folded_line) and not words.label.fullmatch(folded_line):
            return True
        if not words.token.fullmatch(folded_line):
            return False
    return False


def _in_list(lines: Sequence[Line], number: int, folded_line: str, found: _Found) -> bool:
    """Whether a grade is one of several: 绝密、机密、秘密 on a line, or each on a line of its own."""
    if found.strong or found.flag != CLASSIFIED:
        return False
    grades = {match["grade"] for match in mark_words().token.finditer(folded_line)}
    for beside in (number - 1, number + 1):
        other = mark_words().token.fullmatch(folded(lines[beside].content)) if 0 <= beside < len(lines) else None
        grades |= {other["grade"]} if other and not other["term"] else set()
    return len(grades) > 1
