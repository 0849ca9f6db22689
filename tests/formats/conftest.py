"""Real files, made once in a session by real programs from one document: notice.fodt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from annotated import made_once

HERE = Path(__file__).parent
TEXT = (HERE / "notice.txt").read_text(encoding="utf-8")
"""What a reader of notice.fodt would copy, its footnote at the end."""

PROTECTED = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"secret"}}'
STYLE = (
    "body {font: 16pt/2 serif} p {text-indent: 2em; margin: 0; text-align: justify} table {border-collapse: collapse}"
)

SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>endobj\n"
    b"4 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n0\n"
    b"endstream endobj\n5 0 obj<</Length 27>>stream\nq 200 0 0 200 0 0 cm /I Do Q\nendstream endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)
"""One page, on it one picture."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, office: str) -> dict[str, bytes]:
    """The document in every format that LibreOffice writes, by the ending of its file's name."""
    return made_once(tmp_path_factory, "formats", lambda: converted(office, tmp_path_factory.mktemp("formats")))


def converted(office: str, folder: Path) -> dict[str, bytes]:
    for target in ("docx", "doc", "odt", "rtf", "html", "pdf"):
        convert(office, folder, HERE / "notice.fodt", target, folder / target)
    convert(office, folder, HERE / "notice.fodt", PROTECTED, folder / "protected")
    files = {path.suffix[1:]: path for path in folder.glob("*/notice.*") if path.parent.name != "protected"}
    files |= {"protected.pdf": folder / "protected" / "notice.pdf"}
    return {"scan.pdf": SCAN} | {name: path.read_bytes() for name, path in files.items()}


@pytest.fixture(scope="session")
def printed_pdf(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> bytes:
    """The document as Chromium prints it."""
    folder = tmp_path_factory.mktemp("printed")
    page = folder / "page.html"
    page.write_text(printed_page(), encoding="utf-8")
    print_page(chromium, folder, page, folder / "chromium.pdf")
    return (folder / "chromium.pdf").read_bytes()


def convert(office: str, folder: Path, source: Path, target: str, out: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", target, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def print_page(browser: str, folder: Path, page: Path, out: Path) -> None:
    """Print to PDF as the browser does by itself: with the date, the title and the page numbers at the edges."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}"]
    subprocess.run(
        [browser, *options, f"--print-to-pdf={out}", str(page)], check=True, capture_output=True, timeout=120
    )


def printed_page() -> str:
    """The document as a page to print: a paragraph for a line, a table for lines with tabs."""
    lines = [f"<tr>{cells(line)}</tr>" if line.count("\t") > 1 else f"<p>{line}</p>" for line in TEXT.split("\n")]
    body = "\n".join(lines).replace("</p>\n<tr>", "</p>\n<table>\n<tr>").replace("</tr>\n<p>", "</tr>\n</table>\n<p>")
    return f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>云溪县水利局</title><style>{STYLE}</style>{body}</html>'


def cells(line: str) -> str:
    return "".join(f'<td style="width: 8em">{cell}</td>' for cell in line.split("\t"))
