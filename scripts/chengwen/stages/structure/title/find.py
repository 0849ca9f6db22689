"""Find the line that is a document's title, by what the whole page says of it.

Each line of the head has features (features.py): its words, its place, what stands around it, how often the page
repeats it, what the first sentences share with it. Their weights were learned from annotated documents
(words/title_weights.toml). The best line is the title, if it is better than none; furniture is no title, so there may
be none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.lines import Line
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.title.copies import is_dressed, key_of
from chengwen.stages.structure.title.dress import dressed
from chengwen.stages.structure.title.features import around, features_of_line, features_of_place
from chengwen.stages.structure.title.head import LEAST, NAMED, Head, head_of, own_score, said_again
from chengwen.stages.structure.title.lines import goes_on_in

SURE = 16
"""A title better by so much than every other line, and than none, is what a site sets above is its frame."""
BELOW = 3
"""How many lines below the one on which a text seems to open the title may stand: that one was a site's sentence."""


@dataclass(frozen=True, slots=True)
class Title:
    """A line taken for the title, with the score that speaks for it."""

    line: Line
    last: Line
    """Its last copy above the text, if there are several."""
    score: int
    """By how much it is better than the next line that says something else, or than none."""
    copies: int
    """How often the page says it again, in its head or, dressed by a site, in its foot."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of the head that may be the title, with what speaks for and against it."""

    at: int
    features: tuple[str, ...]


def find_title(draft: Draft, without: Collection[int] = ()) -> Line | None:
    """Return the title among the first lines, or None; computed once for each draft and set of lines.

    `without` are the numbers of lines (of `draft.lines`) known not to belong to the document.
    """
    found = draft.of_lines(_place_title, frozenset(without))
    return draft.lines[found[0]] if found else None


def score_title(draft: Draft, without: Collection[int] = ()) -> Title | None:
    """Return the title with its score, or None."""
    found, lines = draft.of_lines(_place_title, frozenset(without)), draft.lines
    return Title(lines[found[0]], lines[found[1]], *found[2:]) if found else None


def likeliest_title(draft: Draft, without: Collection[int] = ()) -> int | None:
    """Return the number of the line that is the title if any line is, though none may be; computed once, as above."""
    return draft.of_lines(_likeliest, frozenset(without))


def _likeliest(draft: Draft, without: frozenset[int]) -> int | None:
    head = head_of(draft, without)
    scored = _scored(draft, head)
    return head.numbers[max(scored, key=lambda one: (one[1], -one[0]))[0]] if scored else None


def _scored(draft: Draft, head: Head) -> list[tuple[int, int]]:
    """Return the places of the candidates in the head, each with its score."""
    weights = _weights()
    return [(one.at, sum(weights.get(name, 0) for name in one.features)) for one in candidates(draft, head)]


def _place_title(draft: Draft, without: frozenset[int]) -> tuple[int, int, int, int] | None:
    """Return the title by the number of its line and of its last copy, with its score and the number of its copies."""
    head = head_of(draft, without)
    weights = _weights()
    scored = _scored(draft, head)
    if not scored:
        return None
    at, best = max(scored, key=lambda one: (one[1], -one[0]))
    if best <= weights[NONE]:
        return None
    same = _same(draft, head, at)
    key = key_of(draft, head.lines[at].content)
    others = [
        score
        for n, score in scored
        if n != at and not _holds(key, key_of(draft, head.lines[n].content)) and not _are_halves(head.lines, at, n)
    ]
    margin = best - max([weights[NONE], *others])
    return head.numbers[same[0]], head.numbers[same[-1]], margin, said_again(draft, head.lines[at])


def _holds(key: str, other: str) -> bool:
    """Whether of two titles one is the other, or the other with more around it."""
    return bool(key and other) and (key in other or other in key)


def _are_halves(lines: Sequence[Line], one: int, other: int) -> bool:
    """Whether two lines of the head follow one another and are one title."""
    above, below = min(one, other), max(one, other)
    return below == above + 1 and goes_on_in(lines[above].content, lines[below].content)


NONE = "none"
"""The feature of there being no title."""


def candidates(draft: Draft, head: Head) -> list[Candidate]:
    """Return the lines that may be a title, in their order.

    The line on which the text opens and those shortly below it are such only if they end like a title; so is the last
    line of a text, for a title has something below it.
    """
    found, whole = [], around(head)
    for at, line in enumerate(head.lines[: head.opens + 1 + BELOW]):
        own = own_score(draft, line.content)
        above = at < min(head.opens, len(head.lines) - 1)
        if own is not None and (above or own >= (NAMED if at > head.opens else LEAST)):
            own_features = draft.of_neighbours(_of_bare_line, line.content)
            found.append(Candidate(at, (*own_features, *features_of_place(draft, head, whole, at))))
    return found


def _of_bare_line(draft: Draft, content: str) -> tuple[str, ...]:
    """Return what a line says by itself, without what a page may have set round it."""
    start, end = dressed(content, framed=True)
    found = features_of_line(draft, content[start:end])
    return found if (start, end) == (0, len(content)) else (*found, "dressed")


@cache
def _weights() -> dict[str, int]:
    return dict(read_table("title_weights", "weights")[0])


def _same(draft: Draft, head: Head, at: int) -> list[int]:
    """Return the places above the text that say the same as one, those that say no more if there are any."""
    lines, key = head.lines, key_of(draft, head.lines[at].content)
    same = [n for n in range(max(head.opens, at + 1)) if key and key_of(draft, lines[n].content) == key]
    return [n for n in same if not is_dressed(lines[n].content, key)] or same or [at]
