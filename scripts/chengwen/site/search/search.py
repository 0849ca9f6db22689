"""The concordance: an index with positions, made of static files, and the page that searches it.

Why not Pagefind, which was here before: docs/decisions/0009-an-index-with-positions.md. docs/assets/search.js reads it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chengwen.checkout.store import read_cleaned, write_whole
from chengwen.knowledge.labels import SHORT_PARTS, label, labels
from chengwen.knowledge.tables import read_table
from chengwen.site.build.place import Place
from chengwen.site.digests import newest_first
from chengwen.site.markup import Markup, element
from chengwen.site.page import Page
from chengwen.site.search.batch import batches
from chengwen.site.search.files import Files, remembered
from chengwen.site.search.fold import simplified
from chengwen.site.search.postings import FOLDER as PAIRS
from chengwen.site.search.postings import write_postings
from chengwen.site.search.texts import Head, packed_json
from chengwen.site.wording import CHINESE, Wording
from chengwen.site.workbench.frames import READ, Clauses, frames
from chengwen.site.workbench.sections import Desk
from chengwen.stamp import digest, toolkit_and_site

VERSION = "version.json"
"""Holds a digest of everything in the index: of the documents and of the code that reads them."""
HEAD = "head.bin"
FRAMES = Path(".cache") / "site" / "frames"
MINED = "frames.bin"
TEXTS = "texts"
FILES = ("phrases.bin", "fold.bin", "desk.bin", MINED, HEAD)


def build_index(root: Path, out: Path, old: Path | None = None) -> list[str]:
    """Write the index of a checkout into a folder; return what of the index in `old` can stay.

    A batch of documents is in memory at a time; of the texts only the positions of their pairs stay, four bytes a
    character.
    """
    digests = newest_first(root)
    if not digests:
        return []
    out.mkdir(parents=True)
    version = digest(toolkit_and_site().encode(), *(f"{id} {said}".encode() for id, said in digests.items()))
    (out / VERSION).write_text(json.dumps(version) + "\n", encoding="utf-8")
    if old and (old / VERSION).is_file() and json.loads((old / VERSION).read_text("utf-8")) == version:
        return [PAIRS, TEXTS, *FILES]
    place = Place(out, old if old and old.is_dir() else None)
    with remembered(root, place) as files:
        _write_index(root, digests, files)
    return sorted(place.kept)


def _write_index(root: Path, digests: Mapping[str, str], files: Files) -> None:
    head, desk, postings = Head(), Desk(), []
    blocks: list[tuple[int, int]] = []
    for batch in batches(root, digests):
        for number, rows in enumerate(batch.rows, len(head.sections)):
            desk.note(number, rows)
        for one in batch.listed:
            head.note(one)
        for documents, data in batch.files:
            blocks.append((documents, files.write(f"{TEXTS}/{len(blocks)}.bin", data, partial(bytes, data))))
        postings.append(batch.postings)
    firsts, sizes = write_postings(postings, files)
    explained = [[one["phrase"], one["variants"], one["explain"]] for one in read_table("phrases", "phrases")]
    for name, data in (
        ("fold.bin", packed_json({"fold": simplified(), "labels": list(labels().values())})),
        ("phrases.bin", packed_json(explained)),
        ("desk.bin", packed_json(desk.to_json())),
        (MINED, mined(root, digests)),
        (HEAD, packed_json({**head.to_json(), "blocks": blocks, "pairs": firsts, "sizes": sizes})),
    ):
        files.place.write(name, data)


def read_frames(folder: Path) -> list[list[Any]]:
    """Return the frames of sentences in an index; none if it has not been made."""
    path = folder / MINED
    found: list[list[Any]] = json.loads(gzip.decompress(path.read_bytes())) if path.is_file() else []
    return found


def mined(root: Path, digests: Mapping[str, str]) -> bytes:
    """Return the frames of sentences, mined from some documents, evenly chosen; if they are the same, the last ones."""
    ids, total = list(digests), len(digests)
    chosen = [number for number in range(total) if number * READ // total != (number - 1) * READ // total]
    said = (f"{number} {ids[number]} {digests[ids[number]]}".encode() for number in chosen)
    path, key = root / FRAMES, digest(toolkit_and_site().encode(), *said).encode()
    stamp, _, packed = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    if stamp == key:
        return packed
    clauses = Clauses()
    for number in chosen:
        clauses.note(number, read_cleaned(root, ids[number]))
    packed = packed_json([astuple(frame) for frame in frames(clauses)])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, key + b"\n" + packed)
    return packed


WAYS = (
    ("主体责任", "一个词"),
    ("三会一课|主题党日", "或"),
    ("主体责任 -纪委", "同一节里没有“纪委”"),
    ("集体经济 群众", "同一节里都有"),
    ("坚持…引领", "依次出现，中间至多 10 字"),
    ("问题~整改", "前后 10 字之内"),
    ("问题~30整改", "前后 30 字之内，“…30”也可以"),
    ("两?一?", "? 代一个字"),
    (label("place"), "隐去的地名"),
)
"""Ways to write a query, each with what it means."""


def search_page(tell: Wording = CHINESE) -> Page:
    """Return the page that searches; docs/assets/search.js fills it."""
    hint = tell("输入词语，看它在每一篇里怎样用")
    # The browser's list of earlier words would take the arrow keys, which select results.
    query = element("input", type="search", name="q", id="query", placeholder=hint, aria_label=hint, autocomplete="off")
    parts = [
        element("h1", tell("检索")),
        element("form", query, element("button", tell("检索")), id="search-form", role="search"),
        element("details", element("summary", tell("检索式写法")), element("dl", *_ways(tell)), id="search-ways"),
        element(
            "noscript",
            element("p", tell("检索要用 JavaScript；没有它，可以从"), *_other_ways(tell=tell), tell("找起。")),
        ),
        element("p", id="search-status", role="status"),
        element("p", id="search-phrase", hidden=True),
        element("div", id="search-strip", hidden=True),
        element("div", *_tools(tell=tell), id="search-tools", hidden=True),
        element("ol", id="search-lines", role="list", lang=tell.of_documents),
        element("button", tell("再显示一些"), type="button", id="search-more", hidden=True),
    ]
    body = element(
        "div",
        *parts,
        class_="search-page",
        data_parts=json.dumps({part: tell(name) for part, name in SHORT_PARTS.items()}, ensure_ascii=False),
    )
    return Page("search/", tell("检索"), body, template="search.html")


def _other_ways(tell: Wording) -> Iterator[Markup | str]:
    for number, (address, name) in enumerate(
        (("year/", tell("年份")), ("genre/", tell("文种")), ("part/", tell("部分")))
    ):
        yield from (tell("、"),) if number else ()
        yield element("a", name, href=f"../{address}")


def _ways(tell: Wording) -> Iterator[Markup]:
    for words, meaning in WAYS:
        link = element("a", words, href=f"?q={quote(words)}", lang=tell.of_documents)
        yield element("div", element("dt", link), element("dd", tell(meaning)))


def _tools(tell: Wording) -> Iterator[Markup]:
    orders = (("year", tell("最新")), ("old", tell("最早")), ("right", tell("后文")), ("left", tell("前文")))
    yield _choice("sort", tell("排列"), orders)
    yield _choice("view", tell("显示"), (("lines", tell("逐处")), ("documents", tell("逐篇"))))
    field = element(
        "input", name="issuer", id="search-issuer", list="search-issuers", placeholder=tell("全部"), autocomplete="off"
    )
    yield element("label", element("span", tell("机关")), field, class_="issuer")
    yield element("datalist", id="search-issuers")
    yield element("button", tell("下载 CSV"), type="button", id="search-csv", class_="button")


def _choice(name: str, label: str, choices: tuple[tuple[str, str], ...]) -> Markup:
    made = [
        element(
            "label",
            element("input", type="radio", name=name, value=value, checked=number == 0, autocomplete="off"),
            element("span", words),
        )
        for number, (value, words) in enumerate(choices)
    ]
    return element("fieldset", element("legend", label), *made, class_="choice")
