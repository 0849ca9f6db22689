"""Where a run over a corpus writes: told by the name of its output, and refused where it would do harm."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chengwen import storage
from chengwen.corpus_plan import ROWS, kind_of
from chengwen.corpus_shard import SCRATCH
from chengwen.errors import InputError


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run writes."""

    address: str
    kind: str
    whole: bool
    """One file, not a folder of shards."""
    state: str
    parts: str
    rejects: str
    dropped: str
    """Where copies are listed that were left out."""


def is_corpus(addresses: Sequence[str], out: str, kind: str) -> bool:
    """Tell whether what is asked for is rows in shards, and not a text file for each text file."""
    if kind or storage.is_remote(out) or kind_of(out) in ROWS:
        return True
    return any(storage.is_remote(address) or _holds_rows(address) for address in addresses)


def _holds_rows(address: str) -> bool:
    below = Path(address).rglob("*") if Path(address).is_dir() else [address]
    return any(kind_of(str(file)) in ROWS for file in below)


def output_of(out: str, kind: str, input_kind: str) -> Output:
    """Tell by the name of the output what is written where.

    >>> output_of("a/clean.parquet", "", ".jsonl").whole
    True
    >>> output_of("s3://bucket/clean", "", ".jsonl.gz").kind, output_of("s3://bucket/clean", "", ".txt").rejects
    ('.jsonl.gz', 's3://bucket/clean.rejects.jsonl')
    """
    named = kind_of(out)
    whole = named in ROWS and not out.endswith("/")
    if whole and kind not in ("", named):
        raise InputError(f"{out}: --format {kind[1:]} contradicts its name; leave one of them out")
    name = storage.last_part(out)
    bare = name[: -len(named)] if whole else name
    state = storage.sibling(out, f".{name}.chengwen")
    kind = kind or (named if whole else input_kind if input_kind in ROWS else ".jsonl")
    rejects, dropped = (storage.sibling(out, f"{bare}.{what}.jsonl") for what in ("rejects", "duplicates"))
    return Output(out, kind, whole, state, state if whole else out, rejects, dropped)


def refuse_to_clean_itself(addresses: Sequence[str], files: Sequence[str], output: Output) -> None:
    """Refuse an output that would be among the input of the next run."""
    ours = {_absolute(address) for address in (output.address, output.rejects, output.dropped)}
    inside = [address for address in addresses if any(_is_within(one, _absolute(address)) for one in ours)]
    if inside or ours.intersection(map(_absolute, files)):
        where = inside[0] if inside else "the input"
        raise InputError(f"{output.address}: this lies within {where}; name an output outside of what is cleaned")


def _is_within(address: str, folder: str) -> bool:
    return address == folder or address.startswith(folder.rstrip("/" + os.sep) + ("/" if "://" in folder else os.sep))


def _absolute(address: str) -> str:
    return address if storage.is_remote(address) else str(Path(address).resolve())


def refuse_to_overwrite(output: Output) -> None:
    """Refuse an output that is there already and was not made by this command."""
    if storage.names_in(output.state):
        return
    there = storage.look(output.address) if output.whole else storage.names_in(output.address)
    if there:
        raise InputError(f"{output.address}: is there already, and not from here; name another output, or remove it")


def begin(output: Output) -> None:
    """Make the folder of records, with a word on what it is; from then on the output counts as ours."""
    storage.write(
        storage.child(output.state, "README.txt"), ABOUT.format(last=storage.last_part(output.address)).encode()
    )
    tidy(output.state)


ABOUT = """What `chengwen clean` knows of {last}: so that a run goes on where it was stopped,
and does only what changed. It holds digests and names of raw files. Do not publish it.
It may be removed together with {last}; then everything is cleaned anew.
"""


def tidy(state: str) -> None:
    """Clear away what a killed run left half made."""
    for folder in [] if storage.is_remote(state) else Path(state).glob(f"{SCRATCH}*"):
        shutil.rmtree(folder, ignore_errors=True)
