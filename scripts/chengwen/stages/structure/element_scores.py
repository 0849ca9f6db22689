"""What a line earns in each state of the parse of an official document (elements.py), and what it costs to enter one.

States follow the order of the elements. A score of None means that the line cannot be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, folded
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.shapes import shapes_of
from chengwen.stages.structure.title.head import is_of_the_page
from chengwen.stages.structure.title.lines import (
    SHORTEST_HALF,
    could_be_title,
    is_couplet,
    is_in_halves,
    is_said_to,
    is_subtitle,
    looks_like_title,
)

ORDER = (
    *(
        "above",
        "record",
        "masthead",
        "title",
        "number",
        "subhead",
        "salutation",
        "attendance",
        "body",
        "attendance after",
    ),
    *("attachment_note", "closing", "annotation", "attachment", "attachment_note after", "imprint"),
)
"""The states, in the order in which they may follow each other."""
(STRAY, RECORD, MASTHEAD, TITLE, NUMBER, SUBHEAD, SALUTATION, ATTENDANCE, BODY) = range(9)
(ATTENDED, NOTE, CLOSING, ANNOTATION, ATTACHMENT, NOTE_AFTER, IMPRINT) = range(9, 16)
START = -1
ROLES = {name: name.removesuffix(" after") for name in ORDER} | {"number": "masthead"}
"""The role of the section that each state makes."""

CHAIN = 7
"""How many lines a closing may have: several signatures, and a date."""
ABOVE = 12
"""A masthead and what stands below a title lie within this many lines from the top, or above the title."""
MANY = 3
"""This many lines that hold only a date make a chronicle, or a table."""
BELOW_HEAD = ABOVE + 8
"""A salutation lies within this many lines from the top."""
OF_MASTHEAD = ("copy", "mark", "urgency", "redhead", "telegram", "number", "signers", "issue", "editor")
_SIGNED = ("organisation", "person_titled", "person", "signing")
_TAIL = ("annotation", "contact", "attachment", "attachment_titled", "imprint", "imprint_plain")
_ENDS = ("。", "！", "？", "”", "）", ")", "；", ";", ".", "!", "…", "〗", "，")
_MINUTES = compiled("纪要|会议记录|会议简报")
_SPOKEN = compiled("讲话|发言|述职|致辞|致词|报告|体会|党课|讲稿|演讲|汇报|材料|述廉|主持词|总结|倡议")
_REMARK = compiled(
    "[（(](?:试行|草案|暂行|修订|讨论稿|征求意见稿|送审稿|审议稿|代拟稿|初稿|草稿|节选|摘要|摘录|修订稿|节录|[^（）()]{0,12}版)[）)]"
)
_SUBTITLE = compiled("[-—–]{1,3}[ \u3000]?(?:[\u3400-\u9fff“《〖]|[0-9]{4}年).{2,58}")
_CUT = compiled("[、和与及暨的]$")
_NAMES = compiled("[\u4e00-\u9fff〖〗0-9（）()、，,\\s\u3000·：:；;]{2,200}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a document with what the scores ask of them."""

    draft: Draft
    lines: Sequence[Line]
    anchor: int | None
    """The number of the line that `find_title` takes for the title."""
    record: range
    head: str
    """The first lines, as one string."""
    announced: frozenset[str]
    """Names of what the document issues or encloses: 《某办法》, of 附件：1.某表."""
    lone_dates: int

    def has(self, number: int, *names: str) -> bool:
        """Whether a line has one of these shapes."""
        if not 0 <= number < len(self.lines):
            return False
        return not self.draft.of_line(shapes_of, self.lines[number].content).isdisjoint(names)

    def has_any(self, number: int) -> bool:
        """Whether a line has any shape."""
        return bool(self.draft.of_line(shapes_of, self.lines[number].content))

    def near(self, numbers: range, *names: str) -> bool:
        """Whether one of some lines has one of these shapes."""
        return any(self.has(number, *names) for number in numbers)

    def content(self, number: int) -> str:
        """Return a line; empty where there is none."""
        return self.lines[number].content if 0 <= number < len(self.lines) else ""


