"""Find names that a line sets apart: a signature, a line of names, a list of members, a row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chengwen.edges import ends_in_title, titles
from chengwen.lines import Line, filled
from chengwen.name_rows import BRACKETS, after_item, item, token
from chengwen.names import GAP, Shape, shapes_from, shapes_to

_ANNOUNCES = re.compile("[0-9一二两三四五六七八九十]{1,3}[名人位个][)）]?[：:]?$|名单(?:如下)?[：:]?$")
_CELLS = re.compile(r"[ \u3000]*[|\t][ \u3000]*")
_GAPS = re.compile(r"(?<![\u4e00-\u9fff \u3000])[ \u3000]+|[ \u3000]+(?![\u4e00-\u9fff \u3000])|\u3000{2,}| {3,}")
_SET_APART = re.compile(f"[{GAP}\t、]|^.{{2,8}}$")
_CELLED = re.compile(r"[|\t]|[^\s] {3,}[^ ]|[^\s]\u3000{2,}[^\u3000]")
_GAP = re.compile(r"[|\t \u3000]")
_HEADER = re.compile("联络员|姓名|带班|值班|联系人|责任人|负责人|成员|考生|户主|领导|法人|经办|签收")
_TOLD = re.compile(
    r"(?:^|[\t| \u3000])(?:男|女)(?:[\t| \u3000]|$)"
    r"|[0-9]{7,}|[0-9]{1,2}月[0-9]{1,2}日|星期|周[一二三四五六日]|〖电话〗|〖证件号〗"
)
_DATE_LINE = re.compile("[〇○零一二三四五六七八九十0-9X〖〗日期]{2,10}年[^。]{0,12}[日月]?$")
LONGEST_ROW, LONGEST_CELLS, LONGEST_SIGNATURE = 60, 160, 40
"""How long a line of names, of cells, a signature is at most, in code points."""
TOP, BOTTOM = 5, 5
"""Within how many lines of a document's beginning and end a line that is but a name counts as a signature."""


def on_lines(text: str) -> Iterator[Shape]:
    """Find names that a line sets apart: a signature, a line under the title, a row of a table."""
    lines = filled(text)
    for number, line in enumerate(lines):
        if len(line.content) <= LONGEST_ROW and "。" not in line.content and _SET_APART.search(line.content):
            yield from _name_then_title(text, line.start, line.end)
            yield from _body_then_name(text, line.start, line.end)
            yield from _names_only(text, line.start, line.end, lines[number - 1].content if number else "")
    yield from _tables(text, lines)
    for number, line in enumerate(lines):
        if (0 < number < TOP or number >= len(lines) - BOTTOM) and len(line.content) <= LONGEST_SIGNATURE:
            neighbours = [lines[at].content for at in (number - 1, number + 1) if 0 <= at < len(lines)]
            dated = any(_DATE_LINE.search(neighbour) for neighbour in neighbours)
            if neighbours:
                yield from _signature(text, line.start, line.end, dated or 0 < number < TOP)


def _tables(text: str, lines: Sequence[Line]) -> Iterator[Shape]:
    """Find the names in rows of cells; a header that speaks of persons tells for the rows below it."""
    told = False
    for line in lines:
        gaps = len(line.content) <= LONGEST_CELLS and _GAP.search(line.content)
        if not gaps:
            told = False
            continue
        table = bool(_CELLED.search(line.content))
        told = bool(_TOLD.search(line.content)) or (table and (told or bool(_HEADER.search(line.content))))
        if told or (table and titles().search(line.content)):
            yield from _row_of_table(text, line.start, line.end, told=told)


def _signature(text: str, start: int, end: int, sure: bool) -> Iterator[Shape]:
    content = text[start:end].strip("（）()")
    low = start + text[start:end].find(content)
    high = low + len(content)
    for shape in shapes_to(text, high):
        before = text[low : shape.span.start]
        alone = not before.strip(GAP + "—-")
        titled = ends_in_title(before.rstrip(GAP), len(before.rstrip(GAP)))
        if (alone and sure and shape.worth == 3) or (titled and shape.worth > 1):
            yield shape
            return


