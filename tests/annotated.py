"""The annotated documents that may be read, each cleaned once in a run of tests, however many processes share that run."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

from chengwen.cleaner import clean
from chengwen.document import Document
from chengwen.knowledge.load import ours_only
from chengwen.measure.gold import Gold, read_folder

GOLD = Path(__file__).with_name("gold")
Annotated = list[tuple[Gold, Document]]


def cleaned_once(folder: Path) -> Annotated:
    """Return the seen documents, named as below tests/gold/seen, and what is made of each.

    The first process to ask leaves them in `folder`, which must belong to this run alone: to another, code may have
    changed.
    """
    shared = folder / "annotated.pickle"
    if not shared.exists():
        made = [(gold, clean(gold.raw, id="gold", rules=ours_only())) for gold in read_folder(GOLD / "seen")]
        begun = folder / f"annotated.{os.getpid()}"
        begun.write_bytes(pickle.dumps(made))
        begun.replace(shared)
    found: Annotated = pickle.loads(shared.read_bytes())
    return found
