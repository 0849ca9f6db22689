"""Display names: the labels 〖…〗 for what was hidden, and the Chinese names that the site and reports use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from chengwen.document import Placeholder
from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import read_table
from chengwen.text import Span, Text

OPENS = "〖"
ANY = "〖[^〖〗\n]{1,8}〗"
"""The pattern of a label of whatever type, known or not."""


def label(type: str, number: int | None = None) -> str:
    """Return the label of a type; names that the toolkit hides are numbered, the same throughout a document.

    >>> label("place"), label("person", 2)
    ('〖地名〗', '〖姓名2〗')
    """
    return f"〖{labels()[type]}{'' if number is None else number}〗"


def placeholders(text: Text) -> tuple[Placeholder, ...]:
    """Return the labels in a finished text, and the censored words restored in it, each with its span in the source."""
    known = {mark.span for mark in text.marks}
    found = [
        Placeholder(mark.span.start, mark.span.end, mark.mask.type, mark.mask.origin, mark.source)
        for mark in text.marks
    ]
    for match in label_pattern().finditer(text.value):
        span = Span(*match.span())
        if span not in known:
            found.append(Placeholder(span.start, span.end, type_of_label(match), "author", text.locate_span(span)))
    return tuple(sorted(found, key=lambda placeholder: (placeholder.start, placeholder.end)))


def type_of_label(match: re.Match[str]) -> str:
    """Return the type of a label matched by `label_pattern`."""
    return _types()[match["label"]]


@cache
def label_pattern(*types: str) -> re.Pattern[str]:
    """Return the pattern of a label of these types, of any type where none is named.

    Group `label` is its word, group `number` its number, empty where it has none.
    """
    words = "|".join(labels()[type] for type in types or labels())
    return compiled(f"{OPENS}(?P<label>{words})(?P<number>[0-9]{{0,4}})〗")


def begins_label(type: str) -> str:
    """Return what every label of a type begins with, numbered or not."""
    return OPENS + labels()[type]


@cache
def _types() -> dict[str, str]:
    return {label: type for type, label in labels().items()}


SECTIONS = {1: "节", 2: "目", 3: "条", 4: "款", 5: "项"}
"""The unit in which sections of each level are counted."""

PARTS = {
    "opening": "开头",
    "work": "主要工作",
    "problems": "存在问题",
    "causes": "原因分析",
    "plans": "下一步打算",
    "closing": "结尾",
    "other": "其他",
}
"""Names of the parts of a document, in the order in which they occur."""

SHORT_PARTS = {
    "opening": "开头",
    "work": "工作",
    "problems": "问题",
    "causes": "原因",
    "plans": "打算",
    "closing": "结尾",
    "other": "其他",
}
"""Short names, where space is scarce: beside a chart, on a chip."""

UNSTATED = "未注明"

NO_TEXT = {
    "empty": "这是空的，没有可以清洗的文字。",
    "binary": "这不像文本：读出来的多半不是文字。如果原件是 Word 文件，请另存为 .txt 再来。",
    "a PDF": "这是 PDF，不是纯文本。",
    "a ZIP archive or an Office file (.docx, .xlsx, .odt)": "这是 Office 文件（如 .docx）或 ZIP，不是纯文本。",
    "a binary Office file (.doc, .xls, .wps)": "这是 Office 文件（如 .doc、.wps），不是纯文本。",
    "a PNG image": "这是图片，不是纯文本。",
    "a JPEG image": "这是图片，不是纯文本。",
    "a GIF image": "这是图片，不是纯文本。",
    "an executable": "这是程序，不是文本。",
    "a gzip archive": "这是压缩包，不是纯文本。",
    "a RAR archive": "这是压缩包，不是纯文本。",
    "a 7z archive": "这是压缩包，不是纯文本。",
}
"""Why a file cannot be cleaned, by the reason of `InputError`."""


@cache
def labels() -> Mapping[str, str]:
    """Return the label of each type of placeholder, in the order in which they are counted and explained.

    >>> labels()["place"]
    '地名'
    """
    return {entry["type"]: entry["label"] for entry in read_table("placeholders", "types")}


def known_type(kind: str) -> str:
    """Return a known type, so that the CSS class of a chip never comes from a document."""
    return kind if kind in labels() else "other"


@cache
def families() -> Mapping[str, str]:
    """Return the name of each family of rules, in the order in which they are listed.

    >>> families()["paywall"]
    '付费提示'
    """
    return {entry["id"]: entry["name"] for entry in read_table("families", "families")}


def rights(text: str | None) -> str:
    """Return in plain Chinese what is known of a sample's rights; a statement in another form is shown unchanged.

    >>> rights("unknown: as given with the project")
    '不详，按原样收录，供研究文体'
    """
    if not text or text.startswith("unknown"):
        return "不详，按原样收录，供研究文体"
    return text
