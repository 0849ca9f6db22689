"""Keep apart, among near copies, the reports that fill in one form: the same words with other numbers or names.

A near key looks at the Chinese characters alone, so reports that a form made are near copies; of these each is a
document of its own. Here the texts decide (copies/templates.py), those of near copies only.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO

from chengwen.copies.many import DIGEST, SIZES
from chengwen.copies.templates import Filled, fill_one_form, filled, have_other_numbers, numerals_in
from chengwen.corpus.read import texts_of
from chengwen.corpus.storage import File

MOST = 4
"""With how many reports of one form another is compared: those that share most numbers with it."""
COMMON = 100
"""A number, or two in a row, that more reports of one form have says nothing of which of them another is a copy of."""
AT_HAND = 64
"""How many reports of one form are held ready to be compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """What near copies are."""

    first: array[int]
    """For each document the first that it is a copy of: itself, or another."""
    forms: dict[int, int]
    """For each report that fills in the form of an earlier one anew, the first that filled it in."""


def told_apart(first: array[int], keys: Path, files: Iterable[tuple[File, int]], scratch: Path) -> Told:
    """Take reports that fill in one form out of the copies; `files` are all outputs, each with its number of rows."""
    with keys.open("rb") as file:
        near = _near_copies(first, file)
        wanted = {*near, *(row for rows in near.values() for row in rows)}
        with _texts(files, wanted, len(first), scratch) as text:
            return _told_apart(first, near, lambda row: _digest(file, row), text)


def _near_copies(first: array[int], keys: BinaryIO) -> dict[int, list[int]]:
    """Return the documents that are no exact copy of the first of their kin, by that."""
    found: dict[int, list[int]] = {}
    for row, to in enumerate(first):
        if row != to and _digest(keys, row) != _digest(keys, to):
            found.setdefault(to, []).append(row)
    return found


def _digest(keys: BinaryIO, row: int) -> bytes:
    keys.seek(row * SIZES["near"])
    return keys.read(DIGEST)


def _told_apart(
    first: array[int], near: dict[int, list[int]], digest: Callable[[int], bytes], text: Callable[[int], str]
) -> Told:
    found, forms = array("I", first), dict[int, int]()
    for root, rows in near.items():
        known, heads = {digest(root): root}, _Heads()
        heads.add(root, numerals_in(text(root)))
        for row in rows:
            if (own := digest(row)) not in known:
                body = text(row)
                known[own] = heads.of_copy(body, text, row)
                if known[own] == row:
                    heads.add(row, numerals_in(body))
                    forms[row] = root
            found[row] = known[own]
    return Told(found, forms)


Sign = str | tuple[str, str]
"""What a report of a form is known by: a number, or two numbers that follow one another."""


def _signs(numbers: Sequence[str]) -> set[Sign]:
    """Return the numbers of a report, and each with the next: of thousands, few have two that follow one another."""
    return {*numbers, *pairwise(numbers)}


@dataclass(slots=True)
class _Heads:
    """The reports of one form so far, to be found by their numbers."""

    numbers: dict[int, Counter[str]] = field(default_factory=dict)
    with_sign: dict[Sign, list[int]] = field(default_factory=dict)
    """No more reports for each than say something, and one."""
    at_hand: dict[int, Filled] = field(default_factory=dict)
    """Those that were compared lately, the latest last."""

    def add(self, row: int, numbers: Sequence[str]) -> None:
        self.numbers[row] = Counter(numbers)
        for sign in _signs(numbers):
            holding = self.with_sign.setdefault(sign, [])
            if len(holding) <= COMMON:
                holding.append(row)

    def of_copy(self, body: str, text: Callable[[int], str], row: int) -> int:
        """Return the report that a text is a copy of; its own row where it is another report."""
        listed, own = numerals_in(body), None
        numbers = Counter(listed)
        for one in self._closest(listed):
            if have_other_numbers(self.numbers[one], numbers):
                continue
            own = own or filled(body)
            if not fill_one_form(self._ready(one, text), own):
                return one
        return row

    def _ready(self, row: int, text: Callable[[int], str]) -> Filled:
        found = self.at_hand.pop(row, None) or filled(text(row))
        self.at_hand[row] = found
        if len(self.at_hand) > AT_HAND:
            del self.at_hand[next(iter(self.at_hand))]
        return found

    def _closest(self, numbers: Sequence[str]) -> list[int]:
        """Return the reports that share most numbers with a text, and the first ones where few share any."""
        holding = (self.with_sign.get(sign, []) for sign in _signs(numbers))
        shared = Counter(row for rows in holding if len(rows) <= COMMON for row in rows)
        best = sorted(shared, key=lambda row: (-shared[row], row))[:MOST]
        return list(dict.fromkeys([*best, *islice(self.numbers, MOST)]))[:MOST]


@contextmanager
def _texts(
    files: Iterable[tuple[File, int]], wanted: Container[int], number: int, scratch: Path
) -> Iterator[Callable[[int], str]]:
    """Yield what returns the text of a wanted document; the texts lie in a file, and eight bytes a document here."""
    starts = array("Q", bytes(8 * number))
    with (scratch / "texts").open("w+b") as kept:
        begin = 0
        for file, rows in files:
            own = [row for row in range(rows) if begin + row in wanted]
            for row, text in texts_of(file, own) if own else ():
                starts[begin + row] = kept.tell()
                kept.write(json.dumps(text).encode() + b"\n")
            begin += rows

        def text_of(row: int) -> str:
            kept.seek(starts[row])
            found: str = json.loads(kept.readline())
            return found

        yield text_of
