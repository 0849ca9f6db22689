"""Make a file of statutes to learn from and to measure on: statutes.py FOLDER OUT.jsonl.gz

    git clone https://github.com/LawRefBook/Laws
    python scripts/tools/statutes.py Laws statutes.jsonl.gz

FOLDER holds statutes as Markdown. Each row has the `text` without the marks, and its `split`: one in sixteen, by the
digest of its name, is `test` and never learned from. Statutes are free of copyright in China; nothing enters
the repository of them but words and counts.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from hashlib import blake2b
from pathlib import Path

LONGEST = 40_000
"""In code points: a longer one is a code, and would outweigh the rest."""
_MARKS = re.compile("(?m)<!--[^<>]{0,200}-->|^#+ *")


def main(folder: Path, out: Path) -> None:
    """Write the rows, in the order of their names."""
    rows = []
    for path in sorted(folder.rglob("*.md")):
        text = re.sub("\n{2,}", "\n", _MARKS.sub("", path.read_text(encoding="utf-8"))).strip("\n")
        if "第一条" in text and len(text) <= LONGEST:
            tested = blake2b(path.name.encode(), digest_size=1).digest()[0] < 16
            rows.append({"text": f"{text}\n", "split": "test" if tested else "train"})
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    out.write_bytes(gzip.compress(lines.encode(), 6, mtime=0))
    sys.stdout.write(f"{len(rows)} statutes, {sum(row['split'] == 'test' for row in rows)} of them to measure on\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
