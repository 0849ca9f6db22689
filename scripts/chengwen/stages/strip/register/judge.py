"""Decide which lines belong to the page around a document, among those that no rule took.

Only the edges of a text are read in full, up to the first and from the last real sentence on; between them, the few
lines that stand alone between sentences or headings: lists, tables and rosters are longer. A stretch of noise goes if
its best line is loud, less so where a rule has taken a line of it; otherwise it is a suspect. Where the document itself
speaks of pages, its own words sound like theirs, and everything must be louder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import word_pattern
from chengwen.stages.strip.frames import of_frame
from chengwen.stages.strip.guards import ATTACHMENT, is_addressed
from chengwen.stages.strip.part_lines import sentences
from chengwen.stages.strip.register.about import speaks_of_pages
from chengwen.stages.strip.register.decode import NEVER, ONE, TAKEN, noise_in
from chengwen.stages.strip.register.guards import (
    PLAIN,
    PRICES,
    first_sentences,
    guards,
    in_rows,
    in_sections,
    is_in_a_form,
    is_numbered,
    is_sentence,
    titles_among,
    whole_sections,
)
from chengwen.stages.strip.register.model import score
from chengwen.stages.strip.register.parts import parts_of

HEAD, TAIL, LINE = "register-head", "register-tail", "register-line"
LEAN = 11 * ONE // 8
"""What every line gains: the lines that the model learned from are noise less often than those no rule took."""
EDGE = 15
"""How many lines at either end are read in full."""
SHORT = 80
"""In code points: inside the body, only lines up to this length are looked at."""
GAP = 3
"""So many lines between sentences or headings are an insertion; more are a list of the document's."""
LEAST, AMONG = NEVER, 3 * ONE
"""What a line must sound like to be looked at among so few lines, and among more."""
SENTENCE = 12
"""In code points: the shortest sentence that ends an edge, if it sounds like the document."""
LONG = 40
"""In code points: a line as long with a full stop ends an edge, unless it sounds like the page itself."""

LOUD, LOUDER = 3 * ONE // 2, 21 * ONE // 8
"""What the best line of a stretch must reach: beside what rules took elsewhere in the text, and in a text of which
they took nothing."""
QUIET = -ONE
"""What every line of a stretch must reach."""
ALONE, ALONE_IN_A_PAGE = 9 * ONE // 2, 3 * ONE // 2
"""What a line inside the body must reach: in a text that is otherwise clean, and in one of which something goes."""
ALONE_IN_A_TABLE = 9 * ONE // 2
"""What a line must reach where much stands in rows: what is short there may be a row as well."""
ALONE_AT_EDGE = 4 * ONE
"""What a line at the edge must reach where others beside it do not go."""
ABOUT_PAGES = 3 * ONE // 2
"""What every line costs where the document itself speaks of pages."""
PARTED = 3 * ONE
"""What the best line of a part of a stretch must reach if quieter lines between the parts keep it from going whole."""
TOGETHER = 4 * ONE
"""What the lines of a stretch may reach together instead."""
PLAINLY = -ONE // 2
"""Below this, a short sentence or a heading is the document's."""
TOUCHED = 3 * ONE // 4
"""What the best line of a stretch must reach where a rule has taken a line of it."""
SPOKEN = 2 * ONE
"""What a sentence must reach to be read as the page's own: a notice of rights, an offer."""
DEAF = -2 * ONE
"""A sentence that sounds like this makes a line the document's, whatever else stands on it."""
PARTLY = -2 * ONE
"""What a line counts that is a sentence of the document, and a part behind it that goes."""
LEAST_SIGNS = 3
"""Signs on a line that are a ruler; fewer may be what is left of the text."""
WORDS = 4
"""So many Chinese characters were words of the page, not of its markup."""
SUSPECT = ONE // 2
"""What the best line of a stretch must reach to be a suspect."""
ANNOUNCED = 3
"""How many lines above one inside the body may announce it."""
BESIDE = 4 * ONE // 5
"""What a line gains if a rule has taken the one beside it."""
CHANGE = ONE // 2
"""What a stretch of noise costs where it begins and where it ends."""
POINTERS = frozenset("▏▎▍▌┃│┆┊▶▷►▸◀◁▼▽▾☞☛➤➔→←↑↓»«>👉👇🔗📎")
"""Signs that pages set before lines, and documents not before items."""
NUMBERS = frozenset("0123456789一二三四五六七八九十第（(①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑")
"""How a heading or an item may begin."""
_HAN = compiled(f"[{HAN}]+")
_PHRASE = compiled(f"[{HAN}，、：“”《》0-9]{{2,24}}")

