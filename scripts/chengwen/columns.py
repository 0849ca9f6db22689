"""The schema `chengwen/2` in one table: what stands in the JSON of a document, of what type, and what it means.

From it are made the check of what is read, the columns of Parquet (corpus/parquet.py), the Croissant metadata and the
card of a data set (export/), and the table of docs/reference.md. The meanings are Chinese, since that is where they are
read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chengwen.message import NO_MESSAGE, Message, say

SCHEMA = "chengwen/2"
READABLE = ("chengwen/1", SCHEMA)
"""The schemas that are read; 1 has no `fields`, no `roles` and less metadata."""

TEXT, INTEGER, OBJECT, PAIRS, JSON = "text", "integer", "object", "pairs", "json"
"""PAIRS: in JSON a list of lists whose items are the parts in their order; in Parquet structs. JSON: whatever a corpus
has; in Parquet a struct of its columns in their own types, a string of JSON where these are not known."""


@dataclass(frozen=True, slots=True)
class Column:
    """One key of the JSON of a document."""

    name: str
    kind: str
    about: str = ""
    many: bool = False
    """A list of such values."""
    null: bool = False
    """Null where the text does not say."""
    optional: bool = False
    """The key is absent where there is nothing to say."""
    parts: tuple[Column, ...] = ()
    new: bool = False
    """Came with schema 2."""


def _span(*more: Column) -> tuple[Column, ...]:
    return (Column("start", INTEGER, "起"), Column("end", INTEGER, "止（不含）"), *more)


def _said(name: str, about: str, *, many: bool = False) -> Column:
    """Return a key of metadata that schema 1 did not have."""
    return Column(name, TEXT, about, many=many, null=not many, new=True)


METADATA = (
    Column("title", TEXT, "题目", null=True),
    _said("subtitle", "副题"),
    Column("year", INTEGER, "年份", null=True),
    Column("genre", TEXT, "文种", null=True),
    _said("genre_group", "文种大类"),
    Column("level", TEXT, "层级", null=True),
    _said("issuer", "发文机关", many=True),
    _said("number", "发文字号"),
    _said("date_written", "成文日期（ISO，知道多少写多少）"),
    _said("recipients", "主送机关", many=True),
    _said("cc", "抄送机关", many=True),
    _said("signatory", "签发人"),
    _said("attachments", "附件名称", many=True),
    _said("annotation", "附注"),
    _said("printed_by", "印发机关"),
    _said("printed_on", "印发日期"),
    _said("copy_number", "份号"),
    _said("urgency", "紧急程度"),
    _said("classification", "密级"),
    _said("classified_for", "保密期限"),
    _said("effective_on", "施行日期"),
    _said("expires_on", "失效日期"),
    _said("repeals", "废止的文件", many=True),
    _said("adopted", "题注：通过、批准的会议与日期"),
    _said("period", "起讫时间"),
    _said("speaker", "讲话人、述职人"),
    _said("occasion", "讲话的场合"),
    _said("index_number", "索引号"),
    _said("topic", "主题分类"),
    _said("date_published", "公开日期"),
    _said("validity", "有效性"),
)
_ORIGIN = (
    Column("url", TEXT, "网址", null=True),
    Column("compiled_by", TEXT, "水印里的整理者", many=True),
    Column("rights", TEXT, "权利", null=True),
)
DOCUMENT = (
    Column("schema", TEXT, f"固定为 {SCHEMA}"),
    Column("id", TEXT, "编号"),
    Column(
        "source",
        OBJECT,
        "原始文件",
        parts=(
            Column("name", TEXT, "文件名，人名已隐去", null=True),
            Column("media_type", TEXT, "类型"),
            Column("bytes", INTEGER, "字节数"),
            Column("encoding", TEXT, "编码"),
            Column("characters", INTEGER, "字数"),
            Column(
                "undecodable",
                PAIRS,
                "解不出的字节",
                many=True,
                parts=(Column("offset", INTEGER, "位置"), Column("bytes", TEXT, "字节，十六进制")),
            ),
            Column(
                "encodings",
                PAIRS,
                "另有编码的行",
                many=True,
                optional=True,
                parts=_span(Column("name", TEXT, "编码")),
            ),
        ),
    ),
    Column("metadata", OBJECT, "题目、年份、文种、层级与公文各要素；文中没有说的为空", parts=METADATA),
    Column(
        "fields",
        OBJECT,
        "元数据的值在正文里的位置",
        many=True,
        new=True,
        parts=(Column("name", TEXT, "元数据的名称"), *_span()),
    ),
    Column(
        "provenance",
        OBJECT,
        "来历",
        parts=(
            *_ORIGIN,
            Column("also", OBJECT, "在别处也见过的", many=True, optional=True, parts=_ORIGIN),
            Column("not_copy_of", TEXT, "看着像、但不是其副本的", many=True, optional=True),
            Column("declassified", TEXT, "为什么标有密级仍可公开", optional=True),
            Column("publishable", TEXT, "为什么标有内部字样仍可公开", optional=True),
        ),
    ),
    Column("text", TEXT, "清洗后的正文，一段一行；〖〗中是标签，表示此处原有的内容已经隐去"),
    Column("text_sha256", TEXT, "正文的摘要"),
    Column(
        "edits",
        OBJECT,
        "改动：把原文 [start, end) 换成 text，依据 rules；从不引用删去的内容",
        many=True,
        parts=_span(Column("text", TEXT, "写成什么"), Column("rules", TEXT, "依据", many=True)),
    ),
    Column(
        "sections",
        OBJECT,
        "章节",
        many=True,
        parts=(
            Column("id", TEXT, "编号"),
            Column("level", INTEGER, "层次", null=True),
            Column("number", TEXT, "序号，照原文"),
            Column("title", TEXT, "标题"),
            Column("start", INTEGER, "起"),
            Column("heading_end", INTEGER, "标题止"),
            Column("end", INTEGER, "止（不含）"),
            Column("role", TEXT, "作用"),
            Column("roles", TEXT, "标题说到的各种作用，role 在最前", many=True, new=True),
        ),
    ),
    Column(
        "placeholders",
        OBJECT,
        "标签",
        many=True,
        parts=_span(
            Column("type", TEXT, "类型"),
            Column("origin", TEXT, "由谁隐去：author 作者，chengwen 程序"),
            Column("source", INTEGER, "在原文里的起止", many=True),
        ),
    ),
    Column("flags", TEXT, "标记：truncated 正文不全、compilation 几篇合编等", many=True),
    Column(
        "suspects",
        OBJECT,
        "疑点：像是噪声、没有动的地方",
        many=True,
        parts=_span(Column("rule", TEXT, "依据"), Column("why", TEXT, "为什么")),
    ),
    Column("columns", JSON, "语料表里的其他列", optional=True),
)
DUPLICATE_OF = Column(
    "duplicate_of", TEXT, "与哪一篇重复（编号）；不重复的，或者几篇里的第一篇，为空", null=True, optional=True
)
"""What a corpus has besides once copies were looked for."""


def problem_of(data: Any) -> Message:
    """Return why a value is not the JSON of a document, by its place; empty where it is. No value is quoted.

    >>> problem_of({"schema": "chengwen/2", "id": 5})
    'id must be str, found int'
    """
    if not isinstance(data, dict):
        return say("it must be {wanted}, found {found}", wanted="dict", found=type(data).__name__)
    if "schema" in data and data["schema"] not in READABLE:
        return say("schema must be one of {known}", known=tuple(READABLE))
    first = data.get("schema") == READABLE[0]
    if not first and _holds(data, DOCUMENT):
        return NO_MESSAGE
    return next(_problems(data, DOCUMENT, "", first=first), NO_MESSAGE)


def _holds(table: dict[str, Any], columns: tuple[Column, ...]) -> bool:
    """Whether a table surely is what its columns say; if not, `_problems` decides, in three times as long."""
    for column in columns:
        value = table.get(column.name)
        if value is None:
            absent = column.optional or column.name == "text"
            fits = column.null and not column.many if column.name in table else absent
        elif column.many:
            fits = _all_hold(value, column)
        elif type(value) is str:
            fits = column.kind == TEXT and (value.isascii() or not _is_half_a_pair(value))
        else:
            fits = (type(value) is int and column.kind == INTEGER) or _all_hold([value], column)
        if not fits:
            return False
    return True


def _all_hold(values: Any, column: Column) -> bool:
    wanted = _TYPES.get(column.kind)
    if wanted is None:
        return not column.many
    if type(values) is not list or any(type(value) is not wanted for value in values):
        return False
    if wanted is str:
        return not any(map(_is_half_a_pair, values))
    if wanted is dict:
        return all(_holds(value, column.parts) for value in values)
    return wanted is int or all(len(value) == len(column.parts) for value in values)


def problem_of_text(value: Any, place: str) -> Message:
    """Return why a value is no text that can be written; empty where it is one."""
    return next(_of_kind(value, Column(place, TEXT), place, first=False), NO_MESSAGE)


def _problems(table: dict[str, Any], columns: tuple[Column, ...], prefix: str, *, first: bool) -> Iterator[Message]:
    for column in columns:
        there = column.name in table
        if not there and not (column.optional or column.name == "text" or (first and column.new)):
            yield say("{place} is missing", place=f"{prefix}{column.name}")
        elif there:
            yield from _of_column(table[column.name], column, f"{prefix}{column.name}", first=first)


def _of_column(value: Any, column: Column, place: str, *, first: bool) -> Iterator[Message]:
    if not column.many or (column.kind == TEXT and column.name == "issuer" and first):
        yield from _of_kind(value, column, place, first=first)
    elif not isinstance(value, list):
        yield say("{place} must be {wanted}, found {found}", place=place, wanted="list", found=type(value).__name__)
    else:
        for number, one in enumerate(value):
            yield from _of_kind(one, column, f"{place}[{number}]", first=first)


def _of_kind(value: Any, column: Column, place: str, *, first: bool) -> Iterator[Message]:
    wanted = _TYPES.get(column.kind)
    if wanted is None or (value is None and (column.null or column.optional)):
        return
    if not isinstance(value, wanted) or isinstance(value, bool):
        kind = say("{wanted} or null", wanted=wanted.__name__) if column.null else wanted.__name__
        yield say("{place} must be {wanted}, found {found}", place=place, wanted=kind, found=type(value).__name__)
        return
    held: Any = value
    if column.kind == OBJECT:
        yield from _problems(held, column.parts, f"{place}.", first=first)
    elif column.kind == PAIRS and len(held) != len(column.parts):
        wanted_items = len(column.parts)
        yield say("{place} must have {wanted} items, found {found}", place=place, wanted=wanted_items, found=len(held))
    elif column.kind == TEXT and _is_half_a_pair(held):
        yield say("{place} holds half a surrogate pair", place=place)


_TYPES: dict[str, type] = {TEXT: str, INTEGER: int, OBJECT: dict, PAIRS: list}


def _is_half_a_pair(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
