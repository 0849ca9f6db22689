"""Where the items of a paragraph begin: 一是……；二是……, each of which a reader may want to point at."""

from __future__ import annotations

import re

NUMERALS = "一二三四五六七八九十"
_START = re.compile("(?:^|(?<=[。；;：:，！？]))([一二三四五六七八九十])(?:是|要)")
"""A numeral with 是 or 要 at the beginning of a clause: 这一是 is none."""


def item_starts(paragraph: str) -> list[int]:
    """Give the offsets at which items begin, if there are at least two and they are counted from one on.

    >>> item_starts("主要做法：一是抓学习；二是抓队伍。")
    [5, 11]
    >>> item_starts("一是抓学习，三是抓队伍。")
    []
    """
    starts: list[int] = []
    for match in _START.finditer(paragraph):
        if len(starts) < len(NUMERALS) and match[1] == NUMERALS[len(starts)]:
            starts.append(match.start())
    return starts if len(starts) > 1 else []
