"""What a rule is, and where rules match a text.

A rule file is TOML: knowledge, not code. load.py reads rule files, check.py rejects rules that do not hold.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from chengwen.engine.kept import compiled, kept
from chengwen.engine.linear_time import MAX_WIDTH, parser
from chengwen.engine.lines import Line, View, cut, fold
from chengwen.errors import RuleError
from chengwen.knowledge.labels import families
from chengwen.knowledge.tables import words
from chengwen.message import at, say
from chengwen.text import Edit

WHOLE_LINE = ("line", "head", "tail")

SURROUNDINGS = ("row", "figures", "label", "entrants", "meeting", "sentence")
"""What can show that a line belongs to the document: labelled lines about it (`own_lines`), figures, text below a
label, a purpose for entrants, a meeting; or a sentence of the text on the line itself (`part_lines`)."""

GROUPS = ("seller", "related", "part")
"""What a rule's lines have in common wherever they stand. `seller`: whole lines show a seller's frame. `related`: they
speak of other pages, and a line that is but likely counts only below a sure one. `part`: labels of the parts of a
compilation (篇一), where another document begins."""

FIXED_FAMILIES = ("layout", "sidecar")
"""Families that cannot be switched off or undone: a clean text has one form, and decisions in a sidecar are final."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of noise: what it looks like, what is done about it, and why.

    A rule holds where `pattern` matches the folded view and the conditions `all` and `none` are met. A group named
    `cut` narrows what is edited; a group named `compiler` captures who signed the text. `high` confidence is applied,
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
    """Patterns that must not be found within the match."""
    flag: str = ""
    """Flag set on the document when the rule applies."""
    spare: tuple[str, ...] = ()
    """Surroundings that show a line which the rule takes to be the document's own: some of `SURROUNDINGS`."""
    group: str = ""
    """One of `GROUPS`, where the rule belongs to one."""

    @property
    def takes_lines(self) -> bool:
        """Whether the rule matches whole lines rather than parts of them."""
        return self.scope.startswith(WHOLE_LINE)

    @property
    def zone(self) -> tuple[str, int]:
        """Where the rule looks, and within how many lines (0: no limit)."""
        name, _, count = self.scope.partition(":")
        return name, int(count or 0)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something the code does that is not a pattern, described so that a ledger can be read."""

    id: str
    family: str
    description: str
    why: str
    examples: tuple[tuple[str, str], ...] = ()
    """Pairs: before, after."""
    match: tuple[str, ...] = ()
    """Examples where a clue applies; the mask it is about is in braces."""
    keep: tuple[str, ...] = ()
    """Examples where it does not, though they look similar."""
    reads: tuple[str, ...] = ()
    """The patterns of a clue, each preceded by its key."""


Matches = tuple[tuple[int, tuple[re.Match[str], ...]], ...]
"""Index in `Rules.patterns` of each matching rule, with its matches."""


@dataclass(frozen=True, slots=True, eq=False)  # hashed by identity, so that results computed from them can be cached
class Rules:
    """The rules in force, sorted by id, and the operations of the code."""

    patterns: tuple[Rule, ...]
    operations: tuple[Operation, ...]
    off: frozenset[str] = frozenset()
    """Ids of operations that are switched off."""

    @staticmethod
    def ours() -> Rules:
        """Return the rules that come with the toolkit."""
        from chengwen.knowledge.load import ours_only

        return ours_only()

    @staticmethod
    def load(folder: str | Path) -> Rules:
        """Return the rules of the files in a folder (*.toml); one that does not hold raises `RuleError`."""
        from chengwen.knowledge.load import load_folder

        return load_folder(Path(folder))

    def __add__(self, other: Rules | Rule) -> Rules:
        """Return these rules and others together; an id that stands in both raises `RuleError`."""
        patterns = (other,) if isinstance(other, Rule) else other.patterns
        known = {one.id for one in self.everything()}
        if twice := known.intersection(rule.id for rule in patterns):
            raise RuleError(at(min(twice), say("this id stands twice; give one of the rules another")))
        operations, off = (
            (self.operations, self.off)
            if isinstance(other, Rule)
            else (
                tuple({one.id: one for one in (*self.operations, *other.operations)}.values()),
                self.off | other.off,
            )
        )
        return Rules(tuple(sorted((*self.patterns, *patterns), key=lambda rule: rule.id)), operations, off)

    def everything(self) -> list[Rule | Operation]:
        """Return rules and operations together."""
        return [*self.patterns, *self.operations]

    def allow(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Return the edits without those of operations that are switched off."""
        return [edit for edit in edits if not self.off.intersection(edit.rules)] if self.off else edits

    def may_match_in(self, line: str) -> bool:
        """Whether a keyword of any rule stands in a folded line; without one no rule matches any part of it."""
        return _keywords(self, 0).has_one_in(line)

    def matches_in(self, line: str) -> Matches:
        """Return the matches of these rules in a folded line, in the order of the rules.

        A rule for blocks or for parts of lines is listed where one of its keywords occurs, without a match.
        """
        keywords, looks, size = _keywords(self, min(len(line) // STEP * STEP, MAX_WIDTH)), _looks(self), len(line)
        found: list[tuple[int, tuple[re.Match[str], ...]]] = []
        for number in sorted(keywords.numbers_in(line)):
            rule, least, most = looks[number]
            if rule is None:
                found.append((number, ()))
            elif least <= size <= most and (matches := find(rule, line)):
                found.append((number, tuple(matches)))
        return tuple(found)

    def select(self, only: Iterable[str] = (), skip: Iterable[str] = ()) -> Rules:
        """Return the rules of the selected families and of those that are always on.

        Raises `RuleError` for an unknown family.
        """
        only, skip = set(only), set(skip)
        known = {rule.family for rule in self.everything()}
        if unknown := (only | skip) - known:
            named = tuple(f"{family} {families().get(family, '')}".rstrip() for family in sorted(known))
            raise RuleError(
                say("unknown family {unknown}; known are {known}", unknown=tuple(sorted(unknown)), known=named)
            )

        def wanted(family: str) -> bool:
            return family in FIXED_FAMILIES or (family not in skip and (not only or family in only))

        return Rules(
            tuple(rule for rule in self.patterns if wanted(rule.family)),
            self.operations,
            frozenset(operation.id for operation in self.operations if not wanted(operation.family)),
        )


def example_view(example: str) -> View:
    """Fold an example as a document's lines are folded; an example of several lines becomes a block."""
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
"""Lines are grouped by length in steps of this size: most rules for whole lines cannot match a paragraph."""


@dataclass(frozen=True, slots=True, eq=False)
class _Keywords:
    """Keywords by the least common of their characters: most lines hold few of these."""

    signs: re.Pattern[str]
    """Any of those characters."""
    by_sign: Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]]
    """The keywords for which a character stands, each with the rules that it stands for."""

    def numbers_in(self, line: str) -> set[int]:
        """Return the rules of which a keyword stands in a folded line, as indices in `Rules.patterns`."""
        found: set[int] = set()
        for sign in set(self.signs.findall(line)):
            for keyword, numbers in self.by_sign[sign]:
                if keyword in line:
                    found.update(numbers)
        return found

    def has_one_in(self, line: str) -> bool:
        """Whether a keyword stands in a folded line."""
        signs = set(self.signs.findall(line))
        return any(keyword in line for sign in signs for keyword, _ in self.by_sign[sign])


