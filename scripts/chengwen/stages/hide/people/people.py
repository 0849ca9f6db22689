"""Find private persons by the context of their names.

A name is recognised beside a title (镇党委书记王建国, 王建国同志), behind a label (组长：), in a row of names, in a
signature, or before something only a person does; and then everywhere in the document. A title without a name stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find, claim, decide, empty_occupancy, overlapping, union
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import occurrences, places_of, places_where
from chengwen.knowledge.labels import label
from chengwen.knowledge.tables import (
    characters,
    common_words,
    is_word,
    often_said,
    pattern,
    place_names,
    word_pattern,
    word_set,
    words,
)
from chengwen.stages.hide.people.by_context import introduced, of_masked
from chengwen.stages.hide.people.decide import is_meant, is_wordy, mention_score, weigh
from chengwen.stages.hide.people.edges import (
    HARD,
    LONGEST_TITLE,
    begins_with_one_of,
    either,
    ends_in_title,
    is_torn,
    left_of,
    right_of,
    titles,
)
from chengwen.stages.hide.people.in_part import given_alone, said_in_part
from chengwen.stages.hide.people.lists import filled_lists, speakers
from chengwen.stages.hide.people.names import (
    DOTS,
    DOUBLE,
    GAP,
    GIVEN,
    SINGLE,
    is_common_surname,
    is_honour,
    is_trade,
    is_trade_name,
    kept_spans,
    may_begin,
    parts_of_name,
    shaped,
    surnames,
    worth_of,
)
from chengwen.stages.hide.people.phrases import is_part_of_phrase
from chengwen.stages.hide.people.rosters import rosters
from chengwen.stages.hide.people.rows import behind_labels, on_lines, row
from chengwen.stages.hide.people.things import Things, listed_things
from chengwen.stages.hide.tables import cells_by_header
from chengwen.text import Span

RULE = "anon-person"
_GAPS = tuple(GAP)
_REST = compiled("(?<=[0-9０-９十百千万亿〗XxＸ×*＊])余")
_NUMBERED = compiled("[\u4e00-\u9fff][一二三四五六七八九十]、[\u4e00-\u9fff][一二三四五六七八九十](?![\u4e00-\u9fff])")
_NUMBERED_BEFORE = compiled("[\u4e00-\u9fff][一二三四五六七八九十]、$")
_ORDINAL = compiled("第五[章条节编篇部届次批组名期季项个天年轮]")
_BEFORE_GIVEN = words("people", "before_given")
_BEHIND_GIVEN = words("people", "behind_given")
_PLAIN = SINGLE - characters("names", "doubtful")
_PLACE = pattern("people", "place")
"""What makes a place of what would be a name (乔家营村)."""


@dataclass(frozen=True, slots=True)
class People:
    """The mentions of private persons in a text, and what might be further ones."""

    found: tuple[Find, ...]
    suspects: tuple[Find, ...]


def find_people(draft: Draft) -> list[Find]:
    """Return every mention of a private person, each with the full name if the document gives it."""
    return list(draft.once(_people).found)


def suspected_people(draft: Draft) -> tuple[Find, ...]:
    """Return what might be a person's name, but not surely: told, and never hidden."""
    return draft.once(_people).suspects


