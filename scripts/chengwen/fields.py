"""What the JSON of a document must look like to be read: keys, and of what kind their values are."""

from __future__ import annotations

from typing import Any

STRING, STRING_OR_NULL, NUMBER, NUMBER_OR_NULL = (str,), (str, type(None)), (int,), (int, type(None))
OBJECT, LIST = (dict,), (list,)
_SPAN = {"start": NUMBER, "end": NUMBER}
SHAPE: dict[str, Any] = {
    "schema": STRING,
    "id": STRING,
    "source": {
        "name": STRING_OR_NULL,
        "media_type": STRING,
        "bytes": NUMBER,
        "encoding": STRING,
        "characters": NUMBER,
        "undecodable": [LIST],
    },
    "metadata": {"title": STRING_OR_NULL, "year": NUMBER_OR_NULL, "genre": STRING_OR_NULL, "level": STRING_OR_NULL},
    "provenance": {"url": STRING_OR_NULL, "compiled_by": [STRING], "rights": STRING_OR_NULL},
    "text_sha256": STRING,
    "edits": [{**_SPAN, "text": STRING, "rules": [STRING]}],
    "sections": [
        {
            **_SPAN,
            "id": STRING,
            "level": NUMBER_OR_NULL,
            "number": STRING,
            "title": STRING,
            "heading_end": NUMBER,
            "role": STRING,
        }
    ],
    "placeholders": [{**_SPAN, "type": STRING, "origin": STRING, "source": [NUMBER]}],
    "flags": [STRING],
    "suspects": [{**_SPAN, "rule": STRING, "why": STRING}],
}
"""A list holds what its one entry is like; a table may hold more keys than are named here."""


def problem_of_shape(value: Any, shape: Any = SHAPE, place: str = "it") -> str:
    """Return what is not as it must be, by its place; empty where nothing is. No value is quoted.

    >>> problem_of_shape({"rules": ["a", 5]}, {"rules": [STRING]})
    'rules[1] must be str, found int'
    """
    if isinstance(shape, tuple):
        return _problem_of_value(value, shape, place)
    if not isinstance(value, type(shape)):
        return f"{place} must be {type(shape).__name__}, found {type(value).__name__}"
    if isinstance(shape, list):
        found = (problem_of_shape(one, shape[0], f"{place}[{number}]") for number, one in enumerate(value))
        return next(filter(None, found), "")
    prefix = "" if place == "it" else f"{place}."
    if missing := [key for key in shape if key not in value]:
        return f"{prefix}{missing[0]} is missing"
    return next(filter(None, (problem_of_shape(value[key], shape[key], f"{prefix}{key}") for key in shape)), "")


def _problem_of_value(value: Any, kinds: tuple[type, ...], place: str) -> str:
    if not isinstance(value, kinds) or isinstance(value, bool):
        wanted = " or ".join("null" if kind is type(None) else kind.__name__ for kind in kinds)
        return f"{place} must be {wanted}, found {type(value).__name__}"
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return f"{place} holds half a surrogate pair"
    return ""
