"""Measure cleaning on a Ray cluster of this machine beside cleaning in as many processes without one.

    python scripts/tools/bench_ray.py [--megabytes 10] [--workers 2] [--seed 1]

The cluster is real: a head without processors and workers of one processor each, every one a node with processes of its
own, as on as many machines; only the network between them is missing. Both runs write shards of JSON Lines, which must
be the same to the byte. Printed are seconds by the clock, from the command to its end, and documents per second; then
the same for one document, which is the start alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench_clean import MEGA, write
from peers.measured import Measured, run
from ray.cluster_utils import Cluster


@contextmanager
def cluster_of(workers: int) -> Iterator[str]:
    """Start a cluster and yield its address; it ends with this program."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(workers):
            cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        yield cluster.address
    finally:
        cluster.shutdown()  # type: ignore[no-untyped-call]


def cleaned(folder: Path, source: str, out: str, *how: str) -> Measured:
    """Clean a corpus, and return what it took; what fails ends the program."""
    words = ["clean", source, "-o", out, "--format", "jsonl", *how]
    measured = run([sys.executable, "-m", "chengwen", *words], folder)
    if measured.failed:
        sys.exit(f"{out}: {measured.failed}")
    return measured


def published(out: Path) -> dict[str, bytes]:
    """Return the content of the shards of an output."""
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure cleaning on a Ray cluster of this machine.")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as scratch, cluster_of(asked.workers) as address:
        folder = Path(scratch)
        write(folder / "many.jsonl", "noisy", int(asked.megabytes * MEGA), asked.seed)
        write(folder / "one.jsonl", "noisy", 1, asked.seed)
        documents = (folder / "many.jsonl").read_bytes().count(b"\n")
        ways = {
            f"--jobs {asked.workers}": ("--jobs", str(asked.workers)),
            f"Ray，{asked.workers} 个工作节点": ("--engine", "ray", "--ray-address", address),
        }
        print("| 怎样运行 | 秒 | 每秒多少篇 | 其中启动（秒） |\n| --- | ---: | ---: | ---: |")
        for number, (name, how) in enumerate(ways.items()):
            start = cleaned(folder, str(folder / "one.jsonl"), str(folder / f"one-{number}"), *how).wall
            took = cleaned(folder, str(folder / "many.jsonl"), str(folder / f"many-{number}"), *how).wall
            print(f"| {name} | {took:.1f} | {documents / took:.0f} | {start:.1f} |", flush=True)
        same = published(folder / "many-0") == published(folder / "many-1")
        print(f"\n{documents:,} 篇，{asked.megabytes:g} MB；{'逐字节相同' if same else '字节不同'}")
        sys.exit(not same)


if __name__ == "__main__":
    main()
