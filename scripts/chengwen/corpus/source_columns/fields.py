"""Which columns of a row are its text, its id, and what it says of itself: asked for by name, else the usual names.

The usual names are data (`knowledge/words/source_columns.toml`): 正文, 内容, content; 编号, id; 标题; 链接; 日期.
"""

from __future__ import annotations

import base64
import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, cast

from chengwen.corpus.source_columns.personal import as_told
from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.knowledge.tables import words
from chengwen.message import say

MOST_NAMED, LONGEST_NAME = 12, 40
"""How many columns are named where none of them is the text; in characters, what is a name and no text: a table without
a header has a document in the place of one."""
BYTES = "bytes"
"""The column of raw bytes, which is never looked for under another name."""
_DATE = compiled("([12][0-9]{3})[-/.年]?([01]?[0-9])[-/.月]?([0-3]?[0-9])(?![0-9])")
_YEAR = compiled("([12][0-9]{3})(?:年度?)?")
_MONTH = compiled("([12][0-9]{3})[-/.年][01]?[0-9]月?")
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that were asked for by name; empty: the usual ones."""

    text: str = ""
    id: str = ""
    dropped: tuple[str, ...] = ()
    """Columns that are left out, as if they were not there."""


USUAL = Wanted()


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record says: its text or bytes, its id if it has one, the rest, and what the rest says of it."""

    raw: str | bytes
    id: str | None
    columns: dict[str, Any]
    url: str | None
    stated: dict[str, Any]
    """Metadata that the text may not say: title, date_published, year of publication."""
    year: int | None
    """What a column of years says; it counts before the text, as a sidecar does."""
    used: tuple[str, str]
    """The columns of the text and of the id; the second empty where none is."""


def fields_of(record: dict[str, Any], wanted: Wanted) -> Fields:
    """Split a record; one without a text, or with a wrong id, raises `InputError`, which quotes nothing of it."""
    names = {name.strip(" \t\ufeff\u3000").casefold(): name for name in reversed(record)}
    of_id = _asked(record, wanted.id) if wanted.id else _first(names, record, "id")
    of_text = _asked(record, wanted.text) if wanted.text else _of_text(names, record)
    used = ({of_id, of_text} - {""}) | ({BYTES, "text"} if of_text in (BYTES, "text") else set())
    rest = {name: value for name, value in record.items() if name not in used}
    dated = _value(names, record, "date", of_text)
    stated = {
        "title": _title(_value(names, record, "title", of_text)),
        "date_published": _date(dated),
        "year": _year_of_date(dated),
    }
    return Fields(
        _text(record[of_text], of_text),
        _id(record.get(of_id), of_id) if of_id else None,
        rest,
        _address(names, record),
        {key: value for key, value in stated.items() if value},
        _year(_value(names, record, "year", of_text)),
        (of_text, of_id),
    )


def first_names(columns: Iterable[str], wanted: Wanted) -> set[str]:
    """Return the columns that are never carried through: those dropped, the first that may be the text, and for the id.

    Wherever they hold something, they are what is looked for; others may be in one row, and not in the next.
    """
    columns = list(columns)
    names = {name.strip(" \t\ufeff\u3000").casefold(): name for name in reversed(columns)}
    text, id = (
        {next((names[one.casefold()] for one in words("source_columns", known) if one.casefold() in names), "")}
        for known in ("text", "id")
    )
    of_text = {wanted.text} if wanted.text else {BYTES, "text"} if BYTES in columns else text
    return {*of_text, *({wanted.id} if wanted.id else id), *wanted.dropped}


def _asked(record: Mapping[str, Any], name: str) -> str:
    if name not in record:
        raise InputError(say("no column “{name}” in it; it has {columns}", name=name, columns=_named(record)))
    return name


def _first(names: Mapping[str, str], record: Mapping[str, Any], known: str) -> str:
    """Return the first usual column that holds something; empty if there is none."""
    found = (names[one.casefold()] for one in words("source_columns", known) if one.casefold() in names)
    return next((name for name in found if record[name] not in (None, "")), "")


def _of_text(names: Mapping[str, str], record: Mapping[str, Any]) -> str:
    if record.get("text") is not None and record.get(BYTES) is not None:
        raise InputError(say("both “text” and “bytes”; give one of them"))
    if record.get(BYTES) is not None:
        return BYTES
    there = [names[one.casefold()] for one in words("source_columns", "text") if one.casefold() in names]
    filled = [name for name in there if record[name] is not None]
    if not filled:
        raise InputError(
            say(
                "no text in it: of its columns ({columns}) none is called {known} …, or the one that is holds nothing; "
                "name the right one with --text-column",
                columns=_named(record),
                known=words("source_columns", "text")[:4],
            )
        )
    return filled[0]


