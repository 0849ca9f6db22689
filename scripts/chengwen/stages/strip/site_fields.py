"""Find a site's own fields (上传人, 文档编号, 浏览次数 …) as one object, whatever it wears.

Pairs may share a line, stand in brackets, behind bullets or between pipes, or a label may stand above its value. Three
or more, next to one another in the head or the foot, are a block; it is the site's if one of them is a field that only
sites have. 作者, 时间 and 单位 alone are the document's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.tables import any_word, word_set
from chengwen.stages.structure.record import find_record
from chengwen.stages.structure.title.copies import title_key
from chengwen.stages.structure.title.head import opens_text
from chengwen.stages.structure.title.lines import looks_like_title
from chengwen.text import Span

RULE = "site-fields"
LEAST = 3
"""How many pairs make a block."""
LONGEST_VALUE = 30
"""In code points: what stands below a label alone on its line is its value only if it is no longer."""
SHORTEST = 6
"""In code points, of what may be a title behind its label."""
HEAD, FOOT = 30, 40
"""How many lines from either end are examined."""

_BULLETS = "[-*•●◆■·▪#>]{0,2} ?[\\[【（(<]?"
_CLOSES = "[ \u3000]?[\\]】）)>]?[ \u3000]?"

Pairs = tuple[frozenset[str], bool]
"""The labels of a line, and whether it is a label alone, above its value. No labels: the line is no field."""


def site_fields(draft: Draft, without: Collection[int]) -> tuple[set[int], dict[int, Span]]:
    """Return the numbers of the lines of such blocks, and of a line that has the title, its label alone.

    `without` are the numbers of lines that are removed anyway. An official record (索引号 …) is the document's own.
    What 标题： names stays, if no other line says it.
    """
    lines, record = draft.lines, find_record(draft).lines
    found: set[int] = set()
    titled: dict[int, Span] = {}
    for zone in _zones(draft, without):
        for block, labels, pairs in _blocks(draft, lines, zone):
            if pairs >= LEAST and labels & word_set("frames", "site_fields"):
                found.update(block)
                titled |= {n: label for n in block if (label := _label_of_title(draft, lines[n]))}
    titled = {number: label for number, label in titled.items() if number not in record}
    return found.difference(record, titled), titled


def _label_of_title(draft: Draft, line: Line) -> Span | None:
    """Return where the label stands before a title that the page says nowhere else."""
    label = _patterns()[3].match(line.content)
    said = draft.of_line(title_key, line.content[label.end() :]) if label else ""
    if not label or len(said) < SHORTEST or len(draft.of_line(_pairs, line.content)[0]) > 1:
        return None
    if any(draft.of_line(title_key, other.content) == said for other in draft.lines[:HEAD] if other is not line):
        return None
    return Span(line.start, line.start + label.end())


def _zones(draft: Draft, without: Collection[int]) -> Iterator[range]:
    """Yield the lines above the first sentence of the text and those below its last."""
    lines = draft.lines
    kept = [number for number in range(len(lines)) if number not in without]
    first = next((number for number in kept if _is_text(draft, lines[number])), len(lines))
    last = next((number for number in reversed(kept) if _is_text(draft, lines[number])), len(lines))
    yield range(min(first, HEAD))
    yield range(max(last + 1, len(lines) - FOOT), len(lines))


def _is_text(draft: Draft, line: Line) -> bool:
    return draft.of_line(opens_text, line.content) and not draft.of_line(_pairs, line.content)[0]


def _blocks(draft: Draft, lines: Sequence[Line], zone: range) -> Iterator[tuple[list[int], frozenset[str], int]]:
    """Yield runs of fields: the numbers of their lines, their labels, and how many pairs they hold."""
    block: list[int] = []
    labels: frozenset[str] = frozenset()
    pairs, waits = 0, False
    for number in zone:
        said, open_ended = draft.of_line(_pairs, lines[number].content)
        if said:
            block.append(number)
            labels, pairs, waits = labels | said, pairs + len(said), open_ended
        elif waits and len(lines[number].content) <= LONGEST_VALUE and not looks_like_title(lines[number].content):
            block.append(number)
            waits = False
        else:
            yield block, labels, pairs
            block, labels, pairs, waits = [], frozenset(), 0, False
    yield block, labels, pairs


def _pairs(content: str) -> Pairs:
    """Read the labels of a line that is made of fields alone."""
    begins, inside, alone, _ = _patterns()
    opens, whole = begins.match(content), alone.match(content)
    if len(content) > 200 or not (opens or whole):
        return frozenset(), False
    if whole:
        return frozenset(whole.groups()), True
    found = [match[1] for match in inside.finditer(content)]
    return frozenset(found or filter(None, opens.groups() if opens else ())), False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    label = f"({any_word('frames', 'site_fields', 'soft_fields')})"
    begins = compiled(f"{_BULLETS}{label}{_CLOSES}[：:]|[【\\[]{label}[】\\]](?=.)")
    inside = compiled(f"(?:^|(?<=[ \t\u3000\xa0|｜;；，,\\]】）)0-9]))[ ]?{_BULLETS}{label}{_CLOSES}[：:]")
    title = any_word("frames", "title_fields")
    titled = compiled(f"(?:[【\\[](?:{title})[】\\]]|(?:{title})[：:])[ \u3000]{{0,4}}")
    return begins, inside, compiled(f"{_BULLETS}{label}{_CLOSES}[：:]?$"), titled
