"""Whatever happened to a file on its way: a text or a reason, never an error, never a wait."""

from __future__ import annotations

import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengwen.formats.read import read

READ_HERE = ["docx", "odt", "rtf", "html"]
"""Those whose reading starts no other program; doc and pdf are slow, and get fewer examples."""
PARTS = {"docx": ["word/document.xml", "word/numbering.xml", "word/styles.xml"], "odt": ["content.xml", "styles.xml"]}
SETTINGS = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "derandomize": True}


def damaged(data: st.DataObject, raw: bytes) -> bytes:
    """Cut a file, or change a few of its bytes."""
    if data.draw(st.booleans()):
        return raw[: data.draw(st.integers(0, len(raw)))]
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    return bytes(changed)


def holds(name: str, raw: bytes) -> None:
    started = time.process_time()
    results = read(name, raw)
    assert results
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", READ_HERE)
@settings(max_examples=40, **SETTINGS)
@given(data=st.data())
def test_a_damaged_file(made: dict[str, bytes], name: str, data: st.DataObject) -> None:
    holds(f"总结.{name}", damaged(data, made[name]))


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in PARTS.items() for part in parts])
@settings(max_examples=25, **SETTINGS)
@given(data=st.data())
def test_a_part_that_says_anything(made: dict[str, bytes], name: str, part: str, data: st.DataObject) -> None:
    """Damage that the archive's own checksums would not show: values changed and elements moved, well-formed still."""
    file = BytesIO()
    with ZipFile(BytesIO(made[name])) as old, ZipFile(file, "w") as new:
        for member in old.namelist():
            new.writestr(member, altered(data, old.read(member)) if member == part else old.read(member))
    holds(f"总结.{name}", file.getvalue())


def altered(data: st.DataObject, xml: bytes) -> bytes:
    values = [b'"0"', b'"-1"', b'"99999999999"', b'""', b'"x"', b'"decimal"', b'"%9%8"', '"一"'.encode()]
    pieces = xml.split(b'"')
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, (len(pieces) - 2) // 2)) * 2 + 1
        if b"://" not in pieces[at] and b":oasis:" not in pieces[at]:  # a name space is what makes a part what it is
            pieces[at] = data.draw(st.sampled_from(values)).strip(b'"')
    return b'"'.join(pieces)


@settings(max_examples=8, **SETTINGS)
@given(data=st.data())
def test_a_damaged_pdf(made: dict[str, bytes], data: st.DataObject) -> None:
    holds("总结.pdf", damaged(data, made["pdf"][:-50]) + b"\n%%EOF\n")


@settings(max_examples=3, **SETTINGS)
@given(data=st.data())
def test_a_damaged_doc(made: dict[str, bytes], data: st.DataObject) -> None:
    holds("总结.doc", damaged(data, made["doc"]))


@settings(max_examples=100, **SETTINGS)
@given(
    name=st.sampled_from(["总结.txt", "总结.docx", "总结.eml", "总结.html"]),
    start=st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"{\\rtf1",
            b"%PDF-1.4",
            b"<html>",
            b"From: a\r\nMIME-Version: 1.0\r\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]
    ),
    rest=st.binary(max_size=200),
)
def test_any_bytes_at_all(name: str, start: bytes, rest: bytes) -> None:
    holds(name, start + rest)
