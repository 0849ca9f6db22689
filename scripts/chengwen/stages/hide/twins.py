"""Find twins of masked phrases, which reveal the masked word (“XX记忆” beside “柳桥记忆”).

At this point the author's masks are labels: “〖地名〗记忆”. A twin is a phrase identical except for the label; it shows
the word. If that word is a common one (“智慧记忆”), it is probably a different phrase, and nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from chengwen.engine.find import Find
from chengwen.engine.kept import compiled
from chengwen.engine.lines import HAN
from chengwen.engine.scan import occurrences
from chengwen.knowledge.labels import OPENS, label
from chengwen.knowledge.tables import is_word, place_names, word_set
from chengwen.stages.hide.places.toponyms import holds_no_name
from chengwen.text import Span

RULE = "anon-twin"
_TYPES = {"place": "place", "org": "org", "other": "place"}
_MASKED = "|".join(map(label, _TYPES))
_QUOTED_MASK = compiled(f"[“《‘「]([^“”《》‘’「」\n]{{0,12}})({_MASKED})([^“”《》‘’「」\n]{{0,12}})[”》’」]")
SHORTEST, LONGEST = 4, 28
"""In code points, of a phrase."""
_QUOTED = compiled(f"[“《‘「]([^“”《》‘’「」〖〗\n]{{{SHORTEST},{LONGEST}}})[”》’」]")
"""Where a twin may stand: in quotes as the mask does, or by itself between punctuation marks."""
_HAN_RUN = compiled(f"[{HAN}][{HAN}]*")
_ORDINAL = compiled(
    "^(?:第?[一二三四五六七八九十]{1,3}[是要则者在靠来抓]?|其[一二三四五六七八九十次]|首先|再次|最后|末了)$"
)
"""Ordinals are never names, though the gazetteer has a 三要 and a 五三."""
_LEAST_SHARED = 2
"""How many characters besides the mask a phrase needs to be recognised."""
_LEAST_BARE = 4
"""How many it needs outside quotes, unless the word is a name from the gazetteer."""


def find_twins(text: str) -> list[Find]:
    """Return all occurrences of the words that twins of masked phrases reveal."""
    names = dict(_revealed(text))
    found = []
    done = 0
    for start, end in occurrences(names, text):
        if start < done:
            continue
        done = end
        if not (is_word(text[start - 1 : start + 1]) and is_word(text[end - 1 : end + 1])):
            name = text[start:end]
            found.append(Find(Span(start, end), names[name], 0, RULE, name))
    return found


def _revealed(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that a twin reveals, with the type of the mask."""
    masked = dict(_masked(text))
    if not masked:
        return
    afters: dict[str, dict[str, str]] = {}
    for (before, after), type in masked.items():
        afters.setdefault(before, {})[after] = type
    sizes = sorted(set(map(len, afters)))
    lengths = {len(before) + len(after) + size for before, after in masked for size in (2, 3, 4)}
    runs = (run for run in _HAN_RUN.findall(text) if len(run) in lengths and SHORTEST <= len(run) <= LONGEST)
    quotations = (quoted for quoted in _QUOTED.findall(text) if len(quoted) in lengths)
    for phrase, quoted in {**dict.fromkeys(runs, False), **dict.fromkeys(quotations, True)}.items():
        starts = [(at, afters[phrase[:at]]) for at in sizes if phrase[:at] in afters]
        for size in (2, 3, 4) if starts else ():
            for at, known in starts:
                found = known.get(phrase[at + size :]) if at + size <= len(phrase) else None
                if found and _shows(phrase[at : at + size], known=quoted or len(phrase) - size >= _LEAST_BARE):
                    yield phrase[at : at + size], found


def _masked(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Return what stands before and behind the mask in each quoted phrase that has one, with the type of the mask."""
    if OPENS not in text:
        return
    types = {label(masked): hidden for masked, hidden in _TYPES.items()}
    for before, masked, after in _QUOTED_MASK.findall(text):
        if len(before) + len(after) >= _LEAST_SHARED and OPENS not in before + after:
            yield (before, after), types[masked]


def _shows(word: str, *, known: bool) -> bool:
    """Whether a revealed word looks like a name.

    It does if it is in the gazetteer or, in a phrase that is `known` (long enough, or quoted), if its form is likely.

    >>> _shows("一是", known=True), _shows("柳桥", known=True)
    (False, True)
    """
    if is_word(word) or word in word_set("places", "common") or _ORDINAL.match(word):
        return False
    if word in place_names():
        return True
    likely = len(word) in (2, 3) and not is_word(word[:2]) and not is_word(word[-2:])
    return known and likely and not holds_no_name(word)
