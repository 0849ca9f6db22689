"""Read names in a row: behind a label (组长：甲、乙), or beside a name that is already known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, Line
from chengwen.engine.scan import places_of, stands_behind
from chengwen.knowledge.labels import label
from chengwen.knowledge.tables import characters, is_word, place_names, word_pattern, word_set
from chengwen.stages.hide.people.candidates import is_borne
from chengwen.stages.hide.people.edges import HARD, best, ends_in_title, left_of, right_of, titles
from chengwen.stages.hide.people.kinds import is_label_by_kind
from chengwen.stages.hide.people.names import DOTS, DOUBLE, GAP, NEVER, shaped, shapes_from, shapes_to, surnames
from chengwen.stages.hide.tables import cells_by_header
from chengwen.stages.structure.title.lines import looks_like_title
from chengwen.text import Span

SEPARATORS = "、，,；;/ \u3000\t|"
BRACKETS = compiled("[（(][^（）()\n]{0,24}[)）]")
_NUMBER_OF_PEOPLE = compiled("[0-9一二两三四五六七八九十][0-9一二两三四五六七八九十]{0,2}[名人位][（(：:]")
BIOGRAPHY = compiled(
    "[ ，,、|：:\t\u3000（(](?=[ ，,、|\t\u3000（(男女0-9汉满回苗壮侗藏彝现生中共原系户家身住])"  # mostly none of these
    "(?:[ ，,、|\t\u3000（(]{0,5})"
    "(?:男|女|[0-9]{2}岁|(?:19|20)[0-9]{2}年|[汉满回苗壮侗藏彝][族，]|现年|生于|中共党员|共产党员|原系|系[^统列]|户籍|家住|身份证|住(?![院房建户宿校持]))"
)
"""What is said of a person right behind the name: sex, age, ethnicity, party."""
LONGEST_LIST = 600
"""How far a list of names behind a label is followed, in code points."""


def behind_labels(text: str) -> Iterator[Find]:
    """Yield the names behind a label: 组长：甲, 成员：乙、丙, 入党积极分子2名（丁、戊）."""
    for colon in places_of("：:", text):
        behind = _behind_gap(text, colon + 1)
        if _is_label(text, colon):
            yield from list_from(text, behind)
        else:
            yield from _line_of_names(text, behind)
    for match in _NUMBER_OF_PEOPLE.finditer(text) if stands_behind(text, "（(：:", _COUNTERS) else ():
        yield from list_from(text, match.end())


def _behind_gap(text: str, at: int) -> int:
    """Return where a gap of up to four characters behind a colon ends."""
    end = at
    while end - at < 4 and text[end : end + 1] in _GAP_SIGNS:
        end += 1
    return end


def _line_of_names(text: str, at: int) -> Iterator[Find]:
    """Yield the names behind any label (内科：甲　乙) on a line that contains nothing else."""
    end = text.find("\n", at, at + LONGEST_LINE + 1)  # no further: a line may be the whole text
    end = len(text) if end < 0 else end
    if end - at > LONGEST_LINE:
        return
    found = []
    while at < end:
        ended = (s for s in shapes_from(text, at) if s.span.end >= end or text[s.span.end] in SEPARATORS + "（(")
        shape = next(ended, None)
        spaced = shape is not None and shape.span.end - shape.span.start > len(shape.name)
        if shape is None or shape.weight < 2 or not (spaced or shape.weight == 3):
            return
        found.append(shape)
        at = after_item(text, shape.span.end)
        while at < end and text[at] in SEPARATORS:
            at += 1
    if found and (len(found) > 1 or len(found[0].name) > 2 or found[0].span.end - found[0].span.start > 2):
        yield from found


LONGEST_LINE = 60
_COUNTERS, _GAP_SIGNS = frozenset("名人位"), frozenset(GAP)
_BRACKETS_AT_END = compiled(f"[（(][^（）()\n]{{1,12}}[)）][{GAP}]{{0,4}}$")
_PLACES_AND_BODIES = characters("people", "bodies")
LONGEST_LABEL = 12


def _is_label(text: str, end: int) -> bool:
    """Whether what stands before a colon announces persons; gaps in it are layout (组　长)."""
    line = text[max(0, end - 3 * LONGEST_LABEL) : end]
    bare = "".join(char for char in _BRACKETS_AT_END.sub("", line) if char not in GAP)
    return is_label_by_kind(bare) or any(bare[-size:] in _labels() for size in range(2, LONGEST_LABEL + 1))


def list_from(text: str, at: int) -> Iterator[Find]:
    """Yield the names of a list: separated by punctuation or gaps, each with a title, a bracket or an office.

    An item that is not a name ends the list, unless it has the form of one and stands among names (常青、于洪亮、单伟).
    """
    stop = min(len(text), at + LONGEST_LIST)
    sure: list[Find] = []
    unsure: list[Find] = []
    while at < stop:
        while at < stop and text[at] in SEPARATORS + "：:":
            at += 1
        shape = item(text, at)
        if shape is None:
            break
        at = after_item(text, shape.span.end)
        if _is_label_itself(text, at, shape):
            break
        (sure if shape.weight else unsure).append(shape)
        parted = any(char in SEPARATORS for char in text[shape.span.end : at + 1])
        if text[at : at + 1] in ("。", "\n", "") or not (parted or text[at] in "和及"):
            break
        at += text[at] in "和及" and not parted
    yield from sure
    if len(sure) > 1:
        yield from unsure


def _is_label_itself(text: str, end: int, shape: Find) -> bool:
    """Whether an item that ends there, its title with it, is a label of its own (主治医师：甲　经治医师：乙)."""
    return shape.weight < 3 and text[end : end + 1] in _COLONS and not text[end + 1 : end + 2].isdigit()


_COLONS = ("：", ":")


def item(text: str, at: int) -> Find | None:
    """Return one item of a list of names, with weight 0 if it merely has the form of a name; None if it is not one."""
    shapes = [s for s in shapes_from(text, at) if right_of(text, s.span.end) >= 2 or BIOGRAPHY.match(text, s.span.end)]
    if shapes:
        return best((right_of(text, shape.span.end), shape) for shape in shapes)
    if found := token(text, at):
        return found
    end = run_of_han(text, at, 16)
    return best((2, s) for s in shapes_to(text, end) if s.span.start > at and left_of(text, s.span.start) == 2)


def token(text: str, at: int, *, strict: bool = True) -> Find | None:
    """Return two or three characters, or two with a gap, that begin with a surname: a name if others nearby are."""
    end = run_of_han(text, at, 4)
    if end == at or text[at] not in surnames():
        return None
    if end - at == 1:  # 成　立
        while end < len(text) and text[end] in GAP and end - at < 5:
            end += 1
        if end - at == 1 or run_of_han(text, end, 2) != end + 1:
            return None
        end += 1
    name = "".join(char for char in text[at:end] if char not in GAP)
    if len(name) > 3 or not (NEVER if strict else _PLACES_AND_BODIES).isdisjoint(name[1:]):
        return None
    return shaped(Span(at, end), name, 0)


def run_of_han(text: str, at: int, longest: int) -> int:
    """Return where a run of Han, letters and digits ends, or where `longest` is reached."""
    end = at
    while end < len(text) and end - at < longest and not HARD.match(text[end]):
        end += 1
    return end


def after_item(text: str, at: int) -> int:
    """Skip what belongs to a name in a list: its title, its place of work in brackets."""
    if bracket := BRACKETS.match(text, at):
        at = bracket.end()
    if text.startswith("家庭", at):
        at += 2
    while at < len(text) and text[at] in GAP:
        at += 1
    if title := titles().match(text, at):
        at = title.end()
    return at


def row(text: str, shape: Find) -> Iterator[Find]:
    """Yield the neighbours of a name in a row: 甲、乙（镇长）和丙."""
    yield from forward(text, shape.span.end)
    at = shape.span.start
    while (at > 1 and text[at - 1] in "、和及 ") or text.endswith("以及", 0, at):
        at -= 2 if text.endswith("以及", 0, at) else 1
        if text[at - 1] in "）)":
            low = max(0, at - 26)
            low = max(low, text.rfind("\n", low, at))  # a row does not continue from another line
            opened = max(text.rfind("（", low, at), text.rfind("(", low, at))
            at = opened if opened > 0 else at
        previous = best(
            (left_of(text, one.span.start), one) for one in shapes_to(text, at) if left_of(text, one.span.start) >= 2
        )
        if previous is None:
            return
        yield previous
        at = previous.span.start


def forward(text: str, at: int) -> Iterator[Find]:
    """Yield the names of a row from the end of one of them on."""
    while True:
        at = after_item(text, at)
        if text.startswith("以及", at):
            at += 2
        elif at < len(text) and text[at] in "、和及":
            at += 1
        else:
            return
        closed = ((right_of(text, one.span.end), one) for one in shapes_from(text, at))
        shape = best(
            pair for pair in closed if pair[0] >= 2 and (pair[1].weight > 1 or pair[0] == 3 or len(pair[1].name) > 2)
        )
        if shape is None:
            return
        yield shape
        at = shape.span.end


@cache
def _labels() -> frozenset[str]:
    return word_set("people", "labels")


_ANNOUNCES = compiled("[0-9一二两三四五六七八九十]{1,3}[名人位个][)）]?[：:]?$|名单(?:如下)?[：:]?$")
_CELLS = compiled(r"[ \u3000]*[|\t][ \u3000]*")
_GAPS = compiled(r"(?<![\u4e00-\u9fff \u3000])[ \u3000]+|[ \u3000]+(?![\u4e00-\u9fff \u3000])|\u3000{2,}| {3,}")
_SET_APART = compiled(f"[{GAP}\t、]|^.{{2,8}}$")
_CELLED = compiled(r"[|\t]|[^\s] {3,}[^ ]|[^\s]\u3000{2,}[^\u3000]")
_GAP = compiled(r"[|\t \u3000]")
_PERSONS = compiled(
    "名单|人员|同志|同学|[师学]生|选手|获奖|代表|委员|成员|姓名|先进|优秀|候选|当选|[0-9一二两三四五六七八九十]{1,3}[名人位]"
)
_NUMERALS = frozenset("一二三四五六七八九十")
_HEADER = word_pattern("people", "headers")
_OF_PERSONS = compiled(
    r"(?:^|[\t| \u3000])(?:男|女)(?:[\t| \u3000]|$)"
    rf"|[0-9]{{7,}}|[0-9]{{1,2}}月[0-9]{{1,2}}日|星期|周[一二三四五六日]|{label('phone')}|{label('id_number')}"
)
_DATE_LINE = compiled("[〇○零一二三四五六七八九十0-9X〖〗日期]{2,10}年[^。]{0,12}[日月]?$")
LONGEST_ROW, LONGEST_CELLS, LONGEST_SIGNATURE = 60, 160, 40
"""Longest line of names, of cells, and longest signature, in code points."""
ABOVE = 4
"""How many lines above a line of names are looked at for a word that speaks of persons."""
TOP, BOTTOM = 5, 5
"""Within how many lines of a document's beginning and end a line with just a name counts as a signature."""