def _body_then_name(text: str, start: int, end: int) -> Iterator[Shape]:
    """Read a line of two columns: a village or an office, a gap, a name."""
    if match := _BODY_AND_GAP.match(text, start, end):
        for shape in shapes_from(text, match.end()):
            if shape.worth > 1 and shape.span.end == end:
                yield shape
                return


_BODY_AND_GAP = re.compile(
    "[\u4e00-\u9fff〖〗0-9（）]{2,16}(?:村|社区|科|室|站|所|局|办|组|厂|校|部|中心|公司|镇|乡|街道)(?: {2,}|\u3000+)"
)


def _name_then_title(text: str, start: int, end: int) -> Iterator[Shape]:
    """Read a line of a list of members: a name, a gap, a title."""
    for shape in shapes_from(text, start):
        apart = text[shape.span.end : shape.span.end + 1] in tuple(GAP + "\t")
        if apart and shape.span.end < end and titles().search(text, shape.span.end, end):
            yield shape
            return


def _names_only(text: str, start: int, end: int, before: str) -> Iterator[Shape]:
    """Read a line that holds nothing but names: most of them sure, or one below a heading that announces names."""
    at, found = start, []
    while at < end:
        shape = item(text, at) or token(text, at, strict=False)
        if shape is None or shape.span.start > at or shape.span.end > end:
            return
        found.append(shape)
        bracket = BRACKETS.match(text, shape.span.end, end)
        at = bracket.end() if bracket else shape.span.end
        if at < end and text[at] not in GAP + "、，":
            return
        while at < end and text[at] in GAP + "、，":
            at += 1
    sure = [shape for shape in found if shape.worth > 1]
    if found and ((len(found) > 1 and 2 * len(sure) >= len(found)) or (found[0].worth and _ANNOUNCES.search(before))):
        yield from found


def _row_of_table(text: str, start: int, end: int, *, told: bool) -> Iterator[Shape]:
    """Find the names in a line of cells; `told` says that the table is one of persons."""
    at = start
    cells = _CELLS if "|" in text[start:end] or "\t" in text[start:end] else _GAPS
    for cell in cells.split(text[start:end]):
        at = text.index(cell, at, end) if cell else at
        yield from _names_of_cell(text, at, at + len(cell), 1 if told else 2)
        at += len(cell)


def _names_of_cell(text: str, at: int, stop: int, least: int) -> Iterator[Shape]:
    """Read a cell that holds names and nothing else, or a name set off by gaps behind something else."""
    found, start = [], at
    while at < stop:
        shape = _name_of_cell(text, at, stop)
        if shape is None or shape.worth < least:
            break
        found.append(shape)
        at = after_item(text, shape.span.end)
        while at < stop and text[at] in "、，" + GAP:
            at += 1
    if at >= stop:
        yield from found
    elif least == 1:
        yield from _among_gaps(text, start, stop)


def _among_gaps(text: str, at: int, stop: int) -> Iterator[Shape]:
    """Find names in a row whose columns are parted by gaps no wider than those inside a name."""
    while at < stop:
        shape = _name_of_cell(text, at, stop)
        if shape and shape.worth > 1:
            yield shape
            at = shape.span.end
        gap = _ANY_GAP.search(text, at, stop)
        if gap is None:
            return
        at = gap.end()


def _name_of_cell(text: str, at: int, stop: int) -> Shape | None:
    fitting = (s for s in shapes_from(text, at) if s.span.end <= stop)
    ended = [s for s in fitting if s.span.end == stop or text[s.span.end] in "、，（(" + GAP]
    return max(ended, key=lambda shape: len(shape.name), default=None)  # 易 建 中 before 易 建


_ANY_GAP = re.compile(f"[{GAP}]+")