def reading_of(draft: Draft, lines: Sequence[Line], anchor: int | None, record: range) -> Reading:
    """Return the lines of a document, ready to be scored."""
    head = "\n".join(line.content for line in lines[: ABOVE + 3] if len(line.content) <= 80)
    dates = sum(len(line.content) <= 16 and "date" in draft.of_line(shapes_of, line.content) for line in lines)
    return Reading(draft, lines, anchor, record, head, _announced(lines, anchor), dates)


def _announced(lines: Sequence[Line], anchor: int | None) -> frozenset[str]:
    entry = read_table("elements", "announced")[0]
    found: set[str] = set()
    for line in lines[:ABOVE]:
        found.update(folded(match[1]) for match in re.finditer(entry["pattern"], line.content))
    if anchor is not None:
        found.update(folded(match[1]) for match in re.finditer(entry["from_title"], lines[anchor].content))
    for line in lines:
        if line.content.startswith("附") and len(line.content) <= 60:
            found.add(
                folded(
                    re.sub(
                        "^附[件表录图]?[0-9一二三四五六七八九十]{0,3}[：:.、 \u3000]{0,3}(?:[0-9]{1,2}[.．、] ?)?",
                        "",
                        line.content,
                    )
                )
            )
    return frozenset(name for name in found if len(name) >= 4)


_SHAPELESS = frozenset({STRAY, MASTHEAD, TITLE, SALUTATION, BODY, ATTACHMENT})
"""States that a line without any shape may be in; in one of `_LASTING` only after another line of it."""
_LASTING = frozenset({ATTENDANCE, ATTENDED, NOTE, IMPRINT})


def states_of(reading: Reading, number: int, before: Collection[int]) -> Iterable[int]:
    """Return the states that a line may be in at all, in their order; `before` are those of the line before it."""
    if number in reading.record:
        return (RECORD,)
    if reading.has_any(number):
        return (state for state in range(len(ORDER)) if state != RECORD)
    return sorted(_SHAPELESS.union(_LASTING.intersection(before)))


def score_of(reading: Reading, number: int, state: int, before: int) -> int | None:
    """Return what a line earns in a state, after a line in the state `before`; None where it cannot be there."""
    if (number in reading.record) != (state == RECORD):
        return None
    return _SCORES[state](reading, number, before)


def score_of_end(state: int) -> int:
    """Return what it costs to end in a state: a document has a body."""
    return -6 if state < SALUTATION else 0


def _stray(reading: Reading, number: int, _before: int) -> int | None:
    """Return what a line costs that stands above all elements by chance: the rest of a page."""
    above = number < (reading.record.start if reading.record else reading.anchor or 0)
    return -2 if above and number <= ABOVE else None


def _record(_reading: Reading, _number: int, _before: int) -> int | None:
    return 10


def _masthead(reading: Reading, number: int, _before: int) -> int | None:
    above = reading.anchor is not None and number < reading.anchor
    stray = -1 if above else None
    if number > ABOVE and not above:
        return None
    if reading.has(number, *OF_MASTHEAD):
        return 5
    if reading.has(number, "briefing"):
        return 6 if reading.near(range(number + 1, number + 3), "issue", "number") else stray
    if reading.has(number, "organisation"):
        return 1 if reading.near(range(number + 1, number + 5), "number", "redhead", "issue", "signers") else -1
    over = range(max(0, number - 4), number)
    dated = reading.has(number, "organisation_date", "date") and reading.near(over, "issue", "briefing", "number")
    return 5 if dated else stray


def is_of_masthead(reading: Reading, number: int) -> bool:
    """Whether a line says itself that it belongs to a masthead, not only by its place above the title."""
    return reading.has(number, *OF_MASTHEAD, "organisation", "organisation_date", "briefing")


