"""The page from which the whole corpus is taken along, and the files it leads to: the data, its card, its metadata."""

from __future__ import annotations

import pickle
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from chengwen.checkout.choices import find_choices
from chengwen.checkout.store import read_cleaned, write_whole
from chengwen.corpus.write import sink
from chengwen.export.card import NAME, SUMMARY, About, card, licence
from chengwen.export.croissant import metadata
from chengwen.export.rows import Counts, Layout, document_row
from chengwen.export.write import CARD, CROISSANT
from chengwen.site.digests import digests
from chengwen.site.markup import Markup, element
from chengwen.site.page import Entry, Page
from chengwen.site.wording import CHINESE, Wording
from chengwen.stamp import digest, toolkit_and_site

ADDRESS = "data/"
DATA, KIND = "chengwen.jsonl.gz", ".jsonl.gz"
PARTS = Path(".cache") / "site" / "parts"
"""Holds the data in parts of a thousand documents, each below a digest of what it was made from, with its figures."""
PER_PART = 1000
FILES = (
    (DATA, "全部文稿", "一行一篇：正文、章节、标签、元数据、来历、每一处改动；JSON Lines，gzip 压缩"),
    (CARD, "说明卡", "内容、字段、权利、已知的不足、怎样读"),
    (CROISSANT, "Croissant", "给程序读的数据集说明"),
)


def write_corpus(root: Path, out: Path, old: Path) -> list[str]:
    """Write the whole corpus with its card, and return which files in `old` are the same and were not written.

    A part whose documents are those of the last build is not made again: gzip lets parts stand one after the other.
    """
    known = digests(root)
    ids = list(known)
    (root / PARTS).mkdir(parents=True, exist_ok=True)
    made = [
        _part(root, {id: known[id].digest for id in ids[start : start + PER_PART]})
        for start in range(0, max(1, len(ids)), PER_PART)
    ]
    for path in set((root / PARTS).iterdir()).difference(path for path, _ in made):
        path.unlink()
    counts = _sum(counts for _, counts in made)
    site = find_choices(root).site
    about = About(site.title or NAME, site.description or SUMMARY, licence=licence(counts))
    texts = {
        DATA: b"".join(path.read_bytes().partition(b"\n")[2] for path, _ in made),
        CARD: card(DATA, KIND, Layout(), counts, about).encode(),
        CROISSANT: metadata(DATA, KIND, Layout(), about),
    }
    same = [name for name, data in texts.items() if (old / name).is_file() and (old / name).read_bytes() == data]
    for name in texts.keys() - same:
        out.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(texts[name])
    return same


def _part(root: Path, ids: Mapping[str, str]) -> tuple[Path, Counts]:
    """Return where some documents, each with its digest, lie as data below a line of figures, and the figures.

    What is not there is made.
    """
    key = digest(toolkit_and_site().encode(), *map(str.encode, ids.values()))
    path = root / PARTS / key
    if path.is_file():
        with path.open("rb") as file:
            counts = pickle.loads(b64decode(file.readline()))  # nobody else writes there: site/build/memory.py
            return path, counts
    counts = Counts()
    with TemporaryDirectory() as folder:
        data = Path(folder) / DATA
        with sink(data, KIND) as append:
            for id in ids:
                document = read_cleaned(root, id)
                counts.add(document, None, ())
                counts.rows += 1
                append(document_row(document, None, Layout()))
        write_whole(path, b64encode(pickle.dumps(counts)) + b"\n" + data.read_bytes())
    return path, counts


def _sum(parts: Iterable[Counts]) -> Counts:
    whole = Counts()
    for part in parts:
        for field in fields(Counts):
            before, more = getattr(whole, field.name), getattr(part, field.name)
            setattr(whole, field.name, before | more if isinstance(before, set) else before + more)
    return whole


def download_page(entries: Sequence[Entry], tell: Wording = CHINESE) -> Page:
    """Return the page."""
    items = [
        element(
            "li", element("a", tell(name), href=file, download=True, class_="entry-title"), element("p", tell(about))
        )
        for file, name, about in FILES
    ]
    characters = sum(entry.characters for entry in entries)
    one = tell("一篇文稿的页面上另有 TXT、JSON、Markdown 和 Word；新收的文稿有")
    body = element(
        "div",
        element("h1", tell("下载")),
        element(
            "p",
            tell(
                "全部 {number:,} 篇文稿，{characters:,} 字，与本站所示的是同一版。",
                number=len(entries),
                characters=characters,
            ),
            class_="index-lead",
        ),
        element("ol", *items, class_="entries downloads"),
        element("p", one, element("a", tell("订阅"), href="../feed.xml"), tell("。"), class_="index-lead"),
        _terms(tell=tell),
        class_="index",
    )
    return Page(
        ADDRESS,
        tell("下载"),
        body,
        description=tell("全部 {number:,} 篇文稿与说明卡，JSON Lines。", number=len(entries)),
    )


def _terms(tell: Wording) -> Markup:
    rights = element("a", tell("权利与下架"), href="../rights/")
    formats = element("a", tell("格式"), href="../reference/")
    return element(
        "p",
        tell("各篇的权利照来历里写的，见说明卡和"),
        rights,
        tell("；每个键的意思见"),
        formats,
        tell("。"),
        class_="index-lead",
    )
