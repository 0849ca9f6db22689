"""Find what repeats across documents of different content and is not prose: marks left by those who passed them on.

Official prose repeats, too. A fragment counts as a mark if it says so itself (an address, 整理, 公众号), if it stands
between two halves of a word (加强组甲乙文库织建设), or if it is a line of its own in the middle of a text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from chengwen.copies import near
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, View, cut, fold
from chengwen.engine.scan import any_of
from chengwen.knowledge.check import problem_of
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.rules import Rule
from chengwen.knowledge.tables import is_word, pattern, read_table
from chengwen.message import ENGLISH, NO_MESSAGE, Message, Words, in_words, say

LEAST = 3
"""In how many documents of different content a fragment must occur."""
SHORTEST = 5
"""Characters in the shortest fragment that is looked for inside lines; a line of its own may be one shorter."""
LONGEST = 120
PLATEAU = 0.7
"""A fragment ends where a smaller share of its documents has what follows."""
HEALED = 0.12
"""Share of occurrences at which removing a fragment joins the halves of a word; a mark inserted anywhere reaches
0.2."""
ALONE = 0.7
"""Share of occurrences at which a fragment is the whole line, from which it counts as one."""
ENOUGH = 3
"""How many word halves must be joined to count as evidence."""
COMPANY = 0.35
"""Share of occurrences at which the same character may stand beside a mark that is inserted anywhere."""
WIDE = 8
"""Documents in which a line must occur if it is not repeated within them."""
NAME = 4
"""Letters that a fragment must have besides what any page has (微信公众号, www)."""
MOST = 2_000
"""How many documents are compared; a seller's mark shows in far fewer."""

