"""Keep the document's own lines from being taken for noise: single lines, and the document as a whole.

技术支持：, 点击：42100次, 相关链接： or a QQ group belong to a document as often as to a site. The lines beside them
show which: organisers of an event stand in a row, figures in a column, a contact below what entrants are to do, and a
single line under a heading is what the heading announces. What is removed because of its position is a guess: guesses
that would remove most of what rules left, or leave only a title, are all undone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern, words
from chengwen.stages.strip.frames import of_frame, sells
from chengwen.stages.strip.register.guards import in_sections
from chengwen.stages.structure.shapes import shapes_of
from chengwen.stages.structure.title.lines import begins_text

Taken = Mapping[int, Collection[str]]
"""What the rules that surely match a whole line spare, by line number: a subset of `rules.SURROUNDINGS`."""

_NUMBERED = numbered("第一章", "第一部", "第一篇", "第一节", "第一条", "一、", "（一）", "1.", "1、")
_LABELLED = compiled(f"^(?:{numbered('一、').pattern})?[^，。；：:]{{2,10}}[：:][^。；：:]{{1,40}}$")
_COUNTED = compiled("^[^，。；：:0-9]{2,8}[：:] ?[0-9]{1,9} ?(?:次|人次|条|篇|个|人)?$")
ATTACHMENT = compiled("附件 ?[0-9一二三四五六七八九十]{0,2}$")
"""The line above the title of an attachment."""
_CLAUSE = numbered("第一条")
_IMPRINT = compiled("(?:抄[报送]|[报送发])[：:]|[（(]?共印 ?[0-9]{1,5} ?份")
_CREDIT = compiled("(?:编辑|责编|校对|审核|审签|核稿|签发)[：:]")
LONGEST_LIST, LONGEST_ITEM = 8, 30
"""How many lines a list that is announced has at most, and how long they are, in code points."""
NEAR = 2
"""How many lines above a contact may say what it is for, and beside an imprint belong to it."""


def own_lines(lines: Sequence[Line], taken: Taken) -> set[int]:
    """Return the numbers of the lines that rules match as a whole and that belong to the document."""
    asked = {
        "figures": _is_a_figure,
        "row": _is_in_a_row,
        "label": _introduces_text,
        "entrants": _is_for_entrants,
        "meeting": _is_of_a_meeting,
    }
    return (
        _emptied_sections(lines, taken)
        | set(_announced(lines, taken))
        | set(_items(lines, taken))
        | set(_of_an_imprint(lines, taken))
        | {
            number
            for number, spared in taken.items()
            if any(asked[name](lines, number, taken) for name in asked.keys() & set(spared))
        }
    )


def _emptied_sections(lines: Sequence[Line], taken: Taken) -> set[int]:
    """Return the lines between a heading and the next where rules remove all of them and would leave it empty."""
    found: set[int] = set()
    run: list[int] = []
    for number in [*sorted(taken), len(lines) + 1]:
        if run and number != run[-1] + 1:
            above, below = run[0] - 1, run[-1] + 1
            if above >= 0 and below < len(lines) and _is_bare_heading(lines[above]):
                found.update(run if _NUMBERED.match(lines[below].content) else ())
            run = []
        run.append(number)
    return found


def _items(lines: Sequence[Line], taken: Taken) -> Iterator[int]:
    """Yield lines without a word of frames that are items among others: all that a heading or a clause has below it."""
    contents = [line.content for line in lines]
    clauses = [number for number, content in enumerate(contents) if _CLAUSE.match(content)]
    below = [n for above, other in pairwise(clauses) if other - above <= 2 * NEAR for n in range(above + 1, other)]
    for number in {*in_sections(contents, range(len(lines)), 0), *below}.intersection(taken):
        beside = [n for n in (number - 1, number + 1) if n not in taken and not _NUMBERED.match(contents[n])]
        if any(contents[n][-1] != "。" for n in beside) and not of_frame(contents[number]):
            yield number


def _of_an_imprint(lines: Sequence[Line], taken: Taken) -> Iterator[int]:
    """Yield who edited and checked a bulletin, beside 报：, 送： or 共印…份: they are part of its imprint."""
    for number in taken:
        near = lines[max(0, number - NEAR) : number + NEAR + 1]
        if _CREDIT.search(lines[number].content) and any(_IMPRINT.match(line.content) for line in near):
            yield number


def _announced(lines: Sequence[Line], taken: Taken) -> Iterator[int]:
    """Yield the lines that one above announces: 有的写作：, 页面上的字样： or, of an attachment, its title.

    What is announced is a list: it goes on as long as its lines are short.
    """
    body = between_sentences(lines, taken)
    for number in sorted(taken):
        above = lines[number - 1].content if number > 0 and number - 1 not in taken else ""
        announced = above.endswith("：") and not is_addressed(above)
        if ATTACHMENT.match(above) or (number in body and (announced or _is_listed(lines, number, taken))):
            yield number


def is_addressed(content: str) -> bool:
    """Whether a line that ends in a colon names whom the document is for; what stands below it is the text.

    >>> is_addressed("各镇人民政府，县直各单位："), is_addressed("有的稿件这样写：")
    (True, False)
    """
    return "salutation" in shapes_of(content)


def _is_listed(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether a short line is among the items below one that announces them: 以下写法不合格：."""
    for above in range(number - 1, max(-1, number - 1 - LONGEST_LIST), -1):
        content = lines[above].content
        if content.endswith("："):
            return above not in taken and not is_addressed(content) and not pattern("related", "opens").search(content)
        if len(content) > LONGEST_ITEM or content.endswith(("。", "！")) or _NUMBERED.match(content):
            return False
    return False


