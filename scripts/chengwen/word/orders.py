"""What is to be done to the elements of a Word file, so that it says what a plan makes of its text.

What stays decides: lines between which a line end is left stand in paragraphs of their own, or have a soft break
between them; lines that are joined stand in paragraphs whose mark goes. Blank lines are no lines.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree.ElementTree import Element

from chengwen.errors import InputError
from chengwen.formats.packages import local
from chengwen.formats.word.docx import Word
from chengwen.formats.word.places import MADE, Placed
from chengwen.message import say
from chengwen.word.plan import Line, Plan
from chengwen.word.resolve import BLOCKS

STAYS = -1
"""In the place of an edit: text that stays, and is written for no edit."""
_SHOWN = frozenset({"drawing", "pict", "object", "AlternateContent", "footnoteReference", "endnoteReference", "oMath"})
"""What a paragraph may hold beside its words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text to be written, by an edit; a line feed begins another paragraph."""

    text: str = field(repr=False)
    edit: int


@dataclass(slots=True)
class Orders:
    """What is to be done."""

    gone: bytearray = field(repr=False)
    """For each character that was read whether it goes."""
    before: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    """Text to be written beside a character."""
    lead: dict[Element, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    """Text to be written at the beginning of a paragraph."""
    unnumbered: set[Element] = field(default_factory=set)
    """Paragraphs whose number is written out."""
    merged: set[Element] = field(default_factory=set)
    """Paragraphs whose mark goes."""
    continued: dict[Element, Element] = field(default_factory=dict)
    """Paragraphs that are to look like one that they continue."""
    removed: set[Element] = field(default_factory=set)
    """Rows, text boxes and notes of which nothing is left."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a text stands in a file."""

    text: Placed
    word: Word
    parents: dict[Element, Element]
    position: dict[Element, int]
    """For each element its place in its parent."""
    paragraphs: list[Element]
    """The paragraph of each element that was read."""
    flow: dict[Element, list[int]]
    """The characters of each paragraph, its number left out, in their order."""
    labels: dict[Element, list[int]]
    """The characters of the text that are the number of a paragraph."""
    empty_items: frozenset[Element]
    """Paragraphs that count in a list and hold no words."""
    source_of: array[int]
    """For each character that was read its offset in the text; MADE if blank ends of lines swallowed it."""

    def paragraph(self, at: int) -> Element | None:
        """Return the paragraph in which a character of the text stands, or whose number it belongs to."""
        place = self.text.places[at]
        return None if place == MADE else self.paragraphs[self.word.reading.number(place)]

    def is_label(self, at: int) -> bool:
        """Whether a character belongs to a number that Word writes by itself."""
        place = self.text.places[at]
        return place != MADE and local(self.word.reading.element(place)) == "p"

    def stands(self, at: int) -> bool:
        """Whether a character stands in the file as such."""
        return self.text.places[at] != MADE and not self.is_label(at)


def lay(roots: Iterable[Element], text: Placed, word: Word) -> Layout:
    """Return where a text stands in the parts it was read from."""
    parents = {one: parent for root in roots for parent in root.iter() for one in parent}
    source_of = array("q", [MADE]) * word.reading.size
    for at, place in enumerate(text.places):
        if place != MADE:
            source_of[place] = at
    position = {one: number for parent in {*parents.values()} for number, one in enumerate(parent)}
    labels: dict[Element, list[int]] = {}
    ends = [*word.reading.starts, word.reading.size][1:]
    for element, start, end in zip(word.reading.elements, word.reading.starts, ends, strict=True):
        if local(element) == "p":
            labels[element] = [at for at in source_of[start:end] if at != MADE]
    empty_items = frozenset(one for one, _ in word.numbered if one not in labels)
    paragraphs = [_paragraph(element, parents) for element in word.reading.elements]
    flow: dict[Element, list[int]] = defaultdict(list)
    for element, paragraph, start, end in zip(
        word.reading.elements, paragraphs, word.reading.starts, ends, strict=True
    ):
        if element is not paragraph:
            flow[paragraph].extend(range(start, end))
    return Layout(text, word, parents, position, paragraphs, flow, labels, empty_items, source_of)