def on_lines(draft: Draft) -> Iterator[Find]:
    """Yield names that the form of a line shows: a signature, a line under the title, a row of a table."""
    text, lines = draft.value, draft.lines
    for number, line in enumerate(lines):
        if len(line.content) <= LONGEST_ROW and "。" not in line.content and _SET_APART.search(line.content):
            yield from _name_then_title(text, line.start, line.end)
            titled = 0 < number < TOP and looks_like_title(lines[number - 1].content)
            yield from _body_then_name(text, line.start, line.end, titled=titled)
            above = [one.content for one in lines[max(0, number - ABOVE) : number]]
            yield from _names_only(text, line.start, line.end, above)
    yield from in_columns(draft)
    yield from _tables(text, lines)
    for number, line in enumerate(lines):
        if (0 < number < TOP or number >= len(lines) - BOTTOM) and len(line.content) <= LONGEST_SIGNATURE:
            neighbours = [lines[at].content for at in (number - 1, number + 1) if 0 <= at < len(lines)]
            dated = any(_DATE_LINE.search(neighbour) for neighbour in neighbours)
            if neighbours:
                yield from _signature(text, line.start, line.end, dated or 0 < number < TOP)


def in_columns(draft: Draft) -> Iterator[Find]:
    """Yield what stands in a column headed 姓名, 户主, 联系人: whatever begins with a surname, words too."""
    text = draft.value
    for cell in cells_by_header(draft):
        at = cell.span.start if cell.kind == "person" else cell.span.end
        while at < cell.span.end:
            end = next((stop for stop in range(at, cell.span.end) if text[stop] in "、，,/；;（("), cell.span.end)
            if shape := _in_column(text, at, end):
                yield shape
            at = max(after_item(text, end), end + 1)


