"""Recognise what a line may be: a document number, an organisation, a date, 抄送 … (words/elements.toml).

A shape looks at one line alone. Which of its shapes a line has in a document, its place among the others decides
(elements.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from chengwen.engine.kept import compiled, kept
from chengwen.engine.lines import folded
from chengwen.engine.scan import endings_of, needed_by
from chengwen.knowledge.labels import begins_label
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import characters, read_table, words

LONGEST = 420
"""Longest line that may be part of the frame: a salutation or 抄送 that lists many."""
SHORT = 80
"""Longest line of any other shape."""
_LONG_ONES = ("salutation", "attendance", "attendance_people", "imprint", "imprint_plain", "adopted", "annotation")
_BEGIN = frozenset("抄报送发主分呈印本编责校打核审拟签承（(出列缺请记参应实到时地会整议党附此")
"""What a longer line that ends in a full stop begins with if it has a shape."""
_NUMBERED = numbered("第一章", "第一部", "第一节", "第一条", "一、", "一.", "（一）", "1.", "1、", "（1）", "①")
_MAY_BE_NUMBERED = frozenset({"number", "issue", "note_item", "date", "copy", "mark", "organisation_date", "imprint"})


@dataclass(frozen=True, slots=True)
class _Shape:
    name: str
    pattern: re.Pattern[str]
    ends: frozenset[str]
    """What a line of this shape ends in; empty where that may be anything."""
    needed: frozenset[str]
    """Characters one of which a line of this shape holds; empty where that may be anything."""
    without: re.Pattern[str] | None


def shapes_of(content: str) -> frozenset[str]:
    """Return the names of the shapes that a line has.

    >>> sorted(shapes_of("柏政规〔2016〕3号")), sorted(shapes_of("柏岭县人民政府"))
    (['number'], ['organisation'])
    """
    if len(content) > LONGEST or (len(content) > 25 and content.endswith("。") and content[0] not in _BEGIN):
        return frozenset()
    if len(content) > SHORT and content[0] not in _BEGIN and content[-1] not in "：:！!":
        return frozenset()
    line = folded(content)
    is_numbered, held = bool(_NUMBERED.match(line)), set(line)
    return frozenset(
        shape.name
        for shape in _shapes_ending_in(line[-1:])
        if not (shape.needed and shape.needed.isdisjoint(held))
        and (len(line) <= SHORT or shape.name in _LONG_ONES)
        and (not is_numbered or shape.name in _MAY_BE_NUMBERED)
        and shape.pattern.fullmatch(line)
        and not (shape.without and shape.without.search(line))
    )


def filled_in(pattern: str) -> str:
    """Return a pattern of words/elements.toml with its {parts} written out."""
    parts = _parts()
    while True:
        written = re.sub(r"\{([a-z_]+)\}", lambda found: parts[found[1]], pattern)
        if written == pattern:
            return pattern
        pattern = written


@cache
def part(name: str) -> re.Pattern[str]:
    """Return a part of words/elements.toml as a pattern."""
    return compiled(filled_in(f"{{{name}}}"))


@cache
def _parts() -> dict[str, str]:
    return {**read_table("elements", "parts")[0], "name": _name()}


def _name() -> str:
    """Return the pattern of a person's name: surname and one or two characters, or what stands for a hidden one."""
    single = "".join(sorted(characters("names", "single", "rare")))
    double = "|".join(words("names", "double"))
    hidden = f"{begins_label('person')}[0-9]{{0,4}}〗"
    han = "[\u4e00-\u9fff]"
    return f"(?:{hidden}|(?:{double}){han}{{1,2}}|[{single}](?:{han}{{1,2}}|[x×*○某]{{1,2}})|[x×*○]{{2,3}})"


@lru_cache(maxsize=1_024)
def _shapes_ending_in(last: str) -> tuple[_Shape, ...]:
    """Return the shapes that a line may have which ends in a character."""
    return tuple(shape for shape in _shapes() if not shape.ends or last in shape.ends)


@cache
def _shapes() -> tuple[_Shape, ...]:
    return tuple(
        _Shape(
            entry["name"],
            compiled(filled_in(entry["pattern"])),
            kept(endings_of, filled_in(entry["pattern"])),
            kept(needed_by, filled_in(entry["pattern"])),
            compiled(filled_in(entry["except"])) if "except" in entry else None,
        )
        for entry in read_table("elements", "shapes")
    )
