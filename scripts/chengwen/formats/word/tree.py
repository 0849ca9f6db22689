"""Parse and write the XML parts of a Word file: names keep their prefixes, so that what is written is what was read.

Word lists prefixes as text (`mc:Ignorable="w14 w15"`), so a tree that forgets them makes files that it will not open.
It needs nothing but Python, and so runs in a browser too.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers.expat import ExpatError, ParserCreate, version_info
from zipfile import ZipFile

from chengwen.errors import InputError
from chengwen.formats.packages import has_document_type, not_well_formed, read_part, refuse_too_many_tags
from chengwen.message import foreign, say

EXPAT = "expat " + ".".join(map(str, version_info))
"""The parser and its version, as the sidecar names an extractor."""

DEEPEST = 128
"""How many elements may stand in one another; a text box in a table in a table takes some thirty. Of more, functions
that call themselves would end the program, in a browser while the tree is made."""


def parse_part(package: ZipFile, name: str) -> Element | None:
    """Parse an XML part of a Word file; None if there is none of that name."""
    raw = read_part(package, name)
    return None if raw is None else parse(raw, name)


def parse(raw: bytes, name: str) -> Element:
    """Parse XML that may be hostile: no entities, no document type at all; comments and instructions are dropped."""
    refuse_too_many_tags(raw, name)
    builder, parser, depth = TreeBuilder(), ParserCreate(), 0

    def refuse(*_: object) -> None:
        raise has_document_type(name)

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise InputError(say("this is nested too deep or too big to be read; save its text as .txt and add that"))
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise not_well_formed(name, foreign(str(error))) from None
    return builder.close()


def write(root: Element) -> bytes:
    """Return a tree as a part."""
    return f"{DECLARATION}{tostring(root, encoding='unicode')}".encode()


DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def prefix_of(root: Element) -> str:
    """Return what the names of Word's own elements and attributes begin with in a part: `w:`.

    Where they begin with nothing, attributes need a prefix all the same, and the root gets one.
    """
    before, colon, _ = root.tag.rpartition(":")
    if colon:
        return before + colon
    namespace = root.get("xmlns", "")
    found = (key for key, value in root.attrib.items() if key.startswith("xmlns:") and value == namespace)
    prefix = next(found, "xmlns:w").removeprefix("xmlns:")
    root.set(f"xmlns:{prefix}", namespace)
    return f"{prefix}:"
