"""Read a text that was saved as a row of a data set: {"id": 7, "title": "…", "content": "…\\n…"}.

The longest string of the row is the document; its escapes become what they stand for, and all around it goes. The title
stays above it where only another string of the row says it. A row that was cut off inside that string is read as far as
it goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.kept import compiled
from chengwen.text import Edit, delete, replace

RULE = "markup-json-row"
_OPENS = compiled('[ \t\r\n]{0,20}[{\\[]{1,2}[ \t\r\n]{0,20}"')
_STRING = compiled('"(?:[^"\\\\]|\\\\.)*(?:"|$)', 16)  # re.DOTALL
_KEY = compiled('"(?P<key>[^"\\\\]{1,40})"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}$')
_ESCAPE = compiled(
    '\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|\\\\["\\\\/bfnrt]'
)
_TITLES = frozenset(("title", "标题", "题目", "doc_title", "name"))
SHORTEST = 40
"""In code points: the shortest string that is a document."""
BEFORE = 60
"""How far before a string its key is looked for, in code points."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A string of the row with its key; `[start, end)` is what stands between its quotation marks."""

    key: str
    start: int
    end: int


def json_row(text: str) -> Iterator[Edit]:
    """Yield the edits that leave the document of a row, and its title; a text that is none costs one look."""
    if not _OPENS.match(text):
        return
    strings = list(_strings(text))
    body = max(strings, key=lambda one: one.end - one.start, default=None)
    if body is None or body.end - body.start < max(SHORTEST, len(text) // 2) or _are_several(strings, body):
        return
    title = next((one for one in strings if one.key.lower() in _TITLES and one.end < body.start), None)
    kept = [title, body] if title and not _is_said_in(text, title, body) else [body]
    yield from _around(text, kept)
    for one in kept:
        for match in _ESCAPE.finditer(text, one.start, one.end):
            yield replace(*match.span(), _meant(match.group()), RULE)


def _strings(text: str) -> Iterator[_Said]:
    """Yield the strings of a row that are values of a key."""
    for match in _STRING.finditer(text):
        key = _KEY.search(text, max(0, match.start() - BEFORE), match.start())
        if key:
            closed = match.end() - match.start() > 1 and text[match.end() - 1] == '"'
            yield _Said(key["key"], match.start() + 1, match.end() - closed)


def _are_several(strings: Sequence[_Said], body: _Said) -> bool:
    """Whether a text holds several rows: a key stands twice, or another string is a document as well."""
    keys = [one.key for one in strings]
    return len(keys) > len(set(keys)) or any(
        one != body and one.end - one.start >= max(SHORTEST, (body.end - body.start) // 4) for one in strings
    )


def _is_said_in(text: str, title: _Said, body: _Said) -> bool:
    return text[title.start : title.end] in text[body.start : body.end]


def _around(text: str, kept: Sequence[_Said]) -> Iterator[Edit]:
    """Yield the deletions of what stands around the strings that stay, a line feed between two of them."""
    yield delete(0, kept[0].start, RULE)
    if len(kept) > 1:
        yield replace(kept[0].end, kept[1].start, "\n", RULE)
    if kept[-1].end < len(text):
        yield delete(kept[-1].end, len(text), RULE)


def _meant(escape: str) -> str:
    """Return what an escape stands for: line feeds as such, what no text holds as nothing.

    >>> _meant("\\\\n"), _meant('\\\\"'), _meant("\\\\u3000"), _meant("\\\\r")
    ('\\n', '"', '\\u3000', '')
    """
    if escape in ("\\r", "\\b", "\\f"):
        return ""
    return str(json.loads(f'"{escape}"', strict=False)) if not _is_half(escape) else ""


def _is_half(escape: str) -> bool:
    """Whether an escape is half of a pair, whose other half was lost."""
    return len(escape) == 6 and escape[2] in "dD" and escape[3] in "89abcdefABCDEF"
