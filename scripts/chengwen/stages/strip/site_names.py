"""Find the name of a page's own site where it was written into the sentences of the document.

A name is known from lines that go anyway, where it stands alone between signs: 墨香文库 > 总结. In a sentence it goes
with the words of the page before it (本文来自墨香文库) and behind it (收集整理), back to the last stop or bracket.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from chengwen.engine.draft import Draft
from chengwen.knowledge.tables import pattern
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.model import score
from chengwen.text import Span

RULE = "antiscrape-site-name"
LEAD = 14
"""In code points: what may stand in a clause before the name."""
LONGEST = 120
"""In code points: so much of a line that goes is looked through for names."""
QUIET = -ONE
"""What a clause with the name must sound like to go."""
_STOPS, _OPENS = "，。；！？：”、）)】］]", "（(【［["


def names_of_sites(draft: Draft, taken: Collection[int]) -> frozenset[str]:
    """Return the names and addresses, folded, that lines say which go anyway."""
    found: set[str] = set()
    for number in taken:
        line = draft.folded[number][:LONGEST]
        found.update(match.group() for match in pattern("sites", "address").finditer(line))
        found.update(match["name"] for match in pattern("sites", "name").finditer(line))
    return frozenset(name for name in found if not pattern("sites", "public").search(name))


def written_in(draft: Draft, taken: Collection[int], titled: Collection[int]) -> Iterator[tuple[int, Span]]:
    """Yield the words with the name of the site in the lines that stay, each with the number of its line.

    `taken` are the numbers of the lines that go, `titled` those of the title: a name that it holds is the document's
    matter.
    """
    names = names_of_sites(draft, taken)
    names = frozenset(name for name in names if not any(name in draft.folded[number] for number in titled))
    for number, folded in enumerate(draft.folded) if names else ():
        if number in taken or number in titled or not any(name in folded for name in names):
            continue
        view = draft.view(draft.lines[number])
        for start, end in _clauses(folded, names):
            yield number, view.span(start, end)


def _clauses(folded: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where the words of the page with one of the names begin and end in a folded line, which has more."""
    done = 0
    places = sorted((at, -len(name)) for name in names for at in _places(folded, name))
    for at, size in places:
        if at < done:
            continue
        behind = pattern("sites", "behind").match(folded, at - size)
        end = behind.end() if behind else at - size
        start = max(folded.rfind(sign, done, at) for sign in _STOPS + _OPENS) + 1
        if start and folded[start - 1] in _OPENS:
            start -= 1
        start = max(start, done)
        lead = folded[start:at]
        if len(lead) > LEAD or (lead.strip("-—_·（(【［[ ") and score(lead) < 0):
            start = at
        alone = not folded[:start].strip() and not folded[end:].strip()
        if not alone and score(folded[start:end]) > QUIET:
            yield start, end
            done = end


def _places(folded: str, name: str) -> Iterator[int]:
    at = folded.find(name)
    while at >= 0:
        yield at
        at = folded.find(name, at + 1)
