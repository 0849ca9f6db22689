"""Split a clean text into sections by the numbering used in official documents.

Levels: 0 the title; 1 一、, 第X章, 第X部分; 2 （一）, 第X节; 3 1. 1、 1．; 4 （1） 1）; 5 ①. A heading may be run in;
then it ends at its first 。. Not headings, though they look like it: 第X条, 一是, 首先, ——; decimals and dates (3.5,
2022.); a numbered sentence that is too long for a heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from chengwen.document import Section, Sections
from chengwen.engine.draft import Draft
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import OF_HEADINGS, Number, number_at, numbers_in
from chengwen.knowledge.tables import read_table, words
from chengwen.stages.structure.attachments import attachments_of
from chengwen.stages.structure.elements import Frame, frame
from chengwen.stages.structure.title import find_title, looks_like_title
from chengwen.text import Span

LONGEST_HEADING = 60
"""Characters up to the first 。, without the number. Run-in headings in the samples have at most 25; those of
provincial reports read whole at most 46; the first sentence of a numbered paragraph is mostly longer."""

_NOT_A_HEADING = re.compile("是|[一二三四五六七八九十百零〇、]{1,4}(?:[、产号组季期线级类楼班方届中])")
"""What follows a number that only looks like a heading's: 一、二、三产业, 二、三季度, 三、四组村民."""
_RUN_IN = ("（一）", "（1）", "1）", "①")
_OFTEN_A_LIST = ("一、", "一.", "一：")
_ENDS_HEADING = re.compile("[。！？]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins with a number and may be a heading."""

    line: Line
    level: int
    number: str = field(repr=False)
    value: int
    title: str = field(repr=False)
    end: int
    """Where the heading ends in the text."""


def split(draft: Draft, genre: str | None = None, parts: Sequence[int] = ()) -> Sections:
    """Split a clean text into sections, in the order of the text; deeper ones follow the one they lie in.

    `parts` are the offsets at which the further documents of a compilation begin (篇二, 篇三 …), their labels removed.

    >>> from chengwen.engine.draft import read
    >>> [(s.id, s.title) for s in split(read("党建总结\\n\\n一、加强领导。成效明显。\\n二、存在问题\\n问题不少。\\n"))]
    [('title', '党建总结'), ('s1', '加强领导'), ('s2', '存在问题')]
    """
    text, lines, title = draft.value, draft.lines, find_title(draft)
    starts = [part for part in parts if title is None or part > title.low]
    first_end = starts[0] if starts else len(text)
    sections = list(_document(draft, Span(0, first_end), genre, ""))
    lows = [line.low for line in lines]
    for number, (start, end) in enumerate(pairwise([*starts, len(text)]), 2 if title else 1):
        within = lines[bisect_left(lows, start) : bisect_left(lows, end)]
        sections += _part(draft, within, Span(start, end), genre, f"p{number}")
    return Sections(replace(one, roles=one.roles or (one.role,), whole=text) for one in sections)


def _part(draft: Draft, lines: Sequence[Line], span: Span, genre: str | None, id: str) -> Iterator[Section]:
    """Yield the sections of one document of a compilation, with its own level 0: the title that follows its label."""
    title = lines[0] if lines and looks_like_title(lines[0].content) else None
    words, stop = (title.content, title.stop) if title else ("", span.start)
    yield Section(id, 0, "", words, span.start, stop, span.end, "other")
    yield from (one for one in _document(draft, span, genre, f"{id}-") if one.level != 0 or one.role == "attachment")


def _document(draft: Draft, span: Span, genre: str | None, prefix: str) -> Iterator[Section]:
    """Yield the sections of one document: those of its frame, and the numbered ones of its body and attachments."""
    found = frame(draft, span.start, span.end)
    if not found.runs:
        return
    lows = [found.lines[run.first].low for run in found.runs]
    seen: dict[str, int] = {}
    for run, start, end in zip(found.runs, lows, [*lows[1:], span.end], strict=True):
        lines = found.lines[run.first : run.last]
        if run.role == "title":
            words = "".join(line.content for line in lines)
            yield Section(f"{prefix}title", 0, "", words, start, lines[-1].stop, span.end, "other")
        elif run.role == "body":
            yield from _body(draft.value, lines, Span(start, end), genre, prefix)
        elif run.role == "attachment":
            yield from _attachments(draft, found, end, prefix)
        elif run.role != "above":
            seen[run.role] = seen.get(run.role, 0) + 1
            id = f"{prefix}{run.role}-{seen[run.role]}" if seen[run.role] > 1 else f"{prefix}{run.role}"
            yield Section(id, None, "", "", start, start, end, run.role)


def _body(text: str, lines: Sequence[Line], span: Span, genre: str | None, prefix: str) -> Iterator[Section]:
    """Yield what stands before the first heading, and the numbered sections."""
    headings = _headings(lines)
    first = headings[0].line.low if headings else span.end
    if span.start < first:
        yield Section(f"{prefix}opening", None, "", "", span.start, span.start, first, "opening")
    yield from _tree(text, headings, span.end, genre, prefix)


def _attachments(draft: Draft, found: Frame, end: int, prefix: str) -> Iterator[Section]:
    """Yield each attachment, and the numbered sections in it."""
    attached = attachments_of(draft, found)
    ends = [one.lines[0].low for one in attached[1:]] + [end]
    for number, (one, stop) in enumerate(zip(attached, ends, strict=True), 1):
        id, head = f"{prefix}x{number}", one.lines[one.heading - 1].stop
        yield Section(id, 0, one.number, one.title, one.lines[0].low, head, stop, "attachment")
        yield from _tree(draft.value, _headings(one.lines[one.heading :]), stop, None, f"{id}-")


def _headings(lines: Sequence[Line]) -> list[Heading]:
    """Return the headings among some lines; the last item of a list （一）…；（二）…。 is none."""
    ends_list = {
        right.low for left, right in pairwise(lines) if left.content.endswith(("；", ";")) and _follows(left, right)
    }
    found = [heading for line in lines if line.low not in ends_list and (heading := _heading(line))]
    return _accept(_without_contents(found, lines))


def _follows(left: Line, right: Line) -> bool:
    """Whether the number of a line counts on from that of the line before it."""
    before, after = (number_at(line.content, 0, OF_HEADINGS) for line in (left, right))
    return bool(before and after and before.form == after.form and after.value == before.value + 1)


def _without_contents(candidates: Sequence[Heading], body: Sequence[Line]) -> list[Heading]:
    """Drop a table of contents: consecutive headings each of which occurs again with a text."""
    following = {line.low: later.low for line, later in pairwise(body)}
    seen_later: set[str] = set()
    again: set[int] = set()
    for heading in reversed(candidates):
        if heading.title in seen_later:
            again.add(heading.line.low)
        seen_later.add(heading.title)
    lows = {heading.line.low for heading in candidates}
    return [h for h in candidates if h.line.low not in again or following.get(h.line.low) not in lows]


def _heading(line: Line) -> Heading | None:
    """Read a line as a heading, if it begins with a number and its first sentence is short."""
    number = number_at(line.content, 0, OF_HEADINGS)
    if number is None or number.form.level is None:
        return None
    rest = line.content[number.end :]
    stop = _ENDS_HEADING.search(rest)
    if number.form.id in _OFTEN_A_LIST and _NOT_A_HEADING.match(rest):
        return None
    length = stop.start() if stop else len(rest)
    if stop and _goes_on(number, rest[length:]):
        return None
    if not rest or length > LONGEST_HEADING or (not stop and rest.endswith("；")):
        return None
    written, title = line.content[: number.end].rstrip(" \u3000"), rest[:length].rstrip("：:；")
    end = line.start + number.end + (stop.end() if stop else len(rest))
    return Heading(line, number.form.level, written, number.value, title, end)


def _goes_on(number: Number, rest: str) -> bool:
    """Whether a paragraph is itself a list: （1）…。（2）…。"""
    if number.form.id not in _RUN_IN:
        return False
    following = numbers_in(rest, (number.form.id,))
    return any(other.value == number.value + 1 and rest[other.start - 1] in "。；" for other in following)


def _accept(candidates: Sequence[Heading]) -> list[Heading]:
    """Keep the candidates whose number continues or begins a sequence.

    A number may skip up to three (a paywall hid what lay between), be repeated by mistake, or restart at 1. Any other
    is not a heading: a lone 7. in the text, for instance.
    """
    accepted: list[Heading] = []
    last: dict[int, int] = {}
    for heading in candidates:
        before = last.get(heading.level)
        begins = heading.value == 1 or (before is None and heading.level <= 2 and heading.value <= 4)
        if not begins and (before is None or not before <= heading.value <= before + 4):
            continue
        accepted.append(heading)
        last[heading.level] = heading.value
        for deeper in [level for level in last if level > heading.level]:
            del last[deeper]
    return accepted


def _tree(text: str, headings: Sequence[Heading], stop: int, genre: str | None, prefix: str) -> Iterator[Section]:
    """Number the headings by their place in the tree, and yield each with its span and role."""
    path: list[Section] = []
    counts: dict[str, int] = {}
    bridged: str | None = None
    for index, (heading, end) in enumerate(zip(headings, _ends(headings, stop), strict=True)):
        while path and (path[-1].level or 0) >= heading.level:
            path.pop()
        parent = path[-1] if path else None
        key = parent.id if parent else ""
        counts[key] = counts.get(key, 0) + 1
        if heading.level == 1 and heading.value == 1 and index:
            bridged = role_of_bridge(_paragraph_before(text, heading.line.low))
        role = role_of_heading(heading.title, parent.role if parent else None, bridged, genre)
        section = Section(
            f"{key}-{counts[key]}" if key else f"{prefix}s{counts[key]}",
            heading.level,
            heading.number,
            heading.title,
            heading.line.low,
            heading.end,
            end,
            role,
            roles_of(heading.title, role),
        )
        path.append(section)
        yield section


def _ends(headings: Sequence[Heading], stop: int) -> list[int]:
    """Return where each heading's section ends: at the next heading of the same or a higher level."""
    ends = []
    following: list[Heading] = []  # headings further right that no higher one in between hides
    for heading in reversed(headings):
        while following and following[-1].level > heading.level:
            following.pop()
        ends.append(following[-1].line.low if following else stop)
        following.append(heading)
    return ends[::-1]


def _paragraph_before(text: str, offset: int) -> str:
    start = text.rfind("\n", 0, max(0, offset - 1)) + 1
    return text[start:offset].strip("\n")


REPORTING = words("roles", "reporting")
"""Kinds of document whose main body tells of work done, so that a heading without a telling word is `work`."""


def role_of_heading(title: str, parent: str | None, bridged: str | None, genre: str | None) -> str:
    """Return the role of a heading.

    A heading that only names its role decides (存在的问题). Otherwise a deeper section has the role of its parent; at
    the top the first decisive word decides, then the bridge paragraph before it, then the genre.

    >>> role_of_heading("存在的问题及原因分析", None, None, "工作总结")
    'problems'
    """
    for role in _roles():
        if role.clear and role.clear.search(title):
            return role.name
    if parent:
        return parent
    if bridged:
        return bridged
    found = [(title.find(word), -len(word), role.name) for role in _roles() for word in role.words if word in title]
    if found:
        return min(found)[2]
    return "work" if genre in REPORTING else "other"


def roles_of(title: str, role: str) -> tuple[str, ...]:
    """Return every role that a heading tells of, the one it has first, the others in the order of their words.

    >>> roles_of("存在的问题及下一步打算", "problems")
    ('problems', 'plans')
    """
    told = {
        one.name: min(title.find(word) for word in one.words if word in title)
        for one in _roles()
        if any(word in title for word in one.words)
    }
    return (role, *(name for name in sorted(told, key=lambda name: told[name]) if name != role))


def role_of_bridge(paragraph: str) -> str | None:
    """Return the role announced by a paragraph between two numberings (下一步，我镇将 …)."""
    for role in _roles():
        if paragraph.startswith(role.bridges):
            return role.name
    return None


@dataclass(frozen=True, slots=True)
class Role:
    """One entry of words/roles.toml, its pattern compiled."""

    name: str
    words: tuple[str, ...]
    clear: re.Pattern[str] | None
    bridges: tuple[str, ...]


@cache
def _roles() -> tuple[Role, ...]:
    return tuple(
        Role(
            entry["name"],
            tuple(entry["headings"]),
            re.compile(entry["clear"]) if entry["clear"] else None,
            tuple(entry["bridges"]),
        )
        for entry in read_table("roles", "roles")
    )
