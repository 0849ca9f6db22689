"""Run the datatrove chain nearest to our cleaning: repair encodings, hide addresses, drop lines of symbols.

    python chain_datatrove.py INPUT OUT PROCESSES

bench_peers.py runs this in an environment of its own. INPUT is a folder of *.jsonl, or of *.txt, each one document. The
addresses are of e-mail and IP.
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
    """Reads a file as a document: datatrove has no such reader."""

    name = "texts"

    def __init__(self, folder: str) -> None:
        super().__init__(folder, glob_pattern="*.txt")

    def read_file(self, path: str) -> Iterator[Document]:
        """Yield the single document of a file."""
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
