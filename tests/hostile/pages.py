"""Read pages as strictly as we write them: every element closed, every attribute once and quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "col", "source"}
SVG = {"path", "circle", "rect", "line", "polygon"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster", "ping", "background", "xlink:href"}


@dataclass(slots=True)
class Read:
    """What a page is made of."""

    kinds: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    """Elements with the names of their attributes."""
    addresses: list[tuple[str, str, dict[str, str | None]]] = field(default_factory=list)
    """Element, address, and its other attributes."""
    ids: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """By element."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read, self.open = Read(), list[tuple[str, list[str]]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        assert len(said) == len(attrs), f"an attribute twice in {tag}: {attrs}"
        self.read.kinds[tag, tuple(sorted(said))] += 1
        self.read.addresses += [(tag, value or "", said) for name, value in attrs if name in ADDRESSES]
        self.read.ids += [said["id"] or ""] if "id" in said else []
        if tag not in VOID:
            self.open.append((tag, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        name, words = self.open.pop()
        assert name == tag, f"<{name}> is closed by </{tag}>"
        self.read.texts.setdefault(name, []).append("".join(words))

    def handle_data(self, data: str) -> None:
        for _, words in self.open:
            words.append(data)

    def handle_comment(self, data: str) -> None:
        self.read.kinds["<!--", (data,)] += 1

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration in a page: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction in a page: {data}")


def read_page(path: Path) -> Read:
    """Read a page; one that is not well formed fails."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert [tag for tag, _ in reader.open] == [], path
    return reader.read


def pages_of(site: Path) -> Iterator[tuple[str, Read]]:
    """Read all pages of a site, each with its address."""
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), read_page(path)
