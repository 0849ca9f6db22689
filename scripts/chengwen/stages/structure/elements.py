"""Parse a text as an official document: which lines are masthead, title, salutation, body, closing, imprint.

The elements of such a document come in a fixed order (GB/T 9704), each as one run of lines, so the best path through
them decides, not one pattern an element: 附件：… in the middle of a rule would force all that follows to be tail, which
costs more than it gains. Scores are small integers (element_scores.py); no blank line and no indent has any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.element_scores import (
    ATTACHMENT,
    BODY,
    MASTHEAD,
    OF_MASTHEAD,
    ORDER,
    ROLES,
    START,
    Reading,
    is_announced,
    is_of_masthead,
    reading_of,
    score_of,
    score_of_end,
    states_of,
)
from chengwen.stages.structure.record import find_record
from chengwen.stages.structure.shapes import shapes_of
from chengwen.stages.structure.title.find import find_title
from chengwen.stages.structure.title.lines import (
    SHORTEST_HALF,
    is_couplet,
    is_in_halves,
    is_said_to,
    is_subtitle,
    looks_like_title,
)

HEAD, TAIL = 20, 40
"""How many lines at either end are examined; in between only what surrounds a date or the head of an attachment."""
SHORT_ENOUGH = 80
"""Longest line that is searched for signs of a frame."""
NEAR = 4
SHORT = 30


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive lines of one element: `[first, last)` of the lines of a draft."""

    role: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A document as runs of lines, in the order of the text; together they hold all its lines."""

    lines: Sequence[Line]
    runs: tuple[Run, ...]

    def of(self, *roles: str) -> list[Line]:
        """Return the lines of the elements with these roles."""
        return [line for run in self.runs if run.role in roles for line in self.lines[run.first : run.last]]

    def run(self, role: str) -> Run | None:
        """Return the first run of a role."""
        return next((run for run in self.runs if run.role == role), None)


def frame(draft: Draft, start: int = 0, end: int | None = None) -> Frame:
    """Return the frame of a text, or of one document of a compilation; computed once for each draft and stretch.

    >>> from chengwen.engine.draft import read
    >>> found = frame(read("关于植树的通知\\n各镇：\\n定于三月植树。\\n青榆市林业局\\n2020年3月1日\\n"))
    >>> [(run.role, run.last - run.first) for run in found.runs]
    [('title', 1), ('salutation', 1), ('body', 1), ('closing', 2)]
    """
    return draft.once(_frame, start, len(draft.value) if end is None else end)


def frame_lines(draft: Draft) -> frozenset[int]:
    """Return where lines begin that open an element of the frame or follow one: none is part of the line before it."""
    found = frame(draft)
    numbers = {run.first for run in found.runs}
    numbers.update(number for run in found.runs if run.role in _OF_LINES for number in range(run.first, run.last))
    after_subtitle = {number for number in numbers if number and is_subtitle(found.lines[number - 1].content)}
    return frozenset(found.lines[number].start for number in numbers - after_subtitle)


def lines_of_masthead(draft: Draft, title: Line) -> frozenset[int]:
    """Return the numbers of the lines near a title that say by themselves that they are the document's own.

    These are the record of a page, marks and numbers of a masthead, and the other lines of the title.
    """
    found = frame(draft)
    own: set[int] = set()
    for run in found.runs:
        within = range(run.first, run.last)
        if run.role == "record" or (run.role == "title" and any(found.lines[number] is title for number in within)):
            own.update(within)
        elif run.role == "masthead":
            shapes = (draft.of_line(shapes_of, found.lines[number].content) for number in within)
            own.update(number for number, has in zip(within, shapes, strict=True) if not has.isdisjoint(OF_MASTHEAD))
    return frozenset(own)


_OF_LINES = ("record", "masthead", "title", "subhead", "attendance", "closing", "annotation", "imprint")
"""Elements in which each line stands for itself."""


def _frame(draft: Draft, start: int, end: int) -> Frame:
    lines = [line for line in draft.lines if start <= line.low < end]
    if start == 0 and len(lines) == len(draft.lines):
        return Frame(lines, draft.of_lines(_runs_of_all))
    return Frame(lines, tuple(_runs_of(draft, lines, start)))


def _runs_of_all(draft: Draft) -> tuple[Run, ...]:
    return tuple(_runs_of(draft, draft.lines, 0))


def _runs_of(draft: Draft, lines: Sequence[Line], start: int) -> Iterable[Run]:
    """Return the runs of the lines of a document that begins at an offset."""
    record = find_record(draft).lines if start == 0 else range(0)
    title = find_title(draft, frozenset(record)) if start == 0 else _title_of_part(lines)
    anchor = next((n for n, line in enumerate(lines) if line is title), None)
    if not lines:
        return ()
    if not record and not _has_signs(lines):
        return _plain(lines, anchor)
    below_title = _around_record(draft, lines, anchor, record) if anchor is not None and anchor < record.start else ()
    return below_title or _parsed(reading_of(draft, lines, anchor, record))


def _parsed(reading: Reading) -> Iterator[Run]:
    return _runs(reading, _best(reading, _examined(reading)))


def _around_record(draft: Draft, lines: Sequence[Line], anchor: int, record: range) -> list[Run]:
    """Return the runs of a page with its record right below the title, the other lines parsed without it; else none."""
    rest = [*lines[: record.start], *lines[record.stop :]]
    runs = list(_parsed(reading_of(draft, rest, anchor, range(0))))
    head = [run for run in runs if run.first < record.start]
    if head[-1].last != record.start or head[-1].role not in ("title", "subhead"):
        return []
    below = [Run(run.role, run.first + len(record), run.last + len(record)) for run in runs[len(head) :]]
    return [*head, Run("record", record.start, record.stop), *below]


def _title_of_part(lines: Sequence[Line]) -> Line | None:
    """Return the title of a further document of a compilation: its first line, if that reads like one."""
    return lines[0] if lines and looks_like_title(lines[0].content) else None


def _has_signs(lines: Sequence[Line]) -> bool:
    """Whether a short line near the ends may belong to a frame: two searches."""
    head, tail = _signs()
    return bool(head.search(_short(lines[:HEAD])) or tail.search(_short(lines[-TAIL:])))


def _short(lines: Sequence[Line]) -> str:
    return "\n".join([line.content for line in lines if len(line.content) <= SHORT_ENOUGH])


def _plain(lines: Sequence[Line], anchor: int | None) -> Iterator[Run]:
    """Yield the runs of a text without a frame: what may stand above a title, the title with its subtitle, the body."""
    above = 0 if anchor is None else anchor
    below = above
    if above and is_said_to(lines[above].content) and is_in_halves(lines[above - 1].content, SHORTEST_HALF):
        above -= 1
    if anchor is not None:
        below = anchor + 1
        two = below + 1 < len(lines) and is_couplet(lines[anchor].content, lines[below].content)
        if two and is_subtitle(lines[below + 1].content):
            below += 1
        if below < len(lines) and is_subtitle(lines[below].content):
            below += 1
    for role, first, last in (("above", 0, above), ("title", above, below), ("body", below, len(lines))):
        if first < last:
            yield Run(role, first, last)


def _examined(reading: Reading) -> list[int]:
    """Return the numbers of the lines that are examined; what lies between them belongs to body or attachment."""
    count = len(reading.lines)
    wanted = {*range(min(HEAD, count)), *range(max(0, count - TAIL), count)}
    for number in range(HEAD, count - TAIL):
        if len(reading.lines[number].content) <= SHORT and reading.has(
            number, "attachment", "date", "attachment_titled"
        ):
            wanted.update(range(max(0, number - NEAR), min(count, number + NEAR)))
    return sorted(wanted)


@dataclass(frozen=True, slots=True)
class _Path:
    """The best way to one state: what it earned, where its runs began."""

    earned: int
    state: int
    began: tuple[tuple[int, int], ...]
    """(state, number of its first line) of each run."""


def _best(reading: Reading, numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the runs of the best path as (state, first line)."""
    paths: dict[int, _Path] = {START: _Path(0, START, ())}
    last = -1
    for number in numbers:
        if number > last + 1:  # what lies between was not examined
            paths = {state: path for state, path in paths.items() if state in (BODY, ATTACHMENT)} or paths
        elif not _may_move(reading, paths, number):
            last = number
            continue
        states = states_of(reading, number, paths)
        paths = {state: path for state in states if (path := _to(reading, paths, state, number))} or paths
        last = number
    return max(paths.values(), key=lambda path: (path.earned + score_of_end(path.state), -path.state)).began


