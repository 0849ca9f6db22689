"""Train what tells whether a word that is somebody's name is meant as that name: train_mentions.py --out WEIGHTS.gz

Somebody called 关键 is named in a document that also says 关键是. Learnt are the mentions of the marked documents of
gold whose names are words or of two characters, the same documents with other words for names, and words that are names
elsewhere, where nobody in the document is called so. `--held PREFIX …` leaves documents out by the beginning of their
path.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from train_names import GOLD, Dice, Example, Stock, is_held, pack, read_stock, train

from chengwen.engine.scan import places_where
from chengwen.knowledge.tables import words
from chengwen.measure.gold import Gold, read_folder
from chengwen.stages.hide.people.decide import features_of_mention, is_wordy
from chengwen.text import Span

MEANT, WORD = 3, 9
"""How often a mention as it was written counts, and a word that is not meant."""
SEEN = 4
"""A feature that fewer examples have gets no weight."""
Weighed = tuple[list[str], int, int]
"""The features of an example, 1 if somebody is meant, and how often it counts."""
VARIANTS = 2
"""So often a document is read with other words for names."""
BORNE = 2
"""Of three names so many are words that are known to be borne, the others only begin like a surname."""


def examples(held: Sequence[str]) -> Iterator[Weighed]:
    """Yield the features of mentions and words, with 1 if somebody is meant."""
    dice, stock = Dice(11), read_stock()
    for gold in read_folder(GOLD):
        if gold.names_are_marked and not is_held(gold) and not gold.name.startswith(tuple(held)):
            people = sorted(one.span for one in gold.identifying if one.type == "person")
            yield from as_written(gold.raw, people)
            for _ in range(VARIANTS):
                yield from with_words(gold, people, dice, stock)
            yield from not_borne(gold.raw, people)


def known_well(data: Sequence[Weighed]) -> list[Example]:
    """Return the examples as often as they count, without the features that few of them have."""
    counts = Counter(feature for found, _, _ in data for feature in found)
    return [
        ([one for one in found if counts[one] >= SEEN], meant) for found, meant, times in data for _ in range(times)
    ]


def as_written(text: str, people: Sequence[Span]) -> Iterator[Weighed]:
    """Yield where the names that are words stand, as names and as words."""
    names, inside = {text[one.start : one.end] for one in people}, _inside(people)
    for name in sorted(one for one in names if len(one) == 2 or is_wordy(one)):
        for at in places_where(name, text):
            span = Span(at, at + len(name))
            meant = span in people
            if meant or inside.isdisjoint(range(span.start, span.end)):
                found = features_of_mention(text, span, text.count(name), names)
                yield found, int(meant), (MEANT if is_wordy(name) else 1) if meant else WORD


def with_words(gold: Gold, people: Sequence[Span], dice: Dice, stock: Stock) -> Iterator[Weighed]:
    """Yield the mentions of a document in which other words are the names; surnames alone and dotted names stay."""
    other: dict[str, str] = {}
    text, done = "", 0
    mentions: list[Span] = []
    names: set[str] = set()
    for span in people:
        old = gold.raw[span.start : span.end]
        stays = len(old) == 1 or "·" in old
        new = old if stays else other.setdefault(old, _word(dice, stock))
        text += gold.raw[done : span.start]
        if not stays:
            mentions.append(Span(len(text), len(text) + len(new)))
        names.add(new)
        text, done = text + new, span.end
    text += gold.raw[done:]
    for one in mentions:
        yield features_of_mention(text, one, text.count(text[one.start : one.end]), names), 1, 1


def _word(dice: Dice, stock: Stock) -> str:
    return dice.of(words("names", "borne") if dice.below(3) < BORNE else stock.starters)


def not_borne(text: str, people: Sequence[Span]) -> Iterator[Weighed]:
    """Yield the words that are names elsewhere, where nobody in the document is called so."""
    names, inside = {text[one.start : one.end] for one in people}, _inside(people)
    for name in words("names", "borne"):
        for at in places_where(name, text) if name not in names else ():
            if inside.isdisjoint(range(at, at + len(name))):
                yield features_of_mention(text, Span(at, at + len(name)), text.count(name), names), 0, 1


def _inside(people: Sequence[Span]) -> set[int]:
    return {at for one in people for at in range(one.start, one.end)}


def main() -> None:
    """Make the weights from what is at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    data = known_well(list(examples(asked.held)))
    weights = train(data)
    asked.out.write_bytes(pack(weights))
    meant = sum(label for _, label in data)
    print(f"{len(data)} examples, {meant} meant, {len(weights)} weights, {asked.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
