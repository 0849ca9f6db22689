"""What a ledger asks of a Word file: which characters go, what is written between them, which paragraphs are joined.

A Word file has no line ends: paragraphs, rows and notes are lines by themselves. So the ledger is read line by line,
and what it does to line ends becomes what is done to paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from chengwen.text import Edit

LONGEST = 2_000
"""Of an edit of several lines, how many lines on either side are compared; one of more is taken as a whole."""


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `[start, end)` of the source text by `text`, as edit number `edit` asks."""

    start: int
    end: int
    text: str
    edit: int


def changes(source: str, edits: Sequence[Edit]) -> Iterator[Change]:
    """Yield what edits change, without what they leave as it is: lines that are equal, and equal ends of lines."""
    for number, edit in enumerate(edits):
        start, old, new = edit.span.start, source[edit.span.start : edit.span.end], edit.text
        for at, end, text in _by_line(old, new):
            low, high, written = _trimmed(old[at:end], text)
            if low < high or written:
                yield Change(start + at + low, start + at + high, written, number)


def _by_line(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Yield what differs between two texts in whole lines: a stretch of the old one, and what takes its place."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) == 1 or len(after) == 1 or max(len(before), len(after)) > LONGEST:
        yield 0, len(old), new
        return
    first = [f"{line}\n" for line in before[:-1]] + before[-1:]
    second = [f"{line}\n" for line in after[:-1]] + after[-1:]
    starts = [0]
    for line in first:
        starts.append(starts[-1] + len(line))
    for _, low, high, from_, to in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if high - low == to - from_:
            yield from ((starts[low + n], starts[low + n + 1], second[from_ + n]) for n in range(high - low))
        else:
            yield starts[low], starts[high], "".join(second[from_:to])


def _trimmed(old: str, new: str) -> tuple[int, int, str]:
    """Return where a text differs from another, and what stands there instead, without equal ends."""
    low, most = 0, min(len(old), len(new))
    while low < most and old[low] == new[low]:
        low += 1
    tail = 0
    while tail < most - low and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return low, len(old) - tail, new[low : len(new) - tail]


@dataclass(frozen=True, slots=True)
class Insert:
    """Text to be written; a line feed in it begins another paragraph."""

    at: int
    """Before which character of the source text."""
    text: str
    edit: int


@dataclass(slots=True)
class Line:
    """A line of the source text, and what becomes of it."""

    start: int
    end: int
    """Where its line end stands."""
    kept: bool = False
    """Whether anything of it, or in it, is left."""
    joined: bool = False
    """Whether what is left continues what is left of an earlier line."""
    inserts: list[Insert] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What becomes of a source text, line by line."""

    source: str = field(repr=False)
    gone: bytearray = field(repr=False)
    """For each character whether it goes; what line ends say is in the lines."""
    lines: list[Line] = field(repr=False)
    first_gone: dict[int, int] = field(default_factory=dict)
    """By edit: the first character that goes."""


def plan(source: str, edits: Sequence[Edit]) -> Plan:
    """Return what edits ask of a text that ends in a line end."""
    made = Plan(source, bytearray(len(source)), _lines(source))
    inserts: list[Insert] = []
    for change in changes(source, edits):
        made.gone[change.start : change.end] = b"\1" * (change.end - change.start)
        if change.start < change.end:
            made.first_gone.setdefault(change.edit, change.start)
        if change.text:
            # behind what goes, as Word writes it, unless that ends in another line
            within = "\n" not in source[change.start : change.end]
            inserts.append(Insert(change.end if within else change.start, change.text, change.edit))
    _place(made, inserts)
    _join(made)
    return made


def _lines(source: str) -> list[Line]:
    found, start = [], 0
    while (end := source.find("\n", start)) >= 0:
        found.append(Line(start, end))
        start = end + 1
    return found


def _place(made: Plan, inserts: Sequence[Insert]) -> None:
    """Put into each line what is written in it: at its end, what comes before its line end."""
    lines, at = made.lines, 0
    for insert in inserts:
        while at + 1 < len(lines) and insert.at > lines[at].end:
            at += 1
        one = insert
        if insert.at > lines[at].end:  # after the last line end
            one = Insert(lines[at].end, "\n" + insert.text.removesuffix("\n"), insert.edit)
        lines[at].inserts.append(one)


def _join(made: Plan) -> None:
    """Decide for each line whether anything is left of it, and whether that continues what is left before it.

    A line feed that is written stays only between two pieces of one line: between lines, their ends part them.
    """
    parted = True
    for line in made.lines:
        written: list[Insert] = []
        for piece in _pieces(made, line):
            for number, word in enumerate(piece.text.split("\n") if piece.text else (None,)):
                parted = parted or number > 0
                if word == "":
                    continue
                feed = "\n" if line.kept and parted else ""
                line.joined = line.joined or not (line.kept or parted)
                if word or feed:
                    written.append(Insert(piece.at, feed + (word or ""), piece.edit))
                line.kept, parted = True, False
        line.inserts = written
        parted = parted or not made.gone[line.end]


def _pieces(made: Plan, line: Line) -> Iterator[Insert]:
    """Yield what is left of a line in its order: what is written, and without text each stretch that stays."""
    at = line.start
    for insert in (*line.inserts, Insert(line.end, "", STAYS)):
        if (first := made.gone.find(0, at, insert.at)) >= 0:
            yield Insert(first, "", STAYS)
        if insert.text:
            yield insert
        at = max(at, insert.at)


STAYS = -1
"""In the place of an edit: what stays, by none."""