Score = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Adjacent lines that sound like the page."""

    lines: tuple[int, ...]
    rule: str
    goes: bool
    """Whether it is sure enough to be removed; otherwise it is a suspect."""
    score: int
    """That of its best line."""


def judge(draft: Draft, taken: Collection[int], held: Collection[int] = (), score: Score = score) -> list[Stretch]:
    """Return the stretches of lines that sound like the page.

    `taken` are the lines removed anyway, `held` those of which something else has shown that they are the document's.
    A text of which an earlier look took something is one of a page, as if that were still there.
    """
    contents = [line.content for line in draft.lines]

    def said(content: str) -> int:
        return _said(content, draft.of_line(score, content))

    left = [number for number in range(len(contents)) if number not in taken]
    head, tail = _edge(contents, left[:EDGE], said), _edge(contents, left[: -EDGE - 1 : -1], said)
    read = sorted({*head, *tail, *_inserted(contents, left, said)} - set(held))
    if not any(said(contents[number]) > -BESIDE for number in read):
        return []
    scores = _scores(contents, taken, {number: said(contents[number]) for number in read})
    for number, price in _asked_inside(contents, {*read} - {*head, *tail}, said):
        scores[number] -= price
    if speaks_of_pages(draft, taken):
        scores = [one if one in (TAKEN, NEVER) else one - ABOUT_PAGES for one in scores]
    whole = (n for one in whole_sections(contents, left) if all(scores[n] > 0 for n in one) for n in one)
    announced = (n for n in first_sentences(contents, left) if not of_frame(contents[n], 2))
    for number in [*_titles(contents, left[:EDGE], scores), *whole, *announced]:
        scores[number] = NEVER
    noisy = noise_in(scores, [0, *[CHANGE] * (len(contents) - 1), 0])
    body, table = _has_a_body(contents, left, said), _is_a_table(contents, left)
    runs = [list(run) for noise, run in groupby(range(len(contents)), key=noisy.__getitem__) if noise]

    def is_own(number: int) -> bool:
        content = contents[number]
        return number not in taken and (is_numbered(content) or (is_sentence(content) and said(content) < 0))

    place = _Place(contents, frozenset(head), frozenset(tail), bool(taken) or _lost_words(draft), is_own, body, table)
    found = [one for run in runs for one in _stretches(run, scores, place)]
    if not place.ruled and any(one.goes and one.rule != LINE for one in found):
        place = replace(place, ruled=True)
        found = [one for run in runs for one in _stretches(run, scores, place)]
    return [*found, *_rulers(contents, taken, found)]


def _said(content: str, heard: int) -> int:
    """Return what a line sounds like: as the document if a sentence of it plainly does, or if only a part should go."""
    if heard > 0 and len(content) >= LONG // 2:
        parts = [content[start:end] for start, end in list(sentences(content))[:-1] if end - start >= SENTENCE]
        heard = min([heard, *(part for part in map(score, parts) if part < DEAF)])
        loud = [(at, end) for at, end, part, least in parts_of(content) if part >= least]
        if any(content[:at].endswith(("。", "！")) or (not at and end < len(content)) for at, end in loud):
            return PARTLY  # only what follows the sentence, or stands before the words, sounds like the page; it goes
    return heard + LEAN


def _rulers(contents: Sequence[str], taken: Collection[int], found: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield the lines of signs alone (▼▼▼, ------) next to what goes: they point to it, or part it from the text."""
    told = {number for one in found for number in one.lines}
    gone = {number for one in found if one.goes for number in one.lines}.union(taken)
    for number, content in enumerate(contents):
        signs = number not in told and number not in taken and not any(map(str.isalnum, content))
        if signs and len(content) >= LEAST_SIGNS and (number - 1 in gone or number + 1 in gone):
            yield Stretch((number,), LINE, True, 0)


