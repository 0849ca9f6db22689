"""Read scanned documents with a program of the user's choice, which gets a file and prints its text."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path

from chengwen.errors import InputError
from chengwen.formats.content import lay_out
from chengwen.message import foreign, of_system, say

SECONDS = 600
"""How long the program may take for one document."""
PLACE = "FILE"
"""Stands in the command for the file; without it, the file is the last argument."""


def recognised(raw: bytes, command: str, media_type: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Return the text that a program reads in a document, with media type, extractor and flags."""
    program = shlex.split(command)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scan.pdf"
        file.write_bytes(raw)
        words = [str(file) if word == PLACE else word for word in program]
        words += [] if PLACE in program else [str(file)]
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
        except OSError as error:
            raise InputError(
                say(
                    "--ocr {program}: {reason}; name a program that is installed",
                    program=program[0],
                    reason=of_system(error),
                )
            ) from None
        except subprocess.TimeoutExpired:
            raise InputError(
                say("--ocr {program}: no answer within {seconds} seconds", program=program[0], seconds=SECONDS)
            ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip("\n").rpartition("\n")[2][:200]
        raise InputError(
            say(
                "--ocr {program}: it ended with code {code}: {said}",
                program=program[0],
                code=done.returncode,
                said=foreign(said or "-"),
            )
        )
    text = lay_out(done.stdout.decode("utf-8", "replace").split("\n"))
    if not text:
        raise InputError(say("--ocr {program}: it printed no text", program=program[0]))
    return text, media_type, f"ocr {Path(program[0]).name}", ("ocr", "pictures")
