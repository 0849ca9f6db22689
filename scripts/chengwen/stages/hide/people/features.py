"""Describe a candidate by features: its characters, the words across its edges, what stands on either side, its place.

A feature is a short string with a letter in front that tells its kind. Each is evidence with a weight of its own
(weights.py); none of them decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from chengwen.decode.everyday import is_everyday
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.tables import characters, common_words, is_word, often_said, place_names, word_set, words
from chengwen.stages.hide.people.candidates import NICK, Candidate, Ends, is_borne, is_ethnic, is_species
from chengwen.stages.hide.people.edges import (
    LONGEST_TITLE,
    begins_with_one_of,
    ends_in_title,
    ends_with_one_of,
    first_of,
    left_of,
    right_of,
    titles,
)
from chengwen.stages.hide.people.kinds import is_label_by_kind
from chengwen.stages.hide.people.names import GIVEN, SINGLE, is_common_surname, surnames, worth_of
from chengwen.text import Span

_TOKEN_LEFT = compiled(f"([{HAN}]{{2,4}})[、，,／/ \u3000\t]{{1,3}}\\Z")
_TOKEN_RIGHT = compiled(f"[、，,／/ \u3000\t]{{1,3}}([{HAN}]{{2,4}})")
_HAN_ONLY = compiled(f"[{HAN}]")
_SIGNS = "，。、：；（）()“”《》！？·"
LONGEST_LINE = 200
_PHONE = compiled(
    "[（(，,：: \u3000\t|/]{0,3}(?:联系)?(?:电话|手机)?(?:号码?)?[：:]?[（(]?[+＋]?"
    "(?:1[3-9][0-9*]|0[0-9]{2}|１[３-９]|[2-8][0-9]{5})"
)
"""A telephone number behind a candidate."""


def all_features(text: str, one: Candidate, times: int) -> list[str]:
    """Return all features of a candidate; `times` is how often its string stands in the document."""
    facts = facts_of(text, one)
    size = of_size(one, facts)
    return [*near_features(text, one, facts), *far_features(text, one, facts), f"c{min(times, 3)}{size}"]


def likely_ends(weights: Sequence[Mapping[str, int]], least: int) -> Ends:
    """Return the test that tells, of a place, the ends of the candidates there whose `first_score` is no less.

    It names the longer candidate first.
    """
    surname, first, last, left, right = weights

    def ends(text: str, start: int, size: int) -> Sequence[int]:
        end = start + size + 1
        one, two = text[end - 1 : end], text[end : end + 1]
        left_over = least - surname[text[start : start + size]] - first[one] - left[text[start - 1 : start]]
        if last[two] + right[text[end + 1 : end + 2]] >= left_over:
            return (end + 1, end) if last[one] + right[two] >= left_over else (end + 1,)
        return (end,) if last[one] + right[two] >= left_over else ()

    return ends


def first_score(text: str, start: int, end: int, size: int, weights: Sequence[Mapping[str, int]]) -> int:
    """Return what the single characters of a candidate and beside it say: a cheap test.

    `size` is that of the surname; `weights` are those of surnames, of first and last characters of given names, of
    characters to the left and to the right, in this order (`weights.first_weights`).
    """
    surname, first, last, left, right = weights
    return (
        surname[text[start : start + size]]
        + first[text[start + size : start + size + 1]]
        + last[text[end - 1 : end]]
        + left[text[start - 1 : start]]
        + right[text[end : end + 1]]
    )


Facts = tuple[str, str, str, str]
"""What several features tell of a candidate: its form, its words, whether others run across its edges, whether it is a
place on the list."""


def facts_of(text: str, one: Candidate) -> Facts:
    """Return what several features tell of a candidate."""
    name = text[one.start : one.end]
    return _form(name, one.surname), _words_in(name), _torn(text, one.start, one.end), _listed(name)


def near_features(text: str, one: Candidate, facts: Facts) -> list[str]:
    """Return the features that cost little: the candidate's own characters, and those right beside it."""
    start, end = one.start, one.end
    name, given = text[start:end], text[start + one.surname : end]
    left, right = text[max(0, start - 2) : start].rpartition("\n")[2], text[end : end + 2].partition("\n")[0]
    form, word, torn, listed = facts
    return [
        f"b{form}",
        f"s{name[: one.surname]}",
        f"g{given}",
        f"1{given[:1]}",
        f"2{name[-1]}",
        f"w{word}",
        f"z{form}{word}",
        f"t{torn}{word}",
        f"P{listed}{is_species(name):d}",
        f"u{_torn_by_three(text, start, end)}{word}",
        f"W{name if word[0] == '1' and not is_borne(name) else ''}",
        f"l{left[-1:]}",
        f"L{left}",
        f"r{right[:1]}",
        f"R{right}",
    ]


def of_size(one: Candidate, facts: Facts) -> str:
    """Return what the feature of how often a candidate stands in a document says of it besides."""
    return f"{one.end - one.start}{facts[0][-1]}"