def _paragraph(element: Element, parents: Mapping[Element, Element]) -> Element:
    """Return the paragraph in which an element stands, or itself."""
    while local(element) != "p":
        element = parents[element]
    return element


def orders(layout: Layout, made: Plan) -> Orders:
    """Return what a plan asks of a file; what cannot be said by changes raises `InputError`."""
    asked = Orders(bytearray(layout.word.reading.size))
    _write_out_numbers(layout, made, asked)
    for line in made.lines:
        for insert in line.inserts:
            _write(layout, made, asked, line, insert.at, Piece(insert.text, insert.edit))
    left = _Left(layout, made, asked)
    for before, line in pairwise(line for line in made.lines if line.kept):
        if line.joined:
            _join(layout, asked, left.last.get(before.start), left.first.get(line.start), _unsayable(made, before))
    for line in made.lines:
        if line.kept:
            _within(layout, made, asked, line, left)
    for paragraph, places in layout.flow.items():
        _flow(made, asked, left, paragraph, places)
    _take_out(layout, asked, left)
    return asked


def _unsayable(made: Plan, line: Line) -> InputError:
    number = made.source.count("\n", 0, line.start) + 1
    return InputError(
        say(
            "what cleaning does to line {line} of its text cannot be shown as changes of this Word file (cells or "
            "notes would be joined); clean it to text instead",
            line=number,
        )
    )


# --- Numbers that Word writes by itself ---


def _write_out_numbers(layout: Layout, made: Plan, asked: Orders) -> None:
    """Write out the numbers of a list that would not stay as they are: one is changed, or an item is gone."""
    lists, changed, at = dict(layout.word.numbered), set[int](), 0
    cut = set(_cut(layout, made))
    for paragraph, own in sorted(layout.labels.items(), key=lambda item: item[1][0]):
        while made.lines[at].end < own[0]:
            at += 1
        line, words = made.lines[at], (layout.source_of[place] for place in layout.flow[paragraph])
        # what stands before it in a cell, and the line end behind it, which swallowed the blank of a lone number
        beside = [own[0] - 1] * (own[0] > line.start) + [line.end] * (own[-1] + 1 == line.end)
        touched = any(made.gone[one] for one in (*own, *beside))
        touched = touched or any(own[0] <= one.at <= own[-1] for one in line.inserts)
        bare = all(made.gone[one] for one in words if one != MADE and made.source[one] != "\n")
        if touched or bare or line.joined or not line.kept or paragraph in cut:
            changed.add(lists[paragraph])
    asked.unnumbered.update(one for one in layout.labels if lists[one] in changed)
    for one in asked.unnumbered:
        if any(not made.gone[at] for at in layout.labels[one]):
            asked.lead[one] = [Piece(made.source[at], STAYS) for at in layout.labels[one] if not made.gone[at]]


def _cut(layout: Layout, made: Plan) -> Iterator[Element | None]:
    """Yield paragraphs in which others begin, and those that they continue."""
    head = None
    for line in made.lines:
        if line.kept and not line.joined:
            head = _first(layout, line)
        if any("\n" in one.text for one in line.inserts):
            yield from (head, _first(layout, line))


def _first(layout: Layout, line: Line) -> Element | None:
    """Return the paragraph in which a line begins."""
    return next((one for at in range(line.start, line.end) if (one := layout.paragraph(at)) is not None), None)


# --- Places for what is written ---


def _write(layout: Layout, made: Plan, asked: Orders, line: Line, at: int, piece: Piece) -> None:
    """Find a place for a text: beside a character of the same line that stands in the file."""
    if at < line.end and layout.is_label(at):
        _write_in_number(layout, made, asked, at, piece)
    elif at > line.start and layout.stands(at - 1):
        asked.after[layout.text.places[at - 1]].append(piece)
    elif at < line.end and layout.stands(at):
        asked.before[layout.text.places[at]].append(piece)
    else:
        near = next((one for one in range(at - 1, line.start - 1, -1) if layout.stands(one)), None)
        if near is None:
            raise _unsayable(made, line)
        asked.after[layout.text.places[near]].append(piece)


