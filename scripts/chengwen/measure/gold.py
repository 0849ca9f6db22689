"""Read documents annotated by hand; tests/gold/README.md describes the notation."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.message import at, say
from chengwen.text import Span

KINDS = ("catch", "trap", "mixed")
HEADERS = {"kind", "why", "flags", "known_failure", "names", "title", "year"}
NONE = "none"
"""What the headers `title` and `year` say of a document that has none."""
BLIND = "blind"
"""The folder of documents that nobody reads who writes rules."""
_TOKEN = compiled("⟦([^⟦⟧⟪⟫⟨⟩¦]*)¦|⟪([^⟦⟧⟪⟫⟨⟩¦]*)¦|⟨([0-5])¦|([⟧⟫⟩])")
_ESCAPE = compiled(r"\\u\{([0-9a-fA-F]{1,6})\}")


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch to be removed, or replaced, in offsets of the raw text."""

    span: Span
    family: str
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    """An author's mask and what it hides; `new` if a fixed phrase restores it."""

    span: Span
    type: str
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Identifying:
    """A stretch that the toolkit must hide: a private name, a number, a place that the author overlooked."""

    span: Span
    type: str
    company: str = ""
    """For a person: `+` if a title, a label or similar stands beside the name, `-` if the name stands alone."""


@dataclass(frozen=True, slots=True)
class GoldHeading:
    """A heading of a level, 0 for the title."""

    span: Span
    level: int


@dataclass(slots=True)
class Gold:
    """An annotated document; its repr shows nothing of what it says, since it may be a blind one."""

    name: str
    family: str
    headers: dict[str, str] = field(repr=False)
    blind: bool = False
    """Whether it is scored as it is and never read: no report quotes it."""
    raw: str = field(default="", repr=False)
    noise: list[Noise] = field(default_factory=list, repr=False)
    masks: list[Mask] = field(default_factory=list, repr=False)
    headings: list[GoldHeading] = field(default_factory=list, repr=False)
    identifying: list[Identifying] = field(default_factory=list, repr=False)

    @property
    def names_are_marked(self) -> bool:
        """Whether everything that identifies someone is annotated, so that anything else that is hidden is wrong."""
        return self.headers.get("names") == "marked"

    @property
    def flags(self) -> set[str]:
        """The flags that cleaning must set."""
        return {flag.strip() for flag in self.headers.get("flags", "").split(",") if flag.strip()}

    @property
    def failure_is_known(self) -> bool:
        """Whether the document is counted apart; a blind one never is, since blind documents are scored as a whole."""
        return "known_failure" in self.headers and not self.blind

    @property
    def year(self) -> int | None:
        """The year that the header states; None where it says `none` or nothing."""
        year = self.headers.get("year", NONE)
        return None if year == NONE else int(year)


def read_folder(folder: Path) -> Iterator[Gold]:
    """Yield every annotated document below a folder, in the order of their names.

    Those that lie in a folder `blind`, however it was reached, are blind.
    """
    paths = sorted(folder.rglob("*.txt"))
    if not paths:
        raise InputError(at(folder, say("no annotated documents (*.txt) here")))
    for path in paths:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                at(path, say("byte {byte} is not UTF-8; save the file as UTF-8", byte=error.start))
            ) from None
        blind = BLIND in path.resolve().parts
        yield read_gold(text, path.relative_to(folder).as_posix(), path.parent.name, blind=blind)


def read_gold(text: str, name: str, family: str, *, blind: bool = False) -> Gold:
    """Read one annotated document.

    Marks that do not balance, and escapes of no character, raise `InputError`, which names the file and the line and
    quotes nothing.
    """
    head, body = _parts(text, name)
    first = text.count("\n", 0, len(text) - len(body)) + 1
    if wrong := next((one for one in _ESCAPE.finditer(body) if not _is_character(int(one.group(1), 16))), None):
        line = first + body.count("\n", 0, wrong.start())
        raise InputError(
            at(
                name,
                say(
                    "line {line}: {escape} is no character; U+10FFFF is the last, U+D800 to U+DFFF are none",
                    line=line,
                    escape=wrong.group(),
                ),
            )
        )
    gold = Gold(name, family, head, blind)
    parts: list[str] = []
    length = done = 0
    opened: list[Opened] = []
    for match in _TOKEN.finditer(body):
        piece = _unescape(body[done : match.start()])
        parts.append(piece)
        length += len(piece)
        done = match.end()
        line = first + body.count("\n", 0, match.start())
        if match.group(4) is None:
            kind = match.group()[0]
            opened.append((kind, match.group(1 if kind == "⟦" else 2 if kind == "⟪" else 3), length, line))
        else:
            _close(gold, opened, match.group(4), length, line)
    if opened:
        raise InputError(
            at(name, say("line {line}: a mark {bracket}…¦ is never closed", line=opened[-1][3], bracket=opened[-1][0]))
        )
    gold.raw = "".join([*parts, _unescape(body[done:])])
    return gold


Opened = tuple[str, str, int, int]
"""A mark that is not closed yet: its bracket, its label, its offset in the raw text, its line in the file."""


def _close(gold: Gold, opened: list[Opened], bracket: str, end: int, line: int) -> None:
    pairs = {"⟧": "⟦", "⟫": "⟪", "⟩": "⟨"}
    if not opened or opened[-1][0] != pairs[bracket]:
        raise InputError(at(gold.name, say("line {line}: {bracket} closes no mark", line=line, bracket=bracket)))
    kind, label, start, _ = opened.pop()
    name, arrow, new = label.partition("→")
    written = _unescape(new).replace("⏎", "\n") if arrow else None
    if kind == "⟦":
        gold.noise.append(Noise(Span(start, end), name, written))
    elif kind == "⟪" and name.startswith("!"):
        type = name[1:].rstrip("+-")
        gold.identifying.append(Identifying(Span(start, end), type, name[1 + len(type) :]))
    elif kind == "⟪":
        gold.masks.append(Mask(Span(start, end), name, written))
    else:
        gold.headings.append(GoldHeading(Span(start, end), int(label)))


def _parts(text: str, name: str) -> tuple[dict[str, str], str]:
    head, found, body = text.partition("\n%%\n")
    headers = dict(re.findall(r"^%% ([a-z_]+): (.*)$", head, re.MULTILINE))
    if not found or set(headers) - HEADERS or headers.get("kind") not in KINDS:
        raise InputError(
            at(name, say("the header must be lines “%% key: value” ({known}), then “%%”", known=tuple(sorted(HEADERS))))
        )
    if not re.fullmatch(f"{NONE}|[0-9]{{4}}", headers.get("year", NONE)):
        raise InputError(
            at(name, say("the header year must be four digits, or “{none}” where the text states no year", none=NONE))
        )
    return headers, body


def _is_character(point: int) -> bool:
    return point < 0xD800 or 0xDFFF < point <= sys.maxunicode


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
