"""Measure cleaning a corpus beside other tools, on the same documents, one run after another.

    python scripts/tools/bench_peers.py [--megabytes 5] [--seed 1] [--tools …] [--corpora …] [--processes 1 2]

The tools do different things: each runs the chain that comes nearest (scripts/tools/peers/), in an environment of its
own under .cache/bench/, made on demand. Measured are whole commands, minus the time of the same command for one
document, which is its start-up time. Times are processor times of all processes together, so other load on the machine
matters little; a speed is megabytes of input per second of processor time, and of wall time for two processes. For
Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bench_clean import write
from peers.measured import Measured, run

from chengwen.knowledge.load import ours_only
from chengwen.site.charts.drawing import draw_bar, draw_rows

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
MEGA = 1_000_000
ADVERTS = 42
"""How many of our patterns Data-Juicer is given to remove."""
OFFLINE = {"UV_OFFLINE": "1", "PIP_NO_INDEX": "1", "HF_HUB_OFFLINE": "1"}
"""Data-Juicer installs missing packages while running; here it must not."""
PACKAGES = {
    "Data-Juicer": ("py-data-juicer==1.6.1", "aiohttp", "ftfy", "ray"),
    "datatrove": ("datatrove==0.10.1", "ftfy", "orjson", "regex"),
    "clean-text": ("clean-text==0.7.1",),
}
OURS = "chengwen"
CORPORA = {
    "clean": "较干净",
    "noisy": "三类噪声",
    "gb18030": "GB18030 文件",
    "mojibake": "乱码",
    "files": "小文件",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One run of one tool."""

    tool: str
    corpus: str
    processes: int
    size: int
    """Bytes of input."""
    documents: int
    written: int
    measured: Measured
    start: Measured
    """The same for one document."""

    @property
    def whole(self) -> bool:
        """Whether every document came out; otherwise the speed means nothing."""
        return not self.measured.failed and self.written == self.documents

    @property
    def speed(self) -> float:
        """Megabytes per second of processor time."""
        return self.size / MEGA / max(self.measured.processor - self.start.processor, 0.01)

    @property
    def wall_speed(self) -> float:
        """Megabytes per second of wall time."""
        return self.size / MEGA / max(self.measured.wall - self.start.wall, 0.01)


def make_corpus(folder: Path, corpus: str, size: int, seed: int) -> int:
    """Write a corpus; return its size in bytes."""
    folder.mkdir()
    lines = folder / "corpus.jsonl"
    write(lines, {"noisy": "noisy", "files": "small"}.get(corpus, "clean"), size, seed)
    if corpus in ("clean", "noisy"):
        return lines.stat().st_size
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").split("\n") if line]
    lines.unlink()
    if corpus == "mojibake":
        texts = (
            json.dumps({**row, "text": garble(row["text"], place)}, ensure_ascii=False)
            for place, row in enumerate(rows)
        )
        lines.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    else:
        for row in rows:
            raw = row["text"].encode("gb18030" if corpus == "gb18030" else "utf-8")
            (folder / f"{row['id']}.txt").write_bytes(raw)
    return sum(path.stat().st_size for path in folder.iterdir())


def garble(text: str, place: int) -> str:
    """Decode a text in the wrong encoding: its UTF-8 or GB18030 bytes, in turn, as Latin-1."""
    return text.encode("utf-8" if place % 2 else "gb18030").decode("latin-1")


def environment(tool: str) -> Path:
    """Return the Python of a tool's own environment, made on demand."""
    folder = ROOT / ".cache" / "bench" / tool.lower()
    python, done = folder / "bin" / "python", folder / "made"
    wanted = " ".join(PACKAGES[tool])
    if not done.exists() or done.read_text() != wanted:
        venv.create(folder, clear=True, symlinks=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES[tool]], check=True)
        done.write_text(wanted)
    return python


def command_of(tool: str, folder: Path, out: Path, processes: int) -> list[str]:
    """Return the command that runs a tool over a corpus."""
    if tool == OURS:
        options = ["--out", str(out), "--format", "jsonl", "--jobs", str(processes)]
        return [sys.executable, "-m", "chengwen", "clean", str(folder), *options]
    script = PEERS / f"chain_{tool.lower().replace('-', '_')}.py"
    return [str(environment(tool)), str(script), str(folder), str(out), str(processes)]


