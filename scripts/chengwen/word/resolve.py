"""Accept or reject every tracked change of a part, as Word does it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from chengwen.formats.packages import child, local

INSERTED, DELETED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})
_PROPERTIES = frozenset({"rPr", "trPr", "tcPr", "numPr", "ctrlPr"})
"""Where the name of a change is a mark on what has the properties, and holds nothing."""
_MARKS = frozenset({"cellIns", "cellDel", "cellMerge"})
_DELETED_TEXT = {"delText": "t", "delInstrText": "instrText"}
BLOCKS = frozenset({"body", "tc", "txbxContent", "footnote", "endnote", "hdr", "ftr"})
"""What holds paragraphs."""


def has_changes(root: Element) -> bool:
    """Whether a part has tracked changes."""
    return any(local(one) in INSERTED | DELETED or local(one).endswith("Change") for one in root.iter())


def resolve(root: Element, *, accept: bool) -> None:
    """Accept or reject all changes, in the tree itself."""
    gone = DELETED if accept else INSERTED
    root[:] = [one for element in root for one in _resolved(element, root, gone)]
    if not accept:
        _restore(root)
    if local(root) in BLOCKS:
        _merge(root, gone)


def _resolved(element: Element, parent: Element, gone: frozenset[str]) -> Iterator[Element]:
    """Yield what an element becomes: itself, what it holds, or nothing."""
    name = local(element)
    if name in INSERTED | DELETED and local(parent) in _PROPERTIES:
        yield element  # a mark: whoever has it decides
        return
    if _goes(element, name, gone):
        return
    if name in _DELETED_TEXT:
        element.tag = element.tag.removesuffix(name) + _DELETED_TEXT[name]
    resolve(element, accept=gone is DELETED)
    if name in INSERTED | DELETED:
        yield from element
    elif name != "tbl" or any(local(one) == "tr" for one in element):
        yield element
    if name == "tr":
        _unmark(child(element, "trPr"))


def _goes(element: Element, name: str, gone: frozenset[str]) -> bool:
    """Whether nothing is left of an element: what is rejected, and what only says that something was changed."""
    is_range = "Range" in name and name.startswith(("move", "customXml"))
    if name in gone or name in _MARKS or is_range or (name.endswith("Change") and gone is DELETED):
        return True
    return name == "tr" and _marked(element, "trPr", gone)


def _restore(properties: Element) -> None:
    """Restore properties to what a change says they were."""
    change = next((one for one in properties if local(one).endswith("PrChange")), None)
    if change is None:
        return
    old = next((one for one in change if local(one) == local(properties)), None)
    kept = [one for one in properties if local(properties) == "pPr" and local(one) in ("rPr", "sectPr")]
    properties[:] = [*(old if old is not None else ()), *kept]


def _marked(element: Element, properties: str, marks: frozenset[str]) -> bool:
    found = child(element, properties)
    return found is not None and any(local(one) in marks for one in found)


def _unmark(properties: Element | None) -> None:
    if properties is not None:
        properties[:] = [one for one in properties if local(one) not in INSERTED | DELETED]


def _merge(block: Element, gone: frozenset[str]) -> None:
    """Join paragraphs whose mark is gone with the next; it has the properties of that one."""
    merged: list[Element] = []
    waiting: list[Element] = []
    for element in [*block]:
        if local(element) != "p":
            merged += [*_alone(waiting), element]
            waiting = []
            continue
        mark = child(element, "pPr", "rPr")
        is_gone = mark is not None and any(local(one) in gone for one in mark)
        _unmark(mark)
        if is_gone:
            waiting.append(element)
            continue
        words = [one for each in waiting for one in each if local(one) != "pPr"]
        at = 1 if len(element) and local(element[0]) == "pPr" else 0
        element[at:at] = words
        waiting = []
        merged.append(element)
    merged += _alone(waiting)
    if local(block) in ("tc", "txbxContent") and not any(local(one) == "p" for one in merged):
        merged.append(Element(block.tag.removesuffix(local(block)) + "p"))
    block[:] = merged


def _alone(waiting: list[Element]) -> list[Element]:
    """Return paragraphs whose mark is gone and that no paragraph follows: what they hold stays, in one."""
    words = [one for each in waiting for one in each if local(one) != "pPr"]
    if not words:
        return []
    last = waiting[-1]
    last[:] = [*(one for one in last if local(one) == "pPr"), *words]
    return [last]
