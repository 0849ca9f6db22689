"""Every file of a site of hostile documents, read strictly and without a browser."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from pages import Read, pages_of
from payloads import HOST, Payload, ids, payloads

from chengwen.checkout.page_addresses import file_name
from chengwen.engine.printable import UNSEEN
from chengwen.site.markup import escape

SAID = payloads()
FAMILIES = [f"family-{name}" for name in dict.fromkeys(one.family for one in SAID)]
LINE_ENDS = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
"""A payload with one of them is more than one paragraph, and so has more elements than plain words."""
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


@pytest.fixture(scope="module")
def pages(hostile: Path) -> dict[str, Read]:
    return dict(pages_of(hostile / "site"))


@pytest.fixture(scope="module")
def ours(plain: Path) -> Counter:
    """The elements that pages of plain words have, each with the names of its attributes."""
    return sum((read.kinds for _, read in pages_of(plain / "site")), Counter({("wbr", ()): 1}))


def test_there_are_payloads_of_every_family():
    counts = Counter(one.family for one in SAID)
    assert len({one.text for one in SAID}) == len(SAID) > 300
    assert len(counts) == 17
    assert min(counts.values()) >= 14


def test_no_payload_became_an_element_or_an_attribute(pages, ours):
    for address, read in pages.items():
        assert read.kinds.keys() - ours.keys() == set(), address


@pytest.mark.parametrize("page", ["", "compare/"])
def test_a_document_has_the_elements_that_plain_words_have(pages, page):
    expected = pages[f"d/plain/{page}index.html"].kinds
    for one in SAID:
        if not LINE_ENDS.search(one.text):
            found = pages[f"d/{one.id}/{page}index.html"].kinds
            assert _but_links(found) == _but_links(expected), one


def _but_links(kinds: Counter) -> Counter:
    """Leave out what differs for good reason: links, neighbours, and the list of passages that others have too."""
    without = kinds - Counter({SHARED: kinds[SHARED], ("ol", ()): kinds[SHARED]})
    return Counter({kind: count for kind, count in without.items() if kind[0] not in VARYING})


SHARED = ("section", ("class", "id"))
VARYING = {"a", "span", "li", "ul", "p", "h2", "nav", "footer", "wbr"}


def test_a_payload_is_shown_as_it_stands(pages):
    """What is left of it after the escapes is the payload: in the title, in headings and paragraphs, in the record."""
    for one in SAID:
        texts = pages[f"d/{one.id}/index.html"].texts
        shown = unescape(escape(one.text))
        assert texts["h1"] == [shown], one
        assert texts["title"][0] == f"{shown} · 澄文"
        if not LINE_ENDS.search(one.text):
            assert any(f"净水{shown}净水" in words for words in texts["p"]), one
            assert f"广告{shown}广告" in "".join(texts["del"]) or "••••" in "".join(texts["del"]), one


def test_an_address_leads_within_the_site_or_openly_to_the_web(pages):
    for page, read in pages.items():
        for element, address, others in read.addresses:
            parts = urlsplit(address)
            if element == "link" and parts.netloc:
                assert address.startswith("https://example.org/"), (page, address)  # of the page itself
            elif parts.scheme or parts.netloc:
                assert element == "a", (page, element, address)
                assert parts.scheme in {"http", "https"}, (page, address)
                assert HOST not in address or others["rel"] == "nofollow noopener", (page, address)
            else:
                assert not re.search(r"[\x00-\x20\\]", address.partition("#")[0]), (page, address)


def test_an_address_within_the_site_leads_to_a_file(hostile, pages):
    """None is a link of the file system that would lead out: see below."""
    site = hostile / "site"
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for page, read in pages.items():
        if not page.endswith("index.html"):
            continue  # 404.html is shown at any address
        for _, address, _ in read.addresses:
            parts = urlsplit(address)
            path = unquote(parts.path)
            if not parts.netloc and path:
                target = normpath(join(dirname(page), path))
                assert {target, normpath(join(target, "index.html"))} & files or path == "/", (page, address)


def test_the_policy_allows_no_script_that_a_document_brought(hostile, plain):
    policy = re.compile('<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
    for page in ("index.html", "compare/index.html"):
        expected = policy.findall((plain / "site/d/plain" / page).read_text(encoding="utf-8"))
        for one in SAID:
            text = (hostile / "site/d" / one.id / page).read_text(encoding="utf-8")
            assert policy.findall(text) == expected, one


def test_feed_and_map_are_well_formed_and_hold_text_alone(hostile):
    """A feed's description is HTML by its standard, so text in it is escaped twice."""
    for name in ("feed.xml", "sitemap.xml", *(path.name for path in (hostile / "site").glob("*.svg"))):
        root = ElementTree.parse(hostile / "site" / name).getroot()
        assert HOST not in " ".join(f"{one.tag} {one.attrib}" for one in root.iter())
    for item in ElementTree.parse(hostile / "site/feed.xml").iter("item"):
        for part in ("title", "description"):
            assert "<" not in (item.findtext(part) or "")


@pytest.mark.parametrize("said", [SAID[at : at + 20] for at in range(0, len(SAID), 20)], ids=lambda said: said[0].id)
def test_any_document_can_stand_in_the_feed(said: list[Payload]):
    from chengwen.site.page import Entry
    from chengwen.site.pages.feed import feed

    entries = [Entry(one.id, one.text, one.text, one.text, one.text, 1, one.text) for one in said]
    items = list(ElementTree.fromstring(feed(entries, "https://example.org/", "甲")).iter("item"))
    assert len(items) == len(said)
    for item in items:
        assert {child.tag for child in item} == {"title", "link", "description", "guid"}
        assert "<" not in "".join(item.itertext())


def test_json_is_json(hostile):
    found = list((hostile / "site").rglob("*.json"))
    assert len(found) > len(SAID)
    for path in found:
        json.loads(path.read_bytes().decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
    for path in (*(hostile / "site/find/texts").iterdir(), hostile / "site/find/head.bin"):
        json.loads(gzip.decompress(path.read_bytes()), parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_the_search_index_knows_each_document_by_its_words(hostile):
    titles = {}
    for path in (hostile / "site/find/texts").iterdir():
        for name, title, text, _ in json.loads(gzip.decompress(path.read_bytes())):
            assert name not in titles
            titles[name] = title
            assert text == (hostile / f"site/d/{name}/{name}.txt").read_bytes().decode()
    names = map(file_name, ("plain", *(one.id for one in SAID), *FAMILIES, *ids(SAID)))
    assert sorted(titles) == sorted(names)
    assert all(titles[one.id] == one.text for one in SAID)


def test_nothing_is_written_outside_the_site_and_no_name_in_it_leads_out(hostile):
    names = {path.name for path in hostile.iterdir()}
    assert names == {"docs", "raw", "cleaned", "mkdocs.yml", "site", ".cache"}
    for path in (hostile / "site").rglob("*"):
        assert path.resolve().is_relative_to(hostile / "site")
        name = path.name
        assert not re.search(r'[\x00-\x1f\x7f<>:"/\\|?*]', name), name
        assert not UNSEEN.search(name), name
        assert not name.endswith((".", " ")), name
        assert not RESERVED.match(name), name
        assert len(name.encode()) <= 255, name


def test_no_table_is_offered_that_a_spreadsheet_would_open(hostile):
    """There is no CSV to put a formula in; whoever adds one meets this test."""
    endings = {path.suffix for path in (hostile / "site").rglob("*") if path.is_file()}
    assert not endings & {".csv", ".tsv", ".tab", ".xls", ".xlsx", ".ods", ".slk", ".dif", ".iqy"}