def _in_column(text: str, at: int, end: int) -> Find | None:
    """Return a part of a cell in a column of names as a name, unless it says that there is none."""
    name = "".join(char for char in text[at:end] if char not in GAP)
    if name in word_set("table_headers", "blank") or not _NAME.fullmatch(name):
        return None
    shape = next((one for one in shapes_from(text, at) if one.span.end == end), None)
    if shape:
        return shaped(shape.span, shape.name, 3)
    if len(name) > 4 or (name[-1] in _PLACES_AND_BODIES and name[-1] != "科"):
        return None
    if name[0] not in surnames():
        return shaped(Span(at, end), name, 3) if _is_unlike_a_word(name) else None
    if len(name) == 4 and name[:2] not in DOUBLE and name[1] not in surnames():
        return None
    return shaped(Span(at, end), name, 3)


def _is_unlike_a_word(name: str) -> bool:
    """Whether a string without a known surname may stand in a column of names: no word, no place, nobody in general."""
    parts = {name[at : at + 2] for at in range(len(name) - 1)}
    if "某" in name or len(name) not in (2, 3) or not NEVER.isdisjoint(name):
        return False
    return not any(map(is_word, parts)) and name not in place_names()


_NAME = compiled(f"[{HAN}{DOTS}]{{2,16}}")


