"""Prove that matching a pattern takes time linear in the text, or say why that is not certain.

Python's `re` backtracks, so a careless pattern can take forever on the wrong line. A pattern is accepted when the cost
per position in the text is bounded: every repeat is bounded, no repeat stands within a repeat, no two neighbouring
repeats can match the same character, the number of ways to divide a text among the repeats of one pattern is at most
`MAX_WAYS`, and the characters looked at in all these ways together are at most `MAX_STEPS`.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from chengwen.message import Message, of_error, say

try:
    parser: Any = re._parser  # type: ignore[attr-defined]  # the only parse tree of Python's own dialect
except AttributeError:
    raise ImportError(
        f"Python {sys.version.split()[0]} has no re._parser, which proves that rules take linear time: use "
        "Python 3.14 or older, or a newer chengwen"
    ) from None

MAX_WAYS = 2_000
"""For a pattern that may begin anywhere; one that is tried once per line may have a hundred times as many."""
MAX_STEPS = 25_000
"""Our costliest rules need 24,000 steps from any position, and 124,000 once per line, where ten times as many are
allowed. A step takes about a nanosecond, so a pattern made to be slow costs half a minute for a document of a million
characters."""
MAX_WIDTH = 400
MAX_LENGTH = 2_000
"""Of the pattern itself."""
MOST_PROBLEMS = 3
"""How many different problems of a pattern are told at once."""
ENDLESS = 10**12
"""Counts stop here, so that counting itself ends."""

REPEATS = {parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT}
GIVES_NOTHING_BACK = {parser.ATOMIC_GROUP, parser.POSSESSIVE_REPEAT}
TAKE_ONE = {parser.LITERAL, parser.NOT_LITERAL, parser.IN, parser.ANY}
KNOWN = (
    REPEATS
    | GIVES_NOTHING_BACK
    | TAKE_ONE
    | {
        parser.ASSERT,
        parser.ASSERT_NOT,
        parser.AT,
        parser.BRANCH,
        parser.FAILURE,
        parser.SUBPATTERN,
    }
)
"""The operations this proof covers; a pattern with any other (one a later Python adds) is refused."""
CharacterTest = tuple[Any, Any]
"""An operation of the parse tree that takes one character: LITERAL, NOT_LITERAL, IN or ANY, with its argument."""


def why_not_linear(pattern: str, *, once_a_line: bool = False) -> Message | None:
    """Return in one sentence why a pattern is refused, all at once, or None if it is accepted.

    >>> why_not_linear("(?:第[0-9]{1,3}页){1,9}")
    'a repeat stands within a repeat; keep the outer one, and list with | what it takes'
    """
    if len(pattern) > MAX_LENGTH:
        return say(
            "it has {characters} characters; {max_length} is the most; make two rules of it",
            characters=len(pattern),
            max_length=MAX_LENGTH,
        )
    try:
        tree = _parse(pattern)
        if _refers_back(tree):  # first, since the width of a group cannot be read off part of a pattern
            return say("it refers back to a group; write the words out where they stand again")
        return _together(_problems(tree, within_repeat=False)) or _too_much(tree, once_a_line)
    except RecursionError:
        return say("its groups are nested too deeply; make two rules of it")
    except (re.error, ValueError, OverflowError, FutureWarning) as error:
        return say("it is no valid pattern: {reason}", reason=of_error(error))


def _parse(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # [[a] will mean something else one day
        re.compile(pattern)  # some errors are found only here
        return parser.parse(pattern)


def _too_much(tree: Any, once_a_line: bool) -> Message | None:
    """Return which limit is exceeded, or None."""
    most_ways, most_steps = (MAX_WAYS * 100, MAX_STEPS * 10) if once_a_line else (MAX_WAYS, MAX_STEPS)
    if tree.state.flags != re.UNICODE.value:
        return say("it sets a flag such as (?i); what it sees is in lower case already")
    if (width := tree.getwidth()[1]) > MAX_WIDTH:
        return say(
            "it can match {width} characters; {max_width} is the most; lower the bound of its longest repeat",
            width=width,
            max_width=MAX_WIDTH,
        )
    if (ways := _ways(tree)) > most_ways:
        return say(
            "its repeats can divide a text in {ways} ways; {most_ways} is the most"
            "; put a fixed word between two repeats, or lower their bounds",
            ways=_count(ways),
            most_ways=most_ways,
        )
    if (steps := _steps(tree)) > most_steps:
        return say(
            "it can look at {steps} characters from one place; {most_steps} is the most"
            "; begin it with a fixed word, or lower its bounds",
            steps=_count(steps),
            most_steps=most_steps,
        )
    return None


def _count(number: int) -> str:
    return str(number) if number < ENDLESS else say("more than {endless}", endless=ENDLESS)


def _together(problems: Iterable[Message]) -> Message | None:
    """Return different problems as one sentence; None where there are none."""
    found = None
    for problem in islice(dict.fromkeys(problems), MOST_PROBLEMS):
        found = say("{one}; also, {other}", one=found, other=problem) if found else problem
    return found


def _problems(tree: Iterable[tuple[Any, Any]], *, within_repeat: bool) -> Iterator[Message]:
    items = list(tree)
    for index, (operation, argument) in enumerate(items):
        problem = _own_problem(operation, argument, within_repeat)
        if not problem and operation in REPEATS - {parser.POSSESSIVE_REPEAT} and argument[0] != argument[1]:
            problem = _neighbour_problem(items, index)
        if problem:
            yield problem
        repeats = operation in REPEATS and argument[1] > 1
        for branch in _inside(operation, argument):
            yield from _problems(branch, within_repeat=within_repeat or repeats)


def _refers_back(items: Iterable[tuple[Any, Any]]) -> bool:
    return any(
        operation in (parser.GROUPREF, parser.GROUPREF_EXISTS) or any(map(_refers_back, _inside(operation, argument)))
        for operation, argument in items
    )


def _own_problem(operation: Any, argument: Any, within_repeat: bool) -> Message | None:
    if operation is parser.SUBPATTERN and (argument[1] or argument[2]):
        return say("it sets a flag such as (?i:…); what it sees is in lower case already")
    if operation is parser.IN and any(kind is parser.CATEGORY for kind, _ in argument):
        return say("it uses \\w, \\d or \\s; write the class out, such as [0-9]")
    if operation not in KNOWN:
        return say("it uses {operation}, of which nothing is known here", operation=operation)
    if operation in REPEATS:
        if argument[1] is parser.MAXREPEAT:
            return say("a repeat has no upper bound; write {{0,30}} for *, {{1,30}} for +")
        if within_repeat and argument[0] != argument[1]:
            return say("a repeat stands within a repeat; keep the outer one, and list with | what it takes")
    return None


def _neighbour_problem(items: Sequence[tuple[Any, Any]], index: int) -> Message | None:
    mine = list(_characters([items[index]]))
    for follower in items[index + 1 :]:
        if _is_variable(follower) and (shared := _overlap(mine, list(_firsts([follower])))) is not None:
            return say(
                "two neighbouring repeats can take the same character ({character!r} for one)"
                "; take it out of one of the two classes, or put a fixed word between them",
                character=chr(shared),
            )
        if not _is_nullable(follower):
            return None
    return None


def _is_nullable(item: tuple[Any, Any]) -> bool:
    return bool(parser.SubPattern(parser.State(), [item]).getwidth()[0] == 0)


def _firsts(items: Iterable[tuple[Any, Any]]) -> Iterable[CharacterTest]:
    """Yield the tests that the first character of a match may have to pass."""
    for item in items:
        operation, argument = item
        if operation in TAKE_ONE:
            yield item
        for branch in _inside(operation, argument):
            yield from _firsts(branch)
        if not _is_nullable(item):
            return


def _is_variable(item: tuple[Any, Any]) -> bool:
    operation, argument = item
    if operation in REPEATS:
        return bool(argument[0] != argument[1])
    return any(_is_variable(inner) for branch in _inside(operation, argument) for inner in list(branch)[:1])


def _inside(operation: Any, argument: Any) -> list[Any]:
    """Return the subpatterns inside an operation."""
    if operation in REPEATS:
        return [argument[2]]
    if operation is parser.SUBPATTERN:
        return [argument[3]]
    if operation is parser.BRANCH:
        return list(argument[1])
    if operation in (parser.ASSERT, parser.ASSERT_NOT):
        return [argument[1]]
    if operation is parser.ATOMIC_GROUP:
        return [argument]
    return []


def _characters(items: Iterable[tuple[Any, Any]]) -> Iterable[CharacterTest]:
    for operation, argument in items:
        if operation in TAKE_ONE:
            yield operation, argument
        for branch in _inside(operation, argument):
            yield from _characters(branch)


def _overlap(first: Sequence[CharacterTest], second: Sequence[CharacterTest]) -> int | None:
    """Return the code point of a character that passes a test on each side, or None.

    Only the ends of classes are tried.
    """
    points = sorted({0, *(point for test in (*first, *second) for point in _edges(test) if point <= sys.maxunicode)})
    for point in points:
        if any(_takes(test, point) for test in first) and any(_takes(test, point) for test in second):
            return point
    return None


def _edges(test: CharacterTest) -> Iterable[int]:
    operation, argument = test
    parts = argument if operation is parser.IN else [test]
    for kind, value in parts:
        if kind is parser.RANGE:
            yield from (value[0], value[1], value[1] + 1)
        elif kind in (parser.LITERAL, parser.NOT_LITERAL):
            yield from (value, value + 1)


def _takes(test: CharacterTest, point: int) -> bool:
    operation, argument = test
    if operation is parser.ANY:
        return point != ord("\n")
    if operation is parser.IN:
        negated = argument[0][0] is parser.NEGATE
        return negated != any(_takes(part, point) for part in argument if part[0] is not parser.NEGATE)
    if operation is parser.RANGE:
        return bool(argument[0] <= point <= argument[1])
    return bool((argument == point) != (operation is parser.NOT_LITERAL))


def _ways(tree: Iterable[tuple[Any, Any]]) -> int:
    """Return the most ways in which the repeats and branches of a pattern can divide a text.

    Atomic and possessive parts never backtrack once matched, so their ways are not multiplied with the rest; they count
    alone when there are more of them.
    """
    items = list(tree)
    return max([_product(items), *(_product(inside) for inside in _atomic(items))])


def _product(items: Iterable[tuple[Any, Any]]) -> int:
    ways = 1
    for operation, argument in items:
        if operation not in GIVES_NOTHING_BACK:
            ways *= _own_ways(operation, argument)
    return min(ways, ENDLESS)


def _atomic(items: Iterable[tuple[Any, Any]]) -> Iterable[Any]:
    for operation, argument in items:
        for inside in _inside(operation, argument):
            if operation in GIVES_NOTHING_BACK:
                yield inside
            yield from _atomic(inside)


def _own_ways(operation: Any, argument: Any) -> int:
    branches = _inside(operation, argument)
    if operation is parser.BRANCH:
        return _ways_of_branches(branches)
    within = max((_product(branch) for branch in branches), default=1)
    if operation not in REPEATS:
        return within
    low, high = int(argument[0]), int(argument[1])
    return min((high - low + 1) * int(within ** min(high, LONG_ENOUGH)), ENDLESS)


LONG_ENOUGH = 40
"""Two to this power counts as endless."""


def _steps(items: Iterable[tuple[Any, Any]]) -> int:
    """Return the most characters looked at from one position, over every way through what comes before."""
    steps, ways = 0, 1
    for operation, argument in items:
        steps += ways * _own_steps(operation, argument)
        if operation not in GIVES_NOTHING_BACK:
            ways *= _own_ways(operation, argument)
    return min(steps, ENDLESS)


def _own_steps(operation: Any, argument: Any) -> int:
    branches = _inside(operation, argument)
    steps = 1 + sum(map(_steps, branches))
    if operation not in REPEATS:
        return steps
    high = int(argument[1])
    within = 1 if operation is parser.POSSESSIVE_REPEAT else _product(branches[0])
    return min(high * steps * int(within ** min(max(high - 1, 0), LONG_ENOUGH)), ENDLESS)


def _ways_of_branches(branches: Sequence[Any]) -> int:
    """Return the ways of branches; they are added up only where they can begin with the same character."""
    firsts = [[] if branch.getwidth()[0] == 0 else list(_firsts(branch)) for branch in branches]
    ways = [_product(branch) for branch in branches]
    return max(
        sum(count for other, count in zip(firsts, ways, strict=True) if mine is other or _may_share(mine, other))
        for mine in firsts
    )


def _may_share(first: Sequence[CharacterTest], second: Sequence[CharacterTest]) -> bool:
    """Whether two branches can begin with the same character; a branch that can be empty may begin with any."""
    return not first or not second or _overlap(first, second) is not None
