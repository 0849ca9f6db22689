"""Judge whether a document itself is about pages, applications and what one does with them.

A manual for a website, a report of its editors, minutes on its rebuilding: such a document says of itself what others
have around them, so whatever sounds like the page is doubtful in it.
"""

from __future__ import annotations

from collections.abc import Collection

from chengwen.engine.draft import Draft
from chengwen.knowledge.tables import word_pattern
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.guards import is_sentence
from chengwen.stages.strip.register.model import score

WORDS = 4
"""So many different words of pages, in a quarter of its sentences, show it."""
PLAIN = ONE // 2
"""What a sentence may sound like and still be the document's."""


def speaks_of_pages(draft: Draft, taken: Collection[int]) -> bool:
    """Whether the sentences of a document speak of pages; `taken` lines are not its own."""
    sentences = [line.content for n, line in enumerate(draft.lines) if n not in taken and is_sentence(line.content)]
    speaking = [one for one in sentences if draft.of_line(_spoken, one)]
    if not _are_many(draft, speaking, len(sentences)):
        return False
    return _are_many(draft, [one for one in speaking if draft.of_line(score, one) < PLAIN], len(sentences))


def _are_many(draft: Draft, speaking: Collection[str], sentences: int) -> bool:
    """Whether sentences that speak of pages are a quarter of all, and have enough different words of them."""
    words = frozenset[str]().union(*(draft.of_line(_spoken, one) for one in speaking))
    return 4 * len(speaking) >= sentences and len(words) >= WORDS


def _spoken(content: str) -> frozenset[str]:
    return frozenset(word_pattern("register", "speaks").findall(content.lower()))
