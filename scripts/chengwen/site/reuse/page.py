"""The page of the passages that most documents have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chengwen.checkout.page_addresses import document_address
from chengwen.site.markup import Markup, element
from chengwen.site.page import Entry, Page, paged
from chengwen.site.reuse.set_phrases import Passage
from chengwen.site.reuse.shared import COMPARED, NAMED, rest_link, tied_words, together
from chengwen.site.wording import CHINESE, Wording

MOST = 500
"""Passages that are listed."""
SHOWN = 300
"""Characters of a passage that are shown."""
LEAD = "30 字以上、不止一篇有的段落，有得最多的在前；人人都写的套话不算。先后按成文日期，没有日期的按年份。"


@dataclass(frozen=True, slots=True)
class Copied:
    """A passage with its source and the documents that have it later."""

    text: str
    source: Entry
    later: tuple[Entry, ...]
    """The earliest first."""
    ties: int = 0
    """As of `Passage`."""


def most_copied(found: Sequence[Passage], entries: Mapping[str, Entry], text_of: Callable[[str], str]) -> list[Copied]:
    """Return the passages with all documents that have each; what the most have first, then what is longest."""
    by_source: dict[str, list[Passage]] = defaultdict(list)
    for one in found:
        by_source[one.source].append(one)
    ranked = [group for mine in by_source.values() for group in together(mine)]
    ranked.sort(key=lambda group: (-group[0].documents, group[0].source_start - group[0].source_end))
    return [
        Copied(
            text_of(one.source)[one.source_start : one.source_end].strip("\n"),
            entries[one.source],
            tuple(entries[id] for id in dict.fromkeys(other.document for other in group)),
            one.ties,
        )
        for group in ranked[:MOST]
        for one in group[:1]
    ]


def reuse_pages(copied: Sequence[Copied], tell: Wording = CHINESE) -> Iterator[Page]:
    """Yield the pages of the list."""

    def head(_: str) -> Sequence[Markup | None]:
        lead = element("p", tell(LEAD) + tell(COMPARED), class_="index-lead")
        return [lead, element("p", tell("{number:,} 段", number=len(copied)), class_="how-many")]

    def body(shown: Sequence[Copied], root: str) -> Markup:
        return element("ol", *(_line(one, root, tell=tell) for one in shown), class_="entries copied")

    if copied:
        yield from paged(Page("reuse/", tell("同文"), description=tell(LEAD)), copied, head, body, tell)
    else:
        yield Page(
            "reuse/",
            tell("同文"),
            element("div", element("h1", tell("同文")), element("p", tell(NONE)), class_="index"),
        )


NONE = "各篇之间还没有找到 30 字以上相同的段落。"


def _line(one: Copied, root: str, tell: Wording) -> Markup:
    words = one.text[:SHOWN] + ("…" if len(one.text) > SHOWN else "")
    size = tell("{number} 字 · {documents} 篇有", number=f"{len(one.text):,}", documents=len(one.later) + 1)
    tied = tied_words(one.ties, one.source.dated, tell)
    first = element("p", tell("首见于 "), _link(one.source, root, tell), tied, class_="entry-about")
    later = [element("li", _link(entry, root, tell)) for entry in one.later[:NAMED]]
    rest = len(one.later) - NAMED
    more = rest_link(rest, one.text, root, tell) if rest > 0 else None
    after = element(
        "details", element("summary", tell("后见于 {number} 篇", number=len(one.later))), element("ul", *later, more)
    )
    parts = [element("p", part) for part in words.split("\n") if part.strip()]
    quote = element("blockquote", *parts, lang=tell.of_documents)
    return element("li", element("p", size, class_="how-many"), quote, first, after, class_="entry")


def _link(entry: Entry, root: str, tell: Wording) -> Markup:
    words = f"{tell.term(entry.dated)} · {entry.title}"
    return element("a", words, href=f"{root}{document_address(entry.id)}#reuse", lang=tell.of_documents)
