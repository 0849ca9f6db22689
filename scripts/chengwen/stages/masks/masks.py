"""Determine what the author's masks (X、XX、*、×、20XX …) hide, and replace them by labels 〖数字〗 〖地名〗.

Nothing is inferred beyond what the words beside a mask say: a mask without a clue becomes 〖名称〗. A censored word is
restored only where a fixed phrase leaves no doubt (涉X涉X -> 涉黑涉恶). Existing labels are left alone.

Not masks: X光, an X in a Latin word or a model number, 3×5, 5*8, a line of asterisks. A drawn line (__市) is a mask
only if the words beside it say what it hides: in forms it is a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from chengwen.engine.find import overlapping
from chengwen.engine.lines import HAN
from chengwen.engine.scan import literal_of, places_of
from chengwen.knowledge.labels import label
from chengwen.knowledge.tables import pattern, read_table, words
from chengwen.stages.hide.cut_numbers import cut_numbers
from chengwen.text import Edit, Mask, Span, Text, replace

_SIGNS = "Xx*＊×○某_＿"
_SURNAMES = "".join(words("names", "single"))
_MASK = re.compile(
    "(?<=(?<![0-9A-Za-z-])20)(?:[Xx]{1,4}|[×*＊○]{1,4})(?![0-9A-Za-z])"
    "|(?<=(?<![0-9A-Za-z-])19)(?:[Xx]{2}|[×*＊○]{2})(?=[ ]?年)"
    "|(?<=(?<![0-9A-Za-z-])20[0-9])[Xx×*＊○](?=[ ]?(?:年|〕|度|-|至))"
    "|(?<![0-9A-Za-z.+＋])[Xx]+(?:[.．·][Xx]+)?某?(?![0-9A-Za-zÀ-ɏ]|-[A-Za-z]|-[0-9]{1,4}(?![0-9年月日%％个名人户元至.])|射|光(?!荣|伏|明)|线(?!上|下|路|索)|荧光|波段|轴|染色体|坐标|形|档案袋)"
    "|(?<![0-9A-Za-z*＊.])(?:[*＊]{2,}(?:[.．][*＊]+)?|[*＊](?:[.．][*＊]+)?(?![，。、；）) \u3000]))(?![0-9A-Za-z*＊])"
    "|(?<![0-9×.])×+(?:[.．]×+)?(?![0-9×])"
    "|○{2,}"
    "|(?<=[0-9]{3})[*＊Xx×]{4,}(?=[0-9]{2})"
    f"|(?<=[{_SURNAMES}])某{{1,2}}(?!某|一(?!案)|[些种个项地市县村镇乡区局人部年月日类样处方物件]|事(?!迹))"
    "|(?<!某)某某(?!某)"
    "|(?<=(?<![0-9A-Za-z-])20)[_＿]{1,4}(?=[ ]?年)"
    f"|(?<![0-9A-Za-z_＿:：.@/-])(?:[_＿]{{2,8}}|(?<![{HAN}])[_＿])(?=[{HAN}%％])(?![年月日])"
    "|(?<!某)某(?=[月日]|水库|公司|省|市(?![场民值])|县|区|镇|乡(?!民)|村(?!民)|街道|社区|派出所)"
)
_DOCUMENT_NUMBER = re.compile("[〕\\]）)] ?第? ?[0-9XxＸ×*]{1,6} ?[号號]")
_SIGN = re.compile('[“‘"][Xx×*＊○]{1,4}[”’"]')
_OF_SIGNS = pattern("masks", "of_signs")
_SHOWN = re.compile("(?:注明|标注|标为|写作|格式为?|代替|形如|例如|样式为?|，如)[“‘][^”’\\n]{0,16}$")
"""What stands before a sign that the text quotes as an example: 逐页标注“第X页 共Y页”."""
_FORM = re.compile("[：:][ \t\u3000]?[_＿]{2,}")
"""A blank behind a label: the line is one of a form."""
_PRODUCT = pattern("masks", "product")
_MASK_CLASS = "([XxＸ×*＊○]{1,3})"
_ORNAMENT = re.compile("[ \t\u3000]*[*＊×○xX](?:[ \t\u3000]*[*＊×○xX]){2,}[ \t\u3000]*$|[*] |[*＊] ?(?:注|备注|说明)")
ROW = 200
"""How far a row of asterisks is followed on either side, so that one endless line costs no more than many."""
SHOWN = 17
"""How far before a mask the opening quote of a quoted sign may stand."""
LEFT, RIGHT = 12, 24
"""How many characters on either side of a mask are examined; the longest clue needs 20 on the right."""


@dataclass(frozen=True, slots=True)
class Restore:
    """A fixed phrase with holes, and the words that belong in them."""

    id: str
    phrase: re.Pattern[str]
    literal: str
    """A literal that every such phrase contains."""
    not_left: tuple[str, ...]
    words: tuple[str, ...]
    needs: int
    """How many other phrases of the kind a document must contain before this one is certain."""


@dataclass(frozen=True, slots=True)
class Clue:
    """Words beside a mask that show what it hides."""

    id: str
    type: str
    left: re.Pattern[str]
    right: re.Pattern[str]


def type_masks(text: Text) -> list[Edit]:
    """Return edits that replace the author's masks by labels, or by the censored words."""
    signs = places_of(_SIGNS, text.value)
    if not signs and "ZZ" not in text.value:
        return []
    whole = [one.span for one in cut_numbers(text.value)]  # hidden as a whole by the stage after this one
    masks = [Span(*match.span()) for match in _written(text.value, signs) if _is_mask(text.value, match)]
    masks = [mask for mask in masks if not overlapping(whole, mask)]
    known = _restore(text.value)
    edits = {mask: known.get(mask) or _name(text.value, mask) for mask in masks}
    edits |= {hole: edit for hole, edit in known.items() if not overlapping(masks, hole)}
    return [edits[mask] for mask in sorted(edits)]


