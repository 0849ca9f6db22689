"""The private part of a document: its raw text, which must never be shown or stored along with the object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NoReturn

SHOWN: Final = "<hidden>"
"""Printed in place of private data."""


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark of secrecy in a document: 机密★1年."""

    flag: str
    """`classified` or `internal`."""
    words: str
    """The mark as written, without spaces."""
    line: int
    """Line of the source text, from 1."""


@dataclass(frozen=True, slots=True)
class MaybeName:
    """A stretch of the clean text that might be somebody's name: told to who cleans, and published nowhere."""

    start: int
    end: int
    why: str


class Private:
    """What is known of a document only while its raw file is available.

    Printing it prints `<hidden>`; pickling or copying it yields an empty one; it cannot be changed.

    >>> private = Private("镇党委书记陈志刚")
    >>> print(private, repr(private), f"{private:>20}", private.source_text)
    <hidden> <hidden> <hidden> 镇党委书记陈志刚
    """

    __slots__ = ("_marks", "_names", "_source_text")
    _source_text: str | None
    _marks: tuple[SecrecyMark, ...]
    _names: tuple[MaybeName, ...]

    def __init__(
        self,
        source_text: str | None = None,
        marks: tuple[SecrecyMark, ...] = (),
        names: tuple[MaybeName, ...] = (),
    ) -> None:
        object.__setattr__(self, "_source_text", source_text)
        object.__setattr__(self, "_marks", marks)
        object.__setattr__(self, "_names", names)

    @property
    def source_text(self) -> str | None:
        """The decoded raw text; None if the raw file is not available."""
        return self._source_text

    @property
    def marks(self) -> tuple[SecrecyMark, ...]:
        """The marks that set the flags `classified` and `internal`."""
        return self._marks

    @property
    def names(self) -> tuple[MaybeName, ...]:
        """What might be names of persons, and was left."""
        return self._names

    def __repr__(self) -> str:
        return SHOWN

    def __format__(self, specification: str) -> str:
        return SHOWN

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name}: a document's private part is never changed; make another one")

    def __getstate__(self) -> None:
        return None

    def __reduce__(self) -> tuple[Any, ...]:
        return Private, ()

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return self.__reduce__()


NOTHING = Private()
"""Of a document whose raw file is not at hand."""
