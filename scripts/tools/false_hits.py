"""Count what cleaning does to texts in which little is to be done: false_hits.py TEXTS.jsonl[.gz] [SPLIT]

Each row holds a `text`, and may hold a `split`. Counted are characters, suspects, what was removed, and names hidden.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from chengwen.cleaner import Cleaner


def main(path: Path, split: str = "") -> None:
    """Print the counts."""
    cleaner, counts = Cleaner(), Counter[str]()
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        if split and row.get("split") != split:
            continue
        document = cleaner.clean(row["text"])
        counts["characters"] += len(row["text"])
        counts["suspects"] += len(document.suspects)
        counts["suspected names"] += len(document.private.names)
        for one in document.placeholders:
            if one.origin == "chengwen":
                counts[f"hidden: {one.type}"] += 1
                sys.stdout.write(f"{row['text'][one.source.start : one.source.end]}\n")
        for edit in document.edits:
            if not edit.text:
                counts["removed"] += sum(map(str.isalnum, row["text"][edit.span.start : edit.span.end]))
    sys.stdout.write("".join(f"{name}: {number:,}\n" for name, number in sorted(counts.items())))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
