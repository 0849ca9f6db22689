"""Know where a text lists things by name: varieties, brands, dishes, plays (引进王林、秦冠等十四个品种).

What stands in such a list is no person there, nor anywhere else in the document unless a title says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chengwen.engine.find import Find, overlapping
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import holds_word
from chengwen.knowledge.tables import any_word, pattern, word_set, words
from chengwen.stages.hide.people.edges import ends_in_title, left_of, titles
from chengwen.stages.hide.people.names import shapes_to
from chengwen.text import Span

LONGEST_LIST, LONGEST_NAME = 160, 4
"""In code points, of a list, and of a name that may stand at an end of it."""
_NUMBER = "[0-9一二两三四五六七八九十百数几]{1,4}[余多]?大?[个种款类支台部座条处首枚道只项味家]"
_BREAK = compiled("[，。；：？！,;:?!\n]")
_SEX = compiled("[\t |｜，,（(]{1,3}[男女]")
_SIGNS = compiled("[、“”‘’《》和及]")


@dataclass(frozen=True, slots=True)
class Things:
    """Where a text lists things, and what their names may be."""

    spans: tuple[Span, ...]
    names: frozenset[str]

    def hold(self, text: str, find: Find) -> bool:
        """Whether a find is one of the things, and no title says that it is a person."""
        if not self.spans or not (find.name in self.names or overlapping(list(self.spans), find.span)):
            return False
        behind = None if text.startswith("等", find.span.end) else titles().match(text, find.span.end)
        return not (ends_in_title(text, find.span.start) or behind or _SEX.match(text, find.span.end))


def listed_things(text: str) -> Things:
    """Return the lists of things of a text."""
    told = holds_word(text, (*words("people", "things_listed"), *words("people", "bodies_listed"), "座"))
    spans = sorted({*(_lists(text) if told else ()), *_characters(text), *_of_figures(text), *_read_together(text)})
    names = {name for span in spans for name in _names_in(text[span.start : span.end])}
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(span.end, apart[-1].end))
        else:
            apart.append(span)
    return Things(tuple(apart), frozenset(names))


def _lists(text: str) -> Iterator[Span]:
    """Yield the spans of the lists: before what counts them, behind what announces them."""
    for match in _counted().finditer(text):
        low = max(0, match.start() - LONGEST_LIST)
        low = max((one.end() for one in _BREAK.finditer(text, low, match.start())), default=low)
        if (
            0 <= match.start() - text.rfind("、", low, match.start()) - 1 <= LONGEST_NAME + 2
            and "、" in text[low : match.start()]
        ):
            yield Span(low, match.start())
    for match in _announced().finditer(text):
        end = _BREAK.search(text, match.end(), match.end() + LONGEST_LIST)
        if end and "、" in text[match.end() : end.start()]:
            yield Span(match.end(), end.start())


def _characters(text: str) -> Iterator[Span]:
    """Yield the brackets behind a book with its author before it: who is in them is in the book (路遥《人生》（…）)."""
    for match in _BOOK.finditer(text) if "》（" in text or "》(" in text else ():
        authors = shapes_to(text, match.start())
        if any(one.weight > 1 and left_of(text, one.span.start) == 3 for one in authors):
            yield Span(*match.span("listed"))


_BOOK = compiled("《[^《》\n]{1,40}》[（(](?P<listed>[^（）()：:\n]{2,60})[)）]")


def _of_figures(text: str) -> Iterator[Span]:
    """Yield the rows of those who are held up to all, where one of them is known to all (邹碧华、…等英模)."""
    for match in _heroes().finditer(text):
        low = max(0, match.start() - LONGEST_LIST)
        low = max((one.end() for one in _BREAK.finditer(text, low, match.start())), default=low)
        if _names_a_figure(text[low : match.start()]):
            yield Span(low, match.start())
    for match in _ROW.finditer(text) if _OF_HISTORY.search(text) else ():
        if not _names_a_figure(match.group()):
            continue
        low, high = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        line = slice(low, len(text) if high < 0 else high)
        if _OF_HISTORY.search(text[line]):
            yield Span(*match.span())


def _names_a_figure(row: str) -> bool:
    """Whether an item of a row is somebody whom all know."""
    known = word_set("kept", "names", "phrases")
    return any(item[-size:] in known or item[:size] in known for item in row.split("、") for size in (2, 3, 4))


_ROW = compiled(f"[{HAN}]{{2,8}}+(?:、[{HAN}]{{2,8}}+)+")
_OF_HISTORY = compiled(
    "(?<![0-9])19[0-4][0-9]年|起义|红军|长征|八路军|新四军|抗日|抗战|解放战争|北伐|大革命|苏区|地下党|革命先烈|根据地"
)
"""What says of a line that it tells of the years before the republic: who stands in a row with a figure is one too."""


def _read_together(text: str) -> Iterator[Span]:
    """Yield the rows of authors whose works are read: 共读甲、乙、丙作品."""
    for match in pattern("people", "read_works").finditer(text):
        if "、" in match["row"]:
            yield Span(*match.span("row"))


@cache
def _heroes() -> re.Pattern[str]:
    return compiled(f"等(?:一批|一大批|{_NUMBER})?[{HAN}]{{0,4}}(?:{any_word('people', 'heroes')})")


def _names_in(listed: str) -> Iterator[str]:
    """Yield the items of a list, of the first and the last also what may be left without the words around it."""
    items = [item for item in _SIGNS.split(listed) if item]
    yield from items
    for size in range(2, LONGEST_NAME + 1):
        yield from (one for one in (items[0][-size:], items[-1][:size]) if len(one) == size)


@cache
def _things() -> str:
    return any_word("people", "things_listed")


@cache
def _bodies() -> str:
    return any_word("people", "things_listed", "bodies_listed")


@cache
def _counted() -> re.Pattern[str]:
    count = "[0-9一二两三四五六七八九十百]{1,4}[余多]?座(?![谈位上右])"
    listed = f"(?:等(?:{_NUMBER})?|{_NUMBER})[{HAN}]{{0,4}}?(?:{_bodies()})(?![人者户员主商权家])"
    return compiled(f"(?:{listed}|等?{count})")


@cache
def _announced() -> re.Pattern[str]:
    return compiled(f"(?:{_things()})(?:主要|包括|分别|共)?(?:有|为|是|包括)?[：:]?(?=[“《]?[{HAN}]{{2,6}}[”》]?、)")
