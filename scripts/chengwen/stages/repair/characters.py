"""Write characters as what they are: radicals and compatibility ideographs by a closed table, the wide decimal point.

Converters of PDF give ⼀ (a Kangxi radical) for 一: it looks the same, but no heading is found by it. The table is
words/characters.toml; nothing is folded that is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import read_table, words
from chengwen.text import Edit, replace

RULE_FOLD, RULE_POINT = "char-radical", "width-decimal-point"
_FOLDABLE = compiled("[\u2e80-\u2fdf\uf900-\ufaff][\u2e80-\u2fdf\uf900-\ufaff]*")  # a set first, found fast
_RARE = compiled(f"[\u2e80-\u2fdf\uf900-\ufaff{''.join(words('script', 'only'))}]")
"""One search for what two stages look for, and hardly ever find."""
_POINT = compiled("．(?<=[0-9０-９]．)(?=[0-9０-９]{1,4}(?![0-9０-９年]))")
"""Not before a year: １．２０２２年 is the first item of a list."""


def holds_rare(draft: Draft) -> bool:
    """Whether a text holds a radical, a compatibility ideograph or a traditional character; ask by `Draft.once`."""
    return _RARE.search(draft.value) is not None


def characters_as_meant(draft: Draft) -> Iterator[Edit]:
    """Yield the edits; a text without such characters costs two searches."""
    if "．" not in draft.value and not draft.once(holds_rare):
        return
    for line in draft.lines:
        for start, end, plain, rule in draft.of_line(_as_meant, line.content):
            yield replace(line.start + start, line.start + end, plain, rule)


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
