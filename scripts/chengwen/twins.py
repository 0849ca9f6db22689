"""Find what gives a mask away: the same phrase with the hidden word in its place (“XX记忆” beside “柳桥记忆”).

The author's masks are labels by now: “〖地名〗记忆”. A quoted phrase that is the same but for the label tells the word.
Where that word is a common one (“智慧记忆”), it is likely a different phrase, and nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chengwen.found import Found
from chengwen.lines import HAN
from chengwen.text import Span
from chengwen.vocabulary import is_word, place_names

RULE = "anon-twin"
_QUOTED = re.compile("[“《‘「]([^“”《》‘’「」\n]{0,12})〖(地名|单位|名称)〗([^“”《》‘’「」\n]{0,12})[”》’」]")
_LEAST_SHARED = 2
"""How many characters besides the mask a phrase must have to be told again."""


def find_twins(text: str) -> list[Found]:
    """Find the words that twins of masked phrases show, wherever they stand."""
    names = dict(_told(text))
    found = []
    for name, label in sorted(names.items()):
        type = {"地名": "place", "单位": "org", "名称": "place"}[label]
        for match in re.finditer(re.escape(name), text):
            start, end = match.span()
            if not (is_word(text[start - 1 : start + 1]) and is_word(text[end - 1 : end + 1])):
                found.append(Found(Span(start, end), type, RULE, name))
    return found


def _told(text: str) -> Iterator[tuple[str, str]]:
    """Give each word that a twin shows, with the label of the mask that it is told from."""
    if "〗" not in text:
        return
    for match in _QUOTED.finditer(text):
        before, label, after = match.groups()
        if len(before) + len(after) < _LEAST_SHARED or "〖" in before + after:
            continue
        twin = re.compile(f"(?<![{HAN}]){re.escape(before)}([{HAN}]{{2,4}}){re.escape(after)}(?![{HAN}])")
        for other in twin.finditer(text):
            if _is_a_name(other[1]):
                yield other[1], label


def _is_a_name(word: str) -> bool:
    if word in place_names() and not is_word(word):
        return True
    return len(word) in (2, 3) and not is_word(word) and not is_word(word[:2]) and not is_word(word[-2:])
