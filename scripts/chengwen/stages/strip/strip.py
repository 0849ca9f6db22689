"""Find what others added to the document: adverts, watermarks, paywall markers, page furniture.

What belongs to the document stays, however much it looks like noise: its contacts (联系人 …), 附件, 抄送, its signature
and date. A rule is one piece of evidence; position and neighbouring lines are others.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from chengwen.document import Suspect
from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, View, fold, trim
from chengwen.knowledge.labels import ANY, label
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.rules import Rule, Rules, block_view, find
from chengwen.knowledge.tables import pattern
from chengwen.stages.layout.wrap_width import torn_lines
from chengwen.stages.repair.markup import is_quoted
from chengwen.stages.strip.frames import frames_above, frames_below, of_frame
from chengwen.stages.strip.guards import FLAG, between_sentences, own_lines, takes_too_much
from chengwen.stages.strip.gutter import line_numbers
from chengwen.stages.strip.listed import RULE as LISTED
from chengwen.stages.strip.listed import listed
from chengwen.stages.strip.machine_signs import machine_signs
from chengwen.stages.strip.menus import RULE as MENU
from chengwen.stages.strip.menus import menus
from chengwen.stages.strip.part_lines import beside_sentences, beside_titles, is_mention, sentences
from chengwen.stages.strip.register.about import speaks_of_pages
from chengwen.stages.strip.register.beside_title import beside_title
from chengwen.stages.strip.register.guards import PLAIN
from chengwen.stages.strip.register.judge import judge
from chengwen.stages.strip.register.model import score
from chengwen.stages.strip.register.parts import PART, parts
from chengwen.stages.strip.register.reasons import why, why_part
from chengwen.stages.strip.repeats import preview_numbers, repeats
from chengwen.stages.strip.running import RULE as RUNNING_HEAD
from chengwen.stages.strip.running import running_heads
from chengwen.stages.strip.shown_examples import shown
from chengwen.stages.strip.site_fields import RULE as FIELDS
from chengwen.stages.strip.site_fields import site_fields
from chengwen.stages.strip.site_names import RULE as SITE_NAME
from chengwen.stages.strip.site_names import written_in
from chengwen.stages.structure.record import official_record
from chengwen.stages.structure.title.dress import dressed
from chengwen.stages.structure.title.find import SURE, find_title, likeliest_title, score_title
from chengwen.stages.structure.title.lines import (
    SHORTEST_HALF,
    goes_on_in,
    is_in_halves,
    is_said_to,
    is_subtitle,
    looks_like_title,
)
from chengwen.text import Edit, Span, Text

_HIDDEN = compiled(f"{label('person')[:-1]}[0-9]{{0,3}}〗|{label('phone')}|{label('id_number')}")
"""On lines where something was hidden: they were judged before that, and a label has another sound than a name."""
_HEADING = numbered("一、", "（一）")
RELATED = "related"
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
    """A match of a rule, in offsets of the text; `lines` are the numbers of the lines it lies on."""

    rule: str
    span: Span
    text: str = field(repr=False)
    confidence: str
    action: str
    why: str
    lines: range
    whole: bool
    """Whether the hit takes its lines as a whole, line ends included."""
    flag: str = ""
    compiler: str = field(default="", repr=False)
    """Who signed, as written."""
    spare: tuple[str, ...] = ()
    """Surroundings in which it is the document's own."""
    group: str = ""
    """That of its rule."""


NOTHING = Stripped([], [], (), frozenset())


def strip(draft: Draft, rules: Rules) -> Stripped:
    """Find noise in a text; return certain noise as edits and likely noise as suspects.

    Blank lines and indents say nothing of noise: where an earlier round found none on these lines, there is none.
    """
    labelled = frozenset(_labelled(draft.text, draft.lines, rules))
    if draft.of_lines(_finds_nothing, rules, labelled):
        return NOTHING
    return draft.once(_stripped, rules, labelled)


def _finds_nothing(draft: Draft, rules: Rules, labelled: frozenset[int]) -> bool:
    return draft.once(_stripped, rules, labelled) == NOTHING