@lru_cache(maxsize=64)
def _keywords(rules: Rules, least: int) -> _Keywords:
    """Return the keywords of the rules that could match a line of `least` characters."""
    speaks: dict[str, list[int]] = {}
    for number, rule in enumerate(rules.patterns):
        if not rule.takes_lines or _widths(rule.pattern)[1] >= least:
            for keyword in rule.keywords:
                speaks.setdefault(keyword, []).append(number)
    by_sign: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for keyword, numbers in speaks.items():
        by_sign.setdefault(max(keyword, key=_rarity), []).append((keyword, tuple(numbers)))
    signs = f"[{''.join(map(re.escape, by_sign))}]" if by_sign else "(?!)"
    return _Keywords(compiled(signs), {sign: tuple(found) for sign, found in by_sign.items()})


@lru_cache(maxsize=64)
def _looks(rules: Rules) -> tuple[tuple[Rule | None, int, int], ...]:
    """Return of each rule what is matched with a line, and how short and how long a line may be for that.

    A rule for blocks or for parts of lines is matched with something else, later.
    """
    found: list[tuple[Rule | None, int, int]] = []
    for rule in rules.patterns:
        widths = _widths(rule.pattern) if rule.takes_lines else (0, sys.maxsize)
        found.append((None if rule.scope in ("block", "part") else rule, *widths))
    return tuple(found)


def _rarity(char: str) -> int:
    """Return how rare a character is in official documents: its place in the list of the common ones."""
    return _places().get(char, len(_places())) if char not in _OFTEN else -1


_OFTEN = frozenset("，。、：；0123456789.%")


@cache
def _places() -> dict[str, int]:
    return {char: place for place, char in enumerate("".join(words("characters", "common")))}


@cache
def _widths(pattern: str) -> tuple[int, int]:
    """Return the lengths of the shortest and of the longest match of a pattern."""
    return kept(_shortest_and_longest, pattern)


def _shortest_and_longest(pattern: str) -> tuple[int, int]:
    least, most = parser.parse(pattern).getwidth()
    return int(least), int(most)


def find(rule: Rule, text: str) -> list[re.Match[str]]:
    """Return the matches of a rule in the text of one view.

    For a line, part or zone the whole view must match, for a span or block any part of it. A long text is searched in
    windows of `WINDOW` characters that overlap by more than the longest possible match.
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
    """Whether a match meets the rule's further conditions."""
    text = match.group()
    return all(_compiled(pattern).search(text) for pattern in rule.all) and not any(
        _compiled(pattern).search(text) for pattern in rule.none
    )


WINDOW = 2_000
"""How many characters a rule sees at a time; a match is at most a fifth of that (`linear_time.MAX_WIDTH`)."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return compiled(pattern)