def _write_in_number(layout: Layout, made: Plan, asked: Orders, at: int, piece: Piece) -> None:
    paragraph = layout.word.reading.element(layout.text.places[at])
    before = made.gone[layout.labels[paragraph][0] : at].count(0)
    earlier = before + sum(one.edit != STAYS for one in asked.lead[paragraph])
    asked.lead[paragraph].insert(earlier, piece)


# --- What is left, and how its lines are parted ---


class _Left:
    """What is left: for each line the paragraphs of its first and last piece, for each paragraph the lines in it."""

    def __init__(self, layout: Layout, made: Plan, asked: Orders) -> None:
        self.starts = [line.start for line in made.lines]
        self.lines = {line.start: line for line in made.lines}
        self.layout, self.made, self.asked = layout, made, asked
        self.first: dict[int, Element] = {}
        self.last: dict[int, Element] = {}
        self.paragraphs: set[Element] = set(asked.lead)
        self.emptied: set[Element] = set()
        for line in made.lines:
            for at in range(line.start, line.end):
                paragraph = layout.paragraph(at)
                if paragraph is None:
                    continue
                if self.holds(at) or paragraph in asked.lead:
                    self.first.setdefault(line.start, paragraph)
                    self.last[line.start] = paragraph
                    self.paragraphs.add(paragraph)
                else:
                    self.emptied.add(paragraph)
        self.emptied -= self.paragraphs

    def holds(self, at: int) -> bool:
        """Whether a character of the text is left, or something is written beside it."""
        place = self.layout.text.places[at]
        return not self.made.gone[at] or place in self.asked.before or place in self.asked.after

    def line(self, at: int) -> Line:
        """Return the line in which a character of the text stands."""
        return self.lines[self.starts[bisect_right(self.starts, at) - 1]]


def _join(
    layout: Layout, asked: Orders, before: Element | None, paragraph: Element | None, unsayable: InputError
) -> None:
    """Have a paragraph continue another: all marks between the two go, and it looks like the first."""
    if before is paragraph:
        return
    if before is None or paragraph is None or layout.parents[paragraph] is not layout.parents[before]:
        raise unsayable
    between = layout.parents[before][layout.position[before] : layout.position[paragraph]]
    if not between or any(local(one) != "p" or one in layout.empty_items for one in between):
        raise unsayable
    asked.merged.update(between)
    asked.continued[paragraph] = asked.continued.get(before, before)


def _within(layout: Layout, made: Plan, asked: Orders, line: Line, left: _Left) -> None:
    """Join the paragraphs of a cell or a note where the space between them goes; between cells nothing can go."""
    paragraph = left.first.get(line.start)
    if any("\n" in one.text for one in line.inserts) and (paragraph is None or _is_in_a_row(layout, paragraph)):
        raise _unsayable(made, line)
    for at in (at for at in range(line.start, line.end) if layout.text.places[at] == MADE and made.gone[at]):
        before = next((one for one in _outwards(layout, line, at, -1) if left.holds(one)), None)
        after = next((one for one in _outwards(layout, line, at, 1) if left.holds(one)), None)
        if made.source[at] == "\t" and any(left.holds(one) for one in range(at + 1, line.end)):
            raise _unsayable(made, line)
        if made.source[at] != "\t" and before is not None and after is not None:
            _join(layout, asked, layout.paragraph(before), layout.paragraph(after), _unsayable(made, line))


def _is_in_a_row(layout: Layout, paragraph: Element) -> bool:
    """Whether a paragraph is but a part of a line: in a row of several cells, or in a note."""
    element = paragraph
    while element in layout.parents and local(element) != "txbxContent":
        element = layout.parents[element]
        if local(element) in ("footnote", "endnote"):
            return True
        if local(element) == "tbl" and any(sum(local(cell) == "tc" for cell in row) > 1 for row in element):
            return True
    return False


