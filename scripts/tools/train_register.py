"""Train the register model: does a line belong to the document, or to the page around it?

    python scripts/tools/train_register.py collect          gold, rule examples -> training/register.jsonl.gz
    python scripts/tools/train_register.py add FILE.tsv…    lines written for it: kind, tab, line; noise if so named
    python scripts/tools/train_register.py add FILE.txt…    pages written for it: `of_pages`
    python scripts/tools/train_register.py drop NUMBER…     lines that tests/measure/test_blind.py names
    python scripts/tools/train_register.py train OUTSIDE…   -> knowledge/words/register.txt.gz, digests for the card

A logistic regression by AdaGrad in integers: the same input gives the same bytes on every machine. OUTSIDE are files of
JSON Lines (`t` the line, `y` 1 for noise, `src`; or `text`, `split`: official documents, whose `train` part is content)
of which nothing but weights enters the repository.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b, sha256
from math import isqrt
from pathlib import Path

from chengwen.engine.lines import cut, folded
from chengwen.knowledge.load import ours_only
from chengwen.knowledge.tables import DATA
from chengwen.measure.gold import Gold, read_folder
from chengwen.stages.strip.register.features import SHAPE, pieces, plain, shapes
from chengwen.stages.strip.register.model import WEIGHT, by_length
from chengwen.stages.strip.register.segments import placed, segments

ROOT = Path(__file__).parents[2]
LINES = ROOT / "scripts" / "tools" / "training" / "register.jsonl.gz"
WEIGHTS = DATA / "register.txt.gz"

EIGHTHS = {"gold": 20, "rule": 18, "hand": 16, "ui": 3, "report": 4}
"""What a line counts, in eighths, by the first word of its source."""
OF_ONE_PROGRAM = 350
"""How many strings of one program are taken: more bring nothing."""
OF_REPORTS = 64
"""How many of 256 lines of official reports are taken."""
OF_TITLE = 10
"""How much of a title, in code points, makes a line a copy."""
EPOCHS = 3
RATE = 26_214
"""Of learning: two fifths, in parts of 65,536."""
SHAPED = 1_638
"""What a shape counts: two fifths, in parts of 4,096."""
LEAST = 2
"""In how many lines a piece must stand."""
KEPT = 30_000
"""How many pieces keep a weight."""
NEGLIGIBLE = 40
"""An error below this, in parts of 4,096 and eighths, teaches nothing."""
FIRST = 1 << 40
"""What the sums of squares begin with, so that the first steps are not too long."""
_CHANCES = [int((Decimal(4096) / (1 + (-Decimal(at) / 64).exp())).to_integral_value()) for at in range(-512, 513)]
_MARKS = re.compile("[⟦⟧]")
_OFFICIAL = re.compile("^[一二三四五六七八九十]{1,3}、|^（[一二三四五六七八九十]{1,3}）")


@dataclass(frozen=True, slots=True)
class Row:
    """A line, whether it is noise, and where it is from: `gold:<family>`, `rule:<family>`, `hand:<kind>` …"""

    text: str
    noise: bool
    source: str
    placed: tuple[str, ...] = ()
    """Where it stands, if it is a segment of a line."""


def segments_of(content: str, noisy: Sequence[bool], source: str) -> Iterator[Row]:
    """Yield the segments of a line that are wholly noise or wholly content, of which `noisy` tells by character."""
    for one in segments(content):
        inside = set(noisy[one.start : one.end])
        if len(inside) == 1 and not all(noisy) and (at := placed(content, one)):
            yield Row(content[one.start : one.end], inside.pop(), source, at)


def of_gold(gold: Gold) -> Iterator[Row]:
    """Yield the lines of an annotated document that are wholly noise or wholly content, and segments of lines.

    A copy of the title is noise for what it says again, not for its words.
    """
    titles = [gold.raw[one.span.start : one.span.end][:OF_TITLE] for one in gold.headings if one.level == 0]
    noisy = {at for one in gold.noise if one.new is None for at in range(one.span.start, one.span.end)}
    for line in cut(gold.raw):
        within = [at in noisy for at in range(line.start, line.end)]
        yield from segments_of(line.content, within, f"gold:{gold.family}")
        inside = {at in noisy for at in range(line.start, line.end) if not gold.raw[at].isspace()}
        if len(inside) == 1 and not (True in inside and any(title in line.content for title in titles)):
            yield Row(line.content, inside.pop(), f"gold:{gold.family}")


def of_rules() -> Iterator[Row]:
    """Yield the lines of the examples of rules that take whole lines, and of what rules keep."""
    for rule in ours_only().patterns:
        whole = rule.match if rule.takes_lines or rule.scope == "part" else ()
        for noise, examples in ((True, whole), (False, rule.keep)):
            for example in examples:
                yield from (Row(line.content, noise, f"rule:{rule.family}") for line in cut(example) if not line.blank)


def of_table(path: Path) -> Iterator[Row]:
    """Yield the lines of a table written for the model: kind, tab, line."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        kind, found, text = line.partition("\t")
        if found and text.strip():
            yield Row(text.strip(), path.name.startswith("noise"), f"hand:{kind}")


