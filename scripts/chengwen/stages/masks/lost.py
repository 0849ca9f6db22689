"""Point at numbers that were deleted without a trace: 基金 万元，参合率达 %. What they were nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from chengwen.document import Suspect
from chengwen.engine.scan import places_of
from chengwen.knowledge.tables import pattern

RULE = "number-lost"
WHY = "单位前面没有数目，可能被删去"
_ALONE = pattern("masks", "percent_alone", "unit_alone")


def lost_numbers(text: str) -> Iterator[Suspect]:
    """Yield a suspect for each unit of measure before which a number is missing."""
    for at in places_of("%％ ", text):
        if match := _ALONE.match(text, at):
            yield Suspect(*match.span(), RULE, WHY)
