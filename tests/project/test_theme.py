"""The site uses so little of its theme that another can take its place: docs/decisions/0008-leaving-the-theme.md."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = {"site_meta", "htmltitle", "header", "site_nav", "container", "footer", "scripts"}
OURS = {"page"}
STYLES = {"md-typeset", "md-main__inner", "md-grid", "md-header__option", "md-header__button"}


def test_templates_fill_known_blocks_of_the_theme_only():
    texts = [path.read_text(encoding="utf-8") for path in (DOCS / "overrides").rglob("*.html")]
    assert {block for text in texts for block in re.findall(r"\{% block (\w+)", text)} == BLOCKS | OURS
    taken = {name for text in texts for name in re.findall(r'\{% (?:extends|include) "([^"]+)"', text)}
    assert {name for name in taken if not (DOCS / "overrides" / name).exists()} == {
        "base.html",
        ".icons/material/magnify.svg",
        "partials/palette.html",
        "partials/javascripts/palette.html",
    }


def test_styles_speak_to_known_parts_of_the_theme_only():
    texts = [path.read_text(encoding="utf-8") for path in (DOCS / "assets").glob("*.[cj]s*")]
    assert {name for text in texts for name in re.findall(r"\.(md-[\w-]+)", text)} == STYLES
    assert {name for text in texts for name in re.findall(r"data-md-[\w-]+", text)} == {"data-md-color-scheme"}
    elsewhere = [path.name for path in (DOCS / "assets").glob("*.css") if "--md-" in path.read_text(encoding="utf-8")]
    assert elsewhere == ["base.css"]
