"""The styles and the page of an official document in Word, from words/gongwen.toml, which has the measures."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from chengwen.knowledge.tables import read_table
from chengwen.word.parts import element, root, text_run

LATIN = "Times New Roman"
MARGINS = ("top", "right", "bottom", "left", "footer")
_SIDES = {"top": "12", "bottom": "12", "between": "6"}
"""Of the rules of 版记, in eighths of a point: those outside are thicker."""


@cache
def page() -> dict[str, Any]:
    """Return the measures of the page, in millimetres and points."""
    return read_table("gongwen", "page")[0]


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point, rounded down so that nothing grows too wide.

    >>> twips(28), twips(156)
    (1587, 8844)
    """
    return int(millimetres * 1440 / 25.4)


def width() -> int:
    """Return the width of the text, in twips."""
    known = page()
    return twips(known["width"] - known["left"] - known["right"])


def section(*before: str) -> str:
    """Return the properties of the document's section: paper, margins, the grid of lines and characters."""
    known = page()
    height = twips(known["height"] - known["top"] - known["bottom"])
    size = element("pgSz", w=twips(known["width"]), h=twips(known["height"]))
    margins = {name: twips(known[name]) for name in MARGINS}
    # lines alone: a grid of characters pulls apart, in LibreOffice, whatever is larger than the body
    grid = {"type": "lines", "linePitch": height // known["lines"]}
    return element(
        "sectPr", *before, size, element("pgMar", **margins, header=850, gutter=0), element("docGrid", **grid)
    )


def spacing() -> int:
    """Return by how much characters of the body are set closer, in twips: 28 of 16 points are wider than the page.

    >>> spacing()
    -5
    """
    wide: float = width() / page()["characters"]
    return -math.ceil(_em(normal()) - wide)


def normal() -> dict[str, Any]:
    """Return the style of the body."""
    return read_table("gongwen", "styles")[0]


@cache
def style_sheet() -> bytes:
    """Return styles.xml."""
    defaults = element("docDefaults", element("rPrDefault", element("rPr", _fonts("body"), _language())))
    paragraphs = [_paragraph_style(one) for one in read_table("gongwen", "styles")]
    runs = [_run_style(one) for one in read_table("gongwen", "runs")]
    return root("styles", defaults, *paragraphs, *runs, _table_style()).encode()


def _language() -> str:
    return element("lang", val="en-US", eastAsia="zh-CN")


def _fonts(id: str) -> str:
    name = next(one["name"] for one in read_table("gongwen", "fonts") if one["id"] == id)
    latin = LATIN if id == "body" else name
    return element("rFonts", ascii=latin, hAnsi=latin, eastAsia=name, cs=LATIN, hint="eastAsia")


def _paragraph_style(style: dict[str, Any]) -> str:
    normal = style["id"] == "Normal"
    return element(
        "style",
        element("name", val=style["name"]),
        "" if normal else element("basedOn", val="Normal"),
        element("next", val="Normal") if "outline" in style else "",
        element("qFormat"),
        element("pPr", *_paragraph_properties(style)),
        element("rPr", *_run_properties(style)),
        type="paragraph",
        styleId=style["id"],
        default=1 if normal else None,
        customStyle=None if style["name"].isascii() else 1,
    )


def _paragraph_properties(style: dict[str, Any]) -> list[str]:
    """Return what a style says of paragraphs, in the order of the schema."""
    line = page()["line"] * 20
    spacing = {"line": line, "lineRule": "exact"}
    if style.get("loose"):
        spacing = {"line": 240, "lineRule": "auto"}
    rules = [element(side, val="single", sz=_SIDES[side], space=1, color="000000") for side in style.get("rule", ())]
    halves = element("tabs", element("tab", val="right", pos=width() - round(style.get("right", 0) * _em(style))))
    return [
        element("keepNext") if style.get("together") else "",
        element("pageBreakBefore") if style.get("page") else "",
        element("widowControl", val=0) if style["id"] == "Normal" else "",
        element("pBdr", *rules) if rules else "",
        halves if style.get("halves") else "",
        # what holds anyway, said since LibreOffice 7.4 reads it the wrong way round: where a mark hangs behind a
        # justified line of characters set closer, it prints the line without that mark
        element("overflowPunct") if style["id"] == "Normal" else "",
        element("spacing", before=0, after=0, **spacing),
        _indent(style),
        element("jc", val=style["align"]) if "align" in style else "",
        element("outlineLvl", val=style["outline"]) if "outline" in style else "",
    ]


def _indent(style: dict[str, Any]) -> str:
    """Return indents both in characters, which Word prefers, and in twips."""
    asked = {"firstLine": style.get("first"), "left": style.get("left"), "right": style.get("right")}
    known = {name: value for name, value in asked.items() if value is not None}
    chars = {f"{name}Chars": int(value * 100) for name, value in known.items()}
    return (
        element("ind", **chars, **{name: round(value * _em(style)) for name, value in known.items()}) if known else ""
    )


def _em(style: dict[str, Any]) -> float:
    """Return the width of a character of a style, in twips."""
    return float(style.get("size", normal()["size"])) * 20


def _run_properties(style: dict[str, Any]) -> list[str]:
    half_points = int(style.get("size", 0) * 2)
    return [
        _fonts(style["font"]) if "font" in style else "",
        element("b") if style.get("bold") else "",
        element("color", val=style["colour"]) if "colour" in style else "",
        element("spacing", val=spacing() if style["id"] == "Normal" else 0) if "size" in style else "",
        element("sz", val=half_points) + element("szCs", val=half_points) if half_points else "",
    ]


def _run_style(style: dict[str, Any]) -> str:
    properties = element("rPr", *_run_properties(style))
    return element(
        "style", element("name", val=style["name"]), properties, type="character", styleId=style["id"], customStyle=1
    )


def _table_style() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = element("tblBorders", *(element(side, val="single", sz=4, space=0, color="000000") for side in sides))
    name = element("name", val="Table Grid")
    return element("style", name, element("tblPr", borders), type="table", styleId="TableGrid")


@cache
def font_table() -> bytes:
    """Return fontTable.xml: what to take where a font of this name is not there."""
    fonts = (
        element(
            "font",
            element("altName", val=one["others"]),
            element("charset", val="86"),
            element("family", val=one["family"]),
            name=one["name"],
        )
        for one in read_table("gongwen", "fonts")
    )
    return root("fonts", *fonts).encode()


@cache
def settings() -> bytes:
    """Return settings.xml: page numbers stand on the outer side, so odd and even pages differ."""
    mode = element("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return root(
        "settings",
        element("evenAndOddHeaders"),
        element("characterSpacingControl", val="compressPunctuation"),
        element("compat", element("useFELayout"), mode),
    ).encode()


def footer(pages: str) -> bytes:
    """Return the footer of even pages, or of the others: — 1 —, one character from the outer edge."""
    side = "left" if pages == "even" else "right"
    indent = element("ind", **{f"{side}Chars": 100, side: 280})
    properties = element("pPr", element("pStyle", val="Footer"), indent, element("jc", val=side))
    field = f'<w:fldSimple w:instr=" PAGE ">{text_run("1")}</w:fldSimple>'
    return root("ftr", element("p", properties, text_run("— "), field, text_run(" —"))).encode()
