"""Close lines in which a reader of scanned pages put a space after every character: 二 、 基 本 情 况.

Names and headings (李 明, 总 则) are spread out by their author; a row of a table has single characters in its cells.
So a line counts only if it is long or has its like, and if its characters, read together, are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.knowledge.tables import is_word
from chengwen.text import Edit, delete

RULE = "space-spread"
_SPREAD = compiled("[^ ](?: (?:[^ ]|[0-9A-Za-z]{2,12})){3,}")
_WORTH_A_LOOK = compiled(" (?:[^ \n] [^ \n] |[、）一二三四五六七八九十])")
_HEAD = compiled("[（(] ?[一二三四五六七八九十]{1,3} ?[）)]|[一二三四五六七八九十]{1,3} ?、 ?")
_HAN = compiled(f"[{HAN}]")
FEWEST, ALONE, MANY = 12, 20, 100
"""How many characters the spread lines of a document have together; how many a single one has; from how many on
none need be new."""


def spread(draft: Draft) -> Iterator[Edit]:
    """Yield the deletions of the spaces; a text without spread characters costs one search."""
    if not _WORTH_A_LOOK.search(draft.value):
        return
    lines = [line for line in draft.lines if draft.of_line(_is_spread, line.content)]
    sizes = [len(line.content.replace(" ", "")) for line in lines]
    if sum(sizes) >= (FEWEST if len(lines) > 1 else ALONE) and _are_words(lines):
        for line in lines:
            yield from _closed(line)
    for line in draft.lines:
        yield from (
            delete(line.start + at, line.start + at + 1, RULE) for at in draft.of_line(_in_number, line.content)
        )


def _is_spread(content: str) -> bool:
    return " " in content and _SPREAD.fullmatch(content) is not None and len(_HAN.findall(content)) * 4 >= len(content)


def _are_words(lines: Sequence[Line]) -> bool:
    """Whether a fifth of the neighbours are words, and the characters many: the cells of a table repeat few."""
    read = ["".join(line.content.split(" ")) for line in lines]
    han = _HAN.findall("".join(read))
    if len(set(han)) * 2 < min(len(han), MANY):
        return False
    pairs = [left + right for content in read for left, right in pairwise(content) if _HAN.match(left + right)]
    return sum(map(is_word, pairs)) * 5 >= len(pairs)


def _closed(line: Line) -> Iterator[Edit]:
    for match in re.finditer(" ", line.content):
        if not re.fullmatch("[A-Za-z]{2}", line.content[match.start() - 1] + line.content[match.end()]):
            yield delete(line.start + match.start(), line.start + match.end(), RULE)


def _in_number(content: str) -> Sequence[int]:
    """Return the offsets of the spaces inside the number that a line begins with: 二 、 and （ 一 ）."""
    head = _HEAD.match(content) if " " in content else None
    if not head or _is_spread(content):
        return ()
    return [match.start() for match in re.finditer(" ", head.group().rstrip(" "))]
