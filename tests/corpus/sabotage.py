"""A run whose worker dies over one document: python sabotage.py ENGINE IN OUT FUSE

The recogniser below is asked about every document; over the marked one it kills its process while the file FUSE is
there, and takes the fuse away.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chengwen.cleaner import Cleaner
from chengwen.corpus.options import CorpusOptions
from chengwen.corpus.run import clean_corpus
from chengwen.errors import InputError

MARK = "致命的一行"


@dataclass(frozen=True)
class Killer:
    """Kills the process it runs in, once."""

    fuse: Path

    def __call__(self, text: str) -> Iterator[tuple[int, int, str]]:
        if MARK in text and self.fuse.exists():
            self.fuse.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        yield from ()


if __name__ == "__main__":
    engine, source, out, fuse = sys.argv[1:]
    options = Cleaner(recognisers=(Killer(Path(fuse)),))
    try:
        clean_corpus([source], out, CorpusOptions(options, jobs=2, engine=engine, shard_bytes=2_000))
    except InputError as error:
        sys.exit(str(error))
