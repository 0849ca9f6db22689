"""Find the copies of a document's title: around it, at a line's end, at the beginning of the text, in the foot.

Copies are found by key (`title_key`), so that a label, a file name or a suffix does not hide one. The copy that the
text follows stays. Two equal lines that are no title (of a form, a list) are no copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import Line, folded
from chengwen.engine.scan import any_of, holds_any
from chengwen.knowledge.tables import any_word, pattern, words
from chengwen.stages.layout.openers import begins_sentence
from chengwen.stages.strip.frames import of_frame, sells
from chengwen.stages.structure.record import official_record
from chengwen.stages.structure.title.copies import (
    FOOT,
    SHORTEST,
    bare_key,
    head_size,
    is_dressed,
    is_labelled,
    key_of,
    without_extension,
)
from chengwen.stages.structure.title.find import score_title
from chengwen.stages.structure.title.head import is_furniture, is_salutation, opens_text
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
_MASKED = compiled("[x×X*＊○〇_＿]{1,8}|〖[^〗]{1,6}〗")
_SHOWN = compiled(f"{_MASKED.pattern}|[^{_SPACES}]")
"""A mask, or one visible character."""
_MAY_BEGIN = frozenset("x×X*＊○〇_＿〖")
_BESIDE = compiled("^(?:19|20)[0-9]{2}年(?:度)?|(?:精选|最新|通用)?[0-9]{0,2}篇$|(?<=[\u4e00-\u9fff])[0-9]{1,2}$")
"""What a copy may leave out: the year before a title, how many a page has behind it, the number of a file."""
_PART = compiled("(?:第?[一二三四五六七八九十0-9]{1,2}篇|篇[一二三四五六七八九十0-9]{1,2})[：: ]?")
"""Which of several texts of a page this one is, behind its title."""
_SITE_DATE = compiled(
    "(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)? ?(?=[\u4e00-\u9fff])"
)
"""The date of a site, glued in between."""
_DATE_BEHIND = compiled(f"{_SITE_DATE.pattern}|(?:同志)?们[：:]")
"""What stands between a title and the text glued to it: a site's date, what is left of a salutation."""
_SITE_LABEL = compiled(f"(?:{any_word('frames', 'title_fields')})[：:][ \u3000]?")
"""A site's label before the title that it says again."""
SHORTEST_COPY, SURE_COPY = 6, 8
"""In code points: the shortest title whose copies are looked for at the beginning of the text, and the shortest that
is known without a gap behind it."""
SHORTEST_SALUTATION, SHORTEST_TEXT, LONG_TEXT = 4, 12, 40
"""In code points: what follows such a copy."""
MOST_COPIES = 4
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
    found = set(_in_head(draft, kept[: head_size(draft)], key, summaries)) - official_record(draft)
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
    for number in reversed(kept[head_size(draft) :][-FOOT:]):
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
    """Yield the deletion of the title at the beginning of the text below it, as often as it stands there.

    A blank, a date, a salutation or the opener of a sentence shows that the text begins behind it.
    """
    for below, line in enumerate(lines[1:], 1):
        label = _SITE_LABEL.match(line.content)
        at = label.end() if label else 0
        for above in reversed(lines[:below]):
            if size := _copies_before(line.content[at:], above.content):
                yield delete(line.start, line.start + at + size, RULE)
                return


def _copies_before(text: str, title: str) -> int:
    """Return where the text begins on a line, behind copies of a title; 0 if it does at once.

    >>> _copies_before("XX镇春耕方案 xx镇春耕 方案 为做好春耕备耕，制定本方案。", "2023年××镇春耕方案")
    17
    """
    if text[0] not in _MAY_BEGIN and text[0] != title[0] and not title[:4].isdecimal():
        return 0
    title = without_extension(title)
    long_enough = len(text) >= len(title) + (SHORTEST_SALUTATION if text.endswith("：") else SHORTEST_TEXT)
    if not SHORTEST_COPY <= len(title) <= LONGEST or not long_enough or "。" in title:
        return 0
    end = times = 0
    while (behind := _end_of_copy(text, end, title)) and times < MOST_COPIES:
        end, times = behind, times + 1
        for beside in (_PART, _DECORATED):
            found = beside.match(text, end)
            end = found.end() if found else end
    if not times or not could_be_title(title, LONGEST // 2) or not _begins_behind(text, end, times, title):
        return 0
    dated = _SITE_DATE.match(text, end)
    return dated.end() if dated else end


def _begins_behind(text: str, end: int, times: int, title: str) -> bool:
    """Whether the text begins at an offset, behind so many copies of a title."""
    rest = text[end:]
    if is_salutation(rest) and pattern("titles", "speech").match(rest):
        return True
    if len(rest) < SHORTEST_TEXT or rest[0] in "的，。、；：》）":
        return False
    if pattern("titles", "speech").match(rest) or _DATE_BEHIND.match(rest):
        return begins_text(rest) or len(rest) >= LONG_TEXT
    parted = times > 1 or text[end - 1] in _SPACES
    if parted:
        return begins_text(rest) or len(rest) >= LONG_TEXT
    return len(title) >= SURE_COPY and looks_like_title(title) and begins_sentence(rest)


def _end_of_copy(text: str, start: int, title: str) -> int:
    """Return where a copy of a title ends that begins at an offset; 0 if none does.

    Spaces do not count, a mask may be written in another way, and the year of the title may be missing.
    """
    bare = _BESIDE.sub("", title)
    masked = _MASKED.match(text, start) if text[start : start + 1] in _MAY_BEGIN else None
    ways = {(title, start), (bare, start), (bare, masked.end() if masked else start)}
    return max((_end_of(text, at, said) for said, at in ways if len(said) >= SHORTEST_COPY), default=0)


def _end_of(text: str, start: int, said: str) -> int:
    """Return where what is said ends in a text from an offset on; 0 if it is not said there."""
    end, found = 0, _SHOWN.finditer(text, start)
    for wanted in _SHOWN.finditer(said):  # nearly always the first piece already differs
        piece = next(found, None)
        if piece is None or _plain(piece.group()) != _plain(wanted.group()):
            return 0
        end = piece.end()
    return 0 if text[end - 1].isdecimal() and text[end : end + 1].isdecimal() else end  # 总结2 is not in 总结2020-12-07


def _plain(piece: str) -> str:
    """Return a character as it is compared: any mask is like any other."""
    return "x" if _MASKED.fullmatch(piece) else piece.lower()
