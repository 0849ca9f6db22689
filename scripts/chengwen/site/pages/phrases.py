"""Set phrases: what each means, how often and where it is used, and a line for each use (keyword in context)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from chengwen.checkout.page_addresses import document_address, phrase_address, slug
from chengwen.document import Document
from chengwen.engine.lines import HAN
from chengwen.engine.scan import any_of
from chengwen.knowledge.tables import read_table
from chengwen.site.charts.figures import PhraseYears
from chengwen.site.markup import ROOT, Markup, element, rooted
from chengwen.site.page import Entry, Page, paged
from chengwen.site.pages.parts import themes
from chengwen.site.wording import CHINESE, Wording

AROUND = 18
"""How much of the text is shown on either side of a phrase in the concordance, in code points."""
SAME = 20
"""Uses with the same words around them that a line leads to."""
MOST_LINES = 500
"""How many uses of a phrase the concordance shows; the search finds the rest."""
CANDIDATES = 60
"""How many unexplained phrases are listed."""
_QUOTED = re.compile(f"“([一二三四五六七八九十两双][{HAN}]{{2,7}})”")


class Use(NamedTuple):
    """One occurrence of a phrase; a tuple, since a build reads some hundred thousand back from the one before."""

    name: str
    """The phrase as the index names it."""
    section: str
    left: str
    written: str
    """The phrase as written there."""
    right: str


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The phrases of one document: each use of those that are known, and those that nobody has explained."""

    uses: tuple[Use, ...]
    candidates: tuple[str, ...]


