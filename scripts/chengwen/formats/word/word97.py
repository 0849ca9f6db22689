"""Read .doc, and .wps if it is a Word file, with LibreOffice if that is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from chengwen.errors import InputError
from chengwen.formats.content import PROTECTED, Content
from chengwen.formats.packages import open_package
from chengwen.formats.word.docx import read_docx
from chengwen.message import Message, of_error, say

if TYPE_CHECKING:
    from olefile import OleFileIO


MEDIA_TYPE = "application/msword"
SECONDS = 120
"""Time limit for LibreOffice and one document; a hundred pages take two."""
_WORD = b"\xec\xa5"
"""First bytes of a WordDocument stream: [MS-DOC] 2.5.2, wIdent."""
_ENCRYPTED = 0x01
"""In the byte at offset 11 of it: [MS-DOC] 2.5.2, fEncrypted."""

_SETTINGS = {"MacroSecurityLevel": "3", "DisableMacrosExecution": "true", "BlockUntrustedRefererLinks": "true"}
"""No macros, and no network access: a linked picture would tell its owner who reads the document."""


def read_word97(raw: bytes) -> Content:
    """Read a compound file with a Word document; any other raises `InputError`."""
    refuse_unreadable(raw)
    office = find_office()
    with tempfile.TemporaryDirectory(prefix="chengwen-") as folder:
        converted = _convert(raw, Path(folder), office)
    content = read_docx(open_package(converted))
    return Content(content.text, _version(office), content.flags)


def refuse_unreadable(raw: bytes) -> None:
    """Check a compound file (OLE2) before LibreOffice opens it: a complete Word document, without a password."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(raw)) as compound:
            names = {entry[0] for entry in compound.listdir()}
            if "EncryptedPackage" in names:
                raise InputError(PROTECTED)
            if "WordDocument" not in names:
                raise InputError(
                    say("this is {kind}, not a Word document; save it as .docx or PDF and add that", kind=_kind(names))
                )
            stream, *_ = [_whole(compound, name) for name in ("WordDocument", "0Table", "1Table") if name in names]
    except (OSError, ValueError, TypeError, IndexError, OverflowError, AttributeError, MemoryError) as error:
        raise InputError(
            say("this Office file is cut off or damaged ({reason}); fetch or copy it again", reason=of_error(error))
        ) from None
    if not stream.startswith(_WORD) or len(stream) < 12:
        raise InputError(
            say("this is a Word document from before 1997 or a damaged one; save it as .docx and add that")
        )
    if stream[11] & _ENCRYPTED:
        raise InputError(PROTECTED)


def _whole(compound: OleFileIO, name: str) -> bytes:
    """Read a stream; a truncated one is returned short."""
    data = compound.openstream(name).read()
    declared = compound.get_size(name)
    if len(data) < declared or not data:
        raise InputError(
            say(
                "this Word document is cut off: {size:,} of {declared:,} bytes of its text are there",
                size=len(data),
                declared=declared,
            )
        )
    return bytes(data)


def _kind(names: set[str]) -> Message:
    if names & {"Workbook", "Book"}:
        return say("an Excel workbook")
    if "PowerPoint Document" in names:
        return say("a PowerPoint presentation")
    return say("an Office file without a WordDocument stream")


def find_office() -> str:
    """Return the path of LibreOffice; if it is not installed, say what to install."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise InputError(
            say(
                "reading .doc and .wps takes LibreOffice, which is not here; install it (Debian: apt "
                "install libreoffice-writer-nogui), or open the file and save it as .docx"
            )
        )
    return office


def _convert(raw: bytes, folder: Path, office: str) -> bytes:
    """Have LibreOffice convert the document to .docx, with a separate profile, and return that."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_registry(), encoding="utf-8")
    document = folder / "document.doc"
    document.write_bytes(raw)
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--infilter=MS Word 97", "--convert-to", "docx"),
        *("--outdir", str(folder / "out"), str(document)),
    ]
    try:
        run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=_environment(folder))
    except subprocess.TimeoutExpired:
        raise InputError(
            say("LibreOffice did not finish this within {seconds} s; open it and save it as .docx", seconds=SECONDS)
        ) from None
    made = folder / "out" / "document.docx"
    if run.returncode or not made.exists():
        raise InputError(
            say("LibreOffice cannot open this; it is damaged: open it in Word or WPS and save it as .docx")
        )
    return made.read_bytes()


def _registry() -> str:
    """Return our settings in the form of a LibreOffice user profile."""
    path = "/org.openoffice.Office.Common/Security/Scripting"
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in _SETTINGS.items()
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which LibreOffice writes its own files into the temporary folder too."""
    return {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}


@cache
def _version(office: str) -> str:
    run = subprocess.run([office, "--version"], capture_output=True, timeout=SECONDS, check=False)
    found = re.search(rb"LibreOffice [0-9.]+", run.stdout)
    return found[0].decode() if found else "LibreOffice"
