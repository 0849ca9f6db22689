"""Every path and file format of a checkout: raw/, cleaned/, .cache/."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from errno import ENAMETOOLONG
from pathlib import Path
from typing import Any, BinaryIO

from chengwen.decode.decode import decode
from chengwen.decode.encodings import Source
from chengwen.decode.file_names import as_text, unique_id
from chengwen.document import Document, from_json, to_json
from chengwen.engine.kept import compiled
from chengwen.errors import InputError, SidecarError
from chengwen.message import NO_MESSAGE, Message, at, of_error, say
from chengwen.overwriting import refuse_document
from chengwen.private import Private
from chengwen.sidecar import Sidecar, read_sidecar
from chengwen.stages.structure.secrecy.secrecy import PERMISSIONS, withheld

PLAIN = (".txt",)
FORMATS = (".docx", ".doc", ".wps", ".rtf", ".odt", ".html", ".htm", ".mht", ".mhtml", ".pdf", ".eml")
"""Endings of raw files that are not plain text; beside each lies its text, `<id>.extracted.txt`."""
EXTRACTED = ".extracted.txt"
LOCK = ".cache/lock"
SAY_SO = ("chengwen.toml", "mkdocs.yml")
"""Files beside raw/ and cleaned/ that say that these belong to a corpus."""
FOLDERS = ("raw", "raw/private")
"""Folders of raw files; git ignores the second."""


@dataclass(frozen=True, slots=True)
class RawSample:
    """A raw file with its sidecar."""

    id: str
    path: Path = field(repr=False)
    sidecar: Sidecar
    problem: Message = NO_MESSAGE
    """Why it cannot be cleaned: a broken sidecar, or an id in use; then `sidecar` is empty."""

    def refuse_if_broken(self) -> None:
        """Raise `InputError` for a sample that cannot be cleaned, whatever its text."""
        if self.problem:
            raise InputError(self.problem)

    @property
    def text_path(self) -> Path:
        """The file that cleaning starts from: the raw file, or the text extracted from it."""
        return self.path if self.path.suffix in PLAIN else self.path.with_suffix(EXTRACTED)

    def decode(self) -> Source:
        """Decode its text; extracted text is UTF-8, whatever the sidecar says of the original."""
        self.refuse_if_broken()
        if self.text_path == self.path:
            return decode(self.path.read_bytes(), self.sidecar.encoding)
        self.refuse_without_text()
        return decode(self.text_path.read_bytes(), "utf-8")

    def refuse_without_text(self) -> None:
        """Raise `InputError` where the text that was extracted from a file is not beside it."""
        if self.text_path.exists():
            return
        if self.sidecar.extractor:
            raise InputError(
                at(self.path, say("the text that was read in it, {file}, is gone; bring it back", file=self.text_path))
            )
        raise InputError(
            at(
                self.path,
                say(
                    "the text in it was never read: what is no .txt comes into raw/ by `chengwen add`; move it out of "
                    "raw/, then add it"
                ),
            )
        )


def find_root(start: Path | None = None) -> Path:
    """Return the checkout: this folder, if it contains raw/ or cleaned/; else the nearest one above that is a corpus.

    A chengwen.toml says so, or a mkdocs.yml: folders of these names may lie anywhere above, and be anybody's.
    """
    here = (start or Path.cwd()).resolve()
    holding = [one for one in (here, *here.parents) if (one / "raw").is_dir() or (one / "cleaned").is_dir()]
    for folder in holding:
        if folder == here or any((folder / name).is_file() for name in SAY_SO):
            return folder
    if holding:
        raise InputError(
            at(
                here,
                say(
                    "no raw/ or cleaned/ folder here, and that of {folder} belongs to no corpus: no chengwen.toml "
                    "stands beside it; go there, or begin a corpus with `chengwen init`",
                    folder=holding[0],
                ),
            )
        )
    raise InputError(
        at(
            here,
            say(
                "no raw/ or cleaned/ folder here or above; go to the folder of a corpus, begin one with `chengwen "
                "init`, or clean a file alone, `chengwen clean FILE`"
            ),
        )
    )


def raw_samples(root: Path, but: Container[str] = ()) -> list[RawSample]:
    """Return the samples in raw/ and raw/private/, sorted by id, except some ids; a missing sidecar counts as empty.

    A file with a broken sidecar, or with the same id as another (they would overwrite each other in cleaned/), is
    listed with its `problem`. A decoded name gets an id different from those of names in UTF-8.
    """
    found: dict[str, list[Path]] = {}
    for path in _raw_files(root):
        id, decoded = as_text(path.name).rpartition(".")[0], as_text(path.name) != path.name
        found.setdefault(unique_id(id, found) if decoded else id, []).append(path)
    return [_raw_sample(id, path, found[id]) for id in sorted(found) if id not in but for path in found[id]]


APART = frozenset({"private", "removed"})
"""Folders of raw/ that git ignores, and that contain no texts but samples."""


def unread_folders(root: Path) -> tuple[str, ...]:
    """Return the folders in raw/ that are not looked into for samples."""
    names = (name for name in _names(root / "raw") if not name.startswith("."))
    return tuple(as_text(name) for name in names if name not in APART and (root / "raw" / name).is_dir())


def _raw_files(root: Path) -> list[Path]:
    """Return the raw files, those with names in UTF-8 first."""
    paths = [root / folder / name for folder in FOLDERS for name in _names(root / folder) if _is_raw(name)]
    return sorted(paths, key=lambda path: _utf8_first(path)[0])


def _is_raw(name: str) -> bool:
    stem, _, ending = name.rpartition(".")
    known = f".{ending}" in PLAIN + FORMATS and not name.endswith(EXTRACTED)
    return bool(stem) and known and not name.startswith(".")


def _raw_sample(id: str, path: Path, of_this_id: list[Path]) -> RawSample:
    if other := next((one for one in of_this_id if one != path), None):
        problem = at(path, say("{other} has the same id; give one of them another name", other=other))
        return RawSample(id, path, Sidecar(), problem)
    try:
        return RawSample(id, path, read_sidecar(path.with_suffix(".toml")))
    except SidecarError as error:
        return RawSample(id, path, Sidecar(), error.message)


def cleaned_ids(root: Path) -> list[str]:
    """Return the ids in cleaned/."""
    return [name.removesuffix(".json") for name in _names(root / "cleaned") if name.endswith(".json")]


def publishable_ids(root: Path, known: Container[str] = ()) -> list[str]:
    """Return the ids in cleaned/ that may be published: a document marked secret or internal needs a stated reason.

    Of what is known to be publishable no file is read.
    """
    return [
        id for id in cleaned_ids(root) if id in known or not is_withheld((root / "cleaned" / f"{id}.json").read_bytes())
    ]


def is_withheld(data: bytes) -> bool:
    """Whether a cleaned sample is marked and nobody has permitted publishing it; few are parsed."""
    if not any(f'"{flag}"'.encode() in data for flag in PERMISSIONS):
        return False
    try:
        found = json.loads(data)
        return bool(withheld(found["flags"], found["provenance"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False  # reading the document will report what is wrong with it


def _names(folder: Path) -> list[str]:
    """Return the names in a folder; names only, since a path for each of 10,000 takes longer than the disk."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def read_cleaned(root: Path, id: str) -> Document:
    """Read one cleaned sample; its two files must belong together."""
    return document_of(root, id, *files_of(root, id))


