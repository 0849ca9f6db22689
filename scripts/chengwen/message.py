"""A message to a person: an English sentence with gaps, what fills them, and the same sentence in other words.

The sentence stands in the code where it arises, and is English there and in whatever a user of the library sees. Only
the code that shows it knows a language, and gives its words: a table from English sentences to others with the same
gaps. So nothing here depends on a setting, and a message may go to another process before it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

Words = Mapping[str, str]
"""From an English sentence, gaps and all, to the same in another language; empty: it stays English."""
ENGLISH: Words = {}
ABOUT = "{place}: {problem}"
COMMA = ", "
"""Stands between what is enumerated; tables have another."""


class Message(str):
    """An English text that can be said in another language.

    >>> told = say("{number:,} {number:row|rows} in {files}", number=2_000, files=("a", "b"))
    >>> told, in_words(told, {told.template: "{files} 共 {number:,} 行", ", ": "、"})
    ('2,000 rows in a, b', 'a、b 共 2,000 行')
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any] | None = None) -> Message:
        """Fill the gaps of an English sentence.

        A gap is written as for `str.format`; `{number:row|rows}` is the one or the other, as the number wants it. A
        value is text, a number, another message, or a tuple of these, which is enumerated.
        """
        held = dict(values or {})
        message = super().__new__(cls, _filled(template, held, ENGLISH))
        message.template, message.values = template, held
        return message

    def __getnewargs__(self) -> tuple[str, dict[str, Any]]:  # type: ignore[override]  # of what it is made
        """Return what a copy is made of, in this process or another."""
        return self.template, self.values


def say(template: str, /, **values: Any) -> Message:
    """Return a message; tests/project/test_language.py holds that its sentence is in the tables of all languages.

    >>> say("{file}: no such file", file="a.txt")
    'a.txt: no such file'
    """
    return Message(template, values)


def at(place: object, problem: str) -> Message:
    """Return a message about a place: a file, a rule, a row.

    >>> at("a.txt", say("no such file")), problem_at("a.txt", at("a.txt", say("no such file")))
    ('a.txt: no such file', 'no such file')
    """
    return Message(ABOUT, {"place": place if isinstance(place, str) else str(place), "problem": problem})


def problem_at(place: object, message: Message) -> Message:
    """Return what a message says of a place, without the place; a message about something else, as it is."""
    if message.template != ABOUT or message.values["place"] != place:
        return message
    problem = message.values["problem"]
    return problem if isinstance(problem, Message) else foreign(problem)


def foreign(text: str) -> Message:
    """Return what another program or the system says; the tables have the commonest of it.

    >>> foreign("No such {thing}")
    'No such {thing}'
    """
    return Message(text.replace("{", "{{").replace("}", "}}"))


def of_system(error: OSError) -> Message:
    """Return what the system says of trouble with a file."""
    return foreign(error.strerror or str(error))


def of_error(error: BaseException) -> Message:
    """Return what an error says, be it one of ours or another library's."""
    said = error.args[0] if error.args else ""
    if isinstance(said, Message):
        return said
    return of_system(error) if isinstance(error, OSError) else foreign(str(error))


def in_words(message: str, words: Words) -> str:
    """Return a message in other words; a sentence that the table lacks, or a text that is no message, as it is."""
    if not isinstance(message, Message):
        return str(message)
    return _filled(words.get(message.template, message.template), message.values, words)


def filled(sentence: str, values: Mapping[str, Any]) -> str:
    """Return a sentence with its gaps filled, as those of a message are.

    >>> filled("{number:,} {number:row|rows}", {"number": 1})
    '1 row'
    """
    return _filled(sentence, values, ENGLISH)


def packed(message: str) -> Any:
    """Return a message as JSON can hold it, for another process to unpack.

    >>> unpacked(packed(say("{file}: no such file", file="a.txt"))).template
    '{file}: no such file'
    """
    if not isinstance(message, Message):
        return str(message)
    return {"template": message.template, "values": {key: _packed_value(one) for key, one in message.values.items()}}


def unpacked(held: Any) -> Any:
    """Return what was packed."""
    if isinstance(held, list):
        return tuple(map(unpacked, held))
    if not isinstance(held, dict):
        return held
    return Message(held["template"], {key: unpacked(one) for key, one in held["values"].items()})


def _packed_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_packed_value(one) for one in value]
    return value if isinstance(value, int | float) else packed(value if isinstance(value, str) else str(value))


class _Gaps(Formatter):
    """Fills gaps; `one|many` in place of a format chooses by number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if value == 1 else many
        return str(super().format_field(value, format_spec))


_GAPS = _Gaps()


def _filled(template: str, values: Mapping[str, Any], words: Words) -> str:
    """Fill the gaps of a sentence, messages among the values said in the same words."""
    return str(_GAPS.vformat(template, (), {key: _said(value, words) for key, value in values.items()}))


def _said(value: Any, words: Words) -> Any:
    if isinstance(value, tuple):
        return words.get(COMMA, COMMA).join(str(_said(one, words)) for one in value)
    return in_words(value, words) if isinstance(value, str) else value


NO_MESSAGE = Message("")
"""Stands where there is nothing to say."""
