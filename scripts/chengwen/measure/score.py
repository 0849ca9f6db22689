"""Measure the toolkit against annotated documents: what was found, lost, labelled and sectioned."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chengwen.cleaner import clean
from chengwen.document import Document
from chengwen.engine.lines import SPACES, ZERO_WIDTH
from chengwen.knowledge.rules import Rules
from chengwen.measure.gold import Gold, GoldHeading, Noise
from chengwen.text import Edit, Span

_UNSEEN = re.compile(f"[{SPACES}{ZERO_WIDTH}\\s]")


@dataclass(slots=True)
class Counts:
    """Sums over documents, in visible characters unless stated otherwise."""

    noise: int = 0
    noise_gone: int = 0
    content: int = 0
    content_lost: int = 0
    content_altered: int = 0
    masks: int = 0
    masks_found: int = 0
    masks_typed: int = 0
    masks_false: int = 0
    persons: int = 0
    persons_hidden: int = 0
    persons_again: int = 0
    persons_again_hidden: int = 0
    identifiers: int = 0
    identifiers_hidden: int = 0
    places: int = 0
    places_hidden: int = 0
    hidden_persons: int = 0
    hidden_persons_true: int = 0
    hidden_identifiers: int = 0
    hidden_identifiers_true: int = 0
    hidden_places: int = 0
    hidden_places_true: int = 0
    headings: int = 0
    headings_said: int = 0
    headings_right: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Add the sums of another."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def rates(self) -> dict[str, float]:
        """Return the measures, each from 0 to 1; 1 if there was nothing to find."""
        return {
            "noise_recall": _share(self.noise_gone, self.noise),
            "precision": _share(self.noise_gone, self.noise_gone + self.content_lost),
            "content_kept": 1 - _share(self.content_lost, self.content, empty=0),
            "content_unaltered": 1 - _share(self.content_altered, self.content, empty=0),
            "masks_found": _share(self.masks_found, self.masks),
            "masks_typed": _share(self.masks_typed, self.masks),
            "masks_true": _share(self.masks_found, self.masks_found + self.masks_false),
            "headings_f1": _share(2 * self.headings_right, self.headings + self.headings_said),
            "persons": _share(self.persons_hidden, self.persons),
            "persons_again": _share(self.persons_again_hidden, self.persons_again),
            "persons_true": _share(self.hidden_persons_true, self.hidden_persons),
            "identifiers": _share(self.identifiers_hidden, self.identifiers),
            "identifiers_true": _share(self.hidden_identifiers_true, self.hidden_identifiers),
            "places": _share(self.places_hidden, self.places),
            "places_true": _share(self.hidden_places_true, self.hidden_places),
        }


def _share(part: int, whole: int, *, empty: float = 1) -> float:
    return part / whole if whole else empty


def score(gold: Gold, rules: Rules) -> Counts:
    """Clean one annotated document and count."""
    document = clean(gold.raw, id="gold", rules=rules)
    kept = kept_characters(gold.raw, document.edits)
    counts = Counts()
    marked = _score_noise(gold, document, kept, counts)
    masked = {at for mask in gold.masks for at in range(mask.span.start, mask.span.end)}
    masked |= {at for one in gold.identifying for at in range(one.span.start, one.span.end)}
    _score_content(gold, document, kept, marked | masked, counts)
    _score_identifying(gold, document, counts)
    _score_masks(gold, document, counts)
    _score_headings(gold, document, counts)
    if missing := gold.flags - set(document.flags):
        counts.problems.append(f"flag not set: {', '.join(sorted(missing))}")
    return counts


def table(scored: Iterable[tuple[Gold, Counts]]) -> dict[str, dict[str, float]]:
    """Return the rates by family, over the traps, and over all; documents with a known failure are a separate row."""
    rows: dict[str, Counts] = {}
    sizes: dict[str, int] = {}
    for gold, counts in scored:
        known = "known_failure" in gold.headers
        names = (
            ["(known failures)"] if known else [gold.family, "(all)", *["(traps)"] * (gold.headers["kind"] == "trap")]
        )
        for name in names:
            rows.setdefault(name, Counts()).add(counts)
            sizes[name] = sizes.get(name, 0) + 1
    return {name: {"documents": sizes[name], **rows[name].rates()} for name in sorted(rows)}


def as_lines(rows: dict[str, dict[str, float]]) -> Iterable[str]:
    """Yield the lines of the table for a terminal, cleaning first, then hiding; shares in per cent."""
    columns = list(next(iter(rows.values())))
    for part in (columns[:HIDING], ["documents", *columns[HIDING:]]):
        yield " " * 18 + "".join(column.replace("content_", "").rjust(17) for column in part)
        for name, row in rows.items():
            cells = [f"{row[column]:.0f}" if column == "documents" else f"{100 * row[column]:.2f}" for column in part]
            yield name.ljust(18) + "".join(cell.rjust(17) for cell in cells)
        yield ""


HIDING = 9
"""From this column on, the table is about what the toolkit hid."""


def kept_characters(raw: str, edits: Sequence[Edit]) -> list[bool]:
    """Return for each raw character whether it is in the clean text; inside a rewritten stretch, by alignment."""
    kept = [True] * len(raw)
    for edit in edits:
        start, end = edit.span.start, edit.span.end
        kept[start:end] = [False] * (end - start)
        if edit.text:
            matcher = difflib.SequenceMatcher(None, raw[start:end], edit.text, autojunk=False)
            for low, _, size in matcher.get_matching_blocks():
                kept[start + low : start + low + size] = [True] * size
    return kept


class Alignment:
    """Maps raw offsets to clean ones, and back."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.edits = edits
        self.raw = [edit.span.start for edit in edits]
        self.clean: list[int] = []
        shift = 0
        for edit in edits:
            self.clean.append(edit.span.start + shift)
            shift += len(edit.text) - (edit.span.end - edit.span.start)

    def to_clean(self, offset: int) -> int:
        """Return the clean offset of a raw one; inside a rewritten stretch, the end of that."""
        index = bisect_right(self.raw, offset) - 1
        if index < 0:
            return offset
        edit = self.edits[index]
        if offset < edit.span.end:
            return self.clean[index] + (0 if offset == edit.span.start else len(edit.text))
        return self.clean[index] + len(edit.text) + offset - edit.span.end

    def range_of(self, offset: int) -> tuple[int, int]:
        """Return the clean offsets that a raw one may have: one, or the whole edit that it lies in."""
        index = bisect_right(self.raw, offset) - 1
        if index >= 0 and self.edits[index].span.start < offset < self.edits[index].span.end:
            return self.clean[index], self.clean[index] + len(self.edits[index].text)
        return self.to_clean(offset), self.to_clean(offset)


