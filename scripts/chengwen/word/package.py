"""A Word file taken apart: the parts that make the document as printed, and nothing that could act, call or remember.

Only what is listed here is taken along: macros, embedded files, links, comments, custom data, names of authors and
printers are left out by being no part of that list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from chengwen.errors import InputError
from chengwen.formats.content import PROTECTED
from chengwen.formats.packages import attribute, local, open_package, read_part, unpack
from chengwen.formats.recognise import OLE2, kind_of_package
from chengwen.formats.word.docx import find_main_part
from chengwen.formats.word.tree import parse, parse_part, write
from chengwen.message import Message, say
from chengwen.word.parts import CORE, PROPERTIES, content_types, pack, relations
from chengwen.word.pictures import without_remarks

AUTHOR = "chengwen"
"""Who made the changes and the comments, and wrote the file last."""
LARGEST = 256 * 2**20
"""The most that the parts of a file may unpack to together, in bytes."""
KEPT = frozenset({"styles", "numbering", "settings", "fontTable", "theme", "footnotes", "endnotes", "header", "footer"})
"""The kinds of parts of XML that are taken along, beside the document itself."""
PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
"""Pictures that are taken along, by ending; not SVG, which is text and may act."""
LEFT_OUT = {
    **dict.fromkeys(("vbaProject", "control", "keyMapCustomizations", "attachedToolbars", "activeX"), say("macros")),
    **dict.fromkeys(("oleObject", "package", "aFChunk", "video", "audio", "media"), say("embedded files")),
    **dict.fromkeys(("hyperlink", "attachedTemplate", "subDocument", "mailMergeSource", "frame"), say("links")),
    **dict.fromkeys(("comments", "commentsExtended", "commentsIds", "people"), say("comments")),
    **dict.fromkeys(("chart", "chartEx", "diagramData"), say("charts")),
    "customXml": say("custom data"),
}
"""What people are told of parts that are left out, by their kind."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Relation:
    """What leads from a part to another."""

    type: str
    target: str
    """As written, relative to the part."""


@dataclass(slots=True)
class WordFile:
    """The parts of a file, by their names."""

    main: str
    trees: dict[str, Element] = field(default_factory=dict, repr=False)
    kinds: dict[str, str] = field(default_factory=dict)
    """What each of the trees is: `document`, `styles` …"""
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)
    relations: dict[str, dict[str, Relation]] = field(default_factory=dict, repr=False)
    """By part, then by id: what is left of them."""
    left_out: Counter[Message] = field(default_factory=Counter)
    """What was left out, and how often."""

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, Element]]:
        """Yield the trees of some kinds, in the order of the kinds."""
        for kind in kinds:
            yield from ((name, tree) for name, tree in self.trees.items() if self.kinds[name] == kind)


def open_word(raw: bytes) -> WordFile:
    """Take a .docx or .docm apart; another file, a damaged, encrypted or too large one raises `InputError`."""
    if raw.startswith(OLE2):
        if _ENCRYPTED in raw:
            raise InputError(PROTECTED)
        raise InputError(say("this is no .docx, but a Word file of before 2007; save it as .docx in Word"))
    if not raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise InputError(say("this is no .docx; to edit a file in place, save it as .docx in Word"))
    with open_package(raw) as package:
        if kind_of_package(package) != "docx":
            raise InputError(say("this is no .docx; to edit a file in place, save it as .docx in Word"))
        if sum(member.file_size for member in package.infolist()) > LARGEST:
            raise InputError(say("this unpacks to more than {limit:,} bytes; it may be a ZIP bomb", limit=LARGEST))
        return _taken_apart(package)


def _taken_apart(package: ZipFile) -> WordFile:
    main = find_main_part(package)
    document = parse_part(package, main)
    if document is None or not any(local(one) == "body" for one in document):
        raise InputError(say("{main} holds no Word document; open the file in Word and save it again", main=main))
    file = WordFile(main, {main: document}, {main: "document"})
    for name in _follow(package, file, main, KEPT):
        _follow(package, file, name, frozenset())
    if any(name.startswith("_xmlsignatures/") for name in package.namelist()):
        file.left_out[say("signatures")] += 1
    return file


