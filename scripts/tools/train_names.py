"""Train the name model: train_names.py [--reports REPORTS.jsonl.gz] [--part] [--held KIND …] --out WEIGHTS.gz.

Documents are made from the templates in names/templates.txt with invented names; the marked documents of gold
are read as they are and once more with other names; official reports, where they are at hand, give candidates that are
no names. Everything is done in integers, in a fixed order, so that every machine makes the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chengwen.knowledge.tables import characters, common_words, words
from chengwen.measure.gold import Gold, read_folder
from chengwen.stages.hide.people.candidates import candidates, in_rows
from chengwen.stages.hide.people.features import all_features
from chengwen.stages.hide.people.names import DOUBLE, GIVEN, surnames
from chengwen.stages.hide.people.weights import ONE, SEPARATOR
from chengwen.text import Span

HERE = Path(__file__).parent / "names"
GOLD = Path(__file__).parents[2] / "tests" / "gold" / "seen"
DOCUMENTS, PART = 4_000, 240
EPOCHS, POINTS = 3, 4
"""Rounds, and at how many points of each the weights are looked at."""
RATE = 2048
"""The step of AdaGrad, in 1/ONE."""
WORDS = 8
"""So many names in a hundred are words: half of them known to be borne, half that only begin like a surname."""
NICKNAMES = 6
"""So many in a hundred are what neighbours call each other."""
RARE = 2
"""A feature seen less often gets no weight."""
LEAST = 24
"""A smaller weight, in 1/ONE, is left out."""
_SLOT = re.compile(r"\{([a-z])([0-9]?)\}")


class Dice:
    """A generator of numbers that is the same everywhere, whatever the version of Python."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, limit: int) -> int:
        """Return a number from 0 to `limit` - 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def of(self, things: Sequence[str]) -> str:
        """Return one of the things."""
        return things[self.below(len(things))]


@dataclass(frozen=True)
class Stock:
    """What fills the slots."""

    lists: dict[str, list[str]]
    starters: list[str]
    words: list[str]


def read_stock() -> Stock:
    """Return the lists of words.toml, the words that begin like a surname, and all short words."""
    lists = {
        key: value.split() for key, value in tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8")).items()
    }
    borne = set(words("names", "borne"))
    beginning = surnames() | characters("names", "seldom")
    short = sorted(word for word in common_words() if 2 <= len(word) <= 3 and word not in borne)
    return Stock(lists, [word for word in short if word[0] in beginning], short)


def read_templates(held: Sequence[str]) -> list[tuple[str, str]]:
    """Return the lines of the templates with their kinds, without those of the kinds held back."""
    found, kind = [], ""
    for line in (HERE / "templates.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#") and kind not in held:
            found.append((kind, line))
    return found


def invent(dice: Dice, stock: Stock) -> str:
    """Return an invented name: a common surname most often, a given name that many bear, any characters, or a word."""
    if dice.below(100) < NICKNAMES:
        return nickname(dice, stock)
    roll = dice.below(100)
    if roll < WORDS:
        return dice.of(words("names", "borne")) if roll < WORDS // 2 else dice.of(stock.starters)
    common, single = "".join(words("names", "common")), "".join(words("names", "single"))
    if roll < WORDS + 4:
        surname = dice.of(sorted(DOUBLE))
    elif roll < 60:
        surname = common[min(dice.below(len(common)), dice.below(len(common)))]
    else:
        surname = dice.of(single if roll < 86 else sorted(surnames() | characters("names", "seldom")))
    if dice.below(100) < 45:
        return surname + dice.of(stock.lists["given"])
    given = sorted(GIVEN)
    size = 1 if dice.below(100) < 30 else 2
    chars = [dice.of(stock.lists["rare"] if dice.below(100) < 6 else given) for _ in range(size)]
    if size == 2 and dice.below(100) < 4:
        chars[1] = chars[0]
    return surname + "".join(chars)


def nickname(dice: Dice, stock: Stock) -> str:
    """Return what neighbours call somebody: 老魏, 阿明, 蔡老二, 刘胖子."""
    common = "".join(words("names", "common"))
    surname = common[min(dice.below(len(common)), dice.below(len(common)))]
    roll = dice.below(100)
    if roll < 55:
        return dice.of(["老", "老", "小", "小", "大"]) + surname
    if roll < 65:
        return "阿" + dice.of(sorted(GIVEN))
    return surname + dice.of(stock.lists["by_names"])


def _place(dice: Dice, stock: Stock) -> str:
    return dice.of(stock.lists["roots"]) + dice.of(stock.lists["tails"])


def fill(line: str, people: dict[str, str], dice: Dice, stock: Stock) -> tuple[str, list[tuple[int, int]]]:
    """Return a line with its slots filled, and where the names stand."""
    simple = {"f": "offices", "j": "trades", "r": "kin", "o": "bodies", "b": "brands"}
    text, marks, done = "", [], 0
    for slot in _SLOT.finditer(line):
        text += line[done : slot.start()]
        done = slot.end()
        kind, number = slot.groups()
        if kind in "ne":
            make = invent(dice, stock) if kind == "n" else dice.of(stock.lists["ethnic"])
            name = people.setdefault(kind + number, make) if number else make
            marks.append((len(text), len(text) + len(name)))
            text += name
        elif kind in simple:
            text += dice.of(stock.lists[simple[kind]])
        elif kind in "vzch":
            text += _place(dice, stock) + {"z": "镇", "c": "县"}.get(kind, "")
        elif kind == "k":
            text += str(dice.below(900) + 1)
        elif kind == "d":
            text += f"{dice.below(12) + 1}月{dice.below(28) + 1}日"
        else:
            text += dice.of(stock.starters if kind == "q" else stock.words)
    return text + line[done:], marks


Marked = tuple[str, list[tuple[int, int]]]


def invented(number: int, held: Sequence[str], seed: int) -> Iterator[Marked]:
    """Yield documents of some lines each."""
    dice, stock, templates = Dice(seed), read_stock(), read_templates(held)
    kinds = sorted({kind for kind, _ in templates})
    nothing = [line for kind, line in templates if kind == "nothing"] or [""]
    for _ in range(number):
        kind = dice.of(kinds)
        own = [line for of, line in templates if of == kind]
        lines = [dice.of(own) for _ in range(dice.below(4) + 1)]
        lines += [templates[dice.below(len(templates))][1] for _ in range(dice.below(3) + 1)]
        lines += [dice.of(nothing) for _ in range(dice.below(4))]
        people: dict[str, str] = {}
        text, marks = "", []
        for line in lines:
            filled, found = fill(line, people, dice, stock)
            marks += [(len(text) + start, len(text) + end) for start, end in found]
            text += filled + "\n"
        yield text, marks


def is_held(gold: Gold) -> bool:
    """Whether a document is kept for measuring: of some families, and of three sets of names_mixed, even numbers."""
    name = Path(gold.name).stem
    kept = gold.family in ("names_more", "public_papers") or (gold.family == "names_mixed" and name[0] in "cde")
    return kept and int(name.lstrip("cde")) % 2 == 0


def of_gold() -> Iterator[Marked]:
    """Yield the marked documents of the gold set, as they are and with other names, several times over."""
    dice, stock = Dice(7), read_stock()
    for gold in read_folder(GOLD):
        if not gold.names_are_marked or is_held(gold):
            continue
        people = sorted(one.span for one in gold.identifying if one.type == "person")
        yield gold.raw, [(span.start, span.end) for span in people]
        for _ in range(VARIANTS if people else 0):
            yield _renamed(gold.raw, people, dice, stock)


VARIANTS = 4
"""So often a marked document is read with other names: more readings than that add little."""


def _renamed(raw: str, people: Sequence[Span], dice: Dice, stock: Stock) -> Marked:
    """Return a document with other names; surnames alone and dotted names stay."""
    other: dict[str, str] = {}
    text, marks, done = "", [], 0
    for span in people:
        old = raw[span.start : span.end]
        new = old if len(old) == 1 or "·" in old else other.setdefault(old, invent(dice, stock))
        text += raw[done : span.start]
        marks.append((len(text), len(text) + len(new)))
        text, done = text + new, span.end
    return text + raw[done:], marks


def of_reports(path: Path) -> Iterator[Marked]:
    """Yield official reports of the part that may be used: what the rules find there is left out as unknown."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["split"] == "train":
                yield row["text"], []


