"""Lines that are likely the document's whatever they sound like: its marks, its lists and tables, its title.

The model learns words; what stands in rows, under a number, or where an official document has its own short lines, is
known from its form. A guard asks for more evidence, by as much as it is sure; the title is never given up. Each has its
traps in the gold documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.knowledge.numbering import number_at, numbered
from chengwen.knowledge.tables import pattern
from chengwen.stages.strip.register.decode import ONE
from chengwen.stages.structure.title.lines import begins_text, could_be_title, is_subtitle, looks_like_title

PRICES = {
    "date": 5 * ONE // 2,
    "record": 3 * ONE,
    "contents": 2 * ONE,
    "mark": 3 * ONE // 2,
    "form": 3 * ONE // 2,
    "named": 2 * ONE,
    "section": 5 * ONE // 2,
    "company": ONE,
    "closed": ONE,
    "phrase": ONE // 2,
    "word": 2 * ONE,
    "figure": 2 * ONE,
    "numbered": 5 * ONE // 4,
    "row": 5 * ONE // 4,
    "title": 5 * ONE // 4,
    "signed": ONE,
    "dashed": ONE,
    "sentence": ONE,
}
"""By how much more than others a line of this form must sound like noise."""

_FORMS = (
    ("record", ("record",)),
    ("mark", ("own",)),
    ("named", ("office",)),
    ("contents", ("leaders",)),
    ("form", ("greeting", "blanks")),
    ("dashed", ("dashed",)),
)
"""Guards with the words by which they are known."""
_NUMBERED = numbered(
    *("第一章", "第一部分", "第一节", "第一条", "一、", "（一）", "㈠", "1.", "1、", "⒈", "（1）", "1）", "⑴", "①")
)
_HEADINGS = ("第一章", "第一部分", "第一节", "一、", "（一）", "㈠")
_HEADING = numbered(*_HEADINGS)
_GAP = compiled("[ \t\u00a0\u3000]{2,}|[\t|｜\u3000]| ")
_SIGNED = compiled(
    f"^[{HAN}〖〗X×x*0-9]{{2,24}}(?:委员会|政府|办公室|支部|总支|党委|公司|学校|医院|中心|局|院|厅|(?<![顶底全])部|处|站|所|队|社|会|办|组|馆|厂)$"
)
_DATED = compiled(
    "^[（(]?(?:[0-9X×x*]{4}|〖日期〗|[二〇○零一二三四五六七八九]{4})年[^，。]{0,12}[日月][）)]?$|^[（(]?〖日期〗[^，。]{0,6}[）)]?$"
)
_GENRE = compiled("(?:总结|报告|汇报|方案|讲话|计划|述职|通知|意见|纪要|体会|致辞|情况)(?![^ ]{0,2}[>＞»›/])")
_LABELLED = compiled(f"[{HAN}]{{2,8}}[：:][^：:]")
_ANNOUNCES = compiled("(?:以下|如下|下列|下述).{0,16}[：:]$")
LONGEST_FORM = 8
"""How many labelled lines a list of contacts has at most."""
SENTENCE = 25
"""In code points: a line as long with a full stop is a sentence of some text."""
PLAIN, LOUD = ONE, 2 * ONE
"""What a line may reach and still be the beginning of the text; and still be a title without the ending of one."""
_LABEL = compiled("[：:>＞|｜]")
_STOPS = frozenset("。；！")
_ENDS = _STOPS | frozenset("：:，")
SHORT = 8
"""In code points: the shortest sentence below a heading."""
CLOSED = 18
"""In code points: a shorter line with a stop is an item."""
HEADING = 30
"""In code points: a longer numbered line is no bare heading."""
NAMED = 15
"""In code points: the shortest title with a colon, 交通局：…; a shorter line is a field."""
FEW = 3
"""Lines of one form make a list, a table or a roster."""


def guards(contents: Sequence[str], numbers: Sequence[int]) -> dict[int, str]:
    """Return which of these lines are guarded by their form, each with its guard: a key of `PRICES`."""
    found = dict.fromkeys(in_rows(contents, numbers), "row")
    for number in numbers:
        if guard := _guard_of(contents[number]):
            found[number] = guard
    return found


def _guard_of(content: str) -> str:
    """Return the guard of a line for itself, or an empty string."""
    if _DATED.match(content):
        return "date"
    if form := next((guard for guard, words in _FORMS if pattern("register", *words).search(content)), ""):
        return form
    if content.isdecimal():
        return "figure"
    if is_numbered(content):
        return "numbered"
    if is_sentence(content):
        return "sentence"
    return "signed" if _SIGNED.match(content) else "title" * looks_like_title(content)


def is_numbered(content: str) -> bool:
    """Whether a line begins with the number of a heading or an item."""
    return bool(_NUMBERED.match(content))


def is_sentence(content: str) -> bool:
    """Whether a line is a sentence of some length."""
    return len(content) >= SENTENCE and "。" in content


def in_rows(contents: Sequence[str], numbers: Sequence[int]) -> Iterator[int]:
    """Yield the lines that stand in a table: several in a row with equally many cells, none of them a label."""
    for cells, run in groupby(numbers, key=lambda number: _cells(contents[number])):
        found = list(run)
        if cells and len(found) >= FEW:
            yield from found


def in_sections(contents: Sequence[str], numbers: Sequence[int], last: int = FEW) -> Iterator[int]:
    """Yield the lines that are all that a heading has below it: without a sentence, up to the next heading.

    Below the last heading these are the first lines only, so many as `last` says: what ends a page may follow.
    """
    below: list[int] | None = None
    for number in numbers:
        content = contents[number]
        if _HEADING.match(content):
            yield from below or ()
            below = [] if len(content) <= HEADING and content[-1] not in _ENDS else None
        elif below is not None:
            text = len(content) >= (CLOSED if content[-1] in _STOPS else SENTENCE)
            below = None if text else [*below, number]
    yield from (below or [])[:last]


def first_sentences(contents: Sequence[str], numbers: Sequence[int]) -> Iterator[int]:
    """Yield the sentences right below a heading that says nothing of its own: what it announces begins there."""
    for above, number in pairwise(numbers):
        heading, content = contents[above], contents[number]
        bare = len(heading) <= HEADING and heading[-1] not in _ENDS and _HEADING.match(heading) is not None
        if bare and content[-1] == "。" and len(content) >= SHORT:
            yield number


def whole_sections(contents: Sequence[str], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield the lines that are all that stands between a heading and the next one of its rank, or of a higher.

    Without them the heading would announce nothing. Between a heading and one below it in rank, anything may stand;
    and a heading may be all that its section says, so that a single line below it may be anything too.
    """
    below: list[int] = []
    bare, rank = False, 0
    for number in numbers:
        content = contents[number]
        heading = number_at(content, 0, _HEADINGS)
        if heading is None:
            below.append(number)
            continue
        level = heading.form.level or 0
        if bare and level <= rank and len(below) > 1:
            yield below
        rank, below = level, []
        bare = len(content) <= HEADING and content[-1] not in _ENDS