def _outwards(layout: Layout, line: Line, at: int, step: int) -> Iterator[int]:
    """Yield the characters beside one in the same cell, outwards."""
    at += step
    while line.start <= at < line.end and layout.text.text[at] != "\t":
        yield at
        at += step


def _flow(made: Plan, asked: Orders, left: _Left, paragraph: Element, places: list[int]) -> None:
    """Decide which characters of a paragraph go: what the plan says, and the breaks and blanks that part nothing."""
    source_of = left.layout.source_of
    between: list[int] = []
    label = left.layout.labels.get(paragraph)
    last = left.line(label[0]) if label and (paragraph in asked.lead or paragraph not in asked.unnumbered) else None
    for place in places:
        at = source_of[place]
        is_break = at == MADE or made.source[at] == "\n"
        if not is_break and left.holds(at):
            line = left.line(at)
            joined = (line.joined and line is not last) if last else paragraph in asked.continued
            _clear(made, asked, source_of, between, joined=joined, keeps_one=last is not None and line is not last)
            last, between = line, []
            asked.gone[place] = made.gone[at]
        else:
            between.append(place)
    joined = paragraph in asked.merged or (last is None and paragraph in left.emptied)
    _clear(made, asked, source_of, between, joined=joined, keeps_one=False)


def _clear(
    made: Plan, asked: Orders, source_of: array[int], between: list[int], *, joined: bool, keeps_one: bool
) -> None:
    """Take out what stands between two pieces that are left: all of it if they are joined, else all but one break.

    Where no word of it goes, breaks and blanks stay as they are.
    """
    words = [place for place in between if (at := source_of[place]) != MADE and made.source[at] != "\n"]
    if not joined and not words:
        return
    kept = -1
    if keeps_one and not joined:
        kept = next((place for place in between if (at := source_of[place]) != MADE and made.source[at] == "\n"), -1)
    for place in between:
        asked.gone[place] = place != kept


def _take_out(layout: Layout, asked: Orders, left: _Left) -> None:
    """Take out paragraphs, rows, text boxes and notes of which all words are gone."""
    for paragraph in left.emptied:
        for holder in _holders(layout, paragraph):
            inside = [one for one in holder.iter() if local(one) == "p"]
            if not left.paragraphs.intersection(inside) and not _shows_a_picture(holder):
                asked.removed.add(holder)
        if _can_go(layout, paragraph):
            asked.merged.add(paragraph)
    asked.unnumbered.difference_update([one for one in left.emptied if _takes_its_number(layout, asked, one)])


def _takes_its_number(layout: Layout, asked: Orders, paragraph: Element) -> bool:
    """Whether a paragraph goes with its number: another follows; before a table LibreOffice leaves one, without words.

    Where its look was changed too, LibreOffice would give that look to the next paragraph.
    """
    block = layout.parents[paragraph]
    following = (block[number] for number in range(layout.position[paragraph] + 1, len(block)))
    stays = next((one for one in following if one not in asked.merged), None)
    return paragraph in asked.merged and stays is not None and local(stays) == "p"


def _holders(layout: Layout, paragraph: Element) -> Iterator[Element]:
    """Yield the rows, text boxes and notes in which a paragraph stands."""
    element = paragraph
    while element in layout.parents:
        element = layout.parents[element]
        if local(element) in ("tr", "footnote", "endnote"):
            yield element
        if local(element) == "txbxContent":
            while local(layout.parents[element]) != "r":
                element = layout.parents[element]
            yield element


def _shows_a_picture(holder: Element) -> bool:
    return any(local(one) in ("blip", "imagedata") for one in holder.iter())


def _can_go(layout: Layout, paragraph: Element) -> bool:
    """Whether the mark of an emptied paragraph can go: something follows it, and it holds no picture and no section."""
    block = layout.parents[paragraph]
    following = (block[number] for number in range(layout.position[paragraph] + 1, len(block)))
    holds = any(local(one) in _SHOWN or local(one) == "sectPr" for one in paragraph.iter())
    return local(block) in BLOCKS and any(local(one) in ("p", "tbl") for one in following) and not holds