def files_of(root: Path, id: str) -> tuple[bytes, bytes]:
    """Read the two files of a cleaned sample: its text, and its JSON."""
    path = str(_inside(root / "cleaned", f"{id}.json")).removesuffix(".json")
    try:
        # a path for each of 20,000 files takes longer than the disk
        with open(f"{path}.txt", "rb") as text, open(f"{path}.json", "rb") as said:  # noqa: PTH123
            return text.read(), said.read()
    except FileNotFoundError as error:
        raise InputError(at(error.filename, say("no such file; run `chengwen clean`"))) from None


def document_of(root: Path, id: str, text: bytes, said: bytes) -> Document:
    """Return the cleaned sample whose files were read already; they must belong together."""
    path = root / "cleaned" / f"{id}.json"
    try:
        # its files determine its id, whatever their content says
        return replace(from_json(json.loads(said.decode("utf-8")), text.decode("utf-8")), id=id)
    except (ValueError, InputError) as error:  # a ValueError contains the whole file: it is not attached
        problem = of_error(error)
    raise InputError(at(path, problem))


def write_cleaned(folder: Path, document: Document) -> None:
    """Write `<id>.txt` and `<id>.json`, each to a temporary file renamed into place, the JSON last.

    An existing file that was not made by us raises `InputError`.
    """
    refuse_document(folder, document.id, document.text)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write_whole(_inside(folder, f"{document.id}.txt"), document.text.encode())
        write_whole(_inside(folder, f"{document.id}.json"), dump(to_json(document, with_text=False)))
    except OSError as error:
        if error.errno != ENAMETOOLONG:
            raise
        raise InputError(
            at(
                document.id,
                say("too long for the name of a file in {folder}; give the raw file a shorter one", folder=folder),
            )
        ) from error


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder; a name that leads elsewhere raises `InputError`."""
    path = folder / name
    if path.parent != folder or "\0" in name:
        raise InputError(at(name, say("no name for a file in {folder}; an id holds no path", folder=folder)))
    return path


def dump(data: dict[str, Any]) -> bytes:
    """Return JSON that is readable in a diff and the same on every machine."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file atomically: readers see the old one or the new one, never a part.

    Failure raises `OSError` that names the file. A kill in the middle leaves a hidden file beside it,
    `.<name>.<something>`, which nothing reads and git ignores.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            aside.chmod(0o644)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def unfinished(folder: Path) -> Iterator[Path]:
    """Yield the hidden files that kills left in a folder; see `write_whole`.

    Each bears the name of a file beside it, and holds the beginning of that: anything else may be somebody's own.
    """
    for path in sorted(folder.iterdir()):
        name = _UNFINISHED.fullmatch(path.name)
        whole = folder / name[1] if name else path
        if name and path.is_file() and whole.is_file() and whole.read_bytes().startswith(path.read_bytes()):
            yield path


