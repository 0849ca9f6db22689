"""What the tests of faults share: the samples, a user without rights, how a run ends, what a folder holds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

Start = Callable[..., subprocess.Popen[str]]
Told = Callable[..., str]
COUNT = 12
WITHOUT_RIGHTS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Takes from root what lets it pass over the rights of files; anyone else is bound by them already."""


def text(number: int, version: int = 1) -> str:
    """Give an invented report that differs from all others."""
    lines = [f"2020年第{number}号党建工作总结", f"一、主要工作。第{version}稿。"]
    lines += [
        f"{number * 31 + line}户走访到位，共有党员XX名，{chr(0x4E00 + number * 400 + line)}字号合作社成立。"
        for line in range(30)
    ]
    return "\n".join([*lines, "甲乙文库整理，咨询QQ10001", ""])


def ended(process: subprocess.Popen[str], code: int) -> str:
    """Wait for the end, and give what was said on standard error: never a traceback, and the code that is due."""
    said = process.communicate(timeout=300)[1]
    assert process.returncode == code, said
    assert "Traceback" not in said
    return said


def files_in(folder: Path) -> dict[str, bytes]:
    """Give the files of a folder by name, but for the hidden ones that a kill leaves behind."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
