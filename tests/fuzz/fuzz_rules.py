"""A rule file is refused in one sentence, or its rules are fast on the worst text for them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

from driver import fuzz
from worst import worst_pieces

from chengwen.errors import RuleError
from chengwen.knowledge.check import _pattern_problem
from chengwen.knowledge.load import ours_only, read_rules
from chengwen.knowledge.rules import Rule, find

ATOMS = (
    *"a b 甲 。 [ab] [^a] [a-z] ab a甲 [^。] . 一".split() * 4,
    *r"a b c 甲 乙 。 A 1 . ^ $ [ab] [^a] [^b] [一-丁] [a-z] [^a-z] \1 (?P=x) (?(1)a|b) \w \d \s \b \B \x61 \u4e00 (?i) [[a] \n \( ab".split(),
    *("\u200b", " ", "\U0010ffff", "[^\U0010ffff]", "[^b-\U0010ffff]", "", "(", ")", "[", "|"),
)
GROUPS = ("(?:", "(?:", "(?:", "(", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?>", "(?i:", "(?P<cut>", "(?P<x>")
AMOUNTS = (
    *("", "", "", "", "?", "??", "?+", "{0,3}", "{0,40}", "{2,30}?", "{1,9}+", "{5}", "{20}", "{0}", "{0,99}", "{1,8}"),
    *("*", "+", "*?", "++", "{,9}", "{3,}", "{400}", "{4294967295}", "{0,2000}"),
)
EXAMPLE = ours_only().patterns[0]
SCOPES = ("line", "span", "block", "head:5", "tail:9")
LENGTH = 600
SECONDS = 0.5


def check(data: bytes) -> None:
    """Read a whole file, or one rule with a pattern that the bytes choose."""
    take = partial(next, iter(data[1:]), 0)
    if data[:1] and data[0] % 4 == 0:
        rules = _read(data[1:])
    else:
        rule = replace(EXAMPLE, pattern=_pattern(take, 3), scope=SCOPES[take() % len(SCOPES)], all=(_pattern(take, 1),))
        rules = [*_read(_file(rule)), *([] if _pattern_problem(rule) else [rule])]
    for rule in rules:
        for pattern in (rule.pattern, *rule.all, *rule.none):
            for piece in worst_pieces(pattern)[-8:]:
                _is_fast(rule, (piece * LENGTH)[:LENGTH])


def _read(file: bytes) -> list[Rule]:
    try:
        return read_rules(file, "rules.toml")
    except RuleError as error:
        assert str(error).startswith("rules.toml: ")
        return []


def _pattern(take: Callable[[], int], depth: int) -> str:
    return "".join(_item(take, depth) for _ in range(take() % 5))


def _item(take: Callable[[], int], depth: int) -> str:
    kind, amount = take(), AMOUNTS[take() % len(AMOUNTS)]
    if kind % 2 or not depth:
        return ATOMS[take() % len(ATOMS)] + amount
    branches = [_pattern(take, depth - 1) for _ in range(1 + take() % 4)]
    return f"{GROUPS[take() % len(GROUPS)]}{'|'.join(branches)}){amount}"


def _file(rule: Rule) -> bytes:
    table = {key: value for key, value in asdict(rule).items() if value}
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
    return ("[[rules]]\n" + "".join(lines)).encode()


def _is_fast(rule: Rule, text: str) -> None:
    for line in (text, text[:120]):
        start = time.process_time()
        for match in find(rule, line):
            assert 0 <= match.start() <= match.end() <= len(line)
        assert time.process_time() - start < SECONDS, f"slow: {rule.pattern}"


if __name__ == "__main__":
    fuzz(check)
