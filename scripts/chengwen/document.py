"""A cleaned document, and its form as JSON (schema `chengwen/1`)."""

from __future__ import annotations

import re
from dataclasses import InitVar, dataclass
from typing import Any, cast

from chengwen.errors import InputError
from chengwen.fields import STRING, problem_of_shape
from chengwen.private import Apart, Holder, Private
from chengwen.text import Edit, Span

SCHEMA = "chengwen/1"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What the raw file was; its text is not published with the document."""

    name: str | None
    media_type: str
    size: int
    """In bytes; the JSON calls it `bytes`."""
    encoding: str
    characters: int
    undecodable: tuple[tuple[int, bytes], ...] = ()
    encodings: tuple[tuple[int, int, str], ...] = ()
    """(start, end, name) in code points of the source text: lines in another encoding than `encoding`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the clean text under one heading, what lies deeper included.

    `[start, heading_end)` is the heading with its number, `[heading_end, end)` what follows. `level` is 0 for a title,
    1 to 5 for numbered headings, None for what stands before the first heading or signs at the end.
    """

    id: str
    level: int | None
    number: str
    title: str
    start: int
    heading_end: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A label 〖…〗 in the clean text, or a censored word that was written out again."""

    start: int
    end: int
    type: str
    origin: str
    """`author`: masked by whoever wrote or leaked the text; `chengwen`: masked here."""
    source: Span
    """What stood there, in source offsets."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch of the clean text that is likely noise, but not surely: reported, never applied."""

    start: int
    end: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Document(Holder):
    """All that is known of one cleaned document; what may not be published lies apart, in `private`.

    `private` is no field: it is neither compared nor printed, `asdict`, pickles and copies go without it, and
    `dataclasses.replace` keeps it.
    """

    id: str
    source: SourceInfo
    metadata: dict[str, Any]
    provenance: dict[str, Any]
    text: str
    edits: tuple[Edit, ...]
    sections: tuple[Section, ...]
    placeholders: tuple[Placeholder, ...]
    flags: tuple[str, ...]
    suspects: tuple[Suspect, ...]
    columns: dict[str, Any] | None = None
    private: InitVar[Private] = cast("Private", Apart())  # noqa: RUF009
    """The decoded raw text, while it is at hand; never written out."""

    def __post_init__(self, private: Private) -> None:
        Apart().__set__(self, private)

    def __repr__(self) -> str:
        """Say which document it is and how much was found; nothing of the source."""
        found = (
            (len(self.sections), "section"),
            (len(self.edits), "edit"),
            (sum(one.origin == "chengwen" for one in self.placeholders), "hidden"),
        )
        told = (f"{number} {what}{'s' * (number != 1 and what != 'hidden')}" for number, what in found)
        return f"Document({self.metadata.get('title')!r}, {', '.join(told)})"

    @property
    def text_sha256(self) -> str:
        """The digest of the clean text, as UTF-8."""
        import hashlib  # here, since it loads OpenSSL, and a text that is only cleaned needs none

        return hashlib.sha256(self.text.encode()).hexdigest()


def to_json(document: Document, *, with_text: bool) -> dict[str, Any]:
    """Give the document as the JSON object of schema `chengwen/1`; offsets are code points."""
    source = document.source
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "id": document.id,
        "source": {
            "name": source.name,
            "media_type": source.media_type,
            "bytes": source.size,
            "encoding": source.encoding,
            "characters": source.characters,
            "undecodable": [[offset, lost.hex()] for offset, lost in source.undecodable],
        },
        "metadata": document.metadata,
        "provenance": document.provenance,
        "text": document.text,
        "text_sha256": document.text_sha256,
        "edits": [_edit_to_json(edit) for edit in document.edits],
        "sections": [_section_to_json(section) for section in document.sections],
        "placeholders": [
            {
                "start": p.start,
                "end": p.end,
                "type": p.type,
                "origin": p.origin,
                "source": [p.source.start, p.source.end],
            }
            for p in document.placeholders
        ],
        "flags": list(document.flags),
        "suspects": [{"start": s.start, "end": s.end, "rule": s.rule, "why": s.why} for s in document.suspects],
    }
    if source.encodings:
        data["source"]["encodings"] = [list(lines) for lines in source.encodings]
    if not with_text:
        del data["text"]
    if document.columns is not None:
        data["columns"] = document.columns
    return data


def from_json(data: dict[str, Any], text: str | None = None) -> Document:
    """Read a document back; `text` is given where the JSON was stored without it.

    A missing or misshapen key, or a text that is not the one the JSON was made for, raises `InputError`.
    """
    said = data.get("text") if text is None and isinstance(data, dict) else text
    problem = problem_of_shape(data) or problem_of_shape(said, STRING, "text")
    if not problem:
        try:
            document = _read(data, str(said))
        except KeyError as error:
            problem = f"it lacks “{error.args[0]}”"
        except TypeError:
            problem = "a key is unknown, or a value of the wrong kind"
        except ValueError as error:
            problem = str(error)
    if problem:  # raised out here: the error of the library holds what the row says
        raise InputError(f"not a document of schema {SCHEMA}: {problem}")
    if document.text_sha256 != data["text_sha256"]:
        raise InputError("the text is not the one this JSON was made for (text_sha256 differs); run `chengwen clean`")
    return document


def _read(data: dict[str, Any], text: str) -> Document:
    if data["schema"] != SCHEMA:
        raise ValueError("“schema” says something else")
    source = {**data["source"], "size": data["source"]["bytes"]}
    del source["bytes"]
    source["undecodable"] = tuple((offset, bytes.fromhex(lost)) for offset, lost in source["undecodable"])
    source["encodings"] = tuple((start, end, name) for start, end, name in source.get("encodings", ()))
    return Document(
        id=data["id"],
        source=SourceInfo(**source),
        metadata=data["metadata"],
        provenance=data["provenance"],
        text=text,
        edits=tuple(Edit(Span(e["start"], e["end"]), e["text"], tuple(e["rules"])) for e in data["edits"]),
        sections=tuple(_section(section) for section in data["sections"]),
        placeholders=tuple(Placeholder(**{**p, "source": Span(*p["source"])}) for p in data["placeholders"]),
        flags=tuple(data["flags"]),
        suspects=tuple(Suspect(**suspect) for suspect in data["suspects"]),
        columns=data.get("columns"),
    )


def _section(data: dict[str, Any]) -> Section:
    """Read a section; its id becomes an address and the id of an element, so that only one of ours will do."""
    if not SECTION_ID.fullmatch(data["id"]):
        raise ValueError("a section id is none of ours; such ids are title, opening, closing, s1, s1-2, p2-s1")
    return Section(**data)


SECTION_ID = re.compile("(?:title|opening|closing|[sp][0-9]+)(?:-(?:opening|closing|s?[0-9]+))*")


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    return {"start": edit.span.start, "end": edit.span.end, "text": edit.text, "rules": list(edit.rules)}


def _section_to_json(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "start": section.start,
        "heading_end": section.heading_end,
        "end": section.end,
        "role": section.role,
    }