def _title(reading: Reading, number: int, before: int) -> int | None:
    own = 8 if number == reading.anchor else 0
    if before == TITLE:
        return 3 + own if _is_linked(reading, number - 1, number) else None
    if before > TITLE or (number > ABOVE + 3 and not own):
        return None
    return own or _title_elsewhere(reading, number, before)


def _title_elsewhere(reading: Reading, number: int, before: int) -> int | None:
    """Return what a line earns that begins a title, other than the line `find_title` takes for it."""
    if reading.anchor is not None and number < reading.anchor:
        return 3 if _reaches(reading, number, reading.anchor) else None
    if _is_linked(reading, number, number + 1):
        return 3
    if reading.draft.of_line(looks_like_title, reading.content(number)):
        return None if is_of_the_page(reading.draft, reading.lines[number]) else 5
    content = reading.content(number)
    if before != MASTHEAD or not could_be_title(content) or content.startswith("【"):
        return None
    if reading.has(number, *OF_MASTHEAD, "organisation_date", "date"):
        return None
    above = range(number)
    return 5 if reading.near(above, "briefing") and reading.near(above, "issue") else 2


def _reaches(reading: Reading, first: int, last: int) -> bool:
    """Whether each of some lines continues the one before it."""
    return all(_is_linked(reading, number, number + 1) for number in range(first, last))


def _is_linked(reading: Reading, left: int, right: int) -> bool:
    """Whether a line continues the title on the line before it; for stated reasons only."""
    first, second = reading.content(left), reading.content(right)
    if is_subtitle(second):
        return could_be_title(first) and _SUBTITLE.fullmatch(second) is not None
    if _REMARK.fullmatch(second):
        return could_be_title(first)
    if not could_be_title(second) or reading.has(right, "salutation", "number", "date", "date_bracketed", "issue"):
        return False
    if reading.has(left, "organisation"):
        return _leads_to_title(reading, left, right)
    said_to = is_said_to(second) and is_in_halves(first, SHORTEST_HALF)
    if said_to or (is_in_halves(first) and is_subtitle(reading.content(right + 1))):
        return True
    return could_be_title(first) and _goes_on(reading, left, right)


def _goes_on(reading: Reading, left: int, right: int) -> bool:
    """Whether a line that is no organisation's is open, or one of two above a subtitle."""
    first, second = reading.content(left), reading.content(right)
    if is_couplet(first, second) and right + 1 < len(reading.lines) and is_subtitle(reading.content(right + 1)):
        return True
    words = _words_of_titles()
    is_open = any(first.count(opens) > first.count(closes) for opens, closes in ("《》", "“”", "（）"))
    unfinished = words[0].search(first) is not None and not words[1].search(first)
    return is_open or (
        (unfinished or _CUT.search(first) is not None) and not reading.has(right, "organisation", "person")
    )


def _leads_to_title(reading: Reading, left: int, right: int) -> bool:
    """Whether an organisation's line begins a title: 关于 … follows, perhaps after further organisations."""
    while reading.has(right, "organisation") and right < left + 6:
        right += 1
    second = reading.content(right)
    return (
        second.startswith(("关于", "印发", "转发", "批转"))
        or second in _WHOLE_GENRES
        or _YEARLY.match(second) is not None
    )


_YEARLY = compiled("(?:19|20)[0-9X×*]{2}(?:[—-][0-9]{2,4})?学?年[^，。]*(?:总结|计划|要点|方案|报告|汇报|打算|预案)$")
_WHOLE_GENRES = (
    "公告",
    "通告",
    "公示",
    "令",
    "命令",
    "通知",
    "决定",
    "决议",
    "通报",
    "会议纪要",
    "公报",
    "工作总结",
    "述职报告",
)


@cache
def _words_of_titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    entry = read_table("elements", "titles")[0]
    return compiled(entry["opened"]), compiled(entry["ended"])


def _number(reading: Reading, number: int, before: int) -> int | None:
    if before not in (TITLE, NUMBER):
        return None
    if reading.has(number, "number", "signers", "issue"):
        return 6
    if (
        before == NUMBER
        and reading.has(number, "organisation_date", "editor")
        and reading.has(number - 1, "issue", "number")
    ):
        return 4
    return None


