"""The worst characters of a pattern: what its repeats take, its own words, and beginnings of what it matches.

`python tests/fuzz/worst.py 1000000` looks for each of our rules in so many of its worst characters, piece after piece,
and prints the slowest rules, in computing seconds for the worst piece.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from chengwen.engine import linear_time
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.rules import WINDOW, Rule, find

parser = linear_time.parser
FEW = 12
"""How many different repeats of a pattern are tried for themselves; the others in mixtures."""


def worst_pieces(pattern: str, words: Sequence[str] = (), *, seed: int = 0) -> list[str]:
    """Give short texts that, repeated, make a pattern work hard; the same ones each time."""
    dice = random.Random(seed)
    tree = list(parser.parse(pattern))
    taken = list(dict.fromkeys(_taken(tree, dice)))[:FEW]
    samples = [_sample(tree, dice) for _ in range(8)]
    pieces = [*taken, *words, *samples]
    pieces += ["".join(taken), "".join(dice.choices([*taken, *words, *samples], k=20))]
    for sample in samples:
        middle = sample[len(sample) // 2 : len(sample) // 2 + 1]
        pieces += [
            sample[:-1],
            sample[: len(sample) // 2] + middle * 60,
            (taken[0] if taken else "") * 60 + sample[:-1],
        ]
    pieces += [word + one * 60 for word in words[:3] for one in taken[:4]]
    return [piece for piece in dict.fromkeys(pieces) if piece]


def _taken(items: Any, dice: random.Random) -> Iterator[str]:
    """Give for each repeat something that it takes."""
    for operation, argument in items:
        if operation in linear_time.REPEATS:
            yield _sample(argument[2], dice)
        for branch in linear_time._inside(operation, argument):
            yield from _taken(branch, dice)


def _sample(items: Any, dice: random.Random) -> str:
    """Give a text that the items match, or nearly: what looks around is passed over."""
    return "".join(_one(operation, argument, dice) for operation, argument in items)


def _one(operation: Any, argument: Any, dice: random.Random) -> str:
    if operation in linear_time.TAKE_ONE:
        return chr(_character((operation, argument), dice))
    if operation in linear_time.REPEATS:
        count = dice.choice((argument[0], argument[1], argument[1])) if argument[1] is not parser.MAXREPEAT else 30
        return "".join(_sample(argument[2], dice) for _ in range(min(int(count), 400)))
    if operation is parser.BRANCH:
        return _sample(dice.choice(argument[1]), dice)
    if operation in (parser.ASSERT, parser.ASSERT_NOT, parser.AT):
        return ""
    return "".join(_sample(branch, dice) for branch in linear_time._inside(operation, argument))


def _character(test: tuple[Any, Any], dice: random.Random) -> int:
    points = [*map(ord, "建a1 X，（"), *(point for point in linear_time._edges(test) if point < 0x110000)]
    return dice.choice([point for point in points if linear_time._takes(test, point)] or [ord("建")])


def slowest(rule: Rule, length: int) -> tuple[float, str]:
    """Give the longest time that a rule takes for so many characters, and the piece they repeat.

    A rule for whole lines is given lines of the greatest length at which it is tried.
    """
    size = WINDOW if rule.takes_lines else length
    worst = (0.0, "")
    for pattern in (rule.pattern, *rule.all, *rule.none):
        for piece in worst_pieces(pattern, rule.keywords):
            line = (piece * (size // len(piece) + 1))[:size]
            start = time.process_time()
            for _ in range(length // size):
                find(rule, line)
            worst = max(worst, (time.process_time() - start, piece))
    return worst


def main(length: int) -> None:
    """Print the table."""
    times = sorted(((*slowest(rule, length), rule.id) for rule in ours_only().patterns), reverse=True)
    print("| 规则 | 秒 | 重复的字 |\n|---|---|---|")  # noqa: T201
    for seconds, piece, id in times[:10]:
        print(f"| {id} | {seconds:.2f} | {piece[:20]!r} |")  # noqa: T201
    print(f"{len(times)} rules, the median {times[len(times) // 2][0]:.3f} s")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
