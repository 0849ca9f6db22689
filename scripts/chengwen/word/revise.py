"""Write orders into a Word file as tracked changes, which a person can accept or reject one by one.

The changes are by `chengwen` and bear no date, so that the same file and the same rules make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count, groupby
from xml.etree.ElementTree import Element

from chengwen.formats.packages import attribute, child, local
from chengwen.formats.word.styles import indent_of, list_named
from chengwen.formats.word.tree import prefix_of
from chengwen.word.orders import STAYS, Layout, Orders, Piece
from chengwen.word.package import AUTHOR

KEPT, GONE, WRITTEN, BREAK = "kept", "del", "ins", "break"
"""What a stretch of a paragraph is: it stays, goes, is written, or is the end of a paragraph that is written."""


_NOTES = ("footnoteReference", "endnoteReference")


@dataclass(slots=True)
class Stretch:
    """A run, or another element of a paragraph, and what becomes of it."""

    kind: str
    element: Element | None = None
    edits: tuple[int, ...] = ()
    """The edits that begin in it."""


@dataclass(slots=True)
class Writer:
    """Writes the changes of a file."""

    prefix: str
    layout: Layout
    asked: Orders
    edits_at: Mapping[int, Sequence[int]]
    """By character that was read: the edits that begin with it."""
    commented: bool
    """Whether each edit has a comment."""
    styles: Element | None
    """The styles of the file."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    told: dict[int, int] = field(default_factory=dict)
    """The edits that have a comment, each with the number of the comment."""
    starts: dict[Element, int] = field(default_factory=dict)

    def make(self, name: str, *inside: Element, **attributes: object) -> Element:
        """Make an element."""
        made = Element(self.prefix + name, {self.prefix + key: str(value) for key, value in attributes.items()})
        made.extend(inside)
        return made

    def change(self, name: str, *inside: Element) -> Element:
        """Make the element of a change."""
        return self.make(name, *inside, id=next(self.numbers), author=AUTHOR)


def revise(writer: Writer, roots: Iterable[Element]) -> None:
    """Write all changes into the trees."""
    reading, asked = writer.layout.word.reading, writer.asked
    writer.starts = dict(zip(reading.elements, reading.starts, strict=True))
    paragraphs = [one for root in roots for one in root.iter() if local(one) == "p"]
    notes = {attribute(one, "id") for one in asked.removed if local(one) in ("footnote", "endnote")}
    looks = {paragraph: _look(paragraph) for paragraph in paragraphs}
    for paragraph in paragraphs:
        _paragraph(writer, paragraph, notes, looks)
    for one in asked.removed:
        if local(one) == "tr":
            _properties(writer, one, "trPr").append(writer.change("del"))


def _look(paragraph: Element) -> Element | None:
    """Return a copy of the properties of a paragraph as they were: without its mark and its section."""
    properties = child(paragraph, "pPr")
    if properties is None:
        return None
    old: Element = deepcopy(properties)
    old[:] = [one for one in old if local(one) not in ("rPr", "sectPr", "pPrChange")]
    return old


def _paragraph(
    writer: Writer, paragraph: Element, notes: set[str | None], looks: Mapping[Element, Element | None]
) -> None:
    """Write the changes of one paragraph, which becomes several where ends of paragraphs are written."""
    asked = writer.asked
    stretches = list(_stretches(writer, paragraph, notes))
    lead = [*_written(writer, asked.lead.get(paragraph, []), _first_look(paragraph))]
    changed = lead or any(one.kind != KEPT for one in stretches)
    if changed:
        properties = [one for one in paragraph if local(one) == "pPr"]
        *before, last = _split([*lead, *stretches])
        paragraph[:] = [*properties, *_assembled(writer, paragraph, last)]
    else:
        before = []
    _change_look(writer, paragraph, looks)
    if before:
        _put_before(writer, paragraph, before)
    if paragraph in asked.merged:
        _mark(writer, paragraph, "del")


