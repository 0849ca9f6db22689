"""Read what a document tells in words: who issues it, by its title; the period, the occasion, when it takes effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line
from chengwen.knowledge.tables import read_table
from chengwen.stages.structure.dates import find_date, iso_date
from chengwen.stages.structure.elements import Frame
from chengwen.stages.structure.genres import genre_of, is_of
from chengwen.stages.structure.shapes import part, shapes_of
from chengwen.stages.structure.title.lines import is_subtitle
from chengwen.stages.structure.values import Said
from chengwen.text import Span

_YEAR = compiled(
    "(?<![0-9])((?:19|20)[0-9]{2})(?: ?年|[—–～~-]{1,2}(?:(?:19|20)[0-9]{2} ?学?年|[0-9]{2}学年))"
    "|[〔（(]((?:19|20)[0-9]{2})[〕）)]|([一二][〇○零九一二三四五六七八]{3})年"
)
_BEGINS_TITLE = compiled("((?:19|20)[0-9]{2})(?!最新|年)(?=[\u4e00-\u9fff])")
"""A title may begin with the year alone: 2021乡镇人大主席述职报告."""
_EVENT = "毕业|参加工作|入党|入伍|调[任入到往]|交流到|分配到|考入|转业|退伍|当选|建成|建校|建院|成立|始建"
"""What is told of a year that is not the document's."""
_EDITION = "[^《》，。]{0,4}(?:版|修订版?|修订本|[）)])》"
"""The year is in the name of a book, a standard, a plan: 《课程标准（2022年版）》, 《规划纲要（2010—2020年）》."""
_OPENING = (
    "((?:19|20)[0-9]{2}) ?年(?:来|以来|上半年|下半年)?"
    f"(?!起|[0-9 ]{{1,3}}月|[^，。]{{0,6}}(?:生|毕业|参加|任|{_EVENT}))"
)
_LEAD = (
    compiled("((?:19|20)[0-9]{2}) ?年度"),
    compiled(f"^{_OPENING}"),
    compiled("((?:19|20)[0-9]{2})年[^，。；0-9]{0,20}工作"),
    compiled("截[至止]((?:19|20)[0-9]{2}) ?年"),
)
"""How the first paragraphs tell of the year of the work, what is surer first."""
_BEGINS = compiled(f"[。：；！”]{_OPENING}")
"""A sentence further on that opens with a year."""
_ANY = compiled(
    f"(?:(?<=定于)|(?<![于自从0-9]))((?:19|20)[0-9]{{2}}) ?年(?!起|版|修订|[^，。]{{0,8}}(?:出?生[，。]|{_EVENT}))"
)
_ALL = compiled("(?<![0-9])((?:19|20)[0-9]{2}) ?年")
_SINCE = ("自", "从", "自从", "早在")
_PAST = compiled(f"起|前|之前|{_EDITION}|[^，。]{{0,8}}(?:出?生|创办|创建|颁布|修订|通过|{_EVENT})")
"""What follows the year of an event long past, or of a law."""
EARLIEST = "1949"
"""An earlier year is one of history."""
_FIGURES = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_HAN_FIGURE = "[〇○零一二三四五六七八九十]"
_DATE_ALONE = compiled(
    "[（(]?(?:(?:19|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?"
    f"|[一二]{_HAN_FIGURE}{{3}}年{_HAN_FIGURE}{{1,3}}月(?:{_HAN_FIGURE}{{1,3}}日)?)[）)]?$"
)
_IN_FORCE = compiled("自((?:19|20)[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日起?(?:正式)?(?:施行|执行|实施|试行)(?!以来|后)")
_ISSUE = compiled("((?:19|20)[0-9]{2}) ?年 ?(?:总?第) ?[0-9]{1,3} ?期")
ABOVE, LONGEST_ISSUE = 8, 40
"""So many lines from the top a masthead may stand, each no longer than this in code points."""
LAST = 15
"""So many lines from the end a signature may stand, with what a page leaves below it."""
LEAD = 4
"""The year of the work is looked for in this many paragraphs."""
_BARE_UNITS = ("村", "镇", "乡", "社区", "街道", "场")
_OCCASION = compiled(
    "在(?P<what>[^。]{2,50}?)(?:上|时|中|期间|开幕式上)(?:的|所作的|作的)?(?:主持|总结|表态|交流|即席|书面|开幕|闭幕|任职|重要)?(?:讲话|发言|致辞|致词|演讲|报告|党课|主持词)"
)
_HOSTED = compiled(
    "^(?P<what>[^。]{2,50}(?:会议|大会|座谈会|推进会|仪式|论坛|会))(?:上?的?)(?:主持词|主持讲话|讲话稿?|致辞)"
)
_MINUTES = compiled("^(?P<what>(?!关于)[^。《》]{2,50}会(?:议)?)(?:的)?(?:会议)?纪要")
_PERIOD = compiled(
    "((?:19|20)[0-9]{2}) ?年?(?:[—－~～至到-]{1,2}((?:19|20)[0-9]{2}) ?年"
    "|年(上半年|下半年|第?[一二三四1-4]季度|[0-9]{1,2} ?月份?(?! ?[0-9]))|年)"
)
_PARTS = {
    "上半年": ("01", "06"),
    "下半年": ("07", "12"),
    "一": ("01", "03"),
    "二": ("04", "06"),
    "三": ("07", "09"),
    "四": ("10", "12"),
}
_NOTICE = compiled("公示(?:期限?|时间|日期)(?:为|是|从|自)?[：:]?(?P<when>[^。；\n]{6,60})")
_UNTIL = compiled("[—－~～至到-]{1,2}")
_DAY = compiled("(?:([0-9]{1,2})月)?([0-9]{1,2})日")


