"""Find what others laid over the document: adverts, watermarks, paywall markers, page furniture.

What is the document's own stays, however much it looks like noise: its contacts (联系人 …), 附件, 抄送, its signature
and date. A rule is one piece of evidence; where it stands, and what stands beside it, is another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chengwen.document import Suspect
from chengwen.frames import frames_above, frames_below
from chengwen.lines import Line, View, filled, fold, folded
from chengwen.markup import is_quoted
from chengwen.previews import preview_numbers
from chengwen.repeats import repeats
from chengwen.rules import Rule, Rules, block_view, find, matches_in
from chengwen.text import Edit, Span, Text
from chengwen.title import find_title

_HEADING = re.compile("^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")
BLOCK_LINES = 12
"""How far on each side of a keyword a block may reach, in lines."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """What was found in one look at a text."""

    edits: list[Edit]
    suspects: list[Suspect]
    compilers: tuple[str, ...] = field(repr=False)
    """Who signed the text as its compiler, as written."""
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a rule speaks of, in offsets of the text; `lines` are the numbers of the lines it lies on."""

    rule: str
    span: Span
    text: str = field(repr=False)
    confidence: str
    action: str
    why: str
    lines: range
    whole: bool
    """The hit takes its lines as a whole, line ends included."""
    flag: str = ""
    compiler: str = field(default="", repr=False)
    """Who signed, as written."""


def strip(text: Text, rules: Rules) -> Stripped:
    """Find noise in a text; what is sure comes back as edits, what is likely as suspects."""
    lines = filled(text.value)
    seen = [folded(line.content) for line in lines]
    found = list(_hits(text, lines, seen, rules))
    compilers = tuple(dict.fromkeys(hit.compiler for hit in found if hit.compiler))
    flags = frozenset(hit.flag for hit in found if hit.flag and hit.confidence == "high")
    hits = _settle_medium(lines, [hit for hit in found if hit.action != "flag"])
    hits += [_whole_line(lines, number, rule) for number, rule in _same_frame(lines, hits, bool(compilers))]
    others = rules.allow([*repeats(lines, seen, _labelled(text, lines)), *preview_numbers(lines)])
    return Stripped(_edits([*hits, *map(_as_hit, others)]), _suspects(text, hits), compilers, flags)


def _hits(text: Text, lines: Sequence[Line], seen: Sequence[str], rules: Rules) -> Iterator[Hit]:
    """Give every place that a rule speaks of; what stands alone in quotes is a word of the text, and none."""
    for rule, numbers, view, match in _matches(rules, lines, seen):
        groups = match.groupdict()
        whole = rule.takes_lines and "cut" not in groups
        span = view.span(*match.span("cut" if "cut" in groups else 0))
        if whole:
            span = Span(lines[numbers.start].low, lines[numbers.stop - 1].next)
        elif is_quoted(text.value, span.start, span.end):
            continue
        signed = view.span(*match.span("compiler")) if groups.get("compiler") else Span(0, 0)
        yield Hit(
            rule.id,
            span,
            rule.replacement,
            rule.confidence,
            rule.action,
            rule.description,
            numbers,
            whole,
            rule.flag,
            text.value[signed.start : signed.end],
        )


def labels_of_parts(text: Text) -> list[int]:
    """Give the places in the text from which a compiler's label (篇一, 第2篇) was taken."""
    return [
        start
        for edit, start in zip(text.edits, text.starts, strict=True)
        if "compiler-part-label" in "+".join(edit.rules)
    ]


def _labelled(text: Text, lines: Sequence[Line]) -> set[int]:
    """Give the numbers of the lines from which a compiler's label was taken: titles of further documents."""
    places = labels_of_parts(text)
    lows = [line.low for line in lines]
    found = ((place, bisect_right(lows, place) - 1) for place in places)
    return {number for place, number in found if number >= 0 and place <= lines[number].stop}


def _matches(
    rules: Rules, lines: Sequence[Line], seen: Sequence[str]
) -> Iterator[tuple[Rule, range, View, re.Match[str]]]:
    """Give the matches of each rule in the order of the rules."""
    looks: dict[int, list[tuple[int, tuple[re.Match[str], ...]]]] = {}
    views: dict[int, View] = {}
    for number, line in enumerate(seen):
        for place, matches in matches_in(rules, line):
            looks.setdefault(place, []).append((number, matches))
            views[number] = views.get(number) or fold(lines[number])
    for place in sorted(looks):
        rule = rules.patterns[place]
        if rule.scope == "block":
            yield from _block_matches(rule, [number for number, _ in looks[place]], lines)
            continue
        zone = _zone(rule, lines)
        for number, matches in looks[place]:
            if number in zone:
                yield from ((rule, range(number, number + 1), views[number], match) for match in matches)


def _zone(rule: Rule, lines: Sequence[Line]) -> range:
    zone, count = rule.zone
    if zone == "head":
        return head_zone(lines, count)
    return tail_zone(lines, count) if zone == "tail" else range(len(lines))


