"""The page that cleans a text in the browser gives what the command gives, and tells nobody."""

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path
from threading import Thread
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner
from docx_files import docx, p, r, table
from playwright.sync_api import Browser, Page, expect

from chengwen.checkout.store import raw_samples
from chengwen.cli.main import cli
from chengwen.document import Document
from chengwen.measure.gold import read_folder
from chengwen.site.build.build import serve
from chengwen.word.template import word_file

ROOT = Path(__file__).parents[2]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LOADING = 120_000  # milliseconds for the first text, which has Python loaded

# With a number in the place of bytes: so many zeros.
DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  document.querySelector("#cleaner-drop").dispatchEvent(
    new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
  );
}"""

NOTICE = """甲乙文库整理，咨询QQ10001
关于做好防汛工作的通知
一、提高认识。共有党员X名。
二、加强值守。联系人：党政办主任赵晓峰，电话13800138000。
李家镇人民政府
2021年6月1日
"""


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """The addresses that the browser asked for."""
    return []


@pytest.fixture(scope="module")
def troubles() -> list[str]:
    return []


@pytest.fixture(scope="module")
def loaded(browser: Browser, site: str, watch, asked: list[str], troubles: list[str]) -> Iterator[Page]:
    """One page for all: Python is loaded once."""
    context = browser.new_context(viewport={"width": 1440, "height": 850})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    watch(page, site, troubles)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}clean/")
    yield page
    context.close()


@pytest.fixture
def page(loaded: Page, troubles: list[str]) -> Iterator[Page]:
    yield loaded
    assert loaded.evaluate("window.pwned") is None
    assert troubles == []


def start(page: Page) -> None:
    page.locator("#cleaner-start").click()
    expect(page.locator("#cleaner-result[aria-busy]")).to_have_count(0, timeout=LOADING)


def clean_dropped(page: Page, name: str, raw: bytes) -> None:
    page.evaluate(DROP, [name, list(raw)])
    expect(page.locator("#cleaner-file-name")).to_contain_text(name)
    start(page)


def clean_pasted(page: Page, text: str) -> None:
    forget(page)
    page.locator("#cleaner-text").fill(text)
    start(page)


def forget(page: Page) -> None:
    """Let go of whatever an earlier test gave."""
    if page.locator("#cleaner-forget").is_visible():
        page.locator("#cleaner-forget").click()
    page.locator("#cleaner-text").fill("")


def saved(page: Page, words: str) -> bytes:
    with page.expect_download() as download:
        page.locator("#cleaner-result").get_by_text(words).click()
    return Path(download.value.path()).read_bytes()


def by_command(path: Path, *options: str) -> bytes:
    ran = CliRunner().invoke(cli, ["clean", str(path), *options])
    assert ran.exit_code == 0, ran.output
    return ran.stdout_bytes


def test_the_program_is_loaded_when_somebody_comes_near_and_shows_how_far_it_is(page):
    """The first of all here: the others are given the page on which it is loaded then, which takes ten seconds."""
    expect(page.locator("#cleaner-progress")).to_be_hidden()
    assert page.workers == []
    page.locator("#cleaner-text").focus()
    expect(page.locator("#cleaner-progress")).to_be_visible()
    expect(page.locator("#cleaner-progress[value]")).to_be_visible(timeout=LOADING)
    expect(page.locator("#cleaner-progress")).to_be_hidden(timeout=LOADING)
    expect(page.locator("#cleaner-status")).to_have_text("")
    clean_pasted(page, NOTICE)
    expect(page.locator(".cleaner-title")).to_have_text("关于做好防汛工作的通知")
    assert (
        page.evaluate(
            "document.querySelector('#cleaner-result .text').compareDocumentPosition(document.querySelector('#cleaner-result .record'))"
        )
        & 4
    )


def test_every_sample_comes_out_as_from_the_command_to_the_byte(page):
    page.locator("#cleaner-origin summary").click()
    for sample in raw_samples(ROOT):
        page.locator("#cleaner-url").fill(sample.sidecar.url or "")
        page.locator("#cleaner-rights").fill(sample.sidecar.rights or "")
        clean_dropped(page, sample.path.name, sample.path.read_bytes())
        assert saved(page, "JSON") == by_command(sample.path, "--json")
        assert saved(page, "清文 TXT") == by_command(sample.path)
        assert saved(page, "样本原件") == sample.path.read_bytes()
        stated = tomllib.loads(saved(page, "样本说明").decode())
        assert stated == tomllib.loads(sample.path.with_suffix(".toml").read_text(encoding="utf-8"))
        shown = page.locator(".cleaner-title").inner_text() + page.locator("#cleaner-result .text").text_content()
        assert "".join(shown.split()) == "".join(by_command(sample.path).decode().split())
    page.locator("#cleaner-url").fill("")
    page.locator("#cleaner-rights").fill("")
    page.locator("#cleaner-origin summary").click()


def word_by_command(path: Path, *options: str) -> bytes:
    out = path.with_name("out.docx")
    out.unlink(missing_ok=True)
    ran = CliRunner().invoke(cli, ["clean", str(path), "--out", str(out), *options])
    assert ran.exit_code == 0, ran.output
    return out.read_bytes()


def in_word(text: str) -> bytes:
    """A text as Word may hold it: a paragraph a line in two runs, rows of tabs as tables."""
    blocks = []
    for line in re.split("\r\n|[\n\r]", re.sub(NO_XML, "", text)):
        half, words = len(line) // 2, line.strip("\t")
        if "\t" in words:
            blocks.append(table(escape(words).replace("|", "｜").replace("\t", "|")))
        else:
            blocks.append(p(r(escape(line[:half])), r(escape(line[half:]), "<w:b/>")))
    return docx("".join(blocks))


NO_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def test_a_word_file_comes_out_as_from_the_command_to_the_byte(page, tmp_path):
    path = tmp_path / "sample.docx"
    for sample in raw_samples(ROOT):
        path.write_bytes(in_word(sample.decode().text))
        clean_dropped(page, path.name, path.read_bytes())
        assert saved(page, "下载 DOCX（带修订）") == word_by_command(path)
        assert saved(page, "下载 DOCX（干净稿）") == word_by_command(path, "--accept")
        assert saved(page, "JSON") == by_command(path, "--json")
        assert saved(page, "清文 TXT") == by_command(path)
        assert saved(page, "公文版式") == word_file(Document.from_json(by_command(path, "--json")))


def test_a_word_file_says_what_it_holds_still_and_what_it_does_not(page):
    more = {"rM": ("vbaProject", "vbaProject.bin")}
    clean_dropped(
        page, "a.docx", docx(p("关于防汛的通知") + p("一、党员X名"), more=more, raw={"word/vbaProject.bin": b""})
    )
    expect(page.locator("#cleaner-result .facts")).to_contain_text("原文都还在")
    expect(page.locator(".record", has_text="请看一看")).to_contain_text("没有留下：宏")
    clean_pasted(page, NOTICE)
    expect(page.locator("#cleaner-result .facts")).not_to_contain_text("原文都还在")


def test_forty_annotated_documents_come_out_of_word_as_from_the_command(page, tmp_path):
    path = tmp_path / "sample.docx"
    for number, document in enumerate(islice(read_folder(ROOT / "tests" / "gold" / "seen"), 0, 40 * 20, 20)):
        path.write_bytes(in_word(document.raw))
        clean_dropped(page, path.name, path.read_bytes())
        words, options = (("下载 DOCX（带修订）", ()), ("下载 DOCX（干净稿）", ("--accept",)))[number % 2]
        assert saved(page, words) == word_by_command(path, *options), document.name


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "euc_kr"])
def test_a_file_of_another_encoding_comes_out_as_from_the_command(page, tmp_path, encoding):
    """What none of our own encodings fits is asked of chardet, which has no accelerator here."""
    text = {"big5": "關於做好防汛工作的通知\n一、提高認識。\n", "euc_kr": "안녕하십니까 회의록입니다\n"}.get(
        encoding, NOTICE
    )
    path = tmp_path / "sample.txt"
    path.write_bytes(text.encode(encoding))
    clean_dropped(page, "sample.txt", path.read_bytes())
    assert saved(page, "JSON") == by_command(path, "--json")


def test_rich_text_comes_out_as_from_the_command(page, tmp_path):
    path = tmp_path / "sample.rtf"
    words = "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in NOTICE).replace("\n", "\\par\n")
    path.write_text(f"{{\\rtf1\\ansi\\uc1 {words}}}", encoding="ascii")
    clean_dropped(page, path.name, path.read_bytes())
    assert saved(page, "JSON") == by_command(path, "--json")
    assert saved(page, "公文版式") == word_file(Document.from_json(by_command(path, "--json")))
    assert tomllib.loads(saved(page, "样本说明").decode())["media_type"] == "application/rtf"
    clean_dropped(page, path.name, path.read_bytes()[:-1])
    expect(page.locator("#cleaner-status")).to_contain_text("残缺")


def test_shows_what_went_what_was_masked_and_what_to_look_at(page):
    clean_pasted(page, NOTICE + "（未完，剩余内容请付费阅读）\n")
    result = page.locator("#cleaner-result")
    expect(result.locator(".cleaner-title")).to_be_focused()
    expect(result.locator(".cleaner-title")).to_have_text("关于做好防汛工作的通知")
    expect(result.locator(".text h2")).to_have_text(["一、提高认识。", "二、加强值守。"])
    expect(result.locator(".text .placeholder")).to_have_text(["〖数字〗", "〖姓名1〗", "〖电话〗"])
    expect(result.locator("h3", has_text="推销与联系方式")).to_be_visible()
    expect(result.locator("del", has_text="甲乙文库整理")).to_be_visible()
    expect(result.locator("li", has_text="13800138000").locator("ins")).to_have_text("〖电话〗")
    expect(result.locator(".record", has_text="请看一看")).to_contain_text("正文不全")
    expect(result.locator(".cleaner-contribute")).to_contain_text("请不要外传")
    result.get_by_text("复制全文").click()
    expect(result.get_by_text("已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("关于做好防汛工作的通知\n\n一、")
    rule = result.locator("a", has_text="promo-compiler-credit").get_attribute("href")
    assert page.request.get(page.url + rule).ok


def nested(depth: int) -> bytes:
    inside = p("关于防汛的通知") + p("一、党员X名")
    return docx("<w:sdt><w:sdtContent>" * depth + inside + "</w:sdtContent></w:sdt>" * depth)


def test_a_file_nested_as_deep_as_is_read_comes_out(page):
    clean_dropped(page, "套.docx", nested(60))
    assert saved(page, "下载 DOCX（干净稿）").startswith(b"PK")


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("空.txt", b"", "这是空的"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "这是图片"),
        ("数.txt", bytes(range(256)) * 20, "这不像文本"),
        ("汇报.pdf", b"%PDF-1.4", "chengwen add"),
        ("汇报.docx", b"PK\x03\x04", "残缺"),
        ("汇报.docx", nested(2_000), "套得太深"),
        ("汇报.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ],
)
def test_what_is_no_text_gets_one_clear_sentence(page, name, raw, told):
    clean_dropped(page, name, raw)
    expect(page.locator("#cleaner-status")).to_contain_text(told)
    expect(page.locator("#cleaner-result")).to_be_empty()


def test_a_file_too_large_for_a_browser_is_refused_unread(page):
    page.evaluate(DROP, ["大.txt", 5_000_001])
    start(page)
    expect(page.locator("#cleaner-status")).to_contain_text("超过 5 MB")


def test_hostile_text_is_shown_as_text(page, evil):
    """The fixture sees to it that no script of it ran."""
    lines = f"{evil}\n一、{evil}\n甲乙文库整理，咨询QQ10001\n二、<b>〖姓名〗</b>&lt;script&gt;window.pwned=1&lt;/script&gt;\n"
    clean_pasted(page, lines)
    clean_dropped(page, '"><img src=x onerror=window.pwned=1>.txt', lines.encode())
    expect(page.locator("#cleaner-result :is(script, img, b:not(summary b), [onerror])")).to_have_count(0)
    expect(page.locator("#cleaner-result del", has_text="<script>").first).to_be_visible()


def test_a_text_of_a_megabyte_is_cleaned_while_the_page_goes_on(page, tmp_path):
    paragraphs = (
        f"第{number}次会议强调，要扛起责任，{'抓好各项工作落实，' * 10}确保取得实效。\n" for number in range(3_500)
    )
    text = NOTICE + "".join(paragraphs)
    path = tmp_path / "long.txt"
    path.write_text(text, encoding="utf-8", newline="\n")
    assert path.stat().st_size > 1_000_000
    page.locator("#cleaner-choose").set_input_files(path)
    page.locator("#cleaner-start").click()
    expect(page.locator("#cleaner-status")).to_have_text("正在清洗……")
    page.locator("#cleaner-rights").evaluate("field => field.value = '还能填'")  # answered at once: the page is free
    expect(page.locator("#cleaner-result[aria-busy]")).to_have_count(1)
    expect(page.locator("#cleaner-result[aria-busy]")).to_have_count(0, timeout=LOADING)
    page.locator("#cleaner-rights").evaluate("field => field.value = ''")
    assert json.loads(saved(page, "JSON")) == json.loads(by_command(path, "--json"))


def test_nothing_is_asked_for_once_python_is_there(page, site, asked):
    clean_pasted(page, NOTICE)
    before = len(asked)
    clean_pasted(page, NOTICE * 2)
    saved(page, "JSON")
    assert [address for address in asked[before:] if not address.startswith("blob:")] == []
    assert {address.split("/")[2] for address in asked if not address.startswith("blob:")} == {site.split("/")[2]}


def test_the_browser_keeps_the_worker_from_other_hosts(page, site, tmp_path):
    """A server that anybody may ask, on this computer; the page's policy holds in the worker too."""
    clean_pasted(page, NOTICE)
    (worker,) = page.workers
    reach = "address => fetch(address, {mode: 'no-cors'}).then((answer) => answer.type, () => 'refused')"
    with serve(tmp_path, 0) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        assert worker.evaluate(reach, site) == "basic"
        assert worker.evaluate(reach, f"http://127.0.0.1:{other.server_port}/") == "refused"
        other.shutdown()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_result_can_be_used_by_everyone_on_any_screen(page, scheme):
    clean_pasted(page, NOTICE + "（未完，剩余内容请付费阅读）\n")
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
    page.set_viewport_size({"width": 390, "height": 850})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1440, "height": 850})


