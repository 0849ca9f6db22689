"""Every type of page for everyone: light and dark, on the phone, zoomed, with wide spacing, by keyboard, on paper.

Each page is loaded once, and everything is asked of it: a browser is slow to start and quick to answer.
"""

import re
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TYPES = (
    "",
    "d/000/",
    "d/003/",
    "d/004/",
    "d/666/",
    "d/003/compare/",
    "d/002/history/",
    "list/",
    "year/",
    "genre/",
    "level/",
    "year/2022/",
    "search/",
    "search/?q=党员",
    "search/?q=党员&sort=right&view=documents",
    "write/?part=problems",
    "write/?view=frames",
    "write/?view=outlines",
    "write/frames/",
    "reuse/",
    "part/",
    "part/problems/",
    "theme/life/",
    "phrases/",
    "phrases/三会一课/",
    "charts/",
    "rules/",
    "rules/cms-paid-marker/",
    "rules/junk-zero-width/",
    "rules/mask-age/",
    "clean/",
    "data/",
    "about/",
    "rights/",
    "reference/",
    "404.html",
)
SPACE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""What WCAG 1.4.12 lets a reader set."""

POOR_CONTRAST = """
(elements) => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const contrast = (element) => {
    let behind = element;
    while (numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const pair = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
    const [low, high] = pair.map((color) => luminance(numbers(color))).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  return elements.filter((element) => contrast(element) < 4.5).map((element) => element.outerHTML);
}
"""
WORDS = ":is(h1, h2, p, dt, dd, li, a, b, span, code, kbd, del, ins, mark, th, td, small, button, label, input)"
SMALL = """all => all.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 12 &&
  [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((e) => e.outerHTML)"""
TO_HIT = ":is(a, button, select, summary, input:not([type=radio], [type=checkbox]))"
LOW = """all => all.filter((e) => getComputedStyle(e).display !== "inline" && !e.closest("p, dd, td, .item") &&
  e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)"""
"""What a finger is to hit and no finger hits; a link among words is as high as its line."""


def is_dark(page: Page) -> bool:
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", paper))) < 200


def wait_for_results(page: Page) -> None:
    if "?q=" in page.url:
        expect(page.locator("#search-status")).not_to_be_empty()


@pytest.mark.parametrize("path", TYPES)
def test_every_type_of_page_serves_everyone(open_page, path):
    page = open_page(path)
    wait_for_results(page)
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert is_dark(page) == (scheme == "dark")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
        assert page.locator(f"{WORDS}:visible").evaluate_all(POOR_CONTRAST) == []
    for width in (720, 390):  # 1440 at 200 %, a phone
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("body *:visible").evaluate_all(SMALL) == []
    assert page.locator(f"{TO_HIT}:visible").evaluate_all(LOW) == []
    page.set_viewport_size({"width": 320, "height": 844})
    page.evaluate(SPACE)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_first_key_leads_past_the_header(open_page):
    page = open_page("d/003/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_in_forced_colours_only_the_current_place_is_marked(open_page):
    page = open_page("list/", forced_colors="active")
    width = "links => links.map((a) => [a.hasAttribute('aria-current'), getComputedStyle(a).borderBottomColor])"
    marked = page.locator(".site-nav a").evaluate_all(width)
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert [current for current, colour in marked if colour != paper] == [True]


def test_a_page_of_a_document_is_light(open_page):
    """At most 200 kB in 12 requests, of which one is a style sheet; nothing of the site is there that nobody asks for."""
    asked = []
    page = open_page("about/")
    page.on("response", lambda answer: asked.append((answer.url, len(answer.body()))))
    page.goto(page.url.replace("about/", "d/000/"), wait_until="networkidle")
    assert sum(size for _, size in asked) <= 200_000
    assert len(asked) <= 12
    assert sum(url.endswith(".css") for url, _ in asked) == 1


def test_what_needs_no_script_works_without(open_page):
    page = open_page("d/003/", java_script_enabled=False)
    expect(page.locator(".site-search")).to_be_hidden()  # it would lead to a page that cannot search
    expect(page.locator("#scheme")).to_be_hidden()
    page.locator(".site-search-link").click()
    page.locator("noscript a", has_text="部分").click()
    page.locator(".cards a", has_text="存在问题").click()
    page.locator(".entry-title").first.click()
    expect(page.locator("article.document h1")).to_be_visible()
    page.goto(page.url.partition("/d/")[0] + "/list/")
    expect(page.locator("#list-filters")).to_be_hidden()
    expect(page.locator(".entry")).to_have_count(6)


def test_on_paper_there_is_the_text_its_version_and_its_address(open_page):
    page = open_page("d/003/")
    page.emulate_media(media="print", color_scheme="dark")
    assert not is_dark(page)
    for gone in (".site-header", ".site-footer", ".facts", ".record", ".further", ".contents"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".edition")).to_have_text(re.compile(r"版本 [0-9a-f]{12}.*/d/003/$"))
    page.goto(page.url + "compare/")
    page.emulate_media(media="print")
    expect(page.locator(".parallel-rows del").first).to_have_css("text-decoration-line", "line-through")
    expect(page.locator(".site-search")).to_be_hidden()


@pytest.mark.parametrize(
    "path", ["phrases/三会一课/", "search/?q=党员", "commands/", "clean/", "part/problems/", "rules/"]
)
def test_on_paper_nothing_is_cut_and_nothing_waits_for_a_click(open_page, path):
    page = open_page(path, width=590)  # what the margins leave of A4
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate(CUT) == []
    assert page.evaluate(CONTROLS) == []
    assert page.evaluate(LOOSE) == []


CUT = """() => [...document.querySelectorAll("main *")].filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1
  && getComputedStyle(one).overflowX !== "visible").map((one) => one.outerHTML.slice(0, 200))"""
CONTROLS = """() => [...document.querySelectorAll("main :is(button, input, select)")].filter((one) => one.checkVisibility())
  .map((one) => one.outerHTML.slice(0, 200))"""
LOOSE = """() => [...document.querySelectorAll("main :is(h2, h3)")].filter((one) => one.checkVisibility()
  && getComputedStyle(one).breakAfter !== "avoid").map((one) => one.outerHTML.slice(0, 200))"""
"""Headings that may stand alone at the foot of a page."""
