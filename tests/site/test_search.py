"""The copy of a document that is made for the search index."""

from dataclasses import replace

import pytest

from chengwen.checkout.store import write_cleaned
from chengwen.document import Metadata, Section
from chengwen.errors import ChengwenError
from chengwen.site.search.search import _indexed_page, build_index, facets_of, search_page


def test_every_character_is_a_word_of_its_own(make):
    page = _indexed_page(make("总结\n\n一、工作\n三会一课，Q 群。\n"))
    assert '<h2 id="title.other">总 结</h2><p>¶</p><h2 id="s1.work">一 、 工 作</h2>' in page
    assert "<p>¶ 三 会 一 课 ， Q ␣ 群 。 ¶</p>" in page


def test_a_section_without_a_heading_is_known_too(make):
    text = "总结\n\n今年以来。\n"
    sections = (
        Section("title", 0, "", "总结", 0, 2, len(text), "other"),
        Section("opening", None, "", "", 4, 4, len(text), "opening"),
    )
    page = _indexed_page(make(text, sections=sections))
    assert '<p>¶</p><span id="opening.opening"></span><p>今 年 以 来 。 ¶</p>' in page


def test_a_page_can_be_filtered_by_what_is_known_of_it(make):
    document = make("总结\n\n一、工作\n好。\n", metadata=Metadata(year=2021))
    known = {"year": ["2021"], "genre": ["未注明"], "level": ["未注明"], "part": ["work", "other"]}
    assert facets_of(document) == known
    assert 'data-value="2021 · 未注明"' in _indexed_page(document)


def test_a_role_that_is_not_ours_is_other(make):
    text = "总结\n\n"
    page = _indexed_page(make(text, sections=(Section("title", 0, "", "", 0, 2, len(text), 'x."evil'),)))
    assert 'id="title.other"' in page
    assert "evil" not in page


def test_the_page_has_no_script_and_no_style_of_its_own():
    body = search_page().body
    assert not any(mark in body for mark in ("<script", "style=", "<style", " on"))
    assert "<noscript>" in body


def test_hostile_text_stays_text(make):
    evil = '<script>"'
    page = _indexed_page(make(f"{evil}\n\n一、{evil}\n", metadata=Metadata(evil, year=evil, genre=evil)))
    assert "<script" not in page
    assert '"&lt;script&gt;&quot;"' in page


def test_a_failure_of_pagefind_is_told(make, tmp_path):
    """Here it is to write into a file as if that were a folder."""
    (tmp_path / "out").write_text("")
    write_cleaned(tmp_path / "cleaned", make("总结\n\n"))
    with pytest.raises(ChengwenError, match="Pagefind says"):
        build_index(tmp_path, tmp_path / "out")


def test_no_documents_need_no_index(tmp_path):
    build_index(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_part_of_the_index_is_made_anew_only_when_its_documents_changed(tmp_path, make, monkeypatch):
    monkeypatch.setattr("chengwen.site.search.search.PER_SHARD", 1)
    for id in ("001", "002"):
        write_cleaned(tmp_path / "cleaned", replace(make("总结\n\n一、工作\n"), id=id))
    build_index(tmp_path, tmp_path / "old")
    write_cleaned(tmp_path / "cleaned", replace(make("总结\n\n一、改了\n"), id="002"))
    built = []
    monkeypatch.setattr(
        "chengwen.site.search.search._run_pagefind",
        lambda _, out: (built.append(out.name), (out / "fragment").mkdir(parents=True)),
    )
    assert build_index(tmp_path, tmp_path / "new", tmp_path / "old") == ["0"]
    assert built == ["1"]
