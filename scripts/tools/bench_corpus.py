"""Take a corpus the whole way, as somebody with a corpus of their own would, and measure each step.

    python scripts/tools/bench_corpus.py [--megabytes 300] [--jobs 2] [--seed 1] [--folder FOLDER] [--texts FILE]

The corpus is JSON Lines with the columns 标题, 正文, 来源 and 日期, and no id: documents recombined from raw/ with
noise of three families, or from the `text` of the rows of a .jsonl.gz with the noise that they have. Every tenth is a
copy of an earlier one with a seller's line below it. A tenth of its size is an earlier corpus, half of whose documents
come again. The same seed yields the same bytes.

Steps: the earlier corpus is cleaned; the corpus is cleaned at one go, and again into another place, killed (kill -9)
after a third and after two thirds; a rule is added, and its effect shown and made; the result is exported and loaded.
Checked are that the killed run ends with the bytes of the one that was not, that the run with another rule writes what
the comparison said, and that every library finds as many rows as were exported. For Linux; polars, duckdb and datasets
are loaded if they are installed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench_clean import MEGA, RAW, as_it_is, spoil, vary
from peers.measured import Measured, run

OWN_RULE = """[[rules]]
id = "own-cliche"
family = "own"
description = "套话"
why = "量的时候用的一条自己的规则。"
scope = "span"
keywords = ["切实"]
pattern = '''切实(?=[加把做落抓增提])'''
action = "remove"
confidence = "high"
match = ["切实加强领导", "要切实抓好落实"]
keep = ["方案切实可行。"]
"""
SELLER = "更多范文请加微信公众号，整理不易\n"
COPIES, AGAIN = 10, 2
"""Every tenth document is a copy; every second of the earlier corpus comes again."""
LOADS = {
    "polars": "import polars; print(len(polars.read_parquet('{}/data/**/*.parquet')))",
    "duckdb": "import duckdb; print(len(duckdb.sql(\"select id from '{}/data/**/*.parquet'\").fetchall()))",
    "datasets": "import datasets; print(sum(len(one) for one in datasets.load_dataset('{}').values()))",
}
"""What prints the number of rows of an exported data set."""


def samples_of(texts: Path | None) -> list[str]:
    """Return the texts that documents are made from: those of a .jsonl.gz, else the samples."""
    if texts is None:
        return [raw.read_text(encoding="utf-8") for raw in sorted(RAW.glob("*.txt"))]
    with gzip.open(texts, "rt", encoding="utf-8") as rows:
        return [json.loads(row)["text"] for row in rows]


def documents(samples: list[str], seed: int, noise: Callable[[str, random.Random], str]) -> Iterator[str]:
    """Yield raw texts without end."""
    kept: list[str] = []
    for number in count():
        chance = random.Random(f"{seed}-{number}")
        if kept and number % COPIES == 0:
            yield chance.choice(kept) + "\n" + SELLER
            continue
        text = noise(vary(samples, chance), chance)
        if len(kept) < 1_000:
            kept.append(text)
        yield text


def row_of(text: str, number: int) -> str:
    """Return the line of a document."""
    title = text.partition("\n")[0].strip("\r\u3000 ")
    day = f"20{number % 12 + 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    row = {"标题": title, "正文": text, "来源": f"https://example.cn/{number}.html", "日期": day}
    return json.dumps(row, ensure_ascii=False) + "\n"


def make(folder: Path, texts: Path | None, size: int, seed: int) -> int:
    """Write corpus.jsonl of at least `size` bytes and earlier.jsonl; return the number of documents in the corpus."""
    number = 0
    samples, noise = samples_of(texts), as_it_is if texts else spoil
    with (
        (folder / "corpus.jsonl").open("w", encoding="utf-8") as corpus,
        (folder / "earlier.jsonl").open("w", encoding="utf-8") as earlier,
    ):
        others = documents(samples, seed + 1, noise)
        for number, text in enumerate(documents(samples, seed, noise)):
            if corpus.tell() >= size:
                break
            corpus.write(row_of(text, number))
            if earlier.tell() < size // 10:
                earlier.write(row_of(text if number % AGAIN == 0 else next(others), number))
    return number


def shards_done(out: Path) -> int:
    """Return how many shards of an output have their record."""
    return sum(path.stem.isdecimal() for path in out.with_name(f".{out.name}.chengwen").glob("*.json"))


def published(out: Path) -> dict[str, bytes]:
    """Return the content of the shards of an output."""
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def has_done(out: Path, shards: int) -> bool:
    """Whether so many shards of an output are done."""
    return shards_done(out) >= shards


Step = tuple[str, Measured, str]
"""What was done, what it took, and how it was to end: empty for well, else the exit code."""
CLI = [sys.executable, "-m", "chengwen"]
KILLED, CHANGES = "exit code -9:", "exit code 1:"


def steps(folder: Path, jobs: int) -> Iterator[Step]:
    """Go the whole way; yield what each step took."""
    usual = ["--jobs", str(jobs)]
    options = [*usual, "--format", "parquet", "--dedup", "near", "--against", "earlier.clean.jsonl"]

    def clean(out: str, *more: str, until: Callable[[], bool] = lambda: False) -> Measured:
        return run([*CLI, "clean", "corpus.jsonl", "-o", out, *options, *more], folder, kill_when=until)

    earlier = run([*CLI, "clean", "earlier.jsonl", "-o", "earlier.clean.jsonl", *usual], folder)
    yield "清洗以前的语料（十分之一）", earlier, ""
    yield "清洗，查重，一次做完", clean("whole"), ""
    whole, killed = folder / "whole", folder / "killed"
    shards = shards_done(whole)
    for share, name in ((1, "三分之一"), (2, "三分之二")):
        until = partial(has_done, killed, shards * share // 3)
        yield f"同上，做到{name}时杀死", clean("killed", until=until), KILLED
    yield "再运行，做完剩下的", clean("killed"), ""
    assert published(killed) == published(whole), "the bytes are not those of a run without interruption"
    yield "什么也没有变，再运行一次", clean("killed"), ""
    (folder / "own").mkdir()
    (folder / "own" / "own.toml").write_text(OWN_RULE, encoding="utf-8")
    yield "加一条规则，--diff", clean("killed", "--rules", "own", "--diff"), CHANGES
    assert "own-cliche" in told(folder), "the rule was to change something"
    yield "照新规则再清洗", clean("killed", "--rules", "own"), ""
    assert published(killed) != published(whole)
    exported = run([*CLI, "--lang", "en", "export", "killed", "--out", "set", "--split", "test=0.1"], folder)
    yield "导出成数据集，分出测试用的", exported, ""
    number = told(folder).partition(" document")[0].replace(",", "")
    offline = {"HF_HOME": "hub", "HF_HUB_OFFLINE": "1"}
    for library in filter(find_spec, LOADS):
        measured = run([sys.executable, "-c", LOADS[library].format("set")], folder, environment=offline)
        rows = told(folder).strip("\n").split("\n")[-1]
        assert rows == number, f"{library} finds {rows} rows, and {number} were exported"
        yield f"{library}：读入 {rows} 行", measured, ""


def told(folder: Path) -> str:
    """Return what the last step said."""
    return (folder / "told.txt").read_text(encoding="utf-8")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Take a corpus the whole way.")
    parser.add_argument("--megabytes", type=float, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="leave everything here; else nothing is left")
    parser.add_argument("--texts", type=Path, help="a .jsonl.gz whose rows have a `text`; else raw/")
    asked = parser.parse_args()
    with TemporaryDirectory() as scratch:
        folder = (asked.folder or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        number = make(folder, asked.texts, int(asked.megabytes * MEGA), asked.seed)
        print(f"{number:,} 篇，{asked.megabytes:g} MB，{asked.jobs} 个进程\n", flush=True)
        print("| 步骤 | 秒 | 处理器秒 | 最高内存（MB） |\n| --- | ---: | ---: | ---: |", flush=True)
        with contextlib.chdir(folder):
            for name, took, ending in steps(folder, asked.jobs):
                if not took.failed.startswith(ending) or (took.failed and not ending):
                    sys.exit(f"{name}: {took.failed}\n{told(folder)}")
                print(f"| {name} | {took.wall:.1f} | {took.processor:.1f} | {took.memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
