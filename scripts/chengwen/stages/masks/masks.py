"""Determine what the author's masks (X、XX、*、×、20XX …) hide, and replace them by labels 〖数字〗 〖地名〗.

Candidates are what is written like a mask (signs.py). The words beside one tell what it hides (clues.py), else the
masks in its row and of its writing (agreement.py); one without a clue becomes 〖名称〗. A censored word is restored
only where a fixed phrase leaves no doubt (restores.py). Existing labels are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chengwen.engine.find import overlapping
from chengwen.knowledge.labels import label
<<<<<<< HEAD
from chengwen.stages.masks.agreement import SIBLING_RULE, Typed, agree
from chengwen.stages.masks.clues import type_of
from chengwen.stages.masks.restores import restored
from chengwen.stages.masks.signs import Written, find_signs
from chengwen.text import Edit, Mask, Span, Text, replace

=======
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

>>>>>>> w-names

def type_masks(text: Text) -> list[Edit]:
    """Return edits that replace the author's masks by labels, or by the censored words."""
    written = find_signs(text.value)
    if not written and "ZZ" not in text.value:
        return []
<<<<<<< HEAD
    known = restored(text.value)
    masks = [Span(one.start, one.end) for one in written]
    edits = {hole: edit for hole, edit in known.items() if hole in set(masks) or not overlapping(masks, hole)}
    edits |= {Span(mask.start, mask.end): _name(mask) for mask in _typed(text.value, written, edits)}
=======
    whole = [one.span for one in cut_numbers(text.value)]  # hidden as a whole by the stage after this one
    masks = [Span(*match.span()) for match in _written(text.value, signs) if _is_mask(text.value, match)]
    masks = [mask for mask in masks if not overlapping(whole, mask)]
    known = _restore(text.value)
    edits = {mask: known.get(mask) or _name(text.value, mask) for mask in masks}
    edits |= {hole: edit for hole, edit in known.items() if not overlapping(masks, hole)}
>>>>>>> w-names
    return [edits[mask] for mask in sorted(edits)]


def _typed(text: str, written: Iterable[Written], known: Iterable[Span]) -> Iterator[Typed]:
    """Yield what counts as a mask, with its type, apart from the holes that are `known`."""
    done = set(known)
    rest = [one for one in written if Span(one.start, one.end) not in done]
    agreed = agree(text, [Typed(one.start, one.end, *type_of(text, one.start, one.end)) for one in rest])
    for one, mask in zip(rest, agreed, strict=True):
        allowed = not one.sign.types or mask.type in one.sign.types
        said = mask.type != "other" and mask.rule != SIBLING_RULE
        if allowed and (said or not one.sign.typed):
            yield mask


def _name(mask: Typed) -> Edit:
    return replace(mask.start, mask.end, label(mask.type), mask.rule, Mask("author", mask.type))
