"""A file of any format gives a text that can be written down, or a reason; nothing is raised."""

from __future__ import annotations

import datetime
from io import BytesIO
from zipfile import ZipFile

from driver import fuzz

from chengwen.errors import InputError
from chengwen.formats.read import Extracted, read
from chengwen.formats.xlsx import sheets

ENDINGS = ("txt", "html", "mht", "eml", "rtf", "pdf", "docx", "odt", "zip", "doc")
WORD = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
RELATIONS = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
OPEN = b'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>%s</office:text></office:body></office:document-content>'

WORKBOOK = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r"/></sheets></workbook>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
STYLES = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>甲</t></si></sst>'.encode()


def check(data: bytes) -> None:
    """Read the bytes under a name that the first of them chooses, or as the body of a Word or OpenDocument text or a table."""
    ending, body = data[0] if data else 0, data[1:]
    if 96 <= ending < 128:
        _check_table(body)
        return
    if ending >= 192:
        parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": WORD % body}
        name, raw = "报告.docx", _package(parts)
    elif ending >= 128:
        parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": OPEN % body}
        name, raw = "报告.odt", _package(parts)
    else:
        name, raw = f"报告.{ENDINGS[ending % len(ENDINGS)]}", body
    for one in read(name, raw):
        if isinstance(one, Extracted):
            assert one.text is None or (one.text and "\r" not in one.text)
            (one.text or "").encode()
            assert one.media_type
        else:
            assert one.reason
            one.reason.encode()
        assert "/" not in one.name


def _check_table(body: bytes) -> None:
    """Read the rows of a sheet; its cells are of the types that a table can hold."""
    relations = RELATIONS.replace(b"word/document.xml", b"sheet.xml")
    parts = {"xl/workbook.xml": WORKBOOK, "xl/_rels/workbook.xml.rels": relations, "xl/sheet.xml": SHEET % body}
    try:
        for rows in sheets(_package({**parts, "xl/styles.xml": STYLES, "xl/sharedStrings.xml": STRINGS})):
            for row in rows:
                assert all(cell is None or isinstance(cell, str | int | float | datetime.date) for cell in row)
    except InputError as error:
        assert str(error)


def _package(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


if __name__ == "__main__":
    fuzz(check)
