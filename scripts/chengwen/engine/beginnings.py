"""Write into a compiled pattern which characters a match may begin with, where `re` does not see that itself.

`re` skips to where a match may begin if the pattern begins with a literal, a class or a choice of letters. Where it
begins with a look around, a choice of classes, or what may be missing, `re` tries to match at every place of the text,
which takes five to ten times as long. What it needs for the skip stands in the head of the compiled code, and is put
there. Every match begins with one of these characters, so the pattern finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from chengwen.engine.linear_time import REPEATS, parser

_compiler: Any = re._compiler  # type: ignore[attr-defined]  # it writes the code whose head is changed here
MOST = 3_000
"""A class of more characters (all Han) leaves too few places out."""

Members = list[tuple[Any, Any]]
"""What a class holds, as the parser writes it."""


def with_beginnings(code: Sequence[int], tree: Any, flags: int) -> list[int]:
    """Return the compiled code of a pattern with the characters that a match may begin with, if they are known."""
    _, size, told, least, most = code[:5]
    known = None if told or not least or flags & re.IGNORECASE else first_characters(tree)
    if known is None:
        return list(code)
    told_now: list[int] = []
    _compiler._compile_charset(_compiler._optimize_charset(known)[0], flags, told_now)
    head = [code[0], size + len(told_now), _compiler.SRE_INFO_CHARSET, least, most]
    return [*head, *told_now, *code[size + 1 :]]


def first_characters(tree: Iterable[Any]) -> Members | None:
    """Return the characters that a match may begin with; None if they are unknown or many, or a match may be empty."""
    found = _first(tree)
    if found is None or found[1]:
        return None
    sizes = (argument[1] - argument[0] + 1 if operation is parser.RANGE else 1 for operation, argument in found[0])
    return found[0] if sum(sizes) <= MOST else None


First = tuple[Members, bool]
"""The first characters of what a part of a pattern matches, and whether that may be nothing."""
_NOTHING: First = ([], True)


def _first(items: Iterable[Any]) -> First | None:
    members: Members = []
    for operation, argument in items:
        one = _first_of_one(operation, argument)
        if one is None:
            return None
        members += one[0]
        if not one[1]:
            return members, False
    return members, True


def _first_of_one(operation: Any, argument: Any) -> First | None:
    if operation is parser.LITERAL:
        return [(operation, argument)], False
    if operation is parser.IN:
        return None if argument[0][0] is parser.NEGATE else (list(argument), False)
    if operation in REPEATS:
        inside = _first(argument[2])
        return inside if argument[0] or inside is None else (inside[0], True)
    return _first_of_group(operation, argument)


def _first_of_group(operation: Any, argument: Any) -> First | None:
    if operation is parser.BRANCH:
        branches = [_first(branch) for branch in argument[1]]
        known = [one for one in branches if one is not None]
        whole = len(known) == len(branches)
        return ([one for members, _ in known for one in members], any(empty for _, empty in known)) if whole else None
    if operation is parser.SUBPATTERN:
        return None if argument[1] or argument[2] else _first(argument[-1])  # flags of its own may fold case
    if operation is parser.ATOMIC_GROUP:
        return _first(argument)
    if operation is parser.ASSERT and argument[0] > 0:
        return _first(argument[1]) or _NOTHING
    return _NOTHING if operation in (parser.ASSERT, parser.ASSERT_NOT, parser.AT) else None