def measure(tool: str, folder: Path, processes: int) -> tuple[Measured, int]:
    """Run a tool over a corpus; return what it took, and how many documents it wrote."""
    adverts = [f"(?m){rule.pattern}" for rule in ours_only().patterns[:ADVERTS]]
    with TemporaryDirectory() as scratch:
        command = command_of(tool, folder, Path(scratch) / "out", processes)
        measured = run(command, Path(scratch), json.dumps(adverts), environment=OFFLINE)
        return measured, sum(map(count_lines, (Path(scratch) / "out").glob("*.jsonl")))


def count_lines(path: Path) -> int:
    """Count the lines of a file."""
    return path.read_bytes().count(b"\n")


def parsing_speed(folder: Path) -> float:
    """Return megabytes per second of reading the same corpus: JSON parsed, texts decoded. The fastest of three runs."""
    seconds = []
    for _ in range(3):
        start = process_time()
        for path in folder.iterdir():
            data = path.read_bytes()
            if path.suffix == ".jsonl":
                for line in data.split(b"\n"):
                    if line:
                        json.loads(line)
            else:
                data.decode("utf-8", "replace")
        seconds.append(process_time() - start)
    return sum(path.stat().st_size for path in folder.iterdir()) / MEGA / min(seconds)


def table(results: list[Result], parsing: dict[str, float]) -> str:
    """Return the results as a table, each tool beside ours."""
    ours = {(result.corpus, result.processes): result for result in results if result.tool == OURS}
    lines = [
        "| 语料 | 程序 | 进程 | MB/s（处理器） | MB/s（钟表） | 内存（MB） | 与读入解析之比 | 澄文是它的几倍 |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        head = f"| {CORPORA[result.corpus]} | {result.tool} | {result.processes} |"
        if not result.whole:
            lines.append(f"{head} {result.documents:,} 篇只写出 {result.written:,} 篇 | | | | |")
            continue
        us = ours.get((result.corpus, result.processes))
        times = f"{us.speed / result.speed:.2f}" if us and us is not result and us.whole else ""
        lines.append(
            f"{head} {result.speed:.2f} | {result.wall_speed:.2f} | {result.measured.memory:.0f} | "
            f"{result.speed / parsing[result.corpus]:.4f} | {times} |"
        )
    return "\n".join(lines) + "\n"


def chart(results: list[Result]) -> str:
    """Return the speeds on the clean corpus, one process, as bars."""
    shown = [one for one in results if (one.corpus, one.processes) == ("clean", 1) and one.whole]
    most = round(100 * max((one.speed for one in shown), default=0))
    rows = (
        (one.tool, draw_bar([("c0", one.tool, round(100 * one.speed))], most), f"{one.speed:.2f} MB/s") for one in shown
    )
    return str(draw_rows(rows)) + "\n"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure cleaning beside other tools.")
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tools", nargs="+", choices=[OURS, *PACKAGES], default=[OURS, *PACKAGES])
    parser.add_argument("--corpora", nargs="+", choices=list(CORPORA), default=list(CORPORA))
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2])
    asked = parser.parse_args()
    results: list[Result] = []
    parsing: dict[str, float] = {}
    with TemporaryDirectory() as scratch:
        for corpus in asked.corpora:
            folder, tiny = Path(scratch) / corpus, Path(scratch) / f"{corpus}-tiny"
            size = make_corpus(folder, corpus, int(asked.megabytes * MEGA), asked.seed)
            make_corpus(tiny, corpus, 1, asked.seed)
            parsing[corpus] = parsing_speed(folder)
            documents = sum(count_lines(path) if path.suffix == ".jsonl" else 1 for path in folder.iterdir())
            for processes in asked.processes:
                for tool in asked.tools:
                    start, _ = measure(tool, tiny, processes)
                    measured, written = measure(tool, folder, processes)
                    results.append(Result(tool, corpus, processes, size, documents, written, measured, start))
                    print(results[-1], file=sys.stderr)
    print(table(results, parsing))
    print(chart(results))


if __name__ == "__main__":
    main()
