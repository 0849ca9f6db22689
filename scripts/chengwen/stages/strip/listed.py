"""Find the titles of other documents that a page sets between the paragraphs of one.

They stand in a row of short lines, or several on one line, between two sentences: under a label (相关文章, 猜你喜欢) or
under none, with bullets, dates, counts of readers or bare. A document has such rows of its own, but announces them. So
evidence is added up: what the lines are, what they wear, what stands above them, what else is the page's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import pattern
from chengwen.stages.strip.frames import is_own
from chengwen.stages.strip.register.guards import is_numbered
from chengwen.stages.structure.title.lines import looks_like_title

RULE = "related-listed"
MOST = 9
"""How many lines such a row has at most; a longer one is a table of the document's."""
LONGEST, LONGEST_ROW = 46, 90
"""In code points: of a line with one title, and with several."""
LONGEST_LABEL = 14
"""In code points: of a line that names the row."""
SENTENCE = 18
"""In code points: the shortest line that closes a row."""
ATTACHED = 12
"""Within so many lines below 附件 a row is what the document encloses."""
GOES, BARE, DOUBTED = 4, 5, 3
"""What a row must reach to go under a label and under none, in a text of which something else goes; and to be a
suspect, which is all that a row can be where nothing else goes."""
LABELLED, DRESSED, TITLED, SOLD = 3, 2, 1, 2
"""What a label is worth, the same dress on every line, each title up to three, an ending that only sites give."""
FRAMED, IN_A_PAGE, ALONE, ANNOUNCED = 1, 1, -2, -6
"""What is worth that a line beside it goes, that any line goes; and what speaks against one title alone, and against a
row that the line above announces."""
_HAN = compiled(f"[{HAN}]")
_ENDS = ("。", "！", "；", "”", "？", "）", "：")
_SENTENCE = compiled("[。；！，：:]")


@dataclass(frozen=True, slots=True)
class Row:
    """Adjacent lines with titles of other documents, their score, and whether it is enough for them to go."""

    lines: range
    score: int
    goes: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """What a line of a row is made of."""

    titles: int
    """How many of its pieces end like titles, or as sites end them."""
    pieces: int
    dress: str
    """What it wears before and behind, reduced to its kind."""
    sold: bool


def listed(draft: Draft, taken: Collection[int], own: Collection[int]) -> Iterator[Row]:
    """Yield the rows of other titles inside a text.

    `taken` are the numbers of the lines that go anyway, `own` of those that are known to be the document's.
    """
    contents = [line.content for line in draft.lines]
    left = [number for number in range(len(contents)) if number not in taken]
    closed = [number for number in left if _closes(contents[number])]
    if len(closed) < 2:
        return
    number = closed[0] + 1
    while number <= closed[-1]:
        stop = number
        while stop <= closed[-1] and stop not in taken and stop not in own and _may_be_of_a_row(draft, contents[stop]):
            stop += 1
        if stop > number:
            row = range(number, stop)
            if (found := _row(draft, contents, row, taken)) and found.score >= DOUBTED:
                yield found
        number = stop + 1


def _closes(content: str) -> bool:
    return len(content) >= SENTENCE and content.endswith(_ENDS)


def _may_be_of_a_row(draft: Draft, content: str) -> bool:
    return draft.of_line(_item, content) is not None or draft.of_line(_is_label, content)


def _is_label(content: str) -> bool:
    """Whether a line names a row of other pages: a few words with one of theirs."""
    bare = content.strip("【】[]〖〗◆●★☆▶►>》《—-~：: \u3000")
    if not 1 < len(bare) <= LONGEST_LABEL or _SENTENCE.search(bare) or is_numbered(content):
        return False
    return pattern("related", "label").search(bare) is not None


def _item(content: str) -> _Item | None:
    """Return what a line of a row is made of; None if it is no such line: a sentence, a heading, a field."""
    if len(content) > LONGEST_ROW or is_own(content) or len(_HAN.findall(content)) < 4:
        return None
    pieces = [one for one in pattern("related", "between").split(content) if one.strip()]
    if len(pieces) == 1 and (len(content) > LONGEST or _SENTENCE.search(content)):
        return None
    if len(pieces) > 1 and (any(_SENTENCE.search(one) or len(one) > LONGEST for one in pieces) or len(pieces) > MOST):
        return None
    read = [_read(one) for one in pieces]
    dress = read[0][1] if all(one[1] == read[0][1] for one in read) else ""
    if is_numbered(content) and not dress:
        return None
    titles = sum(one[0] for one in read)
    return _Item(titles, len(pieces), dress or ("several" if len(pieces) > 2 else ""), any(one[2] for one in read))


def _read(piece: str) -> tuple[bool, str, bool]:
    """Return whether a piece ends like a title, what it wears, and whether it ends as only sites end titles."""
    before, behind = pattern("related", "before").match(piece), pattern("related", "behind").search(piece)
    end = behind.start() if behind else len(piece)
    bare = piece[before.end() if before else 0 : end].strip(" \u3000")
    tail = pattern("related", "tail").search(bare)
    title = bare[: tail.start()] if tail else bare
    kinds = [name for name, found in (("before", before), ("behind", behind)) if found]
    return bool(tail) or looks_like_title(bare) or looks_like_title(title), " ".join(kinds), bool(tail)


def _row(draft: Draft, contents: Sequence[str], row: range, taken: Collection[int]) -> Row | None:
    """Return a row with its score; None if it is no row that a page may have set there."""
    label = draft.of_line(_is_label, contents[row.start]) and len(row) > 1
    items = [item for n in row[label:] if (item := draft.of_line(_item, contents[n]))]
    if not items or len(items) > MOST or len(items) < len(row) - label:
        return None
    label |= row.start - 1 in taken and draft.of_line(_is_label, contents[row.start - 1])
    titles, pieces = sum(item.titles for item in items), sum(item.pieces for item in items)
    dressed = len({item.dress for item in items}) == 1 and items[0].dress != ""
    above = next((n for n in range(row.start - 1, -1, -1) if n not in taken), None)
    if above is None or (2 * titles < pieces and not label) or _is_enclosed(contents, row):
        return None
    if not (label or dressed or contents[above].endswith(_ENDS)):
        return None
    score = LABELLED * label + DRESSED * dressed + TITLED * min(3, titles) + SOLD * any(item.sold for item in items)
    score += FRAMED * (row.start - 1 in taken or row.stop in taken) + IN_A_PAGE * bool(taken)
    score += ALONE * (pieces == 1) + ANNOUNCED * _announces(contents[above])
    return Row(row, score, bool(taken) and score >= (GOES if label else BARE))


def _is_enclosed(contents: Sequence[str], row: range) -> bool:
    """Whether a row stands below 附件, 附表 or the like: the document encloses what it names."""
    return any(one.startswith("附") for one in contents[max(0, row.start - ATTACHED) : row.start])


def _announces(content: str) -> bool:
    """Whether a line above a row says that it follows; 现将情况报告如下： speaks of the whole document."""
    said = content.endswith(("：", ":")) or pattern("related", "lists").search(content[-24:]) is not None
    return said and not pattern("related", "opens").search(content)