def _tables(text: str, lines: Sequence[Line]) -> Iterator[Find]:
    """Yield the names in rows of cells; a header about persons holds for the rows below it."""
    of_persons = False
    for line in lines:
        gaps = len(line.content) <= LONGEST_CELLS and _GAP.search(line.content)
        if not gaps:
            of_persons = False
            continue
        table = bool(_CELLED.search(line.content))
        of_persons = bool(_OF_PERSONS.search(line.content)) or (
            table and (of_persons or bool(_HEADER.search(line.content)))
        )
        if of_persons or (table and titles().search(line.content)):
            yield from _row_of_table(text, line.start, line.end, of_persons=of_persons)


def _signature(text: str, start: int, end: int, sure: bool) -> Iterator[Find]:
    content = text[start:end].strip("（）()")
    low = start + text[start:end].find(content)
    high = low + len(content)
    for shape in shapes_to(text, high):
        before = text[low : shape.span.start]
        alone = not before.strip(GAP + "—-")
        titled = ends_in_title(before.rstrip(GAP), len(before.rstrip(GAP)))
        if (alone and sure and shape.weight == 3) or (titled and shape.weight > 1):
            yield shape
            return


def _body_then_name(text: str, start: int, end: int, *, titled: bool) -> Iterator[Find]:
    """Read a line of two columns: a village or an office, a gap, a name; right below a title, whatever the name is."""
    if match := (_BODY_AND_GAP_BELOW_TITLE if titled else _BODY_AND_GAP).match(text, start, end):
        for shape in shapes_from(text, match.end()):
            named = titled and not is_word(shape.name) and shape.name[-1] not in _PLACES_AND_BODIES
            sure = named or shape.weight > (len(shape.name) != 3)
            if sure and shape.span.end == end:
                yield shape
                return


_BODY = "[\u4e00-\u9fff〖〗0-9（）]{2,16}(?:村|社区|科|室|站|所|局|办|组|厂|校|部|中心|公司|镇|乡|街道)"
_BODY_AND_GAP = compiled(f"{_BODY}(?: {{2,}}|\u3000+)")
_BODY_AND_GAP_BELOW_TITLE = compiled(f"{_BODY.replace('校', '校|学|院|馆|队|会|委|园|场|府|社|行|团')}[ \u3000]+")


