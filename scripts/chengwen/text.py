"""Text that remembers its source: spans, edits, and the map between a text and its source.

This file knows nothing about Chinese or about files. A stage looks at a `Text` and returns edits; only `Text.apply`
makes a new one, so every change to a document passes through here.

All offsets are code points; all spans are half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chengwen.errors import LedgerError
from chengwen.message import at, say


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mask:
    """What a label stands for: its type (place, person …), and who hid it, `author` or `chengwen`."""

    origin: str
    type: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a span by `text`; without text, the span is deleted."""

    span: Span
    text: str = field(repr=False)
    rules: tuple[str, ...]
    mark: Mask | None = None
    """What the new text stands for, when it is worth remembering: see `Mark`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the current text that an edit wrote, shifted along by later edits."""

    span: Span
    mask: Mask
    source: Span
    """What it replaced, in source offsets."""


def delete(start: int, end: int, rule: str) -> Edit:
    """Return an edit that deletes `[start, end)`."""
    return Edit(Span(start, end), "", (rule,))


def replace(start: int, end: int, text: str, rule: str, mark: Mask | None = None) -> Edit:
    """Write `text` where the span stood."""
    return Edit(Span(start, end), text, (rule,), mark)


def insert(at: int, text: str, rule: str) -> Edit:
    """Return an edit that inserts `text` at an offset."""
    return Edit(Span(at, at), text, (rule,))


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return the text that results from applying a ledger to its source text.

    Edits must be sorted and disjoint; text between them is copied unchanged. A ledger that does not fit raises
    `LedgerError` and is never repaired: a wrong offset accepted here would publish a wrong text.

    >>> apply("第1页 共8页\\n一、工作", [delete(0, 8, "page-counter")])
    '一、工作'
    """
    parts: list[str] = []
    done = 0
    for edit in edits:
        start, end = edit.span.start, edit.span.end
        if not done <= start <= end <= len(source):
            raise LedgerError(
                at(
                    "+".join(edit.rules),
                    say(
                        "span [{start}, {end}) does not fit between {done} and {characters}",
                        start=start,
                        end=end,
                        done=done,
                        characters=len(source),
                    ),
                )
            )
        parts += source[done:start], edit.text
        done = end
    return "".join([*parts, source[done:]])


@dataclass(frozen=True, slots=True)
class Text:
    """A text during cleaning: its current value, and the edits that made it from its source.

    `edits` are in source offsets, sorted and disjoint; two may touch, so that a mask keeps an edit of its own (`ledger`
    merges them). `starts` holds the offset in `value` of each edit's text. Create one with `begin`.
    """

    source: str = field(repr=False)
    value: str = field(repr=False)
    edits: tuple[Edit, ...] = ()
    starts: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()

    def apply(self, edits: Sequence[Edit]) -> Text:
        """Apply edits given in offsets of the current value; without edits, return the same `Text`.

        >>> begin("甲 乙 丙").apply([delete(1, 2, "a")]).apply([replace(0, 2, "丁", "b")]).value
        '丁 丙'
        """
        if not edits:
            return self
        value = apply(self.value, edits)
        composed = compose(self, edits)
        return Text(self.source, value, composed, _starts(composed), _move_marks(self, edits))

    def locate(self, offset: int) -> int:
        """Return the source offset of an offset in the current text.

        Inside text written by an edit, this is the start of the edit, or the corresponding character if the edit
        replaced as many characters as it wrote (a change of script); at the end of that text, the end of the edit.
        Monotone: a later offset never maps to an earlier one.

        >>> begin("　　第一，").apply([delete(0, 2, "indent")]).locate(0)
        2
        """
        if not 0 <= offset <= len(self.value):
            raise LedgerError(
                say(
                    "offset {offset} lies outside a text of {characters} characters",
                    offset=offset,
                    characters=len(self.value),
                )
            )
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return offset
        edit, start = self.edits[index], self.starts[index]
        beyond = offset - start - len(edit.text)
        if beyond >= 0:
            return edit.span.end + beyond
        return edit.span.start + (offset - start if _is_one_to_one(edit) else 0)

    def locate_span(self, span: Span) -> Span:
        """Return the source span of a span of the current text; edits are never cut."""
        if span.start == span.end:
            return Span(self.locate(span.start), self.locate(span.start))
        last = span.end - 1
        index = bisect_right(self.starts, last) - 1
        inside = index >= 0 and last < self.starts[index] + len(self.edits[index].text)
        if inside and not _is_one_to_one(self.edits[index]):
            return self._found_again(index, span) or Span(self.locate(span.start), self.edits[index].span.end)
        return Span(self.locate(span.start), self.locate(last) + 1)

    def _found_again(self, index: int, span: Span) -> Span | None:
        """Find written text in what was there before: the same characters, as often, in the same order."""
        edit, start = self.edits[index], self.starts[index]
        before, piece = self.source[edit.span.start : edit.span.end], self.value[span.start : span.end]
        if span.start < start or before.count(piece) != edit.text.count(piece):
            return None
        at = -1
        for _ in range(edit.text.count(piece, 0, span.start - start) + 1):
            at = before.find(piece, at + 1 if at < 0 else at + len(piece))
        return Span(edit.span.start + at, edit.span.start + at + len(piece)) if at >= 0 else None

    def ledger(self, by_line: str = "") -> tuple[Edit, ...]:
        """Return the final list of changes: touching edits merged, edits that change nothing dropped.

        Edits of the rule `by_line`, and what lies between them, become one edit per line of the source.
        """
        groups: list[list[Edit]] = []
        on_the_line = False  # whether one of the last group is of the rule `by_line`
        for edit in self.edits:
            between = self.source[groups[-1][-1].span.end : edit.span.start] if groups else "\n"
            wanted = by_line in edit.rules
            if groups and (not between or (wanted and on_the_line and "\n" not in between)):
                groups[-1].append(edit)
                on_the_line = on_the_line or wanted
            else:
                groups.append([edit])
                on_the_line = wanted
        merged = (_join(self.source, group) if len(group) > 1 else group[0] for group in groups)
        return tuple(edit for edit in merged if self.source[edit.span.start : edit.span.end] != edit.text)


def begin(source: str) -> Text:
    """Return an unedited `Text` of a source."""
    return Text(source, source)


def replay(source: str, edits: Sequence[Edit]) -> Text:
    """Return the text that a ledger makes, with its map to the source."""
    return Text(source, apply(source, edits), tuple(edits), _starts(edits))


def compose(text: Text, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Translate new edits, in offsets of `text.value`, into source edits, and merge them with the existing ones.

    Where a new edit cuts into text that an older one wrote, the two become one edit with the rules of both, older
    first. Old edits that a new one only touches stay unchanged.
    """
    old, starts = text.edits, text.starts
    result: list[Edit] = []
    done = 0  # old edits before this index are in the result
    position = 0
    while position < len(edits):
        group = [edits[position]]
        low, high = group[0].span.start, group[0].span.end
        while done < len(old) and starts[done] + len(old[done].text) <= low:
            result.append(old[done])
            done += 1
        absorbed: list[Edit] = []
        position += 1
        while True:
            if done < len(old) and starts[done] < high:
                low = min(low, starts[done])
                high = max(high, starts[done] + len(old[done].text))
                absorbed.append(old[done])
                done += 1
            elif absorbed and position < len(edits) and edits[position].span.start < high:
                group.append(edits[position])
                high = max(high, edits[position].span.end)
                position += 1
            else:
                break
        if absorbed:
            result.append(_merge(text, low, high, absorbed, group, done - len(absorbed)))
        else:  # most edits: it stands alone
            shift = old[done - 1].span.end - starts[done - 1] - len(old[done - 1].text) if done else 0
            result.append(Edit(Span(low + shift, high + shift), group[0].text, _rules_of(group)))
    return (*result, *old[done:])


