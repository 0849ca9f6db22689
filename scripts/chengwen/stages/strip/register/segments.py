"""Cut a line into the segments that a page may have set into it: brackets, sentences, what follows the last of them.

Where a segment stands says as much as its words: hardly ever does a document open a square bracket between a comma and
the word that follows. So each segment has shapes of its own, told to the model beside those of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.scan import holds_any
from chengwen.knowledge.labels import ANY
from chengwen.knowledge.tables import word_pattern
from chengwen.stages.strip.part_lines import sentences
from chengwen.stages.strip.register.features import SHAPE

SHORTEST, LONGEST = 6, 80
"""In code points, of a sentence, of what follows the last one, of what stands in brackets."""
SENTENCE = "sentence"
MOST_GAPS = 8
"""A line with more spaces is set with them, or is one of a table."""
PAIRS = {
    "（": "）",
    "(": ")",
    "[": "]",
    "［": "］",
    "【": "】",
    "〔": "〕",
    "〈": "〉",
    "〖": "〗",
    "《": "》",
    "<": ">",
}
ROUND = frozenset("（(《")
"""What a document itself opens at every turn: only where a sentence or a clause has ended is it worth a look."""
_PAIR = compiled(
    "|".join(
        f"{one}(?:[^{one}{end}]|{one}[^{one}{end}]{{0,40}}{end}){{1,80}}{end}"
        for one, end in ((re.escape(one), re.escape(end)) for one, end in PAIRS.items())
    )
)
_SIGNED = compiled(
    "(?<=[，。；：、！？”）\u4e00-\u9fff])(?P<sign>[~～＊*▯▮↧↥↑↓＞>★☆♪♥＝=%#^◆●■※]{1,4})"
    "[^~～＊*▯▮↧↥↑↓＞>★☆♪♥＝=%#^◆●■※，。；“”《》\n]{2,30}(?P=sign)(?=[\u4e00-\u9fff“]|$)"
)
"""Words between the same signs, in the middle of a line: ~前方高能~."""
_SIGN = compiled("[~～＊*▯▮↧↥↑↓＞>★☆♪♥＝=%#^◆●■※]")
_GAPPED = compiled(
    "(?<=[，。；：、！？])[ \u3000][^，。；“”《》 \u3000][^，。；“”《》]{2,40}?[ \u3000](?=[\u4e00-\u9fff“])"
)
"""Words with a gap before and behind, in a line that has few."""
SIGNED, GAPPED = "sign", "gap"
_LABEL = compiled(ANY)
"""A placeholder that stands there already is the document's, whatever its brackets."""
_STOPS, _COMMAS, _QUOTES = "。！？", "，；：、", "“”「」《》"
_CLAUSE_ENDS = frozenset(_STOPS + _COMMAS)
_CLOSED = frozenset("。！？”’」』）)】]〗")
"""What ends a sentence, or closes what one ends in."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a line, half open, and its kind: an opening bracket, `sign`, `gap`, `sentence` or `end`."""

    start: int
    end: int
    kind: str


def segments(content: str) -> Iterator[Segment]:
    """Yield the segments of a line that are worth a look, which may overlap."""
    if len(content) < 2 * SHORTEST:
        return
    speaks = _speaks(content)  # where the line does not, no part of it does
    for match in _PAIR.finditer(content) if holds_any(content, PAIRS) else ():
        start, end = match.span()
        before = content[start - 1 : start]
        if not any(map(str.isalnum, match.group())) or _LABEL.fullmatch(match.group()):
            continue
        if content[start] not in ROUND or before in _CLAUSE_ENDS or (speaks and _speaks(match.group())):
            yield Segment(start, end, content[start])
    yield from _set_off(content)
    if speaks or content[-1] not in _CLOSED:  # otherwise no sentence speaks or lacks a stop
        yield from _sentences(content, speaks)


def _set_off(content: str) -> Iterator[Segment]:
    """Yield what stands between the same signs, or between gaps, in the middle of a line."""
    for match in _SIGNED.finditer(content) if _SIGN.search(content) else ():
        yield Segment(*match.span(), SIGNED)
    for match in _GAPPED.finditer(content) if _has_some_gaps(content) else ():
        yield Segment(*match.span(), GAPPED)


def _has_some_gaps(content: str) -> bool:
    """Whether a line has gaps for words to stand between, and few."""
    return 2 <= content.count(" ") + content.count("\u3000") <= MOST_GAPS


def _sentences(content: str, speaks: bool) -> Iterator[Segment]:
    """Yield the sentences of a line with several, and what follows the last; `speaks` is what the line does."""
    spans = list(sentences(content))[:-1]
    if len(spans) < 2:
        return
    for start, end in spans:
        closed = content[end - 1] in _CLOSED
        if SHORTEST <= end - start <= LONGEST and (not closed or (speaks and _speaks(content[start:end]))):
            yield Segment(start, end, SENTENCE if closed else "end")


def _speaks(text: str) -> bool:
    return bool(word_pattern("register", "speaks").search(text.lower()))


def placed(content: str, segment: Segment) -> tuple[str, ...]:
    """Return the shapes that say where a segment stands; a sentence stands like any other.

    >>> [one.strip() for one in placed("完成。[2]全年", Segment(3, 6, "["))]
    ['part-[', 'part-[-stop', 'part-before-word', 'part-[-stop-word']
    """
    if segment.kind == SENTENCE:
        return ()
    before, after = _kind(content[: segment.start][-1:]), _kind(content[segment.end :][:1])
    return _shapes(segment.kind, before, after)


@cache
def _shapes(kind: str, before: str, after: str) -> tuple[str, ...]:
    parts = (f"part-{kind}", f"part-{kind}-{before}", f"part-before-{after}", f"part-{kind}-{before}-{after}")
    return tuple(SHAPE + one for one in parts)


def _kind(char: str) -> str:
    if not char:
        return "edge"
    return "stop" if char in _STOPS else "comma" if char in _COMMAS else "quote" if char in _QUOTES else "word"
