"""Reduce a line to the title that it may repeat: copies of a title are found by this key, whatever stands around it.

A site says a title again in a breadcrumb, behind a label (本文标题：), as the name of a file, in 《》, with a suffix of
its own (范文, （精选3篇）, _第1页, - 某某网), or with one sign more of a mask. The wording of a label decides nothing;
only the document's own labels (附件：, 项目名称：) do not make a copy. Whatever else a page sets around a title is
known by agreement: a line of the head that holds a line below it whole, parted by a sign, says that line again.
"""

from __future__ import annotations

from chengwen.engine.draft import Draft
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN, folded
from chengwen.engine.scan import any_of
from chengwen.knowledge.tables import any_word, pattern, words
from chengwen.stages.structure.title.lines import begins_text, could_be_title, looks_like_title

LONGEST = 200
"""In code points: a longer line is no copy of a title."""
SHORTEST = 4
"""In code points: a shorter key says nothing."""

HEAD, LONGEST_HEAD = 25, 120
"""How many lines are examined: so many at least, more where menus of a page stand above its first sentence."""
BELOW_SENTENCE = 6
"""How many lines below the first sentence are examined too, since that may be a site's."""
FOOT = 40
"""How many lines from the end a site may repeat the title."""
SHORTEST_HELD = 8
"""In code points: a shorter line that another holds is a word of it."""
SHORTEST_CUT = 12
"""In code points: dots behind fewer characters of a title cut it off too early to know it."""

_EXTENSION = compiled(r"[.．](?:docx?|wps|pdf|txt|rtf|pptx?|html?|xlsx?)(?:_?(?:第[0-9]{1,3}页)?)$")
_FRAME = compiled(r"^[《【\[•·*>\-]+|[》】\]]+$|_?第[0-9]{1,3}页$|[（(](?:[0-9]{1,3}页.{0,4})[）)]$")
_TRAIL = compiled(r"^.*[>＞»›→](?=[^>＞»›→]{4,}$)")
_PART = compiled("^(?:第[一二三四五六七八九十0-9]{1,3}篇|(?:篇|范文)[一二三四五六七八九十0-9]{1,3})[：:、.]?")
_LABEL = compiled("^([^：:，。《》]{1,8})[：:](?=.{4,})")
_PARTS = "(?:精选|通用|推荐|最新|优秀|热门|集锦|汇编|合集|范文){0,2}共?[0-9一二三四五六七八九十]{1,3}篇"
_REMARK = compiled(
    f"[（(【\\[](?:[0-9一二三四五六七八九十]{{1,3}}|[★☆]{{1,5}}|{_PARTS}.{{0,6}}|[0-9]{{2,5}}字"
    "|全文|范文|例文|摘要|图|组图|多篇|合集|完整版|最新版|最新|精选|原创|转载)[）)】\\]]$"
)
_NUMBERED_PARTS = compiled(f"{_PARTS}$")
_SUFFIX = compiled(f"(?:的)?(?:{any_word('titles', 'decorations')})$")
_SITE = compiled(f"[-_|｜—–]{{1,3}}[^-_|｜—–，。：]{{1,12}}(?:{any_of(words('titles', 'sites'))})$")
_SENTENCE = compiled("[。；]|[：:]$")
_MASK = compiled(r"[x×*＊○〇_]{1,8}|〖[^〗]{1,6}〗")
_BEFORE, _BEHIND = pattern("titles", "before_copy"), pattern("titles", "behind_copy")
_OF_DOCUMENT = pattern("titles", "before_own")
_CUT = compiled("…|[.．]{3}|。。。")
_SPOKEN = pattern("titles", "spoken")
_NAME = compiled(f"[{HAN}]{{2,14}}")
_QUOTED = compiled("^“(?P<inside>[^“”]*)”$")
_STAMP = compiled(f"(?<=[{HAN}）”])[ \u3000]?(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9]$")
"""The day on which a page was made, behind its title."""
_STEPS = (_EXTENSION, _STAMP, _FRAME, _REMARK, _NUMBERED_PARTS, _SITE, _SUFFIX, _PART)
_BEGINS = frozenset("《【[•·*>-_第(（篇范")
_ENDS = frozenset("》】])）页篇") | {word[-1] for key in ("sites", "decorations") for word in words("titles", key)}
"""How a line begins or ends, one or the other, from which a step takes something; or it ends in an extension."""


def without_extension(content: str) -> str:
    """Return a line without the extension of a file at its end.

    >>> without_extension("2022年工作总结.docx")
    '2022年工作总结'
    """
    return _EXTENSION.sub("", content)


