"""What a rule is, and where rules match a text.

A rule file is TOML: knowledge, not code. load.py reads rule files, check.py refuses a rule that does not hold.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from chengwen.engine.linear_time import MAX_WIDTH, parser
from chengwen.engine.lines import Line, View, cut, fold
from chengwen.engine.scan import any_of
from chengwen.errors import RuleError
from chengwen.text import Edit

WHOLE_LINE = ("line", "head", "tail")

SURROUNDINGS = ("row", "figures", "label", "entrants", "sentence")
"""What can show that a line is the document's own: labelled lines about it (`own_lines`), figures, text below a label,
a purpose for entrants; or a sentence of the text on the line itself (`part_lines`)."""

GROUPS = ("seller", "related", "part")
"""What a rule's lines have in common wherever they stand. `seller`: whole lines show a seller's frame. `related`: they
speak of other pages, and a line that is but likely counts only below a sure one. `part`: labels of the parts of a
compilation (篇一), where another document begins."""

FIXED_FAMILIES = ("layout", "sidecar")
"""What cannot be switched off or undone: a clean text has one form, and what a person decided in a sidecar holds."""


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
    group: str = ""
    """One of `GROUPS`, where the rule belongs to one."""

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


Matches = tuple[tuple[int, tuple[re.Match[str], ...]], ...]
"""Rules by their places in `Rules.patterns`, and the matches of each."""


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

    def matches_in(self, line: str) -> Matches:
        """Return the matches of these rules in a folded line, in the order of the rules.

        A rule for blocks or for parts of lines is listed where a keyword of it stands, without a match.
        """
        keyword, speaks = _keywords(self, min(len(line) // STEP * STEP, MAX_WIDTH))
        numbers = {number for match in keyword.finditer(line) for number in speaks[match[1]]}
        found = []
        for number in sorted(numbers):
            rule = self.patterns[number]
            later = rule.scope in ("block", "part")
            matches = () if later else tuple(find(rule, line))
            if matches or later:
                found.append((number, matches))
        return tuple(found)

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


def example_view(example: str) -> View:
    """Fold an example as a document's lines are; one of several lines becomes a block."""
    return block_view([line for line in cut(example) if not line.blank])


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
