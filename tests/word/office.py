"""LibreOffice opens Word files, accepts or rejects all changes in them, and says what it reads."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MACRO = """Sub Resolve(source As String, target As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  If command <> "" Then
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
  End If
  Dim filter(1) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName" : filter(0).Value = "Text (encoded)"
  filter(1).Name = "FilterOptions" : filter(1).Value = "UTF8,LF"
  document.storeToURL(target, filter())
  document.close(True)
End Sub

Sub ResolveAll(listed As String)
  Dim one As String
  number = FreeFile
  Open ConvertFromURL(listed) For Input As #number
  Do While Not EOF(number)
    Line Input #number, one
    parts = Split(one, "|")
    If UBound(parts) = 2 Then Resolve(CStr(parts(0)), CStr(parts(1)), CStr(parts(2)))
  Loop
  Close #number
End Sub
"""
ENTRY = ' <library:element library:name="Word"/>\n</library:library>'
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Word" script:language="StarBasic">"""


def profile(office: str, folder: Path) -> str:
    """Have LibreOffice make a profile, put the macro into it, and return the option that names it."""
    option = f"-env:UserInstallation={folder.as_uri()}"
    (folder.parent / "empty.txt").write_text("空\n", encoding="utf-8")
    command = [office, option, "--headless", "--convert-to", "docx", "--outdir", str(folder.parent)]
    subprocess.run([*command, str(folder.parent / "empty.txt")], check=True, capture_output=True, timeout=120)
    basic = folder / "user" / "basic" / "Standard"
    (basic / "Word.xba").write_text(f"{MODULE}{escape(MACRO)}</script:module>", encoding="utf-8")
    listed = (basic / "script.xlb").read_text(encoding="utf-8")
    (basic / "script.xlb").write_text(listed.replace("</library:library>", ENTRY), encoding="utf-8")
    return option


def read_with(office: str, option: str, path: Path, command: str) -> str:
    """Return the text of a file after a command of LibreOffice's: `.uno:AcceptAllTrackedChanges`."""
    target = path.with_suffix(".txt")
    macro = f'macro:///Standard.Word.Resolve("{path.as_uri()}","{target.as_uri()}","{command}")'
    subprocess.run([office, option, "--headless", macro], check=True, capture_output=True, timeout=120)
    return target.read_text(encoding="utf-8-sig")


def read_all_with(office: str, option: str, folder: Path, asked: Sequence[tuple[bytes, str]]) -> list[str]:
    """Return the texts of files, each after a command, from one start of LibreOffice."""
    targets = [folder / f"{number}.txt" for number in range(len(asked))]
    lines = list[str]()
    for target, (data, command) in zip(targets, asked, strict=True):
        target.with_suffix(".docx").write_bytes(data)
        lines.append(f"{target.with_suffix('.docx').as_uri()}|{target.as_uri()}|{command}\n")
    (folder / "listed").write_text("".join(lines), encoding="utf-8")
    macro = f'macro:///Standard.Word.ResolveAll("{(folder / "listed").as_uri()}")'
    subprocess.run([office, option, "--headless", macro], check=True, capture_output=True, timeout=300)
    return [target.read_text(encoding="utf-8-sig") for target in targets]
