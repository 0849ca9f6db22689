"""A site in English: everything on it but the documents is, and a Chinese site is as if there were no other language."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chengwen.checkout.begin import begin
from chengwen.checkout.choices import Site
from chengwen.checkout.store import write_cleaned
from chengwen.cleaner import Cleaner
from chengwen.engine.lines import HAN
from chengwen.knowledge.labels import PARTS, SECTIONS, SHORT_PARTS, UNSTATED, families, labels
from chengwen.knowledge.tables import read_table
from chengwen.site.build.build import build
from chengwen.site.build.theme import script_words
from chengwen.site.cleaner.browser import clean_for_page
from chengwen.site.wording import CHINESE, tables_of_english, wording

ROOT = Path(__file__).parents[2]
CODE = ROOT / "scripts" / "chengwen" / "site"
ENGLISH = wording("en")
TABLE = tables_of_english()
GAP = re.compile(r"\{([a-z_]+)")
CHINESE_WORDS = re.compile(f"[{HAN}]")
LITERAL = re.compile(r'"([^"\\\n]*)"')


# The table


def said_in_code() -> Iterator[str]:
    """Yield each sentence that stands where the code says it: `tell("…")`, both of `tell("…" if … else "…")`."""
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tell" and node.args:
                first = node.args[0]
                branches = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                yield from (one.value for one in branches if isinstance(one, ast.Constant))


def said_in_templates() -> Iterator[str]:
    for path in (ROOT / "docs" / "overrides").rglob("*.html"):
        yield from re.findall(r'tell\("([^"]+)"\)', path.read_text(encoding="utf-8"))


def said_in_scripts() -> Iterator[str]:
    """Yield each Chinese literal of a script; the name of what is not stated is a value of the data."""
    for path in (ROOT / "docs" / "assets").glob("*.js"):
        code = re.sub(r"(?m)(?:^|\s)//.*$", "", path.read_text(encoding="utf-8"))
        yield from (one for one in LITERAL.findall(code) if CHINESE_WORDS.search(one) and one != UNSTATED)


def said_in_styles() -> Iterator[str]:
    for path in (ROOT / "docs" / "assets" / "style").glob("*.css"):
        yield from re.findall(r'content: "([^"]*[一-鿿][^"]*)"', path.read_text(encoding="utf-8"))


def said_from_data() -> Iterator[str]:
    """Yield what the code says by way of a table of its own."""
    yield from (*PARTS.values(), *SHORT_PARTS.values(), *labels().values(), *families().values())
    yield from (f"{gap} {unit}" for gap in ("{number}", "{number:,}") for unit in SECTIONS.values())
    yield from (field["labels"][0] for field in read_table("record_labels", "fields") if field["key"])


SAID = {*said_in_code(), *said_in_templates(), *said_in_scripts(), *said_in_styles(), *said_from_data()}


def test_whatever_a_page_a_script_or_a_style_sheet_says_is_in_the_table():
    assert SAID - {"pages and search index", "search index"} <= ENGLISH.table.keys()  # progress, told by build.py


def test_nothing_is_in_the_table_that_no_file_says():
    files = (*CODE.rglob("*.py"), ROOT / "mkdocs.yml", ROOT / "scripts" / "chengwen" / "knowledge" / "labels.py")
    there = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert {
        one for one in TABLE["messages"].keys() - SAID if f'"{one}"' not in there and f" {one}: " not in there
    } == set()


def test_english_fills_no_gap_that_the_chinese_sentence_does_not_have():
    assert {
        one for one, said in TABLE["messages"].items() if not set(GAP.findall(said)) <= set(GAP.findall(one))
    } == set()


def test_no_message_is_half_translated():
    assert {said for said in TABLE["messages"].values() if CHINESE_WORDS.search(said)} == set()


def test_all_that_documents_are_listed_by_is_explained():
    kinds = {one["name"] for name in ("genres", "names") for one in read_table("genres", name)}
    levels = {one["name"] for one in read_table("levels", "levels")}
    themes = {theme[key] for theme in read_table("themes", "themes") for key in ("name", "about")}
    assert {*kinds, *levels, *themes, UNSTATED} == TABLE["terms"].keys()
    assert all(TABLE["terms"][kind].startswith(f"{kind} (") for kind in kinds - {"其他"})  # a reader looks for its name


# What it makes


def test_a_number_chooses_between_one_and_many():
    assert ENGLISH("{number:,} 篇", number=1) == "1 document"
    assert ENGLISH("{number:,} 篇", number=1_200) == "1,200 documents"


def test_a_document_is_not_taken_for_a_sentence_with_gaps():
    assert ENGLISH("一、{number} 户") == "一、{number} 户"
    assert CHINESE("一、{number} 户") == "一、{number} 户"


def test_a_script_gets_its_own_sentences_and_those_of_what_it_imports():
    said = script_words(ENGLISH, "reader.js")
    assert '"引用":"Cite"' in said
    assert '"上一处":"Previous"' in said  # of marks.js, which it imports when it is needed
    assert "工作总结" not in said
    assert "工作总结 (work summary)" in script_words(ENGLISH, "list.js", terms=True)
    assert script_words(CHINESE, "list.js", terms=True) == ""


SAY = """
globalThis.document = { querySelector: () => ({ textContent: JSON.stringify(%s) }) };
const { tell } = await import(%s);
console.log(JSON.stringify([tell("篇"), tell("{number} 篇", { number: "1" }), tell("{number} 篇", { number: 2 }), tell("toString")]));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="no node to run a script with")
def test_scripts_fill_gaps_as_pages_do():
    words = '{"篇": "documents", "{number} 篇": "{number} {number:document|documents}"}'
    script = SAY % (words, f'"{(ROOT / "docs" / "assets" / "shared.js").as_uri()}"')
    ran = subprocess.run(["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == '["documents","1 document","2 documents","toString"]'


def test_a_text_cleaned_in_the_browser_is_told_of_in_english():
    told = clean_for_page("2022年总结\n微信公众号：某某\n一、共有党员X名。\n".encode(), language="en")
    assert '["Year", "2022"]' in told
    assert "Hidden by the author: number" in told
    assert "Nothing" not in clean_for_page(b"", language="en")
    assert not CHINESE_WORDS.search(clean_for_page(b"", language="en"))


# The whole site

SHARED = (
    "今年以来，我镇紧紧围绕水库除险加固和防汛抗旱两件大事，逐座排查病险水库，逐项落实整改责任，全面完成了年度任务。"
)
LONG = f"""{{year}}年第{{number}}片区水利工作总结

各位领导：
{SHARED}坚持“三会一课”和“两学一做”，走访XX镇群众X户。
一、主要工作
第{{number}}年，壮大村级集体经济，落实主体责任。
（一）抓学习
1. 坚持党建引领。
二、存在问题
认识不足，联系人张海涛，电话13812345678。
三、下一步打算
抓好落实。
附件：水库名单

某某县水利局
{{year}}年12月1日
"""
SHORT = "{year}年第{number}号通知\n某某文库整理，咨询QQ10001\n一、加强领导。每月公布 1 次,开展X专项斗争。\n"
UNTITLED = "一、加强领导。\n"
ENOUGH = 24  # documents from which on there are charts, filters and further pages of a list


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> dict[str, Path]:
    """The sites of the same documents: of an owner who chose English, of one who chose Chinese, and of one who said nothing."""
    made = {}
    for name, language in (("en", "en"), ("zh", "zh"), ("", "")):
        folder = tmp_path_factory.mktemp("corpus")
        begin(folder, Site("Corpus", rights="Rights: the authors", language=language), "zh")
        if not language:  # as `init` wrote it when there was but one
            path = folder / "chengwen.toml"
            said = path.read_text(encoding="utf-8")
            path.write_text(re.sub('(?<=\ntitle = "Corpus"\n)language = .*\n', "", said), encoding="utf-8")
        for number in range(ENOUGH):
            text = (LONG, SHORT)[number % 2].format(year=2015 + number % 5, number=number) if number else UNTITLED
            raw = text.encode()
            (folder / "raw" / f"x{number}.txt").write_bytes(raw)
            write_cleaned(folder / "cleaned", Cleaner().clean(raw, id=f"x{number}"))
        build(folder, folder / "site")
        made[name] = folder / "site"
    return made


class Words(HTMLParser):
    """Collects what a page says in its own language: not in a part that says it is Chinese, nor in what no reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[tuple[str, str]] = [("", "")]
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        language = "none" if tag in ("script", "title") else said.get("lang") or self.inside[-1][1]
        if not language.startswith(("zh", "none")):
            self.found += [said[name] or "" for name in ("title", "aria-label", "placeholder", "alt") if name in said]
        if tag not in ("br", "hr", "img", "input", "link", "meta", "wbr"):
            self.inside.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while len(self.inside) > 1 and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.inside[-1][1].startswith(("zh", "none")):
            self.found.append(data)


EXPLAINED = re.compile("|".join(re.escape(said) for said in TABLE["terms"].values()))
"""A kind of document keeps its Chinese name, with a gloss."""
OF_DOCUMENTATION = {"about/index.html", "elements/index.html", "reference/index.html"}
"""Pages that explain Chinese signs, labels and names of elements, each beside its explanation."""
QUOTED = re.compile("“[^”]*”")
"""A phrase of the documents within a sentence of the site."""


def chinese_in(page: Path) -> set[str]:
    words = Words()
    words.feed(page.read_text(encoding="utf-8"))
    return {one.strip() for one in words.found if CHINESE_WORDS.search(QUOTED.sub("", EXPLAINED.sub("", one)))}


def test_nothing_on_an_english_site_is_chinese_but_what_says_that_it_is(sites):
    pages = [path.relative_to(sites["en"]).as_posix() for path in sites["en"].rglob("*.html")]
    kinds = {
        re.sub(r"(?<=/)(?:x?[0-9]+|[^/]*[一-鿿][^/]*)(?=/)", "*", page)
        for page in pages
        if not page.startswith("rules/")
    }
    assert {"d/*/index.html", "d/*/compare/index.html", "d/*/history/index.html", "phrases/*/left/index.html"} <= kinds
    assert {
        "issuer/*/index.html",
        "reuse/index.html",
        "search/index.html",
        "write/frames/index.html",
        "404.html",
    } <= kinds
    left = {page: found for page in pages if page not in OF_DOCUMENTATION and (found := chinese_in(sites["en"] / page))}
    assert left == {}


def test_its_pages_say_that_they_are_english_and_their_documents_chinese(sites):
    page = (sites["en"] / "d" / "x2" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert '<div class="text" lang="zh-Hans">' in page
    assert re.search('<h1 id="title" lang="zh-Hans">2017年第2片区水利工作总结', page)
    assert '"inLanguage": "zh-Hans"' in page
    assert "<language>en</language>" in (sites["en"] / "feed.xml").read_text(encoding="utf-8")


def test_what_a_style_sheet_says_is_english_too(sites):
    assert not re.search('content: "[^"]*[一-鿿]', (sites["en"] / "assets" / "site.css").read_text(encoding="utf-8"))


def test_a_chinese_site_is_the_same_whether_its_owner_named_the_language_or_not(sites):
    files = {path.relative_to(sites["zh"]) for path in sites["zh"].rglob("*") if path.is_file()}
    assert files == {path.relative_to(sites[""]) for path in sites[""].rglob("*") if path.is_file()}
    assert {
        str(name) for name in files if (sites["zh"] / name).read_bytes() != (sites[""] / name).read_bytes()
    } == set()


def test_a_chinese_site_brings_no_table_and_marks_nothing_as_chinese(sites):
    for path in sites["zh"].rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert page.count('lang="') == page.count('lang="zh-Hans"') == 1, path
        assert 'id="words"' not in page


def test_a_site_whose_language_changes_is_made_anew(sites):
    folder = sites["en"].parent
    path = folder / "chengwen.toml"
    said = path.read_text(encoding="utf-8")
    path.write_text(said.replace('language = "en"', 'language = "zh"'), encoding="utf-8")
    try:
        build(folder, folder / "site")
        page = (folder / "site" / "d" / "x2" / "index.html").read_text(encoding="utf-8")
        parts = (folder / "site" / "part" / "work" / "index.html").read_text(encoding="utf-8")
    finally:
        path.write_text(said, encoding="utf-8")
    assert "清洗记录" in page
    assert "work summary" not in parts
