"""Turn a mainland text that a site serves in traditional script back into simplified characters.

Judged once for the whole document: many characters that only the traditional script has, and nothing that only Hong
Kong, Macao or Taiwan would write. The conversion is OpenCC's t2s with its table of phrases, never character by
character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from chengwen.engine.draft import Draft
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import read_table
from chengwen.text import Edit, replace

RULE = "traditional-to-simplified"
SHARE = 0.06
"""Share of Han that only the traditional script has. Mirrors of mainland texts have 0.2 to 0.4; a simplified text with
a quotation or a name in traditional script stays below 0.02."""
READ = 20_000

_PIECES = re.compile(r".{1,2000}\Z|.{0,1999}[。，；！？、]|.{1,2000}", re.DOTALL)
"""A long line is converted in pieces, since OpenCC's time grows with the square; no phrase of it has such a mark."""

_KNOWN = read_table("script", "script")[0]
_ONLY = re.compile(f"[{_KNOWN['only']}]")
_ELSEWHERE = re.compile(_KNOWN["elsewhere"])
_MAINLAND = re.compile(_KNOWN["mainland"])


def simplify(draft: Draft) -> Iterator[Edit]:
    """Give the conversion of each line that changes; the ledger makes one edit a line of it."""
    if not is_traditional_mainland(draft.value):
        return
    for line in draft.all_lines:
        pieces = _PIECES.findall(line.content)
        yield from _differences(line.start, line.content, "".join(map(_converter().convert, pieces)))


def is_traditional_mainland(text: str) -> bool:
    """Tell whether a text is mostly in traditional script and nothing says that it was written so."""
    head = text[:READ]
    if not _ONLY.search(head):
        return False
    found = len(_ONLY.findall(head))
    han = len(re.findall(f"[{HAN}]", head))
    if han < 20 or found < SHARE * han:
        return False
    elsewhere = {match.group() for match in _ELSEWHERE.finditer(head)}
    return len(elsewhere) < 2 or len(_MAINLAND.findall(head)) > 2 * len(_ELSEWHERE.findall(head))


def _differences(start: int, old: str, new: str) -> Iterator[Edit]:
    """Give what a conversion changed, stretch by stretch where both have the same length, otherwise as a whole."""
    if len(old) != len(new):
        yield replace(start, start + len(old), new, RULE)
        return
    for match in re.finditer("1+", "".join("01"[a != b] for a, b in zip(old, new, strict=True))):
        low, high = match.span()
        yield replace(start + low, start + high, new[low:high], RULE)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