def _written(text: str, signs: Sequence[int]) -> Iterator[re.Match[str]]:
    """Yield what is written like a mask; tried only where a sign occurs, since the pattern starts by looking back."""
    done = 0
    for at in signs:
        if at >= done and (match := _MASK.match(text, at)):
            yield match
            done = match.end()


def _is_mask(text: str, match: re.Match[str]) -> bool:
    """Whether it is a mask, not a bullet, a row of asterisks, a quoted sign or a product."""
    start, end = match.span()
    if _is_ornament(text, start):
        return False
    low, high = text.rfind("\n", max(0, start - ROW), start) + 1, text.find("\n", end, end + ROW)
    low = low or max(0, start - ROW)
    line = text[low : high if high >= 0 else end + ROW]
    if text[start] in "_＿" and (_FORM.search(line) or type_of(text, start, end)[1] == "other"):
        return False  # a blank to be filled in, or emphasis
    if _SIGN.search(line) and _OF_SIGNS.search(line) and any(match.group()[0] in sign for sign in _SIGN.findall(line)):
        return False
    before = text[max(low, start - SHOWN) : start]
    shown = ("“" in before or "‘" in before) and _SHOWN.search(text[low:start])
    if shown or text.endswith("字母", 0, start):
        return False
    return not (match.group() == "×" and _PRODUCT.search(text[max(0, start - 12) : end + 12]))


def _is_ornament(text: str, start: int) -> bool:
    """Whether a mask at the beginning of a line is a bullet, or the line a row of asterisks."""
    low = max(0, start - ROW)
    line = text.rfind("\n", low, start) + 1 or low
    end = text.find("\n", start, start + ROW)
    return not text[line:start].strip(" \t\u3000*＊×○xX") and bool(
        _ORNAMENT.match(text[line : end if end >= 0 else start + ROW])
    )


def _name(text: str, mask: Span) -> Edit:
    id, type = type_of(text, mask.start, mask.end)
    return replace(mask.start, mask.end, label(type), id, Mask("author", type))


def type_of(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the clue that applies to the mask at `[start, end)`, and the type it shows.

    >>> type_of("共有党员X名", 4, 5)
    ('mask-number', 'number')
    """
    left, right = text[max(0, start - LEFT) : start], text[end : end + RIGHT]
    if re.search("(?<![0-9])(?:20[0-9]?|19)$", left) and not _DOCUMENT_NUMBER.match(right):
        return "mask-date", "date"
    if (
        text[start] == "某"
        and start
        and text[start - 1] in _SURNAMES
        and text[end : end + 1] not in tuple("村镇乡县市区路街大")
    ):
        return "mask-person-surname", "person"
    for clue in clues():
        if clue.right.search(right) and clue.left.search(left):
            return clue.id, clue.type
    return "mask-other", "other"


@cache
def clues() -> tuple[Clue, ...]:
    """Return the clues in the order in which they are tried."""
    return tuple(
        Clue(entry["id"], entry["type"], re.compile(entry["left"]), re.compile(entry["right"]))
        for entry in read_table("masks", "clues")
    )


@cache
def restores() -> tuple[Restore, ...]:
    """Return the fixed phrases from which censored words can be restored."""
    return tuple(
        Restore(
            entry["id"],
            re.compile(entry["phrase"].replace("□", _MASK_CLASS)),
            literal_of(entry["phrase"].replace("□", _MASK_CLASS)),
            tuple(entry["not_left"].split()),
            tuple(entry["words"]),
            entry.get("needs", 0),
        )
        for entry in read_table("masks", "restores")
    )


def _restore(text: str) -> dict[Span, Edit]:
    """Return the holes of fixed phrases, with the edit that fills each."""
    found: dict[Span, Edit] = {}
    certain: set[str] = set()
    for restore in restores():  # those that need other phrases come last
        if len(certain) < restore.needs or restore.literal not in text:
            continue
        for match in restore.phrase.finditer(text):
            if text.endswith(restore.not_left, 0, match.start()):
                continue
            certain.add(restore.id)
            for number, word in enumerate(restore.words, 1):
                hole = Span(*match.span(number))
                found.setdefault(hole, replace(hole.start, hole.end, word, restore.id, Mask("author", "censored")))
    return found
