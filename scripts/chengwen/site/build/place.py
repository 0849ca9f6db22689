"""Where a site is written: into a separate folder, and only what differs; then everything is moved into place."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chengwen import overwriting
from chengwen.checkout.unchanged import Stamp, stamp_of
from chengwen.errors import InputError
from chengwen.message import at, say
from chengwen.stamp import digest

INDEX = "index.html"


class Written(NamedTuple):
    """A file of the site, as a build wrote it; moving it into place changes neither."""

    digest: str
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Place:
    """A site being built."""

    new: Path
    """The separate folder."""
    earlier: Path | None = None
    """The existing site, if unchanged files of it may be kept."""
    kept: set[str] = field(default_factory=set)
    """Files of the earlier site that stay, and folders that stay entirely; relative to the site's root."""

    made: set[str] = field(default_factory=set)
    """Folders that were made, so that none is asked for twice."""
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What is to be done once everything is in place: a build that was stopped before must not be relied on."""

    def bare(self) -> Place:
        """Return the same place with nothing noted, for another process to write to."""
        return Place(self.new, self.earlier)

    def write(self, name: str, data: bytes) -> Written:
        """Write a file, unless the earlier site has the same."""
        if self.read_earlier(name) == data:
            self.kept.add(name)
            return Written(digest(data), stamp_of(f"{self.earlier}/{name}"))
        folder, path = name.rpartition("/")[0], f"{self.new}/{name}"
        if folder not in self.made:
            _make_folder(f"{self.new}/{folder}")
            self.made.add(folder)
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data)
        return Written(digest(data), stamp_of(path))

    def keep(self, name: str, expected: Written) -> bool:
        """Keep a file of the earlier site if it is as it was written; return whether it was kept.

        It is read only if its stamp is another: it may have been copied here.
        """
        if self.earlier is None:
            return False
        if expected.stamp is None or stamp_of(f"{self.earlier}/{name}") != expected.stamp:
            data = self.read_earlier(name)
            if data is None or digest(data) != expected.digest:
                return False
        self.kept.add(name)
        return True

    def read_earlier(self, name: str) -> bytes | None:
        """Read a file of the earlier site; None if there is none."""
        if self.earlier is None:
            return None
        try:
            with open(f"{self.earlier}/{name}", "rb") as file:  # noqa: PTH123
                return file.read()
        except OSError:
            return None


def _make_folder(path: str) -> None:
    """Make a folder, and those above it if they are not there: seldom, so the folder is tried first."""
    try:
        os.mkdir(path)  # noqa: PTH102 -- pathlib costs a second in 30,000 files
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103


def refuse(root: Path, out: Path) -> None:
    """Refuse to build a site over what it is built from, or over a folder with other content.

    Raises `InputError`.
    """
    sources = [root / name for name in READ if (root / name).exists()]
    overwriting.refuse_to_write_into(map(str, sources), [str(out)])
    overwriting.refuse_inputs_in(
        [str(source / INDEX) if source.is_dir() else str(source) for source in sources], str(out)
    )
    overwriting.refuse_unusable(str(out), whole=False)
    if out.is_dir() and any(_files_but_hidden(out)) and not _is_a_site(out):
        raise InputError(at(out, say("is there already, and holds no site; move it, and the site is built there")))


READ = ("raw", "cleaned", "docs", "mkdocs.yml")
"""What a site is built from."""


MARKS = (b'<meta name="application-name" content="chengwen">', b'content="mkdocs')


def _files_but_hidden(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0][0] != ".")


def _is_a_site(folder: Path) -> bool:
    """Whether the content of a folder is a site of ours; those until 2026 say MkDocs."""
    home = folder / INDEX
    return home.is_file() and any(mark in home.read_bytes() for mark in MARKS)


def finish(place: Place) -> None:
    """Do what was left for the time when everything is in place."""
    for work in place.afterwards:
        work()


def move_into_place(place: Place, out: Path) -> int:
    """Move the new files into place, remove what no longer belongs to the site, and return the number of pages.

    Only renaming is left to do here, so that a failure leaves the earlier site; a reader at that moment may see pages
    of both.
    """
    made = list(_files(place.new, place.kept))
    if out.exists():
        for name in set(_files(out, place.kept)).difference(made):
            # .git, .nojekyll: no site of ours contains such names, so somebody put it there
            if not name.startswith("."):
                _remove(out, name)
        for name in sorted(made, key=INDEX.__eq__):  # the home page last: then everything is there
            try:
                os.replace(f"{place.new}/{name}", f"{out}/{name}")  # noqa: PTH105 -- there are some thousand
            except FileNotFoundError:
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                (place.new / name).replace(out / name)
    else:
        place.new.chmod(0o755)
        place.new.rename(out)
    finish(place)
    return sum(name.endswith(INDEX) for names in (made, place.kept) for name in names)


def _files(folder: Path, kept: Container[str]) -> Iterator[str]:
    """Yield what is below a folder, except what is kept: files, and empty folders."""
    for path, names, files in os.walk(folder):
        below = path[len(str(folder)) + 1 :].replace(os.sep, "/")
        prefix = f"{below}/" if below else ""
        if below and not names and not files:
            yield below
        names[:] = [name for name in names if prefix + name not in kept]
        yield from (prefix + name for name in files if prefix + name not in kept)


def _remove(out: Path, name: str) -> None:
    """Remove a file or an empty folder, and every folder that becomes empty."""
    path = out / name
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()
    for folder in path.parents:
        if folder == out or any(folder.iterdir()):
            break
        folder.rmdir()
