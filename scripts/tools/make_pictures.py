"""Make the pictures of both READMEs from the real thing: a text before and after cleaning, and a page of the site.

`python scripts/tools/make_pictures.py [CHROMIUM]` cleans the example below, builds the site of a folder that holds the
samples of the checkout, and photographs both with the browser that the tests use.
"""

from __future__ import annotations

import html
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import sync_playwright

from chengwen.cleaner import clean
from chengwen.document import Document
from chengwen.site.build.build import build, serve

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
EXAMPLE = """甲乙文库整理，咨询QQ10001
2022年党建工作总结（1200字）
    2022年，全镇共有党员X名,开展X专项斗争。
一、主要工作
1.加强领导。每月公布 1 次，镇长王建国牵头。##paid剩余内容需付费##
二、存在问题
个别村台账不全，联系人张海涛，电话13812345678。
本文来自甲乙文库，转载请注明出处
"""
STYLE = """
body { margin: 0; padding: 28px; background: #fcfaf5; color: #24211c; font: 17px/1.75 "Noto Sans CJK SC", sans-serif }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 28px }
h2 { margin: 0 0 6px; font-size: 14px; color: #625b4f; font-weight: 400 }
pre { margin: 0; padding: 18px 20px; background: #fff; border: 1px solid #e2dac9; border-radius: 8px }
pre { font: inherit; white-space: pre-wrap }
del { background: #f7ddd6; color: #9a2f23 }
ins { background: #e0ebd9; text-decoration: none }
b { background: #ece5d4; border-radius: 3px; font-weight: 400; color: #5a4a1c }
"""


def before(document: Document) -> Iterator[str]:
    """Yield the source text as HTML, what was removed struck out."""
    source, at = document.private.source_text or "", 0
    for edit in document.edits:
        yield html.escape(source[at : edit.span.start])
        gone = source[edit.span.start : edit.span.end]
        yield f"<del>{html.escape(gone)}</del>" if gone.strip() and gone != edit.text else html.escape(gone)
        at = edit.span.end
    yield html.escape(source[at:])


def after(document: Document) -> Iterator[str]:
    """Yield the clean text as HTML, labels and what was written anew marked."""
    at = 0
    for one in document.placeholders:
        tag = "ins" if one.type == "censored" else "b"
        yield html.escape(document.text[at : one.start])
        yield f"<{tag}>{html.escape(document.text[one.start : one.end])}</{tag}>"
        at = one.end
    yield html.escape(document.text[at:])


def comparison() -> str:
    """Return the page that shows the example before and after."""
    document = clean(EXAMPLE)
    left, right = "".join(before(document)).strip(), "".join(after(document)).strip()
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><style>{STYLE}</style><main>'
        f"<section><h2>抓来的</h2><pre>{left}</pre></section><section><h2>洗过的</h2><pre>{right}</pre></section></main>"
    )


def main(chromium: str) -> None:
    """Write the pictures."""
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": 1120, "height": 400}, device_scale_factor=2)
        page.set_content(comparison())
        page.screenshot(path=PICTURES / "before-after.png", full_page=True)
        site = Path(name) / "site"
        build(ROOT, site)
        with serve(site, 0) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            page = browser.new_page(viewport={"width": 1120, "height": 760}, device_scale_factor=2)
            page.goto(f"http://127.0.0.1:{server.server_port}/d/003/")
            page.screenshot(path=PICTURES / "screenshot-document.png")
            server.shutdown()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium") or "chromium")
