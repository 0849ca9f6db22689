"""A document on paper has the measures and the fonts of its Word file: both are after GB/T 9704."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chengwen.knowledge.tables import read_table
from chengwen.word.styles import normal, page, spacing

STYLE = (Path(__file__).parents[2] / "docs" / "assets" / "style" / "document.css").read_text(encoding="utf-8")
PRINT = re.sub(r"/\*.*?\*/", "", STYLE[STYLE.index("@media print") :], flags=re.DOTALL)
FONTS = {one["id"]: one for one in read_table("gongwen", "fonts")}
STYLES = {one["id"]: one for one in read_table("gongwen", "styles")}


def said(selector: str) -> str:
    """What the sheet for print says of an element, by the last of its selectors."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", PRINT.partition("{")[2])
    return " ".join(body for selectors, body in rules if selector in [one.strip() for one in selectors.split(",")])


def test_the_page_has_the_same_margins() -> None:
    known = page()
    margins = " ".join(f"{known[side]}mm" for side in ("top", "right", "bottom", "left"))
    assert f"margin: {margins};" in said("@page")


@pytest.mark.parametrize("id", ["title", "black", "kai", "body"])
def test_the_fonts_are_named_in_the_same_order(id: str) -> None:
    names = [FONTS[id]["name"], *FONTS[id]["others"].split(",")]
    assert f"--official-{id}: {', '.join(f'{chr(34)}{name}{chr(34)}' for name in names)}" in said(".document")


@pytest.mark.parametrize(
    ("selector", "style"),
    [(".text", "Normal"), (".document h1", "Title"), (".document .text h2.attachment", "AttachmentTitle")],
)
def test_sizes_and_lines_are_the_same(selector: str, style: str) -> None:
    size, font = STYLES[style].get("size", normal()["size"]), STYLES[style].get("font", "body")
    assert f"font: 400 {size}pt / {page()['line']}pt var(--official-{font})" in said(selector)


@pytest.mark.parametrize(("selector", "style"), [(".text h2", "Heading1"), (".text h3", "Heading2")])
def test_headings_have_the_font_of_their_level(selector: str, style: str) -> None:
    assert f"var(--official-{STYLES[style]['font']})" in said(selector)


def test_a_line_has_28_characters() -> None:
    assert f"letter-spacing: {spacing() / 20}pt" in said(".text")


def test_small_print_is_as_small() -> None:
    assert f"font-size: {STYLES['Imprint']['size']}pt" in said(".frame-imprint")
    assert f"font-size: {STYLES['Source']['size']}pt" in said(".edition")