def _people(draft: Draft) -> People:
    """Find names by rules, then by the model, then their further mentions, then surnames alone."""
    text = draft.value
    kept = _Kept(draft)
    taken = empty_occupancy(text)
    things = _Things(text)
    shapes = [one for one in (*_introduced(draft), *_set_apart(draft)) if not things.hold(one)]
    nobody = [cell.span for cell in cells_by_header(draft) if cell.kind in ("nobody", "village")]
    shapes = [_grown(text, one) for one in shapes]
    allowed = {one for one in shapes if not kept.blocks(one.span) and not overlapping(nobody, one.span)}
    allowed -= set(_hardly_meant(text, allowed))
    named = decide(allowed, taken, order=lambda shape: (-shape.weight, -len(shape.name), shape.span))
    found = {one.span: one for one in (*named, *_claimed(_again(text, {one.name for one in named}), kept, taken))}
    weighed = weigh(
        draft,
        taken,
        found,
        lambda span: (
            bool(overlapping(nobody, span))
            or kept.blocks(span)
            or _is_no_person(text, span)
            or things.hold(Find(span, "person", 0, RULE, text[span.start : span.end]))
        ),
    )
    so_far = {*found, *(one.span for one in weighed.names)}
    listed = [*_claimed((*filled_lists(draft, so_far, taken), *speakers(draft, so_far)), kept, taken)]
    new = {one.name for one in (*weighed.names, *listed)}
    known = {one.name for one in found.values()}
    again = [*weighed.names, *listed, *(_claimed(_again(text, new, known), kept, taken) if new else ())]
    found |= {one.span: one for one in again}
    names = {one.name for one in found.values()}
    in_part = (*draft.search(_surnames), *draft.search(_told), *said_in_part(text, names))
    alone = [one for one in in_part if not things.hold(one)]
    found |= {one.span: one for one in _claimed(_as_known(text, alone, list(found.values())), kept, taken)}
    found |= {one.span: one for one in _claimed(given_alone(text, names, taken), kept, taken)}
    if all(one.name in often_said() for one in found.values()):
        found.clear()  # of a statute: 船长应当, 管理人回避; who names somebody names one who is no word
    free = (one for one in weighed.suspects if taken.find(1, one.span.start, one.span.end) < 0)
    suspects = tuple(sorted(free, key=lambda one: one.span))
    return People(tuple(Find(span, "person", 0, one.by, one.name) for span, one in sorted(found.items())), suspects)


def _hardly_meant(text: str, finds: Collection[Find]) -> Iterator[Find]:
    """Yield the finds that are words, and nothing beside the rule that found them says that somebody is called so."""
    names = {one.name for one in finds}
    for one in finds:
        together = len(one.name) == one.span.end - one.span.start
        if together and is_wordy(one.name) and mention_score(text, one.span, text.count(one.name), names) < HARDLY:
            yield one


HARDLY = 0
"""Below this score of a mention, no rule makes a name of a word."""


def _is_no_person(text: str, span: Span) -> bool:
    """Whether it is a mountain or river of a listed place, or the clause lists brands, plays or sights.

    Rules may still take it beside a title: their evidence is stronger than the shape of a name.
    """
    start, name = span.start, text[span.start : span.end]
    if name[0] == "和" and start and not HARD.match(text[start - 1]) and not ends_in_title(text, start):
        return True  # 祁大妈和霍阿姨
    if _ORDINAL.match(text, start) or _REST.match(text, start):
        return True  # 第五 is a surname too; 安装路灯〖数字〗余盏
    if any(sign(text, span) for sign in (_is_numbered, _is_heading, _is_series, _is_of_label, _is_in_list_of_places)):
        return True
    if text.startswith("《", span.end) or is_trade(text, span.end):
        return True  # who wrote a book is no private person; 甲大药房
    landform = name[-1] in characters("places", "waters") and (name in place_names() or name[:-1] in place_names())
    if (landform or _is_told_as_place(text, span)) and not ends_in_title(text, start):
        return True  # 站长阳春山
    low = max(0, start - CLAUSE)
    low = max(low, *(text.rfind(sign, low, start) + 1 for sign in "。；\n"))
    return bool(word_pattern("people", "things").search(text, low, start))


def _is_in_list_of_places(text: str, span: Span) -> bool:
    """Whether it stands in a row that counts places behind it (甲、乙两个村)."""
    return _IN_LIST_OF_PLACES.match(text, span.end) is not None