def _score_noise(gold: Gold, document: Document, kept: Sequence[bool], counts: Counts) -> set[int]:
    alignment = Alignment(document.edits)
    marked: set[int] = set()
    for noise in gold.noise:
        places = range(noise.span.start, noise.span.end)
        marked.update(places)
        visible = [at for at in places if not _UNSEEN.match(gold.raw[at])]
        if noise.new is not None or not visible:
            size = max(1, len(visible))
            gone = size * _became(noise, document, alignment)
        else:
            size, gone = len(visible), sum(not kept[at] for at in visible)
        counts.noise += size
        counts.noise_gone += gone
        if gone < size:
            left = gold.raw[noise.span.start : noise.span.end][:60]
            counts.problems.append(f"{noise.family}: {size - gone} of {size} left: {left!r}")
    return marked


def _became(noise: Noise, document: Document, alignment: Alignment) -> bool:
    """Whether a stretch became what it should; white space around it is layout."""
    start, end = alignment.to_clean(noise.span.start), alignment.to_clean(noise.span.end)
    new = noise.new or ""
    if "\n" in new:
        return "\n" in document.text[max(0, start - 1) : end + 1]
    if not new:
        return not document.text[start:end]
    wanted = _UNSEEN.sub("", new)
    low, high = alignment.range_of(noise.span.start)[0], alignment.range_of(noise.span.end)[1]
    around = _UNSEEN.sub("", document.text[low:high])
    torn = any(e.span.start < at < e.span.end for e in document.edits for at in (noise.span.start, noise.span.end))
    return wanted in around if torn else around == wanted