def of_pages(path: Path) -> Iterator[Row]:
    """Yield the lines of pages written for the model, and the segments of their lines.

    `%% kind` begins a page, ~ a line that is noise; ⟦ and ⟧ stand about what is noise within a line. What they hold and
    what they leave are lines as well.
    """
    source = "hand:page"
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("%%"):
            source = f"hand:{'trap' if line[2:].strip().startswith('trap') else 'page'}"
        elif line:
            pieces = [
                (piece, line[0] == "~" or at % 2 > 0) for at, piece in enumerate(_MARKS.split(line.removeprefix("~")))
            ]
            text = "".join(piece for piece, _ in pieces)
            yield from segments_of(text, [noise for piece, noise in pieces for _ in piece], source)
            for wanted in (True, False):
                if part := "".join(piece for piece, noise in pieces if noise is wanted).strip():
                    yield Row(part, wanted, source)


def of_outside(path: Path) -> Iterator[Row]:
    """Yield the lines of a file that stays outside: strings of programs, or official documents."""
    numbers: Counter[str] = Counter()
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"):
        row = json.loads(line) if line else {}
        if "t" in row:
            numbers[row["src"]] += 1
            if numbers[row["src"]] <= OF_ONE_PROGRAM:
                yield Row(row["t"], bool(row["y"]), row["src"])
        elif row.get("split") == "train":
            found = [one.content for one in cut(row["text"])]
            official = (one for one in found if (len(one) >= 25 and "。" in one) or _OFFICIAL.match(one))
            yield from (Row(one, False, "report:") for one in official if _digest(one)[0] < OF_REPORTS)
            for one in found:
                yield from segments_of(one, [False] * len(one), "report:")


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()


def read_rows(path: Path = LINES) -> list[Row]:
    """Return the lines that are in the repository."""
    found = map(json.loads, filter(None, gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")))
    return [Row(row["t"], bool(row["y"]), row["src"], tuple(row.get("at", ()))) for row in found]


def write_rows(rows: Iterable[Row], path: Path = LINES) -> None:
    """Write lines, each with one source only once."""
    unique = sorted({(row.source, row.text, row.noise, row.placed) for row in rows})
    lines = (
        json.dumps({"t": text, "y": int(noise), "src": source} | ({"at": at} if at else {}), ensure_ascii=False)
        for source, text, noise, at in unique
    )
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0))


@dataclass(frozen=True, slots=True)
class Example:
    """A line as numbers: which pieces and shapes it has, what a piece counts, its class, what it counts."""

    pieces: tuple[int, ...]
    shapes: tuple[int, ...]
    each: int
    wanted: int
    eighths: int


