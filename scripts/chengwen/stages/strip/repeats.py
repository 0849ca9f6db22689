"""Find repetitions (titles, summaries of the lead, blocks), and page numbers that a preview sets before lines.

Only adjacent, identical text is a copy. Refrains (各位代表！), parallel 一是 … and a table of contents repeat short
things at a distance, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import any_word
from chengwen.stages.structure.title import begins_text, could_be_title, find_title, looks_like_title
from chengwen.text import Edit, delete

RULE_TITLE = "repeat-title"
RULE_SUMMARY = "repeat-summary"
RULE_BLOCK = "repeat-block"
HEAD = 10
"""Copies of the title, and the summary, are looked for within this many lines from the beginning."""
LONGEST = 200
"""A longer line is not a title, however often it is repeated."""
LEAST = 40
"""Characters that must be repeated adjacently before a block counts as a copy."""

PIECE = 6
"""In code points: pieces of this length are compared to see whether a summary occurs in the text."""

_SPACES = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
_EXTENSION = re.compile(r"[.．](?:docx?|wps|pdf|txt|rtf|pptx?|html?)$")
_DECORATION = re.compile(r"^[《【\[“]|[》】\]”]|(?:的)?(?:优秀|精选|最新)?范文$|(?:免费)?下载$|_第[0-9]{1,3}页$")
_SUMMARY = re.compile(f"^[【\\[]?(?:内容)?(?:{any_word('frames', 'summaries')})[】\\]]?[：:]?")
_BEHIND_COPY = re.compile(r"(?:[.．](?:docx?|wps|pdf|txt))?[ \u3000_—-]{0,3}")
_CUT_END = re.compile("[.。…，、；]{0,8}$")


def repeats(draft: Draft, without: set[int], parts: set[int]) -> Iterator[Edit]:
    """Yield the deletions of second copies among the lines that stay.

    `without` are the numbers of lines that are removed anyway, `parts` those of lines that are titles of further
    documents in a compilation, and therefore not copies.
    """
    left = [number for number in range(len(draft.lines)) if number not in without]
    lines, folded = [draft.lines[number] for number in left], [draft.folded[number] for number in left]
    parts = {at for at, number in enumerate(left) if number in parts}
    running = _running_titles(find_title(draft, without), lines, folded)
    copies = set(_repeated_titles(draft, folded)) | set(_repeated_heads(lines, folded)) if not parts else set()
    gone = running | copies
    for number in sorted(gone):
        yield delete(lines[number].low, lines[number].next, RULE_TITLE)
    yield from (edit for number, edit in _glued_titles(lines) if number not in gone)
    yield from _titles_before_text([line for number, line in enumerate(lines) if number not in gone])
    summaries = set(_summaries(folded)) - gone
    for number in sorted(summaries):
        yield delete(lines[number].low, lines[number].next, RULE_SUMMARY)
    for start, end in _blocks(folded):
        if not gone.intersection(range(start, end)) and not summaries.intersection(range(start, end)):
            yield delete(lines[start].low, lines[end - 1].next, RULE_BLOCK)


def _key(text: str) -> str:
    """Return a line without what a site puts around a repeated title."""
    if len(text) > LONGEST:
        return text
    before = None
    while before != text:
        before = text
        text = _DECORATION.sub("", _EXTENSION.sub("", text))
    return text


def _running_titles(title: Line | None, lines: Sequence[Line], folded: Sequence[str]) -> set[int]:
    """Return the lines in the text that repeat the title, if at least two: a running head on each page."""
    if title is None or len(title.content) < 6:
        return set()
    at = next(number for number, line in enumerate(lines) if line is title)
    again = {number for number in range(max(at + 1, HEAD), len(folded)) if folded[number] == folded[at]}
    return again if len(again) >= 2 else set()


def _repeated_titles(draft: Draft, folded: Sequence[str]) -> Iterator[int]:
    """Yield the lines that are the title once more; the copy that the text follows stays."""
    places: dict[str, list[int]] = {}
    for number, seen in enumerate(folded[:HEAD]):
        places.setdefault(draft.of_line(_key, seen), []).append(number)
    if len(places) == min(HEAD, len(folded)):
        return
    summaries = set(_summaries(folded))
    for key, found in places.items():
        if len(key) >= 4 and len(found) > 1 and (looks_like_title(key) or _is_title_by_place(key, found, folded)):
            stays = _copy_of_the_text(key, found, folded, summaries)
            yield from (number for number in found if number != stays)


def _is_title_by_place(key: str, found: Sequence[int], folded: Sequence[str]) -> bool:
    """Whether a line is a title because a site decorated it, or because it opens the text twice in a row."""
    dressed = any(folded[number] != key for number in found)
    return dressed or (found == list(range(len(found))) and len(key) > 7 and could_be_title(key))


def _copy_of_the_text(key: str, found: Sequence[int], folded: Sequence[str], summaries: set[int]) -> int:
    """Return the copy of a title that the text follows: the last one above its first sentence, if there is one.

    If the first line of the text begins with the title again, it is a preview of the whole page, and the page's own
    title is the first copy.
    """
    leads = (n for n in range(found[0] + 1, min(HEAD, len(folded))) if _is_lead(n, folded, summaries))
    text = next(leads, len(folded))
    above = [number for number in found if number < text]
    glued = above[-1] + 1 < len(folded) and folded[above[-1] + 1].startswith(key)
    return above[0] if glued else above[-1]


def _is_lead(number: int, folded: Sequence[str], summaries: set[int]) -> bool:
    """Whether a line is a sentence of the text, below which no title stands."""
    line = folded[number]
    return number not in summaries and begins_text(line) and len(line) > 12 and line.endswith(("。", "：", "”", "；"))


def _repeated_heads(lines: Sequence[Line], folded: Sequence[str]) -> Iterator[int]:
    """Yield the first copy of a title and subtitle that occur twice in a row."""
    if len(folded) >= 5 and looks_like_title(lines[0].content):
        first, second = folded[0:2], folded[2:4]
        if first == second:
            yield from (0, 1)


def _glued_titles(lines: Sequence[Line]) -> Iterator[tuple[int, Edit]]:
    """Yield deletions that leave one of several copies of a title glued together on one line."""
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


def _titles_before_text(lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield the deletion of the title at the beginning of the text below it, set off by a space."""
    for above, below in pairwise(lines[:HEAD]):
        title, text = above.content, below.content
        rest = text[len(title) :]
        again = len(title) >= 6 and text.startswith(title) and rest[:1] in tuple(_SPACES) and could_be_title(title)
        if again and len(rest) > len(title) and begins_text(rest):
            yield delete(below.start, below.start + len(text) - len(rest.lstrip(_SPACES)), RULE_TITLE)
            return


