"""Find the rest of a frame of which some lines are certain: above the title, and below the text.

The lines of a site's head and foot belong together. What may be the document's own there is a short, known list: grade
of secrecy, issuing body, number and date above the title; 附件, 抄送, contacts, signature and date below the text.
Those stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.numbering import numbered
from chengwen.knowledge.tables import pattern, word_pattern, words
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.strip.register.guards import is_in_a_form, is_sentence
from chengwen.stages.strip.register.model import score
from chengwen.stages.structure.elements import lines_of_masthead
from chengwen.stages.structure.title.copies import is_dressed, key_of
from chengwen.stages.structure.title.find import SURE, Title, find_title, score_title
from chengwen.stages.structure.title.head import is_furniture, is_of_the_page
from chengwen.stages.structure.title.lines import goes_on_in, is_in_halves, looks_like_title

SELLER = "promo-head-filler"
ABOVE = "frame-above-title"
BELOW = "frame-below-text"
FOOT = 40
"""How many lines from the end a foot may begin; library frames seen have up to 25."""
LEAST_WORDED = 4
"""So many lines of a foot that a label opens are certain, or have words of frames."""
LONGEST_TEASER = 80
"""In code points: of a line about another page."""
LONGEST_GAP = 3
"""How many lines in a row a frame may have of which nothing says that they are its own; those seen have up to 3."""
OWN = -2 * ONE
"""A line below the text that sounds like this is the document's."""
QUIET = -ONE // 2
"""What a line with a word of frames must sound like to go above the first that is certain."""
LINKS = 3
"""So many lines of a frame between the name of a body and the title make a link of it."""
SHORT_TITLE = 10
"""In code points: what stands right above so short a title may be its first line."""
LONGEST_COLUMN = 6
"""In code points: the name of a column of a site that reads like a title (工作报告, 领导讲话)."""
_SPREAD_LETTERHEAD = compiled("(?:[^ \u3000][ \u3000]{1,4}){4,30}[文简会][ \u3000]{1,4}[件报要]")
"""A letterhead set with a gap behind each character: 青 石 县 人 民 政 府 文 件."""
_MASKED_BODY = compiled(
    "(?=.{0,12}(?:[×X*＊某○]|〖))[^，。：；|｜>＞ ]{2,20}(?:[省市县区镇乡村局院校科室所站队厂]|公司|街道|社区|中心)"
)
"""The first line of a title whose author hid the place: ××镇××村; no site hides its own name."""
_NUMBERED = numbered("第一章", "第一节", "第一条", "一、", "（一）", "一）")


def frames_above(draft: Draft, sure: set[int], promo: set[int], *, signed: bool) -> Iterator[tuple[int, str]]:
    """Yield the lines above the title that belong to a frame there, each with its rule.

    Only if the title is certain, and a line above it is, or the page says the title again: then what copies enclose,
    and what speaks as pages do. What might be a title, a sentence, or the document's letterhead stays.
    """
    lines, title = draft.lines, score_title(draft, sure)
    if title is None or not _is_certain(title):
        return
    above = next(number for number, line in enumerate(lines) if line is title.last)
    framing = [number for number in sure if number < above]
    said = bool(framing or title.copies)
    copies = (n for n, line in enumerate(lines[:above]) if _is_dressed_copy(draft, line.content, title))
    dressed = next(copies, None)
    if not any(_is_text(line.content) or _NUMBERED.match(line.content) for line in lines[above + 1 :]):
        return  # among lines that are not sentences, any may be a title if it ends like one
    sellers = len(promo & set(framing))
    rule = SELLER if sellers >= 3 or (sellers and signed) else ABOVE
    own = lines_of_masthead(draft, title.line)
    free = [n for n in range(above) if n not in sure and not _may_be_a_title(draft, lines[n].content, title)]
    held = [n for n in free if n in own or _is_of_a_masthead(lines[n].content)]
    begun = {n for n in free if _is_begun_above(lines[n].content, title.line.content, next_to=n == above - 1)}
    enclosed = bool(framing) or dressed is not None
    found = {
        number
        for number in set(free).difference(held, begun)
        if _goes_above(draft, lines[number], enclosed=enclosed or lines[number].start > title.line.start, said=said)
    }
    if dressed is not None:
        found.update(_links_among(held, dressed, above))
    yield from ((number, rule) for number in sorted(found))


def _is_of_a_masthead(content: str) -> bool:
    return is_own(content) and not pattern("titles", "banner").search(content)


def _goes_above(draft: Draft, line: Line, *, enclosed: bool, said: bool) -> bool:
    """Whether a line above the title is the page's: a short one that its frame encloses, one with its words."""
    worded = said and (of_frame(line.content, 2) or is_furniture(line.content))
    return (enclosed and len(line.content) <= 30) or worded or is_of_the_page(draft, line)


def _is_begun_above(content: str, title: str, *, next_to: bool) -> bool:
    """Whether a line above a title, and `next_to` it or not, belongs to it: its first half, whom it is of."""
    if next_to and (len(title) <= SHORT_TITLE and not is_furniture(content)):
        return True
    if next_to and (_MASKED_BODY.fullmatch(content) is not None or goes_on_in(content, title)):
        return True
    if _SPREAD_LETTERHEAD.fullmatch(content) is not None:
        return True
    return is_in_halves(content) and not of_frame(content) and not is_furniture(content)


