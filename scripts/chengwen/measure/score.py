"""Measure the toolkit against annotated documents: what was found, lost, typed and sectioned.

What a blind document says is told to nobody who does not ask for it (`told`): a document that was read to mend
something measures memory from then on.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chengwen.cleaner import clean
from chengwen.document import Document
from chengwen.engine.kept import compiled
from chengwen.engine.lines import SPACES, ZERO_WIDTH
from chengwen.knowledge.rules import Rules
from chengwen.measure.gold import NONE, Gold, GoldHeading, Noise
from chengwen.message import say
from chengwen.text import Edit, Span

_UNSEEN = compiled(f"[{SPACES}{ZERO_WIDTH}\\s]")
_LINE_END = compiled("\r\n|[\r\n]")
_LABEL = compiled("〖[^〖〗]*〗")


@dataclass(slots=True)
class Counts:
    """Sums over documents, in visible characters unless stated otherwise."""

    noise: int = 0
    noise_gone: int = 0
    noise_suspected: int = 0
    content_suspected: int = 0
    above: int = 0
    above_gone: int = 0
    inside: int = 0
    inside_gone: int = 0
    part: int = 0
    part_gone: int = 0
    after: int = 0
    after_gone: int = 0
    rewritten: int = 0
    rewritten_gone: int = 0
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
    titles: int = 0
    titles_right: int = 0
    years: int = 0
    years_right: int = 0
    flags_missing: int = 0
    problems: list[str] = field(default_factory=list, repr=False)

    def add(self, other: Counts) -> None:
        """Add the sums of another."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def wrong(self) -> dict[str, int]:
        """Return how much is wrong, by kind; what is right is not named.

        >>> Counts(noise=8, noise_gone=5, masks=2, masks_found=2, masks_typed=1).wrong()
        {'missed': 3, 'masks': 1}
        """
        found = {
            "missed": self.noise - self.noise_gone,
            "lost": self.content_lost,
            "altered": self.content_altered,
            "titles": self.titles - self.titles_right,
            "years": self.years - self.years_right,
            "headings": self.headings + self.headings_said - 2 * self.headings_right,
            "masks": self.masks - self.masks_typed + self.masks_false,
            "not_hidden": sum(getattr(self, name) - getattr(self, f"{name}_hidden") for name in TO_HIDE),
            "hidden": sum(getattr(self, f"hidden_{name}") - getattr(self, f"hidden_{name}_true") for name in HIDDEN),
            "flags": self.flags_missing,
        }
        return {kind: number for kind, number in found.items() if number}

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
            "titles": _share(self.titles_right, self.titles),
            "years": _share(self.years_right, self.years),
            "removed_or_suspect": _share(self.noise_gone + self.noise_suspected, self.noise),
            "content_unsuspected": 1 - _share(self.content_suspected, self.content, empty=0),
            **{
                f"{place}_recall": _share(getattr(self, f"{place}_gone"), getattr(self, place))
                for place in (*PLACES, "rewritten")
            },
        }


PLACES = ("above", "inside", "part", "after")
"""Where noise stands: in lines of its own above the title, in such lines between title and last content, in a line
together with content, in lines of its own after the content. What has to become something else is `rewritten`."""
TO_HIDE = ("persons", "persons_again", "identifiers", "places")
HIDDEN = ("persons", "identifiers", "places")


def _share(part: int, whole: int, *, empty: float = 1) -> float:
    return part / whole if whole else empty


def score(gold: Gold, rules: Rules) -> Counts:
    """Clean one annotated document and count."""
    return count(gold, clean(gold.raw, id="gold", rules=rules))


def count(gold: Gold, document: Document) -> Counts:
    """Count what is right and wrong in what was made of an annotated document."""
    kept = kept_characters(gold.raw, document.edits)
    counts = Counts()
    marked = _score_noise(gold, document, kept, counts)
    masked = {at for mask in gold.masks for at in range(mask.span.start, mask.span.end)}
    masked |= {at for one in gold.identifying for at in range(one.span.start, one.span.end)}
    _score_content(gold, document, kept, marked | masked, counts)
    _score_identifying(gold, document, counts)
    _score_masks(gold, document, counts)
    _score_headings(gold, document, counts)
    _score_metadata(gold, document, counts)
    if missing := gold.flags - set(document.flags):
        counts.flags_missing += len(missing)
        counts.problems.append(say("flag not set: {missing}", missing=tuple(sorted(missing))))
    return counts


def told(gold: Gold, counts: Counts, *, unblind: bool = False) -> list[str]:
    """Return the problems of a document in words; of a blind one, unless it is to be read, how many they are."""
    if unblind or not gold.blind:
        return counts.problems
    wrong = ", ".join(f"{kind} {number}" for kind, number in counts.wrong().items())
    return [wrong] if wrong else []


