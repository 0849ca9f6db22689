"""What a document shares with others, as its page lists it below the text; a script marks it in the margin."""

from __future__ import annotations

import pickle
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from chengwen.checkout.page_addresses import document_address, file_name
from chengwen.checkout.store import write_whole
from chengwen.document import Document
from chengwen.engine.lines import HAN
from chengwen.site.markup import Markup, element
from chengwen.site.page import Entry, entry
from chengwen.site.pages.blocks import blocks_above, blocks_below, title_section
from chengwen.site.reuse.passages import Found, search, told
from chengwen.site.reuse.set_phrases import Passage
from chengwen.site.reuse.traces import Traces
from chengwen.site.search.fold import length_in_units
from chengwen.site.wording import CHINESE, Wording
from chengwen.site.workers import Workers
from chengwen.stamp import toolkit_and_site

FILE = Path(".cache") / "site" / "passages.pickle"
NAMED = 12
"""Later documents of a passage that are named."""
COMPARED = "比的只是汉字：数字、字母、标点和隐去之处不同，也算相同。"
"""What a reader has to know who sees two passages with different figures."""
OTHERS_AT_HAND = 20_000
"""Lines about other documents that stay in memory."""
WORDS = 40
"""Characters of a passage that its line in the list shows."""
SOUGHT = 30
"""Characters of a passage by which the search finds the documents that are not named."""
_SOUGHT = re.compile(f"[{HAN}，、]+")


class Other(NamedTuple):
    """A document with the same passage, and where it stands there; a tuple, since there are some hundred thousand."""

    entry: Entry
    start: int
    end: int


class Shared(NamedTuple):
    """A passage of a document that others have too."""

    start: int
    end: int
    others: tuple[Other, ...]
    """The source alone, if this document is later; else the later ones, the earliest first."""
    documents: int
    """How many documents have it, this one counted."""
    ties: int
    """How many of them bear the date of the first, or no more than its year."""
    first: bool
    """Whether it stands here first."""


def found_passages(
    root: Path, traces: Sequence[Traces], text_of: Callable[[str], str], workers: Workers | None = None
) -> list[Passage]:
    """Return all passages; only documents that a change since the last build concerns are compared again."""
    path, version = root / FILE, toolkit_and_site().encode()
    stamp, _, packed = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    known: tuple[Found | None, list[Passage]] = pickle.loads(packed) if stamp == version else (None, [])
    before, listed = known
    found = search(traces, text_of, before, workers)
    if before != found:
        listed = told(found)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, version + b"\n" + pickle.dumps((found, listed), pickle.HIGHEST_PROTOCOL))
    return listed


def shared_of(found: Iterable[Passage], entries: Mapping[str, Entry]) -> dict[str, tuple[Shared, ...]]:
    """Return what each document shares, in the order of its text."""
    shared: dict[str, list[Shared]] = defaultdict(list)
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for one in found:
        other = Other(entries[one.source], one.source_start, one.source_end)
        shared[one.document].append(Shared(one.start, one.end, (other,), one.documents, one.ties, first=False))
        by_source[one.source].append(one)
    for id, mine in by_source.items():
        for group in together(mine):
            one = group[0]
            named = {other.document: Other(entries[other.document], other.start, other.end) for other in group[::-1]}
            others = tuple(reversed(named.values()))[:NAMED]
            start, end = one.source_start, one.source_end
            shared[id].append(Shared(start, end, others, one.documents, one.ties, first=True))
    return {id: tuple(sorted(mine, key=lambda one: (one.start, -one.end))) for id, mine in shared.items()}


def together(mine: Iterable[Passage]) -> Iterable[list[Passage]]:
    """Return the passages of one source by the stretch that they have of it, as `pieces_of` parted them."""
    groups: dict[tuple[int, int], list[Passage]] = defaultdict(list)
    for one in mine:
        groups[one.source_start, one.source_end].append(one)
    return groups.values()


