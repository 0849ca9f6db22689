"""Chinese full-text search without a server: a Pagefind index of pages spelt for it.

Pagefind finds words, and Chinese does not separate them: its own segmentation missed 525 of the 577 pages with
村级集体经济. So it gets a copy of each document with a space between all characters. A phrase is then a row of
one-character words, which it finds exactly. A punctuation mark takes a place of its own in that row, so no phrase is
found across one. docs/assets/search.js spells queries in the same way.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import opencc

from chengwen.checkout.page_addresses import file_name
from chengwen.checkout.store import publishable_ids, read_cleaned
from chengwen.document import Document, Section
from chengwen.errors import ChengwenError
from chengwen.knowledge.labels import SHORT_PARTS, UNSTATED
from chengwen.message import say
from chengwen.site.markup import Child, Markup, element
from chengwen.site.page import Page, entry
from chengwen.stamp import digest, toolkit_and_site

UNUSED = ("*-ui.*", "pagefind-highlight.js", "pagefind-worker.js", "wasm.unknown.pagefind")
"""Pagefind's own user interfaces and what else no page loads, half a megabyte."""

FACETS = (("year", "年份"), ("genre", "文种"), ("level", "层级"))
"""Properties of a whole document by which a search can be narrowed."""

EXAMPLES = ("三会一课", "下一步", "“一岗双责”", "集体经济")

SPACE, LINE_END = "\N{OPEN BOX}", "\N{PILCROW SIGN}"
"""Stand for white space, so that no phrase is found across it and a result can show it again."""


def spell(text: str) -> str:
    """Put a space between any two characters.

    >>> spell("三会一课，\\nQQ 群")
    '三 会 一 课 ， ¶ Q Q ␣ 群'
    """
    return " ".join(WHITE.sub(lambda white: LINE_END if "\n" in white.group() else SPACE, text))


WHITE = re.compile(r"\s+")


def build_index(root: Path, out: Path, old: Path | None = None) -> list[str]:
    """Write the search index of a checkout into a folder, in parts of a thousand documents.

    Pagefind holds everything it indexes in memory, so the parts limit that; the browser queries them all. A part with
    the same documents as in the index in `old` is not built: the names of such parts are returned. A failure raises
    `ChengwenError`.
    """
    ids = publishable_ids(root)
    if not ids:
        return []
    shards: dict[str, str] = {}
    before = _read_shards(old) if old else {}
    for number, start in enumerate(range(0, len(ids), PER_SHARD)):
        name, chosen = str(number), ids[start : start + PER_SHARD]
        shards[name] = _key(root, chosen)
        if before.get(name) != shards[name]:
            _build_shard((read_cleaned(root, id) for id in chosen), out / name)
    out.mkdir(parents=True, exist_ok=True)
    (out / SHARDS).write_text(json.dumps(shards) + "\n", encoding="utf-8")
    return [name for name, key in shards.items() if before.get(name) == key]


PER_SHARD = 1000
"""Documents in a part of the index: Pagefind takes about half a gigabyte for these."""
SHARDS = "shards.json"
"""Lists the parts of the index, each with a digest of the cleaned documents in it and of the code that spells them."""


def _build_shard(documents: Iterable[Document], out: Path) -> None:
    with TemporaryDirectory(prefix="chengwen-search-") as folder:
        site, said = Path(folder), {}
        for document in documents:
            address = f"/d/{file_name(document.id)}/"
            page = site / address[1:] / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text(_indexed_page(document), encoding="utf-8")
            said[address] = facets_of(document)
        _run_pagefind(site, out)
        # some servers would decompress a .gz
        (out / "facets.bin").write_bytes(gzip.compress(_facets(out, said), mtime=0))


def facets_of(document: Document) -> dict[str, list[str]]:
    """Return the values by which a document can be found: its year, genre and level, and its parts."""
    known, roles = entry(document), {role for section in document.sections for role in _roles(section)}
    facets = {"year": [known.year], "genre": [known.genre], "level": [known.level or UNSTATED]}
    return {**facets, "part": [role for role in SHORT_PARTS if role in roles]}


def _facets(shard: Path, said: Mapping[str, Mapping[str, Sequence[str]]]) -> bytes:
    """Return the facets of each document in a part of the index, by Pagefind's id.

    Pagefind has filters for this, but loads its whole index for them: megabytes where this is a few kilobytes.
    """
    values: dict[str, list[str]] = {name: [] for name in (*dict(FACETS), "part")}
    pages: dict[str, list[list[int]]] = {}
    for path in sorted((shard / "fragment").iterdir()):
        _, _, data = gzip.decompress(path.read_bytes()).decode("utf-8").partition("{")
        facets = said[json.loads("{" + data)["url"]]
        pages[path.name.partition(".")[0]] = [_numbers(values[name], facets[name]) for name in values]
    return json.dumps({"values": values, "pages": pages}, ensure_ascii=False, separators=(",", ":")).encode()


def _numbers(known: list[str], said: Iterable[str]) -> list[int]:
    """Return the indices of values in a list, to which new values are added."""
    known.extend(value for value in dict.fromkeys(said) if value not in known)
    return [known.index(value) for value in said]