def table(scored: Iterable[tuple[Gold, Counts]]) -> dict[str, dict[str, float]]:
    """Sum up: what was seen, its traps, what is blind, its traps, then by family.

    Seen documents whose failure is known are a row of their own.
    """
    rows: dict[str, Counts] = {}
    sizes: dict[str, int] = {}
    for gold, counts in scored:
        for name in _rows_of(gold):
            rows.setdefault(name, Counts()).add(counts)
            sizes[name] = sizes.get(name, 0) + 1
    first = [name for name in (*TOTALS, KNOWN) if name in rows]
    return {
        name: {"documents": sizes[name], "dated": rows[name].years, **rows[name].rates()}
        for name in (*first, *sorted(rows.keys() - set(first)))
    }


TOTALS = ("(seen)", "(seen traps)", "(blind)", "(blind traps)")
KNOWN = "(known failures)"


def _rows_of(gold: Gold) -> Iterator[str]:
    if gold.failure_is_known:
        yield KNOWN
        return
    which = "blind" if gold.blind else "seen"
    yield f"({which})"
    if gold.headers["kind"] == "trap":
        yield f"({which} traps)"
    yield f"blind/{gold.family}" if gold.blind else gold.family


def as_lines(rows: dict[str, dict[str, float]]) -> Iterable[str]:
    """Write the table for a terminal: cleaning, what was hidden, then title, year and noise by place; in per cent."""
    columns = list(next(iter(rows.values())))[len(SIZES) :]
    for part in (
        ["documents", *columns[:HIDING]],
        ["documents", *columns[HIDING:METADATA]],
        ["documents", "titles", "dated", *columns[METADATA + 1 :]],
    ):
        yield " " * 18 + "".join(column.replace("content_", "").rjust(WIDTH) for column in part)
        for name, row in rows.items():
            cells = [f"{row[column]:.0f}" if column in SIZES else f"{100 * row[column]:.2f}" for column in part]
            yield name.ljust(18) + "".join(cell.rjust(WIDTH) for cell in cells)
        yield ""


WIDTH = 19
SIZES = ("documents", "dated")
"""Counts of documents; those that are dated state their year, or that they have none."""
HIDING = 8
"""The columns from here on tell of what the toolkit hid."""
METADATA = 15
"""Those from here on, of title and year, and of noise by where it stands."""


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
    suspected = _suspected(document)
    place_of = _places(gold)
    marked: set[int] = set()
    for noise in gold.noise:
        places = range(noise.span.start, noise.span.end)
        marked.update(places)
        visible = [at for at in places if not _UNSEEN.match(gold.raw[at])]
        if noise.new is not None or not visible:
            size = max(1, len(visible))
            gone = size * _became(noise, document, alignment)
            counts.rewritten += size
            counts.rewritten_gone += gone
        else:
            size, gone = len(visible), sum(not kept[at] for at in visible)
            for at in visible:
                _count(counts, place_of(at), not kept[at], "gone")
        counts.noise += size
        counts.noise_gone += gone
        if gone < size:
            counts.noise_suspected += sum(kept[at] and alignment.to_clean(at) in suspected for at in visible)
            left = gold.raw[noise.span.start : noise.span.end][:60]
            counts.problems.append(
                say(
                    "{family}: {rest} of {size} left: {left!r}",
                    family=noise.family,
                    rest=size - gone,
                    size=size,
                    left=left,
                )
            )
    return marked


def _suspected(document: Document) -> set[int]:
    """Return the offsets of the clean text that are reported as likely noise."""
    return {at for suspect in document.suspects for at in range(suspect.start, suspect.end)}


def _places(gold: Gold) -> Callable[[int], str]:
    """Return what says of a raw offset of noise that goes which of PLACES it stands in."""
    going = {at for one in gold.noise if one.new is None for at in range(one.span.start, one.span.end)}
    content = [at for at, char in enumerate(gold.raw) if at not in going and not _UNSEEN.match(char)] or [len(gold.raw)]
    title = min((heading.span.start for heading in gold.headings if heading.level == 0), default=content[0])
    lines = [match.end() for match in _LINE_END.finditer(gold.raw)]
    with_content = {bisect_right(lines, at) for at in content}

    def place(at: int) -> str:
        if bisect_right(lines, at) in with_content:
            return "part"
        return "above" if at < title else "after" if at > content[-1] else "inside"

    return place


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
    alignment, suspected = Alignment(document.edits), _suspected(document)
    lost: list[int] = []
    for at, char in enumerate(gold.raw):
        if at in apart or _UNSEEN.match(char):
            continue
        counts.content += 1
        counts.content_suspected += kept[at] and alignment.to_clean(at) in suspected
        if not kept[at]:
            if at in written:
                counts.content_altered += 1
            else:
                lost.append(at)
    counts.content_lost += len(lost)
    if lost:
        counts.problems.append(
            say("content lost ({lost}): {text!r}", lost=len(lost), text="".join(gold.raw[at] for at in lost)[:80])
        )


