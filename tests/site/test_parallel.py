"""The raw text beside the clean one shows every change, and nothing that the cleaning record would not."""

from chengwen.private import Private
from chengwen.site.pages.parallel import has_parallel, parallel_page, rows_of
from chengwen.text import Edit, Span, apply, delete, replace

SOURCE = "文库整理，加QQ10001\n总结\r\n　　联系张三。\n　　正文,好。\n"
EDITS = (
    delete(0, 14, "promo-x"),
    delete(16, 17, "layout-line-end"),
    delete(18, 20, "layout-indent"),
    replace(22, 24, "〖姓名〗", "anon-person"),
    delete(26, 28, "layout-indent"),
    replace(30, 31, "，", "width-punctuation"),
)


def document(make, source=SOURCE, edits=EDITS):
    return make(apply(source, edits), edits=edits, private=Private(source))


def rows(made):
    return [("".join(map(str, row.raw)), "".join(map(str, row.clean))) for row in rows_of(made)]


def test_a_line_that_went_stands_alone_and_the_others_side_by_side(make):
    assert rows(document(make)) == [
        ("<del>文库整理，加QQ••••\n</del>", ""),
        ("总结", "总结"),
        ('　　联系<span class="parallel-hidden">不再显示</span>。', "联系<ins>〖姓名〗</ins>。"),
        ("　　正文<del>,</del>好。", "正文<ins>，</ins>好。"),
        ("", ""),
    ]


def test_a_paragraph_put_together_of_lines_stands_beside_all_of_them(make):
    made = document(make, "总结\n一段\n话。\n", (delete(5, 6, "layout-join"),))
    assert rows(made)[1] == ("一段\n话。", "一段话。")
    assert not has_parallel(made)


def test_what_is_masked_or_removed_by_a_person_is_never_shown(make):
    edits = (Edit(Span(0, 16), "〖姓名〗", ("promo-x", "anon-person")), delete(17, 24, "sidecar-remove"))
    body = parallel_page(document(make, edits=edits)).body
    assert "10001" not in body
    assert "张三" not in body
    assert body.count("不再显示</span>") == 2


def test_the_page_says_how_many_paragraphs_changed_and_leads_back(make):
    page = parallel_page(document(make))
    assert page.address == "d/007/compare/"
    assert "4 段里 3 段有改动" in page.body
    assert 'href="../../../d/007/"' in page.body
    assert page.body.count('class="same"') == 1


def test_hostile_text_stays_text(make):
    source = "<script>x</script>\n总结<img onerror=y>\n"
    body = parallel_page(document(make, source, (delete(0, 19, "promo-x"),))).body
    assert "<script" not in body
    assert "<img" not in body


def test_without_the_raw_file_there_is_nothing_to_compare(make):
    assert not has_parallel(make("总结\n", edits=EDITS))