@dataclass(slots=True)
class Concordance:
    """The uses of every phrase, collected from one document after another."""

    uses: dict[str, list[tuple[Entry, Use]]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    years: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Documents by phrase and year."""
    candidates: Counter[str] = field(default_factory=Counter)

    def note(self, phrasing: Phrasing, entry: Entry) -> None:
        """Add the uses in a document; beyond the lines that are shown they are only counted."""
        found = Counter(use.name for use in phrasing.uses)
        for use in phrasing.uses:
            shown = self.uses.setdefault(use.name, [])
            if len(shown) < MOST_LINES:
                shown.append((entry, use))
        self.times.update(found)
        self.documents.update(found.keys())
        self.years.update((phrase, entry.year) for phrase in found)
        self.candidates.update(phrasing.candidates)


def phrasing_of(document: Document) -> Phrasing:
    """Return the phrases of a document, each with the text around it, which never leaves its line."""
    pattern, known = _pattern()
    starts = [section.start for section in document.sections]
    uses = []
    for match in pattern.finditer(document.text):
        index = bisect_right(starts, match.start()) - 1
        section = document.sections[index].id if index >= 0 else ""
        uses.append(_use(document.text, match, known[match.group()], section))
    return Phrasing(tuple(uses), tuple(sorted(set(_QUOTED.findall(document.text)) - known.keys())))


def _use(text: str, match: re.Match[str], name: str, section: str) -> Use:
    start, end = match.span()
    low = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    line_end = text.find("\n", end)
    high = min(len(text) if line_end < 0 else line_end, end + AROUND)
    return Use(name, section, text[low:start], match.group(), text[end:high])


def phrase_pages(concordance: Concordance, tell: Wording = CHINESE) -> Iterator[Page]:
    """Yield the index of phrases, and the pages of each that is used: by what follows, and by what comes before."""
    yield _index(concordance, tell=tell)
    for phrase in phrases():
        uses = concordance.uses.get(phrase["phrase"], ())
        if uses:
            by_right = sorted(uses, key=lambda one: (one[1].right, one[1].left, one[1].written, one[0].id))
            yield from _pages(phrase, concordance, _folded(by_right, tell=tell), by_left=False, tell=tell)
            by_left = sorted(uses, key=lambda one: (one[1].left[::-1], one[1].right, one[1].written, one[0].id))
            yield from _pages(phrase, concordance, _folded(by_left, tell=tell), by_left=True, tell=tell)


def _folded(uses: Sequence[tuple[Entry, Use]], tell: Wording) -> list[Markup]:
    """Return a line for each use; of uses with the same words around them, one for all."""
    same = groupby(uses, key=lambda one: (one[1].left, one[1].written, one[1].right))
    return [_line(list(group), tell=tell) for _, group in same]


def phrases() -> tuple[dict[str, Any], ...]:
    """Return the phrases: their spellings, what they mean, what their numbers stand for."""
    return read_table("phrases", "phrases")


def phrase_years(concordance: Concordance, most: int) -> list[PhraseYears]:
    """Return the phrases that most documents use, with the documents of each year."""
    chosen = [phrase for phrase, _ in concordance.documents.most_common(most)]
    years = sorted({year for _, year in concordance.years})
    return [PhraseYears(phrase, {year: concordance.years[phrase, year] for year in years}) for phrase in chosen]


def _pages(
    phrase: dict[str, Any], concordance: Concordance, lines: Sequence[Markup], *, by_left: bool, tell: Wording
) -> Iterator[Page]:
    name = phrase["phrase"]

    def head(root: str) -> Sequence[Markup | None]:
        return [
            *_explained(phrase, tell),
            _counted(name, concordance, root, tell=tell),
            _orders(name, root, by_left=by_left, tell=tell),
        ]

    def body(shown: Sequence[Markup], root: str) -> Markup:
        return rooted(element("ol", *shown, class_="kwic"), root)

    address = f"phrases/{slug(name)}/{'left/' if by_left else ''}"
    yield from paged(
        Page(address, name, description=phrase["explain"], lang=tell.of_documents), lines, head, body, tell
    )


def _explained(phrase: dict[str, Any], tell: Wording) -> Iterator[Markup]:
    said = tell.of_documents
    yield element("p", phrase["explain"], class_="index-lead", lang=said)
    if phrase["parts"]:
        yield element("ol", *(element("li", part) for part in phrase["parts"]), class_="phrase-parts", lang=said)


def _counted(name: str, concordance: Concordance, root: str, tell: Wording) -> Markup:
    times, documents = concordance.times[name], concordance.documents[name]
    search = element("a", tell("在全文里检索"), href=f"{root}search/?q={name}")
    shown = tell("，列出前 {number} 处", number=MOST_LINES) if times > MOST_LINES else ""
    return element(
        "p",
        tell("{documents:,} 篇用了 {times:,} 次{shown} · ", documents=documents, times=times, shown=shown),
        search,
        class_="how-many",
    )


def _orders(name: str, root: str, *, by_left: bool, tell: Wording) -> Markup:
    here = f"{root}{phrase_address(name)}"
    after = element("a", tell("按后文排列"), href=here, aria_current=None if by_left else "true")
    before = element("a", tell("按前文排列"), href=f"{here}left/", aria_current="true" if by_left else None)
    return element("nav", after, before, class_="orders", aria_label=tell("排列"))


def _line(uses: Sequence[tuple[Entry, Use]], tell: Wording) -> Markup:
    (entry, use), *others = uses
    words = (
        element("span", use.left, class_="kwic-left"),
        element("mark", use.written),
        element("span", use.right, class_="kwic-right"),
    )
    source = element("span", f"{entry.title} · {tell.term(entry.year)}", class_="kwic-source")
    link = element(
        "a", element("span", *words, class_="kwic-line"), source, href=_place(entry, use), lang=tell.of_documents
    )
    if not others:
        return element("li", link)
    links = [
        (element("a", one.title, href=_place(one, at), lang=tell.of_documents), f" · {tell.term(one.year)}")
        for one, at in others[:SAME]
    ]
    items = [element("li", *link) for link in links]
    rest = element("li", tell("其余 {number:,} 处从略", number=len(others) - SAME)) if len(others) > SAME else None
    folded = element(
        "details",
        element("summary", tell("另有 {number:,} 处相同", number=len(others))),
        element("ul", *items, rest),
        class_="same",
    )
    return element("li", link, folded)


def _place(entry: Entry, use: Use) -> str:
    return f"{ROOT}{document_address(entry.id)}" + (f"#{use.section}" if use.section else "")


def _index(concordance: Concordance, tell: Wording) -> Page:
    groups = [_group(tell.term(theme["name"]), theme["id"], concordance, tell=tell) for theme in themes()]
    mined = [(word, number) for word, number in concordance.candidates.most_common(CANDIDATES) if number > 1]
    candidates = [
        element("a", f"{word} {number}", href=f"../search/?q=“{word}”", lang=tell.of_documents)
        for word, number in mined
    ]
    lead = tell("公文里用数字缩写的提法和固定的说法：是什么意思，各篇怎样用。点开看每一处用例。")
    more = (
        element("h2", tell("还没有解释的提法"), class_="group"),
        element("p", tell("加引号、带数字，不止一篇用到，从文稿里自动找出。"), class_="index-lead"),
        element("p", *candidates, class_="phrase-candidates"),
    )
    inside = (
        element("h1", tell("短语")),
        element("p", lead, class_="index-lead"),
        *groups,
        *(more if candidates else ()),
    )
    return Page("phrases/", tell("短语"), element("div", *inside, class_="index"), description=lead)


def _group(name: str, theme: str, concordance: Concordance, tell: Wording) -> Markup | None:
    mine = [phrase for phrase in phrases() if phrase["theme"] == theme]
    mine.sort(key=lambda phrase: -concordance.documents[phrase["phrase"]])
    used = [_row(phrase, concordance, tell=tell) for phrase in mine if concordance.documents[phrase["phrase"]]]
    unused = [_unused(phrase, tell) for phrase in mine if not concordance.documents[phrase["phrase"]]]
    if not mine:
        return None
    rest = element(
        "details",
        element("summary", tell("本站文稿里还没有用到的 {number} 个", number=len(unused))),
        element("ul", *unused, class_="phrase-list"),
        class_="phrase-unused",
    )
    listed = element("ul", *used, class_="phrase-list") if used else None
    return element("section", element("h2", name, class_="group"), listed, rest if unused else None)


def _row(phrase: dict[str, Any], concordance: Concordance, tell: Wording) -> Markup:
    name = phrase["phrase"]
    said = tell.of_documents
    link = element("a", name, href=f"{slug(name)}/", class_="phrase-name", lang=said)
    times = element("span", tell("{number:,} 篇", number=concordance.documents[name]), class_="how-many")
    return element("li", link, times, element("span", phrase["explain"], class_="phrase-explain", lang=said))


def _unused(phrase: dict[str, Any], tell: Wording) -> Markup:
    """Return a phrase that no document uses, explained here: it has no page."""
    said = tell.of_documents
    words = element("span", phrase["phrase"], class_="phrase-name", lang=said), element("span", class_="how-many")
    return element("li", *words, element("span", phrase["explain"], class_="phrase-explain", lang=said))


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    known = {word: phrase["phrase"] for phrase in phrases() for word in (phrase["phrase"], *phrase["variants"])}
    return re.compile(any_of(known)), known
