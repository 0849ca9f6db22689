"""Refuse to write into what a run reads, or over files that are not ours, before anything is read or made.

Two names mean the same place if the file system says so (device and inode: links, other case, other composition of
characters), or if they are equal with all links resolved. A place that does not exist yet is identified by its nearest
existing parent folder. Only places on this machine are examined; addresses in stores (`s3://…`) are compared elsewhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from chengwen.errors import ChengwenError, InputError
from chengwen.message import NO_MESSAGE, Message, at, say

if TYPE_CHECKING:
    from chengwen.document import Document


Key = tuple[int, int] | str
"""What identifies a place: device and inode, or its name with all links resolved."""
# fmt: off
FILE_ENDINGS = (
    ".7z", ".arrow", ".bz2", ".csv", ".db", ".doc", ".docx", ".epub", ".feather", ".gz", ".htm", ".html",
    ".json", ".jsonl", ".log", ".md", ".ndjson", ".odt", ".parquet", ".pdf", ".rar", ".rtf", ".sqlite", ".tar",
    ".tgz", ".tsv", ".txt", ".wps", ".xls", ".xlsx", ".xml", ".xz", ".yaml", ".yml", ".zip", ".zst",
)
# fmt: on
"""An output with such an ending is meant as a file."""
_GLOB = re.compile(r"[*?\[]")
_OURS = re.compile(rb'"schema"\s*:\s*"chengwen/')
_HEAD = 4_096
"""Bytes at the start of a JSON file that contain its schema, with room for a conflict marker that Git puts before
it."""


def trouble_with_name(out: str, kinds: Sequence[str]) -> Message:
    """Return in one sentence what is wrong with the name of an output; empty if nothing is.

    `kinds` are the endings of files that can be written; every other name is that of a folder.

    >>> trouble_with_name("o.zip", (".jsonl", ".parquet"))
    'o.zip: no .zip is written; name a folder, or one file that ends in .jsonl or .parquet'
    >>> [trouble_with_name(name, (".jsonl.gz",)) for name in ("v1.2", "o.JSONL.gz", "many-jsonl.gz")]
    ['', '', '']
    """
    ways = _ways(kinds)
    if not out or out.isspace():
        return say("--out is empty; {ways}", ways=ways)
    if out == "-":
        return say("-: no place to write to; {ways}", ways=ways)
    if out.startswith("~") and (home := str(Path(out.partition("/")[0]).expanduser())) != out.partition("/")[0]:
        meant = home + "".join(out.partition("/")[1:])
        return say(
            "{out}: the shell puts your home for ~ only where it is not quoted; write {meant}, or ./{out}",
            out=out,
            meant=meant,
        )
    lower = out.lower()
    if lower.endswith(tuple(kind[1:] for kind in kinds)) or out.endswith(("/", os.sep)) or Path(out).is_dir():
        return NO_MESSAGE
    ending = next((one for one in FILE_ENDINGS if lower.endswith(one)), "")
    return at(out, say("no {ending} is written; {ways}", ending=ending, ways=ways)) if ending else NO_MESSAGE


def _ways(kinds: Sequence[str]) -> Message:
    """Say what an output may be called."""
    if len(kinds) == 1:
        return say("name a folder, or one file that ends in {kind}", kind=kinds[0])
    return say("name a folder, or one file that ends in {kinds} or {last}", kinds=tuple(kinds[:-1]), last=kinds[-1])


def refuse_unusable(out: str, *, whole: bool) -> None:
    """Refuse an output that cannot be created: a file where a folder is needed, a dangling link.

    `whole` means a single file is to be made, not a folder. Raises `InputError`.
    """
    path = Path(out)
    if path.is_symlink() and not path.exists():
        raise InputError(
            at(
                out,
                say(
                    "this is a link to {target}, which is not there; name another output", target=os.path.realpath(out)
                ),
            )
        )
    if whole and path.is_dir():
        raise InputError(at(out, say("this is a folder, and a file was to be written; name another output")))
    if not whole and path.exists() and not path.is_dir():
        raise InputError(at(out, say("this is a file, and a folder was to be written; name another output")))
    above = next((folder for folder in path.absolute().parents if folder.exists()), None)
    if above and not above.is_dir():
        raise InputError(at(out, say("{above} is a file, so nothing can lie in it; name another output", above=above)))


def refuse_to_write_into(named: Iterable[str], out: Iterable[str]) -> None:
    """Refuse output places inside the named inputs (files, folders or patterns). Raises `InputError`."""
    named = list(named)
    known = {key: name for name in named for key in _keys(name)}
    for place in out:
        for above in _with_parents(place):
            if where := next((known[key] for key in _keys(above) if key in known), ""):
                raise InputError(
                    at(place, say("this lies within {where}; name an output outside of what is read", where=where))
                )
        if where := next((name for name in named if is_pattern(name) and _matches(name, place)), ""):
            raise InputError(
                at(
                    place,
                    say("{where} would find this in the next run; name an output outside of what is read", where=where),
                )
            )


def refuse_to_replace(files: Iterable[str], targets: Iterable[str]) -> None:
    """Refuse targets that are input files, under whatever name or link. Raises `InputError`."""
    there = {_key(target): target for target in targets if os.path.lexists(target)}
    if not there:
        return
    for file in files:
        if target := there.get(_key(file), ""):
            if file == target:
                raise InputError(at(target, say("this is read, and would be written over; name another output")))
            raise InputError(
                at(target, say("this is read ({file}), and would be written over; name another output", file=file))
            )


def refuse_inputs_in(files: Iterable[str], folder: str, *, deep: bool = True) -> None:
    """Refuse input files in a folder in which a run may replace or remove any file. Raises `InputError`.

    Unless `deep`, files in its subfolders are allowed.
    """
    if not Path(folder).is_dir():
        return
    own = set(_keys(folder))
    first_of = {Path(file).parent: file for file in files}
    for parent, file in first_of.items():
        above = _with_parents(str(parent)) if deep else [str(parent)]
        if any(own.intersection(_keys(one)) for one in above):
            raise InputError(
                at(file, say("this lies in {folder}, where the run writes; name another output", folder=folder))
            )


def refuse_texts(named: Sequence[str], ways: Mapping[str, str], out: str, clean: Callable[[str], Document]) -> None:
    """Refuse an output folder that lies in an input, or where an input or a file not ours would be replaced.

    `ways` says of each file where it has its place in the output; a name that reveals what its text hides is checked
    when it is written. `clean` is called only for a text that lies in `out` without its JSON, as a killed run leaves
    it: it is ours if it equals the result. Raises `InputError`.
    """
    refuse_to_write_into([name for name in named if Path(name).is_dir() or is_pattern(name)], [out])
    if Path(out).is_dir():
        refuse_to_replace(ways, (str(Path(out, way + end)) for way in ways.values() for end in ENDINGS))
    refuse_unusable(out, whole=False)
    for address, way in ways.items() if Path(out).is_dir() else ():
        if (there := not_ours(Path(out), way)) and not _is_the_same(there, (address, way), clean):
            raise InputError(_taken(there))


def _is_the_same(there: Path, file: tuple[str, str], clean: Callable[[str], Document]) -> bool:
    """Whether an existing file equals what would be written; a text that cannot be cleaned is not written at all."""
    if there.suffix != ENDINGS[0]:
        return False
    address, way = file
    try:
        document = clean(address)
    except ChengwenError:
        return True
    return document.id != way or _holds(there, document.text)


def _holds(path: Path, text: str) -> bool:
    """Whether a file is text and contains exactly this."""
    return path.suffix == ENDINGS[0] and path.is_file() and not path.is_symlink() and path.read_bytes() == text.encode()


ENDINGS = (".txt", ".json")
"""Endings of the two files of a clean document."""


def refuse_document(folder: Path, id: str, text: str) -> None:
    """Refuse to write a document over files that are not ours. Raises `InputError`."""
    if (there := not_ours(folder, id)) and not _holds(there, text):
        raise InputError(_taken(there))


def not_ours(folder: Path, id: str) -> Path | None:
    """Return the file not made by us that a document of this id would replace, or None.

    A text is ours if our JSON lies beside it. A text without one may come from a killed run: the caller must find out,
    from its content. An empty file belongs to nobody.
    """
    text, data = (folder / f"{id}{ending}" for ending in ENDINGS)
    for path in (text, data):
        if os.path.isdir(path):  # noqa: PTH112 -- os.path, unlike pathlib, accepts a name that is too long
            return path
    if _holds_something(data):
        return None if _is_a_document(data) else data
    return text if _holds_something(text) else None


def _holds_something(path: Path) -> bool:
    return os.path.lexists(path) and (path.is_symlink() or not path.is_file() or path.stat().st_size > 0)


def _is_a_document(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return _OURS.search(file.read(_HEAD)) is not None


def _taken(path: Path) -> Message:
    return at(path, say("is there already, and not from here; name another output, or move it"))


class Taken:
    """What a run has read and written so far, by file-system identity, so that no file replaces another."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Start with the files that are read."""
        self._read = {key for file in files if (key := _place_key(file))}
        self._written = set[tuple[int, int]]()

    def refuse(self, folder: Path, id: str, path: Path) -> None:
        """Refuse to write what was made from `path` over a file of this run. Raises `InputError`."""
        for target in (folder / f"{id}{ending}" for ending in ENDINGS):
            if (key := _place_key(target)) in self._written:
                raise InputError(
                    at(path, say("another file was written as {id} already; give one another name", id=id))
                )
            if key in self._read:
                raise InputError(at(target, say("this is read, and would be written over; name another output")))

    def add(self, folder: Path, id: str) -> None:
        """Record that a document was written."""
        self._written.update(key for ending in ENDINGS if (key := _place_key(folder / f"{id}{ending}")))