def _lost_words(draft: Draft) -> bool:
    """Whether words of the source were removed already, by more than their sound inside the body."""
    source = draft.text.source
    edits = (edit for edit in draft.text.edits if not edit.text.strip("\n") and LINE not in edit.rules)
    cut = (source[edit.span.start : edit.span.end] for edit in edits)
    return any(len(piece) >= WORDS and sum(map(len, _HAN.findall(piece))) >= WORDS for piece in cut)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the edges of a text lie, and whether rules took anything of it."""

    contents: Sequence[str]
    head: frozenset[int]
    tail: frozenset[int]
    ruled: bool
    is_own: Callable[[int], bool]
    """Whether a line is a heading, or a sentence that sounds like the document; asked of few."""
    body: bool
    """Whether there is a text of the register; otherwise nothing goes."""
    table: bool
    """Whether much of it is rows; then only what is very loud goes."""

    def rule_of(self, number: int) -> str:
        """Return the rule by which a line would go."""
        in_head, in_tail = number in self.head, number in self.tail
        if in_head and in_tail:
            return HEAD if 2 * number < len(self.contents) else TAIL
        return HEAD if in_head else TAIL if in_tail else LINE

    def has_no_end(self, number: int) -> bool:
        """Whether a line stands in an edge in which no sentence ends it: a list may fill it, longer than any frame."""
        return any(number in edge and len(edge) == EDGE for edge in (self.head, self.tail))

    def least(self, number: int) -> int:
        """Return what a line must reach to go alone."""
        if self.table:
            return ALONE_IN_A_TABLE
        if self.rule_of(number) != LINE:
            return ALONE_AT_EDGE
        return ALONE_IN_A_PAGE if self.ruled else ALONE

    def is_announced(self, number: int) -> bool:
        """Whether a line of the document above announces what a line says: as an example, a list, an attachment.

        What stands below the text that a salutation or a lead announces (各位代表：, 报告如下：) does not.
        """
        for at in range(number - 1, max(0, number - ANNOUNCED) - 1, -1):
            content = self.contents[at]
            announces = content.endswith("：") and self.rule_of(number) == LINE and not is_addressed(content)
            if announces or ATTACHMENT.match(content):
                return True
            if self.is_own(at):
                return False
        return is_in_a_form(self.contents, number)


def _edge(contents: Sequence[str], numbers: Sequence[int], said: Score) -> list[int]:
    """Return the first of these lines, up to one that is a real sentence of the document."""
    found = []
    for number in numbers:
        if _is_text(contents[number], said):
            break
        found.append(number)
    return found


def _is_text(content: str, said: Score) -> bool:
    """Whether a line is the document's: a real sentence, unless it sounds like the page; a heading or a short sentence
    that sounds like the document."""
    if len(content) >= LONG and ("。" in content or content[-1] in "！!"):
        return not of_frame(content) or said(content) < SPOKEN
    closed = len(content) >= SENTENCE and content.endswith(("。", "；", "！"))
    return (closed or is_numbered(content)) and said(content) < PLAINLY


def _inserted(contents: Sequence[str], left: Sequence[int], said: Score) -> Iterator[int]:
    """Yield the short lines that stand alone, or with few others, between sentences or headings; and sentences that
    speak of pages, or to their readers."""
    for closed, run in groupby(left, key=lambda number: _is_closed(contents[number], said)):
        found = list(run)
        if closed:
            yield from (number for number in found if _speaks(contents[number]))
        else:
            least = LEAST if len(found) <= GAP else AMONG
            found = [] if _are_items([contents[number] for number in found]) else found
            short = (n for n in found if len(contents[n]) <= SHORT and _says_something(contents[n]))
            yield from (n for n in short if said(contents[n]) >= least)


def _says_something(content: str) -> bool:
    """Whether a line is more than signs, the number of a part, or a character that was torn from a word."""
    return any(map(str.isalnum, content)) and len(content) > 1 and not (len(content) == 2 and content.isdecimal())


def _speaks(content: str) -> bool:
    """Whether a line, of a sentence or two, has a word of pages or speaks to their readers; its end says most."""
    return SHORT >= len(content) > SENTENCE and bool(
        word_pattern("register", "speaks", "readers").search(content.lower())
    )


def _are_items(contents: Sequence[str]) -> bool:
    """Whether lines are the items of a list: several that begin with the same sign, which is none of a page's."""
    signs = {one[0] for one in contents}
    return len(contents) > 1 and len(signs) == 1 and not contents[0][0].isalnum() and not signs & POINTERS


def _is_closed(content: str, said: Score) -> bool:
    """Whether a line is a heading or a sentence; a short one must sound like the document."""
    if is_sentence(content) or (content[0] in NUMBERS and is_numbered(content)):
        return True
    return len(content) >= SENTENCE and content[-1] in "。；" and said(content) < 0


