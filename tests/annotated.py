"""What takes long is made once in a run of tests, however many processes share that run: the annotated documents, cleaned."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from chengwen.cleaner import clean
from chengwen.document import Document
from chengwen.knowledge.load import ours_only
from chengwen.measure.gold import Gold, read_folder

GOLD = Path(__file__).with_name("gold")
Annotated = list[tuple[Gold, Document]]
Made = TypeVar("Made")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], Made]) -> Made:
    """Make something, or take what another process of this run of tests has made of that name; it must be picklable.

    Each process of pytest-xdist has a folder for this run, in one that they share. To another run none of it is known:
    code may have changed.
    """
    mine = factory.getbasetemp()
    shared = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / f"{name}.pickle"
    begun = shared.with_suffix(".begun")
    while not shared.exists():
        try:
            begun.touch(exist_ok=False)
        except FileExistsError:
            time.sleep(0.1)  # for another makes it
            continue
        try:
            begun.write_bytes(pickle.dumps(make()))
            begun.replace(shared)
        finally:
            begun.unlink(missing_ok=True)
    made: Made = pickle.loads(shared.read_bytes())
    return made


def cleaned() -> Annotated:
    """Return the seen documents, named as below tests/gold/seen, and what is made of each."""
    return [(gold, clean(gold.raw, id="gold", rules=ours_only())) for gold in read_folder(GOLD / "seen")]
