"""Read the numbers of a document as one sequence: which of them count on, decided once over the whole text.

A number alone says little: 二、 may begin a heading, stand for 二、三产业 or have been left by a preview. So all that
could begin a paragraph are collected, and for each kind the chain is taken that fits best as a whole. A number within a
line costs what one at the beginning of a line does not, a gap costs unless later numbers make up for it, and a chain of
a lower kind starts anew below each number of a higher one. The time is in proportion to how many numbers there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.kept import compiled
from chengwen.knowledge.numbering import Number, number_at

KINDS = {
    form: kind
    for kind, forms in {
        "部分": ("第一部分", "第一篇章"),
        "章": ("第一章",),
        "节": ("第一节",),
        "条": ("第一条",),
        "一、": ("一、", "一.", "一："),
        "（一）": ("（一）", "㈠"),
        "1.": ("1.", "1、", "1、5", "⒈"),
        "（1）": ("（1）", "1）", "⑴"),
        "①": ("①",),
    }.items()
    for form in forms
}
"""By form of a number, the kind that counts on; the highest kind first."""
RANKS = {kind: rank for rank, kind in enumerate(dict.fromkeys(KINDS.values()))}
FORMS = tuple(KINDS)
ARTICLE = "条"
LOST = "?？\N{REPLACEMENT CHARACTER}"
"""What stands for a lost byte: no number begins with it, and none is hidden by it."""

_OFTEN_A_LIST = ("一、", "一.", "一：")
_LISTED = compiled("是|[一二三四五六七八九十百零〇、]{1,4}(?:[、产号组季期线级类楼班方届中])")
"""What follows a number that only looks like a heading's: 一、二、三产业, 二、三季度, 三、四组村民."""

BEGINS_LINE = 10
"""The weight of a number at the beginning of a line; those within a line have up to 6, by what stands before them."""
BEGINS_SENTENCE = 6
"""The weight behind a full stop, where no sentence goes on with a number of a high kind."""
_NEXT = 3
_WIDEST = 5
"""The largest step of a chain, where a paywall hid what lay between."""
_HIGH = RANKS["（一）"]
_FIRST_OF_HIGH = 4
"""A chain of a high kind may begin with up to this number, where the page has lost its beginning; with a higher one if
two count on."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that may begin a paragraph."""

    kind: str
    value: int
    at: int
    weight: int
    """How much speaks for a paragraph here: `BEGINS_LINE`, or less within a line."""

    @property
    def inside(self) -> bool:
        """Whether it stands in the middle of a line."""
        return self.weight < BEGINS_LINE


def first_number(content: str) -> Number | None:
    """Return the number that a line begins with, what lost bytes left before it passed over; None if there is none.

    >>> number = first_number("??二、加强领导")
    >>> number.start, number.value, first_number("??加强领导")
    (2, 2, None)
    """
    bare = content.lstrip(f"{LOST} \N{IDEOGRAPHIC SPACE}") if content[:1] in LOST else content
    return number_at(content, len(content) - len(bare), FORMS)


def is_one_of_a_list(number: Number, content: str) -> bool:
    """Whether a number is the first of several that share what follows: 一、二、三产业.

    >>> line = "二、三季度增收"
    >>> is_one_of_a_list(number_at(line, 0, FORMS), line)
    True
    """
    return number.form.id in _OFTEN_A_LIST and _LISTED.match(content, number.end) is not None


def counting_on(markers: Sequence[Marker]) -> set[int]:
    """Return the indices of the markers that belong to a sequence, given in the order of the text.

    >>> found = [Marker("一、", 1, 0, 10), Marker("一、", 7, 9, 6), Marker("一、", 2, 20, 6)]
    >>> sorted(counting_on(found))
    [0, 2]
    """
    by_kind: dict[str, list[int]] = {}
    for index, marker in enumerate(markers):
        by_kind.setdefault(marker.kind, []).append(index)
    taken: set[int] = set()
    bounds: list[int] = []  # of the kinds above, where a chain of a lower one may start anew
    for kind in RANKS:
        carried = 0
        for segment in _segments(by_kind.get(kind, ()), () if kind == ARTICLE else bounds):
            chain = _best_chain(markers, segment, carried)
            taken.update(chain)
            if chain:
                carried = markers[chain[-1]].value
        if kind in by_kind:
            bounds = sorted([*bounds, *(index for index in by_kind[kind] if index in taken)])
    return taken


def _segments(indices: Sequence[int], bounds: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indices in groups, parted where a bound lies between two."""
    group: list[int] = []
    passed = 0
    for index in indices:
        before = passed
        while passed < len(bounds) and bounds[passed] < index:
            passed += 1
        if group and passed > before:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _best_chain(markers: Sequence[Marker], indices: Sequence[int], carried: int) -> list[int]:
    """Return the chain with the highest sum, empty if none is above 0."""
    best = (0, -1)
    by_value: dict[int, tuple[int, int]] = {}
    before: dict[int, int] = {}
    for index in indices:
        marker = markers[index]
        score, back = _reached(marker, by_value, best, carried)
        before[index] = back
        if score >= by_value.get(marker.value, (score, 0))[0]:
            by_value[marker.value] = (score, index)
        best = max(best, (score, index))
    return _backwards(before, best[1])


def _backwards(before: dict[int, int], index: int) -> list[int]:
    chain: list[int] = []
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def _reached(
    marker: Marker, by_value: dict[int, tuple[int, int]], best: tuple[int, int], carried: int
) -> tuple[int, int]:
    """Return the sum up to a marker, and the index of the marker before it in its chain, -1 if it begins one."""
    anew = best if best[1] >= 0 else (0, -1)
    ways = [(anew[0] - _cost_to_begin(marker, carried), anew[1]), (-_cost_to_begin(marker, carried), -1)]
    for step in range(_WIDEST + 1):
        known = by_value.get(marker.value - step)
        if known:
            ways.append((known[0] - _cost_of_step(step, inside=marker.inside), known[1]))
    score, back = max(ways)
    return score + marker.weight, back


def _cost_to_begin(marker: Marker, carried: int) -> int:
    if marker.value == 1 or marker.value == carried + 1:
        return 8 if marker.inside else 0
    if marker.kind == ARTICLE or RANKS[marker.kind] > _HIGH or marker.weight < BEGINS_SENTENCE:
        return 30
    if marker.value > _FIRST_OF_HIGH:
        return 14
    return 8 if marker.inside else 4


def _cost_of_step(step: int, *, inside: bool) -> int:
    if step == 1:
        return -_NEXT
    if inside:
        return 9
    return 6 if step == 0 else 2 * (step - 1)
