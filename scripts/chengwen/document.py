"""A cleaned document: pure data, and its form as JSON (schema `chengwen/2`, columns.py)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, fields
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from chengwen.columns import READABLE, SCHEMA, problem_of, problem_of_text
from chengwen.errors import InputError
from chengwen.message import of_error, say
from chengwen.private import NOTHING, Private
from chengwen.text import Edit, Span


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
    """(start, end, name) in code points of the source text, half-open: lines in another encoding than `encoding`."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; None, or an empty tuple, where it does not say. columns.py has the meanings."""

    title: str | None = None
    subtitle: str | None = None
    year: int | None = None
    genre: str | None = None
    genre_group: str | None = None
    level: str | None = None
    issuer: tuple[str, ...] = ()
    number: str | None = None
    date_written: str | None = None
    recipients: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    signatory: str | None = None
    attachments: tuple[str, ...] = ()
    annotation: str | None = None
    printed_by: str | None = None
    printed_on: str | None = None
    copy_number: str | None = None
    urgency: str | None = None
    classification: str | None = None
    classified_for: str | None = None
    effective_on: str | None = None
    expires_on: str | None = None
    repeals: tuple[str, ...] = ()
    adopted: str | None = None
    period: str | None = None
    speaker: str | None = None
    occasion: str | None = None
    index_number: str | None = None
    topic: str | None = None
    date_published: str | None = None
    validity: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """What a sidecar states under other names."""

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Metadata:
        """Return metadata from a mapping such as the JSON has; unknown keys go to `more`, old names are read too."""
        known: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for key, value in found.items():
            name = OLD_NAMES.get(key, key)
            if name not in _METADATA:
                more[key] = value
            elif name in _LISTS:
                known[name] = (value,) if isinstance(value, str) else tuple(value or ())
            else:
                known[name] = value
        return cls(**known, more=more)

    def to_dict(self) -> dict[str, Any]:
        """Return the metadata as the JSON has it: tuples as lists, `more` among the rest."""
        found = {name: getattr(self, name) for name in _METADATA}
        return {**{name: list(v) if isinstance(v, tuple) else v for name, v in found.items()}, **self.more}


_METADATA = tuple(one.name for one in fields(Metadata) if one.name != "more")
_LISTS = frozenset(one.name for one in fields(Metadata) if one.default == ())
OLD_NAMES = {"document_number": "number", "issued": "date_written", "published": "date_published"}
"""What schema 1 called what it read from the records of government pages."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text was met."""

    url: str | None = field(default=None, repr=False)
    rights: str | None = field(default=None, repr=False)
    compiled_by: tuple[str, ...] = field(default=(), repr=False)
    """Who signed it as its compiler; survives the watermark that said so."""


@dataclass(frozen=True, slots=True)
class Provenance(Origin):
    """Where a document comes from, where else it was met, and why it may be published."""

    also: tuple[Origin, ...] = ()
    not_copy_of: tuple[str, ...] = ()
    """Ids of documents that look like it and are others."""
    declassified: str | None = None
    publishable: str | None = None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Provenance:
        """Return provenance from a mapping such as the JSON has."""
        others = tuple(Origin(**_tuples(one)) for one in found.get("also", ()))
        return cls(**{**_tuples(found), "also": others})

    def to_dict(self) -> dict[str, Any]:
        """Return it as the JSON has it: what there is nothing to say of is left out, but for the first three keys."""
        told: dict[str, Any] = _origin_to_dict(self)
        if self.also:
            told["also"] = [_origin_to_dict(one) for one in self.also]
        if self.not_copy_of:
            told["not_copy_of"] = list(self.not_copy_of)
        return told | {
            key: reason for key in ("declassified", "publishable") if (reason := getattr(self, key)) is not None
        }


