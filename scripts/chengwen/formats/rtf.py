"""Read Rich Text Format: list numbers are part of the text in the file, headers and footers are separate.

Text boxes are included; deletions, hidden text, comments, headers and footers are not. Notes come at the end.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.formats.content import Content, lay_out, name_and_version, row
from chengwen.formats.numbering import spaced
from chengwen.knowledge.tables import read_table
from chengwen.message import say

MEDIA_TYPE = "application/rtf"
MAX_DEPTH = 1_000
"""Maximum nesting of groups; Word's own reach some twenty."""
MAX_TOKENS = 5_000_000
"""Maximum number of words, signs and braces, which takes some seconds: two million Han, each in two of them."""

_TOKEN = compiled(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<value>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>.)"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_SYMBOLS = {b"~": "\N{NO-BREAK SPACE}", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_SINKS = {"footnote": "note", "shptxt": "box", "dptxbxtext": "box", "listtext": "label", "pntext": "label"}


@dataclass(frozen=True, slots=True)
class Group:
    """The state inside a pair of braces."""

    outside: bool = False
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    fonts: bool = False
    font: int = -1
    skip: int = 1
    """How many characters replace a Unicode one, for programs without Unicode."""
    opens: str = ""
    """What began with this group: a note, a box, a label; empty if it only continues."""


@dataclass(slots=True)
class Sink:
    """Where text goes: the body, or a note or box being read."""

    paragraphs: list[str] = field(default_factory=list, repr=False)
    cells: list[list[str]] = field(default_factory=list, repr=False)
    cell: list[str] = field(default_factory=list, repr=False)
    pieces: list[str] = field(default_factory=list, repr=False)
    boxes: list[str] = field(default_factory=list, repr=False)
    """Paragraphs of text boxes, which follow the paragraph that contains them."""


@dataclass(slots=True)
class Rtf:
    """A document while it is being read."""

    group: Group = field(default_factory=Group)
    outer: list[Group] = field(default_factory=list)
    sinks: list[Sink] = field(default_factory=lambda: [Sink()])
    notes: list[str] = field(default_factory=list, repr=False)
    flags: set[str] = field(default_factory=set)
    charsets: dict[int, str] = field(default_factory=dict)
    codec: str = "gb18030"
    pending: bytearray = field(default_factory=bytearray, repr=False)
    """Bytes that may be an incomplete character."""
    to_skip: int = 0
    starred: bool = False


def read_rtf(raw: bytes) -> Content:
    """Read an RTF file; one with unclosed braces raises `InputError`."""
    rtf = Rtf()
    at, tokens = raw.find(b"{"), 0
    while token := _TOKEN.match(raw, at):
        tokens += 1
        if tokens > MAX_TOKENS:
            raise InputError(
                say(
                    "this RTF file has more than {max_tokens:,} control words; save it as .docx and add that",
                    max_tokens=MAX_TOKENS,
                )
            )
        at = token.end()
        if token["word"] == b"bin" and token["value"]:
            at += max(int(token["value"]), 0)
            continue
        _take(rtf, token)
        if token["brace"] and not rtf.outer:
            break
    if rtf.outer:
        raise InputError(say("this RTF file is cut off: its last group is never closed; fetch or copy it again"))
    body = rtf.sinks[0]
    _end_paragraph(rtf, body)
    return Content(lay_out([*body.paragraphs, *rtf.notes]), name_and_version("chengwen"), frozenset(rtf.flags))


def _take(rtf: Rtf, token: re.Match[bytes]) -> None:
    if token["hex"]:
        _bytes(rtf, bytes.fromhex(token["hex"].decode()))
    elif token["text"]:
        _bytes(rtf, token["text"])
    elif token["word"]:
        _flush(rtf)
        _word(rtf, token["word"].decode(), token["value"])
    elif token["brace"] == b"{":
        _flush(rtf)
        _open(rtf)
    elif token["brace"]:
        _flush(rtf)
        _close(rtf)
    elif token["symbol"] == b"*":
        rtf.starred = True
    elif token["symbol"] in _SYMBOLS:
        _flush(rtf)
        _write(rtf, _SYMBOLS[token["symbol"]])


def _open(rtf: Rtf) -> None:
    if len(rtf.outer) >= MAX_DEPTH:
        raise InputError(
            say("this RTF file has groups more than {max_depth:,} deep, which no program writes", max_depth=MAX_DEPTH)
        )
    rtf.outer.append(rtf.group)
    rtf.group = replace(rtf.group, opens="")
    rtf.to_skip = 0


def _close(rtf: Rtf) -> None:
    if not rtf.outer:
        return
    opened, rtf.group = rtf.group.opens, rtf.outer.pop()
    rtf.to_skip, rtf.starred = 0, False
    if not opened:
        return
    sink = rtf.sinks.pop()
    if opened == "label":
        rtf.sinks[-1].pieces.append(spaced("".join(sink.pieces).replace("\N{MIDDLE DOT}", "•").strip(" \t")))
        return
    _end_paragraph(rtf, sink)
    if opened == "note":
        rtf.notes.append(" ".join(text.strip(" \t") for text in sink.paragraphs))
    else:
        rtf.sinks[-1].boxes += sink.paragraphs


