"""What the named places hold: files to clean, each with its place in the output, and what is left alone, by kind.

There is one walk, for texts and for rows, on this machine and in stores. Everything below a folder is either taken or
left alone; what cannot be listed is taken, so that reading it says why.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chengwen.corpus import storage
from chengwen.corpus.file_kinds import DOCUMENTS, READABLE, kind_of
from chengwen.corpus.storage import File
from chengwen.decode.file_names import as_text
from chengwen.errors import InputError
from chengwen.message import Message, at, say


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is left alone, and what it is."""

    address: str
    kind: str


def sources(addresses: Iterable[str]) -> tuple[list[File], list[Left]]:
    """Return the files of some places in the order in which they were named, and what is left alone there.

    A file named by itself is taken whatever its ending, and a file named twice once.
    """
    taken: dict[str, File] = {}
    left: dict[str, Left] = {}
    for address in addresses:
        files, others = _found(address)
        if not files:
            kinds = by_kind(others) or say("nothing")
            raise InputError(
                at(
                    as_text(address),
                    say("nothing here to clean; found: {kinds}; known are {known}", kinds=kinds, known=READABLE),
                )
            )
        for file in files:
            taken.setdefault(file.address, file)
        left.update((one.address, one) for one in others)
    return told_apart(list(taken.values())), [one for address, one in left.items() if address not in taken]


def by_kind(left: Iterable[Left]) -> Message | None:
    """Say how many files of each kind there are, the most frequent kind first; nothing where there are none."""
    counts = Counter(one.kind for one in left)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = tuple(say("{number:,} {kind}", number=number, kind=kind) for kind, number in ordered)
    return Message("{parts}", {"parts": parts}) if parts else None


def found(read: int, left: Sequence[Left]) -> Message:
    """Say how many files were found, of which so many are read, and what is left alone."""
    kinds = by_kind(left)
    if kinds is None:
        return say("{found:,} {found:file|files} found, all read", found=read)
    return say(
        "{found:,} {found:file|files} found = {read:,} read + {number:,} left alone ({kinds})",
        found=read + len(left),
        read=read,
        number=len(left),
        kinds=kinds,
    )


def _found(address: str) -> tuple[list[File], list[Left]]:
    """Return what is taken at one address, in order, and what is left alone."""
    if not storage.is_remote(address) and Path(address).is_dir():
        listed = list(_below(Path(address), ""))
    else:
        found = storage.find(address)
        if len(found) == 1 and found[0].address == address:
            return [replace(found[0], way=storage.last_part(address))], []
        base = storage.base_of(address)
        listed = [replace(file, way=file.address.removeprefix(base).lstrip("/")) for file in found]
    files = sorted((one for one in listed if isinstance(one, File)), key=lambda one: one.address)
    sidecars = {_stem(file.address) + ".toml" for file in files if kind_of(file.address) in DOCUMENTS}
    left = [one for one in listed if isinstance(one, Left)]
    left += [Left(one.address, say("sidecar (.toml)")) for one in files if one.address in sidecars]
    files = [one for one in files if one.address not in sidecars]
    unknown = [one for one in files if not _is_taken(one)]
    left += [Left(one.address, _ending(one.address)) for one in unknown]
    return [one for one in files if _is_taken(one)], left


def _is_taken(file: File) -> bool:
    return kind_of(file.address) != "" or file.size < 0


def _below(folder: Path, way: str) -> Iterator[File | Left]:
    """Yield what is below a folder on this machine; a folder that cannot be listed is a file that cannot be read."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield File(str(folder), UNLISTED, 0, way or folder.name)
        return
    for entry in entries:
        inner = f"{way}{entry.name}"
        if entry.name.startswith((".", "~$")):  # Word locks a file with one of the same name
            yield Left(entry.path, say("hidden"))
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), f"{inner}/")
        elif entry.is_dir():
            yield Left(entry.path, say("link to a folder"))
        elif entry.is_file():
            yield replace(storage.local(Path(entry.path)), way=inner)
        else:
            yield Left(entry.path, say("no regular file"))


UNLISTED = -1
"""Size of a folder that cannot be listed."""


def _ending(address: str) -> str:
    name = as_text(storage.last_part(address))
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 and len(name) - dot <= LONGEST_ENDING else say("without an ending")


LONGEST_ENDING = 10
"""In characters; what is longer is a name with a dot in it."""


def _stem(way: str) -> str:
    """Return a path without the ending of its kind; of a kind that is not known, without what follows the last dot."""
    if kind := kind_of(way):
        return way[: -len(kind)]
    head, slash, name = way.rpartition("/")
    return head + slash + (name.rpartition(".")[0] or name)


def told_apart(files: Sequence[File]) -> list[File]:
    """Assign each file its place in the output: its path, without the ending where that is enough to tell it apart.

    >>> names = ("甲.docx", "甲.pdf", "b/乙.txt", "b/乙.TXT", "c.zip")
    >>> [one.way for one in told_apart([File(name, 0, 0, name) for name in names])]
    ['甲.docx', '甲.pdf', 'b/乙', 'b/乙-2', 'c.zip']
    """
    ways = [as_text(file.way) for file in files]
    placed = dict(zip((file.address for file in files), names_apart(ways, [file.way for file in files]), strict=True))
    return [replace(file, way=placed[file.address]) for file in files]


def names_apart(ways: Sequence[str], raw: Sequence[str] | None = None) -> list[str]:
    """Return a name for each path, none equal to another, also where a file system ignores case.

    Names in UTF-8 (`raw` equal to the way) come before decoded ones. Tables and archives keep their endings: they
    become folders.
    """
    endings: dict[str, set[str]] = {}
    for way in ways:
        endings.setdefault(_stem(way).casefold(), set()).add(way[len(_stem(way)) :].lower())
    order = sorted(range(len(ways)), key=lambda place: raw is not None and raw[place] != ways[place])
    names, taken = dict[int, str](), set[str]()
    for place in order:
        way = ways[place]
        alone = len(endings[_stem(way).casefold()]) == 1 and not is_container(way)
        wanted = _stem(way) if alone else way
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name.casefold())
        names[place] = name
    return [names[place] for place in range(len(ways))]


def is_container(way: str) -> bool:
    """Whether a file holds documents that get a folder of their own: a table, rows, an archive."""
    return kind_of(way) not in DOCUMENTS and kind_of(way) != ""
