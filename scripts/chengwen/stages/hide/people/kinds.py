"""Find names behind words known by their last character: labels (报案人：), trades and conditions (护边员, 特困户)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import stands_behind
from chengwen.knowledge.tables import words
from chengwen.stages.hide.people.edges import best, is_torn, right_of
from chengwen.stages.hide.people.names import beginnings, shapes_from

_OF_A_SCHOOL = compiled(
    "[学校园级班](?=[：: \u3000])(?<=小学|中学|学校|大学|儿园|年级|[0-9一二三四五六七八九十]班)[：: \u3000]{1,2}"
)
_OPENS = ("〔", "［", "[", "【")
"""Before one of these stands the body that numbers a document."""
_ENDS_OF_SCHOOLS = frozenset("学校园级班")
"""A school or a form: whose essay or report it is, stands behind it."""


def is_label_by_kind(label: str) -> bool:
    """Whether a label announces persons by the way it ends.

    >>> is_label_by_kind("监测对象"), is_label_by_kind("持卡人"), is_label_by_kind("账户")
    (True, True, False)
    """
    return label.endswith(words("people", "by_kind")) and not label.endswith(words("people", "not_by_kind"))


def of_crafts(text: str) -> Iterator[Find]:
    """Yield the names behind a trade or condition that no list has: 护林员甲, 特困户乙.

    The last character alone says little, so the name must read like one and end where a name may end.
    """
    for match in _crafts().finditer(text):
        at = match.end()
        if text.endswith(words("people", "not_crafts"), 0, at) or is_torn(text, at) or text[at] == "和":
            continue
        shapes = (shape for shape in shapes_from(text, at) if text[shape.span.end : shape.span.end + 1] not in _OPENS)
        ended = ((right_of(text, shape.span.end), shape) for shape in shapes)
        if shape := best(
            pair for pair in ended if pair[0] >= 1 and pair[0] + pair[1].weight > 4 - (len(pair[1].name) > 2)
        ):
            yield shape


def of_pupils(text: str) -> Iterator[Find]:
    """Yield the names behind a school or a form: 红星小学：甲."""
    for match in _OF_A_SCHOOL.finditer(text) if stands_behind(text, "：: \u3000", _ENDS_OF_SCHOOLS) else ():
        ended = ((right_of(text, shape.span.end), shape) for shape in shapes_from(text, match.end()))
        if shape := best(pair for pair in ended if pair[0] >= 2 and pair[1].weight == 3):
            yield shape


@cache
def _crafts() -> re.Pattern[str]:
    return compiled(f"[{''.join(words('people', 'crafts'))}](?=[{beginnings()}])(?<=[{HAN}][{HAN}].)")
