"""How a page sets the lines around a text: a line in two halves, the cells of a record, 附件1 above its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chengwen.document import Document
from chengwen.site.pages.blocks import Block

SET_TOGETHER = {"record": "page-record", "imprint": "imprint"}
"""Roles whose paragraphs stand in a box of their own, each with its class."""


class Part(NamedTuple):
    """A stretch of the clean text, with its class: `cell`, `gap`, `number`; "" for what needs none."""

    start: int
    end: int
    name: str


_HALVES = re.compile(r"(?<![ \t\u3000])[ \t\u3000]{2,}")
_CELLS = re.compile(r"(?<![ \t\u3000|｜:：])(?:[ \t\u3000|｜]{2,}|[|｜\t]|[ \u3000](?=[\u4e00-\u9fff]{2,6}[:：]))")
"""What parts two fields of a record; a lone space does only before a label, since 有 效 性 has spaces inside."""
_NAMES = re.compile("[\u3000\n]+")
GAPS = {"masthead": _HALVES, "subhead": _HALVES, "imprint": _HALVES, "record": _CELLS, "title": _NAMES}
"""By role, what parts the halves, cells and names of a line, so that a line breaks there and not inside them."""
_NUMBER = re.compile("附件[^\n]{0,8}\n")
_GOES_ON = ("，", "、", "：", ",")


def parts(document: Document, block: Block) -> list[Part]:
    """Return a block of the frame in its parts; none if it is all of one piece."""
    if block.role == "attachment":
        number = _NUMBER.match(document.text, block.start, block.end)
        return [Part(block.start, number.end(), "number"), Part(number.end(), block.end, "")] if number else []
    return list(_parted(document.text, block)) if block.role in GAPS else []


def _parted(text: str, block: Block) -> Iterator[Part]:
    done = block.start
    for gap in GAPS[block.role].finditer(text, block.start, block.end):
        if gap.start() > done:
            yield Part(done, gap.start(), "cell")
        yield Part(gap.start(), gap.end(), "gap")
        done = gap.end()
    if block.start < done < block.end:
        yield Part(done, block.end, "cell")


def goes_on(document: Document, before: Block | None) -> bool:
    """Whether a line of the imprint goes on with the one before: 抄送 in two lines is one item, with no rule inside."""
    return before is not None and document.text[before.start : before.end].endswith(_GOES_ON)


def in_pairs(lines: Sequence[str]) -> bool:
    """Whether the lines of a record are a label and its value by turns.

    >>> in_pairs(["索引号", "000/2021-1", "成文日期", "2021-09-03"])
    True
    >>> in_pairs(["索引号：000/2021-1", "成文日期：2021-09-03"])
    False
    """
    labels = lines[::2]
    return len(lines) % 2 == 0 and not any(_CELLS.search(label) or ":" in label or "：" in label for label in labels)