Example = tuple[list[str], int]


def examples(documents: Iterator[Marked], skip: re.Pattern[str] | None = None) -> Iterator[Example]:
    """Yield the features of every candidate, with 1 if it is a name."""
    parts = 0
    for text, marks in documents:
        names, inside = set(marks), {at for start, end in marks for at in range(start, end)}
        found_here = list(candidates(text))
        had = set(found_here)
        found_here += [one for one in in_rows(text, [Span(*mark) for mark in marks]) if one not in had]
        for one in found_here:
            if (one.start, one.end) not in names and not inside.isdisjoint(range(one.start, one.end)):
                parts += 1
                if parts % PARTS:  # the name itself will score above its part: there is a person here all the same
                    continue
            times = text.count(text[one.start : one.end])
            if skip is None or not skip.search(text, max(0, one.start - 8), one.end + 4):
                found = all_features(text, one, times)
                yield found, int((one.start, one.end) in names)


PARTS = 3
"""Of candidates that overlap a name one in so many is counted as no name."""
NAMED = re.compile("主席|省长|市长|记者|楷模|摄|编辑")
"""Where a report names somebody: what stands beside these words is not counted as no name."""
_SIGMOID = [round(ONE / (1 + math.exp(-at / 16))) for at in range(-128, 129)]


