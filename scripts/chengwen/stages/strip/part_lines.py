"""Find the part of a line that a rule matches, where the rest of the line belongs to the document.

A rule for whole lines says that a line is noise, yet the noise may be only a part of it: an advert before or behind the
title. Such a line is split where a title can begin or end; the part that a rule matches is removed, the title stays.
For rules with the scope `part`, a sentence is such a part too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, fold, folded
from chengwen.engine.scan import any_of
from chengwen.knowledge.rules import Rule, Rules, find
from chengwen.knowledge.tables import read_table, words
from chengwen.stages.strip.frames import of_frame, sells
from chengwen.stages.structure.title.find import find_title
from chengwen.stages.structure.title.lines import begins_text, could_be_title, is_subtitle, looks_like_title
from chengwen.text import Span

HEAD = 15
"""A title may share its line within this many lines from the beginning; `find_title` looks as far."""
LONGEST_COLUMN = 6
"""In code points: the name of a column of a site that reads like a title (工作计划, 领导讲话)."""
LONGEST = 120
"""In code points: a title of 60, and an advert of the same length."""
SENTENCE = 15
"""In code points: a shorter rest belongs to the advert, and is not a sentence of the text."""
_QUOTES = compiled("“[^“”]{2,40}”")
_SENTENCE = compiled("[^。！？]*[。！？]+[”’」』）)】\\]]*|[^。！？]+$")
_JOINT = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}-—–_|｜·，,；;"
_OPENING, _CLOSING = "（(【[《", "）)】]》"
_ARROWS = ">＞»›→"
_EDGE = compiled(f"[{re.escape(_JOINT)}]+|(?=[{re.escape(_OPENING)}])|(?<=[{re.escape(_CLOSING + _ARROWS)}])")
_BEGINS = compiled("(?<![：:0-9>＞»])(?=(?:19|20)[0-9]{2}(?:[-—至][0-9]{2,4})?年|关于)")
_GOES_ON = frozenset("：:的和与及网")
"""What follows in a line of which the words before it are no title: 版权说明：…, 汇报的技巧, 讲话网."""
_CALLS = words("frames", "calls")
"""How an advert begins; a title does not."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a line with several, then the last two together, as half-open offsets.

    >>> list(sentences("一句。两句！三句"))
    [(0, 3), (3, 6), (6, 8), (3, 8)]
    """
    found = [match.span() for match in _SENTENCE.finditer(text)]
    if len(found) > 1:
        yield from found
        yield found[-2][0], found[-1][1]


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of a line, beside the title, that a rule matches in full; `number` is the line's."""

    number: int
    span: Span
    rule: Rule
    compiler: str
    """Who signed, as written."""


def beside_titles(draft: Draft, rules: Rules, taken: set[int]) -> Iterator[Beside]:
    """Yield the parts of lines to be removed because a rule matches them in full, while the title beside them stays.

    `taken` are the numbers of the lines that rules match as a whole: of those a title is kept only if no other line is
    one.
    """
    title = find_title(draft, taken)
    named = title is not None and looks_like_title(title.content) and not is_subtitle(title.content)
    for number, line in enumerate(draft.lines[:HEAD]):
        if number not in taken and begins_text(line.content):
            return
        if len(line.content) > LONGEST or (number in taken and named):
            continue
        strict = number not in taken or title is not None
        if rules.may_match_in(draft.folded[number]) and (found := _best_part(line, rules, strict=strict)):
            part, rule, compiler = found
            if number in taken and len(line.content) - (part.end - part.start) <= LONGEST_COLUMN:
                continue  # 当前位置：首页 >> 工作计划: the column of the site, and the title stands elsewhere
            yield Beside(number, Span(part.start, part.end), rule, compiler)
        if named and line is title:
            return


def beside_sentences(lines: Sequence[Line], whole: Iterable[tuple[int, Rule]]) -> Iterator[Beside]:
    """Yield the one sentence of a line that a rule matches in full, if the rest is a sentence of the text.

    `whole` has the numbers of lines with the rules that match them as a whole, if these spare sentences: the paragraphs
    of compilers, for example, have sentences that read like the text.
    """
    for number, rule in whole:
        if part := _one_sentence(lines[number], rule):
            yield Beside(number, Span(part.start, part.end), rule, "")


def _one_sentence(line: Line, rule: Rule) -> Line | None:
    """Return the first or last sentence of a line, if a rule matches it and the rest reads like the text."""
    for start, end in sentences(line.content):
        rest = line.content[:start] if start else line.content[end:]
        own = (start == 0 or end == len(line.content)) and _is_of_the_text(rest) and not find(rule, folded(rest))
        if own and find(rule, folded(line.content[start:end])):
            return _part(line, start, end)
    return None


