"""Which files `add` takes of those named, and what it leaves alone: folders are walked as `clean` walks them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chengwen.corpus import walk
from chengwen.corpus.file_kinds import ARCHIVES, DOCUMENTS, kind_of
from chengwen.corpus.walk import Left
from chengwen.decode.file_names import as_text
from chengwen.errors import InputError
from chengwen.message import Message, at, say

HIDDEN = (".", "~$")
"""With what the names of hidden files begin, and of the locks that Word leaves beside what is open."""


def documents(paths: Iterable[Path]) -> tuple[list[Path], list[Left], list[Message]]:
    """Return the documents that files and folders hold, what is left alone, and which of them hold none."""
    found, left, problems = list[Path](), list[Left](), list[Message]()
    for path in paths:
        try:
            taken, others = _documents(path)
            found, left = [*found, *taken], [*left, *others]
        except InputError as error:
            problems.append(error.message)
    return found, left, problems


def _documents(path: Path) -> tuple[list[Path], list[Left]]:
    """Return the documents that a file or folder holds, and what is left alone there.

    Each row of a table is a document of its own, so a table is none; named by itself it raises `InputError`, and so
    does a folder without documents.
    """
    if not path.is_dir():
        if path.name.startswith(HIDDEN):
            return [], [Left(str(path), say("hidden"))]
        if walk.is_container(path.name) and kind_of(path.name) not in ARCHIVES:
            problem = say(
                "each row of a table is a document; clean them with `chengwen clean {file} --out NAME.jsonl`, or split "
                "it into a file a row and add those",
                file=as_text(str(path)),
            )
            raise InputError(at(as_text(str(path)), problem))
        return [path], []
    files, left = walk.sources([str(path)])
    found = list[Path]()
    for file in files:
        kind, name = kind_of(file.address), Path(file.address).name
        if name.startswith(HIDDEN):
            left.append(Left(file.address, say("hidden")))
        elif kind in (*DOCUMENTS, *ARCHIVES) or file.size < 0:  # a folder that cannot be listed is refused by name
            found.append(Path(file.address))
        else:
            left.append(Left(file.address, kind))
    left = [one for one in left if one.kind != "sidecar (.toml)"]  # it is read, with its document
    if not found:
        kinds = walk.by_kind(left) or say("nothing")
        raise InputError(at(as_text(str(path)), say("no documents in this folder; found: {kinds}", kinds=kinds)))
    return found, left
