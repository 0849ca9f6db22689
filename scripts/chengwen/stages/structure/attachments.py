"""Split what follows a document into its attachments, each with its own title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.stages.structure.elements import Frame
from chengwen.stages.structure.shapes import shapes_of
from chengwen.stages.structure.title.lines import could_be_title
from chengwen.stages.structure.values import Said
from chengwen.text import Span

_HEAD = compiled("^附[件表录图][ \u3000]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|之[一二三四])?")
_BETWEEN = compiled("[ \u3000：:.、]*")
_NUMBERED = compiled("附[件表录图](?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: `[first, last)` of the lines of a frame, the first `heading` of them its heading."""

    lines: Sequence[Line]
    heading: int
    number: str
    """As written: 附件2; empty where it has none."""
    title: str
    span: Span
    """Where its title stands."""


def attachments_of(draft: Draft, found: Frame) -> list[Attachment]:
    """Return the attachments of a document, in their order."""
    lines = found.of("attachment")
    if not lines:
        return []
    starts = [number for number, line in enumerate(lines) if number == 0 or _begins(draft, line)]
    return [_attachment(draft, lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def names_of(draft: Draft, found: Frame) -> Iterator[Said]:
    """Yield the titles of the attachments."""
    for one in attachments_of(draft, found):
        if one.title:
            yield Said("attachments", one.title, one.span, "attachment")


def _begins(draft: Draft, line: Line) -> bool:
    shapes = draft.of_line(shapes_of, line.content)
    return "attachment" in shapes or ("attachment_titled" in shapes and _NUMBERED.match(line.content) is not None)


def _attachment(draft: Draft, lines: Sequence[Line]) -> Attachment:
    first = lines[0]
    head = _HEAD.match(first.content) if _begins(draft, first) or first.content.startswith("附") else None
    between = _BETWEEN.match(first.content, head.end() if head else 0)
    at = between.end() if between else 0
    number = head.group() if head else ""
    if at < len(first.content):
        if "attachment" in draft.of_line(shapes_of, first.content):  # 附件 with its grade of secrecy
            return _titled_below(lines, number)
        return Attachment(lines, 1, number, first.content[at:].strip("《》"), Span(first.start + at, first.end))
    return _titled_below(lines, number)


def _titled_below(lines: Sequence[Line], number: str) -> Attachment:
    if len(lines) > 1 and could_be_title(lines[1].content):
        line = lines[1]
        return Attachment(lines, 2, number, line.content.strip("《》"), Span(line.start, line.end))
    return Attachment(lines, 1, number, "", Span(lines[0].end, lines[0].end))