def _place_key(path: Path) -> tuple[int, int] | None:
    """Return device and inode of an existing file, or None."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def _key(name: str) -> Key:
    """Return what identifies a place; one key is enough to compare places that exist."""
    return _place_key(Path(name)) or os.path.realpath(name)


def _keys(name: str) -> Iterator[Key]:
    """Yield everything that identifies a place."""
    yield os.path.realpath(name)
    if (key := _place_key(Path(name))) is not None:
        yield key


def lies_within(place: Path, folder: Path) -> bool:
    """Whether a place is a folder or lies anywhere below it."""
    own = set(_keys(str(folder)))
    return any(not own.isdisjoint(_keys(above)) for above in _with_parents(str(place)))


def _with_parents(name: str) -> Iterator[str]:
    real = Path(os.path.realpath(name))
    yield from map(str, (real, *real.parents))


def is_pattern(name: str) -> bool:
    """Whether a name is a pattern (`in/*.txt`), not the name of a file that is there and has such characters."""
    return _GLOB.search(name) is not None and not os.path.lexists(name)


def _matches(pattern: str, place: str) -> bool:
    """Whether a pattern would match a place; with `**`, whether the place lies below the pattern's fixed beginning."""
    parts = Path(pattern).parts
    first = next(number for number, part in enumerate(parts) if _GLOB.search(part))
    base, rest = Path(*parts[:first]), parts[first:]
    below = next((above for above in Path(os.path.realpath(place)).parents if _is_one(above, base)), None)
    if below is None:
        return False
    way = Path(os.path.realpath(place)).relative_to(below).parts
    return "**" in rest or (len(way) == len(rest) and all(map(fnmatch, way, rest)))


def _is_one(first: Path, second: Path) -> bool:
    return not set(_keys(str(first))).isdisjoint(_keys(str(second)))
