"""Find sentences and brackets that sound like the page inside lines that are the document's.

Only a whole sentence or bracket is taken, so that what stands about it reads on: at the end of a paragraph, between
two sentences, behind a heading. It must be louder than a line, and something beside it must sound like the document.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import word_pattern
from chengwen.stages.strip.part_lines import sentences
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.guards import is_numbered
from chengwen.stages.strip.register.model import score
from chengwen.text import Span

PART = "register-part"
LOUD, FAINT = 2 * ONE, ONE
"""What a sentence must reach to go, and to be a suspect."""
BRACKET = ONE
"""What a bracket must reach beyond that: short ones say little."""
SHORTEST, LONGEST = 6, 80
"""In code points, of a sentence or of what stands in brackets."""
_BRACKETS = re.compile("[（(【［]([^（）()【】［］]{6,80})[）)】］]")
_QUOTED = re.compile("[“”「」《》]")
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line that sounds like the page."""

    number: int
    span: Span
    goes: bool
    score: int


def parts(draft: Draft, taken: Collection[int]) -> Iterator[Part]:
    """Yield the parts of lines that sound like the page; lines that are removed anyway are not looked at."""
    for number, line in enumerate(draft.lines):
        if number not in taken:
            for start, end, said, least in draft.of_line(parts_of, line.content):
                yield Part(number, Span(line.start + start, line.start + end), said >= least, said)


def parts_of(content: str) -> tuple[tuple[int, int, int, int], ...]:
    """Return the parts of a line: where each begins and ends, its score, and what it must reach to go."""
    speaks = word_pattern("register", "speaks")
    if len(content) < 2 * SHORTEST or not speaks.search(content.lower()):
        return ()
    found = [*_sentences(content), *_brackets(content)]
    return tuple(one for one in found if one[2] >= FAINT)


def _sentences(content: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the sentences that may be the page's, if another one on the line is the document's."""
    spans = list(sentences(content))[:-1]
    if len(spans) < 2:
        return
    asked = [span for span in spans if _may_speak(content[slice(*span)])]
    said = {(start, end): score(content[start:end]) for start, end in asked}
    rest = [span for span in spans if said.get(span, 0) < FAINT]
    if not any(score(content[slice(*span)]) < 0 for span in rest if asked):
        return
    for (start, end), loud in said.items():
        quoted = bool(_QUOTED.search(content[start:end]))
        yield start, end, loud, 99 * ONE if quoted or (not start and is_numbered(content)) else LOUD


def _brackets(content: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the brackets that may be the page's, if they are not most of the line."""
    for match in _BRACKETS.finditer(content):
        inner = match[1]
        if 2 * len(match[0]) < len(content) and 2 * len(_HAN.findall(inner)) >= len(inner) and _may_speak(inner):
            yield match.start(), match.end(), score(inner) - BRACKET, LOUD


def _may_speak(part: str) -> bool:
    """Whether a part has the length and a word of what pages say."""
    return SHORTEST <= len(part) <= LONGEST and bool(word_pattern("register", "speaks").search(part.lower()))
