"""Versions of a text: a digest, and the day on which main held it first, read from real repositories."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from chengwen.checkout.store import write_cleaned
from chengwen.site.editions import added, edition_of, read_editions
from chengwen.site.page import entry
from chengwen.site.pages.feed import feed
from chengwen.site.pages.history import history_page
from chengwen.site.pages.indexes import newest
from chengwen.site.pages.reading import document_page

FIRST = "总结\n\n一、工作\n联系人张长青抓落实。\n"
SECOND = "总结\n\n一、工作\n联系人〖姓名〗抓落实。\n"


def git(root: Path, *words: str, day: str = "2026-01-01") -> None:
    at = f"{day}T23:30:00+00:00"
    by = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00+00:00", "GIT_COMMITTER_DATE": at, "GIT_CONFIG_GLOBAL": os.devnull}
    said = ("-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "init.defaultBranch=main")
    subprocess.run(("git", "-C", str(root), *said, *words), check=True, capture_output=True, env={**os.environ, **by})


@pytest.fixture
def repository(tmp_path, make) -> Path:
    """Main held the first text from 2 January, a merged branch's from 4 March; on 5 May only what is known of it changed."""
    root = tmp_path / "checkout"
    root.mkdir()
    git(root, "init")
    write_cleaned(root / "cleaned", make(FIRST))
    git(root, "add", ".")
    git(root, "commit", "-m", "one", day="2026-01-02")
    git(root, "checkout", "-b", "aside")
    write_cleaned(root / "cleaned", make(SECOND))
    git(root, "commit", "-am", "two", day="2026-02-03")
    git(root, "checkout", "main")
    git(root, "merge", "--no-ff", "aside", day="2026-03-04")
    later = make(SECOND)
    write_cleaned(root / "cleaned", replace(later, metadata=replace(later.metadata, level="县")))
    git(root, "commit", "-am", "three", day="2026-05-05")
    return root


def test_a_version_has_the_day_on_which_main_held_its_text_first(repository, make):
    edition = read_editions(repository, {"007"})["007"]
    assert [version.day for version in edition] == ["2026-03-04", "2026-01-02"]
    assert [version.digest for version in edition] == [make(text).text_sha256 for text in (SECOND, FIRST)]
    assert added(edition) == "2026-01-02"
    assert edition_of(make(SECOND), edition) == edition


def test_a_text_that_is_not_committed_has_no_day_yet(repository, make):
    known = read_editions(repository, {"007"})["007"]
    edition = edition_of(make("总结\n\n新。\n"), known)
    assert (edition[0].day, edition[1:]) == ("", known)
    assert "尚未发布" in document_page(make("总结\n\n新。\n"), {}, None, known).body


def test_without_the_whole_history_there_are_no_days(repository, tmp_path, make):
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "shallow")
    assert read_editions(tmp_path / "shallow", {"007"}) == {}
    (tmp_path / "none" / "cleaned").mkdir(parents=True)
    assert read_editions(tmp_path / "none", {"007"}) == {}
    assert read_editions(repository, {"another"}) == {}
    assert [version.day for version in edition_of(make(FIRST))] == [""]


def test_the_history_never_shows_what_a_later_version_hid(repository, make):
    page = history_page(make(SECOND), read_editions(repository, {"007"})["007"], {})
    assert "张长青" not in page.body
    for text in (FIRST, SECOND):
        assert f'id="{make(text).text_sha256[:12]}"' in page.body
        assert make(text).text_sha256 in page.body


def test_what_came_last_is_first_in_the_feed_and_at_home(make):
    entries = [replace(entry(make(FIRST)), id=id, added=day) for id, day in (("9", "2026-01-02"), ("1", "2026-03-04"))]
    said = feed(entries, "https://example.org/", "澄文").decode()
    assert said.index("/d/1/") < said.index("/d/9/")
    assert "<pubDate>Wed, 04 Mar 2026 00:00:00 GMT</pubDate>" in said
    assert newest(entries).index("d/1/") < newest(entries).index("d/9/")