def _follow(package: ZipFile, file: WordFile, name: str, kept: frozenset[str]) -> list[str]:
    """Take in what a part leads to: parts of XML of some kinds, and pictures; return the names of the former."""
    found: list[str] = []
    file.relations[name] = {}
    for id, kind, relation, external in _relations(package, name):
        target = target_of(name, relation.target)
        if external:
            file.left_out[LEFT_OUT["hyperlink"]] += 1
        elif kind in kept and target not in file.trees and (tree := parse_part(package, target)) is not None:
            file.trees[target], file.kinds[target] = tree, kind
            file.relations[name][id] = relation
            found.append(target)
        elif kind == "image" and _take_picture(package, file, target):
            file.relations[name][id] = relation
        elif kind in LEFT_OUT:
            file.left_out[LEFT_OUT[kind]] += 1
    return found


def target_of(name: str, target: str) -> str:
    """Return the part that a part leads to.

    >>> target_of("word/document.xml", "../media/a.png"), target_of("word/document.xml", "/word/styles.xml")
    ('media/a.png', 'word/styles.xml')
    """
    return target[1:] if target.startswith("/") else normpath(join(dirname(name), target))


def _relations(package: ZipFile, name: str) -> Iterator[tuple[str, str, Relation, bool]]:
    """Yield what a part leads to: id, kind, the relation, and whether it leads out of the file."""
    raw = read_part(package, f"{dirname(name)}/_rels/{name.rpartition('/')[2]}.rels")
    for one in parse(raw, name) if raw is not None else ():
        type, target = attribute(one, "Type") or "", attribute(one, "Target") or ""
        external = (attribute(one, "TargetMode") or "").lower() == "external"
        yield attribute(one, "Id") or "", type.rpartition("/")[2], Relation(type, target), external


def _take_picture(package: ZipFile, file: WordFile, name: str) -> bool:
    if name in file.pictures:
        return True
    if name.rpartition(".")[2].lower() not in PICTURES or name not in package.namelist():
        return False
    file.pictures[name] = without_remarks(unpack(package, package.getinfo(name)))
    return True


STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
"""How files of Office's strict form spell the kinds of relationships."""


def is_strict(file: WordFile) -> bool:
    """Whether a file is of Office's strict form, all of whose names have another namespace."""
    return any(
        "purl.oclc.org" in value for key, value in file.trees[file.main].attrib.items() if key.startswith("xmlns")
    )


def put_together(file: WordFile, properties: bytes) -> bytes:
    """Return the file; `properties` is its part of properties."""
    endings = {name.rpartition(".")[2]: PICTURES[name.rpartition(".")[2].lower()] for name in file.pictures}
    main = f"{STRICT}/officeDocument" if is_strict(file) else "officeDocument"
    parts = {
        "[Content_Types].xml": content_types({**file.kinds, CORE: "core"}, endings),
        "_rels/.rels": relations({"main": (main, file.main), "core": (PROPERTIES, CORE)}),
        CORE: properties,
    }
    for name, tree in file.trees.items():
        parts[name] = write(tree)
        if held := file.relations.get(name):
            listed = {id: (relation.type, relation.target) for id, relation in held.items()}
            parts[f"{dirname(name)}/_rels/{name.rpartition('/')[2]}.rels"] = relations(listed)
    return pack(parts | file.pictures)


def is_ours(raw: bytes) -> bool:
    """Whether a file was last written here, and by nobody else since: its properties say so."""
    try:
        with open_package(raw) as package:
            properties = parse_part(package, CORE)
    except InputError:
        return False
    last = next((one for one in properties if local(one) == "lastModifiedBy"), None) if properties is not None else None
    return last is not None and last.text == AUTHOR
