"""Find the rest of a frame of which some lines are certain: above the title, and below the text.

The lines of a site's head and foot belong together. What may be the document's own there is a short, known list: grade
of secrecy, issuing body, number and date above the title; 附件, 抄送, contacts, signature and date below the text.
Those stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chengwen.engine.draft import Draft
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern, words
from chengwen.stages.structure.title import find_title, looks_like_title

SELLER = "promo-head-filler"
ABOVE = "frame-above-title"
BELOW = "frame-below-text"
FOOT = 40
"""How many lines from the end a foot may begin; library frames seen have up to 25."""
LONGEST_GAP = 3
"""How many lines in a row a frame may have of which nothing says that they are its own; those seen have up to 3."""
_NUMBERED = numbered("第一章", "第一节", "第一条", "一、", "（一）", "一）")


def frames_above(draft: Draft, sure: set[int], promo: set[int], *, signed: bool) -> Iterator[tuple[int, str]]:
    """Yield the lines above the title that belong to a frame there, each with its rule.

    Only if the title is certain and a line above it is; a line that might itself be a title, a sentence, or the
    document's letterhead stays.
    """
    lines, title = draft.lines, find_title(draft, sure)
    above = next((number for number, line in enumerate(lines) if line is title), 0)
    framing = [number for number in sure if number < above]
    if not framing or title is None or not looks_like_title(title.content):
        return
    if not any(_is_text(line.content) or _NUMBERED.match(line.content) for line in lines[above + 1 :]):
        return  # among lines that are not sentences, any may be a title if it ends like one
    sellers = len(promo & set(framing))
    rule = SELLER if sellers >= 3 or (sellers and signed) else ABOVE
    for number in range(above):
        content = lines[number].content
        if number in sure or _is_own(content) or looks_like_title(content):
            continue
        if len(content) <= 30 or of_frame(content, 2):
            yield number, rule


def frames_below(draft: Draft, sure: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines below the text that belong to a frame there, each with its rule.

    Lines without any sign are removed with the rest only if there are no more of them than certain ones.
    """
    lines, title = draft.lines, find_title(draft, sure)
    low = max(0, len(lines) - FOOT, *(number + 1 for number, line in enumerate(lines) if line is title))
    last = _last_of_the_text(lines, low, sure)
    foot = [number for number in sure if number > last]
    if not foot:
        return
    found = list(_unsaid(lines, range(last + 1, len(lines)), sure, min(foot)))
    worded = {number for number in found if of_frame(lines[number].content)}
    believed = len(found) - len(worded) <= len(foot) + len(worded)
    yield from ((number, BELOW) for number in found if believed or number in worded)


def _unsaid(lines: Sequence[Line], foot: range, sure: set[int], first: int) -> Iterator[int]:
    """Yield the lines of a foot that are not text and not certain.

    Above the first certain line, only those with a word typical of frames.
    """
    for number in foot:
        content = lines[number].content
        if number in sure or _is_own(content) or _NUMBERED.match(content) or _is_text(content):
            continue
        if number > first or of_frame(content):
            yield number


def _last_of_the_text(lines: Sequence[Line], low: int, sure: set[int]) -> int:
    """Return the number of the last line that can only be the document's.

    That is a sentence without a word typical of frames, a heading, a closing, or the last of more consecutive lines
    without any sign than a frame has: a list, a table, verse.
    """
    gap = 0
    for number in range(len(lines) - 1, low - 1, -1):
        content = lines[number].content
        if number in sure or of_frame(content):
            gap = 0
            continue
        if _NUMBERED.match(content) or _is_own(content) or _is_text(content):
            return number
        gap += 1
        if gap > LONGEST_GAP:
            return number + gap - 1
    return low - 1 if low else 0


def _is_text(content: str) -> bool:
    """Whether a line is a sentence of the document, not of a frame, which speaks of downloads, members and rights."""
    sentence = "。" in content or content.endswith(("！", "；", "：")) or ("，" in content and len(content) >= 25)
    return sentence and not of_frame(content, 2 if len(content) >= 20 else 1)


def of_frame(content: str, least: int = 1) -> bool:
    """Whether a line that is no paragraph holds so many words of frames."""
    if len(content) >= 120:
        return False
    lower = content.lower()
    return sum([word in lower for word in words("frames", "frame")]) >= least


def sells(content: str) -> bool:
    """Whether a line holds a word of those who sell texts."""
    return any(word in content for word in words("frames", "sellers"))


def _is_own(content: str) -> bool:
    return bool(pattern("frames", "own").search(content))
