"""What a reader does on the site, done in a browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chengwen.checkout.store import read_cleaned
from chengwen.site.search.texts import stretches

ROOT = Path(__file__).parents[2]
CLEANED = ROOT / "cleaned"
SECTIONS = {
    document.id: [document.text[start:end] for _, _, start, end in stretches(document)]
    for document in (read_cleaned(ROOT, path.stem) for path in sorted(CLEANED.glob("*.txt")))
}
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(CLEANED.glob("*.txt"))}


def section_ids(name: str) -> list[str]:
    data = json.loads((CLEANED / f"{name}.json").read_text(encoding="utf-8"))
    return [section["id"] for section in data["sections"]]


def test_home_leads_to_reading_searching_and_contributing(open_page):
    page = open_page()
    assert re.search("澄文", page.title())
    expect(page.locator(".numbers b").first).to_have_text(str(len(TEXTS) + 1))
    for way, heading in (("读", "全部文稿"), ("写", "写作台"), ("查", "检索"), ("比", "同文"), ("加", "交一篇样本")):
        page.locator(".card b", has_text=way).click()
        expect(page.locator("h1")).to_contain_text(heading)
        page.go_back()


def test_each_document_can_be_reached_by_year_and_by_genre(open_page):
    for start in ("list/", "year/", "genre/"):
        page = open_page(start)
        for name in TEXTS:
            expect(page.locator(f'a[href$="d/{name}/"]').first).to_be_visible()


def test_a_document_has_all_its_sections_with_anchors_and_its_whole_text(open_page):
    for name, text in TEXTS.items():
        page = open_page(f"d/{name}/")
        for anchor in section_ids(name):
            expect(page.locator(f'[id="{anchor}"]')).to_have_count(1)
        page.locator(".permalink, .cite").evaluate_all("links => links.forEach((link) => link.remove())")
        shown = page.locator("h1").inner_text() + page.locator(".text").text_content()
        assert "".join(shown.split()) == "".join(text.split())


def test_the_contents_lead_to_a_section(open_page):
    page = open_page("d/003/")
    page.locator("#contents a").nth(6).click()
    target = page.locator("#contents a").nth(6).get_attribute("href")
    assert page.url.endswith(target)
    expect(page.locator(f"[id='{target[1:]}']")).to_be_in_viewport()
    expect(page.locator("#contents a[aria-current]")).to_have_attribute("href", target)


def test_a_placeholder_is_set_apart_and_explained(open_page):
    page = open_page("d/004/")
    chip = page.locator(".text .placeholder-number").first
    expect(chip).to_have_text("〖数字〗")
    expect(chip).to_have_attribute("title", "作者隐去：数字")
    text = page.locator(".text p").first
    background = "element => getComputedStyle(element).backgroundColor"
    assert chip.evaluate(background) != text.evaluate(background)


def test_the_cleaning_record_opens(open_page):
    page = open_page("d/004/")
    row = page.locator(".record-rows li", has_text="promo-compiler-credit").first
    expect(row).to_be_hidden()
    page.locator("#record summary").click()
    expect(row).to_be_visible()
    assert "206157060" not in page.content()


def test_the_record_leads_to_the_page_of_a_rule_and_back(open_page):
    page = open_page("d/003/")
    page.locator("#record summary").click()
    page.locator("#record a", has_text="cms-paid-marker").first.click()
    page.wait_for_url("**/rules/cms-paid-marker/")
    expect(page.locator("h1")).to_have_text("付费内容的起止标记")
    expect(page.locator(".examples del").first).to_have_text("##paidbegin##")
    pattern = page.locator(".rule-pattern")
    expect(pattern).to_be_hidden()
    page.locator("summary", has_text="给开发者").click()
    expect(pattern).to_be_visible()
    page.locator(".rule-documents a").first.click()
    page.wait_for_url("**/d/003/#record")


def test_the_rules_are_reached_from_the_page_that_explains(open_page):
    page = open_page("about/")
    page.locator("main, .page").get_by_role("link", name="规则", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("规则")
    count = page.locator(".index > .how-many").text_content()
    expect(page.locator(".rule-name")).to_have_count(int(count.removesuffix(" 条")))
    expect(page.locator(".rule-name").first).to_be_hidden()
    page.locator(".rule-group", has_text="零宽").first.locator("summary").click()
    page.locator(".rule-name", has_text="零宽").first.click()
    expect(page.locator(".examples ins").first).to_be_visible()


def test_a_document_can_be_downloaded(open_page):
    page = open_page("d/003/")
    with page.expect_download() as download:
        page.get_by_text("下载 TXT").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == TEXTS["003"]


@pytest.mark.parametrize("query", ["三会一课", "党建", "“三会一课”", "2022年", "村 集体经济", "，党员", "党员不存在"])
def test_search_finds_exactly_the_documents_that_hold_every_term(open_page, query):
    terms = query.strip("“”").split()
    holding = {name for name, parts in SECTIONS.items() if any(all(term in text for term in terms) for text in parts)}
    page = open_page(f"search/?q={query}&view=documents")
    expect(page.locator("#search-status")).to_contain_text(f"· {len(holding)} 篇" if holding else "没有找到")
    expect(page.locator("#search-lines .entry-title")).to_have_count(len(holding))
    assert found(page) == holding
    for mark in page.locator("#search-lines mark").all():
        assert mark.text_content() == terms[0]


def found(page: Page) -> set[str]:
    links = page.locator("#search-lines .entry-title").all()
    return {link.get_attribute("href").partition("/?")[0].rpartition("/")[2] for link in links}


def test_a_search_result_leads_to_the_section(open_page):
    page = open_page("search/?q=三会一课")
    page.locator("#search-lines a").first.click()
    expect(page.locator("mark.found-here")).to_have_text("三会一课")
    expect(page.locator("mark.found-here")).to_be_in_viewport()


def test_the_list_is_narrowed_and_ordered_in_its_place_and_the_address_says_so(open_page):
    page = open_page("list/")
    titles = page.locator(".entry-title")
    before = titles.all_inner_texts()
    page.locator("select[name=year]").select_option("2022")
    expect(titles).to_have_count(3)
    expect(page.locator(".how-many")).to_have_text("3 篇")
    page.locator("select[name=order]").select_option("long")
    expect(page).to_have_url(re.compile(r"list/\?year=2022&order=long$"))
    longest = [
        int(re.search(r"([\d,]+) 字", about)[1].replace(",", ""))
        for about in page.locator(".entry-about").all_inner_texts()
    ]
    assert longest == sorted(longest, reverse=True)
    other = open_page("list/?year=2022&order=long&word=述职")
    expect(other.locator(".entry-title")).to_have_count(1)
    expect(other.locator("select[name=year]")).to_have_value("2022")
    other.locator("select[name=year]").select_option("2020")
    expect(other.locator(".how-many")).to_have_text("没有这样的文稿")
    for name in ("year", "order"):
        page.locator(f"select[name={name}]").select_option("")
    assert sorted(titles.all_inner_texts()) == sorted(before)
    titles.first.click()
    expect(page.locator("article.document h1")).to_be_visible()


def test_search_can_be_reached_by_key_and_narrowed_by_year(open_page):
    page = open_page("d/003/")
    page.keyboard.press("/")
    page.keyboard.type("党建")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("#search-status")).to_contain_text("5 篇")
    page.locator(".strip-year a", has_text="2020").click()
    expect(page.locator("#search-status")).to_contain_text("1 篇")
    assert "year=2020" in page.url


def test_the_contents_are_a_drawer_on_a_phone(open_page):
    page = open_page("d/003/", width=390, has_touch=True)
    contents = page.locator("#contents")
    expect(contents).to_be_hidden()
    page.get_by_role("button", name="目录").tap()
    expect(contents).to_be_visible()
    contents.locator("a").nth(4).tap()
    expect(contents).to_be_hidden()
    expect(page.locator(":target")).to_be_in_viewport()


def is_dark(page: Page) -> bool:
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", paper))) < 200


def test_each_click_changes_the_colours_and_the_choice_is_kept(open_page):
    """Back at what the system says, the page follows the system again."""
    page = open_page("", color_scheme="light")
    button = page.get_by_role("button", name="浅色或深色")
    button.click()
    assert is_dark(page)
    page.goto(page.url + "about/")
    assert is_dark(page)
    button.click()
    assert not is_dark(page)
    page.emulate_media(color_scheme="dark")
    assert is_dark(page)


@pytest.mark.parametrize("path", ["d/666/", "list/", "year/", "genre/", "search/?q=净水&view=documents"])
def test_hostile_text_is_shown_as_text(open_page, path, evil):
    """The fixture sees to it that no script of it ran, on these pages and all others."""
    page = open_page(path)
    expect(page.locator(".entry-title, h1", has_text="<script>").first).to_have_text(evil)
    expect(page.locator("script", has_text="pwned")).to_have_count(0)
    expect(page.locator("main img, [onerror], a[href^='javascript']")).to_have_count(0)


def test_hostile_text_in_the_record_and_the_title_is_text(open_page, evil):
    page = open_page("d/666/")
    page.locator("#record summary").click()
    expect(page.locator("#record del")).to_have_text(f"广告{evil}")
    expect(page.locator("#record code")).to_have_text(evil)
    assert page.title() == " ".join(f"{evil} · 澄文".split())


def test_a_page_that_is_not_there_says_so_in_chinese(open_page):
    page = open_page("404.html")
    expect(page.locator("h1")).to_have_text("没有这一页")
