"""Build a pattern that matches any of many words, the longest first, and stays fast with hundreds of them.

Python's `re` tries the branches of an alternation one after another. Here words are nested by their first characters,
and those are grouped, so `re` skips to where a word may begin and gives up after a few tests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from chengwen.engine.linear_time import parser

GROUP = 4
"""How many branches are tried one after another; 256 words with different beginnings cost four times four tests."""


def occurrences(words: Collection[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text that are one of the words, the longest at each position; spans may overlap.

    For words found in one document: nothing is compiled, and thousands of words cost no more than a few.

    >>> list(occurrences({"青石", "青石桥", "桥头"}, "在青石桥头"))
    [(1, 4), (3, 5)]
    """
    sizes = sorted({len(word) for word in words}, reverse=True)
    for at in places_of({word[0] for word in words}, text):
        longest = next((size for size in sizes if text[at : at + size] in words), 0)
        if longest:
            yield at, min(at + longest, len(text))


def places_where(word: str, text: str) -> Iterator[int]:
    """Yield the positions of a word in a text, without overlap; `re` would keep the word in its cache afterwards.

    >>> list(places_where("甲甲", "甲甲甲乙甲甲"))
    [0, 4]
    """
    at = text.find(word) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def places_of(characters: Iterable[str], text: str) -> list[int]:
    """Return the sorted positions of any of the characters."""
    places = []
    for char in characters:
        at = text.find(char)
        while at >= 0:
            places.append(at)
            at = text.find(char, at + 1)
    return sorted(places)


def literal_of(pattern: str) -> str:
    """Return the longest literal that every match contains, judged by the top level of the pattern; may be empty.

    >>> literal_of("扫(.)除恶"), literal_of("[镇乡].委(?!员)"), literal_of("党|政")
    ('除恶', '委', '')
    """
    runs = [""]
    for operation, argument in parser.parse(pattern):
        runs[-1:] = [runs[-1] + chr(argument)] if operation is parser.LITERAL else [runs[-1], ""]
    return max(runs, key=len)


def endings_of(pattern: str) -> frozenset[str]:
    """Return the characters one of which every match of a pattern ends in; none where they are not a few, or unknown.

    >>> sorted(endings_of("[0-9]{1,4}[号期]"))
    ['号', '期']
    >>> sorted(endings_of("附件?")), sorted(endings_of("附件：.{1,9}"))
    (['件', '附'], [])
    """
    found = _endings(parser.parse(pattern))
    return frozenset() if found is None or "" in found else frozenset(found)


MOST_OF_A_RANGE = 64
"""A larger range of characters (all Han) says nothing."""


def _endings(items: Iterable[Any]) -> set[str] | None:
    """Return the last characters of what parts of a parse tree match, "" among them where that may be nothing."""
    found: set[str] = {""}
    for item in reversed(list(items)):
        last = _endings_of_one(*item)
        if last is None:
            return None
        found = (found - {""}) | last
        if "" not in last:
            return found
    return found


def _endings_of_one(operation: Any, argument: Any) -> set[str] | None:
    if operation is parser.LITERAL:
        return {chr(argument)}
    if operation is parser.IN:
        return _members(argument)
    if operation is parser.SUBPATTERN:
        return _endings(argument[-1])
    if operation is parser.BRANCH:
        branches = [_endings(branch) for branch in argument[1]]
        return None if None in branches else {char for branch in branches for char in branch or ()}
    if operation is parser.MAX_REPEAT:
        inside = _endings(argument[2])
        return inside if argument[0] or inside is None else inside | {""}
    return None


def _members(parts: Iterable[Any]) -> set[str] | None:
    """Return the characters of a class; None for one of a negation, a category or many characters."""
    found: set[str] = set()
    for operation, argument in parts:
        if operation is parser.LITERAL:
            found.add(chr(argument))
        elif operation is parser.RANGE and argument[1] - argument[0] < MOST_OF_A_RANGE:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return found


Tree = dict[str, "Tree"]


def any_of(words: Iterable[str]) -> str:
    """Return the source of a pattern that matches the longest of the words beginning at a position.

    >>> re.findall(any_of(["主任", "副主任", "主任科员", "书记"]), "副主任和主任科员、书记")
    ['副主任', '主任科员', '书记']
    """
    tree: Tree = {}
    for word in words:
        branch = tree
        for char in word:
            branch = branch.setdefault(char, {})
        branch[""] = {}
    rest = [(char, tree[char]) for char in sorted(tree)]
    return f"{_one_of(rest)}{_ahead(rest)}{_behind_first(rest)}"


def _behind_first(branches: list[tuple[str, Tree]]) -> str:
    """Return the rest of a pattern behind an already consumed first character: `re` skips fast only to one of a set.

    The branches are divided again and again, so that their number hardly matters.
    """
    if len(branches) <= GROUP:
        return "(?:" + "|".join(f"(?<={re.escape(char)}){_pattern(tree)}" for char, tree in branches) + ")"
    size = -(-len(branches) // GROUP)
    groups = (branches[at : at + size] for at in range(0, len(branches), size))
    return "(?:" + "|".join(f"(?<={_one_of(group)}){_ahead(group)}{_behind_first(group)}" for group in groups) + ")"


def _one_of(group: list[tuple[str, Tree]]) -> str:
    return "[" + "".join(re.escape(char) for char, _ in group) + "]"


def _ahead(group: list[tuple[str, Tree]]) -> str:
    """Return a look at the second character, which most places fail; nothing if one of the words has none."""
    second = sorted({char for _, tree in group for char in tree})
    return f"(?=[{''.join(map(re.escape, second))}])" if "" not in second else ""


def _pattern(tree: Tree) -> str:
    branches = [re.escape(char) + _pattern(tree[char]) for char in sorted(tree) if char]
    if not branches:
        return ""
    whole = "|".join(branches)
    return f"(?:{whole})?" if "" in tree else f"(?:{whole})"