def _score_masks(gold: Gold, document: Document, counts: Counts) -> None:
    """Count the masks that a placeholder touches, those of the right type, and placeholders where nothing is masked.

    Writers of gold draw the edge of a mask in different places (张某 or 某, 20XX or XX, 138****4471 or ****), and the
    toolkit hides itself what is left of a number: neither is a fault.
    """
    counts.masks += len(gold.masks)
    for mask in gold.masks:
        context = _context(gold.raw, mask.span)
        touching = [(_shared(mask.span, p.source), p.type) for p in document.placeholders]
        shared, typed = max(touching, default=(0, ""))
        if not shared:
            counts.problems.append(say("mask not found: {context!r}", context=context))
            continue
        counts.masks_found += 1
        if typed == mask.type:
            counts.masks_typed += 1
        else:
            counts.problems.append(
                say("mask is {type}, typed {typed}: {context!r}", type=mask.type, typed=typed, context=context)
            )
    for p in document.placeholders:
        if p.origin == "author" and not any(_shared(mask.span, p.source) for mask in gold.masks):
            counts.masks_false += 1
            around = gold.raw[max(0, p.source.start - 8) : p.source.end + 8]
            counts.problems.append(say("no mask: {text!r}", text=around))


def _shared(left: Span, right: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(left.end, right.end) - max(left.start, right.start))


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
            counts.problems.append(
                say(
                    "not hidden ({type}{company}): {text!r}",
                    type=one.type,
                    company=one.company,
                    text=_context(gold.raw, one.span),
                )
            )
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
            counts.problems.append(
                say("hidden, and need not be ({type}): {text!r}", type=p.type, text=_context(gold.raw, p.source))
            )


GROUPS = {"person": "persons", "place": "places", "org": "places", "company": "places"}


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
    said = {
        (s.start, s.level) for s in document.sections if s.level is not None and (s.level or s.role != "attachment")
    }
    expected = {_said_or_placed(h, alignment, said): h for h in gold.headings}
    counts.headings += len(expected)
    counts.headings_said += len(said)
    counts.headings_right += len(expected.keys() & said)
    for (_, level), heading in ((key, h) for key, h in expected.items() if key not in said):
        counts.problems.append(
            say(
                "heading missed (level {level}): {text!r}",
                level=level,
                text=gold.raw[heading.span.start : heading.span.end][:40],
            )
        )
    for start, level in sorted(said - expected.keys()):
        counts.problems.append(
            say("no heading (level {level}): {text!r}", level=level, text=document.text[start : start + 30])
        )


def _score_metadata(gold: Gold, document: Document, counts: Counts) -> None:
    """Compare title and year with what the header states; where it states no title, with the one marked in the body.

    Where names are marked and no title is stated, and where no year is, there is nothing to compare.
    """
    title, year = document.metadata.title, document.metadata.year
    if "title" in gold.headers or not gold.names_are_marked:
        expected = stated_title(gold)
        counts.titles += 1
        whole = next((one.title for one in document.sections if one.id == "title"), title)  # with its subtitle
        counts.titles_right += (right := _same_title(expected, title) or _same_title(expected, whole))
        if not right:
            counts.problems.append(say("title is {expected!r}, found {title!r}", expected=expected, title=title))
    if "year" in gold.headers:
        counts.years += 1
        counts.years_right += gold.year == year
        if gold.year != year:
            counts.problems.append(say("year is {expected}, found {year}", expected=gold.year, year=year))


def stated_title(gold: Gold) -> str | None:
    """Return the title as the clean text has it, masks as their author wrote them; None where there is none."""
    if stated := gold.headers.get("title"):
        return None if stated == NONE else stated
    span = next((heading.span for heading in gold.headings if heading.level == 0), None)
    if span is None:
        return None
    parts, done = [], span.start
    rewritten = [(noise.span, noise.new or "") for noise in gold.noise]
    rewritten += [(mask.span, mask.new) for mask in gold.masks if mask.new]
    for one, new in sorted(rewritten, key=lambda pair: pair[0].start):
        if done <= one.start and one.end <= span.end:
            parts += [gold.raw[done : one.start], new]
            done = one.end
    return "".join([*parts, gold.raw[done : span.end]])


def _same_title(expected: str | None, found: str | None) -> bool:
    """Whether two titles are the same but for white space; a label stands for a mask of any wording.

    >>> _same_title("XX镇2022年 总结", "〖地名〗镇2022年总结"), _same_title(None, "总结"), _same_title(None, None)
    (True, False, True)
    """
    if expected is None or found is None:
        return expected == found
    pattern = ".{1,12}".join(map(re.escape, _LABEL.split(_UNSEEN.sub("", found))))
    return re.fullmatch(pattern, _UNSEEN.sub("", expected)) is not None
