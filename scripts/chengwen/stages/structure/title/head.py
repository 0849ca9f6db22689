"""Read the head of a page: where the text opens, which lines above it are the page's by their own words.

What the words of a line alone say is a score: for the name of a kind of document at its end; against it a menu, a
clock, a byline, words of frames. It tells furniture from the rest; which line is the title, the whole head decides
(find.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.engine.scan import any_of
from chengwen.knowledge.tables import pattern, word_pattern, word_set, words
from chengwen.stages.structure.record import find_record
from chengwen.stages.structure.title.copies import FOOT, head_size, is_dressed, key_of
from chengwen.stages.structure.title.lines import (
    LONGEST,
    LONGEST_NAMED,
    begins_text,
    could_be_title,
    is_kind,
    is_letterhead,
    is_subtitle,
    looks_like_title,
)

LEAST = 4
"""What the words of a line on which the text opens must be worth for it to be a title."""
NAMED = 6
"""What the name of a kind of document at its end is worth to a line."""
FURNITURE = -3
"""A line whose own words are worth no more is the page's."""
LONGEST_UNBROKEN = 80
"""In code points: the headline of a news item, if no comma breaks it."""
LINE_OF_VERSE = 5
"""In code points: a line that ends in a comma and is no shorter is text, of verse or wrapped."""
LONGEST_SALUTATION = 40
"""In code points."""
NEAR = 3
"""How far below a sentence of the site the title may stand that nothing repeats."""

