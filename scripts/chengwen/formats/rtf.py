"""Read Rich Text Format: the numbers of lists stand in the file as text, headers and footers apart from it.

Text boxes are in; deletions, hidden text, comments, headers and footers are out. Notes stand at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from chengwen.errors import InputError
from chengwen.formats.content import Content, lay_out, row

MEDIA_TYPE = "application/rtf"
EXTRACTOR = "chengwen"

_TOKEN = re.compile(rb"\\(?:([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|'([0-9a-fA-F]{2})|(.))|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL)
_CHARSETS = {0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
"""Of \\fcharset: RTF 1.9.1, “Font Table”; those that documents in Chinese come with."""
_SIGNS = {
    "par": "\n", "line": "\v", "tab": "\t", "sect": "\n", "page": "\v", "column": "\v", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_OUT = frozenset(
    "author background bkmkend bkmkstart blipuid colortbl company datafield datastore doccomm docvar factoidname"
    " fldinst fontemb fontfile footer footerf footerl footerr ftncn ftnsep ftnsepc ftnsepc aftncn aftnsep aftnsepc"
    " generator header headerf headerl headerr info keywords latentstyles list listoverride listoverridetable listtable"
    " nonesttables objdata operator pict pgptbl revtbl rsidtbl stylesheet subject template themedata title xmlnstbl"
    " colorschememapping filetbl listpicture annotation atnid atnauthor atndate atnref atnparent atnicn sp sn sv".split()
)
"""Groups that hold no text of the document: RTF 1.9.1, “Destinations”."""
_FLAGS = {
    "header": "page-furniture", "headerf": "page-furniture", "headerl": "page-furniture", "headerr": "page-furniture",
    "footer": "page-furniture", "footerf": "page-furniture", "footerl": "page-furniture", "footerr": "page-furniture",
    "pict": "pictures", "objdata": "pictures", "annotation": "comments", "deleted": "tracked-changes",
    "revised": "tracked-changes", "v": "hidden-text", "footnote": "footnotes", "shptxt": "text-boxes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """What holds inside a pair of braces."""

    out: bool = False
    hidden: bool = False
    deleted: bool = False
    codec: str = "gb18030"
    skip: int = 1
    """How many characters stand in for one of Unicode, for programs that know none."""
    fonts: bool = False
    note: bool = False


@dataclass(slots=True)
class Rtf:
    """A document on its way to text."""

    group: Group = field(default_factory=Group)
    outer: list[Group] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    starred: bool = False