def _is_told_as_place(text: str, span: Span) -> bool:
    """Whether a string ends in a landform, and somebody goes there or a village or an office bears it elsewhere."""
    name = text[span.start : span.end]
    if len(name) < 3 or name[-1] not in characters("places", "landforms"):
        return False
    there = pattern("people", "of_a_place")
    gone = pattern("places", "gone_to")
    return any(
        there.match(text, at + len(name)) or gone.search(text, max(0, at - 2), at) for at in places_where(name, text)
    )


def _grown(text: str, one: Find) -> Find:
    """Return a name of two characters with the third that always follows and makes a better one (汤德宽大操大办)."""
    span, longer = one.span, text[one.span.start : one.span.end + 1]
    if len(one.name) != 2 or span.end - span.start != 2 or len(longer) != 3 or one.name[0] not in _PLAIN:
        return one
    if longer[-1] not in GIVEN or worth_of(longer, longer[0]) < 3 or not 1 < text.count(longer) == text.count(one.name):
        return one
    behind = {text[at + 3 : at + 4] for at in places_where(longer, text)}
    return shaped(Span(span.start, span.end + 1), longer, one.weight) if len(behind) > 1 else one


def _is_heading(text: str, span: Span) -> bool:
    """Whether a word, or two characters that hardly are a name, are all that a heading says (五、来年)."""
    name = text[span.start : span.end]
    doubtful = is_wordy(name) or (len(name) == 2 and not is_common_surname(name[0]))
    alone = text[span.end : span.end + 1] in ("", "\n") and doubtful
    return alone and _HEADING.search(text, max(0, span.start - 6), span.start) is not None


_HEADING = compiled("(?:^|[\n \u3000])[（(]?[一二三四五六七八九十]{1,2}[)）]?[、 \u3000]?\\Z")


def _is_of_label(text: str, span: Span) -> bool:
    """Whether two characters say what kind of office the label behind them names (经治医师：)."""
    title = titles().match(text, span.end) if span.end - span.start == 2 else None
    if title is None or text[title.end() : title.end() + 1] not in _COLONS:
        return False
    named = text.startswith(label("person")[:-1], title.end() + 1) or may_begin(text, title.end() + 1)
    return named and worth_of(text[span.start : span.end], text[span.start]) < 3


def _is_series(text: str, span: Span) -> bool:
    """Whether it is one of a series of things that are told apart elsewhere: by numbers, as issues, as talks."""
    name = text[span.start : span.end]
    if len(name) == 3 and name[-1] in _FIGURES and is_word(name[:2]):
        return any(name[:2] + figure in text for figure in _FIGURES if figure != name[-1])
    series = pattern("people", "of_a_series")
    return len(name) > 2 and any(series.match(text, at + len(name)) for at in places_where(name, text))


_FIGURES = "一二三四五六七八九"


def _is_numbered(text: str, span: Span) -> bool:
    """Whether two characters are one of several things with their numbers (红三、蓝二)."""
    near = _NUMBERED_BEFORE.search(text, max(0, span.start - 3), span.start) or _NUMBERED.match(text, span.start)
    return span.end - span.start == 2 and near is not None


_VILLAGE = compiled(f"[{HAN}][家各][庄岭坳沟湾坪坝塘坡峪屯堡寨营店铺桥河溪洼垭冲滩浜圩埭]")
_IN_LIST_OF_PLACES = compiled(
    f"(?:[、和及][{HAN}]{{2,4}}){{0,8}}[两二三四五六七八九十0-9]{{1,2}}个?(?:行政村|自然村|村|乡镇|乡|镇|社区|街道|县区|县)(?!民)"
)
CLAUSE = 40
"""How far back a list is followed to the word that says what it lists, in code points."""


class _Kept:
    """The spans of names that stay, looked for when the first name asks."""

    __slots__ = ("_draft", "_spans")

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._spans: list[Span] | None = None

    def blocks(self, span: Span) -> bool:
        """Whether what stands at a span stays."""
        if self._spans is None:
            self._spans = union(kept_spans(self._draft))
        return _blocked(span, self._spans, self._draft.value)


