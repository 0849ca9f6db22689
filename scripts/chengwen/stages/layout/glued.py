"""Split paragraphs that lost their line ends, before headings whose numbers continue a sequence.

`…取得以下成效：一、加强领导…` is split before 一、 only if 二、 follows somewhere; it is never split before 一是. An
enumeration inside a sentence (…；2.…；3.…) is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.knowledge.numbering import numbered, numbers_in
from chengwen.text import Edit, insert, replace

RULE = "glued-paragraph"
_KINDS = {"第一章": "章", "第一条": "条", "一、": "一、", "（一）": "（一）", "1.": "1.", "1、": "1."}
"""The forms of numbers that are looked for, the highest first, and the kind that counts on in each."""
_FORMS = tuple(_KINDS)
_RANKS = {kind: rank for rank, kind in enumerate(dict.fromkeys(_KINDS.values()))}
_LISTED = re.compile("[一二三四五六七八九十百零〇]{1,3}、")
_OF_ARTICLE = re.compile("条[ \u3000\u4e00-\u9fff]")
_OPEN_HEADING = re.compile(f"(?:{numbered('第一章', '一、').pattern})[^。，；]{{2,25}}$")
_CHAPTER_BEFORE = re.compile(f"{numbered('第一章').pattern}[^。，]{{1,20}}$")
_MARK = re.compile("(?<=[。：！？；”）])\u3000{2,4}(?=[^\u3000])")
_PUBLIC = re.compile("^[（(]此件[^（()）]{2,10}[）)](?=[^（()）\\s])")
_SHORT_SENTENCE = re.compile("[^。，；]{2,30}。|[^。；]{2,40}。")
SEEN = 40
"""How many characters before a marker are examined: a heading without a full stop has at most 25."""
_BEFORE = tuple("。：！？；）”")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that may begin a paragraph."""

    kind: str
    value: int
    at: int
    inside: bool
    """Whether it stands in the middle of a line."""


def unglue(draft: Draft) -> Iterator[Edit]:
    """Yield the line feeds to insert; a document without markers in mid-line costs a few searches."""
    for line in draft.lines:
        for start, end in draft.of_line(_paragraph_marks, line.content):
            yield replace(line.start + start, line.start + end, "\n", RULE)
    found = [(line.start, marks) for line in draft.lines if (marks := draft.of_line(_markers, line.content))]
    if sum(at > 0 for _, marks in found for at, _, _ in marks) < 2:
        return
    markers = [Marker(kind, value, start + at, at > 0) for start, marks in found for at, kind, value in marks]
    for at in sorted(_in_sequence(markers)):
        yield insert(at, "\n", RULE)


def _paragraph_marks(content: str) -> Sequence[tuple[int, int]]:
    """Return where line feeds belong: at pairs of wide spaces that stand for paragraphs, at least two on a line."""
    marks = [match.span() for match in _MARK.finditer(content)] if "\u3000" in content else []
    if len(marks) == 1 and len(content) <= 120:
        marks = []
    public = _PUBLIC.match(content)
    return [*marks, (public.end(), public.end())] if public else marks


def _markers(content: str) -> Sequence[tuple[int, str, int]]:
    """Return the numbers on a line that may begin a paragraph, in order: offset, kind and value."""
    found = []
    for number in numbers_in(content, _FORMS):
        kind, start, end = _KINDS[number.form.id], number.start, number.end
        if _is_referred_to(kind, content, end):
            continue
        if start == 0 or _may_begin(kind, content, start, end):
            found.append((start, kind, number.value))
    return found


def _is_referred_to(kind: str, content: str, end: int) -> bool:
    """Whether a number belongs to what follows it: 第三条， and 一、二、三产业."""
    if kind == "条":
        return not _OF_ARTICLE.match(content, end - 1)
    return kind == "一、" and _LISTED.match(content, end) is not None


def _may_begin(kind: str, content: str, start: int, end: int) -> bool:
    before = content[max(0, start - SEEN) : start].rstrip(" \u3000")
    if not before or end >= len(content):
        return False
    if kind in ("章", "条"):
        return before[-1] in _BEFORE or kind == "章" or bool(_CHAPTER_BEFORE.search(before))
    if kind == "1.":
        return before[-1] in "。：" and bool(_SHORT_SENTENCE.match(content, end))
    if before[-1] in _BEFORE[:-2] or (before[-1] in _BEFORE and kind == "一、"):
        return True
    return kind == "（一）" and _OPEN_HEADING.match(before) is not None


def _in_sequence(markers: Sequence[Marker]) -> Iterator[int]:
    """Yield the offsets of mid-line markers that continue a sequence of their kind, or begin one that continues."""
    going_on = _going_on(markers)
    last: dict[str, int] = {}
    for index, marker in enumerate(markers):
        continues = marker.value == last.get(marker.kind, 0) + 1 and marker.value > 1
        if continues or index in going_on or not marker.inside:
            last[marker.kind] = marker.value
            for kind in [kind for kind in last if _RANKS[kind] > _RANKS[marker.kind] and kind != "条"]:
                del last[kind]
            if marker.inside:
                yield marker.at


def _going_on(markers: Sequence[Marker]) -> set[int]:
    """Return the indices of the markers of value 1 whose sequence goes on.

    That is, a 2 of their kind follows, with no marker of a higher rank between.
    """
    found: set[int] = set()
    following: dict[str, int] = {}
    for index in range(len(markers) - 1, -1, -1):
        marker = markers[index]
        if marker.value == 1 and following.get(marker.kind) == 2:
            found.add(index)
        for kind in [kind for kind in following if _RANKS[kind] > _RANKS[marker.kind] and kind != "条"]:
            del following[kind]
        following[marker.kind] = marker.value
    return found
