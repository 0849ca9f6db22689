"""A text as read: its lines, their folded views, and the answer to each question asked of it, each computed once.

A `Draft` belongs to one document and one thread. When edits produce a new text, the new draft keeps what is known of
each line by its content, so another round reads only the lines that changed. Nothing outlives the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import accumulate
from typing import Any, TypeVar

from chengwen.engine.find import Find
from chengwen.engine.lines import Line, View, cut, fold_content
from chengwen.text import Edit, Text, begin

Answer = TypeVar("Answer")
_UNKNOWN: Any = object()
LONGEST_REMEMBERED = 2_000
"""In code points. Longer lines are read again in each round, since remembering them would double the memory of a large
text. The longest paragraph in the samples has 715."""


LONGEST_JOINED = 100_000
"""In code points. The lines of a longer text are joined anew for each search, for the same reason."""


class Draft:
    """A text with everything learned about it so far. Made by `read`, or by `apply` from an earlier draft."""

    __slots__ = ("_answers", "_by_line", "_lines", "text")

    def __init__(self, text: Text, by_line: dict[Any, dict[Any, Any]] | None = None) -> None:
        self.text = text
        self._by_line: dict[Any, dict[Any, Any]] = {} if by_line is None else by_line
        self._answers: dict[Any, Any] = {}
        self._lines: tuple[Line, ...] | None = None

    def __repr__(self) -> str:
        return f"Draft({len(self.value)} characters)"

    @property
    def value(self) -> str:
        """The current text."""
        return self.text.value

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """All lines, blank ones included; together they cover the text."""
        return self.once(_all_lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are not blank."""
        if self._lines is None:  # asked more often than anything else
            self._lines = tuple(line for line in self.all_lines if not line.blank)
        return self._lines

    @property
    def folded(self) -> Sequence[str]:
        """The folded text of each line of `lines`."""
        return self.once(_folded)

    def view(self, line: Line) -> View:
        """Return the folded view of a line of this draft."""
        return View(*self.of_line(fold_content, line.content), line.start, line.end)

    def once(self, compute: Callable[..., Answer], *rest: Any) -> Answer:
        """Return the answer to a question about the whole text, computed the first time only.

        `rest` holds further arguments; the same question with other arguments is another question.
        """
        key = (compute, *rest) if rest else compute
        answer: Answer = self._answers.get(key, _UNKNOWN)
        if answer is _UNKNOWN:
            answer = self._answers[key] = compute(self, *rest)
        return answer

    def of_line(self, compute: Callable[[str], Answer], content: str) -> Answer:
        """Return `compute(content)`, called once for each distinct line content in the life of a document.

        `compute` must depend on nothing but the line, and its answer must not be modified afterwards.
        """
        known = self._by_line.get(compute)
        if known is None:
            known = self._by_line[compute] = {}
        answer: Answer = known.get(content, _UNKNOWN)
        if answer is _UNKNOWN:
            answer = compute(content)
            if len(content) <= LONGEST_REMEMBERED:
                known[content] = answer
        return answer

    def of_neighbours(self, compute: Callable[..., Answer], *contents: str) -> Answer:
        """Return `compute(draft, *contents)`, called once for the same contents in the life of a document.

        The draft is given only so that `compute` may ask it `of_line`; otherwise as there.
        """
        known = self._by_line.setdefault(compute, {})
        if contents in known:
            answer: Answer = known[contents]
            return answer
        answer = compute(self, *contents)
        if sum(map(len, contents)) <= LONGEST_REMEMBERED:
            known[contents] = answer
        return answer

    def of_lines(self, compute: Callable[..., Answer], *rest: Any) -> Answer:
        """Return the answer to a question about the contents of the lines; asked again of equal lines, it is known.

        Another round finds the same lines in other places, so `compute(draft, *rest)` must not depend on these, its
        answer must tell of lines by their numbers, and must not be modified afterwards.
        """
        known = self._answers.get(_known_of_lines)
        if known is None:
            known = self._answers[_known_of_lines] = _known_of_lines(self._by_line, self.lines)
        key = (compute, *rest)
        if key not in known:
            known[key] = compute(self, *rest)
        answer: Answer = known[key]
        return answer

    def search(self, finder: Callable[[str], Iterable[Find]]) -> list[Find]:
        """Return what a search finds, line by line; lines searched in an earlier round are not searched again.

        All new lines are searched in one call. The search must not depend on anything beyond the line of a find. Within
        one line, finds keep the order in which the search returned them.
        """
        known: dict[str, list[Find]] = self._by_line.setdefault(finder, {})
        contents, starts, joined = (
            _joined(self, known) if known or len(self.value) > LONGEST_JOINED else self.once(_joined)
        )
        new: dict[str, list[Find]] = {content: [] for content in contents}
        if new:
            for find in finder(joined):
                number = bisect_right(starts, find.span.start) - 1
                new[contents[number]].append(find.moved(-starts[number]))
        finds = [
            find.moved(line.start)
            for line in self.lines
            for find in (new if line.content in new else known)[line.content]
        ]
        known.update((content, found) for content, found in new.items() if len(content) <= LONGEST_REMEMBERED)
        return finds

    def apply(self, edits: Sequence[Edit]) -> Draft:
        """Apply edits given in offsets of the current text; without edits, return the same draft."""
        text = self.text.apply(edits)
        return self if text is self.text else Draft(text, self._by_line)


def read(text: str | Text) -> Draft:
    """Return the draft of a text; a plain string is taken as an unedited source.

    >>> [line.content for line in read("　　一、工作\\n \\n完").lines]
    ['一、工作', '完']
    """
    return Draft(begin(text) if isinstance(text, str) else text)


def _all_lines(draft: Draft) -> tuple[Line, ...]:
    return tuple(cut(draft.value))


def _joined(draft: Draft, without: Container[str] = ()) -> tuple[list[str], list[int], str]:
    """Return the different lines of a text, without some, where each begins if they are joined, and that text."""
    contents = list(dict.fromkeys(line.content for line in draft.lines if line.content not in without))
    starts = list(accumulate((len(content) + 1 for content in contents), initial=0))
    return contents, starts, "\n".join(contents)


def _folded(draft: Draft) -> Sequence[str]:
    return [draft.of_line(fold_content, line.content)[0] for line in draft.lines]


def _known_of_lines(by_line: dict[Any, dict[Any, Any]], lines: Sequence[Line]) -> dict[Any, Any]:
    """Return what is known of lines with these contents, whatever the draft."""
    known: dict[Any, Any] = by_line.setdefault(_known_of_lines, {}).setdefault(
        tuple(line.content for line in lines), {}
    )
    return known