def _is_of_the_text(content: str) -> bool:
    """Whether part of a line is a sentence of some length without a word typical of frames."""
    return len(content) >= SENTENCE and content.endswith(("。", "！")) and not of_frame(content) and not sells(content)


def is_mention(rule: Rule, text: str) -> bool:
    """Whether a rule matches a folded line only because of words in quotes, which the text mentions.

    Only for rules with conditions in `all`, whose patterns match any line of some length.
    """
    bare = _QUOTES.sub("“”", text)
    return bool(rule.all) and bare != text and not find(rule, bare) and len(bare) >= SENTENCE


def _best_part(line: Line, rules: Rules, *, strict: bool) -> tuple[Line, Rule, str] | None:
    """Return the part that leaves the longest title; None if no rule matches a part."""
    best, longest = None, 0
    for own, other, bracketed in _halves(line):
        title = own.content.strip(_JOINT + "《》")
        goes_on = own.start < other.start and line.content[len(own.content) :].lstrip(" ")[:1] in _GOES_ON
        if (
            len(title) <= longest
            or _cuts_a_pair(own.content)
            or goes_on
            or _is_a_path(own.content)
            or not _is_title(title, weak=bracketed and not strict)
        ):
            continue
        found = next(iter(_matching(rules, other)), None)
        if found and not any(_matching(rules, own)):
            best, longest = (other, *found), len(title)
    return best


def _cuts_a_pair(half: str) -> bool:
    """Whether brackets or book-title marks open in one half of a line and close in the other."""
    return any(half.count(opening) != half.count(closing) for opening, closing in zip(_OPENING, _CLOSING, strict=True))


def _is_a_path(half: str) -> bool:
    """Whether half a line has an arrow still: the path to a page, of which only the last step may be the title."""
    return any(arrow in half for arrow in _ARROWS)


def _is_title(title: str, *, weak: bool) -> bool:
    """Whether half a line is a title by its words or, where weak ones will do, may be one."""
    if title.startswith(_CALLS):
        return False
    return looks_like_title(title) or (weak and could_be_title(title) and len(title) > 5)


def _halves(line: Line) -> Iterator[tuple[Line, Line, bool]]:
    """Yield a line split wherever a title may begin or end: its half, the other half, and whether it is in brackets."""
    content = line.content
    edges = {match.span() for match in _EDGE.finditer(content)}
    edges |= {(match.start(), match.start()) for match in _BEGINS.finditer(content)}
    edges |= {(match.end(1), match.end(1)) for match in _title_ends().finditer(content)}
    for low, high in sorted(edges):
        if low > 0 and high < len(content):
            before, after = _part(line, 0, low), _part(line, high, len(content))
            rest = _part(line, 0, high), _part(line, low, len(content))
            yield before, rest[1], rest[1].content.strip(_JOINT)[:1] in tuple(_OPENING)
            yield after, rest[0], rest[0].content.strip(_JOINT)[-1:] in tuple(_CLOSING)


@cache
def _title_ends() -> re.Pattern[str]:
    """Return a pattern of the words in which a title ends, found at each offset in its first group."""
    return compiled(f"(?=({any_of(e for genre in read_table('genres', 'genres') for e in genre['endings'])}))")


def _part(line: Line, low: int, high: int) -> Line:
    start, stop = line.start + low, line.start + high
    return Line(start, start, stop, stop, stop, line.content[low:high])


def _matching(rules: Rules, part: Line) -> Iterator[tuple[Rule, str]]:
    """Yield the certain rules for whole lines that match a part (less separators and brackets), and who signed there.

    Rules for related pages are left out: they match titles of other documents.
    """
    bare = part.content.strip(_JOINT)
    for text in dict.fromkeys((bare, bare.strip(_OPENING + _CLOSING))):
        view = fold(Line(0, 0, len(text), len(text), len(text), text))
        for place, matches in rules.matches_in(view.text):
            rule = rules.patterns[place]
            found = find(rule, view.text) if rule.scope == "part" else matches
            if found and _takes_parts(rule):
                signed = view.span(*found[0].span("compiler")) if found[0].groupdict().get("compiler") else Span(0, 0)
                yield rule, text[signed.start : signed.end]


def _takes_parts(rule: Rule) -> bool:
    """Whether a rule that is certain of whole lines is as certain of what stands beside a title."""
    whole = rule.scope == "part" or (rule.takes_lines and rule.zone[0] != "tail" and "(?P<cut>" not in rule.pattern)
    return whole and rule.action == "remove" and rule.confidence == "high" and rule.family != "related"