def far_features(text: str, one: Candidate, facts: Facts) -> list[str]:
    """Return the features that need a look at the words around and the line."""
    start, end = one.start, one.end
    left, right = text[max(0, start - 3) : start].rpartition("\n")[2], text[end : end + 3].partition("\n")[0]
    title = _title_behind(text, end)
    before, behind = _left_kind(text, start), _right_kind(text, end, title)
    (form, word, torn, listed), around = facts, _neighbour(text, start, end)
    phone, body = _PHONE.match(text, end) is not None, _body_before(text, start)
    return [
        f"O{listed}{before}{behind}",
        f"M{left}",
        f"Q{right}",
        f"e{before}{behind}",
        f"E{form}{before}",
        f"F{form}{behind}",
        f"x{torn}{before}{behind}",
        f"y{word}{before}{behind}",
        f"T{_title_before(text, start)}",
        f"U{title}",
        f"h{phone:d}{before}",
        f"H{phone:d}{form}{word}",
        f"k{body}{behind}",
        f"K{body}{form}{word}",
        f"n{around}",
        f"N{around}{form}",
        f"p{_place(text, start, end)}",
    ]


def _form(name: str, surname: int) -> str:
    """Return the form: the size, the kind of surname, how many characters are usual in given names."""
    if not surname:
        return f"{'e' if is_ethnic(name) else 'o'}{len(name)}"
    given = name[surname:]
    if name[0] in NICK and len(name) == 2:
        return f"k{name[1] in surnames():d}{is_common_surname(name[1]):d}"
    kind = "d" if surname == 2 else "c" if is_common_surname(name[0]) else "p" if name[0] in SINGLE else "r"
    usual = sum(map(GIVEN.__contains__, given))
    rare = len(given) - sum(map(is_everyday, given))
    return f"{kind}{len(given)}{rare}{usual}"


def _words_in(name: str) -> str:
    """Return which parts of a name are words, and whether it is a word that people bear as a name."""
    common = common_words()
    return f"{name in common:d}{name[:2] in common:d}{name[1:] in common:d}{is_borne(name):d}"


def _torn(text: str, start: int, end: int) -> str:
    """Return whether words run across the edges of a candidate."""
    common = common_words()
    return f"{text[start - 1 : start + 1] in common:d}{text[end - 1 : end + 1] in common:d}"


def _torn_by_three(text: str, start: int, end: int) -> str:
    """Return whether words of three run across the edges, or one of two goes on behind the first character."""
    common, places = common_words(), place_names()
    before, behind = text[start - 1 : start + 2], text[end - 2 : end + 1]
    inner = text[start + 1 : end + 1] in common
    return f"{before in common or before in places:d}{behind in common or behind in places:d}{inner:d}"


def _listed(name: str) -> str:
    """Return whether a name, or its beginning, is that of a place on the list."""
    places = place_names()
    return f"{name in places:d}{name[:2] in places:d}{name in _famous():d}"


@cache
def _famous() -> frozenset[str]:
    return word_set("places", "provinces", "famous")


def _left_kind(text: str, start: int) -> str:
    """Return what stands before a candidate: the beginning of a line, a sign, a title, a label, a word."""
    char = text[start - 1 : start]
    if not _HAN_ONLY.match(char):
        return _sign(char, "^") if char not in tuple("：:") else "B" if _is_label(text, start - 1) else ":"
    if ends_in_title(text, start):
        return "T"
    if is_word(text[start - 1 : start + 1]):
        return "X"
    if char in words("people", "crafts") and not text.endswith(words("people", "not_crafts"), 0, start):
        return "C"
    led = ends_with_one_of("lead", text, start)
    return "D" if led else "W" if is_word(text[max(0, start - 2) : start]) else "O"


def _body_before(text: str, start: int) -> str:
    """Return the last character of the body that stands before a candidate (民政办), 0 if none does."""
    char = text[start - 1 : start]
    return char if char in characters("people", "bodies") and not is_word(text[start - 1 : start + 1]) else "0"


def _sign(char: str, none: str) -> str:
    """Return a punctuation mark as it is, 0 for a digit, _ for anything else; `none` at the end of a line."""
    if not char or char == "\n":
        return none
    return char if char in _SIGNS else "0" if char.isdigit() else "_"


def _is_label(text: str, end: int) -> bool:
    label = text[max(0, end - 6) : end].rpartition("\n")[2]
    return is_label_by_kind(label) or any(label[-size:] in word_set("people", "labels") for size in (2, 3, 4))


def _right_kind(text: str, end: int, title: str) -> str:
    """Return what stands behind a candidate; `title` is the title that does."""
    char = text[end : end + 1]
    if not _HAN_ONLY.match(char):
        return _sign(char, "$")
    if title:
        return "T"
    if is_word(text[end - 1 : end + 1]):
        return "X"
    verb = begins_with_one_of("verbs", text, end)
    return "V" if verb else "W" if is_word(text[end : end + 2]) else "O"


