"""Write characters as what they are: radicals and compatibility ideographs by a closed table, the wide decimal point.

Converters of PDF give ⼀ (a Kangxi radical) for 一: it looks the same, but no heading is found by it. The table is
words/characters.toml; nothing is folded that is not in it. Where a printer set bold type by printing each character
twice, they give 一一、、考考试试 for 一、考试.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import read_table, words
from chengwen.text import Edit, replace

RULE_FOLD, RULE_POINT, RULE_TWICE = "char-radical", "width-decimal-point", "char-printed-twice"
TWICE = 4
"""So many characters in a row that each stand twice, a number or a mark among them, were printed twice."""
TWICE_IN_WORDS = 8
"""So many, if they are words alone: 平平安安健健康康 has six."""
_FOLDABLE = compiled("[\u2e80-\u2fdf\uf900-\ufaff][\u2e80-\u2fdf\uf900-\ufaff]*")  # a set first, found fast
_RARE = compiled(f"[\u2e80-\u2fdf\uf900-\ufaff{''.join(words('script', 'only'))}]")
"""One search for what two stages look for, and hardly ever find."""
_HAN = compiled(f"[{HAN}]")
_POINT = compiled("．(?<=[0-9０-９]．)(?=[0-9０-９]{1,4}(?![0-9０-９年]))")
"""Not before a year: １．２０２２年 is the first item of a list."""


def holds_rare(draft: Draft) -> bool:
    """Whether a text holds a radical, a compatibility ideograph or a traditional character; ask by `Draft.once`."""
    return _RARE.search(draft.value) is not None


def characters_as_meant(draft: Draft) -> Iterator[Edit]:
    """Yield the edits; a text without such characters costs two searches, and a look at the start of each line."""
    for line in draft.lines:
        if line.content[:1] == line.content[1:2] and (size := _printed_twice(line.content)):
            yield replace(line.start, line.start + size, line.content[:size:2], RULE_TWICE)
    if "．" not in draft.value and not draft.once(holds_rare):
        return
    for line in draft.lines:
        for start, end, plain, rule in draft.of_line(_as_meant, line.content):
            yield replace(line.start + start, line.start + end, plain, rule)


def _printed_twice(content: str) -> int:
    """Return how long the beginning of a line is in which each character stands twice; 0 if it was meant so.

    >>> _printed_twice("一一、、考考试试安安排排"), _printed_twice("高高兴兴上班"), _printed_twice("××××县政府")
    (12, 0, 0)
    """
    pairs = zip(content[::2], content[1::2], strict=False)
    twice = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if len(set(twice)) * 2 < len(twice) or not all(map(_is_printed, twice)):
        return 0
    words = len(_HAN.findall(twice))
    least = TWICE if 2 <= words < len(twice) else TWICE_IN_WORDS
    return 2 * len(twice) if len(twice) >= least else 0


def _is_printed(char: str) -> bool:
    """Whether a character twice in a row is no mask, no rule and no gap."""
    return char.isalnum() or char in "、，。：；！？（）《》“”.,:;()"


def _as_meant(content: str) -> Sequence[tuple[int, int, str, str]]:
    """Return the replacements in a line: start, end, new text, rule."""
    found = []
    for match in _FOLDABLE.finditer(content):
        plain = match.group().translate(_table())
        if plain != match.group():
            found.append((*match.span(), plain, RULE_FOLD))
    if "．" in content:
        found += [(*match.span(), ".", RULE_POINT) for match in _POINT.finditer(content)]
    return found


@cache
def _table() -> dict[int, str]:
    entry = read_table("characters", "words")[0]
    folded, plain = ("".join(entry[key].split("\n")) for key in ("folded", "plain"))
    return {ord(one): other for one, other in zip(folded, plain, strict=True)}
