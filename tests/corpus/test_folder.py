"""A folder of anything: 200 files in ten formats and more, on four levels, and nothing of it is passed over in silence."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from corpora import Command, everything, read_lines, report, write_lines

LEVELS = (".", "甲县", "甲县/乙镇", "甲县/乙镇/2023")
COUNTS = {
    "txt": 37, "TXT": 10, "md": 6, "html": 36, "docx": 24, "DOCX": 4, "odt": 16, "rtf": 16, "doc": 1, "pdf": 8,
    "eml": 12, "csv": 4, "xlsx": 4, "zip": 4, "jsonl": 4, "png": 6, "mp4": 2, "toml.bak": 1, "scan.pdf": 2, "cut.docx": 2,
    "tsv": 1,
}  # fmt: skip
"""How many files of each kind; `scan.pdf` and `cut.docx` cannot be read."""
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>endobj\n"
    b"4 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n0\n"
    b"endstream endobj\n5 0 obj<</Length 27>>stream\nq 200 0 0 200 0 0 cm /I Do Q\nendstream endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)
PRINTED = 6
"""Documents that LibreOffice writes in each of its kinds, as .doc one; files beyond them are copies."""
OFFICE = ("docx", "odt", "rtf", "doc", "pdf")
IN_TABLE, IN_ARCHIVE = 5, 2
"""Documents in a table, and in an archive."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, office: str) -> dict[str, list[bytes]]:
    """Documents as LibreOffice writes them, by kind."""
    folder = tmp_path_factory.mktemp("office")
    for number in range(PRINTED):
        (folder / f"d{number:02}.html").write_text(page(number), encoding="utf-8")
    made: dict[str, list[bytes]] = {}
    filters = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97", "pdf": "pdf:writer_pdf_Export"}
    for kind in OFFICE:
        sources = sorted(folder.glob("d*.html"))[: COUNTS[kind]]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        how = ["--headless", "--infilter=HTML (StarWriter)", "--convert-to", filters.get(kind, kind)]
        command = [office, profile, *how, "--outdir", str(folder / kind)]
        subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=300)
        made[kind] = [path.read_bytes() for path in sorted((folder / kind).iterdir())]
        assert len(made[kind]) == len(sources)
    return made


def page(number: int) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in report(number).split("\n") if line)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{paragraphs}</body></html>"


def table(number: int) -> list[list[str]]:
    ids = [number * 10 + row for row in range(IN_TABLE)]
    rows = [[f"第{id}号", report(id), "2022-03-05", f"https://example.cn/{id}"] for id in ids]
    return [["标题", "正文", "日期", "链接"], *rows]


def write_table(path: Path, number: int, delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table(number))


def write_workbook(path: Path, number: int) -> None:
    """Write a workbook of one sheet: LibreOffice's Writer alone writes none."""
    cells = [
        "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>' for cell in row)
        for row in table(number)
    ]
    rows = "".join(f"<row>{row}</row>" for row in cells)
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {main} {relations}><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


@pytest.fixture
def folder(tmp_path: Path, printed: dict[str, list[bytes]]) -> Path:
    """The folder, with the files of each kind spread over its levels."""
    root = tmp_path / "收来的"
    number = 0
    for kind, count in COUNTS.items():
        for copy in range(count):
            path = root / LEVELS[number % len(LEVELS)] / f"f{number:03}.{kind}"
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, kind, copy, printed)
            number += 1
    assert number == 200
    (root / ".DS_Store").write_bytes(b"x")
    return root


def put(path: Path, kind: str, copy: int, printed: dict[str, list[bytes]]) -> None:
    if kind.lower() in OFFICE:
        path.write_bytes(printed[kind.lower()][copy % PRINTED])
    elif kind in ("txt", "TXT", "md"):
        path.write_bytes(report(copy).encode(("utf-8", "gb18030", "utf-16")[copy % 3]))
    elif kind in WRITERS:
        WRITERS[kind](path, copy)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("材料/总结.docx", printed["docx"][copy])
            archive.writestr("材料/总结.txt", report(copy).encode("gb18030"))
    else:
        path.write_bytes(printed["docx"][0][:3_000] if kind == "cut.docx" else b"\x89PNG\r\n\x1a\n\0")


def write_mail(path: Path, copy: int) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.cn", "b@example.cn", "材料"
    message.set_content(report(copy))
    path.write_bytes(bytes(message))


def write_rows(path: Path, _: int) -> None:
    numbers = range(IN_TABLE)
    write_lines(path, [{"标题": f"第{n}号", "正文": report(n), "来源": f"https://example.cn/{n}"} for n in numbers])


WRITERS: dict[str, Callable[[Path, int], object]] = {
    "html": lambda path, copy: path.write_bytes(page(copy).encode()),
    "csv": lambda path, copy: write_table(path, copy, ","),
    "tsv": lambda path, copy: write_table(path, copy, "\t"),
    "xlsx": write_workbook,
    "jsonl": write_rows,
    "eml": write_mail,
    "scan.pdf": lambda path, _: path.write_bytes(SCAN),
}


def test_two_hundred_files_of_all_kinds_are_accounted_for(folder: Path, chengwen: Command, tmp_path: Path) -> None:
    left = sum(COUNTS[kind] for kind in ("png", "mp4", "toml.bak")) + 1
    tables = sum(COUNTS[kind] for kind in ("csv", "tsv", "xlsx", "jsonl"))
    read = 201 - left
    documents = read + tables * (IN_TABLE - 1) + COUNTS["zip"] * (IN_ARCHIVE - 1)
    refused = COUNTS["scan.pdf"] + COUNTS["cut.docx"]

    said = chengwen("clean", folder.name, "-o", "out", "--stats", "stats.json", "-q", code=3).stderr
    stats = json.loads((tmp_path / "stats.json").read_text(encoding="utf-8"))
    assert (stats["files"], stats["files_left_alone"]) == (read, left)
    assert stats["left_alone"] == {".png": 6, ".mp4": 2, ".bak": 1, "hidden": 1}
    assert stats["rows"] == documents
    assert (stats["written"], stats["rejected"]) == (documents - refused, refused)
    assert sum(stats["refused"].values()) == refused
    assert stats["rules"]["mask-number"] >= documents - refused
    made = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert Counter(path.suffix for path in made) == {".txt": documents - refused, ".json": documents - refused}
    assert not list(tmp_path.glob("*.rejects*"))
    lines = [line for line in said.split("\n") if line.startswith("error: ")]
    assert len(lines) == refused
    assert all(re.search("; (name a program|fetch or copy)", line) for line in lines)

    told = chengwen("clean", folder.name, "-o", "again", "-j", "2", code=3).stderr
    kinds = "6 .png, 2 .mp4, 1 .bak, 1 hidden"
    assert f"201 files found = {read} read + {left} left alone ({kinds})\n" in told
    assert f"{documents} documents in = {documents - refused} cleaned + {refused} refused\n" in told
    assert re.search(
        r"\n  refused +2: this PDF is a scan: 1 page of pictures without a text layer; name a program", told
    )
    again, first = (everything(tmp_path / name) for name in ("again", "out"))
    assert again == first

    chengwen("clean", f"{folder.name}/{LEVELS[-1]}", "-o", "rows.jsonl", "-j", "2", code=3)
    rows = read_lines(tmp_path / "rows.jsonl")
    assert len({row["id"] for row in rows}) >= len({row["text"] for row in rows}) > 20  # those of one text have one id
    assert Counter(row["text"] for row in rows) == Counter(
        path.read_text(encoding="utf-8") for path in (tmp_path / "out" / LEVELS[-1]).rglob("*.txt")
    )
