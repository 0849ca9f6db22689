"""Load rule files, refuse one that does not hold, and find what the rules speak of.

A rule file is TOML: knowledge, not code. Whatever can be checked without a document is checked here, before the first
document: unknown keys, a keyword missing from an example, an example that does not hold, a pattern whose time is not
certain to be linear.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from chengwen.engine.linear_time import MAX_WIDTH, parser, why_not_linear
from chengwen.engine.lines import Line, View, filled, fold
from chengwen.engine.memory import kept
from chengwen.engine.scan import any_of
from chengwen.errors import RuleError
from chengwen.knowledge.tables import read_table
from chengwen.text import Edit

ACTIONS = ("remove", "replace", "flag")
CONFIDENCES = ("high", "medium", "low")
WHOLE_LINE = ("line", "head", "tail")
SURROUNDINGS = ("row", "figures", "label", "entrants", "sentence")
"""What can show that a line is the document's own: labelled lines about it (`own_lines`), figures, text below a label,
a purpose for entrants; or a sentence of the text on the line itself (`part_lines`)."""
FIXED_FAMILIES = ("layout", "sidecar")
"""What cannot be switched off or undone: a clean text has one form, and what a person decided in a sidecar holds."""
ZONES = re.compile(r"line|part|span|block|(?:head|tail):[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of noise: how it looks, what becomes of it, and why.

    A match of `pattern` in the folded view, borne out by `all` and `none`, is what the rule is about; a group named
    `cut` narrows what is edited, a group named `compiler` names whoever signed the text. `high` confidence is applied,
    `low` only reported; `medium` is applied right below something that a `high` rule found, and reported elsewhere.
    """

    id: str
    family: str
    description: str
    why: str
    scope: str
    keywords: tuple[str, ...]
    pattern: str
    action: str
    confidence: str
    match: tuple[str, ...]
    keep: tuple[str, ...]
    references: tuple[str, ...] = ()
    replacement: str = ""
    all: tuple[str, ...] = ()
    """Patterns that must each be found within the match, in any order."""
    none: tuple[str, ...] = ()
    """Patterns of which none may be found within the match."""
    flag: str = ""
    """Set on the document when the rule applies."""
    spare: tuple[str, ...] = ()
    """Surroundings that show a line which the rule takes to be the document's own: some of `SURROUNDINGS`."""

    @property
    def takes_lines(self) -> bool:
        """Tell whether the rule holds of whole lines, and not of stretches of them."""
        return self.scope.startswith(WHOLE_LINE)

    @property
    def zone(self) -> tuple[str, int]:
        """Tell where the rule looks, and within how many lines (0: no limit)."""
        name, _, count = self.scope.partition(":")
        return name, int(count or 0)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something the code does that is no pattern: described here so that a ledger can be read."""

    id: str
    family: str
    description: str
    why: str
    examples: tuple[tuple[str, str], ...] = ()
    """Pairs: before, after."""
    match: tuple[str, ...] = ()
    """Where a clue speaks: the mask it is about stands in braces."""
    keep: tuple[str, ...] = ()
    """Where it does not, though it looks as if it might."""
    reads: tuple[str, ...] = ()
    """The patterns of a clue, each with its key before it."""


@dataclass(frozen=True, slots=True, eq=False)  # known by identity, so that what is told from them can be remembered
class Rules:
    """The rules in force, sorted by id, and what the code itself does."""

    patterns: tuple[Rule, ...]
    operations: tuple[Operation, ...]
    off: frozenset[str] = frozenset()
    """Ids of operations that are switched off."""

    def everything(self) -> list[Rule | Operation]:
        """Give rules and operations together."""
        return [*self.patterns, *self.operations]

    def allow(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Leave out the edits of operations that are switched off."""
        return [edit for edit in edits if not self.off.intersection(edit.rules)] if self.off else edits

    def select(self, only: Iterable[str] = (), skip: Iterable[str] = ()) -> Rules:
        """Keep the families asked for, and those that stay always; a family nobody knows raises `RuleError`."""
        only, skip = set(only), set(skip)
        known = {rule.family for rule in self.everything()}
        if unknown := (only | skip) - known:
            raise RuleError(f"unknown family {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")

        def wanted(family: str) -> bool:
            return family in FIXED_FAMILIES or (family not in skip and (not only or family in only))

        return Rules(
            tuple(rule for rule in self.patterns if wanted(rule.family)),
            self.operations,
            frozenset(operation.id for operation in self.operations if not wanted(operation.family)),
        )


