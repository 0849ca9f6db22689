"""Write what repeats as draft rules, with real examples filled in; a person names, narrows or drops them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from chengwen.lines import HAN, cut, fold
from chengwen.rules import Rule, problem_of
from chengwen.suggest import Fragment, Place

EXAMPLES = 3
AROUND = 12
"""How much of its line stands on either side of a fragment in an example, in code points."""
MARGIN = 2
"""Digits by which a number may be shorter or longer than those seen."""
SURE = 5
"""From how many documents on a draft is of high confidence; below, it only reports."""

QUOTES = "'''"
"""Within these nothing of a pattern has to be escaped; a pattern that holds them is written as any other text."""
_DIGITS = re.compile("([0-9]+)")
_LITERAL = re.compile(f"[{HAN}a-z]{{2,}}")


def drafts(fragments: Sequence[Fragment], texts: Sequence[str]) -> list[Rule]:
    """Make a rule of each fragment; `keep` are lines of these texts that share as much with it as any."""
    lines = list(dict.fromkeys(fold(line).text for text in texts for line in cut(text) if not line.blank))
    return [_draft(number, fragment, lines) for number, fragment in enumerate(fragments, 1)]


def as_toml(rules: Sequence[Rule], fragments: Sequence[Fragment]) -> str:
    """Write drafts as a rule file, each with what speaks for it and what it still lacks."""
    return "\n".join(_entry(rule, fragment) for rule, fragment in zip(rules, fragments, strict=True))


def _draft(number: int, fragment: Fragment, lines: Sequence[str]) -> Rule:
    whole = all(place.whole for place in fragment.places)
    pattern = _pattern(fragment)
    keywords, keep = _keyword(fragment, re.compile(pattern), lines)
    return Rule(
        id=f"draft-{number}",
        family="draft",
        description=f"“{fragment.places[0].view[fragment.places[0].start : fragment.places[0].end]}”",
        why=f"在 {fragment.documents} 份内容不同的文档里出现 {len(fragment.places)} 次；{fragment.why}。",
        scope="line" if whole else "span",
        keywords=keywords,
        pattern=pattern,
        action="remove",
        confidence="high" if fragment.documents >= SURE else "low",
        match=tuple(islice(dict.fromkeys(map(_context, fragment.places)), EXAMPLES)),
        keep=keep,
    )


def _pattern(fragment: Fragment) -> str:
    """Write a fragment as a pattern; where its places differ in numbers, any number of about their length."""
    found = [_DIGITS.split(place.view[place.start : place.end]) for place in fragment.places]
    pieces = []
    for column in zip(*found, strict=True):  # the same but for digits, so cut at the same places
        if len(set(column)) == 1:
            pieces.append(re.escape(column[0]))
        else:
            sizes = sorted(map(len, column))
            pieces.append(f"[0-9]{{{max(1, sizes[0] - MARGIN)},{sizes[-1] + MARGIN}}}")
    return "".join(pieces)


def _keyword(
    fragment: Fragment, pattern: re.Pattern[str], lines: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Choose a literal that every match holds, the longest that stands in a line that must stay, and such lines."""
    literals = sorted(_LITERAL.findall(fragment.text), key=len, reverse=True) or [fragment.text]
    for size in range(len(literals[0]), 0, -1):
        for literal in literals:
            for at in range(len(literal) - size + 1):
                keyword = literal[at : at + size]
                keep = [line for line in lines if keyword in line and not pattern.search(line)]
                if keep:
                    return (keyword,), tuple(_around(line, keyword) for line in keep[:2])
    return (literals[0],), ()


def _context(place: Place) -> str:
    if place.whole:
        return place.view
    return place.view[max(0, place.start - AROUND) : place.end + AROUND]


def _around(line: str, keyword: str) -> str:
    at = line.index(keyword)
    return line[max(0, at - 2 * AROUND) : at + len(keyword) + 2 * AROUND]


def _entry(rule: Rule, fragment: Fragment) -> str:
    problem = problem_of(rule)
    lines = [f"# {fragment.documents} 份文档，{len(fragment.places)} 处；{fragment.why}"]
    if problem:
        lines.append(f"# 还缺：{_lack(rule) or problem.split(chr(10))[0]}")
    lines += ["[[rules]]", *_keys(rule)]
    return "\n".join(lines) + "\n"


def _lack(rule: Rule) -> str:
    return "" if rule.keep else f"一个含“{rule.keywords[0]}”而不该删的例子（keep）"


def _keys(rule: Rule) -> Iterator[str]:
    for key in ("id", "family", "description", "why", "scope"):
        yield f"{key} = {_string(getattr(rule, key))}"
    yield f"keywords = {_strings(rule.keywords)}"
    yield f"pattern = {_string(rule.pattern) if QUOTES in rule.pattern else f'{QUOTES}{rule.pattern}{QUOTES}'}"
    yield f"action = {_string(rule.action)}"
    yield f"confidence = {_string(rule.confidence)}"
    yield f"match = {_strings(rule.match)}"
    yield f"keep = {_strings(rule.keep)}"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _strings(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_string, texts))}]"
