"""Where a site is written: aside, and only what differs from the site as it stands; then all of it into its place."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chengwen import overwriting
from chengwen.errors import InputError
from chengwen.stamp import digest

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Place:
    """A site in the making."""

    new: Path
    """The folder aside."""
    earlier: Path | None = None
    """The site as it stands, if it may keep what has not changed."""
    kept: set[str] = field(default_factory=set)
    """Files of the earlier site that stay as they are, and folders that stay whole; from the site's root."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file, unless the earlier site has the same."""
        if self.read_earlier(name) == data:
            self.kept.add(name)
            return
        path = f"{self.new}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 -- pathlib costs a second in 30,000 files
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data)

    def keep(self, name: str, expected: str) -> bool:
        """Let a file of the earlier site stand if its digest is the one expected."""
        data = self.read_earlier(name)
        if data is None or digest(data) != expected:
            return False
        self.kept.add(name)
        return True

    def read_earlier(self, name: str) -> bytes | None:
        """Read a file of the earlier site; None where there is none."""
        if self.earlier is None:
            return None
        try:
            with open(f"{self.earlier}/{name}", "rb") as file:  # noqa: PTH123
                return file.read()
        except OSError:
            return None


def refuse(root: Path, out: Path) -> None:
    """Refuse to build a site over what it is built from, or over a folder that holds something else.

    Raises `InputError`.
    """
    sources = [root / name for name in READ if (root / name).exists()]
    overwriting.refuse_to_write_into(map(str, sources), [str(out)])
    overwriting.refuse_inputs_in(
        [str(source / INDEX) if source.is_dir() else str(source) for source in sources], str(out)
    )
    overwriting.refuse_unusable(str(out), whole=False)
    if out.is_dir() and any(_files_but_hidden(out)) and not _is_a_site(out):
        raise InputError(f"{out}: is there already, and holds no site; move it, and the site is built there")


READ = ("raw", "cleaned", "docs", "mkdocs.yml")
"""What a site is built from."""


def _files_but_hidden(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0][0] != ".")


def _is_a_site(folder: Path) -> bool:
    """Whether MkDocs made what lies in a folder."""
    home = folder / INDEX
    return home.is_file() and b'content="mkdocs' in home.read_bytes()


def settle(place: Place, out: Path) -> int:
    """Put what was made aside into its place, take away what is no longer of the site, and count its pages.

    Nothing but renaming is left to do here, so that a failure leaves the earlier site; whoever reads it in that moment
    may meet pages of both.
    """
    made = list(_files(place.new, place.kept))
    if out.exists():
        for name in set(_files(out, place.kept)).difference(made):
            if not name.startswith("."):  # .git, .nojekyll: no site of ours holds such, so somebody put it there
                _remove(out, name)
        for name in sorted(made, key=INDEX.__eq__):  # the home page last: then all is there
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (place.new / name).replace(out / name)
    else:
        place.new.chmod(0o755)
        place.new.rename(out)
    return sum(name.endswith(INDEX) for names in (made, place.kept) for name in names)


def _files(folder: Path, kept: Container[str]) -> Iterator[str]:
    """Name what lies below a folder, but for what is kept: files, and folders with nothing in them."""
    for path, names, files in os.walk(folder):
        below = path[len(str(folder)) + 1 :].replace(os.sep, "/")
        prefix = f"{below}/" if below else ""
        if below and not names and not files:
            yield below
        names[:] = [name for name in names if prefix + name not in kept]
        yield from (prefix + name for name in files if prefix + name not in kept)


def _remove(out: Path, name: str) -> None:
    """Remove a file or an empty folder, and every folder that is empty then."""
    path = out / name
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()
    for folder in path.parents:
        if folder == out or any(folder.iterdir()):
            break
        folder.rmdir()
