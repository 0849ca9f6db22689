"""Decide on the candidates that no rule took: a name, a suspect, or nothing.

Scores are sums of the model's weights in 1/16 of a logit. A neighbour in a row that is a name already speaks for a
candidate; the surest are decided first. Between the thresholds a candidate is a suspect: told, never hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find, claim
from chengwen.engine.scan import places_of, places_where
from chengwen.knowledge.tables import common_words, often_said
from chengwen.stages.hide.people.candidates import (
    JAPAN,
    PEOPLES,
    Candidate,
    Ends,
    candidates,
    closed_in,
    in_rows,
    is_borne,
    is_species,
)
from chengwen.stages.hide.people.features import (
    all_features,
    facts_of,
    far_features,
    first_score,
    likely_ends,
    mention_features,
    near_features,
    of_size,
)
from chengwen.stages.hide.people.names import DOUBLE, surnames
from chengwen.stages.hide.people.weights import first_weights, mention_weights, name_weights, score
from chengwen.text import Span

NAME, SUSPECT = 88, -80
"""From which score on a candidate is a name, and from which a suspect."""
LONELY = 240
"""From which score on a candidate is a name where no rule found any: an impersonal text, most likely."""
NEIGHBOUR = 72
"""What a name beside it in a row adds."""
CROWD, MOST_CROWD = 9, 96
"""What each name in a thousand characters adds to every candidate, and how much at most: who names some names more."""
SHORT = 24
"""What two characters lose: they stand together by chance more often than three."""
WORDY = 76
"""What a word loses."""
OFFICIAL = 56
"""What a word of official texts loses besides if it stands there only once (干部密切配合)."""
MEANT, UNLISTED = 40, -16
"""From which score on a word that is somebody's name in the document is meant as that name, and two characters that no
list has as a word."""
FIRST, NEAR = -72, -100
"""A candidate whose characters, or whose nearest features, say less than this is not looked at any further."""
FEW = 50
"""So many strings are counted one after another."""
MODEL = "name-model"
_JOINS = "、和及与/／\u3000"


Scored = tuple[int, Candidate]
"""A candidate behind its score."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What became of the candidates: names, and suspects; both are finds with their score as weight."""

    names: tuple[Find, ...]
    suspects: tuple[Find, ...]


def weigh(draft: Draft, taken: bytearray, known: Mapping[Span, Find], blocked: Callable[[Span], bool]) -> Weighed:
    """Return the names among the candidates that overlap nothing taken, marked as taken, and the suspects.

    `known` are the names found so far, `blocked` says which spans stay whatever their score.
    """
    text = draft.value
    starts, ends = {span.start for span in known}, {span.end for span in known}
    scored = _not_blocked(text, _within_reach(text, _asked(draft, taken, known), starts), blocked)
    crowd = _crowd(text, starts, scored)
    scored = [(points + crowd - _doubt(text, text[one.start : one.end]), one) for points, one in scored]
    scored.sort(key=lambda pair: (-pair[0], -(pair[1].end - pair[1].start), pair[1].start))
    names, scored = _accepted(text, scored, taken, (starts, ends), NAME if known else LONELY)
    if not known and sum(not is_wordy(one.name) for one in names) > 1:  # several beyond doubt: it does name people
        more, scored = _accepted(text, scored, taken, (starts, ends), NAME)
        names += more
    for one in _mentions(text, {one.name for one in (*known.values(), *names)}, taken):
        if not blocked(one.span) and claim(taken, one.span):
            names.append(_find(text, one, NAME))
    return Weighed(tuple(names), tuple(_suspects(text, scored, taken, starts, ends)))


def _asked(draft: Draft, taken: bytearray, known: Mapping[Span, Find]) -> list[Scored]:
    """Return the candidates with their scores: of all texts those that look like names, of some the others too."""
    text = draft.value
    scored = _scored(text, taken, _on_lines(draft, _that_look_like_names))
    if known or any(points >= LONELY for points, _ in scored):  # who names somebody may name more: the ends tell enough
        had = {one for _, one in scored}
        closed = _on_lines(draft, _closed_in, *(one for one in (JAPAN, PEOPLES) if one in text))
        scored += _scored(text, taken, (rated for rated in closed if rated.one not in had))
        had = {one for _, one in scored}
        names = {*known, *(one.span for points, one in scored if points >= NAME)}
        scored += _scored(text, taken, _rated(text, (one for one in in_rows(text, names) if one not in had)))
    return [pair for pair in scored if pair[0] >= SUSPECT - NEIGHBOUR]


