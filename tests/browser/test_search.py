"""The search page, over documents made so that every count is known."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from chengwen.checkout.store import write_cleaned
from chengwen.document import Document, Metadata, Provenance, Section, SourceInfo
from chengwen.site.build.build import build, serve

ROOT = Path(__file__).parents[2]
COUNT = 72
"""More than are shown at a time (10), read ahead for a part (20) or read for one answer (60)."""

LEVELS, GENRES, YEARS = ("乡镇", "县", None), ("工作总结", "述职报告"), range(2020, 2024)
HEADINGS = (("work", "一、工作情况"), ("problems", "二、存在问题"), ("plans", "三、下一步打算"))


def parts_of(number: int) -> dict[str, str]:
    """Give what the made document with this number says in each part.

    Every document speaks of 净水 in its work, each third in its problems too; only the last, of 灯塔 in its closing.
    """
    parts = {
        "opening": "今年以来，全镇上下一心。",
        "work": f"抓净水工程，修路第{number}条。",
        "problems": "净水经费不足。" if number % 3 == 0 else "人手不足。",
        "plans": "继续修路。",
        "closing": "特此报告。",
    }
    if number % 2:
        del parts["closing"]
    if number == COUNT - 1:
        parts["closing"] = "灯塔就在前方。"
    return parts


def made(number: int) -> Document:
    title = f"第{number}号总结"
    text, sections = f"{title}\n\n", [("title", 0, title, 0, len(title), "other")]
    headings = dict(HEADINGS)
    for role, words in parts_of(number).items():
        heading, start = headings.get(role, ""), len(text)
        name = f"s{len(sections) - 1}" if heading else role
        sections.append((name, 1 if heading else None, heading, start, start + len(heading), role))
        text += f"{heading}\n{words}\n\n" if heading else f"{words}\n\n"
    ends = [sections[1][3], *(section[3] for section in sections[2:]), len(text)]
    return Document(
        id=f"{number:03}",
        source=SourceInfo(None, "text/plain", 1, "utf-8", 1),
        metadata=Metadata(title, year=year_of(number), genre=GENRES[number % 2], level=LEVELS[number % 3]),
        provenance=Provenance(rights="unknown: made for a test"),
        text=text,
        edits=(),
        sections=tuple(
            Section(name, level, "", title, start, heading_end, end, role)
            for (name, level, title, start, heading_end, role), end in zip(sections, ends, strict=True)
        ),
        placeholders=(),
        flags=(),
        suspects=(),
    )


def year_of(number: int) -> int:
    return YEARS[number // 4 % 4]


NUMBERS = range(COUNT)
WITH_PROBLEM = [number for number in NUMBERS if number % 3 == 0]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build a site of the made documents in place of the real ones."""
    root = tmp_path_factory.mktemp("made")
    (root / "docs").symlink_to(ROOT / "docs")
    (root / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    for number in NUMBERS:
        write_cleaned(root / "cleaned", made(number))
    build(root, root / "site")
    with serve(root / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def status(page: Page) -> Locator:
    return page.locator("#search-status")


def part(page: Page, label: str) -> Locator:
    return page.locator(".part", has_text=label)


def select(page: Page, name: str) -> Locator:
    return page.locator(f"#search-filters select[name={name}]")


def options(page: Page, name: str) -> dict[str, str]:
    """Give the values that can be chosen, with what stands behind each."""
    texts = select(page, name).locator("option:not([hidden])").all_text_contents()[1:]
    return dict(re.fullmatch(r"(.*)（(.*)）", text).groups() for text in texts)


def counted(numbers: list[int], of: object) -> dict[str, str]:
    values = [str(of(number)) for number in numbers]
    return {value: str(values.count(value)) for value in sorted(set(values))}


def level_of(number: int) -> str:
    return LEVELS[number % 3] or "未注明"


def genre_of(number: int) -> str:
    return GENRES[number % 2]


# --- Facets ---


def test_counts_follow_the_query(open_page):
    page = open_page("search/?q=净水")
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    for name, of in (("year", year_of), ("genre", genre_of), ("level", level_of)):
        assert options(page, name) == counted([*NUMBERS], of)
    page.locator("#query").fill("修路第7条")
    expect(status(page)).to_have_text("共 1 篇")
    for name, of in (("year", year_of), ("genre", genre_of), ("level", level_of)):
        assert options(page, name) == counted([7], of)


def test_counts_follow_the_other_facets_and_not_their_own(open_page):
    page = open_page("search/?q=净水")
    select(page, "level").select_option("县")
    kept = [number for number in NUMBERS if level_of(number) == "县"]
    expect(status(page)).to_have_text(f"共 {len(kept)} 篇")
    assert options(page, "year") == counted(kept, year_of)
    assert options(page, "level") == counted([*NUMBERS], level_of)
    select(page, "year").select_option("2021")
    both = [number for number in kept if year_of(number) == 2021]
    expect(status(page)).to_have_text(f"共 {len(both)} 篇")
    assert options(page, "genre") == counted(both, genre_of)


def test_years_come_newest_first_and_what_is_not_stated_last(open_page):
    page = open_page("search/?q=净水")
    expect(status(page)).not_to_be_empty()
    assert list(options(page, "year")) == ["2023", "2022", "2021", "2020"]
    assert list(options(page, "level"))[-1] == "未注明"


def test_a_part_shows_only_hits_in_sections_of_it(open_page):
    page = open_page("search/?q=净水&year=2020")
    kept = [number for number in WITH_PROBLEM if year_of(number) == 2020]
    part(page, "问题").click()
    expect(part(page, "问题").locator(".count")).to_have_text(str(len(kept)))
    expect(status(page)).to_have_text(f"“问题”部分写到的共 {len(kept)} 篇")
    expect(page.locator("#search-results > li")).to_have_count(len(kept))
    assert set(page.locator(".hit-section").all_text_contents()) == {"二、存在问题"}
    assert set(page.locator(".hit-part").all_text_contents()) == {"问题"}
    assert options(page, "level") == counted(kept, level_of)
    page.locator(".hit-section").first.click()
    expect(page.locator(":target")).to_contain_text("存在问题")


def test_every_word_must_stand_in_the_chosen_part(open_page):
    page = open_page("search/?q=净水 经费&part=work")
    expect(status(page)).to_have_text("这样筛选，没有一篇；不筛选有 24 篇。")
    part(page, "问题").click()
    expect(status(page)).to_have_text("“问题”部分写到的共 24 篇")


def test_a_part_is_counted_only_when_all_that_have_it_were_read(open_page):
    page = open_page("search/?q=净水")
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    expect(part(page, "工作").locator(".count")).to_have_text("")
    for shown in range(20, COUNT, 10):
        page.locator("#search-more").click()
        expect(page.locator("#search-results > li")).to_have_count(shown)
    page.locator("#search-more").click()
    expect(page.locator("#search-results > li")).to_have_count(COUNT)
    expect(page.locator("#search-more")).to_be_hidden()
    expect(part(page, "工作").locator(".count")).to_have_text(str(COUNT))
    expect(part(page, "问题").locator(".count")).to_have_text(str(len(WITH_PROBLEM)))
    expect(page.locator("#search-times")).to_have_text(f"{COUNT + len(WITH_PROBLEM)} 处")


def test_the_count_of_a_chosen_part_is_no_guess(open_page):
    """Ten documents are shown, and all that have problems are read, to see in which of those the water is one."""
    page = open_page("search/?q=净水&part=problems")
    expect(status(page)).to_have_text(f"“问题”部分写到的共 {len(WITH_PROBLEM)} 篇")
    assert options(page, "year") == counted(WITH_PROBLEM, year_of)
    expect(page.locator("#search-times")).to_have_text(f"{len(WITH_PROBLEM)} 处")
    expect(page.locator("#search-results > li")).to_have_count(10)
    page.locator("#search-more").click()
    expect(page.locator("#search-results > li")).to_have_count(20)


def test_a_section_without_a_heading_has_its_part_too(open_page):
    page = open_page("search/?q=灯塔")
    expect(status(page)).to_have_text("共 1 篇")
    expect(part(page, "结尾").locator(".count")).to_have_text("1")
    expect(page.locator(".hit-section")).to_have_text("结尾")
    part(page, "结尾").click()
    expect(status(page)).to_have_text("“结尾”部分写到的共 1 篇")
    assert page.locator(".hit-section").get_attribute("href").endswith("#closing")


def test_only_documents_that_have_the_part_are_read_for_it(open_page):
    """37 have a closing, and none speaks of water there."""
    asked = set()
    page = open_page("search/")
    page.on("request", lambda request: asked.add(request.url) if "/fragment/" in request.url else None)
    page.goto(page.url + "?q=净水&part=closing")
    expect(status(page)).to_have_text(f"这样筛选，没有一篇；不筛选有 {COUNT} 篇。")
    assert len(asked) == 37
    expect(page.locator("#search-more")).to_be_hidden()


def test_a_part_that_no_document_has_is_not_offered(open_page):
    page = open_page("search/?q=净水")
    expect(part(page, "工作")).to_be_visible()
    expect(part(page, "原因")).to_be_hidden()


def test_facets_are_cleared_by_one_link(open_page):
    page = open_page("search/?q=净水&year=2020&level=县&part=work&genre=工作总结")
    expect(select(page, "year")).to_have_value("2020")
    page.locator("#search-clear").click()
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    expect(page.locator("#search-clear")).to_be_hidden()
    for name in ("year", "genre", "level"):
        expect(select(page, name)).to_have_value("")
    expect(part(page, "全部").locator("input")).to_be_checked()
    expect(page).to_have_url(re.compile(r"/search/\?q=%E5%87%80%E6%B0%B4$"))


# --- The address ---


def test_an_address_brings_back_the_query_and_every_facet(open_page):
    page = open_page("search/?q=净水")
    select(page, "year").select_option("2022")
    select(page, "level").select_option("乡镇")
    select(page, "genre").select_option("工作总结")
    part(page, "问题").click()
    expect(status(page)).to_contain_text("“问题”")
    said, shown = status(page).text_content(), page.locator("#search-results").inner_text()
    other = open_page(page.url.partition("/search/")[1].lstrip("/") + page.url.partition("/search/")[2])
    expect(status(other)).to_have_text(said)
    assert other.locator("#search-results").inner_text() == shown
    expect(select(other, "year")).to_have_value("2022")
    expect(select(other, "level")).to_have_value("乡镇")
    expect(select(other, "genre")).to_have_value("工作总结")
    expect(part(other, "问题").locator("input")).to_be_checked()


def test_the_back_button_leads_through_what_was_asked(open_page):
    page = open_page("search/")
    ask(page, "灯塔")
    expect(status(page)).to_have_text("共 1 篇")
    ask(page, "净水")
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    select(page, "year").select_option("2020")
    expect(status(page)).to_have_text("共 20 篇")
    part(page, "工作").click()
    expect(status(page)).to_have_text("“工作”部分写到的共 20 篇")
    for said, words in (("共 20 篇", "净水"), (f"共 {COUNT} 篇", "净水"), ("共 1 篇", "灯塔"), ("", "")):
        page.go_back()
        expect(status(page)).to_have_text(said)
        expect(page.locator("#query")).to_have_value(words)
    expect(page.locator("#search-results > li")).to_have_count(0)
    page.go_forward()
    expect(status(page)).to_have_text("共 1 篇")


def ask(page: Page, words: str) -> None:
    page.locator("#query").fill(words)
    page.wait_for_timeout(250)  # typed, and so in the address before it is sent off
    page.keyboard.press("Enter")


def test_typing_keeps_the_address_but_adds_nothing_to_the_history(open_page):
    page = open_page("search/")
    before = page.evaluate("history.length")
    for words in ("净", "净水", "净水工程"):
        page.locator("#query").fill(words)
        expect(page).to_have_url(re.compile(f"q={'%..' * 3 * len(words)}$"))
    assert page.evaluate("history.length") == before


def test_the_reader_comes_back_to_the_results(open_page):
    page = open_page("search/?q=净水&part=problems")
    page.locator(".hit-section").first.click()
    page.wait_for_url("**/d/**")
    page.go_back()
    expect(status(page)).to_contain_text("“问题”")
    expect(part(page, "问题").locator("input")).to_be_checked()


def test_a_facet_that_no_document_has_is_forgotten(open_page):
    page = open_page("search/?q=净水&year=1066&part=__proto__&level=<b>")
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    expect(select(page, "year")).to_have_value("")


# --- Keys ---


def test_the_results_are_walked_by_key(open_page):
    page = open_page("search/?q=净水")
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    links = page.locator("#search-results a")
    expect(page.locator("#query")).to_be_focused()
    for link in (0, 1, 2):
        page.keyboard.press("ArrowDown")
        expect(links.nth(link)).to_be_focused()
    outline = links.nth(2).evaluate("link => getComputedStyle(link).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("ArrowUp")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#query")).to_be_focused()
    expect(page.locator("#query")).to_have_value("净水")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    target = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_the_last_result_leads_to_more_by_key(open_page):
    page = open_page("search/?q=净水")
    more = page.locator("#search-more")
    expect(more).to_be_visible()
    page.locator("#search-results a").last.focus()
    page.keyboard.press("ArrowDown")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#search-results > li").nth(10).locator("a").first).to_be_focused()


def test_facets_are_chosen_by_key(open_page):
    page = open_page("search/?q=净水&year=2020")
    expect(status(page)).not_to_be_empty()
    part(page, "全部").locator("input").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(part(page, "工作").locator("input")).to_be_focused()
    expect(status(page)).to_have_text("“工作”部分写到的共 20 篇")
    outline = part(page, "工作").evaluate("chip => getComputedStyle(chip).outlineStyle")
    assert outline == "solid"


def test_an_input_method_keeps_its_keys(open_page):
    """What stands in the field while it is at work is not looked for, and its arrows choose among characters."""
    page = open_page("search/?q=净水")
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    page.locator("#query").evaluate(
        """(field) => {
          field.value = "deng";
          field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
          const key = { key: "ArrowDown", bubbles: true, cancelable: true, isComposing: true };
          field.dispatchEvent(new KeyboardEvent("keydown", key));
        }"""
    )
    page.wait_for_timeout(300)
    expect(page.locator("#query")).to_be_focused()
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    page.locator("#query").evaluate(
        """(field) => {
          field.value = "灯塔";
          field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
        }"""
    )
    expect(status(page)).to_have_text("共 1 篇")


# --- What is shown ---


def test_a_result_tells_year_and_level(open_page):
    page = open_page("search/?q=修路第7条")
    expect(page.locator(".result-head .entry-about")).to_have_text("2021 · 县 · 述职报告 · 1 处")


def test_the_status_is_live_and_results_are_lists_of_links(open_page):
    page = open_page("search/?q=净水")
    expect(page.get_by_role("status")).to_have_text(f"共 {COUNT} 篇")
    results = page.get_by_role("list").filter(has=page.locator(".entry-title"))
    expect(results.get_by_role("link").first).to_be_visible()
    for name in ("年份", "文种", "层级"):
        expect(page.get_by_role("combobox", name=name)).to_be_visible()
    expect(page.get_by_role("group", name="部分")).to_be_visible()


def test_examples_stand_on_the_empty_page_and_run(open_page):
    page = open_page("search/")
    examples = page.locator("#search-examples a")
    assert examples.all_text_contents() == ["三会一课", "下一步", "“一岗双责”", "集体经济"]
    examples.nth(1).click()
    expect(status(page)).to_have_text(f"共 {COUNT} 篇")
    expect(page.locator("#query")).to_have_value("下一步")
    expect(page.locator("#search-examples")).to_be_hidden()
    page.go_back()
    expect(page.locator("#search-examples")).to_be_visible()
    expect(page.locator("#search-filters")).to_be_hidden()


def test_nothing_is_styled_or_scripted_inline(open_page):
    """A policy without unsafe-inline would forbid it."""
    page = open_page("search/?q=净水")
    expect(status(page)).not_to_be_empty()
    expect(page.locator(".search-page [style], .search-page script, .search-page style")).to_have_count(0)
    handlers = "all => all.filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
    assert page.locator(".search-page *").evaluate_all(handlers) == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits(open_page, width):
    page = open_page("search/?q=净水&part=problems", width=width)
    expect(status(page)).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_without_scripts_it_says_so(open_page):
    page = open_page("search/", java_script_enabled=False)
    expect(page.locator("noscript p")).to_contain_text("检索要用 JavaScript")
    expect(page.locator("#search-examples")).to_be_hidden()


def test_an_index_that_cannot_be_read_is_told_and_tried_again(open_page, complaints):
    page = open_page("search/")
    page.route("**/pagefind-entry.json*", lambda route: route.abort())
    page.locator("#query").fill("净水")
    expect(status(page)).to_have_text("检索用的索引没有读到，请刷新再试。")
    page.unroute("**/pagefind-entry.json*")
    page.locator("#query").fill("灯塔")
    expect(status(page)).to_have_text("共 1 篇")
    complaints.clear()


def test_the_charts_have_their_figures_behind_them(open_page):
    page = open_page("charts/")
    expect(page.locator("figure.chart").first).to_be_visible()
    page.locator("figure.chart details summary").first.click()
    expect(page.locator("figure.chart table").first).to_be_visible()


def test_a_long_list_has_pages_by_number_and_so_has_what_is_left_of_it(open_page):
    page = open_page("list/")
    expect(page.locator(".turning [aria-current]")).to_have_text("1")
    page.locator("select[name=order]").select_option("old")
    page.locator(".turning a", has_text="2").click()
    expect(page).to_have_url(re.compile("order=old&page=2$"))
    expect(page.locator(".entry")).to_have_count(COUNT - 50)
    expect(page.locator(".turning [aria-current]")).to_have_text("2")
    page.goto(page.url.partition("list/")[0] + "part/problems/")
    page.locator(".orders a", has_text="2021").click()
    expect(page.locator(".entry")).to_have_count(sum(year_of(number) == 2021 for number in NUMBERS))
