"""The first screen of the home page: a large search field, and one live example of each part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from chengwen.knowledge.labels import SHORT_PARTS, UNSTATED
from chengwen.site.markup import Markup, element, join, rooted
from chengwen.site.pages.parts import Part
from chengwen.site.wording import CHINESE, Wording
from chengwen.site.workbench.page import OFFERED

AMONG = 20
"""Newest parts among which the longest is shown."""
QUERIES = ("主体责任", "三会一课|主题党日", "坚持…引领")


def first_screen(parts: Sequence[Part], tell: Wording = CHINESE) -> Markup:
    """Return the search field and the examples; each is of the newest documents, and no document stands twice."""
    hint = tell("输入词语，看它在每一篇里怎样用")
    field = element("input", type="search", name="q", id="query", placeholder=hint, aria_label=hint, autocomplete="off")
    form = element(
        "form", field, element("button", tell("检索")), action="search/", role="search", class_="home-search"
    )
    links = [element("a", words, href=f"search/?q={quote(words)}", lang=tell.of_documents) for words in QUERIES]
    examples = element("p", tell("例如"), *links, class_="home-queries")
    cards = element("div", *_cards(parts, tell=tell), class_="home-parts")
    return join([form, examples, cards])


def _cards(parts: Sequence[Part], tell: Wording) -> Iterator[Markup]:
    counts = Counter(role for part in parts for role in part.roles)
    newest = sorted(parts, key=lambda part: (part.year != UNSTATED, part.year, part.document), reverse=True)
    shown: set[str] = set()
    for role in OFFERED:
        mine = [part for part in newest if role in part.roles]
        if not mine:
            continue
        part = max(
            [one for one in mine[:AMONG] if one.document not in shown] or mine[:1], key=lambda one: len(one.line)
        )
        shown.add(part.document)
        name = element("a", tell(SHORT_PARTS[role]), href=f"write/?part={role}")
        heading = element("h2", name, element("span", tell("{number:,} 节", number=counts[role]), class_="how-many"))
        yield element(
            "section", heading, element("ol", element("li", rooted(part.line, ""), class_="entry"), class_="entries")
        )
