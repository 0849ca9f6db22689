"""No pattern that the loader lets in can hang: not ours on its worst characters, none of those written to slip in."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from worst import worst_pieces

from chengwen.engine import linear_time
from chengwen.engine.linear_time import KNOWN, MAX_LENGTH, parser, why_not_linear
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.rules import Rule, find

EVIL = tomllib.loads((Path(__file__).parents[1] / "fuzz" / "evil_patterns.toml").read_text("utf-8"))["patterns"]
LENGTH = 10_000
SECONDS = 1.0
"""Of computing, for a text of `LENGTH` characters: four times what the bound of steps comes to."""


def is_fast(rule: Rule, text: str, limit: float) -> bool:
    """Whether one look of three stays below so many seconds of computing: the machine is busy with more."""
    return any(spent(rule, text) < limit for _ in range(3))


def spent(rule: Rule, text: str) -> float:
    start = time.process_time()
    find(rule, text)
    return time.process_time() - start


@pytest.mark.parametrize("evil", EVIL, ids=lambda evil: evil["why"])
def test_an_evil_pattern_is_refused_or_fast(evil: dict[str, str]) -> None:
    if why_not_linear(evil["pattern"]) is None:
        rule = replace(ours_only().patterns[0], scope="span", pattern=evil["pattern"], all=(), none=())
        for piece in (evil["on"], *worst_pieces(evil["pattern"])):
            assert is_fast(rule, (piece * LENGTH)[:LENGTH], SECONDS)


def test_most_evil_patterns_are_refused() -> None:
    accepted = [evil["why"] for evil in EVIL if why_not_linear(evil["pattern"]) is None]
    assert len(EVIL) - len(accepted) >= 60
    assert not [why for why in accepted if "unbounded" in why or "flag" in why]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a{0,60}b{0,60}", "its repeats can divide a text in 3721 ways"),
        ("(?:a|a)" * 60, "its repeats can divide a text in more than"),
        ("a{0,40}b{0,40}c{300}", "it can look at"),
        ("a{0,9}(?:ab|cd){0,9}", "two neighbouring repeats can take the same character ('a' for one)"),
    ],
)
def test_it_is_told_which_limit_is_passed_and_by_how_much(pattern: str, why: str) -> None:
    assert (why_not_linear(pattern) or "").startswith(why)


@pytest.mark.parametrize("pattern", ["a" * (MAX_LENGTH + 1), "(?:" * 600 + "a" + ")" * 600])
def test_a_pattern_that_python_itself_could_not_read_is_refused(pattern: str) -> None:
    assert why_not_linear(pattern)


def test_an_operation_that_a_later_python_adds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why_not_linear("^a") is None
    monkeypatch.setattr(linear_time, "KNOWN", KNOWN - {parser.AT})
    assert why_not_linear("^a") == "it uses AT, of which nothing is known here"


@pytest.mark.parametrize("rule", ours_only().patterns, ids=lambda rule: rule.id)
def test_our_rules_stay_fast_on_their_worst_characters(rule: Rule) -> None:
    for piece in worst_pieces(rule.pattern, rule.keywords):
        length = 2_000 if rule.zone[0] in ("line", "head", "tail") else LENGTH
        assert is_fast(rule, (piece * length)[:length], SECONDS / 5)
