"""Know the stretches that read like a name and are part of a phrase: 100|米决赛, 科长|于会前|突击, 甘　肃　省.

They are none whatever speaks for them; only what stands right beside them is asked.
"""

from __future__ import annotations

from functools import cache

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, common_words, is_word, often_said, pattern, word_set
from chengwen.stages.hide.people.candidates import is_borne
from chengwen.stages.hide.people.edges import begins_with_one_of, ends_in_title, right_of, titles
from chengwen.stages.hide.people.names import GAP, GIVEN, shapes_from
from chengwen.text import Span

_LIKE = compiled("一样|一般|那样|似的|般")
_AS = tuple("像如似若")
_VARIETY = compiled("[谷麦稻豆棉薯玉油粱单][0-9]")
_SPACED_LINE = compiled(f"[{GAP}]{{0,40}}[{HAN}](?:[{GAP}]{{1,8}}[{HAN}]){{4,24}}[{GAP}]{{0,8}}")
_ENDED = frozenset("，。；、）)：:\n\t|") | set(GAP)
LONGEST_WORD = 4
"""The longest words that a name of two characters is looked for in, in code points."""


def is_part_of_phrase(text: str, span: Span) -> bool:
    """Whether what stands here is cut out of a phrase, or is what a region, a trade or a people is called.

    >>> is_part_of_phrase("男子100米决赛", Span(5, 8)), is_part_of_phrase("雷厉风行", Span(1, 3))
    (True, True)
    >>> is_part_of_phrase("财务管理和会计核算", Span(2, 5))
    True
    >>> is_part_of_phrase("科长于建国到会", Span(2, 5))
    False
    """
    if span.end - span.start < 2:
        return False
    signs = (
        _is_often_said,
        _is_a_day,
        _is_of_many,
        _is_counted,
        _is_adverbial,
        _is_in_word,
        _is_likened,
        _is_letter_spaced,
        _is_torn_by_title,
        _is_title_with_name,
        _is_of_each,
        _is_done_after,
        _is_done_so_often,
        _is_subject,
    )
    return any(sign(text, span) for sign in signs)


def _is_often_said(text: str, span: Span) -> bool:
    """Whether it is what nobody is called (应当, 顾问), or many statutes say three characters or more (经营者, 管理和).

    Of two characters that statutes say, many are names as well.
    """
    name = text[span.start : span.end]
    return name in word_set("people", "never_names") or (len(name) > 2 and name in often_said())


def _is_a_day(text: str, span: Span) -> bool:
    """Whether one of the 24 days that divide the year is meant, not somebody called so (谷雨前后, 星期一　谷雨　晴)."""
    if text[span.start : span.end] not in word_set("people", "solar_terms"):
        return False
    low = max(0, span.start - LONGEST_WORD)
    return bool(pattern("people", "of_days").match(text, span.end) or _DAY_BEFORE.search(text, low, span.start))


_DAY_BEFORE = compiled(f"(?:[0-9]日|星期[一二三四五六日天]|[到逢]|过了|正值|时值|节气|今日|今天)[{GAP}，是]{{0,2}}\\Z")


def _is_of_many(text: str, span: Span) -> bool:
    """Whether it is a province, what a people is called, or a word for a body (玉树籍, 边防连)."""
    name = text[span.start : span.end]
    if name in word_set("places", "provinces"):
        return not ends_in_title(text, span.start)
    if name[:2] in word_set("places", "provinces") and name[2:] in ("兵", "人", "省", "队"):
        return True
    body = name in common_words() and name[-1] in characters("people", "last_of_bodies")
    return len(name) > 2 and (body or name[-1] in characters("people", "last_never"))


def _is_counted(text: str, span: Span) -> bool:
    """Whether the first character is the unit of a number, or the last ends a variety with its number (冀谷39)."""
    before, first = text[span.start - 1 : span.start], text[span.start]
    if first in characters("people", "units") and before.isdigit():
        return True
    return _VARIETY.match(text, span.end - 1) is not None


