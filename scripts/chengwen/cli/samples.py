"""`chengwen clean` without a PATH: the samples of a checkout, raw/ to cleaned/."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISFIFO, S_ISREG
from typing import Any

import click

from chengwen.cli.notes import note, note_marked, note_names, note_what_is_left, out, warn
from chengwen.cli.progress import GOES_ON, follow, if_stopped, shown
from chengwen.message import Message, at, say


def run(options: Any, *, check: bool, diff: bool, quiet: bool) -> int:
    """Clean the samples that changed; return the exit code."""
    from chengwen import overwriting
    from chengwen.checkout import store, unchanged
    from chengwen.corpus.shards import state

    root = store.find_root()
    _refuse_input(writes=not (check or diff))
    overwriting.refuse_to_write_into([str(root / folder) for folder in store.FOLDERS], [str(root / "cleaned")])
    made_by = state.made_by(options)
    before = unchanged.by_sample(root)
    known = {} if check or diff else unchanged.recall(root, made_by, before)
    flags = {id: flags for id, flags in unchanged.recall_marked(root).items() if id in known}
    raw, there = store.raw_samples(root, but=known), store.cleaned_ids(root)
    if not raw and not there:
        raise click.UsageError(
            at(root / "raw", say("no samples (*.txt) here; put a text there, or name a file to clean."))
        )
    done, changed = set[str](), list[str]()
    try:
        with shown(say("Cleaning"), len(raw)) as progress:
            found = (done, changed, flags)
            worst = _clean_each(root, follow(raw, progress), options, (check, diff, quiet), found)
    finally:
        if done and not (check or diff):
            unchanged.remember(root, made_by, before, known, done, flags)
    if not quiet:
        unverified = len(set(there) - known.keys() - {sample.id for sample in raw})
        _sum_up(len(known) + len(raw), len(changed), unverified)
        note_marked(flags.values())
        _note_folders(root)
    return worst or (1 if changed and (check or diff) else 0)


def _sum_up(number: int, changed: int, unverified: int) -> None:
    done = say("{number:,} {number:sample|samples}, {changed} changed", number=number, changed=changed)
    left = say("{done}; {unverified} without a raw file here, left", done=done, unverified=unverified)
    note(left if unverified else done)


PATIENCE = 0.2
"""How long, in seconds, what writes into a pipe may take to begin."""


def _refuse_input(*, writes: bool) -> None:
    """Refuse to write samples where a text is given, which would be ignored."""
    if writes and _stands_on_input():
        raise click.UsageError(
            say(
                "a text stands on standard input, and without a PATH raw/ is cleaned: did you mean `chengwen clean -`? "
                "To clean raw/, give no input: `chengwen clean < /dev/null`."
            )
        )


def _stands_on_input() -> bool:
    """Whether a file or a pipe with something in it is standard input; a pipe that nobody writes into is not."""
    try:
        number = sys.stdin.fileno()
        found = os.fstat(number)
        if S_ISREG(found.st_mode):
            return os.lseek(number, 0, os.SEEK_CUR) < found.st_size
        if not S_ISFIFO(found.st_mode) or not select.select([number], [], [], PATIENCE)[0]:
            return False
        return bool(os.read(number, 1))  # nothing else reads it
    except (OSError, ValueError, AttributeError):  # closed; or a system that cannot wait for pipes
        return False


def _note_folders(root: Path) -> None:
    """Say which folders in raw/ are not looked into."""
    from chengwen.checkout.store import unread_folders

    if names := unread_folders(root):
        note(say("in raw/, not looked into: {names}; `chengwen clean raw -o FOLDER` reads folders whole", names=names))


def _clean_each(
    root: Path,
    raw: Iterable[Any],
    options: Any,
    only: tuple[bool, bool, bool],
    found: tuple[set[str], list[str], dict[str, Any]],
) -> int:
    """Clean samples, and record which are done, which changed and which are marked secret.

    `only` asks for a check or a diff, without writing, and for no word on what went well.
    """
    from chengwen.checkout import samples
    from chengwen.errors import ChengwenError
    from chengwen.stages.structure.secrecy.secrecy import marks_among

    (check, diff, quiet), (done, changed, flags), worst = only, found, 0
    if not (check or diff):
        if_stopped(GOES_ON)
    for outcome in samples.outcomes(raw, options):
        try:
            if outcome.document is None:
                raise ChengwenError(outcome.problem)
            if samples.differs(root / "cleaned", outcome.document):
                changed.append(outcome.id)
                _write(root, outcome.document, check=check, diff=diff)
            if not quiet:
                _note(outcome.document, changed[-1:] == [outcome.id], say("would change") if check or diff else WRITTEN)
            done.add(outcome.id)
            flags[outcome.id] = marks_among(outcome.document.flags)
        except ChengwenError as error:
            worst = 3
            warn(error.message)
    return worst


def _write(root: Path, document: Any, *, check: bool, diff: bool) -> None:
    """Write a sample that changed; or show what would change, or neither."""
    from chengwen.checkout import samples, store

    if diff:
        out(samples.text_diff(root / "cleaned", document))
    elif not check:
        store.write_cleaned(root / "cleaned", document)


WRITTEN = say("written")


def _note(document: Any, is_changed: bool, what: Message) -> None:
    """Say what a person should look at in a document, and whether it changed."""
    note_what_is_left(document)
    note_names(document)
    if is_changed:
        note(at(document.id, what))
