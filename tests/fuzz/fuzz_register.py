"""Whatever a text says, the register's judgement takes no line that is held, no part beyond its line, and no worse reading."""

from __future__ import annotations

from itertools import pairwise, product

from driver import fuzz
from invented import text_of

from chengwen.engine.draft import read
from chengwen.stages.strip.register.decode import noise_in
from chengwen.stages.strip.register.judge import HEAD, LINE, SUSPECT, TAIL, judge
from chengwen.stages.strip.register.parts import parts


def check(data: bytes) -> None:
    """Judge a text of which the first bytes say which lines rules have taken and which are held."""
    draft = read(text_of(data[8:]))
    count = len(draft.lines)
    taken = {byte % count for byte in data[:4] if byte > 127} if count else set[int]()
    held = {byte % count for byte in data[4:8] if byte > 127} - taken if count else set[int]()
    found = judge(draft, taken, held)
    lines = [number for one in found for number in one.lines]
    assert len(lines) == len({*lines})
    assert not {*lines} & (taken | held)
    for one in found:
        assert one.lines[-1] < count
        assert all(after == before + 1 for before, after in pairwise(one.lines))
        assert one.rule in (HEAD, LINE, TAIL)
        assert one.goes or one.score >= SUSPECT
    assert judge(read(draft.value), taken, held) == found
    for part in parts(draft, taken):
        line = draft.lines[part.number]
        assert part.number not in taken
        assert line.start <= part.span.start < part.span.end <= line.start + len(line.content)
    _reads_best([byte - 128 for byte in data[:9]], [byte % 97 for byte in data[9:19]])


def _reads_best(scores: list[int], costs: list[int]) -> None:
    """No reading of a sequence of lines is worth more than the one that is chosen."""
    costs = (costs + [0] * 10)[: len(scores) + 1]
    costs[0] = costs[len(scores)] = 0

    def worth(states: tuple[bool, ...]) -> int:
        gained = sum(score for score, state in zip(scores, states, strict=True) if state)
        return gained - sum(costs[at + 1] for at, (one, other) in enumerate(pairwise(states)) if one != other)

    if scores:
        best = max(worth(states) for states in product((False, True), repeat=len(scores)))
        assert worth(tuple(noise_in(scores, costs))) == best


if __name__ == "__main__":
    fuzz(check)
