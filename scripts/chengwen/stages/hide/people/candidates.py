"""Find every string that could be a person's name by its characters alone: what the name model is asked about.

One pass of patterns and a few look-ups of words leave about one candidate in three hundred characters of official text.
A candidate proves nothing; whether it is a name, its features say (features.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from chengwen.decode.everyday import everyday, is_everyday
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import places_of
from chengwen.knowledge.tables import characters, common_words, place_names, word_set, words
from chengwen.stages.hide.people.edges import HARD, ends_in_title, left_of, right_of, titles_in
from chengwen.stages.hide.people.kinds import is_label_by_kind
from chengwen.stages.hide.people.names import DOUBLE, GIVEN, GIVEN_WHOLE, NEVER, SINGLE, surnames
from chengwen.text import Span

JAPAN, PEOPLES = "日本", "族"
"""What a text speaks of in which there may be names of certain kinds."""
LONGEST_ETHNIC = 6
LONGEST_GIVEN = 2
"""In code points, of the given name behind a surname."""


class Candidate(NamedTuple):
    """A string that could be a name, and how much of it is the surname; 0 for an ethnic name."""

    start: int
    end: int
    surname: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


Ends = Callable[[str, int, int], Sequence[int]]
"""Which ends a name may have that begins at a place of a text, with a surname so long: the first and cheapest test."""


def both_ends(_: str, start: int, size: int) -> Sequence[int]:
    """Return the ends of a name with a given name of two characters, and of one."""
    return start + size + 2, start + size + 1


def candidates(text: str, *, all_kinds: bool = True, ends: Ends = both_ends) -> Iterator[Candidate]:
    """Yield the candidates of a text: those that look like names, those with clear ends, ethnic ones.

    Without `all_kinds` those that only their ends make likely are left out, which takes half the time. Those with a
    surname end where `ends` says that they may.
    """
    common, plain = common_words(), _plain()
    found: set[tuple[int, int]] = set()
    for match in _shapes().finditer(text):
        start = match.start()
        begins = text[start : start + 2]
        torn, heads = text[start - 1 : start + 1] in common, begins in common
        if torn and heads:
            continue
        size = 2 if begins in DOUBLE else 1
        doubts = 2 * torn + (size == 1 and heads) + (size == 1 and text[start] not in plain)
        if doubts > LONGEST_GIVEN:
            continue  # as below, and seen before the ends are
        for end in ends(text, start, size):
            doubted = doubts + 2 * (text[end - 1 : end + 1] in common)
            if end <= len(text) and doubted <= end - start - size and _is_worth_asking(text, start, end, size, doubted):
                found.add((start, end))
                yield Candidate(start, end, size)
    if all_kinds:
        yield from (one for one in closed_in(text, ends) if (one.start, one.end) not in found)
    yield from _ethnic_candidates(text)


def closed_in(text: str, ends: Ends = both_ends, whole: str = "") -> Iterator[Candidate]:
    """Yield the candidates whose ends are so clear that they may be words, or bear a rare surname.

    `whole` says what a text speaks of if only a line of it is given.
    """
    plain = _plain()
    for match in _closed_shapes().finditer(text):
        start = match.start()
        size = 2 if text[start : start + 2] in DOUBLE else 1
        left = _left_of_closed(text, start)
        if not left:
            continue
        paired = size == 1 and text[start] in plain and text[start + 1] in plain
        for end in ends(text, start, size):
            if end <= len(text) and _is_closed_in(text, start, end, size, left):
                yield Candidate(start, end, size)
        if paired and left == 3:
            yield from _pair(text, start)
    yield from _strangers(text)
    yield from _nicknames(text)
    if JAPAN in (whole or text):
        yield from _foreign(text)
    if PEOPLES in (whole or text):
        yield from _loosely_ethnic(text)


def _left_of_closed(text: str, start: int) -> int:
    """Return how surely a name begins here, as `left_of`, but 0 within any word, and 3 behind a trade (护林员)."""
    if text[start - 1 : start + 1] in common_words() and not ends_in_title(text, start):
        return 0  # torn
    trade = text[start - 1 : start] in _crafts() and not text.endswith(words("people", "not_crafts"), 0, start)
    return 3 if trade else left_of(text, start)


@cache
def _crafts() -> frozenset[str]:
    return word_set("people", "crafts")


def _strangers(text: str) -> Iterator[Candidate]:
    """Yield what fills a name's place behind a title or a label though no surname begins like it (劝导员贵有福当日).

    Words and places are left out: with no surname nothing speaks for them.
    """
    for start in _behind_titles_and_labels(text):
        for end in (start + 3, start + 2):
            if _could_be_a_stranger(text, start, end):
                yield Candidate(start, end, 0)


def _behind_titles_and_labels(text: str) -> Iterator[int]:
    """Yield where a name may stand that begins like none."""
    known = surnames() | characters("names", "seldom")
    for start, end in titles_in(text):
        one = text[start:end] not in word_set("people", "many")  # 领着孩子|靠里走
        if one and ends_in_title(text, end) and text[end : end + 1] not in known:
            yield end
    for trade in places_of(_TRADES, text):
        if text[trade + 1 : trade + 2] not in known and text[trade - 1 : trade + 1] not in common_words():
            yield trade + 1
    for colon in places_of("：:", text):
        start = colon + 1
        if text[start : start + 1] not in known and is_label_by_kind(text[max(0, colon - 4) : colon]):
            yield start


def _could_be_a_stranger(text: str, start: int, end: int) -> bool:
    """Whether a string without a surname may be a name: no part of it is a word or a place, and it surely ends."""
    name = text[start:end]
    if not _HAN.fullmatch(name) or not _PARTICLES.isdisjoint(name) or not NEVER.isdisjoint(name):
        return False
    if name[0] in _NO_BEGINNING or not _INNER_PARTICLES.isdisjoint(name[1:]):
        return False  # 申请人之妻, 河长领着干
    if name in place_names() or any(name[at : at + 2] in common_words() for at in range(len(name) - 1)):
        return False
    if name[-1] in characters("people", "moments"):
        return False  # 副书记领读时补充
    return right_of(text, end) > 1 and not _is_no_name(text, start, end, 1)


def _nicknames(text: str) -> Iterator[Candidate]:
    """Yield what neighbours are called: 老魏, 小谭, 阿明."""
    for match in _nicks().finditer(text):
        start, end = match.span()
        if left_of(text, start) > 0 and right_of(text, end) > 0 and text[start:end] not in common_words():
            yield Candidate(start, end, 1)


NICK = "老小阿大"


@cache
def _nicks() -> re.Pattern[str]:
    common = characters("names", "common")
    known = "".join(sorted(common - characters("people", "not_old") - characters("names", "never_alone")))
    return compiled(f"[老小大](?:[{known}])(?!们)|阿(?:[{known}{''.join(sorted(GIVEN))}])(?!们)")


def _foreign(text: str) -> Iterator[Candidate]:
    """Yield what may be Japanese names, in a text that speaks of Japan."""
    for match in _japanese().finditer(text):
        start, size = match.start(), match.end() - match.start()
        for end in range(min(match.end() + 3, len(text)), match.end(), -1):
            if left_of(text, start) > 1 and right_of(text, end) > 1 and _HAN.fullmatch(text, start, end):
                yield Candidate(start, end, size)


@cache
def _japanese() -> re.Pattern[str]:
    return compiled("|".join(words("names", "japanese")))


def _loosely_ethnic(text: str) -> Iterator[Candidate]:
    """Yield what stands between clear ends and is written nearly all in the characters of ethnic names."""
    signs = characters("names", "ethnic", "dotted")
    for match in _run_of_signs().finditer(text):
        start = match.start()
        if text[start + 1] not in signs and text[start + 2] not in signs:
            continue  # two that are foreign, in every name that begins here
        if left_of(text, start) < 2:
            continue
        for end in range(match.end(), start + 2, -1):
            name = text[start:end]
            foreign = sum(char not in signs for char in name)
            if foreign < 2 and right_of(text, end) > 1 and name not in common_words() and name not in place_names():
                yield Candidate(start, end, 0)


@cache
def _run_of_signs() -> re.Pattern[str]:
    signs = "".join(sorted(characters("names", "ethnic", "dotted")))
    return compiled(f"[{signs}](?<![{signs}].)[{HAN}]{{2,6}}")


def in_rows(text: str, names: Collection[Span]) -> Iterator[Candidate]:
    """Yield what stands beside names in their rows, item for item, whatever it looks like.

    >>> [one.span for one in in_rows("由王建国、花蕾和鱼水负责。", [Span(1, 4)])]
    [Span(start=5, end=7), Span(start=8, end=12), Span(start=8, end=10)]
    """
    done = {(name.start, name.end) for name in names}
    for name in sorted(names):
        yield from _fresh(_rightwards(text, name.end), done)
        yield from _fresh(_leftwards(text, name.start), done)


def _fresh(found: Iterator[Candidate], done: set[tuple[int, int]]) -> Iterator[Candidate]:
    """Yield candidates up to the first that is known already: from there on the row has been read."""
    for one in found:
        if (one.start, one.end) in done:
            return
        done.add((one.start, one.end))
        yield one


def _rightwards(text: str, end: int) -> Iterator[Candidate]:
    """Yield the items of a row behind a name."""
    while gap := _NEXT.match(text, end):
        start = gap.end()
        ends = [start + size for size in (4, 3, 2) if _ITEM.fullmatch(text, start, start + size)]
        ends = [at for at in ends if at <= len(text) and (right_of(text, at) > 1 or text[at] in _ANDS)]
        if not ends:
            return
        yield from (_item(text, start, at) for at in ends if _may_be_item(text, start, at))
        end = next((at for at in ends if HARD.match(text[at : at + 1]) or text[at] in _ANDS), 0)
        if not end:
            return


def _leftwards(text: str, start: int) -> Iterator[Candidate]:
    """Yield the items of a row before a name."""
    while gap := _LAST.search(text, max(0, start - 4), start):
        end = gap.start()
        begins = [end - size for size in (4, 3, 2) if end >= size and _ITEM.fullmatch(text, end - size, end)]
        begins = [at for at in begins if left_of(text, at) == 3]
        if not begins:
            return
        yield from (_item(text, at, end) for at in begins if _may_be_item(text, at, end))
        start = begins[0]


def _may_be_item(text: str, start: int, end: int) -> bool:
    """Whether an item of a row may be a name: no body, no title, no words that names lack."""
    name = text[start:end]
    if name[-1] in characters("people", "bodies") or ends_in_title(text, end):
        return False
    if is_species(name) and not (len(name) == 3 and name not in _known_species() and name[-1] in GIVEN):
        return False  # 芦根旺 may be one, 芦根 is none
    return _PARTICLES.isdisjoint(name) and name not in _labels()


@cache
def _labels() -> frozenset[str]:
    return _titles() | word_set("people", "labels", "headers") | word_set("table_headers", "blank")


def _item(text: str, start: int, end: int) -> Candidate:
    known = 2 if text[start : start + 2] in DOUBLE and end - start > 2 else int(text[start] in surnames())
    return Candidate(start, end, known if end - start - known < 3 else 0)


_ANDS = "和与及"
_NEXT = compiled(f"(?:[（(][^（）()\n]{{0,16}}[)）])?(?:[、/／{_ANDS}]|[ \u3000\t]{{1,4}})")
_LAST = compiled(f"(?:[、/／{_ANDS}]|[ \u3000\t]{{1,4}})\\Z")
_ITEM = compiled(f"[{HAN}]{{2,4}}")


def _pair(text: str, start: int) -> Iterator[Candidate]:
    """Yield two surnames and two usual characters, if they are set apart (王陈一诺)."""
    name, common = text[start : start + 4], common_words()
    usual = len(name) == 4 and all(map(GIVEN.__contains__, name[2:])) and right_of(text, start + 4) == 3
    if usual and not any(part in common for part in (name, name[:2], name[1:3], name[2:])):
        yield Candidate(start, start + 4, 2)


def _ethnic_candidates(text: str) -> Iterator[Candidate]:
    """Yield the runs of characters that write ethnic names: long ones, and short ones with clear ends."""
    common, signs, titles = common_words(), characters("names", "ethnic"), _title_ends()
    for match in _ethnic().finditer(text):
        start, end = match.span()
        if (
            end - start == 2
            and "\u3400" <= text[start - 1 : start] <= "\u9fff"
            and text[start - 2 : start] not in titles
        ):
            continue
        run = match.group()
        if run[:2] in common or any(run[at : at + 2] in common for at in range(1, end - start - 1)):
            continue
        sure = end - start > 2 and all(map(signs.__contains__, run))
        if sure or (left_of(text, start) == 3 and right_of(text, end) > 1 and run not in place_names()):
            yield Candidate(start, end, 0)


def _is_closed_in(text: str, start: int, end: int, size: int, left: int) -> bool:
    """Whether both ends of a string are so clear that it may be a name even if it is a word, or its surname rare.

    `left` is how surely a name may begin here. Between two signs a word is a word (、文明、).
    """
    name = text[start:end]
    if not _PARTICLES.isdisjoint(name):
        return False
    borne = name in _borne()
    word = not borne and name in common_words()
    if left == 1 and (borne or word):
        return False  # as below, and seen before anything dear is asked
    right = right_of(text, end)
    titled = left == 3 and not HARD.match(text[start - 1 : start])
    if borne:
        asked = left > 1 and right > 0
    elif word:
        labelled = text[start - 1 : start] in ("：", ":") and _is_introduced(text, start, end)
        signs = left == 3 and not (titled or labelled) and bool(HARD.match(text[end : end + 1]))
        asked = (right > 0 if titled else left > 1 and right > 1) and not signs
    else:
        known = size == 2 or text[start] in surnames()
        asked = left + right > (2 if known else 3) and (right > 0 or titled)
    if not asked or not _HAN.fullmatch(name) or (is_species(name) and not titled):
        return False
    return not _is_no_name(text, start, end, size)


def _is_no_name(text: str, start: int, end: int, size: int) -> bool:
    """Whether a string is the number of a document, a time, a title or a body."""
    name = text[start:end]
    return (
        name[:2] in word_set("people", "never_names")
        or _TIME.search(name) is not None
        or _NUMBERED.match(text, end) is not None
        or text[end : end + 1] in tuple("〔﹝[［【】")
        or (name[0] in "年月" and text[start - 1 : start].isdigit())
        or _STEMS.match(name) is not None
        or _MODEL.match(text, end) is not None
        or name[-1] in characters("people", "bodies")
        or text[start + size : end] in _titles()
        or name in _titles()
        or (name in word_set("people", "not_names") and not is_borne(name) and not _is_introduced(text, start, end))
    )


def _is_introduced(text: str, start: int, end: int) -> bool:
    """Whether a title or a label stands before a word, or a form of address behind it: somebody is called so."""
    if ends_in_title(text, start) or (text.startswith(_COMRADES, end) and text[start:end] not in _OF_MANY):
        return True
    return text[start - 1 : start] in ("：", ":") and is_label_by_kind(text[max(0, start - 5) : start - 1])


_OF_MANY = ("许多", "全体", "广大", "全部")
_NO_BEGINNING = frozenset("之一二两三四五六七八九十")
_INNER_PARTICLES = frozenset("着过得地")
_TRADES = frozenset("员师匠户")
"""Last characters of trades that no list has whole."""
_COMRADES = ("同志", "先生", "女士")
_PARTICLES = characters("people", "particles")
_HAN = compiled(f"[{HAN}]+")


def _is_worth_asking(text: str, start: int, end: int, size: int, doubts: int) -> bool:
    """Whether a candidate survives the cheap tests: words in it, characters that no name has.

    `doubts` are those that the words across its edges raise; a candidate bears as many as its given name is long.
    """
    common, name, given = common_words(), text[start:end], text[start + size : end]
    if name in _known_words():  # 追求卓越, 马路清扫队, 李子, 于六月一日
        borne = is_borne(name) and not is_species(name) and not _is_no_name(text, start, end, size)
        return borne and left_of(text, start) == 3 and right_of(text, end) > 1
    wordy = end - start - size == 2 and given in common
    if (not NEVER.isdisjoint(given) and given not in GIVEN_WHOLE) or (wordy and doubts):
        return False  # 线上|培训: a word behind what is no boundary
    if doubts + wordy + sum(map(_unusual().__contains__, given)) > end - start - size or name in common:
        return False
    if (wordy or end - start == 2) and left_of(text, start) < 2:
        return False  # a word, as above; two characters stand together by chance
    known = (end - start > 2 or text[start] in _plain()) and name[:2] not in _known_species()
    return known and _HAN.fullmatch(given) is not None and not _is_no_name(text, start, end, size)


_NUMBERED = compiled("[办函字]{0,2}发?[〔﹝\\[［（(【](?:19|20)[0-9X×x*]{2}")
_MODEL = compiled(f"[0-9][0-9.]{{0,8}}(?:[A-Za-z型级代寸吋系纳]|英寸)|[1-9][0-9]{{2}}(?=[{HAN}])(?![元人分票米斤])")
"""What follows a make: 安意法8英寸, 鲁原502系."""
_STEMS = compiled(
    "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|.[麦薯稻]$|.{1,2}[籍族]$|全[馆所站院处科组室队局厂矿系班园社会部行家]$|占[一二三四五六七八九半过近]"
    "|.[家各][庄岭坳沟湾坪坝塘坡峪屯堡寨营店铺桥河溪洞岗梁峁塬洼坑垭冲塔滩浜圩埭院]$"
)
"""A year or month by stems and branches, a variety of a crop, a share, a village (丁未月, 郑麦, 占六成, 李家岭)."""
_TIME = compiled("[一二三四五六七八九十两][年月日号点时分周]")


@cache
def _plain() -> frozenset[str]:
    """Return the surnames that are seldom anything else, and the first characters of double ones."""
    known = (SINGLE | characters("names", "common")) - characters("names", "doubtful")
    return known | {char for char in surnames() if not is_everyday(char)} | {double[0] for double in DOUBLE}


@cache
def _unusual() -> frozenset[str]:
    """Return the Han in everyday use that are not usual in given names."""
    return frozenset(char for char in everyday() - GIVEN if "\u3007" <= char < "\ufb00")


@cache
def _shapes() -> re.Pattern[str]:
    """Return the pattern of a surname and what may be a given name.

    A surname that is seldom anything else and two usual characters need no more; else punctuation or a title before it.
    """
    plain, first = "".join(sorted(_plain())), "".join(sorted(SINGLE | characters("names", "common")))
    rare = "".join(sorted(surnames() - set(plain) - set(first) - characters("names", "never_alone")))
    usual = f"(?![{''.join(sorted(_unusual()))}])[{HAN}]"
    double, second = ("".join(sorted({word[at] for word in DOUBLE})) for at in (0, 1))
    ends = {word[-1] for key in ("titles", "before") for word in words("people", key)} - set(_NO_HINT) | set(_LEADS)
    begins = {word[0] for key in ("titles", "after", "verbs") for word in words("people", key)}
    leads, follows = ("".join(sorted(chars)) for chars in (ends, begins))
    plainly, commonly, rarely = (
        f"(?<=[{plain}])",
        f"(?<=[{first}])(?<=[^{HAN}].|[{leads}].)",
        f"(?<=[{rare}])(?<=[：:（( \\u3000\\t\\n].|[{leads}].)",
    )
    set_off = f"(?<=[{plain}])(?<=[^{HAN}].|[{leads}的].)"
    bound = f"(?=.(?:[^{HAN}]|[{follows}]))"
    never = "".join(
        sorted(NEVER - {name[1] for name in _borne()} - {given[0] for given in GIVEN_WHOLE})
    )  # what `_is_worth_asking` would say later
    return compiled(  # the class of unusual characters, thousands, takes long to compile: it stands here three times
        f"[{plain}{double}{first}{rare}](?=[{HAN}])(?:(?![{never}])(?:"  # one set first, which `re` finds fast
        f"(?={usual})(?:(?=.{usual})(?:{plainly}|{commonly}|{rarely})"
        f"|{bound}{plainly}|{set_off}(?=.[{HAN}])|{commonly}(?=.[{HAN}][^{HAN}]))"
        f"|{set_off}(?=.{usual})"
        f"|(?:{commonly}|{rarely}){bound}"
        f")|(?<=[{double}])(?=[{second}][{HAN}])"
        ")",
        re.DOTALL,
    )


@cache
def _closed_shapes() -> re.Pattern[str]:
    """Return the pattern of a surname behind a sign, a title or a lead, and Han with an end in sight."""
    surname = "".join(sorted(surnames() | characters("names", "seldom") | {double[0] for double in DOUBLE}))
    return compiled(f"[{surname}](?=(?![{''.join(sorted(_PARTICLES))}])[{HAN}])")


@cache
def _title_ends() -> frozenset[str]:
    """Return the last two characters of titles."""
    return frozenset(word[-2:] for word in word_set("people", "titles", "before"))


_NO_HINT = "人员大会学生工家中"
"""Last characters of titles that end as many other words."""
_LEADS = "由对与和向请让是叫把被给同跟随找"
"""What leads up to a name within a sentence."""


@cache
def _ethnic() -> re.Pattern[str]:
    """Return the pattern of a run of such characters; one of two stands behind no Han but the last of a title."""
    signs = "".join(sorted(characters("names", "ethnic", "dotted")))
    ends = "".join(sorted({title[-1] for title in _title_ends()}))
    return compiled(
        f"[{signs}](?<![{signs}].)(?:[{signs}]{{2,{LONGEST_ETHNIC - 1}}}"
        f"|[{signs}](?:(?<![\u3400-\u9fff]..)|(?<=[{ends}]..)))(?![{signs}])"
    )


@cache
def _known_words() -> frozenset[str]:
    return word_set("names", "borne") | _known_species() | word_set("people", "not_names", "never_names")


@cache
def _known_species() -> frozenset[str]:
    return word_set("people", "species")


def is_species(name: str) -> bool:
    """Whether it is a plant or animal, or begins with one (李子苗)."""
    known = _known_species()
    return name in known or name[:2] in known


@cache
def _titles() -> frozenset[str]:
    return word_set("people", "titles", "before", "after")


def is_borne(name: str) -> bool:
    """Whether a word is known to be borne as a name as well."""
    return name in _borne()


@cache
def _borne() -> frozenset[str]:
    return word_set("names", "borne")


def is_ethnic(name: str) -> bool:
    """Whether a string is written in the characters of ethnic names alone."""
    return all(map(characters("names", "ethnic", "dotted").__contains__, name))
