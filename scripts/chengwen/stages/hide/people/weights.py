"""Weigh candidates for names: a sum of integer weights, in units of 1/ONE of a logit.

The weights are made by scripts/tools/train_names.py; docs/name-model.md says from what, and how they score.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from functools import cache

from chengwen.knowledge.tables import DATA

ONE = 1024
SEPARATOR = "\x1f"
"""Between the features of a line: a feature may hold a tab."""
WEIGHTS = DATA.parent / "models" / "names.gz"
OF_MENTIONS = DATA.parent / "models" / "mentions.gz"
"""The weights that tell whether a word that is somebody's name in the document is meant as that name."""


def score(features: Iterable[str], weights: Mapping[str, int]) -> int:
    """Return the sum of the weights of features, in 1/16 of a logit."""
    return sum(filter(None, map(weights.get, features)))


@cache
def name_weights() -> Mapping[str, int]:
    """Return the weights by feature, in 1/16 of a logit."""
    return unpack(WEIGHTS.read_bytes())


@cache
def mention_weights() -> Mapping[str, int]:
    """Return the weights of `features.mention_features`, in 1/16 of a logit."""
    return unpack(OF_MENTIONS.read_bytes())


class OfKind(dict[str, int]):
    """The weights of one kind of feature by what they are of, looked up once each; 0 for what has none."""

    __slots__ = ("_kind", "_weights")

    def __init__(self, kind: str, weights: Mapping[str, int]) -> None:
        super().__init__()
        self._kind, self._weights = kind, weights

    def __missing__(self, what: str) -> int:
        self[what] = self._weights.get(self._kind + what, 0)
        return self[what]


@cache
def first_weights() -> tuple[OfKind, ...]:
    """Return the weights that the cheapest test of a candidate adds up, by kind: see `features.first_score`."""
    return tuple(OfKind(kind, name_weights()) for kind in "s12lr")


def unpack(packed: bytes) -> Mapping[str, int]:
    """Return the weights that a packed file holds: on each line a weight and its features."""
    found: dict[str, int] = {}
    for line in gzip.decompress(packed).decode().split("\n"):
        weight, *features = line.split(SEPARATOR)
        found.update(dict.fromkeys(features, int(weight)))
    return found
