"""Where a run over a corpus writes: derived from the name of its output, and refused where it would do harm."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from chengwen import overwriting
from chengwen.checkout.store import held
from chengwen.corpus import storage
from chengwen.corpus.file_kinds import ROWS, kind_of
from chengwen.corpus.shards.shard import SCRATCH, part_name
from chengwen.errors import InputError
from chengwen.message import at, say


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
    """Where dropped copies are listed."""


def is_corpus(out: str, kind: str) -> bool:
    """Whether the output is to be rows, in one file or in shards, rather than texts: only its name or kind says so."""
    return bool(kind) or storage.is_remote(out) or kind_of(out) in ROWS


def output_of(out: str, kind: str, input_kind: str) -> Output:
    """Return where a run writes, derived from the name of its output.

    >>> output_of("a/clean.parquet", "", ".jsonl").whole
    True
    >>> output_of("s3://bucket/clean", "", ".jsonl.gz").kind, output_of("s3://bucket/clean", "", ".txt").rejects
    ('.jsonl.gz', 's3://bucket/clean.rejects.jsonl')
    """
    named = kind_of(out)
    whole = named in ROWS and not out.endswith("/")
    if whole and kind not in ("", named):
        raise InputError(at(out, say("--format {kind} contradicts its name; leave one of them out", kind=kind[1:])))
    name = storage.last_part(out)
    bare = name[: -len(named)] if whole else name
    state = storage.sibling(out, f".{name}.chengwen")
    kind = kind or (named if whole else input_kind if input_kind in ROWS else ".jsonl")
    rejects, dropped = (storage.sibling(out, f"{bare}.{what}.jsonl") for what in ("rejects", "duplicates"))
    return Output(out, kind, whole, state, state if whole else out, rejects, dropped)


def refuse_to_clean_itself(
    addresses: Sequence[str], files: Sequence[str], output: Output, beside: Sequence[str] = ()
) -> None:
    """Refuse an output that would replace an input, or be part of the input of the next run.

    `beside` are files written along with it. Raises `InputError`.
    """
    here, stored = _apart([output.address, output.rejects, output.dropped, output.state, *beside])
    named, named_stored = _apart(addresses)
    local, _ = _apart(files)
    overwriting.refuse_to_replace(local, here)
    overwriting.refuse_to_write_into(named, here)
    if not storage.is_remote(output.address):
        overwriting.refuse_inputs_in(local, output.state)
        if not output.whole:
            overwriting.refuse_inputs_in(local, output.address, deep=False)
            overwriting.refuse_to_write_into(named, [storage.child(output.address, part_name(0, output.kind))])
    for place in stored:
        if where := next((one for one in (*named_stored, *files) if _is_within(place, one)), ""):
            raise InputError(
                at(place, say("this lies within {where}; name an output outside of what is read", where=where))
            )


def _apart(addresses: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the addresses on this machine, and those in stores."""
    return (
        [address for address in addresses if not storage.is_remote(address)],
        [address for address in addresses if storage.is_remote(address)],
    )


def _is_within(address: str, folder: str) -> bool:
    return address == folder or address.startswith(folder.rstrip("/") + "/")


def refuse_to_overwrite(output: Output) -> None:
    """Refuse an output that exists and was not made by this command, or that cannot be created."""
    if not storage.is_remote(output.address):
        overwriting.refuse_unusable(output.address, whole=output.whole)
    names = storage.names_in(output.state)
    if ABOUT_NAME in names or any(name[:6].isdecimal() for name in names):
        return
    there = [address for address in (output.address, output.rejects, output.dropped) if _stands(address)]
    if there or names:
        raise InputError(
            at(
                (there or [output.state])[0],
                say("is there already, and not from here; name another output, or remove it"),
            )
        )


def _stands(address: str) -> bool:
    """Whether there is a file at an address, or a folder with files in it."""
    return bool(
        storage.look(address)
        or storage.names_in(address)
        or (not storage.is_remote(address) and Path(address).is_symlink() and not Path(address).is_dir())
    )


def refuse_to_replace_figures(path: Path) -> None:
    """Refuse a file for figures that exists and contains something else. Raises `InputError`."""
    overwriting.refuse_unusable(str(path), whole=True)
    if path.exists() and b'"shards_kept"' not in path.read_bytes()[:FIGURES_HEAD]:
        raise InputError(
            at(path, say("is there already, and holds no figures of a run; name another file, or move it"))
        )


def refuse_to_replace_clusters(path: Path) -> None:
    """Refuse a file for clusters of copies that exists and contains something else. Raises `InputError`."""
    overwriting.refuse_unusable(str(path), whole=True)
    if path.exists() and path.stat().st_size and b'"copies":[' not in path.read_bytes().partition(b"\n")[0]:
        raise InputError(at(path, say("is there already, and holds no clusters; name another file, or move it")))


FIGURES_HEAD = 4_096


@contextmanager
def taking_turns(output: Output) -> Iterator[None]:
    """Create the folder of records, with a note on what it is, from when on the output counts as ours; and hold it.

    Another run into the same output waits, and finds its work done; in stores, and where nothing can be locked, it goes
    on at once. What killed runs left unfinished is removed, before and after: a process of theirs may have begun one
    more shard just before it noticed.
    """
    with _turn(output):
        _tidy(output.state)
        yield
        _tidy(output.state)


def _turn(output: Output) -> ExitStack:
    """Make the folder of records and hold it; one that another run removed when it was done is made anew."""
    lock = Path(output.state) / LOCK
    while True:
        storage.write(
            storage.child(output.state, ABOUT_NAME), ABOUT.format(last=storage.last_part(output.address)).encode()
        )
        until_done = ExitStack()
        if storage.is_remote(output.state):
            return until_done
        try:
            file = until_done.enter_context(held(lock))
            if os.path.samestat(os.fstat(file.fileno()), lock.stat()):
                return until_done
        except FileNotFoundError:
            pass
        except OSError:  # nothing can be locked there
            return until_done
        until_done.close()


LOCK = "lock"
ABOUT_NAME = "README.txt"
ABOUT = """What `chengwen clean` knows of {last}: so that a run goes on where it was stopped,
and does only what changed. It holds digests and names of raw files. Do not publish it.
It may be removed together with {last}; then everything is cleaned anew.
"""


def _tidy(state: str) -> None:
    """Remove what a killed run left unfinished."""
    for folder in [] if storage.is_remote(state) else Path(state).glob(f"{SCRATCH}*"):
        shutil.rmtree(folder, ignore_errors=True)
