"""The workbench over invented documents: counts against a count in the plain texts, and what a reader does with it."""

import re
import runpy
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from chengwen.site.build.build import build, serve

ROOT = Path(__file__).parents[2]
TOOL, PLAIN = (
    SimpleNamespace(**runpy.run_path(str(ROOT / "scripts/tools" / name)))
    for name in ("make_invented.py", "bench_search.py")
)
COUNT = 40


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    (root / "docs").symlink_to(ROOT / "docs")
    (root / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    drafts, _, _ = TOOL.corpus(COUNT, 4, 4, 1)
    assert sum(TOOL.write(root, drafts, 1)) > 0
    build(root, root / "site")
    return root


@pytest.fixture(scope="module")
def site(checkout: Path) -> Iterator[str]:
    with serve(checkout / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_sixty_queries_count_what_a_plain_count_counts(checkout, open_page):
    sections = list(PLAIN.sections_of(checkout))
    asked = list(PLAIN.queries(sections, 60))
    page = open_page("search/")
    found = page.evaluate(
        """async (queries) => {
          const { search } = await import(new URL("../assets/concordance.js", location.href).href);
          const { readHead } = await import(new URL("../assets/corpus.js", location.href).href);
          const head = await readHead();
          const answers = [];
          for (const query of queries) {
            const { starts, sections } = await search(head, query);
            answers.push([starts.length, new Set([...sections].map((section) => head.owner[section])).size]);
          }
          return answers;
        }""",
        [PLAIN.written(terms) for terms in asked],
    )
    expected = [list(PLAIN.counted(sections, terms)) for terms in asked]
    words = list(map(PLAIN.written, asked))
    assert dict(zip(words, found, strict=True)) == dict(zip(words, expected, strict=True))
    assert sum(places > 0 for places, _ in expected) > 40


# --- What a reader does ---


def status(page: Page):
    return page.locator("#search-status")


def test_a_query_is_narrowed_sorted_shared_and_taken_away(open_page, checkout):
    page = open_page("search/?q=長效機制")  # in traditional script
    expect(status(page)).to_contain_text("篇")
    first = page.locator("#search-lines .kwic-line").first
    expect(first.locator("mark")).to_have_text("长效机制")
    page.locator(".strip-part a", has_text="问题").click()
    expect(page).to_have_url(re.compile("part=problems"))
    page.locator(".choice label", has_text="后文").click()
    expect(page).to_have_url(re.compile("sort=right"))
    expect(page.locator("#search-lines[data-sort=right] > li").first).to_be_visible()
    right = page.locator("#search-lines .kwic-right").all_text_contents()
    assert right == sorted(right)
    shared = page.url
    with page.expect_download() as downloading:
        page.locator("#search-csv").click()
    rows = Path(downloading.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    total = int(status(page).locator("b").first.text_content())
    assert len(rows) == total + 2  # the heads, and nothing behind the last line end
    with page.expect_download() as downloading:
        page.get_by_role("button", name="存这几张表").click()
    tables = Path(downloading.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert tables[0] == "分类,名目,处,篇,每万字"
    years = [row.split(",") for row in tables if row.startswith("年份,")]
    assert sum(int(places) for _, _, places, *_ in years) == total
    again = open_page(shared.partition("/search/")[2].join(["search/", ""]))
    expect(status(again)).to_contain_text("筛选后")
    expect(again.locator("#search-lines[data-sort=right] > li").first).to_be_visible()
    assert again.locator("#search-lines .kwic-right").all_text_contents() == right
    again.go_back()


def test_who_had_a_passage_first_is_the_first_line_of_the_earliest(open_page):
    """A passage is pasted as it is; the line has room for where it stands, and the earliest can come first."""
    _, copies, _ = TOOL.corpus(COUNT, 4, 4, 1)
    copy = next(one for one in copies if not one.changed)
    for width in (390, 1440):
        page = open_page(f"search/?q={quote(copy.text)}", width=width)
        lines = page.locator("#search-lines > li")
        expect(lines.first).to_be_visible()
        page.locator("#search-tools label", has_text="最早").click()
        expect(page).to_have_url(re.compile("sort=old"))
        expect(page.locator("#search-lines[data-sort=old] > li").first).to_be_visible()
        assert f"/d/{copy.documents[0]}/" in lines.first.locator("a").first.get_attribute("href")
        source = lines.first.locator(".kwic-source").bounding_box()
        assert 0 < source["x"] < source["x"] + source["width"] <= width
        words = lines.first.locator(".kwic-line").bounding_box()
        assert words["x"] + words["width"] <= (source["x"] if source["y"] < words["y"] + 10 else width) + 1


@pytest.mark.parametrize("width", [390, 1280])
def test_the_words_next_to_a_place_are_seen(open_page, width):
    """What has no room on the left goes on its left; the text before the place ends where the place begins."""
    page = open_page("search/?q=机制", width=width)
    expect(page.locator("#search-lines > li").first).to_be_visible()
    ends = page.evaluate(
        """[...document.querySelectorAll("#search-lines .kwic-line")].map((line) => {
          const words = document.createRange();
          words.selectNodeContents(line.querySelector(".kwic-left"));
          const place = line.querySelector("mark").getBoundingClientRect();
          return words.toString() ? words.getBoundingClientRect().right - place.left : 0;
        })"""
    )
    assert len(ends) > 5
    assert max(map(abs, ends)) < 2


def test_the_number_of_identical_lines_lies_over_no_words(open_page):
    _, copies, _ = TOOL.corpus(COUNT, 4, 4, 1)
    for width in (390, 1280):
        page = open_page(f"search/?q={copies[1].text[20:26]}&sort=right", width=width)
        item = page.locator("#search-lines > li", has=page.locator(".times:not([hidden])")).first
        times, words = (item.locator(part).bounding_box() for part in (".times", ".kwic-line"))
        assert times["y"] >= words["y"] + words["height"] - 1 or times["x"] >= words["x"] + words["width"]


def test_two_words_that_are_nowhere_near_and_an_issuer_lead_on(open_page):
    page = open_page("search/?q=机制~1群众~1台账~1不足")
    expect(status(page)).to_contain_text("没有找到")
    status(page).get_by_role("link", name="同一节里都有").click()
    expect(page.locator("#query")).to_have_value("机制 群众 台账 不足")
    drafts, _, _ = TOOL.corpus(COUNT, 4, 4, 1)
    issuer = max((one.issuer for one in drafts), key=len)
    page = open_page(f"search/?q={quote(issuer)}")
    expect(status(page)).not_to_have_text("")
    link = status(page).get_by_role("link", name=f"机关：{issuer}")
    if "没有找到" in status(page).inner_text():
        link.click()
        expect(page).to_have_url(re.compile("list/"))


def test_a_distance_with_a_space_behind_it_is_a_distance(open_page):
    numbers = []
    for query in ("机制~20 群众", "机制 ~20群众", "机制~20群众"):
        page = open_page(f"search/?q={quote(query)}")
        expect(status(page)).not_to_have_text("")
        numbers.append(status(page).inner_text())
    assert len(set(numbers)) == 1


def test_identical_lines_are_one_with_a_number(open_page):
    _, copies, _ = TOOL.corpus(COUNT, 4, 4, 1)
    page = open_page(f"search/?q={copies[1].text[20:26]}&sort=right")
    times = page.locator(".times:not([hidden])").first
    number = int(re.search(r"\d+", times.text_content())[0])
    times.click()
    expect(page.locator(".same a")).to_have_count(number - 1)


def test_by_keyboard_from_the_query_to_the_marked_place(open_page):
    page = open_page("search/?q=机制 群众")
    expect(page.locator(".kwic a").first).to_be_visible()
    page.locator("#query").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    bar = page.locator(".found-bar")
    expect(bar).to_contain_text("机制 群众")
    expect(page.locator("mark.found-here")).to_have_text("机制")
    here = page.locator(".found-where").text_content()
    page.keyboard.press("n")
    assert page.locator(".found-where").text_content() != here
    page.keyboard.press("p")
    expect(page.locator(".found-where")).to_have_text(here)
    page.get_by_role("button", name="不再标出").click()
    expect(page.locator("mark.found")).to_have_count(0)
    assert "find" not in page.url
    page.go_back()


@pytest.mark.parametrize("query", ["", "-机制", "…", "|", "“”", "*", "不见于任何文稿", "\\d+", "(", "〖姓名〗"])
def test_whatever_is_asked_is_answered(open_page, query):
    page = open_page("search/")
    page.locator("#query").fill(query)
    page.locator("#search-form button").click()
    if query:
        expect(status(page)).not_to_be_empty()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_page_fits(open_page, width):
    page = open_page("search/?q=干部&part=problems", width=width)
    expect(page.locator(".kwic a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_no_name_of_a_value_is_cut_short(open_page, width):
    """A genre of which one character is left cannot be chosen by its name."""
    page = open_page("search/?q=干部", width=width)
    expect(page.locator(".kwic a").first).to_be_visible()
    if not page.locator(".strip-groups").is_visible():
        page.locator("#search-strip summary").click()
    cut = "spans => spans.filter((span) => span.scrollWidth > span.clientWidth).map((span) => span.textContent)"
    assert page.locator(".strip-name").count() > 12
    assert page.locator(".strip-name").evaluate_all(cut) == []


# --- The writing desk ---


def saved(page: Page, name: str) -> bytes:
    with page.expect_download() as downloading:
        page.get_by_role("button", name=name).click()
    return Path(downloading.value.path()).read_bytes()


def test_a_part_is_narrowed_opened_put_aside_and_taken_away(open_page):
    page = open_page("write/?part=problems")
    cards = page.locator(".desk-card")
    expect(cards.first).to_be_visible()
    page.locator("#desk-controls select[name=level]").select_option("乡镇")
    expect(page).to_have_url(re.compile("level="))
    expect(page.locator(".desk-card .entry-about").first).to_contain_text("乡镇")
    first = cards.first
    short = first.locator(".desk-text").inner_text()
    first.get_by_role("button", name="展开").click()
    assert len(first.locator(".desk-text").inner_text()) > len(short)
    words = first.locator(".desk-text p").first.inner_text()
    heading = first.locator(".entry-title").inner_text()
    first.get_by_role("button", name="放进篮子").click()
    cards.nth(1).get_by_role("button", name="放进篮子").click()
    page.locator(".choice-view label", has_text="篮子 2").click()
    expect(cards).to_have_count(2)
    page.get_by_role("button", name="上移").last.click()
    page.get_by_role("button", name="拿出").first.click()
    expect(cards).to_have_count(1)
    for name in ("存为 MD", "存为 TXT"):
        taken = saved(page, name).decode()
        assert all(part in taken for part in (words, heading, "出处：", "/d/"))
    expect(page.get_by_role("button", name="存为 DOCX")).to_have_count(0)  # a site without the program that makes it
    page.get_by_role("button", name="清空").click()
    expect(page.locator("#desk-status")).to_contain_text("篮子是空的")


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site of thirty documents with the same parts."""
    root = tmp_path_factory.mktemp("alike")
    (root / "docs").symlink_to(ROOT / "docs")
    (root / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    drafts, _, _ = TOOL.corpus(COUNT, 0, 0, 1)
    copies = [replace(drafts[0], id=f"{at:05}", date=(1990 + at, 1, 1), issuer=f"{at}号办公室") for at in range(30)]
    assert sum(TOOL.write(root, copies, 1)) > 0
    build(root, root / "site")
    with serve(root / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_near_identical_sections_are_read_when_their_list_is_opened(browser, alike):
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{alike}write/?part=problems", wait_until="networkidle")
    assert sum("/texts/" in url for url in asked) == 1
    page.locator(".desk-same summary").first.click()
    others = page.locator(".desk-same").first.locator("li")
    expect(others).to_have_count(20)
    page.locator(".desk-same button").first.click()
    expect(others).to_have_count(29)
    expect(page.locator(".desk-same button").first).to_be_hidden()
    expect(page.locator(".desk-same summary").first).to_contain_text("首见 1990")
    page.close()


def test_words_frames_and_outlines_each_have_an_address(open_page):
    page = open_page("write/?part=work&q=台账")
    expect(page.locator(".desk-card").first).to_be_visible()
    assert page.locator("#desk-status").inner_text().startswith(tuple("123456789"))
    frames = open_page("write/?view=frames&part=work")
    frame = frames.locator(".frame").first
    expect(frame).to_be_visible()
    number = int(frames.locator(".desk-frame .how-many").first.inner_text().split(" ")[0])
    frame.click()
    expect(status(frames)).to_contain_text("篇")
    assert int(status(frames).locator("b").nth(1).inner_text()) >= number
    outlines = open_page("write/?view=outlines&genre=讲话")
    expect(outlines.locator(".desk-outline li").first).to_contain_text("一、")


def test_a_view_opens_at_its_top_and_the_basket_stays_in_sight(open_page):
    page = open_page("write/?part=work")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.get_by_role("button", name="放进篮子").nth(3).click()
    near = page.locator("#desk-near")
    expect(near).to_have_text("篮子 1")
    expect(near).to_be_in_viewport()
    near.click()
    expect(page.locator(".desk-basket .desk-card")).to_have_count(1)
    assert page.evaluate("scrollY") == 0
    expect(near).to_be_hidden()


def test_an_emptied_basket_can_be_had_back(open_page):
    page = open_page("write/?part=work")
    page.get_by_role("button", name="放进篮子").first.click()
    page.locator(".choice-view label", has_text="篮子").click()
    page.get_by_role("button", name="清空").click()
    expect(page.locator(".desk-card")).to_have_count(0)
    page.get_by_role("button", name="撤销清空").click()
    expect(page.locator(".desk-card")).to_have_count(1)


def test_a_sought_word_is_seen_in_each_card(open_page):
    page = open_page("write/?part=work&q=台账")
    cards = page.locator(".desk-card")
    expect(cards.first).to_be_visible()
    for at in range(cards.count()):
        expect(cards.nth(at).locator("mark").first).to_have_text("台账")


def test_a_part_without_frames_leads_to_those_that_have_some(open_page):
    page = open_page("write/?view=frames&part=work&q=不见于任何句式")
    desk = page.locator("#desk-status")
    expect(desk).to_contain_text("有句式的部分")
    desk.get_by_role("link").first.click()
    expect(page.locator(".desk-frame").first).to_be_visible()


def test_what_was_put_into_the_basket_by_others_is_text(open_page, evil):
    page = open_page("write/?view=basket")
    item = dict.fromkeys(("id", "title", "about", "heading", "text"), evil) | {"address": "javascript:window.pwned=1"}
    page.evaluate("kept => localStorage.setItem('chengwen-basket', JSON.stringify(kept))", [item, {"id": 1}, None, "x"])
    page.reload()
    expect(page.locator(".desk-card")).to_have_count(1)
    expect(page.locator(".desk-card .entry-title")).to_have_text(evil.strip())
    assert page.locator(".desk a[href^='javascript']").count() == 0
    page.locator(".desk-card .entry-title").click()
    page.go_back()
    taken = saved(page, "存为 MD").decode()
    assert "<script" not in taken
    assert "<img" not in taken
    page.evaluate("localStorage.setItem('chengwen-basket', '{')")
    page.reload()
    expect(page.locator("#desk-status")).to_contain_text("篮子是空的")


def test_a_table_runs_no_formula(open_page):
    page = open_page("search/")
    cells = page.evaluate(
        """async (texts) => {
          const { cell } = await import(new URL("../assets/concordance.js", location.href).href);
          return texts.map(cell);
        }""",
        ["=1+1", "+a", "-a", "@a", "\t=a", '"a",\n', "三会一课，"],
    )
    assert cells == ["'=1+1", "'+a", "'-a", "'@a", "'\t=a", '"""a"",\n"', "三会一课，"]


# --- Passages that documents share ---


def test_a_copied_passage_is_marked_dated_and_compared(open_page, checkout):
    _, copies, _ = TOOL.corpus(COUNT, 4, 4, 1)
    copy = copies[1]
    page = open_page(f"d/{copy.documents[1]}/")
    mark = page.locator(".reuse-mark").first
    expect(mark).to_be_visible()
    title = page.locator(f'.reuse a[href*="/d/{copy.documents[0]}/"]').first.inner_text()
    page.locator(".reuse li", has_text=title).get_by_role("button", name="对照").first.click()
    sides = page.locator(".compare-text")
    expect(sides).to_have_count(2)
    before, after = sides.all_inner_texts()
    assert before == after
    assert before[:20] in copy.text
    expect(page.locator(".compare section").first).to_contain_text(title)
    expect(page.locator(".compare-head")).to_contain_text("两边一字不差")
    close = page.locator(".compare-head").get_by_role("button", name="关闭")
    assert close.bounding_box()["y"] < sides.first.bounding_box()["y"]
    close.click()
    expect(page.locator(".compare")).to_be_hidden()
    plain = open_page(f"d/{copy.documents[0]}/", java_script_enabled=False)
    expect(plain.locator(".reuse")).to_contain_text("首见于此")


def test_a_mark_stands_before_all_words_of_its_paragraph(open_page):
    """Also where a passage begins within it: the list is told so, and the script that marks runs once more."""
    _, copies, _ = TOOL.corpus(COUNT, 4, 4, 1)
    page = open_page(f"d/{copies[1].documents[1]}/")
    expect(page.locator(".reuse-mark").first).to_be_visible()
    first = page.evaluate(
        """async () => {
          for (const mark of document.querySelectorAll(".reuse-mark")) mark.remove();
          const item = document.querySelector(".reuse > ol > li");
          item.dataset.places = item.dataset.places.replace(/:\\d+-/u, ":5-");
          await import(new URL("../../assets/reuse.js?again", location.href).href);
          return document.getElementById(item.dataset.places.split(":")[0]).firstChild.className;
        }"""
    )
    assert first == "reuse-mark"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_mark_of_a_passage_is_no_part_of_a_paragraph_that_is_taken_and_under_no_link(open_page, width):
    _, copies, _ = TOOL.corpus(COUNT, 4, 4, 1)
    page = open_page(f"d/{copies[1].documents[1]}/", width=width)
    paragraph = page.locator(".text p", has=page.locator(".reuse-mark")).first
    expect(paragraph).to_be_visible()
    plain = paragraph.evaluate(
        """(block) => {
          const clone = block.cloneNode(true);
          for (const sign of clone.querySelectorAll(".permalink, .cite, .reuse-mark")) sign.remove();
          return clone.textContent.trim();
        }"""
    )
    paragraph.hover()
    link, mark = (paragraph.locator(part).first.bounding_box() for part in (".permalink", ".reuse-mark"))
    assert link["x"] + link["width"] <= mark["x"] or width == 390
    paragraph.locator(".shared").last.click(click_count=3)
    taken = page.evaluate("getSelection().toString().trim()")
    assert taken.startswith(plain[:8])
    assert plain[-8:] in taken


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", ["write/", "write/?view=frames&part=work", "write/?view=outlines", "reuse/", ""])
def test_the_other_pages_fit(open_page, path, width):
    page = open_page(path, width=width)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == width