SENTENCE = "。！？；：，、,;:!?"
DIGITS = "0123456789"
_NUMBER = compiled("[0-9]+")
_PIECE = compiled("[0-9]+|[^0-9]+")
_NUMBERED = numbered(
    *("第一章", "第一节", "第一条", "第一、", "一章", "一、", "一.", "（一）", "一是"),
    *("1.", "1、", "1、5", "1.1", "100.", "（1）"),
)
_PROSE_END = compiled("[。！？；：，、”）]$")
_MARK = pattern("frames", "marks")
_SOFT_MARK = pattern("frames", "marks", "soft_marks")
"""With words of sellers that prose uses, too: they count on a line of their own."""
_LABEL = compiled("[〖〗]")
_LETTER = compiled(f"[{HAN}a-z]")
_COUNTED = compiled(
    "[0-9一二三四五六七八九十百千两]+(?:个|名|次|项|天|日|年|户|人|元|件|条|家|处|万|亿|余|多|小时|分钟|米|公里|亩|吨)"
)
_DATE = compiled("^[0-9年月日〇一二三四五六七八九十xX×*〖〗期数字 ]{4,30}$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fragment occurs: a line in its folded view, and a stretch of it."""

    document: int
    view: str = field(repr=False)
    start: int
    end: int

    @property
    def whole(self) -> bool:
        """Whether the fragment is the whole line."""
        return self.start == 0 and self.end == len(self.view)


@dataclass(frozen=True, slots=True)
class Fragment:
    """Repeated text, numbers written as 0, with its places, at most one a line."""

    text: str = field(repr=False)
    places: tuple[Place, ...]
    why: Message

    @property
    def documents(self) -> int:
        """The number of documents in which it occurs, copies counted once."""
        return len({place.document for place in self.places})


def find_fragments(texts: Sequence[str]) -> list[Fragment]:
    """Return what repeats in clean texts and is probably noise, the most widespread first.

    Copies of one document count as one.
    """
    views = [(number, view.text) for number, text in enumerate(_distinct(texts[:MOST])) for view in _views(text)]
    found = {**_inside(views), **_lines(views)}
    kept = [Fragment(text, tuple(places), why) for text, places in found.items() if (why := _why(text, places))]
    kept = [one for one in kept if one.documents >= LEAST]
    order = sorted(kept, key=lambda one: (-one.documents, -len(one.text), one.text))
    return [one for at, one in enumerate(order) if not any(_within(one, other) for other in order[:at])]


def _distinct(texts: Sequence[str]) -> Iterator[str]:
    """Yield one of each group of near-duplicates."""
    signatures = {str(number): near.signature(text) for number, text in enumerate(texts)}
    copies = {int(second) for first, second in near.pairs(signatures, near.SAME_SIGNATURE)}
    yield from (text for number, text in enumerate(texts) if number not in copies)


def _views(text: str) -> Iterator[View]:
    """Yield the lines except the first, which is a title or close to one: titles resemble each other by nature."""
    yield from map(fold, [line for line in cut(text) if not line.blank][1:])


def _lines(views: Iterable[tuple[int, str]]) -> dict[str, list[Place]]:
    """Group equal short lines."""
    groups: dict[str, list[Place]] = defaultdict(list)
    for document, view in views:
        if SHORTEST - 1 <= len(view) <= LONGEST:
            groups[_NUMBER.sub("0", view)].append(Place(document, view, 0, len(view)))
    return {text: places for text, places in groups.items() if len({p.document for p in places}) >= LEAST}


def _inside(views: Sequence[tuple[int, str]]) -> dict[str, list[Place]]:
    """Group equal stretches within lines that are equally widespread throughout."""
    spread = _spread(views)
    groups: dict[str, list[Place]] = defaultdict(list)
    for document, view in views:
        bare, places = _without_numbers(view)
        counts = [spread.get(bare[at : at + SHORTEST], 0) for at in range(len(bare) - SHORTEST + 1)]
        for start, end in (_bare(bare, *plateau) for plateau in _plateaus(counts)):
            if SHORTEST <= end - start <= LONGEST:
                groups[bare[start:end]].append(Place(document, view, places[start], places[end]))
    return groups


def _without_numbers(view: str) -> tuple[str, list[int]]:
    """Write each number as 0; `places[i]` is where character i of the result begins in the view."""
    parts = [(match.group(), match.start()) for match in _PIECE.finditer(view)]
    places = [at + offset for piece, at in parts for offset in range(1 if piece[0] in DIGITS else len(piece))]
    return _NUMBER.sub("0", view), [*places, len(view)]


def _bare(view: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without punctuation at both ends, which belongs to the sentence around it."""
    if (start, end) == (0, len(view)):
        return start, end
    while start < end and view[start] in SENTENCE:
        start += 1
    while start < end and view[end - 1] in SENTENCE:
        end -= 1
    return start, end


def _spread(views: Sequence[tuple[int, str]]) -> dict[str, int]:
    """Count in how many documents each shingle occurs, if it is in enough of them."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    last = -1
    for document, view in views:
        if document != last:
            counts.update(seen)
            seen, last = set(), document
        bare = _NUMBER.sub("0", view)
        seen.update(bare[at : at + SHORTEST] for at in range(len(bare) - SHORTEST + 1))
    counts.update(seen)
    return {shingle: number for shingle, number in counts.items() if number >= LEAST}


def _plateaus(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches `[start, end)` of characters whose shingles all occur in about as many documents."""
    start = 0
    for at in range(1, len(counts) + 1):
        level = max(counts[start:at])
        if at < len(counts) and counts[at] and PLATEAU * level <= counts[at] <= level / PLATEAU:
            continue
        if counts[start]:
            yield start, at - 1 + SHORTEST
        start = at


def _why(text: str, places: Sequence[Place]) -> Message:
    """Return the evidence that a fragment is noise; empty if it may be prose."""
    if _NUMBERED.match(text) or _COUNTED.match(text) or _DATE.match(text) or _LABEL.search(text) or _is_phrase(text):
        return NO_MESSAGE
    alone = sum(place.whole for place in places) / len(places) > ALONE
    if mark := _SOFT_MARK.search(text) if alone else _MARK.search(text):
        rest = len(_LETTER.findall(_MARK.sub("", text)))
        return say("it holds “{mark}”", mark=mark.group()) if alone or rest >= NAME else NO_MESSAGE
    named = len(_LETTER.findall(text)) >= NAME
    healed = sum(map(_heals, places)) if named and _anywhere(places) else 0
    if healed >= max(ENOUGH, HEALED * len(places)):
        return say(
            "in {healed} of {places} places it stands between two halves of a word", healed=healed, places=len(places)
        )
    if alone and named and not _PROSE_END.search(text) and _often(places):
        return say("it is a line by itself between different texts")
    return NO_MESSAGE


def _often(places: Sequence[Place]) -> bool:
    """Whether a fragment occurs several times in most of its documents, or in very many."""
    documents = len({place.document for place in places})
    return documents >= WIDE or len(places) >= 2 * documents


def _anywhere(places: Sequence[Place]) -> bool:
    """Whether the text on either side varies: fragments of prose keep the same neighbours."""
    for side in (-1, 0):
        near_by = Counter(
            place.view[place.start - 1 : place.start] if side else place.view[place.end : place.end + 1]
            for place in places
        )
        if near_by.most_common(1)[0][1] > COMPANY * len(places):
            return False
    return True


def _heals(place: Place) -> bool:
    """Whether removing the fragment joins two halves of a word, neither of which forms one with the fragment."""
    view, start, end = place.view, place.start, place.end
    left, right = view[max(0, start - 1) : start], view[end : end + 1]
    if not (left and right and is_word(left + right)):
        return False
    return not is_word(left + view[start]) and not is_word(view[end - 1] + right)


def _is_phrase(text: str) -> bool:
    """Whether a fragment is little more than a set phrase, or a part of one."""
    known, of_these = _phrases()
    return len(of_these.sub("", text)) < SHORTEST - 1 or any(text in phrase for phrase in known)


@cache
def _phrases() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return the set phrases, and the pattern of them, which takes a hundredth of a second to make."""
    known = tuple(entry["phrase"] for entry in read_table("phrases", "phrases"))
    return known, compiled(any_of(known))


def _within(one: Fragment, other: Fragment) -> bool:
    """Whether one of two fragments is a part of the other and occurs in the same documents."""
    return one.text in other.text or (other.text in one.text and one.documents <= other.documents)


EXAMPLES = 3
AROUND = 12
"""How much of its line an example shows on either side of a fragment, in code points."""
MARGIN = 2
"""By how many digits a number may be shorter or longer than those seen."""
SURE = 5
"""From this many documents on a draft has high confidence; below, it only reports."""

QUOTES = "'''"
"""Inside these nothing in a pattern needs escaping; a pattern that contains them is written as an ordinary string."""
_DIGITS = compiled("([0-9]+)")
_LITERAL = compiled(f"[{HAN}a-z]{{2,}}")


def drafts(fragments: Sequence[Fragment], texts: Sequence[str]) -> list[Rule]:
    """Make a rule of each fragment; `keep` are the lines of these texts most similar to it."""
    lines = list(dict.fromkeys(fold(line).text for text in texts for line in cut(text) if not line.blank))
    return [_draft(number, fragment, lines) for number, fragment in enumerate(fragments, 1)]


def as_toml(rules: Sequence[Rule], fragments: Sequence[Fragment], words: Words = ENGLISH) -> str:
    """Return drafts as a rule file in the words of a language, each with the evidence for it and what is missing."""
    return "\n".join(_entry(rule, fragment, words) for rule, fragment in zip(rules, fragments, strict=True))


def _draft(number: int, fragment: Fragment, lines: Sequence[str]) -> Rule:
    whole = all(place.whole for place in fragment.places)
    pattern = _pattern(fragment)
    keywords, keep = _keyword(fragment, compiled(pattern), lines)
    return Rule(
        id=f"draft-{number}",
        family="draft",
        description=f"“{fragment.places[0].view[fragment.places[0].start : fragment.places[0].end]}”",
        why=say(
            "{number} places in {documents} documents of different content; {why}.",
            number=len(fragment.places),
            documents=fragment.documents,
            why=fragment.why,
        ),
        scope="line" if whole else "span",
        keywords=keywords,
        pattern=pattern,
        action="remove",
        confidence="high" if fragment.documents >= SURE else "low",
        match=tuple(islice(dict.fromkeys(map(_context, fragment.places)), EXAMPLES)),
        keep=keep,
    )


def _pattern(fragment: Fragment) -> str:
    """Return a fragment as a pattern; where its places differ in numbers, any number of similar length."""
    found = [_DIGITS.split(place.view[place.start : place.end]) for place in fragment.places]
    pieces = []
    for column in zip(*found, strict=True):  # equal except for digits, so split at the same places
        if len(set(column)) == 1:
            pieces.append(re.escape(column[0]))
        else:
            sizes = sorted(map(len, column))
            pieces.append(f"[0-9]{{{max(1, sizes[0] - MARGIN)},{sizes[-1] + MARGIN}}}")
    return "".join(pieces)


def _keyword(
    fragment: Fragment, pattern: re.Pattern[str], lines: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the longest literal in every match that also occurs in a line to keep, and such lines."""
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


DRAFTED = [
    "id",
    "family",
    "description",
    "why",
    "scope",
    "keywords",
    "pattern",
    "action",
    "confidence",
    "match",
    "keep",
]
"""The keys of a draft, in their order."""


def _entry(rule: Rule, fragment: Fragment, words: Words) -> str:
    import tomlkit  # here: to look for fragments takes none

    problem = problem_of(rule)
    evidence = say(
        "# {documents} documents, {places} places; {why}",
        documents=fragment.documents,
        places=len(fragment.places),
        why=fragment.why,
    )
    lines = [in_words(evidence, words)]
    if problem:
        lacking = say("# still missing: {problem}", problem=_lack(rule) or problem)
        lines.append(in_words(lacking, words).partition("\n")[0])
    written = {key: getattr(rule, key) for key in DRAFTED} | {"why": in_words(rule.why, words)}
    if QUOTES not in rule.pattern:
        written["pattern"] = tomlkit.string(rule.pattern, literal=True, multiline=True)
    return "\n".join([*lines, tomlkit.dumps({"rules": [written]})])


def _lack(rule: Rule) -> Message:
    if rule.keep:
        return NO_MESSAGE
    return say("an example that holds “{keyword}” and is to stay (keep)", keyword=rule.keywords[0])
