"""Files by address: paths on this machine, and objects in stores (`s3://bucket/key`) through pyarrow.

Local files need only the standard library. Credentials and endpoints of stores come from the environment, where every
client of such a store looks for them (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL …).
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from chengwen.checkout.store import write_whole
from chengwen.decode.file_names import as_text
from chengwen.engine.kept import compiled
from chengwen.errors import ChengwenError, InputError, MissingExtraError, first_line
from chengwen.message import at, foreign, say

BUFFER = 1 << 20
"""How many bytes are fetched at a time."""
_GLOB = compiled(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class File:
    """A file in a listing."""

    address: str
    size: int
    """In bytes."""
    stamp: int
    """Time of the last change, in nanoseconds."""
    way: str = field(default="", compare=False, repr=False)
    """Its place in what is written, from the folder that was named; empty outside of a walk (walk.py)."""


def is_remote(address: str) -> bool:
    """Whether an address lies in a store, not on this machine."""
    return "://" in address


def child(folder: str, name: str) -> str:
    """Return the address of a file in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else str(Path(folder) / name)


def sibling(address: str, name: str) -> str:
    """Return the address of a file beside another file or folder."""
    if is_remote(address):
        parent, _, last = address.rstrip("/").rpartition("/")
        if parent.endswith(":/") or not last:
            raise InputError(at(address, say("this is a whole bucket; name a folder or a file in it")))
        return f"{parent}/{name}"
    return str(Path(address).absolute().parent / name)


def last_part(address: str) -> str:
    """Return the name of a file or folder without its location."""
    return address.rstrip("/").rpartition("/")[2] if is_remote(address) else Path(address).absolute().name


def find(address: str) -> list[File]:
    """Return the files an address stands for, sorted: one file, those a pattern matches, or all below a folder.

    In folders, names that begin with a dot, and everything below a folder with such a name, are left out.
    """
    found = _find_remote(address) if is_remote(address) else _find_local(address)
    if not found:
        raise InputError(
            at(address, UNREACHED if _is_web(address) else say("no such file, and nothing that it matches"))
        )
    return sorted(found, key=lambda file: file.address)


UNREACHED = say("not there, or the network does not reach it; look at both, or download the file, then name it here")
"""Of an address of the web: its client says the same of both."""


def _is_web(address: str) -> bool:
    return address.partition("://")[0] in WEB


def gives_no_parts(address: str, error: Exception) -> bool:
    """Whether this is what the client says of a file that its server gives only as a whole."""
    return _is_web(address) and "range requests" in str(error)


def look(address: str) -> File | None:
    """Return one file as it is now, or None."""
    if not is_remote(address):
        path = Path(address)
        return local(path) if path.is_file() else None
    with _reaching(address):
        system, path_in = _resolve(address)
        info = system.get_file_info(path_in)
    return File(address, info.size, info.mtime_ns or 0) if info.is_file else None


def open_file(address: str) -> BinaryIO:
    """Open a file for reading, buffered and seekable."""
    try:
        if not is_remote(address):
            return Path(address).open("rb", buffering=BUFFER)
        with _reaching(address):
            system, path = _resolve(address)
            stream: Any = system.open_input_file(path)
        return io.BufferedReader(stream, BUFFER)
    except FileNotFoundError:
        raise InputError(at(as_text(address), UNREACHED if _is_web(address) else say("no such file"))) from None


def read(address: str) -> bytes | None:
    """Read a small file as a whole; None if it does not exist."""
    if look(address) is None:
        return None
    with open_file(address) as file:
        return file.read()


def write(address: str, data: bytes) -> None:
    """Write a small file atomically: readers see the old one or the new one, never a part."""
    if is_remote(address):
        with _reaching(address):
            system, path = _resolve(address)
            with system.open_output_stream(path) as stream:
                stream.write(data)
    else:
        Path(address).parent.mkdir(parents=True, exist_ok=True)
        write_whole(Path(address), data)


def move_in(made: Path, address: str) -> None:
    """Move a finished local file to its place, atomically: renamed on this machine, uploaded to a store."""
    if not is_remote(address):
        Path(address).parent.mkdir(parents=True, exist_ok=True)
        made.chmod(0o644)
        made.replace(address)
        return
    with _reaching(address):
        system, path = _resolve(address)
        with made.open("rb") as source, system.open_output_stream(path) as stream:  # appears when it is closed
            shutil.copyfileobj(source, stream, BUFFER)
    made.unlink()


def remove(address: str) -> None:
    """Delete a file if it exists."""
    if not is_remote(address):
        Path(address).unlink(missing_ok=True)
    elif look(address):
        with _reaching(address):
            system, path = _resolve(address)
            system.delete_file(path)


def names_in(folder: str) -> list[str]:
    """Return the names of the files in a folder; an empty list if it does not exist."""
    if not is_remote(folder):
        return sorted(path.name for path in Path(folder).glob("*") if path.is_file())
    with _reaching(folder):
        system, path = _resolve(folder)
        from pyarrow.fs import FileSelector

        infos = system.get_file_info(FileSelector(path, allow_not_found=True))
    return sorted(info.base_name for info in infos if info.is_file)


