"""Find the menus of a page that was saved whole: long columns of short lines, above the document or below it.

Each item says little, and many are no words of frames: 护理园地, 院歌, http://… . That some are what menus are made of
(首页, 通知公告, 联系我们), and that no sentence stands among so many, shows the column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern, word_set
from chengwen.stages.strip.register.guards import is_sentence
from chengwen.stages.structure.title.find import find_title
from chengwen.stages.structure.title.lines import looks_like_title

RULE = "frame-menu"
LEAST = 8
"""So many lines in a row make a column."""
KNOWN, SHARE = 4, 5
"""So many of them, and one in so many, are what menus are made of."""
TITLE = 8
"""In code points: a shorter item that ends like a title (通知公告, 工作报告) names a column of the site."""
LONGEST = 16
"""In code points: of an item that is no address."""
_STOP = compiled("[。，；：:！？!?、“”0-9]")
_ADDRESS = compiled("^(?:https?://|www[.])[!-~]{4,200}(?:[ \u3000][^，。；]{1,20})?$")
_NUMBERED = numbered("第一章", "第一节", "第一条", "一、", "（一）", "1.", "1、")
_SIGNS = " \t\u3000\u00a0|｜·>＞»‹›«/+-—\ufeff"


def menus(draft: Draft, taken: Collection[int]) -> Iterator[int]:
    """Yield the numbers of the lines of menus; `taken` are those that rules match as a whole.

    Only above the first sentence of the text and below its last one; never the title.
    """
    lines = draft.lines
    texts = [n for n, line in enumerate(lines) if n not in taken and is_sentence(line.content)]
    if not texts or len(lines) < LEAST + len(texts):
        return
    columns = [*_columns(draft, range(texts[0]), taken), *_columns(draft, range(texts[-1] + 1, len(lines)), taken)]
    gone = set(taken).union(*columns)
    title = find_title(draft, gone) if columns else None
    for number in sorted(gone - set(taken)):
        content = lines[number].content
        if lines[number] is not title and not (len(content) >= TITLE and looks_like_title(content)):
            yield number


def _columns(draft: Draft, numbers: range, taken: Collection[int]) -> Iterator[list[int]]:
    """Yield the columns of items, each with what rules take of it."""
    column: list[int] = []
    for number in [*numbers, -1]:
        content = draft.lines[number].content if number >= 0 else ""
        if number >= 0 and (number in taken or draft.of_line(_is_item, content)):
            column.append(number)
            continue
        if _is_menu(draft, [n for n in column if n not in taken], len(column)):
            yield column
        column = []


def _is_menu(draft: Draft, items: Sequence[int], size: int) -> bool:
    known = {content for n in items if draft.of_line(_is_known, content := draft.lines[n].content)}
    return size >= LEAST and len(known) >= KNOWN and len(known) * SHARE >= len(items)


def _is_item(content: str) -> bool:
    """Whether a line may be an item of a menu: a few words, an address, signs."""
    if _ADDRESS.match(content):
        return True
    return len(content) <= LONGEST and not _STOP.search(content) and not _NUMBERED.match(content)


def _is_known(content: str) -> bool:
    """Whether a line is what menus are made of."""
    bare = content.strip(_SIGNS)
    return (
        bare in word_set("titles", "widgets")
        or bool(pattern("frames", "menu").fullmatch(bare))
        or bool(_ADDRESS.match(content))
    )