def _may_move(reading: Reading, paths: Mapping[int, _Path], number: int) -> bool:
    """Whether a line may lead into another state: not a plain line in body or attachment, which costs nothing there."""
    if not paths.keys() <= {BODY, ATTACHMENT} or reading.has_any(number):
        return True
    return is_announced(reading, number)


def _to(reading: Reading, paths: dict[int, _Path], state: int, number: int) -> _Path | None:
    """Return the best path that has a line in a state."""
    best: _Path | None = None
    for before, path in paths.items():
        if before > state:
            continue
        earned = score_of(reading, number, state, before)
        if earned is None or (best is not None and path.earned + earned <= best.earned):
            continue
        began = path.began if before == state else (*path.began, (state, number))
        best = _Path(path.earned + earned, state, began)
    return best


def _runs(reading: Reading, began: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """Yield the runs of a path; lines that stand above a title by chance belong to no element."""
    ends = [first for _, first in began[1:]] + [len(reading.lines)]
    for (state, first), last in zip(began, ends, strict=True):
        stray = state == MASTHEAD and not any(is_of_masthead(reading, number) for number in range(first, last))
        yield Run("above" if stray else ROLES[ORDER[state]], first, last)


@cache
def _signs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    signs = read_table("elements", "signs")[0]
    return compiled(signs["head"]), compiled(signs["tail"])
