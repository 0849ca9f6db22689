"""A document that did not change is not read again, and one that changed is, whatever its size."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chengwen.checkout.store import write_cleaned
from chengwen.checkout.unchanged import FRESH, stamp_of
from chengwen.document import Document
from chengwen.site.build.build import build
from chengwen.site.build.memory import recall
from chengwen.site.build.place import Place, Written
from chengwen.site.digests import digests
from chengwen.stamp import digest

ROOT = Path(__file__).parents[2]
OLD = 10 * FRESH
TEXTS = {f"{number:03}": f"202{number}年党建工作总结\n\n一、主要工作\n落实三会一课。\n" for number in range(3)}
Make = Callable[..., Document]


@pytest.fixture
def cleaned(tmp_path: Path, make: Make) -> Path:
    """A checkout whose files are old enough to be trusted."""
    for id, text in TEXTS.items():
        write_cleaned(tmp_path / "cleaned", make(text, id=id))
    for path in (tmp_path / "cleaned").iterdir():
        age(path)
    return tmp_path


def age(path: Path) -> None:
    then = time.time_ns() - OLD
    os.utime(path, ns=(then, then))


def test_of_what_did_not_change_no_file_is_opened(cleaned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(cleaned)
    opened: list[str] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path.name) or read(path))
    assert digests(cleaned) == before
    assert opened == ["digests.pickle"]


def test_what_changed_is_read_even_if_its_size_is_the_same(cleaned: Path) -> None:
    before, path = digests(cleaned), cleaned / "cleaned" / "001.json"
    path.write_bytes(path.read_bytes().replace(b'"2021', b'"2027').replace(b'"year": 2021', b'"year": 2028'))
    after = digests(cleaned)
    assert after["001"].digest != before["001"].digest
    assert after["001"].date[0] == 2028
    assert {id for id in after if after[id] != before[id]} == {"001"}


def test_a_file_that_may_still_change_is_read_again(cleaned: Path) -> None:
    now = time.time_ns() + OLD  # as if it had just been written
    os.utime(cleaned / "cleaned" / "000.json", ns=(now, now))
    assert digests(cleaned)["000"].stamp is None
    assert digests(cleaned)["001"].stamp is not None


def test_a_document_that_went_is_forgotten_and_one_that_came_is_known(cleaned: Path, make: Make) -> None:
    digests(cleaned)
    (cleaned / "cleaned" / "000.json").unlink()
    write_cleaned(cleaned / "cleaned", make(TEXTS["000"], id="009"))
    assert list(digests(cleaned)) == ["001", "002", "009"]


def test_a_file_of_the_site_is_kept_by_its_stamp_or_by_its_content(tmp_path: Path) -> None:
    there = tmp_path / "site" / "a.html"
    there.parent.mkdir()
    there.write_bytes(b"here")
    place = Place(tmp_path / "new", tmp_path / "site")
    written = Written(digest(b"here"), stamp_of(there))
    assert place.keep("a.html", written)
    age(there)
    assert place.keep("a.html", written), "copied from elsewhere, it has another time and the same content"
    there.write_bytes(b"gone")
    assert not place.keep("a.html", written)
    assert not place.keep("b.html", written)


def test_a_page_is_remembered_as_it_lies_in_the_site(cleaned: Path) -> None:
    shutil.copytree(ROOT / "docs", cleaned / "docs")
    shutil.copy(ROOT / "mkdocs.yml", cleaned)
    build(cleaned, cleaned / "site")
    remembered = recall(cleaned)
    assert remembered.keys() == TEXTS.keys()
    for one in remembered.values():
        assert one.stamps
        assert {name.rpartition("/")[2] for name in one.pages} > {"index.html"}
        for name, written in one.pages.items():
            assert written == (digest((cleaned / "site" / name).read_bytes()), stamp_of(cleaned / "site" / name))