def _crowd(text: str, starts: set[int], scored: Iterable[Scored]) -> int:
    """Return what the names that begin at `starts`, and the surest candidates, add to every candidate."""
    sure = starts | {one.start for points, one in scored if points >= NAME}
    return min(CROWD * len(sure) * 1000 // (len(text) + 500), MOST_CROWD)


def _within_reach(text: str, scored: list[Scored], starts: set[int]) -> list[Scored]:
    """Leave out the strings that can nowhere be a name or a suspect, so that nothing dear is asked of them.

    Those that turn out to stay make a crowd smaller, and nothing adds more than a neighbour.
    """
    crowd = _crowd(text, starts, scored)
    worth = {
        name
        for points, one in scored
        if points + crowd + NEIGHBOUR * _may_be_joined(text, one) - _doubt(text, name := text[one.start : one.end])
        >= SUSPECT
    }
    return [(points, one) for points, one in scored if text[one.start : one.end] in worth]


def _not_blocked(text: str, scored: list[Scored], blocked: Callable[[Span], bool]) -> list[Scored]:
    """Leave out what stays; what stands there in quotes stays wherever it stands (台风“杜苏芮”)."""
    staying = {one.span for _, one in scored if blocked(one.span)}
    quoted = {text[span.start : span.end] for span in staying if text[span.start - 1 : span.start] == "“"}
    return [(n, one) for n, one in scored if one.span not in staying and text[one.start : one.end] not in quoted]


def _accepted(
    text: str, scored: list[Scored], taken: bytearray, edges: tuple[set[int], set[int]], least: int
) -> tuple[list[Find], list[Scored]]:
    """Return the names among the candidates, and the rest; `edges` are where names start and end, and grow."""
    starts, ends = edges
    names: list[Find] = []
    left = scored
    while left:
        rest, more = [], False
        for points, one in left:
            total = points + NEIGHBOUR * _is_joined(text, one, starts, ends)
            if total < least:
                rest.append((points, one))
            elif claim(taken, one.span):
                names.append(_find(text, one, total))
                starts.add(one.start)
                ends.add(one.end)
                more = True
        left = rest if more else []
        scored = rest
    return names, scored


def _doubt(text: str, name: str) -> int:
    """Return what a string loses because it stands in texts by chance, or as the word that it is."""
    official = _is_official(name) and text.count(name) == 1
    return SHORT * (len(name) == 2) + WORDY * is_wordy(name) + OFFICIAL * official


def _is_official(name: str) -> bool:
    """Whether it is a word of official texts, or one with a rare surname, that nobody is known to be called."""
    if name not in common_words() or is_borne(name):
        return False
    return name in often_said() or name[0] not in surnames()


def is_wordy(name: str) -> bool:
    """Whether a name is also a word, a name that is known to be one, or a plant or animal."""
    return name in common_words() or is_borne(name) or is_species(name)


def _mentions(text: str, names: Collection[str], taken: bytearray) -> Iterator[Candidate]:
    """Yield the places where a word stands again that is somebody's name in this document, and is meant."""
    for name in sorted(filter(is_wordy, names)):
        times = text.count(name)
        for at in places_where(name, text):
            if taken.find(1, at, at + len(name)) < 0 and is_meant(text, Span(at, at + len(name)), times, names):
                yield _candidate(text, Span(at, at + len(name)))


def _candidate(text: str, span: Span) -> Candidate:
    surname = 2 if text[span.start : span.start + 2] in DOUBLE and span.end - span.start > 2 else 1
    return Candidate(span.start, span.end, surname)


def is_meant(text: str, span: Span, times: int, names: Collection[str]) -> bool:
    """Whether a word that is somebody's name in the document stands for that person here.

    It stands there so often; `names` are those of the document.
    """
    least = MEANT if is_wordy(text[span.start : span.end]) else UNLISTED
    return mention_score(text, span, times, names) >= least


def mention_score(text: str, span: Span, times: int, names: Collection[str]) -> int:
    """Return how much speaks for a mention of somebody where a word stands that is a name, in 1/16 of a logit."""
    return score(features_of_mention(text, span, times, names), mention_weights())


def features_of_mention(text: str, span: Span, times: int, names: Collection[str]) -> list[str]:
    """Return the features of a mention, what the name model says of it among them."""
    points = score(all_features(text, _candidate(text, span), times), name_weights())
    return mention_features(text, span, names, points)


def _suspects(
    text: str, scored: list[tuple[int, Candidate]], taken: bytearray, starts: set[int], ends: set[int]
) -> Iterator[Find]:
    mine = bytearray(taken)
    for points, one in scored:
        total = points + NEIGHBOUR * _is_joined(text, one, starts, ends)
        if total >= SUSPECT and claim(mine, one.span):
            yield _find(text, one, total)


class Rated(NamedTuple):
    """A candidate with all that speaks for it but how often it stands in the document."""

    points: int
    one: Candidate
    size: str
    """What that says of it besides (`of_size`)."""


def _on_lines(draft: Draft, ask: Callable[..., Sequence[Rated]], *rest: str) -> Iterator[Rated]:
    """Yield the candidates of each line: what speaks for one lies on its line, so another look asks of new lines only.

    A line is given with the line feeds on either side of it.
    """
    text, low = draft.value, 0
    while low < len(text):
        begin, end = max(0, low - 1), text.find("\n", low) + 1 or len(text)
        for points, one, size in draft.of_neighbours(ask, text[begin:end], *rest):
            yield Rated(points, Candidate(one.start + begin, one.end + begin, one.surname), size)
        low = end


def _that_look_like_names(_: Draft, line: str) -> Sequence[Rated]:
    return tuple(_rated(line, candidates(line, all_kinds=False, ends=_ends())))


def _closed_in(_: Draft, line: str, *said: str) -> Sequence[Rated]:
    """Return those whose ends are clear; `said` is what the text speaks of."""
    return tuple(_rated(line, closed_in(line, _ends(), "".join(said))))


def _rated(text: str, asked: Iterable[Candidate]) -> Iterator[Rated]:
    """Yield candidates with what speaks for them; those that little speaks for are dropped as early as can be."""
    weights, firsts = name_weights(), first_weights()
    for one in asked:
        if first_score(text, *one, firsts) < FIRST:
            continue
        facts = facts_of(text, one)
        points = score(near_features(text, one, facts), weights)
        if points >= NEAR:
            yield Rated(points + score(far_features(text, one, facts), weights), one, of_size(one, facts))


def _scored(text: str, taken: bytearray, rated: Iterable[Rated]) -> list[Scored]:
    """Return the candidates that overlap nothing taken, with their scores."""
    free = [(points, one, size) for points, one, size in rated if taken.find(1, one.start, one.end) < 0]
    weights, times = name_weights(), _times(text, {text[one.start : one.end] for _, one, _ in free})
    return [
        (points + weights.get(f"c{min(times[text[one.start : one.end]], 3)}{size}", 0), one)
        for points, one, size in free
    ]


@cache
def _ends() -> Ends:
    """Return the test of where a candidate may end, by what the single characters of it and beside it say."""
    return likely_ends(first_weights(), FIRST)


def _times(text: str, names: Collection[str]) -> Mapping[str, int]:
    """Return how often each string stands in a text, without overlap; the time hardly depends on their number.

    >>> _times("王建国和王建国民", ["王建国", "王建"])
    {'王建国': 2, '王建': 2}
    """
    if len(names) <= FEW:
        return {name: text.count(name) for name in names}
    times, ends = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    sizes = sorted({len(name) for name in names})
    for at in places_of({name[0] for name in names}, text):
        for name in {text[at : at + size] for size in sizes}:
            if ends.get(name, len(text)) <= at:
                times[name], ends[name] = times[name] + 1, at + len(name)
    return times


def _find(text: str, one: Candidate, points: int) -> Find:
    return Find(one.span, "person", points, MODEL, text[one.start : one.end])


def _is_joined(text: str, one: Candidate, starts: Collection[int], ends: Collection[int]) -> bool:
    """Whether a name stands on either side across a separator."""
    before = text[one.start - 1 : one.start] in _joins() and one.start - 1 in ends
    return before or (text[one.end : one.end + 1] in _joins() and one.end + 1 in starts)


def _may_be_joined(text: str, one: Candidate) -> bool:
    """Whether a separator stands on either side, so that `_is_joined` may say so in some look."""
    return text[one.start - 1 : one.start] in _joins() or text[one.end : one.end + 1] in _joins()


@cache
def _joins() -> frozenset[str]:
    return frozenset(_JOINS)
