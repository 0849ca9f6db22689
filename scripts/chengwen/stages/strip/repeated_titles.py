"""Find the copies of a document's title: around it, at a line's end, at the beginning of the text, in the foot.

Copies are found by key (`title_key`), so that a label, a file name or a suffix does not hide one. The copy that the
text follows stays. Two equal lines that are no title (of a form, a list) are no copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, folded
from chengwen.engine.scan import any_of, holds_any
from chengwen.knowledge.tables import any_word, pattern, words
from chengwen.stages.strip.frames import of_frame, sells
from chengwen.stages.structure.record import official_record
from chengwen.stages.structure.title.copies import (
    FOOT,
    HEAD,
    SHORTEST,
    bare_key,
    is_dressed,
    is_labelled,
    key_of,
    without_extension,
)
from chengwen.stages.structure.title.find import score_title
from chengwen.stages.structure.title.head import is_furniture, opens_text
from chengwen.stages.structure.title.lines import begins_text, could_be_title, looks_like_title
from chengwen.text import Edit, delete

RULE = "repeat-title"
NEAR = 10
"""Lines that are a title by their words alone, and not the document's, are compared within so many lines."""
LONGEST = 200
"""In code points: a longer line is not a title, however often it is repeated."""

_SPACES = " \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
_BEHIND_COPY = compiled(r"(?:[.．](?:docx?|wps|pdf|txt))?[ \u3000_—-]{0,3}")
_DECORATED = compiled(f"(?:{any_word('titles', 'decorations')})?[{_SPACES}]{{0,4}}")
_SUFFIX = compiled(
    "(?<=[\u4e00-\u9fff）)])(?:(?:优秀|精选|最新)?(?:范文|例文)(?:[0-9一二三四五六七八九十]{1,2}篇)?|[（(][★☆]{1,5}[）)])$"
)
_ENDS_OF_SAMPLES = frozenset("文篇）)")
"""How `_SUFFIX` ends."""
_JOINT = "(?: [-–—|｜] |_)"
_JOINTS = "_ "
"""One of these stands in every joint."""
_PAGE = compiled(
    f"{_JOINT}[^，。；：_|｜]{{2,20}}{_JOINT}[^，。；：]{{2,30}}$"
    f"|{_JOINT}[^，。；：]{{0,12}}(?:{any_of(words('titles', 'sites'))})$"
)
"""What the title of a web page has behind the document's: _倡议书_某某网, - 某某社区; _修订稿 is the document's own."""
_COUNTED = compiled("[ \u3000]*[（(][0-9]{1,2}/[0-9]{1,2}[）)]")
"""Which page of how many the line stands on."""
_ENDS_OF_SUFFIXES = frozenset(")）】]!！WTwt网库文坛号")
_ENDS = ("。", "：", "”", "；")


def whole_copies(draft: Draft, without: Set[int], summaries: Set[int], parts: Set[int]) -> set[int]:
    """Return the numbers of the lines that are the title once more, in the head and in the foot.

    `without` are the numbers of lines that are removed anyway, `summaries` those of summaries of the text, `parts`
    those of titles of the documents of a compilation, whose own title may be the same.
    """
    kept = [number for number in range(len(draft.lines)) if number not in without]
    title = score_title(draft, without)
    key = key_of(draft, title.line.content) if title else ""
    found = set(_in_head(draft, kept[:HEAD], key, summaries)) - official_record(draft)
    if parts:
        found = {number for number in found if _is_above_another(draft, number, parts)}
    return found | (set(_in_foot(draft, kept, key, without)) if key else set())


def _in_head(draft: Draft, head: Sequence[int], title: str, summaries: Set[int]) -> Iterator[int]:
    lines = draft.lines
    places: dict[str, list[int]] = {}
    for at, number in enumerate(head):
        content = lines[number].content
        said = bool(title) and key_of(draft, content) == title and not _is_in_a_form(lines, number)
        key = title if said else draft.of_line(bare_key, content) if at < NEAR else ""
        if len(key) >= SHORTEST:
            places.setdefault(key, []).append(number)
    for key, found in places.items():
        if len(found) > 1 and (key == title or looks_like_title(key) or _is_title_by_place(draft, head, key, found)):
            stays = _copy_of_the_text(draft, head, key, found, summaries)
            yield from (number for number in found if number != stays)