def load(folder: Path | None = None) -> Rules:
    """Load our rules, and one's own from `folder` beside them; an id may stand only once."""
    ours = ours_only()
    if folder is None:
        return ours
    if not folder.is_dir() or not list(folder.glob("*.toml")):
        raise RuleError(f"{folder}: no rule files (*.toml) here")
    found = [("the toolkit", rule) for rule in ours.patterns]
    for path in sorted(folder.glob("*.toml")):
        found += [(str(path), rule) for rule in read_rules(path.read_bytes(), str(path))]
    return _together(found, ours.operations)


@cache
def ours_only() -> Rules:
    """Load the rules that come with the toolkit; they are checked by its tests, not again at every start."""
    found = [
        (f"rules/{path.name}", rule)
        for path in sorted((Path(__file__).parent / "rules").glob("*.toml"))
        for rule in read_rules(path.read_bytes(), f"rules/{path.name}", check=False)
    ]
    return _together(found, read_operations())


def catalogue(rules: Rules | None = None) -> Mapping[str, Rule | Operation]:
    """Give every rule and operation by its id."""
    return {rule.id: rule for rule in (rules or ours_only()).everything()}


def read_rules(data: bytes, name: str, *, check: bool = True) -> list[Rule]:
    """Read one rule file; errors name the file, the rule and the key."""
    table = _toml(data, name)
    if unknown := set(table) - {"rules"}:
        raise RuleError(f"{name}: unknown key “{min(unknown)}”; a rule file holds [[rules]] only")
    rules = [_rule(entry, f"{name}: {entry.get('id', f'rule {number}')}") for number, entry in _entries(table, name)]
    if check:
        for rule in rules:
            if problem := problem_of(rule):
                raise RuleError(f"{name}: {rule.id}: {problem}")
    return rules


def read_operations() -> tuple[Operation, ...]:
    """Read what the code itself does, and the clues by which it types the author's masks."""
    described = [
        Operation(**{**entry, "examples": tuple((a, b) for a, b in entry.get("examples", []))})
        for entry in read_table("operations", "operations")
    ]
    masks = [_clue(entry) for key in ("restores", "clues") for entry in read_table("masks", key)]
    return (*described, *masks)


def _clue(entry: Mapping[str, Any]) -> Operation:
    reads = tuple(f"{key}: {entry[key]}" for key in ("phrase", "not_left", "left", "right") if entry.get(key))
    match, keep = tuple(entry["match"]), tuple(entry["keep"])
    return Operation(entry["id"], "masks", entry["description"], WHY_MASKS, match=match, keep=keep, reads=reads)


WHY_MASKS = "作者遮去的内容按上下文定类，只标明是什么，不猜原文；固定搭配足以确定原字的，写回原字。"


def problem_of(rule: Rule) -> str | None:
    """Say in one sentence what is wrong with a rule; None when it holds."""
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


def example_view(example: str) -> View:
    """Fold an example as a document's lines are; one of several lines becomes a block."""
    return block_view(filled(example))


def block_view(lines: Sequence[Line]) -> View:
    """Fold several lines into one view, their ends kept as line feeds."""
    if len(lines) == 1:
        return fold(lines[0])
    start = lines[0].start if lines else 0
    text, breaks, shifts = "", array("q"), array("q", [0])
    for line in lines:
        view = fold(line)
        breaks.extend([len(text), *(len(text) + at for at in view.breaks), len(text) + len(view.text)])
        shifts.extend(line.start - start - len(text) + shift for shift in view.shifts)
        text += view.text
        shifts.append(line.end - start - len(text))
        text += "\n"
    return View(text[:-1], breaks, shifts, start, lines[-1].end if lines else 0)


Matches = tuple[tuple[int, tuple[re.Match[str], ...]], ...]
"""Rules by their places in `Rules.patterns`, and the matches of each."""


def matches_in(rules: Rules, line: str) -> Matches:
    """Give the matches of rules in a folded line.

    A rule for blocks or for parts of lines is given where a keyword of it stands, without a match.
    """
    return _matches(rules, line)