def _split(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Cut stretches where a paragraph ends; text boxes go into the last, since they are read after the paragraph."""
    parts: list[list[Stretch]] = [[]]
    boxes: list[Stretch] = []
    for one in stretches:
        if one.kind == BREAK:
            parts.append([])
        elif has_box(one):
            boxes.append(one)
        else:
            parts[-1].append(one)
    if len(parts) == 1:
        return [list(stretches)]
    return [*parts[:-1], [*boxes, *parts[-1]]]


def has_box(stretch: Stretch) -> bool:
    """Whether a stretch holds a text box."""
    return stretch.element is not None and any(local(one) == "txbxContent" for one in stretch.element.iter())


def _put_before(writer: Writer, paragraph: Element, parts: Sequence[Sequence[Stretch]]) -> None:
    """Write paragraphs before one, with its look and a mark that is written."""
    block = writer.layout.parents[paragraph]
    at = list(block).index(paragraph)
    for number, part in enumerate(parts):
        made = writer.make("p")
        if (look := _look(paragraph)) is not None:
            made.append(look)
        made.extend(_assembled(writer, paragraph, part))
        _mark(writer, made, "ins")
        block.insert(at + number, made)


def _change_look(writer: Writer, paragraph: Element, looks: Mapping[Element, Element | None]) -> None:
    """Take the number from a paragraph, or give it the look of the one it continues; what it was stays on record."""
    asked = writer.asked
    model = asked.continued.get(paragraph)
    if model is None and paragraph not in asked.unnumbered:
        return
    old = looks[paragraph]
    source = model if model is not None else paragraph
    new = deepcopy(looks[source])
    new = new if new is not None else writer.make("pPr")
    if source in asked.unnumbered or paragraph in asked.unnumbered:
        _without_number(writer, new)
    if _same(old, new):
        return
    properties = _properties(writer, paragraph, "pPr")
    kept = [one for one in properties if local(one) in ("rPr", "sectPr")]
    was = deepcopy(old) if old is not None else writer.make("pPr")
    if paragraph in asked.unnumbered:
        _number_itself(writer, was)
    properties[:] = [*new, *kept, writer.change("pPrChange", was)]


_BEFORE_NUMBER = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
_BEFORE_INDENT = (
    *(*_BEFORE_NUMBER, "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku"),
    *("wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd"),
    *("snapToGrid", "spacing"),
)
"""What stands before the number, and before the indents, among the properties of a paragraph."""


def _without_number(writer: Writer, look: Element) -> None:
    """Say that a paragraph has no number, whatever its style says.

    Its level stays: where the change is rejected, LibreOffice gives back the number, and not the level.
    """
    level = _list_of(writer, look)[1]
    _put(look, writer.make("numPr", writer.make("ilvl", val=level), writer.make("numId", val=0)), _BEFORE_NUMBER)


def _number_itself(writer: Writer, look: Element) -> None:
    """Have a paragraph say of its number what LibreOffice gives back where a change is rejected.

    That is the list that the paragraph names itself, never its level: the level of a list below the first comes back
    with a style alone. The indents of its style are said too, since those of a list of its own would come before them.
    """
    list_id, level = _list_of(writer, look)
    if list_id is None:
        return
    style = attribute(child(look, "pStyle"), "val")
    if child(look, "numPr", "numId") is None:
        indent = indent_of(style, writer.layout.word.styles)
        if child(look, "ind") is None and indent is not None:
            _put(look, deepcopy(indent), _BEFORE_INDENT)
    _put(look, writer.make("numPr", writer.make("ilvl", val=level), writer.make("numId", val=list_id)), _BEFORE_NUMBER)
    if level and writer.styles is not None:
        _put(look, writer.make("pStyle", val=_style_with_list(writer.styles, style, list_id, level)), ())


def _style_with_list(styles: Element, style: str | None, list_id: str, level: int) -> str:
    """Return the name of a style that is as another, and puts its paragraphs at a level of a list."""
    name = f"chengwen-{list_id}-{level}-{style or ''}".removesuffix("-")
    if any(local(one) == "style" and attribute(one, "styleId") == name for one in styles):
        return name
    default = (
        attribute(one, "styleId")
        for one in styles
        if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true", "on")
    )
    base, prefix = style or next(default, None), prefix_of(styles)

    def make(called: str, *inside: Element, **attributes: str) -> Element:
        made = Element(prefix + called, {prefix + key: value for key, value in attributes.items()})
        made.extend(inside)
        return made

    number = make("numPr", make("ilvl", val=str(level)), make("numId", val=list_id))
    based = [make("basedOn", val=base)] if base else []
    inside = [make("name", val=name), *based, make("semiHidden"), make("pPr", number)]
    styles.append(make("style", *inside, type="paragraph", customStyle="1", styleId=name))
    return name


def _list_of(writer: Writer, look: Element) -> tuple[str | None, int]:
    """Return the list in which a paragraph of this look stands, and its level there."""
    word = writer.layout.word
    found = list_named(look, attribute(child(look, "pStyle"), "val"), word.styles, word.lists)
    return found if found is not None else (None, 0)


def _put(look: Element, made: Element, before: Sequence[str]) -> None:
    """Put a property into its place, or in the place of another of its name."""
    look[:] = [one for one in look if local(one) != local(made)]
    look.insert(sum(local(one) in before for one in look), made)


def _same(first: Element | None, second: Element | None) -> bool:
    def told(one: Element) -> object:
        return local(one), sorted(one.attrib.items()), [told(inner) for inner in one]

    return (told(first) if first is not None else ("pPr", [], [])) == (
        told(second) if second is not None else ("pPr", [], [])
    )


def _properties(writer: Writer, element: Element, name: str) -> Element:
    """Return the properties of an element, made where there are none."""
    found = child(element, name)
    if found is None:
        found = writer.make(name)
        after = ("tblPrEx",) if name == "trPr" else ()
        element.insert(sum(local(one) in after for one in element), found)
    return found


def _mark(writer: Writer, paragraph: Element, kind: str) -> None:
    """Say of the mark of a paragraph that it goes, or is written."""
    properties = _properties(writer, paragraph, "pPr")
    run = child(properties, "rPr")
    if run is None:
        run = writer.make("rPr")
        properties.insert(sum(local(one) not in ("sectPr", "pPrChange") for one in properties), run)
    run.insert(0, writer.change(kind))


# --- What stands in a paragraph ---


def _stretches(writer: Writer, paragraph: Element, notes: set[str | None]) -> Iterator[Stretch]:
    for element in paragraph:
        if local(element) == "r":
            yield from _run(writer, element, notes)
        elif local(element) in ("oMath", "oMathPara"):
            yield from _formula(writer, element)
        elif local(element) != "pPr":
            yield Stretch(KEPT, element)


def _run(writer: Writer, run: Element, notes: set[str | None]) -> Iterator[Stretch]:
    """Yield the stretches of a run: whole where all of it stays or goes, else cut."""
    look = child(run, "rPr")
    pieces = list(_pieces_of_run(writer, run, look, notes))
    if all(one.kind == KEPT and not one.edits and not has_box(one) for one in pieces):
        yield Stretch(KEPT, run)
        return
    for (kind, edits, _), together in groupby(pieces, key=lambda one: (one.kind, one.edits, has_box(one))):
        if kind in (WRITTEN, BREAK):
            yield from together
            continue
        inside = [one.element for one in together if one.element is not None]
        cut = Element(run.tag, run.attrib)
        cut.extend([*([deepcopy(look)] if look is not None else []), *inside])
        yield Stretch(kind, cut, edits)


def _pieces_of_run(writer: Writer, run: Element, look: Element | None, notes: set[str | None]) -> Iterator[Stretch]:
    """Yield what stands in a run, piece by piece, with what is written between."""
    for element in run:
        name = local(element)
        if name == "rPr":
            continue
        if element in writer.starts:
            yield from _text(writer, element, look)
        elif element in writer.asked.removed or (name in _NOTES and attribute(element, "id") in notes):
            yield Stretch(GONE, element)
        else:
            yield Stretch(KEPT, element)


def _text(writer: Writer, element: Element, look: Element | None) -> Iterator[Stretch]:
    """Yield a text or a sign, cut where some of it goes or something is written."""
    start, asked = writer.starts[element], writer.asked
    text = element.text or "" if local(element) == "t" else " "
    begun = 0
    for number in range(len(text)):
        place = start + number
        if place in asked.before:
            yield from _cut(writer, element, text, begun, number)
            yield from _written(writer, asked.before[place], look)
            begun = number
        elif number > begun and (asked.gone[place] != asked.gone[place - 1] or place in writer.edits_at):
            yield from _cut(writer, element, text, begun, number)
            begun = number
        if place in asked.after:
            yield from _cut(writer, element, text, begun, number + 1)
            yield from _written(writer, asked.after[place], look)
            begun = number + 1
    yield from _cut(writer, element, text, begun, len(text))


def _cut(writer: Writer, element: Element, text: str, start: int, end: int) -> Iterator[Stretch]:
    if start >= end:
        return
    place = writer.starts[element] + start
    kind = GONE if writer.asked.gone[place] else KEPT
    edits = tuple(writer.edits_at.get(place, ()))
    made = element
    if local(element) == "t" and (end - start < len(text) or kind == GONE):
        made = Element(element.tag, {"xml:space": "preserve"})
        made.text = text[start:end]
    yield Stretch(kind, made, edits)


def _formula(writer: Writer, formula: Element) -> Iterator[Stretch]:
    """Yield a formula; one of which anything goes, goes as a whole, and what is left of it is written as text."""
    asked, places = (
        writer.asked,
        [
            (writer.starts[one] + number, char)
            for one in formula.iter()
            if one in writer.starts
            for number, char in enumerate(one.text or " ")
        ],
    )
    if not any(asked.gone[place] or place in asked.before or place in asked.after for place, _ in places):
        yield Stretch(KEPT, formula)
        return
    yield Stretch(GONE, formula)
    for place, char in places:
        stays = [] if asked.gone[place] else [Piece(char, STAYS)]
        yield from _written(writer, [*asked.before.get(place, []), *stays, *asked.after.get(place, [])], None)


def _first_look(paragraph: Element) -> Element | None:
    """Return how the first words of a paragraph look."""
    run = next((one for one in paragraph if local(one) == "r" and child(one, "t") is not None), None)
    return child(run, "rPr")


def _written(writer: Writer, pieces: Sequence[Piece], look: Element | None) -> Iterator[Stretch]:
    """Yield the runs of what is written, and the ends of paragraphs in it."""
    for edit, together in groupby(pieces, key=lambda piece: piece.edit):
        for number, text in enumerate("".join(piece.text for piece in together).split("\n")):
            if number:
                yield Stretch(BREAK)
            if text:
                yield Stretch(WRITTEN, _run_of(writer, text, look), (edit,) if edit != STAYS else ())


def _run_of(writer: Writer, text: str, look: Element | None) -> Element:
    run = writer.make("r", *([deepcopy(look)] if look is not None else []))
    for number, part in enumerate(text.split("\t")):
        if number:
            run.append(writer.make("tab"))
        if part:
            words = writer.make("t")
            words.set("xml:space", "preserve")
            words.text = part
            run.append(words)
    return run


def _assembled(writer: Writer, paragraph: Element, stretches: Sequence[Stretch]) -> list[Element]:
    """Return the elements of a paragraph: runs that stay, and changes; each edit with its comment where it begins."""
    commented = writer.commented and local(writer.layout.parents[paragraph]) in ("body", "tc")
    kinds = {one.kind for one in stretches if one.element is not None}
    made: list[Element] = []
    for one in stretches:
        if one.element is None:
            continue
        fresh = [edit for edit in dict.fromkeys(one.edits) if edit not in writer.told] if commented else []
        numbers = range(len(writer.told) + 1, len(writer.told) + 1 + len(fresh))
        writer.told.update(zip(fresh, numbers, strict=True))
        if one.kind == GONE:
            _as_deleted(one.element)
        signs = [writer.make("r", writer.make("commentReference", id=number)) for number in numbers]
        if len(kinds) == 1 and one.kind != KEPT:
            # All of the paragraph goes or comes, and the comment with it: for LibreOffice its sign is a character, and
            # what stayed would be one with the next paragraph, and give that one the look of this one.
            _add(writer, made, one.kind, [one.element, *signs])
            continue
        made += (writer.make("commentRangeStart", id=number) for number in numbers)
        _add(writer, made, one.kind, [one.element])
        for number, sign in zip(numbers, signs, strict=True):
            made += (writer.make("commentRangeEnd", id=number), sign)
    return made


def _add(writer: Writer, made: list[Element], kind: str, runs: Sequence[Element]) -> None:
    """Add runs that stay, or go or come by one change with what stands before them."""
    if kind == KEPT:
        made.extend(runs)
    elif made and made[-1].tag == writer.prefix + kind:
        made[-1].extend(runs)
    else:
        made.append(writer.change(kind, *runs))


def _as_deleted(run: Element) -> None:
    """Rename the texts of a run that goes; those of text boxes in it are paragraphs of their own."""
    for one in run:
        if local(one) == "t":
            one.tag = one.tag[:-1] + "delText"