def year_of(text: str, kept: Sequence[Said], found: Frame) -> tuple[int | None, Span | None]:
    """Return the year of a document: of its title, of its date, of the work its first paragraphs tell of."""
    for line in (*found.of("title"), *_years_in_brackets(found)):
        if match := _BEGINS_TITLE.match(line.content) or _YEAR.search(line.content):
            return _year(match), _span(match, line.start)
    if date := next((one for one in kept if one.key == "date_written"), None):
        return int(date.value[:4]), date.span
    place = _year_of_issue(found) or _date_alone(found) or _year_told(text, found, _LEAD)
    return (_year(place[0]), _span(*place)) if place else (None, None)


def year_mentioned(text: str, kept: Sequence[Said], found: Frame) -> tuple[int | None, Span | None]:
    """Return the year of which a document speaks without saying that it is its own: the latest, the only one."""
    number = next((one for one in kept if one.key == "number"), None)
    match = re.search("((?:19|20)[0-9]{2})", number.value) if number else None
    if match:
        return _year(match), None
    place = _year_told(text, found, (_BEGINS, _ANY)) or _only_year(found) or _year_in_force(found)
    return (_year(place[0]), _span(*place)) if place else (None, None)


def _year_of_issue(found: Frame) -> tuple[re.Match[str], int] | None:
    """Return the year of the issue of the bulletin or journal that stands above the text: 2003年第9期."""
    told = (
        (_ISSUE.search(line.content), line.start) for line in found.lines[:ABOVE] if len(line.content) <= LONGEST_ISSUE
    )
    return next(((match, start) for match, start in told if match), None)


def _date_alone(found: Frame) -> tuple[re.Match[str], int] | None:
    """Return the year of the date that stands alone on one of the last lines, if no other line is a date."""
    dates = [line for line in found.lines[-LAST:] if _DATE_ALONE.match(line.content)]
    return (match, dates[0].start) if len(dates) == 1 and (match := _YEAR.search(dates[0].content)) else None


def _only_year(found: Frame) -> tuple[re.Match[str], int] | None:
    """Return the year that the body names, if it is the only one and not that of an event long past."""
    named = [(match, line.start) for line in found.of("body") for match in _ALL.finditer(line.content)]
    told = [
        (match, start)
        for match, start in named
        if not _PAST.match(match.string, match.end()) and not match.string.endswith(_SINCE, 0, match.start())
    ]
    return told[0] if len({match[1] for match, _ in named}) == 1 and told and told[0][0][1] >= EARLIEST else None


def _years_in_brackets(found: Frame) -> list[Line]:
    return [line for line in found.of("subhead") if "年度" in line.content or len(line.content) <= 7]


def _year_in_force(found: Frame) -> tuple[re.Match[str], int] | None:
    """Return the year in which a document says that it takes effect."""
    told = ((_IN_FORCE.search(line.content), line.start) for line in reversed(found.of("body")))
    return next(((match, start) for match, start in told if match), None)


def _year_told(text: str, found: Frame, patterns: Sequence[re.Pattern[str]]) -> tuple[re.Match[str], int] | None:
    """Return the year the first paragraphs tell of; that of an event only if the text knows no later one."""
    lines = [*found.of("attendance"), *found.of("body")][:LEAD]
    latest = max(_ALL.findall(text), default="") if _ANY in patterns else ""
    for pattern in patterns:
        for line in lines:
            for match in pattern.finditer(line.content):
                if match[1] >= EARLIEST and (pattern is not _ANY or match[1] >= latest):
                    return match, line.start
    return None