def _score_content(gold: Gold, document: Document, kept: Sequence[bool], apart: set[int], counts: Counts) -> None:
    written = {at for edit in document.edits if edit.text.strip() for at in range(edit.span.start, edit.span.end)}
    lost: list[int] = []
    for at, char in enumerate(gold.raw):
        if at in apart or _UNSEEN.match(char):
            continue
        counts.content += 1
        if not kept[at]:
            if at in written:
                counts.content_altered += 1
            else:
                lost.append(at)
    counts.content_lost += len(lost)
    if lost:
        counts.problems.append(f"content lost ({len(lost)}): {''.join(gold.raw[at] for at in lost)[:80]!r}")


def _score_masks(gold: Gold, document: Document, counts: Counts) -> None:
    found = {(p.source.start, p.source.end): p for p in document.placeholders if p.origin == "author"}
    counts.masks += len(gold.masks)
    for mask in gold.masks:
        context = _context(gold.raw, mask.span)
        placeholder = found.pop((mask.span.start, mask.span.end), None)
        if placeholder is None:
            counts.problems.append(f"mask not found: {context!r}")
            continue
        counts.masks_found += 1
        if placeholder.type == mask.type:
            counts.masks_typed += 1
        else:
            counts.problems.append(f"mask is {mask.type}, typed {placeholder.type}: {context!r}")
    for start, end in found:
        counts.masks_false += 1
        counts.problems.append(f"no mask: {gold.raw[max(0, start - 8) : end + 8]!r}")


def _score_identifying(gold: Gold, document: Document, counts: Counts) -> None:
    """Count what had to be hidden and is, and what is hidden needlessly; places and organisations count together.

    A mention counts as hidden if no character of it is left; a hidden stretch counts as correct if it touches a mention
    of its kind.
    """
    if not gold.names_are_marked:
        return
    hidden = [p for p in document.placeholders if p.origin == "chengwen"]
    for one in gold.identifying:
        gone = all(
            any(p.source.start <= at < p.source.end for p in hidden) for at in range(one.span.start, one.span.end)
        )
        name = "persons_again" if one.company == "-" else GROUPS.get(one.type, "identifiers")
        _count(counts, name, gone, "hidden")
        if not gone:
            counts.problems.append(f"not hidden ({one.type}{one.company}): {_context(gold.raw, one.span)!r}")
    for p in hidden:
        group = GROUPS.get(p.type, "identifiers")
        true = any(
            GROUPS.get(one.type, "identifiers") == group
            and one.span.start < p.source.end
            and p.source.start < one.span.end
            for one in gold.identifying
        )
        _count(counts, f"hidden_{group}", true, "true")
        if not true:
            counts.problems.append(f"hidden, and need not be ({p.type}): {_context(gold.raw, p.source)!r}")


GROUPS = {"person": "persons", "place": "places", "org": "places"}


def _count(counts: Counts, name: str, holds: bool, suffix: str) -> None:
    setattr(counts, name, getattr(counts, name) + 1)
    setattr(counts, f"{name}_{suffix}", getattr(counts, f"{name}_{suffix}") + holds)


def _said_or_placed(heading: GoldHeading, alignment: Alignment, said: set[tuple[int, int]]) -> tuple[int, int]:
    """Return where a gold heading lies in the clean text; if an edit spans its start, the section that begins there."""
    low, high = alignment.range_of(heading.span.start)
    near = [key for key in said if low <= key[0] <= high and key[1] == heading.level]
    return min(near) if near else (low, heading.level)


def _context(raw: str, span: Span) -> str:
    return f"{raw[max(0, span.start - 8) : span.start]}[{raw[span.start : span.end]}]{raw[span.end : span.end + 8]}"


def _score_headings(gold: Gold, document: Document, counts: Counts) -> None:
    if gold.names_are_marked:  # written to measure names; headings have documents of their own
        return
    alignment = Alignment(document.edits)
    said = {(s.start, s.level) for s in document.sections if s.level is not None}
    expected = {_said_or_placed(h, alignment, said): h for h in gold.headings}
    counts.headings += len(expected)
    counts.headings_said += len(said)
    counts.headings_right += len(expected.keys() & said)
    for (_, level), heading in ((key, h) for key, h in expected.items() if key not in said):
        counts.problems.append(
            f"heading missed (level {level}): {gold.raw[heading.span.start : heading.span.end][:40]!r}"
        )
    for start, level in sorted(said - expected.keys()):
        counts.problems.append(f"no heading (level {level}): {document.text[start : start + 30]!r}")
