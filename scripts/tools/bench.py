"""Measure building the site at several sizes, on documents recombined from the samples.

    python scripts/tools/bench.py [--sizes 100 1000]

Each size is built in a separate process. Measured are the seconds for the pages, and until the search index built
behind them is ready, the processor time of all processes, their peak memory, and the size of pages. On a machine that
has other work (its load is given: 0 is idle, and two processors are full at 2) only the processor time can be compared,
and it too is half as much again on a full one. `make bench` measures 100 and 1,000; 10,000 takes about five minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
COLUMNS = {
    "documents": "文稿",
    "pages_seconds": "页面（秒）",
    "index_seconds": "再等索引（秒）",
    "again_seconds": "改一篇后重建（秒）",
    "cpu": "处理器秒",
    "again_cpu": "改一篇：处理器秒",
    "load": "机器的负载",
    "own_megabytes": "内存（MB）",
    "others_megabytes": "别的进程，最多（MB）",
    "page_kilobytes": "页面中位数（KB）",
    "site_megabytes": "全站（MB）",
}
KILO, MEGA = 1_000, 1_000_000
TEN = 10


def measure(documents: int) -> dict[str, float]:
    """Build the site of so many documents twice: from nothing, and after one of them changed."""
    from chengwen.site.build.build import build  # in the process that is measured

    with TemporaryDirectory() as folder:
        root = Path(folder) / "corpus"
        made = [sys.executable, str(HERE / "make_corpus.py"), str(root), "--documents", str(documents)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        times: list[float] = []
        start, busy = time.perf_counter(), [_processor_time()]
        build(root, root / "site", progress=lambda _: times.append(time.perf_counter()))
        end = time.perf_counter()
        busy.append(_processor_time())
        _change(root / "cleaned" / f"{documents // 2:06}")
        load = os.getloadavg()[0]
        build(root, root / "site")
        again = time.perf_counter() - end
        busy.append(_processor_time())
        pages = [path.stat().st_size for path in (root / "site" / "d").glob("*/index.html")]
        whole = sum(path.stat().st_size for path in (root / "site").rglob("*") if path.is_file())
    return {
        "documents": documents,
        "pages_seconds": times[1] - start,
        "index_seconds": end - times[1],
        "again_seconds": again,
        "cpu": busy[1] - busy[0],
        "again_cpu": busy[2] - busy[1],
        "load": load,
        "own_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILO,
        "others_megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILO,
        "page_kilobytes": statistics.median(pages) / KILO,
        "site_megabytes": whole / MEGA,
    }


def _processor_time() -> float:
    """Return the processor time so far of this process, and of those that it has started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _change(stem: Path) -> None:
    """Change one document's metadata, as cleaning it again would."""
    path = stem.with_suffix(".json")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["metadata"]["level"] = "县"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def table(rows: list[dict[str, float]]) -> str:
    """Return the measures as a table."""
    lines = ["| " + " | ".join(COLUMNS.values()) + " |", "| " + " | ".join("---:" for _ in COLUMNS) + " |"]
    lines += [f"| {' | '.join(_figure(row[key]) for key in COLUMNS)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= TEN else f"{value:.1f}"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Measure building the site.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--one", type=int, help="measure one size and print it as JSON")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.one)))
        return
    rows = []
    for size in asked.sizes:
        ran = subprocess.run([sys.executable, __file__, "--one", str(size)], check=True, capture_output=True, text=True)
        rows.append(json.loads(ran.stdout))
    print(table(rows), end="")


if __name__ == "__main__":
    main()
