"""Determine which marks of secrecy a cleaned document bears, and whether a person has permitted publishing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengwen.document import Suspect
from chengwen.engine.kept import compiled
from chengwen.knowledge.numbering import value_of
from chengwen.private import SecrecyMark
from chengwen.stages.structure.secrecy.mark_words import words as mark_words
from chengwen.stages.structure.secrecy.marks import CLASSIFIED, INTERNAL, end_of_head, find_marks
from chengwen.text import Span, Text

_YEARS = compiled("([0-9]{1,3}|[一二三四五六七八九十]{1,3})年$")
LONE = "marked-lone"
WHY = "单独成行的密级字样，不在文件标注密级的地方"
PERMISSIONS = {CLASSIFIED: "declassified", INTERNAL: "publishable"}
"""The sidecar key, by flag, that permits publishing a marked document."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks found: those that count, and suspects."""

    marks: tuple[SecrecyMark, ...]
    suspects: tuple[Suspect, ...]

    @property
    def flags(self) -> frozenset[str]:
        """The flags that the marks set."""
        return frozenset(mark.flag for mark in self.marks)


def read_marks(texts: Sequence[Text], parts: Sequence[int]) -> Marked:
    """Read the marks of a document from its text at several stages, the clean one last; `parts` are offsets in that.

    A mark counts at whichever stage it is visible: a stripped line may contain one, and an unrepaired line may obscure
    one.
    """
    if not any(map(mark_words().sign.search, {text.value for text in texts})):
        return Marked((), ())
    clean = texts[-1]
    head = clean.locate(end_of_head(clean.value)) if clean.value else 0
    marks: dict[int, SecrecyMark] = {}
    unsure: dict[int, Suspect] = {}
    known: dict[str, bool] = {}
    for text in {text.value: text for text in texts}.values():  # of two equal texts, the later one
        is_clean = text is clean
        above = 0 if is_clean else _before(text, head)
        for found in find_marks(text.value, parts if is_clean else (), above, known):
            place = text.locate_span(Span(found.start, found.end)).start
            line = _line(text.source, place)
            if found.sure:
                marks.setdefault(line, SecrecyMark(found.flag, found.words, line))
            elif is_clean:
                unsure[line] = Suspect(found.start, found.end, LONE, WHY)
    suspects = (suspect for line, suspect in unsure.items() if line not in marks)
    return Marked(tuple(marks[line] for line in sorted(marks)), tuple(suspects))


def marks_among(flags: Iterable[str]) -> list[str]:
    """Return those flags that stand for a mark."""
    given = set(flags)
    return [flag for flag in PERMISSIONS if flag in given]


def withheld(flags: Collection[str], provenance: Mapping[str, Any]) -> list[str]:
    """Return the flags for which a document must not be published, since nobody has stated a reason that permits it.

    >>> withheld(["classified", "tables"], {}), withheld(["classified"], {"declassified": "2015年解密"})
    (['classified'], [])
    """
    return [flag for flag, key in PERMISSIONS.items() if flag in flags and not provenance.get(key)]


def year_of_end(words: str, year: object) -> int | None:
    """Return the year in which the term of a mark ends, counted from the document's year, if both are known.

    >>> year_of_end("机密★10年", 2008), year_of_end("机密★一年", 2008), year_of_end("机密★长期", 2008)
    (2018, 2009, None)
    """
    match = _YEARS.search(words)
    if not match or not isinstance(year, int):
        return None
    return year + value_of(match[1])


def _before(text: Text, source: int) -> int:
    """Return the offset in a text before which everything comes from before an offset of the source."""
    low, high = 0, len(text.value)
    while low < high:
        middle = (low + high) // 2
        if text.locate(middle) < source:
            low = middle + 1
        else:
            high = middle
    return low


def _line(source: str, place: int) -> int:
    end = "\n" if "\n" in source else "\r"
    return source.count(end, 0, place) + 1
