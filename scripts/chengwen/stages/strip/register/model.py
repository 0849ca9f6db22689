"""Add up the weights of what a line says: above zero it sounds like the page, below like the document.

knowledge/words/register.txt.gz holds the weights; scripts/tools/train_register.py makes it, docs/register-model.md says
from what. All are integers, so every machine finds the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

from chengwen.engine.lines import folded
from chengwen.knowledge.tables import packed_lines
from chengwen.stages.strip.register.features import pieces, plain, shapes

WEIGHT = 64
"""The unit of weights in the file: parts of a logit."""
OF_SHAPE = (32, 5)
"""A shape counts two fifths: its weight times this fraction is in parts of `ONE`."""

Weights = Mapping[str, int]


@cache
def weights() -> Weights:
    """Return the weight of every piece and shape that has one."""
    found: dict[str, int] = {}
    for line in packed_lines("register.txt.gz"):
        weight, _, named = line.partition(" ")
        found.update(dict.fromkeys(named.split(" "), int(weight)))
    return found


def score(content: str, placed: Sequence[str] = ()) -> int:
    """Return how much more a line sounds like the page than like the document, as a logit in parts of `ONE`.

    `placed` are the shapes that say where a segment of a line stands.
    """
    return score_by(weights(), content, placed)


def score_by(known: Weights, content: str, placed: Sequence[str] = ()) -> int:
    """Return the score of a line by other weights: those of a trainer."""
    line = plain(folded(content))
    found = pieces(line)
    said = sum(filter(None, map(known.get, found)))
    shaped = sum(filter(None, map(known.get, (*shapes(line, content, found), *placed))))
    return (said * by_length(len(found)) >> 8) + shaped * OF_SHAPE[0] // OF_SHAPE[1]


def by_length(number: int) -> int:
    """Return what each of so many pieces counts, in parts of 4096: one divided by the root of their number.

    >>> by_length(4)
    2048
    """
    return math.isqrt((1 << 24) // max(1, number))


def reasons(content: str, most: int = 3) -> list[tuple[str, int]]:
    """Return the pieces of a line of two or three characters that spoke loudest for the page, with what each said."""
    line = plain(folded(content))
    found = pieces(line)
    known, one = weights(), by_length(len(found))
    spoken = ((known.get(piece, 0) * one >> 8, piece.strip("^$")) for piece in found if len(piece.strip("^$")) > 1)
    ranked = sorted(((-said, piece) for said, piece in spoken if said > 0), key=lambda pair: (*pair,))
    return [(piece, -said) for said, piece in ranked[:most]]
