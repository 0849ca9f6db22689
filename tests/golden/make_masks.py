"""Write masks.tsv anew from the samples: a golden to be read before it is committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from chengwen import clean

ROOT = Path(__file__).parents[2]
SEEN = 4
"""Characters shown on each side; few, so that no name of the samples is quoted here."""
MASKS = re.compile(r"X+|\*+")


def rows() -> Iterator[str]:
    """Give a line for each mask run of the samples, in their order."""
    for path in sorted((ROOT / "raw").glob("*.txt")):
        document = clean(path.read_bytes(), id=path.stem)
        source = document.private.source_text or ""
        typed = {p.source.start: p for p in document.placeholders}
        for number, match in enumerate(MASKS.finditer(source), 1):
            found = typed[match.start()]
            left = source[max(0, match.start() - SEEN) : match.start()].replace("\n", "⏎")
            right = source[match.end() : match.end() + SEEN].replace("\n", "⏎")
            written = document.text[found.start : found.end]
            yield "\t".join(
                [path.stem, str(number), str(match.start()), match.group(), found.type, written, left, right]
            )


if __name__ == "__main__":
    (ROOT / "tests" / "golden" / "masks.tsv").write_text("\n".join(rows()) + "\n", encoding="utf-8")
