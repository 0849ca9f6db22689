"""Recognise lines that never go on in the next: date, signature, salutation, 抄送 and others with a label."""

from __future__ import annotations

import re
from functools import cache

from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import read_table
from chengwen.stages.layout.openers import openers

LONGEST_BODY = 25
"""Characters of the longest name of a body that signs."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return compiled(read_table("layout", "frames")[0][name])


def is_date(content: str) -> bool:
    """Whether a line is nothing but a date, as below a signature.

    >>> is_date("2022年3月1日"), is_date("二〇二二年三月一日印发"), is_date("2022年3月1日，会议召开")
    (True, True, False)
    """
    return len(content) <= 20 and _pattern("date").fullmatch(content) is not None


def is_labelled(content: str) -> bool:
    """Whether a line is one of a frame by its label.

    >>> is_labelled("抄送：县委办，县人大办"), is_labelled("报送材料要及时")
    (True, False)
    """
    return _pattern("labels").fullmatch(content) is not None


def could_sign(content: str) -> bool:
    """Whether a line is the name of a body and nothing else."""
    return len(content) <= LONGEST_BODY and _pattern("bodies").fullmatch(content) is not None


def is_of_frame(content: str, following: str) -> bool:
    """Whether a line stands apart from the lines around it; `following` is the next line, empty at the end.

    >>> is_of_frame("青石镇人民政府", "2022年3月1日"), is_of_frame("青石镇人民政府", "各村要抓好落实。")
    (True, False)
    """
    return (
        is_date(content)
        or openers().salutation.fullmatch(content) is not None
        or is_labelled(content)
        or (could_sign(content) and (not following or is_date(following) or could_sign(following)))
    )
