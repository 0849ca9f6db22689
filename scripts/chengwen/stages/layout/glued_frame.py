"""Split lines in which elements of an official document were glued together: its title and 主送机关, its signature.

关于…的通知各中小学：为确保… is split behind the title and behind ：; a last sentence is split from the organisation and
date that follow it. Only the first line and the last are examined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, folded
from chengwen.knowledge.tables import pattern
from chengwen.stages.structure.shapes import part, shapes_of
from chengwen.text import Edit, insert

RULE = "glued-paragraph"
LONGEST_NAME = 80
"""Longest part of a line that is taken for a title, a number or a signature."""
_SALUTATION = compiled("[^。；！？：:《》]{1,160}[：:]")
_LAST = compiled("[。！](?P<gap>[ \u3000]{0,60})(?=(?P<rest>[^。！？；：:]{8,70})$)")


def unglue_frame(draft: Draft) -> Iterator[Edit]:
    """Yield the line feeds to insert between elements of the frame."""
    lines = draft.lines
    if not lines:
        return
    for at in draft.of_line(_behind_title, lines[0].content):
        yield insert(lines[0].start + at, "\n", RULE)
    at = _before_signature(lines[-1])
    if at:
        yield insert(lines[-1].start + at, "\n", RULE)


def _behind_title(content: str) -> tuple[int, ...]:
    """Return where a first line is split: behind a document number, behind the title, behind the salutation."""
    number = _number().match(content)
    begins = number.end() if number else 0
    title = pattern("elements", "glued_title").match(content, begins)
    if not title:
        return ()
    salutation = _SALUTATION.match(content, title.end())
    if not salutation or "salutation" not in shapes_of(salutation.group()):
        return ()
    ends = (begins, title.end(), salutation.end())
    return tuple(at for at in ends if 0 < at < len(content))


def _before_signature(line: Line) -> int:
    """Return where the signature begins on a line that ends in one; 0 where there is none."""
    match = _LAST.search(line.content[-LONGEST_NAME:])
    if not match or not {"organisation_date"} & shapes_of(match["rest"]):
        return 0
    return max(0, len(line.content) - LONGEST_NAME) + match.end("gap") if folded(match["rest"]) else 0


@cache
def _number() -> re.Pattern[str]:
    inner, year = part("inner").pattern, part("year").pattern
    return compiled(
        f"{inner}{{1,16}}[〔\\[（(【]{year}[〕\\]）)】]第?[0-9]{{1,5}} ?号[ \u3000]{{0,9}}(?={inner}{{0,30}}关于)"
    )
