"""Frames of sentences, mined from the documents: how a clause begins and ends, and what varies between.

在……的坚强领导下 is one: the same beginning and end, in the documents of several issuers, round ever other words. Of
frames that lie in each other the one stays that is longer for the documents it has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chengwen.document import Document
from chengwen.engine.lines import HAN
from chengwen.knowledge.labels import PARTS
from chengwen.site.search.texts import stretches

READ = 1_000
"""Documents that frames are mined from, at most, evenly chosen: so time and memory are bounded."""
SIDE = range(1, 9)
"""Characters at the beginning and at the end of a frame; together at least FIXED."""
FIXED = 4
MIDDLE = range(1, 13)
"""Characters between."""
DOCUMENTS, ISSUERS, FILLINGS = 5, 3, 5
"""What a frame must be found in, and with how many different words between."""
MOST = 300
EXAMPLES = 6
ALONE = frozenset("在以把对向为让将从按由使与就")
"""What can be all of the beginning of a frame."""
_DIGIT = re.compile("[0-9]")
_CLAUSE = re.compile(f"[{HAN}〖〗0-9“”、]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame with what it was found in."""

    left: str
    right: str
    documents: int
    issuers: int
    parts: tuple[str, ...]
    """The parts in which it stands most, the first most of all."""
    examples: tuple[tuple[int, str], ...]
    """Number of the document, the clause; each with other words between."""


@dataclass(slots=True)
class Clauses:
    """Clauses of the documents that are read, each with its document and part."""

    clauses: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    issuers: dict[int, str] = field(default_factory=dict)

    def note(self, number: int, document: Document) -> None:
        """Add the clauses of a document; the same clause of a document counts once."""
        self.issuers[number] = "、".join(document.metadata.issuer) or document.id
        seen: set[str] = set()
        for _, roles, start, end in stretches(document):
            for clause in _CLAUSE.findall(document.text, start, end):
                if clause not in seen and FIXED < len(clause) <= 2 * SIDE[-1] + MIDDLE[-1]:
                    seen.add(clause)
                    self.clauses[clause].append((number, roles[0]))


def frames(found: Clauses) -> list[Frame]:
    """Return the frames, the most useful first; none lies in another."""
    lefts, rights = _frequent(found, from_end=False), _frequent(found, from_end=True)
    held: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for clause in found.clauses:
        for left, right in _cuts(clause, lefts, rights):
            held[left, right][clause[len(left) : len(clause) - len(right)]] = clause
    made = [frame for sides, fillings in held.items() if (frame := _frame(*sides, fillings, found))]
    return _apart(made)


def _frequent(found: Clauses, *, from_end: bool) -> frozenset[str]:
    """Return beginnings, or ends, of clauses in enough documents: only these can be sides of a frame."""
    counts: dict[str, set[int]] = defaultdict(set)
    for clause, places in found.clauses.items():
        for size in SIDE:
            if size < len(clause):
                side = clause[-size:] if from_end else clause[:size]
                if len(counts[side]) < DOCUMENTS and not _DIGIT.search(side):
                    counts[side].update(number for number, _ in places)
    return frozenset(side for side, numbers in counts.items() if len(numbers) >= DOCUMENTS)


def _cuts(clause: str, lefts: frozenset[str], rights: frozenset[str]) -> Iterator[tuple[str, str]]:
    for first in SIDE:
        left = clause[:first]
        if left not in lefts:
            break  # nor is any longer one
        if first == 1 and left not in ALONE:
            continue
        for last in SIDE:
            between = len(clause) - first - last
            if between < MIDDLE[0] or clause[-last:] not in rights:
                break
            right = clause[-last:]
            if first + last >= FIXED and between in MIDDLE and last > 1 and _is_whole(left) and _is_whole(right):
                yield left, right


def _is_whole(side: str) -> bool:
    """Whether no label is cut: 打造〖地名 is no beginning of a frame."""
    return side.count("〖") == side.count("〗")


def _frame(left: str, right: str, fillings: dict[str, str], found: Clauses) -> Frame | None:
    """Return a frame if enough documents of enough issuers fill it with different words."""
    if len(fillings) < FILLINGS or _is_cut(fillings):
        return None
    places = [place for clause in fillings.values() for place in found.clauses[clause]]
    documents = {number for number, _ in places}
    issuers = {found.issuers[number] for number in documents}
    if len(documents) < DOCUMENTS or len(issuers) < ISSUERS:
        return None
    parts = Counter(part for _, part in places)
    ordered = tuple(part for part, number in parts.most_common() if part in PARTS and number * 5 >= len(places))
    examples = tuple((found.clauses[clause][0][0], clause) for clause in list(fillings.values())[:EXAMPLES])
    return Frame(left, right, len(documents), len(issuers), ordered, examples)


def _is_cut(fillings: Iterable[str]) -> bool:
    """Whether most words between begin or end alike: then the frame is cut in the middle of a word."""
    words = list(fillings)
    edges = Counter(word[0] for word in words), Counter(word[-1] for word in words)
    return any(counts.most_common(1)[0][1] > 0.6 * len(words) for counts in edges)


def _apart(made: Sequence[Frame]) -> list[Frame]:
    """Keep, of frames one of which lies in the other, the better; the best first."""
    kept: list[Frame] = []
    for one in sorted(made, key=_worth, reverse=True):
        if not any(_within(one, other) or _within(other, one) for other in kept):
            kept.append(one)
            if len(kept) == MOST:
                break
    return kept


def _worth(frame: Frame) -> tuple[int, str, str]:
    return (len(frame.left) + len(frame.right) - 1) * frame.documents, frame.left, frame.right


def _within(one: Frame, other: Frame) -> bool:
    """Whether what fills the longer frame fills the shorter one too."""
    return other.left.startswith(one.left) and other.right.endswith(one.right)
