"""What a .docx says outside its text: which styles hide text, which number it, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from chengwen.formats.numbering import Level
from chengwen.formats.packages import attribute, child, local, number

Styles = Mapping[str, "Element"]
"""The style elements of styles.xml by id."""
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]]
    """The levels of each list, by the number with which paragraphs refer to it."""
    abstract: dict[str, str]
    """The abstract list behind each list; lists with the same one share their counts."""
    styles: dict[tuple[str, str], int]
    """(list, paragraph style): the level that belongs to the style."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    restarting: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Lists that restart although others with the same abstract list have counted, and on which levels."""


def read_styles(root: Element | None) -> Styles:
    """Index styles.xml."""
    return {attribute(e, "styleId") or "": e for e in (root if root is not None else ()) if local(e) == "style"}


def _chain(style: str | None, styles: Styles) -> Iterator[Element]:
    """Yield a style and the styles it is based on; a circle ends the chain."""
    seen: set[str] = set()
    while style is not None and style in styles and style not in seen:
        seen.add(style)
        yield styles[style]
        style = attribute(child(styles[style], "basedOn"), "val")


def is_hidden(properties: Element | None, style: str | None, styles: Styles, *, hidden: bool = False) -> bool:
    """Whether text is hidden: by its own properties, else by its style, else as its paragraph is."""
    for holder in (properties, *(child(e, "rPr") for e in _chain(style, styles))):
        vanish = child(holder, "vanish")
        if vanish is not None:
            return attribute(vanish, "val") not in _OFF
    return hidden


def list_place(
    properties: Element | None, style: str | None, styles: Styles, lists: Lists
) -> tuple[Mapping[int, Level], dict[int, int], int] | None:
    """Return where a paragraph stands in a list: its levels, its counts and the level; None if it is in no list."""
    found = list_named(properties, style, styles, lists)
    if found is None:
        return None
    list_id, level = found
    counts = lists.counts.setdefault(lists.abstract[list_id], {})
    if list_id not in lists.begun:
        lists.begun.add(list_id)
        for restarted in lists.restarting.get(list_id, ()):
            counts.pop(restarted, None)
    return lists.levels[list_id], counts, level


def list_named(properties: Element | None, style: str | None, styles: Styles, lists: Lists) -> tuple[str, int] | None:
    """Return the number of the list in which a paragraph stands, and its level there, named by itself or its style."""
    holders = [properties, *(child(e, "pPr") for e in _chain(style, styles))]
    places = [place for holder in holders if (place := child(holder, "numPr")) is not None]
    ids = (attribute(child(place, "numId"), "val") for place in places)
    list_id = next((id for id in ids if id is not None), None)
    if list_id is None or list_id not in lists.levels:
        return None
    own = (attribute(child(place, "ilvl"), "val") for place in places)
    at = next((value for value in own if value is not None), None)
    by_style = (lists.styles.get((list_id, attribute(e, "styleId") or "")) for e in _chain(style, styles))
    level = number(at, 0) if at is not None else next((n for n in by_style if n is not None), 0)
    return list_id, min(max(level, 0), 8)


def indent_of(style: str | None, styles: Styles) -> Element | None:
    """Return the indents that a style, or one that it is based on, gives a paragraph."""
    return next((own for e in _chain(style, styles) if (own := child(e, "pPr", "ind")) is not None), None)


def read_lists(root: Element | None) -> Lists:
    """Read numbering.xml."""
    lists = Lists({}, {}, {})
    if root is None:
        return lists
    abstract = {attribute(e, "abstractNumId") or "": e for e in root if local(e) == "abstractNum"}
    named = {attribute(child(e, "styleLink"), "val"): e for e in abstract.values()}
    for num in (e for e in root if local(e) == "num"):
        id, made_from = attribute(num, "numId") or "", attribute(child(num, "abstractNumId"), "val") or ""
        if id == "0" or made_from not in abstract:
            continue
        making = abstract[made_from]
        making = named.get(attribute(child(making, "numStyleLink"), "val") or "", making)
        overrides = {_at(e): e for e in num if local(e) == "lvlOverride"}
        definitions = {_at(e): e for e in making if local(e) == "lvl"}
        definitions |= {at: own for at, e in overrides.items() if (own := child(e, "lvl")) is not None}
        starts = {at: start for at, e in overrides.items() if (start := child(e, "startOverride")) is not None}
        lists.levels[id] = {at: _level(e, starts.get(at)) for at, e in definitions.items()}
        lists.abstract[id] = attribute(making, "abstractNumId") or ""
        lists.restarting[id] = tuple(starts)
        for at, e in definitions.items():
            lists.styles[id, attribute(child(e, "pStyle"), "val") or ""] = at
    return lists


def _at(element: Element) -> int:
    return number(attribute(element, "ilvl"), 0)


def _level(element: Element, start: Element | None) -> Level:
    restart = child(element, "lvlRestart")
    legal = child(element, "isLgl")
    return Level(
        style=attribute(_format(element), "val") or "decimal",
        text=attribute(child(element, "lvlText"), "val") or "",
        start=number(attribute(start if start is not None else child(element, "start"), "val"), 1),
        space=attribute(child(element, "suff"), "val") != "nothing",
        restart=None if restart is None else number(attribute(restart, "val"), 0),
        decimal=legal is not None and attribute(legal, "val") not in _OFF,
    )


def _format(element: Element) -> Element | None:
    """Return a level's format; newer ones stand in an alternative with an older fallback."""
    own = child(element, "numFmt")
    return own if own is not None else child(element, "AlternateContent", "Fallback", "numFmt")