def title_key(content: str) -> str:
    """Return what is left of a line without what a site puts around a repeated title; empty where that is nothing.

    >>> title_key("第一篇：2022年X镇工作总结范文.doc_第1页"), title_key("本文标题：2022年xx镇工作总结（精选3篇）")
    ('2022年x镇工作总结', '2022年x镇工作总结')
    """
    if len(content) > LONGEST or "。" in content:
        return ""
    key = _TRAIL.sub("", folded(content))
    labelled = _LABEL.match(key)
    key = _undressed(key)
    if labelled and labelled[1] not in words("titles", "own_labels") and not _SPOKEN.match(key):
        bare = _undressed(_LABEL.sub("", folded(content)))
        key = bare if len(bare) >= SHORTEST else key
    return key if len(key) >= SHORTEST and not _SENTENCE.search(key) else ""


def bare_key(content: str) -> str:
    """Return `title_key` with label and breadcrumb left on, since equal values behind two labels are no copies.

    >>> bare_key("《河道管护总结》.doc"), bare_key("单位：青石镇人民政府")
    ('河道管护总结', '单位：青石镇人民政府')
    """
    return _undressed(folded(content)) if len(content) <= LONGEST and "。" not in content else ""


def is_labelled(content: str) -> bool:
    """Whether a line is a label with what it is for: 名称：2022年工作总结."""
    return bool(_LABEL.match(folded(content)))


def _undressed(text: str) -> str:
    quoted = _QUOTED.match(text)
    text = quoted["inside"] if quoted else text
    may_end = text[-1:] in _ENDS or text[-1:].isdigit() or _EXTENSION.search(text)
    before = None if text and (may_end or text[0] in _BEGINS) else text
    while before != text:
        before = text
        for step in _STEPS:
            text = step.sub("", text)
    return _MASK.sub("x", text)


def is_dressed(content: str, key: str) -> bool:
    """Whether a line says more than the title it repeats: a label, an extension, a suffix."""
    return _MASK.sub("x", folded(content)) != key


def key_of(draft: Draft, content: str) -> str:
    """Return the title that a line repeats: one that stands below it, else `title_key`, reduced once for a document."""
    if len(content) > LONGEST or "。" in content:
        return ""
    return draft.once(_held).get(content) or draft.of_line(title_key, content)


def head_size(draft: Draft) -> int:
    """Return how many lines are the head of a page, in which its title stands."""
    return draft.of_lines(_head_size)


def _head_size(draft: Draft) -> int:
    lines = draft.lines
    if len(lines) <= HEAD or any(begins_text(line.content) for line in lines[: HEAD - BELOW_SENTENCE]):
        return HEAD
    first = next((n for n, line in enumerate(lines[:LONGEST_HEAD]) if begins_text(line.content)), 0)
    return max(HEAD, first + BELOW_SENTENCE)


def _held(draft: Draft) -> dict[str, str]:
    return draft.of_lines(_held_titles)


def _held_titles(draft: Draft) -> dict[str, str]:
    """Return the keys of the lines of head and foot that hold a line of the head below them whole, or cut by dots."""
    lines, size = draft.lines, head_size(draft)
    found: dict[str, str] = {}
    titles = [
        (number, line.content)
        for number, line in enumerate(lines[:size])
        if len(line.content) >= SHORTEST_HELD and could_be_title(line.content, LONGEST // 2)
    ]
    ends = enumerate(lines[max(size, len(lines) - FOOT) :], size)
    for number, line in [*reversed(list(enumerate(lines[:size]))), *ends]:
        content = line.content
        if len(content) <= SHORTEST_HELD or len(content) > LONGEST or "。" in content:
            continue
        below = [title for at, title in titles if (at > number or number >= size) and title != content]
        held = max((title for title in below if title in content), key=len, default="")
        cut = _CUT.search(content)
        begun = next((title for title in below if _begins(title, content[: cut.start()])), "") if cut else ""
        if title := held if held and _is_set_round(held, content) else begun:
            found.setdefault(title, _whole_key(draft, title))
            found[content] = found[title]
    return found


def _whole_key(draft: Draft, title: str) -> str:
    """Return the key of a title that others hold: with its label, if no site's (镇长代言：我为家乡吆喝)."""
    labelled = _LABEL.match(folded(title))
    own = labelled and not pattern("titles", "label_of_site").search(labelled[1])
    return _undressed(folded(title)) if own else draft.of_line(title_key, title)


def _is_set_round(title: str, content: str) -> bool:
    """Whether a line is a title with what a page sets around it, not the document's own (关于印发《…》的通知)."""
    before, _, behind = content.partition(title)
    if _EXTENSION.fullmatch(behind) and _NAME.fullmatch(before) and looks_like_title(title):
        return True  # the name of a file: who issued it, and the title
    return bool(_BEFORE.search(before) and _BEHIND.match(behind) and not _OF_DOCUMENT.search(before))


def _begins(title: str, cut: str) -> bool:
    """Whether what stands before dots is the beginning of a title, behind what a page sets before it."""
    begun = cut[max((cut.rfind(sign) + 1 for sign in "】]：:·|｜丨》>"), default=0) :] if cut else ""
    return any(len(one) >= SHORTEST_CUT and title.startswith(one) for one in (cut, begun))
