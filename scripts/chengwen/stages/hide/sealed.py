"""Keep hidden names out of everything made from a document: its metadata, its file name, its pages.

A secret is a string that the toolkit hid; it is known only while the source text is available. Nothing here is ever
written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chengwen.document import Document, Placeholder
from chengwen.engine.draft import read
from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.labels import OPENS, label, label_pattern
from chengwen.knowledge.tables import is_word
from chengwen.stages.hide.identifiers import find_identifiers
from chengwen.stages.hide.people.names import GAP, shapes_from
from chengwen.stages.hide.people.people import find_people

SHORTEST = 2
"""A single character (a surname before a title) is no secret that could be told again in other words."""
_MASKED_SURNAME = compiled(f"([{HAN}]){label_pattern('person').pattern}")
_HOST = compiled("[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/?#]{1,300}")
_STEM = compiled(r"(?P<stem>.*?)(?P<ending>(?:\.[A-Za-z0-9]{1,10})?)", re.DOTALL)


PERSONAL = ("person", "phone", "id_number", "bank_card", "email", "account", "plate", "address")
"""Types that identify or contact a person: such a string never occurs by chance, unlike the name of a place."""


def personal_secrets(document: Document) -> dict[str, str]:
    """Return the hidden persons and their identifiers, each with its label."""
    kept = tuple(one for one in document.placeholders if one.type in PERSONAL)
    return secrets_of(document.private.source_text or "", kept)


def secrets_of(source: str, placeholders: tuple[Placeholder, ...]) -> dict[str, str]:
    """Return everything the toolkit hid in a document, each with its label.

    A name that is also a common word counts only together with the character behind it (和平村, not 和平).
    """
    secrets: dict[str, str] = {}
    for one in placeholders:
        if one.origin != "chengwen":
            continue
        hidden = source[one.source.start : one.source.end]
        for form in {hidden, "".join(char for char in hidden if char not in GAP)}:
            if is_word(form):
                after = source[one.source.end : one.source.end + 1]
                if one.type == "place" and after.strip():
                    secrets[form + after] = label(one.type) + after
            elif len(form) >= SHORTEST:
                secrets[form] = label(one.type)
    return secrets


def secrets_in(document: Document) -> dict[str, str]:
    """Return everything the toolkit hid in a document, each with its label; empty if the raw text is not available."""
    return secrets_of(document.private.source_text or "", document.placeholders)


def occurs(secret: str, text: str) -> bool:
    """Whether a secret occurs in a text, and not merely across two words of it (国王|强调)."""
    return next(_places_of(secret, text), None) is not None


def lines_of(secret: str, text: str) -> list[int]:
    """Return the numbers of the lines, from 1, that contain a secret.

    >>> lines_of("陈志刚", "书记：\\n陈志刚、陈志刚\\n主任：陈志刚\\n陈志刚")
    [2, 3, 4]
    """
    return list(dict.fromkeys(text.count("\n", 0, at) + 1 for at in _places_of(secret, text)))


def _places_of(secret: str, text: str) -> Iterator[int]:
    at = text.find(secret)
    while at >= 0:
        end = at + len(secret)
        torn = len(secret) == 2 and is_word(text[max(0, at - 1) : at + 1]) and is_word(text[end - 1 : end + 1])
        if not torn:
            yield at
        at = text.find(secret, at + 1)


BEGINNING = 4
"""Secrets are indexed by this many leading characters: with two, thousands of phone numbers would share a 13."""


def by_beginning(secrets: Iterable[str]) -> dict[str, list[str]]:
    """Group secrets by their leading characters, for `secrets_within`."""
    beginnings: dict[str, list[str]] = {}
    for secret in secrets:
        beginnings.setdefault(secret[:BEGINNING], []).append(secret)
    return beginnings


def secrets_within(text: str, beginnings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the secrets that occur in a text; the number of secrets hardly affects the time.

    >>> list(secrets_within("请联系陈志刚，13812345678", by_beginning(["陈志刚", "李海涛", "13812340000"])))
    ['陈志刚']
    """
    for size in {len(beginning) for beginning in beginnings}:
        for beginning in beginnings.keys() & {text[at : at + size] for at in range(len(text) - size + 1)}:
            yield from (secret for secret in beginnings[beginning] if occurs(secret, text))


