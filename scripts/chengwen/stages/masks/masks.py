"""Determine what the author's masks (X、XX、*、×、20XX …) hide, and replace them by labels 〖数字〗 〖地名〗.

Candidates are what is written like a mask (signs.py). The words beside one tell what it hides (clues.py), else the
masks in its row and of its writing (agreement.py); one without a clue becomes 〖名称〗. A censored word is restored
only where a fixed phrase leaves no doubt (restores.py). Existing labels are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chengwen.engine.find import overlapping
from chengwen.knowledge.labels import label
from chengwen.stages.hide.cut_numbers import cut_numbers
from chengwen.stages.masks.agreement import SIBLING_RULE, Typed, agree
from chengwen.stages.masks.mask_types import type_of
from chengwen.stages.masks.restores import WITHOUT_A_SIGN, restored
from chengwen.stages.masks.signs import Written, find_signs
from chengwen.text import Edit, Mask, Span, Text, replace


def type_masks(text: Text) -> list[Edit]:
    """Return edits that replace the author's masks by labels, or by the censored words."""
    written = find_signs(text.value)
    if not written and not any(word in text.value for word in WITHOUT_A_SIGN):
        return []
    whole = [one.span for one in cut_numbers(text.value)]  # hidden as a whole by the stage after this one
    written = [one for one in written if not overlapping(whole, Span(one.start, one.end))]
    known = restored(text.value)
    masks = [Span(one.start, one.end) for one in written]
    whole_masks = set(masks)
    edits = {hole: edit for hole, edit in known.items() if hole in whole_masks or not overlapping(masks, hole)}
    edits |= {Span(mask.start, mask.end): _name(mask) for mask in _typed(text.value, written, edits)}
    return [edits[mask] for mask in sorted(edits)]


def _typed(text: str, written: Iterable[Written], known: Iterable[Span]) -> Iterator[Typed]:
    """Yield what counts as a mask, with its type, apart from the holes that are `known`."""
    done = set(known)
    rest = [one for one in written if Span(one.start, one.end) not in done]
    agreed = agree(text, [Typed(one.start, one.end, *type_of(text, one.start, one.end)) for one in rest])
    for one, mask in zip(rest, agreed, strict=True):
        allowed = not one.sign.types or mask.type in one.sign.types
        said = mask.type != "other" and mask.rule != SIBLING_RULE
        if allowed and (said or not one.sign.typed):
            yield mask


def _name(mask: Typed) -> Edit:
    return replace(mask.start, mask.end, label(mask.type), mask.rule, Mask("author", mask.type))
