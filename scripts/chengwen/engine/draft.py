"""A text as read: its lines, their folded views, and whatever was asked of it, each made once.

A `Draft` belongs to one document and one thread. When edits make a new text of it, the new draft keeps what is known of
each line by its wording, so that another round reads only the lines that changed. Nothing outlives the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, TypeVar

from chengwen.engine.find import Find
from chengwen.engine.lines import Line, View, cut, fold_content
from chengwen.text import Edit, Text, begin

Answer = TypeVar("Answer")
LONGEST_REMEMBERED = 2_000
"""In code points: longer lines are read anew each round, since remembering them would double a large text in memory.
Of the paragraphs of the samples the longest has 715."""


class Draft:
    """A text with all that was learned of it so far; made with `read`, and by `apply` from an earlier one."""

    __slots__ = ("_answers", "_by_line", "text")

    def __init__(self, text: Text, by_line: dict[Any, dict[str, Any]] | None = None) -> None:
        self.text = text
        self._by_line: dict[Any, dict[str, Any]] = {} if by_line is None else by_line
        self._answers: dict[Any, Any] = {}

    def __repr__(self) -> str:
        return f"Draft({len(self.value)} characters)"

    @property
    def value(self) -> str:
        """The text as it stands now."""
        return self.text.value

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines; together they cover the text."""
        return self.once(_all_lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines with something on them."""
        return self.once(_filled)

    @property
    def folded(self) -> Sequence[str]:
        """The folded text of each line of `lines`."""
        return self.once(_folded)

    def view(self, line: Line) -> View:
        """Return the folded view of a line of this draft."""
        return View(*self.of_line(fold_content, line.content), line.start, line.end)

    def once(self, ask: Callable[..., Answer], *rest: Any) -> Answer:
        """Return the answer to a question about the whole text; it is worked out the first time only.

        `rest` is what else the answer depends on; the same question with other `rest` is another question.
        """
        key = (ask, *rest)
        if key not in self._answers:
            self._answers[key] = ask(self, *rest)
        answer: Answer = self._answers[key]
        return answer

    def of_line(self, tell: Callable[[str], Answer], content: str) -> Answer:
        """Return what a function tells of a line, asked once for each wording in the life of a document.

        For functions that depend on nothing but the line, and whose answers are not changed afterwards.
        """
        if len(content) > LONGEST_REMEMBERED:
            return tell(content)
        known = self._by_line.get(tell)
        if known is None:
            known = self._by_line[tell] = {}
        if content not in known:
            known[content] = tell(content)
        answer: Answer = known[content]
        return answer

    def search(self, look: Callable[[str], Iterable[Find]]) -> list[Find]:
        """Return what a search finds, line by line; lines seen in an earlier round are not searched again.

        All new lines are searched in one go. For a search that depends on nothing beyond the line on which it sees
        something; on one line the order is the search's own.
        """
        known: dict[str, list[Find]] = self._by_line.setdefault(look, {})
        new: dict[str, list[Find]] = {line.content: [] for line in self.lines if line.content not in known}
        if new:
            contents = list(new)
            starts = list(accumulate((len(content) + 1 for content in contents), initial=0))
            for find in look("\n".join(contents)):
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
        """Apply edits given in offsets of the present text; nothing to do gives back the same draft."""
        text = self.text.apply(edits)
        return self if text is self.text else Draft(text, self._by_line)


def read(text: str | Text) -> Draft:
    """Return the draft of a text; a plain string is a source to which nothing has happened yet.

    >>> [line.content for line in read("　　一、工作\\n \\n完").lines]
    ['一、工作', '完']
    """
    return Draft(begin(text) if isinstance(text, str) else text)


def _all_lines(draft: Draft) -> tuple[Line, ...]:
    return tuple(cut(draft.value))


def _filled(draft: Draft) -> tuple[Line, ...]:
    return tuple(line for line in draft.all_lines if not line.blank)


def _folded(draft: Draft) -> Sequence[str]:
    return [draft.of_line(fold_content, line.content)[0] for line in draft.lines]
