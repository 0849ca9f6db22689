"""Hide what identifies private people and, if the author masked places, the places left unmasked.

Everything is found by looking at the text alone, so the same person has one number throughout a document, and numbering
continues after labels that are already there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import entry_points

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find, claim, decide, empty_occupancy
from chengwen.engine.kept import compiled
from chengwen.engine.scan import places_where
from chengwen.errors import InputError
from chengwen.knowledge.labels import begins_label, label, label_pattern, type_of_label
from chengwen.knowledge.tables import pattern
from chengwen.message import say
from chengwen.sidecar import Override
from chengwen.stages.hide.identifiers import find_identifiers
from chengwen.stages.hide.people.people import find_people
from chengwen.stages.hide.places.places import find_organisations, find_places
from chengwen.stages.hide.twins import find_twins
from chengwen.text import Edit, Mask, Span, replace

PLACES = ("follow", "all", "none")
"""What to do with place names: hide them if the author masked some, hide all, or leave all."""
BY_HAND = "anon-by-hand"
NUMBERED = ("person", "place", "org")

_LOCAL_BODY = compiled(label("org") + pattern("places", "local_body").pattern)
"""A body that bears a place's name, so that what its author hid is the place: XX供电公司."""

Recogniser = Callable[[str], Iterable[tuple[int, int, str]]]
"""A callable that yields further spans to hide, each with its type: (start, end, "person")."""


def anonymise(
    draft: Draft,
    places: str = "follow",
    *,
    keep: Sequence[Override] = (),
    mask: Sequence[Override] = (),
    recognisers: Sequence[Recogniser] = (),
) -> list[Edit]:
    """Return the edits that replace everything to be hidden by labels.

    `keep` and `mask` are a person's decisions on names. Raises `ValueError` if `places` is not one of `PLACES`.
    """
    if places not in PLACES:
        raise ValueError(f"places: {places!r} is none of {', '.join(PLACES)}")
    value = draft.value
    found = [*_by_hand(value, mask), *find_identifiers(draft), *find_people(draft), *_of_places(draft, places)]
    for recogniser in recognisers:
        found += [
            Find(Span(start, end), type, 0, f"anon-{type}", value[start:end]) for start, end, type in recogniser(value)
        ]
    kept = {override.text for override in keep}
    wanted = [one for one in found if value[one.span.start : one.span.end] not in kept and one.name not in kept]
    return label_all(value, _apart(value, wanted))


def _of_places(draft: Draft, places: str) -> list[Find]:
    text = draft.value
    hidden_organisations = begins_label("org") in text
    hidden_places = begins_label("place") in text or bool(_LOCAL_BODY.search(text))
    if places == "none":
        return []
    found: list[Find] = []
    if places == "all" or hidden_places or hidden_organisations or begins_label("other") in text:
        found += find_twins(text)
    if places == "all" or hidden_places:
        found += find_places(draft, provinces=places == "all")
    if places == "all" or hidden_places or hidden_organisations:
        found += find_organisations(draft)
    return found


def _by_hand(text: str, mask: Sequence[Override]) -> list[Find]:
    return [
        Find(Span(at, at + len(override.text)), override.type, 0, BY_HAND, override.text)
        for override in mask
        for at in places_where(override.text, text)
    ]


def _apart(text: str, found: list[Find]) -> list[Find]:
    """Keep of those that overlap the first in the order they were looked for; labels are never touched."""
    taken = empty_occupancy(text)
    for match in label_pattern().finditer(text):
        claim(taken, Span(*match.span()))
    return sorted(decide(found, taken), key=lambda one: one.span)


def label_all(text: str, found: Sequence[Find]) -> list[Edit]:
    """Number names by first occurrence, each type on its own, and return the edits that write the labels."""
    last = dict.fromkeys(NUMBERED, 0)
    for match in label_pattern().finditer(text):
        type = type_of_label(match)
        if type in last and match["number"]:
            last[type] = max(last[type], int(match["number"]))
    numbers: dict[tuple[str, str], int] = {}
    edits = []
    for one in found:
        number = None
        if one.what in NUMBERED:
            if (one.what, one.name) not in numbers:
                last[one.what] += 1
                numbers[one.what, one.name] = last[one.what]
            number = numbers[one.what, one.name]
        edits.append(replace(one.span.start, one.span.end, label(one.what, number), one.by, Mask("chengwen", one.what)))
    return edits


GROUP = "chengwen.recognisers"


def find_recognisers(names: Sequence[str]) -> tuple[Recogniser, ...]:
    """Load the recognisers with these names; one that is not installed raises `InputError`."""
    installed = {entry.name: entry for entry in entry_points(group=GROUP)} if names else {}
    for name in names:
        if name not in installed:
            known = tuple(sorted(installed)) or say("none")
            raise InputError(
                say(
                    "--recogniser {name}: no installed package offers it ({group}); installed are: {known}",
                    name=name,
                    group=GROUP,
                    known=known,
                )
            )
    return tuple(installed[name].load() for name in names)