def shared_list(document: Document, shared: Sequence[Shared], root: str, tell: Wording = CHINESE) -> Markup | None:
    """Return the list of what a document shares; None if it shares nothing."""
    if not shared:
        return None
    blocks = [*_blocks(document)]
    long = length_in_units(document.text)
    about = entry(document, tell=tell)
    items = [_item(document, one, blocks, root, long, about, tell=tell) for one in shared]
    lead = element(
        "p",
        tell("这里有 30 字以上与别的文稿相同；人人都写的套话不算。") + tell(COMPARED),
        element("a", tell("全站同文"), href=f"{root}reuse/"),
    )
    return element("section", element("h2", tell("同文")), lead, element("ol", *items), class_="reuse", id="reuse")


def _blocks(document: Document) -> Iterator[tuple[str, int, int]]:
    title = title_section(document)
    above = blocks_above(document, title) if title else ()
    for block in (*above, *blocks_below(document, title)):
        if block.end > block.start:
            yield block.id, block.start, block.end


def _item(
    document: Document,
    one: Shared,
    blocks: Sequence[tuple[str, int, int]],
    root: str,
    long: Callable[[int, int], int],
    about: Entry,
    tell: Wording,
) -> Markup:
    """Return a line of the list; it says where in which blocks the passage stands, counted in UTF-16 units."""
    places = []
    for id, start, end in blocks[bisect_right(blocks, one.start, key=itemgetter(2)) :]:
        if start >= one.end:
            break
        low, high = max(start, one.start), min(end, one.end)
        first = long(start, low)
        places.append(f"{id}:{first}-{first + long(low, high)}")
    words = " ".join(document.text[one.start : one.end].split())
    if len(words) > WORDS:
        words = f"{words[:WORDS]}…"
    anchor = f"#{places[0].partition(':')[0]}" if places else "#reuse"
    head = element("a", f"“{words}”", href=anchor, class_="reuse-words", lang=tell.of_documents)
    size = tell("{number} 字，{documents} 篇有", number=one.end - one.start, documents=one.documents)
    tied = tied_words(one.ties, (about if one.first else one.others[0].entry).dated, tell)
    known = tell("，首见于此{tied}，后见于", tied=tied) if one.first else tell("，首见于{tied}", tied=tied)
    rest = one.documents - 1 - len(one.others) if one.first else 0
    others = [_other(other, root, tell) for other in one.others]
    more = rest_link(rest, document.text[one.start : one.end], root, tell) if rest > 0 else None
    told = element("span", size + known, class_="reuse-size")
    kind = "first" if one.first else "later"
    return element(
        "li",
        head,
        " ",
        told,
        element("ul", *others, more),
        data_places=" ".join(places),
        data_kind=kind,
        data_documents=one.documents,
    )


def tied_words(ties: int, dated: str, tell: Wording) -> str:
    """Return how many documents cannot be told from the first by their date; nothing if there is none."""
    if not ties:
        return ""
    kind = {len("2015-12-01"): "（同日另有 {ties:,} 篇）", len("2015-12"): "（同月另有 {ties:,} 篇）"}
    return tell(kind.get(len(dated), "（同年另有 {ties:,} 篇）"), ties=ties)


def rest_link(rest: int, passage: str, root: str, tell: Wording) -> Markup:
    """Return the line about those that are not named: it leads to a search for the words of a passage."""
    words = max(_SOUGHT.findall(passage), key=len, default="")
    told = tell("另 {rest} 篇", rest=rest)
    if not words:
        return element("li", told)
    query = urlencode({"q": words[:SOUGHT], "view": "documents", "sort": "old"})
    return element("li", element("a", told, href=f"{root}search/?{query}"))


@lru_cache(OTHERS_AT_HAND)
def _other(other: Other, root: str, tell: Wording) -> Markup:
    """Return a line about another document: who wrote a passage first is named by all who copied it."""
    address, name = document_address(other.entry.id), file_name(other.entry.id)
    link = element(
        "a",
        other.entry.title,
        href=f"{root}{address}",
        data_text=f"{root}{address}{name}.txt",
        data_span=f"{other.start}-{other.end}",
        data_year=tell.term(other.entry.dated),
        lang=tell.of_documents,
    )
    return element("li", link, f" · {tell.term(other.entry.dated)}")