def _tuples(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


def _origin_to_dict(origin: Origin) -> dict[str, Any]:
    return {"url": origin.url, "compiled_by": list(origin.compiled_by), "rights": origin.rights}


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
    """The first of `roles`."""
    roles: tuple[str, ...] = ()
    """Every role that the heading tells of."""
    whole: str = field(default="", repr=False, compare=False)
    """The clean text of the document it lies in."""

    @property
    def text(self) -> str:
        """The heading and all that lies under it."""
        return self.whole[self.start : self.end]

    @property
    def body(self) -> str:
        """What follows the heading."""
        return self.whole[self.heading_end : self.end]


class Sections(tuple[Section, ...]):
    """The sections of a document in the order of its text; one is also found by its id.

    >>> Sections([Section("s1", 1, "一、", "加强领导", 0, 6, 9, "work")])["s1"].title
    '加强领导'
    """

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex) -> Section: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Section, ...]: ...
    @overload
    def __getitem__(self, key: str) -> Section: ...
    def __getitem__(self, key: SupportsIndex | slice | str) -> Section | tuple[Section, ...]:
        """Return the section with an id, or at an index; an id that no section has raises `KeyError`."""
        if not isinstance(key, str):
            return tuple.__getitem__(self, key)
        for section in self:
            if section.id == key:
                return section
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value of the metadata stands in the clean text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A label 〖…〗 in the clean text, or a censored word that was written out again."""

    start: int
    end: int
    type: str
    origin: str
    """`author`: masked by the person who wrote or leaked the text; `chengwen`: masked here."""
    source: Span
    """What stood there, in source offsets."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch of the clean text that is likely noise, but not surely: reported, never applied."""

    start: int
    end: int
    rule: str
    why: str


