"""Build a pattern that matches any of many words, the longest first, and stays fast with hundreds of them.

Python's `re` tries the branches of an alternation one after another. Here words are nested by their first characters,
and those are grouped, so `re` skips to where a word may begin and gives up after a few tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from chengwen.engine.kept import kept
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


def holds_any(text: str, signs: Iterable[str]) -> bool:
    """Whether one of the signs stands in a text: the cheap test before a pattern that cannot match without one.

    A character costs a hundredth of what `re` takes to look through the same text, a word of two or more a sixth: for
    many of these, see `holds_word`.

    >>> holds_any("第十二条", "章条"), holds_any("第十二条", ["二十", "条例"])
    (True, False)
    """
    for sign in signs:  # noqa: SIM110  # `any` of a generator takes twice the time
        if sign in text:
            return True
    return False


def holds_word(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a text: a word is looked for where both its first and last character stand.

    >>> holds_word("第十二条", ["二十", "条例", "二条"]), holds_word("第十二条", ["二十", "条例"])
    (True, False)
    """
    for word in words:  # noqa: SIM110  # as in `holds_any`
        if word[0] in text and word[-1] in text and word in text:
            return True
    return False


def stands_behind(text: str, signs: Iterable[str], before: Collection[str]) -> bool:
    """Whether one of some characters, best rare ones, stands right behind one of `before`, a set of characters.

    >>> stands_behind("共12号", "号栋", frozenset("0123456789")), stands_behind("号12", "号栋", frozenset("12"))
    (True, False)
    """
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            if text[at - 1 : at] in before:
                return True
            at = text.find(sign, at + 1)
    return False


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


def needed_by(pattern: str, flags: int = 0) -> frozenset[str]:
    """Return characters one of which stands in every text in which a pattern is found; none where that is unknown.

    Of several such sets the smallest is returned: fewer characters are rarer, and soon looked up.

    >>> sorted(needed_by("[0-9]{1,4}[号期]")), sorted(needed_by("附件?|^表")), sorted(needed_by("附?"))
    (['号', '期'], ['表', '附'], [])
    """
    tree = parser.parse(pattern, flags)
    return (None if tree.state.flags & re.IGNORECASE else _needed(tree)) or frozenset()


def _needed(items: Iterable[Any]) -> frozenset[str] | None:
    """Return the smallest set of characters that one part of a sequence asks for; None where no part does."""
    found = (_needed_of_one(operation, argument) for operation, argument in items)
    return min((one for one in found if one is not None), key=len, default=None)


def _needed_of_one(operation: Any, argument: Any) -> frozenset[str] | None:
    if operation is parser.LITERAL:
        return frozenset(chr(argument))
    if operation is parser.IN:
        members = _members(argument)
        return None if members is None else frozenset(members)
    if operation is parser.SUBPATTERN:
        return None if argument[1] else _needed(argument[-1])  # flags of its own may fold case
    if operation is parser.BRANCH:
        branches = [_needed(branch) for branch in argument[1]]
        return None if None in branches else frozenset(char for branch in branches for char in branch or ())
    if operation is parser.MAX_REPEAT or operation is parser.MIN_REPEAT:
        return _needed(argument[2]) if argument[0] else None
    return None


Sought = tuple[str, frozenset[str], Callable[[str], object]]
"""A pattern by its name, what `needed_by` says of it, and what says whether it is found in a text."""


def sought_by_name(patterns: Mapping[str, re.Pattern[str]]) -> tuple[Sought, ...]:
    """Return patterns by name as `names_found` asks for them.

    One that is found at the beginning alone is not tried at every place.
    """
    return tuple(
        (
            name,
            kept(needed_by, one.pattern, one.flags),
            one.match if kept(_is_anchored, one.pattern, one.flags) else one.search,
        )
        for name, one in patterns.items()
    )


def _is_anchored(pattern: str, flags: int) -> bool:
    tree = parser.parse(pattern, flags)
    return list(tree)[:1] == [(parser.AT, parser.AT_BEGINNING)] and not tree.state.flags & re.MULTILINE


def names_found(sought: Iterable[Sought], text: str, held: Collection[str]) -> Iterator[str]:
    """Yield the names of the patterns that are found in a text; `held` are its characters, and may be more.

    >>> sought = sought_by_name({"stop": re.compile("。$"), "figure": re.compile("[0-9]")})
    >>> list(names_found(sought, "共12人", set("共12人")))
    ['figure']
    """
    for name, needed, is_found in sought:
        if not (needed and needed.isdisjoint(held)) and is_found(text):
            yield name


def beginnings_of(pattern: str) -> frozenset[str]:
    """Return the characters one of which begins every text in which a pattern is found.

    None where they are not a few, or unknown; where it is found further on as well; where it is found in an empty text.

    >>> sorted(beginnings_of("^ ?(?:年(?!龄)|月|日)"))
    [' ', '年', '日', '月']
    >>> sorted(beginnings_of("[号期]")), sorted(beginnings_of("^ ?(?!年)"))
    ([], [])
    """
    items = list(parser.parse(pattern))
    if not items or items[0] != (parser.AT, parser.AT_BEGINNING):
        return frozenset()
    found = _beginnings(items)
    return frozenset() if found is None or "" in found else frozenset(found)