def _stripped(draft: Draft, rules: Rules, labelled: frozenset[int]) -> Stripped:
    lines = draft.lines
    found = list(_hits(draft, rules))
    flags = frozenset(hit.flag for hit in found if hit.flag and hit.confidence == "high")
    hits = _keep_own(draft, [hit for hit in found if hit.action != "flag"])
    hits = _keep_the_rest(draft, hits, rules)
    if MENU not in rules.off:
        hits += [_whole_line(lines, number, MENU) for number in menus(draft, _sure(hits))]
    if RUNNING_HEAD not in rules.off:
        hits += [_whole_line(lines, number, RUNNING_HEAD) for number in running_heads(draft.folded)]
    compilers = tuple(dict.fromkeys(hit.compiler for hit in hits if hit.compiler))
    hits, repeated, guarded = _decide_on_blocks(draft, hits, rules, bool(compilers), labelled)
    others = rules.allow([*repeated, *preview_numbers(lines), *line_numbers(lines), *machine_signs(draft)])
    edits = _edits([*hits, *map(_as_hit, others)])
    return Stripped(edits, _suspects(draft.text, hits), compilers, flags | {FLAG} if guarded else flags)


def _keep_own(draft: Draft, hits: list[Hit]) -> list[Hit]:
    """Lower to `low` the confidence of hits on lines that their surroundings show to be the document's own."""
    lines, taken, displayed = draft.lines, dict[int, list[str]](), shown(draft) if hits else frozenset()
    for hit in hits:
        if hit.whole and hit.confidence == "high" and len(hit.lines) == 1:
            taken.setdefault(hit.lines.start, []).extend(hit.spare)
    own = (own_lines(lines, taken) | official_record(draft)) if taken else set()
    if taken and speaks_of_pages(draft, taken):
        own |= set(between_sentences(lines, taken))
    return [
        _with_confidence(hit, "low")
        if displayed.issuperset(hit.lines) or (hit.whole and own.intersection(hit.lines))
        else hit
        for hit in hits
    ]


def _keep_the_rest(draft: Draft, hits: list[Hit], rules: Rules) -> list[Hit]:
    """On lines with the title or a sentence of the text, restrict hits to the part that a rule matches beside it."""
    sure = _sure(hits)
    sparing = {(hit.lines.start, hit.rule) for hit in hits if hit.whole and "sentence" in hit.spare}
    by_id = {rule.id: rule for rule in rules.patterns} if sparing else {}
    whole = [(number, by_id[rule]) for number, rule in sorted(sparing) if number in sure]
    parts = [*beside_titles(draft, rules, sure), *beside_sentences(draft.lines, whole)]
    cut = {part.number for part in parts}
    known = [hit.span for hit in hits if hit.confidence == "high" and not hit.whole]
    parts = [part for part in parts if not any(_holds(span, part.span) for span in known)]
    kept = [hit for hit in hits if not (hit.whole and cut.intersection(hit.lines))]
    return kept + [
        _hit(part.rule, part.span, range(part.number, part.number + 1), False, part.compiler) for part in parts
    ]


def _sure(hits: Iterable[Hit]) -> set[int]:
    """Return the numbers of the lines that certain hits match as a whole."""
    return {number for hit in hits if hit.confidence == "high" and hit.whole for number in hit.lines}