def _links_among(held: Sequence[int], first: int, above: int) -> Iterator[int]:
    """Yield the names of bodies that are links of a page: copies of the title enclose them, and other lines part them
    from the title; who issued a document stands next to that."""
    for number in held:
        if number > first and above - number - 1 - sum(number < other for other in held) >= LINKS:
            yield number


def _is_dressed_copy(draft: Draft, content: str, title: Title) -> bool:
    key = key_of(draft, title.line.content)
    return bool(key) and key_of(draft, content) == key and is_dressed(content, key)


def _is_certain(title: Title) -> bool:
    return looks_like_title(title.line.content) or title.score >= SURE


def _may_be_a_title(draft: Draft, content: str, title: Title) -> bool:
    """Whether a line above the title is a copy of it or may be another; the name of a site's column is neither."""
    if key_of(draft, content) == key_of(draft, title.line.content):
        return True
    return looks_like_title(content) and not (title.copies and len(content) <= LONGEST_COLUMN)


def frames_below(draft: Draft, sure: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines below the text that belong to a frame there, each with its rule.

    Lines without any sign are removed with the rest only if there are no more of them than certain ones.
    """
    lines, title = draft.lines, find_title(draft, sure)
    opened = _opened_foot(draft, sure)
    yield from ((number, BELOW) for number in opened)
    low = max(0, len(lines) - FOOT, *(number + 1 for number, line in enumerate(lines) if line is title))
    last = _last_of_the_text(draft, low, sure)
    foot = [n for n in sure if n > last and any(map(str.isalpha, lines[n].content))]  # …… alone begins no foot
    if not foot:
        return
    found = list(_unsaid(draft, range(last + 1, len(lines)), sure, min(foot)))
    worded = {number for number in found if of_frame(lines[number].content)}
    believed = len(found) - len(worded) <= len(foot) + len(worded)
    yield from ((n, BELOW) for n in found if n not in opened and (believed or n in worded))


def _opened_foot(draft: Draft, sure: set[int]) -> range:
    """Return the lines from one that opens a page's own foot to the end, if nothing below it may be the document's.

    Below it more lines must be certain or worded like frames; it may be longer than any zone: lists of other pages.
    """
    lines, opens, worded = draft.lines, len(draft.lines), 0
    for number in range(len(lines) - 1, -1, -1):
        content = lines[number].content
        if pattern("frames", "foot").search(content):
            opens, worded = number, worded + 1
        elif number in sure or of_frame(content):
            worded += 1
        elif _NUMBERED.match(content) or is_own(content) or is_sentence(content) or len(content) > LONGEST_TEASER:
            return range(opens, len(lines)) if worded >= LEAST_WORDED else range(0)
    return range(0)


def _unsaid(draft: Draft, foot: range, sure: set[int], first: int) -> Iterator[int]:
    """Yield the lines of a foot that are not text and not certain.

    Above the first certain line, only those with a word typical of frames.
    """
    contents = [line.content for line in draft.lines]
    for number in foot:
        content = contents[number]
        if number in sure or is_own(content) or _NUMBERED.match(content) or is_in_a_form(contents, number):
            continue
        enclosed = number > first and of_frame(content) and not _sounds_own(draft, content)
        worded = of_frame(content) and (sells(content) or draft.of_line(score, content) > QUIET)
        if (enclosed or not _is_text(content)) and (number > first or worded):
            yield number


def _last_of_the_text(draft: Draft, low: int, sure: set[int]) -> int:
    """Return the number of the last line that can only be the document's.

    That is a sentence without a word typical of frames, a heading, a closing, or the last of more consecutive lines
    without any sign than a frame has: a list, a table, verse.
    """
    lines, gap = draft.lines, 0
    for number in range(len(lines) - 1, low - 1, -1):
        content = lines[number].content
        if number in sure or (of_frame(content) and not _sounds_own(draft, content)):
            gap = 0
            continue
        if _NUMBERED.match(content) or is_own(content) or _is_text(content) or _sounds_own(draft, content):
            return number
        gap += 1
        if gap > LONGEST_GAP:
            return number + gap - 1
    return low - 1 if low else 0


def _sounds_own(draft: Draft, content: str) -> bool:
    """Whether a sentence plainly sounds like the document, though it has a word of frames."""
    return content[-1] in "。！；" and not sells(content) and draft.of_line(score, content) < OWN


def _is_text(content: str) -> bool:
    """Whether a line is a sentence of the document, not of a frame, which speaks of downloads, members and rights."""
    sentence = "。" in content or content.endswith(("！", "；", "：")) or ("，" in content and len(content) >= 25)
    return sentence and not of_frame(content, 2 if len(content) >= 20 else 1)


def of_frame(content: str, least: int = 1) -> bool:
    """Whether a line that is no paragraph holds so many words of frames."""
    if len(content) >= 120:
        return False
    lower = content.lower()
    if not word_pattern("frames", "frame").search(lower):
        return False
    return least == 1 or sum([word in lower for word in words("frames", "frame")]) >= least


def sells(content: str) -> bool:
    """Whether a line holds a word of those who sell texts."""
    return any(word in content for word in words("frames", "sellers"))


def is_own(content: str) -> bool:
    """Whether a line above the title or below the text is of a kind that documents have there themselves."""
    return bool(pattern("frames", "own").search(content))
