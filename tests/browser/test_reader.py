"""What a reader can do with a document and with the lists: cite, copy, take along, look up, in a real Chromium."""

import io
import re
import threading
import zipfile

from playwright.sync_api import expect

from chengwen.site.build.build import serve


def test_a_section_is_cited_by_standard_and_address(open_page):
    page = open_page("d/000/")
    page.locator("#s2-1").hover()
    page.locator("#s2-1 .cite").click()
    text = page.locator(".citation [data-key=full]").inner_text()
    version = page.locator("article").get_attribute("data-version")
    assert re.fullmatch(
        r"佚名\. 2022年村镇基层党建工作情况总结：（一）在“真抓”上明责任\[EB/OL\]\. "
        rf"版本 {version}\. (\(\d{{4}}-\d\d-\d\d\))?\[\d{{4}}-\d\d-\d\d\]\. http.*/d/000/#s2-1\.",
        text,
    )
    entry = page.locator(".citation [data-key=bibtex]").inner_text()
    assert entry.startswith(f"@online{{chengwen-000-{version},\n  title = {{{{2022年村镇")
    assert f"version = {{{version}}}" in entry
    small = "all => all.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 12).length"
    assert page.locator(".citation *:visible").evaluate_all(small) == 0
    record = page.locator(".citation [data-key=version]").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator(".citation")).to_be_hidden()
    page.goto(record)
    expect(page.locator(":target")).to_contain_text(version)
    expect(page.locator(":target")).to_contain_text("现在的一版")


def test_a_paragraph_has_a_link_of_its_own_where_it_is_pointed_at(open_page):
    page = open_page("d/000/")
    page.locator("#s2-1-p1").hover()
    link = page.locator("#s2-1-p1 > .permalink")
    expect(link).to_have_css("opacity", "1")
    link.click()
    expect(page.locator(":target")).to_have_attribute("id", "s2-1-p1")


def test_the_raw_text_stands_beside_the_clean_one(open_page):
    page = open_page("d/003/")
    page.locator("#record summary").click()
    page.get_by_role("link", name="与原文逐段对照").click()
    changed = page.locator(".parallel-rows li:not(.same) > div")
    raw, clean = changed.nth(0), changed.nth(1)
    assert raw.bounding_box()["y"] == clean.bounding_box()["y"]
    shown = page.locator(".parallel-rows li:visible")
    before = shown.count()
    page.get_by_label("只看有改动的段").check()
    assert 0 < shown.count() < before
    page.set_viewport_size({"width": 390, "height": 850})
    assert raw.bounding_box()["y"] < clean.bounding_box()["y"]


def test_the_whole_text_is_copied_as_text(open_page):
    page = open_page("d/003/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-make=copy]")
    label = button.inner_text()
    button.click()
    expect(button).to_have_text("已复制")
    button.click()  # again before the label is back
    expect(button).to_have_text(label)
    copied = page.evaluate("navigator.clipboard.readText()")
    shown = page.locator(".text p").first.inner_text()
    assert shown in copied
    assert "#" not in copied
    assert "引\n" not in copied


def test_markdown_is_made_here_and_word_lies_beside_the_page(open_page):
    page = open_page("d/002/")
    with page.expect_download() as download:
        page.locator("[data-make=md]").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("# 2022年度基层党建述职报告\n\n")
    assert "\n## 一、履职工作特色和亮点\n" in text
    with page.expect_download() as download:
        page.get_by_text("下载 DOCX").click()
    assert download.value.suggested_filename == "002.docx"
    words = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())).read("word/document.xml").decode("utf-8")
    assert "坚守政治担当，以上率下履责齐抓。" in words


def test_a_document_leads_on(open_page):
    page = open_page("d/000/")
    page.locator(".further a").first.click()
    expect(page.locator("article.document h1")).to_be_visible()


def test_a_part_of_all_documents_leads_to_the_section(open_page):
    page = open_page("part/problems/")
    expect(page.locator(".entry")).to_have_count(3)
    page.locator(".entry-title").first.click()
    page.wait_for_url("**/d/*/#s*")


def test_the_concordance_shows_each_use_and_leads_there(open_page):
    page = open_page("phrases/三会一课/")
    lines = page.locator(".kwic li")
    expect(page.locator(".phrase-parts li")).to_have_text(["支部党员大会", "支部委员会", "党小组会", "党课"])
    rights = page.locator(".kwic-right").all_inner_texts()
    assert rights == sorted(rights)
    assert lines.count() == len(rights) >= 5
    page.locator(".orders a", has_text="按前文排列").click()
    expect(page.locator(".kwic li")).to_have_count(len(rights))
    page.locator(".kwic a").first.click()
    page.wait_for_url("**/d/*/#*")


def test_of_few_documents_there_are_sentences_and_no_charts(open_page):
    page = open_page("charts/")
    expect(page.locator(".chart-seen").first).to_contain_text("共 6 篇")
    expect(page.locator("figure.chart")).to_have_count(0)


def test_on_a_phone_the_text_comes_first(open_page):
    page = open_page("d/000/", width=390)
    expect(page.locator(".facts details")).not_to_have_attribute("open", "")


def test_only_the_scripts_of_the_site_run(open_page, complaints):
    page = open_page("d/000/")
    policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
    assert "unsafe-inline" not in policy
    assert "script-src 'self' 'wasm-unsafe-eval' 'sha256-" in policy
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror=\"window.pwned=1\">')")
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.pwned=1'; document.body.append(s)"
    )
    assert page.evaluate("window.pwned") is None
    assert all("Content Security Policy" in complaint or "x:" in complaint for complaint in complaints)
    complaints.clear()


def test_a_page_loads_itself_again_when_the_site_was_made_anew(browser, tmp_path):
    home = tmp_path / "index.html"
    home.write_text("<body>old</body>", encoding="utf-8")
    with serve(tmp_path, 0, live=True) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_context().new_page()
        with page.expect_response("**/live"):
            page.goto(f"http://127.0.0.1:{server.server_port}/")
        home.write_text("<body>new</body>", encoding="utf-8")
        expect(page.locator("body")).to_have_text("new")
        page.context.close()
        server.shutdown()
