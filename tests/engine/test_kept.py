"""What a start makes is there at the next one, is the same as if it were made anew, and is never needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengwen.cleaner import clean
from chengwen.engine import kept
from chengwen.engine.kept import _known, compiled

FILE = "kept.*.tables"
TEXT = "柏岭县2021年工作总结\n\n一、共有党员X名，王小明同志任书记。\n二、本文由某某文库整理发布。\n"
CLEAN = f"""
from chengwen import clean
from chengwen.engine import kept
print(clean({TEXT!r}).text)
kept.keep()
print(len(kept._known().read), len(kept._known().made))
"""


def start(folder: Path, **more: str) -> tuple[str, int, int]:
    """Clean a text in a process of its own that keeps compiled files in a folder: its text, entries read, and made."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": "", **more}
    said = subprocess.run([sys.executable, "-c", CLEAN], env=environment, capture_output=True, text=True, check=True)
    *text, counts = said.stdout.splitlines()
    read, made = map(int, counts.split())
    return "\n".join(text), read, made


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("first")
    text, read, made = start(folder)
    assert read == 0
    assert made > 300
    return folder, text


@pytest.fixture
def folder(first: tuple[Path, str], tmp_path: Path) -> Path:
    """What that start left: the compiled modules too, which would take longer than the test."""
    return shutil.copytree(first[0], tmp_path / "kept", copy_function=shutil.copy2)


def kept_file(folder: Path) -> Path:
    (found,) = folder.rglob(FILE)
    return found


def test_another_start_makes_nothing_and_finds_the_same(first: tuple[Path, str]) -> None:
    folder, text = first
    again, read, made = start(folder)
    assert again == text
    assert (read > 300, made) == (True, 0)


def test_a_file_that_cannot_be_read_counts_as_none(
    first: tuple[Path, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept_file(folder)
    whole = file.read_bytes()
    monkeypatch.setattr(kept, "_place", lambda: file)
    assert len(_known.__wrapped__().read) > 300
    for spoilt in (b"", b"\0" * 40, b"(", b"not ours", whole[:-1], whole[: len(whole) // 2]):
        file.write_bytes(spoilt)
        assert _known.__wrapped__().read == {}, spoilt[:40]
    text, read, made = start(folder)
    assert (text, read) == (first[1], 0)
    assert made > 300
    assert len(_known.__wrapped__().read) == made, "it was not written anew"


def test_nothing_is_kept_where_python_keeps_nothing(first: tuple[Path, str], folder: Path) -> None:
    kept_file(folder).unlink()
    assert start(folder, PYTHONDONTWRITEBYTECODE="1")[0] == first[1]
    assert not list(folder.rglob(FILE))


def test_a_folder_that_cannot_be_written_is_no_trouble(first: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert start(tmp_path / "file")[0] == first[1]
    assert (tmp_path / "file").read_text() == "no folder"


def test_what_has_changed_since_is_made_anew_and_the_old_is_dropped(first: tuple[Path, str], folder: Path) -> None:
    size = kept_file(folder).stat().st_size
    sources = Path(sys.modules["chengwen.engine.kept"].__file__ or "")
    before = sources.stat()
    os.utime(sources, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000))
    try:
        text, read, made = start(folder)
    finally:
        os.utime(sources, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (text, read > 300, made > 300) == (first[1], True, True)
    assert kept_file(folder).stat().st_size < 1.2 * size


def test_every_pattern_is_what_re_would_make_of_it() -> None:
    clean(TEXT)
    known = {**_known().read, **_known().made}
    asked = [key[3:] for key in known if key[2] == "_code_of"]
    assert len(asked) > 300
    for pattern, flags in asked:
        ours, pythons = compiled(pattern, flags), re.compile(pattern, flags)
        written = array("I", kept._code_of(pattern, flags)[1]).tolist()
        again = kept._compiler._code(kept._compiler._parser.parse(pattern, flags), flags)
        assert written[written[1] + 1 :] == again[again[1] + 1 :], pattern  # but for the head: test_beginnings
        assert (ours.groups, ours.groupindex) == (pythons.groups, pythons.groupindex)


def test_what_a_pattern_finds_on_a_page_does_not_hang_on_its_head() -> None:
    clean(TEXT)
    for key in {**_known().read, **_known().made}:
        if key[2] == "_code_of" and isinstance(key[3], str):
            ours, pythons = compiled(*key[3:]), re.compile(*key[3:])
            assert [one.span() for one in ours.finditer(TEXT)] == [one.span() for one in pythons.finditer(TEXT)], key[3]


@given(st.text("甲乙a1 \n", max_size=12))
def test_a_pattern_finds_what_it_would_find(text: str) -> None:
    for pattern, flags in (
        (r"(?P<first>甲+)|(乙)(?!a)", 0),
        (r"^A?1?$", re.IGNORECASE | re.MULTILINE),
        ("[^甲]{2,3}", 0),
    ):
        found = [match.groups() + match.span() for match in compiled(pattern, flags).finditer(text)]
        assert found == [match.groups() + match.span() for match in re.finditer(pattern, text, flags)]


def test_bytes_are_patterns_too() -> None:
    assert compiled(rb"\x80.").findall(b"\x80a\x80b") == [b"\x80a", b"\x80b"]


def test_a_pattern_that_is_none_is_refused_as_re_refuses_it() -> None:
    with pytest.raises(re.error, match="unterminated"):
        compiled("[")