def _decide_on_blocks(
    draft: Draft, hits: list[Hit], rules: Rules, signed: bool, labelled: frozenset[int]
) -> tuple[list[Hit], list[Edit], bool]:
    """Decide on all that goes because of where it stands, together; whether that was taken back comes last.

    `labelled` are the numbers of the lines from which a compiler's label was taken.
    """
    lines, folded, ruled = draft.lines, draft.folded, _sure(hits)
    promoted = _promote_medium(draft, hits)
    settled = [*promoted, *_same_frame(draft, promoted, signed)]
    guessed = _sure(settled) - ruled
    repeated = list(repeats(draft, ruled | guessed, labelled))
    copies = {n for edit in repeated for n in _lines_within(lines, edit.span)}
    heard = list(_by_register(draft, ruled | guessed | copies, hits, settled))
    heard = [hit for hit in heard if hit.rule not in rules.off]
    gone = ruled | guessed | copies | _sure(heard)
    rows = list(_other_titles(draft, gone, [*settled, *heard])) if LISTED not in rules.off else []
    told = {number for row in rows for number in row.lines}
    heard = [*(hit for hit in heard if hit.confidence == "high" or told.isdisjoint(hit.lines)), *rows]
    settled, guessed = [*settled, *heard], guessed | _sure(heard)
    if not guessed:
        return settled, repeated, False
    gone = ruled | guessed | copies
    stays = {folded[n] for n in range(len(lines)) if n not in gone}
    copies |= {n for n in guessed if folded[n] in stays}
    framed = {n for n in guessed if of_frame(lines[n].content)} | (_sure(promoted) - ruled)
    if not takes_too_much(lines, ruled, guessed, copies, framed):
        return settled, repeated, False
    hits = [_with_confidence(hit, "low") if hit.confidence == "medium" else hit for hit in hits]
    return hits, list(repeats(draft, ruled, labelled)), True


def _by_register(draft: Draft, taken: set[int], hits: Iterable[Hit], settled: Sequence[Hit]) -> Iterator[Hit]:
    """Yield what sounds like the page among the lines that are left: what goes, and what is suspect.

    A line of which rules take a part is read without that: what is left may be the title, a date, a signature.
    """
    lines, torn = draft.lines, torn_lines(draft.lines)
    own = {number for hit in hits if hit.confidence == "low" and hit.whole for number in hit.lines}
    cut = [hit for hit in settled if hit.confidence == "high" and not hit.whole]
    none = {n for hit in cut for n in hit.lines if _holds(hit.span, Span(lines[n].start, lines[n].end))}
    rests = {n: _without(draft.value, lines[n], hit.span) for hit in cut for n in hit.lines if n not in none}
    own |= {n for n, rest in rests.items() if looks_like_title(rest) or draft.of_line(score, rest) < 0}
    own |= {number for hit in cut if hit.rule == FIELDS for number in hit.lines} - none
    own |= _title_lines(draft, taken | none) | official_record(draft) | torn
    signed, secret = pattern("frames", "signed").fullmatch, pattern("titles", "secrecy").match
    own |= {number for number, line in enumerate(lines) if signed(line.content) or secret(line.content)}
    if "〖" in draft.value:
        own |= {number for number, line in enumerate(lines) if _HIDDEN.search(line.content)}
    told = {number for hit in settled if hit.confidence == "low" for number in hit.lines}
    for one in draft.of_lines(judge, frozenset(taken | none), frozenset(own)):
        first, last = one.lines[0], one.lines[-1]
        goes = one.goes and shown(draft).isdisjoint(one.lines)
        if goes or told.isdisjoint(one.lines):
            sure, reason = ("high", "") if goes else ("low", why(draft, one))
            span = Span(lines[first].low, lines[last].next)
            yield Hit(one.rule, span, "", sure, "remove", reason, range(first, last + 1), True)
    gone = taken | none | {number for hit in cut for number in hit.lines} | shown(draft) | torn
    titled = score_title(draft, taken | none)
    own |= {number for number, line in enumerate(lines) if titled and line is titled.line}
    yield from _beside_title(draft, own - taken - none - official_record(draft), cut, framed=bool(taken or cut))
    titles = {number for number, line in enumerate(lines) if titled and line in (titled.line, titled.last)}
    for number, span in written_in(draft, taken | none, titles):
        yield Hit(SITE_NAME, span, "", "high", "remove", "", range(number, number + 1), False)
    for part in parts(draft, gone):
        sure, reason = ("high", "") if part.goes else ("low", why_part(draft.value, part))
        yield Hit(PART, part.span, "", sure, "remove", reason, range(part.number, part.number + 1), False)