def _year(match: re.Match[str]) -> int:
    written = next(group for group in match.groups() if group)
    return int("".join(_FIGURES.get(char, char) for char in written))


def _span(match: re.Match[str], start: int) -> Span:
    group = next(number for number, group in enumerate(match.groups(), 1) if group)
    return Span(start + match.start(group), start + match.end(group))


def issuer_of_title(draft: Draft, lines: Sequence[Line]) -> Iterator[Said]:
    """Yield the organisation that a title names before 关于, 令, 公告."""
    for line in lines[:1]:
        view = draft.view(line)
        match = _issues().match(view.text)
        if not match or "organisation" not in shapes_of(match["who"]) or _is_bare(match["who"]):
            return
        span = view.span(*match.span("who"))
        yield Said("issuer", draft.value[span.start : span.end].replace(" ", ""), span, "title")


@cache
def _issues() -> re.Pattern[str]:
    organisation = part("organisation").pattern
    return compiled(f"(?P<who>{organisation})(?=关于|令$|公告|通告|公示|(?:干部)?任前公示|通知$|印发|转发)")


def _is_bare(name: str) -> bool:
    """Whether a name may be that of a place alone: 青石镇关于 …"""
    return name.endswith(_BARE_UNITS)


def occasion_of(lines: Sequence[Line], genre: str | None) -> Iterator[Said]:
    """Yield the occasion that a title or subtitle names: 在全县大会上的讲话."""
    patterns = {"讲话": (_OCCASION, _HOSTED), "党课": (_OCCASION,), "纪要": (_MINUTES,)}.get(genre or "", ())
    for line in lines:
        for pattern in patterns:
            if match := pattern.search(line.content):
                start, end = match.span("what")
                yield Said("occasion", match["what"], Span(line.start + start, line.start + end), "title")
                return


def period_of(found: Frame, genre: str | None) -> Iterator[Said]:
    """Yield the time a document covers: the year of a 总结, the days of a 公示."""
    if genre == "公示":
        yield from _notice(found)
    if not is_of(genre, "yearly"):
        return
    for line in found.of("title"):
        if not is_subtitle(line.content) and (match := _PERIOD.search(line.content)):
            yield Said("period", _covered(match), Span(line.start + match.start(), line.start + match.end()), "title")
            return


def _covered(match: re.Match[str]) -> str:
    first, last, part_of_year = match.groups()
    if last:
        return f"{first}/{last}"
    if not part_of_year:
        return first
    if "月" in part_of_year:
        return f"{first}-{int(re.sub('[^0-9]', '', part_of_year)):02}"
    written = part_of_year.translate(str.maketrans("1234", "一二三四"))
    begins, ends = next(months for name, months in _PARTS.items() if name in written)
    return f"{first}-{begins}/{first}-{ends}"


def _notice(found: Frame) -> Iterator[Said]:
    for line in found.of("body"):
        for match in _NOTICE.finditer(line.content):
            first = find_date(match["when"])
            if not first or len(first[0]) < 10:
                continue
            rest = match["when"][first[2] :]
            until = _UNTIL.search(rest)
            last = _last_day(rest[until.end() :], first[0]) if until else None
            if last:
                span = Span(line.start + match.start("when") + first[1], line.start + match.end("when"))
                yield Said("period", f"{first[0]}/{last}", span, "body")
                return


def _last_day(text: str, first: str) -> str | None:
    """Return a day whose year, or month, is that of the first day where it says none."""
    if (found := find_date(text)) and len(found[0]) == len(first):
        return found[0]
    match = _DAY.search(text)
    if not match:
        return None
    return f"{first[:4]}-{int(match[1] or first[5:7]):02}-{int(match[2]):02}"


def rules_of(found: Frame, genre: str | None) -> Iterator[Said]:
    """Yield when a rule takes effect, when it ends, what it repeals; of other documents, of what they issue."""
    enclosed = any(is_of(genre_of(line.content), "rule") for line in found.of("attachment")[:3])
    if not (is_of(genre, "rule") or enclosed):
        return
    patterns = read_table("elements", "rules")[0]
    for line in (*found.of("body"), *found.of("attachment")):
        if "起" not in line.content and "至" not in line.content and "废止" not in line.content:
            continue
        for key in ("effective_on", "expires_on"):
            if (match := re.search(patterns[key], line.content)) and (date := iso_date(match["date"])):
                yield Said(key, date, Span(line.start + match.start("date"), line.start + match.end("date")), "body")
        for match in re.finditer(patterns["repeals"], line.content):
            for name in re.finditer("《([^《》]{2,80})》", match.group()):
                span = Span(line.start + match.start() + name.start(1), line.start + match.start() + name.end(1))
                yield Said("repeals", name[1], span, "body")
