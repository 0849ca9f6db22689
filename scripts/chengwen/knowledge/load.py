"""Load rule files, and the rules that come with the toolkit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Any

from chengwen.engine.kept import compiled
from chengwen.engine.lines import folded
from chengwen.errors import RuleError
from chengwen.knowledge.check import problem_of
from chengwen.knowledge.rules import Operation, Rule, Rules
from chengwen.knowledge.tables import parsed, read_table
from chengwen.message import Message, at, foreign, say


def load_rules(folder: Path | None = None) -> Rules:
    """Load our rules, and the user's from `folder`, or from one rule file, if given; an id may occur only once.

    Raises `RuleError` for a folder without rule files, and for a rule that does not hold.
    """
    ours = ours_only()
    if folder is None:
        return ours
    found = [(say("the toolkit"), rule) for rule in ours.patterns]
    return _together([*found, *_rules_in(folder)], ours.operations)


def load_folder(folder: Path) -> Rules:
    """Return the rules of the files in a folder and no others; one that does not hold raises `RuleError`."""
    return _together(_rules_in(folder), ())


def _rules_in(folder: Path) -> list[tuple[str, Rule]]:
    """Return the rules of a folder, or of one rule file, each with its file."""
    paths = [folder] if folder.is_file() else sorted(folder.glob("*.toml"))
    if not paths:
        raise RuleError(at(folder, say("no rule files (*.toml) here")))
    return [(str(path), rule) for path in paths for rule in read_rules(path.read_bytes(), str(path))]


def rule(
    id: str, pattern: str, *, keywords: Sequence[str], match: Sequence[str], keep: Sequence[str], **more: Any
) -> Rule:
    """Make one rule in Python, checked at once like those of files: its examples must hold.

    `more` takes the other keys of a rule file. Without them the rule removes whole lines (scope `line`, action
    `remove`, confidence `high`) and belongs to the family `own`. A rule that does not hold raises `RuleError`.

    >>> rule("own-seal", "甲乙整理[0-9]{4}", keywords=["甲乙整理"], match=["甲乙整理2024"], keep=["甲乙整理了账目"]).id
    'own-seal'
    """
    given: dict[str, Any] = {
        "family": "own",
        "scope": "line",
        "action": "remove",
        "confidence": "high",
        "description": id,
        "why": id,
        **{key: list(value) if isinstance(value, tuple) else value for key, value in more.items()},
        "id": id,
        "pattern": pattern,
        "keywords": list(keywords),
        "match": list(match),
        "keep": list(keep),
    }
    made = _rule(given, say("rule {id}", id=id))
    if problem := problem_of(made):
        raise RuleError(at(say("rule {id}", id=id), problem))
    return made


@cache
def ours_only() -> Rules:
    """Load the rules that come with the toolkit; its tests check them, so they are not checked at every start."""
    found = [
        (f"rules/{path.name}", rule)
        for path in sorted((Path(__file__).parent / "rules").glob("*.toml"))
        for rule in read_rules(path.read_bytes(), f"rules/{path.name}", check=False)
    ]
    return _together(found, read_operations())


def catalogue(rules: Rules | None = None) -> Mapping[str, Rule | Operation]:
    """Return every rule and operation by id."""
    return {rule.id: rule for rule in (rules or ours_only()).everything()}


def read_rules(data: bytes, name: str, *, check: bool = True) -> list[Rule]:
    """Parse one rule file; errors name the file, the rule and the key."""
    table = _toml(data, name) if check else parsed(data)
    if unknown := set(table) - {"rules"}:
        raise RuleError(at(name, say("unknown key “{key}”; a rule file holds [[rules]] only", key=min(unknown))))
    rules = [_rule(entry, _place_of(entry, number, name)) for number, entry in _entries(table, name)]
    if check:
        for rule in rules:
            if problem := problem_of(rule):
                raise RuleError(at(name, at(rule.id, problem)))
    return rules


def _place_of(entry: Mapping[str, Any], number: int, name: str) -> Message:
    """Return how a rule is named where something is wrong with it: by its id, else by its place in the file."""
    id = entry.get("id")
    return at(name, say("rule {id}", id=number) if id is None else str(id))


def read_operations() -> tuple[Operation, ...]:
    """Return the operations the code performs, and the clues by which it determines the types of the author's masks."""
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