def _is_adverbial(text: str, span: Span) -> bool:
    """Whether a surname that is a particle as well leads up to a word within a sentence (船长|曾写信|称赞)."""
    start, end = span.start, span.end
    first, rest = text[start], text[start + 1 : end]
    before = text[start - 1 : start]
    if first == "习" and before in characters("people", "before_learning"):
        return True  # 学|习领会
    within = "\u3400" <= before <= "\u9fff" and text[end : end + 1] not in _ENDED
    if first not in characters("people", "adverbs") or not within:
        return False
    if len(rest) == 1:
        return begins_with_one_of("verbs", text, start + 1) and rest not in GIVEN
    if rest[-1] in characters("people", "moments") and not is_borne(text[start:end]):
        return True
    word = is_word(rest) or rest in word_set("people", "not_names")
    return word and not all(map(GIVEN.__contains__, rest))


def _is_in_word(text: str, span: Span) -> bool:
    """Whether a name of two characters lies within a longer word (雷|厉风|行, 吉祥|物)."""
    if span.end - span.start != 2:
        return False
    for size in range(3, LONGEST_WORD + 1):
        for start in range(max(0, span.end - size), span.start + 1):
            if text[start : start + size] in _longer_words():
                return True
    return False


@cache
def _longer_words() -> frozenset[str]:
    return frozenset(word for word in common_words() | word_set("people", "not_names") if len(word) > 2)


def _is_likened(text: str, span: Span) -> bool:
    """Whether something is likened to a word, not to a person of that name (像海燕一样, 铁军般的作风)."""
    name, likened = text[span.start : span.end], _LIKE.match(text, span.end)
    if likened is None or len(name) > 2:
        return False
    return likened.group() == "般" or (text[span.start - 1 : span.start] in _AS and (is_borne(name) or is_word(name)))


def _is_letter_spaced(text: str, span: Span) -> bool:
    """Whether it is part of a line whose letters are set apart and that names a body or a province (甘　肃　省)."""
    if not any(char in GAP for char in text[span.start : span.end]):
        return False
    low, high = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    line = text[low : len(text) if high < 0 else high]
    if not _SPACED_LINE.fullmatch(line):
        return False
    joined = "".join(char for char in line if char not in GAP)
    return joined[-1] in characters("people", "bodies", "last_of_bodies") or any(
        joined[at : at + 2] in word_set("places", "provinces") for at in range(len(joined) - 1)
    )


def _is_torn_by_title(text: str, span: Span) -> bool:
    """Whether the title behind it begins within it (原副|院长, 县党委常|委)."""
    behind = titles().match(text, span.end)
    if behind is None:
        return False
    inside = (titles().match(text, at) for at in range(span.start + 1, span.end))
    return any(title is not None and title.end() == behind.end() for title in inside)


def _is_title_with_name(text: str, span: Span) -> bool:
    """Whether it is a title with the name behind it (记录：文书|向阳花)."""
    if text[span.start : span.end] not in word_set("people", "titles", "before", "after_one"):
        return False
    return any(one.weight > 0 and right_of(text, one.span.end) > 1 for one in shapes_from(text, span.end))


def _is_of_each(text: str, span: Span) -> bool:
    """Whether it says that each of a kind has somebody in charge (河有河长，林有|林长)."""
    return text[span.start + 1 : span.start + 3] == "有" + text[span.start]


def _is_done_after(text: str, span: Span) -> bool:
    """Whether it is what is done after something else (先开会、后|放水)."""
    return text[span.start] == "后" and _FIRST.search(text, max(0, span.start - 10), span.start) is not None


_FIRST = compiled("先[^，。；\n、]{1,8}[、，]?\\Z")


def _is_done_so_often(text: str, span: Span) -> bool:
    """Whether a word is counted and the clause ends there (校长马虎|一次，)."""
    name = text[span.start : span.end]
    return (is_word(name) or is_borne(name) or name in word_set("people", "not_names")) and bool(
        _ONCE.match(text, span.end)
    )


_ONCE = compiled("[一两几][次回遍][，。；、]")


def _is_subject(text: str, span: Span) -> bool:
    """Whether it is a thing and what says what became of it, no word itself (被申请人：钱是|借了)."""
    name, behind = text[span.start : span.end], text[span.end : span.end + 1]
    return len(name) == 2 and name[1] == "是" and not is_word(name) and "\u3400" <= behind <= "\u9fff"
