"""A site of hostile documents in a real Chromium: nothing runs, nothing is asked of another host, no page widens."""

from __future__ import annotations

import io
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import markdown
import pytest
from payloads import HOST, Payload, checkout, payloads
from playwright.sync_api import Browser, Page, expect

from chengwen.site.build.build import build, serve
from chengwen.site.cleaner.pyodide import cached, fetch

ROOT = Path(__file__).parents[2]
SAID = payloads()
FAMILIES = list(dict.fromkeys(one.family for one in SAID))
OF_LAYOUT = [one for one in SAID if one.family == "layout"]
CANARY = "window.heard = []; window.hostile = (...words) => heard.push(words);"
PHONE = {"width": 360, "height": 780}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LOADING = 120_000  # milliseconds until Python is loaded

LISTS = ["", "list/", "year/", "genre/", "charts/", "part/", "rules/promo-compiler-credit/", "phrases/三会一课/"]
LISTS += [f"list/{number}/" for number in range(2, 10)]
LISTS += [f"part/{part}/{number}" for part in ("opening", "work", "closing") for number in ("", "2/", "5/", "8/")]

WIDTHS = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  return [document.documentElement.scrollWidth, document.querySelector(".page").scrollWidth];
}"""

# Every page as the browser reads it, without showing it: its elements with the names of their attributes, counted.
KINDS = """async (addresses) => Promise.all(addresses.map(async (address) => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const counts = {};
  for (const element of page.querySelectorAll("*")) {
    const kind = [element.localName, ...element.getAttributeNames().sort()].join(" ");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return [page.querySelector("h1").textContent, counts];
}))"""
VARYING = ("a", "span", "li", "ul", "p", "h2", "nav", "footer", "wbr")
"""Elements whose number depends on neighbours, and on lines: tests/hostile/test_site.py says which."""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("hostile")
    checkout(root, SAID)
    assert not fetch(ROOT)
    shutil.copytree(cached(ROOT), cached(root))
    build(root, root / "site")
    with serve(root / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def troubles() -> list[str]:
    return []


@pytest.fixture(scope="module")
def loaded(browser: Browser, hostile_site: str, watch, troubles: list[str]) -> Iterator[Page]:
    """One page for all tests, as wide as a small phone."""
    context = browser.new_context(viewport=PHONE)
    context.add_init_script(CANARY)
    page = context.new_page()
    watch(page, hostile_site, troubles)
    page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda opened: troubles.append(f"a window was opened: {opened.url}"))
    yield page
    context.close()


@pytest.fixture
def page(loaded: Page, troubles: list[str]) -> Iterator[Page]:
    yield loaded
    assert loaded.evaluate("heard") == []
    assert troubles == []


def show(page: Page, address: str) -> tuple[int, int]:
    """Open a page, and all that is folded on it; gives how wide it is, and how wide its content would be."""
    page.goto(address)
    assert page.evaluate("heard") == [], address
    document, content = page.evaluate(WIDTHS)
    return document, content


def test_the_browser_reads_no_element_out_of_any_payload(page, hostile_site):
    page.goto(hostile_site)
    for below in ("", "compare/"):
        (_, expected), *found = page.evaluate(
            KINDS, [f"/d/{id}/{below}" for id in ("plain", *(one.id for one in SAID))]
        )
        for one, (heading, kinds) in zip(SAID, found, strict=True):
            handlers = [kind for kind in kinds if any(name.startswith("on") for name in kind.split()[1:])]
            assert handlers == [], one
            if len(one.text.splitlines()) == 1:
                assert _steady(kinds) == _steady(expected), one
                assert below or heading == _seen(page, one), one


def _steady(kinds: dict[str, int]) -> dict[str, int]:
    shared = kinds.get("section class id", 0)  # the list of passages that others have too
    without = {**kinds, "ol": kinds.get("ol", 0) - shared, "section class id": 0}
    return {kind: count for kind, count in without.items() if count and kind.split()[0] not in VARYING}


def _seen(page: Page, one: Payload) -> str:
    from html import unescape

    from chengwen.site.markup import escape

    return unescape(escape(one.text))


@pytest.mark.parametrize("path", LISTS)
def test_lists_of_hostile_titles_stay_on_the_screen(page, hostile_site, path):
    document, content = show(page, hostile_site + path)
    assert document <= PHONE["width"]
    if not {"list/7/", "part/opening/5/", "part/work/5/", "part/closing/5/"} & {path}:
        assert content <= PHONE["width"] or _holds_a_stack(page)


def _holds_a_stack(page: Page) -> bool:
    """Tell whether one character on the page, with the marks on it, is wider than a screen: it is cut off."""
    return page.evaluate("/[\\u0E31\\u0E49\\u0489\\u20DD\\u1100]{99}/u.test(document.body.textContent)")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_document_of_a_family_can_be_read(page, hostile_site, family):
    for below in ("", "compare/"):
        document, content = show(page, f"{hostile_site}d/family-{family}/{below}")
        assert document <= PHONE["width"]
        assert family == "layout" or content <= PHONE["width"]


@pytest.mark.parametrize("one", OF_LAYOUT, ids=lambda one: one.id)
def test_no_word_widens_a_document(page, hostile_site, one):
    for below in ("", "compare/"):
        document, content = show(page, f"{hostile_site}d/{one.id}/{below}")
        assert document <= PHONE["width"]
        assert content <= PHONE["width"] or _holds_a_stack(page)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_reader_takes_along_is_text(page, hostile_site, family):
    """The .docx is well formed and has the elements of a plain one; the Markdown makes headings and paragraphs alone."""
    show(page, f"{hostile_site}d/family-{family}/")
    with page.expect_download() as download:
        page.get_by_text("下载 DOCX").click()
    document = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        assert packed.testzip() is None
        trees = {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if _is_xml(name)}
    body = trees["word/document.xml"]
    tags = {element.tag.removeprefix(WORD) for element in body.iter()}
    assert tags <= WORDS, tags - WORDS
    own = [line for line in body.iter(f"{WORD}p") if line.find(f"{WORD}pPr/{WORD}pStyle[@{WORD}val='Source']") is None]
    written = "".join(part.text or "" for line in own for part in line.iter(f"{WORD}t"))
    shown = "".join(page.evaluate(SHOWN))
    assert re.sub(BLANK, "", shown).removeprefix(f"无题文稿family-{family}") == re.sub(BLANK, "", written)
    made = markdown.markdown(_saved(page, "md").decode(), extensions=EXTENSIONS)
    read = ElementTree.fromstring(f"<all>{made}</all>")
    assert {element.tag for element in read.iter()} <= {"all", "h1", "h2", "h3", "h4", "h5", "h6", "p"}
    assert [element.attrib for element in read.iter() if element.attrib] == []


WORDS = {"document", "body", "p", "pPr", "r", "rPr", "t", "jc", "ind", "spacing", "pStyle", "color", "sz", "szCs"}
WORDS |= {"rStyle", "sectPr", "pgSz", "pgMar", "footerReference", "docGrid", "tab", "pBdr", "top", "bottom"}
WORDS |= {"tbl", "tblPr", "tblStyle", "tblW", "tblGrid", "gridCol", "tr", "tc", "tcPr", "tcW", "pageBreakBefore"}
BLANK = "[ \t\n\u3000]"
EXTENSIONS = ["attr_list", "tables", "md_in_html", "footnotes", "abbr", "admonition"]
SHOWN = """() => [document.querySelector("h1"), ...document.querySelectorAll(".text :is(h2, h3, h4, h5, h6, p)")].map(
  (block) => { const copy = block.cloneNode(true);
    for (const extra of copy.querySelectorAll(".permalink, .cite, .reuse-mark")) extra.remove();
    return copy.textContent.trim(); })"""


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"[data-make={kind}]").click()
    return Path(download.value.path()).read_bytes()


def test_a_hostile_heading_is_cited_as_text(page, hostile_site):
    page.goto(f"{hostile_site}d/h001/")
    page.locator("#s1").hover()
    page.locator("#s1 .cite").click()
    expect(page.locator(".citation [data-key=full]")).to_contain_text("<script>hostile()</script>")


def test_no_title_ends_its_field_in_bibtex_or_begins_a_command(page, hostile_site):
    """BibTeX counts braces whatever stands before them; what TeX would run is spelt out."""
    for one in (one for one in SAID if one.family == "citations"):
        page.goto(f"{hostile_site}d/{one.id}/?q={quote(one.text)}")
        page.locator("[data-make=cite]").dispatch_event("click")  # folded away on a phone
        entry = page.locator(".citation [data-key=bibtex]").inner_text()
        depth, line = 0, next(line for line in entry.split("\n") if line.startswith("  title = "))
        for sign in re.findall("[{}]", line.removesuffix(",")):
            depth += 1 if sign == "{" else -1
            assert depth >= 0, (one, line)
        assert depth == 0, (one, line)
        commands = set(re.findall(r"\\[a-z]+", line))
        assert commands <= {"\\textbackslash", "\\textbraceleft", "\\textbraceright", *OF_SIGNS}, (one, line)


OF_SIGNS = ("\\textasciitilde", "\\textasciicircum")


def test_the_list_is_narrowed_and_ordered_by_hostile_values_as_text(page, hostile_site):
    page.goto(f"{hostile_site}list/")
    word, count = page.locator("#list-filters input[name=word]"), page.locator(".how-many")
    for query in ("<script", "__proto__", '"><meta', "onerror=", "&year=1999"):
        word.fill(query)
        expect(count).to_have_text(re.compile(r"^\d{1,2} 篇$"))
        tags = page.locator(".entries *").evaluate_all("all => [...new Set(all.map((one) => one.localName))]")
        assert set(tags) <= {"li", "a", "p"}
        document, _ = page.evaluate(WIDTHS)
        assert document <= PHONE["width"], query
    page.goto(f"{hostile_site}list/?year=__proto__&order=constructor&page=-1&word=%3Cimg src=x onerror=hostile()%3E")
    expect(page.locator("#list-filters input[name=word]")).to_have_value("<img src=x onerror=hostile()>")


def test_the_search_shows_hostile_text_as_text(page, hostile_site):
    for query in ("script", "onerror", "javascript", "__proto__", "constructor", "<img", '"><script>', "{{ config"):
        page.goto(f"{hostile_site}search/")
        page.locator("#query").fill(query)
        expect(page.locator("#search-lines > li").first).to_be_visible()
        expect(page.locator("#search-lines mark").first).to_be_visible()
        tags = page.locator("#search-lines *").evaluate_all("all => [...new Set(all.map((one) => one.localName))]")
        assert set(tags) <= {"li", "a", "span", "ol", "mark", "button"}
        attributes = page.locator("#search-lines *").evaluate_all("all => all.flatMap((e) => e.getAttributeNames())")
        assert set(attributes) <= {"class", "href", "role", "type", "hidden", "title", "aria-expanded"}
        document, _ = page.evaluate(WIDTHS)
        assert document <= PHONE["width"], query


def test_a_genre_called_like_a_part_of_every_object_can_be_chosen(page, hostile_site):
    page.goto(f"{hostile_site}search/?q=净水")
    for name in ("__proto__", "constructor", "toString"):
        page.goto(f"{hostile_site}search/?q=净水&genre={name}")
        expect(page.locator("#search-status")).to_contain_text("1 篇")


def test_the_page_that_cleans_shows_what_was_pasted_as_text(page, hostile_site):
    page.goto(f"{hostile_site}clean/")
    text = "\n".join(f"（{number}）{one.text}" for number, one in enumerate(SAID, 1) if one.family != "layout")
    page.locator("#cleaner-text").fill(f"<script>hostile()</script>工作总结\n一、净水\n{text}\n")
    page.locator("#cleaner-start").click()
    expect(page.locator("#cleaner-result[aria-busy]")).to_have_count(0, timeout=LOADING)
    expect(page.locator("#cleaner-result .cleaner-title")).to_be_visible()
    tags = page.locator("#cleaner-result *").evaluate_all("all => [...new Set(all.map((one) => one.localName))]")
    assert not set(tags) & {"script", "img", "iframe", "svg", "style", "form", "base", "meta", "object", "input"}
    assert "<img src=x onerror=hostile()>" in page.locator("#cleaner-result").inner_text()
    document, _ = page.evaluate(WIDTHS)
    assert document <= PHONE["width"]


def test_the_canary_sings_when_something_runs(page, hostile_site, troubles):
    """What the other tests rely on: had a payload run, or asked for another host, they would know."""
    page.goto(hostile_site)
    page.evaluate("hostile('sung')")
    assert page.evaluate("heard") == [["sung"]]
    page.evaluate(f"fetch('https://{HOST}/').catch(() => null)")
    assert any(HOST in trouble for trouble in troubles), json.dumps(troubles)
    troubles.clear()
    page.evaluate("heard.length = 0")
