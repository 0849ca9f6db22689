"""Find the blocks of a web page that frame it: navigation, footers, side columns.

A block is removed by its tag or its class only if it contains little of the page's prose, since sites name their blocks
freely; by its links only if it contains no prose at all and no link leads to an annex.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chengwen.engine.kept import compiled
from chengwen.knowledge.tables import word_set

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


_PROSE = compiled("[。；！？]|，.*，")
_WHITE = " \t\r\n\f\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"

Weight = list[int]
"""Of a block: characters, characters in links, links, characters of prose, links to annexes."""


def find(root: Element) -> frozenset[Element]:
    """Return the outermost blocks that do not belong to the document."""
    weights = _weigh(root)
    prose = weights[root][3]
    return frozenset(e for e, weight in weights.items() if e is not root and _is_furniture(e, weight, prose))


def _weigh(root: Element) -> dict[Element, Weight]:
    weights: dict[Element, Weight] = {element: [0, 0, 0, 0, 0] for element in root.iter()}
    for element in reversed(weights):  # children come before their parents
        weight = weights[element]
        _add_own(element, weight)
        parent = element.getparent()
        if parent is not None and element is not root:
            above = weights[parent]
            for index, value in enumerate(weight):
                above[index] += value
            _add_text(element.tail, above)
    return weights


def _add_own(element: Element, weight: Weight) -> None:
    if element.tag in ("script", "style"):
        return
    _add_text(element.text, weight)
    if element.tag == "a" and element.get("href"):
        ending = (element.get("href") or "").rpartition(".")[2].lower()
        weight[:] = [weight[0], weight[0], 1, 0, int(ending in word_set("html", "annexes"))]


def _add_text(text: str | None, weight: Weight) -> None:
    bare = (text or "").strip(_WHITE)
    weight[0] += len(bare)
    weight[3] += len(bare) if _PROSE.search(bare) else 0


def _is_furniture(element: Element, weight: Weight, prose_of_page: int) -> bool:
    characters, linked, links, prose, annexes = weight
    if annexes or prose * 5 > prose_of_page:
        return False
    if element.tag in word_set("html", "furniture") or _is_named_so(element):
        return True
    return element.tag in word_set("html", "link_blocks") and links >= 4 and not prose and linked * 10 >= 6 * characters


def _is_named_so(element: Element) -> bool:
    if element.tag == "div" and element.get("title") in ("header", "footer"):  # as written by LibreOffice
        return True
    names = " ".join(element.get(key) or "" for key in ("class", "id", "role"))
    words = re.split("[^a-z]+", re.sub("([a-z])([A-Z])", r"\1 \2", names).lower())
    return element.tag not in ("body", "a") and not word_set("html", "words").isdisjoint(words)