def _key(root: Path, ids: Iterable[str]) -> str:
    documents = ((root / "cleaned" / f"{id}.json").read_bytes() for id in ids)  # the digest of the text is in it
    return digest(toolkit_and_site().encode(), *documents)


def _read_shards(folder: Path) -> dict[str, str]:
    path = folder / SHARDS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def search_page() -> Page:
    """Return the page that searches; docs/assets/search.js fills it."""
    hint = "输入词语，空格隔开几个词"
    # The browser's list of earlier words would take the arrow keys, which select results.
    query = element("input", type="search", name="q", id="query", placeholder=hint, aria_label=hint, autocomplete="off")
    parts = [
        element("h1", "检索"),
        element("form", query, element("button", "检索"), id="search-form", role="search"),
        element("p", "例如", *_examples(), id="search-examples", hidden=True),
        element("div", *_filters(), id="search-filters", hidden=True),
        element("noscript", element("p", "检索要用 JavaScript；没有它，可以从", *_other_ways(), "找起。")),
        element("div", element("p", id="search-status", role="status"), *_said(), class_="search-said"),
        element("ol", id="search-results", role="list"),
        element("button", "再显示一些", type="button", id="search-more", hidden=True),
    ]
    body = element("div", *parts, class_="search-page")
    return Page("search/", "检索", body, template="search.html")


def _examples() -> Iterator[Markup]:
    for words in EXAMPLES:
        yield element("a", words, href=f"?q={quote(words)}")


def _said() -> Iterator[Markup]:
    yield element("span", id="search-times", hidden=True)
    yield element("a", "清除筛选", href="?", id="search-clear", hidden=True)


def _other_ways() -> Iterator[Child]:
    for place, (address, name) in enumerate((("list", "全部文稿"), ("part", "部分"), ("phrases", "短语"))):
        yield "、" if place else None
        yield element("a", name, href=f"../{address}/")


def simplified() -> bytes:
    """Return the traditional characters, each with the simplified one, for queries that find nothing."""
    characters = [chr(number) for number in range(0x4E00, 0xA000)]
    simple = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")  # no phrase goes across a line
    pairs = [pair for pair in zip(characters, simple, strict=True) if pair[0] != pair[1]]
    data = {"from": "".join(one for one, _ in pairs), "to": "".join(other for _, other in pairs)}
    return json.dumps(data, ensure_ascii=False).encode()


def _filters() -> Iterator[Markup]:
    """Yield the controls that narrow a search; the values of the selects, and all counts, come with the index."""
    for name, label in FACETS:
        select = element("select", element("option", "全部", value=""), name=name, autocomplete="off")
        yield element("label", element("span", label), select, class_="facet")
    choices = [_part("", "全部", checked=True), *(_part(role, label) for role, label in SHORT_PARTS.items())]
    yield element("label", element("span", "排列"), element("select", *_orders(), name="order"), class_="facet")
    yield element("fieldset", element("legend", "部分"), *choices, class_="parts")


def _orders() -> Iterator[Markup]:
    for value, words in (("", "切题的在前"), ("new", "年份，新的在前"), ("old", "年份，旧的在前")):
        yield element("option", words, value=value)


def _part(role: str, label: str, *, checked: bool = False) -> Markup:
    choice = element("input", type="radio", name="part", value=role, checked=checked, autocomplete="off")
    return element("label", choice, element("span", label), element("span", class_="count"), class_="part")


def _indexed_page(document: Document) -> str:
    known = entry(document)
    about = " · ".join(filter(None, [known.year, known.level, known.genre]))
    spans = [
        element("span", data_pagefind_meta="title[data-value]", data_value=known.title),
        element("span", data_pagefind_meta="about[data-value]", data_value=about),
    ]
    body = element("body", *spans, *_indexed_text(document), data_pagefind_body=True)
    return element("html", element("head", element("meta", charset="utf-8")), body, lang="en")


def _indexed_text(document: Document) -> Iterator[Markup]:
    """Yield each heading with its id and role, then what follows it: so the section of a found phrase is known.

    Its roles are part of the id because Pagefind keeps nothing else of an element: `s1-2.problems-causes`.
    A section without a heading has an empty element for it.
    """
    text, sections = document.text, document.sections
    ends = [*(section.start for section in sections), len(text)]
    yield element("p", spell(text[: ends[0]]))
    for section, end in zip(sections, ends[1:], strict=True):
        name = f"{section.id}.{'-'.join(_roles(section))}"
        if section.heading_end > section.start:
            yield element("h2", spell(text[section.start : section.heading_end]), id=name)
        else:
            yield element("span", id=name)
        yield element("p", spell(text[section.heading_end : end]))


def _roles(section: Section) -> list[str]:
    return [role for role in section.roles or (section.role,) if role in SHORT_PARTS] or ["other"]


def _run_pagefind(site: Path, out: Path) -> None:
    """Run Pagefind's command line; its Python API is a hundred times slower."""
    options = ["--site", str(site), "--output-path", str(out), "--force-language", "en"]
    command = [sys.executable, "-m", "pagefind", *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip() or say("exit code {code}", code=ran.returncode)
        raise ChengwenError(say("the search index could not be made; Pagefind says: {said}", said=said))
    for pattern in UNUSED:
        for path in out.glob(pattern):
            path.unlink()