def _is_in_a_form(lines: Sequence[Line], number: int) -> bool:
    """Whether a labelled line stands beside others that are no site's: a form says the title as a value."""
    if not is_labelled(lines[number].content):
        return False
    beside = [lines[n].content for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return any(is_labelled(content) and not is_furniture(content) for content in beside)


def _is_above_another(draft: Draft, number: int, parts: Set[int]) -> bool:
    """Whether a title stands right above a line that says the same, and that begins no document of a compilation."""
    lines, below = draft.lines, number + 1
    same = below < len(lines) and key_of(draft, lines[below].content) == key_of(draft, lines[number].content)
    return same and below not in parts


def _is_title_by_place(draft: Draft, head: Sequence[int], key: str, found: Sequence[int]) -> bool:
    """Whether a line is a title because a site dressed it, or because it opens the text twice in a row."""
    dressed = any(is_dressed(draft.lines[number].content, key) for number in found)
    return dressed or (list(found) == list(head[: len(found)]) and len(key) > 7 and could_be_title(key))


def _copy_of_the_text(draft: Draft, head: Sequence[int], key: str, found: Sequence[int], summaries: Set[int]) -> int:
    """Return the copy of a title that the text follows: the last bare one above its first sentence, if there is one.

    If the first line of the text begins with the title again, it is a preview of the whole page, and the page's own
    title is the first copy.
    """
    lines = draft.lines
    leads = (n for n in head if n > found[0] and n not in summaries and _is_lead(lines[n].content, key))
    text = next(leads, len(lines))
    above = [number for number in found if number < text]
    bare = [number for number in above if not is_dressed(lines[number].content, key)]
    bare = bare or [number for number in found if lines[number].content == key] or above
    below = next((n for n in head if n > above[-1]), None)
    glued = below is not None and folded(lines[below].content).startswith(key)
    return bare[0] if glued else bare[-1]


def _is_lead(content: str, key: str) -> bool:
    """Whether a line is a sentence of the text, below which no title stands: not one in which a site offers it."""
    if not (opens_text(content) and len(content) > 12 and content.endswith(_ENDS)):
        return False
    return not (f"《{key}" in folded(content) and (of_frame(content) or sells(content)))


def _in_foot(draft: Draft, kept: Sequence[int], title: str, without: Set[int]) -> Iterator[int]:
    """Yield the lines below the last sentence that say the title again: dressed, or beside what is removed anyway."""
    lines = draft.lines
    for number in reversed(kept[HEAD:][-FOOT:]):
        content = lines[number].content
        if key_of(draft, content) == title and not _is_in_a_form(lines, number):
            if is_dressed(content, title) or any(near in without for near in range(number - 2, number + 3)):
                yield number
        elif begins_text(content) and len(content) > 12:
            return


def parts_of_copies(lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield deletions of copies within a line; `lines` are those that stay, in order."""
    for line in lines[:NEAR]:
        if glued := _glued_copies(line):
            yield glued
        else:
            yield from _around(line)
    yield from _before_text(lines[:NEAR])


def _glued_copies(line: Line) -> Edit | None:
    """Return the deletion that leaves one of several copies of a title glued together on one line."""
    content = line.content
    if not 8 <= len(content) <= LONGEST or content[:4] not in content[4:]:
        return None
    at = content.rfind(content[:4])
    copy, rest = content[at:], content[:at]
    while copy and rest:
        behind = _BEHIND_COPY.match(rest, len(copy)) if rest.startswith(copy) else None
        if not behind:
            return None
        rest = rest[behind.end() :]
    return delete(line.start, line.start + at, RULE) if len(copy) >= 5 else None


def _around(line: Line) -> Iterator[Edit]:
    """Yield the deletions of 最新, 【公文写作】 before a title, and of 范文 or the names of a page behind one."""
    content = line.content
    if len(content) > LONGEST:
        return
    behind = _PAGE.search(content) if holds_any(content, _JOINTS) else None
    if behind is None and content[-1] in _ENDS_OF_SAMPLES:
        behind = _SUFFIX.search(content)
    if behind is None and content[-1] in _ENDS_OF_SUFFIXES:
        behind = pattern("titles", "suffixes").search(content)
    end = behind.start() if behind else len(content)
    prefix = pattern("titles", "prefixes").match(content)
    start = prefix.end() if prefix and looks_like_title(without_extension(content[prefix.end() : end])) else 0
    if start:
        yield delete(line.start, line.start + start, RULE)
    title = content[start:end]
    counted = bool(behind) and _COUNTED.fullmatch(content, end) is not None and could_be_title(title)
    if behind and len(title) >= 6 and (looks_like_title(title) or counted):
        yield delete(line.start + end, line.end, RULE)


def _before_text(lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield the deletion of the title at the beginning of the text below it, if speech or a blank follows it."""
    for above, below in pairwise(lines):
        title, text = above.content, below.content
        if len(title) < 6 or not text.startswith(title) or not could_be_title(title):
            continue
        behind = _DECORATED.match(text, len(title))
        rest = text[behind.end() if behind else len(title) :]
        parted = text[len(title) : len(title) + 1] in tuple(_SPACES) and len(rest) > len(title) and begins_text(rest)
        if parted or (pattern("titles", "speech").match(rest) and begins_text(rest)):
            yield delete(below.start, below.end - len(rest), RULE)
            return
