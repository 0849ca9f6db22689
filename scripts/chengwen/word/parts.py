"""Write the package of a .docx: the same parts always make the same bytes, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from struct import pack as packed
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from chengwen.engine.printable import spelt_out

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "word/document.xml"
CORE = "docProps/core.xml"
PROPERTIES = f"{PACKAGE}/relationships/metadata/core-properties"
"""The kind of the relationship that leads to the properties."""
_EARLIEST = 0, 1 << 5 | 1
"""The first moment that a ZIP file can name, 1980-01-01: its time and its day."""
_NAMED_IN_UTF8 = 0x800
"""A flag of ZIP; names in ASCII need none."""
_OWNERS_ALONE = 0o600 << 16
"""Who may read and write a part once it is unpacked, as `zipfile` says by default."""
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = {
    "document": f"{_WORD}.document.main+xml",
    **{
        name: f"{_WORD}.{name}+xml"
        for name in (*("styles", "numbering", "settings", "fontTable", "footnotes", "endnotes"), *("header", "footer"))
    },
    "comments": f"{_WORD}.comments+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "core": "application/vnd.openxmlformats-package.core-properties+xml",
}
"""Content types by the last step of the relationship that leads to a part."""


def element(name: str, /, *inside: str, **attributes: object) -> str:
    """Return an element of WordprocessingML; what is None or False is left out, True is written without a value.

    >>> element("ind", firstLineChars=200, left=None), element("b")
    ('<w:ind w:firstLineChars="200"/>', '<w:b/>')
    """
    written = "".join([f" w:{key}={_quoted(str(value))}" for key, value in attributes.items() if value is not None])
    body = "".join(inside)
    return f"<w:{name}{written}>{body}</w:{name}>" if body else f"<w:{name}{written}/>"


_quoted = lru_cache(1_000)(quoteattr)
"""Values of attributes are few: names of styles, widths."""


def text_run(text: str, properties: str = "") -> str:
    """Return a run of text; tabs are elements of their own, and what XML cannot hold is spelt out."""
    pieces = (f'<w:t xml:space="preserve">{escape(one)}</w:t>' if one else "" for one in spelt_out(text).split("\t"))
    return f"<w:r>{properties}{'<w:tab/>'.join(pieces)}</w:r>"


def root(name: str, *inside: str) -> str:
    """Return a part of WordprocessingML."""
    return f'{HEAD}<w:{name} xmlns:w="{W}" xmlns:r="{OFFICE}">{"".join(inside)}</w:{name}>'


def relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    """Return a part of relationships: for each id the kind (`styles`) or the whole address of it, and the target."""
    listed = "".join(
        f"<Relationship Id={quoteattr(id)} Type={quoteattr(kind if ':' in kind else f'{OFFICE}/{kind}')} "
        f"Target={quoteattr(target)}/>"
        for id, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'.encode()


def content_types(kinds: Mapping[str, str], endings: Mapping[str, str]) -> bytes:
    """Return the list of what the parts are: by name the kind of each, by ending the media type of pictures."""
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml", **endings}
    by_ending = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items())
    by_name = "".join(
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(TYPES[kind])}/>"
        for name, kind in kinds.items()
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{by_ending}{by_name}</Types>'.encode()


def core(**properties: str | None) -> bytes:
    """Return the properties of a file, those of Dublin Core by their names there; no author but ours, and no date."""
    known = {"category": "cp", "version": "cp", "keywords": "cp", "lastModifiedBy": "cp"}
    written = "".join(
        f"<{known.get(name, 'dc')}:{name}>{escape(spelt_out(value))}</{known.get(name, 'dc')}:{name}>"
        for name, value in properties.items()
        if value
    )
    spaces = f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{HEAD}<cp:coreProperties {spaces}>{written}</cp:coreProperties>".encode()


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the package; nothing in it is compressed, since libraries that do so differ in their bytes.

    Written here, as `zipfile` would: it takes as long over a package of ten parts as the rest of a document does.
    """
    written: list[bytes] = []
    listed: list[bytes] = []
    at = 0
    for name, data in parts.items():
        named = name.encode()
        said = 0 if name.isascii() else _NAMED_IN_UTF8
        about = packed("<HHHHHLLLHH", 20, said, 0, *_EARLIEST, crc32(data), len(data), len(data), len(named), 0)
        listed.append(b"PK\1\2\x14\0" + about + packed("<HHHLL", 0, 0, 0, _OWNERS_ALONE, at) + named)
        written += b"PK\3\4" + about, named, data
        at += 4 + len(about) + len(named) + len(data)
    size = sum(map(len, listed))
    end = b"PK\5\6" + packed("<HHHHLLH", 0, 0, len(listed), len(listed), size, at, 0)
    return b"".join([*written, *listed, end])
