"""Reject rules that do not hold.

Whatever can be checked without a document is checked before the first one is read: a keyword missing from an example,
an example with the wrong result, a pattern not proven to take linear time.
"""

from __future__ import annotations

import re

from chengwen.engine.linear_time import why_not_linear
from chengwen.errors import RuleError
from chengwen.knowledge.rules import GROUPS, SURROUNDINGS, WHOLE_LINE, Rule, Rules, example_view, find

ACTIONS = ("remove", "replace", "flag")

CONFIDENCES = ("high", "medium", "low")

ZONES = re.compile(r"line|part|span|block|(?:head|tail):[1-9][0-9]?")


def refuse_unsound(rules: Rules, known: Rules | None = None) -> None:
    """Raise `RuleError` for the first rule that does not hold, however it was made; those in `known` hold."""
    held = set(known.patterns) if known else set()
    for rule in rules.patterns:
        if rule not in held and (problem := problem_of(rule)):
            raise RuleError(f"{rule.id}: {problem}")


def problem_of(rule: Rule) -> str | None:
    """Return in one sentence what is wrong with a rule, or None if it holds."""
    return _value_problem(rule) or _pattern_problem(rule) or _example_problem(rule)


def _value_problem(rule: Rule) -> str | None:
    if not ZONES.fullmatch(rule.scope):
        return f"scope is “{rule.scope}”; it must be line, part, span, block, head:N or tail:N"
    if rule.action not in ACTIONS:
        return f"action is “{rule.action}”; it must be one of {', '.join(ACTIONS)}"
    if rule.confidence not in CONFIDENCES:
        return f"confidence is “{rule.confidence}”; it must be one of {', '.join(CONFIDENCES)}"
    if (rule.action == "flag") > bool(rule.flag):
        return "action is “flag” but no flag is named"
    return _missing_value(rule)


def _missing_value(rule: Rule) -> str | None:
    if rule.group and rule.group not in GROUPS:
        return f"group is “{rule.group}”; it must be one of {', '.join(GROUPS)}, or be left out"
    if unknown := set(rule.spare) - set(SURROUNDINGS):
        return f"spare names “{min(unknown)}”; known are {', '.join(SURROUNDINGS)}"
    for key in ("id", "family", "keywords", "match", "keep"):
        if not getattr(rule, key) or (key == "keywords" and "" in rule.keywords):
            return f"“{key}” is empty; at least one is needed"
    return None


def _pattern_problem(rule: Rule) -> str | None:
    if reason := why_not_linear(rule.pattern, once_a_line=rule.zone[0] in WHOLE_LINE):
        return f"pattern: {reason}"
    for key in ("all", "none"):
        for pattern in getattr(rule, key):
            if reason := why_not_linear(pattern):
                return f"{key}: {pattern}: {reason}"
    return None


def _example_problem(rule: Rule) -> str | None:
    for number, example in enumerate(rule.match, 1):
        view = example_view(example)
        if not any(keyword in view.text for keyword in rule.keywords):
            return f"match example {number} holds none of the keywords, so it would never be looked at\n  {example}"
        if not find(rule, view.text):
            return f"match example {number} is not matched\n  example  {example}\n  seen as  {view.text}"
    for number, example in enumerate(rule.keep, 1):
        view = example_view(example)
        if not any(keyword in view.text for keyword in rule.keywords):
            return f"keep example {number} holds none of the keywords, so it proves nothing\n  {example}"
        if found := find(rule, view.text):
            return (
                f"keep example {number} would be removed\n  example  {example}\n"
                f"  matched  {found[0].group()}   (folded view)\n"
                "  Narrow the pattern; or move the example to “match” if it is noise after all."
            )
    return None
