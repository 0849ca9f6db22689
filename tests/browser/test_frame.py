"""What a page makes of an official document on the phone and on paper, measured in the browser."""

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
青榆市林业局
2021年9月3日
附件
护林点一览表
青石岭　两人
抄送：市委办公室。
青榆市林业局办公室　　　　2021年9月3日印发
"""


@pytest.fixture
def reading(browser):
    """Give a function that draws the page of the text at a width, on a screen or on paper."""
    pages = []

    def reading(width: int, media: str = "screen"):
        styles = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("base.css", "document.css"))
        page = browser.new_page(viewport={"width": width, "height": 844})
        pages.append(page)
        page.emulate_media(media=media)
        body = document_page(clean(TEXT, id="x"), {}).body
        page.set_content(
            f'<!doctype html><style>{styles}</style><body data-md-color-scheme="default"><div class="page">{body}</div>'
        )
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