_TOKENS = compiled("[ \t\u3000\xa0|｜·/／>＞»【】\\[\\]（）()]+")
_TRAIL = compiled("[>＞»]| / ")
_UNLIKELY = pattern("titles", "furniture")
_HAN = compiled(f"[{HAN}]")
_BRACKETED = compiled("^[（(【\\[].*[）)】\\]]$")
_SPEECH = compiled("[！!?？][”’』」]$")
"""A sentence of the text, though it has no stop at its end: somebody says it."""
_ASKED = compiled("[？?][^？?—，）)]{1,6}$")
"""A question with a few words behind it (明早就要！): somebody asks for help."""
_GOES_ON = compiled("[的了地得和与及](?![士卢名方域与])(?=.*[，、])")
"""A line that begins in mid-sentence."""
_BULLET = compiled("^[-*•·●◆■▪>#☰≡♦▶►▼▲★☆※✦✧→👇👉🔊📢]+ ?")
_MENU = compiled(
    "^[^|｜]{1,8}(?:[|｜][^|｜]{1,8}){2,}$|^(?:[^ \u3000]{1,6}[ \u3000]+){3,}[^ \u3000]{1,6}$"
    "|^[^ ，。]{2,12}(?: [-–—/] [^ ，。]{1,14}){3,}$"
)
_SITE = compiled(f"^[^，。：]{{1,10}}(?:{any_of(words('titles', 'sites'))})(?:[-_ ]?[^ ]{{1,6}}版)?$")
_ISSUE = compiled(
    "[（(〔\\[【]?(?:(?:19|20)[0-9]{2}年)?[（(]?总?第 ?[0-9〇零一二三四五六七八九十百Xx×*]{1,5} ?期[）)]?"
    "(?:[（(]总.{1,8}[）)])?[）)〕\\]】]?$"
)
_DATED = compiled("(?:编|编印|主办|主编|印发)?[ \u3000]{1,20}(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$")
"""A line of the masthead: who edits the bulletin, a gap, the date."""
_OF_ISSUE = compiled("[ \u3000](?:(?:19|20)[0-9]{2}年)?[（(]?总?第 ?[0-9]{1,4} ?期[）)]?(?:[（(]总.{1,8}[）)])?$")
"""A bulletin with the number of its issue on one line."""
_FIELDS = compiled("(?:^|[ \u3000])[^ \u3000：:]{1,6}[：:][^ \u3000]{1,20}[ \u3000]{1,4}[^ \u3000：:]{1,8}[：:]")
"""Two fields of a form or a card on one line."""
_PAUSE = compiled("[，、；：]")
_SPREAD = compiled("[ \u3000]+")
_SPREAD_LINE = compiled("(?:[^ \u3000][ \u3000]{1,4}){2,20}[^ \u3000]$")
"""A line set with a gap behind each character: 工 作 报 告."""
_BODY_OF = compiled(
    "(?:委员会|人民政府|办公室|党支部|党总支|党委|公司|学校|医院|中心|局|院|厅|部|处|站|所|队|工会|协会|联合会|理事会|电视台|日报|晚报|文件)$"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines that may be the document's, and where among them things stand."""

    lines: Sequence[Line]
    numbers: Sequence[int]
    """Which of all lines they are."""
    opens: int
    """The line on which the text opens; the number of lines if none does."""
    speaks: Sequence[int]
    """Those up to it that are not furniture by their own words."""
    above: frozenset[int]
    """Those of them that stand above titles: a letterhead, the line of who edits a bulletin."""
    issue: int
    """The number of a bulletin's issue, -1 if there is none."""


def head_of(draft: Draft, without: frozenset[int]) -> Head:
    """Read the head of a page; `without` are the numbers of lines known not to belong to the document."""
    record, size = find_record(draft).lines, head_size(draft)
    lines = draft.lines
    numbers = list(islice((n for n in range(len(lines)) if n not in without and n not in record), size))
    kept = [lines[number] for number in numbers]
    opens = _opening(draft, kept)
    titled = {n for n, line in enumerate(kept[1 : opens + 1]) if is_subtitle(line.content)}  # the lines above
    speaks = [n for n, line in enumerate(kept[: opens + 1]) if n in titled or not is_of_the_page(draft, line)]
    above = frozenset(n for n in speaks if draft.of_line(_is_above_titles, kept[n].content))
    issue = max((n for n, line in enumerate(kept[:opens]) if _ISSUE.match(line.content)), default=-1)
    return Head(kept, numbers, opens, speaks, above, issue)


def _opening(draft: Draft, kept: Sequence[Line]) -> int:
    """Return the place of the line on which the text opens.

    That is the first sentence or number; but where nothing above it could be a title, and the page says one below it
    more than once, it was a sentence of the site.
    """
    opening = (at for at, line in enumerate(kept) if draft.of_line(opens_text, line.content))
    first = next(opening, len(kept))
    above = (own_score(draft, line.content) for line in kept[:first])
    if first == len(kept) or any(score is not None and score >= 0 for score in above):
        return first
    of_site = pattern("titles", "site_says").search(kept[first].content) is not None
    for at in range(first + 1, len(kept)):
        own = own_score(draft, kept[at].content)
        if own is None:
            continue
        again, near = said_again(draft, kept[at]), of_site and at <= first + NEAR
        below = kept[at + 1].content if at + 1 < len(kept) else ""
        titled = is_subtitle(below) or (len(kept[at].content) >= 8 and own > 0 and begins_text(below))
        near = near or (at <= first + NEAR and is_salutation(below))
        if (own >= NAMED and (again or near)) or (own >= 0 and (again or (near and titled))):
            return next((later for later in opening if later > at), len(kept))
    return first


def is_salutation(content: str) -> bool:
    """Whether a line names those who are spoken or written to, and nothing else: 各位代表：, 各县（区）人民政府："""
    return 3 <= len(content) <= LONGEST_SALUTATION and content.endswith("：") and "。" not in content


def own_score(draft: Draft, content: str) -> int | None:
    """Return what the words of a line alone say for its being a title; None if it cannot be one."""
    return draft.of_line(_signs_and_score, content)[1]


def own_signs(draft: Draft, content: str) -> tuple[str, ...] | None:
    """Return `signs_of` a line, found once for a document."""
    return draft.of_line(_signs_and_score, content)[0]


def _signs_and_score(content: str) -> tuple[tuple[str, ...] | None, int | None]:
    signs = signs_of(content)
    return signs, None if signs is None else sum(_WORTH[sign] for sign in signs)


_WORTH = {
    "named": NAMED,
    "named briefly": 3,
    "about": 3,
    "asks": -2,
    "buttons alone": -10,
    **{f"buttons {number}": -3 for number in (1, 2, 3)},
    **{f"frame words {number}": -2 for number in (1, 2, 3, 4)},
    "unlikely": -6,
    "bracketed": -6,
    "menu": -6,
    "fields": -6,
    "site": -3,
    "bullet": -4,
    "body": -3,
    "brief": -1,
    "few Han": -5,
    "comma 1": -1,
    "comma 2": -1,
    "longer": 1,
    "apart": 0,
}
"""What a sign of a line is worth when nothing but its words is known."""


def signs_of(content: str) -> tuple[str, ...] | None:
    """Return the signs that a line's words give of its being a title or furniture; None if it cannot be a title."""
    if len(content) > LONGEST_NAMED or "。" in content or _GOES_ON.match(content):
        return None
    content = _SPREAD.sub("", content) if _SPREAD_LINE.match(content) else content
    tokens = [token for token in _TOKENS.split(content) if token]
    kind = is_kind(content)
    named = kind or any(len(one) >= 6 and looks_like_title(one) for one in tokens)
    named = named or (looks_like_title(content) and not _TRAIL.search(content))
    named = named and not _MENU.search(content)
    asks = content.endswith(("？", "?")) and could_be_title(content[:-1])
    longest = LONGEST if _PAUSE.search(content) else LONGEST_UNBROKEN
    if not (named or asks or could_be_title(content, longest)) or is_subtitle(content):
        return None
    if not named and (_SPEECH.search(content) or _DATED.search(content) or _ASKED.search(content)):
        return None
    if _OF_ISSUE.search(content):
        return None
    apart = named and not (kind or looks_like_title(content))  # one stretch of the line is; the rest may be the page's
    return tuple(_signs(content, tokens, named=named, apart=apart, asks=asks))


def _signs(content: str, tokens: Sequence[str], *, named: bool, apart: bool, asks: bool) -> Iterator[str]:
    buttons = 0 if apart else sum(token in word_set("titles", "widgets") for token in tokens)
    if buttons == len(tokens):
        yield "buttons alone"
    else:
        yield from (f"buttons {number}" for number in range(1, min(3, buttons) + 1))
    if named:
        yield "named" if len(content) > 5 else "named briefly"
    else:
        yield from (f"frame words {number}" for number in range(1, min(4, frame_words(content)) + 1))
        yield from (f"comma {number}" for number in range(1, min(2, content.count("，")) + 1))
    if _BRACKETED.match(content):
        yield "bracketed"
    elif _MENU.search(content):
        yield "menu"
    found = {
        "apart": apart,
        "asks": asks,
        "about": not named and content.startswith("关于"),
        "unlikely": _UNLIKELY.search(content),
        "fields": _FIELDS.search(content),
        "site": not named and _SITE.search(content),
        "bullet": not apart and _BULLET.match(content),
        "body": not named and "关于" not in content and _BODY_OF.search(content),
        "brief": not named and len(content) < 5,
        "few Han": len(_HAN.findall(content)) * 2 < len(content),
        "longer": len(content) >= 8,
    }
    yield from (sign for sign, holds in found.items() if holds)


def is_of_the_page(draft: Draft, line: Line) -> bool:
    """Whether a line of the head is furniture by its own words."""
    score = own_score(draft, line.content)
    return score is not None and score <= FURNITURE


def _is_above_titles(content: str) -> bool:
    return is_letterhead(content) or _DATED.search(content) is not None


def said_again(draft: Draft, line: Line) -> int:
    """Return how often the page says a line again."""
    key = key_of(draft, line.content)
    return max(0, draft.of_lines(_said)[key] - 1) if key else 0


def _said(draft: Draft) -> Counter[str]:
    """Count the keys of the lines of the head, and of those of the foot that are more than the key alone."""
    lines, size = draft.lines, head_size(draft)
    head = [key_of(draft, line.content) for line in lines[:size]]
    foot = [(line.content, key_of(draft, line.content)) for line in lines[max(size, len(lines) - FOOT) :]]
    return Counter(head + [key for content, key in foot if key and is_dressed(content, key)])


def is_furniture(content: str) -> bool:
    """Whether the words of a line are those of a page: buttons and menus, a clock, a byline, a counter."""
    tokens = [token for token in _TOKENS.split(content.rstrip("：:")) if token]
    return bool(_UNLIKELY.search(content)) or all(token in word_set("titles", "widgets") for token in tokens)


def opens_text(content: str) -> bool:
    """Whether the text begins on a line: not the label of a form, nor a sentence that a site says of itself."""
    if not begins_text(content) and not (content.endswith("，") and len(content) >= LINE_OF_VERSE):
        return False
    if content.endswith(("：", ":")) and is_furniture(content):
        return False
    return (
        len(content) >= 120
        or frame_words(content) + (word_pattern("frames", "sellers").search(content) is not None) < 2
    )


def frame_words(content: str) -> int:
    """Return how many different words of frames a line holds."""
    return len(set(word_pattern("frames", "frame").findall(content.lower())))