@dataclass(frozen=True, repr=False)
class Document:
    """All that is known of one cleaned document; what may not be published lies apart, in `private`.

    `private` is no field: it is neither compared nor printed, `asdict`, pickles and copies go without it, and
    `dataclasses.replace` keeps it.
    """

    id: str
    source: SourceInfo
    metadata: Metadata
    provenance: Provenance
    text: str
    edits: tuple[Edit, ...]
    sections: Sections
    placeholders: tuple[Placeholder, ...]
    flags: tuple[str, ...]
    suspects: tuple[Suspect, ...]
    fields: tuple[Field, ...] = ()
    columns: dict[str, Any] | None = None
    if TYPE_CHECKING:
        private: Private = NOTHING
    else:
        private: InitVar[Private] = NOTHING
    """The decoded raw text, while it is at hand; never written out."""

    def __post_init__(self, private: Private = NOTHING) -> None:  # noqa: RUF033  # mypy takes `private` for a field
        object.__setattr__(self, "private", private)
        object.__setattr__(self, "sections", Sections(self.sections))

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle or a copy takes along: all but the private part."""
        return {name: value for name, value in vars(self).items() if name != "private"}

    def __repr__(self) -> str:
        """Say which document it is and how much was found; nothing of the source."""
        found = (
            (len(self.sections), "section"),
            (len(self.edits), "edit"),
            (sum(one.origin == "chengwen" for one in self.placeholders), "hidden"),
        )
        told = (f"{number} {what}{'s' * (number != 1 and what != 'hidden')}" for number, what in found)
        return f"Document({self.metadata.title!r}, {', '.join(told)})"

    def _repr_html_(self) -> str:
        """Show the clean text with its labels beside the ledger, in a notebook."""
        label = re.compile("〖[^〖〗\n]*〗")
        marked = label.sub(lambda match: f"<mark>{match.group()}</mark>", html.escape(self.text))
        rows = "".join(
            f"<tr><td>{edit.span.start}–{edit.span.end}</td><td>{html.escape(', '.join(edit.rules))}</td></tr>"
            for edit in self.edits
        )
        return (
            f'<div style="display:flex;gap:2em"><div style="white-space:pre-wrap;flex:2">{marked}</div>'
            '<table style="flex:1;align-self:start"><tr><th>source</th><th>rules</th></tr>'
            f"{rows}</table></div>"
        )

    @property
    def text_sha256(self) -> str:
        """The digest of the clean text, as UTF-8."""
        import hashlib  # here, since it loads OpenSSL, and a text that is only cleaned needs none

        return hashlib.sha256(self.text.encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the document as the JSON object of its schema, the clean text included; offsets are code points."""
        return to_json(self, with_text=True)

    def to_json(self) -> str:
        """Return the document as a line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: str | bytes | Mapping[str, Any]) -> Document:
        """Read a document back from JSON, or from the object that JSON holds.

        What is no document, or is not the one its text was made for, raises `InputError`.
        """
        if not isinstance(data, str | bytes):
            return from_json(dict(data))
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            found = None
        if found is None:  # raised out here: the error of the library holds what was read
            raise InputError(
                say("not a document: this is no JSON; give what Document.to_json or `chengwen clean` wrote")
            )
        return from_json(found)


def to_json(document: Document, *, with_text: bool) -> dict[str, Any]:
    """Return the document as the JSON object of schema `chengwen/2`; offsets are code points."""
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
        "metadata": document.metadata.to_dict(),
        "fields": [{"name": one.name, "start": one.start, "end": one.end} for one in document.fields],
        "provenance": document.provenance.to_dict(),
        "text": document.text,
        "text_sha256": document.text_sha256,
        "edits": [
            {"start": edit.span.start, "end": edit.span.end, "text": edit.text, "rules": list(edit.rules)}
            for edit in document.edits
        ],
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


def _section_to_json(section: Section) -> dict[str, Any]:
    told = {name: getattr(section, name) for name in _SECTION if name != "roles"}
    return {**told, "roles": list(section.roles)}


_SECTION = tuple(one.name for one in fields(Section) if one.name != "whole")


def from_json(data: Any, text: str | None = None) -> Document:
    """Read a document back; `text` is given where the JSON was stored without it.

    A missing or misshapen key, or a text that is not the one the JSON was made for, raises `InputError`.
    """
    said = data.get("text") if text is None and isinstance(data, dict) else text
    problem = problem_of(data) or problem_of_text(said, "text")
    if not problem:
        try:
            document = _read(data, str(said))
        except TypeError:
            problem = say("a key is unknown, or a value of the wrong kind")
        except ValueError as error:
            problem = of_error(error)
    if problem:  # raised out here: the error of the library holds what the row says
        raise InputError(
            say(
                "not a document of schema {known}: {problem}",
                known=say("{one} or {other}", one=READABLE[0], other=READABLE[1]),
                problem=problem,
            )
        )
    if document.text_sha256 != data["text_sha256"]:
        raise InputError(
            say(
                "the text is not the one this JSON was made for (text_sha256 differs); if nobody meant "
                "to change it, move it, then clean again"
            )
        )
    return document


def _read(data: dict[str, Any], text: str) -> Document:
    source = {**data["source"], "size": data["source"]["bytes"]}
    del source["bytes"]
    source["undecodable"] = tuple((offset, bytes.fromhex(lost)) for offset, lost in source["undecodable"])
    source["encodings"] = tuple((start, end, name) for start, end, name in source.get("encodings", ()))
    return Document(
        id=data["id"],
        source=SourceInfo(**source),
        metadata=Metadata.of(data["metadata"]),
        fields=tuple(Field(**one) for one in data.get("fields", ())),
        provenance=Provenance.of(data["provenance"]),
        text=text,
        edits=tuple(Edit(Span(e["start"], e["end"]), e["text"], tuple(e["rules"])) for e in data["edits"]),
        sections=Sections(_section(section, text) for section in data["sections"]),
        placeholders=tuple(Placeholder(**{**p, "source": Span(*p["source"])}) for p in data["placeholders"]),
        flags=tuple(data["flags"]),
        suspects=tuple(Suspect(**suspect) for suspect in data["suspects"]),
        columns=data.get("columns"),
    )


def _section(data: dict[str, Any], text: str) -> Section:
    """Read a section; its id becomes an address and the id of an element, so that only one of ours will do."""
    if not SECTION_ID.fullmatch(data["id"]):
        raise ValueError(
            say("a section id is none of ours; such ids are title, opening, closing, s1, s1-2, p2-s1, x1-s1")
        )
    return Section(**{**data, "roles": tuple(data.get("roles", (data["role"],)))}, whole=text)


_FRAME = (
    "record|masthead|title|subhead|salutation|opening|attendance|attachment_note|closing|annotation|attachment|imprint"
)
SECTION_ID = re.compile(f"(?:{_FRAME}|[spx][0-9]+)(?:-(?:{_FRAME}|s?[0-9]+))*")
