"""Point at numbers that were deleted without a trace: 基金 万元，参合率达 %. What they were nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from chengwen.document import Suspect
from chengwen.knowledge.tables import pattern

RULE = "number-lost"
WHY = "单位前面没有数目，可能被删去"
_PERCENT, _UNIT = pattern("masks", "percent_alone"), pattern("masks", "unit_alone")


def lost_numbers(text: str) -> Iterator[Suspect]:
    """Yield a suspect for each unit of measure before which a number is missing."""
    for alone in (_PERCENT, _UNIT):
        yield from (Suspect(*match.span(), RULE, WHY) for match in alone.finditer(text))
