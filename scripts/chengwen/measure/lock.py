"""Hold every annotated document to what is wrong in it today, so that a gain in one cannot hide a loss in another.

`gold.lock` has a line a document: its name, and what is wrong by kind, as counts (`Counts.wrong`). They quote nothing,
so blind documents stand in it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.measure.gold import Gold
from chengwen.measure.score import Counts
from chengwen.message import Message, at, say

NAME = "gold.lock"
HEAD = """\
# What is wrong in each document, as counts; nothing where nothing is. Made by `chengwen score tests/gold --lock`.
# missed: visible characters of noise; lost, altered: of content; titles, years, headings, masks, flags: how many;
# not_hidden, hidden: what had to be hidden and is not, what is hidden and need not be.
"""
_LINE = compiled(r"(.*\.txt)(?:: ([a-z_]+ [0-9]+(?:, [a-z_]+ [0-9]+)*))?")

Lock = Mapping[str, Mapping[str, int]]
"""What is wrong by kind, by the name of the document."""


def lock_of(scored: Iterable[tuple[Gold, Counts]]) -> Lock:
    """Return what is wrong in each document now."""
    return {gold.name: counts.wrong() for gold, counts in scored}


def as_text(lock: Lock) -> str:
    """Write a lock as the text of its file, in the order of the names.

    >>> as_text({"b.txt": {}, "a.txt": {"missed": 3, "masks": 1}}).removeprefix(HEAD)
    'a.txt: missed 3, masks 1\\nb.txt\\n'
    """
    lines = (
        f"{name}: {', '.join(f'{kind} {number}' for kind, number in wrong.items())}" if wrong else name
        for name, wrong in sorted(lock.items())
    )
    return HEAD + "".join(f"{line}\n" for line in lines)


def read_lock(text: str, name: str) -> Lock:
    """Read the text of a lock file called `name`; a line that is none of a lock raises `InputError`."""
    lock: dict[str, dict[str, int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise InputError(
                at(
                    name,
                    say(
                        "line {number} is not “document.txt: kind number, …”; make the file anew with --lock",
                        number=number,
                    ),
                )
            )
        pairs = (pair.split(" ") for pair in (match.group(2) or "").split(", ") if pair)
        lock[match.group(1)] = {kind: int(count) for kind, count in pairs}
    return lock


def worse(before: Lock, now: Lock) -> Iterator[Message]:
    """Yield a line for each document in which more of something is wrong than before, or that only one of both knows.

    >>> list(worse({"a.txt": {"missed": 9}, "b.txt": {}}, {"a.txt": {"missed": 2, "lost": 1}, "b.txt": {}}))
    ['a.txt: lost 0 → 1']
    """
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            yield at(name, say("not locked yet"))
        elif name not in now:
            yield at(name, say("locked, and there is no such document"))
        else:
            old, new = before[name], now[name]
            more = [f"{kind} {old.get(kind, 0)} → {count}" for kind, count in new.items() if count > old.get(kind, 0)]
            if more:
                yield at(name, ", ".join(more))
