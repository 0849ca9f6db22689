"""The page from which the whole corpus is taken along, and the files it leads to: the data, its card, its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chengwen.checkout.choices import find_choices
from chengwen.checkout.store import publishable_ids, read_cleaned, write_whole
from chengwen.export.card import NAME, SUMMARY, About
from chengwen.export.rows import Layout
from chengwen.export.write import CARD, CROISSANT, Choice, export
from chengwen.site.markup import Markup, element
from chengwen.site.page import Entry, Page
from chengwen.stamp import digest, toolkit_and_site

ADDRESS = "data/"
DATA = "chengwen.jsonl.gz"
KEY = Path(".cache") / "site" / "corpus"
"""Holds digests of what the files were last made from and of the data, so that they are not made again."""
FILES = (
    (DATA, "全部文稿", "一行一篇：正文、章节、标签、元数据、来历、每一处改动；JSON Lines，gzip 压缩"),
    (CARD, "说明卡", "内容、字段、权利、已知的不足、怎样读"),
    (CROISSANT, "Croissant", "给程序读的数据集说明"),
)


def write_corpus(root: Path, out: Path, old: Path) -> list[str]:
    """Write the whole corpus with its card; the names of files in `old` that are still right are returned instead."""
    ids = publishable_ids(root)
    key = digest(
        toolkit_and_site().encode(),
        repr(find_choices(root).site).encode(),
        *((root / "cleaned" / f"{id}.json").read_bytes() for id in ids),
    )
    known = (root / KEY).read_text(encoding="ascii") if (root / KEY).is_file() else ""
    names = [name for name, _, _ in FILES]
    if all((old / name).is_file() for name in names) and known == key + digest((old / DATA).read_bytes()):
        return names
    site = find_choices(root).site
    about = About(site.title or NAME, site.description or SUMMARY)
    cleaned = ((read_cleaned(root, id), None, False) for id in ids)
    export(cleaned, str(out / DATA), "", Layout(), Choice(about=about))
    (root / KEY).parent.mkdir(parents=True, exist_ok=True)
    write_whole(root / KEY, (key + digest((out / DATA).read_bytes())).encode())
    return []


def download_page(entries: Sequence[Entry]) -> Page:
    """Return the page."""
    items = [
        element("li", element("a", name, href=file, download=True, class_="entry-title"), element("p", about))
        for file, name, about in FILES
    ]
    characters = sum(entry.characters for entry in entries)
    one = "一篇文稿的页面上另有 TXT、JSON、Markdown 和 Word；新收的文稿有"
    body = element(
        "div",
        element("h1", "下载"),
        element("p", f"全部 {len(entries):,} 篇文稿，{characters:,} 字，与本站所示的是同一版。", class_="index-lead"),
        element("ol", *items, class_="entries downloads"),
        element("p", one, element("a", "订阅", href="../feed.xml"), "。", class_="index-lead"),
        _terms(),
        class_="index",
    )
    return Page(ADDRESS, "下载", body, description=f"全部 {len(entries):,} 篇文稿与说明卡，JSON Lines。")


def _terms() -> Markup:
    rights = element("a", "权利与下架", href="../rights/")
    formats = element("a", "格式", href="../reference/")
    return element(
        "p", "各篇的权利照来历里写的，见说明卡和", rights, "；每个键的意思见", formats, "。", class_="index-lead"
    )