def _merge(text: Text, low: int, high: int, absorbed: list[Edit], group: list[Edit], before: int) -> Edit:
    """Merge the old and new edits over `value[low:high]` into one source edit.

    `before` is the number of old edits that end at or before `low`: the last of them gives the distance between offsets
    in value and source.
    """

    def to_source(offset: int, count: int) -> int:
        if not count:
            return offset
        edit = text.edits[count - 1]
        return edit.span.end + offset - text.starts[count - 1] - len(edit.text)

    inner = [Edit(Span(e.span.start - low, e.span.end - low), e.text, e.rules) for e in group]
    span = Span(to_source(low, before), to_source(high, before + len(absorbed)))
    return Edit(span, apply(text.value[low:high], inner), _rules_of((*absorbed, *group)))


def _is_one_to_one(edit: Edit) -> bool:
    return len(edit.text) == edit.span.end - edit.span.start


def _join(source: str, edits: Sequence[Edit]) -> Edit:
    """Merge several edits, and what lies between them, into one."""
    span = Span(edits[0].span.start, edits[-1].span.end)
    inner = [Edit(Span(e.span.start - span.start, e.span.end - span.start), e.text, e.rules) for e in edits]
    return Edit(span, apply(source[span.start : span.end], inner), _rules_of(edits))


def _rules_of(edits: Iterable[Edit]) -> tuple[str, ...]:
    """Return the rules of several edits, each once, in order."""
    return tuple(dict.fromkeys(rule for edit in edits for rule in edit.rules))


def _starts(edits: Iterable[Edit]) -> tuple[int, ...]:
    starts = []
    shift = 0
    for edit in edits:
        starts.append(edit.span.start + shift)
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return tuple(starts)


def _move_marks(text: Text, edits: Sequence[Edit]) -> tuple[Mark, ...]:
    """Shift the marks by the edits before them; a mark whose own text was edited is dropped."""
    if not text.marks and not any(edit.mark for edit in edits):
        return ()
    moved: list[Mark] = []
    old = iter((*text.marks, None))
    mark = next(old)
    shift = 0
    for edit in edits:
        while mark and mark.span.end <= edit.span.start:
            moved.append(_shifted(mark, shift))
            mark = next(old)
        while mark and mark.span.start < edit.span.end:
            mark = next(old)
        start = edit.span.start + shift
        if edit.mark:
            moved.append(Mark(Span(start, start + len(edit.text)), edit.mark, text.locate_span(edit.span)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    while mark:
        moved.append(_shifted(mark, shift))
        mark = next(old)
    return tuple(moved)


def _shifted(mark: Mark, by: int) -> Mark:
    return Mark(Span(mark.span.start + by, mark.span.end + by), mark.mask, mark.source)
