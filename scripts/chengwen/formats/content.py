"""What a reader of one format returns, and the form of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from chengwen.decode.decode import decode
from chengwen.decode.encodings import BYTE_ORDER_MARKS, WITHOUT_MARK
from chengwen.engine.kept import compiled
from chengwen.message import say

MAX_BYTES = 64 * 2**20
"""The largest file that is read, and the largest member of an archive; 64 MiB is some 20 million Han."""

PROTECTED = say("this is protected by a password; open it, save it without one, and add it again")
"""Why an encrypted document is refused, in whatever format."""

LINE_END = compiled("\r\n|[\n\r\v\f\u0085\u2028\u2029]")
UNSEEN = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
NO_TEXT = compiled("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, and what was found while reading it."""

    text: str = field(repr=False)
    extractor: str
    flags: frozenset[str]


def lay_out(paragraphs: Iterable[str]) -> str:
    r"""Join paragraphs, one per line; a soft break ends a line too, and blank lines are dropped.

    Indents stay as typed; cleaning removes them.

    >>> lay_out(["总结", " ", "附件：1.清单\v2.进度表 "])
    '总结\n附件：1.清单\n2.进度表\n'
    """
    lines = (line.rstrip(UNSEEN) for text in paragraphs for line in LINE_END.split(NO_TEXT.sub("", text)))
    return "".join(f"{line}\n" for line in lines if line)


def row(cells: Iterable[Sequence[str]]) -> str:
    r"""Return a row of a table as a line: cells separated by tabs, paragraphs in a cell by spaces.

    >>> row([["青石镇"], ["5座", "31条"], []])
    '青石镇\t5座 31条'
    """
    texts = (" ".join(filter(None, (_one_line(text) for text in cell))) for cell in cells)
    return "\t".join(texts).rstrip("\t")


def _one_line(text: str) -> str:
    return re.sub("[\t\n\r\v\f\u0085\u2028\u2029]+", " ", text).strip(UNSEEN)


def decoded(raw: bytes, sample: bytes) -> str:
    """Decode text inside another format by the evidence of a sample; undecodable bytes become U+FFFD.

    Nothing here has to be encoded again, and a sample is enough: that makes it fast on data that is not text.
    """
    for mark, _, codec in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw.removeprefix(mark).decode(codec, "replace")
    encoding = decode(sample[:SAMPLE]).encoding  # a byte order mark at the start of the sample occurs inside the text
    return raw.decode(WITHOUT_MARK.get(encoding, encoding), "replace")


SAMPLE = 2**16
"""How much of a text is examined to determine its encoding, in bytes."""


def name_and_version(package: str) -> str:
    """Return the name and version of an extractor, so that its work can be repeated: `lxml 6.1.3`."""
    return f"{package} {version(package)}"
