"""Reject rules that do not hold.

Whatever can be checked without a document is checked before the first one is read: a keyword missing from an example,
an example with the wrong result, a pattern not proven to take linear time.
"""

from __future__ import annotations

import re

from chengwen.engine.linear_time import why_not_linear
from chengwen.errors import RuleError
from chengwen.knowledge.rules import GROUPS, SURROUNDINGS, WHOLE_LINE, Rule, Rules, example_view, find
from chengwen.message import Message, at, say

ACTIONS = ("remove", "replace", "flag")

CONFIDENCES = ("high", "medium", "low")

ZONES = re.compile(r"line|part|span|block|(?:head|tail):[1-9][0-9]?")


def refuse_unsound(rules: Rules, known: Rules | None = None) -> None:
    """Raise `RuleError` for the first rule that does not hold, however it was made; those in `known` hold."""
    held = set(known.patterns) if known else set()
    for rule in rules.patterns:
        if rule not in held and (problem := problem_of(rule)):
            raise RuleError(at(rule.id, problem))


def problem_of(rule: Rule) -> Message | None:
    """Return in one sentence what is wrong with a rule, or None if it holds."""
    return _value_problem(rule) or _pattern_problem(rule) or _example_problem(rule)


def _value_problem(rule: Rule) -> Message | None:
    if not ZONES.fullmatch(rule.scope):
        return say("scope is “{scope}”; it must be line, part, span, block, head:N or tail:N", scope=rule.scope)
    if rule.action not in ACTIONS:
        return say("action is “{action}”; it must be one of {known}", action=rule.action, known=ACTIONS)
    if rule.confidence not in CONFIDENCES:
        return say(
            "confidence is “{confidence}”; it must be one of {known}", confidence=rule.confidence, known=CONFIDENCES
        )
    if (rule.action == "flag") > bool(rule.flag):
        return say("action is “flag” but no flag is named")
    return _missing_value(rule)


def _missing_value(rule: Rule) -> Message | None:
    if rule.group and rule.group not in GROUPS:
        return say(
            "group is “{group}”; it must be one of {known}, or be left out", group=rule.group, known=tuple(GROUPS)
        )
    if unknown := set(rule.spare) - set(SURROUNDINGS):
        return say("spare names “{name}”; known are {known}", name=min(unknown), known=tuple(SURROUNDINGS))
    for key in ("id", "family", "keywords", "match", "keep"):
        if not getattr(rule, key) or (key == "keywords" and "" in rule.keywords):
            return say("“{key}” is empty; at least one is needed", key=key)
    return None


def _pattern_problem(rule: Rule) -> Message | None:
    if reason := why_not_linear(rule.pattern, once_a_line=rule.zone[0] in WHOLE_LINE):
        return at("pattern", reason)
    for key in ("all", "none"):
        for pattern in getattr(rule, key):
            if reason := why_not_linear(pattern):
                return at(key, at(pattern, reason))
    return None


def _example_problem(rule: Rule) -> Message | None:
    for number, example in enumerate(rule.match, 1):
        view = example_view(example)
        if not any(keyword in view.text for keyword in rule.keywords):
            return say(
                "match example {number} holds none of the keywords, so it would never be looked at\n  {example}",
                number=number,
                example=example,
            )
        if not find(rule, view.text):
            return say(
                "match example {number} is not matched\n  example  {example}\n  seen as  {text}",
                number=number,
                example=example,
                text=view.text,
            )
    for number, example in enumerate(rule.keep, 1):
        view = example_view(example)
        if not any(keyword in view.text for keyword in rule.keywords):
            return say(
                "keep example {number} holds none of the keywords, so it proves nothing\n  {example}",
                number=number,
                example=example,
            )
        if found := find(rule, view.text):
            return say(
                "keep example {number} would be removed\n  example  {example}\n  matched  {found}   (folded "
                "view)\n  Narrow the pattern; or move the example to “match” if it is noise after all.",
                number=number,
                example=example,
                found=found[0].group(),
            )
    return None