def _scores(contents: Sequence[str], taken: Collection[int], said: Mapping[int, int]) -> list[int]:
    """Return the score of every line as the sequence is read by: guards and neighbours in it."""
    scores = [TAKEN if number in taken else said.get(number, NEVER) for number in range(len(contents))]
    for number, guard in guards(contents, list(said)).items():
        scores[number] -= PRICES[guard]
    for number in in_sections(contents, [number for number in range(len(contents)) if number not in taken]):
        scores[number] -= PRICES["section"] if number in said else 0
    for number in said:
        if number - 1 in taken or number + 1 in taken:
            scores[number] += BESIDE
        if not any(map(str.isalnum, contents[number])) and scores[number] > NEVER:
            scores[number] = max(scores[number], 0)  # a rule or a frame goes with what it stands beside
    return scores


def _is_a_phrase(content: str) -> bool:
    """Whether a line inside the body may be a heading without a number: words alone, none of them of pages."""
    return bool(_PHRASE.fullmatch(content)) and not word_pattern("register", "speaks", "readers").search(content)


def _asked_inside(contents: Sequence[str], inside: Collection[int], said: Score) -> Iterator[tuple[int, int]]:
    """Yield how much more is asked of lines inside the body: sentences, words alone, and lines beside one that plainly
    is the document's, as in a list of its own."""
    for number in inside:
        if _is_closed(contents[number], said):
            yield number, PRICES["closed"]
        if _is_a_phrase(contents[number]):
            yield number, PRICES["word" if len(contents[number]) <= WORDS else "phrase"]
        if any(near in inside and said(contents[near]) < PLAINLY for near in (number - 1, number + 1)):
            yield number, PRICES["company"]


def _titles(contents: Sequence[str], first: Sequence[int], scores: list[int]) -> set[int]:
    """Return the lines that are likely the title, and lower the score of others that may be."""
    known = {n: PLAIN if scores[n] == NEVER and of_frame(contents[n]) else scores[n] for n in first}
    titles, likely = titles_among(contents, first, known)
    for number in likely:
        scores[number] -= PRICES["title"]
    return titles


def _has_a_body(contents: Sequence[str], left: Sequence[int], said: Score) -> bool:
    """Whether a text of the register is there, in Chinese and in sentences: otherwise nothing goes."""
    sentences = (contents[number] for number in left if is_sentence(contents[number]))
    if not any(not of_frame(content) or said(content) < 0 for content in sentences):
        return False
    sizes = [len(contents[number]) for number in left]
    han = sum(len("".join(_HAN.findall(contents[number]))) for number in left)
    return 2 * han > sum(sizes)


def _is_a_table(contents: Sequence[str], left: Sequence[int]) -> bool:
    """Whether a third of the lines stand in rows: what else is short there may be a row as well."""
    return 10 * len(set(in_rows(contents, left))) > 3 * len(left)


def _stretches(run: Sequence[int], scores: Sequence[int], place: _Place) -> Iterator[Stretch]:
    """Yield a run of noise, taken lines among it, as what goes and what is suspect."""
    numbers = [number for number in run if scores[number] < TAKEN]
    if not numbers:
        return
    best = max(scores[number] for number in numbers)
    touched = len(numbers) < len(run)
    loud = best >= (TOUCHED if touched else LOUD if place.ruled and not place.has_no_end(run[0]) else LOUDER)
    loud |= sum(scores[number] for number in numbers) >= TOGETHER
    edge = all(place.rule_of(number) != LINE for number in numbers)
    alone = place.body and not place.is_announced(run[0])
    together = alone and edge and loud and not place.table
    whole = together and min(scores[number] for number in numbers) >= QUIET
    goes = {number: whole or (alone and scores[number] >= place.least(number)) for number in numbers}
    if together and not whole:
        for quiet, part in groupby(numbers, key=lambda number: scores[number] < QUIET):
            piece = list(part)
            if not quiet and max(scores[number] for number in piece) >= PARTED:
                goes.update(dict.fromkeys(piece, True))
    kinds = [(place.rule_of(number), goes[number], number - at) for at, number in enumerate(numbers)]
    for (rule, gone, _), found in groupby(zip(kinds, numbers, strict=True), key=itemgetter(0)):
        lines = tuple(number for _, number in found)
        loudest = max(scores[number] for number in lines)
        if gone or loudest >= SUSPECT:
            yield Stretch(lines, rule, gone, loudest)
