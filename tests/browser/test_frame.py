"""What a page makes of an official document on the phone and on paper, measured in the browser."""

import re
from pathlib import Path

import pytest

from chengwen.cleaner import clean
from chengwen.site.pages.reading import document_page

ASSETS = Path(__file__).parents[2] / "docs" / "assets"

TEXT = """索引号：0012/2021-7　主题分类：林业　发布日期：2021-09-04　发布机构：青榆市林业局
青林〔2021〕17号　　　　　　　　　　签发人：裴一川
中共青榆市委组织部　青榆市林业局　共青团青榆市委
关于做好护林工作的通知
各县（区）林业局：
现将有关事项通知如下。
一、加强巡护
（一）定时
每天巡山两次。
附件：护林点一览表
中共青榆市委组织部
青榆市林业局
共青团青榆市委
2021年9月3日
附件
护林点一览表
青石岭　两人
抄送：市委办公室。
青榆市林业局办公室　　　　2021年9月3日印发
"""

HERE = "https://localhost/"
"""Where the page seems to lie; what it asks for is answered by the test, and nothing is sent anywhere."""


def answer(route, page: str) -> None:
    name = route.request.url.removeprefix(HERE)
    if name.endswith(".js"):
        route.fulfill(path=ASSETS / name, content_type="text/javascript")
    else:
        route.fulfill(body=page, content_type="text/html; charset=utf-8")


@pytest.fixture
def reading(browser):
    """Give a function that draws the page of the text at a width, on a screen or on paper."""
    pages = []

    def reading(width: int, media: str = "screen"):
        styles = "".join(
            (ASSETS / name).read_text(encoding="utf-8") for name in ("style/base.css", "style/document.css")
        )
        page = browser.new_page(viewport={"width": width, "height": 844})
        pages.append(page)
        page.emulate_media(media=media)
        body = document_page(clean(TEXT, id="x"), {}).body
        whole = (
            '<!doctype html><link rel="icon" href="data:,"><script type="module" src="reader.js"></script>'
            f'<style>{styles}</style><body><div class="page">{body}</div>'
        )
        page.route(f"{HERE}*", lambda route: answer(route, whole))
        page.goto(HERE)
        return page

    yield reading
    for page in pages:
        page.close()


def box(page, selector: str) -> dict[str, float]:
    return page.locator(selector).bounding_box()


@pytest.mark.parametrize("width", [390, 1280])
def test_number_and_signer_stand_at_the_two_ends_of_one_line(reading, width):
    page = reading(width)
    line, number, signer = (box(page, f".frame-masthead{part}") for part in ("", " > :first-child", " > :last-child"))
    assert number["x"] == pytest.approx(line["x"], abs=1)
    assert signer["x"] + signer["width"] == pytest.approx(line["x"] + line["width"], abs=1)
    assert number["y"] + number["height"] / 2 == pytest.approx(signer["y"] + signer["height"] / 2, abs=4)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_of_a_title_and_no_field_of_a_record_is_broken(reading, width):
    heights = "all => all.map(e => e.offsetHeight / parseFloat(getComputedStyle(e).lineHeight))"
    lines = reading(width).locator("h1 > .cell, .page-record .cell").evaluate_all(heights)
    assert len(lines) == 8
    assert all(height < 1.5 for height in lines)


@pytest.mark.parametrize("media", ["screen", "print"])
def test_an_imprint_lies_between_two_rules(reading, media):
    sides = (
        reading(1280, media)
        .locator(".imprint")
        .evaluate("e => [getComputedStyle(e).borderTopWidth, getComputedStyle(e).borderBottomWidth]")
    )
    assert sides == ["2px", "2px"]


def test_on_paper_no_heading_is_smaller_than_the_text_and_an_attachment_begins_a_page(reading):
    page = reading(794, "print")
    size = "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    text = page.locator("#opening-p1").evaluate_all(size)
    headings = page.locator("#masthead-p1, h1, .text :is(h2, h3, .number)").evaluate_all(size)
    assert len(headings) == 6
    assert min(headings) >= text[0]
    assert page.locator("h2.attachment").evaluate("e => getComputedStyle(e).breakBefore") == "page"


def test_what_is_copied_has_all_of_the_text_from_the_record_to_the_imprint(reading):
    page = reading(1280)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-make=copy]").click()
    page.get_by_role("button", name="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    lines = [line.strip() for line in clean(TEXT, id="x").text.split("\n")]
    assert copied.split("\n") == [line for line in lines if line]


def test_a_document_is_cited_by_who_issued_it_and_an_attachment_on_one_line(reading):
    page = reading(1280)
    page.locator("#x1").hover()
    page.locator("#x1 .cite").click()
    said = page.locator(".citation [data-key=full]").text_content()
    assert said.startswith("中共青榆市委组织部，青榆市林业局，共青团青榆市委. ")
    assert "：附件 护林点一览表[EB/OL]" in said
    written = page.locator("article.document").get_attribute("data-written")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", written)
    assert f"[EB/OL]. 成文 {written}，版本 " in said
    assert f"origdate = {{{written}}}" in page.locator(".citation [data-key=bibtex]").text_content()
