"""Lists that are longer than a page: fifty entries each, the first page at the list's own address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote

from chengwen.site.markup import Markup, element
from chengwen.site.page import Page, way_back

PER_PAGE = 50
T = TypeVar("T")


def paged(
    address: str,
    title: str,
    items: Sequence[T],
    head: Callable[[str], Sequence[Markup | None]],
    body: Callable[[Sequence[T], str], Markup],
) -> Iterator[Page]:
    """Make the pages of a list; `head` and `body` are given the way to the site's root."""
    pages = max(1, -(-len(items) // PER_PAGE))
    for number in range(1, pages + 1):
        here = address if number == 1 else f"{address}{number}/"
        root = way_back(here)
        heading = title if number == 1 else f"{title}（第 {number} 页）"
        listed = body(items[(number - 1) * PER_PAGE : number * PER_PAGE], root) if items else nothing()
        inside = element("h1", heading), *head(root), listed, turning(number, pages, root, address)
        yield Page(here, heading, element("div", *inside, class_="index"))


def turning(number: int, pages: int, root: str, address: str) -> Markup | None:
    """Make the links to the page before and after; None where there is one page only."""
    if pages == 1:
        return None
    start = root + quote(address)
    back = start if number == 2 else f"{start}{number - 1}/"
    links = [
        element("a", "上一页", href=back) if number > 1 else None,
        element("span", f"{number} / {pages}"),
        element("a", "下一页", href=f"{start}{number + 1}/") if number < pages else None,
    ]
    return element("nav", *links, class_="turning", aria_label="翻页")


def nothing() -> Markup:
    """Say that a list is empty, and what would fill it."""
    return element("p", "还没有文稿。把样本放进 raw/，运行 ", element("code", "make site"), "。", class_="nothing")