class _Things:
    """The things that a text lists, looked for when the first name asks."""

    __slots__ = ("_listed", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._listed: Things | None = None

    def hold(self, find: Find) -> bool:
        """Whether a find is one of the things."""
        if self._listed is None:
            self._listed = listed_things(self._text)
        return self._listed.hold(self._text, find)


def _claimed(finds: Iterable[Find], kept: _Kept, taken: bytearray) -> Iterator[Find]:
    """Yield the finds that neither stay nor overlap what is taken, and take them."""
    return (one for one in finds if not kept.blocks(one.span) and claim(taken, one.span))


def _introduced(draft: Draft) -> Iterator[Find]:
    """Yield names introduced by their context, and names that a masked name elsewhere identifies."""
    yield from draft.search(_introduced_on_lines)
    yield from _with_rows(draft.value, list(of_masked(draft.value)))


def _introduced_on_lines(text: str) -> Iterator[Find]:
    """Yield names introduced by their context on the line."""
    yield from _with_rows(text, [*introduced(text), *behind_labels(text)])


def _set_apart(draft: Draft) -> Iterator[Find]:
    """Yield names on lines of their own."""
    return _with_rows(draft.value, [*on_lines(draft), *rosters(draft)])


def _with_rows(text: str, shapes: Sequence[Find]) -> Iterator[Find]:
    """Yield names, then their neighbours in a row."""
    yield from shapes
    for shape in shapes:
        yield from row(text, shape)


def _again(text: str, names: set[str], others: Collection[str] = ()) -> Iterator[Find]:
    """Yield the other mentions of names that the document has introduced; `others` are known besides."""
    known = names.union(others)
    sizes = sorted({len(name) for name in names}, reverse=True)
    done, times = 0, dict[str, int]()
    for at in places_of({name[0] for name in names}, text):
        end = _end_of_name(text, at, names, sizes) if at >= done else 0
        if not end:
            continue
        done = end
        span, name = Span(at, end), "".join(char for char in text[at:end] if char not in GAP)
        if _stands_alone(text, span, name, known, times):
            yield Find(span, "person", 0, RULE, name)
    dotted = ((parts_of_name(name)[0], name) for name in sorted(names, reverse=True))
    parts = {part: name for part, name in dotted if len(part) > 2 and part != name}
    yield from (Find(Span(at, end), "person", 0, RULE, parts[text[at:end]]) for at, end in occurrences(parts, text))
    yield from _given_names(text, names)


def _end_of_name(text: str, at: int, names: set[str], sizes: Sequence[int]) -> int:
    """Return the end of the longest name that begins here, 0 if none does; a name of two characters may have a gap."""
    for size in sizes:
        if text[at : at + size] in names:
            return min(at + size, len(text))
    end = at + 1
    while end - at < 4 and text[end : end + 1] in _GAPS:
        end += 1
    return end + 1 if text[at] + text[end : end + 1] in names else 0


def _given_names(text: str, names: set[str]) -> Iterator[Find]:
    """Yield given names without their surname, before a word that follows given names (建国同志)."""
    given = {
        name[1:]: name for name in names if len(name) == 3 and len(parts_of_name(name)) == 1 and not is_word(name[1:])
    }
    done = 0
    for at, end in occurrences(given, text):
        told = text.startswith(_BEHIND_GIVEN, end) and text[max(0, at - 1) : at] not in SINGLE
        if at >= done and (told or (text.endswith(_BEFORE_GIVEN, 0, at) and right_of(text, end) > 1)):
            done = end
            yield Find(Span(at, end), "person", 0, RULE, given[text[at:end]])


def _stands_alone(text: str, span: Span, name: str, known: Collection[str], times: dict[str, int]) -> bool:
    """Whether a name that is also a word, or that two words could share, is the name here; `known` are all names."""
    wordy = is_wordy(name)
    if not wordy and (len(name) > 2 or span.end - span.start > 2):
        return True
    if name not in times:
        times[name] = text.count(name)
    if not is_meant(text, span, times[name], known):
        return False
    return not _is_no_person(text, span) if wordy else not (is_torn(text, span.start) and is_torn(text, span.end))


def _surnames(text: str) -> Iterator[Find]:
    """Yield surnames beside a title, and what relatives and neighbours are called: 王书记, 李大爷, 老张说.

    A title stays, a form of address is a name like any other and goes with the surname. The weight is the length of the
    surname; behind it in the name stands the title, if there is one.
    """
    yield from _before_titles(text)
    yield from _old_or_young(text)


def _before_titles(text: str) -> Iterator[Find]:
    """Yield surnames beside a title or before a form of address."""
    for match in _after_a_surname().finditer(text):
        end = match.end()  # the title behind it is only looked at
        start = end - (2 if text[max(0, end - 2) : end] in DOUBLE else 1)
        if not (text[start] in surnames() or end - start == 2):
            continue
        least = _least(text, start, match["kin"] or "")
        surname = text[start:end]
        torn = is_torn(text, start) and left_of(text, start) < 3
        trade = text[start : match.end("after")] in word_set("people", "after_one", "kin")  # 泥|瓦匠
        if trade or is_trade_name(text, start, match.end("after")):
            continue
        wordy = is_word(text[start : start + 2]) or surname in characters("names", "never_alone")
        wordy = wordy and not (left_of(text, start) == 3 and _is_surname(text, surname, match.end("after")))
        if left_of(text, start) >= least and not torn and not wordy:
            title = "" if match["kin"] else match["after"]
            young = text[start - 1 : start] in ("老", "小") and left_of(text, start - 1) > 0 and not torn  # 小逄书记
            span = Span(start - young, match.end("kin") if match["kin"] else end)
            yield Find(span, "person", len(surname), RULE, surname + title)


def _is_surname(text: str, char: str, end: int) -> bool:
    """Whether a word at the beginning of a clause is a surname, by what follows the title: 成主任嘱咐, 查老师：."""
    if char in characters("names", "before_speech"):
        return text[end : end + 1] in _COLONS or begins_with_one_of("say", text, end)
    return char in characters("names", "before_titles") and right_of(text, end) > 1


_COLONS = ("：", ":")


def _old_or_young(text: str) -> Iterator[Find]:
    """Yield 老 or 小 and a surname, if what stands on either side shows that it is a person."""
    for match in _old_and_young().finditer(text):
        sum_of_a_table = match.group() == "小计" and text[match.start() - 1 : match.start()] in ("", *"\n\t| \u3000")
        if is_trade(text, match.end()):
            continue  # “老屈家具城”
        # 老师 is not a 师
        usual = match["old"] in characters("people", "old") or not is_word(match.group())
        left = left_of(text, match.start())
        followed = match["follow"] is not None or (
            left == 3
            and text[match.start() - 1 : match.start()] not in tuple("“‘《")
            and match["old"] in characters("people", "old")
            and text[match.end()] not in characters("people", "not_behind_old")
            and not is_torn(text, match.end())
        )
        followed = followed or (left == 3 and text[match.end()] in "：:")
        if ((left >= 2 and usual and followed) or (usual and left and _is_closed(text, match))) and not sum_of_a_table:
            yield Find(Span(*match.span()), "person", 1, RULE, match["old"])


def _is_closed(text: str, match: re.Match[str]) -> bool:
    """Whether 老 or 小 with a surname that is seldom anything else surely ends, before a verb (跟资助中心小柯核实)."""
    if match.group() in word_set("kept", "schoolbook"):
        return False
    word = is_word(match.group()) or is_torn(text, match.start()) or is_torn(text, match.end())
    return match["old"] in _PLAIN and not word and right_of(text, match.end()) == 2


def _least(text: str, start: int, kin: str) -> int:
    """Return how surely a surname has to begin: hardly, before a form of address that no other word holds."""
    if is_torn(text, start) or text[start] not in _PLAIN:
        return 1 if kin else 2
    if len(kin) > 1 or text[start] in _in_no_word():
        return 0  # 都爱听阎爷爷的故事; 联系上晏经理
    return 1


@cache
def _in_no_word() -> frozenset[str]:
    """Return the surnames with which no common word begins or ends."""
    return _PLAIN - {char for word in common_words() for char in (word[0], word[-1])}


def _told(text: str) -> Iterator[Find]:
    """Yield surnames told as such (一户姓贾, 免贵姓蔡), or beside an office cut short (于总：)."""
    cut = (place - 2 for place in places_of(_BEHIND_OFFICE, text) if text[place - 1 : place] in _CUT_OFFICE)
    for at in cut:
        if at >= 0 and text[at] in characters("names", "common") and (at == 0 or HARD.match(text[at - 1])):
            yield Find(Span(at, at + 1), "person", 1, RULE, text[at])
    for match in _SURNAME.finditer(text) if "姓" in text else ():
        if text[match.end() - 1] in surnames():
            yield Find(Span(match.end() - 1, match.end()), "person", 1, RULE, text[match.end() - 1])
    for match in pattern("people", "told").finditer(text) if "姓" in text else ():
        at = match.start("behind") if match["behind"] else match.start() - 1
        span = Span(at, at + 1)
        if at >= 0 and text[at] in surnames() and not is_torn(text, span.start):
            yield Find(span, "person", 1, RULE, text[at])
    yield from _cut_offices(text)


def _cut_offices(text: str) -> Iterator[Find]:
    """Yield surnames beside an office cut to its last or first character: 于总的图纸, 王局，你先来."""
    known = characters("names", "common") - characters("people", "not_old")
    for at in places_of(_CUT_OFFICE | {"工"}, text):
        start, end = at - 1, at + 1
        if start < 0 or text[start] not in known or titles().match(text, at) or is_word(text[start:end]):
            continue
        torn = is_torn(text, start) or is_torn(text, end) or _is_of_a_body(text, text[start:end])
        if not torn and left_of(text, start) > 1 and right_of(text, end) > 1:
            yield Find(Span(start, at), "person", 1, RULE, text[start])


def _is_of_a_body(text: str, cut: str) -> bool:
    """Whether a surname and an office cut short are the end of a body's name (中条林局 … 林局)."""
    return cut[1] in "局所" and any(
        at and not left_of(text, at) and not titles().match(text, at + 1) and text[at - 1] not in "老小"
        for at in places_where(cut, text)
    )


_CUT_OFFICE, _BEHIND_OFFICE = frozenset("总局所"), "：你"
_SURNAME = compiled("[户贵]姓.(?=[，。、；的）”\n])")


def _as_known(text: str, alone: Iterable[Find], named: Iterable[Find]) -> Iterator[Find]:
    """Yield surnames with their full name, if one person alone has that surname and the office agrees.

    Where it does not agree, 冯书记 is somebody else than 冯志远 of the village, and has a number of its own.
    """
    offices: dict[str, set[str]] = {}
    for one in named:
        offices.setdefault(one.name, set()).update(_offices_of(text, one.span))
    bearers: dict[str, list[str]] = {}
    for name in offices:
        for size in (1, 2):
            bearers.setdefault(name[:size], []).append(name)
    for one in alone:
        surname, title = one.name[: one.weight], one.name[one.weight :]
        known = bearers.get(surname, [])
        if not known and (_is_of_figure(text, one.span, surname) or (not title and _is_quoted_label(text, one.span))):
            continue
        agreeing = [name for name in known if not title or _agree(title, offices[name])]
        name = agreeing[0] if len(agreeing) == 1 else one.name if known else surname
        yield Find(one.span, "person", 0, RULE, name)


def _is_of_figure(text: str, span: Span, surname: str) -> bool:
    """Whether somebody whom all know has just been told of, and a surname is theirs (焦裕禄…“焦书记是哪个村的？”)."""
    near = text[max(0, span.start - FIGURE) : span.start]
    known = word_pattern("kept", "names").findall(near)
    return any(name.startswith(surname) and len(name) > 2 for name in known)


FIGURE = 60
"""How far before a surname somebody known is looked for, in code points."""


def _is_quoted_label(text: str, span: Span) -> bool:
    """Whether a surname begins a phrase in quotes that nobody is called by: the robot “小曹”, the column “老郑说路”."""
    quoted = text[span.start - 1 : span.start] == "“" and _REST_OF_PHRASE.match(text, span.end)
    return bool(quoted) and not _CALLED.search(text, max(0, span.start - CALLED), span.start)


_CALLED = compiled("(?:[叫称喊姓][^，。；：“”]{0,4}|[说道问]|[说道问]?[：:，])“$")
_REST_OF_PHRASE = compiled(f"[{HAN}]{{0,6}}”(?!字样|登记|署名|的署名)")
CALLED = 8
"""How far before a quoted name the word is looked for that says that somebody is called so, in code points."""


def _offices_of(text: str, span: Span) -> Iterator[str]:
    """Yield the titles right before and right behind a name."""
    yield text[max(0, span.start - LONGEST_TITLE) : span.start].rstrip("：: \u3000（(") if span.start else ""
    if behind := titles().match(text, span.end):
        yield behind.group()


def _agree(title: str, offices: Iterable[str]) -> bool:
    return any(office.endswith(title) or title.endswith(office or " ") for office in offices)


def _blocked(span: Span, kept: list[Span], text: str) -> bool:
    """Whether a name stays; one that is a character longer than a name that stays (粟裕) is another person's."""
    if is_part_of_phrase(text, span) or is_honour(text, span.end):
        return True
    if _PLACE.match(text, span.end) or _IN_LIST_OF_PLACES.match(text, span.end):
        return True
    if span.end - span.start == 3 and _VILLAGE.match(text, span.start):
        return True
    if span.end - span.start == 2 and text[span.end - 1] in characters("people", "works"):
        return True  # 东闸, 南坝
    if _is_author(text, span):
        return True
    known = overlapping(kept, span)
    longer = known == Span(span.start, span.end - 1) and text[span.end - 1] not in characters("people", "art")
    return known is not None and not longer


def _is_author(text: str, span: Span) -> bool:
    """Whether a name stands beside a book as who wrote it: 夏洛蒂·勃朗特《简·爱》, 《简·爱》夏洛蒂·勃朗特；."""
    if text.startswith("《", span.end):
        return any(dot in text[span.start : span.end] for dot in DOTS)
    return text[span.start - 1 : span.start] == "》" and HARD.match(text[span.end : span.end + 1]) is not None


@cache
def _after_a_surname() -> re.Pattern[str]:
    """Return the pattern of what follows a surname; kinship words of one character only at a word's end."""
    titles, kin, short, follow = (either(key) for key in ("after_one", "kin", "kin_short", "follow_one"))
    end = f"(?=$|[，。、：！？；”\n]|{follow})"
    last = "".join(sorted(surnames() | {double[1] for double in DOUBLE}))
    return compiled(f"[{last}](?=(?P<after>{titles}|(?P<kin>{kin}|(?:{short}){end}))(?!们|的?(?:办|室|岗|级)))")


@cache
def _old_and_young() -> re.Pattern[str]:
    common = "".join(sorted(surnames() - characters("names", "never_alone") - characters("people", "not_old")))
    return compiled(
        f"[老小](?P<old>[{common}])(?=(?P<follow>$|[，。、：！？；”\n \u3000\t（(+]|{either('follow_one')})?)"
    )
