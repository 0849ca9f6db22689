"""Learn what speaks for and against a line's being the title, from the annotated documents that were seen.

    python scripts/tools/train_title.py           -> knowledge/words/title_weights.toml
    python scripts/tools/train_title.py folds     what weights learned from four fifths are worth on the last fifth

Of each document three heads are learned from: the page as it came, the page without the lines that are marked as noise,
and what the toolkit makes of it. One of their lines is the title, a part of it, or a copy; or none is. Few documents
have no title, so pages are learned from without theirs, too: of what is left no line is one. The weights are
those of a conditional logistic regression over the lines of a head and "none", by AdaGrad in a fixed order, rounded.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import exp, sqrt
from pathlib import Path
from random import Random

from chengwen import Cleaner
from chengwen.engine.draft import Draft
from chengwen.knowledge.tables import DATA
from chengwen.measure.gold import Gold, read_folder
from chengwen.measure.score import stated_title
from chengwen.stages.structure.title.find import NONE, candidates
from chengwen.stages.structure.title.head import head_of
from chengwen.text import begin

ROOT = Path(__file__).parents[2]
SEEN = ROOT / "tests" / "gold" / "seen"
WEIGHTS = DATA / "title_weights.toml"

EPOCHS = 12
RATE = 0.3
DECAY = 0.08
"""By how much all weights shrink with each epoch."""
LEAST = 8
"""In how many lines a feature must be found to have a weight."""
UNIT = 8
"""What a weight of one (in natural logarithms) is written as."""
NEAR = 0.75
"""How like the title a line must be to be it, where none holds it: characters that another stage repairs."""
UNTITLED = 0.4
"""What a page without its title counts."""
SHORTEST_PART = 5
"""In code points, of a line that is a part of the title."""
FOLDS = 5

HEAD = """# 标题的权重：一行有这个特征，就加这么多；得分最高、又高过 none 的那一行是标题（stages/structure/title/）。
# 由 scripts/tools/train_title.py 从 tests/gold/seen/ 学得，不要手改；单位是自然对数的八分之一。
"""

_MASK = re.compile("〖[^〗]*〗|[Xx×*＊○〇_某□]+")
_UNSEEN = re.compile("[ \u3000《》\u00ad\u200b-\u200f\ufeff]")


@dataclass(frozen=True, slots=True)
class Sample:
    """A head: the features of each line that may be the title, and which of them are it."""

    name: str
    lines: Sequence[tuple[str, ...]]
    right: frozenset[int]
    """Empty where none is."""
    weight: float = 1


def main() -> None:
    if sys.argv[1:] not in ([], ["folds"]):
        raise SystemExit(f"train_title.py: no such command: {' '.join(sys.argv[1:])}; there are none, and `folds`")
    samples = [sample for gold in read_folder(SEEN) for sample in samples_of(gold)]
    if sys.argv[1:] == ["folds"]:
        print("\n".join(measured(samples)))
        return
    weights = learned(samples)
    rows = [f'"{name}" = {weight}\n' for name, weight in sorted(weights.items()) if weight or name == NONE]
    WEIGHTS.write_text(HEAD + "[[weights]]\n" + "".join(rows), encoding="utf-8")


def measured(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield how often weights are right that were learned without the document, in all and where they are sure."""
    names = sorted({sample.name for sample in samples})
    Random(FOLDS).shuffle(names)
    fold = {name: number % FOLDS for number, name in enumerate(names)}
    margins: list[tuple[int, bool]] = []
    heads, right = Counter[bool](), Counter[bool]()
    for held in range(FOLDS):
        weights = learned([sample for sample in samples if fold[sample.name] != held])
        for sample in (sample for sample in samples if fold[sample.name] == held):
            found, margin = chosen(sample, weights)
            is_right = found in sample.right if sample.right else found is None
            heads[bool(sample.right)] += 1
            right[bool(sample.right)] += is_right
            margins += [(margin, is_right)] if found is not None and sample.weight == 1 else []
    yield f"with a title: {right[True]} of {heads[True]} heads right; without: {right[False]} of {heads[False]}"
    for least in (0, 8, 16, 24, 32):
        sure = [is_right for margin, is_right in margins if margin >= least]
        yield f"better by {least}: {len(sure)} of {len(margins)}, {100 * sum(sure) / max(1, len(sure)):.1f} % right"