def probability(score: int) -> int:
    """Return the probability of a score, both in 1/ONE."""
    return _SIGMOID[min(256, max(0, score * 16 // ONE + 128))]


def train(data: Sequence[Example], seed: int = 1) -> dict[str, int]:
    """Return the weights, learnt by AdaGrad in integers over the examples in a shuffled order.

    They are the mean of what they were at some points of all rounds but the first: single rounds scatter.
    """
    counts = Counter(feature for names, _ in data for feature in names)
    known = [([name for name in names if counts[name] >= RARE], label) for names, label in data]
    weights: dict[str, int] = dict.fromkeys(sorted(name for name in counts if counts[name] >= RARE), 0)
    seen, sums = dict.fromkeys(weights, 1), dict.fromkeys(weights, 0)
    dice, order = Dice(seed), list(range(len(known)))
    for epoch in range(EPOCHS):
        for at in range(len(order) - 1, 0, -1):
            other = dice.below(at + 1)
            order[at], order[other] = order[other], order[at]
        for number in range(POINTS):
            _learn([known[at] for at in order[number::POINTS]], weights, seen)
            if epoch:
                for name, weight in weights.items():
                    sums[name] += weight
    times = (EPOCHS - 1) * POINTS
    return {name: total // times for name, total in sums.items() if abs(total // times) >= LEAST}


def _learn(data: Sequence[Example], weights: dict[str, int], seen: dict[str, int]) -> None:
    """Learn from examples, one after another; `seen` holds the sum of the squares of the errors."""
    for names, label in data:
        error = label * ONE - probability(sum(weights[name] for name in names))
        if abs(error) < ONE // 64:
            continue
        for name in names:
            seen[name] += error * error
            weights[name] += RATE * error // (math.isqrt(seen[name]) + 1)


def pack(weights: dict[str, int]) -> bytes:
    """Return the weights as they are stored: a line a feature, grouped by weight, in 1/16."""
    by_weight: dict[int, list[str]] = {}
    for name, weight in weights.items():
        by_weight.setdefault(weight * 16 // ONE, []).append(name)
    lines = [SEPARATOR.join([str(weight), *sorted(by_weight[weight])]) for weight in sorted(by_weight) if weight]
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)


def main() -> None:
    """Make the weights from what is at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path)
    parser.add_argument(
        "--part", action="store_true", help="only the templates, and few documents: what the test makes"
    )
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    data = list(examples(invented(PART if asked.part else DOCUMENTS, asked.held, 1)))
    if not asked.part:
        data += list(examples(of_gold()))
    if asked.reports:
        data += 2 * list(examples(of_reports(asked.reports), NAMED))
    weights = train(data)
    asked.out.write_bytes(pack(weights))
    positive = sum(label for _, label in data)
    print(f"{len(data)} candidates, {positive} names, {len(weights)} weights, {asked.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
