"""Run a harness: a function that takes bytes and raises when a promise is broken.

`python tests/fuzz/fuzz_decode.py -max_total_time=600 CORPUS` runs one under coverage with atheris (libFuzzer's options);
the tests replay the kept corpus and feed random inputs without it.
"""

from __future__ import annotations

import gc
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any

CORPUS = Path(__file__).with_name("corpus")
Check = Callable[[bytes], None]


def fuzz(check: Check) -> None:
    """Hand a harness to libFuzzer, with our own functions, those of the harness included, under coverage."""
    import atheris

    for function in gc.get_objects():
        if isinstance(function, FunctionType) and (function.__module__ or "").partition(".")[0] in (
            "chengwen",
            "__main__",
        ):
            atheris.instrument_func(function)
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


def kept(name: str) -> list[bytes]:
    """Give the kept inputs of a harness: seeds, and what once broke it."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def variations(seeds: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Give random inputs, most of them kept ones with something cut out, repeated, overwritten or put in."""
    dice = random.Random(seed)
    for _ in range(count):
        data = dice.choice(seeds) if dice.random() < 0.9 else dice.randbytes(dice.randrange(200))
        for _ in range(dice.randrange(1, 6)):
            start, end = sorted(dice.randrange(len(data) + 1) for _ in "se")
            piece = dice.choice((b"", data[start:end] * 2, dice.randbytes(dice.randrange(1, 5)), dice.choice(seeds)))
            data = data[:start] + piece + data[end:]
        yield data[:4_000]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` for what takes longer than that, in time that this process computes."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"more than {seconds} s of computing")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
