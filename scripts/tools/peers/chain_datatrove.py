"""datatrove's nearest to our cleaning: mend the encoding, hide e-mail and IP addresses, drop lines of symbols.

    python chain_datatrove.py INPUT OUT PROCESSES

Run by bench_peers.py in an environment of its own. INPUT is a folder of *.jsonl, or of *.txt, a document each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.formatters import FTFYFormatter, PIIFormatter, SymbolLinesFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import JsonlWriter


class TextReader(BaseDiskReader):  # type: ignore[misc]  # no types
    """Reads a file as a document: datatrove has no reader of its own for that."""

    name = "texts"

    def __init__(self, folder: str) -> None:
        super().__init__(folder, glob_pattern="*.txt")

    def read_file(self, path: str) -> Iterator[Document]:
        """Give the one document of a file."""
        with self.data_folder.open(path, "rt", encoding="utf-8") as file:
            document: Any = self.get_document_from_dict({"text": file.read(), "id": path}, path, 0)
            if document:
                yield document


def main() -> None:
    """Run the chain."""
    folder, out, processes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    reader = JsonlReader(str(folder)) if any(folder.glob("*.jsonl")) else TextReader(str(folder))
    LocalPipelineExecutor(
        pipeline=[
            reader,
            FTFYFormatter(),
            PIIFormatter(),
            SymbolLinesFormatter(),
            JsonlWriter(out, compression=None),
        ],
        tasks=processes,
        workers=processes,
        logging_dir=f"{out}-logs",
    ).run()


if __name__ == "__main__":
    main()