def _beside_title(draft: Draft, own: set[int], cut: Sequence[Hit], *, framed: bool) -> Iterator[Hit]:
    """Yield what a page set beside the title on its line, but what is `cut` there already."""
    for number in sorted(own):
        for span in beside_title(draft.lines[number], framed=framed):
            if not any(span.start < hit.span.end and hit.span.start < span.end for hit in cut):
                yield Hit(PART, span, "", "high", "remove", "", range(number, number + 1), False)


def _other_titles(draft: Draft, taken: set[int], hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the rows of other documents' titles that a page set between paragraphs: what goes, and what is suspect."""
    own = {number for hit in hits if hit.confidence == "low" and hit.rule != "register-line" for number in hit.lines}
    for row in listed(draft, taken, own | official_record(draft) | _title_lines(draft, taken)):
        span = Span(draft.lines[row.lines.start].low, draft.lines[row.lines.stop - 1].next)
        sure, reason = ("high", "") if row.goes else ("low", "正文中间排着的几行，像别的文稿的题目")
        yield Hit(LISTED, span, "", sure, "remove", reason, row.lines, True)


def _title_lines(draft: Draft, taken: set[int]) -> set[int]:
    """Return the numbers of the lines that the page agrees are the title, with the subtitle below.

    Where it does not agree, the likeliest of them if it ends like a title: to lose it is worse than to keep a site's.
    """
    title, lines = score_title(draft, taken), draft.lines
    if title is None:
        likeliest = likeliest_title(draft, taken)
        return {likeliest} if likeliest is not None and _may_be_title(lines[likeliest].content, named=True) else set()
    if title.score < SURE and not title.copies:
        sounds_own = _may_be_title(title.line.content, named=False)
        return {number for number, line in enumerate(lines) if line is title.line and sounds_own}
    found = {number for number, line in enumerate(lines) if line is title.line or line is title.last}
    pairs = {(number + step, number + step + 1) for number in found for step in (-1, 0)}
    return found.union(
        *(pair for pair in pairs if pair[0] >= 0 and pair[1] < len(lines) and _is_one_title(lines, *pair))
    )


def _may_be_title(content: str, *, named: bool) -> bool:
    """Whether a line does not sound like the page, what that may have set round a title left out.

    `named` asks for the name of a kind of document at its end.
    """
    bare = content[slice(*dressed(content, framed=True))]
    return score(bare) < PLAIN and (not named or looks_like_title(bare))


def _is_one_title(lines: Sequence[Line], above: int, below: int) -> bool:
    """Whether a line goes on in the one below it, which stands there or is its subtitle."""
    first, second = lines[above].content, lines[below].content
    halves = is_said_to(second) and is_in_halves(first, SHORTEST_HALF)
    return is_subtitle(second) or (lines[above].next == lines[below].low and (halves or goes_on_in(first, second)))


def _without(text: str, line: Line, span: Span) -> str:
    """Return what is left of a line when a span is taken out."""
    rest = text[line.start : max(line.start, span.start)] + text[min(span.end, line.end) : line.end]
    return rest[slice(*trim(rest, 0, len(rest)))]


def _lines_within(lines: Sequence[Line], span: Span) -> Iterator[int]:
    """Yield the numbers of the lines that a span contains whole."""
    for number in range(bisect_left(lines, span.start, key=lambda line: line.start), len(lines)):
        if lines[number].end > span.end:
            return
        yield number


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _hits(draft: Draft, rules: Rules) -> Iterator[Hit]:
    """Yield every rule match, except text quoted on its own: there the author is mentioning the phrase."""
    text, lines = draft.value, draft.lines
    for rule, numbers, view, match in _matches(draft, rules):
        groups = match.groupdict()
        whole = "cut" not in groups and (rule.takes_lines or _is_whole(rule, view, lines[numbers.start]))
        span = view.span(*match.span("cut" if "cut" in groups else 0))
        if whole:
            span = Span(lines[numbers.start].low, lines[numbers.stop - 1].next)
        if is_mention(rule, view.text) if whole else is_quoted(text, span.start, span.end):
            continue
        signed = view.span(*match.span("compiler")) if groups.get("compiler") else Span(0, 0)
        yield _hit(rule, span, numbers, whole, text[signed.start : signed.end])


def _is_whole(rule: Rule, view: View, line: Line) -> bool:
    """Whether a rule for parts of lines is matched against the whole line."""
    return rule.scope == "part" and (view.start, view.end) == (line.start, line.end)


def _hit(rule: Rule, span: Span, numbers: range, whole: bool, compiler: str = "") -> Hit:
    return Hit(
        rule.id,
        span,
        rule.replacement,
        rule.confidence,
        rule.action,
        rule.description,
        numbers,
        whole,
        rule.flag,
        compiler,
        rule.spare,
        rule.group,
    )


def labels_of_parts(text: Text, rules: Rules | None = None) -> list[int]:
    """Return the places in the text from which a rule of the group `part` took a compiler's label (篇一, 第2篇)."""
    labels = _labels_of_parts(rules or ours_only()) if text.edits else frozenset()
    return [start for edit, start in zip(text.edits, text.starts, strict=True) if not labels.isdisjoint(edit.rules)]


@lru_cache(maxsize=64)
def _labels_of_parts(rules: Rules) -> frozenset[str]:
    return frozenset(rule.id for rule in rules.patterns if rule.group == "part")


def _labelled(text: Text, lines: Sequence[Line], rules: Rules) -> set[int]:
    """Return the numbers of the lines from which a compiler's label was taken: titles of further documents."""
    places = labels_of_parts(text, rules)
    lows = [line.low for line in lines]
    found = ((place, bisect_right(lows, place) - 1) for place in places)
    return {number for place, number in found if number >= 0 and place <= lines[number].stop}


def _matches(draft: Draft, rules: Rules) -> Iterator[tuple[Rule, range, View, re.Match[str]]]:
    """Yield the matches of each rule, in the order of the rules."""
    lines = draft.lines
    looks: dict[int, list[tuple[int, tuple[re.Match[str], ...]]]] = {}
    views: dict[int, View] = {}
    for number, folded_line in enumerate(draft.folded):
        for place, matches in draft.of_line(rules.matches_in, folded_line):
            looks.setdefault(place, []).append((number, matches))
            views[number] = views.get(number) or draft.view(lines[number])
    for place in sorted(looks):
        rule = rules.patterns[place]
        if rule.scope in ("block", "part"):
            search = _block_matches if rule.scope == "block" else _part_matches
            yield from search(rule, [number for number, _ in looks[place]], lines)
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


def _part_matches(
    rule: Rule, numbers: Iterable[int], lines: Sequence[Line]
) -> Iterator[tuple[Rule, range, View, re.Match[str]]]:
    """Yield the matches of a rule for parts of lines: of a whole line, or of sentences in it."""
    for number in numbers:
        line, done = lines[number], 0
        view = fold(line)
        if found := find(rule, view.text):
            yield rule, range(number, number + 1), view, found[0]
            continue
        unfolded = view.text == line.content  # then so is each sentence
        for start, end in sentences(line.content):
            if start < done or (unfolded and not _is_named(rule, line.content[start:end])):
                continue
            part = fold(Line(0, line.start + start, line.start + end, 0, 0, line.content[start:end]))
            if _is_named(rule, part.text) and (found := find(rule, part.text)):
                done = end
                yield rule, range(number, number + 1), part, found[0]


def _is_named(rule: Rule, text: str) -> bool:
    """Whether a keyword of a rule stands in a folded text."""
    return any(keyword in text for keyword in rule.keywords)


def head_zone(lines: Sequence[Line], count: int) -> range:
    """Return the numbers of the first lines, up to and including the first real sentence."""
    for number, line in enumerate(lines[:count]):
        if len(line.content) >= 40 and "。" in line.content:
            return range(number + 1)
    return range(min(count, len(lines)))


def tail_zone(lines: Sequence[Line], count: int) -> range:
    """Return the numbers of the last lines, from the last real sentence or numbered heading on, inclusive."""
    for number in range(len(lines) - 1, max(0, len(lines) - count) - 1, -1):
        content = lines[number].content
        if (len(content) >= 40 and "。" in content) or _HEADING.match(content):
            return range(number, len(lines))
    return range(max(0, len(lines) - count), len(lines))


def _promote_medium(draft: Draft, hits: list[Hit]) -> list[Hit]:
    """Apply medium hits within two lines of something certain, with nothing but such lines between."""
    sure = _sure(hits)
    likely = {n for hit in hits if hit.confidence == "medium" and hit.group != RELATED for n in hit.lines}
    lines, title = draft.lines, find_title(draft, sure | likely)
    hits = [hit for hit in hits if hit.confidence != "medium" or all(lines[n] is not title for n in hit.lines)]
    waiting = {n: hit.group for hit in hits if hit.confidence == "medium" for n in hit.lines if n not in sure}
    labels = {n for hit in hits if hit.group == RELATED and hit.confidence == "high" and hit.whole for n in hit.lines}
    found = list(sure)
    while found:  # each line looks at its neighbours once: the cost of a chain is its length
        beside = found.pop()
        near = [n for n in range(beside - 2, beside + 3) if n in waiting and beside in _beside(n, waiting[n])]
        near = [n for n in near if waiting[n] != RELATED or beside in labels]
        labels.update(n for n in near if waiting[n] == RELATED)
        found += near
        for number in near:
            del waiting[number]

    def decided(hit: Hit) -> Hit:
        return _with_confidence(hit, "low" if waiting.keys() & set(hit.lines) else "high")

    alone = {n for n, group in waiting.items() if group == RELATED}
    hits = [hit for hit in hits if hit.confidence != "medium" or alone.isdisjoint(hit.lines)]
    return [decided(hit) if hit.confidence == "medium" else hit for hit in hits]


def _beside(number: int, group: str) -> tuple[int, ...]:
    """Return the lines beside which a medium hit is believed; a list of titles only below its label."""
    return (number - 2, number - 1) if group == RELATED else (number - 2, number - 1, number + 1, number + 2)


def _with_confidence(hit: Hit, confidence: str) -> Hit:
    return hit if hit.confidence == confidence else replace(hit, confidence=confidence)


def _same_frame(draft: Draft, hits: Sequence[Hit], signed: bool) -> Iterator[Hit]:
    """Yield the other lines of the frames of which certain whole-line hits are part."""
    lines, sure = draft.lines, _sure(hits)
    fields, titled = site_fields(draft, sure)
    yield from (_whole_line(lines, number, FIELDS) for number in sorted(fields - sure))
    for number, span in titled.items():
        yield Hit(FIELDS, span, "", "high", "remove", "", range(number, number + 1), False)
    sure |= fields
    if sure:
        promo = {n for hit in hits if hit.group == "seller" and hit.whole for n in hit.lines} & sure
        yield from (_whole_line(lines, *found) for found in frames_above(draft, sure, promo, signed=signed))
        yield from (_whole_line(lines, *found) for found in frames_below(draft, sure))


def _whole_line(lines: Sequence[Line], number: int, rule: str) -> Hit:
    span = Span(lines[number].low, lines[number].next)
    return Hit(rule, span, "", "high", "remove", "", range(number, number + 1), True)


def _as_hit(edit: Edit) -> Hit:
    return Hit(edit.rules[0], edit.span, edit.text, "high", "remove", "", range(0), False)


def _edits(hits: Iterable[Hit]) -> list[Edit]:
    """Merge the certain hits into disjoint edits: overlapping ones become one, with the rules of all."""
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
        if hit.confidence == "low" and _says_something(text.value[hit.span.start : hit.span.end])
    ]


def _says_something(piece: str) -> bool:
    """Whether there is more than labels: those are placeholders, whatever stands around them."""
    return any(map(str.isalnum, re.sub(ANY, "", piece)))
