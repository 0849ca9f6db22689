"""The files of the index: those made of the same as in the last build are neither packed nor written again."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chengwen.checkout.store import write_whole
from chengwen.site.build.place import Place, Written
from chengwen.stamp import digest, toolkit_and_site

FILE = Path(".cache") / "site" / "files.pickle"


class Made(NamedTuple):
    """A file as a build wrote it, and what it was made of."""

    source: str
    """Digest."""
    size: int
    written: Written


@dataclass(frozen=True, slots=True)
class Files:
    """Where the index is written, and what is known of its files."""

    place: Place
    before: Mapping[str, Made] = field(default_factory=dict)
    """The files of the last build, by name."""
    now: dict[str, Made] = field(default_factory=dict)

    def write(self, name: str, source: bytes, pack: Callable[[], bytes]) -> int:
        """Write a file and return its size; what it holds is made only if its source is another than before."""
        made_of = digest(source)
        known = self.before.get(name)
        if known and known.source == made_of and self.place.keep(name, known.written):
            self.now[name] = known
        else:
            data = pack()
            self.now[name] = Made(made_of, len(data), self.place.write(name, data))
        return self.now[name].size


@contextmanager
def remembered(root: Path, place: Place) -> Iterator[Files]:
    """Yield the files of an index as the last build with this code left them; at the end they are recorded anew.

    A record of files that never came into their place does no harm: a file is kept only if it is as it was written.
    """
    path, version = root / FILE, toolkit_and_site().encode()
    written_by, _, packed = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    before: dict[str, Made] = pickle.loads(packed) if written_by == version else {}  # nobody else writes there
    files = Files(place, before)
    yield files
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, version + b"\n" + pickle.dumps(files.now, pickle.HIGHEST_PROTOCOL))
