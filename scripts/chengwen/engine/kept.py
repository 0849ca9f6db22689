"""Keep what every start would make anew, compiled patterns and parsed tables, as Python keeps compiled modules.

Some 700 patterns and 60 tables take two thirds of a second to make and ten milliseconds to read back. They stand in one
file beside the compiled modules, which belongs to one version of Python, is written only where Python may write there
(`PYTHONDONTWRITEBYTECODE`, `PYTHONPYCACHEPREFIX`, rights of the folder), and may be deleted at any time: what it lacks,
or what cannot be read of it, is made. Modules that a cleaning loads compile their patterns here.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # private to `re`, which offers no way to keep what it made
import marshal
import os
import re
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, overload

from chengwen.engine.beginnings import with_beginnings

Made = TypeVar("Made")

FORMAT = 1
"""Of the file; another number makes older files unread."""
LARGEST = 32_000_000
"""In bytes. A larger file has gathered what nothing asks for any more, and begins anew."""
_compiler: Any = re._compiler  # type: ignore[attr-defined]  # its code is data, which is what can be kept
_WRITTEN_BY = (FORMAT, sys.version, sys.byteorder, _sre.MAGIC)


class _Known:
    """What was read from the file, and what was made since."""

    __slots__ = ("made", "read")

    def __init__(self, read: dict[Any, Any]) -> None:
        self.read = read
        self.made: dict[Any, Any] = {}


@overload
def compiled(pattern: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]: ...
@overload
def compiled(pattern: bytes, flags: int | re.RegexFlag = 0) -> re.Pattern[bytes]: ...
def compiled(pattern: str | bytes, flags: int | re.RegexFlag = 0) -> re.Pattern[Any]:
    """Return `re.compile(pattern, flags)`, put together from what is kept of it.

    >>> compiled("甲|乙") == re.compile("甲|乙")
    True
    """
    flags, code, groups, names, numbers = kept(_code_of, pattern, int(flags))
    made: re.Pattern[Any] = _sre.compile(pattern, flags, array("I", code).tolist(), groups, names, numbers)
    return made


def kept(make: Callable[..., Made], *key: Any) -> Made:
    """Return `make(*key)`, from the file if it is there.

    What `make` returns must follow from its key, its own module and Python alone, must consist of what `marshal` can
    write, and must not be modified by those who get it.
    """
    known = _known()
    source = make.__code__.co_filename
    full = (source, _times_of(source), make.__qualname__, *key)
    found = known.read.get(full)
    if found is None:
        found = known.made.get(full)
    if found is None:
        found = known.made[full] = make(*key)
    result: Made = found
    return result


def keep() -> None:
    """Write what was made since the start beside what was read; where that is not possible, nothing happens."""
    known = _known()
    place = _place()
    if not known.made or sys.dont_write_bytecode or place is None:
        return
    valid = {key: value for key, value in known.read.items() if key[1] == _times_of(key[0])}
    whole = marshal.dumps((_WRITTEN_BY, {**valid, **known.made}))
    if len(whole) > LARGEST:
        whole = marshal.dumps((_WRITTEN_BY, known.made))
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(whole)
            beside.replace(place)
        except OSError:
            beside.unlink(missing_ok=True)


@cache
def _known() -> _Known:
    """Read the file; one of another Python, cut short or otherwise not ours counts as empty."""
    place = _place()
    if place is None:
        return _Known({})
    try:
        written_by, entries = marshal.loads(place.read_bytes())
    except (OSError, EOFError, ValueError, TypeError):
        return _Known({})
    return _Known(entries if written_by == _WRITTEN_BY and isinstance(entries, dict) else {})


def _place() -> Path | None:
    """Return the path of the file: that of this module as Python keeps it, with an ending of its own."""
    module = __spec__.cached
    return None if module is None else Path(module).with_suffix(".tables")


@cache
def _times_of(source: str) -> tuple[int, int]:
    """Return when a module's source was last changed and put where it is, in nanoseconds; 0 where there is none to ask.

    The second, since all files of a wheel bear the same time of change, whatever its version.
    """
    try:
        found = Path(source).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_ctime_ns


def _code_of(pattern: str | bytes, flags: int) -> tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]:
    """Return what `re` makes of a pattern: flags, code, number of groups, their numbers by name, names by number."""
    tree = _compiler._parser.parse(pattern, flags)
    code = with_beginnings(_compiler._code(tree, flags), tree, flags | tree.state.flags)
    names: dict[str, int] = tree.state.groupdict
    numbers: list[str | None] = [None] * tree.state.groups
    for name, number in names.items():
        numbers[number] = name
    return flags | tree.state.flags, array("I", code).tobytes(), tree.state.groups - 1, dict(names), tuple(numbers)