def is_in_a_form(contents: Sequence[str], number: int) -> bool:
    """Whether labelled lines stand without a gap below one that asks for them: 举报途径如下： and 热线：12350."""
    if not _LABELLED.match(contents[number]):
        return False
    above = number - 1
    while above > 0 and number - above <= LONGEST_FORM and _LABELLED.match(contents[above]):
        above -= 1
    return above >= 0 and number - above > 1 and _ANNOUNCES.search(contents[above]) is not None


def _cells(content: str) -> int:
    """Return how many cells a line has, if it is one of short cells; a sentence or a label has none."""
    if len(content) > 60 or content.endswith(("。", "；")) or "：" in content or ":" in content:
        return 0
    cells = [cell for cell in _GAP.split(content) if cell]
    return len(cells) if len(cells) >= 2 and max(map(len, cells)) <= 16 else 0


def titles_among(contents: Sequence[str], head: Sequence[int], scores: Mapping[int, int]) -> tuple[set[int], set[int]]:
    """Return the lines of a head that are likely the title, and others that may be.

    The likeliest is the one that sounds most like the document among those that end like a title, or if none does among
    all that could be one; the last of them stands next to the text, and may be it as well. Where no line could be a
    title, it shares one with something else.
    """
    text = next((n for n in head if scores[n] < PLAIN and begins_text(contents[n])), len(contents))
    above = [number for number in head if number < text]
    could = [number for number in above if could_be_title(contents[number]) or is_subtitle(contents[number])]
    named = [number for number in could if looks_like_title(contents[number])]
    if named:
        best = min(named, key=lambda number: (scores[number], -number))
        return {best, *_above_subtitle(contents, best, could)}, set(named)
    soft = [n for n in could if scores[n] < (0 if len(contents[n]) < NAMED and _LABEL.search(contents[n]) else LOUD)]
    if soft:
        again = [n for n in soft if scores[n] < PLAIN and _stands_again(contents, n, head)]
        return {min(soft, key=lambda number: (scores[number], -number)), soft[-1], *again[-1:]}, set()
    return {number for number in above if _GENRE.search(contents[number])}, set()


def _above_subtitle(contents: Sequence[str], number: int, could: Sequence[int]) -> Iterator[int]:
    """Yield the line above one that begins as a subtitle does: that is the title (奋进新征程 / ——在全会上的讲话)."""
    above = could[: could.index(number)][-1:]
    if is_subtitle(contents[number]) and above and number - above[0] <= 2:
        yield above[0]


def _stands_again(contents: Sequence[str], number: int, head: Sequence[int]) -> bool:
    """Whether a line stands in another one of the head once more, as titles do."""
    content = contents[number]
    return len(content) > 3 and any(content in contents[other] for other in head if other != number)