def _is_bare_heading(line: Line) -> bool:
    return bool(_NUMBERED.match(line.content)) and len(line.content) <= 30 and line.content[-1] not in "。；：:，"


def _is_a_figure(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether a count of readers belongs to a column of figures: below a sentence, or where three such counts stand."""
    column = _column(lines, number, _COUNTED)
    figures = sum("figures" in taken.get(n, ()) for n in column)
    return figures >= 3 or (len(column) >= 3 and _follows_text(lines, column.start, taken))


def _is_in_a_row(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether a labelled line stands in a row with two more that no rule matches, and no certain line beside them."""
    row = _column(lines, number, _LABELLED)
    others = [n for n in row if n not in taken]
    about = {n for n in range(row.start - 1, row.stop + 1) if n in taken and n != number}
    return len(others) >= 2 and not about and _follows_text(lines, row.start, taken)


def _column(lines: Sequence[Line], number: int, like: re.Pattern[str]) -> range:
    """Return the numbers of the adjacent lines of the same form, this one included."""
    low, high = number, number + 1
    while low > 0 and like.match(lines[low - 1].content):
        low -= 1
    while high < len(lines) and like.match(lines[high].content):
        high += 1
    return range(low, high)


def _follows_text(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether the document's text has begun above a line, or with it."""
    return any(n not in taken and begins_text(lines[n].content) for n in range(min(number + 1, len(lines))))


def _introduces_text(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether a label such as 相关链接： has a sentence of the document below it, and text above."""
    content, below = lines[number].content, number + 1
    if len(content) > 8 or below >= len(lines) or below in taken or not _follows_text(lines, number - 1, taken):
        return False
    return lines[below].content.endswith("。") and not of_frame(lines[below].content)


def _is_for_entrants(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether a contact is for entrants to a contest, a course or an examination, and sells nothing."""
    content = lines[number].content
    if sells(content):
        return False
    if _speaks_to_entrants(content):
        return True
    above = [n for n in range(max(0, number - NEAR), number) if n not in taken]
    return any(_speaks_to_entrants(lines[n].content) for n in above) and _follows_text(lines, number, taken)


def _speaks_to_entrants(content: str) -> bool:
    return any(word in content for word in words("frames", "entrants"))


def _is_of_a_meeting(lines: Sequence[Line], number: int, taken: Taken) -> bool:
    """Whether a time with its label stands beside the place, the people or the subject of a meeting."""
    near = [n for n in range(max(0, number - NEAR), min(len(lines), number + NEAR + 1)) if n not in taken]
    return lines[number].content.startswith("时间") and any(
        lines[n].content.startswith(words("frames", "meeting")) for n in near
    )


def between_sentences(lines: Sequence[Line], taken: Collection[int]) -> range:
    """Return the numbers of the lines from the first to the last sentence that no rule matches."""
    found = [n for n, line in enumerate(lines) if n not in taken and begins_text(line.content)]
    return range(found[0], found[-1] + 1) if found else range(0)


FLAG = "mostly-noise"
"""Set if decisions on blocks were undone; words/flags.toml explains it."""
MOST = 2
"""Guesses may remove at most one part in this many of what rules left."""


def takes_too_much(
    lines: Sequence[Line], ruled: set[int], guessed: set[int], copies: set[int], framed: set[int]
) -> bool:
    """Whether guesses remove most of the text that rules left, or leave only its title.

    All arguments are line numbers: `ruled` lines match rules by their words, `guessed` ones are removed because of
    their position, `copies` occur again among the lines that stay, `framed` are the guessed ones with words typical of
    frames.
    """
    gone = ruled | copies
    left = [number for number in range(len(lines)) if number not in gone]
    if not guessed.intersection(left):
        return False
    lost = _size(lines, [n for n in left if n in guessed and n not in framed])
    if lost * MOST > _size(lines, left):
        return True
    stays = [lines[n].content for n in left if n not in guessed and _has_words(lines[n].content)]
    return len(stays) < 2 and not any(map(begins_text, stays))


def _size(lines: Sequence[Line], numbers: Iterable[int]) -> int:
    return sum(len(lines[number].content) for number in numbers)


def _has_words(content: str) -> bool:
    """Whether a line contains more than a rule, a bullet or signs."""
    return any(char.isalpha() for char in content)