def _title_before(text: str, start: int) -> str:
    end = start
    while end and start - end < 3 and text[end - 1] in "：: \u3000（(":
        end -= 1
    if text[end - 1 : end] not in _last_of_titles():
        return ""
    known = (text[max(0, end - size) : end] for size in range(LONGEST_TITLE, 1, -1))
    return next((title for title in known if title in _all_titles()), "")


def _title_behind(text: str, end: int) -> str:
    match = titles().match(text, end)
    return match.group() if match else ""


def _neighbour(text: str, start: int, end: int) -> str:
    """Return whether what stands across a separator, to the left and to the right, is shaped like a name."""
    before = _TOKEN_LEFT.search(text[max(0, start - 8) : start])
    behind = _TOKEN_RIGHT.match(text, end)
    return "".join("-" if not match else "1" if _is_shaped(match[1]) else "0" for match in (before, behind))


def _is_shaped(token: str) -> bool:
    return any(worth_of(part, part[0]) > 1 for part in (token[:3], token[:2], token[-3:], token[-2:]) if len(part) > 1)


def _place(text: str, start: int, end: int) -> str:
    """Return where in its line a candidate stands, and how long the line is."""
    low = text.rfind("\n", max(0, start - LONGEST_LINE), start) + 1
    high = text.find("\n", end, end + LONGEST_LINE)
    size = min(LONGEST_LINE, (high if high >= 0 else len(text)) - low)
    length = "s" if size <= 12 else "m" if size <= 40 else "l"
    return f"{length}{min(start - low, 3) if low else 3}{high == end:d}"


def mention_features(text: str, span: Span, names: Collection[str], points: int) -> list[str]:
    """Return the features of a word that is somebody's name in the document, and may be meant or be but the word here.

    `names` are those of the document, `points` is how much the string looks like a name here, in 1/16 of a logit.
    """
    start, end = span.start, span.end
    name, common = text[start:end], common_words()
    left, right = _left_kind(text, start), _right_kind(text, end, _title_behind(text, end))
    goes_on = text[start : end + 1] in common or text[start : end + 2] in common
    begun = text[start - 1 : end] in common or text[start - 2 : end] in common
    headed = _HEADED.search(text, max(0, start - 9), start) is not None
    return [
        "B",
        f"l{left}",
        f"r{right}",
        f"k{left}{right}",
        f"S{left_of(text, start)}{right_of(text, end)}",
        f"v{first_of('verbs', text, end)}",
        f"j{_company(text, start, end, names)}",
        f"s{name in often_said():d}{is_borne(name):d}{name in common:d}{end - start}",
        f"t{goes_on:d}{begun:d}",
        f"n{_next_word(text, end)}",
        f"h{headed:d}{text[end : end + 1] in _LINE_ENDS:d}",
        f"a{text[start - 1 : start].strip(_FEED)}",
        f"z{text[end : end + 1].strip(_FEED)}",
        *(f"q{step}" for step in range(-STEPS, STEPS + 1) if points >= step * STEP),
    ]


STEPS, STEP = 12, 32
"""What the name model says of a mention is told in so many steps on either side of 0, each so wide."""
_SEPARATORS = tuple("、和及与/／\u3000，")
_LINE_ENDS, _FEED = ("", "。", "\n"), "\n"
_HEADED = compiled("(?:^|\n)[ \u3000]{0,4}[（(]?(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[)）]?[、．.]?[ ]?\\Z")
"""The number of a heading or an item, right before a mention."""


def _company(text: str, start: int, end: int, names: Collection[str]) -> str:
    """Return whether a name of the document stands across a separator, and whether anything else does."""
    before, behind = text[start - 1 : start] in _SEPARATORS, text[end : end + 1] in _SEPARATORS
    left = before and any(_is_one(text[max(0, start - 1 - size) : start - 1], names) for size in (2, 3, 4))
    right = behind and any(_is_one(text[end + 1 : end + 1 + size], names) for size in (2, 3, 4))
    strange_left = before and not left and text[start - 1] != "，"
    strange_right = behind and not right and text[end] != "，"
    return f"{left or right:d}{strange_left:d}{strange_right:d}"


def _is_one(item: str, names: Collection[str]) -> bool:
    """Whether an item is a name of the document, or reads like one of three characters."""
    return item in names or (len(item) == 3 and worth_of(item, item[0]) == 3 and is_common_surname(item[0]))


def _next_word(text: str, end: int) -> str:
    """Return whether a word follows, or other Han, or none."""
    behind = text[end : end + 2]
    return "0" if not _HAN_ONLY.match(behind) else "w" if behind in common_words() else "o"


@cache
def _all_titles() -> frozenset[str]:
    return word_set("people", "titles", "before")


@cache
def _last_of_titles() -> frozenset[str]:
    return frozenset(title[-1] for title in _all_titles())
