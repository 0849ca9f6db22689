"""Split a clean text into sections by the numbering used in official documents.

Levels: 0 the title; 1 一、, 第X章, 第X部分; 2 （一） ㈠, 第X节; 3 1. 1、 1．; 4 （1） 1） ⑴; 5 ①; the depth
where decimals run through a document (1, 1.1, 1.1.1). Which lines are headings is decided in headings.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from chengwen.document import Section, Sections
from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.tables import read_table, words
from chengwen.stages.structure.attachments import attachments_of
from chengwen.stages.structure.elements import Frame, frame
from chengwen.stages.structure.headings import Heading, headings_of
from chengwen.stages.structure.title.find import find_title
from chengwen.stages.structure.title.lines import looks_like_title
from chengwen.text import Span

SHORTEST_CUT = 30
"""In code points: a last line that is shorter may be a signature, a closing, a row."""
_HAN_OR_COMMA = compiled(f"[{HAN}，、]")


def is_cut_short(lines: Sequence[Line]) -> bool:
    """Whether the last paragraph stops in the middle of a sentence: a preview ends so, a document hardly ever.

    A paragraph has a full stop in it, or ends in a comma; a list of names or places has neither.
    """
    last = lines[-1].content if lines else ""
    if len(last) < SHORTEST_CUT or last[-1] in "日号页" or not _HAN_OR_COMMA.match(last[-1]):
        return False
    return last[-1] == "，" or "。" in last[:-1]


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
    headings = headings_of(lines)
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
        yield from _tree(draft.value, headings_of(one.lines[one.heading :]), stop, None, f"{id}-")


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
    found = ((one.name, [title.find(word) for word in one.words if word in title]) for one in _roles())
    told = {name: min(places) for name, places in found if places}
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
            compiled(entry["clear"]) if entry["clear"] else None,
            tuple(entry["bridges"]),
        )
        for entry in read_table("roles", "roles")
    )
