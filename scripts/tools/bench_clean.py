"""Measure cleaning, one document after another in one process, against reading and parsing the same lines.

    python scripts/tools/bench_clean.py [--megabytes 4] [--seed 1] [--longest 4]

The documents are recombined from raw/; the same seed yields the same documents. Times are processor times, so other
load on the machine matters little. Printed are megabytes of UTF-8 per second, the ratio to the standard `json`, and how
the time grows with one line of 1, 2, 4 … megabytes, ordinary and odd.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from chengwen import clean
from chengwen.corpus.engines.workers import warm_up
from chengwen.document import to_json
from chengwen.errors import InputError
from chengwen.knowledge.load import ours_only

RAW = Path(__file__).parents[2] / "raw"
MEGA = 1_000_000
NOISE = 3
"""How many families of noise a noisy document has."""
PARSINGS = 9
"""How often the lines are parsed; the fastest counts, since once is too short to measure."""
_FIGURE = re.compile("(?<![0-9〔])[1-9][0-9]{0,2}(?=[余多]?[名个次件户条人场])")
_SENTENCE = re.compile("(?<=。)")
ODD = ("X", "（", "一、", "\N{ZERO WIDTH SPACE}", b"\xff", "王建国书记", "〖地名〗", "X\n")
"""What nobody writes a megabyte of: masks, brackets, numbers, invisible characters, no text, names, labels, lines."""


def vary(samples: list[str], chance: random.Random) -> str:
    """Make a variant of a sample: paragraphs left out and exchanged, sentences in another order, other figures."""
    title, *paragraphs = chance.choice(samples).split("\n")
    lines = [title]
    for paragraph in paragraphs:
        if chance.random() < 0.8:
            head, *sentences = _SENTENCE.split(paragraph)
            chance.shuffle(sentences)
            lines.append(head + "".join(sentences))
    return _FIGURE.sub(lambda _: str(chance.randint(1, 400)), "\n".join(lines))


def spoil(text: str, chance: random.Random) -> str:
    """Add noise of several families to a document: the rules' own examples."""
    lines = [("　　" if chance.random() < 0.3 else "") + line for line in text.split("\n")]
    rules = ours_only().patterns
    for family in chance.sample(sorted({rule.family for rule in rules}), NOISE):
        rule = chance.choice([rule for rule in rules if rule.family == family])
        place = {"head": 0, "tail": len(lines)}.get(rule.zone[0], chance.randint(1, len(lines)))
        lines.insert(place, chance.choice(rule.match))
    return "\r\n".join(lines)


def one_paragraph(text: str, chance: random.Random) -> str:
    """Return one line of a document: the smallest document in a corpus."""
    return chance.choice([line for line in text.split("\n") if line])


def as_it_is(text: str, _: random.Random) -> str:
    """Leave a document clean."""
    return text


KINDS: dict[str, tuple[str, Callable[[str, random.Random], str]]] = {
    "clean": ("较干净", as_it_is),
    "noisy": ("三类噪声", spoil),
    "gb18030": ("GB18030", as_it_is),
    "small": ("单段短文", one_paragraph),
}


def write(path: Path, kind: str, size: int, seed: int) -> None:
    """Write a corpus of at least `size` bytes, one JSON object per line."""
    samples = [raw.read_text(encoding="utf-8") for raw in sorted(RAW.glob("*.txt"))]
    with path.open("w", encoding="utf-8") as file:
        for number in count():
            if file.tell() >= size:
                return
            chance = random.Random(f"{seed}-{number}")
            text = KINDS[kind][1](vary(samples, chance), chance)
            file.write(json.dumps({"id": f"{number:06}", "text": text}, ensure_ascii=False) + "\n")


def measure(path: Path, kind: str) -> dict[str, float]:
    """Parse the lines of a corpus, then clean them and write the results as JSON."""
    warm_up()
    size = path.stat().st_size
    parsing = min(_seconds(partial(_rows, path)) for _ in range(PARSINGS))
    rows = _rows(path)
    encoding = "gb18030" if kind == "gb18030" else "utf-8"
    raws = [row["text"].encode(encoding) for row in rows]
    start = time.process_time()
    for row, raw in zip(rows, raws, strict=True):
        json.dumps(to_json(clean(raw, id=row["id"]), with_text=True), ensure_ascii=False)
    seconds = time.process_time() - start
    return {
        "documents": len(rows),
        "parse": size / MEGA / parsing,
        "clean": size / MEGA / seconds,
        "ratio": parsing / seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000,
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(map(json.loads, file))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def growth(piece: str | bytes, longest: int) -> list[float]:
    """Return the seconds that a document of one line takes, at one megabyte, two, four … up to `longest`."""
    seconds = []
    size = 1
    while size <= longest:
        unit = piece if isinstance(piece, bytes) else piece.encode()
        raw = unit * (size * MEGA // len(unit))
        start = time.process_time()
        with suppress(InputError):  # not text at all: what counts is that this is reported in time
            clean(raw)
        seconds.append(time.process_time() - start)
        size *= 2
    return seconds


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure cleaning.")
    parser.add_argument("--megabytes", type=float, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=4, help="the longest single line, in megabytes; 0: none")
    parser.add_argument("--one", choices=list(KINDS), help="measure one kind and print it as JSON")
    parser.add_argument(
        "--reports", type=Path, help="measure these texts, JSONL or JSONL.gz with id and text, and no more"
    )
    asked = parser.parse_args()
    if asked.reports:
        with TemporaryDirectory() as folder:
            path, data = Path(folder) / "corpus.jsonl", asked.reports.read_bytes()
            path.write_bytes(gzip.decompress(data) if asked.reports.suffix == ".gz" else data)
            print(json.dumps(measure(path, "reports")))
        return
    if asked.one:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "corpus.jsonl"
            write(path, asked.one, int(asked.megabytes * MEGA), asked.seed)
            print(json.dumps(measure(path, asked.one)))
        return
    rows = []
    for kind in KINDS:
        options = ["--one", kind, "--megabytes", str(asked.megabytes), "--seed", str(asked.seed)]
        ran = subprocess.run([sys.executable, __file__, *options], check=True, capture_output=True, text=True)
        rows.append((kind, json.loads(ran.stdout)))
    print(speeds(rows), end="")
    if asked.longest:
        print("\n" + growths(asked.longest), end="")


def speeds(rows: list[tuple[str, dict[str, float]]]) -> str:
    """Return the speeds as a table."""
    lines = ["| 语料 | 篇 | json 解析（MB/s） | 清洗（MB/s） | 比值 | 内存（MB） |", "| --- |" + " ---: |" * 5]
    for kind, row in rows:
        figures = f"{row['documents']:,} | {row['parse']:.0f} | {row['clean']:.2f} | {row['ratio']:.4f}"
        lines.append(f"| {KINDS[kind][0]} | {figures} | {row['memory']:.0f} |")
    return "\n".join(lines) + "\n"


def growths(longest: int) -> str:
    """Return a table of how the time grows with the length of one line."""
    samples = "".join(path.read_text(encoding="utf-8") for path in sorted(RAW.glob("*.txt"))).replace("\n", "")
    lines = ["| 内容 | 1、2、4 … MB（秒） | 每加倍 |", "| --- | ---: | ---: |"]
    for piece in (samples, *ODD):
        seconds = growth(piece, longest)
        name = "样本连成一行" if piece is samples else f"`{piece!r}`"
        steps = " ".join(f"{later / earlier:.2f}" for earlier, later in pairwise(seconds))
        lines.append(f"| {name} | {' '.join(f'{second:.1f}' for second in seconds)} | {steps} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