def seal(value: Any, secrets: Mapping[str, str], said: str = "") -> Any:
    """Replace secrets by labels in a metadata value, at any depth.

    What the clean text says anyway (向阳坡, though somebody is called 向阳) stays as it says it.
    """
    if isinstance(value, str):
        if value in said:
            return value
        for secret in sorted(secrets, key=len, reverse=True):
            value = value.replace(secret, secrets[secret])
        return value
    if isinstance(value, Mapping):
        return {key: seal(inner, secrets, said) for key, inner in value.items()}
    return [seal(inner, secrets, said) for inner in value] if isinstance(value, list | tuple) else value


def seal_name(name: str | None, secrets: Mapping[str, str], text: str) -> str | None:
    """Replace by labels what a file name reveals: secrets of the document, and names and numbers of its own.

    If the author left only a surname (李某), a full name beginning with it is taken to be that person.
    """
    if name is None:
        return None
    match = _STEM.fullmatch(str(seal(name, secrets)))  # sealed first: an e-mail address ends like a file
    stem, ending = (match["stem"], match["ending"]) if match else (name, "")
    found = [
        *find_people(read(stem)),
        *find_identifiers(read(stem)),
        *_of_masked_surnames(stem, text),
        *_names_alone(stem),
    ]
    for one in sorted({one.span: one for one in found}.values(), key=lambda one: one.span, reverse=True):
        if OPENS not in stem[one.span.start : one.span.end]:
            stem = stem[: one.span.start] + label(one.what) + stem[one.span.end :]
    return stem + ending


def _of_masked_surnames(stem: str, text: str) -> Iterator[Find]:
    surnames = {match[1] for match in _MASKED_SURNAME.finditer(text)}
    for at, char in enumerate(stem):
        if char in surnames:
            shape = next((shape for shape in shapes_from(stem, at) if shape.weight > 1), None)
            if shape:
                yield Find(shape.span, "person", 0, "anon-person", shape.name)
                return


def _names_alone(stem: str) -> Iterator[Find]:
    """Yield names that stand by themselves in a file name (述职报告-赵志强.txt), without further evidence."""
    for match in re.finditer(f"[{HAN}]+", stem):
        for shape in shapes_from(stem, match.start()):
            if shape.weight == 3 and shape.span.end == match.end():
                yield Find(shape.span, "person", 0, "anon-person", shape.name)
                break


def seal_address(url: str | None, secrets: Mapping[str, str]) -> str | None:
    """Reduce the address of a source to its host if the rest reveals a secret; return None if the host does."""
    if url is None:
        return None
    from urllib.parse import unquote  # imported here, since few documents have an address

    readable = unquote(url)
    if not any(secret in readable or secret in url for secret in secrets):
        return url
    host = _HOST.match(url)  # not urllib, which caches the addresses it has parsed
    return None if host is None or any(secret in unquote(host[0]) for secret in secrets) else f"{host[0]}/"


class Piece(NamedTuple):
    """A file, or a piece of one."""

    name: str
    line: int
    """The line on which it begins, from 1."""
    text: str


def find_leaks(document: Document, outputs: Iterable[Piece]) -> Iterator[tuple[str, int]]:
    """Yield each output that contains a secret of its document: file and first line, and the number of secrets.

    Needs the source text. Which secret it is remains unsaid, since findings end up in logs.
    """
    secrets = secrets_in(document)
    for name, first, text in outputs:
        found = [lines_of(secret, text) for secret in secrets]
        lines = [where[0] for where in found if where]
        if lines:
            yield f"{name}:{first - 1 + min(lines)}", len(lines)
