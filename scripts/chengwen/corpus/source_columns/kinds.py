"""The kinds of values in the other columns of a corpus: found before anything is cleaned, since Parquet has a schema.

A kind is a name (`int`, `date` …), a list with the kind of its items, or a table of the kinds of its fields: plain
data, so that it can be compared, stored and sent. Values of several kinds in one column are JSON in a string. What JSON
has no form for (dates, decimals, binary) is text in a document and gets its kind back when it is written.
"""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chengwen.corpus import storage
from chengwen.corpus.file_kinds import ROWS, TABLES
from chengwen.corpus.filters import in_sample
from chengwen.corpus.rows import Reading, Row, read_rows
from chengwen.corpus.shards.plan import Segment, Shard
from chengwen.corpus.source_columns.fields import Wanted, first_names, to_plain
from chengwen.errors import InputError
from chengwen.knowledge.labels import OPENS
from chengwen.message import Message, say

Kind = str | list[Any] | dict[str, Any]
Kinds = dict[str, Kind]
"""The kind of each column, in the order in which the columns were first seen."""

NOTHING, MIXED = "null", "json"
TRUTH, INT, WIDE, UINT, FLOAT, TEXT, BINARY = "bool", "int", "wide", "uint", "float", "text", "binary"
"""WIDE: a whole number that a float cannot hold exactly; UINT: Parquet's own of 64 bits without a sign."""
DATE, MOMENT, TIME, DECIMAL = "date", "moment", "time", "decimal"
"""A moment is followed by its unit and zone, a decimal by its digits: `moment us UTC`, `decimal 10 2`."""
EXACT = 1 << 53
INT64 = 1 << 63
MOST_FIELDS, DEEPEST = 200, 8
"""A table with more fields, or a value that is nested deeper, is JSON: its keys are data, not a schema."""


def kind_of_value(value: Any, depth: int = 0) -> Kind:
    """Return the kind of one value.

    >>> kind_of_value({"级": ["甲", None], "真": True, "分": 1.5, "空": {}})
    {'级': ['text'], '真': 'bool', '分': 'float', '空': 'json'}
    """
    if isinstance(value, Mapping | list | tuple):
        return _of_parts(value, depth + 1)
    if isinstance(value, bool | None):
        return NOTHING if value is None else TRUTH
    if isinstance(value, int):
        return INT if abs(value) <= EXACT else WIDE if -INT64 <= value < INT64 else MIXED
    if isinstance(value, datetime.datetime):
        return f"{MOMENT} us {value.tzinfo or ''}".rstrip()
    names = {float: FLOAT, str: TEXT, bytes: BINARY, datetime.date: DATE, datetime.time: TIME}
    return next((name for type, name in names.items() if isinstance(value, type)), MIXED)


def _of_parts(value: Mapping[str, Any] | Sequence[Any], depth: int) -> Kind:
    if depth > DEEPEST:
        return MIXED
    if not isinstance(value, Mapping):
        return [both_of(kind_of_value(one, depth) for one in value)]
    if not 0 < len(value) <= MOST_FIELDS or not all(name and _is_name(name) for name in map(str, value)):
        return MIXED
    return {str(name): kind_of_value(inner, depth) for name, inner in value.items()}


