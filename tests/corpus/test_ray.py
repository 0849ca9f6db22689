"""On a real Ray cluster: the bytes of a local run, though a worker was killed in the middle of one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from corpora import Command, published, report, write_lines
from sabotage import MARK


def test_a_killed_worker_costs_a_retry_and_the_bytes_are_those_of_a_local_run(
    tmp_path: Path, chengwen: Command
) -> None:
    rows = [{"id": f"d{n}", "text": report(n) + (MARK + "\n") * (n == 17)} for n in range(40)]
    write_lines(tmp_path / "in.jsonl", [*rows, "nope"])
    chengwen("clean", "in.jsonl", "--out", "local/out", "--format", "jsonl", "--shard-megabytes", "0.002", code=3)
    fuse = tmp_path / "fuse"
    fuse.touch()
    script = [sys.executable, str(Path(__file__).with_name("sabotage.py")), "ray"]
    places = [tmp_path / "in.jsonl", tmp_path / "ray" / "out", fuse]
    done = subprocess.run([*script, *map(str, places)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not fuse.exists()
    local, ray = published(tmp_path / "local", "out"), published(tmp_path / "ray", "out")
    assert {name: data for name, data in local.items() if "rejects" not in name} == {
        name: data for name, data in ray.items() if "rejects" not in name
    }
    assert len(ray) == len(local) > 3
