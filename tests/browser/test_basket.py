"""What a writer put aside is taken away as a Word file in the layout of a whole document, made in the browser."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from chengwen.formats.read import Extracted, read
from chengwen.site.cleaner.browser import basket_for_page

LOADING = 120_000  # milliseconds for the first file, which has Python loaded
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AS_JSON = """async () => {
  const { asJson, items } = await import(new URL("../assets/basket.js", location.href).href);
  return asJson(items());
}"""


def filled(page: Page) -> list[str]:
    """Put two sections into the basket and open it; returns the lines of its cards."""
    cards = page.locator(".desk-card")
    expect(cards.first).to_be_visible()
    for at in range(2):
        cards.nth(at).get_by_role("button", name="放进篮子").click()
    page.locator(".choice-view label", has_text="篮子 2").click()
    expect(cards).to_have_count(2)
    return page.locator(".desk-card :is(.entry-title, .desk-text p)").all_inner_texts()


def saved(page: Page) -> bytes:
    with page.expect_download(timeout=LOADING) as downloading:
        page.get_by_role("button", name="存为 DOCX").click()
    assert re.fullmatch(r"篮子-\d{4}-\d\d-\d\d\.docx", downloading.value.suggested_filename)
    return Path(downloading.value.path()).read_bytes()


def lines_of(made: bytes) -> list[str]:
    (result,) = read("篮子.docx", made)
    assert isinstance(result, Extracted)
    return (result.text or "").splitlines()


def test_a_basket_becomes_a_word_file_of_the_same_template_and_says_where_each_passage_stands(open_page):
    page = open_page("write/?part=work")
    cards = filled(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    status = page.locator("#desk-status").inner_text()
    made = saved(page)
    assert made == basket_for_page(page.evaluate(AS_JSON).encode())
    lines = lines_of(made)
    assert [line for line in lines if not line.startswith("出处：")] == [line.strip(" \u3000") for line in cards]
    sources = [line for line in lines if line.startswith("出处：")]
    assert len(sources) == 2
    assert all(re.search("，http://127.0.0.1:[0-9]+/d/.+#", line) for line in sources)
    with ZipFile(BytesIO(made)) as package:
        margins = fromstring(package.read("word/document.xml")).find(f".//{W}pgMar")
        assert b'w:line="560" w:lineRule="exact"' in package.read("word/styles.xml")
    assert margins is not None
    expect(page.locator("#desk-status")).to_have_text(status)
    before = len(asked)
    assert saved(page) == made
    assert [address for address in asked[before:] if not address.startswith("blob:")] == []


def test_what_others_put_into_the_basket_stays_text_in_the_word_file(open_page, evil):
    page = open_page("write/?view=basket")
    item = dict.fromkeys(("id", "title", "about", "heading", "text"), f"{evil}\0\ud800") | {"address": "javascript:1"}
    page.evaluate("kept => localStorage.setItem('chengwen-basket', JSON.stringify(kept))", [item, {"id": 1}])
    page.reload()
    made = saved(page)
    assert sum(evil[:20] in line for line in lines_of(made)) == 3
    with ZipFile(BytesIO(made)) as package:
        assert not any(
            b"hyperlink" in package.read(name) or b"External" in package.read(name) for name in package.namelist()
        )


def test_a_program_that_cannot_be_loaded_is_told_and_the_text_can_be_had_all_the_same(browser, site):
    context = browser.new_context()
    page = context.new_page()
    context.route("**/pyodide.mjs", lambda route: route.abort())
    page.goto(f"{site}write/?part=work")
    filled(page)
    page.get_by_role("button", name="存为 DOCX").click()
    expect(page.locator("#desk-status")).to_contain_text("程序没有运行起来", timeout=LOADING)
    with page.expect_download():
        page.get_by_role("button", name="存为 TXT").click()
    context.unroute_all()
    assert lines_of(saved(page))
    context.close()
