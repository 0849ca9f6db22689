"""Find second copies: a title that stands several times, a summary that is the lead, a text that stands twice.

Only what is adjacent and the same is a copy. Refrains (各位代表！), parallel 一是 … and a table of contents repeat
short things at a distance, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chengwen.lines import Line, remembered
from chengwen.text import Edit, delete
from chengwen.title import find_title, looks_like_title

RULE_TITLE = "repeat-title"
RULE_SUMMARY = "repeat-summary"
RULE_BLOCK = "repeat-block"
HEAD = 10
"""Within how many lines of the beginning copies of the title, and the summary, are looked for."""
LONGEST = 200
"""A line longer than this is no title, however often it repeats."""
LEAST = 40
"""Characters that must repeat next to each other before a block counts as a copy."""

_EXTENSION = re.compile(r"[.．](?:docx?|wps|pdf|txt|rtf|pptx?|html?)$")
_DECORATION = re.compile(r"^[《【\[“]|[》】\]”]|(?:的)?(?:优秀|精选|最新)?范文$|(?:免费)?下载$|_第[0-9]{1,3}页$")
_SUMMARY = re.compile(
    "^[【\\[]?(?:内容)?(?:摘要|提要|导读|简介|文档简介|核心提示|内容简介|本文摘要|概要)[】\\]]?[：:]?"
)
_BEHIND_COPY = re.compile(r"(?:[.．](?:docx?|wps|pdf|txt))?[ \u3000_—-]{0,3}")
_CUT_END = re.compile("[.。…，、；]{0,8}$")


def repeats(lines: Sequence[Line], folded: Sequence[str], parts: set[int]) -> Iterator[Edit]:
    """Give the deletions of second copies; lines are the ones with something on them.

    `parts` are the numbers of lines that are titles of further documents in a compilation; those are no copies.
    """
    running = _running_titles(lines, folded)
    gone: set[int] = running if parts else running | set(_repeated_titles(folded)) | set(_repeated_heads(lines, folded))
    for number in sorted(gone):
        yield delete(lines[number].low, lines[number].next, RULE_TITLE)
    yield from (edit for number, edit in _glued_titles(lines) if number not in gone)
    summaries = set(_summaries(folded)) - gone
    for number in sorted(summaries):
        yield delete(lines[number].low, lines[number].next, RULE_SUMMARY)
    for start, end in _blocks(folded):
        if not gone.intersection(range(start, end)) and not summaries.intersection(range(start, end)):
            yield delete(lines[start].low, lines[end - 1].next, RULE_BLOCK)


@remembered
def _key(text: str) -> str:
    """Strip from a line what a site puts round a repeated title."""
    if len(text) > LONGEST:
        return text
    before = None
    while before != text:
        before = text
        text = _DECORATION.sub("", _EXTENSION.sub("", text))
    return text


def _running_titles(lines: Sequence[Line], folded: Sequence[str]) -> set[int]:
    """Give the lines in the text that are the title again, twice at least: a running head of each page."""
    title = find_title(lines)
    if title is None or len(title.content) < 6:
        return set()
    at = next(number for number, line in enumerate(lines) if line is title)
    again = {number for number in range(max(at + 1, HEAD), len(folded)) if folded[number] == folded[at]}
    return again if len(again) >= 2 else set()


def _repeated_titles(folded: Sequence[str]) -> Iterator[int]:
    """Give the lines that are the title once more; the last copy is the one the text follows."""
    keys = [_key(seen) for seen in folded[:HEAD]]
    for number, key in enumerate(keys):
        if len(key) >= 4 and key in keys[number + 1 :] and (looks_like_title(key) or folded[number] != key):
            yield number


def _repeated_heads(lines: Sequence[Line], folded: Sequence[str]) -> Iterator[int]:
    """Give the first copy of title and subtitle that stand twice in a row."""
    if len(folded) >= 5 and looks_like_title(lines[0].content):
        first, second = folded[0:2], folded[2:4]
        if first == second:
            yield from (0, 1)


def _glued_titles(lines: Sequence[Line]) -> Iterator[tuple[int, Edit]]:
    """Give the deletions that leave one of several copies of a title glued together on one line."""
    for number, line in enumerate(lines[:HEAD]):
        content = line.content
        if not 8 <= len(content) <= LONGEST or content[:4] not in content[4:]:
            continue
        at = content.rfind(content[:4])
        copy = content[at:]
        rest = content[:at]
        while copy and rest:
            behind = _BEHIND_COPY.match(rest, len(copy)) if rest.startswith(copy) else None
            if not behind:
                break
            rest = rest[behind.end() :]
        if not rest and len(copy) >= 5:
            yield number, delete(line.start, line.start + at, RULE_TITLE)


def _summaries(folded: Sequence[str]) -> Iterator[int]:
    """Give the lines that are the beginning of the text that follows, with a label or cut off."""
    for number, seen in enumerate(folded[:HEAD]):
        label, cut_off = _SUMMARY.match(seen), seen.endswith(("...", "…"))
        if not label and not cut_off:
            continue
        bare = _CUT_END.sub("", seen[label.end() if label else 0 :])
        if len(bare) < 20:
            continue
        following = "".join(folded[number + 1 : number + 12])
        if following.find(bare) in range(60) or (bare[:30] in following[:200] and bare[-12:] in following[:1_000]):
            yield number


def _blocks(folded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the second copies of blocks of lines that stand twice in a row."""
    last: dict[str, int] = {}
    different: dict[int, int] = {}  # by distance, a line that is another so far above: it lies within many blocks
    number = 0
    while number < len(folded):
        text = folded[number]
        before = last.get(text)
        if before is not None and len(text) >= 4:
            size = number - before
            if different.get(size, -1) < number:
                different[size] = _first_different(folded, number, size)
            if different[size] >= number + size and sum(map(len, folded[before:number])) >= LEAST:
                yield number, number + size
                number += size
                continue
        last[text] = number
        number += 1


def _first_different(folded: Sequence[str], at: int, distance: int) -> int:
    """Give the first line from here on that is another than the one so far above it; the end of the text is another."""
    while at < len(folded) and folded[at] == folded[at - distance]:
        at += 1
    return at
