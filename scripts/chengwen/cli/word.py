"""`chengwen clean IN.docx --out OUT.docx`: a Word file cleaned in place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from chengwen.cli.notes import note, note_marked, note_names, note_what_is_left
from chengwen.cli.progress import shown
from chengwen.decode.file_names import as_text
from chengwen.message import at, say

ENDING = ".docx"


def is_asked_for(paths: Sequence[str], out: str | None) -> bool:
    """Whether one file is to become a Word file."""
    return len(paths) == 1 and out is not None and out.lower().endswith(ENDING)


def is_of_more(paths: Sequence[str], out: str | None) -> bool:
    """Whether a Word file is to be made of what is not one file: several, a folder, or what a pattern finds."""
    if out is None or not paths or not out.lower().endswith(ENDING) or Path(out).is_dir():
        return False
    from chengwen.overwriting import is_pattern

    return len(paths) > 1 or Path(paths[0]).is_dir() or is_pattern(paths[0])


def run(name: str, out: str, cleaner: Any, *, accept: bool, comments: bool) -> int:
    """Clean a Word file, and say what it holds and what was left out of it."""
    from chengwen.checkout import samples, store
    from chengwen.errors import InputError
    from chengwen.message import problem_at
    from chengwen.sidecar import read_sidecar
    from chengwen.word.clean import clean_word

    if accept and comments:
        raise click.UsageError(say("--comments explains changes, and --accept leaves none; give one of them."))
    path, target = Path(name), Path(out)
    raw = samples.read_file(path)
    _refuse_to_replace(name, out)
    try:
        with shown(say("Cleaning")):
            stated = read_sidecar(path.with_suffix(".toml"))
            made = clean_word(raw, as_text(path.name), cleaner, accept=accept, comments=comments, sidecar=stated)
    except InputError as error:
        raise InputError(at(name, problem_at(as_text(path.name), error.message))) from None
    target.parent.mkdir(parents=True, exist_ok=True)
    store.write_whole(target, made.data)
    note_what_is_left(made.document)
    note_marked([made.document.flags])
    note_names(made.document)
    if made.left_out:
        note(at(out, say("left out: {what}", what=made.left_out)))
    if made.document.edits and not accept:
        note(at(out, _warning(len(made.document.edits), comments=comments)))
    return 0


def _refuse_to_replace(name: str, out: str) -> None:
    """Refuse to write over what is read, and over a file that is not from here or that somebody has edited since."""
    from chengwen import overwriting
    from chengwen.errors import InputError
    from chengwen.word.package import is_ours

    overwriting.refuse_to_replace([name], [out])
    overwriting.refuse_unusable(out, whole=True)
    if Path(out).exists() and not is_ours(Path(out).read_bytes()):
        raise InputError(at(out, say("is there already, and not from here; name another output, or move it")))


def _warning(number: int, *, comments: bool) -> str:
    if not comments:
        return say(
            "{number} {number:change|changes}, tracked; it still holds all that they remove and mask: before you pass "
            "it on, accept them in Word and delete the one comment, which says so, or use --accept",
            number=number,
        )
    return say(
        "{number} {number:change|changes}, tracked; it still holds all that they remove and mask: before you pass it "
        "on, accept them and delete the comments in Word, or use --accept",
        number=number,
    )
