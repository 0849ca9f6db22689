"""Read the values of the metadata out of the elements of a document, each with the place where it stands.

One function an element; each yields what the element says, in the order of the text. What a document says twice is
settled by `metadata.py`, by the order of trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, View
from chengwen.stages.structure.dates import find_date
from chengwen.stages.structure.elements import Frame
from chengwen.stages.structure.shapes import part, shapes_of
from chengwen.stages.structure.title.lines import is_subtitle
from chengwen.text import Span

_SPACES = compiled("[ \t\u3000\xa0]+")
_SEAL = compiled("[（(](?:代章|盖章|印章|公章|章|印|加盖公章|签章)[）)]$")
_LABEL = compiled("^[^：:]{1,12}[：:][ \u3000]*")
_ITEM = compiled(
    "(?:^|(?<=[ \u3000；;：:]))(?:附?件?[0-9]{1,2}[.．、：:]|[（(]?[一二三四五六七八九十]{1,2}[）)、.．])[ \u3000]*"
)
_NOTE = compiled("^附[件表录图]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})?[：:. \u3000、]*")
_FILE = compiled(r"[ \u3000]*(?:\.[a-z]{2,4}|（[^（）]{0,6}(?:下载|附后|略)[^（）]{0,4}）)$", re.IGNORECASE)
_ISSUE_TOTAL = compiled("[（(，,]?总第?[^期]{1,6}期?[）)]?")
_WRITERS = compiled("(?:编印|编发|主办|主编|编|印)$")
_SPOKEN_TO = ("各位", "同志", "尊敬", "朋友", "老师们", "同学们", "女士", "先生")
"""Beginnings of a salutation that is spoken: no 主送机关."""
_SPEAKER = compiled("^(?:述职人|汇报人|报告人|讲话人|演讲人|发言人|主讲人|宣讲人|致辞人|述廉人|述学人)[：:][ \u3000]*")


@dataclass(frozen=True, slots=True)
class Said:
    """A value that an element says."""

    key: str
    value: str
    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class _One:
    """A line being read: its folded view and its shapes."""

    line: Line
    view: View
    shapes: frozenset[str]
    role: str

    @property
    def folded(self) -> str:
        return self.view.text

    def said(self, key: str, start: int, end: int, value: str | None = None) -> Said:
        """Return a value that stands at `[start, end)` of the folded line, written as the text writes it."""
        span = self.view.span(start, end)
        words = self.line.content[span.start - self.line.start : span.end - self.line.start]
        return Said(key, _SPACES.sub("", words) if value is None else value, span, self.role)


def values_of(draft: Draft, found: Frame) -> list[Said]:
    """Return what the elements of a document say, in the order of the text."""
    said: list[Said] = []
    for run in found.runs:
        if read := _READERS.get(run.role):
            for line in found.lines[run.first : run.last]:
                one = _One(line, draft.view(line), draft.of_line(shapes_of, line.content), run.role)
                said += read(one)
    return said


def _masthead(one: _One) -> Iterator[Said]:
    yield from _marks(one)
    folded = one.folded
    begins = _before_number().match(folded).end()  # type: ignore[union-attr]
    numbered = part("number").match(folded, begins) if one.shapes & {"number", "signers", "urgency"} else None
    if numbered:
        yield one.said("number", begins, numbered.end())
    elif "issue" in one.shapes and (match := part("issue").match(folded)):
        bare = _ISSUE_TOTAL.sub("", match.group()).strip("（）()〔〕[]【】")
        at = folded.find(bare)
        yield one.said("number", max(at, 0), max(at, 0) + len(bare), bare if at < 0 else None)
    if match := re.search("签发人?[：:]", folded):
        line = one.line
        at = line.content.rfind("：" if "：" in line.content else ":") + 1
        words = line.content[at:].strip(" \t\u3000\xa0")
        start = line.start + line.content.find(words, at)
        yield Said("signatory", words, Span(start, start + len(words)), one.role)
    if "redhead" in one.shapes:
        name = re.sub("(?:[（(].{1,20}[）)])?(?:文件|便函|函件|发电|电报)$", "", folded)
        if name and not numbered:
            yield one.said("issuer", 0, len(name))
    elif one.shapes & {"organisation", "organisation_date", "editor"}:
        yield from _issuers(one)


@cache
def _before_number() -> re.Pattern[str]:
    """Return the pattern of what may stand on the line of a document number before it: 等级 特急·明电, a bracket."""
    return compiled(f"(?:紧急程度[：:]?|等级[：:]?)?(?:{part('urgent').pattern})?[·.]?(?:明电|密电)?[（(]?")


def _marks(one: _One) -> Iterator[Said]:
    if not one.shapes & {"copy", "mark", "urgency"}:
        return
    folded = one.folded
    if match := part("urgent").search(folded):
        yield one.said("urgency", *match.span())
    if one.shapes & {"copy", "mark"} and (match := re.search("[0-9]{6,8}|(?<=号[：:])[0-9]{1,8}", folded)):
        yield one.said("copy_number", *match.span())
    if grade := part("grade").search(folded):
        yield one.said("classification", *grade.span())
        if match := part("term").search(folded, grade.end()):
            yield one.said("classified_for", *match.span())
    elif "mark" in one.shapes and (match := re.search("内部|工作秘密", folded)):
        yield one.said("classification", *match.span(), "内部")


def _issuers(one: _One, key: str = "issuer") -> Iterator[Said]:
    """Yield the organisations on a line, and the date beside them."""
    folded = one.folded
    date = re.search(part("date").pattern + "$", folded) if one.shapes & {"organisation_date", "editor"} else None
    end = date.start() if date else len(folded)
    name = folded[:end].rstrip("，,")
    name = _WRITERS.sub("", name) if "editor" in one.shapes else name
    name = _SEAL.sub("", name)
    yield from _names(one, key, len(name))
    if date:
        yield from _date(one, date.start())


def _names(one: _One, key: str, end: int) -> Iterator[Said]:
    """Yield the organisations of a line up to an offset, parted where white space stands between two whole names."""
    starts = [0]
    for at in one.view.breaks:
        left, right = one.folded[starts[-1] : at], one.folded[at:end]
        if (
            0 < at < end
            and part("organisation").fullmatch(left)
            and part("organisation").fullmatch(right)
            and len(left) > 3
        ):
            starts.append(at)
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        if start < stop:
            yield one.said(key, start, stop)


def _date(one: _One, at: int = 0, key: str = "date_written") -> Iterator[Said]:
    """Yield the first date of a line behind an offset of its folded view."""
    if found := find_date(one.folded, at):
        written, start, end = found
        yield one.said(key, start, end, written)


def _title(one: _One) -> Iterator[Said]:
    content = one.line.content
    if is_subtitle(content):
        bare = content.lstrip("—-– ")
        start = one.line.end - len(bare)
        yield Said("subtitle", bare, Span(start, one.line.end), one.role)
        if found := find_date(bare[:12]):
            yield Said("date_written", found[0], Span(start + found[1], start + found[2]), "subhead")
    else:
        yield Said("title", content, Span(one.line.start, one.line.end), one.role)
        if "organisation" in one.shapes:
            yield from (
                Said("issuer", said.value, said.span, "title") for said in _names(one, "issuer", len(one.folded))
            )


def _subhead(one: _One) -> Iterator[Said]:
    folded = one.folded
    if "adopted" in one.shapes:
        yield one.said("adopted", 1, len(folded) - 1, one.line.content[1:-1])
        yield from _date(one)
    elif one.shapes & {"date_bracketed", "date"}:
        yield from _date(one)
    elif one.shapes & {"organisation_date", "organisation"}:
        yield from _issuers(one)
    elif one.shapes & {"person", "person_titled", "person_of", "signing"}:
        yield from _person(one, "speaker")


def _person(one: _One, key: str) -> Iterator[Said]:
    """Yield the name of the person on a line, without the office before it."""
    folded = re.sub("[（(][^（()）]*[）)]$", "", one.folded)
    if match := _SPEAKER.match(folded):
        yield one.said("speaker", match.end(), len(folded))
    elif match := _last_name().search(folded):
        yield one.said(key, *match.span("who"))


@cache
def _last_name() -> re.Pattern[str]:
    name, office, unit = (part(key).pattern for key in ("name", "title_of_person", "unit"))
    return compiled(f"(?:^|{office}[：:]?|{unit})(?P<who>{name})$")


def _salutation(one: _One) -> Iterator[Said]:
    if one.folded.startswith(_SPOKEN_TO):
        return
    yield from _list(one, "recipients", one.line.content, 0)


def _list(one: _One, key: str, words: str, at: int, marks: str = "，,；;") -> Iterator[Said]:
    """Yield the items of a list that stands at an offset of the line."""
    for match in re.finditer(f"[^{marks}]+", words):
        item = match.group().strip(" \u3000\t：:。！!")
        if item:
            start = one.line.start + at + match.start() + match.group().index(item)
            yield Said(key, _SPACES.sub("", item), Span(start, start + len(item)), one.role)


def _note(one: _One) -> Iterator[Said]:
    content = one.line.content
    head = _NOTE.match(content)
    done = head.end() if head else 0
    marks = list(_ITEM.finditer(content, done))
    starts = [match.end() for match in marks]
    ends = [match.start() for match in marks[1:]] + [len(content)]
    if not marks or marks[0].start() > done:
        starts, ends = [done, *starts], [*(match.start() for match in marks[:1]), *ends][-len(starts) - 1 :]
    for start, end in zip(starts, ends, strict=True):
        name = _FILE.sub("", content[start:end].strip(" \u3000；;。，"))
        if name:
            at = one.line.start + content.find(name, start)
            yield Said("attachments", name.removeprefix("《").removesuffix("》"), Span(at, at + len(name)), one.role)


def _closing(one: _One) -> Iterator[Said]:
    if one.shapes & {"organisation_date", "organisation"}:
        yield from _issuers(one)
    elif "date" in one.shapes:
        yield from _date(one)
    elif one.shapes & {"person_titled", "person", "signing"}:
        yield from _person(one, "signatory")


def _annotation(one: _One) -> Iterator[Said]:
    content = one.line.content
    bare = content.rstrip("。").strip("（）()")
    start = one.line.start + content.index(bare)
    yield Said("annotation", bare, Span(start, start + len(bare)), one.role)


def _imprint(one: _One) -> Iterator[Said]:
    content, folded = one.line.content, one.folded
    if match := re.match(
        "(?:抄送(?:单位|机关)?|抄报|抄报送|分送|报送|呈报|呈送|印送|本期[送发报]|报|送|发|抄)[：:]", content
    ):
        yield from _list(one, "cc", content[match.end() :], match.end())
        return
    if _LABEL.match(content):
        return
    date = find_date(folded)
    if date and one.shapes & {"imprint", "organisation_date"}:
        written, start, end = date
        name = _SEAL.sub("", folded[:start])
        if name:
            yield one.said("printed_by", 0, len(name))
        yield one.said("printed_on", start, end, written)
    elif not one.shapes & {"imprint", "remark"} and not date:
        yield from _list(one, "cc", content, 0)


_READERS: Mapping[str, Callable[[_One], Iterator[Said]]] = {
    "masthead": _masthead,
    "title": _title,
    "subhead": _subhead,
    "salutation": _salutation,
    "attachment_note": _note,
    "closing": _closing,
    "annotation": _annotation,
    "imprint": _imprint,
}