MOST_OF_A_RANGE = 64
"""A larger range of characters (all Han) says nothing."""


def _endings(items: Iterable[Any]) -> set[str] | None:
    """Return the last characters of what parts of a parse tree match, "" among them where that may be nothing."""
    return _outermost(reversed(list(items)), _endings, ())


def _beginnings(items: Iterable[Any]) -> set[str] | None:
    """Return the first characters of what parts of a parse tree match, "" among them where that may be nothing."""
    return _outermost(items, _beginnings, (parser.AT, parser.ASSERT, parser.ASSERT_NOT))


Outer = Callable[[Iterable[Any]], set[str] | None]


def _outermost(items: Iterable[Any], within: Outer, empty: Collection[Any]) -> set[str] | None:
    """Return the first characters of what parts, given from the outermost inwards, match; `within` does so for a group.

    Operations in `empty` match nothing; others that are not known say nothing.
    """
    found: set[str] = {""}
    for operation, argument in items:
        outer = {""} if operation in empty else _outermost_of_one(operation, argument, within)
        if outer is None:
            return None
        found = (found - {""}) | outer
        if "" not in outer:
            return found
    return found


def _outermost_of_one(operation: Any, argument: Any, within: Outer) -> set[str] | None:
    if operation is parser.LITERAL:
        return {chr(argument)}
    if operation is parser.IN:
        return _members(argument)
    if operation is parser.SUBPATTERN:
        return within(argument[-1])
    if operation is parser.BRANCH:
        branches = [within(branch) for branch in argument[1]]
        return None if None in branches else {char for branch in branches for char in branch or ()}
    if operation is parser.MAX_REPEAT:
        inside = within(argument[2])
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


def ending_in(words: Iterable[str]) -> str:
    """Return the source of a pattern of one character: that in which any of the words ends, behind the last but one.

    Words end in fewer characters than they begin with, and rarer ones, so this costs a third of `any_of`: see
    `longest_in`. Words of one character are not for it.

    >>> [match.start() for match in re.finditer(ending_in(["主任", "书记", "主任科员"]), "主任、任记科员")]
    [1, 6]
    """
    before: dict[str, set[str]] = {}
    for word in words:
        before.setdefault(word[-1], set()).add(word[-2])
    ends = [(char, f"[{''.join(map(re.escape, sorted(before[char])))}]") for char in sorted(before)]
    every = "".join(map(re.escape, sorted({char for chars in before.values() for char in chars})))
    return f"[{''.join(map(re.escape, sorted(before)))}](?<=[{every}].){_behind_last(ends)}" if ends else "(?!)"


def _behind_last(ends: list[tuple[str, str]]) -> str:
    """Return the rest of a pattern behind an already consumed last character, divided as `_behind_first` divides."""
    if len(ends) <= GROUP:
        return "(?:" + "|".join(f"(?<={before}{re.escape(char)})" for char, before in ends) + ")"
    size = -(-len(ends) // GROUP)
    groups = (ends[at : at + size] for at in range(0, len(ends), size))
    whole = (("".join(re.escape(char) for char, _ in group), group) for group in groups)
    return "(?:" + "|".join(f"(?<=[{chars}]){_behind_last(group)}" for chars, group in whole) + ")"


def by_ending(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the words by their last two characters.

    >>> by_ending(["副主任", "主任", "书记"])
    {'主任': ('副主任', '主任'), '书记': ('书记',)}
    """
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[-2:], []).append(word)
    return {end: tuple(known) for end, known in found.items()}


def longest_in(
    text: str, words: Mapping[str, Collection[str]], ends: re.Pattern[str], behind: re.Pattern[str] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the spans that `finditer` of `any_of(words)` yields: the first words, the longest of each beginning.

    `words` are `by_ending(words)`, `ends` is `ending_in(words)`; a word is none where `behind` matches what follows it.

    >>> words = {"主任", "书记", "主任科员", "科员会"}
    >>> list(longest_in("书记和主任科员会", by_ending(words), re.compile(ending_in(words))))
    [(0, 2), (3, 7)]
    """
    found: list[tuple[int, int]] = []
    for match in ends.finditer(text):
        end = match.end()
        if not (behind and behind.match(text, end)):
            known = words[text[end - 2 : end]]
            found += [(end - len(word), -end) for word in known if text.endswith(word, 0, end)]
    done = 0
    for start, end in sorted(found):
        if start >= done:
            done = -end
            yield start, done


def _pattern(tree: Tree) -> str:
    branches = [re.escape(char) + _pattern(tree[char]) for char in sorted(tree) if char]
    if not branches:
        return ""
    whole = "|".join(branches)
    return f"(?:{whole})?" if "" in tree else f"(?:{whole})"