def _is_name(name: str) -> bool:
    """Whether a key can name a column; a row with half a surrogate pair in one is refused."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def both_of(kinds: Iterable[Kind]) -> Kind:
    """Return the kind that holds all of some kinds."""
    found: Kind = NOTHING
    for kind in kinds:
        found = both(found, kind)
    return found


def both(one: Kind, other: Kind) -> Kind:
    """Return the kind that holds values of two kinds, without loss.

    >>> both("int", "float"), both("wide", "float"), both("text", "null"), both(["int"], ["null"])
    ('float', 'json', 'text', ['int'])
    >>> both({"甲": "int"}, {"乙": "text"}), both("int", "text")
    ({'甲': 'int', '乙': 'text'}, 'json')
    """
    if other in (one, NOTHING):
        return one
    if one == NOTHING:
        return other
    if isinstance(one, list) and isinstance(other, list):
        return [both(one[0], other[0])]
    if isinstance(one, dict) and isinstance(other, dict):
        merged = together(one, other)
        return merged if len(merged) <= MOST_FIELDS else MIXED
    pair = {kind for kind in (one, other) if isinstance(kind, str)}
    return next((wider for of, wider in _WIDER if pair == of), MIXED)


_WIDER = (({INT, FLOAT}, FLOAT), ({INT, WIDE}, WIDE), ({DATE, f"{MOMENT} us"}, f"{MOMENT} us"))


def together(one: Kinds, other: Kinds) -> Kinds:
    """Return the kinds of the columns of two tables."""
    return {name: both(one.get(name, NOTHING), other.get(name, NOTHING)) for name in {**one, **other}}


def kinds_of(shards: Iterable[Shard], reading: Reading, limit: int | None = None, sample: float = 1.0) -> Kinds:
    """Return the kinds of the other columns of a corpus, of as many rows as a run with this limit reads.

    Parquet says them itself; the rows of other files are read for them once, before they are read to be cleaned.
    """
    found: Kinds = {}
    taken = 0
    for segment in (segment for shard in shards for segment in shard.segments):
        if limit is not None and taken >= limit:
            break
        is_parquet = segment.kind == ".parquet"
        found = together(found, _of_parquet(segment, reading.wanted)) if is_parquet else found
        for row in () if is_parquet and limit is None else _rows(segment, reading):
            if limit is not None and taken >= limit:
                break
            taken += sample >= 1 or in_sample(row.raw, sample)
            found = found if is_parquet else _with_row(found, row.given or row.columns or {})
    return {} if "" in found else found  # readers of Parquet lose a column without a name; JSON does not


def _rows(segment: Segment, reading: Reading) -> Iterator[Row]:
    """Yield the rows of a table; documents have no other columns, and are not read twice."""
    return read_rows(segment, reading) if segment.kind in (*ROWS, *TABLES) else iter(())


def _with_row(found: Kinds, columns: Mapping[str, Any]) -> Kinds:
    """Return the kinds with those of one more row; most rows have nothing new."""
    own = {name: kind_of_value(value) for name, value in columns.items() if _is_name(name)}
    return found if all(found.get(name) == kind for name, kind in own.items()) else together(found, own)


def _of_parquet(segment: Segment, wanted: Wanted) -> Kinds:
    from chengwen.corpus.parquet import kinds_in

    try:
        kinds = kinds_in(segment.file.address)
    except (OSError, InputError):  # reading its rows will report it
        return {}
    never = first_names(kinds, wanted)
    return {name: kind for name, kind in kinds.items() if name not in never}


def typed(columns: Mapping[str, Any], kinds: Kinds) -> dict[str, Any]:
    """Return plain columns as values of their kinds; where a label took the place of a value, None.

    A value of another kind raises `InputError`: the input changed while it was read.
    """
    for name, value in columns.items():
        if name not in kinds and value not in (None, ""):
            raise InputError(_changed(name))
    return {name: _typed(columns.get(name), kind, name) for name, kind in kinds.items()}


def _typed(value: Any, kind: Kind, name: str) -> Any:
    if value is None or kind == NOTHING:
        return None
    if kind == MIXED:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(kind, list) and isinstance(value, list):
        return [_typed(one, kind[0], name) for one in value]
    if isinstance(kind, dict) and isinstance(value, dict) and value.keys() <= kind.keys():
        return {inner: _typed(value.get(inner), one, name) for inner, one in kind.items()}
    if isinstance(kind, str) and (made := _made(value, kind)) is not None:
        return made
    if isinstance(value, str) and OPENS in value:
        return None
    raise InputError(_changed(name))


def _made(value: Any, kind: str) -> Any:
    """Return a plain value as one of a named kind; None where it is of another."""
    name = kind.partition(" ")[0]
    if name in READ and isinstance(value, str):
        try:
            return READ[name](value)
        except (ValueError, ArithmeticError):
            return None
    if name == FLOAT:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return value if type(value) is {TRUTH: bool, INT: int, WIDE: int, UINT: int, TEXT: str}.get(name) else None


READ = {
    DATE: datetime.date.fromisoformat,
    MOMENT: datetime.datetime.fromisoformat,
    TIME: datetime.time.fromisoformat,
    DECIMAL: Decimal,
    BINARY: base64.b64decode,
}
"""How kinds that JSON lacks are read from their text."""


def _changed(name: str) -> Message:
    return say("column “{name}” changed while it was read; run again", name=name)


def plain_again(columns: Mapping[str, Any], kinds: Kinds) -> dict[str, Any]:
    """Return the plain columns of what `typed` made.

    >>> kinds = {"分": "float", "杂": "json", "日": "date", "表": {"甲": ["json"]}}
    >>> plain = {"分": 1.0, "杂": {"乙": 1}, "日": "2020-01-02", "表": {"甲": ["x", 1]}}
    >>> plain_again(typed(plain, kinds), kinds) == plain
    True
    """
    return {name: _plain_again(columns.get(name), kind) for name, kind in kinds.items()}


def _plain_again(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind == MIXED:
        return json.loads(value)
    if isinstance(kind, list):
        return [_plain_again(one, kind[0]) for one in value]
    if isinstance(kind, dict):
        return {name: _plain_again(value.get(name), one) for name, one in kind.items()}
    return to_plain(value)


STORED = "kinds.json"


def kinds_kept(state: str, made_of: str, find: Callable[[], Kinds], *, note: bool = True) -> Kinds:
    """Return the kinds that an earlier run found in the same files, else those that `find` finds now."""
    address = storage.child(state, STORED)
    data = storage.read(address)
    found = json.loads(data) if data else {}
    if found.get("of") == made_of:
        return dict(found["kinds"])
    kinds = find()
    if note:
        storage.write(address, json.dumps({"of": made_of, "kinds": kinds}).encode())
    return kinds