@kept
def _matches(rules: Rules, line: str) -> Matches:
    keyword, speaks = _keywords(rules, min(len(line) // STEP * STEP, MAX_WIDTH))
    numbers = {number for match in keyword.finditer(line) for number in speaks[match[1]]}
    found = []
    for number in sorted(numbers):
        rule = rules.patterns[number]
        later = rule.scope in ("block", "part")
        matches = () if later else tuple(find(rule, line))
        if matches or later:
            found.append((number, matches))
    return tuple(found)


STEP = 100
"""Lines are told apart by their length in such steps: most rules for whole lines could not match a paragraph."""


@lru_cache(maxsize=64)
def _keywords(rules: Rules, least: int) -> tuple[re.Pattern[str], dict[str, tuple[int, ...]]]:
    """Give a pattern that finds, at each place, the longest keyword of the rules that could match so long a line.

    Beside it, by keyword, the places in `rules.patterns` of the rules that it speaks for; a keyword speaks too for the
    rules of those that it begins with.
    """
    speaks: dict[str, list[int]] = {}
    for number, rule in enumerate(rules.patterns):
        if not rule.takes_lines or parser.parse(rule.pattern).getwidth()[1] >= least:
            for keyword in rule.keywords:
                speaks.setdefault(keyword, []).append(number)
    whole = {
        keyword: tuple(number for size in range(1, len(keyword) + 1) for number in speaks.get(keyword[:size], ()))
        for keyword in speaks
    }
    return re.compile(f"(?=({any_of(whole)}))" if whole else "(?!)()"), whole


def find(rule: Rule, text: str) -> list[re.Match[str]]:
    """Find a rule in the text of one view: the whole of it for a line, part or zone, anywhere for a span or block.

    A long text is searched in windows of `WINDOW` characters that overlap by more than any match is long.
    """
    pattern = _compiled(rule.pattern)
    if rule.takes_lines or rule.scope == "part":
        match = pattern.fullmatch(text) if len(text) <= WINDOW else None
        return [match] if match and _bears_out(rule, match) else []
    found: list[re.Match[str]] = []
    done = 0
    for low in range(0, max(1, len(text)), WINDOW // 2):
        for match in pattern.finditer(text, max(low, done), low + WINDOW):
            if match.start() < low + WINDOW // 2 and match.end() > match.start() and _bears_out(rule, match):
                found.append(match)
                done = match.end()
    return found


def _bears_out(rule: Rule, match: re.Match[str]) -> bool:
    """Hold a match to the rule's further conditions."""
    text = match.group()
    return all(_compiled(pattern).search(text) for pattern in rule.all) and not any(
        _compiled(pattern).search(text) for pattern in rule.none
    )


WINDOW = 2_000
"""How many characters a rule sees at a time; any match is at most a fifth of that (`linear.MAX_WIDTH`)."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _toml(data: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # brackets nested a thousand deep, a number of 5,000 digits
        raise RuleError(f"{name}: not valid TOML: {error}") from error


def _entries(table: dict[str, Any], name: str) -> list[tuple[int, dict[str, Any]]]:
    entries = table.get("rules", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RuleError(f"{name}: “rules” must be written as [[rules]]")
    return list(enumerate(entries, 1))


def _rule(entry: dict[str, Any], place: str) -> Rule:
    known = {field.name: field for field in fields(Rule)}
    for key, value in entry.items():
        if key not in known:
            raise RuleError(f"{place}: unknown key “{key}”; known are {', '.join(known)}")
        many = str(known[key].type).startswith("tuple")
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value) if many else isinstance(value, str)):
            raise RuleError(f"{place}: “{key}” must be {'a list of strings' if many else 'a string'}, found {value!r}")
    optional = {"references", "replacement", "flag", "all", "none", "spare"}
    if missing := [key for key in known if key not in entry and key not in optional]:
        raise RuleError(f"{place}: “{missing[0]}” is missing")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Rule(**values)


def _together(found: Iterable[tuple[str, Rule]], operations: tuple[Operation, ...]) -> Rules:
    """Sort rules, each given with its file; an id that a rule or an operation has already raises `RuleError`."""
    places = {operation.id: "the toolkit" for operation in operations}
    by_id: dict[str, Rule] = {}
    for place, rule in found:
        if rule.id in places:
            raise RuleError(
                f"{place}: {rule.id}: this id stands twice, here and in {places[rule.id]}; give this rule another"
            )
        places[rule.id] = place
        by_id[rule.id] = rule
    return Rules(tuple(by_id[id] for id in sorted(by_id)), operations)
