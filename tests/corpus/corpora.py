"""Corpora of invented reports, written and read back."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from click.testing import Result

Rows = list[dict[str, Any]]
Command = Callable[..., Result]


def report(number: int) -> str:
    return f"2022年第{number}号工作总结\n　　全镇共有党员X名，走访{number}户。\n一、加强领导\n成效明显,群众满意。\n"


def invent(count: int) -> Rows:
    """So many rows, each with two columns beside id and text."""
    return [{"id": f"d{n}", "text": report(n), "year": 2000 + n % 20, "tags": ["甲", str(n)]} for n in range(count)]


def write_lines(path: Path, rows: Iterable[Any]) -> Path:
    """Write rows as JSON Lines; what is no object is written as it stands."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
    return path


def read_lines(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def published(folder: Path, name: str) -> dict[str, bytes]:
    """Every file of an output: the one file or the shards, and the rejects; not the state."""
    places = [folder / name, folder / f"{name.partition('.')[0]}.rejects.jsonl"]
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def killed_on_its_way(process: subprocess.Popen[bytes], state: Path, chance: random.Random) -> bool:
    """Kill a run a few shards and a moment later than now; return whether it had not ended before.

    Shards tell how far it is, whatever else the machine does meanwhile; `state` is where it notes them.
    """
    wanted, moment = shards_done(state) + chance.randrange(5), chance.uniform(0, 0.1)
    while process.poll() is None and shards_done(state) < wanted:
        time.sleep(0.002)
    try:
        process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
        return True
    return False


def shards_done(state: Path) -> int:
    return len(list(state.glob("*[0-9].json")))


def as_rows(out: str) -> tuple[str, ...]:
    """The options that make rows of an output by this name: into a folder they are asked for."""
    return () if "." in out else ("--format", "jsonl")
