"""Read Excel workbooks (.xlsx): each sheet as rows of cells; numbers, dates and truth values keep their types."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from chengwen.engine.kept import compiled
from chengwen.errors import InputError
from chengwen.formats.packages import attribute, child, local, number, open_package, parse_part
from chengwen.message import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Cells = list[Any]
WORKBOOK = "xl/workbook.xml"
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Numbers of Excel's own formats that show a date or a time, those of Chinese Excel among them."""
_DATE_FORMAT = compiled(r"[ymdhs年月日]", re.IGNORECASE)
_QUOTED = compiled(r'"[^"]*"|\\.|\[[^\]]*\]')
_FIRST_DAY = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 -- Excel's dates have no zone
_LAST_DAY = 2_958_465
"""The number of the last day that Excel knows, in the year 9999."""
_COLUMN = compiled("[A-Z]{1,3}")
_MOST_COLUMNS = 16_384


def sheets(raw: bytes) -> Iterator[Iterator[Cells]]:
    """Yield the rows of each sheet, in the workbook's order; what is no workbook raises `InputError`."""
    with open_package(raw) as package:
        if WORKBOOK not in package.namelist():
            raise InputError(say("this is no Excel workbook (.xlsx); save it as .xlsx or .csv"))
        strings, dates = _strings(package), _date_styles(package)
        for part in _parts(package):
            sheet = parse_part(package, part)
            if sheet is not None:
                yield _rows(sheet, strings, dates)


def _parts(package: ZipFile) -> Iterator[str]:
    """Yield the names of the parts that are sheets."""
    relations = parse_part(package, "xl/_rels/workbook.xml.rels")
    targets = {attribute(one, "Id"): attribute(one, "Target") or "" for one in (() if relations is None else relations)}
    workbook = parse_part(package, WORKBOOK)
    for sheet in _children(child(workbook, "sheets")):
        target = targets.get(_relation(sheet), "")
        if target:
            yield target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _relation(sheet: Element) -> str | None:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _children(element: Element | None) -> Iterator[Element]:
    return iter(()) if element is None else iter(element)


def _strings(package: ZipFile) -> list[str]:
    """Return the texts that cells refer to by number."""
    return [_text(one) for one in _children(parse_part(package, "xl/sharedStrings.xml"))]


def _text(element: Element) -> str:
    """Return the text of a cell without its phonetic guide."""
    parts = (one for one in element.iter() if local(one) == "t")
    return "".join(one.text or "" for one in parts if not any(local(above) == "rPh" for above in one.iterancestors()))


def _date_styles(package: ZipFile) -> frozenset[int]:
    """Return the numbers of the styles that show a number as a date."""
    styles = parse_part(package, "xl/styles.xml")
    own = {
        number(attribute(one, "numFmtId"), 0): _QUOTED.sub("", attribute(one, "formatCode") or "")
        for one in _children(child(styles, "numFmts"))
    }
    used = [number(attribute(one, "numFmtId"), 0) for one in _children(child(styles, "cellXfs"))]
    dates = _BUILT_IN_DATES | {id for id, code in own.items() if _DATE_FORMAT.search(code)}
    return frozenset(place for place, id in enumerate(used) if id in dates)


def _rows(sheet: Element, strings: list[str], dates: frozenset[int]) -> Iterator[Cells]:
    for row in _children(child(sheet, "sheetData")):
        cells: Cells = []
        for cell in row:
            place = min(_place(attribute(cell, "r"), len(cells)), _MOST_COLUMNS)
            cells += [None] * (place - len(cells))
            cells.append(_value(cell, strings, dates))
        yield cells


def _place(reference: str | None, default: int) -> int:
    """Return the number of a cell's column, from 0.

    >>> _place("A1", 5), _place("AB7", 5), _place(None, 5)
    (0, 27, 5)
    """
    letters = _COLUMN.match(reference or "")
    if not letters:
        return default
    found = 0
    for letter in letters[0]:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1


def _value(cell: Element, strings: list[str], dates: frozenset[int]) -> Any:
    kind = attribute(cell, "t") or "n"
    if kind == "inlineStr":
        return _text(cell)
    held = child(cell, "v")
    text = "" if held is None else held.text or ""
    match kind:
        case "s":
            place = number(text, -1) if len(text) <= 6 else int(text) if text.isdecimal() else -1
            return strings[place] if 0 <= place < len(strings) else None
        case "b":
            return text == "1"
        case "n":
            return _number(text, is_date=number(attribute(cell, "s"), 0) in dates)
        case "e":
            return None
        case _:
            return text


def _number(text: str, *, is_date: bool) -> Any:
    """Return a number as a whole one where it is one, and as a date or a moment where its style shows a date.

    >>> _number("3", is_date=False), _number("0.5", is_date=False), _number("44990", is_date=True)
    (3, 0.5, datetime.date(2023, 3, 5))
    """
    try:
        value = float(text)
    except ValueError:
        return text or None
    if is_date and 0 <= value <= _LAST_DAY:
        moment = _FIRST_DAY + datetime.timedelta(seconds=round(value * 86_400))
        return moment.date() if value == int(value) else moment
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