def _toml(data: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # brackets nested a thousand deep, a number of 5,000 digits
        raise RuleError(at(name, say("not valid TOML: {reason}", reason=where_toml_is_wrong(str(error))))) from error


def where_toml_is_wrong(said: str) -> Message:
    """Return what Python says of a file that is no TOML.

    >>> where_toml_is_wrong("Invalid value (at line 1, column 5)")
    'Invalid value (at line 1, column 5)'
    """
    if said.endswith(_AT_THE_END):
        return say("{problem} (at end of document)", problem=foreign(said.removesuffix(_AT_THE_END)))
    match = _PLACE.fullmatch(said)
    if match is None:
        return foreign(said)
    return say(
        "{problem} (at line {line}, column {column})",
        problem=foreign(match["problem"]),
        line=match["line"],
        column=match["column"],
    )


_PLACE = compiled(r"(?P<problem>.*) \(at line (?P<line>[0-9]+), column (?P<column>[0-9]+)\)", re.DOTALL)
_AT_THE_END = " (at end of document)"


def _entries(table: dict[str, Any], name: str) -> list[tuple[int, dict[str, Any]]]:
    entries = table.get("rules", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RuleError(at(name, say("“rules” must be written as [[rules]]")))
    return list(enumerate(entries, 1))


def _rule(entry: dict[str, Any], place: str) -> Rule:
    known = {field.name: field for field in fields(Rule)}
    for key, value in entry.items():
        if key not in known:
            raise RuleError(at(place, say("unknown key “{key}”; known are {known}", key=key, known=tuple(known))))
        many = str(known[key].type).startswith("tuple")
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value) if many else isinstance(value, str)):
            raise RuleError(
                at(
                    place,
                    say(
                        "“{key}” must be {wanted}, found {value!r}",
                        key=key,
                        wanted=say("a list of strings") if many else say("a string"),
                        value=value,
                    ),
                )
            )
    if missing := [key for key, field in known.items() if key not in entry and field.default is MISSING]:
        raise RuleError(at(place, say("“{key}” is missing", key=missing[0])))
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Rule(**values)


def _together(found: Iterable[tuple[str, Rule]], operations: tuple[Operation, ...]) -> Rules:
    """Sort rules, each given with its file, into `Rules`; a duplicate id raises `RuleError`."""
    places: dict[str, str] = {operation.id: say("the toolkit") for operation in operations}
    by_id: dict[str, Rule] = {}
    for place, rule in found:
        if rule.id in places:
            raise RuleError(
                at(
                    place,
                    at(
                        rule.id,
                        say("this id stands twice, here and in {other}; give this rule another", other=places[rule.id]),
                    ),
                )
            )
        places[rule.id] = place
        by_id[rule.id] = rule
    return Rules(tuple(by_id[id] for id in sorted(by_id)), operations)


def draft_of(
    id: str,
    family: str,
    said: tuple[str, str],
    pattern: str | None,
    examples: tuple[tuple[str, ...], tuple[str, ...]],
    scope: str = "line",
) -> str:
    """Return the file of a new rule: description and why, its pattern, its examples, and where it looks.

    Without a pattern, the first line to take is matched word for word; the keyword is what it shares with all examples.
    """
    from tomlkit import document, dumps, table
    from tomlkit.items import String, StringType, Trivia

    matches, keeps = examples
    keywords = [_shared(folded(matches[0]), [folded(one) for one in (*matches, *keeps)])]
    own = pattern or re.escape(folded(matches[0]))
    rule = table()
    for key, value in (("id", id), ("family", family), ("description", said[0]), ("why", said[1]), ("scope", scope)):
        rule.add(key, value)
    rule.add("keywords", keywords)
    rule.add("pattern", String(StringType.MLL, own, own, Trivia()))
    for key, value in (("action", "remove"), ("confidence", "high")):
        rule.add(key, value)
    rule.add("match", list(matches))
    rule.add("keep", list(keeps))
    made = document()
    made.add("rules", [rule])
    return dumps(made)


def _shared(line: str, others: Sequence[str]) -> str:
    """Return the longest piece of a line that stands in all others; the line itself where there is none.

    >>> _shared("更多范文请加群", ["更多范文请加群", "范文见附件"])
    '范文'
    """
    lengths = range(len(line), 0, -1)
    pieces = (line[at : at + length] for length in lengths for at in range(len(line) - length + 1))
    return next((piece for piece in pieces if all(piece in other for other in others)), line)
