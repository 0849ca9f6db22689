"""What a person decides against the rules, in a sidecar: keep a stretch, remove one, undo a rule's edits.

Each decision names a stretch of the source text and holds there, whatever the rules become. Where none is made, nothing
here costs time. The form of lines is not up for decision: line ends inside a kept stretch become line feeds, blank
lines go, as everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.document import Suspect
from chengwen.errors import SidecarError
from chengwen.lines import LINE_END, SPACES, ZERO_WIDTH, trim
from chengwen.rules import FIXED_FAMILIES, Rules, ours_only
from chengwen.sidecar import QUOTABLE, Override, Sidecar
from chengwen.text import Edit, Span, Text, delete

REMOVE = "sidecar-remove"
LINE_FORM = frozenset({"layout-line-end", "layout-blank-line", "layout-title-gap"})
"""What happens to line ends in a kept stretch too: a clean text has one form."""

_ENDS = re.compile(LINE_END)
_BETWEEN_LINES = re.compile(f"(?:[{SPACES}{ZERO_WIDTH}]*(?:{LINE_END}))+")
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Overrides:
    """The decisions for one document, each with its places in the source text; none by default."""

    keep: tuple[Span, ...] = ()
    remove: tuple[Span, ...] = ()
    undo: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    """Rules, and where their edits are not made; no places: nowhere."""

    @property
    def removals(self) -> list[Edit]:
        """Give what a person takes away; it goes first, before any rule looks."""
        return [delete(span.start, span.end, REMOVE) for span in self.remove]

    def overrule(self, text: Text, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Leave out of a stage's edits what a person does not want.

        A deletion that reaches beyond a kept stretch takes what lies on either side of it; any other edit that
        touches one is not made. An edit that several rules asked for is undone when one of them is.
        """
        if not self.keep and not self.undo:
            return edits
        kept = [_present(text, span) for span in self.keep]
        return [piece for edit in edits if not self._undone(text, edit) for piece in _spare(text.value, edit, kept)]

    def settle(self, text: Text, suspects: Sequence[Suspect]) -> tuple[Suspect, ...]:
        """Leave out the suspects that a person has decided to keep."""
        if not self.keep:
            return tuple(suspects)
        places = [(one, text.locate_span(Span(one.start, one.end))) for one in suspects]
        return tuple(one for one, place in places if not any(_meet(place, kept) for kept in self.keep))

    def _undone(self, text: Text, edit: Edit) -> bool:
        for rule, places in self.undo:
            if rule in edit.rules and (not places or any(_meet(text.locate_span(edit.span), at) for at in places)):
                return True
        return False


def resolve(sidecar: Sidecar, source: str, rules: Rules) -> Overrides:
    """Find the places that a sidecar speaks of; a text or a rule that is not there raises `SidecarError`."""
    if not (sidecar.keep or sidecar.remove or sidecar.undo):
        return Overrides()
    remove = _merged(span for _, span in _all_places(sidecar, "remove", source))
    keep: list[Span] = []
    for number, span in _all_places(sidecar, "keep", source):
        keep.append(span)
        if any(_meet(span, gone) for gone in remove):
            raise SidecarError(f"{sidecar.name}: [[keep]] {number}: [[remove]] takes some of the same text away")
    undo = []
    for number, override in enumerate(sidecar.undo, 1):
        place = f"{sidecar.name}: [[undo]] {number}"
        _known(override.rule, rules, place)
        undo.append((override.rule, tuple(_places(override, source, place)) if override.text else ()))
    return Overrides(tuple(_merged(iter(keep))), tuple(remove), tuple(undo))


def _all_places(sidecar: Sidecar, key: str, source: str) -> Iterator[tuple[int, Span]]:
    overrides: tuple[Override, ...] = getattr(sidecar, key)
    for number, override in enumerate(overrides, 1):
        for span in _places(override, source, f"{sidecar.name}: [[{key}]] {number}"):
            yield number, span


def _places(override: Override, source: str, place: str) -> list[Span]:
    """Find a text in the source; its line ends may be of any kind there, with blank lines between."""
    lines = [line for line in _ENDS.split(override.text) if trim(line, 0, len(line)) != (len(line), len(line))]
    if not lines:
        raise SidecarError(f"{place}: “text” has nothing in it that can be seen")
    found = list(_where(lines, source))
    if not found:
        raise SidecarError(
            f"{place}: “text” does not stand in the raw text; copy it from there, character by character"
        )
    if override.occurrence > len(found):
        raise SidecarError(
            f"{place}: “occurrence” is {override.occurrence}, but the text stands there {len(found)} times"
        )
    return [found[override.occurrence - 1]] if override.occurrence else found


def _where(lines: Sequence[str], source: str) -> Iterator[Span]:
    """Yield where lines stand one below the other, blank lines between or not; `re` would keep what it is to find."""
    done = 0
    while (start := source.find(lines[0], done)) >= 0:
        end = start + len(lines[0])
        for line in lines[1:]:
            gap = _BETWEEN_LINES.match(source, end)
            if gap is None or not source.startswith(line, gap.end()):
                done = start + 1
                break
            end = gap.end() + len(line)
        else:
            yield Span(start, end)
            done = end


def _known(id: str, rules: Rules, place: str) -> None:
    family = {rule.id: rule.family for rule in (*ours_only().everything(), *rules.everything())}.get(id)
    if family is None:
        raise SidecarError(f"{place}: “rule” is {_quoted(id)}, which is none; `chengwen rules list` names them all")
    if family in FIXED_FAMILIES:
        raise SidecarError(f"{place}: “rule” is {_quoted(id)}, which cannot be undone: every clean text has one form")


def _quoted(id: str) -> str:
    return repr(id) if QUOTABLE.fullmatch(id) else f"{len(id)} characters that no rule is named by"


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _present(text: Text, span: Span) -> Span:
    """Tell where a kept stretch of the source, which no edit has cut, stands in the present text."""
    offsets = range(len(text.value) + 1)
    low = bisect_right(offsets, span.start, key=text.locate) - 1
    return Span(max(0, low), bisect_left(offsets, span.end, key=text.locate))


def _spare(value: str, edit: Edit, kept: Sequence[Span]) -> Iterator[Edit]:
    """Give what is left of an edit when the kept stretches are taken out of it."""
    touched = [span for span in kept if _meet(edit.span, span)]
    if not touched or LINE_FORM.issuperset(edit.rules):
        yield edit
    elif not edit.text:
        starts = [edit.span.start, *(span.end for span in touched)]
        ends = [*(span.start for span in touched), edit.span.end]
        for start, end in zip(starts, ends, strict=True):
            within_line = start and value[start - 1] not in _LINE_ENDS  # or it would be joined to what follows
            size = len(value[start:end].rstrip(_LINE_ENDS)) if within_line else end - start
            if size > 0:
                yield Edit(Span(start, start + size), "", edit.rules)


def _meet(first: Span, second: Span) -> bool:
    """Tell whether two stretches share something; an insertion meets a stretch that it would part."""
    return first.start < second.end and second.start < first.end