def _subhead(reading: Reading, number: int, before: int) -> int | None:
    if before not in (TITLE, NUMBER, SUBHEAD):
        return None
    below = range(number + 1, number + 3)
    if reading.has(number, "date_bracketed", "adopted"):
        return 6
    if reading.has(number, "person_titled", "signing", "organisation_date"):
        return 5
    if reading.has(number, "person", "person_of"):
        return 4 if _SPOKEN.search(reading.head) or reading.near(below, "salutation") else None
    if reading.has(number, "date", "dateline", "year_bracketed", "provenance"):
        return 3
    signs = ("salutation", "date", "person_titled", "date_bracketed")
    return (2 if reading.near(below, *signs) else 1) if reading.has(number, "organisation") else None


def _salutation(reading: Reading, number: int, before: int) -> int | None:
    if before == SALUTATION:
        return (
            6
            if reading.has(number, "salutation") and not reading.content(number - 1).endswith(("：", ":", "！"))
            else None
        )
    if before > SALUTATION or number > BELOW_HEAD:
        return None
    if reading.has(number, "salutation"):
        return 6 if before not in (START, STRAY) else 2
    if reading.content(number).endswith(("，", "、", ",")) and reading.has(number + 1, "salutation"):
        return 2
    return None


def _attendance(reading: Reading, number: int, before: int) -> int | None:
    if before == ATTENDANCE:
        return _attends(reading, number)
    if not _MINUTES.search(reading.head) or not reading.has(number, "attendance"):
        return None
    return 4 if reading.near(range(number, number + 8), "attendance_people") else None


def _attends(reading: Reading, number: int) -> int | None:
    if reading.has(number, "attendance"):
        return 4
    content = reading.content(number)
    is_list = content.count("\u3000") + content.count(" ") + content.count("、") >= 1 or reading.has(number, "person")
    return 2 if is_list and "。" not in content and _NAMES.fullmatch(content) and len(content) <= 120 else None


def _body(reading: Reading, _number: int, before: int) -> int | None:
    if before in (START, STRAY, RECORD, MASTHEAD) and reading.anchor is not None:
        return -30
    return 0


def _attended(reading: Reading, number: int, before: int) -> int | None:
    if before == ATTENDED:
        return _attends(reading, number)
    if before == BODY and _MINUTES.search(reading.head) and reading.has(number, "attendance_people"):
        return 4
    return None


def _note(reading: Reading, number: int, before: int) -> int | None:
    if before == NOTE:
        alone = reading.has(number - 1, "attachment") and could_be_title(reading.content(number))
        return 3 if reading.has(number, "note_item", "note") or alone else None
    if before < TITLE:
        return None
    if reading.has(number, "note"):
        return 4
    items = reading.content(number).endswith(("：", ":")) and reading.has(number + 1, "note_item")
    return 3 if reading.has(number, "attachment") and items else None


def _note_after(reading: Reading, number: int, before: int) -> int | None:
    if before in (ATTACHMENT, IMPRINT) or before < CLOSING:
        return None
    named = reading.has(number, "note", "note_item", "attachment_titled")
    return 3 if named or (reading.has(number, "attachment") and reading.has(number + 1, "note_item")) else None


def _closing(reading: Reading, number: int, before: int) -> int | None:
    earned = _signs(reading, number, before)
    if earned is None or before == CLOSING:
        return earned
    if before < BODY:
        return earned - 6
    if before == BODY:
        last = reading.content(number - 1)
        earned -= 0 if last.endswith(_ENDS) else 3
        earned -= 8 if last.endswith(("：", ":")) else 0
    return earned


def _signs(reading: Reading, number: int, before: int) -> int | None:
    """Return what a line of a closing earns by itself."""
    if reading.has(number, "organisation_date"):
        return 5
    if reading.has(number, "date"):
        return _dates(reading, number, before)
    if not reading.has(number, *_SIGNED):
        return None
    if _leads_to_date(reading, number):
        return 3
    return _signs_without_date(reading, number, before) if _is_last(reading, number) else None


