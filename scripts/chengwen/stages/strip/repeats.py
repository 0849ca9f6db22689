"""Find repetitions (titles, summaries of the lead, blocks), and page numbers that a preview sets before lines.

Only adjacent, identical text is a copy. Refrains (各位代表！), parallel 一是 … and a table of contents repeat short
things at a distance, and stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import any_word, is_word
from chengwen.stages.strip.frames import is_own, of_frame, sells
from chengwen.stages.strip.repeated_titles import RULE as RULE_TITLE
from chengwen.stages.strip.repeated_titles import parts_of_copies, whole_copies
from chengwen.stages.structure.title.find import find_title
from chengwen.stages.structure.title.lines import looks_like_title
from chengwen.text import Edit, delete

RULE_SUMMARY = "repeat-summary"
RULE_BLOCK = "repeat-block"
RULE_ENDS = "repeat-ends"
RULE_KEYWORDS = "repeat-keywords"
HEAD = 10
"""Copies of the title, and the summary, are looked for within this many lines from the beginning."""
ENDS = 4
"""How many lines at either end of a text are compared with each other."""
LEAST_AT_ENDS, MOST_AT_ENDS = 12, 80
"""In code points: a shorter line may stand at both ends of a document for reasons of its own, a longer one is text."""
LEAST = 40
"""Characters that must be repeated adjacently before a block counts as a copy."""
PIECE = 6
"""In code points: pieces of this length are compared to see whether a summary occurs in the text."""

_SUMMARY = compiled(f"^[【\\[]?(?:内容)?(?:{any_word('frames', 'summaries')})[】\\]]?[：:]?")
_CUT_END = compiled("[.。…，、；]{0,8}$")


def repeats(draft: Draft, without: set[int], parts: Set[int]) -> Iterator[Edit]:
    """Yield the deletions of second copies among the lines that stay.

    `without` are the numbers of lines that are removed anyway, `parts` those of lines that are titles of further
    documents in a compilation, and therefore not copies.
    """
    all_lines, all_folded = draft.lines, draft.folded
    left = [number for number in range(len(all_lines)) if number not in without]
    lines, folded = [all_lines[number] for number in left], [all_folded[number] for number in left]
    summaries = set(_summaries(folded))
    gone = _running_titles(find_title(draft, without), lines, folded)
    copies = whole_copies(draft, without, {left[at] for at in summaries}, parts)
    gone |= {at for at, number in enumerate(left) if number in copies}
    if not parts:
        gone |= set(_repeated_heads(lines, folded))
    for number in sorted(gone):
        yield delete(lines[number].low, lines[number].next, RULE_TITLE)
    stays = [number for number in range(len(lines)) if number not in gone]
    yield from parts_of_copies([lines[number] for number in stays])
    summaries -= gone
    for number in sorted(summaries):
        yield delete(lines[number].low, lines[number].next, RULE_SUMMARY)
    for number in sorted(set(_at_both_ends(lines, folded)) - gone - summaries):
        yield delete(lines[number].low, lines[number].next, RULE_ENDS)
    for number in sorted(set(_keywords(folded)) - gone - summaries):
        yield delete(lines[number].low, lines[number].next, RULE_KEYWORDS)
    for start, end in _blocks(folded):
        if not gone.intersection(range(start, end)) and not summaries.intersection(range(start, end)):
            yield delete(lines[start].low, lines[end - 1].next, RULE_BLOCK)


def _running_titles(title: Line | None, lines: Sequence[Line], folded: Sequence[str]) -> set[int]:
    """Return the lines in the text that repeat the title, if at least two: a running head on each page."""
    if title is None or len(title.content) < 6:
        return set()
    at = next(number for number, line in enumerate(lines) if line is title)
    again = {number for number in range(max(at + 1, HEAD), len(folded)) if folded[number] == folded[at]}
    return again if len(again) >= 2 else set()


def _repeated_heads(lines: Sequence[Line], folded: Sequence[str]) -> Iterator[int]:
    """Yield the first copy of a title and subtitle that occur twice in a row."""
    if len(folded) >= 5 and looks_like_title(lines[0].content):
        first, second = folded[0:2], folded[2:4]
        if first == second:
            yield from (0, 1)


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


def _at_both_ends(lines: Sequence[Line], folded: Sequence[str]) -> Iterator[int]:
    """Yield the lines of some length that stand among the first and again among the last: a site says them of itself.

    An issuing body or a date stands at both ends of a document as well, and the title may be said once more.
    """
    if len(folded) < 2 * ENDS:
        return
    foot = {folded[number]: number for number in range(len(folded) - ENDS, len(folded))}
    for number in range(ENDS):
        again = foot.get(folded[number])
        if again is None or not LEAST_AT_ENDS <= len(folded[number]) <= MOST_AT_ENDS or is_own(lines[number].content):
            continue
        if _speaks_of_a_site(lines[number].content) and not looks_like_title(lines[number].content):
            yield from (number, again)


def _keywords(folded: Sequence[str]) -> Iterator[int]:
    """Yield the last lines if they are a column of keywords: short words of the text, each alone on its line.

    A site lists them below a text. A roster looks alike; its names are no common words.
    """
    first = len(folded)
    while first > 1 and _KEYWORD.fullmatch(folded[first - 1]):
        first -= 1
    words, text = folded[first:], "\n".join(folded[:first])
    known, short = sum(map(is_word, words)), sum(len(word) < 4 for word in words)
    used = sum(word in text for word in words)
    if len(words) >= LEAST_KEYWORDS and 4 * known >= 3 * short > 0 and 5 * used >= 4 * len(words):
        yield from range(first, len(folded))


_KEYWORD = compiled(f"[{HAN}]{{2,4}}")
LEAST_KEYWORDS = 4


def _speaks_of_a_site(content: str) -> bool:
    return of_frame(content, 1) or sells(content)


def _blocks(folded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the second copies of blocks of lines that occur twice in a row, as half-open line numbers."""
    last: dict[str, int] = {}
    # by distance, the next line that differs from the one so far above; many blocks share it
    different: dict[int, int] = {}
    number = 0
    while number < len(folded):
        text = folded[number]
        before = last.get(text)
        if (
            before is not None and len(text) >= 4 and any(map(str.isalnum, text))
        ):  # blanks of a form may follow each other
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
HEADING = 16
"""In code points: a longer line may be a piece of text."""
_STOPS = tuple("。！？；：…”")


def preview_numbers(lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield the deletions of preview numbers, each with the line end that it put into a sentence."""
    found = _run(lines)
    inside = [number for number in found[1:] if _splits(lines[number - 1])]
    places = [lines[number].start for number in found]
    few = len(found) == 2 and places[1] - places[0] >= PAGE
    if all(_is_a_heading(lines[number]) for number in found):
        return
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


def _is_a_heading(line: Line) -> bool:
    """Whether a numbered line is a few words alone: 1、产量. Of text that a page cut, no line would be."""
    return len(line.content) <= HEADING and not any(stop in line.content for stop in "，。；")


def _long(lines: Sequence[Line], found: Sequence[int]) -> int:
    """Return the mean distance that shows pages: less where each of them ends in a sentence that another precedes."""
    torn = all(_splits(lines[number - 1]) and "。" in lines[number - 1].content for number in found[1:])
    return 40 if torn else 60


def _even(places: Sequence[int], least: int) -> bool:
    """Whether distances are similar: none more than 2.2 times the mean, and a mean of some length."""
    gaps = [later - earlier for earlier, later in pairwise(places)]
    mean = sum(gaps) / len(gaps)
    return mean >= least and max(gaps) <= 2.2 * mean