def _named(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of columns as they may be told, the first few."""
    told = tuple(as_told(name) if len(name) <= LONGEST_NAME else "…" for name in islice(record, MOST_NAMED))
    return (*told, "…") if len(record) > MOST_NAMED else told


def _value(names: Mapping[str, str], record: Mapping[str, Any], known: str, of_text: str) -> Any:
    name = _first(names, record, known)
    return record[name] if name and name != of_text else None


def _text(value: Any, name: str) -> str | bytes:
    """Return a text; paragraphs in a list, plain or under a usual key, are joined."""
    if name == BYTES:
        if not isinstance(value, bytes):
            raise InputError(say("“bytes” must be binary, found {found}", found=type_of(value)))
        return value
    if isinstance(value, list) and value and all(isinstance(one, str | dict) for one in value):
        parts = [one if isinstance(one, str) else _paragraph(one) for one in value]
        if all(isinstance(part, str) for part in parts):
            return "".join(f"{part}\n" for part in cast("list[str]", parts))
    if not isinstance(value, str):
        raise InputError(say("“{name}” must be a string, found {found}", name=name, found=type_of(value)))
    return value


def _paragraph(part: Mapping[str, Any]) -> Any:
    return next((part[key] for key in words("source_columns", "paragraph") if key in part), None)


def _id(value: Any, name: str) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise InputError(say("“{name}” must be a string, found {found}", name=name, found=type_of(value)))
    id = str(value)
    try:
        id.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            say(
                "“{name}” holds half a surrogate pair as its character {number}, which no file can hold; take it out",
                name=name,
                number=error.start + 1,
            )
        ) from None
    return id


def _address(names: Mapping[str, str], record: Mapping[str, Any]) -> str | None:
    """Return the first address among the columns that usually hold one."""
    for one in words("source_columns", "url"):
        value = record.get(names.get(one.casefold(), ""))
        if isinstance(value, str) and value.startswith(("http://", "https://")) and " " not in value:
            return value
    return None


def _title(value: Any) -> str | None:
    """Return a title on one line, or None."""
    one = " ".join(value.split("\n")).strip(" \t\r\u3000") if isinstance(value, str) else ""
    return one if 0 < len(one) <= _LONGEST_TITLE else None


def _date(value: Any) -> str | None:
    """Return a date in ISO form, or None.

    >>> _date("2023年3月5日 10:30"), _date("20230305"), _date("2023-03-05T08:00:00"), _date("明天"), _date("2023-13-05")
    ('2023-03-05', '2023-03-05', '2023-03-05', None, None)
    >>> _date(20230305), _date(1712202311)
    ('2023-03-05', None)
    """
    value = str(value) if type(value) is int and len(str(value)) == len("20230305") else value
    match = _DATE.search(value) if isinstance(value, str) else None
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _year(value: Any) -> int | None:
    """Return a year, or None.

    >>> _year(2023), _year("2023年度"), _year("2023"), _year(3), _year("去年"), _year(True)
    (2023, 2023, 2023, None, None, None)
    """
    match = _YEAR.fullmatch(str(value).strip(" \t\u3000")) if isinstance(value, str | int) else None
    return int(match[1]) if match else None


def _year_of_date(value: Any) -> int | None:
    """Return the year of a date, also of one that says no day, or None.

    >>> _year_of_date("2023-03-05T08:00:00"), _year_of_date("2023年3月"), _year_of_date(2023), _year_of_date("第2023期")
    (2023, 2023, 2023, None)
    """
    if date := _date(value):
        return int(date[:4])
    match = _MONTH.fullmatch(value.strip(" \t\u3000")) if isinstance(value, str) else None
    return int(match[1]) if match else _year(value)


def type_of(value: Any) -> str:
    """Return the name of a value's type."""
    return type(value).__name__


def to_plain(value: Any) -> Any:
    """Return a value in a form JSON can hold: times in ISO form, binary in base64, NaN and infinity as null.

    >>> to_plain({"on": datetime.date(2020, 1, 2), "score": float("nan"), "price": Decimal("1.50")})
    {'on': '2020-01-02', 'score': None, 'price': '1.50'}
    """
    if isinstance(value, dict):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | datetime.timedelta) else value