def _block_matches(
    rule: Rule, numbers: Iterable[int], lines: Sequence[Line]
) -> Iterator[tuple[Rule, range, View, re.Match[str]]]:
    done = 0
    for number in numbers:
        if number < done:
            continue
        low, high = max(done, number - BLOCK_LINES), min(len(lines), number + BLOCK_LINES + 1)
        block = block_view(lines[low:high])
        for match in find(rule, block.text):
            span = block.span(*match.span())
            touched = [n for n in range(low, high) if lines[n].start < span.end and span.start < lines[n].end]
            done = touched[-1] + 1
            yield rule, range(touched[0], done), block, match


def head_zone(lines: Sequence[Line], count: int) -> range:
    """Give the numbers of the first lines, up to the first real sentence and including it."""
    for number, line in enumerate(lines[:count]):
        if len(line.content) >= 40 and "。" in line.content:
            return range(number + 1)
    return range(min(count, len(lines)))


def tail_zone(lines: Sequence[Line], count: int) -> range:
    """Give the numbers of the last lines, from the last real sentence or numbered heading on and including it."""
    for number in range(len(lines) - 1, max(0, len(lines) - count) - 1, -1):
        content = lines[number].content
        if (len(content) >= 40 and "。" in content) or _HEADING.match(content):
            return range(number, len(lines))
    return range(max(0, len(lines) - count), len(lines))


def _settle_medium(lines: Sequence[Line], hits: list[Hit]) -> list[Hit]:
    """Apply a medium hit that stands within two lines of something sure, with nothing but such lines between."""
    sure = {number for hit in hits if hit.confidence == "high" and hit.whole for number in hit.lines}
    title = find_title(line for number, line in enumerate(lines) if number not in sure)
    hits = [hit for hit in hits if hit.confidence != "medium" or all(lines[n] is not title for n in hit.lines)]
    waiting = {n: hit.rule for hit in hits if hit.confidence == "medium" for n in hit.lines if n not in sure}
    found = list(sure)
    while found:  # each line is asked once for those about it: a chain of them costs no more than its length
        beside = found.pop()
        near = [n for n in range(beside - 2, beside + 3) if n in waiting and beside in _beside(n, waiting[n])]
        found += near
        for number in near:
            del waiting[number]

    def settled(hit: Hit) -> Hit:
        return _with_confidence(hit, "low" if waiting.keys() & set(hit.lines) else "high")

    return [settled(hit) if hit.confidence == "medium" else hit for hit in hits]


def _beside(number: int, rule: str) -> tuple[int, ...]:
    """Give the lines beside which a medium hit is believed; a list of titles only below its label."""
    return (number - 2, number - 1) if rule.startswith("related-") else (number - 2, number - 1, number + 1, number + 2)


def _with_confidence(hit: Hit, confidence: str) -> Hit:
    return replace(hit, confidence=confidence)


def _same_frame(lines: Sequence[Line], hits: Sequence[Hit], signed: bool) -> Iterator[tuple[int, str]]:
    """Give the other lines of the frames that sure hits on whole lines show to be there."""
    sure = {number for hit in hits if hit.confidence == "high" and hit.whole for number in hit.lines}
    if sure:
        promo = {n for hit in hits if hit.rule.startswith("promo-") and hit.whole for n in hit.lines} & sure
        yield from frames_above(lines, sure, promo, signed=signed)
        yield from frames_below(lines, sure)


def _whole_line(lines: Sequence[Line], number: int, rule: str) -> Hit:
    span = Span(lines[number].low, lines[number].next)
    return Hit(rule, span, "", "high", "remove", "", range(number, number + 1), True)


def _as_hit(edit: Edit) -> Hit:
    return Hit(edit.rules[0], edit.span, edit.text, "high", "remove", "", range(0), False)


def _edits(hits: Iterable[Hit]) -> list[Edit]:
    """Make disjoint edits of the sure hits: overlapping ones become one, with the rules of all."""
    edits: list[Edit] = []
    order = sorted((hit for hit in hits if hit.confidence == "high"), key=lambda h: (h.span.start, -h.span.end))
    for hit in order:
        if edits and hit.span.start < edits[-1].span.end:
            last = edits.pop()
            span = Span(last.span.start, max(last.span.end, hit.span.end))
            rules = last.rules if hit.rule in last.rules else (*last.rules, hit.rule)
            edits.append(Edit(span, last.text, rules))
        else:
            edits.append(Edit(hit.span, hit.text, (hit.rule,)))
    return edits


def _suspects(text: Text, hits: Iterable[Hit]) -> list[Suspect]:
    return [
        Suspect(
            hit.span.start, hit.span.end - text.value[hit.span.start : hit.span.end].endswith("\n"), hit.rule, hit.why
        )
        for hit in sorted(hits, key=lambda hit: hit.span)
        if hit.confidence == "low"
    ]