def _find_local(address: str) -> list[File]:
    path = Path(address)
    if path.is_dir():
        return [local(one) for one in path.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(path).parts)]
    if path.is_file():
        return [local(path)]
    anchor = path.anchor
    matched = Path(anchor).glob(address[len(anchor) :]) if _GLOB.search(address) else ()
    return [local(one) for one in matched if one.is_file()]


def local(path: Path) -> File:
    """Return a file on this machine."""
    status = path.stat()
    return File(str(path), status.st_size, status.st_mtime_ns)


def _find_remote(address: str) -> list[File]:
    base, pattern = _split_pattern(address)
    if not pattern and (file := look(address)):
        return [file]
    return [file for file, parts in _below(base) if (_matches(parts, pattern) if pattern else not _is_hidden(parts))]


def _below(folder: str) -> Iterator[tuple[File, tuple[str, ...]]]:
    """Yield all files below a folder of a store, each with its path from there."""
    with _reaching(folder):
        system, path = _resolve(folder)
        from pyarrow.fs import FileSelector

        infos = system.get_file_info(FileSelector(path, recursive=True, allow_not_found=True))
    for info in infos:
        if info.is_file:
            way = info.path[len(path.rstrip("/")) + 1 :]
            yield File(child(folder, way), info.size, info.mtime_ns or 0), tuple(way.split("/"))


def base_of(address: str) -> str:
    """Return the folder that a pattern begins with; of an address without a pattern, the address."""
    if is_remote(address):
        return _split_pattern(address)[0]
    parts = Path(address).parts
    first = next((number for number, part in enumerate(parts) if _GLOB.search(part)), len(parts))
    return str(Path(*parts[:first])) if first else ""


def _split_pattern(address: str) -> tuple[str, tuple[str, ...]]:
    parts = address.split("/")
    first = next((number for number, part in enumerate(parts) if number > 2 and _GLOB.search(part)), len(parts))
    return "/".join(parts[:first]), tuple(parts[first:])


def _matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern))


def _is_hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") for part in parts)


def _resolve(address: str) -> tuple[Any, str]:
    """Return the client of a store, and the path by which it knows a file."""
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")
    system, base = _client(f"{scheme}://{host}")
    return system, f"{base.rstrip('/')}/{path}".rstrip("/") if path else base


@cache
def _client(base: str) -> tuple[Any, str]:
    """Connect to a store, once per process; for S3 with options that save two of three requests for a small file."""
    scheme = base.partition("://")[0]
    try:
        from pyarrow.fs import FileSystem
    except ImportError as error:
        raise MissingExtraError(at(base, say("an object store")), "corpus", error.name) from error
    with _reaching(base):
        if scheme in WEB:
            from pyarrow.fs import FSSpecHandler, PyFileSystem

            import_module("aiohttp")  # which fsspec needs, and asks for late
            return PyFileSystem(FSSpecHandler(import_module("fsspec").filesystem(scheme))), base
        system, path = FileSystem.from_uri(base + OPTIONS.get(scheme, ""))
    return system, path


WEB = ("http", "https")
"""Read through fsspec; a file by its address, no folder."""


OPTIONS = {"s3": "?allow_delayed_open=true", "gs": "?retry_limit_seconds=20", "gcs": "?retry_limit_seconds=20"}
"""Options of clients; Google's would try for a quarter of an hour to reach an unreachable store."""
LIBRARIES = {"hf": "huggingface_hub", "http": "'fsspec[http]'", "https": "'fsspec[http]'"}
"""What pyarrow needs in addition."""
ADVICE = {
    "s3": say("look at the network, and at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL"),
    "hf": say("look at the network, and at HF_TOKEN if it is not public; or `hf download` it, then name the file here"),
    "http": say("look at the address and the network; or download the file, then name it here"),
    "https": say("look at the address and the network; or download the file, then name it here"),
}
"""What a person can do about a store that does not answer, or refuses."""


@contextmanager
def _reaching(address: str) -> Iterator[None]:
    """Turn whatever a store's client raises into an `InputError` of one sentence."""
    scheme = address.partition("://")[0]
    try:
        yield
    except (ChengwenError, FileNotFoundError):
        raise
    except ImportError as error:
        library = LIBRARIES.get(scheme, error.name or say("a library"))
        raise InputError(
            at(
                address,
                say(
                    "{scheme}:// needs {library}, which is not installed: pip install {library}",
                    scheme=scheme,
                    library=library,
                ),
            )
        ) from error
    except Exception as error:  # clients of stores raise errors of their own kinds
        usual = say("look at the network and your credentials; known are s3://, gs://, hf:// and https://")
        advice = ADVICE.get(scheme, usual)
        raise InputError(
            at(
                as_text(address),
                say("cannot be reached: {reason}; {advice}", reason=foreign(first_line(error)), advice=advice),
            )
        ) from error
