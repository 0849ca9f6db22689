"""Every harness on its kept inputs and on random variations of them; `make fuzz` runs them under coverage."""

from __future__ import annotations

import itertools
from importlib import import_module

import pytest
from driver import CORPUS, at_most, kept, variations

HARNESSES = {
    "anonymise": 250,
    "clean": 300,
    "columns": 1_500,
    "decode": 800,
    "formats": 300,
    "gold": 800,
    "holdings": 300,
    "metadata": 800,
    "names": 300,
    "register": 400,
    "rules": 60,
    "scan": 800,
    "sections": 800,
    "sidecar": 1_000,
    "text": 1_500,
    "word": 40,
}
"""How many variations each is given: a few seconds of computing. One in twelve formats is a PDF, which takes a process."""
SECONDS = 10
"""For one input, of computing; the slowest kept one takes a tenth of that."""


@pytest.mark.parametrize("name", HARNESSES)
def test_no_input_breaks_a_promise(name: str) -> None:
    check, seeds = import_module(f"fuzz_{name}").check, kept(name)
    for data in [*seeds, *variations(seeds, HARNESSES[name], seed=1)]:
        try:
            with at_most(SECONDS):
                check(data)
        except Exception as error:
            error.add_note(f"{name}: bytes.fromhex('{data.hex()}')")
            raise


def test_every_harness_and_its_kept_inputs_are_here() -> None:
    files = {path.stem.removeprefix("fuzz_") for path in CORPUS.parent.glob("fuzz_*.py")}
    assert files == set(HARNESSES) == {path.name for path in CORPUS.iterdir()}


def test_what_computes_too_long_is_stopped() -> None:
    with pytest.raises(TimeoutError), at_most(0.05):
        sum(1 for _ in itertools.repeat(1))