def _bytes(rtf: Rtf, data: bytes) -> None:
    skipped = min(rtf.to_skip, len(data))
    rtf.to_skip -= skipped
    if not rtf.group.outside:
        rtf.pending += data[skipped:]


def _flush(rtf: Rtf) -> None:
    if rtf.pending:
        codec = rtf.charsets.get(rtf.group.font, rtf.codec)
        text = rtf.pending.decode(codec, "replace")
        rtf.pending.clear()
        _write(rtf, text)


def _write(rtf: Rtf, text: str) -> None:
    """Add text where it belongs, or leave it out and set a flag."""
    group = rtf.group
    if group.outside:
        return
    if group.hidden or group.deleted:
        if text.strip(" \t\n\v"):
            rtf.flags.add("hidden-text" if group.hidden else "tracked-changes")
        return
    sink = rtf.sinks[-1]
    if text == "\n":
        _end_paragraph(rtf, sink)
    else:
        sink.pieces.append(text)


def _end_paragraph(rtf: Rtf, sink: Sink) -> None:
    text = "".join(sink.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    sink.pieces.clear()
    (sink.cell if rtf.group.in_table else sink.paragraphs).append(text)
    if not rtf.group.in_table:
        sink.paragraphs += sink.boxes
        sink.boxes = []


def _word(rtf: Rtf, word: str, value: bytes | None) -> None:
    starred, rtf.starred = rtf.starred, False
    number = int(value) if value else None
    known = _known()
    if flag := known["flags"].get(word):
        rtf.flags.add(flag)
    if word in known["outside"] or (starred and word not in known["starred"]):
        rtf.group = replace(rtf.group, outside=True)
    elif word in _SINKS:
        _begin(rtf, word)
    elif word in known["signs"]:
        _sign(rtf, known["signs"][word])
    elif word == "u" and number is not None:
        _write(rtf, chr(number & 0xFFFF))
        rtf.to_skip = rtf.group.skip
    elif word in ("cell", "row"):
        _table(rtf, word)
    else:
        _property(rtf, word, number)


def _sign(rtf: Rtf, sign: str) -> None:
    if rtf.to_skip:
        rtf.to_skip -= 1
    else:
        _write(rtf, sign)


def _begin(rtf: Rtf, word: str) -> None:
    if rtf.group.outside:
        return
    rtf.sinks.append(Sink())
    opens = _SINKS[word]
    rtf.group = replace(rtf.group, opens=opens, in_table=False)
    if opens != "label":
        rtf.flags.add("footnotes" if opens == "note" else "text-boxes")


def _table(rtf: Rtf, word: str) -> None:
    sink = rtf.sinks[-1]
    if word == "cell":
        rtf.group = replace(rtf.group, in_table=True)
        _end_paragraph(rtf, sink)
        sink.cells.append(sink.cell)
        sink.cell = []
    elif len(sink.cells) > 1:
        rtf.flags.add("tables")
        sink.paragraphs.append(row(sink.cells))
        sink.cells = []
    else:  # a frame around paragraphs
        sink.paragraphs += [text for cell in sink.cells for text in cell]
        sink.cells = []


def _property(rtf: Rtf, word: str, number: int | None) -> None:
    """Record a property that holds from here on."""
    on = number != 0
    match word:
        case "v":
            rtf.group = replace(rtf.group, hidden=on)
        case "deleted":
            rtf.group = replace(rtf.group, deleted=on)
        case "plain":
            rtf.group = replace(rtf.group, hidden=False, deleted=False)
        case "pard" | "intbl":
            rtf.group = replace(rtf.group, in_table=word == "intbl")
        case "uc":
            rtf.group = replace(rtf.group, skip=min(max(number or 0, 0), 10))
        case "fonttbl":
            rtf.group = replace(rtf.group, outside=True, fonts=True)
        case _:
            _encoding(rtf, word, number)


def _encoding(rtf: Rtf, word: str, number: int | None) -> None:
    if number is None:
        return
    match word:
        case "f":
            rtf.group = replace(rtf.group, font=number)
        case "fcharset" if rtf.group.fonts and number in _known()["charsets"]:
            rtf.charsets[rtf.group.font] = _known()["charsets"][number]
        case "ansicpg":
            rtf.codec = _codec(number)


def _codec(page: int) -> str:
    """Return the codec of a code page; a Chinese file that names none, or a Western one, is GB18030."""
    try:
        return codecs.lookup(f"cp{page}").name if page not in (936, 1252, 0) else "gb18030"
    except LookupError:
        return "gb18030"


@cache
def _known() -> dict[str, Any]:
    """Return words/rtf.toml, read once."""
    (groups,), (signs,) = read_table("rtf", "groups"), read_table("rtf", "signs")
    return {
        "outside": frozenset(groups["outside"]),
        "starred": frozenset(groups["starred"]),
        "signs": signs,
        "flags": {word: entry["name"] for entry in read_table("rtf", "flags") for word in entry["words"]},
        "charsets": {entry["number"]: entry["codec"] for entry in read_table("rtf", "charsets")},
    }
