"""The copy of a document that is made for the search index."""

import pytest

from chengwen.errors import ChengwenError
from chengwen.site.search import _indexed_page, build_index


def test_every_character_is_a_word_of_its_own(make):
    page = _indexed_page(make("总结\n\n一、工作\n三会一课，Q 群。\n"))
    assert '<h2 id="title">总 结</h2><p>¶</p><h2 id="s1">一 、 工 作</h2>' in page
    assert "<p>¶ 三 会 一 课 ， Q ␣ 群 。 ¶</p>" in page


def test_hostile_text_stays_text(make):
    evil = '<script>"'
    page = _indexed_page(make(f"{evil}\n\n一、{evil}\n", metadata={"title": evil, "year": evil, "genre": evil}))
    assert "<script" not in page
    assert '"&lt;script&gt;&quot;"' in page


def test_a_failure_of_pagefind_is_told(make, tmp_path):
    """Here it is to write into a file as if that were a folder."""
    (tmp_path / "out").write_text("")
    with pytest.raises(ChengwenError, match="Pagefind says"):
        build_index([make("总结\n\n")], tmp_path / "out")


def test_no_documents_need_no_index(tmp_path):
    build_index([], tmp_path / "out")
    assert not (tmp_path / "out").exists()