def _name_then_title(text: str, start: int, end: int) -> Iterator[Find]:
    """Read a line of a list of members: a name, a gap, a title."""
    for shape in shapes_from(text, start):
        apart = text[shape.span.end : shape.span.end + 1] in tuple(GAP + "\t")
        if apart and shape.span.end < end and titles().search(text, shape.span.end, end):
            yield shape
            return


def _names_only(text: str, start: int, end: int, above: Sequence[str]) -> Iterator[Find]:
    """Read a line with nothing but names: most of them sure, or one below a heading that announces names.

    Where nothing above speaks of persons, most must be more than words, stations or numbered colours.
    """
    at, found = start, []
    while at < end:
        shape = item(text, at) or token(text, at, strict=False)
        if shape is None or shape.span.start > at or shape.span.end > end:
            return
        found.append(shape)
        bracket = BRACKETS.match(text, shape.span.end, end)
        at = bracket.end() if bracket else shape.span.end
        if at < end and text[at] not in GAP + "、，":
            return
        while at < end and text[at] in GAP + "、，":
            at += 1
    sure = [shape for shape in found if shape.weight > 1]
    before = above[-1] if above else ""
    if len(found) > 1 and not any(map(_speaks_of_persons, above)) and _are_words([one.name for one in found]):
        return
    if found and ((len(found) > 1 and 2 * len(sure) >= len(found)) or (found[0].weight and _ANNOUNCES.search(before))):
        yield from found


def _speaks_of_persons(line: str) -> bool:
    return bool(_PERSONS.search(line) or titles().search(line))


def _are_words(names: Sequence[str]) -> bool:
    """Whether the items of a line are rather words, places or numbered things than names (明理　任重　高远)."""
    doubtful = sum(
        is_word(name)
        or is_borne(name)
        or name in place_names()
        or (len(name) > 2 and name[-1] in characters("places", "last"))
        for name in names
    )
    numbered = sum(name[-1] in _NUMERALS for name in names)
    alike = len(names) > 2 and max(len({name[0] for name in names}) == 1, len({name[-1] for name in names}) == 1)
    return 2 * doubtful >= len(names) or 2 * numbered > len(names) or bool(alike)


def _row_of_table(text: str, start: int, end: int, *, of_persons: bool) -> Iterator[Find]:
    """Yield the names in a line of cells; `of_persons` means that the table is one of persons."""
    at = start
    cells = _CELLS if "|" in text[start:end] or "\t" in text[start:end] else _GAPS
    for cell in cells.split(text[start:end]):
        at = text.index(cell, at, end) if cell else at
        yield from _names_of_cell(text, at, at + len(cell), 1 if of_persons else 2)
        at += len(cell)


def _names_of_cell(text: str, at: int, stop: int, least: int) -> Iterator[Find]:
    """Yield the names in a cell that contains only names, or a name set off by gaps behind something else."""
    found, start = [], at
    while at < stop:
        shape = _name_of_cell(text, at, stop)
        if shape is None or shape.weight < least:
            break
        found.append(shape)
        at = after_item(text, shape.span.end)
        while at < stop and text[at] in "、，" + GAP:
            at += 1
    if at >= stop:
        yield from found
    elif least == 1:
        yield from _among_gaps(text, start, stop)


def _among_gaps(text: str, at: int, stop: int) -> Iterator[Find]:
    """Yield names in a row whose columns are separated by gaps no wider than those inside a name."""
    while at < stop:
        shape = _name_of_cell(text, at, stop)
        if shape and shape.weight > 1:
            yield shape
            at = shape.span.end
        gap = _ANY_GAP.search(text, at, stop)
        if gap is None:
            return
        at = gap.end()


def _name_of_cell(text: str, at: int, stop: int) -> Find | None:
    fitting = (s for s in shapes_from(text, at) if s.span.end <= stop)
    ended = [s for s in fitting if s.span.end == stop or text[s.span.end] in "、，（(" + GAP]
    return max(ended, key=lambda shape: len(shape.name), default=None)  # 易 建 中 before 易 建


_ANY_GAP = compiled(f"[{GAP}]+")