def test_all_of_it_can_be_done_with_the_keyboard(page):
    forget(page)
    page.locator("#cleaner-text").focus()
    page.keyboard.insert_text("2022年总结\n一、共有党员X名。\n")
    focused = "document.activeElement.id || document.activeElement.tagName"
    for stop in ("SUMMARY", "cleaner-start", "cleaner-choose"):
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == stop
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cleaner-result h2").first).to_be_focused(timeout=LOADING)


def test_a_browser_that_lacks_something_is_told_what(browser, site):
    context = browser.new_context()
    context.add_init_script("delete self.WebAssembly")
    page = context.new_page()
    page.goto(f"{site}clean/")
    expect(page.locator("#cleaner-status")).to_contain_text("缺少WebAssembly")
    expect(page.locator("#cleaner-start")).to_be_disabled()
    context.close()


def test_a_program_that_cannot_be_loaded_is_told_and_may_be_tried_again(browser, site):
    context = browser.new_context()
    page = context.new_page()
    context.route("**/pyodide.mjs", lambda route: route.abort())
    page.goto(f"{site}clean/")
    clean_pasted(page, NOTICE)
    expect(page.locator("#cleaner-status")).to_contain_text("程序没有运行起来")
    context.unroute_all()
    start(page)
    expect(page.locator(".cleaner-title")).to_have_text("关于做好防汛工作的通知")
    context.close()