_UNFINISHED = compiled(r"\.(.+)\.[a-z0-9_]{8}")


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold a lock on what raw/ contains; other runs wait."""
    path = root / LOCK
    path.parent.mkdir(exist_ok=True)
    with held(path):
        yield


@contextmanager
def held(path: Path) -> Iterator[BinaryIO]:
    """Hold a lock on a file, which is made; other processes wait, and the system releases the lock of a killed one."""
    with path.open("ab") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _utf8_first(path: Path) -> tuple[bool, Path]:
    return as_text(path.name) != path.name, path


def published(root: Path, ids: Iterable[str] | None = None) -> Iterator[Document]:
    """Yield cleaned documents, by default all, with the raw text if the raw file is available."""
    raw = {sample.id: sample for sample in raw_samples(root)}
    for id in cleaned_ids(root) if ids is None else ids:
        yield with_source(read_cleaned(root, id), raw.get(id))


def published_one(root: Path, id: str) -> Document:
    """Return one cleaned document, with the raw text if its raw file is available."""
    raw, known = {sample.id: sample for sample in raw_samples(root)}, cleaned_ids(root)
    if known and id not in known and id not in raw:
        nearest = tuple(get_close_matches(Path(id).stem, known, cutoff=0))  # a file's name is often meant for its id
        problem = say("no document has this id; the nearest are {nearest}, and `ls cleaned` lists all", nearest=nearest)
        raise InputError(at(id, problem))
    return with_source(read_cleaned(root, id), raw.get(id))


def with_source(document: Document, sample: RawSample | None) -> Document:
    """Return a document with the raw text if its raw file is available."""
    if sample is None:
        return document
    return replace(document, private=Private(sample.decode().text))
