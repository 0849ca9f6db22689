"""Find sentences and brackets that sound like the page inside lines that are the document's.

Only a whole sentence or bracket is taken, so that what stands about it reads on: at the end of a paragraph, between
two sentences, behind a heading, between a comma and the next word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import pattern
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.guards import is_numbered
from chengwen.stages.strip.register.model import score
from chengwen.stages.strip.register.segments import GAPPED, PAIRS, ROUND, SIGNED, Segment, placed, segments
from chengwen.text import Span

PART = "register-part"
LOUD, FAINT = 9 * ONE // 8, ONE // 2
"""What a sentence must reach to go, and to be a suspect."""
SENTENCE_LOUD = 13 * ONE // 8
"""What a sentence must reach, of which less is known."""
IN_A_PAGE = ONE // 4
"""By how much less is enough in a text of which whole lines go."""
NEVER = 99 * ONE
SET_OFF = frozenset((*PAIRS, SIGNED, GAPPED))
"""Kinds of segments that begin and end with a sign or a gap."""
_NOTE = compiled("[\\[［〔][0-9]{1,3}[\\]］〕]")
_QUOTED = compiled('[“”「」《》"]')
_SPOKEN = compiled("[【\\[［][^【】\\[\\]［］]{1,16}[】\\]］]")
_NAMES = compiled("[（(]?[ 、]?(?:〖[^〖〗]{1,8}〗[ 、\u3000]{0,2}){1,8}[）)]?")
"""Who wrote a report, hidden already."""
CUES = 4
"""So many lines that begin with a word in square brackets make a text a script."""
_FILE = compiled("[^，。；：:]{2,80}\\.(?:docx?|wps|xlsx?|pptx?|pdf|txt|rar|zip|jpe?g|png|mp[34])", re.IGNORECASE)
"""A line that is the name of a file, and one thing."""
_DATED = compiled(
    "[（(]?(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日[^，。；（）()]{0,30}(?:删除|修正|修订|修改|通过|废止|公布|施行|批准)[）)]?$"
)
"""What happened to a clause, and when: （2011年1月8日删除）."""
_LETTER = compiled("[\\[［（(【][A-Za-z0-9]{1,2}[\\]］）)】]")
"""The name of a group, a point, a note: 试样[b]组."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line that sounds like the page."""

    number: int
    span: Span
    goes: bool
    score: int


def parts(draft: Draft, taken: Collection[int]) -> Iterator[Part]:
    """Yield the parts of lines that sound like the page; lines that are removed anyway are not looked at.

    A number in brackets that does not go is one of a note, and no suspect; if another line begins with it, it stays.
    Where lines begin with 【画面】 or 【解说】, brackets of that kind are cues of a script.
    """
    notes = {match.group() for line in draft.lines if (match := _NOTE.match(line.content))}
    script = sum(_SPOKEN.match(line.content) is not None for line in draft.lines) >= CUES
    for number, line in enumerate(draft.lines):
        if number not in taken:
            for start, end, said, least in draft.of_line(parts_of, line.content):
                inside = line.content[start:end]
                if _NAMES.fullmatch(inside) or (script and _SPOKEN.fullmatch(inside)):
                    continue
                goes = said >= least - (IN_A_PAGE if taken else 0)
                if inside not in notes and (goes or not _NOTE.fullmatch(inside)):
                    yield Part(number, Span(line.start + start, line.start + end), goes, said)


def parts_of(content: str) -> tuple[tuple[int, int, int, int], ...]:
    """Return the parts of a line: where each begins and ends, its score, and what it must reach to go.

    Something beside them must sound like the document. A tag that is left is what its sentence is about.
    """
    found = [one for one in segments(content) if not (one.kind == "<" and content[one.start : one.end].isascii())]
    if not found:
        return ()
    said = {one: score(content[one.start : one.end], placed(content, one)) for one in found}
    loud = [one for one in found if one.kind in SET_OFF and said[one] >= LOUD]
    faint = [one for one in found if said[one] >= FAINT and not _holds_another(one, loud)]
    if not faint or not _has_more(content, faint):
        return ()
    return tuple((one.start, one.end, said[one], _least(content, one)) for one in faint)


def _holds_another(one: Segment, loud: Sequence[Segment]) -> bool:
    """Whether a segment holds a loud bracket and more: the bracket goes first, and the rest is read without it."""
    return any(one.start <= other.start and other.end <= one.end and one != other for other in loud)


def _has_more(content: str, faint: Sequence[Segment]) -> bool:
    """Whether what is left of a line without some segments sounds like the document."""
    left = list(content)
    for one in faint:
        left[one.start : one.end] = " " * (one.end - one.start)
    rest = "".join(left).strip(" ")
    more = 2 * len(rest.replace(" ", "")) > len(content) or pattern("frames", "own").search(rest) is not None
    return more and score(rest) < 0


def _least(content: str, one: Segment) -> int:
    """Return what a segment must reach to go: what is quoted, or has the number of an item, never does, nor (0551), nor
    what announces the lines below, nor a part of a file's name, nor when a clause was changed."""
    if (one.end == len(content) and content.endswith("：")) or _FILE.fullmatch(content):
        return NEVER
    if _DATED.match(content, one.start, one.end) or _LETTER.fullmatch(content, one.start, one.end):
        return NEVER
    if one.kind in SET_OFF:
        return NEVER if one.kind in ROUND and content[one.start + 1 : one.end - 1].isdecimal() else LOUD
    quoted = _QUOTED.search(content[one.start : one.end]) or (not one.start and is_numbered(content))
    return NEVER if quoted else SENTENCE_LOUD