def examples(rows: Sequence[Row]) -> tuple[list[Example], list[str]]:
    """Return lines as numbers, and the names of the pieces and shapes by number."""
    looked = [
        (found, [*shapes(line, row.text, found), *row.placed])
        for row in rows
        for line in (plain(folded(row.text)),)
        for found in (pieces(line),)
    ]
    counts = Counter(piece for found, _ in looked for piece in found)
    numbers: dict[str, int] = {}
    made = []
    for row, (found, shaped) in zip(rows, looked, strict=True):
        known = tuple(numbers.setdefault(one, len(numbers)) for one in sorted(found) if counts[one] >= LEAST)
        formed = tuple(numbers.setdefault(one, len(numbers)) for one in shaped)
        eighths = EIGHTHS[row.source.partition(":")[0]]
        made.append(Example(known, formed, by_length(len(found)), 4096 * row.noise, eighths))
    return made, list(numbers)


def train(rows: Sequence[Row]) -> dict[str, int]:
    """Return the weight of each piece and shape, in parts of 65,536 of a logit."""
    found, names = examples(rows)
    weights, squares = [0] * len(names), [FIRST] * len(names)
    order = list(range(len(found)))
    for epoch in range(EPOCHS):
        order.sort(key=lambda number: _digest(f"{epoch}:{number}"))
        for number in order:
            one = found[number]
            said = sum(map(weights.__getitem__, one.pieces)) * one.each
            said += sum(map(weights.__getitem__, one.shapes)) * SHAPED
            error = (_CHANCES[min(1024, max(0, (said >> 22) + 512))] - one.wanted) * one.eighths
            if abs(error) >= NEGLIGIBLE:
                _step(weights, squares, one.pieces, error * one.each >> 3)
                _step(weights, squares, one.shapes, error * SHAPED >> 3)
    return dict(zip(names, weights, strict=True))


def _step(weights: list[int], squares: list[int], numbers: Sequence[int], slope: int) -> None:
    """Move some weights against a slope, each the less the further it has been moved."""
    square, along = slope * slope, RATE * slope
    for number in numbers:
        squares[number] += square
        weights[number] -= along // isqrt(squares[number])


def packed(weights: Mapping[str, int], told: str) -> bytes:
    """Write the loudest weights as the file that comes with the toolkit: a weight, then all that have it."""
    rounded = {name: (weight * WEIGHT + 32_768) >> 16 for name, weight in weights.items()}
    ranked = sorted((name for name in rounded if not name.startswith(SHAPE)), key=lambda one: (-abs(rounded[one]), one))
    by_weight: dict[int, list[str]] = {}
    for name in sorted([*ranked[:KEPT], *(name for name in rounded if name.startswith(SHAPE))]):
        if rounded[name]:
            by_weight.setdefault(rounded[name], []).append(name)
    lines = [f"# {told}", *(f"{weight} {' '.join(names)}" for weight, names in sorted(by_weight.items())), ""]
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)


def digest(weights: Mapping[str, int]) -> str:
    """Return a digest of all weights."""
    return sha256("".join(f"{name} {weight}\n" for name, weight in sorted(weights.items())).encode()).hexdigest()


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument says."""
    verb, paths = arguments[0], [Path(one) for one in arguments[1:]]
    if verb == "drop":
        numbers = set(map(int, arguments[1:]))
        write_rows(row for number, row in enumerate(read_rows(), 1) if number not in numbers)
        return
    if verb == "collect":
        kept = [row for row in read_rows() if row.source.startswith("hand:")] if LINES.exists() else []
        golds = [row for gold in read_folder(ROOT / "tests" / "gold" / "seen") for row in of_gold(gold)]
        write_rows([*golds, *of_rules(), *kept])
    elif verb == "add":
        read = {".tsv": of_table, ".txt": of_pages}
        write_rows([*read_rows(), *(row for path in paths for row in read[path.suffix](path))])
    else:
        own = read_rows()
        outside = [row for path in paths for row in of_outside(path)]
        told = f"lines: {len(own)} of the repository, {len(outside)} from outside; docs/register-model.md"
        WEIGHTS.write_bytes(packed(train([*own, *outside]), told))
        print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size} bytes; repository alone: {digest(train(own))}")
        for path in paths:
            print(f"{path.name}: sha256 {sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1:])
