"""Parts, themes, phrases, neighbours, the feed and the frame: what each list takes from documents."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from chengwen import clean
from chengwen.errors import ChengwenError
from chengwen.site.build.shell import BODY, HEAD, POLICY, TITLE, Shell, read_shell, with_policy
from chengwen.site.markup import Markup
from chengwen.site.page import Entry, Page, entry
from chengwen.site.pages.feed import feed
from chengwen.site.pages.neighbours import neighbours_of
from chengwen.site.pages.parts import part_pages, parts_of, themes_of
from chengwen.site.pages.phrases import AROUND, MOST_LINES, Concordance, phrase_pages, phrasing_of

TEXT = "党建工作总结\n\n一、落实“三会一课”制度\n认真落实三会一课。\n二、壮大村级集体经济\n集体经济增收。\n"


class TestParts:
    def test_each_top_section_is_a_part_with_its_themes(self, make):
        document = make(TEXT)
        parts = list(parts_of(document, entry(document)))
        assert [(part.section, part.roles, part.themes) for part in parts] == [
            ("s1", ("work",), ("life",)),
            ("s2", ("work",), ("collective",)),
        ]

    def test_a_part_has_every_role_its_heading_tells_and_another_role_inside_it_is_a_part_too(self):
        text = "总结\n一、存在的问题及原因分析\n（一）存在的问题\n人手少。\n（二）主观原因\n抓得松。\n二、主要工作\n（一）下一步打算\n再抓。\n"
        document = clean(text, id="1")
        parts = [(part.section, part.roles) for part in parts_of(document, entry(document))]
        assert parts == [("s1", ("problems", "causes")), ("s2", ("work",)), ("s2-1", ("plans",))]

    def test_a_word_in_passing_does_not_make_a_theme(self):
        assert themes_of("加强领导", "其中也提到集体经济。") == ()

    def test_what_no_document_has_has_no_page_and_no_link(self, make):
        document = make(TEXT)
        pages = {page.address: page.body for page in part_pages(list(parts_of(document, entry(document))))}
        assert list(pages) == ["part/", "part/work/", "theme/life/", "theme/collective/"]
        assert 'href="problems/"' not in pages["part/"]

    def test_a_long_list_has_lists_of_one_year(self, make):
        document = make(TEXT)
        years = ("2021", "2022")
        part = next(parts_of(document, entry(document)))
        parts = [part._replace(year=year, likeness=f"{number}") for year in years for number in range(11)]
        pages = {page.address: page.body for page in part_pages(parts)}
        for year in years:
            assert f'href="../../part/work/year/{year}/"' in pages["part/work/"]
            assert pages[f"part/work/year/{year}/"].count('class="entry"') == 11
        assert pages["part/work/"].count("另有 1 节同文") == 11

    def test_parts_that_differ_in_figures_and_labels_alone_are_one_line(self, make):
        texts = ("总结\n\n一、工作\n走访3户，〖姓名〗好。\n", "总结\n\n一、工作\n走访 21 户，〖姓名1〗好。\n")
        documents = [replace(make(text), id=str(number)) for number, text in enumerate(texts)]
        parts = [part for one in documents for part in parts_of(one, entry(one))]
        body = next(page.body for page in part_pages(parts) if page.address == "part/work/")
        assert body.count('class="entry"') == 1
        assert "另有 1 节同文" in body
        assert {"../../d/0/#s1", "../../d/1/#s1"} <= set(re.findall(r'href="([^"]+)"', body))


class TestPhrases:
    def test_each_use_is_counted_and_stands_in_its_section(self, make):
        document = make(TEXT)
        concordance = Concordance()
        concordance.note(phrasing_of(document), entry(document))
        assert concordance.times["三会一课"] == 2
        assert concordance.documents["三会一课"] == 1
        assert [(use.section, use.left[-2:], use.right[:2]) for _, use in concordance.uses["三会一课"]] == [
            ("s1", "实“", "”制"),
            ("s1", "落实", "。"),
        ]

    def test_context_never_leaves_the_line_and_is_of_one_length(self, make):
        document = make(f"总结\n\n{'前' * 40}三会一课{'后' * 40}\n三会一课\n")
        concordance = Concordance()
        concordance.note(phrasing_of(document), entry(document))
        first, second = (use for _, use in concordance.uses["三会一课"])
        assert (len(first.left), len(first.right)) == (AROUND, AROUND)
        assert (second.left, second.right) == ("", "")

    def test_beyond_what_is_shown_uses_are_only_counted(self, make):
        document = make("总结\n\n" + "三会一课。" * (MOST_LINES + 7) + "\n")
        concordance = Concordance()
        concordance.note(phrasing_of(document), entry(document))
        assert concordance.times["三会一课"] == MOST_LINES + 7
        assert len(concordance.uses["三会一课"]) == MOST_LINES

    def test_quoted_numbers_that_nobody_explained_are_listed(self, make):
        concordance = Concordance()
        for id in ("1", "2"):
            document = replace(make("总结\n\n推行“七步走稳”做法。\n"), id=id)
            concordance.note(phrasing_of(document), entry(document))
        index = next(iter(phrase_pages(concordance)))
        assert "七步走稳 2" in index.body

    def test_lines_are_ordered_by_what_follows_and_by_what_precedes(self, make):
        concordance = Concordance()
        document = make("总结\n\n乙三会一课丙\n甲三会一课丁\n")
        concordance.note(phrasing_of(document), entry(document))
        pages = {page.address: page.body for page in phrase_pages(concordance)}
        right, left = pages["phrases/三会一课/"], pages["phrases/三会一课/left/"]
        assert right.index("丁") < right.index("丙")
        assert left.index("乙<") < left.index("甲<")

    def test_uses_with_the_same_words_around_them_are_one_line(self, make):
        concordance = Concordance()
        for id in ("1", "2", "3"):
            document = replace(make("总结\n\n乙三会一课丙\n"), id=id)
            concordance.note(phrasing_of(document), entry(document))
        page = next(page for page in phrase_pages(concordance) if page.address == "phrases/三会一课/")
        assert page.body.count("<mark>") == 1
        assert "另有 2 处相同" in page.body
        assert re.findall(r'href="../../d/(\d)/#', page.body) == ["1", "2", "3"]

    def test_a_phrase_that_nobody_uses_is_explained_without_a_page(self):
        index, *others = phrase_pages(Concordance())
        assert not others
        assert 'class="phrase-name">三会一课</span>' in index.body


class TestNeighbours:
    def test_before_and_after_within_the_year_and_the_same_matter_in_others(self):
        known = [
            Entry("1", "2021年党建工作总结", "2021", "工作总结", "", 9, ""),
            Entry("2", "2022年党建工作总结", "2022", "工作总结", "", 9, ""),
            Entry("3", "2022年安全生产汇报", "2022", "情况汇报", "", 9, ""),
        ]
        found = neighbours_of(known)
        assert found["2"].related == (known[0],)
        assert (found["3"].before, found["3"].after) == (known[1], None)
        assert found["1"].before is None


class TestFeed:
    def test_hostile_titles_are_text_and_the_last_comes_first(self, make):
        entries = [entry(replace(make("<b>&\N{RIGHT-TO-LEFT OVERRIDE}\n\n甲\n"), id=id)) for id in ("1", "2")]
        items = ElementTree.fromstring(feed(entries, "https://example.org/", "澄文")).findall("channel/item")
        assert [item.findtext("link") for item in items] == ["https://example.org/d/2/", "https://example.org/d/1/"]
        assert items[0].findtext("title") == "&lt;b&gt;&amp;[U+202E]"


class TestShell:
    HTML = (
        f'<meta content="{POLICY}"><title>{TITLE}</title>{HEAD}<a href="../list/">a</a><script>b("..")</script>{BODY}'
    )

    @pytest.mark.parametrize(("address", "up"), [("d/1/", "../.."), ("list/", "..")])
    def test_addresses_are_as_long_as_the_page_is_deep(self, address, up):
        html = Shell(self.HTML).fill(Page(address, "<题>", Markup("<p>x</p>")))
        assert f'href="{up}/list/"' in html
        assert f'b("{up}")' in html
        assert "<title>&lt;题&gt;</title>" in html
        assert html.endswith("<p>x</p>")

    def test_the_page_says_where_in_the_site_it_belongs(self):
        html = Shell(self.HTML).fill(Page("d/1/", "题", Markup("")))
        assert '<a href="../../list/" aria-current="page">' in html

    def test_a_script_more_is_a_policy_more(self):
        assert with_policy(f"{POLICY}<script>a</script>") != with_policy(f"{POLICY}<script>b</script>")

    def test_a_template_without_its_marks_is_refused(self, tmp_path):
        path = tmp_path / "index.html"
        path.write_text("<title></title>", encoding="utf-8")
        with pytest.raises(ChengwenError, match="one title, one head and one body"):
            read_shell(path)