def samples_of(gold: Gold) -> Iterator[Sample]:
    """Yield the heads of a document that can be learned from: those in which the title, if there is one, is found."""
    if gold.names_are_marked and "title" not in gold.headers:
        return
    title = stated_title(gold)
    raw = Draft(begin(gold.raw))
    gone = [noise.span for noise in gold.noise if noise.new is None]
    noise = frozenset(
        number
        for number, line in enumerate(raw.lines)
        if any(span.start <= line.start and line.end <= span.end for span in gone)
    )
    made = Cleaner().clean(gold.raw, id="document").text
    known: set[tuple[tuple[str, ...], ...]] = set()
    for draft, without in ((raw, frozenset[int]()), (raw, noise), (Draft(begin(made)), frozenset[int]())):
        for kept, weight in ((title, 1.0), (None, UNTITLED)):
            untitled = frozenset(_titled(draft, title)) if title and kept is None else frozenset[int]()
            if kept is None and title and not (noise and draft is raw and not without and untitled):
                continue  # only a page has something else that might be taken for its title
            head = head_of(draft, without | untitled)
            found = candidates(draft, head)
            lines = tuple(one.features for one in found)
            right = _right([head.lines[one.at].content for one in found], kept)
            if lines and lines not in known and (right or kept is None):
                known.add(lines)
                yield Sample(gold.name, lines, right, weight if title else 1.0)


def _titled(draft: Draft, title: str) -> Iterator[int]:
    """Yield the numbers of the lines that say the title, a part of it or more."""
    stated = _key(title)
    for number, line in enumerate(draft.lines):
        key = _key(line.content)
        if stated in key or (len(key) >= SHORTEST_PART and key in stated):
            yield number


def _right(lines: Sequence[str], title: str | None) -> frozenset[int]:
    """Return which lines are the title: those that say no more, else such as hold it, parts of it, or lines alike."""
    if title is None:
        return frozenset()
    stated, keys = _key(title), [_key(line) for line in lines]
    bare = {n for n, key in enumerate(keys) if stated == key}
    whole = {n for n, key in enumerate(keys) if stated in key and len(key) <= 2 * len(stated) + 20}
    parts = {n for n, key in enumerate(keys) if len(key) >= SHORTEST_PART and key in stated}
    alike = {n for n, key in enumerate(keys) if SequenceMatcher(None, stated, key).ratio() >= NEAR}
    return frozenset(bare or whole or parts or alike)


def _key(text: str) -> str:
    return _UNSEEN.sub("", _MASK.sub("x", text))


def learned(samples: Sequence[Sample]) -> dict[str, int]:
    """Return the weight of each feature, "none" among them."""
    counts = Counter(name for sample in samples for line in sample.lines for name in set(line))
    weights: dict[str, float] = dict.fromkeys(
        [name for name, count in sorted(counts.items()) if count >= LEAST] + [NONE], 0.0
    )
    squares = dict.fromkeys(weights, 0.01)
    heads = Counter(sample.name for sample in samples)
    order, random = list(samples), Random(EPOCHS)
    for _ in range(EPOCHS):
        random.shuffle(order)
        for sample in order:
            _step(sample, weights, squares, sample.weight / heads[sample.name])
        weights = {name: weight * (1 - DECAY) for name, weight in weights.items()}
    return {name: round(weight * UNIT) for name, weight in weights.items()}


def _step(sample: Sample, weights: dict[str, float], squares: dict[str, float], share: float) -> None:
    """Move the weights a little towards what is right of a head."""
    lines = [[name for name in line if name in weights] for line in sample.lines] + [[NONE]]
    scores = [sum(weights[name] for name in line) for line in lines]
    top = max(scores)
    odds = [exp(score - top) for score in scores]
    right = sample.right or {len(lines) - 1}
    both, own = sum(odds), sum(odds[number] for number in right)
    slope: dict[str, float] = {}
    for number, line in enumerate(lines):
        wanted = odds[number] / own if number in right else 0.0
        for name in line:
            slope[name] = slope.get(name, 0.0) + share * (wanted - odds[number] / both)
    for name, step in slope.items():
        weights[name] += RATE * step / sqrt(squares[name])
        squares[name] += step * step


def chosen(sample: Sample, weights: dict[str, int]) -> tuple[int | None, int]:
    """Return the line that the weights choose, and by how much."""
    scores = [sum(weights.get(name, 0) for name in line) for line in sample.lines]
    best = max(range(len(scores)), key=lambda number: scores[number])
    others = [score for number, score in enumerate(scores) if number != best] + [weights[NONE]]
    return (best if scores[best] > weights[NONE] else None), scores[best] - max(others)


if __name__ == "__main__":
    main()
