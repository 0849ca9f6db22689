"""Write the package of a .docx: the same parts always make the same bytes, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from chengwen.engine.printable import spelt_out

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "word/document.xml"
CORE = "docProps/core.xml"
PROPERTIES = f"{PACKAGE}/relationships/metadata/core-properties"
"""The kind of the relationship that leads to the properties."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name."""
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
    written = "".join(f" w:{key}={quoteattr(str(value))}" for key, value in attributes.items() if value is not None)
    body = "".join(inside)
    return f"<w:{name}{written}>{body}</w:{name}>" if body else f"<w:{name}{written}/>"


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
    """Return the package; nothing in it is compressed, since libraries that do so differ in their bytes."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as package:
        for name, data in parts.items():
            member = ZipInfo(name, _EARLIEST)
            member.create_system = 0  # of MS-DOS, on whatever system it is written
            package.writestr(member, data)
    return file.getvalue()