def _dates(reading: Reading, number: int, before: int) -> int:
    if before == CLOSING:
        return 5 if reading.has(number - 1, *_SIGNED) else 0
    return 1 if reading.lone_dates < MANY else -3


def _signs_without_date(reading: Reading, number: int, before: int) -> int | None:
    if reading.has(number, "signing"):
        return 3
    dated = before == CLOSING and reading.has(number - 1, "date", *_SIGNED)
    named = reading.has(number, "organisation", "person_titled")
    return 1 if named and (dated or _is_official(reading)) else None


def _leads_to_date(reading: Reading, number: int) -> bool:
    for following in range(number + 1, number + CHAIN):
        if reading.has(following, "date", "organisation_date"):
            return True
        if not reading.has(following, *_SIGNED):
            return False
    return False


def _is_last(reading: Reading, number: int) -> bool:
    return number + 1 >= len(reading.lines) or reading.has(number + 1, *_TAIL, *_SIGNED, "date")


def _is_official(reading: Reading) -> bool:
    """Whether the head has a mark of an official document: a number, a salutation."""
    return reading.near(range(ABOVE), "number", "salutation", "redhead")


def _annotation(reading: Reading, number: int, before: int) -> int | None:
    if reading.has(number, "annotation"):
        return 5 if before in (CLOSING, ANNOTATION) else 2
    if reading.has(number, "contact"):
        return 3 if before in (CLOSING, ANNOTATION) else None
    return None


def _attachment(reading: Reading, number: int, before: int) -> int | None:
    if before == ATTACHMENT:
        return 0
    signed = before in (NOTE, CLOSING, ANNOTATION)
    if reading.has(number, "attachment"):
        return (
            6
            if signed
            else (1 if before >= BODY and any("附件" in line.content for line in reading.lines[:number]) else None)
        )
    if reading.has(number, "attachment_titled"):
        return 5 if before in (CLOSING, ANNOTATION) else None
    return 5 if before in (CLOSING, ANNOTATION) and is_announced(reading, number) else None


LONG_ENOUGH = 6
"""A name this long is recognised without the place before it."""


def is_announced(reading: Reading, number: int) -> bool:
    """Whether a line is the name of something that the document issues or encloses."""
    line = folded(reading.content(number)).strip("《》")
    if not 4 <= len(line) <= 60:
        return False
    return line in reading.announced or any(
        min(len(line), len(name)) >= LONG_ENOUGH and (line.endswith(name) or name.endswith(line))
        for name in reading.announced
    )


def _imprint(reading: Reading, number: int, before: int) -> int | None:
    inside = before == IMPRINT
    if reading.has(number, "imprint"):
        return 5 if inside or before > BODY else 3
    if reading.has(number, "imprint_plain"):
        return 4 if inside or before > BODY or reading.has(number + 1, "imprint", "imprint_plain") else 1
    if not inside:
        return None
    if reading.has(number, "organisation_date", "date"):
        return 3
    content = reading.content(number)
    unclosed = not reading.content(number - 1).endswith(("。", "发", "印", "份", "）"))
    return (
        1
        if unclosed
        and len(content) <= 120
        and ("，" in content or reading.has(number, "organisation") or content.endswith("。"))
        else None
    )


_SCORES: Mapping[int, Callable[[Reading, int, int], int | None]] = {
    STRAY: _stray,
    RECORD: _record,
    MASTHEAD: _masthead,
    TITLE: _title,
    NUMBER: _number,
    SUBHEAD: _subhead,
    SALUTATION: _salutation,
    ATTENDANCE: _attendance,
    BODY: _body,
    ATTENDED: _attended,
    NOTE: _note,
    CLOSING: _closing,
    ANNOTATION: _annotation,
    ATTACHMENT: _attachment,
    NOTE_AFTER: _note_after,
    IMPRINT: _imprint,
}