def _summaries(folded: Sequence[str]) -> Iterator[int]:
    """Yield the lines that equal the beginning of the text that follows, with a label or cut off."""
    for number, line in enumerate(folded[:HEAD]):
        label, cut_off = _SUMMARY.match(line), line.endswith(("...", "…"))
        if not label and not cut_off:
            continue
        bare = _CUT_END.sub("", line[label.end() if label else 0 :])
        if len(bare) < 20:
            continue
        following = "".join(folded[number + 1 : number + 12])
        if following.find(bare) in range(60) or (bare[:30] in following[:200] and _is_within(bare, following[:2_000])):
            yield number


def _is_within(bare: str, following: str) -> bool:
    """Whether nearly all of a summary occurs in the text: most pieces of it, and its end."""
    pieces = [bare[at : at + PIECE] for at in range(0, len(bare) - PIECE + 1, PIECE)]
    missing = sum(piece not in following for piece in pieces)
    return bare[-12:] in following and missing * 10 <= len(pieces)


def _blocks(folded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the second copies of blocks of lines that occur twice in a row, as half-open line numbers."""
    last: dict[str, int] = {}
    # by distance, the next line that differs from the one so far above; many blocks share it
    different: dict[int, int] = {}
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
    """Return the first line from `at` on that differs from the one `distance` lines above it; else the text's end."""
    while at < len(folded) and folded[at] == folded[at - distance]:
        at += 1
    return at


RULE = "page-preview-number"
_BARE_HEADING = numbered("一、", "（一）")
PAGE = 300
"""Minimum length in characters of a preview's pages if there are only two; those seen have 400 to 600."""
_STOPS = tuple("。！？；：…”")


def preview_numbers(lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield the deletions of preview numbers, each with the line end that it put into a sentence."""
    found = _run(lines)
    inside = [number for number in found[1:] if _splits(lines[number - 1])]
    places = [lines[number].start for number in found]
    few = len(found) == 2 and places[1] - places[0] >= PAGE
    if (len(found) < 3 and not few) or len(inside) * 3 < 2 * (len(found) - 1) or not _even(places, _long(lines, found)):
        return
    for number in found:
        line = lines[number]
        end = line.start + line.content.index("、") + 1
        joins = number and _splits(lines[number - 1])
        yield delete(lines[number - 1].end if joins else line.start, end, RULE)


def _run(lines: Sequence[Line]) -> list[int]:
    """Return the lines that begin with 1、 2、 3、 … in this order."""
    found: list[int] = []
    for number, line in enumerate(lines):
        mark = f"{len(found) + 1}、"
        if line.content.startswith(mark) and not line.content[len(mark) : len(mark) + 1].isdecimal():
            found.append(number)
    return found


def _splits(before: Line) -> bool:
    return bool(_BARE_HEADING.fullmatch(before.content)) or not before.content.endswith(_STOPS)


def _long(lines: Sequence[Line], found: Sequence[int]) -> int:
    """Return the mean distance that shows pages: less where each of them ends in a sentence that another precedes."""
    torn = all(_splits(lines[number - 1]) and "。" in lines[number - 1].content for number in found[1:])
    return 40 if torn else 60


def _even(places: Sequence[int], least: int) -> bool:
    """Whether distances are similar: none more than 2.2 times the mean, and a mean of some length."""
    gaps = [later - earlier for earlier, later in pairwise(places)]
    mean = sum(gaps) / len(gaps)
    return mean >= least and max(gaps) <= 2.2 * mean
