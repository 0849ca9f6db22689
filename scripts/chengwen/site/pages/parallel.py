"""The raw text beside the clean one, paragraph by paragraph, on a separate page.

It shows of the raw text what the cleaning record shows: nothing that was masked or that a person removed, contacts
dotted out. White space is never marked. A document without a raw file, or without changes, has no such page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chengwen.checkout.page_addresses import document_address, document_folder
from chengwen.document import Document
from chengwen.site.markup import Child, Markup, element, join
from chengwen.site.page import Page, title_of, way_back
from chengwen.site.pages.record import may_be_shown, without_persons
from chengwen.site.wording import CHINESE, Wording
from chengwen.text import Edit

SHOWN = str.maketrans({"\r": "", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n"})
"""Line ends as a page shows them: the first is mostly half of one."""
FOLDER = "compare/"
"""Below a document's own address."""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph on either side."""

    raw: tuple[Child, ...] = field(repr=False)
    clean: tuple[Child, ...]

    @property
    def changed(self) -> bool:
        """Whether a reader can see a difference; white space does not count."""
        return _seen(self.raw) != _seen(self.clean)


def has_parallel(document: Document) -> bool:
    """Whether there is anything to show side by side."""
    return document.private.source_text is not None and any(_is_visible(edit) for edit in document.edits)


def parallel_page(document: Document, tell: Wording = CHINESE) -> Page:
    """Return the page; `has_parallel` must be true."""
    address = document_folder(document.id) + FOLDER
    root = way_back(address)
    rows = [row for row in rows_of(document, tell=tell) if _seen(row.raw) or _seen(row.clean)]
    changed = sum(row.changed for row in rows)
    changes = tell(
        "{number:,} 段里 {changed:,} 段有改动。删去的文字里，姓名和联系方式以 •••• 代替；隐去的不再显示。",
        number=len(rows),
        changed=changed,
    )
    lead = tell("左为原文，右为整理后，一段一行；{changes}", changes=changes)
    only = element("label", element("input", type="checkbox", id="only-changed"), tell(" 只看有改动的段"))
    back = element(
        "a", title_of(document, tell=tell), href=root + document_address(document.id), lang=tell.of_documents
    )
    head = element(
        "div", element("b", tell("原文")), element("b", tell("整理后")), class_="parallel-head", aria_hidden="true"
    )
    listed = element("ol", *map(_row, rows), class_="parallel-rows", lang=tell.of_documents)
    inside = (
        element("h1", tell("逐段对照")),
        element("p", back, class_="parallel-of"),
        element("p", lead),
        only,
        head,
        listed,
    )
    return Page(
        address,
        tell("逐段对照：{title}", title=title_of(document, tell)),
        element("div", *inside, class_="index parallel"),
    )


def rows_of(document: Document, tell: Wording = CHINESE) -> Iterator[Row]:
    """Yield the paragraphs: both sides advance where both texts have a line end, or where a whole line was removed."""
    source, done = document.private.source_text or "", 0
    raw: list[Child] = []
    clean: list[Child] = []
    for edit in (*document.edits, None):
        end = len(source) if edit is None else edit.span.start
        first, *rest = source[done:end].split("\n")
        raw.append(first)
        clean.append(first)
        for line in rest:
            yield Row(tuple(raw), tuple(clean))
            raw, clean = [line], [line]
        if edit is None:
            break
        done = edit.span.end
        raw.append(_before(edit, source, tell=tell))
        clean.append(_after(edit))
        went = source[edit.span.start : done]
        if edit.text.endswith("\n") or (went.endswith("\n") and not _seen(clean)):
            yield Row(tuple(raw), tuple(clean))
            raw, clean = [], []
    yield Row(tuple(raw), tuple(clean))


def _is_visible(edit: Edit) -> bool:
    return any(not rule.startswith("layout-") for rule in edit.rules)


def _before(edit: Edit, source: str, tell: Wording) -> Child:
    before = source[edit.span.start : edit.span.end].translate(SHOWN)
    if not before or not _is_visible(edit):
        return before
    if not may_be_shown(edit):
        return element("span", tell("不再显示"), class_="parallel-hidden", lang=tell.of_site)
    return element("del", without_persons(before)) if before.strip() else before


def _after(edit: Edit) -> Child:
    return element("ins", edit.text) if edit.text.strip() and _is_visible(edit) else edit.text


def _row(row: Row) -> Markup:
    sides = element("div", *row.raw, class_="parallel-raw"), element("div", *row.clean)
    return element("li", *sides, class_=None if row.changed else "same")


def _seen(side: Sequence[Child]) -> str:
    return "".join(join(side).split())
