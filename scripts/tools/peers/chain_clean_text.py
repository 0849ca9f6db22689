"""Run clean-text with every option harmless to Chinese: repair encodings, normalise spaces, hide contacts.

    python chain_clean_text.py INPUT OUT PROCESSES

bench_peers.py runs this in an environment of its own. INPUT is a folder of *.jsonl, or of *.txt, each one document.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from cleantext import clean

chain = partial(
    clean,
    fix_unicode=True,
    to_ascii=False,
    lower=False,
    normalize_whitespace=True,
    no_line_breaks=False,
    no_urls=True,
    no_emails=True,
    no_phone_numbers=True,
    lang="en",
)


def texts(folder: Path) -> Iterator[str]:
    """Yield the texts of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)
    for path in sorted(folder.glob("*.txt")):
        yield path.read_text(encoding="utf-8")


def main() -> None:
    """Run the chain."""
    folder, out, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    out.mkdir()
    with (out / "clean.jsonl").open("w", encoding="utf-8") as file, ProcessPoolExecutor(processes) as workers:
        found = map(chain, texts(folder)) if processes == 1 else workers.map(chain, texts(folder), chunksize=50)
        for text in found:
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
